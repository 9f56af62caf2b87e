//! What can be wrong with a file, in one type for all interfaces, worded for the person who has to
//! mend it.

use std::fmt;

use crate::expected::Expected;

/// How many faults (or warnings) are kept; more are only counted.
const KEPT: usize = 1_000;

/// One thing wrong with a file: it keeps the whole file out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line in the file, from 1; 0 speaks of the file as a whole.
    pub line: u64,
    /// The column, where the fault lies in one.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub kind: Kind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is in the file.
    Empty,
    /// The file is longer than a reader takes.
    FileTooLarge,
    /// The file could not be read to its end.
    Unreadable {
        /// What the operating system said.
        reason: String,
    },
    /// The file is UTF-16, and not UTF-8.
    Utf16,
    /// A byte that is not UTF-8, as in a file written as Windows-1252.
    NotUtf8 {
        /// The byte's place in the line, from 1.
        at: usize,
        /// The byte.
        byte: u8,
    },
    /// A character that an earlier program put in place of one that it could not read.
    LostCharacter,
    /// A character that does not belong into a text file.
    ControlCharacter {
        /// Its place in the line in bytes, from 1.
        at: usize,
    },
    /// The line is longer than a reader takes.
    LineTooLong,
    /// A line with nothing in it between lines with something.
    BlankLine,
    /// The first line is not the header.
    HeaderMissing,
    /// A second header.
    HeaderAgain,
    /// The header is that of another version of the layout.
    OtherVersion {
        /// The version in the header.
        found: String,
    },
    /// The header contradicts itself.
    HeaderDisagrees {
        /// The other column.
        with: &'static str,
    },
    /// The last line is not the trailer.
    TrailerMissing,
    /// The trailer states another number of records than were found.
    TrailerCount {
        /// What the trailer states.
        stated: u64,
        /// What the file holds.
        counted: u64,
    },
    /// Something follows the trailer.
    AfterTrailer,
    /// A record code that the layout does not have.
    UnknownRecord {
        /// The code, shortened.
        code: String,
    },
    /// Too few or too many columns.
    ColumnCount {
        /// What the layout has.
        expected: usize,
        /// What the line has.
        found: usize,
    },
    /// The header row lacks this column.
    ColumnMissing,
    /// The header row names this column twice.
    ColumnAgain,
    /// The header row names a column that the layout does not have.
    UnknownColumn {
        /// Its name, shortened.
        found: String,
    },
    /// Columns are separated by something else than a comma.
    Separator {
        /// By what.
        found: char,
    },
    /// Quotation marks that do not pair up within the line.
    Quotes,
    /// A value that must be there is not.
    Missing,
    /// A value that is not what the column holds.
    Malformed {
        /// What the column holds.
        expected: Expected,
        /// The value, shortened; none where it is personal.
        found: Option<String>,
    },
    /// An end that lies before its beginning.
    EndsBeforeStart {
        /// The column with the beginning.
        start: &'static str,
    },
    /// The same record, or the same number for two records.
    Repeats {
        /// The line that has it first.
        line: u64,
    },
    /// Two versions of one record are in force on the same day.
    Overlaps {
        /// The line with the other version.
        line: u64,
    },
    /// The row names a record that the file does not hold.
    UnknownReference {
        /// The code of the record that is missing.
        record: &'static str,
    },
    /// Two columns of one row say different things.
    Contradicts {
        /// The other column.
        column: &'static str,
    },
}

/// Something that does not keep a file out, but that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The line in the file, from 1.
    pub line: u64,
    /// The column, where it lies in one.
    pub column: Option<&'static str>,
    /// What is doubtful.
    pub suspicion: Suspicion,
}

/// What is doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suspicion {
    /// Two people have the same National Insurance number.
    SharedNiNumber {
        /// The line that has it first.
        line: u64,
    },
    /// A name looks as if UTF-8 had been read as Windows-1252 by an earlier program.
    Misread,
    /// The file has another name than its header says.
    Renamed,
    /// The row names a record that the file does not hold, and can be taken without it.
    UnknownReference {
        /// The code of the record that is missing.
        record: &'static str,
    },
}

/// A list that keeps the first thousand and counts the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// Those kept.
    pub items: Vec<T>,
    /// How many more there were.
    pub more: u64,
}

/// All that is wrong with a file.
pub type Faults = Listed<Fault>;

/// All that is doubtful in a file.
pub type Warnings = Listed<Warning>;

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { items: Vec::new(), more: 0 }
    }
}

