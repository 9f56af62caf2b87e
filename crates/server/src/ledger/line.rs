//! Reporting lines: who leads which unit, which unit is in which, who reports into which. Kept with
//! the numbers of the log from and to which it is so, so that a line can be asked for as it was at
//! any number, and a unit of thousands moves without one of their records being written.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use muster_domain::noun::NounKind;
use muster_domain::words::{OrganisationId, UserId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{LedgerFault, log};

/// People, by their ids as records write them.
pub(crate) type People = BTreeSet<String>;

/// Whether a change of a noun may change somebody's line.
pub(crate) fn depends_on(noun: NounKind) -> bool {
    matches!(noun, NounKind::Unit | NounKind::Assignment)
}

/// The present order of units and people, from the records as they are on a day.
const REPORTS_NOW: &str = "SELECT body ->> '$.parent' AS parent, body ->> '$.id' AS unit FROM unit
     WHERE organisation = ?1 AND body ->> '$.parent' IS NOT NULL";
const PLACED_NOW: &str = "SELECT DISTINCT body ->> '$.unit' AS unit, person FROM assignment
     WHERE organisation = ?1 AND body ->> '$.unit' IS NOT NULL AND body ->> '$.from' <= ?3
         AND (body ->> '$.to' IS NULL OR body ->> '$.to' >= ?3)";

/// Brings the lines up to the records as they are on a day, under a number of the log. Whether
/// anything changed.
pub(crate) async fn settle(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    seq: u64,
    today: NaiveDate,
) -> Result<bool, LedgerFault> {
    let seq = log::number(seq)?;
    let today = today.to_string();
    let mut changed = 0;
    for (table, member, now) in
        [("reports", "parent", REPORTS_NOW), ("placed", "person", PLACED_NOW)]
    {
        let ended = format!(
            "WITH now AS MATERIALIZED ({now})
             UPDATE {table} SET to_seq = ?2 WHERE organisation = ?1 AND to_seq IS NULL
                 AND (unit, {member}) NOT IN (SELECT unit, {member} FROM now)
                 AND ?3 IS NOT NULL"
        );
        let begun = format!(
            "INSERT INTO {table} (organisation, unit, {member}, from_seq)
             SELECT ?1, unit, {member}, ?2 FROM (
                 SELECT unit, {member} FROM ({now}) EXCEPT
                 SELECT unit, {member} FROM {table} WHERE organisation = ?1 AND to_seq IS NULL)
             WHERE ?3 IS NOT NULL"
        );
        for sql in [ended, begun] {
            let done = sqlx::query(sqlx::AssertSqlSafe(sql))
                .bind(organisation.0)
                .bind(seq)
                .bind(&today)
                .execute(&mut *connection)
                .await?;
            changed += done.rows_affected();
        }
    }
    Ok(changed > 0)
}

/// Somebody leads a unit from a number of the log on, or no longer does. Whether that is news.
pub(crate) async fn set_lead(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    account: Uuid,
    unit: Uuid,
    leads: bool,
    seq: u64,
) -> Result<bool, LedgerFault> {
    let sql = if leads {
        "INSERT INTO leads (from_seq, organisation, account, unit)
         SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM leads
             WHERE organisation = ?2 AND account = ?3 AND unit = ?4 AND to_seq IS NULL)"
    } else {
        "UPDATE leads SET to_seq = ?1
         WHERE organisation = ?2 AND account = ?3 AND unit = ?4 AND to_seq IS NULL"
    };
    let done = sqlx::query(sql)
        .bind(log::number(seq)?)
        .bind(organisation.0)
        .bind(account)
        .bind(unit.to_string())
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Whom somebody's line was made of at some number from `from` to `to`. With both the same: at that
/// number. Otherwise all who may have been in it then: a unit that moved is counted with both.
pub(crate) async fn people(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    user: UserId,
    from: u64,
    to: u64,
) -> Result<People, LedgerFault> {
    let people: Vec<String> = sqlx::query_scalar(
        "WITH RECURSIVE mine (unit) AS (
             SELECT unit FROM leads WHERE organisation = ?1 AND account = ?2
                 AND from_seq <= ?4 AND (to_seq IS NULL OR to_seq > ?3)
             UNION
             SELECT r.unit FROM mine CROSS JOIN reports r ON r.parent = mine.unit
             WHERE r.organisation = ?1 AND r.from_seq <= ?4 AND (r.to_seq IS NULL OR r.to_seq > ?3))
         SELECT p.person FROM mine CROSS JOIN placed p ON p.unit = mine.unit
         WHERE p.organisation = ?1 AND p.from_seq <= ?4 AND (p.to_seq IS NULL OR p.to_seq > ?3)",
    )
    .bind(organisation.0)
    .bind(user.0)
    .bind(log::number(from)?)
    .bind(log::number(to)?)
    .fetch_all(connection)
    .await?;
    Ok(people.into_iter().collect())
}

/// Whether anybody's line changed after one number and up to another.
pub(crate) async fn moved(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    after: u64,
    to: u64,
) -> Result<bool, LedgerFault> {
    let moved: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM placed
                 WHERE organisation = ?1 AND from_seq > ?2 AND from_seq <= ?3)
             OR EXISTS (SELECT 1 FROM placed
                 WHERE organisation = ?1 AND to_seq > ?2 AND to_seq <= ?3)
             OR EXISTS (SELECT 1 FROM reports WHERE organisation = ?1
                 AND ((from_seq > ?2 AND from_seq <= ?3) OR (to_seq > ?2 AND to_seq <= ?3)))
             OR EXISTS (SELECT 1 FROM leads WHERE organisation = ?1
                 AND ((from_seq > ?2 AND from_seq <= ?3) OR (to_seq > ?2 AND to_seq <= ?3)))",
    )
    .bind(organisation.0)
    .bind(log::number(after)?)
    .bind(log::number(to)?)
    .fetch_one(connection)
    .await?;
    Ok(moved)
}

/// The units of that name; ids are unique, names need not be.
pub(crate) async fn units_called(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    name: &str,
) -> Result<Vec<Uuid>, LedgerFault> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM unit WHERE organisation = ? AND body ->> '$.name' = ? COLLATE NOCASE",
    )
    .bind(organisation.0)
    .bind(name.trim())
    .fetch_all(connection)
    .await?)
}
