//! The overlay: what waits in the outbox, run on top of what the server said. It is kept with what
//! each command looked at and changed, so that a change runs again only the commands that it may
//! make a difference to, however many wait. When the files are opened it is made anew from nothing:
//! the outbox and the server's records say all there is. So what was looked at is kept in memory, and
//! in the files only what makes a record the server's again.

use std::collections::{BTreeMap, BTreeSet};

use crypto_box::SecretKey;
use muster_domain::noun::{By, CacheFile, NounKind, Who};
use muster_domain::words::CommandId;
use muster_domain::world::Ask;
use muster_domain::{Outcome, Refusal};
use muster_protocol::envelope::Envelope;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, SqlSafeStr, Sqlite, SqliteConnection, Transaction};
use uuid::Uuid;

use crate::cache::Cursor;
use crate::outbox::{Outbox, State};
use crate::records::{self, Answers, Connections, Found, Holdings, Next, Run};
use crate::{Cache, Error, File, Reader};

/// So many waiting commands are opened at once: each by itself is a wait, and all of them may be much.
const OPENED_AT_ONCE: usize = 100;

/// What commands that are laid over looked at and asked: in the writing connection's memory, where what is
/// rolled back is rolled back here too. Pages in a file would be half of what a command writes.
pub(crate) const LOOKED_AT: &str = "
    -- Which records a command changed (wrote = 1) or looked at: it is run again when one of them changes.
    CREATE TEMP TABLE IF NOT EXISTS overlay (
        noun TEXT NOT NULL,
        id BLOB NOT NULL,
        command BLOB NOT NULL,
        wrote INTEGER NOT NULL,
        PRIMARY KEY (noun, id, command)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS temp.overlay_command ON overlay (command, wrote);
    -- What it asked: it is run again when a record comes or goes that answers it. Ids without hyphens.
    CREATE TEMP TABLE IF NOT EXISTS asked (
        noun TEXT NOT NULL,
        asked_by TEXT NOT NULL,
        value TEXT NOT NULL,
        command BLOB NOT NULL,
        PRIMARY KEY (noun, asked_by, value, command)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS temp.asked_command ON asked (command);";

/// What waits, and the key that opens it.
#[derive(Debug, Clone, Copy)]
pub struct Queue<'a> {
    /// The outbox.
    pub outbox: &'a Outbox,
    /// The person's key.
    pub key: &'a SecretKey,
}

/// A command that no longer holds, and was never sent: its author must look at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fallen {
    /// The command.
    pub id: CommandId,
    /// Why it does not hold.
    pub refusal: Refusal,
}

/// What running commands again came to.
#[derive(Debug, Default)]
pub struct Settled {
    /// The nouns whose records may be shown otherwise now.
    pub nouns: BTreeSet<NounKind>,
    /// Waiting commands that no longer hold.
    pub fallen: Vec<Fallen>,
    /// How many commands were run again.
    pub run: usize,
}

/// Records, noun by noun.
pub(crate) type Ids = BTreeMap<NounKind, BTreeSet<Uuid>>;
/// Commands, by id.
type Commands = BTreeSet<Uuid>;

/// A file's one writing connection: while it is held nobody else writes, and what is read is not changed in
/// between. A transaction is begun before the first write, which is a wait less until then.
enum Writing {
    Held(PoolConnection<Sqlite>),
    Begun(Transaction<'static, Sqlite>),
}

impl Writing {
    async fn hold(file: &File) -> Result<Self, Error> {
        Ok(Writing::Held(file.writer.acquire().await?))
    }

    async fn begin(self) -> Result<Self, Error> {
        Ok(match self {
            Writing::Held(connection) => {
                // To write: one that begins by reading is refused the file instead of waiting for it.
                let begin = Some("BEGIN IMMEDIATE".into_sql_str());
                Writing::Begun(Transaction::begin(connection, begin).await?)
            }
            begun @ Writing::Begun(_) => begun,
        })
    }

    async fn commit(self) -> Result<(), Error> {
        match self {
            Writing::Held(_) => Ok(()),
            Writing::Begun(transaction) => Ok(transaction.commit().await?),
        }
    }

