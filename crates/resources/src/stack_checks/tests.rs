//! Programs that AWS would refuse half-way, and those that it accepts.

// Tests may unwrap.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use archipel_engine::plan::{DataResults, Plan, PlanError, PlanOptions, Planned, plan};
use archipel_engine::resource::Id;
use archipel_engine::state::{Desired, Phase, Record, RecordKey, Snapshot};
use archipel_engine::urn::Urn;
use archipel_engine::{Environment, Scope, Stack, Value};

use crate::aws::{Connection, Settings, Target};
use crate::ec2::{
    Connectivity, InternetGateway, InternetGatewayArgs, NatGateway, NatGatewayArgs, NetworkAcl, NetworkAclArgs, Route,
    RouteArgs, RouteTable, RouteTableArgs, RouteTableAssociation, RouteTableAssociationArgs, SecurityGroup,
    SecurityGroupArgs, Subnet, SubnetArgs, Vpc, VpcArgs, VpcEndpoint, VpcEndpointArgs, VpcPeeringConnection,
    VpcPeeringConnectionArgs,
};
use crate::elbv2::{
    Action, Condition, Forward, Listener, ListenerArgs, ListenerRule, ListenerRuleArgs, LoadBalancer, LoadBalancerArgs,
    Protocol, TargetGroup, TargetGroupArgs,
};
use crate::rds::{SubnetGroup, SubnetGroupArgs};

/// The errors and the warnings of a program.
async fn planned(snapshot: &Snapshot, declare: impl Fn(&Scope, &Scope)) -> (Vec<String>, Vec<String>) {
    match plan_of(snapshot, declare).await {
        Ok(plan) => (Vec::new(), plan.warnings.iter().map(ToString::to_string).collect()),
        Err(errors) => (errors, Vec::new()),
    }
}

async fn plan_of(snapshot: &Snapshot, declare: impl Fn(&Scope, &Scope)) -> Result<Plan, Vec<String>> {
    let stack = Stack::new("shop", "test");
    declare(&stack.region("eu-west-1"), &stack.region("us-east-1"));
    // No calls are sent to this target.
    let provider = crate::provider(Connection::open(Settings::new(Target::nowhere())).await.unwrap());
    let program = stack.finish().unwrap();
    match plan(&program, snapshot, &provider, &DataResults::new(), &PlanOptions::default()) {
        Ok(Planned::Ready(plan)) => Ok(plan),
        Err(PlanError::Program(errors)) => Err(errors.into_iter().map(|error| error.message).collect()),
        other => panic!("{other:?}"),
    }
}

/// The errors of a first plan.
async fn errors(declare: impl Fn(&Scope, &Scope)) -> Vec<String> {
    planned(&Snapshot::default(), declare).await.0
}

fn subnet(scope: &Scope, name: &str, vpc: &Vpc, range: &str) -> Subnet {
    Subnet::new(scope, name, SubnetArgs::new(vpc.id(), range))
}

#[tokio::test]
async fn a_subnet_outside_of_its_vpc_is_refused() {
    let found = errors(|eu, _| {
        let vpc = Vpc::new(eu, "main", VpcArgs::new("10.0.0.0/16"));
        subnet(eu, "a", &vpc, "10.0.0.0/20");
        subnet(eu, "b", &vpc, "10.1.0.0/20");
    });
    assert_eq!(
        found.await,
        ["eu-west-1::aws:ec2/Subnet::b: invalid `cidr_block` `10.1.0.0/20`: expected a range within that of \
          eu-west-1::aws:ec2/Vpc::main, 10.0.0.0/16"]
    );
}

const VPC_ID: &str = "vpc-0123456789abcdef0";

fn record(type_name: &str, name: &str, id: &str, inputs: Value, outputs: Value) -> Record {
    Record {
        key: RecordKey { urn: Urn::new("eu-west-1", type_name, name), revision: 1 },
        environment: Environment { region: "eu-west-1".to_owned(), account: None },
        id: Id::new(id),
        phase: Phase::Live,
        desired: Desired::new(inputs),
        outputs,
        created: 1,
        modified: 1,
    }
}

