//! The records: one table a noun, one piece of code for all. Bodies of occupational health are
//! sealed on the way in and opened on the way out.

use std::collections::HashMap;

use chrono::NaiveDate;
use muster_domain::iat::transfer;
use muster_domain::noun::{CacheFile, NounKind};
use muster_domain::policy::Teams;
use muster_domain::words::{OrganisationId, UserId};
use muster_domain::world::{After, Ask, Write};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use uuid::Uuid;

use super::together::Together;
use super::{LedgerFault, chunks};
use crate::keys::Keys;

/// How many rows one statement writes.
const ROWS_A_STATEMENT: usize = 80;

/// Where a record's body is sealed for.
fn place(noun: NounKind, id: Uuid) -> String {
    format!("{}:{id}", noun.name())
}

/// Whether a noun's bodies are sealed.
pub(crate) fn is_sealed(noun: NounKind) -> bool {
    noun.file() == CacheFile::OccupationalHealth
}

/// The body in a row's column, opened.
pub(crate) fn body(
    keys: &Keys,
    organisation: OrganisationId,
    noun: NounKind,
    id: Uuid,
    row: &SqliteRow,
    column: &str,
) -> Result<Option<String>, LedgerFault> {
    if !is_sealed(noun) {
        return Ok(row.try_get(column)?);
    }
    let sealed: Option<&[u8]> = row.try_get(column)?;
    sealed.map(|sealed| open(keys, organisation, noun, id, sealed)).transpose()
}

/// Opens a sealed body.
pub(crate) fn open(
    keys: &Keys,
    organisation: OrganisationId,
    noun: NounKind,
    id: Uuid,
    sealed: &[u8],
) -> Result<String, LedgerFault> {
    let body = keys.open_sealed(organisation, &place(noun, id), sealed)?;
    String::from_utf8(body).map_err(|_| LedgerFault::Unreadable(noun.name()))
}

/// The columns that records are looked up by. The migrations have an index for each.
pub(crate) fn has_column(noun: NounKind, column: &str) -> bool {
    use NounKind as N;
    match column {
        "person" => matches!(
            noun,
            N::Person
                | N::NiNumber
                | N::Birth
                | N::Address
                | N::Phone
                | N::Equality
                | N::Assignment
                | N::Pay
                | N::Registration
                | N::Service
                | N::Competence
                | N::Immunisation
        ),
        "number" => noun == N::NiNumber,
        "birth_on" => noun == N::Birth,
        "applicant" => matches!(noun, N::Transfer | N::Document),
        "enquiry" => noun == N::Candidate,
        "about" | "holder_user" => noun == N::Notice,
        "to_user" => matches!(noun, N::Notice | N::Delegation),
        "from_user" => noun == N::Delegation,
        "of_user" | "team" => noun == N::Colleague,
        _ => false,
    }
}

/// Answers questions of the rules in their order, from one organisation's records alone: one wait,
/// however many there are. The index is named: left to itself, SQLite walks through all records of the
/// organisation.
pub(crate) async fn answer(
    connection: &mut SqliteConnection,
    keys: &Keys,
    organisation: OrganisationId,
    asks: &[Ask],
) -> Result<Vec<Vec<(Uuid, String)>>, LedgerFault> {
    let mut parts = Vec::with_capacity(asks.len());
    for (n, ask) in asks.iter().enumerate() {
        let table = ask.noun().name();
        parts.push(match ask {
            Ask::Record(..) => format!(
                "SELECT {n}, id, body FROM {table}
                 WHERE organisation = ? AND id = ? AND body IS NOT NULL"
            ),
            Ask::Where(noun, column, _) if has_column(*noun, column) => format!(
                "SELECT {n}, id, body FROM {table} INDEXED BY {table}_{column}
                 WHERE organisation = ? AND {column} = ? AND body IS NOT NULL"
            ),
            Ask::Where(_, column, _) => {
                return Err(LedgerFault::NoSuchColumn { noun: table, column });
            }
        });
    }
    let mut query = sqlx::query(AssertSqlSafe(parts.join(" UNION ALL ")));
    for ask in asks {
        query = query.bind(organisation.0);
        query = match ask {
            Ask::Record(_, id) => query.bind(*id),
            Ask::Where(_, _, value) => query.bind(value),
        };
    }
    let mut found = vec![Vec::new(); asks.len()];
    for row in query.fetch_all(connection).await? {
        let n: u32 = row.try_get(0)?;
        let Some((ask, found)) = asks.get(n as usize).zip(found.get_mut(n as usize)) else {
            continue;
        };
        let id: Uuid = row.try_get("id")?;
        if let Some(body) = body(keys, organisation, ask.noun(), id, &row, "body")? {
            found.push((id, body));
        }
    }
    for found in &mut found {
        found.sort_unstable_by_key(|(id, _)| *id);
    }
    Ok(found)
}

