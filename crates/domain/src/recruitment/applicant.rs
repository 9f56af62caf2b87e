//! An applicant who has accepted an offer. They come from the e-recruitment system; a recruiter
//! changes what was agreed since, and withdraws them when they pull out: what was asked for them then
//! ends. Two people may change different fields at a time, and both stand; where they change the
//! same, whoever comes second is shown both.

use chrono::{DateTime, NaiveDate, Utc};
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
    /// That they have no NHS service before this post: then nobody is asked for their record.
    #[serde(default)]
    pub no_earlier_service: Option<NoEarlierService>,
}

/// That there is no earlier NHS service, as somebody recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NoEarlierService {
    /// Who, where it was a person.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
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
    /// Something else was agreed.
    Change(Change),
    /// They have, or have not, worked in the NHS before.
    SayEarlierService(SayEarlierService),
}

/// Record whether there is earlier NHS service that could be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ApplicantSayEarlierService")]
pub struct SayEarlierService {
    /// The applicant.
    pub id: Uuid,
    /// Whether there is none.
    pub none: bool,
}

/// Change what was agreed: each field with what it said when it was changed, so that another's
/// change of it meanwhile is not overwritten unseen. A field that is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ApplicantChange")]
pub struct Change {
    /// The applicant.
    pub id: Uuid,
    /// The post offered.
    pub post: Option<PostChange>,
    /// The start date offered.
    pub start_on: Option<StartChange>,
}

/// The post offered, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PostChange {
    /// What it said.
    pub was: String,
    /// What it is to say.
    pub now: String,
}

/// The start date offered, before and after; none where none is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StartChange {
    /// What it said.
    pub was: Option<NaiveDate>,
    /// What it is to say.
    pub now: Option<NaiveDate>,
}

/// What two people changed at a time, differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "field", rename_all = "snake_case")]
#[serde(rename = "ApplicantConflict")]
pub enum Conflict {
    /// The post.
    Post {
        /// What both started from.
        was: String,
        /// What is to be said by this command.
        mine: String,
        /// What another has made of it.
        theirs: String,
    },
    /// The start date.
    StartOn {
        /// What both started from.
        was: Option<NaiveDate>,
        /// What is to be said by this command.
        mine: Option<NaiveDate>,
        /// What another has made of it.
        theirs: Option<NaiveDate>,
    },
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
    /// Something else was agreed; what is none stays.
    Changed {
        /// The post.
        post: Option<String>,
        /// The start date.
        start_on: Option<Option<NaiveDate>>,
    },
    /// It was recorded that there is no earlier service, or that there is.
    EarlierServiceSaid(Option<NoEarlierService>),
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
    /// No post.
    #[error("enter the post")]
    PostMissing,
    /// Before they accepted.
    #[error("the start date cannot be before the day the offer was accepted")]
    StartsBeforeOffer,
    /// Nothing is different.
    #[error("nothing was changed")]
    NothingChanged,
    /// Another has changed the same meanwhile.
    #[error("somebody else has changed the same meanwhile")]
    ChangedMeanwhile {
        /// What, field by field.
        conflicts: Vec<Conflict>,
    },
}

impl Refusal {
    /// The form field the refusal is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::ReasonMissing => Some("reason"),
            Refusal::PostMissing => Some("post"),
            Refusal::StartsBeforeOffer => Some("start_on"),
            _ => None,
        }
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
            Command::Change(c) => c.id,
            Command::SayEarlierService(c) => c.id,
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
        let applicant = record.ok_or(Refusal::NotFound)?;
        match command {
            Command::Withdraw(withdraw) => withdraw.decide(applicant, by),
            Command::Change(change) => change.decide(applicant),
            Command::SayEarlierService(say) => say.decide(applicant, by),
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        let mut applicant = record?;
        match event {
            Event::Withdrawn { reason, by } => {
                applicant.stage = Stage::Withdrawn { reason: reason.clone(), by: by.clone() };
            }
            Event::Changed { post, start_on } => {
                applicant.post = post.clone().unwrap_or(applicant.post);
                applicant.start_on = start_on.unwrap_or(applicant.start_on);
            }
            Event::EarlierServiceSaid(none) => applicant.no_earlier_service = none.clone(),
        }
        Some(applicant)
    }
}

