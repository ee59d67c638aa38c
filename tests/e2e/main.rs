//! The real binary against real AWS API servers in the sandbox: up, changed, down, interrupted, and under faults.

mod accounts;
mod crash;
mod faults;
mod input;
mod interrupted;
mod life;
mod prod;
mod rotation;
mod sandbox;
mod shared;
mod world;
