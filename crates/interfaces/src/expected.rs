//! What a column holds, in the words in which a fault asks for it.

use std::fmt;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A date as in the Generic Outbound file.
    Date,
    /// A date as in our CSV files.
    IsoDate,
    /// The same, of something that has happened.
    PastDate,
    /// A point in time as in the Generic Outbound file.
    Timestamp,
    /// The number of a record, up to 15 digits.
    Id,
    /// A whole number of records.
    Count,
    /// An amount.
    Decimal {
        /// The most digits after the point.
        places: u32,
        /// The largest value.
        max: u64,
    },
    /// One person's full-time equivalent.
    Fte,
    /// Yes or no.
    Flag,
    /// A text.
    Text {
        /// The most characters.
        max: usize,
    },
    /// One of a few words.
    OneOf(&'static [&'static str]),
    /// An employee number.
    EmployeeNumber,
    /// A National Insurance number.
    NiNumber,
    /// A date of birth that somebody at work can have.
    BirthDate,
    /// An organisation's ODS code.
    OdsCode,
    /// The three digits of an employing authority.
    Vpd,
    /// The name of a Generic Outbound file.
    FileName,
    /// A competence's name with its framework.
    Competence,
    /// One SNOMED CT code, or several joined by `+`.
    Snomed,
    /// A pay scale's code.
    PayScale,
    /// An email address.
    Email,
    /// The registration number of the body in the row.
    Registration,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date => write!(f, "a date as yyyyMMdd, such as 20261101"),
            Self::IsoDate => write!(f, "a date as yyyy-MM-dd, such as 2026-11-01"),
            Self::PastDate => {
                write!(f, "a date as yyyy-MM-dd, not after the day of the load")
            }
            Self::Timestamp => write!(f, "a date and time as yyyyMMdd HHmmss"),
            Self::Id => write!(f, "a number of up to 15 digits"),
            Self::Count => write!(f, "a whole number"),
            Self::Decimal { places, max } => {
                write!(f, "a number from 0 to {max} with up to {places} decimals")
            }
            Self::Fte => write!(f, "an FTE from 0 to 1.5 with up to 5 decimals"),
            Self::Flag => write!(f, "Yes or No"),
            Self::Text { max } => write!(f, "a text of up to {max} characters"),
            Self::OneOf(words) => write!(f, "one of {}", words.join(", ")),
            Self::EmployeeNumber => write!(f, "an employee number of 8 digits"),
            Self::NiNumber => write!(
                f,
                "a National Insurance number: two letters that are in use, six digits, and A, B, C or D"
            ),
            Self::BirthDate => {
                write!(f, "a date of birth 14 to 100 years before the day of the file")
            }
            Self::OdsCode => write!(f, "an ODS code of 3 letters and digits"),
            Self::Vpd => write!(f, "the 3 digits of an employing authority"),
            Self::FileName => {
                write!(f, "a name like GO_431_WFM_GOF_20261101_00000001.DAT")
            }
            Self::Competence => write!(
                f,
                "a competence such as NHS|CSTF|Fire Safety - 2 Years| or 457|LOCAL|Title|"
            ),
            Self::Snomed => write!(f, "SNOMED CT codes, joined by +"),
            Self::PayScale => write!(f, "a pay scale such as XR05 or YM72"),
            Self::Email => write!(f, "an email address"),
            Self::Registration => write!(f, "a registration number as this body writes it"),
        }
    }
}
