//! Failovers of the stack, undisturbed and disturbed, and what is refused.

#![allow(clippy::print_stderr, reason = "figures")]

mod failovers;
mod half_way;
mod refusals;
mod world;
