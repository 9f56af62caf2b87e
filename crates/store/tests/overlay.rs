//! The overlay is kept up by running again what a change may make a difference to. Whatever happens,
//! in whatever order, it is what it would be if everything that waits were run again from nothing.
//! Real SQLCipher files; what happens is drawn from a seed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::Command;
use muster_domain::iat::oh_enquiry::{self, OhEnquiry};
use muster_domain::iat::transfer::{self, Consent, ConsentMeans};
use muster_domain::noun::{NounKind, Record};
use muster_domain::organisation::Organisation;
use muster_domain::policy::{self, Role};
use muster_domain::recruitment::Applicant;
use muster_domain::recruitment::applicant::{self, PostChange, Stage};
use muster_domain::words::{
    CommandId, DeviceId, OdsCode, OrganisationId, OrganisationRef, PersonId, PersonName, UserId,
    UserRef, derived,
};
use muster_protocol::change::{Changes, Records, Scope};
use muster_protocol::envelope::{Base, Envelope, FORMAT, Signed};
use muster_protocol::page::Page;
use muster_protocol::verdict::NotTaken;
use muster_store::key::{FileKey, Keys};
use muster_store::outbox::{Outbox, Sealed, State};
use muster_store::overlay::{self, Deciding, Queue};
use muster_store::{Cache, Reader, entitled, receive};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tempfile::TempDir;
use uuid::Uuid;

const APPLICANTS: u128 = 6;
const EPOCH: Uuid = Uuid::from_u128(0xE0);

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0xA000 + n)
}

fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_500_000 + seconds, 0).unwrap()
}

fn here() -> OrganisationRef {
    let ods_code = OdsCode::parse("R0A").unwrap();
    OrganisationRef { id: OrganisationId(id(0x100)), ods_code, name: "Alder".to_owned() }
}

fn there() -> OrganisationRef {
    let ods_code = OdsCode::parse("R0B").unwrap();
    OrganisationRef { id: OrganisationId(id(0x200)), ods_code, name: "Birch".to_owned() }
}

fn applicant(n: u128, post: &str, stage: Stage) -> Applicant {
    Applicant {
        id: id(n),
        organisation: here().id,
        person: PersonId(derived(id(n), "person")),
        number: format!("A-{n}"),
        name: PersonName { title: None, first: "Gwen".to_owned(), last: format!("Rees {n}") },
        post: post.to_owned(),
        position_number: None,
        offer_accepted_on: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        start_on: None,
        stage,
        no_earlier_service: None,
    }
}

/// A desk's files, and what its server's log says.
struct Desk {
    folder: TempDir,
    cache: Cache,
    outbox: Outbox,
    keys: Keys,
    reader: Reader,
    seq: u64,
    now: i64,
}

impl Desk {
    async fn new(roles: &[Role]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::random();
        let reader = Reader {
            user: UserRef { id: UserId(id(0x300)), name: "Rhian Pryce".to_owned() },
            organisation: here(),
            roles: roles.iter().copied().collect(),
        };
        let outbox = Outbox::open(folder.path(), &FileKey::random()).await.unwrap();
        let with_oh = roles.contains(&Role::OhNurse);
        let cache = Cache::open(folder.path(), &keys, with_oh).await.unwrap();
        Self { folder, cache, outbox, keys, reader, seq: 10, now: 0 }
    }

    /// With some applicants and an organisation to ask.
    async fn loaded(roles: &[Role]) -> Self {
        let desk = Self::new(roles).await;
        receive::begin(&desk.cache, &desk.scope(roles)).await.unwrap();
        let applicants: Vec<_> =
            (0..APPLICANTS).map(|n| applicant(n, "Staff Nurse", Stage::OfferAccepted)).collect();
        let known = Organisation { organisation: here().id, reference: there() };
        desk.arrives(&applicants).await;
        desk.arrives(&[known]).await;
        for (noun, _) in desk.scope(roles).nouns {
            let page = Page::new(noun.noun);
            receive::take_page(&desk.cache, &Records { page, more: false }).await.unwrap();
        }
        receive::finish(&desk.cache, &desk.reader, desk.queue()).await.unwrap();
        desk
    }

