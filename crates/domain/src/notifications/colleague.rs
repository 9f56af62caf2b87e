//! Somebody who works a team's queue: whom work can be passed to, and to whom they report. Derived
//! by the server from accounts, one record a person and team, so that it says nothing of the other
//! roles that somebody has.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, UserId, UserRef, derived};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Colleague {
    /// Its id.
    pub id: Uuid,
    /// In whose log.
    pub organisation: OrganisationId,
    /// Who.
    pub user: UserRef,
    /// The team whose queue they work.
    pub team: Team,
    /// To whom they report: who hears of what they leave undone.
    pub supervisor: Option<UserRef>,
}

impl Colleague {
    /// The id of somebody's record in a team.
    pub fn id_in(team: Team, user: UserId) -> Uuid {
        derived(user.0, &format!("colleague:{team:?}"))
    }

    /// Somebody in a team.
    pub fn of(
        organisation: OrganisationId,
        user: UserRef,
        team: Team,
        supervisor: Option<UserRef>,
    ) -> Self {
        Self { id: Self::id_in(team, user.id), organisation, user, team, supervisor }
    }
}

/// The teams that work a team's notices. Human resources may ask for a transfer and look through its
/// part, so they work recruitment's; and they give references, so they work the referees'.
pub fn working(team: Team) -> &'static [Team] {
    match team {
        Team::Recruitment => &[Team::Recruitment, Team::HumanResources],
        Team::OccupationalHealth => &[Team::OccupationalHealth],
        Team::Learning => &[Team::Learning],
        Team::HumanResources => &[Team::HumanResources],
        Team::Approvers => &[Team::Approvers],
        Team::Managers => &[Team::Managers],
        Team::Finance => &[Team::Finance],
        Team::Directors => &[Team::Directors],
        Team::Interviewers => &[Team::Interviewers],
        Team::Referees => &[Team::Referees, Team::HumanResources],
        Team::Trainers => &[Team::Trainers],
        Team::Payroll => &[Team::Payroll],
    }
}

impl Record for Colleague {
    const NOUN: NounKind = NounKind::Colleague;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        let with = |team: &Team| working(*team).contains(&self.team);
        Team::ALL.into_iter().filter(with).fold(Teams::of(working(self.team)), Teams::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{source, user};

    #[test]
    fn recruitment_and_human_resources_know_each_other_and_occupational_health_knows_its_own() {
        let teams = |team| Colleague::of(source().id, user("Amir Patel"), team, None).teams();
        let both = Teams::of(&[Team::Recruitment, Team::HumanResources]);
        assert_eq!(teams(Team::Recruitment), both);
        assert_eq!(teams(Team::HumanResources), both.and(Team::Referees));
        let oh = Team::OccupationalHealth;
        assert_eq!(teams(oh), Teams::of(&[oh]));
    }

    #[test]
    fn somebody_in_two_teams_has_two_records() {
        let amir = user("Amir Patel");
        assert_ne!(
            Colleague::id_in(Team::Approvers, amir.id),
            Colleague::id_in(Team::Learning, amir.id)
        );
    }
}
