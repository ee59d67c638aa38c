//! Programs with native and generated types, exported before and after an apply.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use archipel_cfn_schema::CloudControl;
use archipel_engine::engine::Prepared;
use archipel_engine::policy::Planned;
use archipel_engine::provider::Provider;
use archipel_engine::schema::Schema;
use archipel_engine::testing::Test;
use archipel_engine::{Output, Stack, json};
use archipel_plan_export::Exported;
use archipel_plan_export::cloudformation::cloudformation;
use archipel_plan_export::terraform::{mapped_types, mistakes, terraform};
use archipel_resources::aws::{Connection, Settings, Target};
use archipel_resources::ec2::{SecurityGroup, SecurityGroupArgs, Subnet, SubnetArgs, Vpc, VpcArgs};
use archipel_resources::elbv2::{Action, Condition, ListenerRule, ListenerRuleArgs};
use archipel_resources::kms::{Key, KeyArgs};
use archipel_resources::rds::{Cluster, ClusterArgs};
use archipel_resources::s3::{Bucket, BucketArgs, LifecycleRule};
use serde_json::Value as Json;

/// Roles that recovery programs move. Terraform has no resources for them, and no stack has them.
const ROLES: [&str; 3] =
    ["aws:elasticache/GlobalReplicationGroupPrimary", "aws:rds/GlobalClusterWriter", "aws:route53/HealthCheckOverride"];

/// Parts of others that Terraform has as blocks of those only.
const BLOCKS: [&str; 1] = ["aws:secretsmanager/SecretReplica"];

fn provider() -> impl Provider {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    archipel_resources::provider(runtime.block_on(Connection::open(Settings::new(Target::nowhere()))).unwrap())
}

fn test() -> Test {
    Test::new("shop", "dev")
}

fn export(prepared: &Prepared) -> Exported {
    let schemas: Vec<Arc<dyn Provider>> = vec![Arc::new(provider())];
    let planned = Planned { plan: &prepared.plan, program: prepared.program.as_deref(), snapshot: &prepared.snapshot };
    terraform(&planned, &schemas)
}

#[track_caller]
fn change<'d>(document: &'d Json, address: &str) -> &'d Json {
    let mut changes = document["resource_changes"].as_array().unwrap().iter();
    let found = changes.find(|change| change["address"] == address);
    &found.unwrap_or_else(|| panic!("no {address} in {document:#}"))["change"]
}

#[track_caller]
fn expressions<'d>(document: &'d Json, address: &str) -> &'d Json {
    let mut resources = document["configuration"]["root_module"]["resources"].as_array().unwrap().iter();
    &resources.find(|resource| resource["address"] == address).unwrap()["expressions"]
}

/// A type that is added to the provider needs its mapping.
#[test]
fn every_native_type_has_a_mapping_of_its_properties() {
    let schemas: Vec<&'static Schema> = provider().schemas();
    let is_exported = |schema: &&&Schema| {
        !schema.data_source && !ROLES.contains(&schema.type_name) && !BLOCKS.contains(&schema.type_name)
    };
    let native: Vec<&&Schema> = schemas.iter().filter(is_exported).collect();
    assert!(native.len() > 70, "only {} types", native.len());
    for schema in &native {
        assert_eq!(mistakes(schema), [""; 0], "{}", schema.type_name);
    }
    let unused: Vec<&str> =
        mapped_types().filter(|name| !native.iter().any(|schema| schema.type_name == *name)).collect();
    assert_eq!(unused, [""; 0], "mappings without a type");
}

fn network(stack: &Stack, cidr: &str) {
    let scope = stack.region("eu-west-1").component("network");
    let vpc = Vpc::new(&scope, "main", VpcArgs::new(cidr).secondary_cidr_blocks(["100.64.0.0/16"]));
    Subnet::new(&scope, "a", SubnetArgs::new(vpc.id(), "10.0.0.0/24").map_public_ip_on_launch(true));
    let args = SecurityGroupArgs::new(vpc.id(), "web").allow_all_egress(true);
    SecurityGroup::new(&scope, "web", args);
}

