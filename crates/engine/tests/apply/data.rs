use archipel_engine::Value;
use archipel_engine::engine::EngineError;
use archipel_engine::resource::ErrorKind;
use archipel_engine::testing::{Call, Fault};

use crate::support::{SOURCE, TAGGED, World, res};

#[tokio::test(start_paused = true)]
async fn data_sources_are_read_before_the_plan_and_again_through_throttles() {
    let world = World::new();
    world.cloud.answer(SOURCE, Value::from([("id", "zone-a"), ("name", "s"), ("stamp", "k")]));
    world.cloud.inject(Fault::refuse(Call::Data, ErrorKind::Throttled).times(2));
    let stack = [res(SOURCE, "zones"), res(TAGGED, "a").on(&["zones"])];
    world.up(&stack).await;
    assert_eq!(world.cloud.count(Call::Data), 3, "two were throttled");
}

#[tokio::test(start_paused = true)]
async fn a_data_source_that_cannot_be_read_is_named_with_its_line() {
    let world = World::new();
    world.cloud.inject(Fault::refuse(Call::Data, ErrorKind::Denied));
    let Err(EngineError::Provider { urn, at, error }) = world.prepare(&[res(SOURCE, "zones")]).await else {
        panic!("an error");
    };
    assert_eq!((urn.name(), error.kind), ("zones", ErrorKind::Denied));
    assert!(at.unwrap().file.ends_with("support.rs"));
}

#[tokio::test(start_paused = true)]
async fn a_data_source_whose_arguments_are_unknown_is_read_during_the_apply() {
    let world = World::new();
    world.cloud.answer(SOURCE, Value::from([("id", "zone-a"), ("name", "s"), ("stamp", "k")]));
    let stack = [res(TAGGED, "a"), res(SOURCE, "zones").on(&["a"]), res(TAGGED, "b").on(&["zones"])];
    let summary = world.up(&stack).await;
    assert_eq!((summary.created, summary.failed), (2, 0), "{:?}", world.failures());
    assert_eq!(world.state().await.outputs["zones"], Value::from("zone-a"));
    world.assert_settled(&stack).await;
}
