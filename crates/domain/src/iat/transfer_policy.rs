//! What an organisation releases by itself when all three of number, birth date and last name
//! match one person in full (IAT-2): nothing, until it opts in. And how long a request that nobody
//! answers stays open: no published figure was found (domain.md section 14), so it is set here.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::item::PartKind;
use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::OrganisationId;

/// The record; its id is the organisation's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TransferPolicy {
    /// Whose policy it is.
    pub organisation: OrganisationId,
    /// The parts released without an approver; none means that it has not opted in.
    pub automatic: BTreeSet<PartKind>,
    /// How long a request that nobody answers waits.
    #[serde(default)]
    pub waits: Waits,
}

/// How many days after it began to wait a request is reminded of, again, and over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Waits {
    /// The first reminder.
    pub remind: u16,
    /// The second.
    pub remind_again: u16,
    /// The end.
    pub lapse: u16,
}

impl Default for Waits {
    fn default() -> Self {
        Self { remind: 14, remind_again: 21, lapse: 28 }
    }
}

/// Why days cannot be set so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WaitsFault {
    /// They are not one after another.
    #[error("the reminders come one after the other and before the end")]
    Order,
    /// The end is too far.
    #[error("a request ends after {} days at the latest", Waits::LONGEST)]
    TooLong,
}

impl Waits {
    /// Past this, nobody remembers what was asked, and consent is soon too old.
    pub const LONGEST: u16 = 180;

    /// These days, if they can be set.
    pub fn new(remind: u16, remind_again: u16, lapse: u16) -> Result<Self, WaitsFault> {
        if !(0 < remind && remind < remind_again && remind_again < lapse) {
            return Err(WaitsFault::Order);
        }
        if lapse > Self::LONGEST {
            return Err(WaitsFault::TooLong);
        }
        Ok(Self { remind, remind_again, lapse })
    }

    /// How many reminders are due after so many days.
    pub(crate) fn reminders(self, days: i64) -> u8 {
        [self.remind, self.remind_again].into_iter().map(|due| u8::from(days >= due.into())).sum()
    }
}

impl Record for TransferPolicy {
    const NOUN: NounKind = NounKind::TransferPolicy;
    fn id(&self) -> Uuid {
        self.organisation.0
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::Approvers])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_come_before_the_end_and_the_end_within_half_a_year() {
        assert_eq!(Waits::new(14, 21, 28), Ok(Waits::default()));
        assert!(Waits::new(1, 2, 3).is_ok() && Waits::new(1, 2, 180).is_ok());
        for (remind, again, lapse) in [(0, 1, 2), (2, 2, 3), (3, 2, 4), (1, 3, 3), (1, 4, 3)] {
            assert_eq!(Waits::new(remind, again, lapse), Err(WaitsFault::Order));
        }
        assert_eq!(Waits::new(1, 2, 181), Err(WaitsFault::TooLong));
    }

    #[test]
    fn a_policy_of_before_waits_as_long_as_the_default() {
        let kept = r#"{"organisation":"00000000-0000-0000-0000-000000000001","automatic":[]}"#;
        let policy: TransferPolicy = serde_json::from_str(kept).unwrap();
        assert_eq!(policy.waits, Waits { remind: 14, remind_again: 21, lapse: 28 });
    }
}
