//! Notifications: worklists, who works them, who stands in for whom.

pub mod colleague;
pub mod delegation;
pub mod kind_setting;
pub mod notice;
