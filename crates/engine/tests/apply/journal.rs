use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel_engine::apply::{ApplyOptions, Cancel};
use archipel_engine::engine::EngineError;
use archipel_engine::event::Event;
use archipel_engine::plan::{Action, Reason};
use archipel_engine::resource::ErrorKind;
use archipel_engine::state::{Change, Operation, Outcome, Phase, StateStore as _};
use archipel_engine::testing::{Call, Effect, Fault};

use crate::support::{DATA, Entry, NAMED, TAGGED, TOKEN, TestStore, World, res};

#[tokio::test(start_paused = true)]
async fn a_write_is_in_the_journal_before_its_call_is_sent() {
    let world = World::new();
    let begun = Arc::new(Mutex::new(Vec::new()));
    let (store, seen) = (Arc::clone(&world.store), Arc::clone(&begun));
    world.cloud.inject_rule(move |called| {
        if matches!(called.call, Call::Create | Call::Update | Call::Delete) {
            let committed = store.committed();
            let begun = committed.iter().filter(|change| matches!(change, Change::Begin(_))).count();
            seen.lock().unwrap().push(begun);
        }
        None
    });
    world.up(&[res(TAGGED, "a")]).await;
    world.up(&[res(TAGGED, "a").set("size", 2_i64)]).await;
    world.destroy().await;
    assert_eq!(*begun.lock().unwrap(), [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_create_is_begun_identified_and_settled_with_its_record() {
    let world = World::new();
    world.up(&[res(TOKEN, "a")]).await;
    let log = world.store.log.lock().unwrap().clone();
    assert_eq!(log.first(), Some(&Entry::Acquired));
    assert_eq!(log.last(), Some(&Entry::Released));
    let Entry::Committed(begin) = &log[1] else { panic!("{log:?}") };
    assert!(matches!(&begin[..], [Change::Begin(pending)] if pending.operation == Operation::Create));
    let Entry::Committed(identified) = &log[2] else { panic!("{log:?}") };
    assert!(matches!(&identified[..], [Change::Identify { .. }]));
    let Entry::Committed(end) = &log[3] else { panic!("{log:?}") };
    assert!(matches!(&end[..], [Change::Settle { outcome: Outcome::Done, .. }, Change::Put(_), Change::Duration(..)]));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_step_and_the_beginning_of_the_next_are_one_commit() {
    const LENGTH: usize = 30;
    let world = World::new();
    let names: Vec<String> = (0..LENGTH).map(|i| format!("r{i}")).collect();
    let link = |i: usize| match i {
        0 => res(TOKEN, &names[0]),
        _ => res(TOKEN, &names[i]).on(&[&names[i - 1]]),
    };
    // No call is sent before the end of the step before it is durable.
    let ends = Arc::new(Mutex::new(Vec::new()));
    let (store, seen) = (Arc::clone(&world.store), Arc::clone(&ends));
    world.cloud.inject_rule(move |called| {
        if matches!(called.call, Call::Create | Call::Delete) {
            let committed = store.committed();
            let ends = committed.iter().filter(|change| matches!(change, Change::Settle { .. })).count();
            seen.lock().unwrap().push(ends);
        }
        None
    });
    assert_eq!(world.up(&(0..LENGTH).map(link).collect::<Vec<_>>()).await.created, LENGTH);
    let created = world.store.commits.load(Ordering::SeqCst);
    // The last ones: the end of the last step, and the exports.
    assert_eq!(created, 2 * LENGTH + 2);
    assert_eq!(world.destroy().await.deleted, LENGTH);
    assert_eq!(world.store.commits.load(Ordering::SeqCst) - created, LENGTH + 2);
    assert_eq!(*ends.lock().unwrap(), (0..2 * LENGTH).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_step_does_not_wait_for_others_that_the_next_one_waits_for() {
    let world = World::new();
    world.cloud.inject(Fault::at(Call::Create, Effect::Hang).of(TAGGED));
    let stack = [res(TOKEN, "a"), res(TAGGED, "b"), res(TOKEN, "c").on(&["a", "b"])];
    let _ = tokio::time::timeout(Duration::from_secs(60), world.try_up(&stack)).await;
    let state = world.state().await;
    let live = state.records.values().filter(|record| record.phase == Phase::Live);
    assert_eq!(live.map(|record| record.key.urn.name()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(world.seen(|event| matches!(event, Event::StepDone { .. }).then(String::new)).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_run_without_changes_takes_no_lock_and_writes_nothing() {
    let world = World::new();
    world.up(&[res(TAGGED, "a")]).await;
    let before = world.store.log.lock().unwrap().len();
    world.up(&[res(TAGGED, "a")]).await;
    assert_eq!(world.store.log.lock().unwrap().len(), before);
}

#[tokio::test(start_paused = true)]
async fn a_half_made_resource_is_recorded_and_finished_by_the_next_run() {
    for type_name in [TOKEN, NAMED, TAGGED] {
        let world = World::new();
        let stack = [res(type_name, "a"), res(TAGGED, "b").on(&["a"])];
        world.cloud.inject(Fault::refuse(Call::Configure, ErrorKind::Denied).of(type_name).nth(1));
        let summary = world.up(&stack).await;
        assert_eq!((summary.failed, summary.skipped), (1, 1));
        let state = world.state().await;
        let partial = state.records.values().next().unwrap();
        assert_eq!((partial.phase, state.pending.len()), (Phase::Partial, 0));
        world.up(&stack).await;
        assert_eq!(world.cloud.count(Call::Create), 2, "one for each");
        world.assert_settled(&stack).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_partial_resource_that_no_longer_exists_is_recreated() {
    let world = World::new();
    let stack = [res(TAGGED, "a")];
    world.cloud.inject(Fault::refuse(Call::Configure, ErrorKind::Denied).nth(1));
    world.up(&stack).await;
    let id = world.cloud.resources()[0].id.clone();
    world.cloud.remove(&id);
    assert_eq!(world.up(&stack).await.failed, 1, "it is found to be gone");
    assert_eq!(world.up(&stack).await.created, 1);
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_create_leaves_nothing_in_the_journal() {
    let world = World::new();
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Quota));
    world.up(&[res(TAGGED, "a")]).await;
    let state = world.state().await;
    assert!(state.pending.is_empty() && state.records.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_a_resource_type_is_an_error_of_its_step() {
    let world = World::new();
    world.cloud.inject(Fault::at(Call::Create, Effect::Panic).of(TAGGED).nth(1));
    let stack = [res(TAGGED, "a"), res(NAMED, "b")];
    let summary = world.up(&stack).await;
    assert_eq!((summary.created, summary.failed), (1, 1));
    assert!(world.failures()[0].contains("it panicked"), "{:?}", world.failures());
    world.up(&stack).await;
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_state_that_cannot_be_written_ends_the_run_and_loses_nothing() {
    let stack = [res(TOKEN, "a"), res(NAMED, "b").on(&["a"]), res(TAGGED, "c").on(&["b"])];
    for number in 1..=10 {
        let mut world = World::new();
        world.store = Arc::new(TestStore { fail_at: Some(number), ..TestStore::default() });
        let ended = world.try_up(&stack).await;
        if world.store.commits.load(Ordering::SeqCst) >= number {
            assert!(matches!(ended, Err(EngineError::Apply(_))), "{number}: {ended:?}");
            assert_eq!(world.store.log.lock().unwrap().last(), Some(&Entry::Released));
        }
        let world = world.reborn(None).await;
        world.up(&stack).await;
        world.assert_settled(&stack).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_plan_of_an_older_state_is_refused() {
    let world = World::new();
    let prepared = world.prepare(&[res(TAGGED, "a")]).await.unwrap();
    world.up(&[res(TAGGED, "b")]).await;
    let ended = world.engine().apply(prepared, world.options(), Default::default()).await;
    assert!(matches!(ended, Err(EngineError::StateChanged { .. })), "{ended:?}");
    assert_eq!(world.store.log.lock().unwrap().last(), Some(&Entry::Released));
    assert_eq!(world.cloud.resources().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn secrets_are_marked_in_records_and_plain_at_the_provider() {
    let world = World::new();
    world.up(&[res(TAGGED, "a").set("password", "hunter2")]).await;
    let state = world.state().await;
    let record = state.records.values().next().unwrap();
    assert!(record.desired.inputs.field("password").has_secret());
    assert_eq!(world.cloud.resources()[0].props.field("password").as_str(), Some("hunter2"));
    assert!(!format!("{:?}", world.events.lock().unwrap()).contains("hunter2"));
}

#[tokio::test(start_paused = true)]
async fn a_resource_that_failed_for_good_is_replaced() {
    let world = World::new();
    let stack = [res(TAGGED, "a"), res(TAGGED, "b").on(&["a"])];
    world.cloud.fail_new(TAGGED, true);
    assert_eq!(world.up(&stack).await.failed, 1);
    world.cloud.fail_new(TAGGED, false);
    let prepared = world.prepare(&stack).await.unwrap();
    let replaced = prepared.plan.steps.iter().find(|step| matches!(step.action, Action::Replace { .. })).unwrap();
    assert!(replaced.reasons.iter().any(|reason| matches!(reason, Reason::Failed { .. })), "{replaced:?}");
    world.up(&stack).await;
    assert_eq!(world.failures().len(), 1, "{:?}", world.failures());
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_resource_that_failed_and_may_hold_data_is_not_replaced() {
    let world = World::new();
    let stack = [res(DATA, "a")];
    world.cloud.fail_new(DATA, true);
    world.up(&stack).await;
    let prepared = world.prepare(&stack).await.unwrap();
    assert!(matches!(prepared.plan.steps[0].action, Action::Resume { .. }), "{:?}", prepared.plan.steps);
    assert!(prepared.notes.iter().any(|note| note.to_string().contains("it may hold")), "{:?}", prepared.notes);
}

#[tokio::test(start_paused = true)]
async fn a_step_whose_entry_is_not_written_says_whether_the_lock_was_lost() {
    for (lost, kind) in [(true, ErrorKind::LockLost), (false, ErrorKind::NotRecorded)] {
        let mut world = World::new();
        world.store = Arc::new(TestStore { fail_at: Some(1), fail_as_lost: lost, ..TestStore::default() });
        let ended = world.try_up(&[res(TAGGED, "a")]).await;
        assert!(matches!(ended, Err(EngineError::Apply(_))), "{ended:?}");
        let kinds: Vec<ErrorKind> = world
            .events
            .lock()
            .unwrap()
            .iter()
            .filter_map(|event| match event {
                archipel_engine::event::Event::StepFailed { error, .. } => Some(error.kind),
                _ => None,
            })
            .collect();
        assert_eq!(kinds, [kind]);
    }
}

#[tokio::test(start_paused = true)]
async fn what_follows_a_delete_that_is_still_running_says_so() {
    let world = World::new();
    let stack = [res(TAGGED, "a")];
    world.up(&stack).await;
    world.cloud.deleting_for(TAGGED, std::time::Duration::from_secs(600));
    let died = world.reborn(None).await;
    let cancel = archipel_engine::apply::Cancel::new();
    let prepared = died.prepare(&[]).await.unwrap();
    let engine = died.engine();
    let run = engine.apply(prepared, died.options(), cancel.clone());
    let _ = tokio::time::timeout(std::time::Duration::from_secs(5), run).await;
    let state = died.state().await;
    assert_eq!(state.pending.len(), 1, "the delete was begun");
    let next = died.reborn(None).await;
    let prepared = next.prepare(&stack).await.unwrap();
    let reasons: Vec<String> =
        prepared.plan.steps.iter().flat_map(|step| &step.reasons).map(ToString::to_string).collect();
    assert!(reasons.contains(&"its earlier resource is still being deleted".to_owned()), "{reasons:?}");
}

/// The id that the command line gives a run is its second and its process, which two containers may share.
#[tokio::test(start_paused = true)]
async fn two_runs_with_one_id_have_different_operations() {
    let world = World::new();
    let options = || ApplyOptions::new("same");
    world.cloud.inject(Fault::at(Call::Create, Effect::Hang));
    let prepared = world.prepare(&[res(TAGGED, "a")]).await.unwrap();
    let engine = world.engine();
    let _ = tokio::time::timeout(Duration::from_secs(60), engine.apply(prepared, options(), Cancel::new())).await;
    world.cloud.clear_faults();
    world.cloud.inject(Fault::at(Call::Find, Effect::Overlook));
    assert_eq!(world.state().await.pending.len(), 1);
    world.store.unlock().await.unwrap();
    let other = [res(TAGGED, "b")];
    let prepared = world.prepare(&other).await.unwrap();
    assert_eq!(world.engine().apply(prepared, options(), Cancel::new()).await.unwrap().failed, 0);
    let state = world.state().await;
    assert_eq!((state.pending.len(), state.records.len()), (1, 1), "the interrupted create is not mixed up");
}
