use archipel_engine::apply::{ApplyOptions, Cancel};
use archipel_engine::event::Event;
use archipel_engine::plan::Action;
use archipel_engine::resource::ErrorKind;
use archipel_engine::testing::{Call, Fault};

use crate::support::{NAMED, TAGGED, World, res};

fn skipped(world: &World) -> Vec<String> {
    world.seen(|event| match event {
        Event::StepSkipped { urn, because, .. } => Some(format!("{} because of {}", urn.name(), because.name())),
        _ => None,
    })
}

#[tokio::test(start_paused = true)]
async fn a_failure_skips_what_depends_on_it_and_nothing_else() {
    let world = World::new();
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Quota).of(NAMED));
    let stack = [
        res(NAMED, "bad"),
        res(TAGGED, "child").on(&["bad"]),
        res(TAGGED, "grandchild").on(&["child"]),
        res(TAGGED, "other"),
        res(TAGGED, "other-child").on(&["other"]),
    ];
    let summary = world.up(&stack).await;
    assert_eq!((summary.created, summary.failed, summary.skipped), (2, 1, 2));
    assert_eq!(skipped(&world), ["child because of bad", "grandchild because of bad"]);
    let state = world.state().await;
    assert_eq!(state.outputs.keys().collect::<Vec<_>>(), ["other", "other-child"], "what is known is exported");
    world.cloud.clear_faults();
    world.up(&stack).await;
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn nothing_starts_after_a_failure_when_asked_to_stop() {
    let world = World::new();
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Quota).of(NAMED));
    let stack = [res(NAMED, "bad"), res(TAGGED, "a"), res(TAGGED, "b").on(&["a"]), res(TAGGED, "c").on(&["b"])];
    let prepared = world.prepare(&stack).await.unwrap();
    let options = ApplyOptions { stop_on_error: true, ..world.options() };
    let summary = world.engine().apply(prepared, options, Cancel::new()).await.unwrap();
    assert_eq!(summary.failed, 1);
    assert!(summary.created <= 1 && summary.skipped >= 2, "{summary:?}");
}

#[tokio::test(start_paused = true)]
async fn exports_keep_their_old_values_where_the_new_ones_are_unknown() {
    let world = World::new();
    world.up(&[res(TAGGED, "a")]).await;
    let before = world.state().await.outputs;
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Quota));
    let replaced = [res(TAGGED, "a").set("kind", "new")];
    assert_eq!(world.up(&replaced).await.failed, 1);
    assert_eq!(world.state().await.outputs, before);
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_is_refused_keeps_its_record() {
    let world = World::new();
    world.up(&[res(TAGGED, "a")]).await;
    world.cloud.inject(Fault::refuse(Call::Delete, ErrorKind::Denied).nth(1));
    assert_eq!(world.destroy().await.failed, 1);
    assert_eq!(world.state().await.records.len(), 1);
    assert_eq!(world.destroy().await.deleted, 1);
    world.assert_settled(&[]).await;
}

#[tokio::test(start_paused = true)]
async fn a_destroy_goes_on_past_what_cannot_be_deleted_and_keeps_what_that_needs() {
    let world = World::new();
    let stack = [
        res(TAGGED, "base"),
        res(NAMED, "stuck").on(&["base"]),
        res(TAGGED, "other"),
        res(TAGGED, "leaf").on(&["other"]),
    ];
    world.up(&stack).await;
    world.cloud.inject(Fault::refuse(Call::Delete, ErrorKind::Denied).of(NAMED).nth(1));
    let summary = world.destroy().await;
    assert_eq!((summary.deleted, summary.failed, summary.skipped), (2, 1, 1));
    let left: Vec<String> = world.state().await.records.keys().map(|key| key.urn.name().to_owned()).collect();
    assert_eq!(left, ["stuck", "base"], "by type: what is needed stays with what needs it");
    assert_eq!(world.destroy().await.deleted, 2);
    world.assert_settled(&[]).await;
}

#[tokio::test(start_paused = true)]
async fn a_delete_left_over_from_a_replacement_comes_last_and_is_tried_again_by_the_next_run() {
    let world = World::new();
    let stack = |kind: &str, size: i64| [res(TAGGED, "a").set("kind", kind), res(TAGGED, "b").set("size", size)];
    world.up(&stack("one", 1)).await;
    world.cloud.inject(Fault::refuse(Call::Delete, ErrorKind::Denied).times(2));
    let summary = world.up(&stack("two", 1)).await;
    assert_eq!((summary.replaced, summary.failed), (1, 1));
    assert_eq!(world.state().await.records.len(), 3, "the old one is still known");
    // The next run has other work too: the delete comes after it, and fails again.
    let prepared = world.prepare(&stack("two", 2)).await.unwrap();
    let last = prepared.plan.steps.last().unwrap();
    assert!(matches!(last.action, Action::Delete { .. }) && last.urn().name() == "a", "{last:?}");
    assert_eq!(world.up(&stack("two", 2)).await.failed, 1);
    assert_eq!(world.up(&stack("two", 2)).await.failed, 0);
    world.assert_settled(&stack("two", 2)).await;
}
