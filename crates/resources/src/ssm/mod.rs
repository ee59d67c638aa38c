//! AWS Systems Manager: parameters.

mod parameter;

pub use parameter::{Parameter, ParameterArgs, ParameterAttrs, ParameterProps, ParameterTier};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Parameter>()
}
