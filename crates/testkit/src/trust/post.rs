//! An assignment of a person to a position: hours, pay step, status, supervisor.

use chrono::NaiveDate;

use super::chance::{Chance, shift};
use super::staff::Grade;

/// A status: its weight in a thousand, the system's, the user's.
const STATUSES: &[(u32, &str, &str)] = &[
    (940, "ACTIVE_ASSIGN", "Active Assignment"),
    (24, "ACTIVE_ASSIGN", "Maternity"),
    (12, "ACTIVE_ASSIGN", "Acting Up"),
    (8, "ACTIVE_ASSIGN", "Internal Secondment"),
    (7, "SUSP_ASSIGN", "Career Break"),
    (4, "ACTIVE_ASSIGN", "Out on External Secondment - Paid"),
    (3, "SUSP_ASSIGN", "Suspend With Pay"),
    (2, "SUSP_ASSIGN", "Suspend No Pay"),
];

/// An assignment.
#[derive(Debug, Clone)]
pub struct Post {
    /// Its id.
    pub assignment_id: u64,
    /// The employee number; a second one ends in `-2`.
    pub number: String,
    /// The index of the position.
    pub position: usize,
    /// Hours a week in 1/100.
    pub hours: u64,
    /// Full time in the grade in 1/100.
    pub full_time: u64,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: Option<NaiveDate>,
    /// In the grade since.
    pub in_grade_since: NaiveDate,
    /// The step of the pay scale, from 1.
    pub step: usize,
    /// A year's full-time pay in pounds.
    pub salary: u32,
    /// The source's status.
    pub system_status: &'static str,
    /// The status in words.
    pub user_status: &'static str,
    /// Permanent or Fixed Term Temp.
    pub category: &'static str,
    /// The end of a fixed term.
    pub contract_end: Option<NaiveDate>,
    /// The index of the supervisor.
    pub supervisor: Option<usize>,
}

impl Post {
    pub(super) fn new(
        chance: &mut Chance,
        (position, grade): (usize, Grade),
        hours: u64,
        (from, on): (NaiveDate, NaiveDate),
    ) -> Self {
        let (_, system_status, user_status) = *chance.weighted(STATUSES, |status| status.0);
        let served = (on - from).num_days();
        let in_grade_since = shift(from, chance.between(0, served / 2));
        let years = (on - in_grade_since).num_days() / 365;
        let step = (years as usize / 2).min(grade.steps.len() - 1);
        let fixed = matches!(grade.code, "YT01" | "YT03") || chance.per_mille(60);
        Self {
            assignment_id: 0,
            number: String::new(),
            position,
            hours,
            full_time: full_time(grade),
            from,
            to: None,
            in_grade_since,
            step: step + 1,
            salary: grade.steps[step],
            system_status,
            user_status,
            category: if fixed { "Fixed Term Temp" } else { "Permanent" },
            contract_end: fixed.then(|| shift(on, chance.between(20, 700))),
            supervisor: None,
        }
    }

    /// Full-time equivalent in 1/100,000.
    pub fn fte(&self) -> u64 {
        (self.hours * 100_000 + self.full_time / 2) / self.full_time
    }
}

/// A week's hours of full time in 1/100.
pub(super) fn full_time(grade: Grade) -> u64 {
    if grade.agenda_for_change() { 3_750 } else { 4_000 }
}

/// A week's hours: most full time, many less.
pub(super) fn hours(chance: &mut Chance, grade: Grade) -> u64 {
    if chance.per_mille(600) {
        return full_time(grade);
    }
    chance.pick(&[3_000, 3_000, 2_250, 1_875, 2_500, 3_200, 3_400, 1_500, 2_000, 1_125])
}
