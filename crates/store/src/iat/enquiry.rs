//! The source's side: the list of enquiries, and the page an approver decides on.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::iat::candidate::{Candidate, EnquiryIdentity};
use muster_domain::iat::enquiry::{Enquiry, Stage};
use muster_domain::iat::incident::Incident;
use muster_domain::noun::NounKind;
use muster_domain::words::{OrganisationRef, UserRef};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::records::Seen;
use crate::{Cache, Error, Read, Reader, records};

/// All enquiries that came here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Enquiries {}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct EnquiryRow {
    /// The enquiry.
    pub id: Uuid,
    /// Who asks.
    pub asker: OrganisationRef,
    /// Who there.
    pub asked_by: UserRef,
    /// For which post.
    pub post: String,
    /// From when.
    pub start_on: Option<NaiveDate>,
    /// When it arrived.
    pub received_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub stage: Stage,
    /// The last name asked for, while it is pending.
    pub last_name: Option<String>,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
}

impl EnquiryRow {
    pub(crate) fn of(seen: Seen<Enquiry>, last_name: Option<String>) -> Self {
        let Seen { record, waiting } = seen;
        Self {
            id: record.id,
            asker: record.asker,
            asked_by: record.asked_by,
            post: record.post,
            start_on: record.start_on,
            received_at: record.history.first().map(|entry| entry.at),
            stage: record.stage,
            last_name,
            waiting,
        }
    }
}

impl Read for Enquiries {
    const NAME: &'static str = "enquiries";
    const MADE_OF: &'static [NounKind] = &[NounKind::Enquiry, NounKind::EnquiryIdentity];
    type Answer = Vec<EnquiryRow>;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Vec<EnquiryRow>, Error> {
        let all = records::select::<Enquiry>(&cache.main, "? = ''", "").await?;
        let mut rows = Vec::with_capacity(all.len());
        for seen in all {
            let identity = records::get::<EnquiryIdentity>(&cache.main, seen.record.id).await?;
            rows.push(EnquiryRow::of(seen, identity.map(|seen| seen.record.last_name)));
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.received_at));
        Ok(rows)
    }
}

/// One enquiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct EnquiryPage {
    /// Which.
    pub id: Uuid,
}

/// The answer to [`EnquiryPage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct EnquiryView {
    /// The record, with its timeline.
    pub enquiry: Enquiry,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
    /// How many of the timeline's last entries are of what waits.
    pub unsent: u32,
    /// Who is asked for, while it is pending.
    pub asked: Option<AskedIdentity>,
    /// Who may be meant, best match first, each with what would leave.
    pub candidates: Vec<Candidate>,
    /// Whether the reader asked for it themselves, or said who is meant, and so may not decide.
    pub own_request: bool,
    /// What it came to where the wrong person's record was recalled.
    pub incident: Option<Incident>,
}

/// Who is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AskedIdentity {
    /// The end of the National Insurance number: how it compares is told, so all of it need not be.
    pub ni_ending: String,
    /// Date of birth.
    pub date_of_birth: NaiveDate,
    /// Last name.
    pub last_name: String,
}

impl Read for EnquiryPage {
    const NAME: &'static str = "enquiry_page";
    const MADE_OF: &'static [NounKind] =
        &[NounKind::Enquiry, NounKind::EnquiryIdentity, NounKind::Candidate, NounKind::Incident];
    type Answer = Option<EnquiryView>;

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<Option<EnquiryView>, Error> {
        let Some(seen) = records::get::<Enquiry>(&cache.main, self.id).await? else {
            return Ok(None);
        };
        let identity = records::get::<EnquiryIdentity>(&cache.main, self.id).await?;
        let incident = records::get::<Incident>(&cache.main, self.id).await?;
        let candidates = records::select::<Candidate>(
            &cache.main,
            "enquiry = unhex(?, '-')",
            &self.id.to_string(),
        )
        .await?;
        let mut candidates: Vec<Candidate> =
            candidates.into_iter().map(|seen| seen.record).collect();
        candidates.sort_by_key(|c| (!c.matches_in_full(), c.employee_number.clone()));
        let unsent = records::unsent_entries(&cache.main, NounKind::Enquiry, self.id).await?;
        Ok(Some(EnquiryView {
            own_request: seen.record.is_asked_by(&reader.user),
            unsent,
            waiting: seen.waiting,
            enquiry: seen.record,
            asked: identity.map(|seen| AskedIdentity {
                ni_ending: seen.record.ni_number.ending(),
                date_of_birth: seen.record.date_of_birth,
                last_name: seen.record.last_name,
            }),
            candidates,
            incident: incident.map(|seen| seen.record),
        }))
    }
}
