//! Rules told as stories: given these records, when somebody asks for this, then that happens.
//!
//! Records are held in memory. At the server everything of the story is held; on a desk only what
//! the asker's roles may hold, and the rest is [`Held::NotHeldHere`]. Used by the tests beside the
//! rules, and by those in `tests/`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::iat::enquiry::Open;
use muster_domain::iat::item::PartKind;
use muster_domain::iat::message::{Message, Says};
use muster_domain::iat::transfer::{Consent, ConsentMeans, Request};
use muster_domain::iat::transfer_policy::TransferPolicy;
use muster_domain::iat::{
    candidate::Identity, enquiry, learning_part, oh_enquiry, oh_part, recruitment_part, transfer,
};
use muster_domain::kept;
use muster_domain::learning::Competence;
use muster_domain::notifications::notice;
use muster_domain::noun::{By, NounKind, Record, Who};
use muster_domain::occupational_health::{Immunisation, ImmunisationItem, ImmunisationStatus};
use muster_domain::organisation::Organisation;
use muster_domain::people::{Assignment, Birth, NiRecord, Pay, Person, Service, Standing};
use muster_domain::policy::{self, Role, Teams};
use muster_domain::recruitment::{Applicant, applicant};
use muster_domain::words::{
    CommandId, Fte, NiNumber, OdsCode, OrganisationId, OrganisationRef, Origin, PersonId,
    PersonName, UserId, UserRef, derived,
};
use muster_domain::world::{After, Ask, Held, Stop, World};
use muster_domain::{Command, Outcome, Refusal, run};
use uuid::Uuid;

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
        self.records
            .iter()
            .filter(|((noun, _), _)| *noun == R::NOUN)
            .map(|(_, r)| read(r))
            .collect()
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
        let is_asked = |id: Uuid, body: &str| match ask {
            Ask::Record(_, asked) => *asked == id,
            Ask::Where(_, column, value) => value_of(body, column) == Some(value.clone()),
        };
        Held::Known(
            self.records
                .iter()
                .filter(|((of, _), after)| *of == noun && after.teams.0 & teams.0 != 0)
                .filter(|((_, id), after)| is_asked(*id, &after.body))
                .map(|((_, id), after)| (*id, after.body.clone()))
                .collect(),
        )
    }
}

