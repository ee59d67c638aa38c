//! Networks: what a VPC is divided into, how it reaches the world, and who may talk to whom.

use crate::common::{EU, Expect, Failed, World, lifecycle};
use archipel_engine::{Options, Stack, Value};
use archipel_resources::ec2::{
    AclAction, AvailabilityZones, Direction, ElasticIp, ElasticIpArgs, InternetGateway, InternetGatewayArgs,
    ManagedPrefixList, ManagedPrefixListArgs, NatGateway, NatGatewayArgs, NetworkAcl, NetworkAclArgs,
    NetworkAclEntryArgs, Route, RouteArgs, RouteTable, RouteTableArgs, RouteTableAssociation,
    RouteTableAssociationArgs, SecurityGroup, SecurityGroupArgs, SecurityGroupRule, SecurityGroupRuleArgs, Subnet,
    SubnetArgs, Vpc, VpcArgs,
};
use aws_sdk_ec2::types::{IpPermission, IpRange, UserIdGroupPair};
use serde_json::json;

/// A VPC with a public and a private subnet, as every network has them.
pub(crate) fn network(stack: &Stack, subnet_tag: &str, private_to_nat: bool) {
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
    let private =
        Subnet::new(&scope, "private", SubnetArgs::new(vpc.id(), "10.0.1.0/24").availability_zone(zones.names().at(1)));
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
    let nat = NatGateway::with_options(
        &scope,
        "nat",
        NatGatewayArgs::new().subnet_id(public.id()).allocation_id(address.id()),
        Options::new().depends_on(&to_world),
    );
    let out = RouteArgs::new(private_table.id()).destination_cidr_block("0.0.0.0/0");
    let out = if private_to_nat { out.nat_gateway_id(nat.id()) } else { out.gateway_id(gateway.id()) };
    Route::new(&scope, "private-to-world", out);
    stack.output("nat_ip", nat.public_ip());
    stack.output("address", address.public_ip());
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

#[tokio::test]
async fn a_network_whose_parts_are_slow_to_show_and_to_be_ready_comes_up() {
    let world = World::start().await;
    world.faults(json!([
        {"kind": "not_found_after_create", "reads": 1},
        {"kind": "pending", "reads": 2},
    ]));
    world.up(|stack| network(stack, "public", true)).await;
    world.faults(json!([]));
    world.assert_in_step(|stack| network(stack, "public", true), "after a slow up").await;
    world.assert_no_orphans("after a slow up").await;
    assert_eq!(world.output("nat_ip").await, world.output("address").await);
    world.destroy().await;
    assert!(world.owned().await.is_empty());
}

pub(crate) fn groups(stack: &Stack, second: bool) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let app = SecurityGroup::new(
        &scope,
        "app",
        SecurityGroupArgs::new(vpc.id(), "app").description("The application").allow_all_egress(second),
    );
    let db = SecurityGroup::new(&scope, "db", SecurityGroupArgs::new(vpc.id(), "db").allow_all_egress(!second));
    let rule = |name: &str, args: SecurityGroupRuleArgs| SecurityGroupRule::new(&scope, name, args);
    rule(
        "https",
        SecurityGroupRuleArgs::new(app.id(), Direction::Ingress, "tcp")
            .from_port(443)
            .to_port(if second { 444 } else { 443 })
            .cidr_ipv4("0.0.0.0/0")
            .description("From everywhere"),
    );
    rule(
        "app-to-db",
        SecurityGroupRuleArgs::new(app.id(), Direction::Egress, "tcp")
            .from_port(5432)
            .to_port(5432)
            .referenced_security_group_id(db.id()),
    );
    rule(
        "db-from-app",
        SecurityGroupRuleArgs::new(db.id(), Direction::Ingress, "tcp")
            .from_port(5432)
            .to_port(5432)
            .referenced_security_group_id(app.id())
            .tags([("version", if second { "2" } else { "1" })]),
    );
    rule(
        "db-to-itself",
        SecurityGroupRuleArgs::new(db.id(), Direction::Ingress, "all")
            .referenced_security_group_id(db.id())
            .description("members of the group"),
    );
    rule(
        "ping",
        SecurityGroupRuleArgs::new(app.id(), Direction::Ingress, "icmp")
            .from_port(-1)
            .to_port(-1)
            .cidr_ipv4("10.0.0.0/8")
            .description(if second { "Pings" } else { "Pings from inside" }),
    );
    rule(
        "v6",
        SecurityGroupRuleArgs::new(app.id(), Direction::Ingress, "udp").from_port(443).to_port(443).cidr_ipv6("::/0"),
    );
    let s3 = ManagedPrefixList::get(&scope, "s3", ManagedPrefixListArgs::new("com.amazonaws.eu-west-1.s3"));
    rule(
        "to-s3",
        SecurityGroupRuleArgs::new(app.id(), Direction::Egress, "tcp")
            .from_port(443)
            .to_port(443)
            .prefix_list_id(s3.id()),
    );
}

