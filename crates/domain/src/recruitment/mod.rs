//! Recruitment: applicants with an offer, and the terms and documents held for them.

pub mod applicant;
pub mod document;
mod terms;

pub use applicant::Applicant;
pub use document::Document;
pub use terms::{HeldField, Terms};
