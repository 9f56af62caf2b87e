//! What a user can do, with no window: sign in and unlock ([`app`]), act and read ([`session`]),
//! receive ([`receive`]), and hear what changed ([`announce`]). The desktop app and the headless
//! desk are thin shells over this.

mod act;
pub mod announce;
mod app;
mod by_name;
mod clock;
mod files;
mod leave;
mod print;
mod receive;
mod session;
mod status;

pub use act::{ActError, Receipt, Unchecked};
pub use announce::Announcement;
pub use app::{App, OpenError, SessionView};
pub use by_name::{ByNameError, names};
pub use clock::{Clock, Pause, SystemClock};
pub use files::{FileError, NewDocument, OpenedDocument};
pub use leave::Removed;
pub use muster_domain::lease::Reading;
pub use muster_reports::Language;
pub use muster_store::profile::{Home, PersonHere};
pub use muster_store::{Read, Reader};
pub use muster_sync::Link;
pub use session::{ReadError, Session};
pub use status::{OfflineUse, Progress, SyncStatus};
