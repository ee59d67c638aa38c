//! Tokens and permissions.

use std::sync::atomic::Ordering;
use std::time::Duration;

use archipel_engine::resource::ErrorKind;
use archipel_engine::{Options, Stack};
use serde_json::{Value as Json, json};

use crate::server::{ADMIN, STRANGER};
use crate::world::{EU, args, assert_error, declare_with, program, world};

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let Some(world) = world().await else { return };
    *world.clusters.tokens.lock().unwrap() = vec!["expired", ADMIN];
    let program = program(vec![("settings", world.settings("settings", json!({})))]);
    world.up(&program).await;
    assert_eq!(world.clusters.tokens_made.load(Ordering::SeqCst), 2);
    assert_eq!(world.clusters.located.load(Ordering::SeqCst), 1, "the cluster is looked up once");
}

#[tokio::test]
async fn a_cluster_that_the_run_creates_is_found_as_soon_as_it_exists() {
    let Some(world) = world().await else { return };
    let settings = world.settings("settings", json!({ "a": "1" }));
    let program = |stack: &Stack| {
        // Less than the time for which a known cluster is where it was.
        let options = Options::new().create_timeout(Duration::from_secs(10));
        declare_with(&stack.region(EU), "settings", args(&settings), options);
    };
    world.clusters.exists.store(false, Ordering::SeqCst);
    let prepared = world.prepare(&program, false).await;
    world.clusters.exists.store(true, Ordering::SeqCst);
    world.apply(prepared).await;
    assert!(world.events.errors.lock().unwrap().is_empty());
    assert!(world.live("configmaps/settings").await.is_some());
}

#[tokio::test]
async fn access_is_awaited_until_it_is_granted_and_then_an_error_says_who_needs_what() {
    let Some(mut world) = world().await else { return };
    let settings = world.settings("settings", json!({}));
    let impatient = |stack: &Stack| {
        let options = Options::new().create_timeout(Duration::from_secs(2));
        declare_with(&stack.region(EU), "settings", args(&settings), options);
    };
    *world.clusters.tokens.lock().unwrap() = vec!["unknown"];
    assert_error(
        &world.error(&impatient).await,
        ErrorKind::Denied,
        &["does not accept the credentials", "access entry"],
    );
    *world.clusters.tokens.lock().unwrap() = vec![STRANGER];
    world.restart();
    assert_error(&world.error(&impatient).await, ErrorKind::Denied, &["configmaps", "access policy"]);

    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
        "metadata": { "name": "stranger", "namespace": world.namespace },
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin" },
        "subjects": [{ "kind": "User", "name": "stranger", "apiGroup": "rbac.authorization.k8s.io" }],
    });
    let grant = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        world.create("rbac.authorization.k8s.io/v1/rolebindings", binding).await;
    };
    let program = program(vec![("settings", settings.clone())]);
    tokio::join!(world.up(&program), grant);
    assert!(world.live("configmaps/settings").await.is_some());
    let (status, _) = world.server.send("GET", "/readyz", &Json::Null).await;
    assert_eq!(status, 200);
}
