//! A candidate: somebody at the source who may be the person asked for, and exactly what would
//! leave if it is them. Made by the server for the approver, and there only while the enquiry is
//! pending; of occupational health it holds a count and nothing else.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use specta::Type;
use uuid::Uuid;

use super::item::{CompetenceItem, Field, FieldItem, Period, Post, RegistrationItem, Value};
use crate::kept::{self, Kept};
use crate::learning::Competence;
use crate::noun::{NounKind, Record};
use crate::occupational_health::Immunisation;
use crate::people::{Assignment, Birth, NiRecord, Pay, Person, Registration, Service, Standing};
use crate::policy::{Team, Teams};
use crate::words::{NiNumber, OrganisationId, PersonId, PersonName, derived, name_key};
use crate::world::{Held, Stop, World};

/// Who is asked for: as the asker typed it, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// National Insurance number.
    pub ni_number: NiNumber,
    /// Date of birth.
    pub date_of_birth: NaiveDate,
    /// Last name.
    pub last_name: String,
}

/// A piece of identity that the asker types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum IdentityField {
    /// National Insurance number.
    NiNumber,
    /// Date of birth.
    DateOfBirth,
    /// Last name.
    LastName,
}

/// What of an identity is to be another: the asker corrects what they typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// National Insurance number.
    pub ni_number: Option<NiNumber>,
    /// Date of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// Last name.
    pub last_name: Option<String>,
}

impl Correction {
    /// What it corrects.
    pub fn fields(&self) -> Vec<IdentityField> {
        [
            (self.ni_number.is_some(), IdentityField::NiNumber),
            (self.date_of_birth.is_some(), IdentityField::DateOfBirth),
            (self.last_name.is_some(), IdentityField::LastName),
        ]
        .into_iter()
        .filter_map(|(is, field)| is.then_some(field))
        .collect()
    }
}

impl Identity {
    /// The identity as corrected.
    pub fn corrected(self, by: &Correction) -> Identity {
        Identity {
            ni_number: by.ni_number.clone().unwrap_or(self.ni_number),
            date_of_birth: by.date_of_birth.unwrap_or(self.date_of_birth),
            last_name: by.last_name.clone().unwrap_or(self.last_name),
        }
    }
}

impl From<EnquiryIdentity> for Identity {
    fn from(asked: EnquiryIdentity) -> Self {
        Self {
            ni_number: asked.ni_number,
            date_of_birth: asked.date_of_birth,
            last_name: asked.last_name,
        }
    }
}

/// The identity an enquiry names, kept for the approver while it is pending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct EnquiryIdentity {
    /// The transfer's id.
    pub id: Uuid,
    /// The source.
    pub organisation: OrganisationId,
    /// National Insurance number.
    pub ni_number: NiNumber,
    /// Date of birth.
    pub date_of_birth: NaiveDate,
    /// Last name.
    pub last_name: String,
}

impl Record for EnquiryIdentity {
    const NOUN: NounKind = NounKind::EnquiryIdentity;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::Approvers])
    }
}

/// How a piece of identity compares with the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Compared {
    /// The same.
    Same,
    /// Different.
    Different,
    /// The same as an earlier last name.
    Earlier,
    /// Not on the record.
    NotHeld,
}

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Candidate {
    /// Made from the enquiry and the person, so that both sides name it alike.
    pub id: Uuid,
    /// The source.
    pub organisation: OrganisationId,
    /// The enquiry.
    pub enquiry: Uuid,
    /// The person.
    pub person: PersonId,
    /// Their present name.
    pub name: PersonName,
    /// Their staff number.
    pub employee_number: Option<String>,
    /// Their post.
    pub post: Option<String>,
    /// Their date of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// How the number compares.
    pub ni_number: Compared,
    /// How the date of birth compares.
    pub birth: Compared,
    /// How the last name compares.
    pub last_name: Compared,
    /// What would leave.
    pub preview: Preview,
}

impl Record for Candidate {
    const NOUN: NounKind = NounKind::Candidate;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::Approvers])
    }
}

impl Candidate {
    /// The id of a person's candidacy in an enquiry.
    pub fn id_of(enquiry: Uuid, person: PersonId) -> Uuid {
        derived(enquiry, &format!("candidate:{person}"))
    }

    /// Whether all three match.
    pub fn matches_in_full(&self) -> bool {
        [self.ni_number, self.birth, self.last_name].iter().all(|c| *c == Compared::Same)
    }
}

