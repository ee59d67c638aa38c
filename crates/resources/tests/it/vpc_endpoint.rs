//! VPC endpoints: private ways to services, through routes or through interfaces.

use crate::common::{EU, Expect, Failed, World, lifecycle};
use archipel_engine::Stack;
use archipel_resources::ec2::{
    RouteTable, RouteTableArgs, SecurityGroup, SecurityGroupArgs, Subnet, SubnetArgs, Vpc, VpcArgs, VpcEndpoint,
    VpcEndpointArgs, VpcEndpointType,
};
use archipel_resources::types::{RouteTableId, SubnetId, VpcId};
use aws_sdk_ec2::types::{Filter, VpcEndpoint as Endpoint};
use serde_json::json;

const GATEWAY: &str = "eu-west-1::aws:ec2/VpcEndpoint::s3";
const INTERFACE: &str = "eu-west-1::aws:ec2/VpcEndpoint::logs";

/// A gateway endpoint and an interface endpoint.
pub(crate) fn endpoints(stack: &Stack, version: u32) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16").enable_dns_hostnames(true));
    let subnets = ["a", "b"].map(|zone| {
        let range = format!("10.0.{}.0/24", u8::from(zone == "b"));
        let args = SubnetArgs::new(vpc.id(), range.as_str()).availability_zone(format!("{EU}{zone}"));
        Subnet::new(&scope, zone, args).id()
    });
    let tables = ["a", "b"].map(|name| RouteTable::new(&scope, name, RouteTableArgs::new(vpc.id())).id());
    let groups = ["one", "two"].map(|name| {
        SecurityGroup::new(&scope, name, SecurityGroupArgs::new(vpc.id(), name).description("endpoints")).id()
    });
    let [table_a, table_b] = tables;
    let [subnet_a, subnet_b] = subnets;
    let [group_1, group_2] = groups;
    let second = version == 2;
    let policy = |action: &str| {
        json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}
        ]})
    };

    let s3 = VpcEndpointArgs::new(vpc.id(), format!("com.amazonaws.{EU}.s3"));
    let s3 = s3.tags([("version", version.to_string())]);
    let s3 = if second { s3.policy(policy("s3:GetObject")) } else { s3 };
    let s3 = s3.route_table_ids(if second { vec![table_b.clone()] } else { vec![table_a] });
    VpcEndpoint::new(&scope, "s3", s3);

    let logs = VpcEndpointArgs::new(vpc.id(), format!("com.amazonaws.{EU}.logs"))
        .endpoint_type(VpcEndpointType::Interface)
        .subnet_ids(if second { vec![subnet_b.clone(), subnet_a.clone()] } else { vec![subnet_a.clone()] })
        .security_group_ids(if second { vec![group_2] } else { vec![group_1] })
        .policy(policy("logs:*"))
        .private_dns_enabled(true);
    let logs = VpcEndpoint::new(&scope, "logs", logs);
    stack.output("logs", logs.dns_names());

    let service = if second { "sts" } else { "ec2" };
    let other = VpcEndpointArgs::new(vpc.id(), format!("com.amazonaws.{EU}.{service}"))
        .endpoint_type(VpcEndpointType::Interface)
        .subnet_ids([subnet_a]);
    VpcEndpoint::new(&scope, "other", other);
}

async fn describe(world: &World, urn: &str) -> Endpoint {
    let id = world.id(urn).await;
    let aws = world.aws(EU);
    let response = aws.ec2().describe_vpc_endpoints().vpc_endpoint_ids(id).send().await.unwrap();
    response.vpc_endpoints()[0].clone()
}

/// Whether a route table of the stack has a route to the endpoint.
async fn leads(world: &World, table: &str, endpoint: &str) -> bool {
    let table = world.id(&format!("eu-west-1::aws:ec2/RouteTable::{table}")).await;
    let aws = world.aws(EU);
    let response = aws.ec2().describe_route_tables().route_table_ids(table).send().await.unwrap();
    response.route_tables()[0].routes().iter().any(|route| route.gateway_id() == Some(endpoint))
}

