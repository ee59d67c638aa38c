//! Requests and connections, followed on paper: from one planned resource to the next, by the properties that AWS uses.

mod credential;
mod data;
mod graph;
mod request;
mod workloads;

use std::collections::BTreeSet;

use serde_json::json;

use self::data::{CACHE, DATABASE, reach};
use self::graph::Graph;
use self::request::follow;
use self::workloads::Workloads;
use crate::world::{Applied, REGIONS, config};

const PREVIEW: Option<&str> = Some("preview");

fn prod() -> Graph {
    Graph::of(&Applied::of("prod"))
}

#[test]
fn a_request_for_every_host_reaches_the_pods_of_its_service_in_both_regions() {
    let (graph, workloads) = (prod(), Workloads::read());
    for region in REGIONS {
        for (host, header, service) in [
            ("api.luneo.example", None, "api-active"),
            ("api.luneo.example", PREVIEW, "api-preview"),
            ("api.luneo.example", Some("another"), "api-active"),
            ("app.luneo.example", None, "frontend"),
            ("app.luneo.example", PREVIEW, "frontend"),
        ] {
            let way = follow(&graph, &workloads, host, region, header)
                .unwrap_or_else(|error| panic!("{host} {region}: {error}"));
            assert_eq!(way.service, service, "{host} {header:?} in {region}");
        }
        let error = follow(&graph, &workloads, "admin.luneo.example", region, None).err();
        assert!(error.is_some_and(|error| error.contains("no aws:route53/Record")), "there is no such host");
    }
    let hosts = config("prod").ingress.hosts;
    assert_eq!(hosts.len(), 2, "every host of the configuration is followed above");
}

/// A resource is on the way only if the request does not arrive without it.
#[test]
fn a_request_does_not_arrive_without_any_of_the_resources_on_its_way() {
    let (graph, workloads) = (prod(), Workloads::read());
    for (host, header) in [("api.luneo.example", None), ("api.luneo.example", PREVIEW), ("app.luneo.example", None)] {
        let way = follow(&graph, &workloads, host, "eu-west-1", header).unwrap_or_else(|error| panic!("{error}"));
        assert!(way.used.len() > 30, "{:?}", way.used);
        for urn in &way.used {
            let without = follow(&graph.without(urn), &workloads, host, "eu-west-1", header);
            let arrives = without.is_ok_and(|other| other.service == way.service);
            assert!(!arrives, "{host} is served without {urn}");
        }
    }
}

#[test]
fn a_request_does_not_arrive_with_another_property_on_its_way() {
    let (graph, workloads) = (prod(), Workloads::read());
    let balancer = "eu-west-1::aws:elbv2/LoadBalancer::ingress/main";
    for (urn, pointer, value) in [
        (balancer, "/scheme", json!("internal")),
        ("global::aws:route53/Record::dns/api-eu-west-1-primary", "/alias/evaluate_target_health", json!(true)),
        ("global::aws:route53/Record::dns/api-eu-west-1-primary", "/failover", json!("SECONDARY")),
        ("global::aws:route53/HealthCheck::dns/api-eu-west-1", "/fqdn", json!("api.luneo.example")),
        ("eu-west-1::aws:elbv2/ListenerRule::ingress/api-active", "/condition/hosts", json!(["api.luneo.example"])),
        ("eu-west-1::aws:elbv2/TargetGroup::ingress/api-active", "/target_type", json!("instance")),
        ("eu-west-1::aws:ec2/SecurityGroupRule::cluster/load-balancer-8080", "/from_port", json!(8081)),
        ("eu-west-1::aws:ec2/SecurityGroupRule::ingress/targets-8080", "/cidr_ipv4", json!("10.20.0.0/16")),
        ("eu-west-1::k8s:Object::cluster/objects/binding-api-active", "/manifest/spec/serviceRef/name", json!("api")),
        ("eu-west-1::k8s:Object::cluster/objects/binding-api-active", "/manifest/spec/serviceRef/port", json!(80)),
        ("eu-west-1::k8s:Object::cluster/objects/binding-api-active", "/manifest/metadata/namespace", json!("default")),
        ("eu-west-1::aws:acm/Certificate::dns/main", "/domain_name", json!("luneo.example")),
    ] {
        let error = follow(&graph.with(urn, pointer, value), &workloads, "api.luneo.example", "eu-west-1", None).err();
        assert!(error.is_some(), "{urn}{pointer} makes no difference");
    }
    // A rule of a lower number comes first.
    let first = graph.with("eu-west-1::aws:elbv2/ListenerRule::ingress/api-preview", "/priority", json!(50));
    let way =
        follow(&first, &workloads, "api.luneo.example", "eu-west-1", PREVIEW).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(way.service, "api-active");
}

