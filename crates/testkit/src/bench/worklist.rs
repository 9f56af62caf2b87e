//! A worklist of fifty thousand: what it takes until its first page and its counts are there, and
//! until another page is while it is scrolled. The desk's files alone, without a server and without a
//! window.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, ensure};
use chrono::{Days, NaiveDate, TimeZone, Utc};
use muster_domain::iat::item::PartKind;
use muster_domain::notifications::Notice;
use muster_domain::notifications::notice::{Holder, Kind};
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Role, Team};
use muster_domain::words::{OdsCode, OrganisationId, OrganisationRef, UserId, UserRef};
use muster_protocol::change::{Records, Scope};
use muster_protocol::page::Page;
use muster_store::key::{FileKey, Keys};
use muster_store::notifications::notice::{WorkTab, Worklist};
use muster_store::outbox::Outbox;
use muster_store::overlay::Queue;
use muster_store::{Cache, Read, Reader, receive};
use uuid::Uuid;

use super::figure::{Figure, ms, quantile};
use super::floor;

const NOTICES: u32 = 50_000;
/// A page of a load.
const A_PAGE: u32 = 5_000;
/// So many rows are read at once while the list is scrolled.
const ROWS: u32 = 100;
/// How often each is measured.
const OPENINGS: usize = 9;
const SCROLLS: u32 = 100;

/// Measures it, beside the same rows asked for plainly.
pub async fn measure(folder: &Path) -> anyhow::Result<Vec<Figure>> {
    let folder = folder.join("worklist");
    let reader = reader()?;
    let keys = Keys::random();
    fill(&folder, &keys, &reader).await?;
    let main = folder.join("main.db");
    let key = floor::hex(&keys.main);
    let today = day()?;
    let first = Worklist { rows: Some(ROWS), today: Some(today), ..Worklist::of(WorkTab::Queue) };
    let (mut opened, mut plainly) = (Vec::new(), Vec::new());
    for _ in 0..OPENINGS {
        // Opened anew each time: nothing of the file is in memory.
        let cache = Cache::open(&folder, &keys, false).await?;
        let begun = Instant::now();
        let answer = first.answer(&cache, &reader).await?;
        opened.push(ms(begun.elapsed()));
        ensure!(answer.rows.len() == ROWS as usize, "{} rows", answer.rows.len());
        ensure!(answer.mine + answer.queue == NOTICES, "{} + {}", answer.mine, answer.queue);
        cache.close().await;
        plainly.push(floor::first_notices(&main, &key, ROWS).await?);
    }
    let cache = Cache::open(&folder, &keys, false).await?;
    let mut scrolled = Vec::new();
    for n in 0..SCROLLS {
        let from = n * (NOTICES / 2 / SCROLLS);
        let page = Worklist { from, ..first.clone() };
        let begun = Instant::now();
        let answer = page.answer(&cache, &reader).await?;
        scrolled.push(ms(begun.elapsed()));
        ensure!(!answer.rows.is_empty(), "nothing from row {from}");
    }
    cache.close().await;
    let floor = Some(quantile(&plainly, 0.5));
    let rows = u64::from(NOTICES);
    Ok(vec![
        Figure::new("worklist_50000", "ms", quantile(&opened, 0.5), floor, rows),
        Figure::new("worklist_page_p99", "ms", quantile(&scrolled, 0.99), floor, u64::from(ROWS)),
    ])
}

fn reader() -> anyhow::Result<Reader> {
    Ok(Reader {
        user: UserRef { id: UserId(Uuid::from_u128(2)), name: "Amir Patel".to_owned() },
        organisation: OrganisationRef {
            id: OrganisationId(Uuid::from_u128(1)),
            ods_code: OdsCode::parse("R0A").context("a code")?,
            name: "Alder".to_owned(),
        },
        roles: [Role::LearningAdministrator].into(),
    })
}

fn day() -> anyhow::Result<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 11, 24).context("a day")
}

/// A desk that has just loaded fifty thousand notices: half are in the queue, half in this person's
/// hands.
async fn fill(folder: &Path, keys: &Keys, reader: &Reader) -> anyhow::Result<()> {
    let outbox = Outbox::open(folder, &FileKey::random()).await?;
    let cache = Cache::open(folder, keys, false).await?;
    let queue = Queue { outbox: &outbox, key: &keys.person };
    let holdings = policy::holdings(&reader.roles);
    let nouns: Vec<_> = holdings.iter().map(|holding| (*holding, 0)).collect();
    let (epoch, now) = (Uuid::from_u128(3), Utc::now());
    receive::begin(&cache, &Scope { epoch, cut: 1, mark: None, nouns, now }).await?;
    for holding in &holdings {
        if holding.noun == NounKind::Notice {
            for from in (0..NOTICES).step_by(A_PAGE as usize) {
                let mut page = Page::new(NounKind::Notice);
                for n in from..from + A_PAGE {
                    let notice = notice(n, reader)?;
                    page.push(notice.id, 1, &serde_json::to_string(&notice)?)?;
                }
                receive::take_page(&cache, &Records { page, more: true }).await?;
            }
        }
        let page = Page::new(holding.noun);
        receive::take_page(&cache, &Records { page, more: false }).await?;
    }
    receive::finish(&cache, reader, queue).await?;
    cache.close().await;
    outbox.close().await;
    Ok(())
}

fn notice(n: u32, reader: &Reader) -> anyhow::Result<Notice> {
    let raised_at = Utc.from_utc_datetime(&day()?.and_hms_opt(9, 0, 0).context("a time")?);
    let holder = Holder { user: reader.user.clone(), since: raised_at };
    Ok(Notice {
        // Spread as ids are: what is due together does not lie together.
        id: Uuid::from_u128(u128::from(n.wrapping_mul(2_654_435_761)) << 64 | u128::from(n)),
        organisation: reader.organisation.id,
        team: Team::Learning,
        to: None,
        kind: Kind::PartToReview { part: PartKind::Learning },
        about: Uuid::from_u128(0x10_0000 + u128::from(n)),
        subject: Some(format!("Gwen Rees {n}")),
        other: "Birchwood Trust".to_owned(),
        raised_at,
        due_on: Some(day()? + Days::new(u64::from(n % 60))),
        read_by: BTreeSet::new(),
        done: None,
        holder: n.is_multiple_of(2).then_some(holder),
        passed: vec![],
        delegate: None,
        shown_to: BTreeSet::new(),
        reminders: vec![],
        escalations: vec![],
    })
}
