//! Reckonable NHS service: from the periods somebody worked in the NHS to the dates from which
//! service is continuous, with the reason for each step. A break of up to three months leaves the
//! one date as it was, a break of up to twelve the other; a longer one starts it anew. The two dates
//! are fields of a person in the source systems (domain.md section 1 "PDS content", section 11 PRA).
//!
//! What is not known counts for nothing: a period without a first day is left out, one whose end
//! nobody knows counts for its first day alone.

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A period of NHS service, as somebody knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
pub struct Spell {
    /// The employer.
    pub employer: String,
    /// Its first day, where it is known.
    pub from: Option<NaiveDate>,
    /// How it ended.
    pub until: Until,
}

/// How a period ended.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Until {
    /// Its last day.
    Day {
        /// The day.
        day: NaiveDate,
    },
    /// It goes on.
    Open,
    /// It ended, nobody knows when.
    Unknown,
}

/// How much of a break is forgiven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Bridged {
    /// Up to three months: service is continuous by both rules.
    ByBoth,
    /// Up to twelve months: by the twelve-month rule alone.
    ByTwelveMonths,
    /// Longer: service starts anew by both rules.
    ByNeither,
}

/// A step of the calculation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "ReckonedLine")]
pub enum Line {
    /// These days count.
    Counts {
        /// The employer.
        employer: String,
        /// From this day.
        from: NaiveDate,
        /// To this day; open while it goes on.
        to: Option<NaiveDate>,
    },
    /// Days of this period that another has already brought: each day counts once.
    Overlaps {
        /// The employer.
        employer: String,
        /// How many.
        days: u32,
    },
    /// A break between two periods.
    Break {
        /// After which employer.
        after: String,
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        to: NaiveDate,
        /// How long it is.
        days: u32,
        /// What it comes to.
        bridged: Bridged,
    },
    /// Left out: nobody knows when it began.
    StartUnknown {
        /// The employer.
        employer: String,
    },
    /// Only the first day counts: nobody knows when it ended.
    EndUnknown {
        /// The employer.
        employer: String,
        /// The first day.
        from: NaiveDate,
    },
    /// Left out: it ends before it begins.
    EndsBeforeStart {
        /// The employer.
        employer: String,
    },
    /// Left out: it has not begun.
    NotYet {
        /// The employer.
        employer: String,
        /// When it begins.
        from: NaiveDate,
    },
}

/// What it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Reckoned {
    /// On which day.
    pub on: NaiveDate,
    /// From when service is continuous, breaks of up to 3 months bridged.
    pub continuous_3_months: Option<NaiveDate>,
    /// The same, breaks of up to 12 months bridged.
    pub continuous_12_months: Option<NaiveDate>,
    /// The first day of any NHS service.
    pub nhs_start: Option<NaiveDate>,
    /// Days of service since the twelve-month date, without the breaks.
    pub days: u32,
    /// How it came to that, oldest first.
    pub lines: Vec<Line>,
}

/// Where the calculation stands.
struct Walk {
    ends: NaiveDate,
    employer: String,
    reckoned: Reckoned,
}

/// Reckons service as it stands at the end of a day. The order of the periods does not matter.
pub fn reckon(spells: &[Spell], on: NaiveDate) -> Reckoned {
    let none = Reckoned {
        on,
        continuous_3_months: None,
        continuous_12_months: None,
        nhs_start: None,
        days: 0,
        lines: Vec::new(),
    };
    let mut sorted: Vec<&Spell> = spells.iter().collect();
    sorted.sort_by_key(|spell| (spell.from, spell.until, &spell.employer));
    let (mut left_out, mut walk) = (Vec::new(), None::<Walk>);
    for spell in sorted {
        let employer = spell.employer.clone();
        let Some(from) = spell.from else {
            left_out.push(Line::StartUnknown { employer });
            continue;
        };
        if from > on {
            left_out.push(Line::NotYet { employer, from });
            continue;
        }
        let (ends, to) = match spell.until {
            Until::Day { day } if day < from => {
                left_out.push(Line::EndsBeforeStart { employer });
                continue;
            }
            Until::Day { day } => (day.min(on), Some(day)),
            Until::Open => (on, None),
            Until::Unknown => (from, Some(from)),
        };
        let walk = walk.get_or_insert_with(|| Walk::starting(from, &none));
        walk.take(&employer, from, ends);
        walk.reckoned.lines.push(match spell.until {
            Until::Unknown => Line::EndUnknown { employer, from },
            Until::Day { .. } | Until::Open => Line::Counts { employer, from, to },
        });
    }
    let mut reckoned = walk.map_or(none, |walk| walk.reckoned);
    reckoned.lines.extend(left_out);
    reckoned
}

impl Walk {
    /// The first period begins: nothing is counted yet.
    fn starting(from: NaiveDate, none: &Reckoned) -> Walk {
        let starts = Some(from);
        let reckoned = Reckoned {
            continuous_3_months: starts,
            continuous_12_months: starts,
            nhs_start: starts,
            ..none.clone()
        };
        Walk { ends: from.pred_opt().unwrap_or(from), employer: String::new(), reckoned }
    }

    /// A period that begins no earlier than those before it.
    fn take(&mut self, employer: &str, from: NaiveDate, ends: NaiveDate) {
        let next = self.ends + Days::new(1);
        if from > next {
            let bridged = bridged(next, from);
            let lines = &mut self.reckoned.lines;
            let (to, days) = (from - Days::new(1), days(next, from));
            lines.push(Line::Break { after: self.employer.clone(), from: next, to, days, bridged });
            if bridged != Bridged::ByBoth {
                self.reckoned.continuous_3_months = Some(from);
            }
            if bridged == Bridged::ByNeither {
                self.reckoned.continuous_12_months = Some(from);
                self.reckoned.days = 0;
            }
        }
        let overlap = days(from, next.min(ends + Days::new(1)));
        if overlap > 0 {
            let employer = employer.to_owned();
            self.reckoned.lines.push(Line::Overlaps { employer, days: overlap });
        }
        if ends > self.ends {
            self.reckoned.days += days(from.max(next), ends + Days::new(1));
            self.ends = ends;
            employer.clone_into(&mut self.employer);
        }
    }
}

/// What a break comes to that begins on one day, with service again on another. A month is a month
/// of the calendar: from 1 April to 30 June are three.
fn bridged(begins: NaiveDate, again: NaiveDate) -> Bridged {
    if again <= begins + Months::new(3) {
        Bridged::ByBoth
    } else if again <= begins + Months::new(12) {
        Bridged::ByTwelveMonths
    } else {
        Bridged::ByNeither
    }
}

/// From one day to the day before another; none where that lies before it.
fn days(from: NaiveDate, before: NaiveDate) -> u32 {
    u32::try_from((before - from).num_days()).unwrap_or(0)
}

#[cfg(test)]
#[path = "reckonable_tests.rs"]
mod tests;