    fn scope(&self, roles: &[Role]) -> Scope {
        let holdings = policy::holdings(&roles.iter().copied().collect());
        Scope {
            epoch: EPOCH,
            cut: self.seq,
            mark: None,
            nouns: holdings.into_iter().map(|holding| (holding, 0)).collect(),
            now: moment(self.now),
        }
    }

    async fn arrives<R: Record>(&self, records: &[R]) {
        let mut page = Page::new(R::NOUN);
        for record in records {
            page.push(record.id(), 1, &serde_json::to_string(record).unwrap()).unwrap();
        }
        receive::take_page(&self.cache, &Records { page, more: true }).await.unwrap();
    }

    fn queue(&self) -> Queue<'_> {
        Queue { outbox: &self.outbox, key: &self.keys.person }
    }

    async fn act(&mut self, command: Command, amends: Option<CommandId>) -> Option<CommandId> {
        self.now += 1;
        let (_, record) = command.target();
        let mut waiting = self.outbox.undecided_about(record).await.unwrap();
        waiting.retain(|id| Some(*id) != amends);
        let envelope = Envelope {
            format: FORMAT,
            id: CommandId(derived(id(0x400), &self.now.to_string())),
            user: self.reader.user.id,
            organisation: here().id,
            device: DeviceId(id(0x500)),
            at: moment(self.now),
            base: Base { epoch: EPOCH, version: 0, waiting: waiting.clone() },
            depends_on: waiting,
            amends,
            command,
        };
        let signed = Signed::new(&envelope, &self.keys.device).unwrap();
        let person = self.keys.person.public_key();
        let save = self.outbox.save(&envelope, Sealed::new(&signed, &person, &person).unwrap());
        let deciding = Deciding::begin(&self.cache, &self.reader, &envelope).await.unwrap();
        let decided = deciding.decide(self.queue(), &envelope).await.unwrap().ok()?;
        save.await.unwrap();
        decided.lay().await.unwrap().show().await.unwrap();
        Some(envelope.id)
    }

    /// The server says something of some applicants. How many commands are run again.
    async fn hears(&mut self, page: Page, gone: Vec<(NounKind, Uuid)>) -> usize {
        self.seq += 1;
        let (now, seq) = (moment(self.now), self.seq);
        let changes = Changes { seq, mark: None, head: seq, now, pages: vec![page], gone };
        let queue = self.queue();
        let settled = receive::take_changes(&self.cache, &self.reader, &changes, queue, now).await;
        let settled = settled.unwrap();
        for fallen in &settled.fallen {
            let reason = NotTaken::Rule { refusal: fallen.refusal.clone() };
            let person = self.keys.person.public_key();
            self.outbox.refused(fallen.id, &reason, &person, now).await.unwrap();
        }
        settled.run
    }

    /// The caches are closed, and opened again.
    async fn reopened(mut self) -> Self {
        self.cache.close().await;
        let with_oh = self.reader.roles.contains(&Role::OhNurse);
        self.cache = Cache::open(self.folder.path(), &self.keys, with_oh).await.unwrap();
        overlay::rebase(&self.cache, &self.reader, self.queue()).await.unwrap();
        self
    }

    /// The files' threads end before the process does: what SQLCipher needs is gone after that.
    async fn close(self) {
        self.cache.close().await;
        self.outbox.close().await;
    }

    /// Everything that the caches show, and what of it waits.
    async fn shown(&self) -> BTreeMap<String, (Option<String>, Option<String>, bool)> {
        let mut shown = BTreeMap::new();
        for noun in [NounKind::Applicant, NounKind::Transfer, NounKind::Organisation] {
            for row in muster_store::records::everything(&self.cache.main, noun).await.unwrap() {
                let (id, body, server, waiting) = row;
                shown.insert(format!("{} {id}", noun.name()), (body, server, waiting));
            }
        }
        shown
    }

    /// What is shown is what everything run again from nothing would show.
    async fn is_as_from_nothing(&self, what: &str) {
        let kept_up = self.shown().await;
        overlay::rebase(&self.cache, &self.reader, self.queue()).await.unwrap();
        let from_nothing = self.shown().await;
        let differs = |(key, row): (&String, &_)| from_nothing.get(key) != Some(row);
        let differing: Vec<_> = kept_up
            .iter()
            .filter(|row| differs(*row))
            .map(|(key, row)| (key, row, from_nothing.get(key)))
            .collect();
        assert!(differing.is_empty(), "{what}: {differing:#?}");
        assert_eq!(kept_up.len(), from_nothing.len(), "{what}");
    }
}

