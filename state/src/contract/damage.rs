//! Interrupted commits, newer formats and damaged data.

use std::time::Duration;

use archipel_engine::state::{StateError, StateStore};

use super::fixture::StoreFixture;
use super::samples::{holder, locked, put, reopened};

/// After a crash in the middle of a commit, all of the commit is stored or none of it.
pub async fn an_interrupted_commit_is_whole_or_absent<G: StoreFixture>(fixture: &G) {
    const TOGETHER: usize = 400;
    let mut acknowledged = 0;
    for round in 0..4_u64 {
        let store = locked(fixture).await;
        let commit = |part: u64| store.commit((0..TOGETHER).map(|i| put(&format!("{round}/{part}/{i}"))).collect());
        commit(0).await.unwrap();
        acknowledged += TOGETHER;
        let cut = tokio::time::timeout(Duration::from_millis(round * 3), commit(1)).await;
        if let Ok(answer) = cut {
            answer.unwrap();
            acknowledged += TOGETHER;
        }
        if fixture.unlocks_when_dropped() || fixture.patience() > Duration::ZERO {
            drop(store);
        } else {
            store.unlock().await.unwrap();
        }
        let loaded = fixture.open().load().await.unwrap();
        assert_eq!(loaded.records.len() % TOGETHER, 0, "{}", loaded.records.len());
        assert_eq!(loaded.serial, (loaded.records.len() / TOGETHER) as u64);
        assert!(loaded.records.len() >= acknowledged, "{} < {acknowledged}", loaded.records.len());
        acknowledged = loaded.records.len();
    }
}

/// A state of a newer format is refused for reading and for writing, with an error that says so.
pub async fn newer_formats_are_refused<G: StoreFixture>(fixture: &G) {
    let store = locked(fixture).await;
    store.commit(vec![put("a")]).await.unwrap();
    let before = reopened(fixture, store).await;
    let Some(undo) = fixture.make_newer() else { return };
    let opened = fixture.try_open();
    let refused = match opened {
        Ok(store) => vec![store.load().await.unwrap_err(), store.lock(&holder("me")).await.unwrap_err()],
        Err(error) => vec![error],
    };
    assert!(refused.iter().all(|error| matches!(error, StateError::Newer { .. })), "{refused:?}");
    undo();
    assert_eq!(fixture.open().load().await.unwrap(), before);
}

/// Altered, truncated or missing data is refused, and the error names its location.
pub async fn damage_is_found_and_named<G: StoreFixture>(fixture: &G) {
    let store = locked(fixture).await;
    for part in 0..5 {
        store.commit((0..20).map(|i| put(&format!("{part}/{i}"))).collect()).await.unwrap();
    }
    let before = reopened(fixture, store).await;
    for number in 0.. {
        let Some((words, undo)) = fixture.damage(number) else { break };
        let error = match fixture.try_open() {
            Ok(store) => store.load().await.expect_err(&words),
            Err(error) => error,
        };
        assert!(matches!(error, StateError::Damaged { .. }), "{number} {words}: {error}");
        assert!(error.to_string().contains(&words), "{number} {words}: {error}");
        undo();
    }
    assert_eq!(fixture.open().load().await.unwrap(), before);
}
