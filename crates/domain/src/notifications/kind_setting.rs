//! How an organisation has set a kind of notice: whether it is raised, what it is called, and in how
//! many days it is due, reminded of and escalated. Kinds and their sources are a catalogue of ours;
//! an organisation's administrator switches and words them. What a process cannot go on without
//! stays on.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::colleague::working;
use super::notice::Kind;
use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, derived};
use crate::world::{Stop, World};

/// The kinds of notices, by name.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "NoticeKindName")]
pub enum KindName {
    /// Another organisation asks for a record.
    TransferToDecide,
    /// A record was released without anybody.
    ReleasedAutomatically,
    /// Occupational health is asked for its part.
    OhToRelease,
    /// A part arrived.
    PartToReview,
    /// The source refused.
    TransferRefused,
    /// The other side ended it.
    TransferEnded,
    /// What somebody was to do is overdue.
    Escalated,
    /// Somebody stands in for somebody.
    Delegated,
    /// They no longer do.
    DelegationEnded,
    /// The source has a question about a request.
    TransferToAnswer,
    /// The asker has answered it.
    AnswerToDecide,
    /// A request waits, and ends some day.
    TransferWaits,
    /// Nobody answered a request in time.
    TransferLapsed,
    /// The person has withdrawn their consent.
    ConsentWithdrawn,
    /// A record of the wrong person was released and recalled.
    IncidentToClose,
    /// Something of it had been accepted.
    PartToTakeOut,
    /// Nothing of it had been accepted.
    PartRecalled,
    /// More is asked for than may be in a day.
    ManyRequests,
    /// A reference is asked for.
    ReferenceToComplete,
    /// A reference arrived.
    ReferenceArrived,
    /// The source gives no reference.
    ReferenceDeclined,
    /// The asker no longer needs a reference.
    ReferenceEnded,
}

/// Where a notice comes from: the four sources of NOT-1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "NoticeSource")]
pub enum Source {
    /// By the system, to an employee or manager.
    SystemToPerson,
    /// By the system, to whoever holds a role.
    SystemToRole,
    /// From an act of an employee or manager.
    ActOfPerson,
    /// From an act of a professional user.
    ActOfProfessional,
}

impl KindName {
    /// All of them.
    pub const ALL: [KindName; 22] = [
        KindName::TransferToDecide,
        KindName::ReleasedAutomatically,
        KindName::OhToRelease,
        KindName::PartToReview,
        KindName::TransferRefused,
        KindName::TransferEnded,
        KindName::Escalated,
        KindName::Delegated,
        KindName::DelegationEnded,
        KindName::TransferToAnswer,
        KindName::AnswerToDecide,
        KindName::TransferWaits,
        KindName::TransferLapsed,
        KindName::ConsentWithdrawn,
        KindName::IncidentToClose,
        KindName::PartToTakeOut,
        KindName::PartRecalled,
        KindName::ManyRequests,
        KindName::ReferenceToComplete,
        KindName::ReferenceArrived,
        KindName::ReferenceDeclined,
        KindName::ReferenceEnded,
    ];

