//! Worklists: what waits for a person or their team's queue.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::iat::candidate::EnquiryIdentity;
use muster_domain::notifications::Notice;
use muster_domain::notifications::notice::{Done, Kind};
use muster_domain::noun::NounKind;
use muster_domain::policy::Team;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::{Cache, Error, Read, Reader, records};

/// The lists of *Your work*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum WorkTab {
    /// For this person by name, and what informs them.
    Mine,
    /// The team's queue.
    Queue,
    /// Ended in the last seven days.
    Done,
}

/// A person's worklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Worklist {
    /// Which list.
    pub tab: WorkTab,
}

/// The answer to [`Worklist`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WorklistAnswer {
    /// The rows, what is due first on top.
    pub rows: Vec<WorkRow>,
    /// How many are in each list.
    pub mine: u32,
    /// The same of the queue.
    pub queue: u32,
    /// The same of what is done.
    pub done: u32,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WorkRow {
    /// The notice.
    pub id: Uuid,
    /// The team whose it is: on which side of a transfer that is.
    pub team: Team,
    /// What it says.
    pub kind: Kind,
    /// The transfer it is about.
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
    /// Whether something about it waits to be sent.
    pub waiting: bool,
}

/// What ended longer ago is in the record's own history.
const DONE_FOR_DAYS: i64 = 7;

impl Read for Worklist {
    const NAME: &'static str = "worklist";
    const MADE_OF: &'static [NounKind] = &[NounKind::Notice, NounKind::EnquiryIdentity];
    type Answer = WorklistAnswer;

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<WorklistAnswer, Error> {
        let since = (Utc::now() - chrono::Duration::days(DONE_FOR_DAYS)).to_rfc3339();
        // One statement for the three lists: the counts of all are always shown.
        let notices = records::select::<Notice>(
            &cache.main,
            "(done_at IS NULL OR done_at >= ?) ORDER BY due_on IS NULL, due_on, id",
            &since,
        )
        .await?;
        let mut answer = WorklistAnswer { rows: vec![], mine: 0, queue: 0, done: 0 };
        for notice in notices {
            let tab = tab_of(&notice.record, reader);
            *match tab {
                WorkTab::Mine => &mut answer.mine,
                WorkTab::Queue => &mut answer.queue,
                WorkTab::Done => &mut answer.done,
            } += 1;
            if tab == self.tab {
                let mut row = row(notice, reader);
                // An approver's notice names nobody: who it is about is there while it is pending.
                if row.subject.is_none() {
                    let identity = records::get::<EnquiryIdentity>(&cache.main, row.about).await?;
                    row.subject = identity.map(|seen| seen.record.last_name);
                }
                answer.rows.push(row);
            }
        }
        Ok(answer)
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
        let open = records::select::<Notice>(&cache.main, "done_at IS nullif(?, '')", "").await?;
        let unread = open.iter().filter(|n| !n.record.read_by.contains(&reader.user.id)).count();
        Ok(u32::try_from(unread).unwrap_or(u32::MAX))
    }
}

fn tab_of(notice: &Notice, reader: &Reader) -> WorkTab {
    let to_me = notice.to.as_ref().is_some_and(|to| to.id == reader.user.id);
    match (&notice.done, to_me) {
        (Some(_), _) => WorkTab::Done,
        (None, true) => WorkTab::Mine,
        (None, false) => WorkTab::Queue,
    }
}

fn row(seen: records::Seen<Notice>, reader: &Reader) -> WorkRow {
    let notice = seen.record;
    WorkRow {
        id: notice.id,
        team: notice.team,
        needs_action: notice.kind.needs_action(),
        unread: !notice.read_by.contains(&reader.user.id),
        kind: notice.kind,
        about: notice.about,
        subject: notice.subject,
        other: notice.other,
        raised_at: notice.raised_at,
        due_on: notice.due_on,
        done: notice.done,
        waiting: seen.waiting,
    }
}
