//! Worklists: what waits for a person or their team's queue. A page at a time: what is counted,
//! filtered and sorted by is in a table of its own, `work`, that triggers keep, and only the rows in
//! view are read. Nothing here says who may do what: that is the rules' to say.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::notifications::Notice;
use muster_domain::notifications::kind_setting::KindName;
use muster_domain::notifications::notice::{Done, Escalation, Holder, Kind, Passed};
use muster_domain::noun::NounKind;
use muster_domain::policy::Team;
use muster_domain::words::UserRef;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Row};
use uuid::Uuid;

use crate::{Cache, Error, File, Read, Reader, search};

/// The lists of *Your work*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum WorkTab {
    /// For this person by name, in their hands, or theirs while they stand in for a colleague.
    Mine,
    /// The team's queue.
    Queue,
    /// What colleagues have.
    Others,
    /// Ended in the last seven days.
    Done,
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum WorkOrder {
    /// What is due first.
    #[default]
    Due,
    /// What was raised last.
    Raised,
    /// By kind.
    Kind,
    /// By whom it is about.
    Subject,
}

/// A person's worklist, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Worklist {
    /// Which list.
    pub tab: WorkTab,
    /// Only these kinds; all, if none is named.
    #[serde(default)]
    pub kinds: Vec<KindName>,
    /// Only what was due before today.
    #[serde(default)]
    pub overdue: bool,
    /// Only what this person has not opened.
    #[serde(default)]
    pub unread: bool,
    /// Only what has every word that begins as this, about whom or with whom it is.
    #[serde(default)]
    pub typed: String,
    /// In which order.
    #[serde(default)]
    pub order: WorkOrder,
    /// The other way round.
    #[serde(default)]
    pub turned: bool,
    /// From which row.
    #[serde(default)]
    pub from: u32,
    /// So many rows; as many as fit a page, if none is said.
    #[serde(default)]
    pub rows: Option<u32>,
    /// What day it is for the person.
    #[serde(default)]
    pub today: Option<NaiveDate>,
}

impl Worklist {
    /// The first page of a list, as it opens.
    pub fn of(tab: WorkTab) -> Self {
        Self {
            tab,
            kinds: vec![],
            overdue: false,
            unread: false,
            typed: String::new(),
            order: WorkOrder::Due,
            turned: false,
            from: 0,
            rows: None,
            today: None,
        }
    }
}

/// The answer to [`Worklist`]. The counts are those of a first page; on another they are 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WorklistAnswer {
    /// The rows from the one that was asked for.
    pub rows: Vec<WorkRow>,
    /// How many are in each list.
    pub mine: u32,
    /// The same of the queue.
    pub queue: u32,
    /// The same of what colleagues have.
    pub others: u32,
    /// The same of what is done.
    pub done: u32,
    /// How many are in this list by these filters.
    pub total: u32,
    /// How many of them are due today or before.
    pub due_today: u32,
    /// How many of them are due in the six days after.
    pub this_week: u32,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WorkRow {
    /// The notice.
    pub id: Uuid,
    /// Whose queue it is in: on which side of a transfer that is.
    pub team: Team,
    /// What it says.
    pub kind: Kind,
    /// The record it is about.
    pub about: Uuid,
    /// Whose record, where the team may know.
    pub subject: Option<String>,
    /// The other organisation.
    pub other: String,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// Whether somebody has to act.
    pub needs_action: bool,
    /// Whether this person has not opened it.
    pub unread: bool,
    /// How it ended.
    pub done: Option<Done>,
    /// Whether something about it waits to be sent, but that it was read.
    pub waiting: bool,
    /// Who has it.
    pub holder: Option<Holder>,
    /// For whom this person would act, standing in.
    pub for_whom: Option<UserRef>,
    /// How it went from hand to hand.
    pub passed: Vec<Passed>,
    /// How often it was reminded of.
    pub reminders: u32,
    /// To whom it went because nobody did it.
    pub escalations: Vec<Escalation>,
}

/// What ended longer ago is in the record's own history.
const DONE_FOR_DAYS: i64 = 7;
/// So many rows, where nobody says how many.
const PAGE: u32 = 100;
/// More than so many are not read at once.
const LONGEST: u32 = 1_000;
/// What is due within so many days of today is due this week.
const WEEK: chrono::Days = chrono::Days::new(6);

const MINE: &str = "coalesce(?1 IN (to_user, holder_user, delegate_user), 0)";
const QUEUE: &str = "(to_user IS NULL AND holder_user IS NULL)";

