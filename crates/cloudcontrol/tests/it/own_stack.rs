//! Types that Cloud Control refuses: CloudFormation stacks with one resource each.

use archipel_engine::resource::ErrorKind;
use serde_json::{Value as Json, json};

use crate::support::EU;
use crate::world::{World, one};

const BUDGET: &str = "AWS::Budgets::Budget";

fn budget(usd: u32) -> Json {
    json!({"Budget": {
        "BudgetName": "b", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": usd, "Unit": "USD"},
    }})
}

/// The stacks of the account, with their states.
async fn stacks(world: &World) -> Vec<String> {
    let answer = world.client.query("cloudformation", EU, "DescribeStacks", "").await.unwrap().ok();
    let part = |text: &str| text.split("</StackStatus>").next().unwrap_or_default().to_owned();
    answer.body.split("<StackStatus>").skip(1).map(part).collect()
}

#[tokio::test]
async fn a_resource_is_created_updated_and_deleted_with_its_stack() {
    let world = World::start().await;
    world.up(&one(BUDGET, budget(10))).await;
    assert_eq!((stacks(&world).await, world.calls("CreateResource")), (vec!["CREATE_COMPLETE".to_owned()], 0));
    world.assert_in_step(&one(BUDGET, budget(10)), "after the create").await;
    world.up(&one(BUDGET, budget(20))).await;
    assert_eq!(stacks(&world).await, ["UPDATE_COMPLETE"]);
    world.assert_in_step(&one(BUDGET, budget(20)), "after the update").await;
    world.destroy().await;
    assert!(world.state().await.records.is_empty());
    assert!(stacks(&world).await.iter().all(|state| state == "DELETE_COMPLETE"), "{:?}", stacks(&world).await);
}

#[tokio::test]
async fn the_service_shows_the_resource_that_the_stack_has() {
    let world = World::start().await;
    let table = |description: &str| {
        json!({"CatalogId": world.account, "DatabaseName": "d", "Name": "t",
            "TableInput": {"Name": "t", "Description": description}})
    };
    let database = r#"{"DatabaseInput": {"Name": "d"}}"#;
    world.client.json("glue", EU, "AWSGlue.CreateDatabase", database).await.ok();
    let shown =
        async || world.client.json("glue", EU, "AWSGlue.GetTable", r#"{"DatabaseName": "d", "Name": "t"}"#).await.body;
    for description in ["number one", "number two"] {
        world.up(&one("AWS::Glue::Table", table(description))).await;
        assert!(shown().await.contains(description), "{}", shown().await);
    }
    world.destroy().await;
    assert!(!shown().await.contains("number"), "{}", shown().await);
}

#[tokio::test]
async fn what_cloudformation_refuses_is_the_error_of_the_step_and_leaves_no_stack() {
    let world = World::start().await;
    // The database does not exist.
    let table = json!({"CatalogId": world.account, "DatabaseName": "none", "TableInput": {"Name": "t"}});
    let errors = world.try_up(&one("AWS::Glue::Table", table)).await;
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].kind, ErrorKind::Failed, "{errors:?}");
    assert!(errors[0].message.contains("CloudFormation: "), "{errors:?}");
    assert!(stacks(&world).await.iter().all(|state| state == "DELETE_COMPLETE"), "{:?}", stacks(&world).await);
}
