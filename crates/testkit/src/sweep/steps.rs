//! The scripted session, in steps. Each begins with folders as they were kept, does one thing with
//! the program that is struck, and leaves what was promised.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use anyhow::{Context, ensure};
use muster_domain::Command as Asked;
use muster_domain::iat::transfer;
use muster_domain::recruitment::applicant;
use muster_domain::words::CommandId;
use muster_protocol::account::{SignIn, SignedIn};
use muster_protocol::verdict::Push;
use muster_store::outbox::Outbox;
use muster_sync::Client;
use tokio::process::Command;
use uuid::Uuid;

use super::place::{Answer, Desk, DeskHere, Place, Serving, beside, ended};
use super::promises::{Promises, Sure};
use super::strace::{Group, Traced};
use crate::binary;
use crate::centre::PASSWORD;
use crate::trust::Case;

/// A step of the scripted session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A recruiter works offline: changes, asks, amends, takes back, types.
    DeskActs,
    /// What waits is sent, and what is new taken in.
    DeskSyncs,
    /// The caches are gone: everything is loaded anew, under what waits.
    DeskLoads,
    /// A nurse's desk, with two caches, takes in what is new.
    NurseSyncs,
    /// And loads both anew.
    NurseLoads,
    /// The server starts, decides what is sent, and stops.
    ServerServes,
    /// It loads a file.
    ServerLoads,
    /// It adds an account.
    ServerAddsAccount,
    /// It adds an organisation.
    ServerAddsOrganisation,
    /// It is set up.
    ServerInit,
}

impl Step {
    /// All of them, in the order of the session.
    pub const ALL: [Step; 10] = [
        Step::DeskActs,
        Step::DeskSyncs,
        Step::DeskLoads,
        Step::NurseSyncs,
        Step::NurseLoads,
        Step::ServerServes,
        Step::ServerLoads,
        Step::ServerAddsAccount,
        Step::ServerAddsOrganisation,
        Step::ServerInit,
    ];

    /// The program that is struck.
    pub fn program(self) -> &'static str {
        match self {
            Step::DeskActs
            | Step::DeskSyncs
            | Step::DeskLoads
            | Step::NurseSyncs
            | Step::NurseLoads => "muster-desk",
            _ => "muster-server",
        }
    }

    /// The desk of the step; where the server is struck, the one that is asked afterwards.
    pub fn desk(self, place: &Place) -> &DeskHere {
        match self {
            Step::NurseSyncs | Step::NurseLoads => &place.nurse,
            _ => &place.recruiter,
        }
    }

    /// The files whose calls are struck.
    pub fn groups(self, place: &Place) -> Vec<Group> {
        let group = |name, files| Group { name, files };
        if self.program() == "muster-desk" {
            let desk = self.desk(place);
            return ["outbox.db", "main.db", "oh.db"]
                .map(|name| group(name, desk.file(name)))
                .to_vec();
        }
        let data = place.centre.data();
        let keys = ["sealing.key", "audit.key"].map(|key| data.join("keys").join(key));
        vec![group("muster.db", beside(&data.join("muster.db"))), group("keys", keys.to_vec())]
    }

    /// Puts everything where the step begins.
    pub fn begin(self, place: &Place) -> anyhow::Result<()> {
        let (server, recruiter, nurse) = match self {
            Step::DeskActs => ("server", "recruiter", None),
            Step::DeskSyncs | Step::DeskLoads => ("server-later", "recruiter-queued", None),
            Step::NurseSyncs | Step::NurseLoads => ("server-later", "recruiter", Some("nurse")),
            Step::ServerServes => ("server", "recruiter-queued", None),
            _ => ("server", "recruiter", None),
        };
        place.restore(server, &place.centre.data())?;
        place.restore(recruiter, &place.recruiter.home)?;
        if let Some(nurse) = nurse {
            place.restore(nurse, &place.nurse.home)?;
        }
        match self {
            Step::DeskLoads => forget_caches(&place.recruiter)?,
            Step::NurseLoads => forget_caches(&place.nurse)?,
            Step::ServerInit => std::fs::remove_dir_all(place.centre.data())?,
            _ => {}
        }
        Ok(())
    }
}

fn forget_caches(desk: &DeskHere) -> anyhow::Result<()> {
    for name in ["main.db", "oh.db"] {
        for file in desk.file(name).iter().filter(|file| file.exists()) {
            std::fs::remove_file(file)?;
        }
    }
    Ok(())
}

/// How the struck program ended.
pub struct Ended {
    /// What was promised before.
    pub promises: Promises,
    /// How it ended.
    pub status: ExitStatus,
    /// What it said on standard error.
    pub said: String,
    /// Whether everything asked of it was done.
    pub all_done: bool,
}

