//! The command line against AWS API servers in the sandbox: create, update, delete, interruptions and faults.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "helpers of tests")]

mod accounts;
mod calls;
mod crash;
mod delays;
mod drill;
mod drill_reports;
mod failover;
mod failover_page;
mod faults;
mod input;
mod interrupted;
#[path = "../support/kubectl.rs"]
mod kubectl;
mod life;
mod prod;
mod refusals;
mod rotation;
mod sandbox;
mod sections;
mod shared;
#[path = "../support/transcript.rs"]
mod transcript;
mod transcripts;
mod world;