    /// Its name on the command line and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            KindName::TransferToDecide => "transfer_to_decide",
            KindName::ReleasedAutomatically => "released_automatically",
            KindName::OhToRelease => "oh_to_release",
            KindName::PartToReview => "part_to_review",
            KindName::TransferRefused => "transfer_refused",
            KindName::TransferEnded => "transfer_ended",
            KindName::Escalated => "escalated",
            KindName::Delegated => "delegated",
            KindName::DelegationEnded => "delegation_ended",
            KindName::TransferToAnswer => "transfer_to_answer",
            KindName::AnswerToDecide => "answer_to_decide",
            KindName::TransferWaits => "transfer_waits",
            KindName::TransferLapsed => "transfer_lapsed",
            KindName::ConsentWithdrawn => "consent_withdrawn",
            KindName::IncidentToClose => "incident_to_close",
            KindName::PartToTakeOut => "part_to_take_out",
            KindName::PartRecalled => "part_recalled",
            KindName::ManyRequests => "many_requests",
            KindName::ReferenceToComplete => "reference_to_complete",
            KindName::ReferenceArrived => "reference_arrived",
            KindName::ReferenceDeclined => "reference_declined",
            KindName::ReferenceEnded => "reference_ended",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Where notices of the kind come from.
    pub fn source(self) -> Source {
        match self {
            KindName::TransferToDecide
            | KindName::OhToRelease
            | KindName::TransferRefused
            | KindName::TransferEnded
            | KindName::TransferToAnswer
            | KindName::AnswerToDecide
            | KindName::ConsentWithdrawn
            | KindName::IncidentToClose
            | KindName::PartToTakeOut
            | KindName::PartRecalled
            | KindName::ReferenceToComplete
            | KindName::ReferenceArrived
            | KindName::ReferenceDeclined
            | KindName::ReferenceEnded => Source::ActOfProfessional,
            KindName::ReleasedAutomatically
            | KindName::PartToReview
            | KindName::TransferWaits
            | KindName::TransferLapsed
            | KindName::ManyRequests => Source::SystemToRole,
            KindName::Escalated => Source::SystemToPerson,
            KindName::Delegated | KindName::DelegationEnded => Source::ActOfPerson,
        }
    }

    /// The teams that it is raised for. Who stands in for whom, and what somebody left undone, is told
    /// in every team.
    pub fn raised_for(self) -> &'static [Team] {
        match self {
            KindName::TransferToDecide
            | KindName::AnswerToDecide
            | KindName::ReleasedAutomatically
            | KindName::TransferEnded
            | KindName::ManyRequests => &[Team::Approvers],
            KindName::OhToRelease => &[Team::OccupationalHealth],
            KindName::TransferRefused
            | KindName::TransferToAnswer
            | KindName::TransferWaits
            | KindName::ReferenceArrived
            | KindName::ReferenceDeclined => &[Team::Recruitment],
            KindName::TransferLapsed | KindName::ConsentWithdrawn | KindName::IncidentToClose => {
                &[Team::Recruitment, Team::Approvers]
            }
            KindName::PartToReview | KindName::PartToTakeOut | KindName::PartRecalled => {
                &[Team::Recruitment, Team::Learning, Team::OccupationalHealth]
            }
            KindName::ReferenceToComplete | KindName::ReferenceEnded => &[Team::Referees],
            KindName::Escalated | KindName::Delegated | KindName::DelegationEnded => &Team::ALL,
        }
    }

    /// The teams that work it ([`working`]).
    pub fn worked_by(self) -> BTreeSet<Team> {
        self.raised_for().iter().flat_map(|team| working(*team)).copied().collect()
    }

    /// Whether somebody has to act: then it cannot be switched off.
    pub fn needs_action(self) -> bool {
        matches!(
            self,
            KindName::TransferToDecide
                | KindName::OhToRelease
                | KindName::PartToReview
                | KindName::TransferToAnswer
                | KindName::AnswerToDecide
                | KindName::IncidentToClose
                | KindName::PartToTakeOut
                | KindName::ReferenceToComplete
        )
    }
}

impl Kind {
    /// Its name.
    pub fn name(self) -> KindName {
        match self {
            Kind::TransferToDecide => KindName::TransferToDecide,
            Kind::ReleasedAutomatically => KindName::ReleasedAutomatically,
            Kind::OhToRelease => KindName::OhToRelease,
            Kind::PartToReview { .. } => KindName::PartToReview,
            Kind::TransferRefused => KindName::TransferRefused,
            Kind::TransferEnded => KindName::TransferEnded,
            Kind::Escalated { .. } => KindName::Escalated,
            Kind::Delegated => KindName::Delegated,
            Kind::DelegationEnded => KindName::DelegationEnded,
            Kind::TransferToAnswer => KindName::TransferToAnswer,
            Kind::AnswerToDecide => KindName::AnswerToDecide,
            Kind::TransferWaits { .. } => KindName::TransferWaits,
            Kind::TransferLapsed => KindName::TransferLapsed,
            Kind::ConsentWithdrawn => KindName::ConsentWithdrawn,
            Kind::IncidentToClose => KindName::IncidentToClose,
            Kind::PartToTakeOut { .. } => KindName::PartToTakeOut,
            Kind::PartRecalled { .. } => KindName::PartRecalled,
            Kind::ManyRequests => KindName::ManyRequests,
            Kind::ReferenceToComplete => KindName::ReferenceToComplete,
            Kind::ReferenceArrived => KindName::ReferenceArrived,
            Kind::ReferenceDeclined => KindName::ReferenceDeclined,
            Kind::ReferenceEnded => KindName::ReferenceEnded,
        }
    }
}

