//! Ambiguous responses: nothing is written twice, and no acknowledged commit is lost.

use std::time::Duration;

use archipel_engine::state::{Outcome, StateStore as _};
use archipel_state::contract::{begin, holder, put};
use archipel_state_s3_tests::{Does, Server};

/// Injects every fault into the first attempt of every kind of request of a run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_changes_nothing_wherever_it_is_lost() {
    let faults = [
        Does::Lose,
        Does::LoseAnswer,
        Does::Answer(503, "SlowDown"),
        Does::Answer(500, "InternalError"),
        Does::AnswerAfter(500, "InternalError"),
        Does::Answer(409, "ConditionalRequestConflict"),
        Does::Answer(429, "TooManyRequests"),
        Does::AnswerAfter(200, "this is not what a put answers"),
    ];
    let server = Server::folder();
    for (number, fault) in faults.into_iter().enumerate() {
        let prefix = format!("dev-{number}");
        for (method, part) in
            [("PUT", "/head"), ("PUT", "/lease"), ("PUT", "/log/"), ("GET", "/head"), ("GET", "list-type")]
        {
            // Only a response with a body can be recognized as wrong.
            if matches!(fault, Does::AnswerAfter(200, _)) && method == "GET" {
                continue;
            }
            server.faults.next(method, part, 2, fault.clone());
        }
        let store = server.store(&prefix);
        store.lock(&holder("me")).await.unwrap();
        assert_eq!(store.commit(vec![put("a"), begin("1", "b")]).await.unwrap(), 1, "{fault:?}");
        server.faults.next("PUT", "/log/", 1, fault.clone());
        let settled = archipel_engine::state::Change::Settle { op: "1".to_owned(), outcome: Outcome::Done };
        assert_eq!(store.commit(vec![settled, put("b")]).await.unwrap(), 2, "{fault:?}");
        store.unlock().await.unwrap();
        let loaded = server.store(&prefix).load().await.unwrap();
        assert_eq!((loaded.serial, loaded.records.len(), loaded.pending.len()), (2, 2, 0), "{fault:?}");
        server.faults.clear();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_412_after_a_lost_answer_is_ones_own_success() {
    let server = Server::folder();
    let store = server.store("dev");
    store.lock(&holder("me")).await.unwrap();
    server.faults.take_calls();
    server.faults.next("PUT", "/log/", 1, Does::LoseAnswer);
    assert_eq!(store.commit(vec![put("a")]).await.unwrap(), 1);
    let calls: Vec<_> = server.faults.take_calls().into_iter().filter(|call| call.path.contains("/log/")).collect();
    let methods: Vec<_> = calls.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(methods, ["PUT", "PUT", "GET"], "written, refused because it is there, and read");
    assert_eq!(store.commit(vec![put("b")]).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_comes_late_changes_nothing() {
    let server = Server::folder();
    let store = server.store("dev");
    store.lock(&holder("me")).await.unwrap();
    // The first attempt takes so long that the client gives up; it arrives after the second one was served.
    let mut first = true;
    server.faults.rule(move |call| {
        let is_first = first && call.method == "PUT" && call.path.contains("/log/");
        first &= !is_first;
        is_first.then_some(Does::LoseAnswer)
    });
    assert_eq!(store.commit(vec![put("a")]).await.unwrap(), 1);
    server.faults.clear();
    server.faults.next("PUT", "/log/", 1, Does::Delay(Duration::from_millis(300)));
    assert_eq!(store.commit(vec![put("b")]).await.unwrap(), 2);
    store.unlock().await.unwrap();
    assert_eq!(server.store("dev").load().await.unwrap().serial, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_costs_at_most_four_requests() {
    let server = Server::folder();
    let store = server.store("dev").log(32);
    store.lock(&holder("me")).await.unwrap();
    let before = store.stats();
    const STEPS: u64 = 40;
    for step in 0..STEPS {
        let op = step.to_string();
        store.commit(vec![begin(&op, &op)]).await.unwrap();
        let id = archipel_engine::resource::Id::new(format!("id-{op}"));
        store.commit(vec![archipel_engine::state::Change::Identify { op: op.clone(), id }]).await.unwrap();
        let settled = archipel_engine::state::Change::Settle { op: op.clone(), outcome: Outcome::Done };
        store.commit(vec![settled, put(&op)]).await.unwrap();
    }
    let after = store.stats();
    assert!(after.checkpoints > before.checkpoints, "checkpoints are among what is counted: {after:?}");
    let spent = (after.requests - after.renewals) - (before.requests - before.renewals);
    assert!(spent <= 4 * STEPS, "{spent} requests for {STEPS} steps");
    store.unlock().await.unwrap();
    assert_eq!(server.store("dev").load().await.unwrap().records.len() as u64, STEPS);
}
