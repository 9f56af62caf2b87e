//! Faults that the sweep must find, planted by the harness between the stroke and the look at what
//! is left: no program of Muster has a switch for them. A sweep that finds none of them proves
//! nothing.

use anyhow::Context;
use sqlx::ConnectOptions;

use super::check;
use super::place::{DeskHere, Place};
use super::promises::Promises;
use super::steps::Step;

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// A desk that says "saved" before it has saved: what was asked counts as promised.
    SaidTooEarly,
    /// A disk that lied about a desk's fsync: its outbox is as it was before the step.
    OutboxOfBefore,
    /// The same of the server: what its last checkpoint had not taken over is gone.
    WalGone,
    /// A desk that saves something a second time.
    SavedTwice,
    /// A cache that lost a record.
    RecordLost,
    /// An audit entry that was changed.
    AuditChanged,
}

impl Planted {
    /// All of them.
    pub const ALL: [Planted; 6] = [
        Planted::SaidTooEarly,
        Planted::OutboxOfBefore,
        Planted::WalGone,
        Planted::SavedTwice,
        Planted::RecordLost,
        Planted::AuditChanged,
    ];

    /// The step in which it is planted.
    pub fn step(self) -> Step {
        match self {
            Planted::SaidTooEarly | Planted::OutboxOfBefore | Planted::SavedTwice => Step::DeskActs,
            Planted::RecordLost => Step::DeskSyncs,
            Planted::WalGone | Planted::AuditChanged => Step::ServerServes,
        }
    }

    /// What the sweep must say about it.
    pub fn found_by(self) -> &'static str {
        match self {
            Planted::SaidTooEarly => "was said to be saved, and is lost",
            Planted::OutboxOfBefore => "was saved, and is lost",
            Planted::WalGone => "was answered by",
            Planted::SavedTwice => "times and is there",
            Planted::RecordLost => "the caches are not what the server says",
            Planted::AuditChanged => "the audit does not hold",
        }
    }

    /// Plants it. Whether there was anything to plant it in.
    pub async fn plant(self, place: &Place, promises: &mut Promises) -> anyhow::Result<bool> {
        let desk = &place.recruiter;
        match self {
            Planted::SaidTooEarly => promises.told = promises.asked.keys().cloned().collect(),
            Planted::OutboxOfBefore => {
                for file in desk.file("outbox.db") {
                    let name = file.file_name().context("a file has a name")?;
                    let kept = place.kept("recruiter").join(desk.profile.id.to_string()).join(name);
                    match kept.exists() {
                        true => drop(std::fs::copy(kept, file)?),
                        false if file.exists() => std::fs::remove_file(file)?,
                        false => {}
                    }
                }
                return Ok(!promises.saved.is_empty());
            }
            Planted::WalGone => {
                let wal = place.centre.data().join("muster.db-wal");
                if !wal.exists() || promises.decided.is_empty() {
                    return Ok(false);
                }
                std::fs::remove_file(wal)?;
            }
            Planted::SavedTwice => return saved_twice(desk).await,
            Planted::RecordLost => {
                let lose = "DELETE FROM applicant WHERE id = (SELECT max(id) FROM applicant)";
                return changed(
                    check::open(&desk.folder().join("main.db"), Some(&desk.keys.main)),
                    lose,
                )
                .await;
            }
            Planted::AuditChanged => {
                let file = place.centre.data().join("muster.db");
                let change = "UPDATE audit SET at = at + 1 WHERE n = 2";
                return changed(muster_sqlite::file(file).connect(), change).await;
            }
        }
        Ok(true)
    }
}

async fn changed<E>(
    opening: impl Future<Output = Result<sqlx::SqliteConnection, E>>,
    sql: &'static str,
) -> anyhow::Result<bool>
where
    anyhow::Error: From<E>,
{
    let mut connection = opening.await.map_err(anyhow::Error::from)?;
    Ok(sqlx::query(sql).execute(&mut connection).await?.rows_affected() > 0)
}

/// Saves a command that waits once more, under another id, as a desk would that had forgotten that
/// it had done so.
async fn saved_twice(desk: &DeskHere) -> anyhow::Result<bool> {
    use muster_domain::words::CommandId;
    use muster_protocol::envelope::Signed;
    use muster_store::outbox::{Outbox, Sealed};
    let outbox = Outbox::open(&desk.folder(), &desk.outbox).await?;
    let ids: Vec<CommandId> = outbox.undecided().await?.into_iter().map(|(id, ..)| id).collect();
    let first = match ids.first() {
        Some(id) => outbox.get(*id, &desk.keys.person).await?,
        None => None,
    };
    let planted = first.is_some();
    if let Some(mut again) = first {
        again.envelope.id = CommandId(uuid::Uuid::now_v7());
        let signed = Signed::new(&again.envelope, &desk.keys.device)?;
        let person = desk.keys.person.public_key();
        outbox.save(&again.envelope, Sealed::new(&signed, &person, &person)?).await?;
    }
    outbox.close().await;
    Ok(planted)
}
