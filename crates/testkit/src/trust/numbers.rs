//! Numbers that belong to one person in the country. Each trust has its own share of every series,
//! so two trusts never give the same number by chance: where two people share one, it is meant.

use std::collections::HashSet;

use super::chance::Chance;
use super::employer::{Employer, employers};

/// The numbers that one trust has given.
pub(super) struct Numbers {
    share: u64,
    given: HashSet<(&'static str, u64)>,
}

impl Numbers {
    pub(super) fn new(employer: &Employer) -> Self {
        Self { share: employer.index, given: HashSet::new() }
    }

    /// A new number of the series, below `size`.
    fn draw(&mut self, chance: &mut Chance, series: &'static str, size: u64) -> u64 {
        let shares = employers().len() as u64;
        loop {
            let number = chance.below(size / shares) * shares + self.share;
            if self.given.insert((series, number)) {
                return number;
            }
        }
    }

    /// Two letters in use, six digits, A to D.
    pub(super) fn ni(&mut self, chance: &mut Chance) -> String {
        const FIRST: &[u8] = b"ABCEGHJKLMNOPRSTWXYZ";
        const SECOND: &[u8] = b"ABCEGHJKLMNPRSTWXYZ";
        let prefixes: Vec<[u8; 2]> = FIRST
            .iter()
            .flat_map(|first| SECOND.iter().map(move |second| [*first, *second]))
            .filter(|prefix| {
                !matches!(prefix, b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ")
            })
            .collect();
        let number = self.draw(chance, "NI", prefixes.len() as u64 * 4_000_000);
        let [first, second] = prefixes[(number / 4_000_000) as usize].map(char::from);
        let suffix = ['A', 'B', 'C', 'D'][(number % 4) as usize];
        format!("{first}{second}{:06}{suffix}", number / 4 % 1_000_000)
    }

    /// Seven digits.
    pub(super) fn gmc(&mut self, chance: &mut Chance) -> String {
        (1_000_000 + self.draw(chance, "GMC", 9_000_000)).to_string()
    }

    /// Two digits for the year, a letter, four digits, a letter.
    pub(super) fn nmc(&mut self, chance: &mut Chance, year: i32) -> String {
        let number = self.draw(chance, "NMC", 26 * 26 * 10_000);
        let letter = |number: u64| char::from(b'A' + (number % 26) as u8);
        let (first, last) = (letter(number / 10_000), letter(number / 260_000));
        format!("{:02}{first}{:04}{last}", year.rem_euclid(100), number % 10_000)
    }

    /// The profession's letters, six digits.
    pub(super) fn hcpc(&mut self, chance: &mut Chance, profession: &'static str) -> String {
        format!("{profession}{:06}", self.draw(chance, profession, 1_000_000))
    }

    /// Seven digits.
    pub(super) fn gphc(&mut self, chance: &mut Chance) -> String {
        (2_000_000 + self.draw(chance, "GPhC", 1_000_000)).to_string()
    }
}
