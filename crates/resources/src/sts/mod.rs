//! AWS STS: who one is, and where.

mod caller_identity;

pub use caller_identity::{CallerIdentity, CallerIdentityAttrs};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.data_source::<CallerIdentity>()
}
