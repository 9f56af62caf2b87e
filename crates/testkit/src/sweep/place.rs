//! Where the sweep takes place: a server with two small trusts, a recruiter's desk and a nurse's,
//! made once. Each point begins with a copy of their folders, laid over what the last one left, on
//! the same paths: a desk's keyring entries are found by its path.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use muster_domain::Command as Asked;
use muster_domain::iat::transfer::{self, Consent, ConsentMeans};
use muster_domain::words::OrganisationId;
use muster_store::key::{Cost, FileKey, Keys};
use muster_store::profile::{Home, Profile};
use muster_store::recruitment::applicant::ApplicantRow;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::promises::Promises;
use crate::binary;
use crate::centre::{Account, Centre, PASSWORD, Plan};
use crate::trust::Case;

/// How long anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A desk in the place.
pub struct DeskHere {
    /// What it is called among the templates.
    pub name: &'static str,
    /// `--home`.
    pub home: PathBuf,
    /// Who has signed in.
    pub profile: Profile,
    /// Their keys.
    pub keys: Keys,
    /// Their outbox's key.
    pub outbox: FileKey,
}

impl DeskHere {
    /// The folder with its files.
    pub fn folder(&self) -> PathBuf {
        self.home.join(self.profile.id.to_string())
    }

    /// A file of it and those beside it.
    pub fn file(&self, name: &str) -> Vec<PathBuf> {
        beside(&self.folder().join(name))
    }
}

/// A database's file and those that SQLite makes beside it.
pub fn beside(file: &Path) -> Vec<PathBuf> {
    ["", "-wal", "-shm", "-journal"]
        .map(|end| PathBuf::from(format!("{}{end}", file.display())))
        .to_vec()
}

/// The place.
pub struct Place {
    root: TempDir,
    /// Where the server answers, whenever it runs.
    pub listen: String,
    /// The trusts; its server is stopped, and its folder is the one that is swept.
    pub centre: Centre,
    /// The desk of a recruiter at the asking trust.
    pub recruiter: DeskHere,
    /// The desk of a nurse at the source.
    pub nurse: DeskHere,
    /// The applicants, as the recruiter's desk shows them.
    applicants: Vec<ApplicantRow>,
    /// The organisation that is asked.
    source: OrganisationId,
    /// What was promised on the desk that is kept with work waiting.
    queued: Promises,
}

impl Place {
    /// Makes it. `port` is where its server will answer: none that the system gives to others.
    pub async fn prepare(port: u16) -> anyhow::Result<Self> {
        let root = tempfile::Builder::new().prefix("muster-sweep-").tempdir()?;
        let listen = format!("127.0.0.1:{port}");
        let plan = Plan { asking: ("R1A", 50), source: ("R0A", 50), ..Plan::default() };
        let mut centre = Centre::start_on(plan, &listen).await?;
        let recruiter = sign_in(
            root.path(),
            "recruiter",
            &centre,
            centre.account("recruitment_officer", "R1A"),
        )
        .await?;
        let nurse =
            sign_in(root.path(), "nurse", &centre, centre.account("oh_nurse", "R0A")).await?;
        centre.kill().await?;
        // Opened and closed, so that the copies are of closed files.
        centre.run(&["audit", "verify"]).await?;
        let mut reading = Desk::open(&recruiter, None)?;
        let applicants = serde_json::from_value(reading.done(&["read", "applicants"]).await?)?;
        let sources = reading.done(&["read", "sources"]).await?;
        reading.end().await?;
        let source = serde_json::from_value(sources[0]["id"].clone())?;
        let place = Self {
            root,
            listen,
            centre,
            recruiter,
            nurse,
            applicants,
            source,
            queued: Promises::default(),
        };
        place.keep("server", &place.centre.data())?;
        place.keep("recruiter", &place.recruiter.home)?;
        place.keep("nurse", &place.nurse.home)?;
        Ok(place)
    }

