//! The resource types against stand-ins for the vendors. The stand-ins are our own: they answer as the vendors' documentation
//! describes it.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod faults;
mod grafana;
mod life;
mod server;
mod tokens;
mod world;
