//! The headless desk: the same files and the same engine as the window, on the command line.
//! Answers are JSON on standard output; what went wrong is a sentence on standard error.
//!
//! The password is read from `MUSTER_PASSWORD`, or else from the first line of standard input: it
//! is never an argument, which every user of the computer could see.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use clap::{Parser, Subcommand};
use muster_app::{App, Home, Session};
use muster_domain::Command;
use muster_domain::words::CommandId;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// The headless desk.
#[derive(Debug, Parser)]
#[command(name = "muster-desk", version)]
struct Arguments {
    /// Where the desk keeps its files.
    #[arg(long, env = "MUSTER_HOME")]
    home: PathBuf,
    /// Whose files: a user name. Needed when several people have signed in here.
    #[arg(long)]
    person: Option<String>,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Everybody who has signed in here. It needs no password.
    People,
    /// Asks the server whether anybody here was revoked, and removes the copies of those who were;
    /// says which are gone. It needs no password.
    Attend,
    /// Signs somebody in for the first time on this computer, and loads what their roles hold.
    SignIn {
        /// The server's address.
        #[arg(long)]
        server: String,
        /// The user name.
        #[arg(long)]
        username: String,
    },
    /// Sends what waits and takes in what is new; ends when nothing is left to do.
    Sync {
        /// Give up after so many seconds.
        #[arg(long, default_value_t = 60)]
        within: u64,
    },
    /// What the status bar says.
    Status,
    /// Answers a read: its name, and its filter as JSON.
    Read {
        /// The name; a wrong one lists them all.
        name: String,
        /// The filter.
        #[arg(default_value = "{}")]
        filter: String,
    },
    /// Asks for something: a command as JSON.
    Act {
        /// The command.
        command: String,
    },
    /// What is saved here and not decided.
    Waiting,
    /// What needs its author.
    Attention,
    /// What was settled.
    History,
    /// What is held on this computer.
    Held,
    /// Asks for something in place of a command that waits or was refused.
    Amend {
        /// That command.
        id: Uuid,
        /// The new one, as JSON.
        command: String,
    },
    /// Takes back a command that waits or was refused.
    Withdraw {
        /// The command.
        id: Uuid,
    },
    /// Keeps what is being typed in a form; without a text, shows what was kept.
    Draft {
        /// The form, and the record it is about.
        form: String,
        /// What is typed so far.
        text: Option<String>,
    },
    /// Compares what is held with the server, and says how many records were put right.
    Check {
        /// Give up after so many seconds.
        #[arg(long, default_value_t = 60)]
        within: u64,
    },
    /// Several of these for whoever is unlocked, one a line on standard input, each a JSON list of
    /// its words: `["act", "{…}"]`. Each is answered by a line before the next is read: `{"done":
    /// …}`, once what was saved is on the disk, or `{"error": "…"}`.
    Session,
}

