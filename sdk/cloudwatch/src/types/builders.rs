
pub use crate::types::_label_options::LabelOptionsBuilder;

pub use crate::types::_action_configuration::ActionConfigurationBuilder;

pub use crate::types::_scheduled_query_configuration::ScheduledQueryConfigurationBuilder;

pub use crate::types::_warm_up_configuration::WarmUpConfigurationBuilder;

pub use crate::types::_dimension::DimensionBuilder;

pub use crate::types::_composite_alarm::CompositeAlarmBuilder;

pub use crate::types::_metric_alarm::MetricAlarmBuilder;

pub use crate::types::_log_alarm::LogAlarmBuilder;

pub use crate::types::_metric_data_query::MetricDataQueryBuilder;

pub use crate::types::_metric_data_result::MetricDataResultBuilder;

pub use crate::types::_message_data::MessageDataBuilder;

pub use crate::types::_datapoint::DatapointBuilder;

pub use crate::types::_metric::MetricBuilder;

pub use crate::types::_tag::TagBuilder;

pub use crate::types::_alarm_tags_propagation::AlarmTagsPropagationBuilder;

pub use crate::types::_dashboard_validation_message::DashboardValidationMessageBuilder;

pub use crate::types::_schedule_configuration::ScheduleConfigurationBuilder;

pub use crate::types::_wall_clock_window::WallClockWindowBuilder;

pub use crate::types::_sliding_window::SlidingWindowBuilder;

pub use crate::types::_alarm_prom_ql_criteria::AlarmPromQlCriteriaBuilder;

pub use crate::types::_metric_datum::MetricDatumBuilder;

pub use crate::types::_entity_metric_data::EntityMetricDataBuilder;

pub use crate::types::_metric_stat::MetricStatBuilder;

pub use crate::types::_statistic_set::StatisticSetBuilder;

pub use crate::types::_entity::EntityBuilder;