    fn connection(&mut self) -> &mut SqliteConnection {
        match self {
            Writing::Held(connection) => connection,
            Writing::Begun(transaction) => transaction,
        }
    }
}

/// The writing connections of both files.
struct Both {
    main: Writing,
    oh: Option<Writing>,
}

impl Both {
    async fn hold(cache: &Cache) -> Result<Self, Error> {
        let main = Writing::hold(&cache.main).await?;
        let oh = match &cache.oh {
            Some(file) => Some(Writing::hold(file).await?),
            None => None,
        };
        Ok(Self { main, oh })
    }

    async fn begin(self) -> Result<Self, Error> {
        let main = self.main.begin().await?;
        let oh = match self.oh {
            Some(oh) => Some(oh.begin().await?),
            None => None,
        };
        Ok(Self { main, oh })
    }

    async fn commit(self) -> Result<(), Error> {
        self.main.commit().await?;
        match self.oh {
            Some(oh) => oh.commit().await,
            None => Ok(()),
        }
    }

    fn connections(&mut self) -> Connections<'_> {
        Connections { main: self.main.connection(), oh: self.oh.as_mut().map(Writing::connection) }
    }
}

/// A command about to be decided on this desk: the caches are held, so that nothing changes between
/// what its author is said to have seen and what it is decided on.
pub struct Deciding<'a> {
    files: Both,
    reader: &'a Reader,
    run: Run,
    begun: Begun,
}

impl<'a> Deciding<'a> {
    /// Begins to decide a command. What it looks at first is asked with what the desk must know
    /// before it decides anything: that is one wait and not two.
    pub async fn begin(
        cache: &Cache,
        reader: &'a Reader,
        envelope: &Envelope,
    ) -> Result<Self, Error> {
        let mut files = Both::hold(cache).await?;
        let mut connections = files.connections();
        let mut run = Run::default();
        let wanted = match run.go_on(&envelope.command, &by(reader, envelope))? {
            Next::Wants(wanted) => wanted,
            Next::Decided(_) => Vec::new(),
        };
        let about = Some(envelope.command.target());
        let (begun, answers) = begun(&mut connections, reader, about, &wanted).await?;
        run.answered(wanted, answers);
        Ok(Self { files, reader, run, begun })
    }

    /// What the author sees of the record: how far this desk is, and the server's version of it; 0 if
    /// it has none.
    pub fn seen(&self) -> (Option<Cursor>, u64) {
        (self.begun.cursor, self.begun.version)
    }

    /// Decides it. What the command amends is taken off first, with what depends on it.
    ///
    /// The outer result is about files; the inner one is the core's answer. Until what was decided
    /// is shown, the files are as they were.
    pub async fn decide(
        mut self,
        queue: Queue<'_>,
        envelope: &Envelope,
    ) -> Result<Result<Decided, Refusal>, Error> {
        let (holdings, reader) = (&self.begun.holdings, self.reader);
        if let Some(amended) = envelope.amends {
            self.files = self.files.begin().await?;
            let mut connections = self.files.connections();
            let mut on_top = queue.outbox.on_top(self.begun.beyond).await?;
            on_top.retain(|(_, id)| *id != amended);
            let rebase = Rebase { holdings, reader, queue };
            rebase.run(&mut connections, &on_top, Commands::new()).await?;
            // What was answered before was answered with the amended one laid over.
            self.run = Run::default();
        }
        let by = by(reader, envelope);
        let mut connections = self.files.connections();
        let decided = self.run.decide(&mut connections, holdings, &envelope.command, &by).await?;
        Ok(decided.map(|outcome| Decided {
            files: self.files,
            command: envelope.id,
            asked: self.run.asked,
            outcome,
        }))
    }
}

/// A command that holds. It is laid over the caches while the outbox, which alone makes it durable, is
/// written, and shown once it has been: that the caches could not be written is no reason to say that it
/// was not saved.
pub struct Decided {
    files: Both,
    command: CommandId,
    asked: Vec<Ask>,
    /// What the core said.
    pub outcome: Outcome,
}

impl Decided {
    /// Lays its effect over the caches. Until it is shown, nobody sees it.
    pub async fn lay(self) -> Result<Laid, Error> {
        let mut files = self.files.begin().await?;
        lay(&mut files.connections(), self.command, &self.asked, Some(&self.outcome)).await?;
        Ok(Laid { files })
    }
}

