//! Two writers, in every order in which their writes can arrive.

use std::sync::Arc;
use std::time::Duration;

use archipel_engine::state::{Snapshot, StateError, StateStore as _};
use archipel_state::S3Store;
use archipel_state::contract::{holder, put};
use archipel_state_s3_tests::{Does, Server};

async fn names(server: &Server) -> Vec<String> {
    let Snapshot { records, .. } = server.store("dev").load().await.unwrap();
    records.keys().map(|key| key.urn.path().to_owned()).collect()
}

async fn writer(server: &Server, who: &str) -> Arc<S3Store> {
    let store = Arc::new(server.store("dev"));
    store.lock(&holder(who)).await.unwrap();
    store
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_arrives_before_the_other_begins_counts_and_is_seen_by_it() {
    let server = Server::folder();
    let first = writer(&server, "me").await;
    first.commit(vec![put("a")]).await.unwrap();
    // The other writer has read the whole state and is about to begin its session when the commit arrives.
    let mut held = false;
    server.faults.rule(move |call| {
        let begins = !held && call.method == "PUT" && call.path.contains("/log/");
        held |= begins;
        begins.then_some(Does::Hold)
    });
    let second = Arc::new(server.store("dev"));
    let taking = tokio::spawn({
        let second = Arc::clone(&second);
        async move { second.break_lock(&holder("you")).await }
    });
    server.faults.somebody_is_held().await;
    assert_eq!(first.commit(vec![put("b")]).await.unwrap(), 2);
    server.faults.let_go();
    taking.await.unwrap().unwrap();
    second.lock(&holder("you")).await.unwrap();
    assert_eq!(second.load().await.unwrap().records.len(), 2, "what was acknowledged is there");
    assert!(matches!(first.commit(vec![put("c")]).await, Err(StateError::Lost { .. })));
    second.commit(vec![put("d")]).await.unwrap();
    assert_eq!(names(&server).await, ["a", "b", "d"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_is_under_way_when_the_other_begins_is_refused() {
    let server = Server::folder();
    let first = writer(&server, "me").await;
    first.commit(vec![put("a")]).await.unwrap();
    server.faults.next("PUT", "/log/", 1, Does::Hold);
    let committing = tokio::spawn({
        let first = Arc::clone(&first);
        async move { first.commit(vec![put("late")]).await }
    });
    server.faults.somebody_is_held().await;
    let second = server.store("dev");
    assert_eq!(second.break_lock(&holder("you")).await.unwrap(), Some(holder("me")));
    second.lock(&holder("you")).await.unwrap();
    second.commit(vec![put("b")]).await.unwrap();
    server.faults.let_go();
    assert!(matches!(committing.await.unwrap(), Err(StateError::Lost { .. })));
    assert_eq!(names(&server).await, ["a", "b"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_wakes_up_after_its_log_was_swept_away_is_still_refused() {
    let server = Server::folder();
    let first = writer(&server, "me").await;
    first.commit(vec![put("a")]).await.unwrap();
    server.faults.next("PUT", "/log/", 1, Does::Hold);
    let committing = tokio::spawn({
        let first = Arc::clone(&first);
        async move { first.commit(vec![put("late")]).await }
    });
    server.faults.somebody_is_held().await;
    let second = server.store("dev").log(8);
    second.break_lock(&holder("you")).await.unwrap();
    second.lock(&holder("you")).await.unwrap();
    // Enough commits for several checkpoints, each of which deletes the log up to the previous one.
    for commit in 0..40 {
        second.commit(vec![put(&format!("b{}", commit % 7))]).await.unwrap();
    }
    assert!(second.stats().checkpoints >= 3, "{:?}", second.stats());
    second.unlock().await.unwrap();
    let log = server.objects("dev/log");
    assert!(log.len() < 20, "the log is swept: {} entries", log.len());
    server.faults.let_go();
    assert!(matches!(committing.await.unwrap(), Err(StateError::Lost { .. })));
    assert_eq!(names(&server).await, ["a", "b0", "b1", "b2", "b3", "b4", "b5", "b6"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_lost_its_lease_learns_of_it_without_writing() {
    let server = Server::folder();
    let first = writer(&server, "me").await;
    let second = server.store("dev");
    second.break_lock(&holder("you")).await.unwrap();
    second.lock(&holder("you")).await.unwrap();
    let by = tokio::time::timeout(Duration::from_secs(5), first.lost()).await.expect("a heartbeat tells");
    assert_eq!(by, Some(holder("you")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_of_a_writer_that_lost_its_right_does_no_harm() {
    let server = Server::folder();
    let first = Arc::new(server.store("dev").log(8));
    first.lock(&holder("me")).await.unwrap();
    // Its checkpoint is in progress, between the last log entry and the head.
    let mut held = false;
    server.faults.rule(move |call| {
        let is_head = !held && call.method == "PUT" && call.path.contains("/head");
        held |= is_head;
        is_head.then_some(Does::Hold)
    });
    let committing = tokio::spawn({
        let first = Arc::clone(&first);
        async move {
            for commit in 0..8 {
                first.commit(vec![put(&format!("a{commit}"))]).await?;
            }
            Ok::<_, StateError>(())
        }
    });
    server.faults.somebody_is_held().await;
    let second = server.store("dev").log(8);
    second.break_lock(&holder("you")).await.unwrap();
    second.lock(&holder("you")).await.unwrap();
    second.commit(vec![put("b")]).await.unwrap();
    server.faults.let_go();
    // All commits of the first writer precede the session of the second.
    drop(committing.await.unwrap());
    for commit in 0..30 {
        second.commit(vec![put(&format!("c{}", commit % 5))]).await.unwrap();
    }
    second.unlock().await.unwrap();
    let loaded = server.store("dev").load().await.unwrap();
    let firsts = loaded.records.keys().filter(|key| key.urn.path().starts_with('a')).count();
    assert_eq!(firsts, 7, "as many as were acknowledged");
    assert_eq!(loaded.records.len(), firsts + 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_that_was_deleted_by_hand_does_not_turn_the_clock_back() {
    let server = Server::folder();
    for round in 1..4 {
        let store = writer(&server, "me").await;
        assert_eq!(store.commit(vec![put("a")]).await.unwrap(), round);
        store.unlock().await.unwrap();
        std::fs::remove_file(server.file("dev", "lease")).unwrap();
    }
    let store = writer(&server, "me").await;
    assert_eq!(store.commit(vec![put("a")]).await.unwrap(), 4);
}
