//! Open ports, and the connections that the platform needs.

use std::collections::BTreeSet;

use archipel::aws::ec2::*;
use archipel::policy::closed_to_the_world;
use archipel::prelude::*;
use stacks::config::Compute;

use crate::world::{Applied, REGIONS, STACKS, violations};

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
    for region in REGIONS {
        for (component, port) in [("database", 5432), ("cache", 6379)] {
            let names = admitted(&prod, region, component, port);
            let mut expected: BTreeSet<String> = ["bastion", "cluster", "other-cluster"].map(str::to_owned).into();
            // The function in the primary region. In the other region its range is admitted with the pods there.
            expected.extend((region == REGIONS[0]).then(|| "rotation".to_owned()));
            assert_eq!(names, expected, "{region}");
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
    for region in REGIONS {
        assert_eq!(admitted(&prod, region, "cluster", 8080), ["load-balancer-8080".to_owned()].into(), "{region}");
        assert_eq!(admitted(&prod, region, "cluster", 443), ["bastion".to_owned()].into(), "{region}");
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
        let weighted = !record.inputs.field("weight").is_null();
        let decides = record.inputs.field("alias").field("evaluate_target_health");
        assert_eq!(decides, &Value::Bool(weighted), "{}", record.urn);
    }
}

#[test]
fn a_node_group_whose_machines_change_is_created_before_the_old_one_is_deleted() {
    let names = |instance_type: &str| {
        let mut config = crate::world::config("prod");
        let cluster = config.cluster.as_mut().expect("a cluster");
        cluster.compute = Compute::Managed;
        cluster.node_groups[0].instance_types = vec![instance_type.to_owned()];
        let prod = Applied::with("prod", &config);
        let groups = prod.of_type("aws:eks/NodeGroup");
        groups.iter().map(|group| (group.name.to_owned(), group.text("name").to_owned())).collect::<BTreeSet<_>>()
    };
    let (old, new) = (names("m7i.large"), names("m7i.2xlarge"));
    let changed: BTreeSet<&str> = old.difference(&new).map(|(name, _)| name.as_str()).collect();
    assert_eq!(changed, ["api"].into(), "only the changed group has another name in AWS: {old:?} {new:?}");
}

#[test]
fn no_add_on_waits_for_dedicated_nodes() {
    let mut config = crate::world::config("prod");
    config.cluster.as_mut().expect("a cluster").compute = Compute::Managed;
    let prod = Applied::with("prod", &config);
    let of = |urn: &str| prod.dependencies(urn);
    assert!(prod.of_type("aws:eks/Addon").iter().any(|addon| addon.name == "coredns"));
    for addon in prod.of_type("aws:eks/Addon") {
        let groups: Vec<_> = of(addon.urn).into_iter().filter(|urn| urn.contains("aws:eks/NodeGroup")).collect();
        assert!(groups.iter().all(|urn| urn.ends_with("/api")), "{} waits for {groups:?}", addon.urn);
    }
}

/// EKS refuses a cluster in Auto Mode with only some of its parts, or with add-ons that are part of it. Its role needs the
/// policies of these parts, and the session tag that they compare.
#[test]
fn clusters_are_in_auto_mode_with_the_roles_that_it_requires() {
    let prod = Applied::of("prod");
    for cluster in prod.of_type("aws:eks/Cluster") {
        let auto = cluster.inputs.field("auto_mode");
        let pools: Vec<_> =
            auto.field("node_pools").as_list().into_iter().flatten().filter_map(Value::as_str).collect();
        assert_eq!(pools, ["general-purpose", "system"], "{}", cluster.urn);
        assert_eq!((cluster.text("authentication_mode"), cluster.text("support")), ("API", "STANDARD"));
    }
    let addons: BTreeSet<String> = prod.of_type("aws:eks/Addon").iter().map(|addon| addon.name.to_owned()).collect();
    let brought = ["coredns", "aws-ebs-csi-driver", "vpc-cni", "kube-proxy", "eks-pod-identity-agent"];
    assert!(brought.iter().all(|name| !addons.contains(*name)), "{addons:?}");
    assert!(addons.contains("metrics-server"), "{addons:?}");
    assert_eq!(prod.of_type("aws:eks/NodeGroup").len(), 0);
    let policies = |role: &str| -> BTreeSet<String> {
        let attached = prod.of_type("aws:iam/RolePolicyAttachment");
        let of = attached.iter().filter(|one| one.text("role") == format!("luneo-prod-us-east-1-{role}"));
        of.filter_map(|one| one.text("policy_arn").rsplit('/').next().map(str::to_owned)).collect()
    };
    let control = ["BlockStorage", "Cluster", "Compute", "LoadBalancing", "Networking"];
    assert_eq!(policies("control"), control.map(|name| format!("AmazonEKS{name}Policy")).into());
    let node = ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodeMinimalPolicy"];
    assert_eq!(policies("node"), node.map(str::to_owned).into());
    let control = prod.of_type("aws:iam/Role").into_iter().find(|role| role.urn.ends_with("us-east-1/control"));
    let trust = control.expect("the role").document("assume_role_policy");
    assert_eq!(trust["Statement"][0]["Action"], serde_json::json!(["sts:AssumeRole", "sts:TagSession"]));
    // EKS registers pods only in target groups that name the cluster.
    for group in prod.of_type("aws:elbv2/TargetGroup") {
        let region = group.urn.split("::").next().unwrap_or_default();
        let name = group.inputs.field("tags").field("eks:eks-cluster-name").as_str();
        assert_eq!(name, Some(format!("luneo-prod-{region}").as_str()), "{}", group.urn);
    }
}

#[test]
fn an_alias_is_created_after_every_record_of_its_name() {
    for stack in STACKS {
        let applied = Applied::of(stack);
        let records = applied.of_type("aws:route53/Record");
        let mut followed = 0;
        for alias in &records {
            let inputs = alias.json();
            let Some(name) = inputs["alias"]["dns_name"].as_str() else { continue };
            let after = applied.dependencies(alias.urn);
            for target in records.iter().filter(|record| record.json()["name"] == name) {
                assert!(after.contains(&target.urn), "{stack}: {} does not wait for {}", alias.urn, target.urn);
                followed += 1;
            }
        }
        assert!(followed >= 8, "{stack}: {followed}");
    }
}