/// What was laid over the caches: it is shown, or taken off when this is dropped.
pub struct Laid {
    files: Both,
}

impl Laid {
    /// Shows it, a file after the other. After an error they do not show what was saved, or one of them
    /// does not: they are to be made anew.
    pub async fn show(self) -> Result<(), Error> {
        self.files.commit().await
    }
}

/// Makes the overlay anew on both files, from nothing: when they are opened, and after a load.
pub async fn rebase(cache: &Cache, reader: &Reader, queue: Queue<'_>) -> Result<Settled, Error> {
    again(cache, reader, queue, None).await
}

/// Brings the overlay up to the outbox: what left it is taken off, and with what depends on it these
/// commands are run again.
pub async fn settle(
    cache: &Cache,
    reader: &Reader,
    queue: Queue<'_>,
    commands: &[CommandId],
) -> Result<Settled, Error> {
    again(cache, reader, queue, Some(commands)).await
}

async fn again(
    cache: &Cache,
    reader: &Reader,
    queue: Queue<'_>,
    only: Option<&[CommandId]>,
) -> Result<Settled, Error> {
    let mut files = Both::hold(cache).await?.begin().await?;
    let mut connections = files.connections();
    let (Begun { holdings, beyond, .. }, _) = begun(&mut connections, reader, None, &[]).await?;
    let on_top = queue.outbox.on_top(beyond).await?;
    let mut nouns = BTreeSet::new();
    if only.is_none() {
        for connection in connections.all() {
            nouns.extend(records::undo_overlay(connection).await?);
        }
    }
    let rebase = Rebase { holdings: &holdings, reader, queue };
    let touched = only.unwrap_or_default().iter().map(|id| id.0).collect();
    let mut settled = rebase.run(&mut connections, &on_top, touched).await?;
    files.commit().await?;
    settled.nouns.extend(nouns);
    Ok(settled)
}

/// What it takes to run commands again.
pub(crate) struct Rebase<'a> {
    pub holdings: &'a Holdings,
    pub reader: &'a Reader,
    pub queue: Queue<'a>,
}

impl Rebase<'_> {
    /// Runs again what `touched` names, what left the queue or is new in it, and whatever depends on
    /// one of these; nothing else.
    pub async fn run(
        &self,
        connections: &mut Connections<'_>,
        on_top: &[(State, CommandId)],
        touched: Commands,
    ) -> Result<Settled, Error> {
        let laid = laid(connections).await?;
        let wanted: Commands = on_top.iter().map(|(_, id)| id.0).collect();
        let mut affected: Commands = touched.into_iter().filter(|id| laid.contains(id)).collect();
        affected.extend(laid.symmetric_difference(&wanted));
        let mut settled = Settled::default();
        if affected.is_empty() {
            return Ok(settled);
        }
        loop {
            widen(connections, &mut affected).await?;
            let before = written(connections, &affected).await?;
            take_off(connections, &affected, &before).await?;
            let again: Vec<_> =
                on_top.iter().filter(|(_, id)| affected.contains(&id.0)).copied().collect();
            let fallen = self.run_again(connections, &again).await?;
            let mut records = written(connections, &affected).await?;
            for (noun, ids) in before {
                records.entry(noun).or_default().extend(ids);
            }
            settled.nouns.extend(records.keys());
            settled.fallen = fallen;
            settled.run += again.len();
            // What was run again may have changed what others looked at.
            let mut also = depending(connections, &records).await?;
            also.retain(|id| !affected.contains(id));
            if also.is_empty() {
                return Ok(settled);
            }
            affected.extend(also);
        }
    }

    async fn run_again(
        &self,
        connections: &mut Connections<'_>,
        commands: &[(State, CommandId)],
    ) -> Result<Vec<Fallen>, Error> {
        let mut fallen = Vec::new();
        for commands in commands.chunks(OPENED_AT_ONCE) {
            let ids: Vec<_> = commands.iter().map(|(_, id)| *id).collect();
            let envelopes = self.queue.outbox.envelopes(&ids, self.queue.key).await?;
            for (state, id) in commands {
                if let Some(envelope) = envelopes.get(id) {
                    fallen.extend(self.run_one_again(connections, *state, envelope).await?);
                }
            }
        }
        Ok(fallen)
    }

    async fn run_one_again(
        &self,
        connections: &mut Connections<'_>,
        state: State,
        envelope: &Envelope,
    ) -> Result<Option<Fallen>, Error> {
        let (id, by) = (envelope.id, by(self.reader, envelope));
        let mut run = Run::default();
        let decided = run.decide(connections, self.holdings, &envelope.command, &by).await;
        let asked = run.asked;
        let decided = match decided {
            // What this version cannot read it cannot decide by: the server does, and what arrives is
            // taken in all the same.
            Err(Error::Unreadable { .. }) => {
                lay(connections, id, &asked, None).await?;
                return Ok(None);
            }
            decided => decided?,
        };
        match decided {
            Ok(outcome) => lay(connections, id, &asked, Some(&outcome)).await?,
            Err(refusal) if state == State::Waiting => return Ok(Some(Fallen { id, refusal })),
            // What was sent is the server's to decide, and what it accepted is on its way here.
            Err(_) => lay(connections, id, &asked, None).await?,
        }
        Ok(None)
    }
}

