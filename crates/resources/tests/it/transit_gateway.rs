//! Transit gateways: a gateway a region, attached to VPCs and peered with the other's.

use crate::common::{EU, Expect, Failed, US, World, lifecycle};
use archipel_engine::{Output, Stack};
use archipel_resources::ec2::{
    Subnet, SubnetArgs, TransitGateway, TransitGatewayArgs, TransitGatewayPeeringAccepter,
    TransitGatewayPeeringAccepterArgs, TransitGatewayPeeringAttachment, TransitGatewayPeeringAttachmentArgs,
    TransitGatewayRoute, TransitGatewayRouteArgs, TransitGatewayRouteTable, TransitGatewayRouteTableArgs,
    TransitGatewayRouteTableAssociation, TransitGatewayRouteTableAssociationArgs, TransitGatewayRouteTablePropagation,
    TransitGatewayRouteTablePropagationArgs, TransitGatewayVpcAttachment, TransitGatewayVpcAttachmentArgs, Vpc,
    VpcArgs,
};
use archipel_resources::types::{TransitGatewayAttachmentId, TransitGatewayRouteTableId};
use aws_sdk_ec2::types::Filter;
use serde_json::json;

/// A region's gateway, attached to a VPC with subnets in two zones.
struct Region {
    gateway: TransitGateway,
    attachment: Output<TransitGatewayAttachmentId>,
    table: Output<TransitGatewayRouteTableId>,
}

fn region(stack: &Stack, name: &str, net: u8, asn: i64, version: u32) -> Region {
    let scope = stack.region(name);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new(format!("10.{net}.0.0/16").as_str()));
    let subnets = ["a", "b"].map(|zone| {
        let range = format!("10.{net}.{}.0/24", u8::from(zone == "b"));
        let args = SubnetArgs::new(vpc.id(), range.as_str()).availability_zone(format!("{name}{zone}"));
        Subnet::new(&scope, format!("transit-{zone}"), args)
    });
    let gateway = TransitGateway::new(
        &scope,
        "main",
        TransitGatewayArgs::new().amazon_side_asn(asn).description(format!("version {version}")),
    );
    let served = if version == 1 { vec![subnets[0].id()] } else { vec![subnets[1].id(), subnets[0].id()] };
    let attachment = TransitGatewayVpcAttachment::new(
        &scope,
        "main",
        TransitGatewayVpcAttachmentArgs::new(gateway.id(), vpc.id(), served),
    );
    let table = TransitGatewayRouteTable::new(&scope, "main", TransitGatewayRouteTableArgs::new(gateway.id()));
    let second = TransitGatewayRouteTable::new(&scope, "second", TransitGatewayRouteTableArgs::new(gateway.id()));
    let associated = if version == 1 { table.id() } else { second.id() };
    TransitGatewayRouteTableAssociation::new(
        &scope,
        "vpc",
        TransitGatewayRouteTableAssociationArgs::new(associated, attachment.id()),
    );
    TransitGatewayRouteTablePropagation::new(
        &scope,
        "vpc",
        TransitGatewayRouteTablePropagationArgs::new(table.id(), attachment.id()),
    );
    Region { gateway, attachment: attachment.id(), table: table.id() }
}

