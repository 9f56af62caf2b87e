//! The overlay: what waits in the outbox, run on top of what the server said. It is made anew
//! whenever the server's records change and whenever the files are opened, so it needs no care of
//! its own: the outbox and the server's records say all there is.

use std::collections::BTreeSet;

use muster_domain::noun::{By, NounKind, Who};
use muster_domain::words::CommandId;
use muster_domain::{Outcome, Refusal};
use muster_protocol::envelope::Envelope;
use sqlx::{Sqlite, Transaction};
use uuid::Uuid;

use crate::outbox::{Queued, State};
use crate::records::{self, Connections, Holdings};
use crate::{Cache, Error, Reader};

/// A command that no longer holds, and was never sent: its author must look at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fallen {
    /// The command.
    pub id: CommandId,
    /// Why it does not hold.
    pub refusal: Refusal,
}

/// A command that holds, and was saved.
#[derive(Debug)]
pub struct Acted {
    /// What the core said.
    pub outcome: Outcome,
    /// Whether the caches show it. Where they do not, they are to be made anew.
    pub shown: Result<(), Error>,
}

/// Decides a new command on this desk and, if it holds, saves it and shows its effect at once.
///
/// `save` puts it into the outbox; it runs only if the core says yes, and what it saves counts from
/// then on: that the caches could not be written after it is no reason to say that it was not saved.
/// `instead` is what waits without the command that this one amends, where it amends one.
///
/// The outer result is about files; the inner one is the core's answer.
pub async fn act(
    cache: &Cache,
    reader: &Reader,
    envelope: &Envelope,
    instead: Option<&[Queued]>,
    save: impl Future<Output = Result<(), Error>>,
) -> Result<Result<Acted, Refusal>, Error> {
    let holdings = holdings(cache, reader).await?;
    let mut main = cache.main.writer.begin().await?;
    let mut oh = match &cache.oh {
        Some(file) => Some(file.writer.begin().await?),
        None => None,
    };
    let mut connections = Connections { main: &mut main, oh: oh.as_deref_mut() };
    if let Some(queue) = instead {
        undo(&mut connections).await?;
        run_again(&mut connections, &holdings, reader, queue).await?;
    }
    let by = by(reader, envelope);
    let outcome = match records::decide(&mut connections, &holdings, &envelope.command, &by).await?
    {
        Ok(outcome) => outcome,
        Err(refusal) => return Ok(Err(refusal)),
    };
    save.await?;
    let shown = show(main, oh, &outcome).await;
    Ok(Ok(Acted { outcome, shown }))
}

async fn show(
    mut main: Transaction<'static, Sqlite>,
    mut oh: Option<Transaction<'static, Sqlite>>,
    outcome: &Outcome,
) -> Result<(), Error> {
    lay_over(&mut Connections { main: &mut main, oh: oh.as_deref_mut() }, outcome).await?;
    main.commit().await?;
    if let Some(oh) = oh {
        oh.commit().await?;
    }
    Ok(())
}

/// What the asker saw of a command's record: the server's version of it.
pub async fn version_seen(cache: &Cache, noun: NounKind, id: Uuid) -> Result<u64, Error> {
    match cache.file(noun) {
        Some(file) => records::version(&mut *file.reader.acquire().await?, noun, id).await,
        None => Ok(0),
    }
}

/// Makes the overlay anew on both files: when they are opened, or when the outbox changed.
pub async fn rebase(
    cache: &Cache,
    reader: &Reader,
    queue: &[Queued],
) -> Result<Vec<Fallen>, Error> {
    let holdings = holdings(cache, reader).await?;
    let mut main = cache.main.writer.begin().await?;
    let mut oh = match &cache.oh {
        Some(file) => Some(file.writer.begin().await?),
        None => None,
    };
    let mut connections = Connections { main: &mut main, oh: oh.as_deref_mut() };
    undo(&mut connections).await?;
    let fallen = run_again(&mut connections, &holdings, reader, queue).await?;
    main.commit().await?;
    if let Some(oh) = oh {
        oh.commit().await?;
    }
    Ok(fallen)
}

/// Runs what waits, in order, on top of records without an overlay.
pub(crate) async fn run_again(
    connections: &mut Connections<'_>,
    holdings: &Holdings,
    reader: &Reader,
    queue: &[Queued],
) -> Result<Vec<Fallen>, Error> {
    let mut fallen = Vec::new();
    for queued in queue {
        let by = by(reader, &queued.envelope);
        let command = &queued.envelope.command;
        match records::decide(connections, holdings, command, &by).await? {
            Ok(outcome) => lay_over(connections, &outcome).await?,
            // What was sent is the server's to decide, and what it accepted is on its way here.
            Err(refusal) if queued.state == State::Waiting => {
                fallen.push(Fallen { id: queued.envelope.id, refusal });
            }
            Err(_) => {}
        }
    }
    Ok(fallen)
}

async fn lay_over(connections: &mut Connections<'_>, outcome: &Outcome) -> Result<(), Error> {
    for write in &outcome.writes {
        if let Some(connection) = connections.of(write.noun) {
            records::lay_over(connection, write).await?;
        }
    }
    Ok(())
}

pub(crate) async fn holdings(cache: &Cache, reader: &Reader) -> Result<Holdings, Error> {
    let arriving: BTreeSet<NounKind> = match cache.cursor().await? {
        Some(_) => {
            let arriving = cache.arriving().await?;
            arriving.iter().filter(|noun| !noun.complete).map(|noun| noun.noun).collect()
        }
        // Nothing has been asked of the server yet.
        None => NounKind::ALL.iter().copied().collect(),
    };
    Ok(Holdings { roles: reader.roles.clone(), arriving })
}

fn by(reader: &Reader, envelope: &Envelope) -> By {
    By {
        who: Who::Person {
            user: reader.user.clone(),
            organisation: reader.organisation.clone(),
            roles: reader.roles.clone(),
        },
        device: Some(envelope.device),
        command: envelope.id,
        claimed_at: envelope.at,
        received_at: envelope.at,
    }
}

/// Undoes what waiting commands made of the records of both files.
pub(crate) async fn undo(connections: &mut Connections<'_>) -> Result<(), Error> {
    records::undo_overlay(connections.main).await?;
    if let Some(oh) = connections.oh.as_deref_mut() {
        records::undo_overlay(oh).await?;
    }
    Ok(())
}
