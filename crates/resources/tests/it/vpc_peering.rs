//! Peerings of VPCs: asked for in one region, accepted in the other.

use crate::common::{EU, Expect, Failed, US, World, lifecycle};
use archipel_engine::Stack;
use archipel_resources::ec2::{
    Route, RouteArgs, RouteTable, RouteTableArgs, Vpc, VpcArgs, VpcPeeringAccepter, VpcPeeringAccepterArgs,
    VpcPeeringConnection, VpcPeeringConnectionArgs,
};
use archipel_resources::types::VpcId;
use serde_json::json;

const PEERING: &str = "eu-west-1::aws:ec2/VpcPeeringConnection::us";

/// A VPC in each region, peered, with routes both ways. The second version asks from another VPC.
pub(crate) fn peered(stack: &Stack, tag: &str, other_vpc: bool) {
    let vpc = |region: &str, name: &str, range: &str| {
        let scope = stack.region(region);
        let vpc = Vpc::new(&scope, name, VpcArgs::new(range));
        let table = RouteTable::new(&scope, name, RouteTableArgs::new(vpc.id()));
        (vpc, table)
    };
    let (eu, eu_table) = vpc(EU, "main", "10.0.0.0/16");
    let (other, other_table) = vpc(EU, "other", "10.2.0.0/16");
    let (us, us_table) = vpc(US, "main", "10.1.0.0/16");
    // A route through a peering is in a table of one of its VPCs.
    let (asks, asks_table) = if other_vpc { (other.id(), other_table) } else { (eu.id(), eu_table) };
    let peering = VpcPeeringConnection::new(
        &stack.region(EU),
        "us",
        VpcPeeringConnectionArgs::new(asks, us.id()).peer_region(US).tags([("Name", tag)]),
    );
    let accepted = VpcPeeringAccepter::new(&stack.region(US), "eu", VpcPeeringAccepterArgs::new(peering.id()));
    for (region, table, range) in [(EU, asks_table, "10.1.0.0/16"), (US, us_table, "10.0.0.0/16")] {
        let route = RouteArgs::new(table.id()).destination_cidr_block(range);
        Route::new(&stack.region(region), "peer", route.vpc_peering_connection_id(accepted.id()));
    }
}

/// The state of a peering as a region tells it.
async fn state(world: &World, region: &str, id: &str) -> String {
    let aws = world.aws(region);
    let response = aws.ec2().describe_vpc_peering_connections().vpc_peering_connection_ids(id).send().await.unwrap();
    response.vpc_peering_connections()[0].status().unwrap().code().unwrap().as_str().to_owned()
}

#[tokio::test]
async fn a_peering_lives_through_everything() {
    lifecycle(
        |stack| peered(stack, "one", false),
        |stack| peered(stack, "two", false),
        &[Expect::Update(PEERING)],
        async |world: &World, version| {
            let id = world.id(PEERING).await;
            for (region, range) in [(EU, "10.1.0.0/16"), (US, "10.0.0.0/16")] {
                assert_eq!(state(world, region, &id).await, "active");
                let table = world.id(&format!("{region}::aws:ec2/RouteTable::main")).await;
                let aws = world.aws(region);
                let response = aws.ec2().describe_route_tables().route_table_ids(table).send().await.unwrap();
                let route =
                    response.route_tables()[0].routes().iter().find(|r| r.destination_cidr_block() == Some(range));
                assert_eq!(route.unwrap().vpc_peering_connection_id(), Some(id.as_str()));
            }
            let aws = world.aws(EU);
            let response = aws.ec2().describe_vpc_peering_connections().vpc_peering_connection_ids(&id).send().await;
            let response = response.unwrap();
            let tags = response.vpc_peering_connections()[0].tags();
            let name = tags.iter().find(|tag| tag.key() == Some("Name")).unwrap();
            assert_eq!(name.value(), Some(if version == 1 { "one" } else { "two" }));
        },
    )
    .await;
}

