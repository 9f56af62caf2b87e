//! Learning's part: national competences, for the applicant's own.

use super::item::{CompetenceItem, PartKind};
use super::part::{self, Comparison, Item, Part};
use crate::kept::{self, Kept};
use crate::learning::Competence;
use crate::noun::NounKind;
use crate::policy::Team;
use crate::words::{Origin, derived};
use crate::world::{Held, Stop, World};

/// The record.
pub type LearningPart = Part<CompetenceItem>;
/// What may be asked of it.
pub type Command = part::Command<CompetenceItem>;

impl Item for CompetenceItem {
    const NOUN: NounKind = NounKind::LearningPart;
    const PART: PartKind = PartKind::Learning;
    const TEAMS: &'static [Team] = &[Team::Learning];
    type Held = Vec<Competence>;

    fn held(part: &LearningPart, world: &World) -> Result<Vec<Competence>, Stop> {
        Ok(match world.find("person", part.person)? {
            Held::Known(competences) => competences,
            Held::NotHeldHere => Vec::new(),
        })
    }

    /// The latest award of the same competence decides.
    fn compare(&self, held: &Vec<Competence>) -> Comparison {
        let latest = held.iter().filter(|c| c.name == self.name).max_by_key(|c| c.awarded_on);
        match latest {
            None => Comparison::New,
            Some(c) if c.awarded_on == self.awarded_on && c.expires_on == self.expires_on => {
                Comparison::Same
            }
            Some(_) => Comparison::Different,
        }
    }

    fn accept(
        part: &LearningPart,
        accepted: &[Self],
        _: &Vec<Competence>,
        origin: &Origin,
    ) -> Vec<Kept> {
        accepted
            .iter()
            .map(|item| {
                Kept::Competence(Competence {
                    id: derived(part.id, &format!("competence:{}:{}", item.name, item.awarded_on)),
                    organisation: part.organisation,
                    person: part.person,
                    name: item.name.clone(),
                    awarded_on: item.awarded_on,
                    expires_on: item.expires_on,
                    evidence: item.evidence.clone(),
                    origin: origin.clone(),
                })
            })
            .collect()
    }

    fn take_out(part: &LearningPart, held: &Vec<Competence>) -> Vec<kept::Command> {
        held.iter()
            .filter(|record| record.origin.is_of(part.id))
            .map(|record| kept::Command::Drop { noun: NounKind::Competence, id: record.id })
            .collect()
    }
}
