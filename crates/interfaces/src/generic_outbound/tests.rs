//! Breaks the sample in every way that a file can be broken, and looks at what is said.

use super::*;
use crate::expected::Expected;
use crate::fault::{Faults, Kind, Suspicion};

const NAME: &str = "GO_457_WFM_GOF_20261101_00000001.DAT";
const SAMPLE: &str = include_str!("samples/GO_457_WFM_GOF_20261101_00000001.DAT");
const CHANGES: &str = "GO_457_WFM_GOC_20261102_00000002.DAT";

fn read(file: impl AsRef<[u8]>) -> Result<Loaded, Faults> {
    load(NAME, file.as_ref())
}

/// What is wrong, in the order of the file.
fn wrong(file: impl AsRef<[u8]>) -> Vec<(u64, Option<&'static str>, Kind)> {
    let faults = read(file).expect_err("the file is broken");
    faults.items.into_iter().map(|fault| (fault.line, fault.column, fault.kind)).collect()
}

/// The sample with column `at` of line `line` (from 1) set to `value`.
fn with(line: usize, at: usize, value: &str) -> String {
    edited(|lines| {
        let mut values: Vec<&str> = lines[line - 1].split('~').collect();
        values[at] = value;
        lines[line - 1] = values.join("~");
    })
}

fn edited(edit: impl FnOnce(&mut Vec<String>)) -> String {
    let mut lines: Vec<String> = SAMPLE.lines().map(str::to_owned).collect();
    edit(&mut lines);
    lines.join("\n") + "\n"
}

/// The trailer with the count that the lines ask for.
fn counted(lines: &mut Vec<String>) {
    lines.pop();
    lines.push(format!("TRL~{}", lines.len() - 1));
}

fn malformed(expected: Expected, found: Option<&str>) -> Kind {
    Kind::Malformed { expected, found: found.map(str::to_owned) }
}

#[test]
fn the_sample_is_read_whole() {
    let loaded = read(SAMPLE).expect("the sample has no fault");
    assert_eq!(loaded.header.vpd, "457");
    assert_eq!(loaded.header.file.extent, Extent::Full);
    assert_eq!((loaded.locations.len(), loaded.organisations.len()), (1, 2));
    assert_eq!((loaded.people.len(), loaded.assignments.len()), (2, 1));
    assert_eq!((loaded.addresses.len(), loaded.phones.len()), (1, 1));
    assert_eq!((loaded.costings.len(), loaded.vehicles.len()), (1, 1));
    assert!(loaded.warnings.is_empty());

    let position = &loaded.positions[0].row;
    assert_eq!(position.budgeted_fte, Some(350_000));
    assert_eq!(position.title(), Some("Staff Nurse"));
    assert_eq!(position.area_of_work(), Some("Acute Medicine"));
    let person = &loaded.people[0].row;
    assert_eq!(
        (person.last_name.as_str(), person.first_name.as_deref()),
        ("O'Sample-Example", Some("Zoë"))
    );
    assert_eq!(person.previous_employer_type.as_deref(), Some("NHS Organisation"));
    assert_eq!(person.nhs_start_date, chrono::NaiveDate::from_ymd_opt(2012, 9, 1));
    assert_eq!(person.ni_number, None);
    let assignment = &loaded.assignments[0].row;
    assert_eq!((assignment.fte, assignment.normal_hours), (Some(100_000), Some(3_750)));
    assert_eq!(assignment.annual_salary, Some(3_348_700));
    assert_eq!((assignment.afc, assignment.primary), (Some(true), Some(true)));
    assert_eq!(loaded.costings[0].row.percent_split, Some(10_000));
    assert_eq!(loaded.vehicles[0].row.fuel.as_deref(), Some("Petrol"));
}

#[test]
fn the_samples_of_windows_are_read_too() {
    let marked = format!("\u{FEFF}{}\r\n\r\n", SAMPLE.trim_end().replace('\n', "\r\n"));
    assert_eq!(read(marked), read(SAMPLE));
}

