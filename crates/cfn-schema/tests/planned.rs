//! Plans of resources of CloudFormation types, with a cloud in memory that returns what a test says.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use archipel_cfn_schema::{CloudFormationRules, SchemaSet, planner_schema};
use archipel_engine::plan::Action;
use archipel_engine::program::{Expr, declare};
use archipel_engine::resource::{Provider, TypeOperations, TypeRules};
use archipel_engine::schema::Schema;
use archipel_engine::testing::{Planned, Test};
use archipel_engine::{Options, Stack, Urn, Value};
use async_trait::async_trait;
use serde_json::{Value as Json, json};

/// The rules of all types, without their operations.
struct AllTypes;

struct Type(CloudFormationRules);

impl TypeRules for Type {
    fn schema(&self) -> &'static Schema {
        self.0.schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        self.0.check(inputs)
    }

    fn check_environment(&self, environment: &archipel_engine::Environment) -> Option<String> {
        self.0.check_environment(environment)
    }

    fn warnings(&self, old: Option<&Value>, new: &Value) -> Vec<String> {
        self.0.warnings(old, new)
    }

    fn align(&self, applied: &Value, observed: &Value) -> Option<Value> {
        self.0.align(applied, observed)
    }
}

#[async_trait]
impl TypeOperations for Type {}

#[async_trait]
impl Provider for AllTypes {
    fn name(&self) -> &str {
        "AWS"
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        SchemaSet::embedded().names().filter_map(|name| planner_schema(name).ok()).collect()
    }

    fn get(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>> {
        Some(Arc::new(Type(CloudFormationRules::new(type_name).ok()?)))
    }
}

fn test() -> Test {
    Test::new("project", "dev").checked_by(AllTypes).refresh()
}

fn expression(json: &Json) -> Expr {
    Expr::known(Value::from_json(json.clone()))
}

/// Declares one resource.
fn declare_in(stack: &Stack, region: &str, type_name: &str, properties: &Json, options: Options) {
    let inputs =
        properties.as_object().unwrap().iter().map(|(name, value)| (name.clone(), expression(value))).collect();
    declare(&stack.region(region), planner_schema(type_name).unwrap(), "x", inputs, options);
}

fn program(type_name: &'static str, properties: Json) -> impl Fn(&Stack) {
    move |stack| declare_in(stack, "eu-west-1", type_name, &properties, Options::new())
}

/// Replaces the properties of the only resource in the cloud.
fn returned(test: &Test, properties: &Json) {
    let id = test.cloud().resources()[0].id.clone();
    test.cloud().mutate(&id, |props| *props = Value::from_json(properties.clone()));
}

fn plan(test: &mut Test, type_name: &'static str, properties: &Json) -> Planned {
    test.plan(program(type_name, properties.clone()))
}

#[test]
fn a_read_in_other_words_with_more_values_is_no_change_and_another_value_is_one() {
    let declared = json!({
        "BackupPlanId": "p",
        "BackupSelection": {
            "SelectionName": "s",
            "IamRoleArn": "arn:aws:iam::111111111111:role/backup",
            "Resources": ["arn:aws:ec2:*:*:volume/*", "arn:aws:rds:*:*:db:*"],
            "NotResources": []
        }
    });
    let mut test = test();
    test.up(program("AWS::Backup::BackupSelection", declared.clone()));
    let mut read = declared.clone();
    read["BackupSelection"]["Resources"] = json!(["arn:aws:rds:*:*:db:*", "arn:aws:ec2:*:*:volume/*"]);
    read["BackupSelection"]["Conditions"] = json!({"StringEquals": []});
    read["BackupSelection"].as_object_mut().unwrap().remove("NotResources");
    returned(&test, &read);
    plan(&mut test, "AWS::Backup::BackupSelection", &declared).assert_empty();
    // The state has not taken over the undeclared values.
    let recorded = test.state().records.values().next().unwrap().desired.inputs.clone();
    assert_eq!(recorded, Value::from_json(declared.clone()));
    read["BackupSelection"]["Resources"] = json!(["arn:aws:rds:*:*:db:*"]);
    returned(&test, &read);
    // The type has no update handler.
    assert_eq!(plan(&mut test, "AWS::Backup::BackupSelection", &declared).counts().replaced, 1);
}

#[test]
fn the_type_of_a_resource_is_part_of_its_urn() {
    let mut test = test();
    test.up(program("AWS::SQS::Queue", json!({"QueueName": "q"})));
    let urn = test.state().records.keys().next().unwrap().urn.clone();
    assert_eq!(urn, Urn::parse("eu-west-1::AWS::SQS::Queue::x").unwrap());
    let planned = plan(&mut test, "AWS::SQS::Queue", &json!({"QueueName": "q", "DelaySeconds": 5}));
    assert_eq!(planned.counts().updated, 1);
    // A new name is a new queue.
    assert_eq!(plan(&mut test, "AWS::SQS::Queue", &json!({"QueueName": "r"})).counts().replaced, 1);
}

#[test]
fn an_import_of_a_resource_with_more_values_than_the_program_has_is_no_difference() {
    let declared = json!({"QueueName": "q", "VisibilityTimeout": 30});
    let mut test = test();
    let schema = planner_schema("AWS::SQS::Queue").unwrap();
    let environment = archipel_engine::Environment { region: "eu-west-1".into(), account: None };
    let mut read = declared.clone();
    read["MaximumMessageSize"] = json!(262_144);
    read["Tags"] = json!([{"Key": "aws:x", "Value": "y"}]);
    let id = test.cloud().add_foreign(schema, &environment, "", &Value::from_json(read.clone()));
    let import = |declared: Json| {
        let id = id.as_str().to_owned();
        move |stack: &Stack| {
            declare_in(stack, "eu-west-1", "AWS::SQS::Queue", &declared, Options::new().import(id.clone()));
        }
    };
    assert_eq!(test.plan(import(declared.clone())).counts().imported, 1);
    let refused = test.refused(import(json!({"QueueName": "q", "VisibilityTimeout": 31})));
    refused.assert_says("VisibilityTimeout");
    test.up(import(declared.clone()));
    plan(&mut test, "AWS::SQS::Queue", &declared).assert_empty();
}

#[test]
fn an_invalid_model_is_refused_before_any_request() {
    let refused = test().refused(program("AWS::SQS::Queue", json!({"DelaySeconds": 901, "QueueNmae": "q"})));
    refused.assert_says("unknown property `QueueNmae` of Queue; did you mean `QueueName`?");
    let refused = test().refused(program("AWS::Backup::BackupVault", json!({"BackupVaultName": "?"})));
    refused.assert_says("invalid `BackupVaultName` \"?\": expected");
}

#[test]
fn a_region_without_the_type_is_refused() {
    let type_name = "AWS::Route53RecoveryControl::RoutingControl";
    let properties = json!({"Name": "x"});
    let declare_in = |region: &'static str| {
        let properties = properties.clone();
        move |stack: &Stack| declare_in(stack, region, type_name, &properties, Options::new())
    };
    let refused = test().refused(declare_in("eu-west-1"));
    refused.assert_says("AWS::Route53RecoveryControl::RoutingControl does not exist in eu-west-1");
    refused.assert_says("us-west-2");
    assert_eq!(test().plan(declare_in("us-west-2")).counts().created, 1);
    // Newer than the set.
    assert_eq!(test().plan(declare_in("mars-north-1")).counts().created, 1);
}

