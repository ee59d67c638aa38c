//! Failovers of the stack, undisturbed and disturbed, and what is refused.

#![allow(clippy::print_stderr, reason = "figures")]

mod failovers;
mod refusals;
mod world;