impl Withdraw {
    fn decide(&self, applicant: &Applicant, by: &By) -> Result<Vec<Event>, Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        applicant.must_be_open()?;
        Ok(vec![Event::Withdrawn {
            reason: self.reason.trim().to_owned(),
            by: by.user().map(|user| user.name.clone()),
        }])
    }
}

impl Change {
    fn decide(&self, applicant: &Applicant) -> Result<Vec<Event>, Refusal> {
        applicant.must_be_open()?;
        let mut conflicts = Vec::new();
        let (mut post, mut start_on) = (None, None);
        if let Some(PostChange { was, now }) = &self.post {
            let now = now.trim();
            if now.is_empty() {
                return Err(Refusal::PostMissing);
            }
            match merge(was.as_str(), now, applicant.post.as_str()) {
                Merged::Takes => post = Some(now.to_owned()),
                Merged::IsSo => {}
                Merged::Conflicts => conflicts.push(Conflict::Post {
                    was: was.clone(),
                    mine: now.to_owned(),
                    theirs: applicant.post.clone(),
                }),
            }
        }
        if let Some(StartChange { was, now }) = self.start_on {
            if now.is_some_and(|day| day < applicant.offer_accepted_on) {
                return Err(Refusal::StartsBeforeOffer);
            }
            match merge(was, now, applicant.start_on) {
                Merged::Takes => start_on = Some(now),
                Merged::IsSo => {}
                Merged::Conflicts => {
                    let theirs = applicant.start_on;
                    conflicts.push(Conflict::StartOn { was, mine: now, theirs });
                }
            }
        }
        if !conflicts.is_empty() {
            return Err(Refusal::ChangedMeanwhile { conflicts });
        }
        if post.is_none() && start_on.is_none() {
            return Err(Refusal::NothingChanged);
        }
        Ok(vec![Event::Changed { post, start_on }])
    }
}

impl SayEarlierService {
    fn decide(&self, applicant: &Applicant, by: &By) -> Result<Vec<Event>, Refusal> {
        applicant.must_be_open()?;
        if self.none == applicant.no_earlier_service.is_some() {
            return Err(Refusal::NothingChanged);
        }
        let none =
            NoEarlierService { by: by.user().map(|user| user.name.clone()), at: by.received_at };
        Ok(vec![Event::EarlierServiceSaid(self.none.then_some(none))])
    }
}

/// What becomes of a change of one field.
enum Merged {
    /// Nobody else changed it.
    Takes,
    /// It says so already.
    IsSo,
    /// Somebody else has made something else of it.
    Conflicts,
}

fn merge<T: PartialEq>(was: T, mine: T, theirs: T) -> Merged {
    if mine == theirs {
        Merged::IsSo
    } else if was == theirs {
        Merged::Takes
    } else {
        Merged::Conflicts
    }
}

