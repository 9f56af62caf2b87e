//! What must be true after a stroke: everything is opened again by programs that nothing strikes,
//! and compared with what was promised. Each thing that is not so is a line of what is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use muster_domain::words::CommandId;
use muster_protocol::verdict::{Decision, NotTaken, Verdict};
use muster_store::key::FileKey;
use muster_store::outbox::State;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, ConnectOptions, Row};
use uuid::Uuid;

use super::place::{Answer, Desk, DeskHere, Place};
use super::promises::{Promises, Sure};
use super::steps::{self, Ended, FORM, Step};
use super::strace::Fault;

/// Looks at everything. What is wrong, if anything.
pub async fn check(
    step: Step,
    place: &Place,
    fault: Option<Fault>,
    mut ended: Ended,
) -> anyhow::Result<Vec<String>> {
    let mut wrong = Vec::new();
    if ended.said.contains("panicked at") {
        wrong.push(format!("it panicked: {}", ended.said));
    }
    if fault.is_none() && (!ended.all_done || !ended.status.success()) {
        wrong.push(format!("without a fault it failed ({}): {}", ended.status, ended.said));
    }
    if step.program() == "muster-server" && step != Step::ServerServes {
        after_a_command(step, place, &ended, &mut wrong).await?;
    }
    let serving = place.serve().await?;
    if step == Step::ServerServes {
        same_answers(place, &mut ended.promises, &mut wrong).await?;
    }
    // What the server's own commands do, no desk of this session sees.
    if step.program() == "muster-desk" || step == Step::ServerServes {
        on_the_desk(step.desk(place), &ended.promises, &mut wrong).await?;
        same_on_both_sides(step.desk(place), place, &mut wrong).await?;
    }
    let (status, said) = serving.end().await?;
    if !status.success() || said.contains("panicked at") {
        wrong.push(format!("the healthy server ended by {status}: {said}"));
    }
    on_the_server(step, place, &ended.promises, &mut wrong).await?;
    Ok(wrong)
}

/// Where everything on a desk is, by its own lists.
struct Lists {
    items: Vec<Item>,
}

/// What all lists say of a command.
#[derive(Debug, serde::Deserialize)]
struct Item {
    id: CommandId,
    verb: String,
    record: Uuid,
    state: State,
    reason: Option<NotTaken>,
}

impl Lists {
    async fn of(desk: &mut Desk) -> anyhow::Result<Self> {
        let mut items = Vec::new();
        for list in ["waiting", "attention", "history"] {
            let list: Vec<Item> = serde_json::from_value(desk.done(&[list]).await?)?;
            items.extend(list);
        }
        Ok(Self { items })
    }

    /// The lists are read one after another while the desk sends: what was decided in between stands in
    /// two of them, and the later is true.
    fn each_once(mut self) -> Self {
        let mut seen = BTreeSet::new();
        self.items.reverse();
        self.items.retain(|item| seen.insert(item.id));
        self
    }

    fn state(&self, id: CommandId) -> Option<State> {
        self.items.iter().find(|item| item.id == id).map(|item| item.state)
    }
}

