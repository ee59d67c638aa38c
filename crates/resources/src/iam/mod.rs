//! AWS IAM: roles, policies, and who may take them.

mod common;
mod role;

pub use role::{Role, RoleArgs, RoleAttrs, RoleProps};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Role>()
}
