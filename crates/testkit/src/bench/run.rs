//! What is measured, in which order.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use chrono::Utc;
use muster_domain::noun::NounKind;
use muster_store::profile::{Home, Profile};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use super::figure::{Figure, ms, quantile};
use super::floor::{self, Copied};
use super::measured::{Ask, Measured, Told};
use crate::binary;
use crate::centre::{Centre, PASSWORD, Plan};
use crate::network::Network;
use crate::{computer, trust};

/// Everything that can be measured.
pub const NAMES: [&str; 10] = [
    "first_sync",
    "act",
    "cold_start",
    "resident",
    "nothing_new",
    "search",
    "delta_1000",
    "drain_1000",
    "rebase_10000",
    "worklist_50000",
];

/// The large trust, and the one that people come to it from.
const ASKING: &str = "R0A";
const SOURCE: (&str, usize) = ("R1A", 60);

/// Requests and withdrawals: a thousand commands in all.
const PAIRS: usize = 500;
/// As many more wait when a desk is started.
const PAIRS_AT_START: usize = 150;
/// How often a desk asks in vain.
const LOOKS: usize = 20;
/// Records that change at a time.
const CHANGED: u32 = 1_000;
/// Names that are looked for.
const TYPED: i64 = 60;
/// Starts; the median counts.
const STARTS: usize = 7;
/// A process is idle when it has been left alone for so long.
const IDLE: Duration = Duration::from_secs(5);

/// Measures what is named, all if nothing is, and returns the figures in that order.
pub async fn run(names: &[String], employees: usize) -> anyhow::Result<Vec<Figure>> {
    for name in names {
        ensure!(NAMES.contains(&name.as_str()), "there is no bench {name:?}; there are {NAMES:?}");
    }
    let asked = |name: &str| names.is_empty() || names.iter().any(|asked| asked == name);
    let folder = tempfile::Builder::new().prefix("muster-bench-").tempdir()?;
    let _keyring = computer::keyring(folder.path()).await?;
    let bench = Bench { folder };
    let mut figures = Vec::new();
    if asked("first_sync") {
        let quarter = (employees / 4).max(*trust::SIZES.start());
        let mut at_work = bench.first_sync("quarter", quarter).await?;
        figures.extend(bench.synced(&mut at_work, Size::Quarter).await?);
        at_work.desk.end().await?;
    }
    let mut at_work = bench.first_sync("whole", employees).await?;
    let resident = bench.resident(&at_work).await;
    if asked("first_sync") {
        figures.extend(bench.synced(&mut at_work, Size::Whole).await?);
    }
    if asked("nothing_new") {
        figures.push(bench.nothing_new(&mut at_work).await?);
    }
    if asked("search") {
        figures.extend(bench.search(&mut at_work).await?);
    }
    if asked("delta_1000") {
        figures.push(bench.delta(&mut at_work).await?);
    }
    at_work.network.cut().await;
    if asked("resident") {
        figures.push(resident?);
    }
    if asked("act") || asked("drain_1000") {
        figures.extend(bench.act(&mut at_work).await?);
    }
    if asked("drain_1000") {
        figures.push(bench.drain(&mut at_work).await?);
    }
    if asked("cold_start") {
        at_work.centre.kill().await?;
        at_work.desk.ask(&Ask::Act { pairs: PAIRS_AT_START, from: 0 }).await?;
    }
    at_work.desk.end().await?;
    if asked("cold_start") {
        figures.push(bench.cold_start(&at_work.home).await?);
    }
    if asked("rebase_10000") {
        figures.push(super::rebase::measure(bench.folder.path()).await?);
    }
    if asked("worklist_50000") {
        figures.extend(super::worklist::measure(bench.folder.path()).await?);
    }
    Ok(figures)
}

struct Bench {
    folder: TempDir,
}

#[derive(Clone, Copy, PartialEq)]
enum Size {
    Quarter,
    Whole,
}

