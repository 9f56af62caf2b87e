//! Notifications: what waits for a person or a role's queue.

pub mod notice;

pub use notice::Notice;