    /// Remembers a folder under a name.
    pub fn keep(&self, name: &str, folder: &Path) -> anyhow::Result<()> {
        copy(folder, &self.kept(name))
    }

    /// Where a folder is kept under a name.
    pub fn kept(&self, name: &str) -> PathBuf {
        self.root.path().join("kept").join(name)
    }

    /// Puts a folder back as it was kept under that name.
    pub fn restore(&self, name: &str, folder: &Path) -> anyhow::Result<()> {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        copy(&self.kept(name), folder)
    }

    /// What was promised on the desk that is kept with work waiting.
    pub fn queued(&self) -> &Promises {
        &self.queued
    }

    /// Remembers that.
    pub fn keep_promises(&mut self, promises: Promises) {
        self.queued = promises;
    }

    /// A file for strace's log.
    pub fn log(&self) -> PathBuf {
        self.root.path().join("strace.log")
    }

    /// A folder for what a step needs beside.
    pub fn scratch(&self) -> &Path {
        self.root.path()
    }

    /// An applicant of a case, as the recruiter's desk shows them.
    pub fn applicant(&self, case: Case, n: usize) -> &ApplicantRow {
        let number = &self.centre.applicant(case, n).applicant_number;
        let row = self.applicants.iter().find(|row| row.number == *number);
        row.expect("the desk has loaded every applicant")
    }

    /// A request for an applicant's record.
    pub fn request(&self, id: uuid::Uuid, case: Case, n: usize, days: u64) -> Asked {
        let applicant = self.centre.applicant(case, n);
        Asked::Transfer(transfer::Command::Request(transfer::Request {
            id,
            applicant: self.applicant(case, n).id,
            source: self.source,
            ni_number: applicant.ni_number.clone().unwrap_or_default(),
            date_of_birth: applicant.date_of_birth,
            last_name: applicant.last_name.clone(),
            staff: transfer::StaffKind::General,
            occasion: transfer::Occasion::BeforeHire,
            consent: Consent {
                given_on: chrono::Utc::now().date_naive() - chrono::Days::new(days),
                means: ConsentMeans::Written,
            },
            reference: None,
        }))
    }

    /// The server, to be started: its own strace in front, if it is to be struck.
    pub fn server(&self) -> Command {
        let mut command = Command::new(binary("muster-server"));
        command.process_group(0);
        command
    }

    /// Serves, with nothing in its way.
    pub async fn serve(&self) -> anyhow::Result<Serving> {
        let mut serving = Serving::start(self.server(), self)?;
        ensure!(serving.listens().await?, "the server did not start: {}", serving.end().await?.1);
        Ok(serving)
    }
}

/// A serving server.
pub struct Serving {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Serving {
    /// Starts it by a command that ends in the server's program.
    pub fn start(mut command: Command, place: &Place) -> anyhow::Result<Self> {
        command.args(["serve", "--listen", &place.listen, "--data"]).arg(place.centre.data());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().context("the server could not be started")?;
        let lines = BufReader::new(child.stdout.take().context("it has no output")?).lines();
        Ok(Self { child, lines })
    }

    /// Waits until it listens; `false` if it ended instead.
    pub async fn listens(&mut self) -> anyhow::Result<bool> {
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
        let line = line.context("the server neither listens nor ends")??;
        Ok(line.is_some_and(|line| line.contains("listening")))
    }