#[test]
fn a_new_resource_has_its_known_values_and_refers_to_the_others() {
    let document = export(&test().prepare(|stack| network(stack, "10.0.0.0/16")).unwrap()).document;
    assert_eq!(document["format_version"], "1.2");
    let subnet = change(&document, "aws_subnet.eu-west-1_network_a");
    assert_eq!(subnet["actions"], serde_json::json!(["create"]));
    assert_eq!(subnet["before"], Json::Null);
    assert_eq!(subnet["after"]["map_public_ip_on_launch"], true);
    assert_eq!(subnet["after"]["vpc_id"], Json::Null);
    assert_eq!(
        (&subnet["after_unknown"]["vpc_id"], &subnet["after_unknown"]["id"]),
        (&serde_json::json!(true), &serde_json::json!(true))
    );
    let expressions = expressions(&document, "aws_subnet.eu-west-1_network_a");
    let vpc =
        serde_json::json!({ "references": ["aws_vpc.eu-west-1_network_main.id", "aws_vpc.eu-west-1_network_main"] });
    assert_eq!(expressions["vpc_id"], vpc);
    assert_eq!(expressions["cidr_block"], serde_json::json!({ "constant_value": "10.0.0.0/24" }));
    let provider = &document["configuration"]["provider_config"]["aws.eu-west-1"];
    assert_eq!(provider["expressions"]["region"]["constant_value"], "eu-west-1");
}

#[test]
fn a_setting_that_is_a_resource_in_terraform_is_one_in_the_document() {
    let document = export(&test().prepare(|stack| network(stack, "10.0.0.0/16")).unwrap()).document;
    let second = change(&document, "aws_vpc_ipv4_cidr_block_association.eu-west-1_network_main_0");
    assert_eq!(second["after"]["cidr_block"], "100.64.0.0/16");
    assert_eq!(change(&document, "aws_vpc.eu-west-1_network_main")["after"].get("secondary_cidr_blocks"), None);
    let egress = "aws_vpc_security_group_egress_rule.eu-west-1_network_web";
    assert_eq!(change(&document, egress)["after"]["cidr_ipv4"], "0.0.0.0/0");
    let group = "aws_security_group.eu-west-1_network_web";
    assert_eq!(
        expressions(&document, egress)["security_group_id"],
        serde_json::json!({ "references": [format!("{group}.id"), group] })
    );
}

fn bucket(stack: &Stack, versioning: bool) {
    let rule = LifecycleRule::new("old").expiration_days(30_u32);
    let args = BucketArgs::new("shop-data").versioning(versioning).lifecycle_rules([rule]);
    Bucket::new(&stack.region("eu-west-1"), "data", args);
}

#[test]
fn the_settings_of_a_bucket_are_separate_resources() {
    let mut test = test();
    let document = export(&test.prepare(|stack| bucket(stack, true)).unwrap()).document;
    let after = |kind: &str| change(&document, &format!("{kind}.eu-west-1_data"))["after"].clone();
    assert_eq!(
        after("aws_s3_bucket_versioning")["versioning_configuration"],
        serde_json::json!([{ "status": "Enabled" }])
    );
    assert_eq!(after("aws_s3_bucket_versioning")["bucket"], "shop-data");
    assert_eq!(after("aws_s3_bucket_public_access_block")["block_public_acls"], true);
    let encryption = serde_json::json!([{ "apply_server_side_encryption_by_default": [{ "sse_algorithm": "AES256" }], "bucket_key_enabled": false }]);
    assert_eq!(after("aws_s3_bucket_server_side_encryption_configuration")["rule"], encryption);
    let rules = after("aws_s3_bucket_lifecycle_configuration");
    assert_eq!(
        (&rules["rule"][0]["status"], &rules["rule"][0]["expiration"][0]["days"]),
        (&serde_json::json!("Enabled"), &serde_json::json!(30))
    );
    assert_eq!(after("aws_s3_bucket").get("versioning"), None);

    test.up(|stack| bucket(stack, true));
    let document = export(&test.prepare(|stack| bucket(stack, false)).unwrap()).document;
    assert_eq!(change(&document, "aws_s3_bucket_versioning.eu-west-1_data")["actions"], serde_json::json!(["delete"]));
    let main = change(&document, "aws_s3_bucket.eu-west-1_data");
    assert_eq!(
        (&main["actions"], &main["before"]["bucket"]),
        (&serde_json::json!(["update"]), &serde_json::json!("shop-data"))
    );
}

#[test]
fn a_replacement_a_deletion_and_an_unchanged_resource_have_terraforms_actions() {
    let mut test = test();
    test.up(|stack| network(stack, "10.0.0.0/16"));
    let document = export(&test.prepare(|stack| network(stack, "10.0.0.0/16")).unwrap()).document;
    let vpc = change(&document, "aws_vpc.eu-west-1_network_main");
    assert_eq!(vpc["actions"], serde_json::json!(["no-op"]));
    assert!(vpc["after"]["id"].is_string(), "{vpc}");
    assert_eq!(vpc["before"], vpc["after"]);
    assert_eq!(document["prior_state"]["values"], document["planned_values"]);

    let document = export(&test.prepare(|stack| network(stack, "10.9.0.0/16")).unwrap()).document;
    let actions = change(&document, "aws_vpc.eu-west-1_network_main")["actions"].clone();
    assert!(
        actions == serde_json::json!(["create", "delete"]) || actions == serde_json::json!(["delete", "create"]),
        "{actions}"
    );

    let document = export(&test.prepare(|_: &Stack| ()).unwrap()).document;
    let gone = change(&document, "aws_subnet.eu-west-1_network_a");
    assert_eq!((&gone["actions"], &gone["after"]), (&serde_json::json!(["delete"]), &Json::Null));
    assert_eq!(document["planned_values"]["root_module"]["resources"], serde_json::json!([]));
}