/// A desk that has just loaded everything, and where it did so from.
struct AtWork {
    centre: Centre,
    network: Network,
    desk: Measured,
    home: PathBuf,
    signed_in: f64,
    own: f64,
    all: f64,
    highest: f64,
}

impl Bench {
    /// The HR officer of a trust of that size signs in on a new computer.
    async fn first_sync(&self, name: &str, employees: usize) -> anyhow::Result<AtWork> {
        let begun = Instant::now();
        let asking = (ASKING, employees);
        let centre =
            Centre::start(Plan { seed: 1, asking, source: SOURCE, automatic: None }).await?;
        println!(
            "{employees} employees: set up in {:.1} s, of which the server loaded files for {:.1} s",
            begun.elapsed().as_secs_f64(),
            centre.loading.as_secs_f64()
        );
        let home = self.folder.path().join(name);
        let mut desk = Measured::start(&home)?;
        let username = centre.account("hr_officer", ASKING).username.clone();
        let network = Network::to(centre.address()).await?;
        let told = desk.ask(&Ask::SignIn { server: network.url(), username }).await?;
        let Told::Loaded { signed_in, own, all } = told else { bail!("the desk said {told:?}") };
        let highest = desk.memory("VmHWM")?;
        Ok(AtWork { centre, network, desk, home, signed_in, own, all, highest })
    }

    /// The figures of a first load, beside the same rows written plainly.
    async fn synced(&self, at_work: &mut AtWork, size: Size) -> anyhow::Result<Vec<Figure>> {
        let (profile, home) = only_person(&at_work.home).await?;
        let keys = home.keys(profile.id, PASSWORD).await?;
        let main = home.folder(profile.id).join("main.db");
        let to = self.folder.path().join(format!("floor-{}.db", profile.id));
        let Copied { rows, took, travels } =
            floor::copy(&main, &floor::hex(&keys.main), &to).await?;
        std::fs::remove_file(&to)?;
        let floor = took.as_secs_f64();
        let count = f64::from(u32::try_from(rows).unwrap_or(u32::MAX)).max(1.0);
        println!(
            "{rows} records in {:.2} s ({:.2} s until let in): {:.0} records/s, {:.1} µs a record; \
             floor {floor:.2} s, {:.1} µs a record; {:.1} MB as pages, {:.0} bytes a record; \
             the desk's memory at its highest {:.0} MiB",
            at_work.all,
            at_work.signed_in,
            count / at_work.all,
            at_work.all * 1e6 / count,
            floor * 1e6 / count,
            megabytes(travels),
            megabytes(travels) * 1e6 / count,
            at_work.highest
        );
        Ok(match size {
            Size::Quarter => {
                vec![Figure::new("first_sync_quarter", "s", at_work.all, Some(floor), rows)]
            }
            Size::Whole => {
                let loading = at_work.centre.loading.as_secs_f64();
                let wire = megabytes(travels) * 1e6 / count;
                vec![
                    Figure::new("usable", "s", at_work.own, None, rows),
                    Figure::new("wire_bytes_per_record", "B", wire, None, rows),
                    Figure::new("first_sync", "s", at_work.all, Some(floor), rows),
                    Figure::new("first_sync_peak", "MiB", at_work.highest, None, rows),
                    Figure::new("server_load", "s", loading, None, rows),
                ]
            }
        })
    }

    /// The memory of a desk left alone after its first load, beside that of a process that has
    /// opened the same file.
    async fn resident(&self, at_work: &AtWork) -> anyhow::Result<Figure> {
        let (profile, home) = only_person(&at_work.home).await?;
        let keys = home.keys(profile.id, PASSWORD).await?;
        let path = home.folder(profile.id).join("main.db").to_string_lossy().into_owned();
        let mut plain = Measured::start(&self.folder.path().join("nobody"))?;
        plain.ask(&Ask::Open { path, key: floor::hex(&keys.main) }).await?;
        tokio::time::sleep(IDLE).await;
        let figure = Figure::new(
            "resident",
            "MiB",
            at_work.desk.memory("VmRSS")?,
            Some(plain.memory("VmRSS")?),
            1,
        );
        plain.end().await?;
        Ok(figure)
    }

