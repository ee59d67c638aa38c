//! Amazon EC2: networks.

mod common;
mod vpc;

pub use vpc::{Vpc, VpcArgs, VpcAttrs, VpcProps};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Vpc>()
}
