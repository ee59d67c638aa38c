//! Benchmarks shared state, as JSON: `cargo run --release -p archipel-state-s3-tests --example shared`.
//!
//! * requests and bytes of the log for each step of three commits, one step at a time and 64 at once;
//! * loading 100,000 resources from a checkpoint and the log;
//! * the time from the end of a lock holder until another process has taken over its lease.
//!
//! The server is `s3s-fs` in this process, on a folder, so the times include no network.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use archipel_engine::resource::Id;
use archipel_engine::state::{Change, Outcome, StateError, StateStore as _};
use archipel_state::S3Store;
use archipel_state::contract::{begin, holder, put};
use archipel_state_s3_tests::Server;

const STEPS: usize = 600;
const RESOURCES: usize = 100_000;

async fn step(store: &S3Store, name: &str) {
    store.commit(vec![begin(name, name)]).await.unwrap();
    store.commit(vec![Change::Identify { op: name.to_owned(), id: Id::new(name) }]).await.unwrap();
    let settled = Change::Settle { op: name.to_owned(), outcome: Outcome::Done };
    store.commit(vec![settled, put(name)]).await.unwrap();
}

/// Requests and checkpoints for each step, of `at_once` at a time, without those for the lease.
async fn steps(server: &Server, prefix: &str, at_once: usize) -> String {
    let store = Arc::new(server.store(prefix));
    store.lock(&holder("bench")).await.unwrap();
    let (before, began) = (store.stats(), Instant::now());
    let mut tasks = tokio::task::JoinSet::new();
    for worker in 0..at_once {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            for number in 0..STEPS / at_once {
                step(&store, &format!("{worker}/{number}")).await;
            }
        });
    }
    tasks.join_all().await;
    let (after, took) = (store.stats(), began.elapsed());
    let steps = (STEPS / at_once * at_once) as f64;
    let requests = (after.requests - after.renewals) - (before.requests - before.renewals);
    store.unlock().await.unwrap();
    format!(
        r#"{{"at_once": {at_once}, "requests_per_step": {:.2}, "objects_per_step": {:.2}, "checkpoints": {}, "millis_per_step": {:.2}}}"#,
        requests as f64 / steps,
        (after.entries - before.entries) as f64 / steps,
        after.checkpoints - before.checkpoints,
        took.as_secs_f64() * 1000.0 / steps,
    )
}

async fn load(server: &Server) -> String {
    let store = server.store("large");
    store.lock(&holder("bench")).await.unwrap();
    for part in 0..RESOURCES / 1000 {
        store.commit((0..1000).map(|number| put(&format!("{part}/{number}"))).collect()).await.unwrap();
    }
    store.unlock().await.unwrap();
    let mut times = Vec::new();
    for _ in 0..3 {
        let store = server.store("large");
        let began = Instant::now();
        assert_eq!(store.load().await.unwrap().records.len(), RESOURCES);
        times.push(format!("{:.2}", began.elapsed().as_secs_f64()));
    }
    format!(r#"{{"resources": {RESOURCES}, "seconds": [{}]}}"#, times.join(", "))
}

async fn take_over(server: &Server) -> String {
    let first = server.store("taken");
    first.lock(&holder("first")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(2500)).await;
    drop(first);
    let (gone, second) = (Instant::now(), server.store("taken"));
    loop {
        match second.lock(&holder("second")).await {
            Ok(()) => break,
            Err(StateError::Locked(_)) => tokio::time::sleep(Duration::from_millis(100)).await,
            Err(other) => panic!("{other}"),
        }
    }
    format!(r#"{{"expiry_seconds": 3, "heartbeat_seconds": 1, "seconds": {:.2}}}"#, gone.elapsed().as_secs_f64())
}

#[tokio::main]
async fn main() {
    let server = Server::folder();
    println!("{{");
    println!("\"steps\": [{}, {}],", steps(&server, "one", 1).await, steps(&server, "many", 64).await);
    println!("\"load\": {},", load(&server).await);
    println!("\"take_over\": {}", take_over(&server).await);
    println!("}}");
}
