//! Recruitment: applicants with an offer, and the terms held for them.

pub mod applicant;
mod terms;

pub use applicant::Applicant;
pub use terms::{HeldField, Terms};
