//! Which parts of files the server still has to be sent before the commands that name them.

use std::collections::{HashMap, HashSet};

use muster_domain::words::{ChunkName, CommandId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::Error;
use crate::outbox::Outbox;
use crate::overlay::hexes;

/// How far the file of a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Parts {
    /// So many of its parts the server has.
    pub sent: u32,
    /// Of so many.
    pub of: u32,
}

/// Writes down what a command names, in the transaction that saves it.
pub(crate) async fn note(
    connection: &mut SqliteConnection,
    command: CommandId,
    chunks: &[ChunkName],
) -> Result<(), Error> {
    for (part, chunk) in chunks.iter().enumerate() {
        sqlx::query("INSERT INTO outgoing (command, part, chunk) VALUES (?, ?, ?)")
            .bind(command.0)
            .bind(i64::try_from(part).unwrap_or(i64::MAX))
            .bind(&chunk.0[..])
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn name(bytes: Vec<u8>) -> Option<ChunkName> {
    bytes.try_into().ok().map(ChunkName)
}

impl Outbox {
    /// The undecided commands whose files the server does not have in full, oldest first, each with the
    /// parts it lacks as far as is known here.
    pub async fn files_to_send(&self) -> Result<Vec<(CommandId, Vec<ChunkName>)>, Error> {
        let rows: Vec<(Uuid, Vec<u8>)> = sqlx::query_as(
            "SELECT o.command, o.chunk FROM outgoing o INDEXED BY outgoing_unsent
             JOIN command c ON c.id = o.command
             WHERE NOT o.sent AND c.state IN ('waiting', 'sent', 'parked')
             ORDER BY c.n, o.part",
        )
        .fetch_all(self.reader())
        .await?;
        let mut files: Vec<(CommandId, Vec<ChunkName>)> = Vec::new();
        for (command, chunk) in rows {
            let (command, chunk) = (CommandId(command), name(chunk));
            match files.last_mut() {
                Some((last, chunks)) if *last == command => chunks.extend(chunk),
                _ => files.push((command, chunk.into_iter().collect())),
            }
        }
        Ok(files)
    }

    /// The parts of these commands' files that the server may not have.
    pub async fn unsent_of(&self, commands: &[CommandId]) -> Result<Vec<ChunkName>, Error> {
        let ids = hexes(commands.iter().map(|id| &id.0));
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT DISTINCT chunk FROM outgoing INDEXED BY outgoing_unsent
             WHERE NOT sent AND command IN (SELECT unhex(value) FROM json_each(?))",
        )
        .bind(ids)
        .fetch_all(self.reader())
        .await?;
        Ok(rows.into_iter().filter_map(name).collect())
    }

    /// The server has these parts.
    pub async fn chunks_sent(&self, chunks: &[ChunkName]) -> Result<(), Error> {
        self.set_sent(chunks, true).await
    }

    /// The server does not have these parts any more, or never had.
    pub async fn chunks_lacking(&self, chunks: &[ChunkName]) -> Result<(), Error> {
        self.set_sent(chunks, false).await
    }

    async fn set_sent(&self, chunks: &[ChunkName], sent: bool) -> Result<(), Error> {
        let mut transaction = self.writer().begin().await?;
        for chunk in chunks {
            sqlx::query("UPDATE outgoing SET sent = ? WHERE chunk = ?")
                .bind(sent)
                .bind(&chunk.0[..])
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// How far the files of undecided commands are.
    pub async fn parts(&self) -> Result<HashMap<CommandId, Parts>, Error> {
        let rows: Vec<(Uuid, u32, u32)> = sqlx::query_as(
            "SELECT o.command, sum(o.sent), count(*) FROM command c
             JOIN outgoing o ON o.command = c.id
             WHERE c.state IN ('waiting', 'sent', 'parked') GROUP BY o.command",
        )
        .fetch_all(self.reader())
        .await?;
        let parts = |(command, sent, of)| (CommandId(command), Parts { sent, of });
        Ok(rows.into_iter().map(parts).collect())
    }

    /// The parts that commands name which may still be sent, or changed and sent.
    pub async fn chunks_wanted(&self) -> Result<HashSet<ChunkName>, Error> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT DISTINCT o.chunk FROM outgoing o JOIN command c ON c.id = o.command
             WHERE c.state IN ('waiting', 'sent', 'parked', 'refused')",
        )
        .fetch_all(self.reader())
        .await?;
        Ok(rows.into_iter().filter_map(name).collect())
    }
}
