//! The logs of the pods, from the collector's exporter to the places where they are kept and searched; and that every group of
//! logs expires.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize as _;
use serde_json::{Value as Json, json};
use stacks::config::Logs;

use crate::evaluate::{Context, allows, texts};
use crate::world::{ACCOUNT, Applied, REGIONS, Resource, STACKS, config};

/// The policies of a role, by its name.
fn policies(applied: &Applied, role: &str) -> Vec<Json> {
    let of = applied.of_type("aws:iam/RolePolicy").into_iter().filter(|one| one.text("role") == role);
    of.map(|one| one.document("policy")).collect()
}

/// Whether a role may call an action on a resource, in a region.
fn may(applied: &Applied, role: &str, action: &str, on: &str) -> bool {
    let documents = policies(applied, role);
    allows(&documents.iter().collect::<Vec<_>>(), action, on, &Context::new())
}

/// The only resource of a type in a component of a region.
#[track_caller]
fn only<'a>(applied: &'a Applied, region: &str, component: &str, type_name: &str) -> Resource<'a> {
    let mut found = applied.of_type(type_name);
    found.retain(|one| one.region() == region && one.urn.contains(component));
    assert_eq!(found.len(), 1, "{type_name} in {component} of {region}");
    found.remove(0)
}

/// The filter of this name in a region.
#[track_caller]
fn filter(applied: &Applied, region: &str, name: &str) -> Json {
    let mut found = applied.of_type("AWS::Logs::SubscriptionFilter");
    found.retain(|one| one.region() == region && one.name == name);
    assert_eq!(found.len(), 1, "{name} in {region}");
    found.remove(0).json()
}

/// The name in the ARN of a role.
fn role_name(arn: &Json) -> String {
    arn.as_str().and_then(|arn| arn.rsplit('/').next()).expect("the ARN of a role").to_owned()
}

/// The configuration of the collector that the pods send to, and the names of its exporters of logs.
fn exporters() -> (Json, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gitops/overlays/observability/gateway.yaml");
    let file = std::fs::read_to_string(path).expect("the file");
    let collector = Json::deserialize(serde_yaml_ng::Deserializer::from_str(&file)).expect("YAML");
    let config = &collector["spec"]["config"];
    let names = texts(&config["service"]["pipelines"]["logs"]["exporters"]);
    (config["exporters"].clone(), names)
}

#[test]
fn the_logs_of_the_pods_reach_a_group_that_expires_and_a_bucket_whose_files_grow_cold() {
    let prod = Applied::of("prod");
    let (exporters, names) = exporters();
    assert_eq!(names, ["awscloudwatchlogs"]);
    for region in REGIONS {
        let cluster = only(&prod, region, "::cluster/main", "aws:eks/Cluster").text("name").to_owned();
        let exporter = &exporters["awscloudwatchlogs"];
        // Argo CD writes the name of the cluster in its place.
        let name = exporter["log_group_name"].as_str().expect("a name").replace("INFRASTRUCTURE", &cluster);
        let group = only(&prod, region, "::logs/pods", "aws:logs/LogGroup");
        assert_eq!((group.text("name"), &group.json()["retention_in_days"]), (name.as_str(), &json!(365)), "{region}");
        let arn = prod.output(group.urn, "arn");
        let collector = format!("{cluster}-collector");
        for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
            assert!(may(&prod, &collector, action, &format!("{arn}:log-stream:otlp")), "{region}: {action}");
        }

        let archive = filter(&prod, region, "archive");
        let stream = only(&prod, region, "observability/logs", "AWS::KinesisFirehose::DeliveryStream");
        let bucket = only(&prod, region, "observability/logs", "aws:s3/Bucket");
        let to = prod.output(stream.urn, "Arn");
        assert_eq!((&archive["LogGroupName"], &archive["FilterPattern"]), (&json!(name), &json!("")), "{region}");
        assert_eq!(archive["DestinationArn"], to, "{region}");
        assert!(may(&prod, &role_name(&archive["RoleArn"]), "firehose:PutRecordBatch", to), "{region}");

        let destination = &stream.json()["ExtendedS3DestinationConfiguration"];
        let kept = prod.output(bucket.urn, "arn");
        assert_eq!(destination["BucketARN"], kept, "{region}");
        assert!(may(&prod, &role_name(&destination["RoleARN"]), "s3:PutObject", &format!("{kept}/pods/1")), "{region}");
        let rule = &bucket.json()["lifecycle_rules"][0];
        assert_eq!((&rule["expiration_days"], &rule["transitions"][0]["days"]), (&json!(400), &json!(30)), "{region}");
    }
}

