//! Inter Authority Transfer: one organisation asks for a record, another releases it.
//!
//! A transfer is two records with one id: [`transfer`] in the log of the organisation that asks,
//! [`enquiry`] in the log of the source. They never share a transaction: what one side must tell
//! the other is a [`message`](message::Message), written with its cause and applied once. What is
//! released arrives as three parts, each a noun of its own for the one team that may see it.

pub mod candidate;
pub mod enquiry;
pub mod exchange;
pub mod history;
pub mod incident;
pub mod item;
pub mod learning_part;
pub mod message;
pub mod oh_enquiry;
pub mod oh_part;
pub mod part;
pub mod reckoning;
pub mod recruitment_part;
pub mod reference;
pub mod reference_part;
pub mod transfer;
pub mod transfer_policy;

#[cfg(test)]
mod both_sides;
