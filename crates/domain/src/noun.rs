//! What a noun is: a record somebody keeps, the commands that may change it, and its rules.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use specta::Type;
use uuid::Uuid;

use crate::policy::{Role, Team, Teams};
use crate::words::{
    ChunkName, CommandId, DeviceId, OrganisationId, OrganisationRef, PersonId, UserRef,
};
use crate::world::{Stop, World};

macro_rules! nouns {
    ($($(#[$doc:meta])* $name:ident = $table:literal,)*) => {
        /// Every noun a record can be of. Its table has the same name on the desk and the server.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum NounKind { $($(#[$doc])* $name,)* }

        impl NounKind {
            /// All of them, in the order they are written down in.
            pub const ALL: &'static [NounKind] = &[$(NounKind::$name,)*];

            /// The noun's name: its table, and its word on the wire.
            pub fn name(self) -> &'static str {
                match self { $(NounKind::$name => $table,)* }
            }

            /// The noun of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($table => Some(NounKind::$name),)* _ => None }
            }
        }
    };
}

nouns! {
    /// An organisation that can be asked for a transfer.
    Organisation = "organisation",
    /// What an organisation releases without an approver.
    TransferPolicy = "transfer_policy",
    /// A division, directorate or ward.
    Unit = "unit",
    /// An established post.
    Position = "position",
    /// A person's name and numbers.
    Person = "person",
    /// A National Insurance number.
    NiNumber = "ni_number",
    /// A date of birth.
    Birth = "birth",
    /// An address.
    Address = "address",
    /// A telephone number or email address.
    Phone = "phone",
    /// Equality data.
    Equality = "equality",
    /// A post somebody holds, from and to.
    Assignment = "assignment",
    /// Grade, step and salary.
    Pay = "pay",
    /// A professional registration.
    Registration = "registration",
    /// A period of NHS service, here or elsewhere.
    Service = "service",
    /// A competence with its expiry.
    Competence = "competence",
    /// An immunisation or its refusal. Occupational health only.
    Immunisation = "immunisation",
    /// Somebody with an offer.
    Applicant = "applicant",
    /// Service, pay and contract held for an applicant.
    Terms = "terms",
    /// A file kept with an applicant.
    Document = "document",
    /// The asking side of a transfer.
    Transfer = "transfer",
    /// The source's side of a transfer.
    Enquiry = "enquiry",
    /// The identity that an enquiry names, while it is pending.
    EnquiryIdentity = "enquiry_identity",
    /// A possible match and the preview of what would leave, while the enquiry is pending.
    Candidate = "candidate",
    /// The request to a source's occupational health. Occupational health only.
    OhEnquiry = "oh_enquiry",
    /// What arrived for recruitment.
    RecruitmentPart = "recruitment_part",
    /// What arrived for learning.
    LearningPart = "learning_part",
    /// What arrived for occupational health. Occupational health only.
    OhPart = "oh_part",
    /// A record that was released of the wrong person, and recalled.
    Incident = "incident",
    /// A factual reference, at the source.
    Reference = "reference",
    /// A factual reference that arrived.
    ReferencePart = "reference_part",
    /// A notice on a worklist.
    Notice = "notice",
    /// Somebody who works a team's queue.
    Colleague = "colleague",
    /// Who stands in for whom.
    Delegation = "delegation",
    /// How a kind of notice is set.
    KindSetting = "kind_setting",
}

/// Which of the desk's files a noun is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CacheFile {
    /// The main cache.
    Main,
    /// Occupational health: a file with a key of its own, on desks of that team alone.
    OccupationalHealth,
}

impl NounKind {
    /// The file the noun is kept in on a desk.
    pub fn file(self) -> CacheFile {
        match self {
            NounKind::Immunisation | NounKind::OhEnquiry | NounKind::OhPart => {
                CacheFile::OccupationalHealth
            }
            _ => CacheFile::Main,
        }
    }
}