/// In how many days what is to be done is due, reminded of and escalated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticeDays")]
pub struct Days {
    /// From being raised to being due.
    pub act_within: u16,
    /// A reminder so many days before it is due.
    pub remind_before: Option<u16>,
    /// A reminder so many days after.
    pub remind_after: Option<u16>,
    /// Up the hierarchy after each so many days overdue.
    pub escalate_after: Option<u16>,
}

impl Default for Days {
    /// Our own: no published figure was found (domain.md section 14).
    fn default() -> Self {
        Self {
            act_within: 5,
            remind_before: Some(1),
            remind_after: Some(1),
            escalate_after: Some(3),
        }
    }
}

/// What a kind is called here, in place of Muster's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticeWords")]
pub struct Words {
    /// In English.
    pub en: String,
    /// In Welsh; the English where there is none.
    pub cy: Option<String>,
}

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct KindSetting {
    /// Its id.
    pub id: Uuid,
    /// In whose log.
    pub organisation: OrganisationId,
    /// Which kind.
    pub kind: KindName,
    /// Whether it is raised.
    pub on: bool,
    /// What it is called.
    pub words: Option<Words>,
    /// The days.
    pub days: Days,
}

impl KindSetting {
    /// The id of an organisation's setting.
    pub fn id_in(organisation: OrganisationId, kind: KindName) -> Uuid {
        derived(organisation.0, &format!("kind_setting:{}", kind.name()))
    }
}

/// What may be asked of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// Set it. An administrator's, on the server.
    Set(Set),
}

/// It is to be so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set {
    /// In whose log.
    pub organisation: OrganisationId,
    /// Which kind.
    pub kind: KindName,
    /// Whether it is raised.
    pub on: bool,
    /// What it is called.
    pub words: Option<Words>,
    /// The days.
    pub days: Days,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was set.
    WasSet(KindSetting),
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "KindSettingRefusal")]
pub enum Refusal {
    /// Somebody's work begins with it.
    #[error("this kind asks for a decision that a process waits for, so it cannot be switched off")]
    KindNeeded,
    /// Nothing, or too much.
    #[error("words are 1 to {} letters long", WORDS_LENGTH)]
    WordsLength,
    /// Days that make no sense.
    #[error("days are 1 to {}, and a reminder comes no earlier than what it reminds of", MOST_DAYS)]
    DaysOutOfRange,
}

impl Refusal {
    /// The field it is about.
    pub fn field(&self) -> Option<&'static str> {
        Some(match self {
            Refusal::KindNeeded => "on",
            Refusal::WordsLength => "words",
            Refusal::DaysOutOfRange => "days",
        })
    }
}

const WORDS_LENGTH: usize = 80;
const MOST_DAYS: u16 = 90;

impl Record for KindSetting {
    const NOUN: NounKind = NounKind::KindSetting;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::EVERY
    }
}

impl Noun for KindSetting {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Facts = ();