/// Does the step with the program in `traced`.
pub async fn run(step: Step, place: &Place, traced: &mut Traced) -> anyhow::Result<Ended> {
    let mut promises = match step {
        Step::DeskSyncs | Step::DeskLoads | Step::ServerServes => place.queued().clone(),
        _ => Promises::default(),
    };
    match step {
        Step::DeskActs => {
            let mut desk = Desk::open(&place.recruiter, Some(&mut traced.command))?;
            let all_done = acts(place, &mut desk, &mut promises).await?;
            let (status, said) = desk.end().await?;
            Ok(Ended { promises, status, said, all_done })
        }
        Step::DeskSyncs | Step::DeskLoads | Step::NurseSyncs | Step::NurseLoads => {
            let serving = place.serve().await?;
            let mut desk = Desk::open(step.desk(place), Some(&mut traced.command))?;
            let synced = desk.ask(&["sync", "--within", "5"]).await?;
            let (status, said) = desk.end().await?;
            serving.end().await?;
            Ok(Ended { promises, status, said, all_done: matches!(synced, Answer::Done(_)) })
        }
        Step::ServerServes => {
            let command = std::mem::replace(&mut traced.command, Command::new(""));
            let mut serving = Serving::start(command, place)?;
            let all_done = serving.listens().await? && push(place, &mut promises).await?;
            let (status, said) = serving.end().await?;
            Ok(Ended { promises, status, said, all_done })
        }
        _ => {
            let data = place.centre.data();
            let command = &mut traced.command;
            command.args(words(step, place)).arg("--data").arg(data);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
            let (status, said) = ended(command.spawn()?).await?;
            Ok(Ended { promises, all_done: status.success(), status, said })
        }
    }
}

/// The words of one of the server's own commands, but for its folder.
pub fn words(step: Step, place: &Place) -> Vec<String> {
    let line: Vec<String> = match step {
        Step::ServerLoads => {
            let file = later_file(place);
            vec!["load".into(), "--organisation".into(), "R0A".into(), file.display().to_string()]
        }
        Step::ServerAddsAccount => {
            let password = place.scratch().join("password").display().to_string();
            ["account", "add", "--organisation", "R1A", "--username", "new", "--name", "New One"]
                .into_iter()
                .chain(["--role", "hr_officer", "--password-file", &password])
                .map(str::to_owned)
                .collect()
        }
        Step::ServerAddsOrganisation => {
            ["organisation", "add", "--ods", "RXX", "--name", "New"].map(str::to_owned).to_vec()
        }
        _ => vec!["init".into()],
    };
    line
}

/// What the source trust's people have had since: a file that is loaded later.
pub fn later_file(place: &Place) -> PathBuf {
    place.scratch().join("later").join("immunisations.csv")
}

/// What a recruiter does offline. Whether all of it was done.
pub async fn acts(place: &Place, desk: &mut Desk, promises: &mut Promises) -> anyhow::Result<bool> {
    let mut all = true;
    let moved = place.applicant(Case::FullMatch, 2);
    let change = Asked::Applicant(applicant::Command::Change(applicant::Change {
        id: moved.id,
        post: Some(applicant::PostChange { was: moved.post.clone(), now: "Ward Clerk".into() }),
        start_on: None,
    }));
    all &= act(desk, promises, &change).await?.is_some();
    let first = Uuid::now_v7();
    let request = place.request(first, Case::FullMatch, 0, 1);
    if let Some(id) = act(desk, promises, &request).await? {
        let instead = place.request(first, Case::FullMatch, 0, 2);
        all &= amend(desk, promises, id, &instead).await?;
    }
    let second = place.request(Uuid::now_v7(), Case::FullMatch, 1, 1);
    if let Some(id) = act(desk, promises, &second).await? {
        all &= take_back(desk, promises, id).await?;
    }
    let third = Uuid::now_v7();
    let request = place.request(third, Case::NameChanged, 0, 1);
    all &= act(desk, promises, &request).await?.is_some();
    let withdraw = Asked::Transfer(transfer::Command::Withdraw(transfer::Withdraw {
        id: third,
        reason: "The applicant asked us to wait".to_owned(),
    }));
    all &= act(desk, promises, &withdraw).await?.is_some();
    let withdraw = Asked::Applicant(applicant::Command::Withdraw(applicant::Withdraw {
        id: place.applicant(Case::MissingNi, 0).id,
        reason: "Took another job".to_owned(),
    }));
    all &= act(desk, promises, &withdraw).await?.is_some();
    let text = "half a sentence";
    match desk.ask(&["draft", FORM, text]).await? {
        Answer::Done(_) => promises.draft = Some(text.to_owned()),
        _ => all = false,
    }
    Ok(all)
}

/// The form that is being typed in.
pub const FORM: &str = "transfer.request";

async fn act(
    desk: &mut Desk,
    promises: &mut Promises,
    command: &Asked,
) -> anyhow::Result<Option<CommandId>> {
    let what = asked(promises, command);
    let answer = desk.ask(&["act", &serde_json::to_string(command)?]).await?;
    receipt(promises, what, answer)
}

