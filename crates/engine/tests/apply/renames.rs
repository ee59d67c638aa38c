//! Renames by alias, with replacements, targets and other resources that name the renamed one.

use archipel_engine::Options;
use archipel_engine::plan::Action;
use archipel_engine::program::Alias;
use archipel_engine::testing::Call;

use crate::support::{NAMED, Res, TAGGED, TOKEN, World, res};

/// The names that a record has as dependencies.
async fn dependencies(world: &World, name: &str) -> Vec<String> {
    let state = world.state().await;
    let record = state.records.values().find(|record| record.key.urn.name() == name).unwrap();
    record.desired.dependencies.iter().map(|urn| urn.name().to_owned()).collect()
}

async fn id(world: &World, name: &str) -> String {
    let state = world.state().await;
    state.records.values().find(|record| record.key.urn.name() == name).unwrap().id.to_string()
}

#[tokio::test(start_paused = true)]
async fn a_rename_with_a_replacement_that_is_deleted_first_is_one_run() {
    let named = |name: &str, kind: &str| res(NAMED, name).set("name", "n").set("kind", kind);
    let world = World::new();
    world.up(&[named("a", "1"), res(TAGGED, "user").on(&["a"])]).await;
    let stack = [named("b", "2").was("a"), res(TAGGED, "user").on(&["b"])];
    let summary = world.up(&stack).await;
    assert_eq!(world.failures(), [] as [String; 0]);
    assert_eq!((summary.replaced, summary.failed), (1, 0));
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_chain_that_is_renamed_and_replaced_delete_first_is_one_run() {
    let stack = |names: [&str; 3], kind: &str| {
        let first = res(NAMED, names[0]).set("name", "x").set("kind", kind);
        let second = res(NAMED, names[1]).set("name", "y").refer("parent", names[0], "id");
        [first, second, res(TAGGED, names[2]).refer("parent", names[1], "id")]
    };
    let world = World::new();
    world.up(&stack(["a", "b", "c"], "1")).await;
    let [a, b, c] = stack(["a2", "b2", "c2"], "2");
    let renamed = [a.was("a"), b.was("b"), c.was("c")];
    let summary = world.up(&renamed).await;
    assert_eq!((summary.replaced, world.failures()), (3, Vec::new()));
    world.assert_settled(&renamed).await;
}

#[tokio::test(start_paused = true)]
async fn a_target_whose_dependency_is_renamed_and_not_selected_uses_the_recorded_name() {
    let world = World::new();
    world.up(&[res(TAGGED, "a"), res(TAGGED, "c").on(&["a"]), res(TAGGED, "d").after("a")]).await;
    let stack = [
        res(TAGGED, "b").set("name", "a").was("a"),
        res(TAGGED, "c").on(&["b"]).set("note", "x"),
        res(TAGGED, "d").after("b").set("note", "x"),
    ];
    world.up_only(&stack, &["c", "d"]).await;
    assert_eq!(world.failures(), [] as [String; 0]);
    assert_eq!(dependencies(&world, "c").await, ["a"], "state has no other name yet");
    assert_eq!(dependencies(&world, "d").await, ["a"]);
    world.up(&stack).await;
    assert_eq!(dependencies(&world, "d").await, ["b"]);
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_rename_is_followed_by_every_record_that_names_the_resource() {
    let world = World::new();
    world.up(&[res(TAGGED, "a"), res(TAGGED, "c").after("a"), res(TAGGED, "d").deleted_with("a")]).await;
    let stack =
        [res(TAGGED, "b").set("name", "a").was("a"), res(TAGGED, "c").after("b"), res(TAGGED, "d").deleted_with("b")];
    world.up_only(&stack, &["b"]).await;
    let (of_c, of_d) = (dependencies(&world, "c").await, dependencies(&world, "d").await);
    assert_eq!((of_c, of_d), (vec!["b".to_owned()], vec!["b".to_owned()]));
    let state = world.state().await;
    let owner = state.records.values().find_map(|record| record.desired.options.deleted_with.clone());
    assert_eq!(owner.unwrap().name(), "b");
    let part = world.cloud.resources().into_iter().find(|thing| thing.urn.ends_with("::d")).unwrap();
    world.destroy().await;
    assert_eq!(world.cloud.count(Call::Delete), 2, "one is gone with its owner");
    world.cloud.remove(&part.id);
    world.assert_settled(&[]).await;
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_declared_again_goes_to_the_resource_that_had_it() {
    let world = World::new();
    world.up(&[res(TAGGED, "main").set("kind", "x"), res(TAGGED, "user").on(&["main"])]).await;
    let first = id(&world, "main").await;
    let stack = [
        res(TAGGED, "old").set("name", "main").set("kind", "x").was("main"),
        res(TAGGED, "main").set("kind", "y"),
        res(TAGGED, "user").on(&["main", "old"]),
    ];
    let summary = world.up(&stack).await;
    assert_eq!((summary.created, summary.replaced, summary.deleted), (1, 0, 0));
    assert_eq!(id(&world, "old").await, first);
    assert_eq!(world.cloud.count(Call::Delete), 0);
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn names_that_move_on_by_one_are_one_run() {
    let world = World::new();
    let one = |name: &str, kind: &str| res(NAMED, name).set("name", format!("n{kind}")).set("kind", kind);
    world.up(&[one("a", "1"), one("b", "2").on(&["a"])]).await;
    let (first, second) = (id(&world, "a").await, id(&world, "b").await);
    let stack = [one("b", "1").was("a"), one("c", "2").was("b").on(&["b"]), one("a", "3").on(&["c"])];
    world.up(&stack).await;
    assert_eq!(world.failures(), [] as [String; 0]);
    assert_eq!((id(&world, "b").await, id(&world, "c").await), (first, second));
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn resources_cannot_exchange_their_names() {
    let world = World::new();
    world.up(&[res(TOKEN, "a"), res(TOKEN, "b")]).await;
    let swapped: [Res; 2] = [res(TOKEN, "b").was("a"), res(TOKEN, "a").was("b")];
    let error = world.prepare(&swapped).await.map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("cannot exchange names"), "{error}");
    // An alias of an earlier rename means nothing once each has its record.
    let renamed = [res(TOKEN, "b").was("a"), res(TOKEN, "a")];
    assert!(world.prepare(&renamed).await.unwrap().plan.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_taken_over_needs_the_rename_in_the_same_run() {
    let world = World::new();
    world.up(&[res(TAGGED, "main")]).await;
    let stack = [res(TAGGED, "old").set("name", "main").was("main"), res(TAGGED, "main").set("kind", "y")];
    let error = world.prepare_only(&stack, &["main"]).await.map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("select it too"), "{error}");
    let only = world.prepare_only(&stack, &["old"]).await.unwrap();
    assert!(only.plan.steps.iter().all(|step| matches!(step.action, Action::UpdateState { .. })));
}

#[tokio::test(start_paused = true)]
async fn components_that_are_renamed_onto_each_other_are_refused() {
    let world = World::new();
    let named = |name: &str| res(TAGGED, name).with(Options::new());
    world.up(&[named("a"), named("b"), named("c")]).await;
    let path = |name: &str, was: &str| res(TAGGED, name).with(Options::new().alias(Alias::Path(was.to_owned())));
    let round = [path("a", "b"), path("b", "c"), path("c", "a")];
    let error = world.prepare(&round).await.map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("cannot exchange names"), "{error}");
}
