//! Occupational health's part: immunisations, for the applicant's own. Nobody else sees it.

use super::candidate::digest_of;
use super::item::PartKind;
use super::part::{self, Comparison, Item, Part};
use crate::kept::{self, Kept};
use crate::noun::NounKind;
use crate::occupational_health::{Immunisation, ImmunisationItem};
use crate::policy::Team;
use crate::words::{Origin, derived};
use crate::world::{Held, Stop, World};

/// The record.
pub type OhPart = Part<ImmunisationItem>;
/// What may be asked of it.
pub type Command = part::Command<ImmunisationItem>;

impl Item for ImmunisationItem {
    const NOUN: NounKind = NounKind::OhPart;
    const PART: PartKind = PartKind::OccupationalHealth;
    const TEAMS: &'static [Team] = &[Team::OccupationalHealth];
    type Held = Vec<Immunisation>;

    fn held(part: &OhPart, world: &World) -> Result<Vec<Immunisation>, Stop> {
        Ok(match world.find("person", part.person)? {
            Held::Known(immunisations) => immunisations,
            Held::NotHeldHere => Vec::new(),
        })
    }

    /// The same entry is held, another for the same disease, or none.
    fn compare(&self, held: &Vec<Immunisation>) -> Comparison {
        if held.iter().any(|i| i.what == *self) {
            Comparison::Same
        } else if held.iter().any(|i| {
            i.what.disease == self.disease && i.what.dose == self.dose && i.what.on == self.on
        }) {
            Comparison::Different
        } else {
            Comparison::New
        }
    }

    fn accept(
        part: &OhPart,
        accepted: &[Self],
        _: &Vec<Immunisation>,
        origin: &Origin,
    ) -> Vec<Kept> {
        accepted
            .iter()
            .map(|item| {
                // All of it makes the id: one blood sample is tested for more than one thing.
                Kept::Immunisation(Immunisation {
                    id: derived(part.id, &format!("immunisation:{}", digest_of(item))),
                    organisation: part.organisation,
                    person: part.person,
                    what: item.clone(),
                    origin: origin.clone(),
                })
            })
            .collect()
    }

    fn take_out(part: &OhPart, held: &Vec<Immunisation>) -> Vec<kept::Command> {
        held.iter()
            .filter(|record| record.origin.is_of(part.id))
            .map(|record| kept::Command::Drop { noun: NounKind::Immunisation, id: record.id })
            .collect()
    }
}
