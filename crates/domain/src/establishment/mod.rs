//! Establishment: the organisation's units and posts.

mod position;
mod unit;

pub use position::Position;
pub use unit::Unit;