#[test]
fn changes_may_name_what_is_not_in_the_file() {
    let file = include_bytes!("samples/GO_457_WFM_GOC_20261102_00000002.DAT");
    let loaded = load(CHANGES, file.as_slice()).expect("the sample has no fault");
    assert_eq!(loaded.people[0].row.previous_last_name.as_deref(), Some("Mononymous"));
    let deletes: Vec<_> = loaded.deletes.iter().map(|delete| delete.row).collect();
    assert_eq!(
        deletes,
        [(Record::Assignment, 457_401), (Record::Phone, 457_601), (Record::Vehicle, 457_801)]
    );
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    for empty in ["", "\n", "\u{FEFF}", "\r\n\r\n"] {
        assert_eq!(wrong(empty), [(1, None, Kind::Empty)], "{empty:?}");
    }
}

#[test]
fn wrong_encodings_are_named() {
    let windows: Vec<u8> =
        SAMPLE.chars().map(|c| u8::try_from(c).expect("the sample is Latin")).collect();
    let at =
        windows.split(|b| *b == b'\n').nth(5).and_then(|line| line.iter().position(|b| *b > 127));
    let kind = Kind::NotUtf8 { at: at.expect("the sample has an accent") + 1, byte: 0xEB };
    assert_eq!(wrong(windows)[0], (6, None, kind));
    let wide: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(wrong(wide), [(0, None, Kind::Utf16)]);
    assert_eq!(wrong(SAMPLE.replace('ë', "\u{FFFD}"))[0], (6, None, Kind::LostCharacter));
    assert_eq!(wrong(SAMPLE.replace('ë', "\u{0}"))[0].0, 6);
    let misread = read(SAMPLE.replace('ë', "Ã«")).expect("only doubtful");
    assert_eq!(misread.warnings.items[0].suspicion, Suspicion::Misread);
}

#[test]
fn headers_are_asked_for() {
    let headless = edited(|lines| {
        lines.remove(0);
    });
    assert_eq!(wrong(headless), [(1, None, Kind::HeaderMissing)]);
    assert_eq!(wrong("name,born\nx,y\n"), [(1, None, Kind::HeaderMissing)]);
    assert_eq!(
        wrong(with(1, 6, "02")),
        [(1, Some("Version"), Kind::OtherVersion { found: "02".into() })]
    );
    assert_eq!(
        wrong(with(1, 3, "431")),
        [(1, Some("Vpd"), Kind::HeaderDisagrees { with: "FileName" })]
    );
    assert_eq!(
        wrong(with(1, 1, "trust.csv")),
        [(1, Some("FileName"), malformed(Expected::FileName, Some("trust.csv")))]
    );
    assert_eq!(wrong(with(1, 2, ""))[0], (1, Some("Created"), Kind::Missing));
    assert_eq!(
        wrong(edited(|lines| lines[0].push('~'))),
        [(1, None, Kind::ColumnCount { expected: 7, found: 8 })]
    );
    let twice = edited(|lines| {
        let header = lines[0].clone();
        lines.insert(3, header);
    });
    assert_eq!(wrong(twice), [(4, None, Kind::HeaderAgain)]);
    let renamed = load("copy.DAT", SAMPLE.as_bytes()).expect("only doubtful");
    assert_eq!(renamed.warnings.items[0].suspicion, Suspicion::Renamed);
}

#[test]
fn trailers_are_asked_for() {
    let cut = edited(|lines| {
        lines.truncate(8);
    });
    assert_eq!(wrong(cut), [(8, None, Kind::TrailerMissing)]);
    let short = edited(|lines| {
        lines.remove(11);
    });
    assert_eq!(wrong(short), [(12, Some("Count"), Kind::TrailerCount { stated: 11, counted: 10 })]);
    assert_eq!(
        wrong(with(13, 1, "many")),
        [(13, Some("Count"), malformed(Expected::Count, Some("many")))]
    );
    let longer = edited(|lines| lines.extend(["LCD~1".to_owned(), "LCD~2".to_owned()]));
    assert_eq!(wrong(longer), [(14, None, Kind::AfterTrailer)]);
}

