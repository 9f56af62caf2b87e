//! Forms names: most as in the data files, some double-barrelled, some of one word, some of sixty
//! characters.

use super::chance::Chance;
use super::origin::{Origin, origins};

/// The longest last name that is made.
const LONGEST: usize = 60;

/// A person's names.
pub(super) struct Names {
    pub(super) last: String,
    pub(super) first: Option<String>,
    pub(super) middle: Option<String>,
}

/// What kind of last name is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Usual,
    OneWord,
    Sixty,
}

pub(super) fn origin(chance: &mut Chance, form: Form) -> &'static Origin {
    let long =
        |origin: &Origin| matches!(origin.name, "tamil" | "sinhala" | "portuguese" | "english");
    chance.weighted(origins(), |origin| match form {
        Form::Sixty if !long(origin) => 0,
        _ => origin.weight,
    })
}

pub(super) fn names(chance: &mut Chance, origin: &Origin, female: bool, form: Form) -> Names {
    if form == Form::OneWord {
        let last = chance.pick(given(origin, female)).to_owned();
        return Names { last, first: None, middle: None };
    }
    let last = if form == Form::Sixty { sixty(chance, origin) } else { last(chance, origin) };
    let first = chance.pick(given(origin, female)).to_owned();
    let middle = chance
        .per_mille(330)
        .then(|| chance.pick(given(origin, female)).to_owned())
        .filter(|middle| *middle != first);
    Names { last, first: Some(first), middle }
}

pub(super) fn given(origin: &Origin, female: bool) -> &[&'static str] {
    if female { &origin.female } else { &origin.male }
}

/// A last name, one in seventeen of them double-barrelled.
pub(super) fn last(chance: &mut Chance, origin: &Origin) -> String {
    // The files name common ones first: the lower of two rolls makes them common here.
    let name = origin.surnames[chance.low_index(origin.surnames.len())];
    if !chance.per_mille(60) {
        return name.to_owned();
    }
    let other = chance.pick(&origin.surnames);
    // In Spanish and Portuguese two last names stand side by side.
    let between = if matches!(origin.name, "spanish" | "portuguese") { ' ' } else { '-' };
    if name == other { name.to_owned() } else { format!("{name}{between}{other}") }
}

/// A last name of exactly sixty characters, of a family that kept all its names.
fn sixty(chance: &mut Chance, origin: &Origin) -> String {
    loop {
        let mut name = String::new();
        while name.chars().count() < LONGEST {
            let left = LONGEST - name.chars().count();
            let fitting: Vec<&str> = origin
                .surnames
                .iter()
                .copied()
                .filter(|part| {
                    let size = part.chars().count() + usize::from(!name.is_empty());
                    size == left || size + 5 < left
                })
                .collect();
            if fitting.is_empty() {
                break;
            }
            if !name.is_empty() {
                name.push('-');
            }
            name.push_str(chance.pick(&fitting));
        }
        if name.chars().count() == LONGEST {
            return name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_characters_are_sixty() {
        let mut chance = Chance::new(1, 1);
        for _ in 0..50 {
            let origin = origin(&mut chance, Form::Sixty);
            assert_eq!(sixty(&mut chance, origin).chars().count(), LONGEST);
        }
    }
}
