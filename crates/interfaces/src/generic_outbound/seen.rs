//! What takes more than one line to see: repeated and overlapping versions, numbers given twice,
//! records that are named and not there. Sorted lists instead of maps: a file of 30,000 people is
//! some 200,000 entries, compared once at the end.

use chrono::NaiveDate;

use super::file_name::Extent;
use super::row::{Record, Row};
use crate::cell::Findings;
use crate::fault::{Kind, Suspicion};

/// What the file said so far.
#[derive(Default)]
pub(super) struct Seen {
    ids: Vec<(Record, u64)>,
    versions: Vec<Version>,
    employee_numbers: Vec<Number>,
    assignment_numbers: Vec<Number>,
    ni_numbers: Vec<Number>,
    references: Vec<Reference>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    record: Record,
    id: u64,
    from: NaiveDate,
    line: u64,
    to: Option<NaiveDate>,
}

/// A number of the outside world, and the record that has it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Number {
    number: String,
    line: u64,
    of: u64,
}

struct Reference {
    line: u64,
    column: &'static str,
    record: Record,
    id: u64,
    /// Without it the row hangs in the air.
    needed: bool,
}

impl Seen {
    /// The file has this record, be its row good or not: so a faulty row makes no more faults in
    /// the rows that name it.
    pub(super) fn id(&mut self, record: Record, id: u64) {
        self.ids.push((record, id));
    }

    pub(super) fn row(&mut self, line: u64, row: &Row) {
        match row {
            Row::Location(r) => {
                self.version(line, Record::Location, r.location_id, NaiveDate::MIN, None);
            }
            Row::Organisation(r) => {
                self.version(line, Record::Organisation, r.organisation_id, r.from, r.to);
                self.needs(
                    line,
                    "ParentOrganisationId",
                    Record::Organisation,
                    r.parent_organisation_id,
                );
                self.names(line, "LocationId", Record::Location, r.location_id);
            }
            Row::Position(r) => {
                self.version(line, Record::Position, r.position_id, r.from, r.to);
                self.needs(line, "OrganisationId", Record::Organisation, Some(r.organisation_id));
            }
            Row::Person(r) => {
                self.version(line, Record::Person, r.person_id, r.from, r.to);
                let number = r.employee_number.clone();
                self.employee_numbers.push(Number { number, line, of: r.person_id });
                if let Some(number) = r.ni_number.clone() {
                    self.ni_numbers.push(Number { number, line, of: r.person_id });
                }
            }
            Row::Assignment(r) => {
                self.version(line, Record::Assignment, r.assignment_id, r.from, r.to);
                let number = r.number.clone();
                self.assignment_numbers.push(Number { number, line, of: r.assignment_id });
                self.needs(line, "PersonId", Record::Person, Some(r.person_id));
                self.needs(line, "OrganisationId", Record::Organisation, Some(r.organisation_id));
                self.needs(line, "PositionId", Record::Position, r.position_id);
                self.names(line, "LocationId", Record::Location, r.location_id);
                self.names(line, "SupervisorPersonId", Record::Person, r.supervisor_person_id);
                self.names(
                    line,
                    "SupervisorAssignmentId",
                    Record::Assignment,
                    r.supervisor_assignment_id,
                );
                self.names(
                    line,
                    "DepartmentManagerPersonId",
                    Record::Person,
                    r.department_manager_person_id,
                );
            }
            Row::Address(r) => {
                self.version(line, Record::Address, r.address_id, r.from, r.to);
                self.needs(line, "PersonId", Record::Person, Some(r.person_id));
            }
            Row::Phone(r) => {
                self.version(line, Record::Phone, r.phone_id, r.from, r.to);
                self.needs(line, "PersonId", Record::Person, Some(r.person_id));
            }
            Row::Costing(r) => {
                self.version(line, Record::Costing, r.allocation_id, r.from, r.to);
                self.needs(line, "PersonId", Record::Person, Some(r.person_id));
                self.needs(line, "AssignmentId", Record::Assignment, Some(r.assignment_id));
            }
            Row::Vehicle(r) => {
                self.version(line, Record::Vehicle, r.allocation_id, r.from, r.to);
                self.needs(line, "PersonId", Record::Person, Some(r.person_id));
                self.needs(line, "AssignmentId", Record::Assignment, Some(r.assignment_id));
            }
            Row::Delete { .. } => {}
        }
    }

    fn version(
        &mut self,
        line: u64,
        record: Record,
        id: u64,
        from: NaiveDate,
        to: Option<NaiveDate>,
    ) {
        self.versions.push(Version { record, id, from, line, to });
    }

    fn needs(&mut self, line: u64, column: &'static str, record: Record, id: Option<u64>) {
        if let Some(id) = id {
            self.references.push(Reference { line, column, record, id, needed: true });
        }
    }

    fn names(&mut self, line: u64, column: &'static str, record: Record, id: Option<u64>) {
        if let Some(id) = id {
            self.references.push(Reference { line, column, record, id, needed: false });
        }
    }

    /// Compares. Only in a full file must a record that is named be there.
    pub(super) fn compare(mut self, extent: Option<Extent>, findings: &mut Findings) {
        self.versions.sort();
        for pair in self.versions.windows(2) {
            let [earlier, later] = pair else { continue };
            if (earlier.record, earlier.id) != (later.record, later.id) {
                continue;
            }
            if earlier.from == later.from {
                let column = Some(later.record.id_column());
                findings.fault(later.line, column, Kind::Repeats { line: earlier.line });
            } else if earlier.to.is_none_or(|to| to >= later.from) {
                findings.fault(later.line, Some("EffStart"), Kind::Overlaps { line: earlier.line });
            }
        }
        for (line, first) in twice(self.employee_numbers) {
            findings.fault(line, Some("EmployeeNumber"), Kind::Repeats { line: first });
        }
        for (line, first) in twice(self.assignment_numbers) {
            findings.fault(line, Some("AssignmentNumber"), Kind::Repeats { line: first });
        }
        for (line, first) in twice(self.ni_numbers) {
            findings.warn(line, Some("NINumber"), Suspicion::SharedNiNumber { line: first });
        }
        if extent == Some(Extent::Full) {
            self.ids.sort();
            for Reference { line, column, record, id, needed } in self.references {
                if self.ids.binary_search(&(record, id)).is_ok() {
                    continue;
                }
                let (column, record) = (Some(column), record.code());
                if needed {
                    findings.fault(line, column, Kind::UnknownReference { record });
                } else {
                    findings.warn(line, column, Suspicion::UnknownReference { record });
                }
            }
        }
    }
}

/// The lines whose number an earlier line gave to another record, with that line.
fn twice(mut numbers: Vec<Number>) -> Vec<(u64, u64)> {
    numbers.sort();
    let mut found = Vec::new();
    for same in numbers.chunk_by(|a, b| a.number == b.number) {
        let others = same.iter().filter(|number| number.of != same[0].of);
        found.extend(others.map(|number| (number.line, same[0].line)));
    }
    found
}