impl NounKind {
    /// How soon a first load brings it, smallest first: somebody's own work, then whom it is about,
    /// then what is large. A desk can be worked on before all of it is there.
    pub fn load_order(self) -> u8 {
        match self {
            NounKind::Organisation
            | NounKind::Notice
            | NounKind::Applicant
            | NounKind::Transfer
            | NounKind::Enquiry
            | NounKind::EnquiryIdentity
            | NounKind::Candidate
            | NounKind::TransferPolicy
            | NounKind::OhEnquiry
            | NounKind::RecruitmentPart
            | NounKind::LearningPart
            | NounKind::OhPart
            | NounKind::Incident
            | NounKind::Reference
            | NounKind::ReferencePart
            | NounKind::Colleague
            | NounKind::Delegation
            | NounKind::KindSetting => 0,
            NounKind::Terms
            | NounKind::Document
            | NounKind::Person
            | NounKind::Unit
            | NounKind::Position => 1,
            _ => 2,
        }
    }
}

impl NounKind {
    /// Whether its records name parts of files. These are kept, sent and let go with them.
    pub fn names_chunks(self) -> bool {
        self == NounKind::Document
    }
}

/// A record as it is kept: serialised, with what says who may hold it.
pub trait Record: Serialize + DeserializeOwned + Clone + PartialEq {
    /// The noun it is of.
    const NOUN: NounKind;
    /// Its id.
    fn id(&self) -> Uuid;
    /// The organisation in whose log it lives.
    fn organisation(&self) -> OrganisationId;
    /// The teams that may hold it: its anchors.
    fn teams(&self) -> Teams;
    /// The member of staff it is about: the anchor by which their line holds it. None where no line
    /// does.
    fn person(&self) -> Option<PersonId> {
        None
    }
    /// The parts of files that it names now; none for most nouns ([`NounKind::names_chunks`]).
    fn chunks(&self) -> &[ChunkName] {
        &[]
    }
}

/// A record with rules: what may be asked of it, and what happens then.
pub trait Noun: Record {
    /// What somebody may ask for.
    type Command;
    /// What happened, in the past tense.
    type Event;
    /// Why not, in words a user can act on.
    type Refusal: Into<crate::Refusal>;
    /// What the decision looks at besides the record itself.
    type Facts;

    /// The record the command is about.
    fn target(command: &Self::Command) -> Uuid;

    /// Gathers the facts. What is not loaded yet is asked for; what this desk does not hold is
    /// [`Held::NotHeldHere`](crate::world::Held), never a default.
    fn facts(
        record: Option<&Self>,
        command: &Self::Command,
        world: &World,
        by: &By,
    ) -> Result<Self::Facts, Stop>;

    /// What would happen if `by` asked for this now.
    fn decide(
        record: Option<&Self>,
        command: &Self::Command,
        facts: &Self::Facts,
        by: &By,
    ) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// The record after it happened; `None` when it is there no more. It cannot fail: it happened.
    fn evolve(record: Option<Self>, event: &Self::Event) -> Option<Self>;
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Somebody who signed in.
    Person {
        /// The user.
        user: UserRef,
        /// Their organisation.
        organisation: OrganisationRef,
        /// The roles they hold now.
        roles: BTreeSet<Role>,
    },
    /// Muster itself: a load, a message from another organisation, a reaction.
    System {
        /// The organisation in whose log it acts.
        organisation: OrganisationRef,
    },
}

/// Who asks, from where and when. Each rule names the time that it uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub who: Who,
    /// The device the command was signed on.
    pub device: Option<DeviceId>,
    /// The command everything here follows from.
    pub command: CommandId,
    /// When the desk says it was asked.
    pub claimed_at: DateTime<Utc>,
    /// When the server received it; on a desk, the claimed time.
    pub received_at: DateTime<Utc>,
    /// For whom they stand in, in this. [`run`](crate::run) finds out; nobody else says so.
    pub acting_for: Option<UserRef>,
}

impl By {
    /// The organisation acted for.
    pub fn organisation(&self) -> &OrganisationRef {
        match &self.who {
            Who::Person { organisation, .. } | Who::System { organisation } => organisation,
        }
    }

    /// The person, if it is one.
    pub fn user(&self) -> Option<&UserRef> {
        match &self.who {
            Who::Person { user, .. } => Some(user),
            Who::System { .. } => None,
        }
    }

    /// Whether the person is of that team. Muster itself is of every team.
    pub fn is_of(&self, team: Team) -> bool {
        match &self.who {
            Who::Person { roles, .. } => roles.iter().any(|role| role.team() == Some(team)),
            Who::System { .. } => true,
        }
    }

    /// The same occasion, continued by Muster itself: a reaction.
    pub fn onwards(&self) -> By {
        By { who: Who::System { organisation: self.organisation().clone() }, ..self.clone() }
    }
}
