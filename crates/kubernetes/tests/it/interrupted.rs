//! Lost connections and processes that die, one piece of the traffic after another.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use archipel_engine::apply::{ApplyOptions, Cancel};
use archipel_engine::driver::PrepareOptions;
use archipel_engine::program::Expr;
use archipel_engine::resource::ErrorKind;
use archipel_engine::{Options, Stack, Value};
use archipel_kubernetes::{Object, ObjectArgs};
use serde_json::json;

use crate::proxy;
use crate::world::{CLUSTER, EU, HANGING, World, assert_error, engine, program, world};

/// `ARCHIPEL_CRASH_ALL=1` cuts at every piece, otherwise at some.
fn step() -> usize {
    if std::env::var_os("ARCHIPEL_CRASH_ALL").is_some() { 1 } else { 7 }
}

fn first(world: &World) -> impl Fn(&Stack) + use<> {
    program(vec![("a", world.settings("a", json!({ "a": "1" }))), ("b", world.settings("b", json!({ "b": "1" })))])
}

fn second(world: &World) -> impl Fn(&Stack) + use<> {
    program(vec![("a", world.settings("a", json!({ "a": "2" }))), ("c", world.settings("c", json!({ "c": "1" })))])
}

#[tokio::test]
async fn a_connection_that_is_cut_changes_nothing_about_the_result() {
    let Some(mut world) = world().await else { return };
    let (port, pieces) = proxy::start(world.server.port).await;
    world.through(port);
    pieces.cut_at(0);
    world.up(&first(&world)).await;
    world.up(&second(&world)).await;
    world.destroy().await;
    let all = pieces.passed();
    assert!(all > 20, "{all} pieces");
    for piece in (1..=all).step_by(step()) {
        world.restart();
        pieces.cut_at(piece);
        world.up(&first(&world)).await;
        world.up(&second(&world)).await;
        assert_eq!(world.live("configmaps/a").await.unwrap()["data"]["a"], "2", "cut at {piece}");
        assert!(world.live("configmaps/b").await.is_none(), "cut at {piece}");
        world.destroy().await;
        assert!(world.live("configmaps/c").await.is_none(), "cut at {piece}");
        assert!(world.state().await.records.is_empty() && world.state().await.pending.is_empty());
    }
}

#[tokio::test]
async fn one_of_two_clusters_hangs_and_the_objects_of_the_other_are_applied() {
    let Some(world) = world().await else { return };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        let args = |cluster: &str, name: &str| {
            let manifest = Value::from_json(world.settings(name, json!({ "a": "1" })));
            ObjectArgs::new(cluster, archipel_engine::Input::<Value>::from_expr(Expr::known(manifest)))
        };
        Object::new(&scope, "a", args(CLUSTER, "a"));
        // Longer than an absent cluster is remembered.
        let options = Options::new().create_timeout(Duration::from_secs(6));
        Object::with_options(&scope, "b", args(HANGING, "b"), options);
    };
    // It hangs only after the plan, which would wait for it too.
    let prepared = world.prepare(&program, false).await;
    world.clusters.hanging.store(listener.local_addr().unwrap().port(), Ordering::SeqCst);
    let began = Instant::now();
    world.apply(prepared).await;
    // A request alone would wait for 45 s.
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let errors = std::mem::take(&mut *world.events.errors.lock().unwrap());
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_error(&errors[0], ErrorKind::Timeout, &["/b in hanging", "did not answer before the operation timed out"]);
    assert!(world.live("configmaps/a").await.is_some());
    assert_eq!(world.ids().await.len(), 1, "the state has the object of the cluster that answers");
}

#[tokio::test]
async fn objects_become_ready_while_the_other_cluster_of_their_region_hangs() {
    let Some(world) = world().await else { return };
    let (port, pieces) = proxy::start(world.server.port).await;
    world.clusters.hanging.store(port, Ordering::SeqCst);
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        for (cluster, name, seconds) in [(CLUSTER, "a", 10), (HANGING, "b", 20)] {
            let manifest = Value::from_json(world.deployment(name, json!(1), "web:1"));
            let args = ObjectArgs::new(cluster, archipel_engine::Input::<Value>::from_expr(Expr::known(manifest)));
            let options = Options::new().create_timeout(Duration::from_secs(seconds));
            Object::with_options(&scope, name, args, options);
        }
    };
    let prepared = world.prepare(&program, false).await;
    let run = world.apply(prepared);
    let hang = async {
        let [a, b] = ["apps/v1/deployments/a", "apps/v1/deployments/b"];
        while world.live(a).await.is_none() || world.live(b).await.is_none() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        pieces.hangs.store(true, Ordering::SeqCst);
        // The first poll meets the cluster that hangs.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let status = json!({ "status": {
            "observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1, "readyReplicas": 1 } });
        world.patch("apps/v1/deployments/a/status", status).await;
    };
    tokio::join!(run, hang);
    let errors = std::mem::take(&mut *world.events.errors.lock().unwrap());
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_error(&errors[0], ErrorKind::Timeout, &["/b in hanging"]);
}

#[test]
fn the_next_run_finishes_what_a_killed_one_began() {
    let tests = tokio::runtime::Runtime::new().unwrap();
    let Some(mut world) = tests.block_on(world()) else { return };
    let (port, pieces) = tests.block_on(proxy::start(world.server.port));
    world.through(port);
    let mut killed = 0;
    // Each: some moments are one piece long, such as that between the id and the end of a create.
    for piece in 1..200 {
        world.forget_state();
        tests.block_on(world.up(&first(&world)));
        pieces.cut_at(piece);
        // A process: a runtime that ends at the piece, with everything in it. A destroy, as an update, writes and waits.
        let process = tokio::runtime::Runtime::new().unwrap();
        let dying = engine(&world.clusters, std::sync::Arc::clone(&world.engine.store), &world.events);
        let stack = Stack::new(crate::world::PROJECT, crate::world::STACK);
        second(&world)(&stack);
        let program = stack.finish().unwrap();
        let was_killed = process.block_on(async {
            let run = async {
                let prepared = dying.prepare(program, &PrepareOptions::default()).await.unwrap();
                dying.apply(prepared, ApplyOptions::new("dying"), Cancel::new()).await.unwrap();
            };
            tokio::select! {
                () = pieces.cut.notified() => true,
                () = run => false,
            }
        });
        // Returns when the threads have ended, so that nothing of the dead process happens later.
        process.shutdown_timeout(Duration::from_secs(10));
        pieces.cut_at.store(0, Ordering::SeqCst);
        // A lock of the dead is in memory only: the next process takes it.
        tests.block_on(world.engine.store.unlock()).unwrap();
        tests.block_on(world.up(&second(&world)));
        tests.block_on(world.assert_in_step(&second(&world)));
        let live = |path: &str| tests.block_on(world.live(path));
        assert_eq!(live("configmaps/a").unwrap()["data"]["a"], "2", "killed at {piece}");
        assert!(live("configmaps/b").is_none(), "killed at {piece}");
        assert!(live("configmaps/c").is_some(), "killed at {piece}");
        tests.block_on(world.destroy());
        if !was_killed {
            break;
        }
        killed += 1;
    }
    assert!(killed >= 3, "{killed} kills");
}
