//! Cloud Control against the sandbox: resources of many types, faults, and processes that die.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "tests")]

mod bad_input;
mod discover;
mod driver;
mod import;
mod kills;
mod life;
mod lookup;
mod mixed;
mod native_reads;
mod once;
mod own_stack;
mod permissions;
mod retained;
mod stand_in;
#[path = "../../../sandbox/tests/support/mod.rs"]
mod support;
mod world;
