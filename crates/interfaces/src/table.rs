//! Our CSV files: a header row, then one record a line, commas, quotation marks where a value needs
//! them, dates as yyyy-MM-dd, UTF-8. Each file's layout is the [`Layout`] of its row.
//!
//! A value holds no line break: so a quotation mark left open spoils its own line, and neither the
//! rest of the file nor the memory.

use std::io::Read;

use chrono::NaiveDate;

use crate::cell::{Columns, Findings};
use crate::fault::{Faults, Kind, Warnings};
use crate::lines::Lines;

/// A row with its line in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered<T> {
    /// The line, from 1.
    pub line: u64,
    /// The row.
    pub row: T,
}

/// A file without a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<T> {
    /// Its rows in the order of the file.
    pub rows: Vec<Numbered<T>>,
    /// What a person should look at.
    pub warnings: Warnings,
}

/// The layout of a CSV file.
pub(crate) trait Layout: Sized {
    /// The header row. In the file the columns may stand in any order.
    const COLUMNS: &'static [&'static str];
    /// The column that a repeated row is blamed on.
    const KEY: &'static str;
    /// What no two rows may share.
    type Key: Ord;

    fn read(columns: Columns<'_>) -> Option<Self>;
    fn key(&self) -> Self::Key;
}

/// Reads a whole file. `on` is the day of the load: what has happened lies not after it.
pub(crate) fn load<T: Layout>(source: impl Read, on: NaiveDate) -> Result<Table<T>, Faults> {
    let mut lines = Lines::new(source);
    let mut findings = Findings::default();
    let mut rows = Vec::new();
    let order = match lines.next() {
        None => {
            findings.fault(1, None, Kind::Empty);
            return findings.settle(|warnings| Table { rows, warnings });
        }
        Some(Err(fault)) => {
            findings.faults.push(fault);
            None
        }
        Some(Ok((line, text))) => header(T::COLUMNS, line, text, &mut findings),
    };
    let Some(order) = order else {
        return findings.settle(|warnings| Table { rows, warnings });
    };
    let mut blank = None;
    while let Some(next) = lines.next() {
        let (line, text) = match next {
            Ok(next) => next,
            Err(fault) => {
                findings.faults.push(fault);
                continue;
            }
        };
        if text.is_empty() {
            blank.get_or_insert(line);
            continue;
        }
        if let Some(blank) = blank.take() {
            findings.fault(blank, None, Kind::BlankLine);
        }
        let Some(values) = split(text) else {
            findings.fault(line, None, Kind::Quotes);
            continue;
        };
        if values.len() != T::COLUMNS.len() {
            let kind = Kind::ColumnCount { expected: T::COLUMNS.len(), found: values.len() };
            findings.fault(line, None, kind);
            continue;
        }
        let values: Vec<&str> = order.iter().map(|at| values[*at].as_str()).collect();
        if let Some(row) = T::read(Columns::new(line, &values, Some(on), &mut findings)) {
            rows.push(Numbered { line, row });
        }
    }
    repeated(&rows, &mut findings);
    findings.settle(|warnings| Table { rows, warnings })
}

/// Where in the file each column of the layout stands.
fn header(
    layout: &[&'static str],
    line: u64,
    text: &str,
    findings: &mut Findings,
) -> Option<Vec<usize>> {
    let Some(names) = split(text) else {
        findings.fault(line, None, Kind::Quotes);
        return None;
    };
    if let ([only], Some(found)) = (names.as_slice(), text.chars().find(|c| ";\t|~".contains(*c)))
        && !layout.contains(&only.as_str())
    {
        findings.fault(line, None, Kind::Separator { found });
        return None;
    }
    let names: Vec<String> = names.iter().map(|name| name.trim().to_ascii_lowercase()).collect();
    for name in names.iter().filter(|name| !layout.contains(&name.as_str())) {
        let found = name.chars().take(40).collect();
        findings.fault(line, None, Kind::UnknownColumn { found });
    }
    let order = layout.iter().filter_map(|column| {
        let mut places = names.iter().enumerate().filter(|(_, name)| name == column);
        let first = places.next();
        if first.is_none() {
            findings.fault(line, Some(column), Kind::ColumnMissing);
        } else if places.next().is_some() {
            findings.fault(line, Some(column), Kind::ColumnAgain);
        }
        first.map(|(at, _)| at)
    });
    let order: Vec<usize> = order.collect();
    findings.faults.is_empty().then_some(order)
}

/// The values of a line; none where its quotation marks do not pair up.
fn split(line: &str) -> Option<Vec<String>> {
    let mut values = Vec::new();
    let mut rest = line;
    loop {
        let after = if let Some(quoted) = rest.strip_prefix('"') {
            let mut value = String::new();
            let mut open = quoted;
            loop {
                let (part, after) = open.split_once('"')?;
                value.push_str(part);
                let Some(more) = after.strip_prefix('"') else {
                    open = after;
                    break;
                };
                value.push('"');
                open = more;
            }
            values.push(value);
            if !open.is_empty() && !open.starts_with(',') {
                return None;
            }
            open
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            if rest[..end].contains('"') {
                return None;
            }
            values.push(rest[..end].to_owned());
            &rest[end..]
        };
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Some(values),
        }
    }
}

