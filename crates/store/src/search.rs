//! Finding people and requests by their words, while these are typed. The index covers what this
//! desk holds and nothing else: it is made of the main cache's own rows, by triggers, so that it
//! says what they say, with what waits on top, and forgets what they lose.
//!
//! Occupational health's file has none: nothing clinical is found by a word.

use muster_domain::iat::candidate::EnquiryIdentity;
use muster_domain::notifications::{Notice, notice};
use muster_domain::noun::{NounKind, Record};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::sqlite::SqlitePool;
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

use crate::iat::enquiry::EnquiryRow;
use crate::iat::transfer::TransferRow;
use crate::people::person::PersonRow;
use crate::records::{self, Seen};
use crate::{Cache, Error, Read, Reader};

/// The nouns by whose words something is found; each has a column of that name. The numbers of a noun in
/// the index begin with its place here. Those of which there are most come last: what is asked of a noun
/// begins behind all that the nouns before it have of a word. The last three find people.
const NOUNS: [NounKind; 6] = [
    NounKind::EnquiryIdentity,
    NounKind::Transfer,
    NounKind::Notice,
    NounKind::Person,
    NounKind::NiNumber,
    NounKind::Applicant,
];

/// How many numbers a noun has: more than there can be rows.
const NUMBERS: i64 = 1 << 40;

/// The nouns with their first and their last number.
fn nouns() -> impl Iterator<Item = (NounKind, i64, i64)> {
    NOUNS
        .into_iter()
        .zip(0..)
        .map(|(noun, place)| (noun, place * NUMBERS, (place + 1) * NUMBERS - 1))
}

/// As many of a kind as are shown: whoever wants others types on.
const SHOWN: usize = 8;

/// As many hits are asked for at once: one more than is shown, three times over, so that a few of one noun
/// and a few of the next are one question.
const HITS: usize = 27;

/// The column with what a list shows of a record, where that is kept beside its words: people stand in
/// the order of their names there, and each in a page of its own in their table.
fn shown(noun: NounKind) -> Option<&'static str> {
    (noun == NounKind::Person).then_some("shown")
}

/// Builds the index over what is there, and the triggers that keep it so; nothing, if that was done.
pub(crate) async fn build(file: &SqlitePool) -> Result<(), Error> {
    let mut transaction = file.begin().await?;
    let built = "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = 'findable_comes'";
    if sqlx::query(built).fetch_optional(&mut *transaction).await?.is_some() {
        return Ok(());
    }
    for (noun, first, last) in nouns() {
        let (noun, shown) = (noun.name(), shown(noun).unwrap_or("NULL"));
        run(
            &mut transaction,
            format!(
                "INSERT INTO findable (n, noun, id, words, shown)
                 SELECT row_number() OVER (ORDER BY words) + before, '{noun}', id, words, {shown}
                 FROM {noun}, (SELECT coalesce(max(n), {first}) AS before FROM findable
                               WHERE n BETWEEN {first} AND {last})
                 WHERE words <> ''"
            ),
        )
        .await?;
    }
    // What is deleted is taken out of the index's pages at once, and not only marked. And what a
    // command adds is not merged into the rest, by which every sixteenth would wait for it: pieces of
    // the index are made one when the file is opened, or when there are so many that finding would.
    sqlx::raw_sql(
        "INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
         INSERT INTO search (search, rank) VALUES ('automerge', 0);
         INSERT INTO search (search, rank) VALUES ('crisismerge', 256);
         INSERT INTO search (search, rank) VALUES ('usermerge', 2);
         INSERT INTO search (search) VALUES ('rebuild');
         CREATE TRIGGER findable_comes AFTER INSERT ON findable BEGIN
             INSERT INTO search (rowid, words) VALUES (new.n, new.words);
         END;
         CREATE TRIGGER findable_goes AFTER DELETE ON findable BEGIN
             INSERT INTO search (search, rowid, words) VALUES ('delete', old.n, old.words);
         END;",
    )
    .execute(&mut *transaction)
    .await?;
    for (noun, first, last) in nouns() {
        let (noun, shown) = (noun.name(), shown(noun));
        let after = shown.map_or("NULL".to_owned(), |shown| format!("new.{shown}"));
        let changed = ["words"].into_iter().chain(shown);
        let changed: Vec<_> =
            changed.map(|column| format!("old.{column} IS NOT new.{column}")).collect();
        let changed = format!("WHEN {}", changed.join(" OR "));
        let comes = format!(
            "INSERT INTO findable (n, noun, id, words, shown)
             SELECT (SELECT coalesce(max(n), {first}) + 1 FROM findable
                     WHERE n BETWEEN {first} AND {last}), '{noun}', new.id, new.words, {after}
             WHERE new.words <> ''"
        );
        let goes = format!("DELETE FROM findable WHERE noun = '{noun}' AND id = old.id");
        for (name, when, what) in [
            ("comes", "AFTER INSERT", format!("{comes};")),
            ("goes", "AFTER DELETE", format!("{goes};")),
            ("changes", "AFTER UPDATE OF body", format!("{goes}; {comes};")),
        ] {
            let if_so = if name == "changes" { changed.as_str() } else { "" };
            let trigger =
                format!("CREATE TRIGGER {noun}_{name} {when} ON {noun} {if_so} BEGIN {what} END");
            run(&mut transaction, trigger).await?;
        }
    }
    Ok(transaction.commit().await?)
}

