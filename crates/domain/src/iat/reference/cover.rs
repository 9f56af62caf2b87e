//! What of the last three years a history covers: references go back so far (domain.md section 1),
//! and what no employment covers is a gap that somebody has to ask the person about.

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::iat::item::Period;

const YEARS_BACK: Months = Months::new(36);

/// The three years up to a day, and what is not covered of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceCover")]
pub struct Cover {
    /// From this day.
    pub from: NaiveDate,
    /// To this day.
    pub to: NaiveDate,
    /// What nothing covers, oldest first.
    pub gaps: Vec<Gap>,
}

/// Days that no employment covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceGap")]
pub struct Gap {
    /// The first of them.
    pub from: NaiveDate,
    /// The last of them.
    pub to: NaiveDate,
}

impl Cover {
    /// The three years that end with a day.
    pub fn of(periods: &[Period], to: NaiveDate) -> Cover {
        let from = to - YEARS_BACK + Days::new(1);
        let mut sorted: Vec<(NaiveDate, NaiveDate)> = periods
            .iter()
            .map(|period| (period.from, period.to.map_or(to, |last| last.min(to))))
            .collect();
        sorted.sort_unstable();
        let (mut gaps, mut next) = (Vec::new(), from);
        for (first, last) in sorted {
            if last < next {
                continue;
            }
            if first > to {
                break;
            }
            if first > next {
                gaps.push(Gap { from: next, to: first - Days::new(1) });
            }
            next = last + Days::new(1);
        }
        if next <= to {
            gaps.push(Gap { from: next, to });
        }
        Cover { from, to, gaps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::day;

    fn period(from: &str, to: Option<&str>) -> Period {
        Period { employer: "Birchwood Trust".to_owned(), from: day(from), to: to.map(day) }
    }

    fn gaps(periods: &[Period]) -> Vec<(NaiveDate, NaiveDate)> {
        let cover = Cover::of(periods, day("2026-11-24"));
        assert_eq!((cover.from, cover.to), (day("2023-11-25"), day("2026-11-24")));
        cover.gaps.into_iter().map(|gap| (gap.from, gap.to)).collect()
    }

    #[test]
    fn somebody_who_was_here_all_the_time_leaves_no_gap() {
        assert_eq!(gaps(&[period("2019-09-02", None)]), []);
        assert_eq!(gaps(&[period("2023-11-25", Some("2026-11-24"))]), []);
    }

    #[test]
    fn what_lies_before_between_and_after_is_named_with_its_days() {
        let periods = [
            period("2025-06-01", Some("2026-10-31")),
            period("2024-01-01", Some("2025-03-31")),
            period("2024-05-01", Some("2024-05-31")),
        ];
        let named = [
            (day("2023-11-25"), day("2023-12-31")),
            (day("2025-04-01"), day("2025-05-31")),
            (day("2026-11-01"), day("2026-11-24")),
        ];
        assert_eq!(gaps(&periods), named);
    }

    #[test]
    fn with_nothing_known_all_of_it_is_a_gap_and_older_or_later_work_covers_nothing() {
        let all = [(day("2023-11-25"), day("2026-11-24"))];
        assert_eq!(gaps(&[]), all);
        assert_eq!(gaps(&[period("2010-01-01", Some("2012-01-01"))]), all);
        assert_eq!(gaps(&[period("2027-01-04", None)]), all);
    }
}
