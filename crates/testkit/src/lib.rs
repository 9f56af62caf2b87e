//! What the tests of Muster stand on: the simulated trusts.

pub mod trust;
