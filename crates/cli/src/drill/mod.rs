//! Drills: a fault, the recovery from it, and what users and stores noticed.

pub(crate) mod alarm;
mod cache;
pub(crate) mod clock;
mod correction;
pub(crate) mod fault;
pub(crate) mod measure;
pub(crate) mod page;
pub(crate) mod report;
pub(crate) mod traffic;
