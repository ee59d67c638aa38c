//! Locks, writers and their runs.

use std::sync::Arc;

use archipel_engine::state::{Author, Ending, LockInfo, Outcome, RunRecord, StateError, StateStore};

use super::fixture::StoreFixture;
use super::samples::{begin, holder, identify, locked, put, reopened, settle};

/// Runs are numbered and kept, and the next run marks an interrupted one. Not among the checks of
/// [`contract_tests!`](crate::contract_tests): only for stores that keep a history.
pub async fn the_history_keeps_runs(fixture: &impl StoreFixture) {
    let run = |holder: &LockInfo| RunRecord::started(holder, &Author::default(), Some("hash".to_owned()));
    assert_eq!(fixture.open().history().await.unwrap(), []);
    let store = locked(fixture).await;
    assert_eq!(store.record_run(run(&holder("marie"))).await.unwrap(), 1);
    let serial = store.commit(vec![put("a")]).await.unwrap();
    let ended = RunRecord { number: 1, ended: Some(2), ending: Ending::Done, ..run(&holder("marie")) };
    assert_eq!(store.record_run(ended).await.unwrap(), 1);
    store.unlock().await.unwrap();
    drop(store);
    // This run is interrupted.
    let store = locked(fixture).await;
    assert_eq!(store.record_run(run(&holder("jean"))).await.unwrap(), 2);
    store.unlock().await.unwrap();
    drop(store);
    let store = locked(fixture).await;
    assert_eq!(store.record_run(run(&holder("marie"))).await.unwrap(), 3);
    let history = store.history().await.unwrap();
    let shown: Vec<_> = history.iter().map(|run| (run.number, run.who.as_str(), run.ending, run.serial)).collect();
    assert_eq!(
        shown,
        [
            (3, "marie", Ending::Running, None),
            (2, "jean", Ending::Interrupted, None),
            (1, "marie", Ending::Done, Some(serial))
        ]
    );
    assert_eq!(history[2].plan.as_deref(), Some("hash"));
    store.unlock().await.unwrap();
}

/// The error for the second writer names the first.
pub async fn one_writer_at_a_time(fixture: &impl StoreFixture) {
    let first = locked(fixture).await;
    let second = fixture.open();
    for _ in 0..2 {
        match second.lock(&holder("you")).await {
            Err(StateError::Locked(other)) => assert_eq!(*other, holder("me")),
            other => panic!("{other:?}"),
        }
    }
    match first.lock(&holder("me")).await {
        Err(StateError::Locked(other)) => assert_eq!(*other, holder("me")),
        other => panic!("{other:?}"),
    }
    first.commit(vec![put("a")]).await.unwrap();
    first.unlock().await.unwrap();
    second.lock(&holder("you")).await.unwrap();
    assert_eq!(second.load().await.unwrap().records.len(), 1);
    second.unlock().await.unwrap();
    second.unlock().await.unwrap();
}

/// A process that is killed leaves its commits and no lock.
pub async fn a_dropped_store_can_be_opened_again(fixture: &impl StoreFixture) {
    if !fixture.unlocks_when_dropped() && fixture.patience().is_zero() {
        return;
    }
    for round in 1..4 {
        let store = locked(fixture).await;
        store.commit(vec![put(&format!("a{round}"))]).await.unwrap();
        drop(store);
        let loaded = fixture.open().load().await.unwrap();
        assert_eq!((loaded.serial, loaded.records.len() as u64), (round, round));
    }
}

/// Commits from many tasks do not interfere.
pub async fn concurrent_commits_all_last<G: StoreFixture>(fixture: &G) {
    let store = locked(fixture).await;
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..32 {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            let mut serials = vec![];
            for step in 0..4 {
                let name = format!("{task}/{step}");
                let began = vec![begin(&name, &name)];
                let ended = vec![settle(&name, Outcome::Done), put(&name)];
                for changes in [began, ended] {
                    serials.push(store.commit(changes).await.unwrap());
                }
                // A refused commit does not affect the others.
                assert!(store.commit(vec![put("wrong"), identify(&name)]).await.is_err());
            }
            serials
        });
    }
    let mut serials = tasks.join_all().await.concat();
    serials.sort_unstable();
    assert_eq!(serials, (1..=256).collect::<Vec<u64>>());
    let loaded = reopened(fixture, store).await;
    assert_eq!((loaded.records.len(), loaded.pending.len(), loaded.serial), (128, 0, 256));
}

/// If several stores lock at once, in one process or several, one succeeds and the others fail with `Locked`.
pub async fn of_many_who_race_one_writes<G: StoreFixture>(fixture: &G) {
    for _ in 0..3 {
        let stores: Vec<_> = (0..6).map(|_| fixture.open()).collect();
        let mut tasks = tokio::task::JoinSet::new();
        for (number, store) in stores.iter().enumerate() {
            let store = Arc::clone(store);
            tasks.spawn(async move { (number, store.lock(&holder(&number.to_string())).await) });
        }
        let answers = tasks.join_all().await;
        let winners: Vec<_> = answers.iter().filter(|(_, answer)| answer.is_ok()).map(|(number, _)| *number).collect();
        let [winner] = winners.as_slice() else { panic!("{answers:?}") };
        let is_fair = |answer: &_| matches!(answer, Ok(()) | Err(StateError::Locked(_)));
        assert!(answers.iter().all(|(_, answer)| is_fair(answer)), "{answers:?}");
        stores[*winner].commit(vec![put(&winner.to_string())]).await.unwrap();
        stores[*winner].unlock().await.unwrap();
    }
    assert_eq!(fixture.open().load().await.unwrap().serial, 3);
}

/// A writer that lost its lock is refused, and its commit is not stored.
pub async fn a_writer_that_was_taken_over_cannot_write<G: StoreFixture>(fixture: &G) {
    let first = locked(fixture).await;
    first.commit(vec![put("before")]).await.unwrap();
    let Some(second) = fixture.take_over().await else {
        // Then no other store gets it either.
        assert!(matches!(fixture.open().lock(&holder("you")).await, Err(StateError::Locked(_))));
        return;
    };
    match first.commit(vec![put("too late")]).await {
        Err(StateError::Lost { by, .. }) => assert!(by.is_none_or(|by| *by == holder("you"))),
        other => panic!("{other:?}"),
    }
    second.commit(vec![put("after")]).await.unwrap();
    assert!(matches!(first.commit(vec![put("too late")]).await, Err(StateError::Lost { .. })));
    // Closing this store does not disturb the other.
    first.unlock().await.unwrap();
    second.commit(vec![put("later")]).await.unwrap();
    let loaded = reopened(fixture, second).await;
    let names: Vec<_> = loaded.records.keys().map(|key| key.urn.path().to_owned()).collect();
    assert_eq!((loaded.serial, names), (3, vec!["after".to_owned(), "before".to_owned(), "later".to_owned()]));
}
