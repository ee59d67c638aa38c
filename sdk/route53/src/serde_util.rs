
pub(crate) fn associate_vpc_with_hosted_zone_output_output_correct_errors(
    mut builder: crate::operation::associate_vpc_with_hosted_zone::builders::AssociateVpcWithHostedZoneOutputBuilder,
) -> crate::operation::associate_vpc_with_hosted_zone::builders::AssociateVpcWithHostedZoneOutputBuilder {
    if builder.change_info.is_none() {
        builder.change_info = {
            let builder = crate::types::builders::ChangeInfoBuilder::default();
            crate::serde_util::change_info_correct_errors(builder).build().ok()
        }
    }
    builder
}

pub(crate) fn change_resource_record_sets_output_output_correct_errors(
    mut builder: crate::operation::change_resource_record_sets::builders::ChangeResourceRecordSetsOutputBuilder,
) -> crate::operation::change_resource_record_sets::builders::ChangeResourceRecordSetsOutputBuilder {
    if builder.change_info.is_none() {
        builder.change_info = {
            let builder = crate::types::builders::ChangeInfoBuilder::default();
            crate::serde_util::change_info_correct_errors(builder).build().ok()
        }
    }
    builder
}

pub(crate) fn create_health_check_output_output_correct_errors(
    mut builder: crate::operation::create_health_check::builders::CreateHealthCheckOutputBuilder,
) -> crate::operation::create_health_check::builders::CreateHealthCheckOutputBuilder {
    if builder.health_check.is_none() {
        builder.health_check = {
            let builder = crate::types::builders::HealthCheckBuilder::default();
            crate::serde_util::health_check_correct_errors(builder).build().ok()
        }
    }
    if builder.location.is_none() {
        builder.location = Some(Default::default())
    }
    builder
}

pub(crate) fn create_hosted_zone_output_output_correct_errors(
    mut builder: crate::operation::create_hosted_zone::builders::CreateHostedZoneOutputBuilder,
) -> crate::operation::create_hosted_zone::builders::CreateHostedZoneOutputBuilder {
    if builder.hosted_zone.is_none() {
        builder.hosted_zone = {
            let builder = crate::types::builders::HostedZoneBuilder::default();
            crate::serde_util::hosted_zone_correct_errors(builder).build().ok()
        }
    }
    if builder.change_info.is_none() {
        builder.change_info = {
            let builder = crate::types::builders::ChangeInfoBuilder::default();
            crate::serde_util::change_info_correct_errors(builder).build().ok()
        }
    }
    if builder.delegation_set.is_none() {
        builder.delegation_set = {
            let builder = crate::types::builders::DelegationSetBuilder::default();
            crate::serde_util::delegation_set_correct_errors(builder).build().ok()
        }
    }
    if builder.location.is_none() {
        builder.location = Some(Default::default())
    }
    builder
}

pub(crate) fn delete_hosted_zone_output_output_correct_errors(
    mut builder: crate::operation::delete_hosted_zone::builders::DeleteHostedZoneOutputBuilder,
) -> crate::operation::delete_hosted_zone::builders::DeleteHostedZoneOutputBuilder {
    if builder.change_info.is_none() {
        builder.change_info = {
            let builder = crate::types::builders::ChangeInfoBuilder::default();
            crate::serde_util::change_info_correct_errors(builder).build().ok()
        }
    }
    builder
}

pub(crate) fn disassociate_vpc_from_hosted_zone_output_output_correct_errors(
    mut builder: crate::operation::disassociate_vpc_from_hosted_zone::builders::DisassociateVpcFromHostedZoneOutputBuilder,
) -> crate::operation::disassociate_vpc_from_hosted_zone::builders::DisassociateVpcFromHostedZoneOutputBuilder {
    if builder.change_info.is_none() {
        builder.change_info = {
            let builder = crate::types::builders::ChangeInfoBuilder::default();
            crate::serde_util::change_info_correct_errors(builder).build().ok()
        }
    }
    builder
}

pub(crate) fn get_change_output_output_correct_errors(
    mut builder: crate::operation::get_change::builders::GetChangeOutputBuilder,
) -> crate::operation::get_change::builders::GetChangeOutputBuilder {
    if builder.change_info.is_none() {
        builder.change_info = {
            let builder = crate::types::builders::ChangeInfoBuilder::default();
            crate::serde_util::change_info_correct_errors(builder).build().ok()
        }
    }
    builder
}

pub(crate) fn get_health_check_output_output_correct_errors(
    mut builder: crate::operation::get_health_check::builders::GetHealthCheckOutputBuilder,
) -> crate::operation::get_health_check::builders::GetHealthCheckOutputBuilder {
    if builder.health_check.is_none() {
        builder.health_check = {
            let builder = crate::types::builders::HealthCheckBuilder::default();
            crate::serde_util::health_check_correct_errors(builder).build().ok()
        }
    }
    builder
}

