use std::time::Duration;

use archipel_engine::apply::{ApplyOptions, Cancel, OnRegionFailure};
use archipel_engine::event::{Event, Summary};
use archipel_engine::resource::{ErrorKind, ProviderError};
use archipel_engine::testing::{Call, Effect};

use crate::support::{NAMED, Res, TAGGED, World, res};

/// Twenty resources in each of two regions, what depends on one of them, and what is begun only when a region that
/// does not answer has been given up.
fn stack() -> Vec<Res> {
    let mut stack = vec![res(NAMED, "slow"), res(NAMED, "slower").on(&["slow"])];
    for region in ["here", "there"] {
        let (first, parent) = (format!("{region}-first"), format!("{region}-0"));
        stack.push(res(TAGGED, &first).at(region));
        stack.extend((0..20).map(|n| res(TAGGED, &format!("{region}-{n}")).at(region).on(&[&first])));
        stack.push(res(TAGGED, &format!("{region}-last")).at(region).on(&[&parent]));
        stack.push(res(TAGGED, &format!("{region}-late")).at(region).on(&["slower"]));
    }
    stack
}

async fn up(world: &World, policy: OnRegionFailure) -> Summary {
    world.cloud.pending_for(NAMED, Duration::from_secs(280));
    let prepared = world.prepare(&stack()).await.unwrap();
    let options = ApplyOptions { on_region_failure: policy, parallel: 4, ..world.options() };
    world.engine().apply(prepared, options, Cancel::new()).await.unwrap()
}

/// Everything that is called for a resource of this region is answered so.
fn region_answers(world: &World, region: &'static str, kind: ErrorKind, only_after_first: bool) {
    world.cloud.inject_rule(move |called| {
        let about = called.about.first().map_or("", String::as_str);
        let struck = called.call == Call::Create
            && about.starts_with(region)
            && !(only_after_first && about.ends_with("-first"));
        struck.then(|| Effect::Error(ProviderError::new(kind, "injected by the test")))
    });
}

fn down(world: &World) -> Vec<String> {
    world.seen(|event| match event {
        Event::RegionFailed { region, hold, .. } => Some(format!("{region} {hold}")),
        _ => None,
    })
}

fn begun(world: &World) -> Vec<String> {
    world.seen(|event| match event {
        Event::StepStarted { urn, .. } => Some(urn.name().to_owned()),
        _ => None,
    })
}

#[tokio::test(start_paused = true)]
async fn a_region_that_does_not_answer_is_left_and_the_other_goes_on() {
    let world = World::new();
    region_answers(&world, "there", ErrorKind::Ambiguous, true);
    let summary = up(&world, OnRegionFailure::Continue).await;
    assert_eq!(down(&world), ["there false"]);
    assert_eq!((summary.created, summary.failed, summary.skipped), (26, 20, 2), "{summary:?}");
    let mut skipped = world.seen(|event| match event {
        Event::StepSkipped { urn, .. } => Some(urn.name().to_owned()),
        _ => None,
    });
    skipped.sort();
    assert_eq!(skipped, ["there-last", "there-late"], "each is named, once");
    assert!(begun(&world).contains(&"here-late".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn when_a_region_fails_everything_is_held_if_asked() {
    let world = World::new();
    region_answers(&world, "there", ErrorKind::Ambiguous, true);
    let summary = up(&world, OnRegionFailure::Hold).await;
    assert_eq!(down(&world), ["there true"]);
    assert_eq!((summary.created, summary.failed, summary.skipped), (24, 20, 4), "{summary:?}");
    assert!(!begun(&world).contains(&"here-late".to_owned()));
    // Once it answers again, the rest is done.
    world.cloud.clear_faults();
    up(&world, OnRegionFailure::Hold).await;
    world.assert_settled(&stack()).await;
}

#[tokio::test(start_paused = true)]
async fn a_region_where_everything_is_refused_has_failed() {
    let world = World::new();
    region_answers(&world, "there", ErrorKind::Denied, false);
    // Nothing to wait for: each of them is refused.
    let stack: Vec<Res> = (0..30).map(|n| res(TAGGED, &format!("there-{n}")).at("there")).collect();
    let prepared = world.prepare(&stack).await.unwrap();
    let options = ApplyOptions { parallel: 2, ..world.options() };
    let summary = world.engine().apply(prepared, options, Cancel::new()).await.unwrap();
    assert_eq!(down(&world), ["there false"]);
    assert!((10..=12).contains(&summary.failed), "{summary:?}");
}

#[tokio::test(start_paused = true)]
async fn many_mistakes_in_a_region_that_works_are_no_failure_of_the_region() {
    let world = World::new();
    region_answers(&world, "there", ErrorKind::Quota, true);
    let summary = up(&world, OnRegionFailure::Hold).await;
    assert_eq!(down(&world), Vec::<String>::new());
    assert_eq!((summary.created, summary.failed, summary.skipped), (26, 21, 1));
}
