//! Accounts, the roles given to them and when, their devices and their tokens.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use muster_domain::policy::Role;
use muster_domain::words::{DeviceId, OdsCode, OrganisationId, OrganisationRef, UserId, UserRef};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use super::{LedgerFault, time};

/// An account that may be signed in to.
#[derive(FromRow)]
pub(crate) struct Account {
    /// Its id.
    pub id: Uuid,
    /// Its organisation.
    pub organisation: Uuid,
    /// The password's Argon2id string.
    pub password: String,
    /// When it was closed, if it was.
    pub closed_at: Option<i64>,
}

/// The account of that user name.
pub(crate) async fn by_username(
    connection: &mut SqliteConnection,
    username: &str,
) -> Result<Option<Account>, LedgerFault> {
    Ok(sqlx::query_as(
        "SELECT id, organisation, password, closed_at FROM account WHERE username = ?",
    )
    .bind(username)
    .fetch_optional(connection)
    .await?)
}

/// A new account.
pub(crate) struct NewAccount<'a> {
    pub id: UserId,
    pub organisation: OrganisationId,
    pub username: &'a str,
    pub name: &'a str,
    pub password: &'a str,
    pub roles: &'a BTreeSet<Role>,
}

/// Adds an account with its roles.
pub(crate) async fn add(
    connection: &mut SqliteConnection,
    account: &NewAccount<'_>,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    sqlx::query(
        "INSERT INTO account (id, organisation, username, name, password, made_at)
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(account.id.0)
    .bind(account.organisation.0)
    .bind(account.username)
    .bind(account.name)
    .bind(account.password)
    .bind(now.timestamp_millis())
    .execute(&mut *connection)
    .await?;
    for role in account.roles {
        sqlx::query("INSERT INTO role_grant (account, role, from_at) VALUES (?, ?, ?)")
            .bind(account.id.0)
            .bind(role.name())
            .bind(now.timestamp_millis())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Closes an account: its roles end, its devices are revoked, its tokens are gone.
pub(crate) async fn close(
    connection: &mut SqliteConnection,
    account: Uuid,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    let now = now.timestamp_millis();
    for statement in [
        "UPDATE account SET closed_at = ? WHERE id = ? AND closed_at IS NULL",
        "UPDATE role_grant SET to_at = ? WHERE account = ? AND to_at IS NULL",
        "UPDATE device SET revoked_at = ? WHERE account = ? AND revoked_at IS NULL",
    ] {
        sqlx::query(statement).bind(now).bind(account).execute(&mut *connection).await?;
    }
    sqlx::query("DELETE FROM token WHERE device IN (SELECT id FROM device WHERE account = ?)")
        .bind(account)
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives a role, or ends it.
pub(crate) async fn set_role(
    connection: &mut SqliteConnection,
    account: Uuid,
    role: Role,
    held: bool,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    let statement = if held {
        "INSERT INTO role_grant (from_at, account, role) VALUES (?, ?, ?)"
    } else {
        "UPDATE role_grant SET to_at = ? WHERE account = ? AND role = ? AND to_at IS NULL"
    };
    sqlx::query(statement)
        .bind(now.timestamp_millis())
        .bind(account)
        .bind(role.name())
        .execute(connection)
        .await?;
    Ok(())
}

/// The roles held at a moment.
pub(crate) async fn roles(
    connection: &mut SqliteConnection,
    account: Uuid,
    at: DateTime<Utc>,
) -> Result<BTreeSet<Role>, LedgerFault> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT role FROM role_grant
         WHERE account = ? AND from_at <= ? AND (to_at IS NULL OR to_at > ?)",
    )
    .bind(account)
    .bind(at.timestamp_millis())
    .bind(at.timestamp_millis())
    .fetch_all(connection)
    .await?;
    names.iter().map(|name| Role::from_name(name).ok_or(LedgerFault::Unreadable("role"))).collect()
}

/// Says to whom somebody reports.
pub(crate) async fn set_supervisor(
    connection: &mut SqliteConnection,
    account: Uuid,
    supervisor: Option<Uuid>,
) -> Result<(), LedgerFault> {
    sqlx::query("UPDATE account SET supervisor = ? WHERE id = ?")
        .bind(supervisor)
        .bind(account)
        .execute(connection)
        .await?;
    Ok(())
}

/// Who holds which role now in an organisation, or of one account, and to whom they report.
pub(crate) async fn working(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    of: Option<UserId>,
    at: DateTime<Utc>,
) -> Result<Vec<(UserRef, Role, Option<UserRef>)>, LedgerFault> {
    type Row = (Uuid, String, String, Option<Uuid>, Option<String>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT a.id, a.name, r.role, s.id, s.name FROM account a
         JOIN role_grant r ON r.account = a.id AND r.from_at <= ?2
             AND (r.to_at IS NULL OR r.to_at > ?2)
         LEFT JOIN account s ON s.id = a.supervisor AND s.closed_at IS NULL
         WHERE a.organisation = ?1 AND a.closed_at IS NULL AND (?3 IS NULL OR a.id = ?3)
         ORDER BY a.id, r.role",
    )
    .bind(organisation.0)
    .bind(at.timestamp_millis())
    .bind(of.map(|user| user.0))
    .fetch_all(connection)
    .await?;
    let user = |id, name| UserRef { id: UserId(id), name };
    rows.into_iter()
        .map(|(id, name, role, above, above_name)| {
            let role = Role::from_name(&role).ok_or(LedgerFault::Unreadable("role"))?;
            Ok((user(id, name), role, above.zip(above_name).map(|(id, name)| user(id, name))))
        })
        .collect()
}

/// The records of who works which queue, or those of one account.
pub(crate) async fn colleagues(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    of: Option<UserId>,
) -> Result<Vec<Uuid>, LedgerFault> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM colleague
         WHERE organisation = ?1 AND body IS NOT NULL AND (?2 IS NULL OR of_user = ?2)",
    )
    .bind(organisation.0)
    .bind(of.map(|user| user.to_string()))
    .fetch_all(connection)
    .await?)
}