/// Which rows are of a list, and where they are.
fn of_tab(tab: WorkTab) -> (String, &'static str) {
    match tab {
        WorkTab::Mine => (MINE.to_owned(), "work"),
        WorkTab::Queue => (QUEUE.to_owned(), "work"),
        WorkTab::Others => (format!("NOT {MINE} AND NOT {QUEUE}"), "work"),
        WorkTab::Done => ("done_at >= ?2".to_owned(), "notice"),
    }
}

impl Worklist {
    /// What is asked for, as a condition; `?1` is the person, `?2` since when what is done counts,
    /// `?3` today, `?4` kinds, `?5` what was typed for the index, `?6` the same as it stands.
    fn condition(&self) -> String {
        let (of_tab, _) = of_tab(self.tab);
        let mut all = vec![of_tab];
        if self.overdue {
            all.push("due_key < ?3".to_owned());
        }
        if self.unread {
            all.push("instr(read_by, ?1) = 0".to_owned());
        }
        if !self.kinds.is_empty() {
            all.push("kind IN (SELECT value FROM json_each(?4))".to_owned());
        }
        if search::words(&self.typed).is_some() {
            // By the words of what it is about, where the desk has it, or by its own.
            all.push(
                "(about IN (SELECT findable.id FROM search
                      JOIN findable ON findable.n = search.rowid WHERE search MATCH ?5)
                  OR NOT EXISTS (SELECT 1 FROM json_each(?6) WHERE
                      instr(' ' || lower(concat_ws(' ', subject, other)), value) = 0))"
                    .to_owned(),
            );
        }
        all.join(" AND ")
    }

    fn order(&self) -> &'static str {
        match (self.order, self.tab, self.turned) {
            (WorkOrder::Due, WorkTab::Done, false) => "done_at DESC, id",
            (WorkOrder::Due, WorkTab::Done, true) => "done_at, id",
            (WorkOrder::Due, _, false) => "due_key, id",
            (WorkOrder::Due, _, true) => "due_key DESC, id DESC",
            (WorkOrder::Raised, _, false) => "raised_at DESC, id",
            (WorkOrder::Raised, _, true) => "raised_at, id",
            (WorkOrder::Kind, _, false) => "kind, due_key, id",
            (WorkOrder::Kind, _, true) => "kind DESC, due_key, id",
            (WorkOrder::Subject, _, false) => "subject IS NULL, subject COLLATE NOCASE, id",
            (WorkOrder::Subject, _, true) => "subject IS NULL, subject COLLATE NOCASE DESC, id",
        }
    }

    fn today(&self) -> NaiveDate {
        self.today.unwrap_or_else(|| Utc::now().date_naive())
    }

    fn arguments(&self, reader: &Reader) -> Result<SqliteArguments, Error> {
        let words: Vec<String> =
            self.typed.split_whitespace().map(|word| format!(" {}", word.to_lowercase())).collect();
        let typed = search::words(&self.typed).map(|words| {
            format!("noun : (\"transfer\" OR \"enquiry_identity\") AND words : ({words})")
        });
        let kinds: Vec<_> = self.kinds.iter().map(|kind| kind.name()).collect();
        let mut all = SqliteArguments::default();
        let since = (Utc::now() - chrono::Duration::days(DONE_FOR_DAYS)).to_rfc3339();
        let add = |all: &mut SqliteArguments, value: String| {
            all.add(value).map_err(|fault| Error::Sqlite(sqlx::Error::Encode(fault)))
        };
        for value in [
            reader.user.id.to_string(),
            since,
            self.today().to_string(),
            serde_json::to_string(&kinds)?,
            typed.unwrap_or_default(),
            serde_json::to_string(&words)?,
        ] {
            add(&mut all, value)?;
        }
        Ok(all)
    }

    /// How many there are of each.
    async fn counts(&self, file: &File, reader: &Reader) -> Result<WorklistAnswer, Error> {
        let mut arguments = self.arguments(reader)?;
        let week = self.today().checked_add_days(WEEK).unwrap_or(self.today());
        arguments
            .add(week.to_string())
            .map_err(|fault| Error::Sqlite(sqlx::Error::Encode(fault)))?;
        let shown = match self.tab {
            WorkTab::Done => "0".to_owned(),
            _ => self.condition(),
        };
        // What is open is counted in one walk, and each condition looked at once a row: a limit keeps
        // SQLite from putting the conditions in the place of their names. Every value is named, for
        // what is bound and not named is refused.
        let sql = format!(
            "SELECT count(*) FILTER (WHERE mine) AS mine,
                 count(*) FILTER (WHERE queue) AS queue,
                 count(*) FILTER (WHERE NOT mine AND NOT queue) AS others,
                 count(*) FILTER (WHERE shown) AS total,
                 count(*) FILTER (WHERE shown AND due_key <= ?3) AS due_today,
                 count(*) FILTER (WHERE shown AND due_key > ?3 AND due_key <= ?7) AS this_week,
                 (SELECT count(*) FROM notice INDEXED BY notice_done
                     WHERE done_at IS NOT NULL AND done_at >= ?2) AS done
             FROM (SELECT {MINE} AS mine, {QUEUE} AS queue, {shown} AS shown, due_key
                 FROM work WHERE ?4 IS NOT NULL AND ?5 IS NOT NULL AND ?6 IS NOT NULL LIMIT -1)"
        );
        let row = sqlx::query_with(AssertSqlSafe(sql), arguments).fetch_one(&file.reader).await?;
        let number = |name: &str| -> Result<u32, sqlx::Error> {
            Ok(u32::try_from(row.try_get::<i64, _>(name)?).unwrap_or(u32::MAX))
        };
        let mut answer = WorklistAnswer {
            rows: vec![],
            mine: number("mine")?,
            queue: number("queue")?,
            others: number("others")?,
            done: number("done")?,
            total: number("total")?,
            due_today: number("due_today")?,
            this_week: number("this_week")?,
        };
        if self.tab == WorkTab::Done {
            let sql = format!(
                "SELECT count(*) FROM notice WHERE {} AND ?1 IS NOT NULL AND ?3 IS NOT NULL
                     AND ?4 IS NOT NULL AND ?5 IS NOT NULL AND ?6 IS NOT NULL",
                self.condition()
            );
            let total: i64 = sqlx::query_scalar_with(AssertSqlSafe(sql), self.arguments(reader)?)
                .fetch_one(&file.reader)
                .await?;
            answer.total = u32::try_from(total).unwrap_or(u32::MAX);
        }
        Ok(answer)
    }

    /// The rows of the page.
    async fn page(&self, file: &File, reader: &Reader) -> Result<Vec<WorkRow>, Error> {
        let order = self.order();
        let (_, table) = of_tab(self.tab);
        // First which rows, without their bodies; then these rows.
        let sql = format!(
            "WITH page AS MATERIALIZED (
                 SELECT id, row_number() OVER () AS n FROM (
                     SELECT id FROM {table} WHERE {} AND ?1 IS NOT NULL AND ?2 IS NOT NULL
                         AND ?3 IS NOT NULL AND ?4 IS NOT NULL AND ?5 IS NOT NULL
                         AND ?6 IS NOT NULL
                     ORDER BY {order} LIMIT {} OFFSET {}))
             SELECT n.id, n.body, n.server, n.waiting, e.body ->> '$.last_name' AS last_name,
                 (SELECT d.body ->> '$.from' FROM delegation d WHERE n.delegate_user = ?1
                     AND d.to_user = ?1
                     AND d.from_user = coalesce(n.holder_user, n.to_user) LIMIT 1) AS for_whom
             FROM page JOIN notice n ON n.id = page.id
             LEFT JOIN enquiry_identity e ON e.id = n.about
             ORDER BY page.n",
            self.condition(),
            self.rows.unwrap_or(PAGE).min(LONGEST),
            self.from
        );
        let found = sqlx::query_with(AssertSqlSafe(sql), self.arguments(reader)?)
            .fetch_all(&file.reader)
            .await?;
        let mut rows = Vec::with_capacity(found.len());
        for row in &found {
            let Ok(notice) = serde_json::from_str::<Notice>(row.try_get("body")?) else {
                // As in every list: what this version cannot read is left out, and said to be.
                file.could_not_read(NounKind::Notice, row.try_get("id")?);
                continue;
            };
            let for_whom: Option<&str> = row.try_get("for_whom")?;
            let server: Option<&str> = row.try_get("server")?;
            let waiting = row.try_get::<i64, _>("waiting")? != 0
                && !server.is_some_and(|server| differs_by_reading_alone(&notice, server));
            let mut one = WorkRow {
                for_whom: for_whom.map(serde_json::from_str).transpose()?,
                ..WorkRow::of(notice, reader, waiting)
            };
            // An approver's notice names nobody: who it is about is there while it is pending.
            if one.subject.is_none() {
                one.subject = row.try_get("last_name")?;
            }
            rows.push(one);
        }
        Ok(rows)
    }
}

