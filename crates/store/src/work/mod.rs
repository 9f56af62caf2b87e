//! Work on this computer: what waits to be sent, what needs attention, what was settled, and what
//! is held. These are made of the outbox and of the caches as files, not of one noun.

use chrono::{DateTime, Utc};
use crypto_box::SecretKey;
use muster_domain::Command;
use muster_domain::iat::enquiry::Enquiry;
use muster_domain::iat::oh_enquiry::OhEnquiry;
use muster_domain::iat::reference::Reference;
use muster_domain::iat::transfer::Transfer;
use muster_domain::noun::{CacheFile, NounKind};
use muster_domain::recruitment::{Applicant, Document, document};
use muster_domain::words::CommandId;
use muster_protocol::verdict::NotTaken;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::outbox::{Header, Outbox, Queued, State};
use crate::outgoing::Parts;
use crate::{Cache, Error, receive, records};

/// How far back the history of this computer goes.
const HISTORY_ROWS: u32 = 500;
/// More than this many waiting commands are listed no further; the count is always right.
const WAITING_ROWS: u32 = 1_000;

/// A command of this computer, for its lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct WorkItem {
    /// The command.
    pub id: CommandId,
    /// What is asked: `transfer.request`.
    pub verb: String,
    /// The noun of its record.
    pub noun: NounKind,
    /// Its record.
    pub record: Uuid,
    /// Who it is about, where that is known here.
    pub subject: Option<String>,
    /// The other organisation, where there is one.
    pub other: Option<String>,
    /// When it was saved on this computer.
    pub saved_at: DateTime<Utc>,
    /// Where it stands.
    pub state: State,
    /// When it left the queue.
    pub settled_at: Option<DateTime<Utc>>,
    /// Refused or parked: why.
    pub reason: Option<NotTaken>,
    /// How far its file is, if it has one.
    pub parts: Option<Parts>,
    /// What was asked, so that it can be looked at and amended.
    pub command: Command,
}

/// A command of this computer that is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Settled {
    /// The command.
    pub id: CommandId,
    /// What was asked: `transfer.request`.
    pub verb: String,
    /// Its record.
    pub record: Uuid,
    /// Who it was about, where that is known here still.
    pub subject: Option<String>,
    /// When it was saved on this computer.
    pub saved_at: DateTime<Utc>,
    /// What became of it.
    pub state: State,
    /// When it left the queue.
    pub settled_at: Option<DateTime<Utc>>,
}

/// What is saved here and not decided, oldest first.
pub async fn waiting(
    outbox: &Outbox,
    cache: &Cache,
    key: &SecretKey,
) -> Result<Vec<WorkItem>, Error> {
    let queue = outbox.list(&[State::Waiting, State::Sent], WAITING_ROWS, key).await?;
    let mut items = items(queue, cache).await?;
    let parts = outbox.parts().await?;
    for item in &mut items {
        item.parts = parts.get(&item.id).copied();
    }
    Ok(items)
}

/// What was refused and not yet dealt with, and what the server could not decide; oldest first.
pub async fn attention(
    outbox: &Outbox,
    cache: &Cache,
    key: &SecretKey,
) -> Result<Vec<WorkItem>, Error> {
    let back = outbox.list(&[State::Refused, State::Parked], WAITING_ROWS, key).await?;
    items(back, cache).await
}

/// What was settled, newest first: accepted, withdrawn, superseded, or handed in.
pub async fn history(
    outbox: &Outbox,
    cache: &Cache,
    key: &SecretKey,
) -> Result<Vec<Settled>, Error> {
    let states = [State::Accepted, State::Withdrawn, State::Superseded];
    let mut settled = Vec::new();
    for item in items(outbox.list(&states, HISTORY_ROWS, key).await?, cache).await? {
        let WorkItem { id, verb, record, subject, saved_at, state, settled_at, .. } = item;
        settled.push(Settled { id, verb, record, subject, saved_at, state, settled_at });
    }
    for (id, Header { verb, record, at: saved_at, .. }, settled_at) in
        outbox.handed_in(HISTORY_ROWS).await?
    {
        let state = State::HandedIn;
        let subject = None;
        settled.push(Settled { id, verb, record, subject, saved_at, state, settled_at });
    }
    settled.sort_by_key(|row| std::cmp::Reverse(row.saved_at));
    Ok(settled)
}

