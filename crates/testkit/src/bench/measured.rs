//! The desk that is measured: the real app in a process with nothing else in it, told what to do
//! line by line. It is this same program, started with `--as-desk`.

use std::io::BufRead;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail, ensure};
use chrono::{Days, NaiveDate, Utc};
use muster_app::{App, Home, Session};
use muster_domain::Command;
use muster_domain::iat::transfer::{self, Consent, ConsentMeans};
use muster_store::iat::transfer::TransferPage;
use muster_store::recruitment::applicant::{Applicants, Sources};
use muster_store::search::Find;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};
use uuid::Uuid;

use super::figure::ms;
use super::floor;
use crate::centre::PASSWORD;

/// A first load that takes longer than this has failed.
const LONGEST_LOAD: Duration = Duration::from_secs(1_200);

/// What the process is asked to do.
#[derive(Debug, Serialize, Deserialize)]
pub enum Ask {
    /// Sign somebody in, and wait until everything has arrived.
    SignIn {
        /// The server's address.
        server: String,
        /// Who.
        username: String,
    },
    /// Ask for transfers and withdraw them, one after the other, and time each.
    Act {
        /// How many of each.
        pairs: usize,
        /// From which applicant on.
        from: usize,
    },
    /// Ask the server for what is new, again and again, and time each until it is shown.
    Look {
        /// How often.
        times: usize,
    },
    /// Send what waits, until the server has decided all of it.
    Drain,
    /// Look for each of these, as a person's typing has it.
    Find {
        /// What is in the box after each keystroke.
        typed: Vec<String>,
    },
    /// Open a file as plainly as can be, and keep it open: what a process costs that does.
    Open {
        /// The file.
        path: String,
        /// Its key, in hexadecimal.
        key: String,
    },
}

/// What it says.
#[derive(Debug, Serialize, Deserialize)]
pub enum Told {
    /// Signed in, and everything is there.
    Loaded {
        /// Seconds until the person was let in: the keys wrapped, this computer registered.
        signed_in: f64,
        /// Seconds until the person's own work was there: their applicants.
        own: f64,
        /// Seconds until everything was there.
        all: f64,
    },
    /// Acted.
    Acted {
        /// Milliseconds until it was said to be saved, one for each command.
        each: Vec<f64>,
        /// Milliseconds until a page showed it as well.
        shown: Vec<f64>,
    },
    /// Found.
    Found {
        /// Milliseconds, one for each keystroke.
        each: Vec<f64>,
    },
    /// What was new is shown.
    Looked {
        /// Milliseconds, one for each time.
        each: Vec<f64>,
    },
    /// Nothing waits any more.
    Drained {
        /// Milliseconds.
        took: f64,
    },
    /// The file is open.
    Opened,
}

/// The process, seen from the bench.
pub struct Measured {
    child: Child,
    stdin: ChildStdin,
    told: Lines<BufReader<ChildStdout>>,
}