/// A device and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    /// The device.
    pub device: DeviceId,
    /// Its Ed25519 key.
    pub key: Vec<u8>,
    /// Whether it was revoked.
    pub revoked: bool,
    /// The user.
    pub user: UserRef,
    /// Whether their account was closed.
    pub closed: bool,
    /// Their organisation.
    pub organisation: OrganisationRef,
    /// Their roles at that moment.
    pub roles: BTreeSet<Role>,
}

#[derive(FromRow)]
struct HolderRow {
    device: Uuid,
    key: Vec<u8>,
    revoked_at: Option<i64>,
    account: Uuid,
    name: String,
    closed_at: Option<i64>,
    organisation: Uuid,
    ods_code: String,
    organisation_name: String,
    roles: String,
}

impl TryFrom<HolderRow> for Holder {
    type Error = LedgerFault;
    fn try_from(row: HolderRow) -> Result<Self, LedgerFault> {
        Ok(Self {
            device: DeviceId(row.device),
            key: row.key,
            revoked: row.revoked_at.is_some(),
            user: UserRef { id: UserId(row.account), name: row.name },
            closed: row.closed_at.is_some(),
            organisation: OrganisationRef {
                id: OrganisationId(row.organisation),
                ods_code: OdsCode::parse(&row.ods_code)
                    .ok_or(LedgerFault::Unreadable("organisation"))?,
                name: row.organisation_name,
            },
            roles: serde_json::from_str(&row.roles).map_err(|_| LedgerFault::Unreadable("role"))?,
        })
    }
}

/// A device and whose it is, with the roles that they hold at the moment that is bound first: this is
/// asked before each command.
fn holder_where(condition: &str) -> sqlx::AssertSqlSafe<String> {
    let sql = "SELECT d.id AS device, d.key, d.revoked_at, a.id AS account, a.name,
            a.closed_at, h.organisation, h.ods_code, h.name AS organisation_name,
            (SELECT json_group_array(role) FROM role_grant WHERE account = a.id
             AND from_at <= ?1 AND (to_at IS NULL OR to_at > ?1)) AS roles
        FROM device d JOIN account a ON a.id = d.account
        JOIN hosted h ON h.organisation = a.organisation WHERE ";
    sqlx::AssertSqlSafe([sql, condition].concat())
}