/// That it was read goes to the server by itself, and keeps nobody from acting on it meanwhile.
fn differs_by_reading_alone(here: &Notice, server: &str) -> bool {
    serde_json::from_str(server)
        .is_ok_and(|server: Notice| Notice { read_by: here.read_by.clone(), ..server } == *here)
}

impl WorkRow {
    fn of(notice: Notice, reader: &Reader, waiting: bool) -> Self {
        Self {
            id: notice.id,
            needs_action: notice.kind.needs_action(),
            unread: !notice.read_by.contains(&reader.user.id),
            kind: notice.kind,
            about: notice.about,
            subject: notice.subject,
            other: notice.other,
            raised_at: notice.raised_at,
            due_on: notice.due_on,
            done: notice.done,
            waiting,
            team: notice.team,
            holder: notice.holder,
            for_whom: None,
            passed: notice.passed,
            reminders: u32::try_from(notice.reminders.len()).unwrap_or(u32::MAX),
            escalations: notice.escalations,
        }
    }
}

impl Read for Worklist {
    const NAME: &'static str = "worklist";
    const MADE_OF: &'static [NounKind] =
        &[NounKind::Notice, NounKind::EnquiryIdentity, NounKind::Delegation];
    type Answer = WorklistAnswer;

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<WorklistAnswer, Error> {
        let rows = self.page(&cache.main, reader).await?;
        // Whoever scrolls on has the counts from the first page: that is a walk through all that is open.
        let counts = match self.from {
            0 => self.counts(&cache.main, reader).await?,
            _ => WorklistAnswer::default(),
        };
        Ok(WorklistAnswer { rows, ..counts })
    }
}

