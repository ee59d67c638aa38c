use std::sync::atomic::{AtomicI64, Ordering};

use archipel_engine::apply::Cancel;
use archipel_engine::engine::PrepareOptions;
use archipel_engine::program::{Expr, SourceLocation};
use archipel_engine::resource::ErrorKind;
use archipel_engine::testing::{Call, Effect, Fault};
use archipel_engine::{Options, Value};

use crate::support::{NAMED, TAGGED, TOKEN, World, program, res};

#[tokio::test(start_paused = true)]
async fn an_update_changes_in_place() {
    let world = World::new();
    world.up(&[res(TAGGED, "a")]).await;
    let stack = [res(TAGGED, "a").set("size", 2_i64)];
    let summary = world.up(&stack).await;
    assert_eq!((summary.updated, summary.created), (1, 0));
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_replacement_makes_the_new_one_before_it_deletes_the_old_one() {
    let world = World::new();
    world.up(&[res(TAGGED, "a"), res(TAGGED, "b").on(&["a"])]).await;
    let stack = [res(TAGGED, "a").set("kind", "new"), res(TAGGED, "b").on(&["a"])];
    world.cloud.forget_calls();
    let summary = world.up(&stack).await;
    assert_eq!((summary.replaced, summary.updated, summary.deleted), (1, 1, 0));
    let order: Vec<Call> = world
        .cloud
        .calls()
        .into_iter()
        .map(|called| called.call)
        .filter(|call| matches!(call, Call::Create | Call::Update | Call::Delete))
        .collect();
    assert_eq!(order, [Call::Create, Call::Update, Call::Delete]);
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_resource_with_a_fixed_name_is_deleted_before_it_is_recreated() {
    let world = World::new();
    world.up(&[res(NAMED, "a")]).await;
    let stack = [res(NAMED, "a").set("kind", "new")];
    let summary = world.up(&stack).await;
    assert_eq!((summary.replaced, summary.deleted, summary.failed), (1, 0, 0));
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_resource_with_a_name_suffix_is_created_before_the_old_one_is_deleted() {
    let world = World::new();
    let named = || res(NAMED, "a").with(Options::new().name_suffix("name"));
    let stack =
        |kind: &str, size: i64| [named().set("kind", kind), res(TAGGED, "b").set("size", size).stamp("note", "a")];
    world.up(&stack("old", 1)).await;
    world.assert_settled(&stack("old", 1)).await;
    world.cloud.forget_calls();
    let summary = world.up(&stack("new", 2)).await;
    assert_eq!((summary.replaced, summary.updated, summary.failed), (1, 1, 0));
    let order: Vec<Call> = world
        .cloud
        .calls()
        .into_iter()
        .map(|called| called.call)
        .filter(|call| matches!(call, Call::Create | Call::Update | Call::Delete))
        .collect();
    assert_eq!(order, [Call::Create, Call::Update, Call::Delete]);
    world.assert_settled(&stack("new", 2)).await;
}

#[tokio::test(start_paused = true)]
async fn what_turns_out_not_to_change_is_not_sent() {
    let world = World::new();
    let stack = |size: i64| [res(TAGGED, "a").set("size", size), res(TAGGED, "b").stamp("note", "a")];
    world.up(&stack(1)).await;
    world.cloud.forget_calls();
    let prepared = world.prepare(&stack(2)).await.unwrap();
    assert_eq!(prepared.plan.steps.len(), 2, "the stamp of `a` may change");
    let summary = world.up(&stack(2)).await;
    assert_eq!((summary.updated, summary.unchanged, world.cloud.count(Call::Update)), (1, 1, 1));
    world.assert_settled(&stack(2)).await;
}

#[tokio::test(start_paused = true)]
async fn a_replacement_that_turns_out_needless_is_dropped_with_its_delete() {
    for size_of_b in [1, 5] {
        let world = World::new();
        let stack = |size: i64, size_of_b: i64| {
            [
                res(TAGGED, "a").set("size", size),
                res(TAGGED, "b").stamp("kind", "a").set("size", size_of_b),
                res(TAGGED, "c").on(&["b"]),
            ]
        };
        world.up(&stack(1, 1)).await;
        let before = world.cloud.resources().len();
        world.cloud.forget_calls();
        let summary = world.up(&stack(2, size_of_b)).await;
        // What differs besides is changed in place.
        assert_eq!((summary.replaced, summary.deleted), (0, 0), "{:?}", world.failures());
        assert_eq!(summary.updated, if size_of_b == 1 { 1 } else { 2 });
        assert_eq!((world.cloud.count(Call::Create), world.cloud.count(Call::Delete)), (0, 0));
        assert_eq!(world.cloud.resources().len(), before);
        world.assert_settled(&stack(2, size_of_b)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_replacement_that_may_be_needless_and_is_not_is_carried_out() {
    let world = World::new();
    let stack = |kind: &str| [res(TAGGED, "a").set("kind", kind), res(TAGGED, "b").stamp("kind", "a")];
    world.up(&stack("one")).await;
    let summary = world.up(&stack("two")).await;
    assert_eq!((summary.replaced, summary.failed), (2, 0), "{:?}", world.failures());
    world.assert_settled(&stack("two")).await;
}

#[tokio::test(start_paused = true)]
async fn made_deleted_and_made_again_are_two_things_to_an_api_that_knows_tokens() {
    let world = World::new();
    let stack = [res(TOKEN, "a")];
    world.up(&stack).await;
    let token = world.cloud.resources()[0].token.clone();
    world.destroy().await;
    world.up(&stack).await;
    assert_ne!(world.cloud.resources()[0].token, token);
}

#[tokio::test(start_paused = true)]
async fn the_resource_of_an_update_without_an_outcome_is_read_again() {
    for lost in [false, true] {
        let world = World::new();
        world.up(&[res(TAGGED, "a").set("password", "old")]).await;
        let stack = [res(TAGGED, "a").set("password", "new").set("size", 2_i64)];
        let fault =
            if lost { Fault::at(Call::Update, Effect::Hang) } else { Fault::refuse(Call::Update, ErrorKind::Denied) };
        world.cloud.inject(fault.nth(1));
        assert_eq!(world.up(&stack).await.failed, 1);
        assert_eq!(world.state().await.pending.len(), 1);
        let summary = world.up(&stack).await;
        assert_eq!(summary.updated, 1, "the password cannot be read, so it is sent again");
        world.assert_settled(&stack).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_program_that_gives_another_value_than_its_plan_is_refused_by_path() {
    let world = World::new();
    let mut program = program(&[res(TAGGED, "a")]);
    let counter = AtomicI64::new(0);
    let note = Expr::known(Value::Null).apply(SourceLocation::caller(), move |_| {
        Ok(Value::from(format!("look {}", counter.fetch_add(1, Ordering::SeqCst))))
    });
    program.nodes[0].inputs.insert("note".into(), note);
    let engine = world.engine();
    let prepared = engine.prepare(program, &PrepareOptions::default()).await.unwrap();
    let summary = engine.apply(prepared, world.options(), Cancel::new()).await.unwrap();
    assert_eq!((summary.failed, world.cloud.count(Call::Create)), (1, 0));
    let failure = &world.failures()[0];
    assert!(failure.contains("another value than the plan showed at `note`"), "{failure}");
}
