//! Registrations with professional bodies.

use chrono::{Datelike, NaiveDate};

use super::chance::{Chance, shift};
use super::numbers::Numbers;

/// A registration.
#[derive(Debug, Clone)]
pub struct Registration {
    /// GMC, NMC, HCPC or GPhC.
    pub body: &'static str,
    /// Its number.
    pub number: String,
    /// In the words of the bodies.
    pub status: &'static str,
    /// Until when it runs.
    pub expires_on: NaiveDate,
}

const STATUSES: &[(u32, &str)] = &[
    (985, "registered"),
    (5, "conditions of practice"),
    (3, "undertakings"),
    (2, "interim conditions"),
    (1, "suspended"),
];

pub(super) fn registration(
    chance: &mut Chance,
    numbers: &mut Numbers,
    letters: &'static str,
    of_age: NaiveDate,
    on: NaiveDate,
) -> Registration {
    let (body, number, days) = match letters {
        "GMC" => ("GMC", numbers.gmc(chance), 365),
        "NMC" => {
            let year = of_age.year() + 3;
            ("NMC", numbers.nmc(chance, year.min(on.year())), 3 * 365)
        }
        "GPhC" => ("GPhC", numbers.gphc(chance), 365),
        profession => ("HCPC", numbers.hcpc(chance, profession), 2 * 365),
    };
    let lapsed = chance.per_mille(4);
    let (status, expires_on) = if lapsed {
        ("lapsed", shift(on, -chance.between(1, 60)))
    } else {
        let (_, status) = *chance.weighted(STATUSES, |status| status.0);
        (status, shift(on, chance.between(1, days)))
    };
    Registration { body, number, status, expires_on }
}
