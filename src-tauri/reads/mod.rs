//! The reads, one file an area, each a one-line adapter.

pub mod iat;
pub mod notifications;
pub mod people;
pub mod recruitment;
pub mod search;
pub mod work;

use std::collections::BTreeMap;

use muster_app::{App, Read, ReadError};
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Role, Team};
use muster_store::{iat as i, notifications as n, people as p, recruitment as r, search as s};

async fn answer<R: Read>(app: &App, read: &R) -> Result<R::Answer, ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.read(read).await
}

/// What each answer is made of, for the window to drop it when one of those nouns changes.
pub fn made_of() -> BTreeMap<&'static str, &'static [NounKind]> {
    fn of<R: Read>() -> (&'static str, &'static [NounKind]) {
        (R::NAME, R::MADE_OF)
    }
    [
        of::<n::notice::Worklist>(),
        of::<n::notice::UnreadNotices>(),
        of::<n::notice::OpenWork>(),
        of::<n::colleague::Colleagues>(),
        of::<n::delegation::Delegations>(),
        of::<n::kind_setting::Kinds>(),
        of::<r::applicant::Applicants>(),
        of::<r::applicant::Sources>(),
        of::<r::applicant::Starters>(),
        of::<r::document::Documents>(),
        of::<i::transfer::Transfers>(),
        of::<i::transfer::TransferPage>(),
        of::<i::part::RecruitmentReview>(),
        of::<i::part::LearningReview>(),
        of::<i::part::OhReview>(),
        of::<i::enquiry::Enquiries>(),
        of::<i::enquiry::EnquiryPage>(),
        of::<i::oh_enquiry::OhEnquiries>(),
        of::<i::oh_enquiry::OhEnquiryPage>(),
        of::<i::reference::References>(),
        of::<i::reference::ReferencePage>(),
        of::<i::reference::ReferenceArrived>(),
        of::<p::person::People>(),
        of::<p::person::PersonPage>(),
        of::<s::Find>(),
        of::<s::Recent>(),
    ]
    .into()
}

/// Which roles hold a noun: what the window offers whom.
pub fn holders() -> BTreeMap<&'static str, Vec<Role>> {
    NounKind::ALL
        .iter()
        .map(|noun| {
            let roles = Role::ALL.into_iter().filter(|role| policy::may_hold(*role, *noun));
            (noun.name(), roles.collect())
        })
        .collect()
}

/// The team of each role that works a queue.
pub fn teams() -> BTreeMap<&'static str, Team> {
    Role::KEEPING.into_iter().filter_map(|role| Some((role.name(), role.team()?))).collect()
}
