//! Written by `schema add`. Do not edit.

pub mod finding_aggregator;
pub mod hub;
pub mod standard;

pub use finding_aggregator::{FindingAggregator, FindingAggregatorArgs};
pub use hub::{Hub, HubArgs};
pub use standard::{Standard, StandardArgs};
