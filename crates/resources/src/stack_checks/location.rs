//! Zones of another region, and resources of another region where AWS takes only those of the resource's own.

use archipel_engine::Value;
use archipel_engine::resource::{Conflict, PlannedResources, Reference};
use archipel_engine::urn::GLOBAL;

use super::{changed, network_properties, refused};

/// Properties with the names of zones.
const ZONES: &[&str] = &["availability_zone", "availability_zones"];
/// Other properties that take resources of the same region only, by the beginning of the type's name.
const REGIONAL: &[(&str, &str)] = &[("aws:elbv2/", "certificate_arn"), ("aws:elbv2/", "load_balancer_arn")];

pub(super) fn conflicts(planned: &PlannedResources<'_>) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (index, resource) in changed(planned) {
        let region = resource.environment.region.as_str();
        if region == GLOBAL {
            continue;
        }
        for property in ZONES {
            for zone in texts(resource.inputs.field(property)).filter(|zone| !is_zone_of(zone, region)) {
                let message =
                    format!("invalid `{property}` `{zone}`: expected a zone of {region}, such as `{region}a`");
                found.push(refused(index, message));
            }
        }
        let others = REGIONAL.iter().filter(|(types, _)| resource.schema.type_name.starts_with(types));
        for property in network_properties(resource).chain(others.map(|(_, property)| *property)) {
            for reference in planned.references(index, property) {
                let Reference::Planned(other) = reference else { continue };
                let other = &planned.all()[other];
                let other_region = other.environment.region.as_str();
                if other_region != region && other_region != GLOBAL {
                    let message =
                        format!("invalid `{property}`: {} is in {other_region}; use a resource of {region}", other.urn);
                    found.push(refused(index, message));
                }
            }
        }
    }
    found
}

/// Zones have the name of their region and a letter; local zones have more between the two: `us-west-2-lax-1a`.
fn is_zone_of(zone: &str, region: &str) -> bool {
    zone.strip_prefix(region).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '-'))
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_str().into_iter().chain(value.as_list().into_iter().flatten().filter_map(Value::as_str))
}
