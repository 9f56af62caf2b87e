//! What the tests of Muster stand on, and the demo and the benches with them: the simulated trusts
//! ([`trust`]), a real server over them ([`centre`]), a network that can be cut ([`network`]), a
//! computer with a HOME and a keyring of its own ([`computer`]) or clocks that a test sets
//! ([`clock`]), the real window on it
//! ([`window`]), the same desk without a window ([`desk`]), and the kill sweep ([`sweep`]).

pub mod bench;
pub mod canaries;
pub mod centre;
pub mod clock;
pub mod computer;
pub mod desk;
pub mod journey;
pub mod keyboard;
pub mod network;
pub mod sweep;
pub mod trust;
pub mod window;

use std::path::PathBuf;

/// A binary of this workspace, built beside whatever runs.
pub fn binary(name: &str) -> PathBuf {
    let mut folder = std::env::current_exe().unwrap_or_default();
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
