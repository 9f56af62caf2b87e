//! What somebody may hold has changed: what they may hold no longer goes from this computer, and
//! what they had not sent of it goes to their supervisor first. The rest stays where it is.

use chrono::{DateTime, Utc};
use muster_domain::noun::NounKind;
use muster_domain::policy::Holding;
use muster_domain::words::CommandId;
use muster_protocol::change::Scope;
use muster_protocol::parcel::SealedCommand;
use sqlx::Row;

use crate::leaving::parcels;
use crate::open::{self, Long};
use crate::outbox::{Header, Outbox};
use crate::{Cache, Error, cache};

/// The nouns held here of which the person may no longer hold anything.
pub async fn left(cache: &Cache, scope: &Scope) -> Result<Vec<NounKind>, Error> {
    let mut left = Vec::new();
    for (_, file) in cache.files() {
        let mut reading = file.reader.acquire().await?;
        let held: Option<Vec<Holding>> = cache::meta(&mut reading, "holdings").await?;
        for held in held.unwrap_or_default() {
            if !scope.nouns.iter().any(|(entitled, _)| entitled.noun == held.noun) {
                left.push(held.noun);
            }
        }
    }
    Ok(left)
}

/// Writes down which nouns are about to go, so that the receipt is given whatever interrupts.
pub(crate) async fn remember_left(cache: &Cache, scope: &Scope) -> Result<(), Error> {
    let mut due = receipt_due(cache).await?;
    let left = left(cache, scope).await?;
    due.extend(left.into_iter().filter(|noun| !due.contains(noun)).collect::<Vec<_>>());
    cache::set_meta(&mut *cache.main.writer.acquire().await?, "left", &due).await
}

/// The nouns that have gone from here, until the server has heard of it.
pub async fn receipt_due(cache: &Cache) -> Result<Vec<NounKind>, Error> {
    let due = cache::meta(&mut *cache.main.reader.acquire().await?, "left").await?;
    Ok(due.unwrap_or_default())
}

/// The server has heard of it.
pub async fn receipt_given(cache: &Cache) -> Result<(), Error> {
    let none: Vec<NounKind> = Vec::new();
    cache::set_meta(&mut *cache.main.writer.acquire().await?, "left", &none).await
}

impl Outbox {
    /// What was not accepted of these nouns, and what was being typed about them, in parcels, sealed
    /// for the server as it was when it was saved. Nothing is opened.
    pub async fn about(&self, nouns: &[NounKind]) -> Result<Vec<Vec<SealedCommand>>, Error> {
        let rows = sqlx::query(
            "SELECT id, for_server FROM (
                 SELECT n, id, for_server FROM command
                 WHERE state IN ('waiting', 'sent', 'parked', 'refused')
                     AND header ->> '$.noun' IN (SELECT value FROM json_each(?1))
                 UNION ALL SELECT NULL, id, for_server FROM draft
                 WHERE substr(form, 1, instr(form, '.') - 1) IN (SELECT value FROM json_each(?1))
             ) ORDER BY n IS NULL, n",
        )
        .bind(serde_json::to_string(nouns)?)
        .fetch_all(self.reader())
        .await?;
        parcels(rows)
    }

    /// The supervisor has it: of all that is about these nouns nothing stays but that it was handed
    /// in. In one transaction, and nothing of it is left in the file.
    pub async fn hand_in(&self, nouns: &[NounKind], at: DateTime<Utc>) -> Result<(), Error> {
        let nouns = serde_json::to_string(nouns)?;
        let mut transaction = self.writer().begin().await?;
        for sql in [
            "DELETE FROM outgoing WHERE ?2 IS NOT NULL AND command IN (SELECT id FROM command
                 WHERE header ->> '$.noun' IN (SELECT value FROM json_each(?1)))",
            "UPDATE command SET state = 'handed_in', for_person = x'', for_server = x'',
                 answer = NULL, settled_at = ?2
             WHERE state IN ('waiting', 'sent', 'parked', 'refused')
                 AND header ->> '$.noun' IN (SELECT value FROM json_each(?1))",
            "DELETE FROM command WHERE state IN ('accepted', 'withdrawn', 'superseded')
                 AND header ->> '$.noun' IN (SELECT value FROM json_each(?1)) AND ?2 IS NOT NULL",
            "DELETE FROM draft WHERE substr(form, 1, instr(form, '.') - 1)
                 IN (SELECT value FROM json_each(?1)) AND ?2 IS NOT NULL",
        ] {
            sqlx::query(sql).bind(&nouns).bind(at).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        open::empty_log(&mut *self.writer().acquire().await?, Long::AfterAPurge).await?;
        Ok(())
    }

    /// What was handed in, newest last, at most `limit`: when, and what the header says.
    pub async fn handed_in(
        &self,
        limit: u32,
    ) -> Result<Vec<(CommandId, Header, Option<DateTime<Utc>>)>, Error> {
        let rows = sqlx::query(
            "SELECT * FROM (SELECT n, id, header, settled_at FROM command
                 WHERE state = 'handed_in' ORDER BY n DESC LIMIT ?) ORDER BY n",
        )
        .bind(limit)
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let header = serde_json::from_str(row.try_get("header")?)?;
                Ok((CommandId(row.try_get("id")?), header, row.try_get("settled_at")?))
            })
            .collect()
    }
}