/// Makes the pieces of the index that commands have added one.
pub(crate) async fn merge(file: &SqlitePool) -> Result<(), Error> {
    // At most so many pages of them: a fraction of a second.
    let sql = "INSERT INTO search (search, rank) VALUES ('merge', 500)";
    sqlx::query(sql).execute(file).await?;
    Ok(())
}

/// Runs a statement made of our own names.
async fn run(connection: &mut SqliteConnection, sql: String) -> Result<(), Error> {
    sqlx::query(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

/// People and requests that have every word that begins as what was typed, in any order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Find {
    /// What was typed.
    pub typed: String,
}

/// The answer to [`Find`]: the first of each kind, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FindAnswer {
    /// People, by their names, staff or applicant's number, or the end of their National Insurance
    /// number.
    pub people: Vec<PersonRow>,
    /// Transfers asked for here, by the person or the source.
    pub transfers: Vec<TransferRow>,
    /// Enquiries that came here, by the last name they ask for.
    pub enquiries: Vec<EnquiryRow>,
    /// Notices, by whom they are about, where that may be known, or the other organisation.
    pub notices: Vec<FoundNotice>,
    /// Whether there are more than these.
    pub more: bool,
}

/// A notice that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FoundNotice {
    /// The notice.
    pub id: Uuid,
    /// What it says.
    pub kind: notice::Kind,
    /// Whom it is about, where that may be known.
    pub subject: Option<String>,
    /// The other organisation.
    pub other: String,
    /// Whether it has ended.
    pub done: bool,
}

impl From<Seen<Notice>> for FoundNotice {
    fn from(Seen { record, .. }: Seen<Notice>) -> Self {
        let Notice { id, kind, subject, other, done, .. } = record;
        Self { id, kind, subject, other, done: done.is_some() }
    }
}

