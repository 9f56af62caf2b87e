//! Learning and competences.

mod competence;

pub use competence::Competence;
