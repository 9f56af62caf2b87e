//! A person's name as their record has it, and the key names are compared by.

use serde::{Deserialize, Serialize};
use specta::Type;
use unicode_normalization::UnicodeNormalization;

/// A name in its parts. Somebody with one name has it as `last`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
pub struct PersonName {
    /// Title, if the record has one.
    pub title: Option<String>,
    /// Given names.
    pub first: String,
    /// Family name.
    pub last: String,
}

impl PersonName {
    /// The name as it is shown: without the title.
    pub fn shown(&self) -> String {
        if self.first.is_empty() {
            self.last.clone()
        } else {
            format!("{} {}", self.first, self.last)
        }
    }
}

/// What two spellings of one last name have in common: Unicode form, case, the kind of apostrophe
/// or hyphen, and spaces do not count. Diacritics do: a full match must be a full match.
pub fn name_key(name: &str) -> String {
    let folded: String = name
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' => '\'',
            '\u{2010}'..='\u{2015}' => '-',
            other => other,
        })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_on_the_keyboard_does_not_change_a_name() {
        assert_eq!(name_key("O’Brien"), name_key("  o'BRIEN "));
        assert_eq!(name_key("Łukasz–Nowak"), name_key("łukasz-nowak"));
        assert_ne!(name_key("Müller"), name_key("Muller"));
    }
}
