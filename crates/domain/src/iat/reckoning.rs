//! The service that arrived for an applicant, reckoned: every period that any source named, and the
//! start here, so that the break before it counts too. It stands beside the dates that the sources
//! give, and does not take their place: they know more than what travels.

use chrono::NaiveDate;

use super::item::{Field, Value};
use super::recruitment_part::RecruitmentPart;
use crate::people::reckonable::{Reckoned, Spell, Until, reckon};

/// Reckons what arrived from all sources, with the start here where it is known. Without one, as
/// it stands on the day given.
pub fn reckoned(
    parts: &[RecruitmentPart],
    here: &str,
    starts_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Reckoned {
    // What was recalled is another person's service, even where it was accepted and is still here.
    let theirs = parts.iter().filter(|part| part.recalled.is_none());
    let mut spells: Vec<Spell> = theirs.flat_map(spells).collect();
    // Two sources may name the same period.
    spells.sort_by(|a, b| (&a.employer, a.from, a.until).cmp(&(&b.employer, b.from, b.until)));
    spells.dedup();
    let starts_on = starts_on.filter(|_| !spells.is_empty());
    spells.extend(starts_on.map(|day| Spell {
        employer: here.to_owned(),
        from: Some(day),
        until: Until::Open,
    }));
    reckon(&spells, starts_on.unwrap_or(today))
}

/// The periods that a part names: the source's own, and those elsewhere that it knows of.
fn spells(part: &RecruitmentPart) -> Vec<Spell> {
    let value = |field| part.items.iter().find(|i| i.item.field == field).map(|i| &i.item.value);
    let date = |field| match value(field) {
        Some(Value::Date { date }) => Some(*date),
        _ => None,
    };
    let until = |day: Option<NaiveDate>| day.map_or(Until::Open, |day| Until::Day { day });
    let mut spells = Vec::new();
    if let Some(from) = date(Field::EmployerStart) {
        // The employment lasts as long as its contract, and somebody may stop working before.
        let ended = date(Field::LeftOn).or_else(|| date(Field::LastWorkingDay));
        let employer = part.source.name.clone();
        spells.push(Spell { employer, from: Some(from), until: until(ended) });
    }
    if let Some(Value::Periods { periods }) = value(Field::EarlierService) {
        spells.extend(periods.iter().map(|period| Spell {
            employer: period.employer.clone(),
            from: Some(period.from),
            // Service elsewhere that has no end on record has ended, for the person came here.
            until: period.to.map_or(Until::Unknown, |day| Until::Day { day }),
        }));
    }
    spells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iat::item::{FieldItem, Period};
    use crate::iat::part::{PartItem, Recalled};
    use crate::people::reckonable::{Bridged, Line};
    use crate::spec::{APPLICANT, APPLICANT_PERSON, TRANSFER, asker, at, day, name, source};
    use crate::words::OrganisationRef;

    fn part(source: OrganisationRef, items: Vec<(Field, Value)>) -> RecruitmentPart {
        let item = |(field, value)| PartItem { item: FieldItem { field, value }, choice: None };
        RecruitmentPart {
            id: TRANSFER,
            organisation: asker().id,
            applicant: APPLICANT,
            person: APPLICANT_PERSON,
            name: name("Megan", "Walsh"),
            source,
            arrived_at: at("2026-11-24T09:00Z"),
            items: items.into_iter().map(item).collect(),
            decided: None,
            consent_withdrawn: false,
            recalled: None,
        }
    }

    fn date(text: &str) -> Value {
        Value::Date { date: day(text) }
    }

    fn earlier(to: Option<&str>) -> (Field, Value) {
        let (employer, from) = ("Cedar Trust".to_owned(), day("2014-04-01"));
        let periods = vec![Period { employer, from, to: to.map(day) }];
        (Field::EarlierService, Value::Periods { periods })
    }

    fn birchwood(earlier_to: Option<&str>) -> RecruitmentPart {
        let own = [
            (Field::EmployerStart, date("2019-09-02")),
            (Field::LastWorkingDay, date("2026-12-31")),
        ];
        part(source(), own.into_iter().chain([earlier(earlier_to)]).collect())
    }

    fn here(parts: &[RecruitmentPart], starts_on: Option<&str>) -> Reckoned {
        reckoned(parts, "Ashdown Trust", starts_on.map(day), day("2026-11-24"))
    }

    #[test]
    fn the_break_before_the_start_here_counts_too() {
        let reckoned = here(&[birchwood(Some("2019-06-30"))], Some("2027-01-04"));
        assert_eq!(reckoned.continuous_3_months, Some(day("2014-04-01")));
        let late = here(&[birchwood(Some("2019-06-30"))], Some("2027-06-01"));
        assert_eq!(late.continuous_3_months, Some(day("2027-06-01")));
        assert_eq!(late.continuous_12_months, Some(day("2014-04-01")));
        let last_break = late.lines.iter().rev().find_map(|line| match line {
            Line::Break { after, bridged, .. } => Some((after.as_str(), *bridged)),
            _ => None,
        });
        assert_eq!(last_break, Some(("Birchwood Trust", Bridged::ByTwelveMonths)));
    }

    #[test]
    fn what_two_sources_say_of_one_period_counts_once() {
        let cedar = crate::spec::organisation("RCC", "Cedar Trust");
        let own = part(
            cedar,
            vec![(Field::EmployerStart, date("2014-04-01")), (Field::LeftOn, date("2019-06-30"))],
        );
        let both = here(&[birchwood(Some("2019-06-30")), own], Some("2027-01-04"));
        assert_eq!(both, here(&[birchwood(Some("2019-06-30"))], Some("2027-01-04")));
    }

    #[test]
    fn service_elsewhere_without_an_end_is_not_taken_to_go_on() {
        let reckoned = here(&[birchwood(None)], Some("2027-01-04"));
        assert_eq!(reckoned.continuous_12_months, Some(day("2019-09-02")));
        assert!(reckoned.lines.iter().any(|line| matches!(line, Line::EndUnknown { .. })));
    }

    #[test]
    fn what_was_recalled_is_another_persons_service() {
        let recalled = Recalled {
            reason: "a namesake".to_owned(),
            at: at("2026-11-25T09:00Z"),
            taken_out: None,
        };
        let part = RecruitmentPart { recalled: Some(recalled), ..birchwood(Some("2019-06-30")) };
        assert_eq!(here(&[part], Some("2027-01-04")).nhs_start, None);
    }

    #[test]
    fn where_nothing_of_service_arrived_nothing_is_reckoned() {
        assert_eq!(here(&[part(source(), vec![])], Some("2027-01-04")).nhs_start, None);
        let no_start = here(&[birchwood(Some("2019-06-30"))], None);
        assert_eq!((no_start.on, no_start.nhs_start), (day("2026-11-24"), Some(day("2014-04-01"))));
    }
}