#[tokio::test]
async fn endpoints_live_through_everything() {
    lifecycle(
        |stack| endpoints(stack, 1),
        |stack| endpoints(stack, 2),
        &[Expect::Update(GATEWAY), Expect::Update(INTERFACE), Expect::Replace("eu-west-1::aws:ec2/VpcEndpoint::other")],
        async |world: &World, version| {
            let s3 = describe(world, GATEWAY).await;
            let s3_id = s3.vpc_endpoint_id().unwrap();
            assert_eq!(leads(world, "a", s3_id).await, version == 1);
            assert_eq!(leads(world, "b", s3_id).await, version == 2);
            assert_eq!(s3.policy_document().unwrap().contains("s3:GetObject"), version == 2);
            let tag = s3.tags().iter().find(|tag| tag.key() == Some("version")).unwrap();
            assert_eq!(tag.value(), Some(version.to_string().as_str()));

            let logs = describe(world, INTERFACE).await;
            assert_eq!(logs.subnet_ids().len(), version as usize);
            assert_eq!(logs.network_interface_ids().len(), version as usize);
            assert_eq!(logs.private_dns_enabled(), Some(true));
            let group = if version == 1 { "one" } else { "two" };
            let group = world.id(&format!("eu-west-1::aws:ec2/SecurityGroup::{group}")).await;
            let groups: Vec<_> = logs.groups().iter().filter_map(|group| group.group_id()).collect();
            assert_eq!(groups, [group]);
            assert_ne!(world.output("logs").await, archipel_engine::Value::Null);

            // The one that was replaced is gone.
            let aws = world.aws(EU);
            let alive = Filter::builder().name("vpc-endpoint-state").values("available").build();
            let response = aws.ec2().describe_vpc_endpoints().filters(alive).send().await.unwrap();
            assert_eq!(response.vpc_endpoints().len(), 3);
        },
    )
    .await;
}

#[tokio::test]
async fn pending_endpoints_are_waited_for_and_lost_answers_make_nothing_twice() {
    let world = World::start().await;
    world.faults(json!([
        {"service": "ec2", "operation": "CreateVpcEndpoint", "kind": "pending", "reads": 2},
        {"service": "ec2", "operation": "CreateVpcEndpoint", "kind": "not_found_after_create", "reads": 1},
        {"service": "ec2", "operation": "CreateVpcEndpoint", "first": 1, "kind": "reset_after"},
    ]));
    world.up(|stack| endpoints(stack, 1)).await;
    assert!(world.fired().iter().all(|fired| *fired > 0), "{:?}", world.fired());
    world.assert_no_orphans("after waiting").await;
    world.assert_in_step(|stack| endpoints(stack, 1), "after waiting").await;
}

#[tokio::test]
async fn changes_whose_answers_are_lost_are_not_made_twice() {
    let world = World::start().await;
    world.up(|stack| endpoints(stack, 1)).await;
    world.faults(json!([
        {"service": "ec2", "operation": "ModifyVpcEndpoint", "first": 1, "kind": "reset_after"},
        {"service": "ec2", "operation": "DeleteVpcEndpoints", "first": 1, "kind": "reset_after"},
    ]));
    let done = world.up(|stack| endpoints(stack, 2)).await;
    assert_eq!(world.fired(), [1, 1]);
    let modified = done.calls.of("ec2", "ModifyVpcEndpoint");
    assert_eq!(modified, 2, "one for each endpoint, although one was not answered");
    world.assert_in_step(|stack| endpoints(stack, 2), "after lost answers").await;
}

#[tokio::test]
async fn all_endpoints_are_looked_at_in_one_call() {
    let world = World::start().await;
    world.up(|stack| endpoints(stack, 1)).await;
    let before = world.calls();
    world.refresh_plan(|stack| endpoints(stack, 1)).await;
    let reads = |calls: &archipel_sandbox::Calls| calls.of("ec2", "DescribeVpcEndpoints");
    assert_eq!(reads(&world.calls()) - reads(&before), 1);
}

#[tokio::test]
async fn endpoints_with_the_parts_of_the_other_kind_are_refused() {
    let world = World::start().await;
    let Failed(why) = world
        .try_up(|stack| {
            let scope = stack.region(EU);
            let new = || VpcEndpointArgs::new(VpcId::new("vpc-1"), "com.amazonaws.eu-west-1.s3");
            VpcEndpoint::new(
                &scope,
                "gateway",
                new().subnet_ids([SubnetId::new("subnet-1")]).private_dns_enabled(true),
            );
            let interface = new().endpoint_type(VpcEndpointType::Interface);
            VpcEndpoint::new(&scope, "interface", interface.route_table_ids([RouteTableId::new("rtb-1")]));
        })
        .await
        .err()
        .unwrap();
    for part in [
        "a gateway endpoint has no `subnet_ids`",
        "`private_dns_enabled` is for interface endpoints",
        "an interface endpoint has no `route_table_ids`",
        "at least one of `subnet_ids`",
    ] {
        assert!(why.contains(part), "{why}");
    }
    assert_eq!(world.calls().total, 0);
}
