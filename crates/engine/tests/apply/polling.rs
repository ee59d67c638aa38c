use std::time::Duration;

use archipel_engine::event::Event;
use archipel_engine::resource::{ErrorKind, ProviderError};
use archipel_engine::testing::{Call, Effect, Fault};

use crate::support::{TAGGED, World, res};

fn many(count: usize) -> Vec<crate::support::Res> {
    (0..count).map(|n| res(TAGGED, &format!("n{n}"))).collect()
}

#[tokio::test(start_paused = true)]
async fn one_status_call_answers_everyone_who_waits() {
    let world = World::new();
    world.cloud.pending_for(TAGGED, Duration::from_secs(20));
    world.up(&many(50)).await;
    world.assert_settled(&many(50)).await;
    let polls = world.cloud.calls().into_iter().filter(|called| called.call == Call::Status).collect::<Vec<_>>();
    // Doubling from 200 ms up to 10 s: seven looks or so, not fifty times seven.
    assert!(polls.len() <= 12, "{} polls", polls.len());
    assert_eq!(polls[0].about.len(), 50);
}

#[tokio::test(start_paused = true)]
async fn no_status_call_asks_for_more_than_a_hundred() {
    let world = World::new();
    world.cloud.pending_for(TAGGED, Duration::from_secs(1));
    let stack = many(250);
    world.up(&stack).await;
    assert!(world.cloud.calls().iter().all(|called| called.about.len() <= 100));
}

#[tokio::test(start_paused = true)]
async fn a_throttled_poll_is_retried_and_not_reported() {
    let world = World::new();
    world.cloud.inject(Fault::refuse(Call::Status, ErrorKind::Throttled).times(3));
    let summary = world.up(&many(5)).await;
    assert_eq!((summary.created, summary.failed), (5, 0));
    assert_eq!(world.cloud.count(Call::Status), 4);
}

#[tokio::test(start_paused = true)]
async fn a_refused_poll_is_an_error_of_those_who_wait() {
    let world = World::new();
    world.cloud.inject(Fault::refuse(Call::Status, ErrorKind::Denied).times(1));
    let stack = many(3);
    assert_eq!(world.up(&stack).await.failed, 3);
    let summary = world.up(&stack).await;
    assert_eq!((summary.created, world.cloud.count(Call::Create)), (3, 3), "what was half made is finished");
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_delete_waits_until_it_is_gone() {
    let world = World::new();
    world.cloud.deleting_for(TAGGED, Duration::from_secs(60));
    world.up(&many(3)).await;
    let started = tokio::time::Instant::now();
    world.destroy().await;
    assert!(started.elapsed() >= Duration::from_secs(60));
    world.assert_settled(&[]).await;
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_a_call_names_who_is_in_the_way_beside_the_code() {
    let world = World::new();
    let busy = ProviderError {
        code: Some("ResourceInUse".to_owned()),
        ..ProviderError::new(ErrorKind::NotYet, "sg-1 is used by the load balancer main")
    };
    world.cloud.inject(Fault::at(Call::Create, Effect::Error(busy)).times(2));
    world.up(&[res(TAGGED, "a")]).await;
    let waits = world.seen(|event| match event {
        Event::StepWaiting { waits_for, .. } => Some(waits_for.clone()),
        _ => None,
    });
    assert!(waits.contains(&"ResourceInUse: sg-1 is used by the load balancer main".to_owned()), "{waits:?}");
}
