//! The ranges of subnets: within their VPC's, and without overlap.

use std::collections::BTreeMap;

use archipel_engine::resource::{Conflict, PlannedResource, PlannedResources, Reference};

use super::{SUBNET, VPC, refused};
use crate::types::Cidr;

pub(super) fn conflicts(planned: &PlannedResources<'_>) -> Vec<Conflict> {
    let mut by_vpc: BTreeMap<Reference, Vec<(Cidr, usize)>> = BTreeMap::new();
    for (index, subnet) in planned.all().iter().enumerate().filter(|(_, one)| one.schema.type_name == SUBNET) {
        if let (Some(range), [vpc]) = (range(subnet), planned.references(index, "vpc_id").as_slice()) {
            by_vpc.entry(vpc.clone()).or_default().push((range, index));
        }
    }
    let mut found = Vec::new();
    for (vpc, mut subnets) in by_vpc {
        if let Reference::Planned(vpc) = vpc {
            found.extend(outside(planned, vpc, &subnets));
        }
        found.extend(subnets.iter().filter_map(|(range, index)| own_range(planned, *range, *index)));
        subnets.sort_unstable_by_key(|(range, index)| (range.net().network(), range.prefix_len(), *index));
        // Two ranges are apart, or one contains the other: the widest one so far is the only one that can contain more.
        let mut widest: Option<(Cidr, usize)> = None;
        for (range, index) in subnets {
            let Some((other, at)) = widest.filter(|(other, _)| other.overlaps(range)) else {
                widest = Some((range, index));
                continue;
            };
            found.extend(overlap(planned, (range, index), (other, at)));
        }
    }
    found
}

/// The subnets whose range is not within a range of their VPC. A VPC that exists may have more ranges than the stack shows.
fn outside(planned: &PlannedResources<'_>, vpc: usize, subnets: &[(Cidr, usize)]) -> Vec<Conflict> {
    let owner = &planned.all()[vpc];
    let Some(primary) = range(owner).filter(|_| owner.schema.type_name == VPC) else { return Vec::new() };
    let changed = subnets.iter().filter(|(_, index)| planned.all()[*index].is_changed);
    let mut outside = changed.filter(|(range, _)| !primary.contains(*range)).peekable();
    if outside.peek().is_none() || has_more_ranges(planned, vpc) {
        return Vec::new();
    }
    let conflict = |&(range, resource): &(Cidr, usize)| {
        let unless = if owner.is_new { "" } else { ", unless the VPC has another one" };
        let message =
            format!("invalid `cidr_block` `{range}`: expected a range within that of {}, {primary}{unless}", owner.urn);
        Conflict { resource, message, is_certain: owner.is_new }
    };
    outside.map(conflict).collect()
}

/// Whether the stack gives the VPC further ranges.
fn has_more_ranges(planned: &PlannedResources<'_>, vpc: usize) -> bool {
    let blocks = planned.all().iter().enumerate();
    let mut blocks = blocks.filter(|(_, one)| one.schema.type_name.ends_with("VPCCidrBlock"));
    blocks.any(|(index, _)| planned.references(index, "VpcId").contains(&Reference::Planned(vpc)))
}

/// A subnet whose new range overlaps with its old one, which is deleted only later.
fn own_range(planned: &PlannedResources<'_>, new: Cidr, resource: usize) -> Option<Conflict> {
    let subnet = &planned.all()[resource];
    let old = subnet.replaces?;
    let range: Cidr = old.field("cidr_block").as_str()?.parse().ok()?;
    let is_same_vpc = old.field("vpc_id") == subnet.inputs.field("vpc_id");
    (is_same_vpc && range.overlaps(new)).then(|| {
        let message = format!(
            "invalid `cidr_block` `{new}`: it overlaps with {range}, which the subnet has until its replacement exists; \
             choose another range, or set `delete_before_replace`"
        );
        refused(resource, message)
    })
}

fn overlap(planned: &PlannedResources<'_>, one: (Cidr, usize), other: (Cidr, usize)) -> Option<Conflict> {
    let is_changed = |index: usize| planned.all()[index].is_changed;
    // The error is of the one that changes; of two, of the one that is declared later.
    let ((range, index), (with, at)) = match (is_changed(one.1), is_changed(other.1)) {
        (false, false) => return None,
        (true, false) => (one, other),
        (false, true) => (other, one),
        (true, true) if one.1 > other.1 => (one, other),
        (true, true) => (other, one),
    };
    let name = planned.all()[at].urn;
    Some(refused(index, format!("invalid `cidr_block` `{range}`: it overlaps with {with}, the range of {name}")))
}

fn range(resource: &PlannedResource<'_>) -> Option<Cidr> {
    resource.inputs.field("cidr_block").as_str()?.parse().ok()
}