/// A column of a body; a birth's day is a column of another name.
fn value_of(body: &str, column: &str) -> Option<String> {
    let columns = ["person", "applicant", "number", "birth_on", "enquiry", "about"];
    assert!(columns.contains(&column), "no noun has a column {column}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let field = if column == "birth_on" { "on" } else { column };
    body.get(field)?.as_str().map(str::to_owned)
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
    transfer::Command => Transfer,
    enquiry::Command => Enquiry,
    oh_enquiry::Command => OhEnquiry,
    recruitment_part::Command => RecruitmentPart,
    learning_part::Command => LearningPart,
    oh_part::Command => OhPart,
    notice::Command => Notice,
    kept::Command => Keep,
}

/// An instant: `2026-11-24T09:00Z`.
pub fn at(when: &str) -> DateTime<Utc> {
    format!("{}:00Z", when.trim_end_matches('Z')).parse().unwrap()
}

/// A day: `2026-11-24`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An id that reads well in a failure.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// An organisation, by its ODS code.
pub fn organisation(ods_code: &str, name: &str) -> OrganisationRef {
    OrganisationRef {
        id: OrganisationId(derived(Uuid::nil(), ods_code)),
        ods_code: OdsCode::parse(ods_code).unwrap(),
        name: name.to_owned(),
    }
}

/// The trust that recruits.
pub fn asker() -> OrganisationRef {
    organisation("RAA", "Ashdown Trust")
}

/// The trust that the applicant comes from.
pub fn source() -> OrganisationRef {
    organisation("RBB", "Birchwood Trust")
}

/// Somebody who signs in.
pub fn user(name: &str) -> UserRef {
    UserRef { id: UserId(derived(Uuid::nil(), name)), name: name.to_owned() }
}

/// Whoever has that role in these stories.
pub fn user_of(role: Role) -> UserRef {
    user(match role {
        Role::RecruitmentOfficer => "Rhian Pryce",
        Role::OhNurse => "Nia Okafor",
        Role::LearningAdministrator => "Leah Adams",
        Role::HrOfficer => "Hugh Rees",
        Role::IatApprover => "Amir Patel",
        Role::SystemAdministrator => "Sian Ward",
        Role::Auditor => "Owen Audley",
    })
}

/// The transfer of these stories: one id on both sides.
pub const TRANSFER: Uuid = Uuid::from_u128(0x7000);
/// The applicant at the asker.
pub const APPLICANT: Uuid = Uuid::from_u128(0xA001);
/// The person that the applicant is at the asker.
pub const APPLICANT_PERSON: PersonId = PersonId(Uuid::from_u128(0xA002));

/// Consent, given when the offer was accepted.
pub fn consent() -> Consent {
    Consent { given_on: day("2026-11-20"), means: ConsentMeans::OfferAcceptance }
}

/// Megan Walsh has accepted an offer at the asker.
pub fn applicant() -> Applicant {
    Applicant {
        id: APPLICANT,
        organisation: asker().id,
        person: APPLICANT_PERSON,
        name: name("Megan", "Walsh"),
        number: "APP-1".to_owned(),
        post: "Staff Nurse".to_owned(),
        position_number: None,
        offer_accepted_on: day("2026-11-20"),
        start_on: Some(day("2027-01-04")),
        stage: applicant::Stage::OfferAccepted,
    }
}

/// What the asker holds before anything is asked: the applicant, and whom it can ask.
pub fn asking_side() -> Vec<Row> {
    let source = Organisation { organisation: asker().id, reference: source() };
    vec![row(&applicant()), row(&source)]
}

/// Rhian's request for Megan's record.
pub fn request() -> Request {
    Request {
        id: TRANSFER,
        applicant: APPLICANT,
        source: source().id,
        ni_number: "ab 12 34 47 c".to_owned(),
        date_of_birth: day("1990-05-17"),
        last_name: " Walsh ".to_owned(),
        consent: consent(),
    }
}

/// What that request says of who is meant.
pub fn identity() -> Identity {
    Identity {
        ni_number: NiNumber::parse("AB123447C").unwrap(),
        date_of_birth: day("1990-05-17"),
        last_name: "Walsh".to_owned(),
    }
}

/// The request as the source hears of it.
pub fn arrival() -> enquiry::Command {
    enquiry::Command::Open(Box::new(Open {
        id: TRANSFER,
        asker: asker(),
        asked_by: user_of(Role::RecruitmentOfficer),
        post: "Staff Nurse".to_owned(),
        start_on: Some(day("2027-01-04")),
        consent: consent(),
        identity: identity(),
    }))
}

/// What the source releases by itself.
pub fn opted_in(parts: &[PartKind]) -> Row {
    row(&TransferPolicy { organisation: source().id, automatic: parts.iter().copied().collect() })
}

/// Everything of one person at one organisation.
#[derive(Debug, Clone)]
pub struct Everything {
    /// The person.
    pub person: Person,
    /// Their number; none where it is not on record.
    pub number: Option<NiRecord>,
    /// Their date of birth.
    pub birth: Birth,
    /// Their post.
    pub assignment: Assignment,
    /// Their pay.
    pub pay: Pay,
    /// Their service here, and before.
    pub services: Vec<Service>,
    /// Two national competences and a local one.
    pub competences: Vec<Competence>,
    /// A dose and a blood test.
    pub immunisations: Vec<Immunisation>,
}

fn name(first: &str, last: &str) -> PersonName {
    PersonName { title: None, first: first.to_owned(), last: last.to_owned() }
}

/// Megan Walsh at the source, where she works now: all three match what the asker typed.
pub fn megan() -> Everything {
    employee(0x1000, "Megan", "Walsh", "AB123447C", "1990-05-17")
}

/// An employee of the source, with everything on record. `n` makes their ids.
pub fn employee(n: u128, first: &str, last: &str, ni: &str, born: &str) -> Everything {
    let organisation = source().id;
    let person = PersonId(id(n));
    let standing = Standing::Employee;
    let competence = |k, name: &str, awarded: &str| Competence {
        id: id(n + k),
        organisation,
        person,
        name: name.to_owned(),
        awarded_on: day(awarded),
        expires_on: Some(day(awarded) + chrono::Days::new(730)),
        evidence: None,
        origin: Origin::Record,
    };
    let immunisation = |k, what| Immunisation {
        id: id(n + k),
        organisation,
        person,
        what,
        origin: Origin::Record,
    };
    let service = |k, employer: &str, from: &str, to: Option<&str>| Service {
        id: id(n + k),
        organisation,
        person,
        employer: employer.to_owned(),
        employer_code: None,
        from: day(from),
        to: to.map(day),
        reason_for_leaving: None,
        continuous_3_months: None,
        continuous_12_months: None,
        nhs_start: None,
    };
    Everything {
        person: Person::new(
            person,
            organisation,
            standing,
            name(first, last),
            Some(format!("{:08}", 20_000_000 + n)),
        ),
        number: Some(NiRecord {
            id: id(n + 1),
            organisation,
            person,
            number: NiNumber::parse(ni).unwrap(),
        }),
        birth: Birth { id: id(n + 2), organisation, person, standing, on: day(born) },
        assignment: Assignment {
            id: id(n + 3),
            organisation,
            person,
            number: format!("{}", 20_000_000 + n),
            position: None,
            unit: None,
            job: "Staff Nurse".to_owned(),
            fte: Fte(80_000),
            hours: Some(3_000),
            primary: true,
            category: Some("Permanent".to_owned()),
            status: "Active".to_owned(),
            from: day("2019-09-02"),
            to: None,
            last_working_day: Some(day("2026-12-31")),
        },
        pay: Pay {
            id: id(n + 4),
            organisation,
            person,
            assignment: id(n + 3),
            grade: "NHS|XR05|Review Body Band 5".to_owned(),
            step: Some("3".to_owned()),
            annual_salary: Some(3_646_300),
            increment_on: Some(day("2027-09-02")),
        },
        services: vec![
            Service {
                reason_for_leaving: Some("Voluntary Resignation - Promotion".to_owned()),
                continuous_3_months: Some(day("2019-09-02")),
                continuous_12_months: Some(day("2014-04-01")),
                nhs_start: Some(day("2014-04-01")),
                ..service(5, "Birchwood Trust", "2019-09-02", None)
            },
            service(6, "Cedar Trust", "2014-04-01", Some("2019-06-30")),
        ],
        competences: vec![
            competence(7, "NHS|CSTF|Fire Safety - 2 Years|", "2026-02-03"),
            competence(8, "NHS|CSTF|Infection Prevention - Level 2 - 1 Year|", "2026-03-09"),
            competence(9, "457|LOCAL|Birchwood Induction|", "2019-09-05"),
        ],
        immunisations: vec![
            immunisation(10, dose("66071002", "2014-05-01", "1")),
            immunisation(11, blood_test("66071002", "Anti-HBs", "2014-11-03", "120 mIU/ml")),
        ],
    }
}

/// A dose that was given.
pub fn dose(disease: &str, on: &str, number: &str) -> ImmunisationItem {
    ImmunisationItem {
        disease: disease.to_owned(),
        vaccine: "Engerix B".to_owned(),
        status: ImmunisationStatus::Given,
        on: day(on),
        dose: Some(number.to_owned()),
        batch: Some("AHBVC1".to_owned()),
        result: None,
    }
}

/// Blood that was tested.
pub fn blood_test(disease: &str, test: &str, on: &str, result: &str) -> ImmunisationItem {
    ImmunisationItem {
        disease: disease.to_owned(),
        vaccine: test.to_owned(),
        status: ImmunisationStatus::Serology,
        on: day(on),
        dose: None,
        batch: None,
        result: Some(result.to_owned()),
    }
}

impl Everything {
    /// All of it, as records.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows =
            vec![row(&self.person), row(&self.birth), row(&self.assignment), row(&self.pay)];
        rows.extend(self.number.iter().map(row));
        rows.extend(self.services.iter().map(row));
        rows.extend(self.competences.iter().map(row));
        rows.extend(self.immunisations.iter().map(row));
        rows
    }
}
