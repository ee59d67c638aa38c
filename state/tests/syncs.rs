//! How often the store syncs: once for each round of commits, whether it has one commit or many.

#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;

use archipel_engine::state::StateStore as _;
use archipel_state::SledStore;
use archipel_state::contract::{holder, record};
use archipel_state::faults::{Operation, Watch};
use common::{put, with_key};

/// The syncs of all files of a state, from its opening to its closing, with this many commits one after the other.
async fn syncs(folder: &Path, commits: usize) -> usize {
    let watch = Watch::counting(folder);
    let store = SledStore::open(folder, with_key()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    for i in 0..commits {
        store.commit(vec![put(record(&format!("r{i}"), 1))]).await.unwrap();
    }
    store.unlock().await.unwrap();
    watch.operations().iter().filter(|operation| **operation == Operation::Sync).count()
}

#[tokio::test]
async fn a_commit_costs_one_sync() {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let (few, many) = (syncs(&folder.path().join("few"), 20).await, syncs(&folder.path().join("many"), 120).await);
    // The syncs of opening and closing are the same.
    assert_eq!(many - few, 100);
}