fn change(n: u128, was: &str, now: &str) -> Command {
    Command::Applicant(applicant::Command::Change(applicant::Change {
        id: id(n),
        post: Some(PostChange { was: was.to_owned(), now: now.to_owned() }),
        start_on: None,
    }))
}

fn withdraw(n: u128) -> Command {
    let reason = "Took another job".to_owned();
    Command::Applicant(applicant::Command::Withdraw(applicant::Withdraw { id: id(n), reason }))
}

fn request(n: u128, transfer: Uuid) -> Command {
    let given_on = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    Command::Transfer(transfer::Command::Request(transfer::Request {
        id: transfer,
        applicant: id(n),
        source: there().id,
        ni_number: "AB123447C".to_owned(),
        date_of_birth: NaiveDate::from_ymd_opt(1990, 4, 5).unwrap(),
        last_name: format!("Rees {n}"),
        staff: transfer::StaffKind::General,
        occasion: transfer::Occasion::BeforeHire,
        consent: Consent { given_on, means: ConsentMeans::OfferAcceptance },
        reference: None,
    }))
}

fn withdraw_transfer(id: Uuid) -> Command {
    let reason = "No longer".to_owned();
    Command::Transfer(transfer::Command::Withdraw(transfer::Withdraw { id, reason }))
}

fn page_of(applicants: &[Applicant], version: u64) -> Page {
    let mut page = Page::new(NounKind::Applicant);
    for one in applicants {
        page.push(one.id, version, &serde_json::to_string(one).unwrap()).unwrap();
    }
    page
}

const POSTS: [&str; 3] = ["Staff Nurse", "Sister", "Matron"];

async fn a_morning(seed: u64) {
    let mut chance = StdRng::seed_from_u64(seed);
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    let mut transfers: Vec<Uuid> = Vec::new();
    for step in 0..40 {
        let n = chance.gen_range(0..APPLICANTS);
        let post = POSTS[chance.gen_range(0..POSTS.len())];
        let undecided = desk.outbox.undecided().await.unwrap();
        let some = (!undecided.is_empty())
            .then(|| undecided[chance.gen_range(0..undecided.len())].clone());
        let what = chance.gen_range(0..12);
        match (what, some) {
            (0..=2, _) => {
                let transfer = derived(id(0x600), &format!("{step}"));
                if desk.act(request(n, transfer), None).await.is_some() {
                    transfers.push(transfer);
                }
            }
            (3, _) if !transfers.is_empty() => {
                let transfer = transfers[chance.gen_range(0..transfers.len())];
                desk.act(withdraw_transfer(transfer), None).await;
            }
            (4, _) => {
                desk.act(withdraw(n), None).await;
            }
            (5 | 6, _) => {
                let was = POSTS[chance.gen_range(0..POSTS.len())];
                desk.act(change(n, was, post), None).await;
            }
            (7, Some((command, ..))) => {
                desk.outbox.mark_sent(&[command]).await.unwrap();
            }
            (8, Some((command, _, State::Sent))) => {
                if chance.gen_bool(0.5) {
                    let seq = desk.seq + chance.gen_range(0..3);
                    desk.outbox.accepted(command, seq, moment(0)).await.unwrap();
                } else {
                    let person = desk.keys.person.public_key();
                    let reason = NotTaken::RulesBroke;
                    desk.outbox.refused(command, &reason, &person, moment(0)).await.unwrap();
                }
                let settled = overlay::settle(&desk.cache, &desk.reader, desk.queue(), &[]).await;
                settled.unwrap();
            }
            (9, Some((command, _, State::Waiting))) => {
                if chance.gen_bool(0.5) {
                    desk.act(change(n, POSTS[0], post), Some(command)).await;
                } else {
                    desk.outbox.withdraw(command, moment(0)).await.unwrap();
                }
                let settled = overlay::settle(&desk.cache, &desk.reader, desk.queue(), &[]).await;
                settled.unwrap();
            }
            (10, _) => {
                let gone = vec![(NounKind::Applicant, id(n))];
                desk.hears(Page::new(NounKind::Applicant), gone).await;
            }
            _ => {
                let stage = if chance.gen_bool(0.3) {
                    Stage::Withdrawn { reason: "Somebody else said so".to_owned(), by: None }
                } else {
                    Stage::OfferAccepted
                };
                let page = page_of(&[applicant(n, post, stage)], desk.seq + 1);
                desk.hears(page, Vec::new()).await;
            }
        }
        desk.is_as_from_nothing(&format!("seed {seed}, step {step}, {what}")).await;
    }
    desk.close().await;
}

