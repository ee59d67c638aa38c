//! The code of a choice of types: it is in `generated/`, compiles, and declares resources.
//!
//! `UPDATE_GENERATED=1 cargo test -p archipel-cfn-schema --test generated` writes it again.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

extern crate archipel_cfn_schema as archipel;

#[rustfmt::skip]
#[path = "generated/mod.rs"]
mod aws;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use archipel_cfn_schema::codegen::{TypeNames, generate, module_files};
use archipel_cfn_schema::{CloudControl, SchemaSet, planner_schema, schema};
use archipel_engine::testing::Test;
use archipel_engine::{Options, Output, Stack, Value, json};

use aws::ecs::{Cluster, ClusterArgs};
use aws::kinesis::stream::{StreamMode, StreamModeDetails};
use aws::kinesis::{Stream, StreamArgs};
use aws::route53::{RecordSet, RecordSetArgs};
use aws::sqs::queue::Tag;
use aws::sqs::{Queue, QueueArgs};
use aws::wafv2::rule_group::{AndStatement, NotStatement, Statement};

/// Small and large ones, a recursive one, unions, keywords as names, JSON documents, no update, two of one name.
const TYPES: &[&str] = &[
    "AWS::Athena::NamedQuery",
    "AWS::Backup::BackupSelection",
    "AWS::CloudWatch::MetricStream",
    "AWS::Cognito::IdentityPool",
    "AWS::DataZone::Connection",
    "AWS::ECS::Cluster",
    "AWS::Kinesis::Stream",
    "AWS::MSK::Cluster",
    "AWS::QuickSight::DataSet",
    "AWS::Route53::RecordSet",
    "AWS::SES::MailManagerRuleSet",
    "AWS::SQS::Queue",
    "AWS::SecurityHub::AutomationRule",
    "AWS::Synthetics::Canary",
    "AWS::WAFv2::RuleGroup",
];

fn files() -> BTreeMap<String, String> {
    let set = SchemaSet::embedded();
    let mut files = module_files(TYPES.iter().copied());
    for name in TYPES {
        files.insert(TypeNames::of(name).path(), generate(schema(name).unwrap(), &set.digest(name).unwrap()));
    }
    files
}

#[test]
fn generated_code_is_the_code_in_the_repository() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generated");
    for (path, text) in files() {
        let file = folder.join(&path);
        if std::env::var_os("UPDATE_GENERATED").is_some() {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, &text).unwrap();
        }
        let found = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            found == text,
            "{path} differs from the code that is generated now: read the difference, then update it"
        );
    }
}

#[test]
fn generated_code_is_formatted() {
    let folder = tempfile::tempdir().unwrap();
    // Without a file, rustfmt would look for the configuration of the folders around.
    std::fs::write(folder.path().join("rustfmt.toml"), "").unwrap();
    let mut paths = Vec::new();
    for (path, text) in files() {
        // A module file leads rustfmt to the others.
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        paths.push(file);
    }
    let output = std::process::Command::new("rustfmt").args(["--check", "--edition", "2024"]).args(paths).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// The quoted names after a text, in a part of generated code.
fn names_after<'t>(text: &'t str, before: &str) -> BTreeSet<&'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').nth(1)).collect()
}