async fn amend(
    desk: &mut Desk,
    promises: &mut Promises,
    id: CommandId,
    command: &Asked,
) -> anyhow::Result<bool> {
    let what = asked(promises, command);
    let line = ["amend", &id.to_string(), &serde_json::to_string(command)?];
    let answer = desk.ask(&line).await?;
    let done = receipt(promises, what, answer)?;
    promises.amended.insert(id, if done.is_some() { Sure::Yes } else { Sure::Perhaps });
    Ok(done.is_some())
}

async fn take_back(
    desk: &mut Desk,
    promises: &mut Promises,
    id: CommandId,
) -> anyhow::Result<bool> {
    let done = matches!(desk.ask(&["withdraw", &id.to_string()]).await?, Answer::Done(_));
    promises.taken_back.insert(id, if done { Sure::Yes } else { Sure::Perhaps });
    Ok(done)
}

fn asked(promises: &mut Promises, command: &Asked) -> (String, Uuid) {
    let what = (command.verb().to_owned(), command.target().1);
    *promises.asked.entry(what.clone()).or_default() += 1;
    what
}

fn receipt(
    promises: &mut Promises,
    what: (String, Uuid),
    answer: Answer,
) -> anyhow::Result<Option<CommandId>> {
    match answer {
        Answer::Done(receipt) => {
            let id = serde_json::from_value(receipt["id"].clone())?;
            promises.saved.insert(id);
            Ok(Some(id))
        }
        Answer::Error(error) => {
            if error.contains("disk_full") {
                promises.not_saved.push(what);
            }
            Ok(None)
        }
        Answer::Silence => Ok(None),
    }
}

/// Hands in what waits on the recruiter's desk, a command at a time, as its engine would; what is
/// answered is promised. Whether everything was decided.
pub async fn push(place: &Place, promises: &mut Promises) -> anyhow::Result<bool> {
    let desk = &place.recruiter;
    let outbox = Outbox::open(&desk.folder(), &desk.outbox).await?;
    let mut ids = Vec::new();
    for (id, _, _) in outbox.undecided().await? {
        ids.push(id);
    }
    let signed = outbox.signed(&ids, &desk.keys.person).await?;
    outbox.close().await;
    ensure!(!signed.is_empty(), "nothing waits on the recruiter's desk");
    let Ok((client, account)) = sign_in(desk).await else { return Ok(false) };
    let mut all = true;
    for one in signed {
        match client.push(&account.token, &Push { commands: vec![one], after: None }).await {
            Ok(pushed) => promises.decided.extend(pushed.decisions),
            Err(_) => all = false,
        }
    }
    Ok(all)
}

/// Signs in as a desk does, by its device's key.
pub async fn sign_in(desk: &DeskHere) -> anyhow::Result<(Client, SignedIn)> {
    let client = Client::new(&desk.profile.server)?;
    let challenge = client.handshake().await?.challenge;
    let sign_in = SignIn::new(desk.profile.device, challenge, &desk.keys.device);
    let account = client.sign_in(&sign_in).await?;
    Ok((client, account))
}

/// What the steps begin with, beside what the place has: a desk on which work waits, and a server
/// that has gone on.
pub async fn prepare(place: &mut Place) -> anyhow::Result<()> {
    std::fs::write(place.scratch().join("password"), PASSWORD)?;
    let mut promises = Promises::default();
    let mut desk = Desk::open(&place.recruiter, None)?;
    ensure!(acts(place, &mut desk, &mut promises).await?, "not everything was done: {promises:?}");
    desk.end().await?;
    place.keep("recruiter-queued", &place.recruiter.home)?;
    place.keep_promises(promises);
    let later = place.scratch().join("later");
    std::fs::create_dir_all(&later)?;
    // The source's immunisations and its directory, so that both caches of a nurse change; the
    // asking trust's applicants, so that work waits on records that change.
    for (ods_code, name, column, to) in [
        ("R0A", "immunisations.csv", "batch", "LATER-1"),
        ("R1A", "applicants.csv", "start_on", "2027-03-01"),
    ] {
        let file = later.join(name);
        with_column(&place.centre.files(ods_code).join(name), &file, column, to)?;
        let file = file.display().to_string();
        place.centre.run(&["load", "--organisation", ods_code, &file]).await?;
    }
    place.centre.run(&["organisation", "add", "--ods", "RYY", "--name", "Another"]).await?;
    place.keep("server-later", &place.centre.data())
}

/// Copies a table with another value in all of one column.
fn with_column(from: &Path, to: &Path, column: &str, value: &str) -> anyhow::Result<()> {
    let mut table = csv::Reader::from_path(from)?;
    let headers = table.headers()?.clone();
    let at = headers.iter().position(|name| name == column).context("no such column")?;
    let mut out = csv::Writer::from_path(to)?;
    out.write_record(&headers)?;
    for row in table.records() {
        let row = row?;
        out.write_record(
            row.iter().enumerate().map(|(n, cell)| if n == at { value } else { cell }),
        )?;
    }
    Ok(out.flush()?)
}

/// The program of a step.
pub fn program(step: Step) -> PathBuf {
    binary(step.program())
}