impl Measured {
    /// Starts it, with a desk at `home`.
    pub fn start(home: &Path) -> anyhow::Result<Self> {
        let mut child = tokio::process::Command::new(std::env::current_exe()?)
            .arg("--as-desk")
            .arg(home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the desk could not be started")?;
        let stdin = child.stdin.take().context("the desk has no input")?;
        let stdout = child.stdout.take().context("the desk has no output")?;
        Ok(Self { child, stdin, told: BufReader::new(stdout).lines() })
    }

    /// Asks, and waits for what it says.
    pub async fn ask(&mut self, ask: &Ask) -> anyhow::Result<Told> {
        let line = serde_json::to_string(ask)? + "\n";
        self.stdin.write_all(line.as_bytes()).await?;
        let line = self.told.next_line().await?.context("the desk ended without a word")?;
        Ok(serde_json::from_str(&line)?)
    }

    /// What the system says of its memory, in MiB: `VmRSS` now, `VmHWM` at its highest.
    pub fn memory(&self, what: &str) -> anyhow::Result<f64> {
        let pid = self.child.id().context("the desk has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
        let kib = line.and_then(|line| line.trim().strip_suffix("kB"));
        let kib: u32 = kib.with_context(|| format!("no {what} is known"))?.trim().parse()?;
        Ok(f64::from(kib) / 1_024.0)
    }

    /// Lets it lock the desk and end.
    pub async fn end(mut self) -> anyhow::Result<()> {
        drop(self.stdin);
        let status = self.child.wait().await?;
        ensure!(status.success(), "the desk ended with {status}");
        Ok(())
    }
}

/// What the process itself does: answers line by line until there is no more.
pub async fn run(home: &Path) -> anyhow::Result<()> {
    let app = App::new(Home::new(home));
    let mut open = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let told = match serde_json::from_str(&line?)? {
            Ask::SignIn { server, username } => sign_in(&app, &server, &username).await?,
            Ask::Act { pairs, from } => {
                let session = app.session().await.context("nobody is at work")?;
                act(&session, pairs, from).await?
            }
            Ask::Look { times } => {
                let session = app.session().await.context("nobody is at work")?;
                look(&session, times).await?
            }
            Ask::Drain => {
                let session = app.session().await.context("nobody is at work")?;
                drain(&session).await?
            }
            Ask::Find { typed } => {
                let session = app.session().await.context("nobody is at work")?;
                find(&session, typed).await?
            }
            Ask::Open { path, key } => {
                open.push(floor::open(Path::new(&path), &key, false).await?);
                Told::Opened
            }
        };
        println!("{}", serde_json::to_string(&told)?);
    }
    app.lock().await;
    Ok(())
}

async fn sign_in(app: &App, server: &str, username: &str) -> anyhow::Result<Told> {
    let begun = Instant::now();
    app.sign_in(server, username, PASSWORD, "a bench's computer").await?;
    let signed_in = begun.elapsed().as_secs_f64();
    let session = app.session().await.context("the session ended at once")?;
    let mut status = session.follow_status();
    let mut own = None;
    let arrived = async {
        while status.borrow_and_update().last_sync.is_none()
            || session.status().first_load.is_some()
        {
            status.changed().await?;
            if own.is_none() && !session.read(&Applicants {}).await.map_err(broken)?.is_empty() {
                own = Some(begun.elapsed().as_secs_f64());
            }
        }
        anyhow::Ok(())
    };
    match tokio::time::timeout(LONGEST_LOAD, arrived).await {
        Ok(arrived) => arrived?,
        Err(_) => bail!("after {LONGEST_LOAD:?} the desk says {:?}", session.status()),
    }
    let all = begun.elapsed().as_secs_f64();
    Ok(Told::Loaded { signed_in, own: own.unwrap_or(all), all })
}

fn broken(error: muster_app::ReadError) -> anyhow::Error {
    anyhow!("{}", serde_json::json!(error))
}

/// Until the status says that the server has answered, and what it said is shown.
async fn look(session: &Arc<Session>, times: usize) -> anyhow::Result<Told> {
    let mut each = Vec::with_capacity(times);
    for _ in 0..times {
        let mut status = session.follow_status();
        let before = session.status().last_sync;
        let begun = Instant::now();
        session.sync_now();
        while status.borrow_and_update().last_sync == before {
            status.changed().await?;
        }
        each.push(ms(begun.elapsed()));
    }
    Ok(Told::Looked { each })
}

/// What the search box asks for at each keystroke.
async fn find(session: &Arc<Session>, typed: Vec<String>) -> anyhow::Result<Told> {
    let mut each = Vec::with_capacity(typed.len());
    for typed in typed {
        let begun = Instant::now();
        session.read(&Find { typed }).await.map_err(broken)?;
        each.push(ms(begun.elapsed()));
    }
    Ok(Told::Found { each })
}

/// Until nothing waits. Whatever needs attention would mean that too little was measured.
async fn drain(session: &Session) -> anyhow::Result<Told> {
    let mut status = session.follow_status();
    let begun = Instant::now();
    session.sync_now();
    while status.borrow_and_update().waiting > 0 {
        status.changed().await?;
    }
    let took = ms(begun.elapsed());
    ensure!(session.status().attention == 0, "the server says no to {:?}", session.status());
    Ok(Told::Drained { took })
}

/// What an HR officer may do without anybody else: ask for an applicant's record, and take the
/// question back before it was sent.
async fn act(session: &Arc<Session>, pairs: usize, from: usize) -> anyhow::Result<Told> {
    let applicants = session.read(&Applicants {}).await.map_err(broken)?;
    let sources = session.read(&Sources {}).await.map_err(broken)?;
    let source = sources.first().context("there is nobody to ask")?.id;
    ensure!(!applicants.is_empty(), "there is nobody to ask about");
    let yesterday = Utc::now().date_naive() - Days::new(1);
    let (mut each, mut shown) = (Vec::new(), Vec::new());
    for applicant in applicants.iter().cycle().skip(from).take(pairs) {
        let id = Uuid::now_v7();
        let request = transfer::Request {
            id,
            applicant: applicant.id,
            source,
            ni_number: "AB123456C".to_owned(),
            date_of_birth: NaiveDate::from_ymd_opt(1985, 3, 14).context("no such day")?,
            last_name: applicant.name.last.clone(),
            staff: transfer::StaffKind::General,
            occasion: transfer::Occasion::BeforeHire,
            consent: Consent { given_on: yesterday, means: ConsentMeans::OfferAcceptance },
            reference: None,
        };
        let withdraw = transfer::Withdraw { id, reason: "Asked by mistake".to_owned() };
        for command in [transfer::Command::Request(request), transfer::Command::Withdraw(withdraw)]
        {
            let begun = Instant::now();
            let acted = session.act(Command::Transfer(command)).await;
            acted.map_err(|error| anyhow!("{}", serde_json::json!(error)))?;
            each.push(ms(begun.elapsed()));
            let page = session.read(&TransferPage { id }).await.map_err(broken)?;
            shown.push(ms(begun.elapsed()));
            ensure!(page.is_some_and(|page| page.waiting), "the page does not show what waits");
        }
    }
    Ok(Told::Acted { each, shown })
}
