//! Amazon Route 53: zones, records, health checks. They belong to no region.

mod changes;
mod common;
mod health_check;
mod health_check_override;
mod hosted_zone;
mod record;
mod record_values;
mod zone;

crate::service! {
    resources {
        health_check: HealthCheck;
        health_check_override: HealthCheckOverride;
        record: Record;
        zone: Zone;
    }
    data_sources {
        hosted_zone: HostedZone;
    }
}
