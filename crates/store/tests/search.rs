//! Who is found by what. Real SQLCipher files.

use chrono::{DateTime, Utc};
use muster_domain::notifications::{Notice, notice};
use muster_domain::noun::{NounKind, Record};
use muster_domain::people::{NiRecord, Person, Standing};
use muster_domain::policy::{self, Role, Team};
use muster_domain::words::{
    NiNumber, OdsCode, OrganisationId, OrganisationRef, PersonId, PersonName, UserId, UserRef,
};
use muster_protocol::change::{Changes, Records, Scope};
use muster_protocol::page::Page;
use muster_store::key::{FileKey, Keys};
use muster_store::outbox::Outbox;
use muster_store::overlay::Queue;
use muster_store::search::Find;
use muster_store::{Cache, Read, Reader, receive};
use tempfile::TempDir;
use uuid::Uuid;

const EPOCH: Uuid = Uuid::from_u128(0xE0);
const HERE: OrganisationId = OrganisationId(Uuid::from_u128(0x100));

struct Desk {
    folder: TempDir,
    cache: Cache,
    outbox: Outbox,
    keys: Keys,
    reader: Reader,
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_500_000, 0).unwrap()
}

fn scope(roles: &[Role]) -> Scope {
    let holdings = policy::holdings(&roles.iter().copied().collect());
    let nouns = holdings.into_iter().map(|holding| (holding, 0)).collect();
    Scope { epoch: EPOCH, cut: 10, mark: None, nouns, now: now() }
}

fn page<R: Record>(records: &[R]) -> Page {
    let mut page = Page::new(R::NOUN);
    for record in records {
        page.push(record.id(), 1, &serde_json::to_string(record).unwrap()).unwrap();
    }
    page
}

fn person(n: u128, first: &str, last: &str, number: &str) -> Person {
    let name = PersonName { title: None, first: first.to_owned(), last: last.to_owned() };
    let number = Some(number.to_owned());
    Person::new(PersonId(Uuid::from_u128(n)), HERE, Standing::Employee, name, number)
}

impl Desk {
    /// A desk of HR, loaded with these people and their numbers.
    async fn loaded(people: &[Person], numbers: &[NiRecord]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::random();
        let reader = Reader {
            user: UserRef { id: UserId(Uuid::from_u128(0x300)), name: "Rhian Pryce".to_owned() },
            organisation: OrganisationRef {
                id: HERE,
                ods_code: OdsCode::parse("R0A").unwrap(),
                name: "Alder".to_owned(),
            },
            roles: [Role::HrOfficer].into(),
        };
        let outbox = Outbox::open(folder.path(), &FileKey::random()).await.unwrap();
        let cache = Cache::open(folder.path(), &keys, false).await.unwrap();
        let desk = Self { folder, cache, outbox, keys, reader };
        receive::begin(&desk.cache, &scope(&[Role::HrOfficer])).await.unwrap();
        desk.arrive(vec![page(people), page(numbers)]).await;
        desk.finish().await;
        desk
    }

    async fn arrive(&self, pages: Vec<Page>) {
        for page in pages {
            receive::take_page(&self.cache, &Records { page, more: false }).await.unwrap();
        }
    }

    async fn finish(&self) {
        let queue = Queue { outbox: &self.outbox, key: &self.keys.person };
        receive::finish(&self.cache, &self.reader, queue).await.unwrap();
    }

    async fn changes(&self, pages: Vec<Page>, gone: Vec<(NounKind, Uuid)>) {
        let queue = Queue { outbox: &self.outbox, key: &self.keys.person };
        let changes = Changes { seq: 11, mark: None, head: 11, now: now(), pages, gone };
        receive::take_changes(&self.cache, &self.reader, &changes, queue, now()).await.unwrap();
    }

    /// The files' threads end before the process does: what SQLCipher needs is gone after that.
    async fn close(self) {
        self.cache.close().await;
        self.outbox.close().await;
    }

    /// The last names found, in order.
    async fn found(&self, typed: &str) -> Vec<String> {
        let find = Find { typed: typed.to_owned() };
        let answer = find.answer(&self.cache, &self.reader).await.unwrap();
        answer.people.into_iter().map(|row| row.name.last).collect()
    }
}

fn people() -> Vec<Person> {
    vec![
        person(1, "Siân", "Ŵyn-Jones", "20000001"),
        person(2, "Mairead", "O’Brien", "20000002"),
        person(3, "Tomos", "Jones", "20000003"),
        person(4, "Anna", "Müller", "30000004"),
    ]
}

