//! Words that any document uses, and how days and moments are written.

use chrono::{DateTime, NaiveDate, Utc};

use crate::Language;

/// A word of the frame.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Words {
    /// Which page of how many.
    PageOf,
    /// Who printed it and when.
    Printed,
    /// When the records were looked at.
    AsAt,
}

/// A text in both languages.
pub(crate) const fn both(en: &'static str, cy: &'static str) -> (&'static str, &'static str) {
    (en, cy)
}

/// The one of a language.
pub(crate) fn of((en, cy): (&'static str, &'static str), language: Language) -> &'static str {
    match language {
        Language::English => en,
        Language::Welsh => cy,
    }
}

pub(crate) fn say(word: Words, language: Language) -> &'static str {
    let texts = match word {
        Words::PageOf => both("Page {n} of {m}", "Tudalen {n} o {m}"),
        Words::Printed => both("Printed by {by}, {at}", "Argraffwyd gan {by}, {at}"),
        Words::AsAt => both("As at {at}", "Fel ar {at}"),
    };
    of(texts, language)
}

const MONTHS: [(&str, &str); 12] = [
    ("January", "Ionawr"),
    ("February", "Chwefror"),
    ("March", "Mawrth"),
    ("April", "Ebrill"),
    ("May", "Mai"),
    ("June", "Mehefin"),
    ("July", "Gorffennaf"),
    ("August", "Awst"),
    ("September", "Medi"),
    ("October", "Hydref"),
    ("November", "Tachwedd"),
    ("December", "Rhagfyr"),
];

/// `24 November 2026`.
pub(crate) fn day(day: NaiveDate, language: Language) -> String {
    use chrono::Datelike;
    let month = MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
    let month = match language {
        Language::English => month.0,
        Language::Welsh => month.1,
    };
    format!("{} {month} {}", day.day(), day.year())
}

/// `24 November 2026, 09:00 UTC`: a document says of which clock its time is.
pub(crate) fn moment(at: DateTime<Utc>, language: Language) -> String {
    format!("{}, {} UTC", day(at.date_naive(), language), at.format("%H:%M"))
}