    /// Asks it to stop, and waits: how it ended, and what it said.
    pub async fn end(self) -> anyhow::Result<(std::process::ExitStatus, String)> {
        if let Some(id) = self.child.id() {
            // To the group: strace itself does not listen, the server does.
            signal_group("TERM", id).await?;
        }
        ended(self.child).await
    }
}

/// Waits for a program's end: how, and what it said on standard error.
pub async fn ended(mut child: Child) -> anyhow::Result<(std::process::ExitStatus, String)> {
    let group = child.id();
    let mut said = String::new();
    let waiting = async {
        if let Some(mut stderr) = child.stderr.take() {
            tokio::io::AsyncReadExt::read_to_string(&mut stderr, &mut said).await?;
        }
        child.wait().await
    };
    let Ok(status) = tokio::time::timeout(PATIENCE, waiting).await else {
        if let Some(group) = group {
            signal_group("KILL", group).await?;
        }
        anyhow::bail!("it did not end");
    };
    Ok((status?, said))
}

async fn signal_group(signal: &str, group: u32) -> anyhow::Result<()> {
    // It may have ended by itself: then there is nobody to tell.
    let line = [format!("-{signal}"), "--".to_owned(), format!("-{group}")];
    Command::new("kill").args(line).stderr(Stdio::null()).status().await?;
    Ok(())
}

/// What a desk answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It is done, and acknowledged.
    Done(Value),
    /// It says no.
    Error(String),
    /// It ended without a word.
    Silence,
}

/// A desk process: `muster-desk session`.
pub struct Desk {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Desk {
    /// Opens it, by a command that ends in the desk's program if it is to be struck.
    pub fn open(desk: &DeskHere, traced: Option<&mut Command>) -> anyhow::Result<Self> {
        let mut plain = Command::new(binary("muster-desk"));
        let command = traced.unwrap_or(&mut plain);
        command.arg("--home").arg(&desk.home).arg("session").env("MUSTER_PASSWORD", PASSWORD);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn().context("the desk cannot be started")?;
        let stdin = child.stdin.take().context("it takes no input")?;
        let lines = BufReader::new(child.stdout.take().context("it has no output")?).lines();
        Ok(Self { child, stdin, lines })
    }

    /// Asks for something, and waits for the answer.
    pub async fn ask(&mut self, words: &[&str]) -> anyhow::Result<Answer> {
        let line = serde_json::to_string(words)? + "\n";
        // A desk that has ended takes no more lines, and that its answer says.
        let _ = self.stdin.write_all(line.as_bytes()).await;
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
        let Some(line) = line.context("the desk does not answer")?? else {
            return Ok(Answer::Silence);
        };
        let mut answer: BTreeMap<String, Value> = serde_json::from_str(&line)?;
        match (answer.remove("done"), answer.remove("error")) {
            (Some(done), None) => Ok(Answer::Done(done)),
            (None, Some(error)) => Ok(Answer::Error(error.as_str().unwrap_or_default().into())),
            _ => anyhow::bail!("the desk said {line:?}"),
        }
    }

    /// Asks for something that has to be done.
    pub async fn done(&mut self, words: &[&str]) -> anyhow::Result<Value> {
        match self.ask(words).await? {
            Answer::Done(done) => Ok(done),
            other => anyhow::bail!("{} was answered by {other:?}", words[0]),
        }
    }

    /// Ends it: how, and what it said.
    pub async fn end(self) -> anyhow::Result<(std::process::ExitStatus, String)> {
        drop(self.stdin);
        ended(self.child).await
    }
}

async fn sign_in(
    root: &Path,
    name: &'static str,
    centre: &Centre,
    account: &Account,
) -> anyhow::Result<DeskHere> {
    let home = root.join(name);
    let out = Command::new(binary("muster-desk"))
        .arg("--home")
        .arg(&home)
        .args(["sign-in", "--server", &centre.url(), "--username", &account.username])
        .env("MUSTER_PASSWORD", PASSWORD)
        .stdin(Stdio::null())
        .output()
        .await?;
    ensure!(out.status.success(), "sign-in said {}", String::from_utf8_lossy(&out.stderr));
    let keyring = Home::new(&home);
    let profile = keyring.people().await?.pop().context("nobody has signed in")?;
    let keys = keyring.keys(profile.id, PASSWORD).await?;
    // A desk is opened twice at each point: what a guess at its password costs is not what is swept.
    let cost = Cost { kib: 8, passes: 1 };
    let outbox = keyring.keep_keys(profile.id, &keys, PASSWORD, cost).await?;
    Ok(DeskHere { name, home, profile, keys, outbox })
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    std::fs::set_permissions(to, std::fs::metadata(from)?.permissions())?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