/// The commands that looked at or changed these records, or asked a question that one of them
/// answers as it stands now.
pub(crate) async fn depending(
    connections: &mut Connections<'_>,
    records: &Ids,
) -> Result<Commands, Error> {
    let mut found = Commands::new();
    for (noun, ids) in records {
        let Some(connection) = connections.of(*noun) else { continue };
        let ids = hexes(ids);
        let of_records = sqlx::query_scalar::<_, Uuid>(
            "SELECT DISTINCT command FROM overlay
             WHERE noun = ? AND id IN (SELECT unhex(value) FROM json_each(?))",
        );
        let of_records = of_records.bind(noun.name()).bind(&ids).fetch_all(&mut *connection);
        found.extend(of_records.await?);
        let columns: Vec<String> =
            sqlx::query_scalar("SELECT DISTINCT asked_by FROM asked WHERE noun = ?")
                .bind(noun.name())
                .fetch_all(&mut *connection)
                .await?;
        for column in columns {
            // Columns are named by the core, never by data.
            let value = if records::is_id(&column) {
                format!("lower(hex(r.{column}))")
            } else {
                format!("r.{column}")
            };
            let sql = format!(
                "SELECT DISTINCT a.command FROM {} r
                 CROSS JOIN asked a ON a.noun = ? AND a.asked_by = ? AND a.value = {value}
                 WHERE r.id IN (SELECT unhex(value) FROM json_each(?))",
                noun.name()
            );
            let answered = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(noun.name())
                .bind(&column)
                .bind(&ids)
                .fetch_all(&mut *connection)
                .await?;
            found.extend::<Vec<Uuid>>(answered);
        }
    }
    Ok(found)
}

/// Adds whatever must be taken off with these commands: what depends on what they changed, and what
/// changed what they looked at, for it may come after them in the queue.
async fn widen(connections: &mut Connections<'_>, affected: &mut Commands) -> Result<(), Error> {
    loop {
        let records = written(connections, affected).await?;
        let before = affected.len();
        affected.extend(depending(connections, &records).await?);
        affected.extend(changing(connections, affected).await?);
        if affected.len() == before {
            return Ok(());
        }
    }
}

/// The commands that changed what these looked at, or a record that answers what these asked. By
/// which columns is asked never changes in a record.
async fn changing(
    connections: &mut Connections<'_>,
    commands: &Commands,
) -> Result<Commands, Error> {
    let commands = hexes(commands);
    let mut found = Commands::new();
    for connection in connections.all() {
        let of_records = sqlx::query_scalar::<_, Uuid>(
            "SELECT DISTINCT b.command FROM overlay a JOIN overlay b USING (noun, id)
             WHERE a.command IN (SELECT unhex(value) FROM json_each(?)) AND b.wrote",
        );
        found.extend(of_records.bind(&commands).fetch_all(&mut *connection).await?);
        let asked: Vec<(String, String)> = sqlx::query_as(
            "SELECT DISTINCT noun, asked_by FROM asked
             WHERE command IN (SELECT unhex(value) FROM json_each(?))",
        )
        .bind(&commands)
        .fetch_all(&mut *connection)
        .await?;
        for (noun, column) in asked {
            let value = if records::is_id(&column) { "unhex(a.value)" } else { "a.value" };
            // From the few commands outwards: SQLite, which counts no rows here, would begin with all
            // that is laid over.
            let sql = format!(
                "SELECT DISTINCT o.command FROM asked a
                 CROSS JOIN {noun} r ON r.{column} = {value}
                 CROSS JOIN overlay o ON o.noun = a.noun AND o.id = r.id AND o.wrote
                 WHERE a.noun = ? AND a.asked_by = ?
                     AND a.command IN (SELECT unhex(value) FROM json_each(?))"
            );
            let answering: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(&noun)
                .bind(&column)
                .bind(&commands)
                .fetch_all(&mut *connection)
                .await?;
            found.extend(answering);
        }
    }
    Ok(found)
}

