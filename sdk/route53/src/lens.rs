
pub(crate) fn reflens_list_health_checks_output_output_next_marker(
    input: &crate::operation::list_health_checks::ListHealthChecksOutput,
) -> ::std::option::Option<&::std::string::String> {
    let input = match &input.next_marker {
        ::std::option::Option::None => return ::std::option::Option::None,
        ::std::option::Option::Some(t) => t,
    };
    ::std::option::Option::Some(input)
}

pub(crate) fn reflens_list_hosted_zones_output_output_next_marker(
    input: &crate::operation::list_hosted_zones::ListHostedZonesOutput,
) -> ::std::option::Option<&::std::string::String> {
    let input = match &input.next_marker {
        ::std::option::Option::None => return ::std::option::Option::None,
        ::std::option::Option::Some(t) => t,
    };
    ::std::option::Option::Some(input)
}

pub(crate) fn lens_list_health_checks_output_output_health_checks(
    input: crate::operation::list_health_checks::ListHealthChecksOutput,
) -> ::std::option::Option<::std::vec::Vec<crate::types::HealthCheck>> {
    let input = input.health_checks;
    ::std::option::Option::Some(input)
}

pub(crate) fn lens_list_hosted_zones_output_output_hosted_zones(
    input: crate::operation::list_hosted_zones::ListHostedZonesOutput,
) -> ::std::option::Option<::std::vec::Vec<crate::types::HostedZone>> {
    let input = input.hosted_zones;
    ::std::option::Option::Some(input)
}