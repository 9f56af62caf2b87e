//! The NHS trusts that exist: 218 real ODS codes with their names.

use std::sync::OnceLock;

/// A trust by its ODS code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Employer {
    /// Its place in the list, which its VPD and its share of all numbers follow from.
    pub(super) index: u64,
    /// Three characters.
    pub ods_code: &'static str,
    /// Its name, in capitals as ODS writes it.
    pub name: &'static str,
}

impl Employer {
    /// The three digits by which files name it. Ours: the real ones are not public.
    pub fn vpd(&self) -> String {
        (100 + self.index).to_string()
    }
}

/// All trusts in the order of their codes.
pub fn employers() -> &'static [Employer] {
    static ALL: OnceLock<Vec<Employer>> = OnceLock::new();
    ALL.get_or_init(|| {
        include_str!("../../data/ods-trusts.csv")
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(','))
            .zip(0..)
            .map(|((ods_code, name), index)| Employer {
                index,
                ods_code,
                name: name.trim_matches('"'),
            })
            .collect()
    })
}

/// The trust with this code.
pub fn employer(ods_code: &str) -> Option<Employer> {
    employers().iter().find(|employer| employer.ods_code == ods_code).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read() {
        assert_eq!(employers().len(), 218);
        let first = employer("R0A").expect("Manchester");
        assert_eq!(first.name, "MANCHESTER UNIVERSITY NHS FOUNDATION TRUST");
        assert!(employers().iter().all(|e| e.vpd().len() == 3 && !e.name.contains('"')));
        assert_eq!(employer("ZZZ"), None);
    }
}