impl Read for Find {
    const NAME: &'static str = "find";
    const MADE_OF: &'static [NounKind] = &[
        NounKind::Person,
        NounKind::NiNumber,
        NounKind::Applicant,
        NounKind::Transfer,
        NounKind::Enquiry,
        NounKind::EnquiryIdentity,
        NounKind::Notice,
    ];
    type Answer = FindAnswer;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<FindAnswer, Error> {
        let mut answer = FindAnswer::default();
        let Some(words) = words(&self.typed) else { return Ok(answer) };
        let main = &cache.main;
        let hits = hits(&main.reader, &words).await?;
        for found in found(&main.reader, &hits).await? {
            // One that this version cannot read is left out, and the others are found.
            let read = match found.noun {
                NounKind::Notice => {
                    found.seen().map(|seen| answer.notices.push(FoundNotice::from(seen)))
                }
                NounKind::Transfer => {
                    found.seen().map(|seen| answer.transfers.push(TransferRow::from(seen)))
                }
                NounKind::EnquiryIdentity => found.asked_for().and_then(|last| {
                    let seen = found.seen()?;
                    answer.enquiries.push(EnquiryRow::of(seen, last));
                    Ok(())
                }),
                _ => found.person().map(|row| {
                    if !answer.people.contains(&row) {
                        answer.people.push(row);
                    }
                }),
            };
            if let Err(Error::Unreadable { noun }) = read {
                main.could_not_read(noun, found.id);
            }
        }
        let kinds = [
            answer.people.len(),
            answer.transfers.len(),
            answer.enquiries.len(),
            answer.notices.len(),
        ];
        answer.more = kinds.iter().any(|found| *found > SHOWN);
        answer.people.truncate(SHOWN);
        answer.transfers.truncate(SHOWN);
        answer.enquiries.truncate(SHOWN);
        answer.notices.truncate(SHOWN);
        Ok(answer)
    }
}

/// Records that were opened lately, as they are now; those that are no longer held are left out. What
/// was opened is remembered by ids alone, so that no name outlives the right to hold it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct Recent {
    /// People.
    pub people: Vec<Uuid>,
    /// Transfers.
    pub transfers: Vec<Uuid>,
    /// Enquiries.
    pub enquiries: Vec<Uuid>,
}

impl Read for Recent {
    const NAME: &'static str = "recent";
    const MADE_OF: &'static [NounKind] =
        &[NounKind::Person, NounKind::Transfer, NounKind::Enquiry, NounKind::EnquiryIdentity];
    type Answer = FindAnswer;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<FindAnswer, Error> {
        let (mut answer, main) = (FindAnswer::default(), &cache.main);
        for id in self.people.iter().take(SHOWN) {
            answer.people.extend(records::get(main, *id).await?.map(PersonRow::from));
        }
        for id in self.transfers.iter().take(SHOWN) {
            answer.transfers.extend(records::get(main, *id).await?.map(TransferRow::from));
        }
        for id in self.enquiries.iter().take(SHOWN) {
            let identity = records::get::<EnquiryIdentity>(main, *id).await?;
            let last = identity.map(|seen| seen.record.last_name);
            let seen = records::get(main, *id).await?;
            answer.enquiries.extend(seen.map(|seen| EnquiryRow::of(seen, last)));
        }
        Ok(answer)
    }
}

/// What was typed in the index's own language: each word as a beginning. None, if there is none.
pub(crate) fn words(typed: &str) -> Option<String> {
    let word = |word: &str| format!("\"{}\" *", word.replace('"', "\"\""));
    let words: Vec<String> = typed
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .map(word)
        .collect();
    (!words.is_empty()).then(|| words.join(" AND "))
}

/// A record that has the words, as the index's question answers it.
#[derive(Deserialize)]
struct Found {
    noun: NounKind,
    id: Uuid,
    body: String,
    waiting: u8,
    beside: Option<String>,
}

impl Found {
    fn seen<R: Record>(&self) -> Result<Seen<R>, Error> {
        let record = serde_json::from_str(&self.body);
        let record = record.map_err(|_| Error::Unreadable { noun: R::NOUN })?;
        Ok(Seen { record, waiting: self.waiting != 0 })
    }

    fn person(&self) -> Result<PersonRow, Error> {
        serde_json::from_str(&self.body).map_err(|_| Error::Unreadable { noun: NounKind::Person })
    }