#[tokio::test]
async fn a_peering_from_another_vpc_is_requested_and_accepted_again() {
    let world = World::start().await;
    world.up(|stack| peered(stack, "one", false)).await;
    let old = world.id(PEERING).await;
    crate::common::assert_expected(
        &*world.plan(|stack| peered(stack, "one", true)).await,
        &[
            Expect::Replace(PEERING),
            Expect::Replace("us-east-1::aws:ec2/VpcPeeringAccepter::eu"),
            Expect::Replace("eu-west-1::aws:ec2/Route::peer"),
            Expect::Update("us-east-1::aws:ec2/Route::peer"),
        ],
    );
    world.up(|stack| peered(stack, "one", true)).await;
    let new = world.id(PEERING).await;
    assert_ne!(old, new);
    assert_eq!(state(&world, US, &old).await, "deleted");
    assert_eq!(state(&world, US, &new).await, "active");
    world.assert_in_step(|stack| peered(stack, "one", true), "after the replacement").await;
}

#[tokio::test]
async fn a_peering_is_accepted_once_the_other_region_sees_it() {
    let world = World::start().await;
    let refuse = |n: u64, code: &str| {
        json!({"service": "ec2", "operation": "AcceptVpcPeeringConnection", "nth": n, "kind": "error",
               "code": code, "status": 400})
    };
    world.faults(json!([
        refuse(1, "InvalidVpcPeeringConnectionID.NotFound"),
        refuse(2, "InvalidVpcPeeringConnectionID.NotFound"),
        // Seen, but still on its way.
        refuse(3, "InvalidStateTransition"),
    ]));
    world.up(|stack| peered(stack, "one", false)).await;
    assert_eq!(world.fired(), [1, 1, 1]);
    world.assert_in_step(|stack| peered(stack, "one", false), "after it was accepted").await;
}

#[tokio::test]
async fn lost_answers_make_no_second_peering_and_no_second_acceptance() {
    let world = World::start().await;
    let lose = |operation: &str| json!({"service": "ec2", "operation": operation, "first": 1, "kind": "reset_after"});
    world.faults(json!([
        lose("CreateVpcPeeringConnection"),
        lose("AcceptVpcPeeringConnection"),
        lose("DeleteVpcPeeringConnection"),
        {"service": "ec2", "operation": "CreateVpcPeeringConnection", "kind": "not_found_after_create", "reads": 2},
    ]));
    world.up(|stack| peered(stack, "one", false)).await;
    world.assert_no_orphans("after lost answers").await;
    world.assert_in_step(|stack| peered(stack, "one", false), "after lost answers").await;
    let id = world.id(PEERING).await;
    world.destroy().await;
    assert!(world.fired().iter().all(|fired| *fired > 0), "{:?}", world.fired());
    assert_eq!(state(&world, US, &id).await, "deleted");
    assert!(world.owned().await.is_empty());
}

#[tokio::test]
async fn a_peering_that_was_deleted_elsewhere_is_made_again() {
    let world = World::start().await;
    world.up(|stack| peered(stack, "one", false)).await;
    let old = world.id(PEERING).await;
    let aws = world.aws(US);
    aws.ec2().delete_vpc_peering_connection().vpc_peering_connection_id(&old).send().await.unwrap();
    let prepared = world.refresh_plan(|stack| peered(stack, "one", false)).await;
    let gone: Vec<_> = prepared.drifts.iter().filter(|drift| drift.gone).map(|drift| drift.urn.to_string()).collect();
    assert!(gone.contains(&PEERING.to_owned()), "{gone:?}");
    assert!(gone.contains(&"us-east-1::aws:ec2/VpcPeeringAccepter::eu".to_owned()), "{gone:?}");
}

#[tokio::test]
async fn a_vpc_is_not_peered_with_itself() {
    let world = World::start().await;
    let Failed(why) = world
        .try_up(|stack| {
            let vpc = VpcId::new("vpc-1");
            VpcPeeringConnection::new(&stack.region(EU), "self", VpcPeeringConnectionArgs::new(vpc.clone(), vpc));
        })
        .await
        .err()
        .unwrap();
    assert!(why.contains("a VPC cannot be peered with itself"), "{why}");
}
