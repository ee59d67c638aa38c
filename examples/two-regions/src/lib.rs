//! A network in each of two regions, with private traffic between them.

use std::collections::BTreeMap;

use archipel::aws::ec2::{
    Route, RouteArgs, RouteTable, RouteTableArgs, RouteTableAssociation, RouteTableAssociationArgs, Subnet, SubnetArgs,
    Vpc, VpcArgs, VpcPeeringAccepter, VpcPeeringAccepterArgs, VpcPeeringConnection, VpcPeeringConnectionArgs,
};
use archipel::prelude::*;

/// The content of `config/NAME.toml`.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Config {
    /// The address range of each of the two regions.
    pub regions: BTreeMap<String, Cidr>,
}

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let problem = || Problem::new("regions", "a peering connects two regions", "configure two regions");
        if self.regions.len() == 2 { Vec::new() } else { vec![problem()] }
    }
}

/// The network of one region.
struct Network {
    scope: Scope,
    cidr: Cidr,
    vpc: Vpc,
    table: RouteTable,
}

impl Network {
    fn new(stack: &Stack, region: &str, cidr: &Cidr) -> Self {
        let scope = stack.region(region).component("network").with_tags([("Owner", "platform")]);
        let vpc = Vpc::new(&scope, "main", VpcArgs::new(*cidr).enable_dns_hostnames(true));
        let table = RouteTable::new(&scope, "private", RouteTableArgs::new(vpc.id()));
        for (number, zone) in ["a", "b"].into_iter().enumerate() {
            let name = format!("private-{zone}");
            let args = SubnetArgs::new(vpc.id(), cidr.subnet(4, number));
            let subnet = Subnet::new(&scope, &name, args.availability_zone(format!("{region}{zone}")));
            let args = RouteTableAssociationArgs::new(table.id()).subnet_id(subnet.id());
            RouteTableAssociation::new(&scope, name, args);
        }
        Self { scope, cidr: *cidr, vpc, table }
    }

    /// Routes to the other network over the peering, once it is accepted.
    fn route_to(&self, other: &Self, peering: &VpcPeeringConnection, accepted: &VpcPeeringAccepter) {
        Route::with_options(
            &self.scope,
            "peer",
            RouteArgs::new(self.table.id()).destination_cidr_block(other.cidr).vpc_peering_connection_id(peering.id()),
            Options::new().depends_on(accepted),
        );
    }
}

/// The stack.
///
/// # Errors
/// When the configuration does not have two regions.
pub fn program(stack: &Stack, config: &Config) -> Result<(), String> {
    let [(region, cidr), (other_region, other_cidr)] = config.regions.iter().collect::<Vec<_>>()[..] else {
        return Err("a peering connects two regions".to_owned());
    };
    let networks = PerRegion::new((region, cidr), (other_region, other_cidr));
    let networks = networks.map(|(region, cidr)| Network::new(stack, region, cidr));
    let PerRegion { primary: first, secondary: second } = &networks;
    let peering = VpcPeeringConnection::new(
        &first.scope,
        "peering",
        VpcPeeringConnectionArgs::new(first.vpc.id(), second.vpc.id()).peer_region(second.scope.region()),
    );
    let accepted = VpcPeeringAccepter::new(&second.scope, "peering", VpcPeeringAccepterArgs::new(peering.id()));
    for (network, other) in networks.as_ref().zip(networks.as_ref().swapped()) {
        network.route_to(other, &peering, &accepted);
        stack.output(format!("{}.vpc_id", network.scope.region()), network.vpc.id());
    }
    Ok(())
}