#[tokio::test]
async fn whatever_happens_the_overlay_is_what_it_would_be_from_nothing() {
    for seed in 0..24 {
        a_morning(seed).await;
    }
}

#[tokio::test]
async fn a_change_runs_again_what_it_touches_and_nothing_else() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    for n in 0..APPLICANTS {
        assert!(desk.act(change(n, "Staff Nurse", "Sister"), None).await.is_some());
    }
    let transfer = derived(id(0x600), "asked");
    assert!(desk.act(request(2, transfer), None).await.is_some());
    assert!(desk.act(withdraw_transfer(transfer), None).await.is_some());
    // Of applicant 2 there are three: the change, the request, and what follows it.
    let page = page_of(&[applicant(2, "Matron", Stage::OfferAccepted)], desk.seq + 1);
    assert_eq!(desk.hears(page, vec![]).await, 3);
    let stranger = page_of(&[applicant(90, "Matron", Stage::OfferAccepted)], desk.seq + 1);
    assert_eq!(desk.hears(stranger, vec![]).await, 0);
    desk.close().await;
}

#[tokio::test]
async fn other_roles_take_what_is_theirs_and_leave_what_stays() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    assert!(desk.act(withdraw(1), None).await.is_some());
    let both = [Role::RecruitmentOfficer, Role::IatApprover];
    receive::begin(&desk.cache, &desk.scope(&both)).await.unwrap();
    let arriving: Vec<_> =
        desk.cache.arriving().await.unwrap().into_iter().map(|one| one.noun).collect();
    use NounKind as N;
    assert_eq!(
        arriving,
        [
            N::TransferPolicy,
            N::Enquiry,
            N::EnquiryIdentity,
            N::Candidate,
            N::Incident,
            N::Reference,
            N::Notice,
            N::Colleague,
            N::Delegation
        ]
    );
    assert_eq!(entitled::receipt_due(&desk.cache).await.unwrap(), []);

    let approver = desk.scope(&[Role::IatApprover]);
    let left = entitled::left(&desk.cache, &approver).await.unwrap();
    assert!(left.contains(&N::Applicant) && left.contains(&N::Transfer));
    assert!(!left.contains(&N::Organisation) && !left.contains(&N::Enquiry));
    let parcels = desk.outbox.about(&left).await.unwrap();
    assert_eq!(parcels.iter().flatten().count(), 1);
    desk.outbox.hand_in(&left, moment(0)).await.unwrap();
    receive::begin(&desk.cache, &approver).await.unwrap();
    assert_eq!(entitled::receipt_due(&desk.cache).await.unwrap(), left);
    let shown = desk.shown().await;
    assert!(shown.keys().all(|key| key.starts_with("organisation")), "{shown:?}");
    assert_eq!(shown.len(), 1, "what everybody holds stays");
    assert!(desk.outbox.undecided().await.unwrap().is_empty());
    assert_eq!(desk.outbox.handed_in(10).await.unwrap().len(), 1);
    desk.close().await;
}

