//! Amazon CloudWatch: alarms.

mod metric_alarm;

crate::service! {
    resources {
        metric_alarm: MetricAlarm;
    }
}
