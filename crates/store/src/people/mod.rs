//! People: the list, and a person's page.

pub mod person;
