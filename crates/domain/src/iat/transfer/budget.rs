//! How many records may be asked for in a day. Nothing that comes back tells whether a guessed
//! number is anybody's before a person at the source has decided; that nobody tries ten thousand of
//! them is seen to here. The server counts: no desk has all that reached it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Refusal;

/// How many requests have reached the server on a day, ended ones too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// By this person.
    pub by_them: u32,
    /// By all of their organisation.
    pub by_all: u32,
}

impl Asked {
    /// With one more of theirs.
    pub fn and_one(self) -> Self {
        Self { by_them: self.by_them + 1, by_all: self.by_all + 1 }
    }
}

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
            Budget::Person => 500,
            Budget::Organisation => 2_000,
        }
    }

    /// The one that is spent, if one is.
    pub(crate) fn spent(asked: Asked) -> Option<Budget> {
        [(Budget::Person, asked.by_them), (Budget::Organisation, asked.by_all)]
            .into_iter()
            .find_map(|(of, asked)| (asked >= of.limit()).then_some(of))
    }

    /// Whether one more may be asked for.
    pub fn check(asked: Asked) -> Result<(), Refusal> {
        match Self::spent(asked) {
            Some(of) => Err(Refusal::TooManyToday { limit: of.limit(), of }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_and_an_organisation_ask_for_so_many_records_a_day() {
        let (person, all) = (Budget::Person.limit(), Budget::Organisation.limit());
        for (by_them, by_all, spent) in [
            (0, 0, None),
            (person - 1, person - 1, None),
            (person, person, Some(Budget::Person)),
            (0, all - 1, None),
            (0, all, Some(Budget::Organisation)),
        ] {
            let refusal = spent.map(|of| Refusal::TooManyToday { limit: of.limit(), of });
            assert_eq!(
                Budget::check(Asked { by_them, by_all }).err(),
                refusal,
                "{by_them} {by_all}"
            );
        }
    }
}