impl<T> Listed<T> {
    pub(crate) fn push(&mut self, item: T) {
        if self.items.len() < KEPT {
            self.items.push(item);
        } else {
            self.more += 1;
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many there are, with those not kept.
    pub fn total(&self) -> u64 {
        self.items.len() as u64 + self.more
    }
}

impl<T: fmt::Display> fmt::Display for Listed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.items.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{item}")?;
        }
        if self.more > 0 {
            write!(f, "\nand {} more", self.more)?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
impl std::error::Error for Faults {}

fn place(f: &mut fmt::Formatter<'_>, line: u64, column: Option<&str>) -> fmt::Result {
    match (line, column) {
        (0, None) => write!(f, "The file: "),
        (0, Some(column)) => write!(f, "Column {column}: "),
        (line, None) => write!(f, "Line {line}: "),
        (line, Some(column)) => write!(f, "Line {line}, column {column}: "),
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        place(f, self.line, self.column)?;
        write!(f, "{}", self.kind)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the file is empty. Extract it again."),
            Self::FileTooLarge => {
                write!(
                    f,
                    "the file is larger than 2 GiB. Split it, or check that it is the right file."
                )
            }
            Self::Unreadable { reason } => {
                write!(f, "the file could not be read to its end ({reason}). Copy it again.")
            }
            Self::Utf16 => write!(f, "the file is UTF-16. Save it as UTF-8."),
            Self::NotUtf8 { at, byte } => write!(
                f,
                "byte {at} of the line (hexadecimal {byte:02X}) is not UTF-8; the file is probably \
                 Windows-1252. Save it as UTF-8."
            ),
            Self::LostCharacter => write!(
                f,
                "an earlier program could not read a character and put U+FFFD in its place. Extract \
                 the file again as UTF-8."
            ),
            Self::ControlCharacter { at } => {
                write!(f, "byte {at} of the line is a control character. Remove it at its source.")
            }
            Self::LineTooLong => {
                write!(f, "the line is longer than 64 KiB. Check that lines end in a line break.")
            }
            Self::BlankLine => write!(f, "the line is empty. Remove it."),
            Self::HeaderMissing => {
                write!(f, "expected the header here. Extract the file again, with its header.")
            }
            Self::HeaderAgain => write!(f, "a second header. Load each file on its own."),
            Self::OtherVersion { found } => write!(
                f,
                "expected version 01 of the layout, found “{found}”. Ask for the file in version 01."
            ),
            Self::HeaderDisagrees { with } => {
                write!(
                    f,
                    "this and {with} of the header contradict each other. Extract the file again."
                )
            }
            Self::TrailerMissing => write!(
                f,
                "expected the trailer (TRL) after the last record; the file is probably cut off. \
                 Copy it again."
            ),
            Self::TrailerCount { stated, counted } => write!(
                f,
                "the trailer states {stated} records, and the file holds {counted}. Copy it again."
            ),
            Self::AfterTrailer => {
                write!(f, "a line follows the trailer. Load each file on its own.")
            }
            Self::UnknownRecord { code } => {
                write!(f, "“{code}” is not a record of this layout. Check the layout's version.")
            }
            Self::ColumnCount { expected, found } => write!(
                f,
                "expected {expected} columns, found {found}. Look for a separator within a value, or \
                 for a column left out."
            ),
            Self::ColumnMissing => write!(f, "the header row lacks this column. Add it."),
            Self::ColumnAgain => write!(f, "the header row names this column twice. Remove one."),
            Self::UnknownColumn { found } => {
                write!(f, "the layout has no column “{found}”. Correct its name, or remove it.")
            }
            Self::Separator { found } => write!(
                f,
                "columns are separated by “{}”. Save the file with commas.",
                found.escape_default()
            ),
            Self::Quotes => write!(
                f,
                "quotation marks do not pair up within the line. Double a mark that belongs to a \
                 value; a value holds no line break."
            ),
            Self::Missing => write!(f, "a value is missing. Add it at its source."),
            Self::Malformed { expected, found: Some(found) } => {
                write!(f, "expected {expected}, found “{found}”. Correct it at its source.")
            }
            Self::Malformed { expected, found: None } => write!(
                f,
                "expected {expected}; the value is not shown, as it is personal. Correct it at its source."
            ),
            Self::EndsBeforeStart { start } => {
                write!(f, "lies before {start}. Correct one of the two at its source.")
            }
            Self::Repeats { line } => {
                write!(f, "repeats line {line}. Remove one of the two at its source.")
            }
            Self::Overlaps { line } => write!(
                f,
                "in force at the same time as the version on line {line}. End the earlier at its source."
            ),
            Self::UnknownReference { record } => write!(
                f,
                "names a record ({record}) that the file does not hold. Extract the file again in full."
            ),
            Self::Contradicts { column } => {
                write!(f, "does not agree with {column}. Correct one of the two at its source.")
            }
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        place(f, self.line, self.column)?;
        match &self.suspicion {
            Suspicion::SharedNiNumber { line } => write!(
                f,
                "the person on line {line} has the same National Insurance number. Find out whose it is."
            ),
            Suspicion::Misread => write!(
                f,
                "the name looks as if an accent had been misread before the file was written. Check it."
            ),
            Suspicion::Renamed => {
                write!(
                    f,
                    "the header gives the file another name. Check that it is the right file."
                )
            }
            Suspicion::UnknownReference { record } => {
                write!(f, "names a record ({record}) that the file does not hold; it is left open.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_where_what_and_what_to_do() {
        let fault = Fault {
            line: 12,
            column: Some("EffStart"),
            kind: Kind::Malformed { expected: Expected::Date, found: Some("1/11/26".into()) },
        };
        assert_eq!(
            fault.to_string(),
            "Line 12, column EffStart: expected a date as yyyyMMdd, such as 20261101, found \
             “1/11/26”. Correct it at its source."
        );
    }

    #[test]
    fn a_thousand_faults_are_kept_and_the_rest_counted() {
        let mut faults = Faults::default();
        for line in 1..=1_500 {
            faults.push(Fault { line, column: None, kind: Kind::BlankLine });
        }
        assert_eq!((faults.items.len(), faults.more, faults.total()), (1_000, 500, 1_500));
        assert!(faults.to_string().ends_with("\nand 500 more"));
    }
}
