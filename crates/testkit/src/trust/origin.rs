//! Where people come from: for each origin its surnames and given names (data files), how common it
//! is in the NHS, and what goes with it in the record.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// An origin with its names.
pub struct Origin {
    /// Its name in the data files.
    pub name: &'static str,
    /// Its weight among all.
    pub(super) weight: u32,
    /// The NHS ethnic category.
    pub(super) ethnic: &'static str,
    /// The country of those not born here.
    pub(super) country: &'static str,
    /// The nationality of those without the British one.
    pub(super) nationality: &'static str,
    /// Its surnames.
    pub surnames: Vec<&'static str>,
    pub(super) female: Vec<&'static str>,
    pub(super) male: Vec<&'static str>,
}

/// Origin, weight, ethnic category, country, nationality.
const ORIGINS: &[(&str, u32, &str, &str, &str)] = &[
    ("english", 5_400, "A", "United Kingdom", "British"),
    ("cornish", 110, "A", "United Kingdom", "British"),
    ("welsh", 620, "A", "United Kingdom", "British"),
    ("scottish", 560, "A", "United Kingdom", "British"),
    ("irish", 480, "B", "Ireland", "Irish"),
    ("caribbean", 160, "M", "Jamaica", "Jamaican"),
    ("malayali", 340, "H", "India", "Indian"),
    ("hindi", 200, "H", "India", "Indian"),
    ("tamil", 130, "H", "India", "Indian"),
    ("punjabi", 190, "H", "India", "Indian"),
    ("gujarati", 190, "H", "India", "Indian"),
    ("filipino", 300, "L", "Philippines", "Filipino"),
    ("yoruba", 170, "N", "Nigeria", "Nigerian"),
    ("igbo", 140, "N", "Nigeria", "Nigerian"),
    ("ghanaian", 100, "N", "Ghana", "Ghanaian"),
    ("shona", 120, "N", "Zimbabwe", "Zimbabwean"),
    ("kenyan", 40, "N", "Kenya", "Kenyan"),
    ("ethiopian", 25, "N", "Ethiopia", "Ethiopian"),
    ("somali", 40, "N", "Somalia", "Somali"),
    ("pakistani", 260, "J", "Pakistan", "Pakistani"),
    ("bangladeshi", 90, "K", "Bangladesh", "Bangladeshi"),
    ("sinhala", 50, "L", "Sri Lanka", "Sri Lankan"),
    ("nepali", 40, "L", "Nepal", "Nepalese"),
    ("chinese", 90, "R", "China", "Chinese"),
    ("vietnamese", 15, "L", "Vietnam", "Vietnamese"),
    ("arabic", 110, "S", "Egypt", "Egyptian"),
    ("persian", 40, "S", "Iran", "Iranian"),
    ("polish", 130, "C", "Poland", "Polish"),
    ("romanian", 100, "C", "Romania", "Romanian"),
    ("spanish", 100, "C", "Spain", "Spanish"),
    ("portuguese", 100, "C", "Portugal", "Portuguese"),
    ("italian", 80, "C", "Italy", "Italian"),
    ("greek", 60, "C", "Greece", "Greek"),
    ("turkish", 30, "C", "Türkiye", "Turkish"),
    ("bulgarian", 30, "C", "Bulgaria", "Bulgarian"),
    ("hungarian", 30, "C", "Hungary", "Hungarian"),
    ("baltic", 25, "C", "Lithuania", "Lithuanian"),
    ("german", 25, "C", "Germany", "German"),
    ("french", 20, "C", "France", "French"),
];

/// All origins with their names.
pub fn origins() -> &'static [Origin] {
    static ALL: OnceLock<Vec<Origin>> = OnceLock::new();
    ALL.get_or_init(|| {
        let surnames = sections(include_str!("../../data/surnames.txt"));
        let given = sections(include_str!("../../data/given-names.txt"));
        let shared = |origin: &str, gender: &str| {
            given
                .iter()
                .filter(|(heading, _)| {
                    let mut words = heading.split(' ').rev();
                    words.next() == Some(gender) && words.any(|word| word == origin)
                })
                .flat_map(|(_, names)| names.iter().copied())
                .collect()
        };
        ORIGINS
            .iter()
            .map(|(name, weight, ethnic, country, nationality)| Origin {
                name,
                weight: *weight,
                ethnic,
                country,
                nationality,
                surnames: surnames.get(name).cloned().unwrap_or_default(),
                female: shared(name, "female"),
                male: shared(name, "male"),
            })
            .collect()
    })
}

/// The names below each `[heading]`.
fn sections(file: &'static str) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut sections: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut heading = "";
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => heading = name,
            None => sections.entry(heading).or_default().extend(line.split(',').map(str::trim)),
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_1_500_surnames_of_12_origins_and_more() {
        let all: BTreeSet<&str> =
            origins().iter().flat_map(|origin| origin.surnames.iter().copied()).collect();
        assert!(all.len() >= 1_500, "{}", all.len());
        assert!(origins().iter().filter(|origin| origin.surnames.len() >= 15).count() >= 12);
        assert_eq!(sections(include_str!("../../data/surnames.txt")).len(), origins().len());
        assert!(all.iter().filter(|name| name.contains('\'')).count() >= 25);
        assert!(all.iter().filter(|name| !name.is_ascii()).count() >= 200);
        for origin in origins() {
            assert!(origin.female.len() >= 10 && origin.male.len() >= 10, "{}", origin.name);
        }
    }
}
