//! Reads the values of one line in the order of its layout, so that a row's constructor reads like
//! the layout's table: each column names itself, says whether it is personal and must be there, and
//! what it holds.

use chrono::{NaiveDate, NaiveDateTime};

use crate::expected::Expected;
use crate::fault::{Fault, Faults, Kind, Suspicion, Warning, Warnings};
use crate::value;

/// The longest value that a fault shows.
const SHOWN: usize = 40;

/// What was found in a file so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) faults: Faults,
    pub(crate) warnings: Warnings,
}

impl Findings {
    pub(crate) fn fault(&mut self, line: u64, column: Option<&'static str>, kind: Kind) {
        self.faults.push(Fault { line, column, kind });
    }

    pub(crate) fn warn(&mut self, line: u64, column: Option<&'static str>, suspicion: Suspicion) {
        self.warnings.push(Warning { line, column, suspicion });
    }

    /// The faults in the order of the file, or what the reader made of it.
    pub(crate) fn settle<T>(mut self, made: impl FnOnce(Warnings) -> T) -> Result<T, Faults> {
        if !self.faults.is_empty() {
            return Err(self.into_faults());
        }
        self.warnings.items.sort_by_key(|warning| warning.line);
        Ok(made(self.warnings))
    }

    /// The faults in the order of the file.
    pub(crate) fn into_faults(mut self) -> Faults {
        self.faults.items.sort_by_key(|fault| fault.line);
        self.faults
    }
}

/// The values of one line, taken from the left.
pub(crate) struct Columns<'a> {
    line: u64,
    values: &'a [&'a str],
    next: usize,
    /// The day of the file: no date of birth is judged by the clock.
    on: Option<NaiveDate>,
    findings: &'a mut Findings,
    faulty: bool,
}

/// One value, with what is asked of it.
pub(crate) struct Cell<'c, 'a> {
    columns: &'c mut Columns<'a>,
    name: &'static str,
    text: &'a str,
    personal: bool,
    required: bool,
}

