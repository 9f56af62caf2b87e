//! Competences: the eleven subjects of the Core Skills Training Framework, renewed over the years,
//! some late, some lapsed, some never done; and a few local ones.

use chrono::{Months, NaiveDate};

use super::chance::{Chance, shift};

/// How far back a source keeps awards, in days: with this an employee has some 22 rows.
const KEPT: i64 = 1_670;

/// A competence awarded.
#[derive(Debug, Clone)]
pub struct Award {
    /// `NHS|CSTF|Fire Safety - 2 Years|`
    pub competence: String,
    /// When it was awarded.
    pub awarded_on: NaiveDate,
    /// When it ends.
    pub expires_on: Option<NaiveDate>,
    /// What proves it.
    pub evidence: &'static str,
}

/// A title with the years after which it is renewed.
type Course = (&'static str, u32);

/// Each subject as those who are not clinical learn it, and as the clinical do.
const SUBJECTS: &[(Course, Course)] = &[
    (("Conflict Resolution", 3), ("Conflict Resolution", 3)),
    (("Equality, Diversity and Human Rights", 3), ("Equality, Diversity and Human Rights", 3)),
    (("Fire Safety", 2), ("Fire Safety", 2)),
    (("Health, Safety and Welfare", 3), ("Health, Safety and Welfare", 3)),
    (
        ("Infection Prevention and Control - Level 1", 3),
        ("Infection Prevention and Control - Level 2", 1),
    ),
    (
        ("Information Governance and Data Security", 1),
        ("Information Governance and Data Security", 1),
    ),
    (("Moving and Handling - Level 1", 3), ("Moving and Handling - Level 2", 2)),
    (
        ("Preventing Radicalisation - Basic Prevent Awareness", 3),
        ("Preventing Radicalisation - Basic Prevent Awareness", 3),
    ),
    (("Resuscitation - Level 1", 3), ("Resuscitation - Level 2 - Adult Basic Life Support", 1)),
    (
        ("Safeguarding Adults (Version 2) - Level 1", 3),
        ("Safeguarding Adults (Version 2) - Level 2", 3),
    ),
    (
        ("Safeguarding Children (Version 2) - Level 1", 3),
        ("Safeguarding Children (Version 2) - Level 2", 3),
    ),
];

const LOCAL: &[&str] = &["Trust Induction", "Medical Gases", "Display Screen Equipment"];

/// The subjects of the framework.
pub const CSTF_SUBJECTS: usize = SUBJECTS.len();

pub(super) fn awards(
    chance: &mut Chance,
    vpd: &str,
    clinical: bool,
    hired: NaiveDate,
    on: NaiveDate,
) -> Vec<Award> {
    let mut awards = Vec::new();
    for (general, for_clinical) in SUBJECTS {
        let (title, years) = if clinical { *for_clinical } else { *general };
        if chance.per_mille(35) {
            continue;
        }
        let unit = if years == 1 { "Year" } else { "Years" };
        let competence = format!("NHS|CSTF|{title} - {years} {unit}|");
        let lapsed = chance.per_mille(70);
        subject(chance, &competence, years, (hired, on), lapsed, &mut awards);
    }
    for title in LOCAL {
        if *title == LOCAL[0] || chance.per_mille(120) {
            let awarded_on = shift(hired, chance.between(0, 14)).min(on);
            let competence = format!("{vpd}|LOCAL|{title}|");
            awards.push(Award { competence, awarded_on, expires_on: None, evidence: "classroom" });
        }
    }
    awards
}

/// Awards of one subject from the start to today; the lapsed lack the last one or two.
fn subject(
    chance: &mut Chance,
    competence: &str,
    years: u32,
    (hired, on): (NaiveDate, NaiveDate),
    lapsed: bool,
    awards: &mut Vec<Award>,
) {
    let first = awards.len();
    let mut day = if (on - hired).num_days() > KEPT {
        shift(on, -KEPT + chance.between(0, i64::from(years) * 365))
    } else {
        shift(hired, chance.between(0, 45))
    };
    while day <= on {
        let expires_on = day.checked_add_months(Months::new(12 * years));
        let evidence = chance.pick(&["e-learning", "e-learning", "classroom", "certificate seen"]);
        awards.push(Award {
            competence: competence.to_owned(),
            awarded_on: day,
            expires_on,
            evidence,
        });
        // Most renew early, some late.
        let late =
            if chance.per_mille(60) { chance.between(1, 90) } else { -chance.between(1, 75) };
        day = shift(expires_on.unwrap_or(day), late);
    }
    if lapsed {
        while awards.len() > first && awards.last().is_some_and(|a| a.expires_on > Some(on)) {
            awards.pop();
        }
    }
}
