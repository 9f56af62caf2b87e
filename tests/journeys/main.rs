//! Journeys: two desks, one server, in prose. Every desk here is the real app on real files with a
//! real keyring, and the server is the real program; only the window is missing.

mod told;
mod transfer;
