//! Resources that need parts of one VPC and get those of several: a subnet group, a load balancer with its security
//! groups, a listener with a target group, a route to the gateway of another VPC.

use std::collections::HashMap;

use archipel_engine::resource::{Conflict, PlannedResources, Reference};

use super::{ACCEPTER, PEERING, ROUTE, VPC, changed, network_properties, refused};

/// A VPC may be found through this many resources: a node group's cluster, its subnets, their VPC.
const DEPTH: usize = 6;

pub(super) fn conflicts(planned: &PlannedResources<'_>) -> Vec<Conflict> {
    let mut vpcs = Vpcs { planned, of: HashMap::new() };
    let mut found = Vec::new();
    for (index, resource) in changed(planned) {
        // The first part with a VPC, and its property.
        let mut first: Option<(Part, Reference)> = None;
        for part in parts(planned, index) {
            let Some(vpc) = vpcs.of(&part.reference, 0) else { continue };
            match &first {
                None => first = Some((part, vpc)),
                Some((_, other)) if *other == vpc => {}
                Some((one, other)) => {
                    found.push(refused(index, message(planned, (one, other), (&part, &vpc))));
                    break;
                }
            }
        }
        if resource.schema.type_name == ROUTE {
            found.extend(vpcs.peering(index));
        }
    }
    found
}

/// What a property of a resource refers to.
struct Part {
    property: &'static str,
    reference: Reference,
}

/// Properties that refer to parts of a VPC by their names or ARNs, with the end of the part's type.
const OTHER_PARTS: &[(&str, &str)] = &[
    ("subnet_group", "/SubnetGroup"),
    ("cluster_name", "eks/Cluster"),
    ("load_balancer_arn", "elbv2/LoadBalancer"),
    ("listener_arn", "elbv2/Listener"),
    ("default_action.forward.target_group_arn", "elbv2/TargetGroup"),
    ("action.forward.target_group_arn", "elbv2/TargetGroup"),
];

/// The parts of a network that a resource uses.
fn parts(planned: &PlannedResources<'_>, index: usize) -> Vec<Part> {
    let resource = &planned.all()[index];
    let by_id = network_properties(resource).map(|property| (property, ""));
    let has = |path: &str| path.split('.').next().is_some_and(|name| resource.schema.inputs.field(name).is_some());
    let others = OTHER_PARTS.iter().copied().filter(|(path, _)| has(path));
    let mut found = Vec::new();
    for (property, end) in by_id.chain(others) {
        for reference in planned.references(index, property) {
            let is_one = match &reference {
                Reference::Planned(other) => planned.all()[*other].schema.type_name.ends_with(end),
                Reference::Other(_) => end.is_empty(),
            };
            found.extend(is_one.then_some(Part { property, reference }));
        }
    }
    found
}

fn message(planned: &PlannedResources<'_>, one: (&Part, &Reference), other: (&Part, &Reference)) -> String {
    let is_in = |(part, vpc): (&Part, &Reference)| {
        let (what, property) = (planned.name(&part.reference), part.property);
        if part.reference == *vpc {
            format!("`{property}` is {what}")
        } else {
            format!("{what} (`{property}`) is in {}", planned.name(vpc))
        }
    };
    format!("{}, and {}: use parts of one VPC", is_in(one), is_in(other))
}

/// Finds the VPC of resources, each once.
struct Vpcs<'p, 'a> {
    planned: &'p PlannedResources<'a>,
    of: HashMap<usize, Option<Reference>>,
}

impl Vpcs<'_, '_> {
    fn of(&mut self, reference: &Reference, depth: usize) -> Option<Reference> {
        let index = match reference {
            Reference::Planned(index) => *index,
            Reference::Other(id) => return id.starts_with("vpc-").then(|| reference.clone()),
        };
        if self.planned.all()[index].schema.type_name == VPC {
            return Some(reference.clone());
        }
        if depth == DEPTH {
            return None;
        }
        if let Some(known) = self.of.get(&index) {
            return known.clone();
        }
        let found = parts(self.planned, index).iter().find_map(|part| self.of(&part.reference, depth + 1));
        self.of.insert(index, found.clone());
        found
    }

    /// A route through a peering connection of two other VPCs.
    fn peering(&mut self, route: usize) -> Option<Conflict> {
        let one = |index, property: &str| self.planned.references(index, property).into_iter().next();
        let mut connection = one(route, "vpc_peering_connection_id");
        let peering = loop {
            let Reference::Planned(index) = connection? else { return None };
            match self.planned.all()[index].schema.type_name {
                PEERING => break index,
                ACCEPTER => connection = one(index, "vpc_peering_connection_id"),
                _ => return None,
            }
        };
        let (here, there) = (one(peering, "vpc_id")?, one(peering, "peer_vpc_id")?);
        let table = one(route, "route_table_id")?;
        let vpc = self.of(&table, 0)?;
        (vpc != here && vpc != there).then(|| {
            let name = |reference| self.planned.name(reference);
            let message = format!(
                "{} (`route_table_id`) is in {}, and {} (`vpc_peering_connection_id`) connects {} and {}: use a \
                 connection of the table's VPC",
                name(&table),
                name(&vpc),
                self.planned.all()[peering].urn,
                name(&here),
                name(&there)
            );
            refused(route, message)
        })
    }
}
