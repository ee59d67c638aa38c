//! The executor, against a provider in memory.

#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod accepted;
mod cancel;
mod controls;
mod crash;
mod data;
mod estimate;
mod failure;
mod foresee;
mod hooks;
mod journal;
mod limiter;
mod options;
mod order;
mod polling;
mod random;
mod refresh;
mod regions;
mod renames;
mod rollback;
mod rollback_plan;
mod support;
mod uncertain;
mod update;
