//! A connection of a pod, to the database or the cache of a region.

use std::collections::BTreeSet;

use super::graph::{Graph, Node, Walk, covers};
use super::request::allows;

/// A data store.
#[derive(Clone, Copy, Debug)]
pub(super) struct Store {
    pub(super) type_name: &'static str,
    pub(super) subnet_group: &'static str,
    pub(super) port: i64,
}

pub(super) const DATABASE: Store =
    Store { type_name: "aws:rds/Cluster", subnet_group: "aws:rds/SubnetGroup", port: 5432 };
pub(super) const CACHE: Store =
    Store { type_name: "aws:elasticache/ReplicationGroup", subnet_group: "aws:elasticache/SubnetGroup", port: 6379 };

/// Follows a connection from the pods in one region to a store in another one or the same. Returns the resources on the
/// way.
pub(super) fn reach(graph: &Graph, from: &str, to: &str, store: Store) -> Result<BTreeSet<String>, String> {
    let mut walk = Walk::new(graph);
    let cluster = walk.one("aws:eks/Cluster", &format!("in {from}"), |cluster| cluster.region == from)?;
    let target = walk.one(store.type_name, &format!("in {to}"), |target| target.region == to)?;
    let group = walk.one(store.subnet_group, &format!("of {}", target.urn), |group| {
        group.region == to && group.output("name") == target.text("subnet_group")
    })?;
    let here = subnets(&mut walk, &cluster.texts("subnet_ids"))?;
    let there = subnets(&mut walk, &group.texts("subnet_ids"))?;
    let groups = target.texts("security_group_ids");
    // A rule cannot refer to a security group over the transit gateways.
    let admits = |rule: &Node| match from == to {
        true => rule.text("referenced_security_group_id") == cluster.output("security_group_id"),
        false => here.iter().all(|subnet| covers(rule.text("cidr_ipv4"), subnet.text("cidr_block"))),
    };
    walk.one("aws:ec2/SecurityGroupRule", &format!("from the pods in {from} to {}", target.urn), |rule| {
        groups.contains(&rule.text("security_group_id")) && allows(rule, "ingress", store.port) && admits(rule)
    })?;
    if from != to {
        over_the_gateways(&mut walk, &here, &there)?;
        over_the_gateways(&mut walk, &there, &here)?;
    }
    Ok(walk.used)
}

fn subnets<'a>(walk: &mut Walk<'a>, ids: &[&str]) -> Result<Vec<&'a Node>, String> {
    if ids.is_empty() {
        return Err("no subnets".to_owned());
    }
    ids.iter().map(|id| walk.one("aws:ec2/Subnet", id, |subnet| subnet.output("id") == *id)).collect()
}

/// The routes from every subnet to every other one: to the region's gateway, over the peering, and into the other VPC.
fn over_the_gateways(walk: &mut Walk<'_>, here: &[&Node], there: &[&Node]) -> Result<(), String> {
    let (vpc, target) = (here[0].text("vpc_id"), there[0].text("vpc_id"));
    let covers_all = |range: &str| there.iter().all(|subnet| covers(range, subnet.text("cidr_block")));
    let attachment = attachment(walk, vpc)?;
    for subnet in here {
        let id = subnet.output("id");
        let table = walk.one("aws:ec2/RouteTableAssociation", &format!("of {id}"), |association| {
            association.text("subnet_id") == id
        })?;
        walk.one("aws:ec2/Route", &format!("from {id} to the other region"), |route| {
            route.text("route_table_id") == table.text("route_table_id")
                && covers_all(route.text("destination_cidr_block"))
                && route.text("destination_cidr_block") != "0.0.0.0/0"
                && route.text("transit_gateway_id") == attachment.text("transit_gateway_id")
        })?;
        // A gateway takes packets only from zones in which its attachment has a subnet.
        if !attachment.texts("subnet_ids").contains(&id) {
            return Err(format!("{} is not in the zone of {id}", attachment.urn));
        }
    }
    let table = table(walk, attachment.output("id"), "of the VPC")?;
    let out = walk.one("aws:ec2/TransitGatewayRoute", "to the other region", |route| {
        route.text("transit_gateway_route_table_id") == table && covers_all(route.text("destination_cidr_block"))
    })?;
    let accepter = walk.one("aws:ec2/TransitGatewayPeeringAccepter", "of the route", |accepter| {
        accepter.output("id") == out.text("transit_gateway_attachment_id")
    })?;
    walk.one("aws:ec2/TransitGatewayPeeringAttachment", "that is accepted", |peering| {
        peering.output("id") == accepter.text("attachment_id")
    })?;
    // At the other end the packets come from the peering, whose table has the routes to the VPC.
    let region = &there[0].region;
    let peering = accepter.output("id").to_owned();
    let arrived = walk.one("aws:ec2/TransitGatewayRouteTableAssociation", "of the peering", |association| {
        association.region == *region && association.text("transit_gateway_attachment_id") == peering
    })?;
    let last = self::attachment(walk, target)?;
    walk.one("aws:ec2/TransitGatewayRouteTablePropagation", "into the VPC", |propagation| {
        propagation.text("transit_gateway_attachment_id") == last.output("id")
            && propagation.text("transit_gateway_route_table_id") == arrived.text("transit_gateway_route_table_id")
    })?;
    Ok(())
}

fn attachment<'a>(walk: &mut Walk<'a>, vpc: &str) -> Result<&'a Node, String> {
    walk.one("aws:ec2/TransitGatewayVpcAttachment", &format!("of {vpc}"), |one| one.text("vpc_id") == vpc)
}

/// The route table of an attachment.
fn table<'a>(walk: &mut Walk<'a>, attachment: &str, what: &str) -> Result<&'a str, String> {
    let association = walk.one("aws:ec2/TransitGatewayRouteTableAssociation", what, |association| {
        association.text("transit_gateway_attachment_id") == attachment
    })?;
    Ok(association.text("transit_gateway_route_table_id"))
}
