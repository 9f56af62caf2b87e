//! Journeys: two desks, one server, in prose. Every desk here is the real app on real files with a
//! real keyring, and the server is the real program; only the window is missing.

mod exactly_once;
mod files;
mod files_are_noise;
mod first_load;
mod hostile_server;
mod keyring;
mod lease;
mod matrix;
mod mishaps;
mod need_to_know;
mod never_stuck;
mod offline_each;
mod opened;
mod purged;
mod reference;
mod requests;
mod revoked;
mod roles;
mod same_on_both_sides;
mod told;
mod transfer;
mod two_at_once;
mod upgraded;
mod whole;
mod worklist;