/// Both regions, peered, with routes both ways.
pub(crate) fn two_regions(stack: &Stack, version: u32) {
    let eu = region(stack, EU, 0, 64_512, version);
    let us = region(stack, US, 1, 64_513, version);
    let peering = TransitGatewayPeeringAttachment::new(
        &stack.region(EU),
        "us",
        TransitGatewayPeeringAttachmentArgs::new(eu.gateway.id(), us.gateway.id(), US, us.gateway.owner_id())
            .tags([("version", version.to_string())]),
    );
    let accepted = TransitGatewayPeeringAccepter::new(
        &stack.region(US),
        "eu",
        TransitGatewayPeeringAccepterArgs::new(peering.id()),
    );
    for (from, here, to) in [(EU, &eu, "10.1.0.0/16"), (US, &us, "10.0.0.0/16")] {
        let scope = stack.region(from);
        TransitGatewayRouteTableAssociation::new(
            &scope,
            "peer",
            TransitGatewayRouteTableAssociationArgs::new(here.table.clone(), accepted.id()),
        );
        TransitGatewayRoute::new(
            &scope,
            "peer",
            TransitGatewayRouteArgs::new(here.table.clone(), to).transit_gateway_attachment_id(accepted.id()),
        );
        let other = TransitGatewayRouteArgs::new(here.table.clone(), "172.16.0.0/12");
        let other = match version {
            1 => other.blackhole(true),
            _ => other.transit_gateway_attachment_id(here.attachment.clone()),
        };
        TransitGatewayRoute::new(&scope, "other", other);
        let lost = if version == 1 { "192.168.0.0/16" } else { "192.168.0.0/24" };
        let lost = TransitGatewayRouteArgs::new(here.table.clone(), lost).blackhole(true);
        TransitGatewayRoute::new(&scope, "lost", lost);
    }
}

/// The static routes of a region's table, each with where it leads.
async fn routes(world: &World, region: &str) -> Vec<(String, Option<String>)> {
    let table = world.id(&format!("{region}::aws:ec2/TransitGatewayRouteTable::main")).await;
    let aws = world.aws(region);
    let search = aws.ec2().search_transit_gateway_routes().transit_gateway_route_table_id(table);
    let response = search.filters(Filter::builder().name("type").values("static").build()).send().await.unwrap();
    let mut routes: Vec<_> = response
        .routes()
        .iter()
        .map(|route| {
            let attachment = route.transit_gateway_attachments().first();
            let attachment = attachment.and_then(|one| one.transit_gateway_attachment_id()).map(str::to_owned);
            (route.destination_cidr_block().unwrap().to_owned(), attachment)
        })
        .collect();
    routes.sort();
    routes
}

