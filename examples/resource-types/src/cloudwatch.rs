//! Alarms.

use archipel::aws::cloudwatch::*;
use archipel::aws::elbv2::LoadBalancer;
use archipel::aws::sns::Topic;
use archipel::prelude::*;

/// `cloudwatch/MetricAlarm`: an alarm when a load balancer returns more than ten errors a minute, five minutes in a row.
pub fn metric_alarm(scope: &Scope, balancer: &LoadBalancer, topic: &Topic) -> MetricAlarm {
    let args = MetricAlarmArgs::new("shop-5xx", Comparison::GreaterThanThreshold, 10.0)
        .namespace("AWS/ApplicationELB")
        .metric_name("HTTPCode_ELB_5XX_Count")
        .dimensions([("LoadBalancer", balancer.metric_name())])
        .statistic(Statistic::Sum)
        .period(60_u32)
        .evaluation_periods(5_u32)
        .treat_missing_data(MissingData::NotBreaching)
        .alarm_actions([topic.arn()]);
    MetricAlarm::new(scope, "errors", args)
}
