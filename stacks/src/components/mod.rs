//! The components of the platform. Each is declared once and used in every region that needs it.

mod access_logs;
mod alarms;
mod artifacts;
mod aurora_global;
mod backup;
mod bastion;
mod boundary;
mod cluster;
mod costs;
mod dns;
mod edge;
mod experiments;
mod identity;
mod ingress;
mod keys;
mod lake;
mod network;
mod observability;
mod on_call;
mod operators;
mod pipelines;
mod redis_global;
mod region_context;
mod registry;
mod rotation;
mod secrets;
mod security;
mod service_security_group;
mod statements;
mod transit;
mod trust;

pub use alarms::Alarms;
pub use artifacts::{Artifacts, ReplicatedBucket};
pub use aurora_global::{AuroraGlobal, AuroraRegion};
pub use backup::Backup;
pub use bastion::Bastion;
pub use cluster::{Contents, Kubernetes, Principals};
pub use costs::Costs;
pub use dns::Domain;
pub use edge::Edge;
pub use experiments::Experiments;
pub use identity::Identity;
pub use ingress::{Ingress, Target};
pub use keys::Keys;
pub use lake::Lake;
pub use network::Network;
pub use observability::{Observability, alert_routes, dashboards};
pub use on_call::OnCall;
pub use operators::Operators;
pub use pipelines::{Pipelines, Preview};
pub use redis_global::{RedisGlobal, RedisRegion};
pub use region_context::RegionContext;
pub use registry::Registry;
pub use rotation::{CacheCredential, DataRotation, DatabaseCredentials, Stores};
pub use secrets::{Hosts, Secrets};
pub use security::Security;
pub use service_security_group::ServiceSecurityGroup;
pub use transit::Transit;

/// Turns a name into a valid resource name, in which a slash would separate components.
fn dotted(name: &str) -> String {
    name.replace('/', ".")
}