#[tokio::test]
async fn security_groups_let_through_what_is_declared_and_nothing_else() {
    lifecycle(
        |stack| groups(stack, false),
        |stack| groups(stack, true),
        &[
            Expect::Update("eu-west-1::aws:ec2/SecurityGroup::app"),
            Expect::Update("eu-west-1::aws:ec2/SecurityGroup::db"),
            Expect::Replace("eu-west-1::aws:ec2/SecurityGroupRule::https"),
            Expect::Update("eu-west-1::aws:ec2/SecurityGroupRule::db-from-app"),
            Expect::Update("eu-west-1::aws:ec2/SecurityGroupRule::ping"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let app = world.id("eu-west-1::aws:ec2/SecurityGroup::app").await;
            let response = aws.ec2().describe_security_groups().group_ids(app).send().await.unwrap();
            let group = &response.security_groups()[0];
            assert_eq!(group.description(), Some("The application"));
            let everything_out = group.ip_permissions_egress().iter().any(|rule| rule.ip_protocol() == Some("-1"));
            assert_eq!(everything_out, version == 2);
            let ports: Vec<_> =
                group.ip_permissions().iter().filter(|r| r.ip_protocol() == Some("tcp")).map(|r| r.to_port()).collect();
            assert_eq!(ports, [Some(if version == 1 { 443 } else { 444 })], "the old rule is gone");
        },
    )
    .await;
}

#[tokio::test]
async fn a_group_that_others_point_at_is_deleted_after_their_rules_are_revoked() {
    let world = World::start().await;
    world
        .up(|stack| {
            let scope = stack.region(EU);
            let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
            SecurityGroup::new(&scope, "one", SecurityGroupArgs::new(vpc.id(), "one"));
        })
        .await;
    // A group of another owner refers to the stack's.
    let aws = world.aws(EU);
    let (ec2, one) = (aws.ec2(), world.id("eu-west-1::aws:ec2/SecurityGroup::one").await);
    let vpc = world.id("eu-west-1::aws:ec2/Vpc::main").await;
    let made = ec2.create_security_group().group_name("other").description("x").vpc_id(&vpc).send().await.unwrap();
    let other = made.group_id().unwrap();
    let pair = UserIdGroupPair::builder().group_id(&one).build();
    let range = IpRange::builder().cidr_ip("10.0.0.0/8").build();
    let rule = IpPermission::builder().ip_protocol("tcp").from_port(1).to_port(2);
    let rule = rule.user_id_group_pairs(pair).ip_ranges(range).build();
    ec2.authorize_security_group_ingress().group_id(other).ip_permissions(rule.clone()).send().await.unwrap();
    ec2.authorize_security_group_egress().group_id(other).ip_permissions(rule).send().await.unwrap();
    // The emulator does not mind; AWS does.
    world.faults(json!([{
        "kind": "error", "operation": "DeleteSecurityGroup", "first": 1,
        "code": "DependencyViolation", "status": 400, "message": "resource sg has a dependent object"
    }]));
    world.up(|stack| drop(Vpc::new(&stack.region(EU), "main", VpcArgs::new("10.0.0.0/16")))).await;
    let response = ec2.describe_security_groups().group_ids(other).send().await.unwrap();
    let group = &response.security_groups()[0];
    for rules in [group.ip_permissions(), group.ip_permissions_egress()] {
        assert!(rules.iter().all(|rule| rule.user_id_group_pairs().is_empty()), "{rules:?}");
        assert!(rules.iter().any(|rule| rule.from_port() == Some(1)), "the range beside it stays: {rules:?}");
    }
}

#[tokio::test]
async fn a_group_of_somebody_else_is_not_taken_over() {
    let world = World::start().await;
    let main = |stack: &Stack| Vpc::new(&stack.region(EU), "main", VpcArgs::new("10.0.0.0/16"));
    world.up(|stack| drop(main(stack))).await;
    let vpc = world.id("eu-west-1::aws:ec2/Vpc::main").await;
    let aws = world.aws(EU);
    aws.ec2().create_security_group().group_name("app").description("x").vpc_id(&vpc).send().await.unwrap();
    let failed = world
        .try_up(|stack| {
            let vpc = main(stack);
            SecurityGroup::new(&stack.region(EU), "app", SecurityGroupArgs::new(vpc.id(), "app"));
        })
        .await;
    let Err(Failed(why)) = failed else { panic!("it was taken over") };
    assert!(why.contains("InvalidGroup.Duplicate"), "{why}");
}

pub(crate) fn acl(stack: &Stack, second: bool) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnets: Vec<_> = ["a", "b", "c"]
        .iter()
        .enumerate()
        .map(|(n, name)| Subnet::new(&scope, name, SubnetArgs::new(vpc.id(), format!("10.0.{n}.0/24").as_str())))
        .collect();
    let behind = if second { vec![subnets[1].id(), subnets[2].id()] } else { vec![subnets[0].id(), subnets[1].id()] };
    let entry = |number: i32, action: AclAction, protocol: &str| {
        NetworkAclEntryArgs::new(number, action, protocol).cidr_block("10.0.0.0/8")
    };
    let mut ingress = vec![
        entry(200, AclAction::Deny, "all"),
        entry(100, AclAction::Allow, "tcp").from_port(443).to_port(if second { 444 } else { 443 }),
    ];
    if second {
        ingress.push(entry(110, AclAction::Deny, "50"));
    } else {
        ingress.push(entry(120, AclAction::Allow, "udp").from_port(1).to_port(65535));
    }
    NetworkAcl::new(
        &scope,
        "main",
        NetworkAclArgs::new(vpc.id()).subnet_ids(behind).ingress(ingress).egress([entry(100, AclAction::Allow, "all")]),
    );
}

