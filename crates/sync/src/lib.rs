//! The sync engine. [`engine`] decides what to do next and does nothing itself: no clock, no
//! randomness, no I/O, so that every order of events can be tried. [`http`] is the one file with a
//! socket.

pub mod engine;
#[cfg(feature = "http")]
pub mod http;
pub mod lanes;

pub use engine::{Effect, Engine, Input, Link, Trouble};
#[cfg(feature = "http")]
pub use http::Client;
