use std::time::Duration;

use archipel_engine::apply::{ApplyOptions, Cancel};
use archipel_engine::event::Event;
use archipel_engine::testing::Call;

use crate::support::{TAGGED, World, res};

#[tokio::test(start_paused = true)]
async fn a_stack_is_made_changed_and_deleted_in_the_order_of_its_references() {
    let world = World::new();
    let stack = [res(TAGGED, "a"), res(TAGGED, "b").on(&["a"]), res(TAGGED, "c").on(&["b"])];
    let summary = world.up(&stack).await;
    assert_eq!((summary.created, summary.failed), (3, 0));
    world.assert_settled(&stack).await;

    let again = world.up(&stack).await;
    assert_eq!((again.created, again.unchanged), (0, 3));

    let gone = world.destroy().await;
    assert_eq!(gone.deleted, 3);
    world.assert_settled(&[]).await;
    let order: Vec<(Call, String)> = world
        .cloud
        .calls()
        .into_iter()
        .filter(|called| matches!(called.call, Call::Create | Call::Delete))
        .map(|called| (called.call, called.about[0].clone()))
        .collect();
    let names: Vec<&str> = order.iter().map(|(_, about)| about.as_str()).collect();
    assert!(names[0].ends_with("::a") && names[1].ends_with("::b") && names[2].ends_with("::c"), "{names:?}");
    assert_eq!(names[3..], ["tagged-3", "tagged-2", "tagged-1"]);
}

#[tokio::test(start_paused = true)]
async fn no_more_steps_work_at_once_than_allowed_and_waiting_ones_do_not_count() {
    let world = World::new();
    world.cloud.latency(Duration::from_secs(1));
    let stack: Vec<_> = (0..8).map(|n| res(TAGGED, &format!("n{n}"))).collect();
    let engine = world.engine();
    let prepared = world.prepare(&stack).await.unwrap();
    let options = ApplyOptions { parallel: 2, ..world.options() };
    engine.apply(prepared, options, Cancel::new()).await.unwrap();
    let creates: Vec<_> = world.cloud.calls().into_iter().filter(|called| called.call == Call::Create).collect();
    let mut at_once: Vec<usize> =
        creates.iter().map(|one| creates.iter().filter(|other| other.at == one.at).count()).collect();
    at_once.sort_unstable();
    assert!(at_once.iter().all(|count| *count <= 2), "{creates:?}");
}

#[tokio::test(start_paused = true)]
async fn a_thousand_wait_while_one_works() {
    let world = World::new();
    world.cloud.pending_for(TAGGED, Duration::from_secs(600));
    let stack: Vec<_> = (0..1000).map(|n| res(TAGGED, &format!("n{n}"))).collect();
    let prepared = world.prepare(&stack).await.unwrap();
    let started = tokio::time::Instant::now();
    let options = ApplyOptions { parallel: 1, ..world.options() };
    // The type gives up after five minutes; this stack says how long it really takes.
    let summary = world.engine().apply(prepared, options, Cancel::new()).await.unwrap();
    assert_eq!(summary.failed, 1000, "each gave up at its own time");
    assert!(started.elapsed() < Duration::from_secs(400), "all waited at the same time: {:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_longest_path_starts_first() {
    let world = World::new();
    let stack = [
        res(TAGGED, "alone"),
        res(TAGGED, "short"),
        res(TAGGED, "long"),
        res(TAGGED, "end").on(&["short"]),
        res(TAGGED, "middle").on(&["long"]),
        res(TAGGED, "tail").on(&["middle"]),
    ];
    let prepared = world.prepare(&stack).await.unwrap();
    let options = ApplyOptions { parallel: 1, ..world.options() };
    world.engine().apply(prepared, options, Cancel::new()).await.unwrap();
    let started = world.seen(|event| match event {
        Event::StepStarted { urn, .. } => Some(urn.name().to_owned()),
        _ => None,
    });
    assert_eq!(started[..3], ["long", "short", "alone"].map(String::from));
}

#[tokio::test(start_paused = true)]
async fn what_operations_take_is_remembered_as_an_average() {
    let world = World::new();
    world.cloud.latency(Duration::from_secs(2));
    world.up(&[res(TAGGED, "a")]).await;
    let took = world.state().await.durations[&format!("{TAGGED}/create")];
    assert!((8_000..9_000).contains(&took), "create, configure, status, read: {took}");
}

#[tokio::test(start_paused = true)]
async fn after_waiting_the_step_with_the_longest_path_continues_first() {
    let world = World::new();
    world.cloud.pending_for(TAGGED, Duration::from_millis(100));
    // One works at a time, each call takes a second, and everybody is ready long before their turn.
    world.cloud.latency(Duration::from_secs(1));
    let mut stack: Vec<_> = (0..10).map(|n| res(TAGGED, &format!("short{n}"))).collect();
    stack.push(res(TAGGED, "long"));
    stack.push(res(TAGGED, "tail").on(&["long"]));
    let prepared = world.prepare(&stack).await.unwrap();
    let options = ApplyOptions { parallel: 1, ..world.options() };
    world.engine().apply(prepared, options, Cancel::new()).await.unwrap();
    let done = world.seen(|event| match event {
        Event::StepDone { urn, .. } => Some(urn.name().to_owned()),
        _ => None,
    });
    assert_eq!(done[0], "long", "{done:?}");
}
