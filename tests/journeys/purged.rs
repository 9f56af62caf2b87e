//! What a desk may no longer hold is not on it in any form: not in a table, not in what is searched,
//! not in a page that was given back, not in the write-ahead log. The key is known here, so every
//! page is read in clear; and the same look finds the canary before.

use chrono::{DateTime, Utc};
use muster_domain::noun::{NounKind, Record};
use muster_domain::people::{Person, Standing};
use muster_domain::policy::{self, Role};
use muster_domain::words::{
    OdsCode, OrganisationId, OrganisationRef, PersonId, PersonName, UserId, UserRef,
};
use muster_protocol::change::{Changes, Records, Scope};
use muster_protocol::page::Page;
use muster_store::key::{FileKey, Keys};
use muster_store::outbox::Outbox;
use muster_store::overlay::Queue;
use muster_store::search::Find;
use muster_store::{Cache, Read, Reader, receive};
use uuid::Uuid;

use crate::opened;

const HERE: OrganisationId = OrganisationId(Uuid::from_u128(0x100));
/// Nobody else's name begins so, in any of the index's shortened forms.
const CANARY: &str = "Qzvxcanaryname";
const OTHERS: u128 = 400;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_500_000, 0).unwrap()
}

fn scope(roles: &[Role]) -> Scope {
    let holdings = policy::holdings(&roles.iter().copied().collect());
    let nouns = holdings.into_iter().map(|holding| (holding, 0)).collect();
    Scope { epoch: Uuid::from_u128(0xE0), cut: 10, mark: None, nouns, now: now() }
}

fn person(n: u128, last: &str) -> Person {
    let name = PersonName { title: None, first: "Gwen".to_owned(), last: last.to_owned() };
    let number = Some(format!("{:08}", 20_000_000 + n));
    Person::new(PersonId(Uuid::from_u128(n)), HERE, Standing::Employee, name, number)
}

fn page(people: impl IntoIterator<Item = Person>) -> Page {
    let mut page = Page::new(NounKind::Person);
    for person in people {
        page.push(person.id(), 1, &serde_json::to_string(&person).unwrap()).unwrap();
    }
    page
}

struct Desk {
    folder: tempfile::TempDir,
    cache: Cache,
    outbox: Outbox,
    keys: Keys,
    reader: Reader,
}

impl Desk {
    /// A desk of HR that holds many people, and among them one.
    async fn with_the_canary() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::random();
        let ods_code = OdsCode::parse("R0A").unwrap();
        let reader = Reader {
            user: UserRef { id: UserId(Uuid::from_u128(0x300)), name: "Rhian Pryce".to_owned() },
            organisation: OrganisationRef { id: HERE, ods_code, name: "Alder".to_owned() },
            roles: [Role::HrOfficer].into(),
        };
        let outbox = Outbox::open(folder.path(), &FileKey::random()).await.unwrap();
        let cache = Cache::open(folder.path(), &keys, false).await.unwrap();
        let desk = Self { folder, cache, outbox, keys, reader };
        receive::begin(&desk.cache, &scope(&[Role::HrOfficer])).await.unwrap();
        let others = (0..OTHERS).map(|n| person(n, &format!("Rees{n}")));
        let page = page(others.chain([person(OTHERS, CANARY)]));
        receive::take_page(&desk.cache, &Records { page, more: false }).await.unwrap();
        let queue = Queue { outbox: &desk.outbox, key: &desk.keys.person };
        receive::finish(&desk.cache, &desk.reader, queue).await.unwrap();
        assert_eq!(desk.found().await, 1);
        assert!(desk.holds_it(), "the look finds nothing: it proves nothing");
        desk
    }

    /// The files' threads end before the process does: what SQLCipher needs is gone after that.
    async fn close(self) {
        self.cache.close().await;
        self.outbox.close().await;
    }

    async fn take(&self, pages: Vec<Page>, gone: Vec<(NounKind, Uuid)>, seq: u64) {
        let queue = Queue { outbox: &self.outbox, key: &self.keys.person };
        let changes = Changes { seq, mark: None, head: seq, now: now(), pages, gone };
        receive::take_changes(&self.cache, &self.reader, &changes, queue, now()).await.unwrap();
    }

    async fn found(&self) -> usize {
        let find = Find { typed: CANARY[..4].to_owned() };
        find.answer(&self.cache, &self.reader).await.unwrap().people.len()
    }

    /// Whether the canary stands anywhere in the cache's files, read in clear.
    fn holds_it(&self) -> bool {
        let file = self.folder.path().join("main.db");
        stands_in(&opened::every_page(&file, &self.keys.main).unwrap(), CANARY)
    }
}

/// Whether a text stands in bytes, as it is or as an index holds it: small, without its beginning.
fn stands_in(bytes: &[u8], text: &str) -> bool {
    let end = &text[3..];
    bytes.windows(end.len()).any(|window| window.eq_ignore_ascii_case(end.as_bytes()))
}

#[tokio::test]
async fn of_a_role_that_ends_nothing_is_left_in_any_page() {
    let desk = Desk::with_the_canary().await;
    receive::begin(&desk.cache, &scope(&[Role::FinanceOfficer])).await.unwrap();
    assert_eq!(desk.found().await, 0);
    assert!(!desk.holds_it());
    desk.close().await;
}

#[tokio::test]
async fn of_a_record_that_goes_nothing_is_left_in_any_page() {
    let desk = Desk::with_the_canary().await;
    // It moved about before: pages were split and given back, and the log has frames of it.
    for seq in 11..15 {
        let word = "x".repeat(usize::try_from(seq).unwrap() * 100);
        let one = person(OTHERS, &format!("{CANARY} {word}"));
        let others = (0..OTHERS).map(|n| person(n, &format!("Rees{n} {word}")));
        desk.take(vec![page(others.chain([one]))], vec![], seq).await;
    }
    assert!(desk.holds_it());
    desk.take(vec![], vec![(NounKind::Person, Uuid::from_u128(OTHERS))], 15).await;
    assert_eq!(desk.found().await, 0);
    assert!(!desk.holds_it());
    desk.close().await;
}

#[tokio::test]
async fn what_a_reader_kept_in_the_log_goes_when_the_files_are_next_opened() {
    let desk = Desk::with_the_canary().await;
    desk.take(vec![page([person(OTHERS, &format!("{CANARY} again"))])], vec![], 11).await;
    // Somebody is reading for longer than a checkpoint waits.
    let file = desk.folder.path().join("main.db");
    let mut reading = opened::open(&file, &desk.keys.main).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM person").execute(&mut reading).await.unwrap();
    desk.take(vec![], vec![(NounKind::Person, Uuid::from_u128(OTHERS))], 12).await;
    assert_eq!(desk.found().await, 0, "it is removed all the same");
    sqlx::raw_sql("COMMIT").execute(&mut reading).await.unwrap();
    sqlx::Connection::close(reading).await.unwrap();
    let Desk { folder, cache, outbox, keys, reader } = desk;
    // As after a kill: nothing is closed in order.
    let again = Cache::open(folder.path(), &keys, false).await.unwrap();
    let left = cache;
    let desk = Desk { folder, cache: again, outbox, keys, reader };
    assert!(!desk.holds_it());
    left.close().await;
    desk.close().await;
}
