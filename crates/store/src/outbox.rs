//! The outbox: what the person did, until the server has decided and after. A command is saved by
//! one durable commit; nothing is ever taken out but by its author or by a decision, and a refused
//! command stays with its reason and its text.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use crypto_box::{PublicKey, SecretKey};
use muster_domain::noun::NounKind;
use muster_domain::words::CommandId;
use muster_protocol::envelope::{Envelope, Signed};
use muster_protocol::verdict::{Decision, NotTaken, Verdict};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use crate::Error;
use crate::key::FileKey;
use crate::open::{self, Durability};
use crate::overlay::hexes;
use crate::{outgoing, seal};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/outbox");

/// The file.
#[derive(Debug, Clone)]
pub struct Outbox {
    writer: SqlitePool,
    reader: SqlitePool,
}

/// The clear part of a row: it names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// What is asked, in a word: `transfer.request`.
    pub verb: String,
    /// The noun.
    pub noun: NounKind,
    /// The record.
    pub record: Uuid,
    /// When it was saved.
    pub at: DateTime<Utc>,
    /// What must have been accepted first.
    pub depends_on: Vec<CommandId>,
}

/// Where a command stands on this desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "WorkState")]
pub enum State {
    /// Saved on this computer, not sent.
    Waiting,
    /// Handed to the server, which has not answered yet.
    Sent,
    /// The server has it, and could not decide it yet. What follows it waits.
    Parked,
    /// Accepted by the server.
    Accepted,
    /// Refused; its text and its reason are here.
    Refused,
    /// Taken back by its author.
    Withdrawn,
    /// Another took its place.
    Superseded,
    /// Its author may no longer hold what it is about. Their supervisor has it; here is nothing of
    /// it but that it was.
    HandedIn,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Sent => "sent",
            State::Parked => "parked",
            State::Accepted => "accepted",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
            State::Superseded => "superseded",
            State::HandedIn => "handed_in",
        }
    }

    fn from_name(name: &str) -> Self {
        match name {
            "sent" => State::Sent,
            "parked" => State::Parked,
            "accepted" => State::Accepted,
            "refused" => State::Refused,
            "withdrawn" => State::Withdrawn,
            "superseded" => State::Superseded,
            "handed_in" => State::HandedIn,
            // The table's CHECK allows nothing else.
            _ => State::Waiting,
        }
    }
}

/// What was signed, sealed for whoever may open it: the bodies of a row.
#[derive(Debug, Clone)]
pub struct Sealed {
    for_person: Vec<u8>,
    for_server: Vec<u8>,
}

impl Sealed {
    /// Seals it for its author and for the server.
    pub fn new(signed: &Signed, person: &PublicKey, server: &PublicKey) -> Result<Self, Error> {
        Seals::ready(person, server).seal(signed)
    }
}

/// What seals the bodies of one row, made ready while it is not yet known what they say.
pub struct Seals {
    server: PublicKey,
    for_person: seal::Ready,
    for_server: seal::Ready,
}

impl std::fmt::Debug for Seals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seals(…)")
    }
}

impl Seals {
    /// Makes them ready, for the author and for the server.
    pub fn ready(person: &PublicKey, server: &PublicKey) -> Self {
        let (for_person, for_server) = (seal::Ready::new(person), seal::Ready::new(server));
        Self { server: server.clone(), for_person, for_server }
    }

    /// Whether the server that can open what they seal is the one with this key.
    pub fn are_for(&self, server: &PublicKey) -> bool {
        self.server == *server
    }

    /// Seals.
    pub fn seal(self, signed: &Signed) -> Result<Sealed, Error> {
        let body = serde_json::to_vec(signed)?;
        let (for_person, for_server) = (self.for_person.seal(&body)?, self.for_server.seal(&body)?);
        Ok(Sealed { for_person, for_server })
    }
}

/// A row, opened.
#[derive(Debug, Clone)]
pub struct Queued {
    /// The order it was saved in.
    pub n: i64,
    /// The clear part.
    pub header: Header,
    /// Where it stands.
    pub state: State,
    /// Accepted: the log's number.
    pub seq: Option<u64>,
    /// Refused or parked: why.
    pub answer: Option<NotTaken>,
    /// When it left the queue.
    pub settled_at: Option<DateTime<Utc>>,
    /// The bytes that were signed.
    pub signed: Signed,
    /// What they say.
    pub envelope: Envelope,
}

