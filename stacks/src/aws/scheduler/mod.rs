//! Written by `schema add`. Do not edit.

pub mod schedule;

pub use schedule::{Schedule, ScheduleArgs};
