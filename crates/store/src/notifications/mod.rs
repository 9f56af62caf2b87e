//! Notifications: the worklist.

pub mod notice;