pub(crate) fn get_hosted_zone_output_output_correct_errors(
    mut builder: crate::operation::get_hosted_zone::builders::GetHostedZoneOutputBuilder,
) -> crate::operation::get_hosted_zone::builders::GetHostedZoneOutputBuilder {
    if builder.hosted_zone.is_none() {
        builder.hosted_zone = {
            let builder = crate::types::builders::HostedZoneBuilder::default();
            crate::serde_util::hosted_zone_correct_errors(builder).build().ok()
        }
    }
    builder
}

pub(crate) fn list_health_checks_output_output_correct_errors(
    mut builder: crate::operation::list_health_checks::builders::ListHealthChecksOutputBuilder,
) -> crate::operation::list_health_checks::builders::ListHealthChecksOutputBuilder {
    if builder.health_checks.is_none() {
        builder.health_checks = Some(Default::default())
    }
    if builder.marker.is_none() {
        builder.marker = Some(Default::default())
    }
    if builder.is_truncated.is_none() {
        builder.is_truncated = Some(Default::default())
    }
    if builder.max_items.is_none() {
        builder.max_items = Some(Default::default())
    }
    builder
}

pub(crate) fn list_hosted_zones_output_output_correct_errors(
    mut builder: crate::operation::list_hosted_zones::builders::ListHostedZonesOutputBuilder,
) -> crate::operation::list_hosted_zones::builders::ListHostedZonesOutputBuilder {
    if builder.hosted_zones.is_none() {
        builder.hosted_zones = Some(Default::default())
    }
    if builder.marker.is_none() {
        builder.marker = Some(Default::default())
    }
    if builder.is_truncated.is_none() {
        builder.is_truncated = Some(Default::default())
    }
    if builder.max_items.is_none() {
        builder.max_items = Some(Default::default())
    }
    builder
}

pub(crate) fn list_hosted_zones_by_name_output_output_correct_errors(
    mut builder: crate::operation::list_hosted_zones_by_name::builders::ListHostedZonesByNameOutputBuilder,
) -> crate::operation::list_hosted_zones_by_name::builders::ListHostedZonesByNameOutputBuilder {
    if builder.hosted_zones.is_none() {
        builder.hosted_zones = Some(Default::default())
    }
    if builder.is_truncated.is_none() {
        builder.is_truncated = Some(Default::default())
    }
    if builder.max_items.is_none() {
        builder.max_items = Some(Default::default())
    }
    builder
}

pub(crate) fn list_resource_record_sets_output_output_correct_errors(
    mut builder: crate::operation::list_resource_record_sets::builders::ListResourceRecordSetsOutputBuilder,
) -> crate::operation::list_resource_record_sets::builders::ListResourceRecordSetsOutputBuilder {
    if builder.resource_record_sets.is_none() {
        builder.resource_record_sets = Some(Default::default())
    }
    if builder.is_truncated.is_none() {
        builder.is_truncated = Some(Default::default())
    }
    if builder.max_items.is_none() {
        builder.max_items = Some(Default::default())
    }
    builder
}

pub(crate) fn list_tags_for_resource_output_output_correct_errors(
    mut builder: crate::operation::list_tags_for_resource::builders::ListTagsForResourceOutputBuilder,
) -> crate::operation::list_tags_for_resource::builders::ListTagsForResourceOutputBuilder {
    if builder.resource_tag_set.is_none() {
        builder.resource_tag_set = {
            let builder = crate::types::builders::ResourceTagSetBuilder::default();
            Some(builder.build())
        }
    }
    builder
}

pub(crate) fn update_health_check_output_output_correct_errors(
    mut builder: crate::operation::update_health_check::builders::UpdateHealthCheckOutputBuilder,
) -> crate::operation::update_health_check::builders::UpdateHealthCheckOutputBuilder {
    if builder.health_check.is_none() {
        builder.health_check = {
            let builder = crate::types::builders::HealthCheckBuilder::default();
            crate::serde_util::health_check_correct_errors(builder).build().ok()
        }
    }
    builder
}

pub(crate) fn update_hosted_zone_comment_output_output_correct_errors(
    mut builder: crate::operation::update_hosted_zone_comment::builders::UpdateHostedZoneCommentOutputBuilder,
) -> crate::operation::update_hosted_zone_comment::builders::UpdateHostedZoneCommentOutputBuilder {
    if builder.hosted_zone.is_none() {
        builder.hosted_zone = {
            let builder = crate::types::builders::HostedZoneBuilder::default();
            crate::serde_util::hosted_zone_correct_errors(builder).build().ok()
        }
    }
    builder
}

pub(crate) fn change_info_correct_errors(mut builder: crate::types::builders::ChangeInfoBuilder) -> crate::types::builders::ChangeInfoBuilder {
    if builder.id.is_none() {
        builder.id = Some(Default::default())
    }
    if builder.status.is_none() {
        builder.status = "no value was set".parse::<crate::types::ChangeStatus>().ok()
    }
    if builder.submitted_at.is_none() {
        builder.submitted_at = Some(::aws_smithy_types::DateTime::from_fractional_secs(0, 0_f64))
    }
    builder
}

