//! The life of objects.

use std::time::Duration;

use archipel_engine::program::Environment;
use archipel_engine::resource::ReadRequest;
use archipel_engine::{Options, Stack};
use serde_json::json;

use crate::world::{CLUSTER, EU, PROJECT, STACK, args, declare, declare_with, program, world};

#[tokio::test]
async fn an_object_is_created_updated_renamed_and_destroyed() {
    let Some(world) = world().await else { return };
    let one = program(vec![("settings", world.settings("settings", json!({ "a": "1", "b": "2" })))]);
    world.up(&one).await;
    let live = world.live("configmaps/settings").await.unwrap();
    assert_eq!(live["data"], json!({ "a": "1", "b": "2" }));
    assert_eq!(live["metadata"]["annotations"]["archipel/stack"], format!("{PROJECT}/{STACK}"));
    assert_eq!(world.ids().await["settings"], world.id("", "ConfigMap", "settings"));
    world.assert_in_step(&one).await;
    let version = &live["metadata"]["resourceVersion"];

    let two = program(vec![("settings", world.settings("settings", json!({ "a": "1" })))]);
    world.up(&two).await;
    let live = world.live("configmaps/settings").await.unwrap();
    assert_eq!(live["data"], json!({ "a": "1" }), "a key that leaves the manifest leaves the object");
    assert_ne!(live["metadata"]["resourceVersion"], *version);
    world.assert_in_step(&two).await;

    let renamed = program(vec![("settings", world.settings("other", json!({ "a": "1" })))]);
    world.up(&renamed).await;
    assert!(world.live("configmaps/settings").await.is_none());
    assert!(world.live("configmaps/other").await.is_some());
    world.assert_in_step(&renamed).await;

    world.destroy().await;
    assert!(world.live("configmaps/other").await.is_none());
    assert!(world.state().await.records.is_empty());
}

#[tokio::test]
async fn a_kind_and_a_namespace_of_the_same_run_are_awaited() {
    let Some(world) = world().await else { return };
    let group = format!("g{}.example.com", world.namespace);
    let namespace = format!("{}-more", world.namespace);
    let definition = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": { "name": format!("widgets.{group}") },
        "spec": {
            "group": group, "scope": "Namespaced",
            "names": { "kind": "Widget", "plural": "widgets", "singular": "widget", "listKind": "WidgetList" },
            "versions": [{ "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": {
                "type": "object", "properties": { "spec": { "type": "object", "properties": {
                    "size": { "type": "integer" }, "list": { "type": "array", "items": { "type": "string" } } } } } } } }],
        },
    });
    let widget = json!({
        "apiVersion": format!("{group}/v1"), "kind": "Widget",
        "metadata": { "name": "one", "namespace": namespace }, "spec": { "size": 1, "list": ["a", "b"] },
    });
    let space = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": namespace } });
    // The names sort so that the widget is tried first. Nothing says that it depends on the others.
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        declare(&scope, "a", &widget);
        declare(&scope, "b", &definition);
        declare(&scope, "c", &space);
    };
    world.up(&program).await;
    world.assert_in_step(&program).await;
    let waits = world.events.waits.lock().unwrap().join("\n");
    assert!(waits.contains("does not serve the kind `Widget`") || waits.contains("namespaces"), "{waits}");
}

