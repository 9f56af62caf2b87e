//! Mapped records beside what is held: what is just so is left, the rest is written, some
//! thousands under each number of the log, so that no page of the feed is too long.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use muster_domain::kept::Kept;
use muster_domain::noun::NounKind;
use muster_domain::recruitment::{Applicant, Terms};
use muster_domain::words::{CommandId, OrganisationId, Origin};
use muster_domain::world::After;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use uuid::Uuid;

use super::Counts;
use crate::keys::Keys;
use crate::ledger::{LedgerFault, line, log, records};

/// How many records a number of the log stands for.
const RECORDS_A_NUMBER: usize = 2_000;

/// Keeps records, and says what it came to.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    keys: &Arc<Keys>,
    organisation: OrganisationId,
    kept: Vec<Kept>,
    command: CommandId,
    now: DateTime<Utc>,
) -> Result<BTreeMap<NounKind, Counts>, LedgerFault> {
    let mut nouns: BTreeMap<NounKind, HashMap<Uuid, After>> = BTreeMap::new();
    for kept in kept {
        let (noun, id) = kept.key();
        nouns.entry(noun).or_default().insert(id, kept.after());
    }
    let mut head = log::head(connection, organisation).await?;
    let mut counts = BTreeMap::new();
    let reorders = nouns.keys().any(|noun| line::depends_on(*noun));
    for (noun, mut new) in nouns {
        let mut count = Counts::default();
        leave_what_is_so(connection, keys, organisation, noun, &mut new, &mut count).await?;
        count.added = new.len() - count.changed;
        let mut rows: Vec<(Uuid, &After)> = new.iter().map(|(id, after)| (*id, after)).collect();
        // In the order of the primary key, so that pages of the file fill one after another.
        rows.sort_unstable_by_key(|(id, _)| *id);
        for rows in rows.chunks(RECORDS_A_NUMBER) {
            head += 1;
            let records = records::put(connection, keys, organisation, head, noun, rows).await?;
            let entry =
                log::Entry { organisation, seq: head, at: now, command, kind: "load", records };
            log::advance(connection, &entry).await?;
        }
        counts.insert(noun, count);
    }
    if reorders {
        line::settle(connection, organisation, head, now.date_naive()).await?;
    }
    Ok(counts)
}

/// Takes out what is held just so, and counts what is held otherwise.
async fn leave_what_is_so(
    connection: &mut SqliteConnection,
    keys: &Keys,
    organisation: OrganisationId,
    noun: NounKind,
    new: &mut HashMap<Uuid, After>,
    count: &mut Counts,
) -> Result<(), LedgerFault> {
    let sql =
        format!("SELECT id, body FROM {} WHERE organisation = ? AND body IS NOT NULL", noun.name());
    let mut rows = sqlx::query(AssertSqlSafe(sql)).bind(organisation.0).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let id: Uuid = row.try_get("id")?;
        let Some(after) = new.get_mut(&id) else { continue };
        let Some(held) = records::body(keys, organisation, noun, id, &row, "body")? else {
            continue;
        };
        merge(noun, &held, after)?;
        if held == after.body {
            new.remove(&id);
            count.left += 1;
        } else {
            count.changed += 1;
        }
    }
    Ok(())
}

/// What a file brings does not undo what people did here: an applicant who was withdrawn stays
/// so, that there is no earlier service stays recorded, and what was accepted from a transfer is held.
fn merge(noun: NounKind, held: &str, after: &mut After) -> Result<(), LedgerFault> {
    let unreadable = |_| LedgerFault::Unreadable(noun.name());
    match noun {
        NounKind::Applicant => {
            let held: Applicant = serde_json::from_str(held).map_err(unreadable)?;
            let new: Applicant = serde_json::from_str(&after.body).map_err(unreadable)?;
            let new = Applicant { no_earlier_service: held.no_earlier_service, ..new };
            *after = After::of(&Applicant { stage: held.stage, ..new });
        }
        NounKind::Terms => {
            let held: Terms = serde_json::from_str(held).map_err(unreadable)?;
            let mut new: Terms = serde_json::from_str(&after.body).map_err(unreadable)?;
            for field in held.fields {
                if matches!(field.origin, Origin::Transfer { .. }) {
                    new.put(field);
                }
            }
            *after = After::of(&new);
        }
        _ => {}
    }
    Ok(())
}
