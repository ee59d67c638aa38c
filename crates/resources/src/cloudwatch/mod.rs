//! Amazon CloudWatch: alarms.

mod metric_alarm;

pub use metric_alarm::{
    Comparison, MetricAlarm, MetricAlarmArgs, MetricAlarmAttrs, MetricAlarmProps, MissingData, Statistic,
};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<MetricAlarm>()
}
