//! Types that Cloud Control refuses: CloudFormation stacks with one resource each.

use archipel_cfn_schema::rules::planner_schema;
use archipel_engine::program::Expr;
use archipel_engine::resource::ErrorKind;
use archipel_engine::{Options, Stack, Value};
use archipel_sandbox::faults::Kind;
use serde_json::{Value as Json, json};

use crate::support::EU;
use crate::world::{World, declare, one};

const BUDGET: &str = "AWS::Budgets::Budget";

fn budget(usd: u32) -> Json {
    json!({"Budget": {
        "BudgetName": "b", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": usd, "Unit": "USD"},
    }})
}

/// The states of the account's stacks.
async fn stacks(world: &World) -> Vec<String> {
    world.stacks().await.into_iter().map(|(_, state)| state).collect()
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

/// The template and the parameters of the only stack, as CloudFormation shows them.
async fn shown(world: &World) -> String {
    let described = world.client.query("cloudformation", EU, "DescribeStacks", "").await.unwrap().ok().body;
    let (_, rest) = described.split_once("<StackId>").unwrap();
    let id = rest.split_once("</StackId>").unwrap().0.replace(':', "%3A").replace('/', "%2F");
    let template =
        world.client.query("cloudformation", EU, "GetTemplate", &format!("StackName={id}")).await.unwrap().ok();
    described + &template.body
}

#[tokio::test]
async fn a_secret_is_a_parameter_that_cloudformation_does_not_show() {
    let world = World::start().await;
    let database = r#"{"DatabaseInput": {"Name": "d"}}"#;
    world.client.json("glue", EU, "AWSGlue.CreateDatabase", database).await.ok();
    let table = |description: &str| {
        let description = Value::from(description).into_secret();
        let input = Value::from([("Name", Value::from("t")), ("Description", description)]);
        let inputs = [
            ("CatalogId", world.account.as_str().into()),
            ("DatabaseName", "d".into()),
            ("Name", "t".into()),
            ("TableInput", input),
        ];
        let inputs = inputs.map(|(name, value): (&str, Value)| (name.to_owned(), Expr::known(value)));
        move |stack: &Stack| {
            let schema = planner_schema("AWS::Glue::Table").unwrap();
            archipel_engine::program::declare(&stack.region(EU), schema, "one", inputs.clone().into(), Options::new());
        }
    };
    let described =
        async || world.client.json("glue", EU, "AWSGlue.GetTable", r#"{"DatabaseName": "d", "Name": "t"}"#).await.body;
    for description in ["s3cret-number-one", "s3cret-number-two"] {
        world.up(&table(description)).await;
        assert!(described().await.contains(description), "{}", described().await);
        let text = shown(&world).await;
        assert!(text.contains("NoEcho") && text.contains("****"), "{text}");
        assert!(!text.contains("s3cret"), "{text}");
        world.assert_in_step(&table(description), description).await;
    }
    world.destroy().await;
}

#[tokio::test]
async fn several_resources_are_read_from_one_list() {
    let world = World::start().await;
    const NAMES: [&str; 5] = ["b1", "b2", "b3", "b4", "b5"];
    let program = |stack: &Stack| {
        for name in NAMES {
            let mut properties = budget(10);
            properties["Budget"]["BudgetName"] = json!(name);
            declare(&stack.region(EU), name, BUDGET, properties);
        }
    };
    world.up(&program).await;
    let before = world.calls_of_cloudformation("DescribeStacks");
    world.assert_in_step(&program, "after the create").await;
    // One for the batch, and no other: nothing differs.
    assert_eq!(world.calls_of_cloudformation("DescribeStacks") - before, 1);
    world.destroy().await;
}

/// Loses the responses of an operation, also those of the SDK's own retries, until the next faults are set.
fn lose(world: &World, operation: &str, responses: u64) {
    world.faults_of("cloudformation", vec![(Kind::ResetAfter, operation, Some(responses))]);
}

#[tokio::test]
async fn a_create_whose_response_is_lost_makes_no_second_stack() {
    let world = World::start().await;
    lose(&world, "CreateStack", 8);
    world.up(&one(BUDGET, budget(10))).await;
    assert!(world.calls_of_cloudformation("CreateStack") > 8);
    assert_eq!(world.existing(BUDGET).await, [world.ids().await["one"].to_string()]);
    world.assert_in_step(&one(BUDGET, budget(10)), "after the create").await;
    world.destroy().await;
    assert_eq!(world.existing(BUDGET).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_update_whose_response_is_lost_is_completed() {
    let world = World::start().await;
    world.up(&one(BUDGET, budget(10))).await;
    let id = world.ids().await["one"].to_string();
    lose(&world, "UpdateStack", 8);
    world.up(&one(BUDGET, budget(20))).await;
    assert!(world.calls_of_cloudformation("UpdateStack") > 8);
    assert_eq!(world.model(BUDGET, &id).await["Budget"]["BudgetLimit"]["Amount"], 20);
    assert_eq!(stacks(&world).await, ["UPDATE_COMPLETE"]);
    world.assert_in_step(&one(BUDGET, budget(20)), "after the update").await;
    world.destroy().await;
}

#[tokio::test]
async fn a_delete_whose_response_is_lost_is_completed() {
    let world = World::start().await;
    world.up(&one(BUDGET, budget(10))).await;
    lose(&world, "DeleteStack", 8);
    world.destroy().await;
    assert!(world.calls_of_cloudformation("DeleteStack") > 8);
    assert_eq!(world.existing(BUDGET).await, Vec::<String>::new());
    let state = world.state().await;
    assert!(state.records.is_empty() && state.pending.is_empty(), "{state:?}");
}
