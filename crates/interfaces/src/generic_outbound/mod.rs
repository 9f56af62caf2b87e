//! The Generic Outbound file, version 2: everything that the Electronic Staff Record tells another
//! system about an employing authority's places, organisations, positions and people.
//!
//! * One text file, UTF-8, named `GO_<VPD>_<subset>_GO<F|C>_<yyyyMMdd>_<sequence>.DAT`; F is the
//!   full picture, C what has changed.
//! * A record a line, columns separated by `~`, no quoting; dates `yyyyMMdd`, points in time
//!   `yyyyMMdd HHmmss`; a blank column is no value.
//! * `HDR~file name~created~VPD~previous run~run~01` first, `TRL~count` last. The count is that of
//!   the records between the two.
//! * A record's code is two letters for what it is, then `A` (add or update) or `D` (delete, with
//!   the id alone). In order: locations `LC`, organisations `OR`, positions `PO`, then each person
//!   `PR` with their assignments `AS`, addresses `AD`, phones `PH`, costings `CO` and vehicles `VH`.
//! * A record may come in several versions, each in force from and to; no two of the same id on the
//!   same day.
//!
//! The layouts of address and phone are not public: those here are **ours**, in the same style. The
//! reader does not insist on the order of records; in a full file it insists that what a record
//! hangs on is there.

mod address;
mod assignment;
mod costing;
mod file_name;
mod header;
mod location;
mod organisation;
mod parse;
mod person;
mod phone;
mod position;
mod row;
mod seen;
#[cfg(test)]
mod tests;
mod vehicle;

pub use address::Address;
pub use assignment::Assignment;
pub use costing::Costing;
pub use file_name::{Extent, FileName};
pub use header::Header;
pub use location::Location;
pub use organisation::Organisation;
pub use parse::{Loaded, Summary, load, visit};
pub use person::Person;
pub use phone::Phone;
pub use position::Position;
pub use row::{Record, Row};
pub use vehicle::Vehicle;
