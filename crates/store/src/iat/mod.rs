//! Transfers, on both sides.

pub mod enquiry;
pub mod oh_enquiry;
pub mod part;
pub mod reckoning;
pub mod reference;
pub mod transfer;
