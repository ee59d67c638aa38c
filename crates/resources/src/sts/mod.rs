//! AWS STS: who one is, and where.

mod caller_identity;
mod cluster_token;

pub use caller_identity::{CallerIdentity, CallerIdentityAttrs};
pub use cluster_token::{ClusterToken, cluster_token};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.data_source::<CallerIdentity>()
}
