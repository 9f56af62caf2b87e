//! How long an organisation's desks may be worked on without the server, where it has set something
//! else than the policy says.

use std::collections::BTreeMap;

use muster_domain::lease::Hours;
use muster_domain::policy::Role;
use muster_domain::words::OrganisationId;
use sqlx::SqliteConnection;

use super::LedgerFault;

/// What is set, by role.
pub(crate) async fn of(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
) -> Result<BTreeMap<Role, Hours>, LedgerFault> {
    let rows: Vec<(String, u32)> =
        sqlx::query_as("SELECT role, hours FROM lease WHERE organisation = ?")
            .bind(organisation.0)
            .fetch_all(connection)
            .await?;
    rows.into_iter()
        .map(|(role, hours)| {
            let role = Role::from_name(&role).ok_or(LedgerFault::Unreadable("role"))?;
            Ok((role, Hours::try_from(hours).map_err(|_| LedgerFault::Unreadable("lease"))?))
        })
        .collect()
}

/// Sets a role's hours.
pub(crate) async fn set(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    role: Role,
    hours: Hours,
) -> Result<(), LedgerFault> {
    sqlx::query(
        "INSERT INTO lease (organisation, role, hours) VALUES (?, ?, ?)
         ON CONFLICT (organisation, role) DO UPDATE SET hours = excluded.hours",
    )
    .bind(organisation.0)
    .bind(role.name())
    .bind(u32::from(hours))
    .execute(connection)
    .await?;
    Ok(())
}
