//! The service that arrived for an applicant, reckoned from what is on this desk.

use muster_domain::iat::item::FieldItem;
use muster_domain::iat::part::Part;
use muster_domain::iat::reckoning::reckoned;
use muster_domain::iat::transfer::Transfer;
use muster_domain::people::reckonable::Reckoned;
use uuid::Uuid;

use crate::{Cache, Error, Reader, records};

/// The calculation for an applicant; none where nothing of service has arrived, or none is held here.
pub(super) async fn of_applicant(
    cache: &Cache,
    reader: &Reader,
    applicant: Uuid,
) -> Result<Option<Reckoned>, Error> {
    let main = &cache.main;
    let clause = "applicant = unhex(?, '-') ORDER BY id";
    let transfers = records::select::<Transfer>(main, clause, &applicant.to_string()).await?;
    let (mut parts, mut starts_on) = (Vec::new(), None);
    for transfer in transfers {
        starts_on = transfer.record.start_on.or(starts_on);
        let part = records::get::<Part<FieldItem>>(main, transfer.record.id).await?;
        parts.extend(part.map(|seen| seen.record));
    }
    let Some(today) = parts.iter().map(|part| part.arrived_at.date_naive()).max() else {
        return Ok(None);
    };
    let reckoned = reckoned(&parts, &reader.organisation.name, starts_on, today);
    Ok(reckoned.nhs_start.is_some().then_some(reckoned))
}
