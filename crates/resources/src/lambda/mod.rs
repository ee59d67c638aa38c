//! AWS Lambda: functions, and who may call them.

mod code;
mod function;
mod permission;

pub use function::{Architecture, Function, FunctionArgs, FunctionAttrs, FunctionProps};
pub use permission::{Permission, PermissionArgs, PermissionAttrs, PermissionProps};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Function>().resource::<Permission>()
}