    /// The last name that an enquiry asks for.
    fn asked_for(&self) -> Result<Option<String>, Error> {
        let read = |body: &String| serde_json::from_str::<EnquiryIdentity>(body);
        let identity = self.beside.as_ref().map(read).transpose();
        let identity =
            identity.map_err(|_| Error::Unreadable { noun: NounKind::EnquiryIdentity })?;
        Ok(identity.map(|identity| identity.last_name))
    }
}

/// The numbers of what has the words, in their order: of each noun one more than is shown. Mostly that
/// is one question. Where a noun has many, the next is asked for from its own first number on: fifty
/// thousand notices hide nobody, and are not walked through.
async fn hits(reader: &SqlitePool, words: &str) -> Result<Vec<i64>, Error> {
    let (mut hits, mut from) = (Vec::new(), 0);
    for (noun, first, last) in nouns() {
        let mut of_it = hits.iter().filter(|n| (first..=last).contains(*n)).count();
        while of_it <= SHOWN && from <= last {
            let sql = format!(
                "SELECT json_group_array(rowid) FROM (SELECT rowid FROM search
                     WHERE search MATCH ? AND rowid >= ? ORDER BY rowid LIMIT {HITS})"
            );
            let more: String = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(words)
                .bind(from.max(first))
                .fetch_one(reader)
                .await?;
            let more: Vec<i64> = serde_json::from_str(&more)?;
            from = match more.last() {
                Some(last) if more.len() == HITS => last + 1,
                _ => i64::MAX,
            };
            of_it += more.iter().filter(|n| (first..=last).contains(*n)).count();
            hits.extend(more);
        }
        if noun == NounKind::Person && of_it > SHOWN {
            // More people are not shown, by whatever else they would be found.
            break;
        }
    }
    let mut kept = Vec::new();
    for (_, first, last) in nouns() {
        let of_it = hits.iter().copied().filter(|n| (first..=last).contains(n));
        kept.extend(of_it.take(SHOWN + 1));
    }
    Ok(kept)
}

/// What has these numbers, in their order: one question and one row, for it is asked at each keystroke,
/// and each row would be a wait. No record of a person is read: each is a page to decrypt.
async fn found(reader: &SqlitePool, hits: &[i64]) -> Result<Vec<Found>, Error> {
    let mut parts = Vec::new();
    for (noun, first, last) in nouns() {
        if !hits.iter().any(|n| (first..=last).contains(n)) {
            continue;
        }
        let name = noun.name();
        let (columns, joined) = match noun {
            NounKind::Person => ("hit.id, hit.shown, 0, NULL", String::new()),
            NounKind::NiNumber | NounKind::Applicant => (
                "person.id, person.shown, 0, NULL",
                format!(
                    "JOIN {name} AS it ON it.id = hit.id
                     JOIN findable AS person ON person.noun = 'person' AND person.id = it.person"
                ),
            ),
            NounKind::EnquiryIdentity => (
                "it.id, it.body, it.waiting, asked.body",
                "JOIN enquiry AS it ON it.id = hit.id
                 JOIN enquiry_identity AS asked ON asked.id = hit.id"
                    .to_owned(),
            ),
            _ => {
                ("it.id, it.body, it.waiting, NULL", format!("JOIN {name} AS it ON it.id = hit.id"))
            }
        };
        parts.push(format!(
            "SELECT '{name}' AS noun, hit.n AS n, {columns} FROM json_each(?1)
             CROSS JOIN findable AS hit ON hit.n = value {joined}
             WHERE value BETWEEN {first} AND {last}"
        ));
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "WITH found (noun, n, id, body, waiting, beside) AS ({})
         SELECT json_group_array(json_object('noun', noun, 'id', hex(id), 'body', body,
             'waiting', waiting, 'beside', beside) ORDER BY n) FROM found WHERE body IS NOT NULL",
        parts.join(" UNION ALL ")
    );
    let found: String = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(serde_json::to_string(hits)?)
        .fetch_one(reader)
        .await?;
    Ok(serde_json::from_str(&found)?)
}
