//! Database Insights and Performance Insights.

use aws_sdk_rds::types as sdk;

use super::cluster::ClusterProps;
use crate::prelude::*;

/// The retention that the advanced mode requires, in days.
const ADVANCED_RETENTION: u16 = 465;

/// The mode of Database Insights.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsightsMode {
    /// Metrics and the load of the last seven days.
    Standard,
    /// More analyses, and 15 months. It needs `performance_insights` with a retention of 465 days.
    Advanced,
}

/// The settings of a request; `None` for those that stay at RDS's defaults.
pub(super) struct Settings {
    pub mode: Option<sdk::DatabaseInsightsMode>,
    pub enabled: Option<bool>,
    pub retention: Option<i32>,
    pub key: Option<String>,
}

impl Settings {
    pub(super) fn of(props: &ClusterProps) -> Self {
        let on = props.performance_insights;
        let mode = (props.database_insights == InsightsMode::Advanced).then_some(sdk::DatabaseInsightsMode::Advanced);
        Self {
            mode,
            enabled: on.then_some(true),
            retention: props.performance_insights_retention_days.filter(|_| on).map(number),
            key: props.performance_insights_kms_key_arn.as_ref().filter(|_| on).map(Arn::to_string),
        }
    }
}

/// Whether RDS has this retention: 7 days, months of 31 days, or two years.
pub(super) fn is_retention(days: u16) -> bool {
    matches!(days, 7 | 731) || (days.is_multiple_of(31) && (1..=23).contains(&(days / 31)))
}

pub(super) fn check(props: &ClusterProps) -> Vec<String> {
    let retention = props.performance_insights_retention_days;
    let advanced = props.database_insights == InsightsMode::Advanced;
    violations! {
        advanced && (!props.performance_insights || retention != Some(ADVANCED_RETENTION)) =>
            "`database_insights` is advanced: set `performance_insights`, and `performance_insights_retention_days` to \
             {ADVANCED_RETENTION}";
        retention.is_some_and(|days| !is_retention(days)) =>
            "`performance_insights_retention_days` is {}: expected 7, a multiple of 31 up to 713, or 731",
            retention.unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_is_a_week_or_months() {
        for days in [7, 31, 93, 465, 713, 731] {
            assert!(is_retention(days), "{days}");
        }
        for days in [0, 1, 30, 94, 744, 730] {
            assert!(!is_retention(days), "{days}");
        }
    }
}