#[test]
fn pods_of_both_regions_reach_the_database_and_the_cache_of_both_regions() {
    let graph = prod();
    for store in [DATABASE, CACHE] {
        for (from, to) in REGIONS.into_iter().flat_map(|from| REGIONS.map(|to| (from, to))) {
            let used = reach(&graph, from, to, store).unwrap_or_else(|error| panic!("{from} to {to}: {error}"));
            for urn in &used {
                let arrives = reach(&graph.without(urn), from, to, store).is_ok();
                assert!(!arrives, "pods in {from} reach {} in {to} without {urn}", store.type_name);
            }
        }
    }
    for (urn, pointer, value) in [
        ("eu-west-1::aws:ec2/SecurityGroupRule::database/other-cluster", "/cidr_ipv4", json!("10.20.0.0/20")),
        ("eu-west-1::aws:ec2/SecurityGroupRule::database/other-cluster", "/to_port", json!(5431)),
        ("us-east-1::aws:ec2/Route::transit/private-1", "/transit_gateway_id", json!("tgw-other")),
        ("eu-west-1::aws:ec2/TransitGatewayRoute::transit/peer", "/destination_cidr_block", json!("10.30.0.0/16")),
    ] {
        let changed = graph.with(urn, pointer, value);
        assert!(reach(&changed, "us-east-1", "eu-west-1", DATABASE).is_err(), "{urn}{pointer} makes no difference");
    }
}

#[test]
fn pods_of_both_regions_have_credentials_that_the_rotation_creates() {
    let (graph, workloads) = (prod(), Workloads::read());
    for (workload, class, store) in
        [("backend", "database", DATABASE), ("worker-ia", "database", DATABASE), ("render", "cache", CACHE)]
    {
        for region in REGIONS {
            let way = credential::follow(&graph, &workloads, workload, region, class, store)
                .unwrap_or_else(|error| panic!("{workload} {class} in {region}: {error}"));
            assert!(way.secret.contains(&format!(":{region}:")) && way.secret.contains(class), "{}", way.secret);
            for urn in &way.used {
                let without = credential::follow(&graph.without(urn), &workloads, workload, region, class, store);
                assert!(without.is_err(), "{workload} in {region} has {class} without {urn}");
            }
        }
    }
    assert!(credential::follow(&graph, &workloads, "frontend", "eu-west-1", "database", DATABASE).is_err());
    let home = "eu-west-1";
    for (urn, pointer, value) in [
        ("eu-west-1::aws:rds/Cluster::database/main", "/master_username", json!("luneo_1")),
        ("aws:lambda/Function::data-rotation/main", "/environment/DATABASE_SECRET", json!("arn:other")),
        ("aws:ec2/SecurityGroupRule::data-rotation/database-primary", "/to_port", json!(5431)),
        ("aws:ec2/SecurityGroupRule::database/rotation", "/referenced_security_group_id", json!("sg-other")),
    ] {
        let changed = graph.with(urn, pointer, value);
        let way = credential::follow(&changed, &workloads, "backend", home, "database", DATABASE);
        assert!(way.is_err(), "{urn}{pointer} makes no difference");
    }
}

/// Everyone who reaches a port of the data or of the pods is on one of the ways above, or is a bastion.
#[test]
fn only_the_ways_above_and_bastions_reach_the_data_and_the_pods() {
    let applied = Applied::of("prod");
    let (graph, workloads) = (Graph::of(&applied), Workloads::read());
    let mut known = BTreeSet::new();
    for store in [DATABASE, CACHE] {
        for (from, to) in REGIONS.into_iter().flat_map(|from| REGIONS.map(|to| (from, to))) {
            known.extend(reach(&graph, from, to, store).unwrap_or_else(|error| panic!("{error}")));
        }
    }
    for region in REGIONS {
        for (host, header) in [("api.luneo.example", None), ("app.luneo.example", None)] {
            known.extend(
                follow(&graph, &workloads, host, region, header).unwrap_or_else(|error| panic!("{error}")).used,
            );
        }
    }
    for (workload, class, store) in [("backend", "database", DATABASE), ("render", "cache", CACHE)] {
        let way = credential::follow(&graph, &workloads, workload, REGIONS[0], class, store);
        known.extend(way.unwrap_or_else(|error| panic!("{error}")).used);
    }
    let mut others = BTreeSet::new();
    for rule in applied.of_type("aws:ec2/SecurityGroupRule") {
        let guarded = ["::database/", "::cache/", "::cluster/"].iter().any(|component| rule.urn.contains(component));
        if guarded && rule.text("direction") == "ingress" && !known.contains(rule.urn) {
            others.insert(rule.name.to_owned());
        }
    }
    assert_eq!(others, ["bastion".to_owned()].into());
}
