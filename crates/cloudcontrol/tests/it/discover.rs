//! What exists and no stack manages: by list, by tag, and as a CloudFormation stack has it.

use std::collections::BTreeMap;

use archipel_cloudcontrol::{identifier, is_of, list_within, native_id, stack_resources, tagged_arns, types_of_arn};
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Id, ReadRequest};
use archipel_engine::{Options, Stack};
use archipel_resources::sns::{Topic, TopicArgs};
use serde_json::{Value as Json, json};

use crate::support::EU;
use crate::world::{PROJECT, STACK, World, one};

const QUEUE: &str = "AWS::SQS::Queue";

fn here() -> Environment {
    Environment { region: EU.to_owned(), account: None }
}

/// The ids of every owner's resources of a type.
async fn listed(world: &World, type_name: &str) -> archipel_engine::resource::Result<Vec<Id>> {
    let (stack, environment) = (format!("{PROJECT}/{STACK}"), here());
    let operations = world.engine.providers.get(type_name).unwrap();
    operations.list(ReadRequest::new(&environment, &stack).of_every_owner()).await
}

/// Creates a resource outside of any stack.
async fn by_hand(world: &World, type_name: &str, model: &Json) -> String {
    let body = json!({"TypeName": type_name, "DesiredState": model.to_string()});
    let mut event = world.cloud_control("CreateResource", body).await["ProgressEvent"].clone();
    while event["OperationStatus"] == "IN_PROGRESS" {
        let token = json!({"RequestToken": event["RequestToken"]});
        event = world.cloud_control("GetResourceRequestStatus", token).await["ProgressEvent"].clone();
    }
    event["Identifier"].as_str().unwrap_or_else(|| panic!("{event}")).to_owned()
}

#[tokio::test]
async fn a_list_of_every_owner_has_what_no_stack_manages() {
    let world = World::start().await;
    let theirs = by_hand(&world, QUEUE, &json!({"QueueName": "theirs"})).await;
    world.up(&one(QUEUE, json!({"QueueName": "ours"}))).await;
    let ours = world.ids().await["one"].clone();
    let all = listed(&world, QUEUE).await.unwrap();
    assert!(all.len() == 2 && all.contains(&ours) && all.contains(&Id::new(theirs)), "{all:?}");
    let error = listed(&world, "AWS::Cognito::UserPoolClient").await.unwrap_err();
    assert!(error.kind == ErrorKind::Invalid && error.message.contains("only within another resource"), "{error}");
}

#[tokio::test]
async fn a_type_that_needs_the_resource_around_it_is_listed_within_each() {
    const POOL: &str = "AWS::Cognito::UserPool";
    const CLIENT: &str = "AWS::Cognito::UserPoolClient";
    let world = World::start().await;
    let (mut pools, mut clients) = (Vec::new(), Vec::new());
    for name in ["readers", "writers"] {
        let pool = by_hand(&world, POOL, &json!({"UserPoolName": name})).await;
        clients.push(Id::new(by_hand(&world, CLIENT, &json!({"UserPoolId": pool, "ClientName": name})).await));
        pools.push(pool);
    }
    clients.sort();
    let within = async |given: &[(&str, &str)]| {
        let given: BTreeMap<String, String> =
            given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        list_within(&world.connection, &here(), CLIENT, &given).await.unwrap()
    };
    let all = within(&[]).await;
    assert_eq!((all.ids, all.failures.len()), (clients.clone(), 0));
    let one = within(&[("UserPoolId", &pools[0])]).await;
    assert_eq!(one.ids.len(), 1);
    assert!(one.ids[0].as_str().starts_with(&pools[0]), "{one:?}");
    // An identifier of several parts, of which the first is that of the parent.
    let api = by_hand(&world, "AWS::ApiGateway::RestApi", &json!({"Name": "shop"})).await;
    let model = json!({"RestApiId": api, "Name": "Order", "ContentType": "application/json"});
    let order = Id::new(by_hand(&world, "AWS::ApiGateway::Model", &model).await);
    let models = list_within(&world.connection, &here(), "AWS::ApiGateway::Model", &BTreeMap::new()).await.unwrap();
    assert_eq!((models.ids, models.failures.len()), (vec![order], 0));

    let unit = "AWS::Organizations::OrganizationalUnit";
    let error = list_within(&world.connection, &here(), unit, &BTreeMap::new()).await.unwrap_err();
    assert!(error.kind == ErrorKind::Invalid && error.message.contains("ParentId"), "{error}");
}