/// How many commands stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Saved here or sent, not decided.
    pub waiting: u32,
    /// Refused and not yet dealt with, or parked.
    pub attention: u32,
}

// Every query about what is open says so in the words of the index, `state IN ('waiting', 'sent',
// 'parked')`, and narrows it further after that: SQLite takes a partial index for nothing less.
impl Outbox {
    /// Opens, or makes, the outbox in a person's folder.
    pub async fn open(folder: &Path, key: &FileKey) -> Result<Self, Error> {
        tokio::fs::create_dir_all(folder).await?;
        let path = folder.join("outbox.db");
        let (writer, reader) = open::open(&path, key, Durability::Full, &MIGRATIONS, 2).await?;
        Ok(Self { writer, reader })
    }

    /// Saves a command. When this returns, it is on the disk. What it amends is superseded in the
    /// same commit.
    pub async fn save(&self, envelope: &Envelope, sealed: Sealed) -> Result<(), Error> {
        let (noun, record) = envelope.command.target();
        let header = Header {
            verb: envelope.command.verb().to_owned(),
            noun,
            record,
            at: envelope.at,
            depends_on: envelope.depends_on.clone(),
        };
        let insert = sqlx::query(
            "INSERT INTO command (id, header, for_person, for_server, state)
             VALUES (?, ?, ?, ?, 'waiting')",
        )
        .bind(envelope.id.0)
        .bind(serde_json::to_string(&header)?)
        .bind(sealed.for_person)
        .bind(sealed.for_server);
        let chunks = envelope.command.chunks();
        if envelope.amends.is_none() && chunks.is_empty() {
            insert.execute(&self.writer).await?;
            return Ok(());
        }
        let mut transaction = self.writer.begin().await?;
        if let Some(amended) = envelope.amends {
            settle(&mut transaction, amended, State::Superseded, None, None, envelope.at).await?;
        }
        insert.execute(&mut *transaction).await?;
        outgoing::note(&mut transaction, envelope.id, chunks).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What the server has not decided, and what it has accepted beyond `seq`: everything that the
    /// caches must show on top of what they have taken in, oldest first. Nothing is opened.
    pub async fn on_top(&self, seq: u64) -> Result<Vec<(State, CommandId)>, Error> {
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        // One row, for of ten thousand each would be a wait. In two parts, so that each has its index:
        // what was settled over the years is not looked at.
        let all: String = sqlx::query_scalar(
            "SELECT json_group_array(json_array(state, hex(id)) ORDER BY n) FROM (
                 SELECT n, state, id FROM command WHERE state IN ('waiting', 'sent', 'parked')
                 UNION ALL
                 SELECT n, state, id FROM command INDEXED BY command_accepted
                 WHERE state = 'accepted' AND seq > ?
             )",
        )
        .bind(seq)
        .fetch_one(&self.reader)
        .await?;
        let all: Vec<(&str, Uuid)> = serde_json::from_str(&all)?;
        let each = all.into_iter().map(|(state, id)| (State::from_name(state), CommandId(id)));
        Ok(each.collect())
    }

    /// The undecided commands about a record, oldest first. Headers say it: nothing is opened. Asked
    /// where it is written next: after each write a reader has to decrypt anew what it reads.
    pub async fn undecided_about(&self, record: Uuid) -> Result<Vec<CommandId>, Error> {
        let ids: Vec<Uuid> = sqlx::query_scalar(
            "SELECT id FROM command
             WHERE state IN ('waiting', 'sent', 'parked') AND header ->> '$.record' = ?
             ORDER BY n",
        )
        .bind(record.to_string())
        .fetch_all(&self.writer)
        .await?;
        Ok(ids.into_iter().map(CommandId).collect())
    }

    /// The undecided commands, oldest first, by what their headers say: nothing is opened.
    pub async fn undecided(&self) -> Result<Vec<(CommandId, Header, State)>, Error> {
        // One row, for of a thousand each would be a wait, and whoever saves waits as long.
        let all: String = sqlx::query_scalar(
            "SELECT json_group_array(json_array(hex(id), json(header), state) ORDER BY n)
             FROM command WHERE state IN ('waiting', 'sent', 'parked')",
        )
        .fetch_one(&self.reader)
        .await?;
        let all: Vec<(Uuid, Header, String)> = serde_json::from_str(&all)?;
        let each = all
            .into_iter()
            .map(|(id, header, state)| (CommandId(id), header, State::from_name(&state)));
        Ok(each.collect())
    }

