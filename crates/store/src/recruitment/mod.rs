//! Recruitment: applicants.

pub mod applicant;
