//! What comes with a VPC: its default security group, route table and network ACL.

use crate::common::{EU, Expect, Failed, US, World, lifecycle};
use archipel_engine::Stack;
use archipel_resources::ec2::{
    AclAction, DefaultNetworkAcl, DefaultNetworkAclArgs, DefaultRouteTable, DefaultRouteTableArgs,
    DefaultSecurityGroup, DefaultSecurityGroupArgs, Direction, InternetGateway, InternetGatewayArgs,
    NetworkAclEntryArgs, Route, RouteArgs, SecurityGroup, SecurityGroupArgs, SecurityGroupRule, SecurityGroupRuleArgs,
    Subnet, SubnetArgs, Vpc, VpcArgs,
};
use archipel_resources::types::VpcId;
use aws_sdk_ec2::types::{Filter, IpPermission, IpRange};

const GROUP: &str = "eu-west-1::aws:ec2/DefaultSecurityGroup::closed";

pub(crate) fn defaults(stack: &Stack, version: u32) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let tags = [("Version", version.to_string())];
    let args = DefaultSecurityGroupArgs::new(vpc.id()).undeclared_rules(version == 2).tags(tags.clone());
    let group = DefaultSecurityGroup::new(&scope, "closed", args);
    let args = SecurityGroupRuleArgs::new(group.id(), Direction::Ingress, "tcp").from_port(443).to_port(443);
    SecurityGroupRule::new(&scope, "https", args.cidr_ipv4("10.0.0.0/8"));
    SecurityGroup::new(&scope, "other", SecurityGroupArgs::new(vpc.id(), "other"));
    let table = DefaultRouteTable::new(&scope, "main", DefaultRouteTableArgs::new(vpc.id()).tags(tags.clone()));
    let gateway = InternetGateway::new(&scope, "main", InternetGatewayArgs::new().vpc_id(vpc.id()));
    let args = RouteArgs::new(table.id()).destination_cidr_block("0.0.0.0/0").gateway_id(gateway.id());
    Route::new(&scope, "out", args);
    let entry = |number: i32, action: AclAction| NetworkAclEntryArgs::new(number, action, "all");
    // A new VPC has an entry 100 in both directions.
    let ingress = [
        entry(100, AclAction::Deny).cidr_block("192.0.2.0/24"),
        entry(100 + i32::try_from(version).unwrap(), AclAction::Allow).cidr_block("0.0.0.0/0"),
    ];
    let args = DefaultNetworkAclArgs::new(vpc.id()).ingress(ingress).tags(tags);
    let args = if version == 1 { args } else { args.egress([entry(7, AclAction::Allow).cidr_block("0.0.0.0/0")]) };
    DefaultNetworkAcl::new(&scope, "main", args);
    Subnet::new(&scope, "a", SubnetArgs::new(vpc.id(), "10.0.0.0/24"));
}

/// The rules of a group: whether each is for outbound traffic, and its peer.
async fn rules(world: &World, group: &str) -> Vec<(bool, String)> {
    let filter = Filter::builder().name("group-id").values(group).build();
    let response = world.aws(EU).ec2().describe_security_group_rules().filters(filter).send().await.unwrap();
    let rules = response.security_group_rules().iter().map(|rule| {
        let peer = rule.referenced_group_info().and_then(|group| group.group_id()).or(rule.cidr_ipv4());
        (rule.is_egress().unwrap(), peer.unwrap().to_owned())
    });
    let mut rules: Vec<_> = rules.collect();
    rules.sort();
    rules
}