#[test]
fn lines_are_asked_to_be_records() {
    assert_eq!(wrong(with(3, 0, "XXA"))[0], (3, None, Kind::UnknownRecord { code: "XXA".into() }));
    assert_eq!(
        wrong(edited(|lines| lines[11].push('~'))),
        [(12, None, Kind::ColumnCount { expected: 44, found: 45 })]
    );
    let gap = edited(|lines| lines.insert(5, String::new()));
    assert_eq!(wrong(gap), [(6, None, Kind::BlankLine)]);
    let long = edited(|lines| lines[2].push_str(&"x".repeat(70_000)));
    assert_eq!(wrong(long)[0], (3, None, Kind::LineTooLong));
    assert_eq!(
        wrong(edited(|lines| {
            lines.insert(12, "PHD~12~x".into());
            counted(lines);
        })),
        [(13, None, Kind::ColumnCount { expected: 2, found: 3 })]
    );
}

#[test]
fn values_are_asked_to_be_what_the_column_holds() {
    for (line, at, value, column, kind) in [
        (5, 2, "2020-04-01", "EffectiveFrom", malformed(Expected::Date, Some("2020-04-01"))),
        (5, 2, "", "EffectiveFrom", Kind::Missing),
        (5, 3, "20200331", "EffectiveTo", Kind::EndsBeforeStart { start: "EffectiveFrom" }),
        (6, 13, "20150101", "DateOfBirth", malformed(Expected::BirthDate, None)),
        (6, 13, "19900230", "DateOfBirth", malformed(Expected::BirthDate, None)),
        (6, 14, "QQ123456C", "NINumber", malformed(Expected::NiNumber, None)),
        (6, 4, "1234567", "EmployeeNumber", malformed(Expected::EmployeeNumber, None)),
        (6, 6, "", "LastName", Kind::Missing),
        (6, 20, "perhaps", "WTROptOut", malformed(Expected::Flag, None)),
        (6, 17, "20200101", "TerminationDate", Kind::EndsBeforeStart { start: "HireDate" }),
        (6, 38, "20261031", "LastUpdate", malformed(Expected::Timestamp, Some("20261031"))),
        (7, 25, "1.6", "FTE", malformed(Expected::Fte, Some("1.6"))),
        (7, 25, "0.123456", "FTE", malformed(Expected::Fte, Some("0.123456"))),
        (
            7,
            33,
            "12,5",
            "AnnualSalary",
            malformed(Expected::Decimal { places: 2, max: 999_999 }, None),
        ),
        (
            10,
            14,
            "101",
            "PercentSplit",
            malformed(Expected::Decimal { places: 2, max: 100 }, Some("101")),
        ),
        (
            3,
            1,
            "4571000000000000",
            "OrganisationId",
            malformed(Expected::Id, Some("4571000000000000")),
        ),
    ] {
        let found = wrong(with(line, at, value));
        assert_eq!(found[0], (line as u64, Some(column), kind), "{value}");
    }
}

#[test]
fn no_fault_shows_a_personal_value() {
    let secrets = [(4, "SECRET-N"), (13, "SECRET-B"), (14, "SECRET-I"), (16, "SECRET-H")];
    let file = edited(|lines| {
        for line in [5, 11] {
            let mut values: Vec<&str> = lines[line].split('~').collect();
            for (at, secret) in secrets {
                values[at] = secret;
            }
            lines[line] = values.join("~");
        }
    });
    let faults = read(file).expect_err("the values are wrong");
    assert_eq!(faults.items.len(), 8);
    assert!(!faults.to_string().contains("SECRET"));
}

