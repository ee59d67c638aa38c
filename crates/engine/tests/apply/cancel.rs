use std::time::Duration;

use archipel_engine::apply::Cancel;
use archipel_engine::resource::ErrorKind;
use archipel_engine::testing::{Call, Effect, Fault};

use crate::support::{NAMED, TAGGED, TOKEN, World, res};

#[tokio::test(start_paused = true)]
async fn the_first_cancel_lets_what_is_in_flight_end_and_starts_nothing() {
    let world = World::new();
    world.cloud.pending_for(TAGGED, Duration::from_secs(60));
    let stack = [res(TAGGED, "a"), res(TAGGED, "b").on(&["a"])];
    let prepared = world.prepare(&stack).await.unwrap();
    let cancel = Cancel::new();
    let (engine, options, handle) = (world.engine(), world.options(), cancel.clone());
    let run = tokio::spawn(async move { engine.apply(prepared, options, handle).await });
    tokio::time::sleep(Duration::from_secs(10)).await;
    cancel.request();
    let summary = run.await.unwrap().unwrap();
    assert!(summary.cancelled);
    assert_eq!((summary.created, summary.skipped, summary.failed), (1, 1, 0));
    world.up(&stack).await;
    assert_eq!(world.cloud.count(Call::Create), 2);
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn the_first_cancel_ends_a_create_that_the_service_has_not_accepted() {
    for (kind, pending) in [(ErrorKind::NotYet, 0), (ErrorKind::Throttled, 0), (ErrorKind::Ambiguous, 1)] {
        let world = World::new();
        for call in [Call::Create, Call::Find] {
            world.cloud.inject(Fault::refuse(call, kind));
        }
        let stack = [res(TAGGED, "a")];
        let prepared = world.prepare(&stack).await.unwrap();
        let cancel = Cancel::new();
        let (engine, options, handle) = (world.engine(), world.options(), cancel.clone());
        let run = tokio::spawn(async move { engine.apply(prepared, options, handle).await });
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert!(!run.is_finished(), "{kind:?}");
        cancel.request();
        let asked = tokio::time::Instant::now();
        let summary = run.await.unwrap().unwrap();
        assert!(asked.elapsed() < Duration::from_secs(20), "{kind:?}: {:?}", asked.elapsed());
        assert!(summary.cancelled);
        assert_eq!(world.state().await.pending.len(), pending, "{kind:?}");
        world.cloud.clear_faults();
        world.up(&stack).await;
        world.assert_settled(&stack).await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_second_cancel_abandons_and_the_next_run_finishes_without_a_second_copy() {
    for type_name in [TOKEN, NAMED, TAGGED] {
        // What it does when it is abandoned: wait to be ready, or hang in the call that makes it.
        for hangs in [false, true] {
            let world = World::new();
            world.cloud.pending_for(type_name, Duration::from_secs(60));
            if hangs {
                world.cloud.inject(Fault::at(Call::Create, Effect::Hang).nth(1));
            }
            let stack = [res(type_name, "a"), res(TAGGED, "b").on(&["a"])];
            let prepared = world.prepare(&stack).await.unwrap();
            let cancel = Cancel::new();
            let (engine, options, handle) = (world.engine(), world.options(), cancel.clone());
            let run = tokio::spawn(async move { engine.apply(prepared, options, handle).await });
            tokio::time::sleep(Duration::from_secs(10)).await;
            cancel.request();
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert!(!run.is_finished());
            let asked = tokio::time::Instant::now();
            cancel.request();
            let summary = run.await.unwrap().unwrap();
            assert!(asked.elapsed() < Duration::from_secs(1), "at once");
            assert!(summary.cancelled && summary.failed == 1);
            assert_eq!(world.state().await.pending.len(), 1, "everything is in the journal");
            world.up(&stack).await;
            world.assert_settled(&stack).await;
        }
    }
}