    /// A desk asks and nothing is new, beside asking the same server how it is the same way.
    async fn nothing_new(&self, at_work: &mut AtWork) -> anyhow::Result<Figure> {
        let told = at_work.desk.ask(&Ask::Look { times: LOOKS }).await?;
        let Told::Looked { each } = told else { bail!("the desk said {told:?}") };
        let client = reqwest::Client::new();
        let url = format!("{}/healthz", at_work.network.url());
        let mut floor = Vec::new();
        for _ in 0..LOOKS {
            let begun = Instant::now();
            client.get(&url).send().await?.bytes().await?;
            floor.push(ms(begun.elapsed()));
        }
        let (value, floor) = (quantile(&each, 0.5), quantile(&floor, 0.5));
        Ok(Figure::new("nothing_new", "ms", value, Some(floor), LOOKS as u64))
    }

    /// A thousand records change at once: from asking until they are shown, beside writing as many
    /// rows plainly.
    async fn delta(&self, at_work: &mut AtWork) -> anyhow::Result<Figure> {
        let file = at_work.centre.files(ASKING).join("competences.csv");
        let text = std::fs::read_to_string(&file)?;
        let mut lines = text.lines();
        let header = lines.next().context("a header")?;
        let changed = lines.take(CHANGED as usize).map(|line| {
            let (rest, _) = line.rsplit_once(',').unwrap_or((line, ""));
            format!("{rest},seen again")
        });
        let again = self.folder.path().join("again-competences.csv");
        let text: Vec<String> = std::iter::once(header.to_owned()).chain(changed).collect();
        std::fs::write(&again, text.join("\n") + "\n")?;
        // The server goes on; the desk does not hear of it before it is asked to look.
        at_work.network.cut().await;
        at_work.centre.run(&["load", "--organisation", ASKING, &again.to_string_lossy()]).await?;
        at_work.network.heal().await?;
        let told = at_work.desk.ask(&Ask::Look { times: 1 }).await?;
        let Told::Looked { each } = told else { bail!("the desk said {told:?}") };
        let (profile, home) = only_person(&at_work.home).await?;
        let key = floor::hex(&home.keys(profile.id, PASSWORD).await?.main);
        let main = home.folder(profile.id).join("main.db");
        let copy = self.folder.path().join("floor-delta.db");
        std::fs::copy(&main, &copy)?;
        let floor = floor::rewritten(&copy, &key, NounKind::Competence, CHANGED).await?;
        std::fs::remove_file(&copy)?;
        Ok(Figure::new("delta_1000", "ms", each[0], Some(floor), u64::from(CHANGED)))
    }

    /// People's names typed letter by letter, beside the index asked plainly for the same.
    async fn search(&self, at_work: &mut AtWork) -> anyhow::Result<Vec<Figure>> {
        let (profile, home) = only_person(&at_work.home).await?;
        let key = floor::hex(&home.keys(profile.id, PASSWORD).await?.main);
        let main = home.folder(profile.id).join("main.db");
        let mut typed = Vec::new();
        for name in floor::names(&main, &key, TYPED).await? {
            let letters = name.char_indices().map(|(at, letter)| at + letter.len_utf8());
            typed.extend(letters.map(|end| name[..end].to_owned()));
        }
        let floor = floor::matches(&main, &key, &typed).await?;
        let rows = typed.len() as u64;
        let told = at_work.desk.ask(&Ask::Find { typed }).await?;
        let Told::Found { each } = told else { bail!("the desk said {told:?}") };
        let figure = |name, share| {
            Figure::new(name, "ms", quantile(&each, share), Some(quantile(&floor, share)), rows)
        };
        Ok(vec![figure("search_p50", 0.5), figure("search_p99", 0.99)])
    }

