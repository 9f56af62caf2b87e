//! Reads a Generic Outbound file from its header to its trailer, line by line.

use std::io::Read;

use chrono::NaiveDate;

use super::file_name::Extent;
use super::header::{self, Header};
use super::row::{Record, Row};
use super::seen::Seen;
use super::{
    Address, Assignment, Costing, Location, Organisation, Person, Phone, Position, Vehicle,
};
use crate::cell::{Columns, Findings};
use crate::expected::Expected;
use crate::fault::{Fault, Faults, Kind, Suspicion, Warnings};
use crate::lines::Lines;
use crate::table::Numbered;
use crate::value;

/// What is known of a file without a fault when its rows have been handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its header.
    pub header: Header,
    /// How many records it holds.
    pub records: u64,
    /// What a person should look at.
    pub warnings: Warnings,
}

/// A file without a fault, each row with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// Its header.
    pub header: Header,
    /// Its places.
    pub locations: Vec<Numbered<Location>>,
    /// Its organisations.
    pub organisations: Vec<Numbered<Organisation>>,
    /// Its positions.
    pub positions: Vec<Numbered<Position>>,
    /// Its people.
    pub people: Vec<Numbered<Person>>,
    /// Their assignments.
    pub assignments: Vec<Numbered<Assignment>>,
    /// Their addresses.
    pub addresses: Vec<Numbered<Address>>,
    /// Their phone numbers.
    pub phones: Vec<Numbered<Phone>>,
    /// What their assignments are charged to.
    pub costings: Vec<Numbered<Costing>>,
    /// Their vehicles.
    pub vehicles: Vec<Numbered<Vehicle>>,
    /// What is no more.
    pub deletes: Vec<Numbered<(Record, u64)>>,
    /// What a person should look at.
    pub warnings: Warnings,
}

/// Reads the whole file that is named `name`: all rows, or all faults.
pub fn load(name: &str, source: impl Read) -> Result<Loaded, Faults> {
    let mut locations = Vec::new();
    let mut organisations = Vec::new();
    let mut positions = Vec::new();
    let mut people = Vec::new();
    let mut assignments = Vec::new();
    let mut addresses = Vec::new();
    let mut phones = Vec::new();
    let mut costings = Vec::new();
    let mut vehicles = Vec::new();
    let mut deletes = Vec::new();
    let Summary { header, warnings, .. } = visit(name, source, |line, row| match row {
        Row::Location(row) => locations.push(Numbered { line, row }),
        Row::Organisation(row) => organisations.push(Numbered { line, row }),
        Row::Position(row) => positions.push(Numbered { line, row: *row }),
        Row::Person(row) => people.push(Numbered { line, row: *row }),
        Row::Assignment(row) => assignments.push(Numbered { line, row: *row }),
        Row::Address(row) => addresses.push(Numbered { line, row }),
        Row::Phone(row) => phones.push(Numbered { line, row }),
        Row::Costing(row) => costings.push(Numbered { line, row }),
        Row::Vehicle(row) => vehicles.push(Numbered { line, row }),
        Row::Delete { record, id } => deletes.push(Numbered { line, row: (record, id) }),
    })?;
    Ok(Loaded {
        header,
        locations,
        organisations,
        positions,
        people,
        assignments,
        addresses,
        phones,
        costings,
        vehicles,
        deletes,
        warnings,
    })
}

/// Hands on each good row with its line as it is read, in little memory. Only the answer says
/// whether the file may be taken: until then nothing made of its rows may last.
pub fn visit(
    name: &str,
    source: impl Read,
    mut each: impl FnMut(u64, Row),
) -> Result<Summary, Faults> {
    let mut lines = Lines::new(source);
    let mut reading = Reading::default();
    while let Some(next) = lines.next() {
        match next {
            Ok((line, text)) => reading.line(name, line, text, &mut each),
            Err(fault) => {
                reading.unreadable(fault);
            }
        }
        if reading.foreign {
            break;
        }
    }
    reading.end(!lines.stopped())
}

#[derive(Default)]
struct Reading {
    findings: Findings,
    seen: Seen,
    header: Option<Header>,
    /// The first line has been read, whatever it was.
    begun: bool,
    /// This is not a file that this reader reads: its lines say nothing.
    foreign: bool,
    counted: u64,
    trailer: bool,
    trailed: bool,
    blank: Option<u64>,
    last: u64,
}

impl Reading {
    fn line(&mut self, name: &str, line: u64, text: &str, each: &mut impl FnMut(u64, Row)) {
        self.last = line;
        if text.is_empty() {
            self.blank.get_or_insert(line);
            return;
        }
        if let Some(blank) = self.blank.take() {
            self.findings.fault(blank, None, Kind::BlankLine);
        }
        let values: Vec<&str> = text.split('~').collect();
        let first = !std::mem::replace(&mut self.begun, true);
        match values[0] {
            "HDR" if first => self.header(name, line, &values),
            "HDR" => self.findings.fault(line, None, Kind::HeaderAgain),
            _ if self.trailer => {
                if !std::mem::replace(&mut self.trailed, true) {
                    self.findings.fault(line, None, Kind::AfterTrailer);
                }
            }
            "TRL" => self.trailer(line, &values),
            code => {
                if first {
                    self.findings.fault(line, None, Kind::HeaderMissing);
                    if added_or_deleted(code).is_none() {
                        self.foreign = true;
                        return;
                    }
                }
                self.counted += 1;
                if let Some(row) = self.record(line, code, &values) {
                    self.seen.row(line, &row);
                    each(line, row);
                }
            }
        }
    }