/// Exactly what would leave: fields and competences as they are now, and how many OH records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Preview {
    /// Recruitment's part.
    pub fields: Vec<FieldItem>,
    /// Learning's part.
    pub competences: Vec<CompetenceItem>,
    /// How many records occupational health holds. They are decided on by occupational health.
    pub oh_records: u32,
    /// Stands for all of the above: a release names it, and is refused when it no longer holds.
    pub digest: String,
}

/// A field that is no longer what was previewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// As previewed.
    pub before: Option<Value>,
    /// As it is.
    pub now: Option<Value>,
}

impl Preview {
    /// What differs between two previews, field by field.
    pub fn difference(&self, now: &Preview) -> Vec<FieldChange> {
        let value = |preview: &Preview, field| {
            preview.fields.iter().find(|item| item.field == field).map(|item| item.value.clone())
        };
        let mut fields: Vec<Field> =
            self.fields.iter().chain(&now.fields).map(|item| item.field).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
            .into_iter()
            .map(|field| FieldChange { field, before: value(self, field), now: value(now, field) })
            .filter(|change| change.before != change.now)
            .collect()
    }

    /// The preview of somebody's record.
    fn of(record: &OnRecord) -> Preview {
        let fields = record.fields();
        let competences = travelling(&record.competences);
        let oh_records = record.oh_records;
        let digest = digest_of(&(&fields, &competences, oh_records));
        Preview { fields, competences, oh_records, digest }
    }
}

/// What the source holds of somebody.
#[derive(Default)]
struct OnRecord {
    person: Option<Person>,
    assignments: Vec<Assignment>,
    pay: Vec<Pay>,
    services: Vec<Service>,
    registrations: Vec<Registration>,
    competences: Vec<Competence>,
    oh_records: u32,
}

