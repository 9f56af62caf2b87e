//! An applicant who has accepted an offer. They come from the e-recruitment system; a recruiter
//! withdraws them when they pull out, and what was asked for them then ends.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, PersonId, PersonName};
use crate::world::{Stop, World};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Applicant {
    /// Its id.
    pub id: Uuid,
    /// Who recruits.
    pub organisation: OrganisationId,
    /// The person's record here.
    pub person: PersonId,
    /// Their name.
    pub name: PersonName,
    /// The e-recruitment system's number.
    pub number: String,
    /// The post offered.
    pub post: String,
    /// Its position number, where known.
    pub position_number: Option<String>,
    /// The day the offer was accepted.
    pub offer_accepted_on: NaiveDate,
    /// The start date offered.
    pub start_on: Option<NaiveDate>,
    /// Where it stands.
    pub stage: Stage,
}

/// Where an applicant stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "ApplicantStage")]
pub enum Stage {
    /// The offer is accepted.
    OfferAccepted,
    /// They pulled out, or the offer was.
    Withdrawn {
        /// Why.
        reason: String,
        /// Who recorded it, where it was a person.
        by: Option<String>,
    },
}

/// What may be asked of an applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "ApplicantCommand")]
pub enum Command {
    /// They pulled out.
    Withdraw(Withdraw),
}

/// Withdraw an applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ApplicantWithdraw")]
pub struct Withdraw {
    /// The applicant.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// They pulled out.
    Withdrawn {
        /// Why.
        reason: String,
        /// Who recorded it.
        by: Option<String>,
    },
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "ApplicantRefusal")]
pub enum Refusal {
    /// No such applicant.
    #[error("this applicant is not on record")]
    NotFound,
    /// They were withdrawn before.
    #[error("this applicant has already been withdrawn")]
    AlreadyWithdrawn,
    /// No reason.
    #[error("say why")]
    ReasonMissing,
}

impl Refusal {
    /// The form field the refusal is about.
    pub fn field(&self) -> Option<&'static str> {
        matches!(self, Refusal::ReasonMissing).then_some("reason")
    }
}

impl Record for Applicant {
    const NOUN: NounKind = NounKind::Applicant;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::Recruitment, Team::HumanResources])
    }
}

impl Noun for Applicant {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Facts = ();

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Withdraw(c) => c.id,
        }
    }

    fn facts(_: Option<&Self>, _: &Command, _: &World, _: &By) -> Result<(), Stop> {
        Ok(())
    }

    fn decide(
        record: Option<&Self>,
        command: &Command,
        (): &(),
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        let Command::Withdraw(withdraw) = command;
        let applicant = record.ok_or(Refusal::NotFound)?;
        if withdraw.reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        match applicant.stage {
            Stage::Withdrawn { .. } => Err(Refusal::AlreadyWithdrawn),
            Stage::OfferAccepted => Ok(vec![Event::Withdrawn {
                reason: withdraw.reason.trim().to_owned(),
                by: by.user().map(|user| user.name.clone()),
            }]),
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        let Event::Withdrawn { reason, by } = event;
        record.map(|applicant| Self {
            stage: Stage::Withdrawn { reason: reason.clone(), by: by.clone() },
            ..applicant
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iat::message::Says;
    use crate::iat::transfer::{self, PartStage, Transfer};
    use crate::policy::{self, Role};
    use crate::spec::{APPLICANT, TRANSFER, applicant, asking_side, given, request, row, source};

    fn withdraw(reason: &str) -> Command {
        Command::Withdraw(Withdraw { id: APPLICANT, reason: reason.to_owned() })
    }

    #[test]
    fn a_recruiter_withdraws_an_applicant_with_a_reason() {
        given([row(&applicant())])
            .by(Role::RecruitmentOfficer)
            .when(withdraw(" took another post "))
            .changes(&[NounKind::Applicant])
            .then(|outcome, story| {
                assert!(outcome.messages.is_empty());
                assert_eq!(
                    story.get::<Applicant>(APPLICANT).stage,
                    Stage::Withdrawn {
                        reason: "took another post".to_owned(),
                        by: Some("Rhian Pryce".to_owned())
                    }
                );
            });
    }

    #[test]
    fn withdrawing_an_applicant_ends_open_transfers_and_tells_the_source() {
        given(asking_side())
            .by(Role::RecruitmentOfficer)
            .when(transfer::Command::Request(request()))
            .happens()
            .when(withdraw("took another post"))
            .changes(&[NounKind::Applicant, NounKind::Transfer])
            .tells(source(), &[Says::Ended])
            .then(|_, story| {
                let transfer = story.get::<Transfer>(TRANSFER);
                let reason = "took another post".to_owned();
                assert_eq!(transfer.stage, transfer::Stage::Withdrawn { reason });
                assert!(transfer.parts.values().all(|part| *part == PartStage::NotComing));
            });
    }

    #[test]
    fn a_transfer_that_has_ended_is_not_ended_again() {
        let end = transfer::Withdraw { id: TRANSFER, reason: "asked in error".to_owned() };
        given(asking_side())
            .by(Role::RecruitmentOfficer)
            .when(transfer::Command::Request(request()))
            .happens()
            .when(transfer::Command::Withdraw(end))
            .happens()
            .when(withdraw("took another post"))
            .changes(&[NounKind::Applicant])
            .tells(source(), &[]);
    }

    #[test]
    fn nobody_is_withdrawn_twice() {
        given([row(&applicant())])
            .by(Role::RecruitmentOfficer)
            .when(withdraw("took another post"))
            .happens()
            .when(withdraw("again"))
            .refused(Refusal::AlreadyWithdrawn);
    }

    #[test]
    fn a_withdrawal_needs_a_reason() {
        given([row(&applicant())])
            .by(Role::HrOfficer)
            .when(withdraw("  "))
            .refused(Refusal::ReasonMissing);
        assert_eq!(Refusal::ReasonMissing.field(), Some("reason"));
    }

    #[test]
    fn somebody_unknown_cannot_be_withdrawn() {
        given([]).by(Role::HrOfficer).when(withdraw("why")).refused(Refusal::NotFound);
    }

    #[test]
    fn a_nurse_does_not_withdraw_applicants() {
        given([row(&applicant())]).by(Role::OhNurse).when(withdraw("why")).refused(
            policy::Refusal::NotYourRole {
                needed: vec![Role::RecruitmentOfficer, Role::HrOfficer],
            },
        );
    }

    #[test]
    fn a_recruiters_desk_knows_all_it_needs_to_withdraw() {
        given(asking_side())
            .by(Role::RecruitmentOfficer)
            .on_their_desk()
            .when(withdraw("took another post"))
            .leaves_unchecked(&[])
            .looks_only_at(&[NounKind::Applicant, NounKind::Transfer]);
    }
}
