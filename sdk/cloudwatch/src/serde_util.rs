
pub(crate) fn tag_correct_errors(mut builder: crate::types::builders::TagBuilder) -> crate::types::builders::TagBuilder {
    if builder.key.is_none() {
        builder.key = Some(Default::default())
    }
    if builder.value.is_none() {
        builder.value = Some(Default::default())
    }
    builder
}

pub(crate) fn scheduled_query_configuration_correct_errors(
    mut builder: crate::types::builders::ScheduledQueryConfigurationBuilder,
) -> crate::types::builders::ScheduledQueryConfigurationBuilder {
    if builder.query_string.is_none() {
        builder.query_string = Some(Default::default())
    }
    if builder.scheduled_query_role_arn.is_none() {
        builder.scheduled_query_role_arn = Some(Default::default())
    }
    if builder.schedule_configuration.is_none() {
        builder.schedule_configuration = {
            let builder = crate::types::builders::ScheduleConfigurationBuilder::default();
            Some(crate::serde_util::schedule_configuration_correct_errors(builder).build())
        }
    }
    if builder.aggregation_expression.is_none() {
        builder.aggregation_expression = Some(Default::default())
    }
    builder
}

pub(crate) fn warm_up_configuration_correct_errors(
    mut builder: crate::types::builders::WarmUpConfigurationBuilder,
) -> crate::types::builders::WarmUpConfigurationBuilder {
    if builder.warm_up_period_duration_in_minutes.is_none() {
        builder.warm_up_period_duration_in_minutes = Some(Default::default())
    }
    builder
}

pub(crate) fn alarm_prom_ql_criteria_correct_errors(
    mut builder: crate::types::builders::AlarmPromQlCriteriaBuilder,
) -> crate::types::builders::AlarmPromQlCriteriaBuilder {
    if builder.query.is_none() {
        builder.query = Some(Default::default())
    }
    builder
}

pub(crate) fn alarm_tags_propagation_correct_errors(
    mut builder: crate::types::builders::AlarmTagsPropagationBuilder,
) -> crate::types::builders::AlarmTagsPropagationBuilder {
    if builder.enabled.is_none() {
        builder.enabled = Some(Default::default())
    }
    builder
}

pub(crate) fn dimension_correct_errors(mut builder: crate::types::builders::DimensionBuilder) -> crate::types::builders::DimensionBuilder {
    if builder.name.is_none() {
        builder.name = Some(Default::default())
    }
    if builder.value.is_none() {
        builder.value = Some(Default::default())
    }
    builder
}

pub(crate) fn metric_data_query_correct_errors(
    mut builder: crate::types::builders::MetricDataQueryBuilder,
) -> crate::types::builders::MetricDataQueryBuilder {
    if builder.id.is_none() {
        builder.id = Some(Default::default())
    }
    builder
}

pub(crate) fn schedule_configuration_correct_errors(
    mut builder: crate::types::builders::ScheduleConfigurationBuilder,
) -> crate::types::builders::ScheduleConfigurationBuilder {
    if builder.schedule_expression.is_none() {
        builder.schedule_expression = Some(Default::default())
    }
    if builder.start_time_offset.is_none() {
        builder.start_time_offset = Some(Default::default())
    }
    builder
}

pub(crate) fn metric_stat_correct_errors(mut builder: crate::types::builders::MetricStatBuilder) -> crate::types::builders::MetricStatBuilder {
    if builder.metric.is_none() {
        builder.metric = {
            let builder = crate::types::builders::MetricBuilder::default();
            Some(builder.build())
        }
    }
    if builder.period.is_none() {
        builder.period = Some(Default::default())
    }
    if builder.stat.is_none() {
        builder.stat = Some(Default::default())
    }
    builder
}