    fn target(command: &Command) -> Uuid {
        let Command::Set(set) = command;
        KindSetting::id_in(set.organisation, set.kind)
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
        let Command::Set(set) = command;
        if !set.on && set.kind.needs_action() {
            return Err(Refusal::KindNeeded);
        }
        set.words
            .iter()
            .flat_map(|words| [Some(&words.en), words.cy.as_ref()])
            .flatten()
            .try_for_each(|words| match words.trim().chars().count() {
                1..=WORDS_LENGTH => Ok(()),
                _ => Err(Refusal::WordsLength),
            })?;
        let Days { act_within, remind_before, remind_after, escalate_after } = set.days;
        let fits = |days: u16| (1..=MOST_DAYS).contains(&days);
        let all = [remind_before, remind_after, escalate_after];
        if !fits(act_within)
            || all.into_iter().flatten().any(|days| !fits(days))
            || remind_before.is_some_and(|before| before > act_within)
        {
            return Err(Refusal::DaysOutOfRange);
        }
        let setting = KindSetting {
            id: KindSetting::id_in(set.organisation, set.kind),
            organisation: by.organisation().id,
            kind: set.kind,
            on: set.on,
            words: set.words.clone(),
            days: set.days,
        };
        Ok(if record == Some(&setting) { vec![] } else { vec![Event::WasSet(setting)] })
    }

    fn evolve(_: Option<Self>, event: &Event) -> Option<Self> {
        let Event::WasSet(setting) = event;
        Some(setting.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{self, Role};
    use crate::spec::{Story, given, source};

    fn set(kind: KindName) -> Set {
        let (on, words) = (true, None);
        Set { organisation: source().id, kind, on, words, days: Days::default() }
    }

    fn here() -> Story {
        given([]).at(source())
    }

    #[test]
    fn a_kind_that_informs_is_switched_off_and_on_again() {
        let kind = KindName::TransferEnded;
        let off = Command::Set(Set { on: false, ..set(kind) });
        let id = KindSetting::id_in(source().id, kind);
        let story = here().when(off.clone()).happens();
        assert!(!story.get::<KindSetting>(id).on);
        let story = story.when(off).changes(&[]).happens();
        assert!(story.when(Command::Set(set(kind))).happens().get::<KindSetting>(id).on);
    }

    #[test]
    fn a_kind_that_a_process_waits_for_stays_on() {
        for kind in KindName::ALL.into_iter().filter(|kind| kind.needs_action()) {
            let off = Command::Set(Set { on: false, ..set(kind) });
            here().when(off).refused(Refusal::KindNeeded);
        }
    }

    #[test]
    fn words_are_said_and_short() {
        let words = |en: &str, cy: Option<&str>| {
            let words = Words { en: en.to_owned(), cy: cy.map(str::to_owned) };
            Command::Set(Set { words: Some(words), ..set(KindName::TransferToDecide) })
        };
        here().when(words("Decide on a leaver", None)).happens();
        here().when(words("Decide", Some("Penderfynu"))).happens();
        for (en, cy) in [(" ", None), ("Decide", Some("")), (&"x".repeat(81), None)] {
            here().when(words(en, cy)).refused(Refusal::WordsLength);
        }
    }

    #[test]
    fn days_make_sense() {
        let days = |days| Command::Set(Set { days, ..set(KindName::TransferToDecide) });
        let usual = Days::default();
        here().when(days(Days { escalate_after: None, ..usual })).happens();
        for wrong in [
            Days { act_within: 0, ..usual },
            Days { act_within: 91, ..usual },
            Days { remind_after: Some(0), ..usual },
            Days { act_within: 2, remind_before: Some(3), ..usual },
        ] {
            here().when(days(wrong)).refused(Refusal::DaysOutOfRange);
        }
    }

    #[test]
    fn nobody_sets_kinds_from_a_desk() {
        for role in Role::ALL {
            let refusal = policy::Refusal::NotYourRole { needed: vec![] };
            here().by(role).when(Command::Set(set(KindName::Delegated))).refused(refusal);
        }
    }

    #[test]
    fn each_source_has_its_kinds_and_each_kind_its_name() {
        for source in [
            Source::SystemToPerson,
            Source::SystemToRole,
            Source::ActOfPerson,
            Source::ActOfProfessional,
        ] {
            assert!(KindName::ALL.into_iter().any(|kind| kind.source() == source), "{source:?}");
        }
        for kind in KindName::ALL {
            assert_eq!(KindName::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