    /// A line that is no text still counts as a record, unless it stands in the header's place.
    fn unreadable(&mut self, fault: Fault) {
        self.last = fault.line;
        if std::mem::replace(&mut self.begun, true) && !self.trailer {
            self.counted += 1;
        }
        self.findings.faults.push(fault);
    }

    fn header(&mut self, name: &str, line: u64, values: &[&str]) {
        if values.len() != header::COLUMNS {
            let kind = Kind::ColumnCount { expected: header::COLUMNS, found: values.len() };
            return self.findings.fault(line, None, kind);
        }
        let version = values[header::COLUMNS - 1];
        let columns = Columns::new(line, &values[1..], None, &mut self.findings);
        self.header = Header::read(columns, version);
        self.foreign = self
            .findings
            .faults
            .items
            .iter()
            .any(|fault| matches!(fault.kind, Kind::OtherVersion { .. }));
        if self.header.as_ref().is_some_and(|header| header.file_name != name) {
            self.findings.warn(line, Some("FileName"), Suspicion::Renamed);
        }
    }

    fn trailer(&mut self, line: u64, values: &[&str]) {
        self.trailer = true;
        let [_, count] = values else {
            let kind = Kind::ColumnCount { expected: 2, found: values.len() };
            return self.findings.fault(line, None, kind);
        };
        let stated = Some(count.trim()).filter(|count| value::digits(count));
        match stated.and_then(|count| count.parse().ok()) {
            Some(stated) if stated == self.counted => {}
            Some(stated) => {
                let kind = Kind::TrailerCount { stated, counted: self.counted };
                self.findings.fault(line, Some("Count"), kind);
            }
            None => {
                let found = Some(count.chars().take(20).collect());
                let kind = Kind::Malformed { expected: Expected::Count, found };
                self.findings.fault(line, Some("Count"), kind);
            }
        }
    }

    fn record(&mut self, line: u64, code: &str, values: &[&str]) -> Option<Row> {
        let Some((record, added)) = added_or_deleted(code) else {
            let shown = if code.len() <= 3 { code } else { "more than 3 letters" };
            self.findings.fault(line, None, Kind::UnknownRecord { code: shown.to_owned() });
            return None;
        };
        let (expected, id_at) = if added { (record.columns(), record.id_at()) } else { (2, 1) };
        if added && let Some(id) = values.get(id_at).and_then(|id| id.trim().parse().ok()) {
            self.seen.id(record, id);
        }
        if values.len() != expected {
            let kind = Kind::ColumnCount { expected, found: values.len() };
            self.findings.fault(line, None, kind);
            return None;
        }
        let on = self.on();
        let mut c = Columns::new(line, &values[1..], on, &mut self.findings);
        if !added {
            let id = c.at(record.id_column()).required().personal().id()?;
            return c.finish(Row::Delete { record, id });
        }
        match record {
            Record::Location => Location::read(c).map(Row::Location),
            Record::Organisation => Organisation::read(c).map(Row::Organisation),
            Record::Position => Position::read(c).map(|row| Row::Position(Box::new(row))),
            Record::Person => Person::read(c).map(|row| Row::Person(Box::new(row))),
            Record::Assignment => Assignment::read(c).map(|row| Row::Assignment(Box::new(row))),
            Record::Address => Address::read(c).map(Row::Address),
            Record::Phone => Phone::read(c).map(Row::Phone),
            Record::Costing => Costing::read(c).map(Row::Costing),
            Record::Vehicle => Vehicle::read(c).map(Row::Vehicle),
        }
    }

    fn on(&self) -> Option<NaiveDate> {
        self.header.as_ref().map(|header| header.created.date())
    }

    fn extent(&self) -> Option<Extent> {
        self.header.as_ref().map(|header| header.file.extent)
    }

    fn end(mut self, whole: bool) -> Result<Summary, Faults> {
        if !self.begun {
            self.findings.fault(1, None, Kind::Empty);
        } else if whole && !self.foreign && !self.trailer {
            self.findings.fault(self.last, None, Kind::TrailerMissing);
        }
        // What a cut-off file does not hold is no fault of the rows that name it.
        let extent = self.extent().filter(|_| self.trailer);
        self.seen.compare(extent, &mut self.findings);
        // Without a header there is a fault that says so.
        let Some(header) = self.header else { return Err(self.findings.into_faults()) };
        let records = self.counted;
        self.findings.settle(|warnings| Summary { header, records, warnings })
    }
}

/// The kind of record, and whether the code adds or deletes it.
fn added_or_deleted(code: &str) -> Option<(Record, bool)> {
    let (kind, added) = match code.strip_suffix('A') {
        Some(kind) => (kind, true),
        None => (code.strip_suffix('D')?, false),
    };
    Record::ALL.into_iter().find(|record| record.code() == kind).map(|record| (record, added))
}
