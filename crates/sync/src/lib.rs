//! The sync engine. [`engine`] decides what to do next and does nothing itself: no clock, no
//! randomness, no I/O, so that every order of events can be tried. [`http`] is the one file with a
//! socket.

pub mod engine;
pub mod http;
pub mod lanes;

pub use engine::{Effect, Engine, Input, Link, Trouble};
pub use http::Client;
