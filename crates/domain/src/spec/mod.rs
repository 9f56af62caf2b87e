//! Rules told as stories: given these records, when somebody asks for this, then that happens.
//!
//! Records are held in memory. At the server everything of the story is held; on a desk only what
//! the asker's roles may hold, and the rest is [`Held::NotHeldHere`]. Used by the tests beside the
//! rules, and by those in `tests/`.

mod both;
mod people;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use muster_domain::iat::message::{Message, Says};
use muster_domain::iat::{enquiry, incident, learning_part, oh_enquiry, oh_part};
use muster_domain::iat::{recruitment_part, reference, reference_part, transfer};
use muster_domain::kept;
use muster_domain::notifications::{delegation, kind_setting, notice};
use muster_domain::noun::{By, NounKind, Record, Who};
use muster_domain::policy::{self, Role, Teams};
use muster_domain::recruitment::{applicant, document};
use muster_domain::words::{CommandId, OrganisationId, OrganisationRef, UserRef, derived};
use muster_domain::world::{After, Ask, Held, Stop, World};
use muster_domain::{Command, Outcome, Refusal, run};
use uuid::Uuid;

#[allow(unused_imports, reason = "not every test is of both sides")]
pub use both::*;
pub use people::*;

/// A record as it is kept.
pub type Row = ((NounKind, Uuid), After);

/// A record, ready to be held.
pub fn row<R: Record>(record: &R) -> Row {
    ((R::NOUN, record.id()), After::of(record))
}

/// Everything one organisation holds, and who is about to ask for something.
#[derive(Debug, Clone)]
pub struct Story {
    /// The records.
    pub records: BTreeMap<(NounKind, Uuid), After>,
    organisation: OrganisationRef,
    asker: Option<(UserRef, BTreeSet<Role>)>,
    on_a_desk: bool,
    now: DateTime<Utc>,
    turn: u128,
}

/// A story of one organisation: the asker's, until [`Story::at`] says otherwise; told by Muster
/// itself, until [`Story::by`] names somebody.
pub fn given(rows: impl IntoIterator<Item = Row>) -> Story {
    Story {
        records: rows.into_iter().collect(),
        organisation: asker(),
        asker: None,
        on_a_desk: false,
        now: at("2026-11-24T09:00Z"),
        turn: 0,
    }
}

impl Story {
    /// Where it happens.
    pub fn at(self, organisation: OrganisationRef) -> Self {
        Self { organisation, ..self }
    }

    /// Somebody with that role asks, by the server.
    pub fn by(self, role: Role) -> Self {
        self.by_user(user_of(role), &[role])
    }

    /// That person asks, by the server.
    pub fn by_user(self, user: UserRef, roles: &[Role]) -> Self {
        let asker = Some((user, roles.iter().copied().collect()));
        Self { asker, on_a_desk: false, ..self }
    }

    /// Muster itself asks.
    pub fn by_muster(self) -> Self {
        Self { asker: None, on_a_desk: false, ..self }
    }

    /// The same is decided on the asker's own desk, which holds only what their roles may hold.
    pub fn on_their_desk(self) -> Self {
        Self { on_a_desk: true, ..self }
    }

    /// When.
    pub fn on(self, when: &str) -> Self {
        Self { now: at(when), ..self }
    }

    /// More records.
    pub fn and(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.records.extend(rows);
        self
    }

    /// Takes a record away.
    pub fn without(mut self, noun: NounKind, id: Uuid) -> Self {
        self.records.remove(&(noun, id));
        self
    }

    /// They ask for it.
    pub fn when(mut self, command: impl Asked) -> Then {
        self.turn += 1;
        let command = command.asked();
        let by = self.occasion();
        let (mut world, mut asked) = (World::default(), Vec::new());
        let result = loop {
            match run(&mut world, &command, &by) {
                Err(Stop::Ask(ask)) => {
                    assert!(!asked.contains(&ask), "asked twice for {ask:?}");
                    world.answer(ask.clone(), self.answer(&ask));
                    asked.push(ask);
                }
                ended => break ended,
            }
        };
        if let Ok(outcome) = &result {
            for write in &outcome.writes {
                let key = (write.noun, write.id);
                match &write.after {
                    Some(after) => self.records.insert(key, after.clone()),
                    None => self.records.remove(&key),
                };
            }
        }
        Then { story: self, asked, result }
    }

    /// A message arrives: what makes sense of it is done, as the server does it.
    pub fn hears(self, message: Message) -> (Self, Vec<(OrganisationId, Message)>) {
        let (mut story, mut messages) = (self.by_muster(), Vec::new());
        for command in message.commands() {
            let then = story.when(command);
            messages.extend(then.result.map(|outcome| outcome.messages).unwrap_or_default());
            story = then.story;
        }
        (story, messages)
    }

    /// What a question over the records comes to, with nothing asked for.
    pub fn look<T>(&self, question: impl Fn(&World) -> Result<T, Stop>) -> T {
        let mut world = World::default();
        loop {
            match question(&world) {
                Err(Stop::Ask(ask)) => world.answer(ask.clone(), self.answer(&ask)),
                answered => return answered.unwrap(),
            }
        }
    }

    /// The record of that id.
    pub fn find<R: Record>(&self, id: Uuid) -> Option<R> {
        self.records.get(&(R::NOUN, id)).map(read)
    }

    /// The record of that id, which must be there.
    pub fn get<R: Record>(&self, id: Uuid) -> R {
        self.find(id).unwrap_or_else(|| panic!("no {} {id}", R::NOUN.name()))
    }

    /// All records of a noun.
    pub fn all<R: Record>(&self) -> Vec<R> {
        self.of(R::NOUN).map(|(_, after)| read(after)).collect()
    }