impl Desk {
    async fn post_of(&self, n: u128) -> Option<String> {
        let applicant = muster_store::records::get::<Applicant>(&self.cache.main, id(n)).await;
        applicant.unwrap().map(|seen| seen.record.post)
    }

    async fn take_back(&self, command: CommandId) {
        assert!(self.outbox.withdraw(command, moment(0)).await.unwrap());
        let settled = overlay::settle(&self.cache, &self.reader, self.queue(), &[]).await;
        settled.unwrap();
    }
}

#[tokio::test]
async fn under_what_waits_the_servers_record_is_its_newest() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    let asked = desk.act(change(1, "Staff Nurse", "Sister"), None).await.unwrap();
    // The server hears something else of them meanwhile; what waits still holds.
    let mut newer = applicant(1, "Staff Nurse", Stage::OfferAccepted);
    newer.start_on = NaiveDate::from_ymd_opt(2027, 3, 1);
    let page = page_of(&[newer.clone()], desk.seq + 1);
    desk.hears(page, vec![]).await;
    assert_eq!(desk.post_of(1).await.as_deref(), Some("Sister"));
    desk.take_back(asked).await;
    let shown = muster_store::records::get::<Applicant>(&desk.cache.main, id(1)).await.unwrap();
    assert_eq!(shown.map(|seen| seen.record), Some(newer));
    desk.close().await;
}

#[tokio::test]
async fn two_that_wait_on_one_record_come_off_one_by_one() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    let first = desk.act(change(1, "Staff Nurse", "Sister"), None).await.unwrap();
    let second = desk.act(change(1, "Sister", "Matron"), None).await.unwrap();
    assert_eq!(desk.post_of(1).await.as_deref(), Some("Matron"));
    desk.take_back(second).await;
    assert_eq!(desk.post_of(1).await.as_deref(), Some("Sister"));
    desk.take_back(first).await;
    assert_eq!(desk.post_of(1).await.as_deref(), Some("Staff Nurse"));
    desk.close().await;
}

#[tokio::test]
async fn what_was_taken_back_before_the_desk_ended_is_not_shown_when_it_is_opened() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    let loaded = desk.shown().await;
    let changed = desk.act(change(1, "Staff Nurse", "Sister"), None).await.unwrap();
    let asked = desk.act(request(2, derived(id(0x600), "asked")), None).await.unwrap();
    let stays = desk.act(change(3, "Staff Nurse", "Matron"), None).await.unwrap();
    for taken_back in [changed, asked] {
        assert!(desk.outbox.withdraw(taken_back, moment(0)).await.unwrap());
    }
    let desk = desk.reopened().await;
    assert_eq!(desk.post_of(3).await.as_deref(), Some("Matron"), "it waits still");
    assert!(desk.outbox.withdraw(stays, moment(0)).await.unwrap());
    let desk = desk.reopened().await;
    assert_eq!(desk.shown().await, loaded);
    desk.close().await;
}

#[tokio::test]
async fn a_record_that_goes_takes_what_waits_on_it_along() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    let asked = desk.act(change(1, "Staff Nurse", "Sister"), None).await.unwrap();
    let gone = vec![(NounKind::Applicant, id(1))];
    desk.hears(Page::new(NounKind::Applicant), gone).await;
    assert_eq!(desk.post_of(1).await, None);
    let refused = desk.outbox.get(asked, &desk.keys.person).await.unwrap().unwrap();
    assert_eq!(refused.state, State::Refused, "its author is told, and has the text");
    desk.close().await;
}

