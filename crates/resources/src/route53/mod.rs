//! Amazon Route 53: zones, records, health checks. They belong to no region.

mod common;
mod health_check;
mod record;
mod zone;

pub use health_check::{
    HealthCheck, HealthCheckArgs, HealthCheckAttrs, HealthCheckKind, HealthCheckProps, InsufficientData,
};
pub use record::{Alias, AliasProps, Failover, Record, RecordArgs, RecordAttrs, RecordProps, RecordType};
pub use zone::{Zone, ZoneArgs, ZoneAttrs, ZoneProps};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<HealthCheck>().resource::<Record>().resource::<Zone>()
}
