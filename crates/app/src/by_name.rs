//! Reads by their names, for whoever has no types: the headless desk.

use std::sync::Arc;

use muster_store::{Read, iat, notifications, people, recruitment, search};
use serde_json::Value;

use crate::session::{ReadError, Session};

/// Why a read by name was not answered.
#[derive(Debug, thiserror::Error)]
pub enum ByNameError {
    /// There is no such read.
    #[error("there is no read of that name; there are: {}", names().join(", "))]
    NoSuchRead,
    /// The filter is not what the read takes.
    #[error("the read takes another filter: {0}")]
    Filter(#[from] serde_json::Error),
    /// No answer.
    #[error("the desk could not answer: {0:?}")]
    Read(ReadError),
}

macro_rules! reads {
    ($($read:ty,)*) => {
        /// The names of all reads.
        pub fn names() -> Vec<&'static str> {
            vec![$(<$read>::NAME,)*]
        }

        impl Session {
            /// Answers the read of that name, its filter and its answer as JSON.
            pub async fn read_by_name(
                self: &Arc<Self>,
                name: &str,
                filter: Value,
            ) -> Result<Value, ByNameError> {
                match name {
                    $(<$read>::NAME => {
                        let read: $read = serde_json::from_value(filter)?;
                        let answer = self.read(&read).await.map_err(ByNameError::Read)?;
                        Ok(serde_json::to_value(answer)?)
                    })*
                    _ => Err(ByNameError::NoSuchRead),
                }
            }
        }
    };
}

reads! {
    notifications::notice::Worklist,
    notifications::notice::UnreadNotices,
    notifications::notice::OpenWork,
    notifications::colleague::Colleagues,
    notifications::delegation::Delegations,
    notifications::kind_setting::Kinds,
    recruitment::applicant::Applicants,
    recruitment::applicant::Sources,
    recruitment::applicant::Starters,
    recruitment::document::Documents,
    iat::transfer::Transfers,
    iat::transfer::TransferPage,
    iat::part::RecruitmentReview,
    iat::part::LearningReview,
    iat::part::OhReview,
    iat::enquiry::Enquiries,
    iat::enquiry::EnquiryPage,
    iat::oh_enquiry::OhEnquiries,
    iat::oh_enquiry::OhEnquiryPage,
    iat::reference::References,
    iat::reference::ReferencePage,
    iat::reference::ReferenceArrived,
    people::person::People,
    people::person::PersonPage,
    search::Find,
    search::Recent,
}
