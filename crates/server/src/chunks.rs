//! The parts of files, taken in before the commands that name them, and given to whoever may hold a
//! record that names them. The server can check a part by its name and cannot read it without the
//! record.

use chrono::TimeDelta;
use muster_domain::noun::NounKind;
use muster_domain::words::ChunkName;
use muster_protocol::chunk;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::Server;
use crate::accounts::Session;
use crate::feed::{NotServed, Reader, json, rows_of};
use crate::ledger::{LedgerFault, chunks, log};

/// How long a part may wait for a record that names it.
const UNNAMED_FOR: TimeDelta = TimeDelta::days(7);

/// Why a part is not taken in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotKept {
    /// The name is not the hash of the bytes.
    #[error("the name is not the hash of what was sent")]
    NotItsName,
    /// The device has handed in too much that nothing names.
    #[error("the device has handed in too much that no record names")]
    TooMuch,
    /// None of the user's roles may hold a record with a file.
    #[error(transparent)]
    NotServed(#[from] NotServed),
}

impl From<LedgerFault> for NotKept {
    fn from(fault: LedgerFault) -> Self {
        NotKept::NotServed(fault.into())
    }
}

/// Whoever may hold no record with a file has nothing to do with parts of files.
fn reader_of(session: &Session) -> Result<Reader, NotServed> {
    let reader = Reader::of(session);
    if reader.nouns.iter().any(|holding| holding.noun.names_chunks()) {
        Ok(reader)
    } else {
        Err(NotServed::OtherHoldings)
    }
}

impl Server {
    /// Which of these parts are to be sent.
    pub(crate) async fn missing_chunks(
        &self,
        session: &Session,
        names: &[ChunkName],
    ) -> Result<Vec<ChunkName>, NotServed> {
        let reader = reader_of(session)?;
        let mut reading = self.ledger().reading().await?;
        Ok(chunks::missing(&mut reading, reader.organisation, names).await?)
    }

    /// Takes a part in. Doing it again changes nothing.
    pub(crate) async fn take_chunk(
        &self,
        session: &Session,
        name: ChunkName,
        sealed: &[u8],
    ) -> Result<(), NotKept> {
        let organisation = reader_of(session)?.organisation;
        if chunk::name_of(sealed) != name {
            return Err(NotKept::NotItsName);
        }
        let mut writing = self.ledger().writing().await?;
        if chunks::is_here(&mut writing, organisation, name).await? {
            return Ok(());
        }
        let unnamed = chunks::unnamed_bytes(&mut writing, session.device).await?;
        if unnamed + sealed.len() as u64 > self.inner.settings.unnamed_bytes {
            return Err(NotKept::TooMuch);
        }
        let now = self.now();
        chunks::keep(&mut writing, organisation, session.device, (name, sealed), now).await?;
        writing.commit().await.map_err(LedgerFault::from)?;
        Ok(())
    }

    /// A part, for whoever may hold a record that names it now; nothing for anybody else, as if it
    /// were not there.
    pub(crate) async fn chunk(
        &self,
        session: &Session,
        name: ChunkName,
    ) -> Result<Option<Vec<u8>>, NotServed> {
        let reader = reader_of(session)?;
        let mut reading = self.ledger().reading().await?;
        for (noun, id) in chunks::named_by(&mut reading, reader.organisation, name).await? {
            if reader.may_hold(&mut reading, noun, id).await? {
                return Ok(chunks::bytes(&mut reading, reader.organisation, name).await?);
            }
        }
        Ok(None)
    }

    /// Drops the parts that have waited too long for a record that names them.
    pub async fn drop_unnamed_chunks(&self) -> Result<(), LedgerFault> {
        let mut writing = self.ledger().writing().await?;
        let dropped = chunks::drop_unnamed(&mut writing, self.now() - UNNAMED_FOR).await?;
        writing.commit().await?;
        if dropped > 0 {
            tracing::info!(dropped, "parts of files were dropped that no record names");
        }
        Ok(())
    }
}

impl Reader {
    /// Whether the reader may hold a record, by the filter of the feed.
    async fn may_hold(
        &self,
        connection: &mut sqlx::SqliteConnection,
        noun: NounKind,
        id: Uuid,
    ) -> Result<bool, NotServed> {
        let Ok(holding) = self.holding(noun) else { return Ok(false) };
        let head = log::head(connection, self.organisation).await?;
        let people = json(&self.people(connection, head, head).await?);
        let sql = format!(
            "SELECT 1 FROM {} WHERE organisation = ? AND id = ? AND body IS NOT NULL AND {} {}",
            noun.name(),
            rows_of(&holding, "teams"),
            Reader::only_theirs(noun)
        );
        let found: Option<i64> = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(self.organisation.0)
            .bind(id)
            .bind(holding.teams.0)
            .bind(&people)
            .bind(self.user.to_string())
            .fetch_optional(connection)
            .await?;
        Ok(found.is_some())
    }
}