/// A state with a VPC `main` and these subnets in it, by name.
fn state(subnets: &[(&str, &str)]) -> Snapshot {
    let vpc = Value::from([("cidr_block", "10.0.0.0/16")]);
    let outputs = Value::from([("id", VPC_ID), ("cidr_block", "10.0.0.0/16")]);
    let vpc = record("aws:ec2/Vpc", "main", VPC_ID, vpc, outputs);
    let subnets = subnets.iter().enumerate().map(|(number, (name, range))| {
        let id = format!("subnet-{number:017}");
        let inputs = Value::from([("vpc_id", VPC_ID), ("cidr_block", *range)]);
        let mut record = record("aws:ec2/Subnet", name, &id, inputs, Value::from([("id", id.as_str())]));
        record.desired.dependencies = vec![Urn::new("eu-west-1", "aws:ec2/Vpc", "main")];
        record
    });
    let records = std::iter::once(vpc).chain(subnets).map(|record| (record.key.clone(), Arc::new(record)));
    Snapshot { records: records.collect(), ..Snapshot::default() }
}

/// A VPC that exists may have ranges that the stack does not show.
#[tokio::test]
async fn a_subnet_outside_of_a_vpc_that_exists_is_a_warning() {
    let snapshot = state(&[]);
    let (errors, warnings) = planned(&snapshot, |eu, _| {
        let vpc = Vpc::new(eu, "main", VpcArgs::new("10.0.0.0/16"));
        subnet(eu, "b", &vpc, "10.1.0.0/20");
    })
    .await;
    assert_eq!(errors, Vec::<String>::new());
    assert!(warnings[0].ends_with("10.0.0.0/16, unless the VPC has another one"), "{warnings:?}");
    // The id as text is the same VPC.
    let (_, warnings) = planned(&snapshot, |eu, _| {
        Vpc::new(eu, "main", VpcArgs::new("10.0.0.0/16"));
        Subnet::new(eu, "b", SubnetArgs::new(crate::types::VpcId::new(VPC_ID), "10.1.0.0/20"));
    })
    .await;
    assert_eq!(warnings.len(), 1, "{warnings:?}");
}

#[tokio::test]
async fn subnets_that_overlap_are_refused() {
    let found = errors(|eu, _| {
        let vpc = Vpc::new(eu, "main", VpcArgs::new("10.0.0.0/16"));
        let other = Vpc::new(eu, "other", VpcArgs::new("10.0.0.0/16"));
        subnet(eu, "wide", &vpc, "10.0.0.0/18");
        subnet(eu, "in", &vpc, "10.0.1.0/24");
        subnet(eu, "also-in", &vpc, "10.0.2.0/24");
        subnet(eu, "beside", &vpc, "10.0.64.0/24");
        subnet(eu, "elsewhere", &other, "10.0.1.0/24");
    })
    .await;
    let with = "it overlaps with 10.0.0.0/18, the range of eu-west-1::aws:ec2/Subnet::wide";
    assert_eq!(
        found,
        [
            format!("eu-west-1::aws:ec2/Subnet::in: invalid `cidr_block` `10.0.1.0/24`: {with}"),
            format!("eu-west-1::aws:ec2/Subnet::also-in: invalid `cidr_block` `10.0.2.0/24`: {with}"),
        ]
    );
}

#[tokio::test]
async fn a_zone_of_another_region_is_refused() {
    let found = errors(|eu, us| {
        let vpc = Vpc::new(eu, "main", VpcArgs::new("10.0.0.0/16"));
        let zone = |name: &str, range: &str, zone: &str| {
            Subnet::new(eu, name, SubnetArgs::new(vpc.id(), range).availability_zone(zone));
        };
        zone("a", "10.0.0.0/24", "eu-west-1a");
        zone("b", "10.0.1.0/24", "us-east-1a");
        zone("c", "10.0.2.0/24", "eu-west-2a");
        let far = Vpc::new(us, "main", VpcArgs::new("10.0.0.0/16"));
        let local = SubnetArgs::new(far.id(), "10.0.0.0/24").availability_zone("us-east-1-bos-1a");
        Subnet::new(us, "local", local);
    })
    .await;
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(
        found[0],
        "eu-west-1::aws:ec2/Subnet::b: invalid `availability_zone` `us-east-1a`: expected a zone of eu-west-1, such as \
         `eu-west-1a`"
    );
}

