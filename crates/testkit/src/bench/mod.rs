//! The benches: what a large trust's desk costs, each figure beside its floor, measured in the
//! same run on the same machine. A figure alone says how quick the machine is; the ratio says how
//! much of it is ours.
//!
//! The desk that is measured is a process of its own ([`measured`]), so that what it takes is not
//! mixed with the simulated trusts; the floors ([`floor`]) are the same bytes, written and read as
//! plainly as this machine can.

pub mod figure;
pub mod floor;
pub mod measured;
pub mod rebase;
pub mod run;
pub mod worklist;
