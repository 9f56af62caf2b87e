//! A National Insurance number: two letters, six digits, a suffix A to D.
//!
//! Prefix rules are HMRC's (NIM39110): neither letter is D, F, I, Q, U or V, the second is not O,
//! and BG, GB, KN, NK, NT, TN and ZZ are never allocated.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A well-formed number, in capitals and without spaces.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(try_from = "String", into = "String")]
pub struct NiNumber(String);

/// Why a text is no National Insurance number. It never repeats the text: that is personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a National Insurance number is two letters, six digits and a letter A to D, such as QQ 12 34 56 C"
)]
pub struct NiNumberFault;

impl NiNumber {
    /// Reads a number as people type it: any case, spaces anywhere.
    pub fn parse(text: &str) -> Result<Self, NiNumberFault> {
        let compact: String =
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let b = compact.as_bytes();
        let letter_ok = |c: u8| c.is_ascii_uppercase() && !b"DFIQUV".contains(&c);
        let well_formed = b.len() == 9
            && letter_ok(b[0])
            && letter_ok(b[1])
            && b[1] != b'O'
            && !matches!(&b[..2], b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ")
            && b[2..8].iter().all(u8::is_ascii_digit)
            && (b'A'..=b'D').contains(&b[8]);
        if well_formed { Ok(Self(compact)) } else { Err(NiNumberFault) }
    }

    /// What a role that may not hold the number sees of it: `47 C`.
    pub fn ending(&self) -> String {
        format!("{} {}", &self.0[6..8], &self.0[8..])
    }

    /// The nine characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Masked, so that no log and no panic shows a number.
impl std::fmt::Debug for NiNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NiNumber(ends {})", self.ending())
    }
}

impl TryFrom<String> for NiNumber {
    type Error = NiNumberFault;
    fn try_from(text: String) -> Result<Self, NiNumberFault> {
        Self::parse(&text)
    }
}

impl From<NiNumber> for String {
    fn from(number: NiNumber) -> String {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_small_letters_are_read() {
        let number = NiNumber::parse(" ab 12 34 47c ").unwrap();
        assert_eq!(number.as_str(), "AB123447C");
        assert_eq!(number.ending(), "47 C");
    }

    #[test]
    fn prefixes_never_allocated_are_refused() {
        for text in
            ["GB123456A", "DA123456A", "AO123456A", "AB12345A", "AB123456E", "", "ÄB123456A"]
        {
            assert_eq!(NiNumber::parse(text), Err(NiNumberFault), "{text}");
        }
    }

    #[test]
    fn debug_does_not_show_the_number() {
        let shown = format!("{:?}", NiNumber::parse("AB123447C").unwrap());
        assert!(!shown.contains("AB1234"), "{shown}");
    }
}