    /// What these commands say, whichever of them there are; nothing of one that was handed in.
    pub async fn envelopes(
        &self,
        ids: &[CommandId],
        key: &SecretKey,
    ) -> Result<HashMap<CommandId, Envelope>, Error> {
        let signed = self.signed(ids, key).await?;
        let read = |signed: Signed| {
            let envelope = signed.read().map_err(|_| Error::Sealed)?;
            Ok((signed.id, envelope))
        };
        signed.into_iter().map(read).collect()
    }

    /// The signed bytes of these commands, in their order.
    pub async fn signed(&self, ids: &[CommandId], key: &SecretKey) -> Result<Vec<Signed>, Error> {
        let sealed: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT for_person FROM command
             WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND state <> 'handed_in'",
        )
        .bind(hexes(ids.iter().map(|id| &id.0)))
        .fetch_all(&self.reader)
        .await?;
        let mut found = HashMap::with_capacity(sealed.len());
        for sealed in sealed {
            let signed: Signed = serde_json::from_slice(&seal::open(key, &sealed)?)?;
            found.insert(signed.id, signed);
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// They are on their way: from now on only the server's answer counts. Returns those that were
    /// not on their way before.
    pub async fn mark_sent(&self, ids: &[CommandId]) -> Result<Vec<CommandId>, Error> {
        self.turn(ids, State::Waiting, State::Sent).await
    }

    /// No connection was made: nothing of these left this computer.
    pub async fn mark_unsent(&self, ids: &[CommandId]) -> Result<(), Error> {
        self.turn(ids, State::Sent, State::Waiting).await.map(|_| ())
    }

    async fn turn(
        &self,
        ids: &[CommandId],
        from: State,
        to: State,
    ) -> Result<Vec<CommandId>, Error> {
        let mut transaction = self.writer.begin().await?;
        let mut turned = Vec::new();
        for id in ids {
            let done = sqlx::query("UPDATE command SET state = ? WHERE id = ? AND state = ?")
                .bind(to.name())
                .bind(id.0)
                .bind(from.name())
                .execute(&mut *transaction)
                .await?;
            if done.rows_affected() > 0 {
                turned.push(*id);
            }
        }
        transaction.commit().await?;
        Ok(turned)
    }

    /// The server accepted it, as this number of the log.
    pub async fn accepted(&self, id: CommandId, seq: u64, at: DateTime<Utc>) -> Result<(), Error> {
        let mut connection = self.writer.acquire().await?;
        settle(&mut connection, id, State::Accepted, Some(seq), None, at).await
    }

    /// It was refused, here or by the server. It stays, with its reason.
    pub async fn refused(
        &self,
        id: CommandId,
        reason: &NotTaken,
        person: &PublicKey,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let answer = seal::seal(person, &serde_json::to_vec(reason)?)?;
        let mut connection = self.writer.acquire().await?;
        settle(&mut connection, id, State::Refused, None, Some(answer), at).await
    }

    /// What the server decided of a batch, in one commit: until it is on the disk they are sent
    /// again, and answered alike.
    pub async fn decided(&self, decisions: &[&Decision], person: &PublicKey) -> Result<(), Error> {
        let mut transaction = self.writer.begin().await?;
        let why = |reason| -> Result<_, Error> { seal::seal(person, &serde_json::to_vec(reason)?) };
        for Decision { id, verdict, at } in decisions {
            match verdict {
                Verdict::Accepted { seq } => {
                    settle(&mut transaction, *id, State::Accepted, Some(*seq), None, *at).await?;
                }
                Verdict::Refused { reason } => {
                    let why = Some(why(reason)?);
                    settle(&mut transaction, *id, State::Refused, None, why, *at).await?;
                }
                // It stays, with what kept the server.
                Verdict::Parked { reason } => {
                    sqlx::query(
                        "UPDATE command SET state = 'parked', answer = ?
                         WHERE id = ? AND state IN ('waiting', 'sent', 'parked')",
                    )
                    .bind(why(reason)?)
                    .bind(id.0)
                    .execute(&mut *transaction)
                    .await?;
                }
                // It is sent again with what it follows, or after the parts of its file.
                Verdict::Held { .. } | Verdict::Lacks { .. } => {}
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// What is parked is to be tried again: the server may have been mended. `false` if nothing is.
    pub async fn try_parked_again(&self) -> Result<bool, Error> {
        let done = sqlx::query(
            "UPDATE command SET state = 'sent', answer = NULL
             WHERE state IN ('waiting', 'sent', 'parked') AND state = 'parked'",
        )
        .execute(&self.writer)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// What the server accepted here and may have lost since, with a history that was restored.
    pub async fn accepted_ids(&self) -> Result<Vec<CommandId>, Error> {
        let ids: Vec<Uuid> =
            sqlx::query_scalar("SELECT id FROM command WHERE state = 'accepted' ORDER BY n")
                .fetch_all(&self.reader)
                .await?;
        Ok(ids.into_iter().map(CommandId).collect())
    }

    /// The newest that the server has accepted.
    pub async fn last_accepted(&self) -> Result<Option<CommandId>, Error> {
        let id: Option<Uuid> = sqlx::query_scalar(
            "SELECT id FROM command WHERE state = 'accepted' ORDER BY seq DESC LIMIT 1",
        )
        .fetch_optional(&self.reader)
        .await?;
        Ok(id.map(CommandId))
    }

    /// What was accepted as a number of the log beyond this one.
    pub async fn accepted_beyond(&self, seq: u64) -> Result<Vec<(CommandId, u64)>, Error> {
        let rows: Vec<(Uuid, i64)> = sqlx::query_as(
            "SELECT id, seq FROM command WHERE state = 'accepted' AND seq > ? ORDER BY seq",
        )
        .bind(i64::try_from(seq).unwrap_or(i64::MAX))
        .fetch_all(&self.reader)
        .await?;
        Ok(rows.into_iter().map(|(id, seq)| (CommandId(id), seq.unsigned_abs())).collect())
    }

    /// The server knows nothing of these any more: they are offered again, the same bytes under
    /// the same ids, after the parts of their files.
    pub async fn offer_again(&self, ids: &[CommandId]) -> Result<(), Error> {
        let mut transaction = self.writer.begin().await?;
        for id in ids {
            sqlx::query(
                "UPDATE command SET state = 'sent', seq = NULL, settled_at = NULL
                 WHERE id = ? AND state = 'accepted'",
            )
            .bind(id.0)
            .execute(&mut *transaction)
            .await?;
            sqlx::query("UPDATE outgoing SET sent = 0 WHERE command = ?")
                .bind(id.0)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Its author takes it back: while it waits, or after it was refused. `false` if it has been
    /// sent meanwhile, or was decided.
    pub async fn withdraw(&self, id: CommandId, at: DateTime<Utc>) -> Result<bool, Error> {
        let done = sqlx::query(
            "UPDATE command SET state = 'withdrawn', settled_at = ?
             WHERE id = ? AND state IN ('waiting', 'refused')",
        )
        .bind(at)
        .bind(id.0)
        .execute(&self.writer)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// One command; nothing of one that was handed in.
    pub async fn get(&self, id: CommandId, key: &SecretKey) -> Result<Option<Queued>, Error> {
        let row = sqlx::query("SELECT * FROM command WHERE id = ? AND state <> 'handed_in'")
            .bind(id.0)
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| read(&row, key)).transpose()
    }

    /// Commands in these states, newest last, at most `limit`. Readings of OH records are in the
    /// audit, not in anybody's list.
    pub async fn list(
        &self,
        states: &[State],
        limit: u32,
        key: &SecretKey,
    ) -> Result<Vec<Queued>, Error> {
        let names: Vec<&str> = states.iter().map(|state| state.name()).collect();
        let rows = sqlx::query(
            "SELECT * FROM (
                 SELECT * FROM command
                 WHERE state IN (SELECT value FROM json_each(?))
                   AND header ->> '$.verb' <> 'record.read'
                 ORDER BY n DESC LIMIT ?
             ) ORDER BY n",
        )
        .bind(serde_json::to_string(&names)?)
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(|row| read(row, key)).collect()
    }

    /// How many wait and how many need attention.
    pub async fn counts(&self) -> Result<Counts, Error> {
        // Each from an index of its own: what was settled over the years is not looked at.
        let row = sqlx::query(
            "SELECT
                 (SELECT count(*) FROM command WHERE state IN ('waiting', 'sent', 'parked')
                     AND state <> 'parked' AND header ->> '$.verb' <> 'record.read') AS waiting,
                 (SELECT count(*) FROM command WHERE state IN ('refused', 'parked')) AS attention",
        )
        .fetch_one(&self.reader)
        .await?;
        let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(Counts {
            waiting: count(row.try_get("waiting")?),
            attention: count(row.try_get("attention")?),
        })
    }

    /// Whether anything at all is to be sent, readings included.
    pub async fn anything_to_send(&self) -> Result<bool, Error> {
        let any: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM command WHERE state IN ('waiting', 'sent', 'parked')",
        )
        .fetch_optional(&self.reader)
        .await?;
        Ok(any.is_some())
    }

    /// Keeps what is being typed in a form, which is named by the verb it asks for.
    pub async fn keep_draft(
        &self,
        form: &str,
        text: &str,
        person: &PublicKey,
        server: &PublicKey,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO draft (form, id, for_person, for_server, kept_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (form) DO UPDATE SET for_person = excluded.for_person,
                 for_server = excluded.for_server, kept_at = excluded.kept_at",
        )
        .bind(form)
        .bind(Uuid::new_v4())
        .bind(seal::seal(person, text.as_bytes())?)
        .bind(seal::seal(server, text.as_bytes())?)
        .bind(at)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// What was kept of a form.
    pub async fn draft(&self, form: &str, key: &SecretKey) -> Result<Option<Draft>, Error> {
        let row = sqlx::query("SELECT form, for_person, kept_at FROM draft WHERE form = ?")
            .bind(form)
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| {
            let text = seal::open(key, row.try_get::<&[u8], _>("for_person")?)?;
            Ok(Draft {
                form: row.try_get("form")?,
                text: String::from_utf8(text).map_err(|_| Error::Sealed)?,
                kept_at: row.try_get("kept_at")?,
            })
        })
        .transpose()
    }

    /// The form was sent or given up.
    pub async fn drop_draft(&self, form: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM draft WHERE form = ?").bind(form).execute(&self.writer).await?;
        Ok(())
    }

    pub(crate) fn reader(&self) -> &SqlitePool {
        &self.reader
    }

    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// What was typed into a form and not asked for yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Draft {
    /// The form, and the record it is about.
    pub form: String,
    /// The form's own text.
    pub text: String,
    /// When it was kept.
    pub kept_at: DateTime<Utc>,
}

async fn settle(
    connection: &mut SqliteConnection,
    id: CommandId,
    state: State,
    seq: Option<u64>,
    answer: Option<Vec<u8>>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE command SET state = ?, seq = ?, answer = coalesce(?, answer), settled_at = ?
         WHERE id = ? AND state IN ('waiting', 'sent', 'parked', 'refused')",
    )
    .bind(state.name())
    .bind(seq.map(|seq| i64::try_from(seq).unwrap_or(i64::MAX)))
    .bind(answer)
    .bind(at)
    .bind(id.0)
    .execute(connection)
    .await?;
    Ok(())
}

fn read(row: &SqliteRow, key: &SecretKey) -> Result<Queued, Error> {
    let body = seal::open(key, row.try_get::<&[u8], _>("for_person")?)?;
    let signed: Signed = serde_json::from_slice(&body)?;
    let envelope = signed.read().map_err(|_| Error::Sealed)?;
    let answer: Option<Vec<u8>> = row.try_get("answer")?;
    let answer = match answer {
        Some(sealed) => Some(serde_json::from_slice(&seal::open(key, &sealed)?)?),
        None => None,
    };
    Ok(Queued {
        n: row.try_get("n")?,
        header: serde_json::from_str(row.try_get("header")?)?,
        state: State::from_name(row.try_get("state")?),
        seq: row.try_get::<Option<i64>, _>("seq")?.map(i64::unsigned_abs),
        answer,
        settled_at: row.try_get("settled_at")?,
        signed,
        envelope,
    })
}
