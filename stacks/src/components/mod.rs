//! The parts of the platform. Each is declared once and used in as many regions as it is given.

mod alarms;
mod artifacts;
mod aurora_global;
mod bastion;
mod boundary;
mod cluster;
mod dns;
mod door;
mod identity;
mod ingress;
mod keys;
mod network;
mod pipelines;
mod redis_global;
mod registry;
mod rights;
mod rotation;
mod secrets;
mod site;
mod transit;
mod trust;

pub use alarms::Alarms;
pub use artifacts::{Artifacts, ReplicatedBucket};
pub use aurora_global::{AuroraGlobal, AuroraRegion};
pub use bastion::Bastion;
pub use cluster::Kubernetes;
pub use dns::Domain;
pub use door::Door;
pub use identity::Identity;
pub use ingress::Ingress;
pub use keys::Keys;
pub use network::Network;
pub use pipelines::{Pipelines, Preview};
pub use redis_global::{RedisGlobal, RedisRegion};
pub use registry::Registry;
pub use secrets::Secrets;
pub use site::Site;
pub use transit::Transit;

/// A name as a resource of the program can bear it, where a slash would separate components.
fn dotted(name: &str) -> String {
    name.replace('/', ".")
}
