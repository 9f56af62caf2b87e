//! `muster-server`: serves, and is administered, on the command line.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use muster_domain::iat::item::PartKind;
use muster_domain::iat::transfer_policy::Waits;
use muster_domain::lease::Hours;
use muster_domain::notifications::kind_setting::{self, KindName, KindSetting, Words};
use muster_domain::policy::Role;
use muster_domain::words::{CommandId, DeviceId, OdsCode};
use muster_server::{NewUser, OneTimePassword, Quarantined, Seat, Server, Settings};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use uuid::Uuid;
use zeroize::Zeroizing;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The central server of Muster.
#[derive(Parser)]
#[command(version)]
struct Line {
    #[command(subcommand)]
    command: Task,
}

#[derive(Args)]
struct Data {
    /// The folder with the database and its keys.
    #[arg(long = "data", env = "MUSTER_DATA")]
    dir: PathBuf,
}

#[derive(Subcommand)]
enum Task {
    /// Make the folder and two administrators, once; their passwords are shown once.
    Init {
        #[command(flatten)]
        data: Data,
    },
    /// Organisations.
    #[command(subcommand)]
    Organisation(OrganisationTask),
    /// Accounts.
    #[command(subcommand)]
    Account(AccountTask),
    /// Devices.
    #[command(subcommand)]
    Device(DeviceTask),
    /// Serve.
    Serve {
        #[command(flatten)]
        data: Data,
        /// The address to listen on; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8443")]
        listen: String,
    },
    /// Load files; each is taken whole or not at all.
    Load {
        #[command(flatten)]
        data: Data,
        /// The organisation's ODS code.
        #[arg(long, value_parser = ods_code)]
        organisation: OdsCode,
        /// Only say what it would come to.
        #[arg(long)]
        preview: bool,
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// The audit.
    #[command(subcommand)]
    Audit(AuditTask),
    /// This folder was put back from a backup: run it once, before serving.
    Restored {
        #[command(flatten)]
        data: Data,
    },
    /// Commands that could not be decided.
    #[command(subcommand)]
    Parked(ParkedTask),
    /// What revoked devices handed in.
    #[command(subcommand)]
    Quarantine(QuarantineTask),
}

#[derive(Subcommand)]
enum OrganisationTask {
    /// Add an organisation.
    Add {
        #[command(flatten)]
        data: Data,
        /// Its ODS code.
        #[arg(long, value_parser = ods_code)]
        ods: OdsCode,
        /// Its name.
        #[arg(long)]
        name: String,
        /// What it releases by itself on a match in full: recruitment, learning,
        /// occupational_health.
        #[arg(long, value_delimiter = ',', value_parser = part)]
        automatic: Vec<PartKind>,
    },
    /// Show for how many hours desks may be worked on without the server, by role; or set it.
    Lease {
        #[command(flatten)]
        data: Data,
        /// The organisation's ODS code.
        #[arg(long, value_parser = ods_code)]
        organisation: OdsCode,
        /// The role to set it for.
        #[arg(long, value_parser = role, requires = "hours")]
        role: Option<Role>,
        /// The hours: 1 to 168. The least of a person's roles counts.
        #[arg(long, value_parser = hours, requires = "role")]
        hours: Option<Hours>,
    },
    /// Show how each kind of notice is set; or set one. What is not given stays as it is.
    Notices {
        #[command(flatten)]
        data: Data,
        /// The organisation's ODS code.
        #[arg(long, value_parser = ods_code)]
        organisation: OdsCode,
        /// The kind to set.
        #[arg(long, value_parser = kind)]
        kind: Option<KindName>,
        #[command(flatten)]
        change: Box<KindChange>,
    },
    /// Show after how many days a request to it that nobody answers is reminded of, again, and
    /// over; or set them.
    Waits {
        #[command(flatten)]
        data: Data,
        /// The organisation's ODS code.
        #[arg(long, value_parser = ods_code)]
        organisation: OdsCode,
        /// Days until the first reminder.
        #[arg(long, requires_all = ["remind_again", "lapse"])]
        remind: Option<u16>,
        /// Days until the second, after the first.
        #[arg(long, requires_all = ["remind", "lapse"])]
        remind_again: Option<u16>,
        /// Days until it is over, after both; 180 at most.
        #[arg(long, requires_all = ["remind", "remind_again"])]
        lapse: Option<u16>,
    },
    /// List them.
    List {
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Args)]
struct KindChange {
    /// Raise it: yes or no.
    #[arg(long, requires = "kind", action = clap::ArgAction::Set)]
    on: Option<bool>,
    /// What it is called here, in English; nothing takes Muster's own words again.
    #[arg(long, requires = "kind")]
    words: Option<String>,
    /// The same in Welsh.
    #[arg(long, requires = "words")]
    welsh: Option<String>,
    /// Due within so many days.
    #[arg(long, requires = "kind")]
    due: Option<u16>,
    /// Reminded so many days before it is due; 0 for never.
    #[arg(long, requires = "kind")]
    remind_before: Option<u16>,
    /// Reminded so many days after; 0 for never.
    #[arg(long, requires = "kind")]
    remind_after: Option<u16>,
    /// Escalated after each so many days overdue; 0 for never.
    #[arg(long, requires = "kind")]
    escalate_after: Option<u16>,
}

#[derive(Subcommand)]
enum AccountTask {
    /// Add an account; without a password file a password is made and shown once.
    Add {
        #[command(flatten)]
        data: Data,
        /// The organisation's ODS code.
        #[arg(long, value_parser = ods_code)]
        organisation: OdsCode,
        /// The user name.
        #[arg(long)]
        username: String,
        /// The name that colleagues see.
        #[arg(long)]
        name: String,
        /// A role; may be given more than once.
        #[arg(long = "role", value_parser = role, required = true)]
        roles: Vec<Role>,
        /// A file whose first line is the password.
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
    /// Give an account a role, or end it.
    Role {
        #[command(flatten)]
        data: Data,
        /// The user name.
        #[arg(long)]
        username: String,
        /// The role.
        #[arg(long, value_parser = role)]
        role: Role,
        /// End it.
        #[arg(long)]
        end: bool,
    },
    /// Make somebody lead a unit, or no longer: managers and directors hold what is about whoever
    /// reports into it or below it.
    Lead {
        #[command(flatten)]
        data: Data,
        /// The user name.
        #[arg(long)]
        username: String,
        /// The unit's name, or its id.
        #[arg(long)]
        unit: String,
        /// No longer.
        #[arg(long)]
        end: bool,
    },
    /// Say to whom somebody reports: who hears of what they leave undone.
    Supervisor {
        #[command(flatten)]
        data: Data,
        /// The user name.
        #[arg(long)]
        username: String,
        /// Whose user name; nobody's, if none is given.
        #[arg(long)]
        supervisor: Option<String>,
    },
    /// Close an account.
    Close {
        #[command(flatten)]
        data: Data,
        /// The user name.
        #[arg(long)]
        username: String,
    },
}

#[derive(Subcommand)]
enum DeviceTask {
    /// List devices.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Revoke a device.
    Revoke {
        #[command(flatten)]
        data: Data,
        /// The device's id.
        id: Uuid,
    },
}

#[derive(Subcommand)]
enum AuditTask {
    /// Verify every chain; names the first entry that does not hold.
    Verify {
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Subcommand)]
enum QuarantineTask {
    /// List it: who, what in a word, when.
    List {
        #[command(flatten)]
        data: Data,
        /// Only of this organisation: its ODS code.
        #[arg(long, value_parser = ods_code)]
        organisation: Option<OdsCode>,
    },
    /// Show what was asked for; of occupational health only who and when. It is audited.
    Show {
        #[command(flatten)]
        data: Data,
        /// The command's id.
        id: Uuid,
    },
    /// Write the file that was to be added, as it was. It is audited, and nothing protects the copy.
    File {
        #[command(flatten)]
        data: Data,
        /// The command's id.
        id: Uuid,
        /// Where to: a file that is not there yet.
        #[arg(long)]
        to: PathBuf,
    },
}

#[derive(Subcommand)]
enum ParkedTask {
    /// List them, and why.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Let one be tried again: what kept it is mended.
    Retry {
        #[command(flatten)]
        data: Data,
        /// The command's id.
        id: Uuid,
    },
    /// Give one up: its author is told, and keeps what they typed.
    SetAside {
        #[command(flatten)]
        data: Data,
        /// The command's id.
        id: Uuid,
    },
}

fn ods_code(text: &str) -> Result<OdsCode, String> {
    OdsCode::parse(text).ok_or_else(|| "an ODS code is three letters or digits".to_owned())
}

fn role(text: &str) -> Result<Role, String> {
    let names = Role::ALL.map(Role::name).join(", ");
    Role::from_name(text).ok_or_else(|| format!("a role is one of {names}"))
}

fn kind(text: &str) -> Result<KindName, String> {
    let names = KindName::ALL.map(KindName::name).join(", ");
    KindName::from_name(text).ok_or_else(|| format!("a kind is one of {names}"))
}

fn hours(text: &str) -> Result<Hours, String> {
    let hours: u32 = text.parse().map_err(|_| "hours are a number".to_owned())?;
    Hours::try_from(hours).map_err(|fault| fault.to_string())
}

fn part(text: &str) -> Result<PartKind, String> {
    match text {
        "recruitment" => Ok(PartKind::Recruitment),
        "learning" => Ok(PartKind::Learning),
        "occupational_health" => Ok(PartKind::OccupationalHealth),
        _ => Err("a part is recruitment, learning or occupational_health".to_owned()),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "info,sqlx=warn".into()),
        )
        .init();
    match run(Line::parse().command).await {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("muster-server: {fault}");
            ExitCode::FAILURE
        }
    }
}

