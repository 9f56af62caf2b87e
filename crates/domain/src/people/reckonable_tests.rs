//! Reckonable service: the rules one by one, and what holds for any periods in any order.

use super::*;
use crate::spec::day;

fn spell(employer: &str, from: &str, to: Option<&str>) -> Spell {
    let until = to.map_or(Until::Open, |to| Until::Day { day: day(to) });
    Spell { employer: employer.to_owned(), from: Some(day(from)), until }
}

/// Cedar Trust to 31 March 2020, Birchwood Trust from a day on; on 31 December 2026.
fn with_a_break_until(again: &str) -> Reckoned {
    let spells = [
        spell("Cedar Trust", "2014-04-01", Some("2020-03-31")),
        spell("Birchwood Trust", again, None),
    ];
    reckon(&spells, day("2026-12-31"))
}

fn dates(reckoned: &Reckoned) -> [Option<NaiveDate>; 3] {
    [reckoned.continuous_3_months, reckoned.continuous_12_months, reckoned.nhs_start]
}

#[test]
fn service_without_a_break_is_continuous_from_its_first_day() {
    let reckoned = with_a_break_until("2020-04-01");
    assert_eq!(dates(&reckoned), [Some(day("2014-04-01")); 3]);
    assert_eq!(reckoned.lines.len(), 2);
    assert_eq!(i64::from(reckoned.days), (day("2027-01-01") - day("2014-04-01")).num_days());
}

#[test]
fn three_months_of_break_leave_both_dates_and_a_day_more_moves_the_first() {
    let (start, again) = (Some(day("2014-04-01")), Some(day("2020-07-02")));
    assert_eq!(dates(&with_a_break_until("2020-07-01")), [start; 3]);
    assert_eq!(dates(&with_a_break_until("2020-07-02")), [again, start, start]);
}

#[test]
fn twelve_months_of_break_leave_the_second_date_and_a_day_more_moves_it() {
    let start = Some(day("2014-04-01"));
    let (at_most, longer) = (Some(day("2021-04-01")), Some(day("2021-04-02")));
    assert_eq!(dates(&with_a_break_until("2021-04-01")), [at_most, start, start]);
    let reckoned = with_a_break_until("2021-04-02");
    assert_eq!(dates(&reckoned), [longer, longer, start]);
    // What lies before a break that is too long is no longer reckoned.
    assert_eq!(i64::from(reckoned.days), (day("2027-01-01") - day("2021-04-02")).num_days());
}

#[test]
fn a_break_says_after_whom_it_was_how_long_and_what_it_comes_to() {
    let reckoned = with_a_break_until("2020-09-01");
    assert_eq!(
        reckoned.lines[1],
        Line::Break {
            after: "Cedar Trust".to_owned(),
            from: day("2020-04-01"),
            to: day("2020-08-31"),
            days: 153,
            bridged: Bridged::ByTwelveMonths,
        }
    );
    // The break itself is no service.
    let span = (day("2027-01-01") - day("2014-04-01")).num_days();
    assert_eq!(i64::from(reckoned.days), span - 153);
}

#[test]
fn the_end_of_february_is_reckoned_by_the_calendar() {
    let on = day("2026-12-31");
    let until = |again| {
        let spells =
            [spell("Cedar Trust", "2014-04-01", Some("2023-11-29")), spell("B", again, None)];
        reckon(&spells, on).continuous_3_months
    };
    // From 30 November three months end with February, in a leap year on the 29th.
    assert_eq!(until("2024-02-29"), Some(day("2014-04-01")));
    assert_eq!(until("2024-03-01"), Some(day("2024-03-01")));
}

#[test]
fn two_posts_at_a_time_count_once() {
    let spells = [
        spell("Cedar Trust", "2020-01-01", Some("2020-12-31")),
        spell("Birchwood Trust", "2020-07-01", Some("2020-09-30")),
        spell("Alder Trust", "2020-12-01", Some("2021-01-31")),
    ];
    let reckoned = reckon(&spells, day("2026-12-31"));
    assert_eq!(i64::from(reckoned.days), (day("2021-02-01") - day("2020-01-01")).num_days());
    let overlaps = |employer: &str, days| Line::Overlaps { employer: employer.to_owned(), days };
    assert!(reckoned.lines.contains(&overlaps("Birchwood Trust", 92)));
    assert!(reckoned.lines.contains(&overlaps("Alder Trust", 31)));
}

#[test]
fn a_short_post_inside_a_long_one_does_not_open_a_break_at_its_end() {
    let spells = [
        spell("Cedar Trust", "2014-04-01", Some("2022-03-31")),
        spell("Birchwood Trust", "2015-01-01", Some("2015-02-28")),
        spell("Alder Trust", "2022-04-01", None),
    ];
    let reckoned = reckon(&spells, day("2026-12-31"));
    assert!(!reckoned.lines.iter().any(|line| matches!(line, Line::Break { .. })));
}

