
pub use crate::types::_scan_by::ScanBy;

pub use crate::types::_state_value::StateValue;

pub use crate::types::_statistic::Statistic;

pub use crate::types::_standard_unit::StandardUnit;

pub use crate::types::_label_options::LabelOptions;

pub use crate::types::_action_configuration::ActionConfiguration;

pub use crate::types::_scheduled_query_configuration::ScheduledQueryConfiguration;

pub use crate::types::_comparison_operator::ComparisonOperator;

pub use crate::types::_warm_up_configuration::WarmUpConfiguration;

pub use crate::types::_evaluation_window::EvaluationWindow;

pub use crate::types::_evaluation_criteria::EvaluationCriteria;

pub use crate::types::_dimension::Dimension;

pub use crate::types::_alarm_type::AlarmType;

pub use crate::types::_composite_alarm::CompositeAlarm;

pub use crate::types::_metric_alarm::MetricAlarm;

pub use crate::types::_log_alarm::LogAlarm;

pub use crate::types::_metric_data_query::MetricDataQuery;

pub use crate::types::_metric_data_result::MetricDataResult;

pub use crate::types::_message_data::MessageData;

pub use crate::types::_datapoint::Datapoint;

pub use crate::types::_metric::Metric;

pub use crate::types::_tag::Tag;

pub use crate::types::_alarm_tags_propagation::AlarmTagsPropagation;

pub use crate::types::_dashboard_validation_message::DashboardValidationMessage;

pub use crate::types::_schedule_configuration::ScheduleConfiguration;

pub use crate::types::_wall_clock_window::WallClockWindow;

pub use crate::types::_sliding_window::SlidingWindow;

pub use crate::types::_alarm_prom_ql_criteria::AlarmPromQlCriteria;

pub use crate::types::_metric_datum::MetricDatum;

pub use crate::types::_entity_metric_data::EntityMetricData;

pub use crate::types::_actions_suppressed_by::ActionsSuppressedBy;

pub use crate::types::_evaluation_state::EvaluationState;

pub use crate::types::_metric_stat::MetricStat;

pub use crate::types::_status_code::StatusCode;

pub use crate::types::_statistic_set::StatisticSet;

pub use crate::types::_entity::Entity;

mod _action_configuration;

mod _actions_suppressed_by;

mod _alarm_prom_ql_criteria;

mod _alarm_tags_propagation;

mod _alarm_type;

mod _comparison_operator;

mod _composite_alarm;

mod _dashboard_validation_message;

mod _datapoint;

mod _dimension;

mod _entity;

mod _entity_metric_data;

mod _evaluation_criteria;

mod _evaluation_state;

mod _evaluation_window;

mod _label_options;

mod _log_alarm;

mod _message_data;

mod _metric;

mod _metric_alarm;

mod _metric_data_query;

mod _metric_data_result;

mod _metric_datum;

mod _metric_stat;

mod _scan_by;

mod _schedule_configuration;

mod _scheduled_query_configuration;

mod _sliding_window;

mod _standard_unit;

mod _state_value;

mod _statistic;

mod _statistic_set;

mod _status_code;

mod _tag;

mod _wall_clock_window;

mod _warm_up_configuration;

pub mod builders;

pub mod error;