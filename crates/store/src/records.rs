//! Records in the caches: asked for by the core, read by lists, written by the overlay and by what
//! the server sends. One piece of code for every noun.

use std::collections::BTreeSet;

use muster_domain::noun::{By, CacheFile, NounKind, Record};
use muster_domain::policy::{self, Cell, Role, Row as MatrixRow};
use muster_domain::world::{Ask, Held, Stop, World};
use muster_domain::{Command, Outcome, Refusal};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use uuid::Uuid;

use crate::{Error, File, overlay};

/// Open connections to both caches: what a decision reads and an overlay writes.
pub(crate) struct Connections<'a> {
    pub main: &'a mut SqliteConnection,
    pub oh: Option<&'a mut SqliteConnection>,
}

impl Connections<'_> {
    pub(crate) fn of(&mut self, noun: NounKind) -> Option<&mut SqliteConnection> {
        self.of_file(noun.file())
    }

    pub(crate) fn of_file(&mut self, file: CacheFile) -> Option<&mut SqliteConnection> {
        match file {
            CacheFile::Main => Some(self.main),
            CacheFile::OccupationalHealth => self.oh.as_deref_mut(),
        }
    }

    /// Both, where there are both.
    pub(crate) fn all(&mut self) -> impl Iterator<Item = &mut SqliteConnection> {
        std::iter::once(&mut *self.main).chain(self.oh.as_deref_mut())
    }
}

/// What a desk holds, as far as a decision must know it.
#[derive(Debug, Clone)]
pub(crate) struct Holdings {
    pub roles: BTreeSet<Role>,
    /// Nouns whose first load has not finished.
    pub arriving: BTreeSet<NounKind>,
}

/// Whether somebody of these roles holds any of a noun.
fn holds(roles: &BTreeSet<Role>, noun: NounKind) -> bool {
    roles.iter().any(|role| role.team().is_some() && policy::may_hold(*role, noun))
}

impl Holdings {
    /// Whether "there is none here" means that there is none. It does not while the noun is still
    /// arriving, nor for what a recruiter holds of applicants only and a manager of their line. Documents are
    /// kept with applicants alone: a recruiter holds them all.
    fn none_means_none(&self, noun: NounKind) -> bool {
        let people = matches!(
            noun.row(),
            MatrixRow::NameAndPost
                | MatrixRow::DateOfBirth
                | MatrixRow::Address
                | MatrixRow::Phone
                | MatrixRow::Checks
        ) && noun != NounKind::Document;
        let has = |cell| self.roles.iter().any(|role| policy::cell(*role, noun.row()) == cell);
        let some = people || has(Cell::Line);
        !self.arriving.contains(&noun) && (has(Cell::Full) || !some)
    }

    /// What rows say: that there are none may mean that they are not held here.
    pub(crate) fn judge(&self, asks: &[Ask], found: Found) -> Answers {
        let each = asks.iter().zip(found).map(|(ask, rows)| match rows {
            Some(rows) if !rows.is_empty() || self.none_means_none(ask.noun()) => Held::Known(rows),
            _ => Held::NotHeldHere,
        });
        each.collect()
    }
}

/// A command as it is run against the caches: what was answered so far, and what it asked.
#[derive(Debug, Default)]
pub(crate) struct Run {
    world: World,
    pub asked: Vec<Ask>,
}

impl Run {
    /// Goes on as far as what is answered allows: to its end, or to what it wants to know next.
    pub fn go_on(&mut self, command: &Command, by: &By) -> Result<Next, Error> {
        match muster_domain::run(&mut self.world, command, by) {
            Ok(outcome) => Ok(Next::Decided(Ok(outcome))),
            Err(Stop::Refused(refusal)) => Ok(Next::Decided(Err(refusal))),
            Err(Stop::Unreadable(noun, _)) => Err(Error::Unreadable { noun }),
            Err(Stop::Ask(_)) => Ok(Next::Wants(self.world.wanted())),
        }
    }

    /// Takes in the answers to what it wanted, in that order.
    pub fn answered(&mut self, wanted: Vec<Ask>, answers: Answers) {
        self.asked.extend(wanted.iter().cloned());
        for (ask, rows) in wanted.into_iter().zip(answers) {
            self.world.answer(ask, rows);
        }
    }

    /// Answers what the core asks until it is done, and says what it was.
    pub async fn decide(
        &mut self,
        connections: &mut Connections<'_>,
        holdings: &Holdings,
        command: &Command,
        by: &By,
    ) -> Result<Result<Outcome, Refusal>, Error> {
        loop {
            match self.go_on(command, by)? {
                Next::Decided(decided) => return Ok(decided),
                Next::Wants(wanted) => {
                    let answers = answer(connections, holdings, &wanted).await?;
                    self.answered(wanted, answers);
                }
            }
        }
    }
}