    fn occasion(&self) -> By {
        let organisation = self.organisation.clone();
        By {
            who: match self.asker.clone() {
                Some((user, roles)) => Who::Person { user, organisation, roles },
                None => Who::System { organisation },
            },
            device: None,
            command: CommandId(derived(self.organisation.id.0, &format!("turn {}", self.turn))),
            claimed_at: self.now,
            received_at: self.now,
            acting_for: None,
        }
    }

    fn answer(&self, ask: &Ask) -> Held<Vec<(Uuid, String)>> {
        let noun = ask.noun();
        let teams = match &self.asker {
            Some((_, roles)) if self.on_a_desk => {
                let scope = policy::scope(roles);
                match scope.iter().find(|(held, _)| *held == noun) {
                    Some((_, teams)) => *teams,
                    None => return Held::NotHeldHere,
                }
            }
            _ => Teams::EVERY,
        };
        let known = self.of(noun).filter(|(_, after)| after.teams.0 & teams.0 != 0);
        let (id, part) = match ask {
            Ask::Record(_, id) => (Some(*id), String::new()),
            Ask::Where(_, column, value) => (None, column_of(column, value)),
        };
        Held::Known(
            known
                .filter(|(of, after)| id.is_none_or(|id| *of == id) && after.body.contains(&part))
                .map(|(id, after)| (id, after.body.clone()))
                .collect(),
        )
    }

    fn of(&self, noun: NounKind) -> impl Iterator<Item = (Uuid, &After)> {
        self.records
            .range((noun, Uuid::nil())..=(noun, Uuid::max()))
            .map(|((_, id), after)| (*id, after))
    }
}

/// What stands in a body that has that value in a column; a birth's day is a column of another
/// name, and so is who somebody is.
fn column_of(column: &str, value: &str) -> String {
    let field = match column {
        "person" | "applicant" | "number" | "enquiry" | "about" | "team" => column,
        "birth_on" => "on",
        "from_user" => "from\":{\"id",
        "to_user" => "to\":{\"id",
        "of_user" => "user\":{\"id",
        "holder_user" => "holder\":{\"user\":{\"id",
        _ => panic!("no noun has a column {column}"),
    };
    format!("\"{field}\":\"{value}\"")
}

fn read<R: Record>(after: &After) -> R {
    serde_json::from_str(&after.body).unwrap()
}

/// What came of it.
#[derive(Debug)]
pub struct Then {
    /// The story as it goes on.
    pub story: Story,
    /// What the rules asked to see, in order.
    pub asked: Vec<Ask>,
    /// What it came to.
    pub result: Result<Outcome, Stop>,
}

impl Then {
    /// It happened; look at what follows from it.
    #[track_caller]
    pub fn then(self, look: impl FnOnce(&Outcome, &Story)) -> Self {
        match &self.result {
            Ok(outcome) => look(outcome, &self.story),
            Err(stop) => panic!("it did not happen: {stop:?}"),
        }
        self
    }

    /// It happened: the story goes on.
    #[track_caller]
    pub fn happens(self) -> Story {
        self.then(|_, _| {}).story
    }

    /// It is refused, for that reason.
    #[track_caller]
    pub fn refused(self, why: impl Into<Refusal>) -> Story {
        assert_eq!(self.result.err(), Some(Stop::Refused(why.into())));
        self.story
    }

    /// It changes records of these nouns and of no others.
    #[track_caller]
    pub fn changes(self, nouns: &[NounKind]) -> Self {
        self.then(|outcome, _| {
            let changed: BTreeSet<_> = outcome.writes.iter().map(|write| write.noun).collect();
            assert_eq!(changed, nouns.iter().copied().collect());
        })
    }

    /// The other organisation is told this, in this order, and nothing else.
    #[track_caller]
    pub fn tells(self, to: OrganisationRef, says: &[Says]) -> Self {
        self.then(|outcome, _| {
            let said: Vec<_> = outcome.messages.iter().map(|(to, m)| (*to, &m.says)).collect();
            assert_eq!(said, says.iter().map(|says| (to.id, says)).collect::<Vec<_>>());
        })
    }

    /// This desk could not look at these; the server will.
    #[track_caller]
    pub fn leaves_unchecked(self, nouns: &[NounKind]) -> Self {
        self.then(|outcome, _| {
            assert_eq!(outcome.unchecked, nouns.iter().copied().collect());
        })
    }

    /// To decide it the rules looked at records of these nouns and of no others.
    #[track_caller]
    pub fn looks_only_at(self, nouns: &[NounKind]) -> Self {
        let asked: BTreeSet<_> = self.asked.iter().map(Ask::noun).collect();
        assert_eq!(asked, nouns.iter().copied().collect());
        self
    }
}

/// What can be asked for in a story: a command, or a noun's own.
pub trait Asked {
    /// The command.
    fn asked(self) -> Command;
}

impl Asked for Command {
    fn asked(self) -> Command {
        self
    }
}

macro_rules! asked {
    ($($command:ty => $noun:ident,)*) => {$(
        impl Asked for $command {
            fn asked(self) -> Command { Command::$noun(self) }
        }
    )*};
}

asked! {
    applicant::Command => Applicant,
    document::Command => Document,
    transfer::Command => Transfer,
    enquiry::Command => Enquiry,
    oh_enquiry::Command => OhEnquiry,
    recruitment_part::Command => RecruitmentPart,
    learning_part::Command => LearningPart,
    oh_part::Command => OhPart,
    incident::Command => Incident,
    reference::Command => Reference,
    reference_part::Command => ReferencePart,
    notice::Command => Notice,
    delegation::Command => Delegation,
    kind_setting::Command => KindSetting,
    kept::Command => Keep,
}
