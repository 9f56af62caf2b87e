//! Ten thousand commands wait, and a thousand records change: what it takes to take these in. The
//! desk's files alone, without a server and without a window.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, anyhow, ensure};
use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::Command;
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Role};
use muster_domain::recruitment::Applicant;
use muster_domain::recruitment::applicant::{self, PostChange, Stage};
use muster_domain::words::{
    CommandId, DeviceId, OdsCode, OrganisationId, OrganisationRef, PersonId, PersonName, UserId,
    UserRef,
};
use muster_protocol::change::{Changes, Records, Scope};
use muster_protocol::envelope::{Base, Envelope, FORMAT, Signed};
use muster_protocol::page::Page;
use muster_store::key::{FileKey, Keys};
use muster_store::outbox::Outbox;
use muster_store::outbox::Sealed;
use muster_store::overlay::{Deciding, Queue};
use muster_store::{Cache, Reader, receive};
use uuid::Uuid;

use super::figure::{Figure, ms};
use super::floor;

const WAITING: u128 = 10_000;
const CHANGED: u128 = 1_000;
/// One in ten of what changes has something waiting on it.
const TOUCHED: u128 = 100;

/// Measures it, beside writing the same rows plainly.
pub async fn measure(folder: &Path) -> anyhow::Result<Figure> {
    let folder = folder.join("rebase");
    let organisation = OrganisationRef {
        id: OrganisationId(Uuid::from_u128(1)),
        ods_code: OdsCode::parse("R0A").context("a code")?,
        name: "Alder".to_owned(),
    };
    let reader = Reader {
        user: UserRef { id: UserId(Uuid::from_u128(2)), name: "Rhian Pryce".to_owned() },
        organisation: organisation.clone(),
        roles: [Role::RecruitmentOfficer].into(),
    };
    let keys = Keys::random();
    let outbox = Outbox::open(&folder, &FileKey::random()).await?;
    let cache = Cache::open(&folder, &keys, false).await?;
    let queue = Queue { outbox: &outbox, key: &keys.person };
    let holdings = policy::holdings(&reader.roles);
    let epoch = Uuid::from_u128(3);
    let now = Utc::now();
    let nouns: Vec<_> = holdings.iter().map(|holding| (*holding, 0)).collect();
    receive::begin(&cache, &Scope { epoch, cut: 1, mark: None, nouns, now }).await?;
    for holding in &holdings {
        let mut page = Page::new(holding.noun);
        if holding.noun == NounKind::Applicant {
            for n in 0..WAITING + CHANGED {
                put(&mut page, n, "Staff Nurse", 1, &organisation)?;
            }
        }
        receive::take_page(&cache, &Records { page, more: false }).await?;
    }
    receive::finish(&cache, &reader, queue).await?;
    for n in 0..WAITING {
        let envelope = change(n, &reader, epoch, now);
        let signed = Signed::new(&envelope, &keys.device)?;
        let person = keys.person.public_key();
        let save = outbox.save(&envelope, Sealed::new(&signed, &person, &person)?);
        let deciding = Deciding::begin(&cache, &reader, &envelope).await?;
        let decided = deciding.decide(queue, &envelope).await?;
        let decided = decided.map_err(|refusal| anyhow!("the rules say no: {refusal:?}"))?;
        save.await?;
        decided.lay().await?.show().await?;
    }
    let mut page = Page::new(NounKind::Applicant);
    for n in (0..TOUCHED).chain(WAITING..WAITING + CHANGED - TOUCHED) {
        put(&mut page, n, "Staff Nurse, nights", 2, &organisation)?;
    }
    let changes = Changes { seq: 2, mark: None, head: 2, now, pages: vec![page], gone: vec![] };
    let begun = Instant::now();
    let settled = receive::take_changes(&cache, &reader, &changes, queue, now).await?;
    let took = ms(begun.elapsed());
    ensure!(settled.run == usize::try_from(TOUCHED)?, "{} were run again", settled.run);
    cache.close().await;
    outbox.close().await;
    let count = u32::try_from(CHANGED)?;
    let key = floor::hex(&keys.main);
    let floor = floor::rewritten(&folder.join("main.db"), &key, NounKind::Applicant, count).await?;
    Ok(Figure::new("rebase_10000", "ms", took, Some(floor), u64::from(count)))
}

fn put(
    page: &mut Page,
    n: u128,
    post: &str,
    version: u64,
    organisation: &OrganisationRef,
) -> anyhow::Result<()> {
    let applicant = Applicant {
        id: Uuid::from_u128(0x1_0000 + n),
        organisation: organisation.id,
        person: PersonId(Uuid::from_u128(0x10_0000 + n)),
        number: format!("A-{n}"),
        name: PersonName { title: None, first: "Gwen".to_owned(), last: format!("Rees {n}") },
        post: post.to_owned(),
        position_number: None,
        offer_accepted_on: NaiveDate::from_ymd_opt(2026, 11, 1).context("a day")?,
        start_on: None,
        stage: Stage::OfferAccepted,
        no_earlier_service: None,
    };
    page.push(applicant.id, version, &serde_json::to_string(&applicant)?)?;
    Ok(())
}

fn change(n: u128, reader: &Reader, epoch: Uuid, at: DateTime<Utc>) -> Envelope {
    let (was, now) = ("Staff Nurse".to_owned(), "Sister".to_owned());
    Envelope {
        format: FORMAT,
        id: CommandId(Uuid::now_v7()),
        user: reader.user.id,
        organisation: reader.organisation.id,
        device: DeviceId(Uuid::from_u128(4)),
        at,
        base: Base { epoch, version: 1, waiting: vec![] },
        depends_on: vec![],
        amends: None,
        command: Command::Applicant(applicant::Command::Change(applicant::Change {
            id: Uuid::from_u128(0x1_0000 + n),
            post: Some(PostChange { was, now }),
            start_on: None,
        })),
    }
}