#[tokio::test]
async fn a_network_acl_keeps_its_entries_and_gives_its_subnets_back() {
    lifecycle(
        |stack| acl(stack, false),
        |stack| acl(stack, true),
        &[Expect::Update("eu-west-1::aws:ec2/NetworkAcl::main")],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let id = world.id("eu-west-1::aws:ec2/NetworkAcl::main").await;
            let response = aws.ec2().describe_network_acls().network_acl_ids(id).send().await.unwrap();
            let acl = &response.network_acls()[0];
            let mut numbers: Vec<_> =
                acl.entries().iter().filter(|e| e.egress() == Some(false)).filter_map(|e| e.rule_number()).collect();
            numbers.sort_unstable();
            assert_eq!(numbers, if version == 1 { [100, 120, 200] } else { [100, 110, 200] });
            let left = if version == 1 { "c" } else { "a" };
            let left = world.id(&format!("eu-west-1::aws:ec2/Subnet::{left}")).await;
            assert_eq!(acl.associations().len(), 2);
            assert!(acl.associations().iter().all(|a| a.subnet_id() != Some(&left)));
        },
    )
    .await;
}

/// A subnet with everything that refers to it.
pub(crate) fn cut(stack: &Stack, range: &str) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnet = Subnet::new(&scope, "one", SubnetArgs::new(vpc.id(), range));
    let table = RouteTable::new(&scope, "one", RouteTableArgs::new(vpc.id()));
    RouteTableAssociation::new(&scope, "one", RouteTableAssociationArgs::new(table.id()).subnet_id(subnet.id()));
    let address = ElasticIp::new(&scope, "one", ElasticIpArgs::new());
    NatGateway::new(&scope, "one", NatGatewayArgs::new().subnet_id(subnet.id()).allocation_id(address.id()));
}

#[tokio::test]
async fn a_subnet_with_another_range_replaces_the_resources_in_it() {
    lifecycle(
        |stack| cut(stack, "10.0.0.0/24"),
        |stack| cut(stack, "10.0.1.0/24"),
        &[
            Expect::ReplaceDeletingFirst("eu-west-1::aws:ec2/NatGateway::one"),
            Expect::Replace("eu-west-1::aws:ec2/RouteTableAssociation::one"),
            Expect::Replace("eu-west-1::aws:ec2/Subnet::one"),
        ],
        async |_: &World, _| {},
    )
    .await;
}