#[test]
fn a_period_that_nobody_knows_the_start_of_is_left_out() {
    let unknown = Spell { from: None, ..spell("Cedar Trust", "2014-04-01", Some("2019-06-30")) };
    let spells = [unknown, spell("Birchwood Trust", "2019-07-01", None)];
    let reckoned = reckon(&spells, day("2026-12-31"));
    assert_eq!(dates(&reckoned), [Some(day("2019-07-01")); 3]);
    let left_out = Line::StartUnknown { employer: "Cedar Trust".to_owned() };
    assert_eq!(reckoned.lines.last(), Some(&left_out));
}

#[test]
fn a_period_that_nobody_knows_the_end_of_counts_for_its_first_day() {
    let unknown = Spell { until: Until::Unknown, ..spell("Cedar Trust", "2019-01-01", None) };
    let spells = [unknown, spell("Birchwood Trust", "2019-07-01", Some("2019-07-31"))];
    let reckoned = reckon(&spells, day("2026-12-31"));
    let (again, start) = (Some(day("2019-07-01")), Some(day("2019-01-01")));
    assert_eq!(dates(&reckoned), [again, start, start]);
    assert_eq!(reckoned.days, 32);
}

#[test]
fn what_has_not_begun_and_what_ends_before_it_begins_are_left_out() {
    let spells = [
        spell("Cedar Trust", "2019-07-01", Some("2019-06-30")),
        spell("Alder Trust", "2027-02-01", None),
        spell("Birchwood Trust", "2020-01-01", Some("2030-01-01")),
    ];
    let reckoned = reckon(&spells, day("2026-12-31"));
    assert_eq!(dates(&reckoned), [Some(day("2020-01-01")); 3]);
    // What ends later counts up to the day itself.
    assert_eq!(i64::from(reckoned.days), (day("2027-01-01") - day("2020-01-01")).num_days());
    let cedar = Line::EndsBeforeStart { employer: "Cedar Trust".to_owned() };
    let alder = Line::NotYet { employer: "Alder Trust".to_owned(), from: day("2027-02-01") };
    assert_eq!(reckoned.lines[1..], [cedar, alder]);
}

#[test]
fn nobody_who_never_worked_in_the_nhs_has_dates() {
    let reckoned = reckon(&[], day("2026-12-31"));
    assert_eq!((dates(&reckoned), reckoned.days, reckoned.lines.len()), ([None; 3], 0, 0));
}

/// Xorshift: the same periods for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % n
    }

    fn day(&mut self) -> NaiveDate {
        day("2010-01-01") + Days::new(self.below(6_000))
    }

    fn spells(&mut self) -> Vec<Spell> {
        let many = self.below(7);
        (0..many)
            .map(|_| {
                let from = self.day();
                let until = match self.below(8) {
                    0 => Until::Open,
                    1 => Until::Unknown,
                    2 => Until::Day { day: self.day() },
                    _ => Until::Day { day: from + Days::new(self.below(900)) },
                };
                let employer = ["Alder", "Birchwood", "Cedar"][self.below(3) as usize].to_owned();
                Spell { employer, from: (self.below(9) > 0).then_some(from), until }
            })
            .collect()
    }
}

#[test]
fn whatever_the_periods_are_the_dates_hold_together() {
    let on = day("2026-12-31");
    for seed in 1..=5_000_u64 {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let spells = chance.spells();
        let reckoned = reckon(&spells, on);

        // The order of the periods does not matter, nor that one is told twice.
        let mut turned = spells.clone();
        turned.reverse();
        let first = turned.len().min(2);
        turned.rotate_left(first);
        assert_eq!(reckon(&turned, on), reckoned, "seed {seed}");
        let twice: Vec<Spell> = spells.iter().chain(&spells).cloned().collect();
        let told_twice = reckon(&twice, on);
        assert_eq!(dates(&told_twice), dates(&reckoned), "seed {seed}");
        assert_eq!(told_twice.days, reckoned.days, "seed {seed}");

        // Never more than the calendar's span, and the three dates in their order.
        match dates(&reckoned) {
            [Some(three), Some(twelve), Some(first)] => {
                assert!(first <= twelve && twelve <= three && three <= on, "seed {seed}");
                let span = (on - twelve).num_days() + 1;
                assert!((1..=span).contains(&i64::from(reckoned.days)), "seed {seed}");
            }
            none => assert_eq!((none, reckoned.days), ([None; 3], 0), "seed {seed}"),
        }

        // A break that is too long starts service anew, on the day after it.
        let after = |which: &dyn Fn(Bridged) -> bool| {
            reckoned.lines.iter().rev().find_map(|line| match line {
                Line::Break { to, bridged, .. } if which(*bridged) => Some(*to + Days::new(1)),
                _ => None,
            })
        };
        let first = reckoned.nhs_start;
        let three = after(&|bridged| bridged != Bridged::ByBoth).or(first);
        let twelve = after(&|bridged| bridged == Bridged::ByNeither).or(first);
        assert_eq!(reckoned.continuous_3_months, three, "seed {seed}");
        assert_eq!(reckoned.continuous_12_months, twelve, "seed {seed}");
    }
}
