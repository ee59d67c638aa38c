//! Open ports, and the connections that the platform needs.

use std::collections::BTreeSet;

use archipel::aws::ec2::*;
use archipel::policy::closed_to_the_world;
use archipel::prelude::*;

use crate::world::{Applied, REGIONS, violations};

#[test]
fn a_security_group_rule_that_opens_another_port_to_the_world_is_a_violation() {
    let rule = |range: &'static str, port: u16| {
        move |stack: &Stack| {
            let args = SecurityGroupRuleArgs::new(SecurityGroupId::new("sg-1"), Direction::Ingress, "tcp");
            let args = args.from_port(port).to_port(port);
            let args = if range.contains("::") { args.cidr_ipv6(range) } else { args.cidr_ipv4(range) };
            SecurityGroupRule::new(&stack.region("eu-west-1"), "rule", args);
        }
    };
    for range in ["0.0.0.0/0", "::/0"] {
        for found in violations(closed_to_the_world(&[443]), rule(range, 22)) {
            assert_eq!(found, ["port 22 is open to the whole world"], "{range}");
        }
        assert_eq!(violations(closed_to_the_world(&[443]), rule(range, 443)), [[""; 0], [""; 0]]);
    }
    assert_eq!(violations(closed_to_the_world(&[443]), rule("10.0.0.0/8", 22)), [[""; 0], [""; 0]]);
}

/// The rules of `prod` in a region that admit connections to these components on this port, by name.
fn admitted(applied: &Applied, region: &str, component: &str, port: i64) -> BTreeSet<String> {
    let rules = applied.of_type("aws:ec2/SecurityGroupRule");
    let here = rules.iter().filter(|rule| {
        rule.urn.starts_with(region)
            && rule.urn.contains(&format!("::{component}/"))
            && rule.text("direction") == "ingress"
            && rule.inputs.field("from_port") == &Value::Int(port)
    });
    here.map(|rule| rule.name.to_owned()).collect()
}

#[test]
fn both_regions_reach_the_data_of_the_other_one_to_write_to_it() {
    let prod = Applied::of("prod");
    for (index, region) in REGIONS.into_iter().enumerate() {
        for (component, port) in [("database", 5432), ("cache", 6379)] {
            let names = admitted(&prod, region, component, port);
            assert!(["cluster", "other-cluster"].iter().all(|name| names.contains(*name)), "{region}: {names:?}");
            assert_eq!(names.contains("bastion"), index == 0, "{region}: {names:?}");
        }
    }
    let rules = prod.of_type("aws:ec2/SecurityGroupRule");
    let ranges: Vec<_> = rules.iter().filter(|rule| rule.name == "other-cluster").collect();
    for (region, range) in REGIONS.into_iter().zip(["10.20.0.0/16", "10.10.0.0/16"]) {
        let here = ranges.iter().filter(|rule| rule.urn.starts_with(region));
        assert!(here.clone().count() == 2 && here.clone().all(|rule| rule.text("cidr_ipv4") == range), "{region}");
    }
}

#[test]
fn the_load_balancer_reaches_the_pods_and_the_bastion_the_api_of_the_cluster() {
    let prod = Applied::of("prod");
    for (index, region) in REGIONS.into_iter().enumerate() {
        assert_eq!(admitted(&prod, region, "cluster", 8080), ["load-balancer".to_owned()].into(), "{region}");
        assert_eq!(admitted(&prod, region, "cluster", 443).contains("bastion"), index == 0, "{region}");
    }
}

#[test]
fn no_subnet_is_in_a_zone_where_eks_has_no_control_plane() {
    let prod = Applied::of("prod");
    let subnets = prod.of_type("aws:ec2/Subnet");
    let zones: BTreeSet<&str> = subnets.iter().map(|subnet| subnet.text("availability_zone")).collect();
    assert_eq!(zones, ["zone-b", "zone-c", "zone-d"].into());
}

#[test]
fn an_alias_names_records_and_its_load_balancers_health_does_not_decide() {
    let prod = Applied::of("prod");
    let records = prod.of_type("aws:route53/Record");
    for record in records.iter().filter(|record| !record.inputs.field("alias").is_null()) {
        let weighted = record.name.starts_with("api-");
        let decides = record.inputs.field("alias").field("evaluate_target_health");
        assert_eq!(decides, &Value::Bool(weighted), "{}", record.urn);
    }
}

#[test]
fn a_node_group_whose_machines_change_is_created_before_the_old_one_is_deleted() {
    let names = |instance_type: &str| {
        let mut config = crate::world::config("prod");
        let cluster = config.cluster.as_mut().expect("a cluster");
        cluster.node_groups[0].instance_types = vec![instance_type.to_owned()];
        let prod = Applied::with("prod", &config);
        let groups = prod.of_type("aws:eks/NodeGroup");
        groups.iter().map(|group| (group.name.to_owned(), group.text("name").to_owned())).collect::<BTreeSet<_>>()
    };
    let (old, new) = (names("m7i.xlarge"), names("m7i.2xlarge"));
    let changed: BTreeSet<&str> = old.difference(&new).map(|(name, _)| name.as_str()).collect();
    assert_eq!(changed, ["api"].into(), "only the changed group has another name in AWS: {old:?} {new:?}");
}

#[test]
fn no_add_on_waits_for_dedicated_nodes() {
    let prod = Applied::of("prod");
    let of = |urn: &str| prod.dependencies(urn);
    for addon in prod.of_type("aws:eks/Addon") {
        let groups: Vec<_> = of(addon.urn).into_iter().filter(|urn| urn.contains("aws:eks/NodeGroup")).collect();
        assert!(groups.iter().all(|urn| urn.ends_with("/api")), "{} waits for {groups:?}", addon.urn);
    }
}
