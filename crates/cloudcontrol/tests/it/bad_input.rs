//! States of other versions, and requests that never end.

use std::sync::Arc;
use std::time::Duration;

use archipel_cfn_schema::CloudControl;
use archipel_engine::resource::{ErrorKind, Id};
use archipel_engine::state::{Record, RecordKey, Snapshot};
use archipel_engine::value::Value;
use archipel_engine::{Options, Stack, Urn, json};
use archipel_sandbox::faults::Kind;
use serde_json::json as document;

use crate::support::EU;
use crate::world::{PROJECT, STACK, World, encoded, one};

const QUEUE: &str = "AWS::SQS::Queue";

/// The state with another record of its only resource.
fn edited(state: &Snapshot, edit: impl Fn(&mut Record)) -> Snapshot {
    let mut state = state.clone();
    let mut record = (**state.records.values().next().unwrap()).clone();
    edit(&mut record);
    state.records = [(record.key.clone(), Arc::new(record))].into();
    state
}

fn set(value: &mut Value, name: &str, to: Value) {
    value.as_map_mut().unwrap().insert(name.to_owned(), to);
}

#[tokio::test]
async fn a_state_of_a_newer_schema_is_planned_and_destroyed() {
    let mut world = World::start().await;
    let program = one(QUEUE, document!({"QueueName": "jobs"}));
    world.up(&program).await;
    // A property and an attribute that only the newer schema has.
    let newer = edited(&world.state().await, |record| {
        set(&mut record.desired.inputs, "PropertyOfTheFuture", Value::Int(5));
        set(&mut record.outputs, "AttributeOfTheFuture", Value::Str("a".to_owned()));
    });
    world.with_state(newer.clone());
    let prepared = world.prepare(&program, true).await;
    let changes: Vec<String> = prepared.plan.steps.iter().map(|step| format!("{:?}", step.changes)).collect();
    assert!(changes.iter().all(|change| change.contains("PropertyOfTheFuture")), "{changes:?}");
    world.apply(prepared).await;
    world.assert_in_step(&program, "after the older version wrote the state").await;
    world.with_state(newer);
    world.destroy().await;
    assert_eq!(world.existing(QUEUE).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_state_of_an_older_schema_gets_what_the_newer_one_has() {
    let mut world = World::start().await;
    let program = one(QUEUE, document!({"QueueName": "jobs", "VisibilityTimeout": 40}));
    world.up(&program).await;
    let attribute = |stack: &Stack| {
        let properties = json!({ "QueueName": "jobs", "VisibilityTimeout": 40 });
        let queue = CloudControl::new(&stack.region(EU), "one", QUEUE, properties);
        stack.output("arn", queue.attribute::<String>("Arn"));
    };
    // The attribute that the program exports was not recorded.
    world.with_state(edited(&world.state().await, |record| {
        record.outputs.as_map_mut().unwrap().remove("Arn");
    }));
    let prepared = world.prepare(&attribute, true).await;
    world.apply(prepared).await;
    let state = world.state().await;
    let arn = state.outputs.get("arn").and_then(Value::as_str).unwrap_or_default();
    assert!(arn.ends_with(":jobs"), "{:?}", state.outputs);
}

#[tokio::test]
async fn a_type_that_the_set_no_longer_has_is_named() {
    let mut world = World::start().await;
    world.up(&one(QUEUE, document!({"QueueName": "jobs"}))).await;
    world.with_state(edited(&world.state().await, |record| {
        record.key = RecordKey { urn: Urn::new(EU, "AWS::SQS::QueueOfThePast", "one"), ..record.key.clone() };
    }));
    let stack = Stack::new(PROJECT, STACK);
    let refused = world.engine.prepare(stack.finish().unwrap(), &Default::default()).await;
    let refused = refused.map(drop).unwrap_err().to_string();
    assert!(refused.contains("AWS::SQS::QueueOfThePast"), "{refused}");
    assert_eq!(world.state().await.records.len(), 1);
}

/// Creates a CloudFormation stack with a queue, as another program does, and returns its ARN.
async fn created_stack(world: &World, name: &str, queue: &str) -> String {
    let properties = document!({"QueueName": queue, "VisibilityTimeout": 40});
    let template = document!({"Resources": {"Resource": {"Type": QUEUE, "Properties": properties}}});
    let parameters = format!("StackName={name}&TemplateBody={}", encoded(&template.to_string()));
    let created = world.client.query("cloudformation", EU, "CreateStack", &parameters).await.unwrap().ok();
    let (_, rest) = created.body.split_once("<StackId>").unwrap();
    rest.split_once("</StackId>").unwrap().0.to_owned()
}

async fn status_of(world: &World, stack: &str) -> String {
    let parameters = format!("StackName={}", encoded(stack));
    let described = world.client.query("cloudformation", EU, "DescribeStacks", &parameters).await.unwrap().ok();
    let (_, rest) = described.body.split_once("<StackStatus>").unwrap();
    rest.split_once("</StackStatus>").unwrap().0.to_owned()
}

#[tokio::test]
async fn a_resource_of_a_stack_stays_with_it_when_cloud_control_begins_to_serve_its_type() {
    let mut world = World::start().await;
    let program = |seconds: u32| one(QUEUE, document!({"QueueName": "jobs", "VisibilityTimeout": seconds}));
    // What an earlier version recorded, which created the resource with a stack.
    world.up(&program(40)).await;
    let recorded = world.state().await;
    world.destroy().await;
    let stack = created_stack(&world, "archipel-0123456789abcdef0123456789abcdef", "jobs").await;
    world.with_state(edited(&recorded, |record| record.id = Id::new(&stack)));
    let created = world.calls("CreateResource");
    let prepared = world.prepare(&program(40), true).await;
    assert!(prepared.plan.steps.is_empty(), "{:?}", prepared.plan.steps);
    world.up(&program(50)).await;
    assert_eq!(status_of(&world, &stack).await, "UPDATE_COMPLETE");
    assert_eq!((world.calls("CreateResource") - created, world.calls("UpdateResource")), (0, 0));
    assert_eq!(world.ids().await["one"].as_str(), stack);
    world.destroy().await;
    assert_eq!(status_of(&world, &stack).await, "DELETE_COMPLETE");
}

#[tokio::test]
async fn no_stack_is_deleted_for_a_resource_whose_identifier_is_its_name() {
    let mut world = World::start().await;
    let budget = document!({"Budget": {"BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetName": "prod",
        "BudgetLimit": {"Amount": 10, "Unit": "USD"}}});
    let budget = one("AWS::Budgets::Budget", budget);
    world.up(&budget).await;
    let recorded = world.state().await;
    world.destroy().await;
    // What an earlier version recorded, for which Cloud Control served the type.
    world.with_state(edited(&recorded, |record| record.id = Id::new("prod")));
    let stack = created_stack(&world, "prod", "jobs").await;
    let prepared = world.engine.prepare_destroy(PROJECT, STACK, &Default::default()).await.unwrap();
    world.apply(prepared).await;
    assert_eq!(status_of(&world, &stack).await, "CREATE_COMPLETE");
    let errors = std::mem::take(&mut *world.events.errors.lock().unwrap());
    assert_eq!(errors.iter().map(|error| error.kind).collect::<Vec<_>>(), [ErrorKind::Invalid], "{errors:?}");
    assert!(errors[0].message.contains("AWS::Budgets::Budget"), "{errors:?}");
    assert_eq!(world.state().await.records.len(), 1);
    // Nor does a read take the stack for the resource, or the resource for absent.
    let stack = Stack::new(PROJECT, STACK);
    budget(&stack);
    let options = archipel_engine::driver::PrepareOptions { refresh: true, ..Default::default() };
    let prepared = world.engine.prepare(stack.finish().unwrap(), &options).await;
    let steps = prepared.map(|prepared| prepared.plan.steps.len());
    assert!(steps.is_err() || steps.is_ok_and(|steps| steps == 0));
}

#[tokio::test]
async fn a_request_that_never_ends_is_left_pending_at_the_timeout_and_can_be_cancelled() {
    let world = World::start().await;
    world.faults(vec![(Kind::Pending { ms: None, reads: Some(1_000_000) }, "CreateResource", None)]);
    let slow = |stack: &Stack| {
        let options = Options::new().create_timeout(Duration::from_secs(3));
        let properties = json!({ "QueueName": "jobs" });
        CloudControl::with_options(&stack.region(EU), "one", QUEUE, properties, options);
    };
    let errors = world.try_up(&slow).await;
    assert_eq!(errors.iter().map(|error| error.kind).collect::<Vec<_>>(), [ErrorKind::Timeout], "{errors:?}");
    assert!(errors[0].message.contains("took too long while waiting for"), "{errors:?}");
    let pending = world.state().await.pending.clone();
    let request = pending[0].request.clone().unwrap();
    // Once the user has cancelled it, the next run creates the resource.
    let token = request.split(' ').next().unwrap();
    world.cloud_control("CancelResourceRequest", document!({"RequestToken": token})).await;
    world.faults(Vec::new());
    world.up(&slow).await;
    assert_eq!(world.existing(QUEUE).await, [world.ids().await["one"].to_string()]);
    assert!(world.state().await.pending.is_empty());
}

#[tokio::test]
async fn an_update_and_a_delete_that_never_end_are_left_pending_at_the_timeout_and_continued() {
    let world = World::start().await;
    let program = |seconds: u32| {
        move |stack: &Stack| {
            let short = Duration::from_secs(3);
            let options = Options::new().update_timeout(short).delete_timeout(short);
            let properties = json!({ "QueueName": "jobs", "VisibilityTimeout": seconds });
            CloudControl::with_options(&stack.region(EU), "one", QUEUE, properties, options);
        }
    };
    world.up(&program(40)).await;
    let never = |operation: &'static str| (Kind::Pending { ms: None, reads: Some(1_000_000) }, operation, None);

    world.faults(vec![never("UpdateResource")]);
    let errors = world.try_up(&program(50)).await;
    assert_eq!(errors.iter().map(|error| error.kind).collect::<Vec<_>>(), [ErrorKind::Timeout], "{errors:?}");
    let update = world.state().await.pending[0].request.clone().unwrap();
    let token = update.split(' ').next().unwrap();
    world.cloud_control("CancelResourceRequest", document!({"RequestToken": token})).await;
    world.faults(Vec::new());
    world.up(&program(50)).await;
    let url = world.ids().await["one"].to_string();
    assert_eq!(world.model(QUEUE, &url).await["VisibilityTimeout"], 50);

    world.faults(vec![never("DeleteResource")]);
    let errors = world.try_up(&|_: &Stack| {}).await;
    assert_eq!(errors.iter().map(|error| error.kind).collect::<Vec<_>>(), [ErrorKind::Timeout], "{errors:?}");
    let state = world.state().await;
    assert_eq!((state.records.len(), state.pending.len()), (1, 1), "what may still exist stays in the state");
    let delete = state.pending[0].request.clone().unwrap();
    let token = delete.split(' ').next().unwrap();
    world.cloud_control("CancelResourceRequest", document!({"RequestToken": token})).await;
    world.faults(Vec::new());
    world.up(&|_: &Stack| {}).await;
    assert_eq!(world.existing(QUEUE).await, Vec::<String>::new());
    assert!(world.state().await.records.is_empty());
}