#[tokio::test]
async fn a_load_that_becomes_a_wider_one_begins_again_and_a_narrower_one_lets_go() {
    let desk = Desk::new(&[Role::RecruitmentOfficer]).await;
    receive::begin(&desk.cache, &desk.scope(&[Role::RecruitmentOfficer])).await.unwrap();
    desk.arrives(&[applicant(1, "Staff Nurse", Stage::OfferAccepted)]).await;
    let both = [Role::RecruitmentOfficer, Role::HrOfficer];
    receive::begin(&desk.cache, &desk.scope(&both)).await.unwrap();
    let arriving = desk.cache.arriving().await.unwrap();
    let applicants = arriving.iter().find(|one| one.noun == NounKind::Applicant).unwrap();
    assert_eq!((applicants.after, applicants.so_far), (None, 0), "earlier ones are missed");
    // A role that ends takes even nouns that the other still holds: less of them, from the start.
    desk.arrives(&[applicant(1, "Staff Nurse", Stage::OfferAccepted)]).await;
    receive::begin(&desk.cache, &desk.scope(&[Role::RecruitmentOfficer])).await.unwrap();
    assert_eq!(desk.post_of(1).await, None);
    desk.close().await;
}

#[tokio::test]
async fn a_history_that_is_doubted_is_compared_when_it_is_next_loaded() {
    let roles = [Role::RecruitmentOfficer];
    let desk = Desk::loaded(&roles).await;
    receive::doubt(&desk.cache).await.unwrap();
    let other = Scope { epoch: Uuid::from_u128(0xE1), ..desk.scope(&roles) };
    receive::begin(&desk.cache, &other).await.unwrap();
    assert!(receive::is_doubted(&desk.cache).await.unwrap());
    assert!(desk.cache.arriving().await.unwrap().is_empty(), "and not loaded anew");
    desk.close().await;
}

#[tokio::test]
async fn what_is_ahead_of_a_log_that_was_set_back_is_doubted_though_the_epoch_is_the_same() {
    let roles = [Role::RecruitmentOfficer];
    let desk = Desk::loaded(&roles).await;
    let now = desk.scope(&roles);
    for (scope, doubted) in [
        (Scope { cut: now.cut + 1, ..now.clone() }, false),
        (now.clone(), false),
        (Scope { mark: Some(id(0xE2)), ..now.clone() }, true),
        (Scope { cut: now.cut - 1, ..now.clone() }, true),
    ] {
        receive::believe(&desk.cache).await.unwrap();
        receive::begin(&desk.cache, &scope).await.unwrap();
        assert_eq!(receive::is_doubted(&desk.cache).await.unwrap(), doubted, "{scope:?}");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_handed_in_is_what_was_left_and_the_latest_of_what_was_typed() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    desk.act(withdraw(1), None).await.unwrap();
    let transfer = desk.act(request(2, derived(id(0x600), "asked")), None).await.unwrap();
    let (person, server) = (desk.keys.person.public_key(), Keys::random());
    for text in ["the call", "the caller said that she is at home on Tuesdays"] {
        let key = server.person.public_key();
        desk.outbox.keep_draft("transfer.request", text, &person, &key, moment(1)).await.unwrap();
    }
    let handed_in = desk.outbox.for_server().await.unwrap();
    let draft = handed_in.iter().flatten().last().unwrap();
    let opened = muster_store::seal::open(&server.person, &draft.sealed.0).unwrap();
    assert_eq!(opened, b"the caller said that she is at home on Tuesdays");
    assert_eq!(handed_in.iter().flatten().count(), 3);
    // Only what is about applicants goes; the request is of a noun that stays.
    desk.outbox.hand_in(&[NounKind::Applicant], moment(2)).await.unwrap();
    let left = desk.outbox.undecided().await.unwrap();
    assert_eq!(left.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [transfer]);
    desk.close().await;
}

impl Desk {
    async fn state_of(&self, command: CommandId) -> State {
        self.outbox.get(command, &self.keys.person).await.unwrap().unwrap().state
    }
}

#[tokio::test]
async fn what_is_on_its_way_cannot_be_taken_back() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    let asked = desk.act(change(1, "Staff Nurse", "Sister"), None).await.unwrap();
    desk.outbox.mark_sent(&[asked]).await.unwrap();
    assert!(!desk.outbox.withdraw(asked, moment(0)).await.unwrap());
    assert_eq!(desk.state_of(asked).await, State::Sent);
    desk.close().await;
}

