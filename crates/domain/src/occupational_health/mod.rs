//! Occupational health. Nothing here leaves its team but by its own hand.

mod immunisation;

pub use immunisation::{Immunisation, ImmunisationItem, ImmunisationStatus};