#[test]
fn a_secret_is_not_in_the_document() {
    let program = |stack: &Stack| {
        let args = ClusterArgs::new("db", "aurora-postgresql", "16.6", "subnets");
        Cluster::new(
            &stack.region("eu-west-1"),
            "db",
            args.master_username("admin").master_password("hunter2-hunter2"),
        );
    };
    let mut test = test();
    for _ in 0..2 {
        let document = export(&test.prepare(program).unwrap()).document;
        assert!(!document.to_string().contains("hunter2"), "{document:#}");
        let change = change(&document, "aws_rds_cluster.eu-west-1_db");
        assert_eq!(change["after"].get("master_password"), None);
        assert_eq!(
            (&change["after_unknown"]["master_password"], &change["after_sensitive"]["master_password"]),
            (&serde_json::json!(true), &serde_json::json!(true))
        );
        assert_eq!(change["after"]["db_subnet_group_name"], "subnets");
        test.up(program);
    }
}

#[test]
fn conditions_of_a_rule_are_one_block_each() {
    let program = |stack: &Stack| {
        let condition = Condition::new().hosts(["a.example"]).paths(["/x"]);
        let action = Action::new().fixed_response(archipel_resources::elbv2::FixedResponse::new("404"));
        let args = ListenerRuleArgs::new(
            "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/b/c",
            1_u32,
            condition,
            action,
        );
        ListenerRule::new(&stack.region("eu-west-1"), "rule", args);
    };
    let document = export(&test().prepare(program).unwrap()).document;
    let rule = &change(&document, "aws_lb_listener_rule.eu-west-1_rule")["after"];
    let conditions = serde_json::json!([{ "host_header": [{ "values": ["a.example"] }] }, { "path_pattern": [{ "values": ["/x"] }] }]);
    assert_eq!(rule["condition"], conditions);
    assert_eq!(
        (&rule["action"][0]["type"], &rule["action"][0]["fixed_response"][0]["status_code"]),
        (&serde_json::json!("fixed-response"), &serde_json::json!("404"))
    );
}

fn queue(stack: &Stack) {
    let scope = stack.region("eu-west-1");
    let key = Key::new(&scope, "queue", KeyArgs::new());
    let dead = CloudControl::new(&scope, "dead", "AWS::SQS::Queue", json!({ "KmsMasterKeyId": key.arn() }));
    let dead: Output<String> = dead.attribute("Arn");
    let policy = json!({ "deadLetterTargetArn": dead, "maxReceiveCount": 5 });
    CloudControl::new(&scope, "work-1", "AWS::SQS::Queue", json!({ "RedrivePolicy": policy, "QueueName": "work" }));
}

#[test]
fn generated_types_are_in_the_template_and_named_as_left_out_of_the_plan() {
    let prepared = test().prepare(queue).unwrap();
    let exported = export(&prepared);
    assert_eq!(exported.left_out, [("AWS::SQS::Queue".to_owned(), 2)].into());
    assert!(exported.document.to_string().contains("aws_kms_key"));

    let planned = Planned { plan: &prepared.plan, program: prepared.program.as_deref(), snapshot: &prepared.snapshot };
    let exported = cloudformation(&planned);
    assert_eq!(exported.left_out, [("aws:kms/Key".to_owned(), 1)].into());
    let resources = &exported.document["Resources"];
    let work = &resources["EuWest1Work1"];
    assert_eq!(
        (&work["Type"], &work["Properties"]["QueueName"]),
        (&Json::from("AWS::SQS::Queue"), &Json::from("work"))
    );
    let dead = serde_json::json!({ "Fn::GetAtt": ["EuWest1Dead", "Arn"] });
    assert_eq!(work["Properties"]["RedrivePolicy"]["deadLetterTargetArn"], dead);
    assert_eq!(work["Metadata"]["Region"], "eu-west-1");
    let key = &resources["EuWest1Dead"]["Properties"]["KmsMasterKeyId"]["Ref"];
    let parameter = &exported.document["Parameters"][key.as_str().unwrap()];
    assert_eq!(parameter["Description"], "`arn` of eu-west-1::aws:kms/Key::queue");
}