#[test]
fn the_code_of_every_type_sets_what_the_planner_knows() {
    let set = SchemaSet::embedded();
    let (mut count, mut wrong) = (0, Vec::new());
    for name in set.names() {
        let schema = schema(name).unwrap();
        if !schema.handlers.are_complete() {
            continue;
        }
        count += 1;
        let (text, names) = (generate(schema, "0"), TypeNames::of(name));
        let known = planner_schema(name).unwrap();
        let outputs: BTreeSet<&str> = known.outputs.iter().map(|output| output.name).collect();
        let attributes = names_after(&text, "self.attribute_at(");
        if !attributes.is_subset(&outputs) {
            wrong.push(format!("{name}: no attributes {:?}", attributes.difference(&outputs)));
        }
        let builder = text.split_once(&format!("\nimpl {} {{\n", names.args)).unwrap().1;
        let builder = builder.split_once("\n}\n").unwrap().0;
        let mut set = names_after(builder, "set_property(");
        set.extend(names_after(builder, "set_any_property("));
        let inputs: BTreeSet<&str> = known.inputs.fields.iter().map(|field| field.name).collect();
        if set != inputs {
            wrong.push(format!("{name}: {:?}", set.symmetric_difference(&inputs)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 1700, "{count}");
}

#[test]
fn the_same_schema_is_the_same_code() {
    let parsed = || SchemaSet::embedded().parse("AWS::QuickSight::DataSet").unwrap();
    assert_eq!(generate(&parsed(), "0"), generate(&parsed(), "0"));
}

#[test]
fn builders_set_properties_by_cloudformations_names() {
    let mut test = Test::new("shop", "dev");
    let planned = test.plan(|stack: &Stack| {
        let scope = stack.region("eu-west-1").with_tags([("Owner", "platform")]);
        let dead = Queue::new(&scope, "dead", QueueArgs::new());
        let policy = json!({ "deadLetterTargetArn": dead.arn(), "maxReceiveCount": 5 });
        let args = QueueArgs::new().delay_seconds(5).redrive_policy(policy).tags([Tag::new("Team", "shop")]);
        Queue::with_options(&scope, "work", args, Options::new().depends_on(&dead));
        stack.output("arn", dead.arn());
    });
    let work = planned.of::<Queue>("work");
    work.assert_created().assert_input("DelaySeconds", 5);
    let tag = |key: &str, value: &str| Value::from([("Key", key), ("Value", value)]);
    work.assert_input("Tags", Value::List(vec![tag("Owner", "platform"), tag("Team", "shop")]));
    assert_eq!(planned.of::<Queue>("dead").input("Tags"), Value::List(vec![tag("Owner", "platform")]));
    assert_eq!(planned.output("arn"), &Value::Unknown);
}

#[test]
fn types_of_one_name_are_side_by_side() {
    let mut test = Test::new("shop", "dev");
    let planned = test.plan(|stack: &Stack| {
        let scope = stack.region("eu-west-1");
        Cluster::new(&scope, "tasks", ClusterArgs::new());
        let nodes = aws::msk::cluster::BrokerNodeGroupInfo::new(["subnet-1", "subnet-2"], "kafka.m7g.large");
        aws::msk::Cluster::new(&scope, "events", aws::msk::ClusterArgs::new(nodes, "events", "3.8.x", 2));
    });
    assert_eq!(planned.all::<Cluster>().len(), 1);
    assert_eq!(planned.all::<aws::msk::Cluster>().len(), 1);
}

#[test]
fn recursive_objects_and_keywords_are_plain_methods() {
    let statement = Statement::new().geo_match_statement(json_free());
    let not = Statement::new().not_statement(NotStatement::new(statement));
    let both = Statement::new().and_statement(AndStatement::new([not.clone(), not]));
    let debug = format!("{both:?}");
    assert!(debug.contains("AndStatement"), "{debug}");
    let mut test = Test::new("shop", "dev");
    let planned = test.plan(|stack: &Stack| {
        let args = RecordSetArgs::new("a.example.com", "A");
        RecordSet::new(
            &stack.region("eu-west-1"),
            "a",
            args.ttl("300").hosted_zone_id("Z1").resource_records(["192.0.2.1"]),
        );
        Stream::new(
            &stack.region("eu-west-1"),
            "s",
            StreamArgs::new().stream_mode_details(StreamModeDetails::new(StreamMode::OnDemand)),
        );
    });
    planned.of::<RecordSet>("a").assert_input("Type", "A").assert_input("TTL", "300");
}

fn json_free() -> aws::wafv2::rule_group::GeoMatchStatement {
    aws::wafv2::rule_group::GeoMatchStatement::new().country_codes(["NL"])
}

#[test]
fn a_resource_without_generated_code_is_declared_from_json() {
    let mut test = Test::new("shop", "dev");
    let planned = test.plan(|stack: &Stack| {
        let scope = stack.region("eu-west-1");
        let dead = CloudControl::new(&scope, "dead", "AWS::SQS::Queue", json!({}));
        let arn: Output<String> = dead.attribute("Arn");
        let policy = json!({ "deadLetterTargetArn": arn, "maxReceiveCount": 5 });
        CloudControl::new(&scope, "work", "AWS::SQS::Queue", json!({ "DelaySeconds": 5, "RedrivePolicy": policy }));
    });
    assert_eq!(planned.counts().created, 2);
    planned.of::<Queue>("work").assert_input("DelaySeconds", 5);
}

#[test]
fn mistakes_name_the_nearest_type_property_and_attribute() {
    let mut test = Test::new("shop", "dev");
    let refused = test.refused(|stack: &Stack| {
        let scope = stack.region("eu-west-1");
        CloudControl::new(&scope, "type", "AWS::SQS::Queu", json!({}));
    });
    refused.assert_says("AWS::SQS::Queue").assert_says("tests/generated.rs:");
    let refused = test.refused(|stack: &Stack| {
        let scope = stack.region("eu-west-1");
        let queue = CloudControl::new(&scope, "attribute", "AWS::SQS::Queue", json!({}));
        stack.output("url", queue.attribute::<String>("QueueURI"));
        CloudControl::new(&scope, "object", "AWS::SQS::Queue", json!([]));
    });
    refused.assert_says("did you mean `QueueUrl`").assert_says("expected an object");
    let refused = test.refused(|stack: &Stack| {
        let scope = stack.region("eu-west-1");
        CloudControl::new(&scope, "property", "AWS::SQS::Queue", json!({ "DelaySecond": 5 }));
    });
    refused.assert_says("did you mean `DelaySeconds`");
    let refused = test.refused(|stack: &Stack| {
        let scope = stack.region("eu-west-1");
        CloudControl::new(
            &scope,
            "nested",
            "AWS::ECS::Cluster",
            json!({ "Configuration": { "ExecuteCommandConfig": {} } }),
        );
    });
    refused.assert_says("did you mean `ExecuteCommandConfiguration`");
    let refused = test.refused(|stack: &Stack| {
        let scope = stack.region("eu-west-1");
        let mode = StreamModeDetails::new("ON_DEMANDS");
        Stream::new(&scope, "events", StreamArgs::new().stream_mode_details(mode));
    });
    refused.assert_says("invalid StreamMode `ON_DEMANDS`").assert_says("did you mean `ON_DEMAND`?");
}
