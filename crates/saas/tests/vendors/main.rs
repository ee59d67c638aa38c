//! The resource types against stand-ins for the vendors. The stand-ins are our own: they answer as the vendors' documentation
//! describes it.

mod faults;
mod grafana;
mod life;
mod server;
mod tokens;
mod world;
