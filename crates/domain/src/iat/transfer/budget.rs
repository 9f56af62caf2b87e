//! How many records may be asked for in a day. Nothing that comes back tells whether a guessed
//! number is anybody's before a person at the source has decided; that nobody tries ten thousand of
//! them is seen to here.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Refusal, Transfer};
use crate::words::UserRef;

/// Whose requests are counted: all that reached the server on one day, ended ones too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "RequestBudget")]
pub enum Budget {
    /// One person's.
    Person,
    /// All of an organisation.
    Organisation,
}

impl Budget {
    /// Several times the largest intake of a day: some 60 resident doctors, each with two or three
    /// former employers.
    pub const fn limit(self) -> u32 {
        match self {
            Budget::Person => 250,
            Budget::Organisation => 1_000,
        }
    }

    /// The one that is spent, if one is.
    pub(crate) fn spent(today: &[Transfer], asker: &UserRef) -> Option<Budget> {
        let own = today.iter().filter(|transfer| transfer.asked_by.id == asker.id).count();
        [(Budget::Person, own), (Budget::Organisation, today.len())]
            .into_iter()
            .find_map(|(of, asked)| (asked >= of.limit() as usize).then_some(of))
    }

    pub(super) fn check(today: &[Transfer], asker: &UserRef) -> Result<(), Refusal> {
        match Self::spent(today, asker) {
            Some(of) => Err(Refusal::TooManyToday { limit: of.limit(), of }),
            None => Ok(()),
        }
    }
}