#[tokio::test]
async fn a_tag_leads_to_types_and_resources() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let args = TopicArgs::new("alerts").tags([("team", "shop")]);
        Topic::with_options(&stack.region(EU), "alerts", args, Options::new());
        Topic::new(&stack.region(EU), "other", TopicArgs::new("other-alerts").tags([("team", "web")]));
    };
    world.up(&program).await;
    let tag = |value: &str| vec![("team".to_owned(), Some(value.to_owned()))];
    let arns = tagged_arns(&world.connection, &here(), &tag("shop")).await.unwrap();
    let [arn] = &arns[..] else { panic!("{arns:?}") };
    assert!(types_of_arn(arn).contains(&"AWS::SNS::Topic"), "{arn}");
    let topics = listed(&world, "aws:sns/Topic").await.unwrap();
    let found: Vec<&Id> = topics.iter().filter(|id| is_of(arn, id)).collect();
    assert_eq!((topics.len(), found), (2, vec![&world.ids().await["alerts"]]));
    assert_eq!(tagged_arns(&world.connection, &here(), &[("team".to_owned(), None)]).await.unwrap().len(), 2);
    assert!(tagged_arns(&world.connection, &here(), &tag("none")).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_resources_of_a_cloudformation_stack_have_types_and_ids() {
    let world = World::start().await;
    let template = json!({"Resources": {
        "Jobs": {"Type": QUEUE, "Properties": {"QueueName": "jobs"}},
        "Store": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": format!("store-{}", world.account)}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "worker", "AssumeRolePolicyDocument": {
            "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"Service": "ec2.amazonaws.com"}}]}}},
    }});
    let body: String = percent(&template.to_string());
    let fields = format!("StackName=shop&TemplateBody={body}");
    let created = world.client.query("cloudformation", EU, "CreateStack", &fields).await.unwrap();
    assert_eq!(created.status, 200, "{}", created.body);
    let mut found = stack_resources(&world.connection, &here(), "shop").await.unwrap();
    for _ in 0..100 {
        if found.len() == 3 && found.iter().all(|one| one.physical_id.is_some()) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        found = stack_resources(&world.connection, &here(), "shop").await.unwrap();
    }
    found.sort_by(|a, b| a.logical_id.cmp(&b.logical_id));
    let shown: Vec<(&str, &str)> = found.iter().map(|one| (&*one.logical_id, &*one.type_name)).collect();
    assert_eq!(shown, [("Jobs", QUEUE), ("Role", "AWS::IAM::Role"), ("Store", "AWS::S3::Bucket")]);
    let ids: Vec<&str> = found.iter().map(|one| one.physical_id.as_deref().unwrap()).collect();
    assert!(ids[0].starts_with("http") && ids[0].ends_with("/jobs"), "{ids:?}");
    let here = here();
    let native = |index: usize| native_id(&world.connection, &here, &found[index].type_name, ids[index]);
    assert_eq!(native(0).await.unwrap(), None);
    assert_eq!(native(1).await.unwrap(), Some(Id::new("worker")));
    assert_eq!(native(2).await.unwrap(), Some(Id::new(ids[2])));
    let missing = stack_resources(&world.connection, &here, "nothing").await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::NotFound, "{missing}");
}

#[tokio::test]
async fn ids_that_cloudformation_shortens_are_completed() {
    let world = World::start().await;
    // CloudFormation's id of an address is the address, which is the first part of its identifier.
    let address = "AWS::EC2::EIP";
    let whole = Id::new(by_hand(&world, address, &json!({"Domain": "vpc"})).await);
    let [ip, allocation] = whole.parts()[..] else { panic!("{whole}") };
    assert_eq!(identifier(&world.connection, &here(), address, ip).await.unwrap(), Some(whole.clone()));
    assert_eq!(identifier(&world.connection, &here(), address, "192.0.2.1").await.unwrap(), None);
    let native = native_id(&world.connection, &here(), address, ip).await.unwrap();
    assert_eq!(native, Some(Id::new(allocation)));
    // A native id that follows from a property.
    let association = "AWS::EC2::SubnetRouteTableAssociation";
    let model = json!({"RouteTableId": "rtb-0123456789abcdef0", "SubnetId": "subnet-0123456789abcdef0"});
    let id = by_hand(&world, association, &model).await;
    let native = native_id(&world.connection, &here(), association, &id).await.unwrap();
    assert_eq!(native, Some(Id::new("subnet-0123456789abcdef0")));
    // Parts in the other order.
    let policy = native_id(&world.connection, &here(), "AWS::IAM::RolePolicy", "read|worker").await.unwrap();
    assert_eq!(policy, Some(Id::new("worker|read")));
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