/// A short digest of anything serialised, for naming "what I saw": the first 128 bits of SHA-256.
pub fn digest_of(seen: &impl Serialize) -> String {
    // Serialising our own plain structs to memory cannot fail; an empty text would only make the
    // digest match nothing.
    let text = serde_json::to_string(seen).unwrap_or_default();
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The code within a grade's name: `XR05` of `NHS|XR05|Review Body Band 5` (domain.md section 5).
/// The name beside it is each system's own, and would make the same band look different.
pub(super) fn band(grade: &str) -> &str {
    grade.split('|').nth(1).unwrap_or(grade)
}

/// The main assignment: the primary one that goes on longest, else the latest.
pub(super) fn main_assignment(assignments: &[Assignment]) -> Option<&Assignment> {
    assignments
        .iter()
        .max_by_key(|a| (a.to.is_none(), a.primary, a.from, std::cmp::Reverse(a.number.clone())))
}

/// The service with the source itself: the period that carries the reckoned dates, the latest of
/// those.
pub(super) fn own_service(services: &[Service]) -> Option<&Service> {
    services
        .iter()
        .filter(|s| s.nhs_start.is_some() || s.continuous_12_months.is_some())
        .max_by_key(|s| (s.from, s.id))
}

impl OnRecord {
    /// The fields that there is something to say of.
    fn fields(&self) -> Vec<FieldItem> {
        let (assignments, services) = (&self.assignments, &self.services);
        let mut items = Vec::new();
        let mut put = |field, value: Option<Value>| {
            if let Some(value) = value {
                items.push(FieldItem { field, value });
            }
        };
        let date = |date: Option<NaiveDate>| date.map(|date| Value::Date { date });
        let text = |text: Option<&String>| text.map(|text| Value::Text { text: text.clone() });

        let own = own_service(services);
        put(Field::ContinuousService, date(own.and_then(|s| s.continuous_12_months)));
        put(Field::ContinuousService3Months, date(own.and_then(|s| s.continuous_3_months)));
        put(Field::NhsStart, date(own.and_then(|s| s.nhs_start)));
        put(Field::EmployerStart, date(own.map(|s| s.from)));
        let assignment = main_assignment(assignments);
        put(Field::LastWorkingDay, date(assignment.and_then(|a| a.last_working_day)));
        put(Field::ReasonForLeaving, text(own.and_then(|s| s.reason_for_leaving.as_ref())));
        let mut periods: Vec<Period> = services
            .iter()
            .filter(|s| own.is_none_or(|own| own.id != s.id))
            .map(|s| Period { employer: s.employer.clone(), from: s.from, to: s.to })
            .collect();
        periods.sort_by(|a, b| (a.from, a.to, &a.employer).cmp(&(b.from, b.to, &b.employer)));
        put(Field::EarlierService, (!periods.is_empty()).then_some(Value::Periods { periods }));

        let pay = assignment
            .and_then(|a| self.pay.iter().filter(|p| p.assignment == a.id).max_by_key(|p| p.id));
        put(Field::Band, pay.map(|p| Value::Text { text: band(&p.grade).to_owned() }));
        put(Field::PayStep, text(pay.and_then(|p| p.step.as_ref())));
        put(Field::IncrementDate, date(pay.and_then(|p| p.increment_on)));
        put(
            Field::AnnualSalary,
            pay.and_then(|p| p.annual_salary).map(|pence| Value::Money { pence }),
        );
        put(Field::JobTitle, text(assignment.map(|a| &a.job)));
        put(
            Field::HoursAWeek,
            assignment.and_then(|a| a.hours).map(|hundredths| Value::Hours { hundredths }),
        );
        put(Field::FullTimeEquivalent, assignment.map(|a| Value::Fte { fte: a.fte }));
        put(Field::ContractType, text(assignment.and_then(|a| a.category.as_ref())));

        let person = self.person.as_ref();
        put(Field::Title, text(person.and_then(|p| p.name.title.as_ref())));
        put(Field::FirstName, text(person.map(|p| &p.name.first)));
        put(Field::LastName, text(person.map(|p| &p.name.last)));
        let earlier = person.map(|p| p.earlier_last_names.join(", "));
        put(Field::EarlierLastNames, text(earlier.filter(|names| !names.is_empty()).as_ref()));
        let mut posts: Vec<Post> = assignments.iter().map(post).collect();
        posts.sort();
        put(Field::Posts, (!posts.is_empty()).then_some(Value::Posts { posts }));
        let mut registrations: Vec<RegistrationItem> =
            self.registrations.iter().map(RegistrationItem::from).collect();
        registrations.sort();
        let registered = !registrations.is_empty();
        put(Field::Registrations, registered.then_some(Value::Registrations { registrations }));

        // How it ended, once it has: the record that is final comes with the transfer after the hire, or
        // from an employer who was left long ago.
        let left_on = own.and_then(|s| s.to);
        put(Field::LeftOn, date(left_on));
        if left_on.is_some() {
            let last = assignment.map(|a| Value::Posts { posts: vec![post(a)] });
            put(Field::FinalPost, last);
            put(Field::FinalPayStep, text(pay.and_then(|p| p.step.as_ref())));
        }
        // What stands under one heading stands together.
        items.sort_by_key(|item| (item.field.section(), item.field));
        items
    }
}

/// A post, from the assignment.
pub(super) fn post(assignment: &Assignment) -> Post {
    Post { from: assignment.from, to: assignment.to, title: title(&assignment.job).to_owned() }
}

/// The title within a job: what stands after the staff group, `Nursing and Midwifery
/// Registered|Staff Nurse`.
fn title(job: &str) -> &str {
    job.split_once('|').map_or(job, |(_, role)| role.trim())
}

impl From<&Registration> for RegistrationItem {
    fn from(held: &Registration) -> Self {
        Self {
            body: held.body.clone(),
            number: held.number.clone(),
            status: held.status.clone(),
            expires_on: held.expires_on,
        }
    }
}

/// The national competences, each as last awarded. Local ones do not travel (domain.md section 1).
/// Whatever order the records come in, it is the same: a preview is named by its digest.
fn travelling(competences: &[Competence]) -> Vec<CompetenceItem> {
    let mut all: Vec<CompetenceItem> = competences
        .iter()
        .filter(|c| c.name.starts_with("NHS|"))
        .map(|c| CompetenceItem {
            name: c.name.clone(),
            awarded_on: c.awarded_on,
            expires_on: c.expires_on,
            evidence: c.evidence.clone(),
        })
        .collect();
    // The last of each name comes first, and stays.
    all.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| b.cmp(a)));
    all.dedup_by(|later, first| later.name == first.name);
    all
}

/// Those at the source who may be meant: everybody with that number, and everybody born that day
/// with that last name, now or earlier. Known only where the records are held: on the server.
pub(crate) fn candidates(
    world: &World,
    enquiry: Uuid,
    organisation: OrganisationId,
    identity: &Identity,
) -> Result<Held<Vec<Candidate>>, Stop> {
    let key = name_key(&identity.last_name);
    let by_number = world.find::<NiRecord>("number", identity.ni_number.as_str());
    let by_birth = world.find::<Birth>("birth_on", identity.date_of_birth);
    let (Held::Known(by_number), Held::Known(by_birth)) = (by_number?, by_birth?) else {
        return Ok(Held::NotHeldHere);
    };
    let mut found = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let numbers = by_number.iter().filter(|n| n.organisation == organisation);
    let births = by_birth.iter().filter(|b| b.organisation == organisation);
    for (person, by_number) in
        numbers.map(|n| (n.person, true)).chain(births.map(|b| (b.person, false)))
    {
        if !seen.insert(person) {
            continue;
        }
        let Held::Known(Some(record)) = world.record::<Person>(person.0)? else { continue };
        let last_name = if record.last_name_key == key {
            Compared::Same
        } else if record.earlier_last_names.iter().any(|name| name_key(name) == key) {
            Compared::Earlier
        } else {
            Compared::Different
        };
        let worth_asking = by_number || last_name != Compared::Different;
        if record.standing == Standing::Employee && worth_asking {
            found.push(candidate(world, enquiry, record, last_name, identity)?);
        }
    }
    found.sort_by_key(|c: &Candidate| (!c.matches_in_full(), c.employee_number.clone()));
    Ok(Held::Known(found))
}