#[test]
fn the_logs_of_the_primary_region_reach_the_search_domain() {
    let prod = Applied::of("prod");
    let region = REGIONS[0];
    let search = filter(&prod, region, "search");
    let function = only(&prod, region, "observability/indexing", "aws:lambda/Function");
    let group = only(&prod, region, "::logs/pods", "aws:logs/LogGroup");
    assert_eq!(search["LogGroupName"], group.text("name"));
    assert_eq!(search["DestinationArn"], prod.output(function.urn, "arn"));
    let permission = only(&prod, region, "observability/indexing", "aws:lambda/Permission");
    assert_eq!(permission.text("principal"), "logs.amazonaws.com");
    assert_eq!(permission.text("source_arn"), format!("{}:*", prod.output(group.urn, "arn")));

    // The requests that its code sends, to the domain and nowhere else.
    let role = role_name(&json!(function.text("role_arn")));
    let domain = only(&prod, region, "observability/search", "AWS::OpenSearchService::Domain").json();
    let arn = format!("arn:aws:es:{region}:{ACCOUNT}:domain/{}", domain["DomainName"].as_str().expect("a name"));
    for action in ["es:ESHttpPost", "es:ESHttpGet", "es:ESHttpDelete"] {
        assert!(may(&prod, &role, action, &format!("{arn}/_bulk")), "{action}");
        assert!(!may(&prod, &role, action, &format!("{arn}-other/_bulk")), "{action}");
    }
    let access = &domain["AccessPolicies"]["Statement"][0];
    assert_eq!((&access["Action"], &access["Resource"]), (&json!("es:ESHttp*"), &json!(format!("{arn}/*"))));

    // Its security group is one of those that the domain admits, and it may connect to it.
    let [own] = &texts(&function.json()["security_group_ids"])[..] else { panic!("one group of the function") };
    let [its] = &texts(&domain["VPCOptions"]["SecurityGroupIds"])[..] else { panic!("one group of the domain") };
    let rules: Vec<Json> = prod.of_type("aws:ec2/SecurityGroupRule").into_iter().map(|rule| rule.json()).collect();
    let into = |rule: &&Json| rule["security_group_id"] == its.as_str() && rule["direction"] == "ingress";
    let admitted: BTreeSet<&str> =
        rules.iter().filter(into).filter_map(|rule| rule["referenced_security_group_id"].as_str()).collect();
    let bastion = only(&prod, region, "::bastion/bastion", "aws:ec2/SecurityGroup");
    let bastion = prod.output(bastion.urn, "id");
    assert_eq!(admitted, [own.as_str(), bastion].into());
    let out = |rule: &&Json| rule["security_group_id"] == own.as_str() && rule["direction"] == "egress";
    let [out] = &rules.iter().filter(out).collect::<Vec<_>>()[..] else { panic!("one rule of the function") };
    assert_eq!((&out["from_port"], &out["cidr_ipv4"]), (&json!(443), &json!("10.10.0.0/16")));
}

#[test]
fn operators_search_in_the_logs() {
    let prod = Applied::of("prod");
    let domain = only(&prod, REGIONS[0], "observability/search", "AWS::OpenSearchService::Domain").json();
    let name = domain["DomainName"].as_str().expect("a name");
    let on = format!("arn:aws:es:{}:{ACCOUNT}:domain/{name}/pods-*/_search", REGIONS[0]);
    for (action, may_call) in [("es:ESHttpGet", true), ("es:ESHttpPost", true), ("es:ESHttpDelete", false)] {
        assert_eq!(may(&prod, "luneo-prod-operators", action, &on), may_call, "{action}");
    }
}

#[test]
fn events_become_documents_of_an_index_for_each_day() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("python3")
        .arg(folder.join("tests/observability/test_index.py"))
        .arg(folder.join("src/components/observability"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("Python runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("Ran 7 tests") && text.trim_end().ends_with("OK"), "{text}");
}

/// A group that a service or a function creates keeps its logs without limit.
#[test]
fn every_group_expires_and_no_role_of_the_stack_creates_one() {
    for stack in STACKS {
        let applied = Applied::of(stack);
        let groups = applied.of_type("aws:logs/LogGroup");
        let names: BTreeSet<(&str, &str)> = groups.iter().map(|one| (one.region(), one.text("name"))).collect();
        for group in &groups {
            assert!(group.json()["retention_in_days"].is_u64(), "{}", group.urn);
        }
        for cluster in applied.of_type("aws:rds/Cluster") {
            for log in texts(&cluster.json()["log_exports"]) {
                let name = format!("/aws/rds/cluster/{}/{log}", cluster.text("identifier"));
                assert!(names.contains(&(cluster.region(), &name)), "{stack}: no group {name}");
                let group = groups.iter().find(|one| one.text("name") == name).expect("the group");
                assert!(applied.dependencies(cluster.urn).contains(&group.urn), "{name} is created after the cluster");
            }
        }
        for canary in applied.of_type("AWS::Synthetics::Canary") {
            let name = format!(
                "/aws/lambda/cwsyn-{}-{}",
                canary.json()["Name"].as_str().expect("a name"),
                applied.output(canary.urn, "Id")
            );
            assert!(names.contains(&(canary.region(), &name)), "{stack}: no group {name}");
        }
        for function in applied.of_type("aws:lambda/Function") {
            let name = function.text("log_group");
            assert!(names.contains(&(function.region(), name)), "{stack}: {} has no group of its own", function.urn);
        }
        for role in applied.of_type("aws:iam/Role") {
            let name = role.text("name");
            if name.ends_with("-pipeline-apply") {
                continue;
            }
            let groups = format!("arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/any:*");
            assert!(!may(&applied, name, "logs:CreateLogGroup", &groups), "{stack}: {name}");
            let all = policies(&applied, name).iter().map(ToString::to_string).collect::<String>();
            assert!(!all.contains("CreateLogGroup"), "{stack}: {name}");
        }
    }
}

#[test]
fn an_archive_of_logs_that_is_both_retained_and_emptied_is_refused() {
    let of = |change: fn(&mut Logs)| {
        let mut config = config("prod");
        config.observability.iter_mut().filter_map(|section| section.logs.as_mut()).for_each(change);
        let problems = archipel::cli::Configuration::problems(&config);
        problems.into_iter().map(|problem| problem.key).collect::<Vec<_>>()
    };
    assert!(of(|_| ()).is_empty());
    assert_eq!(of(|logs| logs.force_destroy = true), ["observability.logs.force_destroy"]);
    assert_eq!(of(|logs| logs.days = 119), ["observability.logs.days"]);
}