/// How far a run came.
#[derive(Debug)]
pub(crate) enum Next {
    /// The core has decided.
    Decided(Result<Outcome, Refusal>),
    /// It wants to know these first.
    Wants(Vec<Ask>),
}

/// Whether a column holds ids.
pub(crate) fn is_id(column: &str) -> bool {
    matches!(column, "person" | "applicant" | "enquiry" | "about")
}

/// What questions are answered by, in their order.
pub(crate) type Answers = Vec<Held<Vec<(Uuid, String)>>>;

/// The rows that answer questions, in their order; none where this desk has nothing to ask.
pub(crate) type Found = Vec<Option<Vec<(Uuid, String)>>>;

/// Answers questions, in their order: one wait a file, however many there are.
async fn answer(
    connections: &mut Connections<'_>,
    holdings: &Holdings,
    asks: &[Ask],
) -> Result<Answers, Error> {
    let mut found: Found = vec![None; asks.len()];
    for file in [CacheFile::Main, CacheFile::OccupationalHealth] {
        let Some(connection) = connections.of_file(file) else { continue };
        let here = asked_of(file, &holdings.roles, asks);
        if !here.is_empty() {
            find(connection, None, &here, &mut found).await?;
        }
    }
    Ok(holdings.judge(asks, found))
}

/// The questions for a file, each with its place among all.
pub(crate) fn asked_of<'a>(
    file: CacheFile,
    roles: &BTreeSet<Role>,
    asks: &'a [Ask],
) -> Vec<(usize, &'a Ask)> {
    let here = |ask: &Ask| ask.noun().file() == file && holds(roles, ask.noun());
    asks.iter().enumerate().filter(|(_, ask)| here(ask)).collect()
}

/// Something to know besides, in the same query: an expression, and the id that it may name as `?`.
pub(crate) type Besides<'a> = (&'a str, Option<Uuid>);

/// Finds what answers a file's questions, in one query; and what `besides` comes to, if it is asked.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    besides: Option<Besides<'_>>,
    here: &[(usize, &Ask)],
    found: &mut Found,
) -> Result<Option<String>, Error> {
    // Tables and columns are named by the core, never by data.
    let parts = here.iter().map(|(n, ask)| match ask {
        Ask::Record(noun, _) => {
            format!("SELECT {n}, id, body FROM {} WHERE id = ? AND body IS NOT NULL", noun.name())
        }
        Ask::Where(noun, column, _) => {
            let (noun, value) = (noun.name(), if is_id(column) { "unhex(?, '-')" } else { "?" });
            format!(
                "SELECT {n}, id, body FROM {noun} WHERE {column} = {value} AND body IS NOT NULL"
            )
        }
    });
    let first = besides.iter().map(|(expression, _)| format!("SELECT NULL, NULL, {expression}"));
    let sql = first.chain(parts).collect::<Vec<_>>().join(" UNION ALL ");
    let mut query = sqlx::query_as(AssertSqlSafe(sql));
    if let Some((_, Some(id))) = besides {
        query = query.bind(id);
    }
    for (n, ask) in here {
        found[*n] = Some(Vec::new());
        query = match ask {
            Ask::Record(_, id) => query.bind(*id),
            Ask::Where(_, _, value) => query.bind(value),
        };
    }
    let rows: Vec<(Option<u32>, Option<Uuid>, String)> = query.fetch_all(connection).await?;
    let mut said = None;
    for (n, id, body) in rows {
        match (n, id) {
            (Some(n), Some(id)) => found[n as usize].get_or_insert_default().push((id, body)),
            _ => said = Some(body),
        }
    }
    Ok(said)
}

/// The statement that writes what a waiting command makes of a record, keeping the server's beside
/// it. The `n` values before its own, the id and the body, are other statements'.
pub(crate) fn lay_over(noun: NounKind, n: usize) -> String {
    let (table, id, body) = (noun.name(), n + 1, n + 2);
    format!(
        "INSERT INTO {table} (id, version, body, waiting) VALUES (${id}, 0, ${body}, 1)
         ON CONFLICT (id) DO UPDATE SET
             server = CASE WHEN waiting THEN server ELSE body END,
             body = excluded.body,
             waiting = 1;"
    )
}