/// Faults each row that says again what an earlier one says.
fn repeated<T: Layout>(rows: &[Numbered<T>], findings: &mut Findings) {
    let mut keys: Vec<(T::Key, u64)> = rows.iter().map(|row| (row.row.key(), row.line)).collect();
    keys.sort();
    let mut first = 0;
    for at in 1..keys.len() {
        if keys[at].0 == keys[first].0 {
            findings.fault(keys[at].1, Some(T::KEY), Kind::Repeats { line: keys[first].1 });
        } else {
            first = at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;

    #[derive(Debug)]
    struct Pair(String);

    impl Layout for Pair {
        const COLUMNS: &'static [&'static str] = &["employee_number", "note"];
        const KEY: &'static str = "employee_number";
        type Key = String;

        fn read(mut c: Columns<'_>) -> Option<Self> {
            let number = c.at("employee_number").required().employee_number().unwrap_or_default();
            c.at("note").text(10);
            c.finish(Self(number))
        }

        fn key(&self) -> String {
            self.0.clone()
        }
    }

    fn on() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date of the test")
    }

    fn faults(file: &str) -> Vec<Fault> {
        load::<Pair>(file.as_bytes(), on()).expect_err("the file has a fault").items
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let table =
            load::<Pair>("NOTE, employee_number\r\n\"a, b\",12345678\r\n\r\n".as_bytes(), on())
                .expect("a clean file");
        assert_eq!(table.rows.len(), 1);
        assert_eq!((table.rows[0].line, table.rows[0].row.0.as_str()), (2, "12345678"));
    }

    #[test]
    fn a_wrong_header_is_all_that_is_said() {
        let found = faults("employee_number,employee_number,nota\nx,y,z\n");
        assert_eq!(found.len(), 3);
        assert!(matches!(found[0].kind, Kind::UnknownColumn { .. }));
        assert_eq!(
            (found[1].column, &found[1].kind),
            (Some("employee_number"), &Kind::ColumnAgain)
        );
        assert_eq!((found[2].column, &found[2].kind), (Some("note"), &Kind::ColumnMissing));
        assert_eq!(faults("employee_number;note\n1;2\n")[0].kind, Kind::Separator { found: ';' });
        assert_eq!(faults("")[0].kind, Kind::Empty);
    }

    #[test]
    fn each_line_is_judged_by_itself() {
        let found = faults(
            "employee_number,note\n12345678,\"open\n12345678\n\n12345678,a\n1234,b\n12345678,c\n",
        );
        let kinds: Vec<(u64, &Kind)> = found.iter().map(|f| (f.line, &f.kind)).collect();
        assert_eq!(kinds[0], (2, &Kind::Quotes));
        assert_eq!(kinds[1], (3, &Kind::ColumnCount { expected: 2, found: 1 }));
        assert_eq!(kinds[2], (4, &Kind::BlankLine));
        assert!(matches!(kinds[3], (6, Kind::Malformed { found: None, .. })));
        assert_eq!(kinds[4], (7, &Kind::Repeats { line: 5 }));
    }

    #[test]
    fn quoting_is_read_as_the_csv_crate_writes_it() {
        let rows = [["a", "b"], ["", "x,y"], ["say \"so\"", ""], ["\"", ","], ["é\u{a0}", " a "]];
        for row in rows {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(row).expect("memory takes it");
            let written = String::from_utf8(writer.into_inner().expect("flushed")).expect("UTF-8");
            assert_eq!(split(written.trim_end_matches('\n')).expect("pairs"), row);
        }
        for bad in ["a\"b", "\"a", "\"a\"b,c", "\"a\"\"", "x,\""] {
            assert_eq!(split(bad), None, "{bad}");
        }
    }
}
