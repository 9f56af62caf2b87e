//! The outside world, server side: one folder for each interface, with its layout, its reader and
//! its samples.
//!
//! A reader turns a file into plain typed rows, and knows nothing of Muster's rules: the server
//! maps rows to commands. A file is taken whole or not at all, so every reader answers either with
//! all rows or with all faults, each naming its line, its column and what to do. A fault never
//! shows a personal value.

pub mod applicants_csv;
mod cell;
pub mod competences_csv;
mod expected;
mod fault;
pub mod generic_outbound;
pub mod immunisations_csv;
mod lines;
pub mod registrations_csv;
pub mod service_csv;
mod table;
mod value;

pub use expected::Expected;
pub use fault::{Fault, Faults, Kind, Listed, Suspicion, Warning, Warnings};
pub use lines::{MAX_FILE_BYTES, MAX_LINE_BYTES};
pub use table::{Numbered, Table};
pub use value::is_ni_number;
