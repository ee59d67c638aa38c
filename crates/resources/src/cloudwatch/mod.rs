//! Amazon CloudWatch: alarms.

mod metric_alarm;
mod metric_query;

crate::service! {
    resources {
        metric_alarm: MetricAlarm;
        metric_query:;
    }
}
