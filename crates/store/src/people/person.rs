//! The people this desk holds, and a person's page: each section as far as the reader's roles hold
//! it, and for the rest who does.

use chrono::NaiveDate;
use muster_domain::learning::Competence;
use muster_domain::noun::NounKind;
use muster_domain::occupational_health::Immunisation;
use muster_domain::people::{
    Address, Assignment, Birth, Equality, NiRecord, Pay, Person, Phone, Registration, Service,
    Standing,
};
use muster_domain::policy::{self, Role};
use muster_domain::recruitment::{Applicant, Terms};
use muster_domain::words::{PersonId, PersonName, name_key};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::iat::transfer::{self, TransferRow};
use crate::records::Seen;
use crate::{Cache, Error, Read, Reader, records};

/// People by the beginning of their last name or their staff number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct People {
    /// What was typed; everybody, if nothing.
    pub starts_with: String,
}

/// The answer to [`People`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PeopleAnswer {
    /// The first of them, by name.
    pub rows: Vec<PersonRow>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonRow {
    /// The person.
    pub id: PersonId,
    /// The name.
    pub name: PersonName,
    /// Employee or applicant.
    pub standing: Standing,
    /// The staff number.
    pub employee_number: Option<String>,
}

impl From<Seen<Person>> for PersonRow {
    fn from(Seen { record, .. }: Seen<Person>) -> Self {
        Self {
            id: record.id,
            name: record.name,
            standing: record.standing,
            employee_number: record.employee_number,
        }
    }
}

/// As many as a list shows without asking for more letters.
const PEOPLE_SHOWN: usize = 200;

impl Read for People {
    const NAME: &'static str = "people";
    const MADE_OF: &'static [NounKind] = &[NounKind::Person];
    type Answer = PeopleAnswer;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<PeopleAnswer, Error> {
        let typed = name_key(&self.starts_with);
        let by_number = typed.len() >= 3 && typed.bytes().all(|b| b.is_ascii_digit());
        // A range and not LIKE: it uses the index whatever the letters are.
        let clause = if by_number {
            "employee_number >= ?1 AND employee_number < ?1 || char(0x10ffff)
             ORDER BY employee_number LIMIT 201"
        } else {
            "last_name_key >= ?1 AND last_name_key < ?1 || char(0x10ffff)
             ORDER BY last_name_key, first LIMIT 201"
        };
        let found = records::select::<Person>(&cache.main, clause, &typed).await?;
        let more = found.len() > PEOPLE_SHOWN;
        let rows = found.into_iter().take(PEOPLE_SHOWN).map(PersonRow::from).collect();
        Ok(PeopleAnswer { rows, more })
    }
}

/// A person's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonPage {
    /// Whose.
    pub id: PersonId,
}

/// The answer to [`PersonPage`]. A section that is `None` is not held by this reader's roles;
/// `held_by` says who holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonView {
    /// The name and number.
    pub person: Person,
    /// Their application, where they are an applicant.
    pub applicant: Option<Applicant>,
    /// The end of the National Insurance number.
    pub ni_ending: Option<String>,
    /// Date of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// Addresses.
    pub addresses: Option<Vec<Address>>,
    /// Telephone numbers and email addresses.
    pub phones: Option<Vec<Phone>>,
    /// Equality data.
    pub equality: Option<Vec<Equality>>,
    /// Posts.
    pub assignments: Option<Vec<Assignment>>,
    /// Pay.
    pub pay: Option<Vec<Pay>>,
    /// Service.
    pub services: Option<Vec<Service>>,
    /// Terms held for an applicant.
    pub terms: Option<Terms>,
    /// An applicant's transfers, from every source, the newest first.
    pub transfers: Option<Vec<TransferRow>>,
    /// Registrations.
    pub registrations: Option<Vec<Registration>>,
    /// Competences.
    pub competences: Option<Vec<Competence>>,
    /// Immunisations: occupational health only.
    pub immunisations: Option<Vec<Immunisation>>,
    /// Sections not held here, and the roles that hold them.
    pub held_by: Vec<HeldBy>,
}

/// A section held elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HeldBy {
    /// What.
    pub noun: NounKind,
    /// By whom.
    pub roles: Vec<Role>,
}

/// The sections of the page, in its order.
const SECTIONS: [NounKind; 10] = [
    NounKind::NiNumber,
    NounKind::Birth,
    NounKind::Address,
    NounKind::Equality,
    NounKind::Assignment,
    NounKind::Pay,
    NounKind::Service,
    NounKind::Registration,
    NounKind::Competence,
    NounKind::Immunisation,
];

impl Read for PersonPage {
    const NAME: &'static str = "person_page";
    const MADE_OF: &'static [NounKind] = &[
        NounKind::Person,
        NounKind::Applicant,
        NounKind::NiNumber,
        NounKind::Birth,
        NounKind::Address,
        NounKind::Phone,
        NounKind::Equality,
        NounKind::Assignment,
        NounKind::Pay,
        NounKind::Service,
        NounKind::Terms,
        NounKind::Transfer,
        NounKind::Registration,
        NounKind::Competence,
        NounKind::Immunisation,
    ];
    type Answer = Option<PersonView>;

    fn reads_oh(&self) -> Option<(NounKind, Uuid)> {
        Some((NounKind::Immunisation, self.id.0))
    }

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<Option<PersonView>, Error> {
        let main = &cache.main;
        let id = self.id.0;
        let Some(seen) = records::get::<Person>(main, id).await? else { return Ok(None) };
        let holds = |noun| reader.roles.iter().any(|role| policy::may_hold(*role, noun));
        macro_rules! section {
            ($record:ty) => {
                if holds(<$record as muster_domain::noun::Record>::NOUN) {
                    Some(records::of_person::<$record>(main, id).await?)
                } else {
                    None
                }
            };
        }
        let applicant = match section!(Applicant) {
            Some(applicants) => applicants.into_iter().next(),
            None => None,
        };
        let terms = match &applicant {
            Some(applicant) => records::get::<Terms>(main, applicant.id).await?.map(|s| s.record),
            None => None,
        };
        let transfers = match &applicant {
            Some(applicant) if holds(NounKind::Transfer) => {
                Some(transfer::of_applicant(cache, applicant.id).await?)
            }
            _ => None,
        };
        let immunisations = match &cache.oh {
            Some(file) if holds(NounKind::Immunisation) => {
                Some(records::of_person::<Immunisation>(file, id).await?)
            }
            _ => None,
        };
        let held_by = SECTIONS
            .into_iter()
            .filter(|noun| !holds(*noun))
            .map(|noun| HeldBy {
                noun,
                roles: Role::ALL.into_iter().filter(|r| policy::may_hold(*r, noun)).collect(),
            })
            .collect();
        Ok(Some(PersonView {
            applicant,
            ni_ending: section!(NiRecord)
                .and_then(|found| found.first().map(|ni| ni.number.ending())),
            date_of_birth: section!(Birth).and_then(|found| found.first().map(|birth| birth.on)),
            addresses: section!(Address),
            phones: section!(Phone),
            equality: section!(Equality),
            assignments: section!(Assignment),
            pay: section!(Pay),
            services: section!(Service),
            terms,
            transfers,
            registrations: section!(Registration),
            competences: section!(Competence),
            immunisations,
            held_by,
            person: seen.record,
        }))
    }
}
