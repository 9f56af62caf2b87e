//! Notifications: what waits for a person or a role's queue, who works it, who stands in for whom,
//! and how the organisation has set each kind.

pub mod colleague;
pub mod delegation;
pub mod kind_setting;
pub mod notice;

pub use colleague::Colleague;
pub use delegation::Delegation;
pub use kind_setting::KindSetting;
pub use notice::Notice;