#[tokio::test]
async fn the_defaults_of_a_vpc_live_through_everything() {
    lifecycle(
        |stack| defaults(stack, 1),
        |stack| defaults(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:ec2/DefaultNetworkAcl::main"),
            Expect::Update("eu-west-1::aws:ec2/DefaultRouteTable::main"),
            Expect::Update(GROUP),
        ],
        async |world: &World, version| {
            let group = world.id(GROUP).await;
            let declared = (false, "10.0.0.0/8".to_owned());
            let first = [(false, group.clone()), (true, "0.0.0.0/0".to_owned())];
            let expected = if version == 1 { vec![declared] } else { [vec![declared], first.to_vec()].concat() };
            assert_eq!(rules(world, &group).await, expected);
            let acl = world.id("eu-west-1::aws:ec2/DefaultNetworkAcl::main").await;
            let response = world.aws(EU).ec2().describe_network_acls().network_acl_ids(acl).send().await.unwrap();
            let entries = response.network_acls()[0].entries().iter();
            let mut entries: Vec<_> =
                entries.map(|entry| (entry.egress().unwrap(), entry.rule_number().unwrap())).collect();
            entries.sort_unstable();
            entries.retain(|(_, number)| *number < 32767);
            let second: &[_] = &[(false, 100), (false, 102), (true, 7)];
            assert_eq!(entries, if version == 1 { &[(false, 100), (false, 101)] } else { second });
        },
    )
    .await;
}

fn closed(stack: &Stack, declared: bool) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    if declared {
        DefaultSecurityGroup::new(&scope, "closed", DefaultSecurityGroupArgs::new(vpc.id()));
    }
}

#[tokio::test]
async fn a_rule_that_somebody_adds_to_a_default_group_is_seen_and_removed() {
    let world = World::start().await;
    world.up(|stack| closed(stack, true)).await;
    let group = world.id(GROUP).await;
    assert_eq!(rules(&world, &group).await, []);
    let range = IpRange::builder().cidr_ip("0.0.0.0/0").build();
    let ssh = IpPermission::builder().ip_protocol("tcp").from_port(22).to_port(22).ip_ranges(range).build();
    let call = world.aws(EU).ec2().authorize_security_group_ingress().group_id(&group).ip_permissions(ssh);
    call.send().await.unwrap();
    let done = world.mend(|stack| closed(stack, true)).await;
    assert_eq!(done.summary.updated, 1);
    assert_eq!(rules(&world, &group).await, []);
}

#[tokio::test]
async fn a_default_group_that_is_no_longer_declared_stays_as_it_is_without_an_owner() {
    let world = World::start().await;
    world.up(|stack| closed(stack, true)).await;
    let group = world.id(GROUP).await;
    world.up(|stack| closed(stack, false)).await;
    world.assert_no_orphans("after the delete").await;
    let response = world.aws(EU).ec2().describe_security_groups().group_ids(&group).send().await.unwrap();
    assert_eq!(response.security_groups()[0].tags(), []);
    assert_eq!(rules(&world, &group).await, []);
    world.up(|stack| closed(stack, true)).await;
    assert_eq!(world.id(GROUP).await, group);
}

#[tokio::test]
async fn the_default_group_of_another_stack_is_left_alone() {
    let world = World::start().await;
    world.up(|stack| closed(stack, true)).await;
    let vpc = world.id("eu-west-1::aws:ec2/Vpc::main").await;
    let group = world.id(GROUP).await;
    let tag = |key: &str, value: &str| aws_sdk_ec2::types::Tag::builder().key(key).value(value).build();
    let owner =
        [tag("archipel:stack", "shop/prod"), tag("archipel:token", "t"), tag("archipel:urn", "eu-west-1::a::b")];
    let call = world.aws(EU).ec2().create_tags().resources(&group).set_tags(Some(owner.to_vec()));
    call.send().await.unwrap();
    let world = world.without_state();
    let foreign = |stack: &Stack| {
        DefaultSecurityGroup::new(&stack.region(EU), "closed", DefaultSecurityGroupArgs::new(VpcId::new(&vpc)));
        Vpc::new(&stack.region(US), "other", VpcArgs::new("10.9.0.0/16"));
    };
    let Err(Failed(why)) = world.try_up(foreign).await.map(drop) else { panic!("it was taken over") };
    assert!(why.contains(&format!("{group} belongs to the stack shop/prod")), "{why}");
}