/// The next records of a noun after an id, by id.
pub(crate) async fn some(
    connection: &mut SqliteConnection,
    keys: &Keys,
    organisation: OrganisationId,
    noun: NounKind,
    after: Uuid,
    limit: usize,
) -> Result<Vec<(Uuid, String)>, LedgerFault> {
    let sql = format!(
        "SELECT id, body FROM {} WHERE organisation = ? AND id > ? AND body IS NOT NULL
         ORDER BY id LIMIT ?",
        noun.name()
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(organisation.0)
        .bind(after)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let id: Uuid = row.try_get("id")?;
        if let Some(body) = body(keys, organisation, noun, id, &row, "body")? {
            found.push((id, body));
        }
    }
    Ok(found)
}

/// How many records somebody, and all of their organisation, asked for on a day: by an index alone.
pub(crate) async fn asked_on(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    user: UserId,
    day: NaiveDate,
) -> Result<transfer::Asked, LedgerFault> {
    let (by_them, by_all) = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE asked_by = ?1), count(*)
         FROM transfer INDEXED BY transfer_asked_on WHERE organisation = ?2 AND asked_on = ?3",
    )
    .bind(user.to_string())
    .bind(organisation.0)
    .bind(day.to_string())
    .fetch_one(connection)
    .await?;
    Ok(transfer::Asked { by_them, by_all })
}

/// Applies what a command writes, under one number of the log; of several writes of a record the
/// last holds. What there is of it afterwards is written with everything else. Says how many records
/// changed.
pub(crate) async fn apply(
    connection: &mut SqliteConnection,
    all: &mut Together,
    keys: &Keys,
    organisation: OrganisationId,
    version: u64,
    writes: &[Write],
) -> Result<usize, LedgerFault> {
    let mut last: HashMap<(NounKind, Uuid), usize> = HashMap::new();
    for (n, write) in writes.iter().enumerate() {
        last.insert((write.noun, write.id), n);
    }
    let mut changed = 0;
    for (n, write) in writes.iter().enumerate() {
        if last.get(&(write.noun, write.id)) != Some(&n) {
            continue;
        }
        changed += match &write.after {
            Some(after) => {
                put_with(all, keys, organisation, version, write.noun, &[(write.id, after)])?;
                1
            }
            None => drop_record(connection, organisation, version, write.noun, write.id).await?,
        };
        if write.noun.names_chunks() {
            let named = write.after.as_ref().map_or(&[][..], |after| &after.chunks);
            chunks::name(connection, organisation, (write.noun, write.id), named).await?;
        }
    }
    Ok(changed)
}

/// Writes records of one noun, many at a time.
pub(crate) async fn put(
    connection: &mut SqliteConnection,
    keys: &Keys,
    organisation: OrganisationId,
    version: u64,
    noun: NounKind,
    rows: &[(Uuid, &After)],
) -> Result<usize, LedgerFault> {
    for rows in rows.chunks(ROWS_A_STATEMENT) {
        let mut all = Together::default();
        put_with(&mut all, keys, organisation, version, noun, rows)?;
        all.run(connection).await?;
    }
    Ok(rows.len())
}

/// Writes records of one noun with everything else.
fn put_with(
    all: &mut Together,
    keys: &Keys,
    organisation: OrganisationId,
    version: u64,
    noun: NounKind,
    rows: &[(Uuid, &After)],
) -> Result<(), LedgerFault> {
    let version = super::log::number(version)?;
    let table = noun.name();
    let person = has_column(noun, "person");
    let values = if person { "(?, ?, ?, ?, ?, ?, ?)" } else { "(?, ?, ?, ?, ?, ?)" };
    let values = vec![values; rows.len()].join(", ");
    let (column, update) =
        if person { (", person", ", person = excluded.person") } else { ("", "") };
    all.add(&format!(
        "INSERT INTO {table} (organisation, id, version, teams, was_teams, body{column})
         VALUES {values}
         ON CONFLICT (organisation, id) DO UPDATE SET version = excluded.version,
             teams = excluded.teams, was_teams = was_teams | excluded.was_teams,
             body = excluded.body{update}"
    ));
    for (id, after) in rows {
        if after.organisation != organisation {
            return Err(LedgerFault::ForeignRecord);
        }
        all.bind(organisation.0)?
            .bind(*id)?
            .bind(version)?
            .bind(after.teams.0)?
            .bind(after.teams.0)?;
        if is_sealed(noun) {
            all.bind(keys.seal(organisation, &place(noun, *id), after.body.as_bytes())?)?;
        } else {
            all.bind(after.body.as_str())?;
        }
        if person {
            all.bind(after.person.map(|person| person.to_string()))?;
        }
    }
    Ok(())
}

/// Lets a record go; who might hold it stays, so that their desks hear of it. Of occupational
/// health's not even whom it was about.
async fn drop_record(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    version: u64,
    noun: NounKind,
    id: Uuid,
) -> Result<usize, LedgerFault> {
    let person = is_sealed(noun) && has_column(noun, "person");
    let person = if person { ", person = NULL" } else { "" };
    let dropped = sqlx::query(AssertSqlSafe(format!(
        "UPDATE {} SET version = ?, teams = ?, body = NULL{person}
         WHERE organisation = ? AND id = ? AND body IS NOT NULL",
        noun.name()
    )))
    .bind(super::log::number(version)?)
    .bind(Teams::NONE.0)
    .bind(organisation.0)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(usize::try_from(dropped.rows_affected()).unwrap_or(usize::MAX))
}
