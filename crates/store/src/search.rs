//! Finding people and requests by their words, while these are typed. The index covers what this
//! desk holds and nothing else: it is made of the main cache's own rows, by triggers, so that it
//! says what they say, with what waits on top, and forgets what they lose.
//!
//! Occupational health's file has none: nothing clinical is found by a word.

use std::collections::BTreeSet;

use muster_domain::iat::candidate::EnquiryIdentity;
use muster_domain::iat::enquiry::Enquiry;
use muster_domain::iat::transfer::Transfer;
use muster_domain::noun::NounKind;
use muster_domain::people::{NiRecord, Person};
use muster_domain::recruitment::Applicant;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::sqlite::SqlitePool;
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

use crate::iat::enquiry::EnquiryRow;
use crate::iat::transfer::TransferRow;
use crate::people::person::PersonRow;
use crate::{Cache, Error, Read, Reader, records};

/// The nouns that have words. Each has a column of that name.
const SEARCHED: [NounKind; 5] = [
    NounKind::Person,
    NounKind::NiNumber,
    NounKind::Applicant,
    NounKind::Transfer,
    NounKind::EnquiryIdentity,
];
/// Those by which a person is found.
const OF_A_PERSON: &[NounKind] = &[NounKind::Person, NounKind::NiNumber, NounKind::Applicant];
/// As many of a kind as are shown: whoever wants others types on.
const SHOWN: usize = 8;

/// Builds the index over what is there, and the triggers that keep it so; nothing, if that was done.
pub(crate) async fn build(file: &SqlitePool) -> Result<(), Error> {
    let mut transaction = file.begin().await?;
    let built = "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = 'findable_comes'";
    if sqlx::query(built).fetch_optional(&mut *transaction).await?.is_some() {
        return Ok(());
    }
    for noun in SEARCHED {
        let noun = noun.name();
        run(
            &mut transaction,
            format!(
                "INSERT INTO findable (noun, id, words)
                 SELECT '{noun}', id, words FROM {noun} WHERE words <> '' ORDER BY words"
            ),
        )
        .await?;
    }
    // What is deleted is taken out of the index's pages at once, and not only marked. And what a
    // command adds is not merged into the rest bit by bit, so that every fortieth would wait for it:
    // sixteen small pieces of the index are made one when there are so many.
    sqlx::raw_sql(
        "INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
         INSERT INTO search (search, rank) VALUES ('automerge', 0);
         INSERT INTO search (search) VALUES ('rebuild');
         CREATE TRIGGER findable_comes AFTER INSERT ON findable BEGIN
             INSERT INTO search (rowid, noun, words) VALUES (new.n, new.noun, new.words);
         END;
         CREATE TRIGGER findable_goes AFTER DELETE ON findable BEGIN
             INSERT INTO search (search, rowid, noun, words)
             VALUES ('delete', old.n, old.noun, old.words);
         END;",
    )
    .execute(&mut *transaction)
    .await?;
    for noun in SEARCHED {
        let noun = noun.name();
        let comes = format!(
            "INSERT INTO findable (noun, id, words)
             SELECT '{noun}', new.id, new.words WHERE new.words <> ''"
        );
        let goes = format!("DELETE FROM findable WHERE noun = '{noun}' AND id = old.id");
        for (name, when, what) in [
            ("comes", "AFTER INSERT", format!("{comes};")),
            ("goes", "AFTER DELETE", format!("{goes};")),
            ("changes", "AFTER UPDATE OF body", format!("{goes}; {comes};")),
        ] {
            let if_so = if name == "changes" { "WHEN old.words IS NOT new.words" } else { "" };
            let trigger =
                format!("CREATE TRIGGER {noun}_{name} {when} ON {noun} {if_so} BEGIN {what} END");
            run(&mut transaction, trigger).await?;
        }
    }
    Ok(transaction.commit().await?)
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
    /// Whether there are more than these.
    pub more: bool,
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
    ];
    type Answer = FindAnswer;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<FindAnswer, Error> {
        let mut answer = FindAnswer::default();
        let Some(words) = words(&self.typed) else { return Ok(answer) };
        let main = &cache.main;
        let mut known = BTreeSet::new();
        for (noun, id) in found(&main.reader, OF_A_PERSON, &words).await? {
            let person = match noun {
                NounKind::NiNumber => {
                    records::get::<NiRecord>(main, id).await?.map(|seen| seen.record.person.0)
                }
                NounKind::Applicant => {
                    records::get::<Applicant>(main, id).await?.map(|seen| seen.record.person.0)
                }
                _ => Some(id),
            };
            let Some(person) = person.filter(|person| known.insert(*person)) else { continue };
            answer.people.extend(records::get::<Person>(main, person).await?.map(PersonRow::from));
        }
        for (_, id) in found(&main.reader, &[NounKind::Transfer], &words).await? {
            let seen = records::get::<Transfer>(main, id).await?;
            answer.transfers.extend(seen.map(TransferRow::from));
        }
        for (_, id) in found(&main.reader, &[NounKind::EnquiryIdentity], &words).await? {
            let identity = records::get::<EnquiryIdentity>(main, id).await?;
            let seen = records::get::<Enquiry>(main, id).await?;
            answer.enquiries.extend(
                seen.map(|seen| EnquiryRow::of(seen, identity.map(|seen| seen.record.last_name))),
            );
        }
        let kinds = [answer.people.len(), answer.transfers.len(), answer.enquiries.len()];
        answer.more = kinds.iter().any(|found| *found > SHOWN);
        answer.people.truncate(SHOWN);
        answer.transfers.truncate(SHOWN);
        answer.enquiries.truncate(SHOWN);
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

/// The first records of these nouns that have the words, in the order of their words.
async fn found(
    reader: &SqlitePool,
    nouns: &[NounKind],
    words: &str,
) -> Result<Vec<(NounKind, Uuid)>, Error> {
    let names: Vec<String> = nouns.iter().map(|noun| format!("\"{}\"", noun.name())).collect();
    let asked = format!("noun : ({}) AND words : ({words})", names.join(" OR "));
    // A person may be found once by each of the nouns, and there is one more than is shown.
    let most = i64::try_from((SHOWN + 1) * nouns.len()).unwrap_or(i64::MAX);
    let rows: Vec<(String, Uuid)> = sqlx::query_as(
        "SELECT findable.noun, findable.id FROM search
         JOIN findable ON findable.n = search.rowid
         WHERE search MATCH ? ORDER BY search.rowid LIMIT ?",
    )
    .bind(asked)
    .bind(most)
    .fetch_all(reader)
    .await?;
    Ok(rows.into_iter().filter_map(|(noun, id)| Some((NounKind::from_name(&noun)?, id))).collect())
}
