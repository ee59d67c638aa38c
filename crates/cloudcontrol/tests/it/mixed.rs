//! Native and generated types in one stack.

use std::collections::BTreeSet;

use archipel_cfn_schema::CloudControl;
use archipel_engine::plan::Action;
use archipel_engine::resource::Id;
use archipel_engine::state::Snapshot;
use archipel_engine::{Options, Output, Scope, Stack, json};
use archipel_resources::cloudwatch::{Comparison, MetricAlarm, MetricAlarmArgs, Statistic};
use archipel_resources::kms::{Key, KeyArgs};
use archipel_resources::sns::{Protocol, Subscription, SubscriptionArgs, Topic, TopicArgs};

use crate::support::EU;
use crate::world::World;

/// A queue of a generated type between a native key, whose id it uses, and a native subscription, which uses its ARN as a text;
/// and a topic of a generated type, whose ARN a native alarm uses as an ARN.
fn declare(scope: &Scope, visibility: i64, options: &dyn Fn(&str) -> Options) {
    let key = Key::with_options(scope, "key", KeyArgs::new().description("jobs"), options("key"));
    let properties = json!({ "QueueName": "jobs", "KmsMasterKeyId": key.key_id(), "VisibilityTimeout": visibility });
    let queue = CloudControl::with_options(scope, "jobs", "AWS::SQS::Queue", properties, options("jobs"));
    let topic = Topic::with_options(scope, "orders", TopicArgs::new("orders"), options("orders"));
    let arn: Output<String> = queue.attribute("Arn");
    let subscription = SubscriptionArgs::new(topic.arn(), Protocol::Sqs, arn);
    Subscription::with_options(scope, "jobs-of-orders", subscription, options("jobs-of-orders"));
    let pages = CloudControl::with_options(
        scope,
        "pages",
        "AWS::SNS::Topic",
        json!({ "TopicName": "pages" }),
        options("pages"),
    );
    let arn: Output<String> = pages.attribute("TopicArn");
    let alarm = MetricAlarmArgs::new("late-jobs", Comparison::GreaterThanThreshold, 600.0)
        .namespace("AWS/SQS")
        .metric_name("ApproximateAgeOfOldestMessage")
        .statistic(Statistic::Maximum)
        .alarm_actions([arn]);
    MetricAlarm::with_options(scope, "late-jobs", alarm, options("late-jobs"));
}

fn program(visibility: i64) -> impl Fn(&Stack) {
    move |stack: &Stack| declare(&stack.region(EU), visibility, &|_| Options::new())
}

#[tokio::test]
async fn native_and_generated_types_share_a_graph_a_plan_and_a_limiter() {
    let world = World::start().await;
    let prepared = world.prepare(&program(30), false).await;
    assert_eq!(prepared.plan.steps.len(), 6);
    let step = |name: &str| prepared.plan.steps.iter().find(|step| step.urn().name() == name).unwrap();
    let waits_for = |name: &str| -> BTreeSet<String> {
        let names = |id: &archipel_engine::plan::StepId| prepared.plan.steps[id.0 as usize].urn().name().to_owned();
        step(name).after.iter().map(names).collect()
    };
    assert_eq!(waits_for("jobs"), BTreeSet::from(["key".to_owned()]));
    assert_eq!(waits_for("jobs-of-orders"), BTreeSet::from(["jobs".to_owned(), "orders".to_owned()]));
    assert_eq!(waits_for("late-jobs"), BTreeSet::from(["pages".to_owned()]));
    world.apply(prepared).await;
    assert!(world.events.errors.lock().unwrap().is_empty(), "{:?}", world.events.errors.lock().unwrap());
    world.assert_in_step(&program(30), "after the create").await;

    // One limiter paces the calls of both, and counts them.
    let calls = world.connection.calls().by_operation();
    let called = |operation: &str| calls.keys().any(|call| call.to_string().to_lowercase().contains(operation));
    assert!(called("createresource") && called("createkey") && called("subscribe"), "{calls:?}");

    // A change of the generated one reaches neither native one; a replacement of the key changes the queue.
    let prepared = world.prepare(&program(60), false).await;
    let changed: Vec<&str> = prepared.plan.steps.iter().map(|step| step.urn().name()).collect();
    assert_eq!(changed, ["jobs"]);
    world.apply(prepared).await;
    world.assert_in_step(&program(60), "after the update").await;

    let mut world = world;
    let ids = world.ids().await;
    let before: BTreeSet<Id> = ids.values().cloned().collect();
    // One import takes over all six, in a state that knows none of them.
    world.with_state(Snapshot::default());
    let importing = |stack: &Stack| {
        declare(&stack.region(EU), 60, &|name| Options::new().import(ids[name].as_str()));
    };
    let prepared = world.prepare(&importing, false).await;
    assert!(prepared.plan.steps.iter().all(|step| matches!(step.action, Action::Import { .. })), "{:?}", prepared.plan);
    let summary = world.apply(prepared).await;
    assert_eq!((summary.imported, summary.created, summary.updated), (6, 0, 0));
    world.assert_in_step(&importing, "after the import").await;
    let after: BTreeSet<Id> = world.ids().await.values().cloned().collect();
    assert_eq!(before, after);
    world.destroy().await;
    assert_eq!(world.existing("AWS::SQS::Queue").await, Vec::<String>::new());
}
