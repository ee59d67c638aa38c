//! A service that ignores conditional writes is refused when the lock is taken.

use archipel_engine::state::{StateError, StateStore as _};
use archipel_state::contract::{holder, put};
use archipel_state_s3_tests::{Does, Server};

fn ignore(server: &Server, names: &'static [&'static str]) {
    server.faults.rule(move |call| (call.method == "PUT").then_some(Does::DropConditions(names)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_ignores_either_condition_cannot_be_locked() {
    for names in [&["if-none-match", "if-match"][..], &["if-none-match"], &["if-match"]] {
        let server = Server::ministack().await;
        ignore(&server, names);
        for who in ["me", "you"] {
            let refused = server.store("dev").lock(&holder(who)).await;
            assert!(matches!(refused, Err(StateError::NoConditionalWrites { .. })), "{names:?}: {refused:?}");
        }
        assert_eq!(server.list("dev").await, Vec::<String>::new(), "{names:?}: a refusal leaves nothing");
        // A refusal is not cached: the next lock probes again.
        server.faults.clear();
        let store = server.store("dev");
        store.lock(&holder("me")).await.unwrap();
        store.commit(vec![put("a")]).await.unwrap();
        store.unlock().await.unwrap();
        assert!(server.list("dev").await.iter().all(|key| !key.contains("probe/")), "{names:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_does_not_implement_conditions_cannot_be_locked() {
    let server = Server::folder();
    server.faults.rule(|call| (call.method == "PUT").then_some(Does::Answer(501, "NotImplemented")));
    let refused = server.store("dev").lock(&holder("me")).await;
    assert!(matches!(refused, Err(StateError::NoConditionalWrites { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_is_probed_once_in_a_process() {
    let server = Server::folder();
    let probes = |server: &Server| {
        server.faults.take_calls().iter().filter(|call| call.method == "PUT" && call.path.contains("/probe/")).count()
    };
    for round in 0..3 {
        let store = server.store("dev");
        store.lock(&holder("me")).await.unwrap();
        store.unlock().await.unwrap();
        assert_eq!(probes(&server), if round == 0 { 4 } else { 0 });
        assert!(!server.objects("dev").iter().any(|name| name.starts_with("probe/")));
    }
    // Read-only commands write no probe.
    server.store("other").load().await.unwrap();
    assert_eq!(probes(&server), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_probe_survives_lost_responses_and_other_probes() {
    for method in ["PUT", "POST"] {
        for lost in 1..=4 {
            let server = Server::folder();
            let mut seen = 0;
            server.faults.rule(move |call| {
                let is_it = call.method == method && (method == "POST" || call.path.contains("/probe/"));
                seen += usize::from(is_it);
                (is_it && seen == lost).then_some(Does::LoseAnswer)
            });
            let store = server.store("dev");
            store.lock(&holder("me")).await.unwrap_or_else(|error| panic!("{method} {lost}: {error}"));
            store.unlock().await.unwrap();
        }
    }
    // With concurrent writers, one gets the lock, the others fail with `Locked`, and none refuses the service.
    let server = Server::folder();
    let stores: Vec<_> = (0..6).map(|_| server.store("dev")).collect();
    let holders: Vec<_> = (0..6).map(|n| holder(&format!("writer{n}"))).collect();
    let all = stores.iter().zip(&holders).map(|(store, holder)| store.lock(holder));
    let all = futures::future::join_all(all).await;
    assert_eq!(all.iter().filter(|acquired| acquired.is_ok()).count(), 1, "{all:?}");
    for acquired in all {
        assert!(matches!(acquired, Ok(()) | Err(StateError::Locked(_))), "{acquired:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_probe_of_a_killed_process_is_deleted_by_a_later_one() {
    let server = Server::folder();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let (old, new) = (format!("probe/{:012}-aa", now - 4000), format!("probe/{now:012}-bb"));
    for name in [&old, &new] {
        std::fs::create_dir_all(server.file("dev", "probe")).unwrap();
        std::fs::write(server.file("dev", name), "1").unwrap();
    }
    let store = server.store("dev");
    store.lock(&holder("me")).await.unwrap();
    store.unlock().await.unwrap();
    let left: Vec<String> = server.objects("dev").into_iter().filter(|name| name.starts_with("probe/")).collect();
    assert_eq!(left, [new], "one that may be under way is left alone");
}
