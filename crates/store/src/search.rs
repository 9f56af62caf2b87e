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

/// What is found, kind by kind, and the nouns by whose words it is. Each noun has a column of that
/// name. The numbers of a kind in the index begin with its place here. Those of which there are most
/// come last: what is asked of a kind begins behind all that the kinds before it have of a word.
const KINDS: [&[NounKind]; 4] = [
    &[NounKind::EnquiryIdentity],
    &[NounKind::Transfer],
    &[NounKind::Notice],
    &[NounKind::Person, NounKind::NiNumber, NounKind::Applicant],
];
const ENQUIRIES: u32 = 0;
const TRANSFERS: u32 = 1;
const NOTICES: u32 = 2;
const PEOPLE: u32 = 3;

/// How many numbers a kind has: more than there can be rows.
const NUMBERS: i64 = 1 << 40;

/// The numbers of a kind.
fn numbers(kind: usize) -> (i64, i64) {
    let first = i64::try_from(kind).unwrap_or_default() * NUMBERS;
    (first, first + NUMBERS - 1)
}

/// As many of a kind as are shown: whoever wants others types on.
const SHOWN: usize = 8;

/// Builds the index over what is there, and the triggers that keep it so; nothing, if that was done.
pub(crate) async fn build(file: &SqlitePool) -> Result<(), Error> {
    let mut transaction = file.begin().await?;
    let built = "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = 'findable_comes'";
    if sqlx::query(built).fetch_optional(&mut *transaction).await?.is_some() {
        return Ok(());
    }
    for (kind, nouns) in KINDS.iter().enumerate() {
        let (first, last) = numbers(kind);
        for noun in *nouns {
            let noun = noun.name();
            run(
                &mut transaction,
                format!(
                    "INSERT INTO findable (n, noun, id, words)
                     SELECT row_number() OVER (ORDER BY words) + before, '{noun}', id, words
                     FROM {noun}, (SELECT coalesce(max(n), {first}) AS before FROM findable
                                   WHERE n BETWEEN {first} AND {last})
                     WHERE words <> ''"
                ),
            )
            .await?;
        }
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
    for (kind, nouns) in KINDS.iter().enumerate() {
        let (first, last) = numbers(kind);
        for noun in *nouns {
            let noun = noun.name();
            let comes = format!(
                "INSERT INTO findable (n, noun, id, words)
                 SELECT (SELECT coalesce(max(n), {first}) + 1 FROM findable
                         WHERE n BETWEEN {first} AND {last}), '{noun}', new.id, new.words
                 WHERE new.words <> ''"
            );
            let goes = format!("DELETE FROM findable WHERE noun = '{noun}' AND id = old.id");
            for (name, when, what) in [
                ("comes", "AFTER INSERT", format!("{comes};")),
                ("goes", "AFTER DELETE", format!("{goes};")),
                ("changes", "AFTER UPDATE OF body", format!("{goes}; {comes};")),
            ] {
                let if_so = if name == "changes" { "WHEN old.words IS NOT new.words" } else { "" };
                let trigger = format!(
                    "CREATE TRIGGER {noun}_{name} {when} ON {noun} {if_so} BEGIN {what} END"
                );
                run(&mut transaction, trigger).await?;
            }
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
        for found in found(&main.reader, &words).await? {
            // One that this version cannot read is left out, and the others are found.
            let read = match found.kind {
                NOTICES => found.seen().map(|seen| answer.notices.push(FoundNotice::from(seen))),
                TRANSFERS => {
                    found.seen().map(|seen| answer.transfers.push(TransferRow::from(seen)))
                }
                ENQUIRIES => found.asked_for().and_then(|last| {
                    let seen = found.seen()?;
                    answer.enquiries.push(EnquiryRow::of(seen, last));
                    Ok(())
                }),
                _ => found.seen().map(|seen| answer.people.push(PersonRow::from(seen))),
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
    kind: u32,
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

    /// The last name that an enquiry asks for.
    fn asked_for(&self) -> Result<Option<String>, Error> {
        let read = |body: &String| serde_json::from_str::<EnquiryIdentity>(body);
        let identity = self.beside.as_ref().map(read).transpose();
        let identity =
            identity.map_err(|_| Error::Unreadable { noun: NounKind::EnquiryIdentity })?;
        Ok(identity.map(|identity| identity.last_name))
    }
}

/// The first records of each kind that have the words, in the order of their words: one question and
/// one row, for it is asked at each keystroke, and each row would be a wait. No record is read but those
/// that are shown: each is a page to decrypt.
async fn found(reader: &SqlitePool, words: &str) -> Result<Vec<Found>, Error> {
    let hits = KINDS.iter().enumerate().map(|(kind, nouns)| {
        let (first, last) = numbers(kind);
        // There is one more than is shown, and a person may be found once by each of the nouns.
        let most = (SHOWN + 1) * nouns.len();
        format!(
            "SELECT * FROM (SELECT {kind} AS kind, n, noun, id FROM search
                 JOIN findable ON n = search.rowid
                 WHERE search MATCH ?1 AND search.rowid BETWEEN {first} AND {last}
                 ORDER BY search.rowid LIMIT {most})"
        )
    });
    let hits = hits.collect::<Vec<_>>().join(" UNION ALL ");
    let sql = format!(
        "WITH hit AS MATERIALIZED ({hits}),
         found AS (
             SELECT * FROM (
                 SELECT {PEOPLE} AS kind, n, id, body, waiting, NULL AS beside FROM (
                     SELECT coalesce(ni_number.person, applicant.person, hit.id) AS id, min(n) AS n
                     FROM hit
                     LEFT JOIN ni_number
                         ON ni_number.id = CASE noun WHEN 'ni_number' THEN hit.id END
                     LEFT JOIN applicant
                         ON applicant.id = CASE noun WHEN 'applicant' THEN hit.id END
                     WHERE hit.kind = {PEOPLE} GROUP BY 1 ORDER BY 2 LIMIT -1)
                 CROSS JOIN person USING (id) WHERE body IS NOT NULL LIMIT {SHOWN} + 1)
             UNION ALL
             SELECT hit.kind, n, id, body, waiting, NULL FROM hit JOIN transfer USING (id)
                 WHERE hit.kind = {TRANSFERS} AND body IS NOT NULL
             UNION ALL
             SELECT hit.kind, n, id, enquiry.body, enquiry.waiting, enquiry_identity.body FROM hit
                 JOIN enquiry USING (id) JOIN enquiry_identity USING (id)
                 WHERE hit.kind = {ENQUIRIES} AND enquiry.body IS NOT NULL
             UNION ALL
             SELECT hit.kind, n, id, body, waiting, NULL FROM hit JOIN notice USING (id)
                 WHERE hit.kind = {NOTICES} AND body IS NOT NULL
         )
         SELECT json_group_array(json_object('kind', kind, 'id', hex(id), 'body', body,
             'waiting', waiting, 'beside', beside) ORDER BY kind, n) FROM found"
    );
    let found: String =
        sqlx::query_scalar(AssertSqlSafe(sql)).bind(words).fetch_one(reader).await?;
    Ok(serde_json::from_str(&found)?)
}