/// What brings the candidates of a pending enquiry up to date: each as the record is now, and
/// none who no longer may be meant. For the server, when a release named an outdated preview.
pub fn refreshed(
    world: &World,
    enquiry: Uuid,
    organisation: OrganisationId,
) -> Result<Vec<kept::Command>, Stop> {
    let Held::Known(Some(asked)) = world.record::<EnquiryIdentity>(enquiry)? else {
        return Ok(Vec::new());
    };
    let identity = Identity::from(asked);
    let (Held::Known(now), Held::Known(before)) = (
        candidates(world, enquiry, organisation, &identity)?,
        world.find::<Candidate>("enquiry", enquiry)?,
    ) else {
        return Ok(Vec::new());
    };
    let gone = before
        .iter()
        .filter(|old| now.iter().all(|new| new.id != old.id))
        .map(|old| kept::Command::Drop { noun: NounKind::Candidate, id: old.id });
    Ok(gone.chain(now.iter().cloned().map(|c| kept::Command::Keep(Kept::Candidate(c)))).collect())
}

fn candidate(
    world: &World,
    enquiry: Uuid,
    person: Person,
    last_name: Compared,
    identity: &Identity,
) -> Result<Candidate, Stop> {
    let compare = |held: Option<bool>| match held {
        Some(true) => Compared::Same,
        Some(false) => Compared::Different,
        None => Compared::NotHeld,
    };
    // Looked for together, so that they are waited for once.
    let numbers = of_person::<NiRecord>(world, person.id);
    let births = of_person::<Birth>(world, person.id);
    let preview = preview(world, person.id);
    let assignments = of_person::<Assignment>(world, person.id)?;
    let (numbers, births) = (numbers?, births?);
    Ok(Candidate {
        id: Candidate::id_of(enquiry, person.id),
        organisation: person.organisation,
        enquiry,
        person: person.id,
        name: person.name,
        employee_number: person.employee_number,
        post: main_assignment(&assignments).map(|a| a.job.clone()),
        date_of_birth: births.first().map(|b| b.on),
        ni_number: compare(numbers.first().map(|n| n.number == identity.ni_number)),
        birth: compare(births.first().map(|b| b.on == identity.date_of_birth)),
        last_name,
        preview: preview?.known().cloned().unwrap_or_else(|| Preview::of(&OnRecord::default())),
    })
}

/// The preview of a person's record as it is now; known only on the server.
pub(crate) fn preview(world: &World, person: PersonId) -> Result<Held<Preview>, Stop> {
    // Looked for together, so that they are waited for once.
    let assignments = world.find::<Assignment>("person", person);
    let pay = world.find::<Pay>("person", person);
    let immunisations = world.find::<Immunisation>("person", person);
    let service = of_person::<Service>(world, person);
    let competences = of_person::<Competence>(world, person);
    let registrations = of_person::<Registration>(world, person);
    let about = world.record::<Person>(person.0);
    let (Held::Known(assignments), Held::Known(pay), Held::Known(immunisations)) =
        (assignments?, pay?, immunisations?)
    else {
        return Ok(Held::NotHeldHere);
    };
    let record = OnRecord {
        person: about?.known().cloned().flatten(),
        assignments,
        pay,
        services: service?,
        registrations: registrations?,
        competences: competences?,
        oh_records: u32::try_from(immunisations.len()).unwrap_or(u32::MAX),
    };
    Ok(Held::Known(Preview::of(&record)))
}

/// A person's records of a noun; none where they are not held, which only the server's answer
/// to the whole question makes final.
fn of_person<R: Record>(world: &World, person: PersonId) -> Result<Vec<R>, Stop> {
    Ok(match world.find::<R>("person", person)? {
        Held::Known(records) => records,
        Held::NotHeldHere => Vec::new(),
    })
}
