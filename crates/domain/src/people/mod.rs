//! The ground of every area: people, and what is kept about them. Each file is one noun, and no
//! noun spans two rows of the need-to-know matrix. All of it enters by a load or by accepting a
//! transfer; nothing here has commands of its own yet.

mod address;
mod assignment;
mod birth;
mod equality;
mod ni_number;
mod pay;
mod person;
mod phone;
pub mod reckonable;
mod registration;
mod service;

pub use address::Address;
pub use assignment::Assignment;
pub use birth::Birth;
pub use equality::Equality;
pub use ni_number::NiRecord;
pub use pay::Pay;
pub use person::{Person, Standing};
pub use phone::{Phone, PhoneKind};
pub use registration::Registration;
pub use service::Service;
