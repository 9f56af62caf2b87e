//! A computer: a HOME of its own, a session bus, a real keyring that is unlocked, and a display.
//! Nothing of it touches whoever runs the tests.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, ensure};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

/// The computer. Everything on it ends with it.
pub struct Computer {
    home: TempDir,
    bus: String,
    display: String,
    /// Kept, so that they live as long as the computer.
    running: Vec<Child>,
}

impl Computer {
    /// Starts one. `display` shares another's display; else it gets one of its own.
    pub async fn start(display: Option<&str>) -> anyhow::Result<Self> {
        let home = tempfile::Builder::new().prefix("muster-computer-").tempdir()?;
        let mut running = Vec::new();
        let display = match display {
            Some(display) => display.to_owned(),
            None => {
                let (xvfb, display) = xvfb().await?;
                running.push(xvfb);
                display
            }
        };
        let runtime = home.path().join("run");
        std::fs::create_dir_all(&runtime)?;
        let mut bus = command("dbus-daemon", home.path())
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("dbus-daemon could not be started")?;
        let address = first_line(&mut bus).await.context("the session bus gave no address")?;
        running.push(bus);
        let mut computer = Self { home, bus: address, display, running };
        computer.unlock_keyring().await?;
        Ok(computer)
    }

    async fn unlock_keyring(&mut self) -> anyhow::Result<()> {
        let keyring = unlocked_keyring(self.command("gnome-keyring-daemon")).await?;
        self.running.push(keyring);
        Ok(())
    }

    /// Locks its keyring, as an idle desktop does. Nobody is there to unlock it.
    pub async fn lock_keyring(&self) -> anyhow::Result<()> {
        let locked = self
            .command("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
            .args(["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock"])
            .arg("array:objpath:/org/freedesktop/secrets/collection/login")
            .output()
            .await
            .context("dbus-send could not be started")?;
        let said = String::from_utf8_lossy(&locked.stdout);
        anyhow::ensure!(said.contains("collection/login"), "the keyring was not locked: {said}");
        Ok(())
    }

    /// A program on this computer.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = command(program, self.home.path());
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("DISPLAY", &self.display)
            .env("XDG_RUNTIME_DIR", self.home.path().join("run"));
        command
    }

    /// Its HOME.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where its desk keeps its files.
    pub fn desk(&self) -> PathBuf {
        self.home.path().join("desk")
    }

    /// Its display, `:99`.
    pub fn display(&self) -> &str {
        &self.display
    }
}

/// An unlocked keyring on the session bus, with a HOME of its own. It ends with the handle.
pub async fn keyring(folder: &Path) -> anyhow::Result<Child> {
    let home = folder.join("home");
    let runtime = home.join("run");
    std::fs::create_dir_all(&runtime)?;
    let mut daemon = command("gnome-keyring-daemon", &home);
    daemon.env("XDG_RUNTIME_DIR", &runtime);
    unlocked_keyring(daemon).await
}

/// Runs the keyring's daemon, unlocked. What it is to know of its HOME is in the command.
async fn unlocked_keyring(mut daemon: Command) -> anyhow::Result<Child> {
    let mut keyring = daemon
        .args(["--unlock", "--components=secrets", "--foreground"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("gnome-keyring-daemon could not be started")?;
    let mut stdin = keyring.stdin.take().context("the keyring takes no password")?;
    stdin.write_all(b"login\n").await?;
    drop(stdin);
    // Once it is there, it says where its socket is, or closes its output if that is the usual
    // place.
    if first_line(&mut keyring).await.is_err() {
        ensure!(keyring.try_wait()?.is_none(), "gnome-keyring-daemon ended at once");
    }
    Ok(keyring)
}

/// A program with nothing of the caller's desktop about it.
fn command(program: impl AsRef<std::ffi::OsStr>, home: &Path) -> Command {
    let mut command = Command::new(program);
    for name in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "WAYLAND_DISPLAY"] {
        command.env_remove(name);
    }
    command.env("HOME", home).env("TMPDIR", tmp(home)).kill_on_drop(true);
    command
}

/// Temporary files of this computer are within it, so that they can be searched with it.
fn tmp(home: &Path) -> PathBuf {
    let tmp = home.join("tmp");
    // A folder that cannot be made shows itself when the program wants to write there.
    let _ = std::fs::create_dir_all(&tmp);
    tmp
}

async fn xvfb() -> anyhow::Result<(Child, String)> {
    let mut xvfb = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("Xvfb could not be started")?;
    let number = first_line(&mut xvfb).await.context("Xvfb gave no display")?;
    Ok((xvfb, format!(":{number}")))
}

async fn first_line(child: &mut Child) -> anyhow::Result<String> {
    let stdout = child.stdout.take().context("it has no output")?;
    let mut lines = BufReader::new(stdout).lines();
    let line = lines.next_line().await?.context("it ended at once")?;
    // Whatever it says later is read and dropped, so that it never waits on a full pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(line.trim().to_owned())
}