    /// What waits goes to the server over a network that is back, until all of it is decided.
    async fn drain(&self, at_work: &mut AtWork) -> anyhow::Result<Figure> {
        at_work.network.heal().await?;
        let from = Utc::now().timestamp_millis();
        let told = at_work.desk.ask(&Ask::Drain).await?;
        let until = Utc::now().timestamp_millis();
        let Told::Drained { took } = told else { bail!("the desk said {told:?}") };
        let commands = u32::try_from(2 * PAIRS)?;
        let to = self.folder.path().join("floor-drain.db");
        let server = at_work.centre.data().join("muster.db");
        let floor = floor::written(&server, &to, from, until).await?;
        Ok(Figure::new("drain_1000", "ms", took, Some(floor), u64::from(commands)))
    }

    /// Commands with the network gone: each is decided and saved durably, and then shown.
    async fn act(&self, at_work: &mut AtWork) -> anyhow::Result<Vec<Figure>> {
        let (profile, home) = only_person(&at_work.home).await?;
        let key = home.outbox_key(profile.id).await?;
        let outbox = home.folder(profile.id).join("outbox.db");
        let to = self.folder.path().join("floor-outbox.db");
        let mut commits = floor::Commits::begin(&outbox, &floor::hex(&key), &to).await?;
        let (mut each, mut shown, mut floor) = (Vec::new(), Vec::new(), Vec::new());
        for from in 0..PAIRS {
            let told = at_work.desk.ask(&Ask::Act { pairs: 1, from }).await?;
            let Told::Acted { each: pair, shown: read } = told else {
                bail!("the desk said {told:?}")
            };
            floor.extend(commits.last(u32::try_from(pair.len())?).await?);
            each.extend(pair);
            shown.extend(read);
        }
        commits.end().await?;
        let tenth = each.len() / 10;
        println!(
            "{} commands: the first tenth {:.2} ms, the last {:.2} ms at the median",
            each.len(),
            quantile(&each[..tenth], 0.5),
            quantile(&each[each.len() - tenth..], 0.5)
        );
        let rows = each.len() as u64;
        let figure = |name, each: &[f64], share| {
            Figure::new(name, "ms", quantile(each, share), Some(quantile(&floor, share)), rows)
        };
        Ok(vec![
            figure("act_p50", &each, 0.5),
            figure("act_p99", &each, 0.99),
            figure("act_shown_p50", &shown, 0.5),
            figure("act_shown_p99", &shown, 0.99),
        ])
    }

    /// From starting the desk until it answers, with everything loaded and what waits laid over.
    async fn cold_start(&self, at: &Path) -> anyhow::Result<Figure> {
        let (profile, home) = only_person(at).await?;
        let unlocking = Instant::now();
        let keys = home.keys(profile.id, PASSWORD).await?;
        let unlocking = ms(unlocking.elapsed());
        let key = floor::hex(&keys.main);
        let main = home.folder(profile.id).join("main.db");
        let (mut values, mut floors) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            values.push(started(at).await?);
            floors.push(floor::open_and_ask(&main, &key).await?);
        }
        println!("cold start: {unlocking:.0} ms of it are the password's (Argon2id, on purpose)");
        let value = quantile(&values, 0.5);
        Ok(Figure::new("cold_start", "ms", value, Some(quantile(&floors, 0.5)), STARTS as u64))
    }
}

/// Starts the headless desk and asks for its status: milliseconds until it has said it.
async fn started(home: &Path) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let mut child = Command::new(binary("muster-desk"))
        .arg("--home")
        .arg(home)
        .arg("status")
        .env("MUSTER_PASSWORD", PASSWORD)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("muster-desk could not be started; is it built?")?;
    let stdout = child.stdout.take().context("the desk has no output")?;
    let said = BufReader::new(stdout).lines().next_line().await?;
    let took = ms(begun.elapsed());
    said.context("the desk said nothing")?;
    child.wait().await?;
    Ok(took)
}

async fn only_person(home: &Path) -> anyhow::Result<(Profile, Home)> {
    let home = Home::new(home);
    let profile = home.people().await?.pop().context("nobody has signed in there")?;
    Ok((profile, home))
}

fn megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6
}
