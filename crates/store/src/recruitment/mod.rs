//! Recruitment: applicants, and the documents kept with them.

pub mod applicant;
pub mod document;