/// Makes records of a noun the server's again; `ids` is a JSON list of them in hexadecimal.
pub(crate) async fn undo(
    connection: &mut SqliteConnection,
    noun: NounKind,
    ids: &str,
) -> Result<(), Error> {
    let table = noun.name();
    for sql in [
        format!("DELETE FROM {table} WHERE server IS NULL"),
        format!("UPDATE {table} SET body = server, server = NULL, waiting = 0 WHERE true"),
    ] {
        let sql =
            format!("{sql} AND waiting = 1 AND id IN (SELECT unhex(value) FROM json_each(?))");
        sqlx::query(AssertSqlSafe(sql)).bind(ids).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Undoes everything that waiting commands made of the records of a file. The nouns it changed.
pub(crate) async fn undo_overlay(
    connection: &mut SqliteConnection,
) -> Result<Vec<NounKind>, Error> {
    let written: Vec<(String, String)> = sqlx::query_as(
        "SELECT value ->> 0, json_group_array(value ->> 1) FROM laid, json_each(wrote) GROUP BY 1",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut nouns = Vec::with_capacity(written.len());
    for (noun, ids) in &written {
        if let Some(noun) = NounKind::from_name(noun) {
            undo(connection, noun, ids).await?;
            nouns.push(noun);
        }
    }
    sqlx::raw_sql(overlay::LOOKED_AT).execute(&mut *connection).await?;
    sqlx::raw_sql("DELETE FROM overlay; DELETE FROM asked; DELETE FROM laid")
        .execute(connection)
        .await?;
    Ok(nouns)
}

/// A row as it is in the file: id, what is shown, the server's beside it, whether something waits.
pub type Kept = (Uuid, Option<String>, Option<String>, bool);

/// Every row of a noun, for whoever compares files.
pub async fn everything(file: &File, noun: NounKind) -> Result<Vec<Kept>, Error> {
    let sql = format!("SELECT id, body, server, waiting FROM {} ORDER BY id", noun.name());
    Ok(sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&file.reader).await?)
}

/// A record and whether something waits on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen<R> {
    /// The record as the person sees it.
    pub record: R,
    /// Whether a waiting command has changed it.
    pub waiting: bool,
}

/// The record of that id.
pub async fn get<R: Record>(file: &File, id: Uuid) -> Result<Option<Seen<R>>, Error> {
    let sql =
        format!("SELECT body, waiting FROM {} WHERE id = ? AND body IS NOT NULL", R::NOUN.name());
    let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(&file.reader).await?;
    row.map(|row| seen(&row)).transpose()
}

/// How many of the last entries of a record's history only this desk knows of: those of what waits.
pub(crate) async fn unsent_entries(file: &File, noun: NounKind, id: Uuid) -> Result<u32, Error> {
    let sql = format!(
        "SELECT json_array_length(body, '$.history')
             - coalesce(json_array_length(server, '$.history'), 0)
         FROM {} WHERE id = ? AND waiting = 1 AND body IS NOT NULL",
        noun.name()
    );
    let unsent = sqlx::query_scalar(AssertSqlSafe(sql)).bind(id).fetch_optional(&file.reader);
    Ok(unsent.await?.unwrap_or_default())
}

/// The records that `clause` picks: a fixed text of ours, with one value.
pub(crate) async fn select<R: Record>(
    file: &File,
    clause: &'static str,
    value: &str,
) -> Result<Vec<Seen<R>>, Error> {
    let sql = format!(
        "SELECT id, body, waiting FROM {} WHERE body IS NOT NULL AND {clause}",
        R::NOUN.name()
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(value).fetch_all(&file.reader).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        match seen(row) {
            // One that this version cannot read, as a newer server may have sent: the others are
            // shown all the same, and what is held here says how many are not.
            Err(Error::Unreadable { noun }) => file.could_not_read(noun, row.try_get("id")?),
            other => all.push(other?),
        }
    }
    Ok(all)
}

/// A person's records of a noun.
pub(crate) async fn of_person<R: Record>(file: &File, person: Uuid) -> Result<Vec<R>, Error> {
    let found = select(file, "person = unhex(?, '-')", &person.to_string()).await?;
    Ok(found.into_iter().map(|seen| seen.record).collect())
}

fn seen<R: Record>(row: &sqlx::sqlite::SqliteRow) -> Result<Seen<R>, Error> {
    let body: &str = row.try_get("body")?;
    let record = serde_json::from_str(body).map_err(|_| Error::Unreadable { noun: R::NOUN })?;
    Ok(Seen { record, waiting: row.try_get::<i64, _>("waiting")? != 0 })
}
