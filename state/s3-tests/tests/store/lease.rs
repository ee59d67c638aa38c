//! Acquiring, losing and taking over the lock.

use std::time::{Duration, Instant};

use archipel_engine::state::{StateError, StateStore};
use archipel_state::contract::{holder, put};
use archipel_state_s3_tests::{Does, Server};

const EXPIRY: Duration = Duration::from_secs(3);
const HEARTBEAT: Duration = Duration::from_secs(1);

async fn taken_over_after(server: &Server) -> Duration {
    let first = server.store("dev");
    first.lock(&holder("me")).await.unwrap();
    first.commit(vec![put("a")]).await.unwrap();
    tokio::time::sleep(HEARTBEAT * 2).await;
    // As if it were killed: the lock is not released.
    drop(first);
    let killed = Instant::now();
    let second = server.store("dev");
    loop {
        match second.lock(&holder("you")).await {
            Ok(()) => break,
            Err(StateError::Locked(other)) => assert_eq!(*other, holder("me")),
            Err(other) => panic!("{other}"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let took = killed.elapsed();
    assert_eq!(second.load().await.unwrap().records.len(), 1);
    took
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_writer_is_taken_over_after_its_expiry_and_a_heartbeat() {
    let took = taken_over_after(&Server::folder()).await;
    // The times have a resolution of one second.
    assert!(took <= EXPIRY + HEARTBEAT + Duration::from_millis(1200), "{took:?}");
    assert!(took >= EXPIRY - HEARTBEAT - Duration::from_millis(200), "{took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_service_tells_no_time_the_tag_is_watched() {
    let server = Server::folder();
    server.faults.rule(|call| (call.method == "GET" && call.path.contains("/lease")).then_some(Does::NoDate));
    let took = taken_over_after(&server).await;
    assert!(took >= EXPIRY, "{took:?}");
    assert!(took <= EXPIRY + HEARTBEAT + Duration::from_millis(1500), "{took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_lives_is_not_taken_over_however_long_it_works() {
    let server = Server::folder();
    let first = server.store("dev");
    first.lock(&holder("me")).await.unwrap();
    let (second, end) = (server.store("dev"), Instant::now() + EXPIRY * 3);
    while Instant::now() < end {
        assert!(matches!(second.lock(&holder("you")).await, Err(StateError::Locked(_))));
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    first.commit(vec![put("a")]).await.unwrap();
    first.unlock().await.unwrap();
    second.lock(&holder("you")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_was_cut_off_renews_its_lease_before_it_writes_again() {
    let server = Server::folder();
    let store = server.store("dev");
    store.lock(&holder("me")).await.unwrap();
    // No renewal succeeds for longer than the expiry, and no other writer takes over.
    server.faults.rule(|call| (call.method == "PUT" && call.path.contains("/lease")).then_some(Does::Lose));
    tokio::time::sleep(EXPIRY + HEARTBEAT).await;
    let held = server.store("dev").held().await.unwrap().unwrap();
    assert_eq!((held.holder, held.expired), (holder("me"), true));
    server.faults.clear();
    server.faults.take_calls();
    store.commit(vec![put("a")]).await.unwrap();
    let calls = server.faults.take_calls();
    let of = |part: &str| calls.iter().position(|call| call.method == "PUT" && call.path.contains(part)).unwrap();
    assert!(of("/lease") < of("/log/"), "{calls:?}");
    assert!(!server.store("dev").held().await.unwrap().unwrap().expired);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_takes_no_lease_and_writes_nothing() {
    let server = Server::folder();
    assert_eq!(server.store("dev").load().await.unwrap(), archipel_engine::state::Snapshot::default());
    let store = server.store("dev");
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![put("a")]).await.unwrap();
    server.faults.take_calls();
    let peek = server.store("dev").peek().await.unwrap();
    assert_eq!((peek.writer, peek.stale, peek.snapshot.records.len()), (Some(holder("me")), false, 1));
    let writes: Vec<_> = server
        .faults
        .take_calls()
        .into_iter()
        .filter(|call| call.method != "GET" && !call.path.contains("/lease"))
        .collect();
    assert_eq!(writes, []);
}

/// Acquires the lock with one write of the session's start held on its way. Another writer takes the lock meanwhile,
/// and releases it if `released`.
async fn overtaken(held: &'static str, released: bool) -> Result<(), StateError> {
    let server = Server::folder();
    let before = server.store("dev");
    before.lock(&holder("me")).await.unwrap();
    before.unlock().await.unwrap();
    server.faults.next("PUT", held, 1, Does::Hold);
    let first = std::sync::Arc::new(server.store("dev"));
    let acquiring = tokio::spawn({
        let first = std::sync::Arc::clone(&first);
        async move { first.lock(&holder("me")).await }
    });
    server.faults.somebody_is_held().await;
    let second = server.store("dev");
    second.break_lock(&holder("you")).await.unwrap();
    second.lock(&holder("you")).await.unwrap();
    second.commit(vec![put("theirs")]).await.unwrap();
    if released {
        second.unlock().await.unwrap();
    }
    server.faults.let_go();
    let acquired = acquiring.await.unwrap();
    if acquired.is_ok() {
        assert_eq!(first.commit(vec![put("ours")]).await.unwrap(), 2);
        let lost = tokio::time::timeout(HEARTBEAT * 2, first.lost()).await;
        assert!(lost.is_err(), "the loss of the first lock was reported to the run: {lost:?}");
    }
    acquired
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_is_lost_before_the_session_begins_is_locked_by_the_other_holder() {
    for (held, released) in [("/head", false), ("/log/", false), ("/log/", true)] {
        match overtaken(held, released).await {
            Err(StateError::Locked(other)) => assert_eq!(*other, holder("you")),
            other => panic!("{held}, {released}: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_is_lost_before_the_session_begins_is_acquired_again_once_it_is_free() {
    overtaken("/head", true).await.unwrap();
}
