//! Immunisations of clinical staff, with the gaps that occupational health lives with: courses not
//! finished, boosters missing, declined, contraindicated, blood tested or not.

use chrono::{Datelike, NaiveDate};

use super::chance::{Chance, shift};

/// A line of the immunisation record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Immunisation {
    /// Our code of the disease.
    pub disease: &'static str,
    /// SNOMED CT of the same, joined by `+`.
    pub snomed: &'static str,
    /// SNOMED CT of the vaccination.
    pub procedure: &'static str,
    /// The product or test.
    pub vaccine: &'static str,
    /// When.
    pub given_on: NaiveDate,
    /// 1, 2, 3, booster, or none.
    pub dose: &'static str,
    /// The batch.
    pub batch: String,
    /// given, declined, contraindicated or serology.
    pub status: &'static str,
    /// The laboratory's words.
    pub result: String,
}

/// Disease, SNOMED CT.
type Target = (&'static str, &'static str);

const HEPB: Target = ("HEPB", "66071002");
const TB: Target = ("TB", "56717001");
const MMR: Target = ("MMR", "14189004+36989005+36653000");
const MEASLES: Target = ("MEASLES", "14189004");
const RUBELLA: Target = ("RUBELLA", "36653000");
const VZV: Target = ("VZV", "38907003");
const TDIPV: Target = ("TDIPV", "397430003+76902006+398102009");
const FLU: Target = ("FLU", "6142004");
const COVID: Target = ("COVID", "840539006");

struct Chart<'a> {
    chance: &'a mut Chance,
    on: NaiveDate,
    lines: Vec<Immunisation>,
}

impl Chart<'_> {
    fn given(
        &mut self,
        target: Target,
        (procedure, vaccine): (&'static str, &'static str),
        dose: &'static str,
        day: NaiveDate,
    ) {
        let batch = if self.chance.per_mille(120) {
            String::new()
        } else {
            let letter = char::from(b'A' + self.chance.below(26) as u8);
            format!("{letter}{:05}", self.chance.below(100_000))
        };
        self.line(target, (procedure, vaccine), day, dose, batch, "given", String::new());
    }

    fn said(&mut self, target: Target, status: &'static str, day: NaiveDate) {
        self.line(target, ("", ""), day, "", String::new(), status, String::new());
    }

    fn serology(&mut self, target: Target, test: &'static str, result: String, day: NaiveDate) {
        self.line(target, ("", test), day, "", String::new(), "serology", result);
    }

    /// What lies in the future has not happened.
    #[expect(clippy::too_many_arguments, reason = "a line of the file, column by column")]
    fn line(
        &mut self,
        (disease, snomed): Target,
        (procedure, vaccine): (&'static str, &'static str),
        given_on: NaiveDate,
        dose: &'static str,
        batch: String,
        status: &'static str,
        result: String,
    ) {
        if given_on <= self.on {
            let line = Immunisation {
                disease,
                snomed,
                procedure,
                vaccine,
                given_on,
                dose,
                batch,
                status,
                result,
            };
            self.lines.push(line);
        }
    }
}

/// The record of somebody clinical who was born and entered the NHS on these days.
pub(super) fn chart(
    chance: &mut Chance,
    born: NaiveDate,
    entered: NaiveDate,
    on: NaiveDate,
) -> Vec<Immunisation> {
    let mut chart = Chart { chance, on, lines: Vec::new() };
    hepatitis_b(&mut chart, entered);
    mmr(&mut chart, entered);
    others(&mut chart, born, entered);
    seasonal(&mut chart, entered);
    chart.lines
}