/// The device of that id, and its person's roles at a moment.
pub(crate) async fn holder(
    connection: &mut SqliteConnection,
    device: DeviceId,
    at: DateTime<Utc>,
) -> Result<Option<Holder>, LedgerFault> {
    let row: Option<HolderRow> = sqlx::query_as(holder_where("d.id = ?2"))
        .bind(at.timestamp_millis())
        .bind(device.0)
        .fetch_optional(connection)
        .await?;
    row.map(Holder::try_from).transpose()
}

/// The device with that key, and its person's roles at a moment.
pub(crate) async fn holder_of_key(
    connection: &mut SqliteConnection,
    key: &[u8],
    at: DateTime<Utc>,
) -> Result<Option<Holder>, LedgerFault> {
    let row: Option<HolderRow> = sqlx::query_as(holder_where("d.key = ?2"))
        .bind(at.timestamp_millis())
        .bind(key)
        .fetch_optional(connection)
        .await?;
    row.map(Holder::try_from).transpose()
}

/// Adds a device.
pub(crate) async fn add_device(
    connection: &mut SqliteConnection,
    device: DeviceId,
    account: UserId,
    key: &[u8],
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    sqlx::query(
        "INSERT INTO device (id, account, key, name, registered_at) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(device.0)
    .bind(account.0)
    .bind(key)
    .bind(name)
    .bind(now.timestamp_millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// A device in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub username: String,
    /// Since when.
    pub registered_at: DateTime<Utc>,
    /// Since when it no longer is.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Revoked: since when nothing is left on it, as it says itself.
    pub gone_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct DeviceRow {
    id: Uuid,
    name: String,
    username: String,
    registered_at: i64,
    revoked_at: Option<i64>,
    gone_at: Option<i64>,
}

/// Every device, oldest first.
pub(crate) async fn devices(connection: &mut SqliteConnection) -> Result<Vec<Device>, LedgerFault> {
    let rows: Vec<DeviceRow> = sqlx::query_as(
        "SELECT d.id, d.name, a.username, d.registered_at, d.revoked_at, r.gone_at
         FROM device d JOIN account a ON a.id = d.account LEFT JOIN receipt r ON r.device = d.id
         ORDER BY d.registered_at, d.id",
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Device {
            id: DeviceId(row.id),
            name: row.name,
            username: row.username,
            registered_at: time(row.registered_at),
            revoked_at: row.revoked_at.map(time),
            gone_at: row.gone_at.map(time),
        })
        .collect())
}

/// Revokes a device. Its tokens stay, so that it hears that it was revoked.
pub(crate) async fn revoke(
    connection: &mut SqliteConnection,
    device: DeviceId,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    sqlx::query("UPDATE device SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL")
        .bind(now.timestamp_millis())
        .bind(device.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps a token's hash; those that have expired go.
pub(crate) async fn add_token(
    connection: &mut SqliteConnection,
    hash: &[u8],
    device: DeviceId,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    sqlx::query("DELETE FROM token WHERE device = ? AND expires_at <= ?")
        .bind(device.0)
        .bind(now.timestamp_millis())
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO token (hash, device, expires_at) VALUES (?, ?, ?)")
        .bind(hash)
        .bind(device.0)
        .bind(expires_at.timestamp_millis())
        .execute(connection)
        .await?;
    Ok(())
}

/// The device a token is of, until it expires.
pub(crate) async fn token(
    connection: &mut SqliteConnection,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<DeviceId>, LedgerFault> {
    let device: Option<Uuid> =
        sqlx::query_scalar("SELECT device FROM token WHERE hash = ? AND expires_at > ?")
            .bind(hash)
            .bind(now.timestamp_millis())
            .fetch_optional(connection)
            .await?;
    Ok(device.map(DeviceId))
}

/// Lets a token go.
pub(crate) async fn drop_token(
    connection: &mut SqliteConnection,
    hash: &[u8],
) -> Result<(), LedgerFault> {
    sqlx::query("DELETE FROM token WHERE hash = ?").bind(hash).execute(connection).await?;
    Ok(())
}