#[tokio::test]
async fn a_network_of_another_region_is_refused() {
    let found = errors(|eu, us| {
        let vpc = Vpc::new(eu, "main", VpcArgs::new("10.0.0.0/16"));
        let far = Vpc::new(us, "main", VpcArgs::new("10.1.0.0/16"));
        subnet(us, "a", &vpc, "10.0.0.0/24");
        // A peering is between two regions.
        let peering = VpcPeeringConnectionArgs::new(vpc.id(), far.id()).peer_region("us-east-1");
        VpcPeeringConnection::new(eu, "us", peering);
    })
    .await;
    assert_eq!(
        found,
        [
            "us-east-1::aws:ec2/Subnet::a: invalid `vpc_id`: eu-west-1::aws:ec2/Vpc::main is in eu-west-1; use a resource \
          of us-east-1"
        ]
    );
}

#[tokio::test]
async fn parts_of_several_vpcs_are_refused_where_those_of_one_are_needed() {
    let found = errors(|eu, _| {
        let network = |name: &str| {
            let vpc = Vpc::new(eu, name, VpcArgs::new("10.0.0.0/16"));
            let table = RouteTable::new(eu, name, RouteTableArgs::new(vpc.id()));
            let subnet = subnet(eu, name, &vpc, "10.0.0.0/24");
            let group = SecurityGroup::new(eu, name, SecurityGroupArgs::new(vpc.id(), name));
            let gateway = InternetGateway::new(eu, name, InternetGatewayArgs::new().vpc_id(vpc.id()));
            (vpc, table, subnet, group, gateway)
        };
        let (vpc, table, one, group, gateway) = network("one");
        let (other_vpc, other_table, two, other_group, _) = network("two");
        let (third_vpc, ..) = network("three");
        // Those of one VPC.
        RouteTableAssociation::new(eu, "one", RouteTableAssociationArgs::new(table.id()).subnet_id(one.id()));
        Route::new(eu, "one", RouteArgs::new(table.id()).destination_cidr_block("0.0.0.0/0").gateway_id(gateway.id()));
        let endpoint = VpcEndpointArgs::new(vpc.id(), "com.amazonaws.eu-west-1.s3").route_table_ids([table.id()]);
        VpcEndpoint::new(eu, "one", endpoint);
        // Those of two.
        SubnetGroup::new(eu, "databases", SubnetGroupArgs::new("databases", [one.id(), two.id()]));
        RouteTableAssociation::new(eu, "two", RouteTableAssociationArgs::new(other_table.id()).subnet_id(one.id()));
        let route = RouteArgs::new(other_table.id()).destination_cidr_block("0.0.0.0/0");
        Route::new(eu, "two", route.gateway_id(gateway.id()));
        NetworkAcl::new(eu, "acl", NetworkAclArgs::new(other_vpc.id()).subnet_ids([one.id()]));
        let beside = subnet(eu, "beside", &vpc, "10.0.1.0/24");
        let groups = [group.id(), other_group.id()];
        LoadBalancer::new(eu, "web", LoadBalancerArgs::new("web", [one.id(), beside.id()], groups));
        let nat = NatGatewayArgs::new().subnet_id(two.id()).connectivity_type(Connectivity::Private);
        let nat = NatGateway::new(eu, "nat", nat);
        let route = RouteArgs::new(table.id()).destination_cidr_block("10.9.0.0/16");
        Route::new(eu, "nat", route.nat_gateway_id(nat.id()));
        let peering = VpcPeeringConnectionArgs::new(other_vpc.id(), third_vpc.id());
        let peering = VpcPeeringConnection::new(eu, "peering", peering);
        let route = RouteArgs::new(table.id()).destination_cidr_block("10.8.0.0/16");
        Route::new(eu, "peering", route.vpc_peering_connection_id(peering.id()));
    })
    .await;
    let named: Vec<&str> = found.iter().map(|error| error.split(": ").next().unwrap()).collect();
    assert_eq!(
        named,
        [
            "eu-west-1::aws:rds/SubnetGroup::databases",
            "eu-west-1::aws:ec2/RouteTableAssociation::two",
            "eu-west-1::aws:ec2/Route::two",
            "eu-west-1::aws:ec2/NetworkAcl::acl",
            "eu-west-1::aws:elbv2/LoadBalancer::web",
            "eu-west-1::aws:ec2/Route::nat",
            "eu-west-1::aws:ec2/Route::peering",
        ],
        "{found:#?}"
    );
    assert!(
        found[0].ends_with(
            "eu-west-1::aws:ec2/Subnet::one (`subnet_ids`) is in eu-west-1::aws:ec2/Vpc::one, and \
             eu-west-1::aws:ec2/Subnet::two (`subnet_ids`) is in eu-west-1::aws:ec2/Vpc::two: use parts of one VPC"
        ),
        "{}",
        found[0]
    );
}

