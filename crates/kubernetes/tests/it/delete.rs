//! Deletes, and clusters that are gone.

use std::sync::atomic::Ordering;
use std::time::Duration;

use archipel_engine::resource::ErrorKind;
use archipel_engine::{Options, Stack};
use archipel_kubernetes::Wait;
use serde_json::{Value as Json, json};

use crate::world::{EU, args, assert_error, declare_with, program, world};

fn definition(group: &str) -> Json {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": { "name": format!("widgets.{group}") },
        "spec": {
            "group": group, "scope": "Namespaced",
            "names": { "kind": "Widget", "plural": "widgets", "singular": "widget", "listKind": "WidgetList" },
            "versions": [{ "name": "v1", "served": true, "storage": true,
                "schema": { "openAPIV3Schema": { "type": "object" } } }],
        },
    })
}

#[tokio::test]
async fn a_finalizer_that_stays_is_named_and_never_removed() {
    let Some(world) = world().await else { return };
    let settings = world.settings("settings", json!({}));
    let program = |stack: &Stack| {
        let options = Options::new().delete_timeout(Duration::from_secs(2));
        declare_with(&stack.region(EU), "settings", args(&settings), options);
    };
    world.up(&program).await;
    world.patch("configmaps/settings", json!({ "metadata": { "finalizers": ["example.com/guard"] } })).await;
    let errors = world.try_destroy().await;
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_error(
        &errors[0],
        ErrorKind::Timeout,
        &["finalizer `example.com/guard`, set by kubectl", "not deleted in time"],
    );
    assert!(world.live("configmaps/settings").await.is_some());
    assert_eq!(world.ids().await.len(), 1, "it is still in the state");
    world.patch("configmaps/settings", json!({ "metadata": { "finalizers": null } })).await;
    world.destroy().await;
    assert!(world.ids().await.is_empty());
}

#[tokio::test]
async fn a_definition_is_retained_by_default_and_not_deleted_while_it_is_used() {
    let Some(world) = world().await else { return };
    let group = format!("d{}.example.com", world.namespace);
    let deletable = |stack: &Stack| {
        let options = Options::new().retain_on_delete(false);
        declare_with(&stack.region(EU), "definition", args(&definition(&group)), options);
    };
    world.up(&deletable).await;
    for name in ["one", "two"] {
        let widget = json!({ "apiVersion": format!("{group}/v1"), "kind": "Widget", "metadata": { "name": name } });
        world.create(&format!("{group}/v1/widgets"), widget).await;
    }
    let errors = world.try_destroy().await;
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_error(&errors[0], ErrorKind::Invalid, &["2 objects of this kind exist", "retain_on_delete"]);
    for name in ["one", "two"] {
        world.delete(&format!("{group}/v1/widgets/{name}")).await;
    }
    world.destroy().await;
    let path = format!("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.{group}");
    assert_eq!(world.server.send("GET", &path, &Json::Null).await.0, 404);
    // Without the option it stays.
    world.up(&program(vec![("definition", definition(&group))])).await;
    world.destroy().await;
    assert_eq!(world.server.send("GET", &path, &Json::Null).await.0, 200);
    assert!(world.ids().await.is_empty());
}

#[tokio::test]
async fn a_deployment_is_gone_only_after_its_dependents() {
    let Some(world) = world().await else { return };
    let web = world.deployment("web", json!(1), "web:1");
    let program = |stack: &Stack| {
        declare_with(&stack.region(EU), "web", args(&web).wait(Wait::None), Options::new());
    };
    world.up(&program).await;
    let collector = async {
        // What the garbage collector does once the pods are gone.
        loop {
            let live = world.live("apps/v1/deployments/web").await.unwrap();
            if live["metadata"]["finalizers"] == json!(["foregroundDeletion"]) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        world.patch("apps/v1/deployments/web", json!({ "metadata": { "finalizers": null } })).await;
    };
    tokio::join!(world.destroy(), collector);
    assert!(world.live("apps/v1/deployments/web").await.is_none());
    let waits = world.events.waits.lock().unwrap().join("\n");
    assert!(waits.contains("its dependents are deleted first"), "{waits}");
}

#[tokio::test]
async fn the_objects_of_a_deleted_cluster_are_gone_and_those_of_an_unreachable_one_are_not() {
    let Some(mut world) = world().await else { return };
    let program = program(vec![("settings", world.settings("settings", json!({ "a": "1" })))]);
    world.up(&program).await;
    let port = world.server.port;
    // Nothing listens there.
    world.through(1);
    let error = world.try_prepare(&program, true).await.err().unwrap();
    assert!(error.contains("did not answer"), "{error}");
    assert_eq!(world.ids().await.len(), 1, "nothing is forgotten");
    world.through(port);
    world.clusters.exists.store(false, Ordering::SeqCst);
    let found = world.drift(&program).await;
    assert!(found.len() == 2 && found[1].contains("Create"), "{found:#?}");
    world.destroy().await;
    assert!(world.ids().await.is_empty());
    assert!(world.live("configmaps/settings").await.is_some(), "no request was sent to the cluster");
}
