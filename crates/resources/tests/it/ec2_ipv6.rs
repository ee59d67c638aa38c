//! Networks with IPv6, and with further ranges.

use crate::common::{EU, Expect, World, check, lifecycle};
use archipel_engine::Stack;
use archipel_resources::ec2::{
    AclAction, EgressOnlyInternetGateway, EgressOnlyInternetGatewayArgs, InternetGateway, InternetGatewayArgs,
    NetworkAcl, NetworkAclArgs, NetworkAclEntryArgs, Route, RouteArgs, RouteTable, RouteTableArgs, Subnet, SubnetArgs,
    SubnetProps, Vpc, VpcArgs, VpcProps,
};
use archipel_resources::types::{Cidr, Ipv6Cidr, VpcId};
use aws_sdk_ec2::types::{SubnetCidrBlockStateCode, VpcCidrBlockStateCode};

/// A subnet's range out of that of its VPC.
fn subnet_range(range: Option<Ipv6Cidr>, n: usize) -> Result<Ipv6Cidr, String> {
    range
        .and_then(|range| range.subnet(64 - range.prefix_len(), n))
        .ok_or_else(|| "the VPC has no IPv6 range".to_owned())
}

pub(crate) fn dual_stack(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let args = VpcArgs::new("10.0.0.0/16").assign_generated_ipv6_cidr_block(true);
    let ranges = if first { vec!["10.1.0.0/16"] } else { vec!["10.2.0.0/16", "10.3.0.0/16"] };
    let vpc = Vpc::new(&scope, "main", args.secondary_cidr_blocks(ranges));
    // A VPC that gets its range later, or gives it back.
    Vpc::new(&scope, "later", VpcArgs::new("10.9.0.0/16").assign_generated_ipv6_cidr_block(!first));
    Vpc::new(&scope, "former", VpcArgs::new("10.8.0.0/16").assign_generated_ipv6_cidr_block(first));
    let range = |n| vpc.ipv6_cidr_block().try_map(move |range| subnet_range(range, n));
    let private = SubnetArgs::new(vpc.id(), "10.0.0.0/24").ipv6_cidr_block(range(if first { 0 } else { 5 }));
    let private = private.assign_ipv6_address_on_creation(first);
    let private = Subnet::new(&scope, "private", private);
    let later = SubnetArgs::new(vpc.id(), "10.0.1.0/24");
    let later = if first { later } else { later.ipv6_cidr_block(range(1)).assign_ipv6_address_on_creation(true) };
    Subnet::new(&scope, "later", later);
    let former = SubnetArgs::new(vpc.id(), "10.0.2.0/24");
    let former = if first { former.ipv6_cidr_block(range(2)).assign_ipv6_address_on_creation(true) } else { former };
    Subnet::new(&scope, "former", former);

    let gateway = EgressOnlyInternetGatewayArgs::new(vpc.id()).tags([(if first { "one" } else { "two" }, "x")]);
    let gateway = EgressOnlyInternetGateway::new(&scope, "main", gateway);
    let internet = InternetGateway::new(&scope, "main", InternetGatewayArgs::new().vpc_id(vpc.id()));
    let table = RouteTable::new(&scope, "private", RouteTableArgs::new(vpc.id()));
    let out = RouteArgs::new(table.id()).destination_ipv6_cidr_block(Ipv6Cidr::ANYWHERE);
    let out = if first { out.egress_only_gateway_id(gateway.id()) } else { out.gateway_id(internet.id()) };
    Route::new(&scope, "out", out);
    let far =
        RouteArgs::new(table.id()).destination_ipv6_cidr_block(if first { "64:ff9b::/96" } else { "2001:db8::/32" });
    Route::new(&scope, "far", far.egress_only_gateway_id(gateway.id()));

    let entry = NetworkAclEntryArgs::new(100, AclAction::Allow, "tcp").from_port(443).to_port(443);
    let from = if first { "::/0" } else { "2001:db8::/32" };
    let ingress = [
        entry.clone().ipv6_cidr_block(from),
        NetworkAclEntryArgs::new(110, AclAction::Allow, "icmpv6").from_port(-1).to_port(-1).ipv6_cidr_block("::/0"),
    ];
    let egress = if first { entry.ipv6_cidr_block("::/0") } else { entry.cidr_block("0.0.0.0/0") };
    let acl = NetworkAclArgs::new(vpc.id()).subnet_ids([private.id()]).ingress(ingress).egress([egress]);
    NetworkAcl::new(&scope, "private", acl);
    stack.output("range", vpc.ipv6_cidr_block());
}

