//! Service with other trusts, and breaks in it.

use chrono::NaiveDate;

use super::chance::{Chance, shift};
use super::employer::{Employer, employers};
use super::person::Person;

/// Breaks of up to so many days leave service unbroken under the two rules.
const THREE_MONTHS: i64 = 91;
const TWELVE_MONTHS: i64 = 365;

const REASONS: &[&str] = &[
    "Voluntary Resignation - Promotion",
    "Voluntary Resignation - Relocation",
    "Voluntary Resignation - Work Life Balance",
    "Voluntary Resignation - Other or Not Known",
    "Voluntary Resignation - Further education or training",
    "Voluntary Resignation - Child Dependants",
    "Employee Transfer",
    "End of Fixed Term Contract",
    "End of Fixed Term Contract - External Rotation",
    "End of Fixed Term Contract - Completion of Training Scheme",
    "Redundancy - Compulsory",
    "Mutually Agreed Resignation - Local with repayment",
];

/// A period with another trust.
#[derive(Debug, Clone)]
pub struct Service {
    /// Which trust.
    pub employer: Employer,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Why it ended.
    pub reason: &'static str,
    /// No break of more than twelve months followed.
    pub continuous_12_months: bool,
    /// No break of more than three months followed.
    pub continuous_3_months: bool,
}

/// Gives somebody who starts on `first`, here or before a break here, the service before it.
pub(super) fn before(chance: &mut Chance, own: &Employer, person: &mut Person, first: NaiveDate) {
    let count = chance.pick(&[0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6]);
    let of_age = person.of_age();
    let mut next = first;
    for _ in 0..count {
        let gap = match chance.below(20) {
            0..14 => chance.between(0, 12),
            14..17 => chance.between(20, 90),
            17..19 => chance.between(95, 360),
            _ => chance.between(370, 1_500),
        };
        let to = shift(next, -1 - gap);
        let from = shift(to, -chance.between(150, 1_500));
        if from < of_age {
            break;
        }
        let employer = loop {
            let employer = chance.pick(employers());
            if employer != *own {
                break employer;
            }
        };
        person.service.push(Service {
            employer,
            from,
            to,
            reason: chance.pick(REASONS),
            continuous_12_months: gap <= TWELVE_MONTHS,
            continuous_3_months: gap <= THREE_MONTHS,
        });
        next = from;
    }
    continuity(person);
}

/// Follows all periods back to the first day of service without a longer break.
fn continuity(person: &mut Person) {
    let here = person.past_posts.iter().filter_map(|post| Some((post.from, post.to?)));
    let elsewhere = person.service.iter().map(|service| (service.from, service.to));
    let mut periods: Vec<_> = here.chain(elsewhere).collect();
    periods.sort_by_key(|period| std::cmp::Reverse(*period));
    let since = |longest: i64| {
        let mut since = person.hired;
        for (from, to) in &periods {
            if (since - *to).num_days() - 1 > longest {
                break;
            }
            since = *from;
        }
        since
    };
    let (three, twelve, ever) = (since(THREE_MONTHS), since(TWELVE_MONTHS), since(i64::MAX - 1));
    person.continuous_3_months = three;
    person.continuous_12_months = twelve;
    person.nhs_start = ever;
}