#[tokio::test]
async fn a_subnet_that_cannot_go_names_the_interface_in_the_way_and_clears_those_left_behind() {
    let world = World::start().await;
    let program = |stack: &Stack, range: &str| {
        let scope = stack.region(EU);
        let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
        Subnet::new(&scope, "one", SubnetArgs::new(vpc.id(), range));
    };
    world.up(|stack| program(stack, "10.0.0.0/24")).await;
    let (aws, subnet) = (world.aws(EU), world.id("eu-west-1::aws:ec2/Subnet::one").await);
    let interface = async |description: &str| {
        let call = aws.ec2().create_network_interface().subnet_id(&subnet).description(description);
        call.send().await.unwrap().network_interface().and_then(|eni| eni.network_interface_id()).unwrap().to_owned()
    };
    let (left, used) = (interface("aws-K8S-i-0abc").await, interface("ELB app/web/1").await);
    futures::join!(world.up(|stack| program(stack, "10.0.1.0/24")), async {
        world.until_waiting_for(&format!("network interface {used} (available, \"ELB app/web/1\"")).await;
        let response = aws.ec2().describe_network_interfaces().send().await.unwrap();
        let ids: Vec<_> = response.network_interfaces().iter().filter_map(|eni| eni.network_interface_id()).collect();
        assert!(!ids.contains(&left.as_str()), "what a controller left behind is cleared away");
        aws.ec2().delete_network_interface().network_interface_id(&used).send().await.unwrap();
    });
    world.assert_no_orphans("after the interface went").await;
}