#[test]
fn repeated_records_and_numbers_are_named() {
    let again = |line: usize, edit: fn(&str) -> String| {
        edited(|lines| {
            let copy = edit(&lines[line - 1]);
            lines.insert(12, copy);
            counted(lines);
        })
    };
    let same = |line: &str| line.to_owned();
    assert_eq!(wrong(again(6, same)), [(13, Some("PersonId"), Kind::Repeats { line: 6 })]);
    assert_eq!(wrong(again(5, same)), [(13, Some("PositionId"), Kind::Repeats { line: 5 })]);
    assert_eq!(wrong(again(2, same)), [(13, Some("LocationId"), Kind::Repeats { line: 2 })]);
    assert_eq!(
        wrong(again(6, |line| line.replace("457301", "457309"))),
        [(13, Some("EmployeeNumber"), Kind::Repeats { line: 6 })]
    );
    assert_eq!(
        wrong(again(7, |line| line.replace("457401", "457409"))),
        [(13, Some("AssignmentNumber"), Kind::Repeats { line: 7 })]
    );
    let later = |line: &str| line.replace("457301~20200401", "457301~20230101");
    assert_eq!(
        wrong(again(6, later)),
        [(13, Some("EffStart"), Kind::Overlaps { line: 6 })],
        "the first version is still in force"
    );
    let versions = edited(|lines| {
        lines[5] = lines[5].replacen("~20200401~~", "~20200401~20221231~", 1);
        let second = lines[5].replacen("~20200401~20221231~", "~20230101~47121231~", 1);
        lines.insert(12, second);
        counted(lines);
    });
    assert_eq!(read(versions).expect("two versions in turn").people.len(), 3);
}

#[test]
fn a_shared_national_insurance_number_is_doubtful_and_not_wrong() {
    let shared = edited(|lines| {
        for line in [5, 11] {
            let mut values: Vec<&str> = lines[line].split('~').collect();
            values[14] = "ZY000000A";
            lines[line] = values.join("~");
        }
    });
    let warnings = read(shared).expect("only doubtful").warnings;
    assert_eq!(warnings.items[0].suspicion, Suspicion::SharedNiNumber { line: 6 });
    assert!(!warnings.to_string().contains("ZY0"));
}

#[test]
fn what_is_named_has_to_be_there() {
    for (line, at, column, record) in [
        (5, 14, "OrganisationId", "OR"),
        (7, 1, "PersonId", "PR"),
        (7, 28, "PositionId", "PO"),
        (9, 1, "PersonId", "PR"),
        (11, 2, "AssignmentId", "AS"),
        (4, 10, "ParentOrganisationId", "OR"),
    ] {
        let kind = Kind::UnknownReference { record };
        assert_eq!(wrong(with(line, at, "999")), [(line as u64, Some(column), kind)]);
    }
    let open = read(with(7, 15, "999")).expect("a supervisor may be elsewhere");
    assert_eq!(open.warnings.items[0].suspicion, Suspicion::UnknownReference { record: "PR" });
    assert_eq!(
        wrong(with(6, 13, "x")).len(),
        1,
        "a faulty row is still there for those that name it"
    );
}

#[test]
fn rows_are_handed_on_as_they_are_read() {
    let mut lines = Vec::new();
    let summary = visit(NAME, SAMPLE.as_bytes(), |line, _| lines.push(line)).expect("no fault");
    assert_eq!(summary.records, 11);
    assert_eq!(lines, (2..=12).collect::<Vec<u64>>());
}

#[test]
fn a_thousand_faults_are_shown_and_the_rest_counted() {
    let file = edited(|lines| {
        for _ in 0..3_000 {
            lines.insert(2, "PRA~1".into());
        }
    });
    let faults = read(file).expect_err("3,000 rows are wrong");
    assert_eq!((faults.items.len(), faults.total()), (1_000, 3_001));
}

/// Any single byte changed to any of a few: never a panic, and never a file taken in which a
/// separator, a line break or the encoding was lost.
#[test]
fn a_byte_gone_wrong_anywhere_is_survived() {
    let whole = read(SAMPLE).expect("the sample has no fault");
    for at in 0..SAMPLE.len() {
        for byte in [0, b'~', b'\n', b'"', 0xC3, 0xFF] {
            let mut file = SAMPLE.as_bytes().to_vec();
            let old = std::mem::replace(&mut file[at], byte);
            let last = at + 1 == SAMPLE.len();
            let structural = old == b'~' || old == b'\n' || matches!(byte, 0 | b'~' | b'\n' | 0xFF);
            match read(&file) {
                Ok(loaded) if structural && old != byte => {
                    assert!(last && loaded == whole, "byte {at} as {byte:02X}");
                }
                Ok(_) => {}
                Err(faults) => assert!(!faults.is_empty()),
            }
        }
    }
}