async fn on_the_desk(
    here: &DeskHere,
    promises: &Promises,
    wrong: &mut Vec<String>,
) -> anyhow::Result<()> {
    let mut desk = Desk::open(here, None)?;
    let before = Lists::of(&mut desk).await?.each_once();
    for (what, asked) in &promises.asked {
        let there =
            before.items.iter().filter(|item| (&item.verb, item.record) == (&what.0, what.1));
        let there = there.count();
        if there > *asked {
            wrong.push(format!("{} was asked {asked} times and is there {there} times", what.0));
        }
    }
    for what in &promises.not_saved {
        let there =
            before.items.iter().filter(|item| (&item.verb, item.record) == (&what.0, what.1));
        let asked = promises.asked.get(what).copied().unwrap_or_default();
        let said = promises.not_saved.iter().filter(|other| *other == what).count();
        if there.count() > asked - said {
            wrong.push(format!("{} was said not to be saved, and it is there", what.0));
        }
    }
    for what in &promises.told {
        if !before.items.iter().any(|item| (&item.verb, item.record) == (&what.0, what.1)) {
            wrong.push(format!("{} was said to be saved, and is lost", what.0));
        }
    }
    for id in &promises.saved {
        if before.state(*id).is_none() {
            wrong.push(format!("{id} was saved, and is lost"));
        }
    }
    if let Some(text) = &promises.draft
        && desk.done(&["draft", FORM]).await?["text"] != text.as_str()
    {
        wrong.push("the draft was kept, and is lost".to_owned());
    }
    let synced = desk.ask(&["sync", "--within", "30"]).await?;
    if !matches!(synced, Answer::Done(_)) {
        wrong.push(format!("it does not come into step again: {synced:?}"));
    }
    let repaired = desk.ask(&["check", "--within", "30"]).await?;
    if repaired != Answer::Done(0.into()) {
        wrong.push(format!("the caches are not what the server says: {repaired:?}"));
    }
    let after = Lists::of(&mut desk).await?;
    for item in &after.items {
        let id = item.id;
        let fits = match item.state {
            State::Accepted => {
                promises.amended.get(&id) != Some(&Sure::Yes)
                    && promises.taken_back.get(&id) != Some(&Sure::Yes)
            }
            State::Superseded => promises.amended.contains_key(&id),
            State::Withdrawn => promises.taken_back.contains_key(&id),
            State::Waiting | State::Sent | State::Parked | State::Refused | State::HandedIn => {
                false
            }
        };
        if !fits {
            wrong.push(format!("{} {id} ended as {:?} ({:?})", item.verb, item.state, item.reason));
        }
    }
    let mut ids: Vec<CommandId> = after.items.iter().map(|item| item.id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() != after.items.len() {
        wrong.push("something is in two lists".to_owned());
    }
    if after.items.len() != before.items.len() {
        wrong.push("a command came or went while it was sent".to_owned());
    }
    let (status, said) = desk.end().await?;
    if !status.success() || said.contains("panicked at") {
        wrong.push(format!("the healthy desk ended by {status}: {said}"));
    }
    // A desk compares by itself as well: what it put right then is as wrong.
    if said.contains("did not hold what it should") {
        wrong.push(format!("the caches are not what the server says: {said}"));
    }
    for (name, key) in
        [("outbox.db", &here.outbox), ("main.db", &here.keys.main), ("oh.db", &here.keys.oh)]
    {
        let file = here.folder().join(name);
        if file.exists() {
            whole(&file, Some(key), wrong).await?;
        }
    }
    Ok(())
}

/// The caches are what the server says, row by row: looked at from beside, for the app's own
/// comparison is a part of what is swept.
async fn same_on_both_sides(
    here: &DeskHere,
    place: &Place,
    wrong: &mut Vec<String>,
) -> anyhow::Result<()> {
    let mut server = open(&place.centre.data().join("muster.db"), None).await?;
    let mut held = BTreeMap::new();
    let mut caches = Vec::new();
    for (name, key) in [("main.db", &here.keys.main), ("oh.db", &here.keys.oh)] {
        let file = here.folder().join(name);
        if !file.exists() {
            continue;
        }
        let mut desk = open(&file, Some(key)).await?;
        let cursor = "SELECT value ->> '$.seq' FROM meta WHERE name = 'cursor'";
        let cursor: i64 = sqlx::query_scalar(cursor).fetch_one(&mut desk).await?;
        caches.push((cursor, desk));
    }
    // What the server did after the desk's last look is on its way, to all caches alike.
    let reached = caches.iter().map(|(cursor, _)| *cursor).max().unwrap_or_default();
    if caches.iter().any(|(cursor, _)| *cursor != reached) {
        wrong.push("a cache is behind the other".to_owned());
    }
    for (_, mut desk) in caches {
        let nouns: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_schema AS noun WHERE type = 'table'
             AND EXISTS (SELECT 1 FROM pragma_table_info(noun.name) WHERE name = 'body')",
        )
        .fetch_all(&mut desk)
        .await?;
        for noun in nouns {
            let versions = format!("SELECT id, version FROM {noun}");
            let versions = || sqlx::query_as::<_, (Uuid, i64)>(AssertSqlSafe(versions.clone()));
            let ours = versions().fetch_all(&mut desk).await?;
            let theirs = versions().fetch_all(&mut server).await?;
            let theirs: BTreeMap<Uuid, i64> = theirs.into_iter().collect();
            let other = |(id, version): &&(Uuid, i64)| {
                theirs.get(id).is_none_or(|there| there != version && *there <= reached)
            };
            let other = ours.iter().filter(other).count();
            if other > 0 {
                wrong.push(format!("{other} of {noun} are not what the server says"));
            }
            held.insert(noun, ours.len());
        }
    }
    let (client, account) = steps::sign_in(here).await?;
    let scope = client.scope(&account.token).await?;
    for (of, count) in scope.nouns.into_iter().filter(|_| scope.cut == reached.unsigned_abs()) {
        let noun = of.noun;
        let ours = held.get(noun.name()).copied().unwrap_or_default();
        if u64::try_from(ours)? != count {
            wrong.push(format!("{ours} of {} are held, and there are {count}", noun.name()));
        }
    }
    Ok(())
}