#[test]
fn what_may_fail_is_a_warning_of_the_plan() {
    let warnings =
        |planned: &Planned| -> Vec<String> { planned.plan().warnings.iter().map(ToString::to_string).collect() };
    let planned = test().plan(program("AWS::SDB::Domain", json!({})));
    assert!(warnings(&planned)[0].contains("a CloudFormation stack has the resource"), "{:?}", warnings(&planned));
    let network = json!({"CidrBlock": "10.0.0.0/16", "InstanceTenancy": "dedicated"});
    let mut test = test();
    assert!(warnings(&test.plan(program("AWS::EC2::VPC", network.clone()))).is_empty());
    test.up(program("AWS::EC2::VPC", network.clone()));
    let mut other = network.clone();
    other["InstanceTenancy"] = json!("default");
    let planned = plan(&mut test, "AWS::EC2::VPC", &other);
    assert_eq!(planned.counts().updated, 1);
    assert_eq!(
        warnings(&planned),
        [
            "eu-west-1::AWS::EC2::VPC::x: AWS makes some changes of `InstanceTenancy` only by a replacement; if it refuses this one, run again with `--replace`"
        ]
    );
}

#[test]
fn a_type_whose_replacement_deletes_first_is_planned_so() {
    let type_name = "AWS::EC2::TransitGatewayRoute";
    let route = |range: &str| json!({"TransitGatewayRouteTableId": "tgw-rtb-1", "DestinationCidrBlock": range, "Blackhole": true});
    let mut test = test();
    test.up(program(type_name, route("10.0.0.0/16")));
    let planned = plan(&mut test, type_name, &route("10.1.0.0/16"));
    let action =
        &planned.plan().steps.iter().find(|step| matches!(step.action, Action::Replace { .. })).unwrap().action;
    assert!(matches!(action, Action::Replace { delete_first: true, .. }), "{action:?}");
}
