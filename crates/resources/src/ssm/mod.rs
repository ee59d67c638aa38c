//! AWS Systems Manager: parameters.

mod parameter;
mod public_parameter;

pub use parameter::{Parameter, ParameterArgs, ParameterAttrs, ParameterProps, ParameterTier};
pub use public_parameter::{PublicParameter, PublicParameterArgs, PublicParameterAttrs, PublicParameterProps};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Parameter>().data_source::<PublicParameter>()
}