async fn laid(connections: &mut Connections<'_>) -> Result<Commands, Error> {
    // One row, for of ten thousand each would be a wait.
    let laid: String = sqlx::query_scalar("SELECT json_group_array(hex(command)) FROM laid")
        .fetch_one(&mut *connections.main)
        .await?;
    Ok(serde_json::from_str(&laid)?)
}

/// The records that these commands changed.
async fn written(connections: &mut Connections<'_>, commands: &Commands) -> Result<Ids, Error> {
    let commands = hexes(commands);
    let mut written = Ids::new();
    for connection in connections.all() {
        let rows: Vec<(String, Uuid)> = sqlx::query_as(
            "SELECT noun, id FROM overlay
             WHERE command IN (SELECT unhex(value) FROM json_each(?)) AND wrote",
        )
        .bind(&commands)
        .fetch_all(connection)
        .await?;
        for (noun, id) in rows {
            if let Some(noun) = NounKind::from_name(&noun) {
                written.entry(noun).or_default().insert(id);
            }
        }
    }
    Ok(written)
}

/// Takes commands off: their records are the server's again.
async fn take_off(
    connections: &mut Connections<'_>,
    commands: &Commands,
    records: &Ids,
) -> Result<(), Error> {
    for (noun, ids) in records {
        if let Some(connection) = connections.of(*noun) {
            records::undo(connection, *noun, &hexes(ids)).await?;
        }
    }
    let commands = hexes(commands);
    for connection in connections.all() {
        for table in ["overlay", "asked", "laid"] {
            let sql = format!(
                "DELETE FROM {table} WHERE command IN (SELECT unhex(value) FROM json_each(?))"
            );
            sqlx::query(AssertSqlSafe(sql)).bind(&commands).execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// Lays a command over: what it changed, and what it looked at for that. All in one query a file, for
/// each by itself is a wait.
async fn lay(
    connections: &mut Connections<'_>,
    command: CommandId,
    asked: &[Ask],
    outcome: Option<&Outcome>,
) -> Result<(), Error> {
    let writes = outcome.map_or(&[][..], |outcome| &outcome.writes);
    let simple = |id: &Uuid| id.simple().to_string();
    for file in [CacheFile::Main, CacheFile::OccupationalHealth] {
        let Some(connection) = connections.of_file(file) else { continue };
        let (mut looked_at, mut questions) = (Vec::new(), Vec::new());
        for ask in asked.iter().filter(|ask| ask.noun().file() == file) {
            match ask {
                Ask::Record(noun, id) => looked_at.push((noun.name(), simple(id), false)),
                Ask::Where(noun, column, value) => {
                    let is_id = records::is_id(column);
                    let value = if is_id { value.replace('-', "") } else { value.clone() };
                    questions.push((noun.name(), column, value.to_lowercase()));
                }
            }
        }
        let writes: Vec<_> = writes.iter().filter(|write| write.noun.file() == file).collect();
        looked_at.extend(writes.iter().map(|write| (write.noun.name(), simple(&write.id), true)));
        let wrote: Vec<_> =
            writes.iter().map(|write| (write.noun.name(), simple(&write.id))).collect();
        // Which records the command ($1) looked at and which of them it wrote ($2), which questions it
        // asked ($3), and what is to be undone when the file is opened without any of this ($4).
        let mut sql = String::from(
            "INSERT INTO overlay (noun, id, command, wrote)
             SELECT value ->> 0, unhex(value ->> 1), $1, value ->> 2 FROM json_each($2) WHERE true
             ON CONFLICT (noun, id, command) DO UPDATE SET wrote = wrote OR excluded.wrote;
             INSERT OR IGNORE INTO asked (noun, asked_by, value, command)
             SELECT value ->> 0, value ->> 1, value ->> 2, $1 FROM json_each($3);",
        );
        // The main file's says as well which commands are laid over.
        if file == CacheFile::Main || !wrote.is_empty() {
            sql.push_str("INSERT OR REPLACE INTO laid (command, wrote) VALUES ($1, $4);");
        }
        for (n, write) in writes.iter().enumerate() {
            sql.push_str(&records::lay_over(write.noun, 4 + 2 * n));
        }
        let mut query = sqlx::query(AssertSqlSafe(sql))
            .bind(command.0)
            .bind(serde_json::to_string(&looked_at)?)
            .bind(serde_json::to_string(&questions)?)
            .bind(serde_json::to_string(&wrote)?);
        for write in writes {
            query = query.bind(write.id).bind(write.after.as_ref().map(|after| &after.body));
        }
        query.execute(connection).await?;
    }
    Ok(())
}

/// Ids as a query takes them.
pub(crate) fn hexes<'a>(ids: impl IntoIterator<Item = &'a Uuid>) -> String {
    let mut text = String::from("[");
    for (n, id) in ids.into_iter().enumerate() {
        text.push_str(if n == 0 { "\"" } else { ",\"" });
        text.push_str(id.simple().encode_lower(&mut Uuid::encode_buffer()));
        text.push('"');
    }
    text.push(']');
    text
}

/// What a desk knows before anything is decided on it.
pub(crate) struct Begun {
    /// What it holds, as far as a decision must know it.
    pub holdings: Holdings,
    /// What was accepted beyond this number of the log lies on top still.
    pub beyond: u64,
    /// How far the file is that the record in question is in.
    pub cursor: Option<Cursor>,
    /// The server's version of that record; 0 if it has none.
    pub version: u64,
}

/// Asks for that, and with it what a run wants first: one question a file, for it is asked before each
/// command. Before anything has come a command has nothing to lie upon.
pub(crate) async fn begun(
    connections: &mut Connections<'_>,
    reader: &Reader,
    about: Option<(NounKind, Uuid)>,
    wanted: &[Ask],
) -> Result<(Begun, Answers), Error> {
    let mut arriving = BTreeSet::new();
    let mut cursors = Vec::new();
    let (mut seen, mut version) = (None, 0);
    let mut found: Found = vec![None; wanted.len()];
    for file in [CacheFile::Main, CacheFile::OccupationalHealth] {
        let Some(connection) = connections.of_file(file) else { continue };
        let about = about.filter(|(noun, _)| noun.file() == file);
        let version_of = match about {
            Some((noun, _)) => format!("(SELECT version FROM {} WHERE id = ?)", noun.name()),
            None => "NULL".to_owned(),
        };
        let besides = format!(
            "json_array(json((SELECT value FROM meta WHERE name = 'cursor')),
                 json((SELECT json_group_array(noun) FROM arriving WHERE NOT complete)),
                 {version_of})"
        );
        let besides = (besides.as_str(), about.map(|(_, id)| id));
        let here = records::asked_of(file, &reader.roles, wanted);
        let said = records::find(connection, Some(besides), &here, &mut found).await?;
        let (cursor, nouns, of_record): (Option<Cursor>, Vec<NounKind>, Option<i64>) =
            serde_json::from_str(&said.unwrap_or_default())?;
        arriving.extend(nouns);
        if about.is_some() || file == CacheFile::Main {
            seen = cursor;
        }
        version = of_record.map_or(version, i64::unsigned_abs);
        cursors.push(cursor);
    }
    let cursor = Cursor::of_all(&cursors);
    if cursor.is_none() {
        // Nothing has been asked of the server yet.
        arriving.extend(NounKind::ALL);
    }
    let holdings = Holdings { roles: reader.roles.clone(), arriving };
    let beyond = cursor.map_or(u64::MAX, |cursor| cursor.seq);
    let answers = holdings.judge(wanted, found);
    Ok((Begun { holdings, beyond, cursor: seen, version }, answers))
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
        acting_for: None,
    }
}
