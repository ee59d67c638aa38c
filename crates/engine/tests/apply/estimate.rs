use std::time::Duration;

use archipel_engine::apply::Cancel;
use archipel_engine::estimate::{Basis, CriticalPath, Estimate};
use archipel_engine::event::Event;
use archipel_engine::resource::ErrorKind;
use archipel_engine::testing::{Call, Fault};

use crate::support::{NAMED, Res, TAGGED, TOKEN, World, res};

/// A chain of three, one of two beside it, and one alone.
fn stack() -> Vec<Res> {
    vec![
        res(TAGGED, "a"),
        res(NAMED, "b").on(&["a"]),
        res(TAGGED, "c").on(&["b"]),
        res(TAGGED, "x").on(&["a"]),
        res(TOKEN, "alone"),
    ]
}

async fn estimate(world: &World, stack: &[Res]) -> Estimate {
    let prepared = world.prepare(stack).await.unwrap();
    world.engine().estimate(&prepared)
}

fn names(estimate: &Estimate) -> Vec<(&str, u64, Basis)> {
    estimate.critical_path.iter().map(|step| (step.urn.name(), step.millis, step.basis)).collect()
}

fn path(world: &World) -> CriticalPath {
    let events = world.events.lock().unwrap();
    let path = events.iter().rev().find_map(|event| match event {
        Event::CriticalPath { path } => Some(path.clone()),
        _ => None,
    });
    path.unwrap()
}

#[tokio::test(start_paused = true)]
async fn before_the_first_run_the_types_own_figures_count() {
    let world = World::new();
    let estimate = estimate(&world, &stack()).await;
    assert_eq!(
        names(&estimate),
        [("a", 2000, Basis::Typical), ("b", 2000, Basis::Typical), ("c", 2000, Basis::Typical)]
    );
    assert_eq!((estimate.millis, estimate.serial_millis), (6000, 10_000));
    assert!((estimate.parallelism - 1.667).abs() < 1e-9);
}

#[tokio::test(start_paused = true)]
async fn afterwards_what_earlier_runs_took_does() {
    let world = World::new();
    world.cloud.pending_for(TOKEN, Duration::from_secs(100));
    world.up(&stack()).await;
    let more = [stack(), vec![res(TOKEN, "second"), res(NAMED, "third")]].concat();
    let estimate = estimate(&world, &more).await;
    let [(name, millis, Basis::Recorded)] = names(&estimate)[..] else { panic!("{estimate:?}") };
    assert_eq!(name, "second");
    assert!((100_000..112_000).contains(&millis), "{millis}");
    assert_eq!(estimate.millis, millis);
}

#[tokio::test(start_paused = true)]
async fn a_plan_without_steps_takes_nothing() {
    let world = World::new();
    world.up(&stack()).await;
    let estimate = estimate(&world, &stack()).await;
    assert_eq!((estimate.millis, estimate.serial_millis, estimate.critical_path.len()), (0, 0, 0));
    assert!((estimate.parallelism - 1.0).abs() < 1e-9);
}

#[tokio::test(start_paused = true)]
async fn a_run_ends_by_telling_what_decided_its_time() {
    let world = World::new();
    world.cloud.pending_for(NAMED, Duration::from_secs(60));
    world.up(&stack()).await;
    let path = path(&world);
    assert_eq!(path.steps.iter().map(|step| step.urn.name()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert!(path.steps[1].millis >= 60_000, "{path:?}");
    assert!(path.millis <= path.run_millis && (1.0..1.02).contains(&path.ratio), "{path:?}");
}

#[tokio::test(start_paused = true)]
async fn the_path_of_a_run_that_failed_ends_where_it_failed() {
    let world = World::new();
    world.cloud.latency(Duration::from_secs(1));
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Denied).of(NAMED));
    world.up(&[res(TAGGED, "a"), res(NAMED, "b").on(&["a"]), res(TAGGED, "c").on(&["b"])]).await;
    assert_eq!(path(&world).steps.iter().map(|step| step.urn.name()).collect::<Vec<_>>(), ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn finishing_what_an_earlier_run_began_is_not_remembered_as_a_create() {
    let world = World::new();
    world.cloud.inject(Fault::refuse(Call::Configure, ErrorKind::Denied).times(1));
    world.cloud.latency(Duration::from_secs(7));
    world.up(&[res(TAGGED, "a")]).await;
    world.cloud.latency(Duration::ZERO);
    world.up(&[res(TAGGED, "a")]).await;
    world.assert_settled(&[res(TAGGED, "a")]).await;
    assert_eq!(world.state().await.durations.get(&format!("{TAGGED}/create")), None);
}

#[tokio::test(start_paused = true)]
async fn an_empty_plan_has_no_path() {
    let world = World::new();
    world.up(&stack()).await;
    world.events.lock().unwrap().clear();
    let prepared = world.prepare(&stack()).await.unwrap();
    world.engine().apply(prepared, world.options(), Cancel::new()).await.unwrap();
    assert!(world.events.lock().unwrap().iter().all(|event| !matches!(event, Event::CriticalPath { .. })));
}