#[tokio::test]
async fn a_deployment_is_awaited_and_its_spelling_is_no_drift() {
    let Some(world) = world().await else { return };
    let program = program(vec![("web", world.deployment("web", json!(2), "web:1"))]);
    let controller = async {
        // Two replicas that are available only after a moment, and without a controller's help would never be.
        while world.live("apps/v1/deployments/web").await.is_none() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(800)).await;
        let status = json!({ "status": {
            "observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2, "readyReplicas": 2 } });
        world.patch("apps/v1/deployments/web/status", status).await;
    };
    tokio::join!(world.up(&program), controller);
    let waits = world.events.waits.lock().unwrap().join("\n");
    assert!(waits.contains("its controller has not seen it yet"), "{waits}");
    // The server has written defaults, and `1000m` as `1`.
    let live = world.live("apps/v1/deployments/web").await.unwrap();
    let container = &live["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(container["resources"]["limits"]["cpu"], "1");
    assert_eq!(container["terminationMessagePath"], "/dev/termination-log");
    world.assert_in_step(&program).await;
}

#[tokio::test]
async fn many_objects_are_read_in_a_list_and_listed_by_their_owner() {
    let Some(world) = world().await else { return };
    let names = ["a", "b", "c", "d", "e", "f"];
    let objects = names.iter().map(|name| (*name, world.settings(name, json!({ "name": name })))).collect();
    let program = program(objects);
    world.up(&program).await;
    // The label of one object is gone, so that no list has it; its manifest is as it was.
    let label = json!({ "metadata": { "labels": { "archipel/stack": null } } });
    world.patch("configmaps/c", label).await;
    world.delete("configmaps/d").await;
    let found = world.drift(&program).await;
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("drift of d") && found[1].starts_with("d: Create"), "{found:#?}");

    let environment = Environment { region: EU.to_owned(), account: None };
    let operations = world.engine.providers.get("k8s:Object").unwrap();
    let stack = format!("{PROJECT}/{STACK}");
    let owned = operations.list(ReadRequest::new(&environment, &stack)).await.unwrap();
    let own: Vec<_> = owned.iter().filter(|id| id.as_str().contains(&world.namespace)).collect();
    assert_eq!(own.len(), 4, "{own:?}");
    let owners = operations.owners(ReadRequest::new(&environment, &stack), &[owned[0].clone()]).await.unwrap();
    assert_eq!(owners, [Some(stack)]);
}

#[tokio::test]
async fn secret_values_are_sent_as_data_and_stay_out_of_the_plan() {
    let Some(world) = world().await else { return };
    let secret = |texts: serde_json::Value| {
        json!({
            "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "db", "namespace": world.namespace },
            "stringData": texts,
        })
    };
    let both = program(vec![("db", secret(json!({ "user": "luneo", "password": "s3cret-in-a-manifest" })))]);
    let prepared = world.prepare(&both, false).await;
    let shown = format!("{:?}", prepared.plan.steps);
    assert!(!shown.contains("s3cret-in-a-manifest") && shown.contains("(secret)"), "{shown}");
    world.apply(prepared).await;
    assert_eq!(world.live("secrets/db").await.unwrap()["data"]["user"], "bHVuZW8=");
    world.assert_in_step(&both).await;
    let fewer = program(vec![("db", secret(json!({ "user": "luneo" })))]);
    world.up(&fewer).await;
    assert_eq!(world.live("secrets/db").await.unwrap()["data"], json!({ "user": "bHVuZW8=" }));
    world.assert_in_step(&fewer).await;
}

#[tokio::test]
async fn a_field_that_kubernetes_cannot_change_replaces_the_object_in_the_plan() {
    let Some(world) = world().await else { return };
    let binding = |role: &str| {
        json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
            "metadata": { "name": "ci", "namespace": world.namespace },
            "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": role },
            "subjects": [{ "kind": "User", "name": "ci", "apiGroup": "rbac.authorization.k8s.io" }],
        })
    };
    world.up(&program(vec![("ci", binding("one"))])).await;
    let path = "rbac.authorization.k8s.io/v1/rolebindings/ci";
    let first = world.live(path).await.unwrap();
    let two = program(vec![("ci", binding("two"))]);
    world.up(&two).await;
    let second = world.live(path).await.unwrap();
    assert_ne!(first["metadata"]["uid"], second["metadata"]["uid"]);
    assert_eq!(second["roleRef"]["name"], "two");
    world.assert_in_step(&two).await;
}

#[tokio::test]
async fn an_existing_object_is_imported_adopted_or_refused() {
    let Some(mut world) = world().await else { return };
    let manifest = world.settings("shared", json!({ "a": "1" }));
    world.create("configmaps", manifest.clone()).await;
    let id = world.id("", "ConfigMap", "shared");
    let error = world.error(&program(vec![("shared", manifest.clone())])).await;
    crate::world::assert_error(
        &error,
        archipel_engine::resource::ErrorKind::AlreadyExists,
        &["this stack did not create it", &format!("import(\"{id}\")"), "adopt(true)"],
    );
    // Its value is as it was: nothing was shared.
    let live = world.live("configmaps/shared").await.unwrap();
    assert!(live["metadata"]["annotations"].is_null(), "{live}");

    world.forget_state();
    let imported = |stack: &Stack| {
        let options = Options::new().import(id.as_str());
        declare_with(&stack.region(EU), "shared", args(&manifest), options);
    };
    world.up(&imported).await;
    world.assert_in_step(&imported).await;

    world.forget_state();
    let other = world.settings("shared", json!({ "a": "2" }));
    let adopted = |stack: &Stack| {
        declare_with(&stack.region(EU), "shared", args(&other).adopt(true), Options::new());
    };
    world.up(&adopted).await;
    assert_eq!(world.live("configmaps/shared").await.unwrap()["data"]["a"], "2");
    world.assert_in_step(&adopted).await;
    assert_eq!(world.ids().await["shared"].as_str(), format!("{CLUSTER}||ConfigMap|{}|shared", world.namespace));
}
