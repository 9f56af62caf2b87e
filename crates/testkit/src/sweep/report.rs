//! What came of a sweep: how often what struck which calls of which program, and what passed.

use std::collections::BTreeMap;
use std::time::Duration;

use super::points::Point;
use super::strace::{Class, Fault};

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    struck: BTreeMap<(&'static str, Class, Fault), usize>,
    /// Points at which everything was as it should be.
    pub passed: usize,
    /// Points at which something was wrong.
    pub failed: usize,
    /// Points whose call was not made this time: a run is not quite like another.
    pub not_reached: usize,
    /// What was wrong, each with its point.
    pub wrong: Vec<String>,
    /// How long it took, with what it was prepared by.
    pub took: Duration,
}

impl Report {
    /// Adds a point, with what was wrong after it.
    pub fn add(&mut self, point: Point, struck: bool, wrong: Vec<String>) {
        if struck {
            let kind = (point.step.program(), point.class(), point.stroke.fault);
            *self.struck.entry(kind).or_default() += 1;
        } else {
            self.not_reached += 1;
        }
        if wrong.is_empty() {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
        self.wrong.extend(wrong);
    }

    /// Adds another's.
    pub fn join(&mut self, other: Report) {
        for (kind, count) in other.struck {
            *self.struck.entry(kind).or_default() += count;
        }
        self.passed += other.passed;
        self.failed += other.failed;
        self.not_reached += other.not_reached;
        self.wrong.extend(other.wrong);
    }

    /// How often a fault struck a class of calls of a program.
    pub fn struck(&self, program: &'static str, class: Class, fault: Fault) -> usize {
        self.struck.get(&(program, class, fault)).copied().unwrap_or_default()
    }

    /// The table, and the line that says it all.
    pub fn lines(&self) -> String {
        use std::fmt::Write as _;
        let mut lines: String = self.wrong.iter().map(|wrong| format!("{wrong}\n")).collect();
        let heads = ["program", "calls", "SIGKILL", "EIO", "ENOSPC"];
        let _ = write!(lines, "{:<14}{:<8}", heads[0], heads[1]);
        let _ = writeln!(lines, "{:>8}{:>8}{:>8}", heads[2], heads[3], heads[4]);
        for program in ["muster-desk", "muster-server"] {
            for class in [Class::Write, Class::Sync, Class::Rename, Class::Unlink] {
                let _ = write!(lines, "{program:<14}{:<8}", class.name());
                for fault in [Fault::Kill, Fault::Eio, Fault::Enospc] {
                    let _ = write!(lines, "{:>8}", self.struck(program, class, fault));
                }
                lines.push('\n');
            }
        }
        let _ = writeln!(lines, "not reached: {}", self.not_reached);
        let _ = writeln!(lines, "took {:.0} s", self.took.as_secs_f64());
        let _ = write!(lines, "{} passed, {} failed", self.passed, self.failed);
        lines
    }
}
