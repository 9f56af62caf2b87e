//! The rules of Muster. No I/O, no async, no clock, no randomness: the desk and the server run the
//! same code on values and get the same answer.
//!
//! A noun file holds a record, what may be asked of it, what happens then and why not. [`run()`]
//! takes a command through policy, facts, decision and reactions. An area imports `people` and
//! `words`, never another area; what crosses goes through `reactions`.

// The stories of `spec` are told here and in `tests/`: both call this crate by its name.
#[cfg(test)]
extern crate self as muster_domain;

pub mod access;
mod command;
pub mod establishment;
pub mod iat;
pub mod kept;
pub mod learning;
pub mod lease;
pub mod notifications;
pub mod noun;
pub mod occupational_health;
pub mod organisation;
pub mod people;
pub mod policy;
mod reactions;
pub mod recruitment;
mod run;
#[cfg(test)]
#[allow(dead_code, reason = "shared with the stories in tests/")]
mod spec;
pub mod words;
pub mod world;

pub use command::{Command, Refusal};
pub use reactions::alert;
pub use run::{Outcome, run};