pub(crate) fn health_check_correct_errors(mut builder: crate::types::builders::HealthCheckBuilder) -> crate::types::builders::HealthCheckBuilder {
    if builder.id.is_none() {
        builder.id = Some(Default::default())
    }
    if builder.caller_reference.is_none() {
        builder.caller_reference = Some(Default::default())
    }
    if builder.health_check_config.is_none() {
        builder.health_check_config = {
            let builder = crate::types::builders::HealthCheckConfigBuilder::default();
            crate::serde_util::health_check_config_correct_errors(builder).build().ok()
        }
    }
    if builder.health_check_version.is_none() {
        builder.health_check_version = Some(Default::default())
    }
    builder
}

pub(crate) fn hosted_zone_correct_errors(mut builder: crate::types::builders::HostedZoneBuilder) -> crate::types::builders::HostedZoneBuilder {
    if builder.id.is_none() {
        builder.id = Some(Default::default())
    }
    if builder.name.is_none() {
        builder.name = Some(Default::default())
    }
    if builder.caller_reference.is_none() {
        builder.caller_reference = Some(Default::default())
    }
    builder
}

pub(crate) fn delegation_set_correct_errors(
    mut builder: crate::types::builders::DelegationSetBuilder,
) -> crate::types::builders::DelegationSetBuilder {
    if builder.name_servers.is_none() {
        builder.name_servers = Some(Default::default())
    }
    builder
}

pub(crate) fn health_check_config_correct_errors(
    mut builder: crate::types::builders::HealthCheckConfigBuilder,
) -> crate::types::builders::HealthCheckConfigBuilder {
    if builder.r#type.is_none() {
        builder.r#type = "no value was set".parse::<crate::types::HealthCheckType>().ok()
    }
    builder
}

pub(crate) fn cloud_watch_alarm_configuration_correct_errors(
    mut builder: crate::types::builders::CloudWatchAlarmConfigurationBuilder,
) -> crate::types::builders::CloudWatchAlarmConfigurationBuilder {
    if builder.evaluation_periods.is_none() {
        builder.evaluation_periods = Some(Default::default())
    }
    if builder.threshold.is_none() {
        builder.threshold = Some(Default::default())
    }
    if builder.comparison_operator.is_none() {
        builder.comparison_operator = "no value was set".parse::<crate::types::ComparisonOperator>().ok()
    }
    if builder.period.is_none() {
        builder.period = Some(Default::default())
    }
    if builder.metric_name.is_none() {
        builder.metric_name = Some(Default::default())
    }
    if builder.namespace.is_none() {
        builder.namespace = Some(Default::default())
    }
    if builder.statistic.is_none() {
        builder.statistic = "no value was set".parse::<crate::types::Statistic>().ok()
    }
    builder
}

pub(crate) fn resource_record_set_correct_errors(
    mut builder: crate::types::builders::ResourceRecordSetBuilder,
) -> crate::types::builders::ResourceRecordSetBuilder {
    if builder.name.is_none() {
        builder.name = Some(Default::default())
    }
    if builder.r#type.is_none() {
        builder.r#type = "no value was set".parse::<crate::types::RrType>().ok()
    }
    builder
}

pub(crate) fn alarm_identifier_correct_errors(
    mut builder: crate::types::builders::AlarmIdentifierBuilder,
) -> crate::types::builders::AlarmIdentifierBuilder {
    if builder.region.is_none() {
        builder.region = "no value was set".parse::<crate::types::CloudWatchRegion>().ok()
    }
    if builder.name.is_none() {
        builder.name = Some(Default::default())
    }
    builder
}

pub(crate) fn alias_target_correct_errors(mut builder: crate::types::builders::AliasTargetBuilder) -> crate::types::builders::AliasTargetBuilder {
    if builder.hosted_zone_id.is_none() {
        builder.hosted_zone_id = Some(Default::default())
    }
    if builder.dns_name.is_none() {
        builder.dns_name = Some(Default::default())
    }
    if builder.evaluate_target_health.is_none() {
        builder.evaluate_target_health = Some(Default::default())
    }
    builder
}

pub(crate) fn cidr_routing_config_correct_errors(
    mut builder: crate::types::builders::CidrRoutingConfigBuilder,
) -> crate::types::builders::CidrRoutingConfigBuilder {
    if builder.collection_id.is_none() {
        builder.collection_id = Some(Default::default())
    }
    if builder.location_name.is_none() {
        builder.location_name = Some(Default::default())
    }
    builder
}

pub(crate) fn coordinates_correct_errors(mut builder: crate::types::builders::CoordinatesBuilder) -> crate::types::builders::CoordinatesBuilder {
    if builder.latitude.is_none() {
        builder.latitude = Some(Default::default())
    }
    if builder.longitude.is_none() {
        builder.longitude = Some(Default::default())
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

pub(crate) fn resource_record_correct_errors(
    mut builder: crate::types::builders::ResourceRecordBuilder,
) -> crate::types::builders::ResourceRecordBuilder {
    if builder.value.is_none() {
        builder.value = Some(Default::default())
    }
    builder
}