async fn items(queue: Vec<Queued>, cache: &Cache) -> Result<Vec<WorkItem>, Error> {
    let mut items = Vec::with_capacity(queue.len());
    for queued in queue {
        let (subject, other) = about(cache, queued.header.noun, &queued.envelope.command).await?;
        items.push(WorkItem {
            id: queued.envelope.id,
            verb: queued.header.verb,
            noun: queued.header.noun,
            record: queued.header.record,
            subject,
            other,
            saved_at: queued.header.at,
            state: queued.state,
            settled_at: queued.settled_at,
            reason: queued.answer,
            parts: None,
            command: queued.envelope.command,
        });
    }
    Ok(items)
}

/// Who a command is about and which other organisation: from the caches, or for a request that the
/// caches no longer show, from what was typed.
async fn about(
    cache: &Cache,
    noun: NounKind,
    command: &Command,
) -> Result<(Option<String>, Option<String>), Error> {
    use muster_domain::iat::transfer;
    let (_, id) = command.target();
    let main = &cache.main;
    if let Command::Transfer(transfer::Command::Request(request)) = command {
        let applicant = records::get::<Applicant>(main, request.applicant).await?;
        let sources = records::select::<muster_domain::organisation::Organisation>(
            main,
            "body ->> '$.reference.id' = ?",
            &request.source.to_string(),
        )
        .await?;
        let name = match applicant {
            Some(applicant) => applicant.record.name.shown(),
            None => request.last_name.clone(),
        };
        return Ok((Some(name), sources.first().map(|s| s.record.reference.name.clone())));
    }
    if let Command::Document(document::Command::Add(add)) = command {
        let applicant = records::get::<Applicant>(main, add.applicant).await?;
        return Ok((applicant.map(|seen| seen.record.name.shown()), None));
    }
    Ok(match noun {
        NounKind::Document => match records::get::<Document>(main, id).await? {
            Some(document) => {
                let applicant = records::get::<Applicant>(main, document.record.applicant).await?;
                (applicant.map(|seen| seen.record.name.shown()), None)
            }
            None => (None, None),
        },
        NounKind::Applicant => {
            let found = records::get::<Applicant>(main, id).await?;
            (found.map(|seen| seen.record.name.shown()), None)
        }
        NounKind::Reference => match records::get::<Reference>(main, id).await? {
            Some(seen) => (Some(seen.record.name.shown()), Some(seen.record.asker.name)),
            None => (None, None),
        },
        NounKind::Transfer | NounKind::RecruitmentPart | NounKind::LearningPart => {
            match records::get::<Transfer>(main, id).await? {
                Some(seen) => (Some(seen.record.name.shown()), Some(seen.record.source.name)),
                None => (None, None),
            }
        }
        NounKind::Enquiry => {
            let found = records::get::<Enquiry>(main, id).await?;
            (None, found.map(|seen| seen.record.asker.name))
        }
        NounKind::OhEnquiry => match &cache.oh {
            Some(file) => match records::get::<OhEnquiry>(file, id).await? {
                Some(seen) => (Some(seen.record.name.shown()), Some(seen.record.asker.name)),
                None => (None, None),
            },
            None => (None, None),
        },
        _ => (None, None),
    })
}

/// What is held on this computer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Holding {
    /// The noun.
    pub noun: NounKind,
    /// Whether it is in occupational health's file.
    pub oh: bool,
    /// How many.
    pub records: u32,
    /// How many of them were left out of answers, for this version cannot read them.
    pub left_out: u32,
}

/// How many records of each noun are on this computer.
pub async fn held(cache: &Cache) -> Result<Vec<Holding>, Error> {
    let held = receive::held(cache).await?;
    Ok(held
        .into_iter()
        .map(|(noun, file, count)| Holding {
            noun,
            oh: file == CacheFile::OccupationalHealth,
            records: u32::try_from(count).unwrap_or(u32::MAX),
            left_out: cache.file(noun).map_or(0, |file| file.left_out(noun)),
        })
        .collect())
}