#[tokio::test]
async fn people_are_found_by_any_name_in_any_order_whatever_the_accents() {
    let desk = Desk::loaded(&people(), &[]).await;
    for (typed, found) in [
        ("jones", vec!["Jones", "Ŵyn-Jones"]),
        ("wyn", vec!["Ŵyn-Jones"]),
        ("ŵyn-j", vec!["Ŵyn-Jones"]),
        ("jon sian", vec!["Ŵyn-Jones"]),
        ("SIÂN", vec!["Ŵyn-Jones"]),
        ("o'br", vec!["O’Brien"]),
        ("obrien", vec!["O’Brien"]),
        ("brien m", vec!["O’Brien"]),
        ("muller", vec!["Müller"]),
        ("2000000", vec!["Jones", "O’Brien", "Ŵyn-Jones"]),
        ("300", vec!["Müller"]),
        ("jones zzz", vec![]),
        ("", vec![]),
        (" - \" * ", vec![]),
        ("\"jones\" OR *", vec![]),
    ] {
        assert_eq!(desk.found(typed).await, found, "{typed:?}");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_national_insurance_number_is_found_by_its_end_and_by_nothing_else() {
    let number = NiRecord {
        id: Uuid::from_u128(0x51),
        organisation: HERE,
        person: PersonId(Uuid::from_u128(3)),
        number: NiNumber::parse("AB123456C").unwrap(),
    };
    let desk = Desk::loaded(&people(), &[number]).await;
    assert_eq!(desk.found("456C").await, ["Jones"]);
    assert!(desk.found("AB12").await.is_empty());
    assert!(desk.found("AB123456C").await.is_empty());
    desk.close().await;
}

/// A notice about somebody.
fn notice(n: u128, subject: &str) -> Notice {
    Notice {
        id: Uuid::from_u128(n),
        organisation: HERE,
        team: Team::HumanResources,
        to: None,
        kind: notice::Kind::TransferRefused,
        about: Uuid::from_u128(0x900),
        subject: Some(subject.to_owned()),
        other: "Birch".to_owned(),
        raised_at: now(),
        due_on: None,
        read_by: [].into(),
        done: None,
        holder: None,
        passed: vec![],
        delegate: None,
        shown_to: [].into(),
        reminders: vec![],
        escalations: vec![],
    }
}

#[tokio::test]
async fn of_many_the_first_by_name_are_shown_and_none_hides_what_is_not_a_person() {
    let many = |n: u128| person(n, &format!("A{n:03}"), "Jones", &(20_000_000 + n).to_string());
    let mut jones: Vec<_> = (1..=150).rev().map(many).collect();
    jones.push(person(200, "Mairead", "O’Brien", "30000001"));
    let desk = Desk::loaded(&jones, &[]).await;
    desk.changes(vec![page(&[notice(0x901, "Ela Jones"), notice(0x902, "Ela Rees")])], vec![])
        .await;
    let find = async |typed: &str| {
        let find = Find { typed: typed.to_owned() };
        let answer = find.answer(&desk.cache, &desk.reader).await.unwrap();
        let first: Vec<_> = answer.people.into_iter().map(|row| row.name.first).collect();
        let notices: Vec<_> = answer.notices.into_iter().filter_map(|row| row.subject).collect();
        (first, notices, answer.more)
    };
    // A hundred and fifty, and one notice beside them.
    let (first, notices, more) = find("jones").await;
    assert_eq!(first, ["A001", "A002", "A003", "A004", "A005", "A006", "A007", "A008"]);
    assert_eq!((&notices[..], more), (&["Ela Jones".to_owned()][..], true));
    // A few.
    let (first, notices, more) = find("jones a14").await;
    assert_eq!(first.first().map(String::as_str), Some("A140"));
    assert_eq!((first.len(), notices.len(), more), (8, 0, true));
    let (first, notices, more) = find("ela").await;
    assert_eq!((first.len(), notices.len(), more), (0, 2, false));
    desk.close().await;
}

#[tokio::test]
async fn what_a_list_shows_of_a_person_follows_what_changes_though_the_name_does_not() {
    let desk = Desk::loaded(&people(), &[]).await;
    let applicant = Person { standing: Standing::Applicant, ..people().remove(3) };
    desk.changes(vec![page(&[applicant])], vec![]).await;
    let find = Find { typed: "muller".to_owned() };
    let answer = find.answer(&desk.cache, &desk.reader).await.unwrap();
    assert_eq!(answer.people.len(), 1);
    assert_eq!(answer.people[0].standing, Standing::Applicant);
    desk.close().await;
}

#[tokio::test]
async fn what_is_found_follows_what_changes() {
    let desk = Desk::loaded(&people(), &[]).await;
    let married = person(3, "Tomos", "Prosser", "20000003");
    let new = person(5, "Ela", "Jones", "20000005");
    desk.changes(vec![page(&[married, new])], vec![(NounKind::Person, Uuid::from_u128(1))]).await;
    assert_eq!(desk.found("jones").await, ["Jones"], "the new one");
    assert_eq!(desk.found("prosser").await, ["Prosser"]);
    assert!(desk.found("wyn").await.is_empty());
    // And so it does after the files were closed.
    let Desk { folder, cache, outbox, keys, reader } = desk;
    cache.close().await;
    let cache = Cache::open(folder.path(), &keys, false).await.unwrap();
    let desk = Desk { folder, cache, outbox, keys, reader };
    assert_eq!(desk.found("prosser").await, ["Prosser"]);
    assert_eq!(desk.found("jones").await, ["Jones"]);
    desk.close().await;
}
