//! Amazon CloudWatch Logs: log groups.

mod log_group;

pub use log_group::{LogGroup, LogGroupArgs, LogGroupAttrs, LogGroupClass, LogGroupProps};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<LogGroup>()
}