/// How many notices this person has not opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UnreadNotices {}

impl Read for UnreadNotices {
    const NAME: &'static str = "unread_notices";
    const MADE_OF: &'static [NounKind] = &[NounKind::Notice];
    type Answer = u32;

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<u32, Error> {
        unread(cache, reader, &KindName::ALL).await
    }
}

/// How many notices of these kinds this person has not opened: theirs, and those of the queue.
pub async fn unread(cache: &Cache, reader: &Reader, kinds: &[KindName]) -> Result<u32, Error> {
    let names: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
    let sql = format!(
        "SELECT count(*) FROM work WHERE ({MINE} OR {QUEUE}) AND instr(read_by, ?1) = 0
         AND kind IN (SELECT value FROM json_each(?2))"
    );
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(reader.user.id.to_string())
        .bind(serde_json::to_string(&names)?)
        .fetch_one(&cache.main.reader)
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// What is open for a person, by kind: what a landing page says first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OpenWork {
    /// What day it is for the person.
    #[serde(default)]
    pub today: Option<NaiveDate>,
}

/// How much of a kind is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OpenKind {
    /// The kind.
    pub kind: KindName,
    /// For this person by name, or in their hands.
    pub mine: u32,
    /// In the queue.
    pub queue: u32,
    /// How many of these were due before today.
    pub overdue: u32,
}

impl Read for OpenWork {
    const NAME: &'static str = "open_work";
    const MADE_OF: &'static [NounKind] = &[NounKind::Notice];
    type Answer = Vec<OpenKind>;

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<Vec<OpenKind>, Error> {
        let today = self.today.unwrap_or_else(|| Utc::now().date_naive());
        let sql = format!(
            "SELECT kind, count(*) FILTER (WHERE {MINE}) AS mine,
                 count(*) FILTER (WHERE {QUEUE}) AS queue,
                 count(*) FILTER (WHERE due_key < ?2) AS overdue
             FROM work WHERE {MINE} OR {QUEUE}
             GROUP BY kind"
        );
        let rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(reader.user.id.to_string())
            .bind(today.to_string())
            .fetch_all(&cache.main.reader)
            .await?;
        let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        let mut open: Vec<OpenKind> = rows
            .into_iter()
            .filter_map(|(kind, mine, queue, overdue)| {
                Some(OpenKind {
                    kind: KindName::from_name(&kind)?,
                    mine: number(mine),
                    queue: number(queue),
                    overdue: number(overdue),
                })
            })
            .collect();
        open.sort_by_key(|one| one.kind);
        Ok(open)
    }
}