/// A line of a session: the words of a command, as on the command line.
#[derive(Debug, Parser)]
#[command(name = "session", no_binary_name = true)]
struct SessionLine {
    #[command(subcommand)]
    what: What,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_env("MUSTER_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let app = App::new(Home::new(&arguments.home));
    let done = run(&app, arguments).await;
    app.lock().await;
    done
}

async fn run(app: &App, arguments: Arguments) -> anyhow::Result<()> {
    let unopenable = app.unopenable().await?;
    if unopenable > 0 {
        eprintln!(
            "{unopenable} copies here cannot be opened: the keyring was emptied or replaced. What was \
             not sent is still here, sealed; put the keyring back from a copy, and delete nothing."
        );
    }
    match arguments.what {
        What::People => print(&app.people_here().await?),
        What::Attend => {
            app.attend().await?;
            print(&app.removed().await?)
        }
        What::SignIn { server, username } => {
            let view = app.sign_in(&server, &username, &password()?, "muster-desk").await?;
            let session = app.session().await.context("the session ended at once")?;
            synced(&session, Duration::from_secs(600)).await?;
            print(&view)
        }
        What::Session => {
            let session = unlock(app, arguments.person.as_deref()).await?;
            line_by_line(&session).await
        }
        what => {
            let session = unlock(app, arguments.person.as_deref()).await?;
            match with_session(&session, what).await? {
                Value::Null => Ok(()),
                answer => print(&answer),
            }
        }
    }
}

/// Does what each line of standard input says, and answers it before it reads the next.
async fn line_by_line(session: &Arc<Session>) -> anyhow::Result<()> {
    let mut line = String::new();
    loop {
        line.clear();
        if std::io::stdin().read_line(&mut line).context("no line could be read")? == 0 {
            return Ok(());
        }
        let done = async {
            let words: Vec<String> = serde_json::from_str(&line).context("this is no list")?;
            with_session(session, SessionLine::try_parse_from(words)?.what).await
        };
        match done.await {
            Ok(answer) => print(&json!({ "done": answer }))?,
            Err(error) => print(&json!({ "error": format!("{error:#}") }))?,
        }
    }
}

async fn with_session(session: &Arc<Session>, what: What) -> anyhow::Result<Value> {
    Ok(match what {
        What::People | What::Attend | What::SignIn { .. } | What::Session => {
            bail!("this is not done within a session")
        }
        What::Sync { within } => {
            synced(session, Duration::from_secs(within)).await?;
            json!(session.status())
        }
        What::Status => json!(session.status()),
        What::Read { name, filter } => {
            let filter = serde_json::from_str(&filter).context("the filter is not JSON")?;
            session.read_by_name(&name, filter).await?
        }
        What::Act { command } => json!(session.act(read(&command)?).await.map_err(refused)?),
        What::Amend { id, command } => {
            json!(session.amend(CommandId(id), read(&command)?).await.map_err(refused)?)
        }
        What::Withdraw { id } => json!(session.withdraw(CommandId(id)).await.map_err(refused)?),
        What::Waiting => json!(session.waiting().await.map_err(unreadable)?),
        What::Attention => json!(session.attention().await.map_err(unreadable)?),
        What::History => json!(session.history().await.map_err(unreadable)?),
        What::Held => json!(session.held().await.map_err(unreadable)?),
        What::Draft { form, text: Some(text) } => {
            json!(session.keep_draft(&form, &text).await.map_err(unreadable)?)
        }
        What::Draft { form, text: None } => {
            json!(session.draft(&form).await.map_err(unreadable)?)
        }
        What::Check { within } => json!(compared(session, Duration::from_secs(within)).await?),
    })
}

async fn unlock(app: &App, person: Option<&str>) -> anyhow::Result<Arc<Session>> {
    let people = app.profiles().await?;
    let profile = match (person, people.as_slice()) {
        (Some(username), people) => people
            .iter()
            .find(|profile| profile.username == username)
            .with_context(|| format!("{username} has not signed in on this computer"))?,
        (None, [only]) => only,
        (None, []) => bail!("nobody has signed in on this computer"),
        (None, _) => bail!("several people have signed in here: say which with --person"),
    };
    app.unlock(profile.id, &password()?).await?;
    app.session().await.context("the session ended at once")
}

/// Waits until everything is loaded, sent and taken in.
async fn synced(session: &Session, within: Duration) -> anyhow::Result<()> {
    session.sync_now();
    let mut status = session.follow_status();
    let before = session.status().last_sync;
    let done = async {
        loop {
            let now = status.borrow_and_update().clone();
            let fresh = now.last_sync.is_some() && now.last_sync > before;
            if now.first_load.is_none() && now.waiting == 0 && fresh {
                return;
            }
            if status.changed().await.is_err() {
                return;
            }
        }
    };
    tokio::time::timeout(within, done).await.with_context(|| {
        let status = session.status();
        format!(
            "not in step with the server after {within:?}: {:?}, {} waiting",
            status.link, status.waiting
        )
    })
}

/// Waits until what is held was compared with the server.
async fn compared(session: &Session, within: Duration) -> anyhow::Result<u32> {
    let mut status = session.follow_status();
    let before = session.status().last_check;
    session.check_now();
    let done = status.wait_for(|now| now.last_check != before);
    let checked = tokio::time::timeout(within, done).await.context("not compared in time")??;
    Ok(checked.last_check.as_ref().map_or(0, |checked| checked.repaired))
}

fn password() -> anyhow::Result<String> {
    if let Ok(password) = std::env::var("MUSTER_PASSWORD") {
        return Ok(password);
    }
    let mut password = String::new();
    std::io::stdin().read_line(&mut password).context("the password could not be read")?;
    Ok(password.trim_end_matches(['\n', '\r']).to_owned())
}

fn read(command: &str) -> anyhow::Result<Command> {
    serde_json::from_str(command).context("this is no command")
}

fn refused(error: muster_app::ActError) -> anyhow::Error {
    anyhow!("{}", json!(error))
}

fn unreadable(error: muster_app::ReadError) -> anyhow::Error {
    anyhow!("{}", json!(error))
}

fn print(answer: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string(answer)?);
    Ok(())
}