/// What the server had answered it answers again; what it had not, it decides now.
async fn same_answers(
    place: &Place,
    promises: &mut Promises,
    wrong: &mut Vec<String>,
) -> anyhow::Result<()> {
    let before: Vec<Decision> = std::mem::take(&mut promises.decided);
    if !steps::push(place, promises).await? {
        wrong.push("the healthy server does not decide everything".to_owned());
    }
    let now: BTreeMap<CommandId, &Decision> =
        promises.decided.iter().map(|decision| (decision.id, decision)).collect();
    for one in before.iter().filter(|one| matches!(one.verdict, Verdict::Accepted { .. })) {
        if now.get(&one.id) != Some(&one) {
            wrong.push(format!(
                "{} was answered by {one:?}, and now {:?}",
                one.id,
                now.get(&one.id)
            ));
        }
    }
    Ok(())
}

async fn on_the_server(
    step: Step,
    place: &Place,
    promises: &Promises,
    wrong: &mut Vec<String>,
) -> anyhow::Result<()> {
    let file = place.centre.data().join("muster.db");
    whole(&file, None, wrong).await?;
    if let Err(error) = place.centre.run(&["audit", "verify"]).await {
        wrong.push(format!("the audit does not hold: {error:#}"));
    }
    let mut server = open(&file, None).await?;
    let violations = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut server).await?;
    if !violations.is_empty() {
        wrong.push(format!("{} rows name others that are not there", violations.len()));
    }
    let strangers: i64 = sqlx::query_scalar(
        "SELECT (SELECT count(*) * count(*) FROM hosted WHERE NOT operator)
             - (SELECT count(*) FROM organisation)",
    )
    .fetch_one(&mut server)
    .await?;
    if strangers != 0 {
        wrong.push(format!("{strangers} times an organisation is not known to another"));
    }
    let device = step.desk(place).profile.device.0;
    let decided: Vec<(Uuid, String, String)> = sqlx::query_as(
        "SELECT id, verdict, (SELECT group_concat(outcome) FROM audit WHERE command = decision.id)
         FROM decision WHERE device = ?",
    )
    .bind(device)
    .fetch_all(&mut server)
    .await?;
    let ids: BTreeSet<CommandId> = decided.iter().map(|(id, ..)| CommandId(*id)).collect();
    for (id, verdict, audited) in &decided {
        if audited != "accepted" {
            wrong.push(format!("{id} is decided as {verdict}, and audited as {audited}"));
        }
    }
    for id in &promises.saved {
        let amended = promises.amended.get(id) == Some(&Sure::Yes);
        let taken_back = promises.taken_back.get(id) == Some(&Sure::Yes);
        let open = promises.amended.contains_key(id) || promises.taken_back.contains_key(id);
        if (amended || taken_back) && ids.contains(id) {
            wrong.push(format!("{id} was amended or taken back, and is decided"));
        }
        if !open && !ids.contains(id) {
            wrong.push(format!("{id} was saved, and the server never decided it"));
        }
    }
    Ok(())
}

/// One of the server's own commands: done if it said so, and whole or not at all. Done again by a
/// healthy server it ends as if nothing had happened.
async fn after_a_command(
    step: Step,
    place: &Place,
    ended: &Ended,
    wrong: &mut Vec<String>,
) -> anyhow::Result<()> {
    let acknowledged = ended.status.success();
    let words = steps::words(step, place);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let again = place.centre.run(&words).await;
    let (there, done) = match (&again, step) {
        (Ok(said), Step::ServerLoads) => (said.contains(" 0 added, 0 changed"), true),
        (Ok(_), _) => (false, true),
        (Err(error), _) => {
            let said = format!("{error:#}");
            let there = ["is taken", "is here already", "made before"];
            (there.iter().any(|there| said.contains(there)), false)
        }
    };
    if acknowledged && !there {
        wrong.push(format!("it said that it was done, and it was not: {again:?}"));
    }
    if !acknowledged && !there && !done {
        wrong.push(format!("it cannot be done again: {again:?}"));
    }
    Ok(())
}

pub(super) async fn open(file: &Path, key: Option<&FileKey>) -> anyhow::Result<SqliteConnection> {
    let mut options = muster_sqlite::file(file);
    if let Some(key) = key {
        let hex: String = key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        options = options.pragma("key", format!("\"x'{hex}'\""));
    }
    options.connect().await.with_context(|| format!("{} does not open", file.display()))
}

/// Every page of a file is what it should be, by SQLite and by SQLCipher.
async fn whole(file: &Path, key: Option<&FileKey>, wrong: &mut Vec<String>) -> anyhow::Result<()> {
    let mut connection = open(file, key).await?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let sound: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await?;
    if sound != "ok" {
        wrong.push(format!("{name} is damaged: {sound}"));
    }
    if key.is_some() {
        // It answers a line for each page that its code does not vouch for.
        let pages = sqlx::query("PRAGMA cipher_integrity_check").fetch_all(&mut connection).await?;
        for page in pages {
            wrong.push(format!("{name}: {}", page.try_get::<String, _>(0)?));
        }
    }
    Ok(())
}