impl Applicant {
    fn must_be_open(&self) -> Result<(), Refusal> {
        match self.stage {
            Stage::OfferAccepted => Ok(()),
            Stage::Withdrawn { .. } => Err(Refusal::AlreadyWithdrawn),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iat::message::Says;
    use crate::iat::transfer::{self, PartStage, Transfer};
    use crate::policy::{self, Role};
    use crate::spec::{
        APPLICANT, TRANSFER, applicant, asking_side, day, given, request, row, source,
    };

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

    fn post(was: &str, now: &str) -> Change {
        let post = PostChange { was: was.to_owned(), now: now.to_owned() };
        Change { id: APPLICANT, post: Some(post), start_on: None }
    }

    fn start(was: Option<&str>, now: Option<&str>) -> Change {
        let start_on = StartChange { was: was.map(day), now: now.map(day) };
        Change { id: APPLICANT, post: None, start_on: Some(start_on) }
    }

    /// The applicant of these stories: the post and the start date that they begin with.
    fn agreed() -> (String, Option<String>) {
        let applicant = applicant();
        (applicant.post, applicant.start_on.map(|day| day.to_string()))
    }

    #[test]
    fn two_people_change_different_fields_and_both_stand() {
        let (was_post, was_start) = agreed();
        given([row(&applicant())])
            .by(Role::RecruitmentOfficer)
            .when(Command::Change(post(&was_post, " Ward Clerk ")))
            .changes(&[NounKind::Applicant])
            .happens()
            .by(Role::HrOfficer)
            .when(Command::Change(start(was_start.as_deref(), Some("2027-03-01"))))
            .then(|_, story| {
                let applicant = story.get::<Applicant>(APPLICANT);
                assert_eq!(applicant.post, "Ward Clerk");
                assert_eq!(applicant.start_on, Some(day("2027-03-01")));
            });
    }

    #[test]
    fn of_two_who_change_the_same_the_second_is_shown_both() {
        let (was, _) = agreed();
        let story = given([row(&applicant())])
            .by(Role::RecruitmentOfficer)
            .when(Command::Change(post(&was, "Ward Clerk")))
            .happens();
        let (mine, theirs) = ("Ward Sister".to_owned(), "Ward Clerk".to_owned());
        let conflicts = vec![Conflict::Post { was: was.clone(), mine, theirs }];
        let story = story
            .by(Role::HrOfficer)
            .when(Command::Change(post(&was, "Ward Sister")))
            .refused(Refusal::ChangedMeanwhile { conflicts });
        // Having seen it, they say so again.
        story.when(Command::Change(post("Ward Clerk", "Ward Sister"))).happens();
    }

    #[test]
    fn a_change_is_accepted_as_it_was_asked_or_not_at_all() {
        let (was, was_start) = agreed();
        let mut both = post(&was, "Ward Sister");
        both.start_on = start(was_start.as_deref(), Some("2027-03-01")).start_on;
        let (mine, theirs) = ("Ward Sister".to_owned(), "Ward Clerk".to_owned());
        let conflicts = vec![Conflict::Post { was: was.clone(), mine, theirs }];
        let story = given([row(&applicant())])
            .by(Role::RecruitmentOfficer)
            .when(Command::Change(post(&was, "Ward Clerk")))
            .happens()
            .by(Role::HrOfficer)
            .when(Command::Change(both))
            .refused(Refusal::ChangedMeanwhile { conflicts });
        assert_eq!(story.get::<Applicant>(APPLICANT).start_on, was_start.as_deref().map(day));
    }

    #[test]
    fn two_who_make_the_same_of_it_do_not_quarrel() {
        let (was, was_start) = agreed();
        let mut both = post(&was, "Ward Clerk");
        both.start_on = start(was_start.as_deref(), None).start_on;
        given([row(&applicant())])
            .by(Role::RecruitmentOfficer)
            .when(Command::Change(post(&was, "Ward Clerk")))
            .happens()
            .when(Command::Change(both))
            .happens()
            .when(Command::Change(post(&was, "Ward Clerk")))
            .refused(Refusal::NothingChanged);
    }

    #[test]
    fn a_change_says_a_post_and_no_day_before_the_offer() {
        let (was, was_start) = agreed();
        let story = given([row(&applicant())]).by(Role::RecruitmentOfficer);
        let story = story.when(Command::Change(post(&was, " "))).refused(Refusal::PostMissing);
        let before = Command::Change(start(was_start.as_deref(), Some("2020-01-01")));
        let story = story.when(before).refused(Refusal::StartsBeforeOffer);
        let story = story.when(withdraw("took another post")).happens();
        story.when(Command::Change(post(&was, "Ward Clerk"))).refused(Refusal::AlreadyWithdrawn);
    }
}