fn hepatitis_b(chart: &mut Chart<'_>, entered: NaiveDate) {
    const VACCINE: (&str, &str) = ("", "Engerix B");
    let start = shift(entered, chart.chance.between(0, 60));
    let doses = match chart.chance.below(100) {
        0..4 => return,
        4..7 => return chart.said(HEPB, "declined", start),
        7..9 => return chart.said(HEPB, "contraindicated", start),
        9..14 => 1,
        14..20 => 2,
        _ => 3,
    };
    let mut day = start;
    for (dose, gap) in ["1", "2", "3"].into_iter().zip([0, 31, 152]).take(doses) {
        day = shift(day, gap + chart.chance.between(0, 10));
        chart.given(HEPB, VACCINE, dose, day);
    }
    if doses < 3 || chart.chance.per_mille(130) {
        return;
    }
    let tested = shift(day, chart.chance.between(31, 62));
    let result = match chart.chance.below(100) {
        0..10 => "<10 IU/L".to_owned(),
        10..26 => format!("{} IU/L", chart.chance.between(10, 99)),
        26..80 => format!("{} IU/L", chart.chance.between(100, 999)),
        _ => ">1000 IU/L".to_owned(),
    };
    chart.serology(HEPB, "anti-HBs", result, tested);
    if chart.chance.per_mille(450) {
        let day = shift(tested, chart.chance.between(30, 5 * 365));
        chart.given(HEPB, VACCINE, "booster", day);
    }
}

fn mmr(chart: &mut Chart<'_>, entered: NaiveDate) {
    const FIRST: (&str, &str) = ("38598009", "M-M-RVAXPRO");
    const SECOND: (&str, &str) = ("170433008", "M-M-RVAXPRO");
    let day = shift(entered, chart.chance.between(0, 40));
    match chart.chance.below(100) {
        0..60 => {
            chart.given(MMR, FIRST, "1", day);
            let second = shift(day, chart.chance.between(28, 200));
            chart.given(MMR, SECOND, "2", second);
        }
        60..73 => chart.given(MMR, FIRST, "1", day),
        73..88 => {
            chart.serology(MEASLES, "Measles IgG", "positive".into(), day);
            let rubella = if chart.chance.per_mille(930) { "positive" } else { "negative" };
            chart.serology(RUBELLA, "Rubella IgG", rubella.into(), day);
        }
        88..91 => chart.said(MMR, "declined", day),
        91..93 => chart.said(MMR, "contraindicated", day),
        _ => {}
    }
}

fn others(chart: &mut Chart<'_>, born: NaiveDate, entered: NaiveDate) {
    let day = shift(entered, chart.chance.between(0, 60));
    match chart.chance.below(100) {
        0..50 => chart.serology(VZV, "Varicella IgG", "positive".into(), day),
        50..58 => {
            chart.serology(VZV, "Varicella IgG", "negative".into(), day);
            chart.given(VZV, ("", "Varivax"), "1", shift(day, 20));
            if chart.chance.per_mille(750) {
                chart.given(VZV, ("", "Varivax"), "2", shift(day, 55));
            }
        }
        58..60 => chart.said(VZV, "contraindicated", day),
        _ => {}
    }
    match chart.chance.below(100) {
        0..68 => {
            let school = shift(born, 13 * 365 + chart.chance.between(0, 300));
            chart.given(TB, ("", "BCG"), "1", school);
        }
        68..71 => chart.said(TB, "declined", day),
        71..72 => chart.said(TB, "contraindicated", day),
        _ => {}
    }
    if chart.chance.per_mille(560) {
        let school = shift(born, 15 * 365 + chart.chance.between(0, 300));
        chart.given(TDIPV, ("414619005", "Revaxis"), "booster", school);
    }
}

/// The last three winters' influenza, and COVID-19 as it was offered.
fn seasonal(chart: &mut Chart<'_>, entered: NaiveDate) {
    for year in chart.on.year() - 2..=chart.on.year() {
        let Some(opens) = NaiveDate::from_ymd_opt(year, 9, 20) else { continue };
        let day = shift(opens, chart.chance.between(0, 70));
        match chart.chance.below(100) {
            _ if day < entered => {}
            0..46 => chart.given(FLU, ("985151000000100", "Influenza, injected"), "1", day),
            46..55 => chart.said(FLU, "declined", day),
            _ => {}
        }
    }
    let Some(opened) = NaiveDate::from_ymd_opt(2020, 12, 15) else { return };
    if !chart.chance.per_mille(720) {
        return;
    }
    let first = shift(opened, chart.chance.between(0, 120));
    chart.given(COVID, ("1324681000000101", "Comirnaty"), "1", first);
    let second = shift(first, chart.chance.between(70, 90));
    chart.given(COVID, ("", "Comirnaty"), "2", second);
    if chart.chance.per_mille(700) {
        let booster = shift(first, chart.chance.between(270, 400));
        chart.given(COVID, ("", "Comirnaty"), "booster", booster);
    }
}
