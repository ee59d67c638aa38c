//! A recorded state as a program: a plan of it restores that state, and deletes nothing that it could keep.

use archipel_engine::apply::Cancel;
use archipel_engine::engine::PrepareOptions;
use archipel_engine::plan::{Plan, Recorded, recorded};
use archipel_engine::program::{Environment, Program};
use archipel_engine::state::Snapshot;
use archipel_engine::testing::Call;
use archipel_engine::{Options, Value};

use crate::support::{NAMED, Res, TAGGED, TYPES, World, res};

async fn program(world: &World, then: &Snapshot) -> Program {
    let now = world.state().await;
    recorded("shop", "test", Recorded { then, now: &now, number: 1 }, &*world.providers()).unwrap()
}

async fn roll_back(world: &World, then: &Snapshot) -> Plan {
    let prepared = world.engine().prepare(program(world, then).await, &PrepareOptions::default()).await.unwrap();
    let plan = (*prepared.plan).clone();
    world.engine().apply(prepared, world.options(), Cancel::new()).await.unwrap();
    plan
}

async fn applied(stacks: &[&[Res]]) -> (World, Snapshot) {
    let world = World::new();
    world.up(stacks[0]).await;
    let then = world.state().await;
    for stack in &stacks[1..] {
        world.up(stack).await;
    }
    world.cloud.forget_calls();
    (world, then)
}

#[tokio::test(start_paused = true)]
async fn what_goes_with_another_still_does_after_a_rollback() {
    let stack = |size: i64| [res(TAGGED, "a").set("size", size), res(TAGGED, "b").set("size", size).replace_with("a")];
    let (world, then) = applied(&[&stack(1), &stack(2)]).await;
    roll_back(&world, &then).await;
    // Also the plan of the program is empty.
    world.assert_settled(&stack(1)).await;
}

#[tokio::test(start_paused = true)]
async fn a_rename_is_undone_without_a_delete() {
    let first = [res(NAMED, "a").set("name", "n"), res(TAGGED, "user").on(&["a"])];
    let renamed = [res(NAMED, "b").set("name", "n").was("a"), res(TAGGED, "user").on(&["b"]).set("note", "x")];
    let (world, then) = applied(&[&first, &renamed]).await;
    roll_back(&world, &then).await;
    assert_eq!((world.cloud.count(Call::Delete), world.cloud.count(Call::Create)), (0, 0));
    world.assert_settled(&first).await;
}

#[tokio::test(start_paused = true)]
async fn a_resource_that_was_imported_since_stays() {
    let first = [res(TAGGED, "a")];
    let world = World::new();
    world.up(&first).await;
    let then = world.state().await;
    let place = Environment { region: "here".into(), account: None };
    let schema = TYPES.iter().find(|schema| schema.type_name == TAGGED).unwrap();
    let props = Value::from([("name", Value::from("i")), ("size", Value::Int(1)), ("tags", Value::map())]);
    let id = world.cloud.add_foreign(schema, &place, "", &props);
    let imported = res(TAGGED, "i").with(Options::new().import(id.as_str()));
    let stack = [res(TAGGED, "a").set("note", "x"), imported, res(TAGGED, "new")];
    world.up(&stack).await;
    assert_eq!(world.failures(), [] as [String; 0]);
    roll_back(&world, &then).await;
    assert!(world.cloud.resource(&id).is_some(), "the stack did not create it");
    world.assert_settled(&[res(TAGGED, "a"), res(TAGGED, "i")]).await;
    // A later edit of the program still deletes it.
    world.up(&first).await;
    world.assert_settled(&first).await;
}

#[tokio::test(start_paused = true)]
async fn a_text_that_equals_an_attribute_by_chance_is_not_a_reference() {
    let stack = |kind: &str| {
        let user = res(NAMED, "user").set("name", "tagged-1").after("a");
        [res(TAGGED, "a").set("kind", kind), user, res(NAMED, "other").refer("parent", "a", "id")]
    };
    let (world, then) = applied(&[&stack("1"), &stack("2")]).await;
    let plan = roll_back(&world, &then).await;
    assert!(plan.steps.iter().all(|step| step.urn().name() != "user"), "{:?}", plan.steps);
    assert!(plan.steps.iter().any(|step| step.urn().name() == "other"), "{:?}", plan.steps);
    world.assert_settled(&stack("1")).await;
}
