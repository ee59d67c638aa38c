//! Networks: what a VPC is divided into, how it reaches the world, and who may talk to whom.

#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod common;

use archipel_engine::Stack;
use archipel_resources::ec2::{
    AvailabilityZones, Direction, ElasticIp, ElasticIpArgs, InternetGateway, InternetGatewayArgs, ManagedPrefixList,
    ManagedPrefixListArgs, NatGateway, NatGatewayArgs, Route, RouteArgs, RouteTable, RouteTableArgs,
    RouteTableAssociation, RouteTableAssociationArgs, SecurityGroup, SecurityGroupArgs, SecurityGroupRule,
    SecurityGroupRuleArgs, Subnet, SubnetArgs, Vpc, VpcArgs,
};
use common::{EU, Expect, World, lifecycle};

/// A VPC with a public and a private subnet, as every network has them.
fn network(stack: &Stack, subnet_tag: &str, private_to_nat: bool) {
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16").enable_dns_hostnames(true));
    let zones = AvailabilityZones::get(&scope, "zones");
    let gateway = InternetGateway::new(&scope, "main", InternetGatewayArgs::new().vpc_id(vpc.id()));
    let public = Subnet::new(
        &scope,
        "public",
        SubnetArgs::new(vpc.id(), "10.0.0.0/24")
            .availability_zone(zones.names().at(0))
            .map_public_ip_on_launch(true)
            .tags([("Name", subnet_tag)]),
    );
    let private = Subnet::new(
        &scope,
        "private",
        SubnetArgs::new(vpc.id(), "10.0.1.0/24").availability_zone(zones.names().at(1)),
    );
    let public_table = RouteTable::new(&scope, "public", RouteTableArgs::new(vpc.id()));
    let private_table = RouteTable::new(&scope, "private", RouteTableArgs::new(vpc.id()));
    RouteTableAssociation::new(
        &scope,
        "public",
        RouteTableAssociationArgs::new(public_table.id()).subnet_id(public.id()),
    );
    RouteTableAssociation::new(
        &scope,
        "private",
        RouteTableAssociationArgs::new(private_table.id()).subnet_id(private.id()),
    );
    let to_world = Route::new(
        &scope,
        "public-to-world",
        RouteArgs::new(public_table.id()).destination_cidr_block("0.0.0.0/0").gateway_id(gateway.id()),
    );
    let address = ElasticIp::new(&scope, "nat", ElasticIpArgs::new());
    let nat = NatGateway::new_with(
        &scope,
        "nat",
        NatGatewayArgs::new().subnet_id(public.id()).allocation_id(address.id()),
        archipel_engine::Options::new().depends_on(&to_world),
    );
    let out = RouteArgs::new(private_table.id()).destination_cidr_block("0.0.0.0/0");
    let out = if private_to_nat { out.nat_gateway_id(nat.id()) } else { out.gateway_id(gateway.id()) };
    Route::new(&scope, "private-to-world", out);
    stack.output::<Option<String>>("nat_ip", nat.public_ip());
    stack.output::<String>("address", address.public_ip());
}

#[tokio::test]
async fn a_network_lives_through_everything() {
    lifecycle(
        |stack| network(stack, "public", true),
        |stack| network(stack, "public-2", false),
        &[
            Expect::Update("eu-west-1::aws:ec2/Subnet::public"),
            Expect::Update("eu-west-1::aws:ec2/Route::private-to-world"),
        ],
        async |world: &World, version| {
            let ec2 = world.aws(EU);
            let ec2 = ec2.ec2();
            let id = world.id("eu-west-1::aws:ec2/Subnet::public").await;
            let subnets = ec2.describe_subnets().subnet_ids(id).send().await.unwrap();
            let subnet = &subnets.subnets()[0];
            assert_eq!(subnet.map_public_ip_on_launch(), Some(true));
            assert_eq!(subnet.availability_zone(), Some("eu-west-1a"));
            let name = subnet.tags().iter().find(|tag| tag.key() == Some("Name")).unwrap();
            assert_eq!(name.value(), Some(if version == 1 { "public" } else { "public-2" }));
            assert!(subnet.tags().iter().any(|tag| tag.key() == Some("team")));

            let id = world.id("eu-west-1::aws:ec2/RouteTable::private").await;
            let tables = ec2.describe_route_tables().route_table_ids(id).send().await.unwrap();
            let table = &tables.route_tables()[0];
            assert_eq!(table.associations().len(), 1);
            assert_eq!(table.routes().len(), 2, "the local one and ours");
            let out = table.routes().iter().find(|r| r.destination_cidr_block() == Some("0.0.0.0/0")).unwrap();
            assert_eq!(out.nat_gateway_id().is_some(), version == 1);
            assert_eq!(out.gateway_id().is_some(), version == 2);
            assert_eq!(world.output("nat_ip").await, world.output("address").await);
        },
    )
    .await;
}

#[tokio::test]
async fn up_takes_few_calls_more_than_it_must() {
    let world = World::start().await;
    let done = world.up(|stack| network(stack, "public", true)).await;
    // Strictly needed: a create each (14), attaching the gateway, host names and public addresses (3), the zones.
    let needed = 18;
    assert!(done.calls.total * 10 <= needed * 13, "{} calls: {:#?}", done.calls.total, done.calls.calls);
    let again = world.up(|stack| network(stack, "public", true)).await;
    assert!(again.plan.is_empty());
    assert_eq!(again.calls.total, 1, "only the zones are read: {:?}", again.calls.calls);
}