#[tokio::test]
async fn a_network_of_both_protocols_lives_through_everything() {
    lifecycle(
        |stack| dual_stack(stack, 1),
        |stack| dual_stack(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:ec2/Vpc::main"),
            Expect::Update("eu-west-1::aws:ec2/Vpc::later"),
            Expect::Update("eu-west-1::aws:ec2/Vpc::former"),
            Expect::Update("eu-west-1::aws:ec2/Subnet::private"),
            Expect::Update("eu-west-1::aws:ec2/Subnet::later"),
            Expect::Update("eu-west-1::aws:ec2/Subnet::former"),
            Expect::Update("eu-west-1::aws:ec2/EgressOnlyInternetGateway::main"),
            Expect::Update("eu-west-1::aws:ec2/Route::out"),
            Expect::Replace("eu-west-1::aws:ec2/Route::far"),
            Expect::Update("eu-west-1::aws:ec2/NetworkAcl::private"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let ec2 = aws.ec2();
            let vpc = async |name: &str| {
                let id = world.id(&format!("eu-west-1::aws:ec2/Vpc::{name}")).await;
                ec2.describe_vpcs().vpc_ids(id).send().await.unwrap().vpcs.unwrap().remove(0)
            };
            let has_ipv6 = |vpc: &aws_sdk_ec2::types::Vpc| {
                let associated = Some(&VpcCidrBlockStateCode::Associated);
                let mut ranges = vpc.ipv6_cidr_block_association_set().iter();
                ranges.any(|range| range.ipv6_cidr_block_state().and_then(|state| state.state()) == associated)
            };
            let main = vpc("main").await;
            let associated = main.cidr_block_association_set().iter().filter(|range| {
                range.cidr_block_state().and_then(|state| state.state()) == Some(&VpcCidrBlockStateCode::Associated)
            });
            assert_eq!(associated.count(), version as usize + 1, "the primary range and the others");
            assert!(has_ipv6(&main));
            assert_eq!((has_ipv6(&vpc("later").await), has_ipv6(&vpc("former").await)), (version == 2, version == 1));

            for (name, in_one, in_two) in [("private", true, true), ("later", false, true), ("former", true, false)] {
                let id = world.id(&format!("eu-west-1::aws:ec2/Subnet::{name}")).await;
                let subnet = ec2.describe_subnets().subnet_ids(id).send().await.unwrap().subnets.unwrap().remove(0);
                let mut ranges = subnet.ipv6_cidr_block_association_set().iter();
                let associated = Some(&SubnetCidrBlockStateCode::Associated);
                let has = ranges.any(|range| range.ipv6_cidr_block_state().and_then(|one| one.state()) == associated);
                assert_eq!(has, if version == 1 { in_one } else { in_two }, "{name}");
            }
            let id = world.id("eu-west-1::aws:ec2/RouteTable::private").await;
            let table = ec2.describe_route_tables().route_table_ids(id).send().await.unwrap();
            let routes = table.route_tables()[0].routes();
            let out = routes.iter().find(|route| route.destination_ipv6_cidr_block() == Some("::/0")).unwrap();
            assert_eq!(out.egress_only_internet_gateway_id().is_some(), version == 1);
            assert_eq!(out.gateway_id().is_some(), version == 2);
            let ours = routes.iter().filter(|route| route.origin().is_some_and(|of| of.as_str() == "CreateRoute"));
            assert_eq!(ours.count(), 2, "{routes:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn ranges_that_ec2_would_refuse_are_found_in_the_plan() {
    let vpc = |secondary: &[&str]| VpcProps {
        cidr_block: "10.0.0.0/16".parse().unwrap(),
        secondary_cidr_blocks: secondary.iter().map(|range| range.parse::<Cidr>().unwrap()).collect(),
        assign_generated_ipv6_cidr_block: false,
        instance_tenancy: archipel_resources::ec2::Tenancy::Default,
        enable_dns_support: true,
        enable_dns_hostnames: false,
        tags: std::collections::BTreeMap::new(),
    };
    assert!(check::<Vpc>(vpc(&["10.1.0.0/16"])).await.is_empty());
    assert!(check::<Vpc>(vpc(&["10.0.0.0/16"])).await[0].contains("the primary range"));
    assert!(check::<Vpc>(vpc(&["10.0.0.0/8"])).await[0].contains("not a /16 to a /28"));
    let subnet = |range: Option<&str>, assigns| SubnetProps {
        vpc_id: VpcId::new("vpc-1"),
        cidr_block: "10.0.0.0/24".parse().unwrap(),
        availability_zone: None,
        ipv6_cidr_block: range.map(|range| range.parse().unwrap()),
        assign_ipv6_address_on_creation: assigns,
        map_public_ip_on_launch: false,
        tags: std::collections::BTreeMap::new(),
    };
    assert!(check::<Subnet>(subnet(Some("2001:db8::/64"), true)).await.is_empty());
    assert!(check::<Subnet>(subnet(Some("2001:db8::/65"), false)).await[0].contains("/44, /48"));
    assert!(check::<Subnet>(subnet(None, true)).await[0].contains("needs an `ipv6_cidr_block`"));
}