#[tokio::test]
async fn what_is_on_its_way_is_the_servers_to_refuse() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    let sent = desk.act(change(1, "Staff Nurse", "Sister"), None).await.unwrap();
    let waits = desk.act(change(2, "Staff Nurse", "Sister"), None).await.unwrap();
    desk.outbox.mark_sent(&[sent]).await.unwrap();
    // Somebody else was first with both: neither holds here any more.
    let theirs = [1, 2].map(|n| applicant(n, "Matron", Stage::OfferAccepted));
    desk.hears(page_of(&theirs, desk.seq + 1), vec![]).await;
    assert_eq!(desk.state_of(sent).await, State::Sent);
    assert_eq!(desk.state_of(waits).await, State::Refused);
    desk.close().await;
}

#[tokio::test]
async fn a_load_for_more_roles_leaves_the_cursor_where_what_is_held_is() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    let before = desk.cache.cursor().await.unwrap().unwrap();
    // The server has gone on, and this desk has not heard of it yet.
    desk.seq += 5;
    let both = [Role::RecruitmentOfficer, Role::IatApprover];
    receive::begin(&desk.cache, &desk.scope(&both)).await.unwrap();
    assert_eq!(desk.cache.cursor().await.unwrap(), Some(before));
    desk.close().await;
}

#[tokio::test]
async fn what_the_server_refused_of_occupational_health_is_shown_no_more() {
    let mut desk = Desk::loaded(&[Role::OhNurse]).await;
    let asked = OhEnquiry {
        id: id(0x700),
        organisation: here().id,
        asker: there(),
        asked_by: desk.reader.user.clone(),
        person: PersonId(id(0x701)),
        name: PersonName { title: None, first: "Gwen".to_owned(), last: "Rees".to_owned() },
        consent: Consent {
            given_on: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
            means: ConsentMeans::OfferAcceptance,
        },
        stage: oh_enquiry::Stage::Waiting,
    };
    desk.arrives(std::slice::from_ref(&asked)).await;
    let refuse = oh_enquiry::Refuse { id: asked.id, note: "No consent".to_owned() };
    let refuse = Command::OhEnquiry(oh_enquiry::Command::Refuse(refuse));
    let command = desk.act(refuse.clone(), None).await.unwrap();
    let shown = async |desk: &Desk| {
        let oh = desk.cache.oh.as_ref().unwrap();
        let found = muster_store::records::get::<OhEnquiry>(oh, asked.id).await.unwrap();
        found.map(|seen| seen.record.stage)
    };
    assert!(matches!(shown(&desk).await, Some(oh_enquiry::Stage::Refused { .. })));

    let person = desk.keys.person.public_key();
    desk.outbox.refused(command, &NotTaken::RulesBroke, &person, moment(0)).await.unwrap();
    overlay::settle(&desk.cache, &desk.reader, desk.queue(), &[]).await.unwrap();
    assert_eq!(shown(&desk).await, Some(oh_enquiry::Stage::Waiting));

    // Nor what was taken back just before the desk ended.
    let command = desk.act(refuse, None).await.unwrap();
    assert!(desk.outbox.withdraw(command, moment(0)).await.unwrap());
    let desk = desk.reopened().await;
    assert_eq!(shown(&desk).await, Some(oh_enquiry::Stage::Waiting));
    desk.close().await;
}

#[tokio::test]
async fn what_the_desk_itself_refused_is_handed_in_with_what_waits() {
    let mut desk = Desk::loaded(&[Role::RecruitmentOfficer]).await;
    let fell = desk.act(change(1, "Staff Nurse", "Sister"), None).await.unwrap();
    let waits = desk.act(withdraw(2), None).await.unwrap();
    let theirs = page_of(&[applicant(1, "Matron", Stage::OfferAccepted)], desk.seq + 1);
    desk.hears(theirs, vec![]).await;
    assert_eq!(desk.state_of(fell).await, State::Refused);
    // The server never heard of it: if the copy goes, nobody else has its text.
    let handed_in = desk.outbox.for_server().await.unwrap();
    let handed_in: Vec<_> = handed_in.iter().flatten().map(|command| command.id).collect();
    assert_eq!(handed_in, [fell, waits]);
    assert_eq!(desk.outbox.not_decided().await.unwrap(), 2);
    desk.close().await;
}
