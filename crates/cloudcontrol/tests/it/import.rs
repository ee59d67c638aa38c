//! Imports of resources that exist.

use archipel_cfn_schema::CloudControl;
use archipel_engine::{Options, Stack, json};

use crate::support::EU;
use crate::world::World;

const QUEUE: &str = "AWS::SQS::Queue";

fn queue(options: Options) -> impl Fn(&Stack) {
    move |stack: &Stack| {
        let properties = json!({ "QueueName": "jobs", "VisibilityTimeout": 45 });
        CloudControl::with_options(&stack.region(EU), "jobs", QUEUE, properties, options.clone());
    }
}

#[tokio::test]
async fn a_queue_that_exists_is_imported_and_then_in_step() {
    let world = World::start().await;
    let model = serde_json::json!({"QueueName": "jobs", "VisibilityTimeout": 45}).to_string();
    let request = serde_json::json!({"TypeName": QUEUE, "DesiredState": model, "ClientToken": "by-hand"});
    world.cloud_control("CreateResource", request).await;
    let mut existing = world.existing(QUEUE).await;
    while existing.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        existing = world.existing(QUEUE).await;
    }
    let summary = world.up(&queue(Options::new().import(existing[0].as_str()))).await;
    assert_eq!((summary.imported, summary.created, summary.updated), (1, 0, 0));
    world.assert_in_step(&queue(Options::new()), "after the import").await;
    world.destroy().await;
    assert_eq!(world.existing(QUEUE).await, Vec::<String>::new());
}
