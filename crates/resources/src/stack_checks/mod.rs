//! What AWS refuses because of another resource of the stack, found before anything is created.
//!
//! * `location`: zones, and parts of networks, of another region;
//! * `network`: parts of several VPCs where a resource needs those of one;
//! * `ranges`: ranges of subnets.

mod location;
mod network;
mod ranges;
#[cfg(all(test, feature = "default"))]
mod tests;

use archipel_engine::resource::{Conflict, PlannedResource, PlannedResources};
use archipel_engine::schema::{FieldSchema, TypeRef};

/// Finds the conflicts.
pub(crate) fn check(planned: &PlannedResources<'_>) -> Vec<Conflict> {
    let mut found = location::conflicts(planned);
    found.extend(ranges::conflicts(planned));
    found.extend(network::conflicts(planned));
    found
}

const VPC: &str = "aws:ec2/Vpc";
const SUBNET: &str = "aws:ec2/Subnet";
const ROUTE: &str = "aws:ec2/Route";
const PEERING: &str = "aws:ec2/VpcPeeringConnection";
const ACCEPTER: &str = "aws:ec2/VpcPeeringAccepter";

/// The prefixes of the ids of a VPC and of what is in one.
const NETWORK: &[&str] = &["vpc-", "subnet-", "sg-", "rtb-", "igw-", "nat-", "vpce-"];

/// The properties of a resource of ours that have ids of a VPC or of parts of one, and must be of the resource's own side: a
/// peering connects two VPCs, and the group that a rule refers to may be in the other one.
fn network_properties(planned: &PlannedResource<'_>) -> impl Iterator<Item = &'static str> {
    let of_network = |field: &&FieldSchema| {
        let ty = match &field.ty {
            TypeRef::List(of) => of,
            ty => ty,
        };
        matches!(ty, TypeRef::Prefixed(_, prefix) if NETWORK.contains(prefix))
    };
    let is_own = |name: &&str| !name.starts_with("peer_") && !name.starts_with("referenced_");
    planned.schema.inputs.fields.iter().filter(of_network).map(|field| field.name).filter(is_own)
}

/// The resources of AWS that the plan creates or changes.
fn changed<'p, 'a>(planned: &'p PlannedResources<'a>) -> impl Iterator<Item = (usize, &'p PlannedResource<'a>)> {
    let all = planned.all().iter().enumerate();
    all.filter(|(_, one)| one.is_changed && one.schema.provider() == crate::PROVIDER)
}

fn refused(resource: usize, message: String) -> Conflict {
    Conflict { resource, message, is_certain: true }
}