async fn run(task: Task) -> Outcome<ExitCode> {
    match task {
        Task::Init { data } => {
            for made in Server::init(&data.dir, &Settings::default()).await? {
                show(&made)?;
            }
        }
        Task::Organisation(task) => organisation(task).await?,
        Task::Account(task) => account(task).await?,
        Task::Device(task) => device(task).await?,
        Task::Parked(task) => parked(task).await?,
        Task::Quarantine(task) => quarantine(task).await?,
        Task::Restored { data } => {
            let server = open(&data.dir).await?;
            server.restored().await?;
            server.close().await;
        }
        Task::Serve { data, listen } => serve(&data.dir, &listen).await?,
        Task::Load { data, organisation, preview, files } => {
            return load(&data.dir, &organisation, preview, &files).await;
        }
        Task::Audit(AuditTask::Verify { data }) => return verify(&data.dir).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn open(dir: &Path) -> Outcome<Server> {
    Ok(Server::open(dir, Settings::default(), Seat::Beside).await?)
}

fn say(line: &str) -> Outcome {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

fn show(made: &OneTimePassword) -> Outcome {
    say(&format!("{}  {}", made.username, made.password.as_str()))
}

async fn organisation(task: OrganisationTask) -> Outcome {
    match task {
        OrganisationTask::Add { data, ods, name, automatic } => {
            let server = open(&data.dir).await?;
            let automatic: BTreeSet<PartKind> = automatic.into_iter().collect();
            let added = server.add_organisation(ods, &name, automatic).await?;
            say(&format!("{}  {}  {}", added.ods_code.as_str(), added.id, added.name))?;
            server.close().await;
        }
        OrganisationTask::Lease { data, organisation, role, hours } => {
            let server = open(&data.dir).await?;
            if let Some((role, hours)) = role.zip(hours) {
                server.set_lease(&organisation, role, hours).await?;
            }
            for (role, hours) in server.leases(&organisation).await? {
                say(&format!("{}  {} h", role.name(), u32::from(hours)))?;
            }
            server.close().await;
        }
        OrganisationTask::Notices { data, organisation, kind, change } => {
            let server = open(&data.dir).await?;
            if let Some(kind) = kind {
                let all = server.kinds(&organisation).await?;
                if let Some(now) = all.into_iter().find(|one| one.kind == kind) {
                    server.set_kind(change.of(now)).await?;
                }
            }
            for one in server.kinds(&organisation).await? {
                say(&kind_in_a_line(&one))?;
            }
            server.close().await;
        }
        OrganisationTask::Waits { data, organisation, remind, remind_again, lapse } => {
            let server = open(&data.dir).await?;
            if let (Some(remind), Some(again), Some(lapse)) = (remind, remind_again, lapse) {
                server.set_waits(&organisation, Waits::new(remind, again, lapse)?).await?;
            }
            let waits = server.waits(&organisation).await?;
            let Waits { remind, remind_again, lapse } = waits;
            say(&format!("reminders after {remind} and {remind_again} days, over after {lapse}"))?;
            server.close().await;
        }
        OrganisationTask::List { data } => {
            let server = open(&data.dir).await?;
            for one in server.organisations().await? {
                say(&format!("{}  {}  {}", one.ods_code.as_str(), one.id, one.name))?;
            }
            server.close().await;
        }
    }
    Ok(())
}

impl KindChange {
    /// A kind's setting with these changes.
    fn of(self, now: KindSetting) -> kind_setting::Set {
        let days = |asked: Option<u16>, now| match asked {
            Some(0) => None,
            Some(days) => Some(days),
            None => now,
        };
        kind_setting::Set {
            organisation: now.organisation,
            kind: now.kind,
            on: self.on.unwrap_or(now.on),
            words: match self.words {
                Some(en) if en.is_empty() => None,
                Some(en) => Some(Words { en, cy: self.welsh }),
                None => now.words,
            },
            days: kind_setting::Days {
                act_within: self.due.unwrap_or(now.days.act_within),
                remind_before: days(self.remind_before, now.days.remind_before),
                remind_after: days(self.remind_after, now.days.remind_after),
                escalate_after: days(self.escalate_after, now.days.escalate_after),
            },
        }
    }
}

fn kind_in_a_line(one: &KindSetting) -> String {
    let on = if one.on { "on" } else { "off" };
    let words = one.words.as_ref().map_or(String::new(), |words| {
        let cy = words.cy.as_ref().map_or(String::new(), |cy| format!(" / {cy}"));
        format!("  \"{}{cy}\"", words.en)
    });
    let days = |days: Option<u16>| days.map_or_else(|| "never".to_owned(), |days| days.to_string());
    let of = one.days;
    let due = if one.kind.needs_action() {
        format!(
            "  due {} d, reminded {} before and {} after, escalated after {}",
            of.act_within,
            days(of.remind_before),
            days(of.remind_after),
            days(of.escalate_after)
        )
    } else {
        String::new()
    };
    format!("{}  {on}{due}{words}", one.kind.name())
}

async fn account(task: AccountTask) -> Outcome {
    match task {
        AccountTask::Add { data, organisation, username, name, roles, password_file } => {
            let server = open(&data.dir).await?;
            let password = password_file.map(|file| first_line(&file)).transpose()?;
            let roles = roles.into_iter().collect();
            let user = NewUser { organisation, username, name, roles };
            let (added, made) = server.add_account(user, password).await?;
            say(&added.id.to_string())?;
            if let Some(made) = made {
                show(&made)?;
            }
            server.close().await;
        }
        AccountTask::Role { data, username, role, end } => {
            let server = open(&data.dir).await?;
            server.set_role(&username, role, !end).await?;
            server.close().await;
        }
        AccountTask::Lead { data, username, unit, end } => {
            let server = open(&data.dir).await?;
            server.set_lead(&username, &unit, !end).await?;
            server.close().await;
        }
        AccountTask::Supervisor { data, username, supervisor } => {
            let server = open(&data.dir).await?;
            server.set_supervisor(&username, supervisor.as_deref()).await?;
            server.close().await;
        }
        AccountTask::Close { data, username } => {
            let server = open(&data.dir).await?;
            server.close_account(&username).await?;
            server.close().await;
        }
    }
    Ok(())
}

fn first_line(file: &Path) -> Outcome<Zeroizing<String>> {
    let text = Zeroizing::new(std::fs::read_to_string(file)?);
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

async fn device(task: DeviceTask) -> Outcome {
    match task {
        DeviceTask::List { data } => {
            let server = open(&data.dir).await?;
            for one in server.devices().await? {
                let state = one.revoked_at.map_or_else(
                    || "in use".to_owned(),
                    |at| format!("revoked {}", at.to_rfc3339()),
                );
                let gone = one.gone_at.map_or_else(String::new, |at| {
                    format!(", its copy removed {}", at.to_rfc3339())
                });
                let since = one.registered_at.to_rfc3339();
                let (id, username, name) = (one.id, one.username, one.name);
                say(&format!("{id}  {username}  {name}  {since}  {state}{gone}"))?;
            }
            server.close().await;
        }
        DeviceTask::Revoke { data, id } => {
            let server = open(&data.dir).await?;
            server.revoke_device(DeviceId(id)).await?;
            server.close().await;
        }
    }
    Ok(())
}

async fn quarantine(task: QuarantineTask) -> Outcome {
    match task {
        QuarantineTask::List { data, organisation } => {
            let server = open(&data.dir).await?;
            for one in server.quarantine(organisation.as_ref()).await? {
                say(&in_a_line(&one))?;
            }
            server.close().await;
        }
        QuarantineTask::File { data, id, to } => {
            let mut file = std::fs::File::create_new(&to)?;
            let server = open(&data.dir).await?;
            let content = server.quarantined_file(CommandId(id)).await;
            server.close().await;
            match content {
                Ok(content) => file.write_all(&content)?,
                Err(fault) => {
                    std::fs::remove_file(&to)?;
                    return Err(fault.into());
                }
            }
        }
        QuarantineTask::Show { data, id } => {
            let server = open(&data.dir).await?;
            for shown in server.show_quarantined(CommandId(id)).await? {
                say(&in_a_line(&shown.header))?;
                match shown.content {
                    Some(command) => say(&serde_json::to_string_pretty(&command)?)?,
                    None => say("what it says is not shown here")?,
                }
            }
            server.close().await;
        }
    }
    Ok(())
}

fn in_a_line(one: &Quarantined) -> String {
    let verb = one.verb.as_deref().unwrap_or("(not readable, or not this device's own)");
    let saved = one.claimed_at.map_or_else(|| "unknown".to_owned(), |at| at.to_rfc3339());
    let taken = one.taken_at.to_rfc3339();
    format!("{}  {}  {verb}  saved {saved}, handed in {taken}", one.id, one.username)
}

async fn parked(task: ParkedTask) -> Outcome {
    match task {
        ParkedTask::List { data } => {
            let server = open(&data.dir).await?;
            for one in server.parked().await? {
                let reason = serde_json::to_string(&one.reason)?;
                let (since, last) = (one.first_at.to_rfc3339(), one.last_at.to_rfc3339());
                let tries = one.tries;
                say(&format!(
                    "{}  {}  {reason}  since {since}, last tried {last}, tries {tries}",
                    one.id, one.verb
                ))?;
            }
            server.close().await;
        }
        ParkedTask::Retry { data, id } => {
            let server = open(&data.dir).await?;
            server.retry_parked(CommandId(id)).await?;
            server.close().await;
        }
        ParkedTask::SetAside { data, id } => {
            let server = open(&data.dir).await?;
            server.set_aside_parked(CommandId(id)).await?;
            server.close().await;
        }
    }
    Ok(())
}

async fn serve(dir: &Path, listen: &str) -> Outcome {
    let server = Server::open(dir, Settings::default(), Seat::Serving).await?;
    server.introduce().await?;
    let listener = TcpListener::bind(listen).await?;
    // Before it says that it listens: from then on it may be asked to stop.
    let (mut term, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    say(&format!("listening on http://{}", listener.local_addr()?))?;
    let stopping = server.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        stopping.stop();
    });
    server.serve(listener).await?;
    server.close().await;
    Ok(())
}

async fn load(
    dir: &Path,
    organisation: &OdsCode,
    preview: bool,
    files: &[PathBuf],
) -> Outcome<ExitCode> {
    let server = open(dir).await?;
    let mut code = ExitCode::SUCCESS;
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("the file");
        match server.load(organisation, file, preview).await {
            Ok(loaded) => {
                let (would, total) = (if preview { "would be " } else { "" }, loaded.total());
                say(&format!(
                    "{name}: {} {would}added, {} {would}changed, {} left as they are",
                    total.added, total.changed, total.left
                ))?;
                for (noun, count) in &loaded.nouns {
                    let noun = noun.name();
                    say(&format!(
                        "  {noun}: {} added, {} changed, {} left",
                        count.added, count.changed, count.left
                    ))?;
                }
                if let Some(warnings) = loaded.warnings.filter(|warnings| !warnings.is_empty()) {
                    say(&warnings.to_string())?;
                }
            }
            Err(fault) => {
                eprintln!("{name}: nothing was loaded.\n{fault}");
                code = ExitCode::FAILURE;
            }
        }
    }
    server.close().await;
    Ok(code)
}

async fn verify(dir: &Path) -> Outcome<ExitCode> {
    let server = open(dir).await?;
    let mut code = ExitCode::SUCCESS;
    for chain in server.verify_audit().await? {
        let name = chain.organisation.ods_code.as_str();
        match chain.broken_at {
            None => say(&format!("{name}: {} entries hold", chain.entries))?,
            Some(n) => {
                say(&format!("{name}: broken at entry {n}; {} entries hold", chain.entries))?;
                code = ExitCode::FAILURE;
            }
        }
    }
    server.close().await;
    Ok(code)
}
