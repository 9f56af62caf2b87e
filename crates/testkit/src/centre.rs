//! A real `muster-server` with two simulated trusts, set up by its own commands and loaded from
//! files, as an organisation would load its own. People's passwords are the same for all: this is
//! no place for secrets.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use sqlx::ConnectOptions;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::binary;
use crate::trust::{self, Applicant, Case, Pair};

/// Everybody's password in a simulated trust.
pub const PASSWORD: &str = "simulated trust 2026";

/// A server and the two trusts it serves.
pub struct Centre {
    folder: TempDir,
    /// The trusts, for whoever needs to know what is in them.
    pub pair: Pair,
    /// Who can sign in.
    pub people: Vec<Account>,
    /// How long the server took to load the trusts' files.
    pub loading: Duration,
    serving: Option<Child>,
    listen: String,
}

/// Somebody who can sign in.
#[derive(Debug, Clone)]
pub struct Account {
    /// The user name.
    pub username: String,
    /// Their name, of the simulated people.
    pub name: String,
    /// Their role, as the server's command names it.
    pub role: &'static str,
    /// Their trust.
    pub ods_code: &'static str,
}

/// How large the trusts are, and what they release by themselves.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The seed of everybody and everything.
    pub seed: u64,
    /// The trust that recruits.
    pub asking: (&'static str, usize),
    /// The trust that they come from.
    pub source: (&'static str, usize),
    /// What the source releases without an approver.
    pub automatic: Option<&'static str>,
}

impl Default for Plan {
    fn default() -> Self {
        Self { seed: 1, asking: ("R1A", 60), source: ("R0A", 120), automatic: None }
    }
}

const ROLES: [&str; 5] =
    ["recruitment_officer", "iat_approver", "oh_nurse", "learning_administrator", "hr_officer"];

impl Centre {
    /// Makes the folder, the organisations, the accounts and the files, loads them, and serves.
    pub async fn start(plan: Plan) -> anyhow::Result<Self> {
        Self::start_on(plan, "127.0.0.1:0").await
    }

    /// The same, to answer at this address.
    pub async fn start_on(plan: Plan, listen: &str) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("muster-centre-").tempdir()?;
        let today = chrono::Utc::now().date_naive();
        let pair = trust::pair(plan.seed, plan.asking, plan.source, today)?;
        let mut centre = Self {
            folder,
            pair,
            people: Vec::new(),
            loading: Duration::ZERO,
            serving: None,
            listen: listen.to_owned(),
        };
        centre.set_up(plan).await?;
        centre.serve().await?;
        Ok(centre)
    }

    async fn set_up(&mut self, plan: Plan) -> anyhow::Result<()> {
        std::fs::write(self.password_file(), PASSWORD)?;
        self.run(&["init"]).await?;
        let trusts = [(&self.pair.asking, None), (&self.pair.source, plan.automatic)];
        let mut people = Vec::new();
        let mut loading = Duration::ZERO;
        for (trust, automatic) in trusts {
            let code = trust.employer.ods_code;
            let mut add = vec!["organisation", "add", "--ods", code, "--name", trust.employer.name];
            if let Some(parts) = automatic {
                add.extend(["--automatic", parts]);
            }
            self.run(&add).await?;
            for (person, role) in trust.people.iter().zip(ROLES) {
                let first = person.first_name.as_deref().unwrap_or_default();
                let name = format!("{first} {}", person.last_name).trim().to_owned();
                let username = format!("{}.{}", role.replace('_', "-"), code.to_lowercase());
                people.push(self.add_account(&username, &name, role, code).await?);
            }
            let files = self.folder.path().join(code);
            std::fs::create_dir_all(&files)?;
            let written = trust.write(&files)?;
            let begun = Instant::now();
            for file in [
                &written.generic_outbound,
                &written.service,
                &written.registrations,
                &written.competences,
                &written.immunisations,
                &written.applicants,
            ] {
                self.run(&["load", "--organisation", code, &file.to_string_lossy()]).await?;
            }
            loading += begun.elapsed();
        }
        self.people = people;
        self.loading = loading;
        Ok(())
    }

    /// Serves; on the same address as before, if it was stopped.
    pub async fn serve(&mut self) -> anyhow::Result<()> {
        let mut child = Command::new(binary("muster-server"))
            .args(["serve", "--listen", &self.listen, "--data"])
            .arg(self.data())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("muster-server could not be started; is it built?")?;
        let stdout = child.stdout.take().context("the server has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let line = lines.next_line().await?.context("the server ended at once")?;
        let address = line.rsplit("http://").next().unwrap_or_default().trim().to_owned();
        ensure!(line.contains("http://"), "the server said {line:?}");
        self.listen = address;
        self.serving = Some(child);
        Ok(())
    }

    /// Stops the server, at once: what it has not committed is lost, as with a power cut.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.serving.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// Where it answers: `127.0.0.1:port`.
    pub fn address(&self) -> &str {
        &self.listen
    }

    /// The address a desk is given.
    pub fn url(&self) -> String {
        format!("http://{}", self.listen)
    }

    /// The server's folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("server")
    }

    /// The folder with the files of a trust.
    pub fn files(&self, ods_code: &str) -> PathBuf {
        self.folder.path().join(ods_code)
    }

    /// Somebody of a role at a trust.
    pub fn account(&self, role: &str, ods_code: &str) -> &Account {
        self.people
            .iter()
            .find(|account| account.role == role && account.ods_code == ods_code)
            .expect("every trust has somebody of every role")
    }

    /// Gives somebody more an account.
    pub async fn add_account(
        &self,
        username: &str,
        name: &str,
        role: &'static str,
        ods_code: &'static str,
    ) -> anyhow::Result<Account> {
        let password_file = self.password_file();
        let add = ["account", "add", "--organisation", ods_code, "--username", username];
        let with = ["--name", name, "--role", role, "--password-file"];
        self.run(&[&add[..], &with, &[&*password_file.to_string_lossy()]].concat()).await?;
        let (username, name) = (username.to_owned(), name.to_owned());
        Ok(Account { username, name, role, ods_code })
    }

    fn password_file(&self) -> PathBuf {
        self.folder.path().join("password")
    }

    /// A third trust, in which the people of the source were before. It releases these parts by
    /// itself.
    pub async fn add_former(&self, ods: &str, name: &str, automatic: &str) -> anyhow::Result<()> {
        let add = ["organisation", "add", "--ods", ods, "--name", name, "--automatic", automatic];
        self.run(&add).await?;
        let mut files: Vec<_> = std::fs::read_dir(self.files(self.pair.source.employer.ods_code))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        // The staff come first; applicants are the asking trust's alone.
        files.sort_by_key(|path| path.extension().is_none_or(|ending| ending != "DAT"));
        files.retain(|path| !path.to_string_lossy().contains("applicants"));
        for file in files {
            self.run(&["load", "--organisation", ods, &file.to_string_lossy()]).await?;
        }
        Ok(())
    }

    /// Gives the asking trust these applicants more.
    pub async fn add_applicants(&self, applicants: &[Applicant]) -> anyhow::Result<()> {
        let code = self.pair.asking.employer.ods_code;
        let file = self.files(code).join("more-applicants.csv");
        trust::write_applicants(&file, applicants)?;
        self.run(&["load", "--organisation", code, &file.to_string_lossy()]).await?;
        Ok(())
    }

    /// The `n`th applicant of a case at the asking trust.
    pub fn applicant(&self, case: Case, n: usize) -> &Applicant {
        self.pair.applicants(case).nth(n).expect("a pair has applicants of every case")
    }

    /// When the last `n` transactions of an organisation's log were committed, oldest first, in
    /// milliseconds of the computer's clock.
    pub async fn last_commits(&self, ods_code: &str, n: u32) -> anyhow::Result<Vec<i64>> {
        let path = self.data().join("muster.db");
        let mut file = muster_sqlite::file(path).read_only(true).connect().await?;
        let sql = "SELECT at FROM log JOIN hosted USING (organisation) WHERE ods_code = ?
                   ORDER BY seq DESC LIMIT ?";
        let mut commits: Vec<i64> =
            sqlx::query_scalar(sql).bind(ods_code).bind(n).fetch_all(&mut file).await?;
        commits.reverse();
        Ok(commits)
    }

    /// Repeats an organisation's newest notice in the server's file until there are so many: a queue
    /// that would take years to fill. For desks that have not loaded yet.
    pub async fn repeat_notices(&self, ods_code: &str, count: usize) -> anyhow::Result<()> {
        let path = self.data().join("muster.db");
        let mut file = muster_sqlite::file(path).connect().await?;
        sqlx::query(
            "WITH RECURSIVE newest AS (
                 SELECT notice.* FROM notice JOIN hosted USING (organisation)
                 WHERE ods_code = ?1 AND body IS NOT NULL ORDER BY version DESC LIMIT 1),
             more (n, id) AS (
                 SELECT 1, hex(randomblob(16))
                 UNION ALL SELECT n + 1, hex(randomblob(16)) FROM more WHERE n + 1 < ?2)
             INSERT INTO notice (organisation, id, version, teams, was_teams, body)
             SELECT organisation, unhex(more.id), version, teams, was_teams,
                 json_set(body, '$.id', lower(format('%s-%s-%s-%s-%s', substr(more.id, 1, 8),
                     substr(more.id, 9, 4), substr(more.id, 13, 4), substr(more.id, 17, 4),
                     substr(more.id, 21))))
             FROM newest, more",
        )
        .bind(ods_code)
        .bind(i64::try_from(count)?)
        .execute(&mut file)
        .await?;
        Ok(())
    }

    /// Runs one of the server's own commands, beside the serving one.
    pub async fn run(&self, line: &[&str]) -> anyhow::Result<String> {
        run_server(&self.data(), line).await
    }
}

async fn run_server(data: &Path, line: &[&str]) -> anyhow::Result<String> {
    let words = line.iter().take_while(|word| !word.starts_with("--")).count();
    let words = words.min(if ["load", "init", "restored"].contains(&line[0]) { 1 } else { 2 });
    let out = Command::new(binary("muster-server"))
        .args(&line[..words])
        .arg("--data")
        .arg(data)
        .args(&line[words..])
        .output()
        .await
        .context("muster-server could not be started; is it built?")?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&out.stderr);
    ensure!(out.status.success(), "muster-server {} said: {said}{wrong}", line.join(" "));
    Ok(said)
}