#[tokio::test]
async fn an_association_moves_to_another_table_in_place() {
    let program = |stack: &Stack, table: usize| {
        let scope = stack.region(EU);
        let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
        let gateway = InternetGateway::new(&scope, "main", InternetGatewayArgs::new().vpc_id(vpc.id()));
        let subnet = Subnet::new(&scope, "one", SubnetArgs::new(vpc.id(), "10.0.0.0/24"));
        let tables = ["a", "b"].map(|name| RouteTable::new(&scope, name, RouteTableArgs::new(vpc.id())));
        let of = |n: usize| RouteTableAssociationArgs::new(tables[n].id());
        RouteTableAssociation::new(&scope, "subnet", of(table).subnet_id(subnet.id()));
        RouteTableAssociation::new(&scope, "gateway", of(1 - table).gateway_id(gateway.id()));
    };
    lifecycle(
        |stack| program(stack, 0),
        |stack| program(stack, 1),
        &[
            Expect::Update("eu-west-1::aws:ec2/RouteTableAssociation::gateway"),
            Expect::Update("eu-west-1::aws:ec2/RouteTableAssociation::subnet"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let response = aws.ec2().describe_route_tables().send().await.unwrap();
            let [a, b] = ["a", "b"].map(|name| format!("eu-west-1::aws:ec2/RouteTable::{name}"));
            let (with_subnet, with_gateway) = if version == 1 { (a, b) } else { (b, a) };
            let uses = async |table: &str| {
                let id = world.id(table).await;
                let table = response.route_tables().iter().find(|table| table.route_table_id() == Some(&id)).unwrap();
                assert_eq!(table.associations().len(), 1);
                table.associations()[0].clone()
            };
            assert!(uses(&with_subnet).await.subnet_id().is_some());
            assert!(uses(&with_gateway).await.gateway_id().is_some());
        },
    )
    .await;
}

#[tokio::test]
async fn an_address_is_released_once_its_gateway_lets_go() {
    let world = World::start().await;
    world.up(|stack| drop(ElasticIp::new(&stack.region(EU), "one", ElasticIpArgs::new()))).await;
    world.faults(json!([
        {
            "kind": "error", "operation": "ReleaseAddress", "nth": 1, "code": "AuthFailure", "status": 400,
            "message": "You do not have permission to access the specified resource."
        },
        {"kind": "error", "operation": "ReleaseAddress", "nth": 2, "code": "InvalidIPAddress.InUse", "status": 400},
    ]));
    let done = world.destroy().await;
    assert_eq!(done.calls.of("ec2", "ReleaseAddress"), 3);
    world.up(|stack| drop(ElasticIp::new(&stack.region(EU), "one", ElasticIpArgs::new()))).await;
    world.faults(json!([{
        "kind": "error", "operation": "ReleaseAddress", "code": "AuthFailure", "status": 400,
        "message": "AWS was not able to validate the provided access credentials"
    }]));
    let failed = world.try_destroy().await;
    assert!(failed.is_err_and(|Failed(why)| why.contains("credentials")), "wrong credentials are not waited out");
}

#[tokio::test]
async fn a_route_to_somewhere_else_is_not_taken_over() {
    let world = World::start().await;
    let base = |stack: &Stack| {
        let scope = stack.region(EU);
        let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
        let gateway = InternetGateway::new(&scope, "main", InternetGatewayArgs::new().vpc_id(vpc.id()));
        (scope.clone(), RouteTable::new(&scope, "main", RouteTableArgs::new(vpc.id())), gateway)
    };
    let wanted = |stack: &Stack| {
        let (scope, table, gateway) = base(stack);
        let args = RouteArgs::new(table.id()).destination_cidr_block("0.0.0.0/0").gateway_id(gateway.id());
        Route::new(&scope, "out", args);
    };
    world.up(|stack| drop(base(stack))).await;
    let aws = world.aws(EU);
    let table = world.id("eu-west-1::aws:ec2/RouteTable::main").await;
    let tgw = aws.ec2().create_transit_gateway().send().await.unwrap();
    let tgw = tgw.transit_gateway().and_then(|tgw| tgw.transit_gateway_id()).unwrap();
    let route = || aws.ec2().create_route().route_table_id(&table).destination_cidr_block("0.0.0.0/0");
    route().transit_gateway_id(tgw).send().await.unwrap();
    let failed = world.try_up(wanted).await;
    assert!(failed.is_err_and(|Failed(why)| why.contains("RouteAlreadyExists")));
    // One that leads where it should is not ours either, and can be imported.
    aws.ec2().delete_route().route_table_id(&table).destination_cidr_block("0.0.0.0/0").send().await.unwrap();
    let gateway = world.id("eu-west-1::aws:ec2/InternetGateway::main").await;
    route().gateway_id(gateway).send().await.unwrap();
    let failed = world.try_up(wanted).await;
    assert!(failed.is_err_and(|Failed(why)| why.contains("RouteAlreadyExists")));
    let id = format!("{table}|0.0.0.0/0");
    let imported = |stack: &Stack| {
        let (scope, table, gateway) = base(stack);
        let args = RouteArgs::new(table.id()).destination_cidr_block("0.0.0.0/0").gateway_id(gateway.id());
        Route::with_options(&scope, "out", args, Options::new().import(id.as_str()));
    };
    world.up(imported).await;
    world.assert_in_step(wanted, "after the import of a route").await;
}

#[tokio::test]
async fn a_gateway_that_somebody_detached_is_seen_and_replaced() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let vpc = Vpc::new(&stack.region(EU), "main", VpcArgs::new("10.0.0.0/16"));
        InternetGateway::new(&stack.region(EU), "main", InternetGatewayArgs::new().vpc_id(vpc.id()));
    };
    world.up(program).await;
    let urn = "eu-west-1::aws:ec2/InternetGateway::main";
    let (id, vpc) = (world.id(urn).await, world.id("eu-west-1::aws:ec2/Vpc::main").await);
    let aws = world.aws(EU);
    aws.ec2().detach_internet_gateway().internet_gateway_id(id).vpc_id(vpc).send().await.unwrap();
    let prepared = world.refresh_plan(program).await;
    assert_eq!(prepared.drifts.len(), 1);
    crate::common::assert_expected(&prepared.plan, &[Expect::Replace(urn)]);
}

#[tokio::test]
async fn zones_and_prefix_lists_are_read() {
    let world = World::start().await;
    world
        .up(|stack| {
            let scope = stack.region(EU);
            let zones = AvailabilityZones::get(&scope, "zones");
            stack.output("names", zones.names());
            stack.output("ids", zones.zone_ids());
            let list = ManagedPrefixListArgs::new("com.amazonaws.global.cloudfront.origin-facing");
            stack.output("owner", ManagedPrefixList::get(&scope, "cloudfront", list).owner_id());
        })
        .await;
    let texts = |texts: [&str; 3]| Value::List(texts.map(Value::from).to_vec());
    assert_eq!(world.output("names").await, texts(["eu-west-1a", "eu-west-1b", "eu-west-1c"]));
    assert!(format!("{:?}", world.output("ids").await).contains("euw1-az"));
    assert_eq!(world.output("owner").await, Value::from("AWS"));
    let missing = world
        .try_up(|stack| {
            ManagedPrefixList::get(&stack.region(EU), "none", ManagedPrefixListArgs::new("com.example.none"));
        })
        .await;
    let Err(Failed(why)) = missing else { panic!("there is none") };
    assert!(why.contains("eu-west-1 has no managed prefix list named `com.example.none`"), "{why}");
}
