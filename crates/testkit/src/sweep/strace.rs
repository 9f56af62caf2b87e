//! strace as the one who strikes: it counts a program's calls on the files of Muster, and lets one
//! of them fail or kills the program just before it.
//!
//! What strace 6.1 does, and what follows from it:
//! - `when=N` counts each thread for itself. sqlx gives each connection a thread, and each file has
//!   one connection that writes, so a point names one file's calls (`-P`): those are one thread's.
//! - `--seccomp-bpf` makes it quick, and silently drops signals. Only errors are injected with it.
//! - A signal comes before the call: a program that is killed at a call has not made it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use tokio::process::Command;

/// What a call does to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Writes into it, or makes it longer or shorter.
    Write,
    /// Has it on the disk.
    Sync,
    /// Gives it another name.
    Rename,
    /// Removes it.
    Unlink,
}

impl Class {
    /// A word for tables.
    pub fn name(self) -> &'static str {
        match self {
            Class::Write => "write",
            Class::Sync => "sync",
            Class::Rename => "rename",
            Class::Unlink => "unlink",
        }
    }
}

/// The calls that are struck.
pub const CALLS: [(&str, Class); 13] = [
    ("write", Class::Write),
    ("writev", Class::Write),
    ("pwrite64", Class::Write),
    ("pwritev", Class::Write),
    ("ftruncate", Class::Write),
    ("fallocate", Class::Write),
    ("fsync", Class::Sync),
    ("fdatasync", Class::Sync),
    ("rename", Class::Rename),
    ("renameat2", Class::Rename),
    ("unlink", Class::Unlink),
    ("unlinkat", Class::Unlink),
    ("rmdir", Class::Unlink),
];

/// What strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The program is killed just before the call.
    Kill,
    /// The call fails: the disk is broken.
    Eio,
    /// The call fails: the disk is full.
    Enospc,
}

impl Fault {
    /// A word for tables.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Kill => "SIGKILL",
            Fault::Eio => "EIO",
            Fault::Enospc => "ENOSPC",
        }
    }

    /// What can happen to a call: removing something needs no room.
    pub fn of(class: Class) -> &'static [Fault] {
        match class {
            Class::Write | Class::Sync | Class::Rename => &[Fault::Kill, Fault::Eio, Fault::Enospc],
            Class::Unlink => &[Fault::Kill, Fault::Eio],
        }
    }
}

/// A stroke: the `n`th call of a name, by any thread, on these files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stroke {
    /// The call.
    pub call: &'static str,
    /// Which of them, from 1.
    pub n: u32,
    /// What happens.
    pub fault: Fault,
}

/// A program under strace, as it was called.
pub struct Traced {
    /// strace, the program behind it.
    pub command: Command,
    log: PathBuf,
    fault: Option<Fault>,
}

impl Traced {
    /// `program` with its calls on `files` counted, and struck at `stroke`.
    pub fn new(program: &Path, files: &[PathBuf], stroke: Option<Stroke>, log: PathBuf) -> Self {
        let mut command = Command::new("strace");
        command.args(["-f", "-q", "-y", "-s", "0", "-e", "signal=none", "-o"]).arg(&log);
        for file in files {
            command.arg("-P").arg(file);
        }
        let inject = match stroke {
            None => {
                let calls = CALLS.map(|(call, _)| call).join(",");
                command.args(["--seccomp-bpf", "-e", &format!("trace={calls}")]);
                None
            }
            Some(Stroke { call, n, fault: Fault::Kill }) => {
                Some((call, format!("signal=SIGKILL:when={n}")))
            }
            Some(Stroke { call, n, fault }) => {
                command.arg("--seccomp-bpf");
                Some((call, format!("error={}:when={n}", fault.name())))
            }
        };
        if let Some((call, how)) = inject {
            command.args(["-e", &format!("trace={call}")]);
            command.args(["-e", &format!("inject={call}:{how}")]);
        }
        // A group of its own, so that the program can be ended with the one who watches it.
        command.arg("--").arg(program).process_group(0).kill_on_drop(true);
        Self { command, log, fault: stroke.map(|stroke| stroke.fault) }
    }

    /// Whether the stroke fell, once the program has ended.
    pub fn struck(&self, status: ExitStatus) -> anyhow::Result<bool> {
        use std::os::unix::process::ExitStatusExt;
        Ok(match self.fault {
            None => false,
            // strace ends as the program ended.
            Some(Fault::Kill) => status.signal() == Some(9),
            Some(_) => std::fs::read_to_string(&self.log)?.contains("(INJECTED)"),
        })
    }

    /// How often each call was made on each group of files, by the thread that made it most often.
    pub fn counts(&self, groups: &[Group]) -> anyhow::Result<BTreeMap<(usize, &'static str), u32>> {
        let mut threads: BTreeMap<(&str, usize, &'static str), u32> = BTreeMap::new();
        let log = std::fs::read_to_string(&self.log)?;
        for line in log.lines() {
            let Some((thread, rest)) = line.split_once(' ') else { continue };
            let Some((call, rest)) = rest.trim_start().split_once('(') else { continue };
            let Some((call, _)) = CALLS.iter().find(|(name, _)| *name == call) else { continue };
            let Some(group) = groups.iter().position(|group| group.is_in(rest)) else { continue };
            *threads.entry((thread, group, call)).or_default() += 1;
        }
        let mut most = BTreeMap::new();
        for ((_, group, call), count) in threads {
            let so_far: &mut u32 = most.entry((group, call)).or_default();
            *so_far = count.max(*so_far);
        }
        Ok(most)
    }
}

/// Files whose calls one thread makes: a database and what SQLite makes beside it.
#[derive(Debug, Clone)]
pub struct Group {
    /// What it is called.
    pub name: &'static str,
    /// The files.
    pub files: Vec<PathBuf>,
}

impl Group {
    /// Whether a call's arguments name one of the files: by a descriptor or by a path.
    fn is_in(&self, arguments: &str) -> bool {
        self.files.iter().map(|file| file.display()).any(|file| {
            arguments.contains(&format!("<{file}>")) || arguments.contains(&format!("\"{file}\""))
        })
    }
}