async fn associated(world: &World, region: &str, table: &str) -> Vec<String> {
    let table = world.id(&format!("{region}::aws:ec2/TransitGatewayRouteTable::{table}")).await;
    let aws = world.aws(region);
    let call = aws.ec2().get_transit_gateway_route_table_associations().transit_gateway_route_table_id(table);
    let response = call.send().await.unwrap();
    let ids = response.associations().iter().filter_map(|one| one.transit_gateway_attachment_id());
    let mut ids: Vec<String> = ids.map(str::to_owned).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn two_peered_regions_live_through_everything() {
    lifecycle(
        |stack| two_regions(stack, 1),
        |stack| two_regions(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:ec2/TransitGateway::main"),
            Expect::Update("us-east-1::aws:ec2/TransitGateway::main"),
            Expect::Update("eu-west-1::aws:ec2/TransitGatewayVpcAttachment::main"),
            Expect::Update("us-east-1::aws:ec2/TransitGatewayVpcAttachment::main"),
            Expect::Update("eu-west-1::aws:ec2/TransitGatewayPeeringAttachment::us"),
            Expect::Update("eu-west-1::aws:ec2/TransitGatewayRoute::other"),
            Expect::Update("us-east-1::aws:ec2/TransitGatewayRoute::other"),
            Expect::Replace("eu-west-1::aws:ec2/TransitGatewayRoute::lost"),
            Expect::Replace("us-east-1::aws:ec2/TransitGatewayRoute::lost"),
            Expect::ReplaceDeletingFirst("eu-west-1::aws:ec2/TransitGatewayRouteTableAssociation::vpc"),
            Expect::ReplaceDeletingFirst("us-east-1::aws:ec2/TransitGatewayRouteTableAssociation::vpc"),
        ],
        async |world: &World, version| {
            let peering = world.id("eu-west-1::aws:ec2/TransitGatewayPeeringAttachment::us").await;
            for (region, peer_net) in [(EU, "10.1.0.0/16"), (US, "10.0.0.0/16")] {
                let aws = world.aws(region);
                let ec2 = aws.ec2();
                let response = ec2
                    .describe_transit_gateway_peering_attachments()
                    .transit_gateway_attachment_ids(&peering)
                    .send()
                    .await
                    .unwrap();
                assert_eq!(response.transit_gateway_peering_attachments()[0].state().unwrap().as_str(), "available");

                let id = world.id(&format!("{region}::aws:ec2/TransitGateway::main")).await;
                let response = ec2.describe_transit_gateways().transit_gateway_ids(id).send().await.unwrap();
                let gateway = &response.transit_gateways()[0];
                assert_eq!(gateway.description(), Some(format!("version {version}").as_str()));
                let options = gateway.options().unwrap();
                assert_eq!(options.default_route_table_association().unwrap().as_str(), "disable");
                assert_eq!(options.amazon_side_asn(), Some(if region == EU { 64_512 } else { 64_513 }));

                let vpc = world.id(&format!("{region}::aws:ec2/TransitGatewayVpcAttachment::main")).await;
                let response = ec2
                    .describe_transit_gateway_vpc_attachments()
                    .transit_gateway_attachment_ids(&vpc)
                    .send()
                    .await
                    .unwrap();
                assert_eq!(response.transit_gateway_vpc_attachments()[0].subnet_ids().len(), version as usize);

                let (other, lost) = match version {
                    1 => (None, "192.168.0.0/16"),
                    _ => (Some(vpc.clone()), "192.168.0.0/24"),
                };
                let wanted = [
                    (peer_net.to_owned(), Some(peering.clone())),
                    ("172.16.0.0/12".to_owned(), other),
                    (lost.to_owned(), None),
                ];
                assert_eq!(routes(world, region).await, wanted);

                let mut main = vec![peering.clone()];
                main.extend((version == 1).then(|| vpc.clone()));
                main.sort();
                assert_eq!(associated(world, region, "main").await, main);
                assert_eq!(associated(world, region, "second").await, if version == 1 { vec![] } else { vec![vpc] });
            }
        },
    )
    .await;
}

/// A rule: the first so many calls of an operation answer with this error, and are not carried out.
fn refuse(operation: &str, code: &str, first: u64) -> serde_json::Value {
    json!({"service": "ec2", "operation": operation, "first": first, "kind": "error", "code": code, "status": 400})
}

/// A rule: the first call of an operation is carried out and its answer lost.
fn lose_answer(operation: &str) -> serde_json::Value {
    json!({"service": "ec2", "operation": operation, "first": 1, "kind": "reset_after"})
}

#[tokio::test]
async fn a_peering_is_accepted_once_the_other_region_sees_it() {
    let world = World::start().await;
    world.faults(json!([
        refuse("AcceptTransitGatewayPeeringAttachment", "InvalidTransitGatewayAttachmentID.NotFound", 2),
        // Seen, but still on its way.
        {"service": "ec2", "operation": "AcceptTransitGatewayPeeringAttachment", "nth": 3, "kind": "error",
         "code": "IncorrectState", "status": 400},
    ]));
    world.up(|stack| two_regions(stack, 1)).await;
    assert_eq!(world.fired(), [2, 1]);
    world.assert_in_step(|stack| two_regions(stack, 1), "after it was accepted").await;
}

#[tokio::test]
async fn a_peering_whose_acceptance_was_not_answered_is_not_accepted_in_vain() {
    let world = World::start().await;
    world.faults(json!([lose_answer("AcceptTransitGatewayPeeringAttachment")]));
    world.up(|stack| two_regions(stack, 1)).await;
    assert_eq!(world.fired(), [1]);
    world.assert_in_step(|stack| two_regions(stack, 1), "after it was accepted").await;
}

#[tokio::test]
async fn routes_and_ties_wait_for_pending_gateways_attachments_and_tables() {
    let world = World::start().await;
    world.faults(json!([
        {"service": "ec2", "operation": "CreateTransitGateway*", "kind": "pending", "reads": 2},
        {"service": "ec2", "operation": "CreateTransitGateway*", "kind": "not_found_after_create", "reads": 1},
        refuse("AssociateTransitGatewayRouteTable", "IncorrectState", 2),
        refuse("EnableTransitGatewayRouteTablePropagation", "IncorrectState", 1),
        refuse("CreateTransitGatewayRoute", "IncorrectState", 1),
        refuse("CreateTransitGatewayVpcAttachment", "IncorrectState", 1),
    ]));
    world.up(|stack| two_regions(stack, 1)).await;
    assert!(world.fired().iter().all(|fired| *fired > 0), "{:?}", world.fired());
    world.assert_no_orphans("after waiting").await;
    world.assert_in_step(|stack| two_regions(stack, 1), "after waiting").await;
}

#[tokio::test]
async fn creates_whose_answers_are_lost_make_nothing_twice() {
    let world = World::start().await;
    world.faults(json!([
        lose_answer("CreateTransitGateway"),
        lose_answer("CreateTransitGatewayVpcAttachment"),
        lose_answer("CreateTransitGatewayPeeringAttachment"),
        lose_answer("CreateTransitGatewayRouteTable"),
        lose_answer("CreateTransitGatewayRoute"),
        lose_answer("AssociateTransitGatewayRouteTable"),
    ]));
    world.up(|stack| two_regions(stack, 1)).await;
    assert_eq!(world.fired(), [1; 6]);
    world.assert_no_orphans("after lost answers").await;
    world.assert_in_step(|stack| two_regions(stack, 1), "after lost answers").await;
}

#[tokio::test]
async fn deletes_wait_for_blocking_resources_and_survive_lost_responses() {
    let world = World::start().await;
    world.up(|stack| two_regions(stack, 2)).await;
    world.faults(json!([
        refuse("DeleteTransitGateway", "IncorrectState", 2),
        refuse("DeleteTransitGatewayVpcAttachment", "IncorrectState", 1),
        refuse("DeleteTransitGatewayRouteTable", "IncorrectState", 1),
        lose_answer("DeleteTransitGatewayRoute"),
        lose_answer("DisassociateTransitGatewayRouteTable"),
        lose_answer("DisableTransitGatewayRouteTablePropagation"),
        lose_answer("DeleteTransitGatewayPeeringAttachment"),
    ]));
    world.destroy().await;
    assert!(world.fired().iter().all(|fired| *fired > 0), "{:?}", world.fired());
    assert!(world.owned().await.is_empty());
    for region in [EU, US] {
        let aws = world.aws(region);
        let gateways = aws.ec2().describe_transit_gateways().send().await.unwrap();
        assert!(gateways.transit_gateways().is_empty(), "{gateways:?}");
    }
}

#[tokio::test]
async fn up_takes_few_calls_more_than_it_must() {
    let world = World::start().await;
    let done = world.up(|stack| two_regions(stack, 1)).await;
    // A region: VPC, two subnets, gateway, attachment, two tables, two associations, propagation, three routes. And
    // the peering and its acceptance.
    let needed = 2 * 13 + 2;
    assert!(done.calls.total * 10 <= needed * 13, "{} calls: {:#?}", done.calls.total, done.calls.calls);
    let again = world.up(|stack| two_regions(stack, 1)).await;
    assert!(again.plan.is_empty());
    assert_eq!(again.calls.total, 0, "{:?}", again.calls.calls);
}

#[tokio::test]
async fn nonsense_is_refused_before_anything_is_called() {
    let world = World::start().await;
    let Failed(why) = world
        .try_up(|stack| {
            let scope = stack.region(EU);
            TransitGateway::new(&scope, "number", TransitGatewayArgs::new().amazon_side_asn(1));
            let table = TransitGatewayRouteTableId::new("tgw-rtb-1");
            let attachment = TransitGatewayAttachmentId::new("tgw-attach-1");
            TransitGatewayRoute::new(&scope, "nowhere", TransitGatewayRouteArgs::new(table.clone(), "10.0.0.0/8"));
            let both = TransitGatewayRouteArgs::new(table, "10.0.0.0/8").blackhole(true);
            TransitGatewayRoute::new(&scope, "both", both.transit_gateway_attachment_id(attachment));
        })
        .await
        .err()
        .unwrap();
    for part in ["`amazon_side_asn` is 1", "or is a `blackhole`", "a blackhole has no"] {
        assert!(why.contains(part), "{why}");
    }
    assert_eq!(world.calls().total, 0);
}
