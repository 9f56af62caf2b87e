//! Recruitment's part: the person, service, pay and contract, for the applicant's [`Terms`].

use super::item::{Field, FieldItem, PartKind, Value};
use super::part::{self, Comparison, Item, Part};
use crate::kept::{self, Kept};
use crate::noun::NounKind;
use crate::people::Person;
use crate::policy::Team;
use crate::recruitment::{HeldField, Terms};
use crate::words::Origin;
use crate::world::{Stop, World};

/// The record.
pub type RecruitmentPart = Part<FieldItem>;
/// What may be asked of it.
pub type Command = part::Command<FieldItem>;

/// What is held for an applicant of what recruitment's part brings.
#[derive(Debug, Clone, Default)]
pub struct HeldForApplicant {
    /// What was accepted or entered before.
    pub terms: Option<Terms>,
    /// Who the applicant is here.
    pub person: Option<Person>,
}

impl HeldForApplicant {
    /// What is held of a field: of who it is, the person's own record where nothing else was accepted.
    pub fn get(&self, field: Field) -> Option<HeldField> {
        if let Some(held) = self.terms.as_ref().and_then(|terms| terms.get(field)) {
            return Some(held.clone());
        }
        let person = self.person.as_ref()?;
        let text = match field {
            Field::Title => person.name.title.clone()?,
            Field::FirstName => person.name.first.clone(),
            Field::LastName => person.name.last.clone(),
            Field::EarlierLastNames if !person.earlier_last_names.is_empty() => {
                person.earlier_last_names.join(", ")
            }
            _ => return None,
        };
        Some(HeldField { field, value: Value::Text { text }, origin: Origin::Record })
    }
}

impl Item for FieldItem {
    const NOUN: NounKind = NounKind::RecruitmentPart;
    const PART: PartKind = PartKind::Recruitment;
    const TEAMS: &'static [Team] = &[Team::Recruitment, Team::HumanResources];
    type Held = HeldForApplicant;

    fn held(part: &RecruitmentPart, world: &World) -> Result<HeldForApplicant, Stop> {
        // Looked for together, so that they are waited for once.
        let terms = world.record::<Terms>(part.applicant);
        let person = world.record::<Person>(part.person.0);
        Ok(HeldForApplicant {
            terms: terms?.known().cloned().flatten(),
            person: person?.known().cloned().flatten(),
        })
    }

    fn compare(&self, held: &HeldForApplicant) -> Comparison {
        match held.get(self.field) {
            None => Comparison::New,
            Some(held) if held.value == self.value => Comparison::Same,
            Some(_) => Comparison::Different,
        }
    }

    fn accept(
        part: &RecruitmentPart,
        accepted: &[Self],
        held: &HeldForApplicant,
        origin: &Origin,
    ) -> Vec<Kept> {
        if accepted.is_empty() {
            return Vec::new();
        }
        let mut terms = held.terms.clone().unwrap_or_else(|| Terms {
            applicant: part.applicant,
            organisation: part.organisation,
            fields: Vec::new(),
        });
        for item in accepted {
            terms.put(HeldField {
                field: item.field,
                value: item.value.clone(),
                origin: origin.clone(),
            });
        }
        vec![Kept::Terms(terms)]
    }

    fn take_out(part: &RecruitmentPart, held: &HeldForApplicant) -> Vec<kept::Command> {
        let Some(mut terms) = held.terms.clone() else { return Vec::new() };
        terms.fields.retain(|held| !held.origin.is_of(part.id));
        vec![kept::Command::Keep(Kept::Terms(terms))]
    }

    fn for_recruitment(accepted: &[Self]) -> Vec<FieldItem> {
        accepted.to_vec()
    }
}
