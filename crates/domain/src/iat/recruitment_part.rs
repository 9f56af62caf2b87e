//! Recruitment's part: service, pay and contract, for the applicant's [`Terms`].

use super::item::{FieldItem, PartKind};
use super::part::{self, Comparison, Item, Part};
use crate::kept::{self, Kept};
use crate::noun::NounKind;
use crate::policy::Team;
use crate::recruitment::{HeldField, Terms};
use crate::words::Origin;
use crate::world::{Held, Stop, World};

/// The record.
pub type RecruitmentPart = Part<FieldItem>;
/// What may be asked of it.
pub type Command = part::Command<FieldItem>;

impl Item for FieldItem {
    const NOUN: NounKind = NounKind::RecruitmentPart;
    const PART: PartKind = PartKind::Recruitment;
    const TEAMS: &'static [Team] = &[Team::Recruitment, Team::HumanResources];
    type Held = Option<Terms>;

    fn held(part: &RecruitmentPart, world: &World) -> Result<Option<Terms>, Stop> {
        Ok(match world.record::<Terms>(part.applicant)? {
            Held::Known(terms) => terms,
            Held::NotHeldHere => None,
        })
    }

    fn compare(&self, held: &Option<Terms>) -> Comparison {
        match held.as_ref().and_then(|terms| terms.get(self.field)) {
            None => Comparison::New,
            Some(held) if held.value == self.value => Comparison::Same,
            Some(_) => Comparison::Different,
        }
    }

    fn accept(
        part: &RecruitmentPart,
        accepted: &[Self],
        held: &Option<Terms>,
        origin: &Origin,
    ) -> Vec<Kept> {
        if accepted.is_empty() {
            return Vec::new();
        }
        let mut terms = held.clone().unwrap_or_else(|| Terms {
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

    fn take_out(part: &RecruitmentPart, held: &Option<Terms>) -> Vec<kept::Command> {
        let Some(mut terms) = held.clone() else { return Vec::new() };
        terms.fields.retain(|held| !held.origin.is_of(part.id));
        vec![kept::Command::Keep(Kept::Terms(terms))]
    }

    fn for_recruitment(accepted: &[Self]) -> Vec<FieldItem> {
        accepted.to_vec()
    }
}