impl<'a> Columns<'a> {
    pub(crate) fn new(
        line: u64,
        values: &'a [&'a str],
        on: Option<NaiveDate>,
        findings: &'a mut Findings,
    ) -> Self {
        Self { line, values, next: 0, on, findings, faulty: false }
    }

    /// The next column.
    pub(crate) fn at<'c>(&'c mut self, name: &'static str) -> Cell<'c, 'a> {
        let text = self.values.get(self.next).copied().unwrap_or_default().trim();
        self.next += 1;
        Cell { columns: self, name, text, personal: false, required: false }
    }

    /// Passes over columns that the layout keeps free.
    pub(crate) fn spare(&mut self, columns: usize) {
        self.next += columns;
    }

    /// Notes a fault that takes more than one column to see.
    pub(crate) fn fault(&mut self, column: &'static str, kind: Kind) {
        self.faulty = true;
        self.findings.fault(self.line, Some(column), kind);
    }

    /// Faults a period that ends before it starts.
    pub(crate) fn period(
        &mut self,
        (start_name, start): (&'static str, Option<NaiveDate>),
        (end_name, end): (&'static str, Option<NaiveDate>),
    ) {
        if let (Some(start), Some(end)) = (start, end)
            && end < start
        {
            self.fault(end_name, Kind::EndsBeforeStart { start: start_name });
        }
    }

    /// The row, if nothing in it was wrong.
    pub(crate) fn finish<T>(self, row: T) -> Option<T> {
        (!self.faulty).then_some(row)
    }
}

impl Cell<'_, '_> {
    /// A fault in it shows no value.
    pub(crate) fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    /// It must be there.
    pub(crate) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// What `read` makes of the value; none where it is blank or wrong (then the row is dropped).
    pub(crate) fn read<T>(
        self,
        expected: Expected,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if self.text.is_empty() {
            if self.required {
                self.columns.fault(self.name, Kind::Missing);
            }
            return None;
        }
        let value = read(self.text);
        if value.is_none() {
            let found = (!self.personal).then(|| self.text.chars().take(SHOWN).collect());
            self.columns.fault(self.name, Kind::Malformed { expected, found });
        }
        value
    }

    pub(crate) fn text(self, max: usize) -> Option<String> {
        self.read(Expected::Text { max }, |text| {
            (text.chars().count() <= max).then(|| text.to_owned())
        })
    }

    /// A person's name: personal, and looked at for accents lost on the way.
    pub(crate) fn name(self, max: usize) -> Option<String> {
        let (line, column) = (self.columns.line, self.name);
        if value::looks_misread(self.text) {
            self.columns.findings.warn(line, Some(column), Suspicion::Misread);
        }
        self.personal().text(max)
    }

    pub(crate) fn id(self) -> Option<u64> {
        self.read(Expected::Id, |text| {
            if text.len() <= 15 && value::digits(text) { text.parse().ok() } else { None }
        })
    }

    pub(crate) fn date(self) -> Option<NaiveDate> {
        self.read(Expected::Date, value::date)
    }

    /// The end of a period; the last day of the calendar of the source (31 December 4712) is none.
    pub(crate) fn end_date(self) -> Option<NaiveDate> {
        self.date().filter(|day| Some(*day) != NaiveDate::from_ymd_opt(4712, 12, 31))
    }

    pub(crate) fn iso_date(self) -> Option<NaiveDate> {
        self.read(Expected::IsoDate, value::iso_date)
    }

    /// A date of something that has happened.
    pub(crate) fn past_iso_date(self) -> Option<NaiveDate> {
        let on = self.columns.on;
        self.read(Expected::PastDate, |text| {
            value::iso_date(text).filter(|day| on.is_none_or(|on| *day <= on))
        })
    }

    /// A date of birth in the given format.
    pub(crate) fn birth(self, format: fn(&str) -> Option<NaiveDate>) -> Option<NaiveDate> {
        let on = self.columns.on;
        self.personal().read(Expected::BirthDate, |text| {
            format(text).filter(|born| on.is_none_or(|on| value::is_working_age(*born, on)))
        })
    }

    pub(crate) fn timestamp(self) -> Option<NaiveDateTime> {
        self.read(Expected::Timestamp, value::timestamp)
    }

    pub(crate) fn decimal(self, places: u32, max: u64) -> Option<u64> {
        self.read(Expected::Decimal { places, max }, |text| value::decimal(text, places, max))
    }

    /// Full-time equivalent of one person in 1/100,000, at most 1.5.
    pub(crate) fn fte(self) -> Option<u32> {
        self.read(Expected::Fte, |text| {
            let value = value::decimal(text, 5, 2)?;
            u32::try_from(value).ok().filter(|value| *value <= 150_000)
        })
    }

    pub(crate) fn flag(self) -> Option<bool> {
        self.read(Expected::Flag, |text| match text.to_ascii_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => Some(true),
            "no" | "n" | "false" | "0" => Some(false),
            _ => None,
        })
    }

    pub(crate) fn employee_number(self) -> Option<String> {
        self.personal().read(Expected::EmployeeNumber, |text| {
            (text.len() == 8 && value::digits(text)).then(|| text.to_owned())
        })
    }

    pub(crate) fn ni_number(self) -> Option<String> {
        self.personal().read(Expected::NiNumber, value::ni_number)
    }

    pub(crate) fn ods_code(self) -> Option<String> {
        self.read(Expected::OdsCode, |text| value::is_ods_code(text).then(|| text.to_owned()))
    }

    /// One of a few words, whatever their capitals.
    pub(crate) fn word<T: Copy>(self, words: &'static [&'static str], meanings: &[T]) -> Option<T> {
        self.read(Expected::OneOf(words), |text| {
            let at = words.iter().position(|word| word.eq_ignore_ascii_case(text))?;
            meanings.get(at).copied()
        })
    }
}