/// The listener of a load balancer, and its rules, forward to target groups of its own VPC only.
#[tokio::test]
async fn a_target_group_of_another_vpc_than_its_listener_is_refused() {
    let found = errors(|eu, _| {
        let network = |name: &str| {
            let vpc = Vpc::new(eu, name, VpcArgs::new("10.0.0.0/16"));
            let subnets = [
                subnet(eu, &format!("{name}-a"), &vpc, "10.0.0.0/24").id(),
                subnet(eu, &format!("{name}-b"), &vpc, "10.0.1.0/24").id(),
            ];
            let group = SecurityGroup::new(eu, name, SecurityGroupArgs::new(vpc.id(), name));
            (subnets, group, TargetGroup::new(eu, name, TargetGroupArgs::new(name, vpc.id(), 80)))
        };
        let (subnets, group, own) = network("one");
        let (_, _, other) = network("two");
        let balancer = LoadBalancer::new(eu, "web", LoadBalancerArgs::new("web", subnets, [group.id()]));
        let listener = |name: &str, port: u16, group: &TargetGroup| {
            let action = Action::new().forward([Forward::new(group.arn())]);
            Listener::new(eu, name, ListenerArgs::new(balancer.arn(), port, Protocol::Http, action))
        };
        let right = listener("right", 80, &own);
        listener("wrong", 81, &other);
        let rule = |name: &str, priority: u32, forward: [Forward; 2]| {
            let condition = Condition::new().paths(["/"]);
            ListenerRule::new(
                eu,
                name,
                ListenerRuleArgs::new(right.arn(), priority, condition, Action::new().forward(forward)),
            );
        };
        rule("right", 1, [Forward::new(own.arn()), Forward::new(own.arn())]);
        rule("wrong", 2, [Forward::new(own.arn()), Forward::new(other.arn())]);
    })
    .await;
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found[0].starts_with("eu-west-1::aws:elbv2/Listener::wrong: ")
            && found[0].ends_with(
                "eu-west-1::aws:elbv2/TargetGroup::two (`default_action.forward.target_group_arn`) is in \
                 eu-west-1::aws:ec2/Vpc::two: use parts of one VPC"
            ),
        "{}",
        found[0]
    );
    assert!(found[1].starts_with("eu-west-1::aws:elbv2/ListenerRule::wrong: "), "{}", found[1]);
}

#[tokio::test]
async fn a_subnet_that_takes_a_part_of_the_range_of_a_deleted_one_waits_for_its_delete() {
    let before = state(&[("old", "10.0.0.0/20"), ("beside", "10.0.64.0/20")]);
    let plan = plan_of(&before, |eu, _| {
        let vpc = Vpc::new(eu, "main", VpcArgs::new("10.0.0.0/16"));
        subnet(eu, "half", &vpc, "10.0.0.0/21");
        subnet(eu, "apart", &vpc, "10.0.32.0/20");
    });
    let plan = plan.await.unwrap();
    let step = |name: &str| plan.steps.iter().find(|step| step.urn().name() == name).unwrap();
    assert!(step("half").after.contains(&step("old").id), "{:#?}", plan.steps);
    assert!(!step("half").after.contains(&step("beside").id), "{:#?}", plan.steps);
    assert!(!step("apart").after.contains(&step("old").id), "{:#?}", plan.steps);
    assert!(step("beside").id > step("apart").id, "another delete stays late");
}
