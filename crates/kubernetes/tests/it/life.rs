//! The life of objects.

use std::time::Duration;

use archipel_engine::plan::PropertyChange;
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
async fn a_list_of_every_owner_has_what_a_program_could_declare() {
    let Some(world) = world().await else { return };
    world.up(&program(vec![("own", world.settings("own", json!({ "a": "1" })))])).await;
    world.create("configmaps", world.settings("of-another", json!({}))).await;
    let made = json!({
        "apiVersion": "v1", "kind": "Event", "metadata": { "name": "made", "namespace": world.namespace },
        "involvedObject": { "kind": "ConfigMap", "name": "own", "namespace": world.namespace },
    });
    world.create("events", made).await;
    let owner = world.live("configmaps/of-another").await.unwrap()["metadata"]["uid"].clone();
    let mut dependent = world.settings("dependent", json!({}));
    let reference = json!([{ "apiVersion": "v1", "kind": "ConfigMap", "name": "of-another", "uid": owner }]);
    dependent["metadata"]["ownerReferences"] = reference;
    world.create("configmaps", dependent).await;

    let environment = Environment { region: EU.to_owned(), account: None };
    let operations = world.engine.providers.get("k8s:Object").unwrap();
    let stack = format!("{PROJECT}/{STACK}");
    let request = ReadRequest::new(&environment, &stack);
    let of_world = |ids: Vec<archipel_engine::resource::Id>| -> Vec<_> {
        ids.into_iter().filter(|id| id.as_str().contains(&world.namespace)).collect()
    };
    let own = world.id("", "ConfigMap", "own");
    assert_eq!(of_world(operations.list(request).await.unwrap()), std::slice::from_ref(&own));
    let every = operations.list(request.of_every_owner()).await.unwrap();
    for made in ["|Namespace||kube-system", "|ClusterRole||cluster-admin", "|Service|default|kubernetes"] {
        assert!(!every.iter().any(|id| id.as_str().ends_with(made)), "{made}");
    }
    let namespace = archipel_engine::resource::Id::new(format!("{CLUSTER}||Namespace||{}", world.namespace));
    assert_eq!(of_world(every), [world.id("", "ConfigMap", "of-another"), own, namespace]);
}

#[tokio::test]
async fn an_import_that_fails_before_the_object_is_marked_is_finished_by_the_next_run() {
    let Some(world) = world().await else { return };
    let mut manifest = world.settings("shared", json!({ "a": "1" }));
    manifest["metadata"]["labels"] = json!({ "guarded": world.namespace });
    world.create("configmaps", manifest.clone()).await;
    let guard = world.guard_configmaps("UPDATE").await;
    let id = world.id("", "ConfigMap", "shared");
    let imported = |stack: &Stack| {
        let options = Options::new().import(id.as_str()).create_timeout(Duration::from_secs(3));
        declare_with(&stack.region(EU), "shared", args(&manifest), options);
    };
    let error = world.error(&imported).await;
    assert!(error.to_string().contains("guard.example.com"), "{error}");
    assert!(world.live("configmaps/shared").await.unwrap()["metadata"]["annotations"].is_null());
    assert_eq!(world.ids().await["shared"], id);
    world.remove_guard(guard).await;
    world.up(&imported).await;
    let live = world.live("configmaps/shared").await.unwrap();
    assert_eq!(live["metadata"]["annotations"]["archipel/stack"], format!("{PROJECT}/{STACK}"));
    world.assert_in_step(&imported).await;
    world.destroy().await;
    assert!(world.live("configmaps/shared").await.is_none());
}

#[tokio::test]
async fn the_state_has_a_digest_of_a_large_definition() {
    let Some(mut world) = world().await else { return };
    let group = format!("l{}.example.com", world.namespace);
    let definition = |minimum: u32| {
        let field = |n: u32| (format!("field{n}"), json!({ "type": "string", "description": "a field ".repeat(50) }));
        let mut fields: serde_json::Map<_, _> = (0..800).map(field).collect();
        fields.insert("size".to_owned(), json!({ "type": "integer", "minimum": minimum, "nullable": false }));
        json!({
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": { "name": format!("widgets.{group}") },
            "spec": {
                "group": group, "scope": "Namespaced",
                "names": { "kind": "Widget", "plural": "widgets", "singular": "widget", "listKind": "WidgetList" },
                "versions": [{ "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": {
                    "type": "object", "properties": { "spec": { "type": "object", "properties": fields } } } } }],
            },
        })
    };
    let one = definition(1);
    assert!(one.to_string().len() > 300_000);
    world.up(&program(vec![("definition", one.clone())])).await;
    let size = |state: &archipel_engine::state::Snapshot| {
        state.records.values().map(|record| serde_json::to_string(&**record).unwrap().len()).sum::<usize>()
    };
    let recorded = size(&world.state().await);
    assert!(recorded < 3_000, "{recorded} bytes");
    eprintln!("{} bytes of a definition are {recorded} bytes of the state", one.to_string().len());
    world.restart();
    world.assert_in_step(&program(vec![("definition", one.clone())])).await;

    // The plan has another digest, and the server says which fields differ.
    let two = definition(2);
    let prepared = world.prepare(&program(vec![("definition", two.clone())]), false).await;
    let shown = |effect: &PropertyChange| format!("{}: {:?} -> {:?}", effect.path, effect.old, effect.new);
    let effects: Vec<_> = prepared.plan.steps.iter().flat_map(|step| &step.effects).map(shown).collect();
    let expected = "properties.spec.properties.size.minimum: 1 -> 2";
    assert!(effects.iter().any(|effect| effect.ends_with(expected)), "{effects:?}");
    assert!(serde_json::to_string(&prepared.plan.steps).unwrap().len() < 8_000);
    world.apply(prepared).await;
    let path = format!("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.{group}");
    let (_, live) = world.server.send("GET", &path, &serde_json::Value::Null).await;
    let schema = &live["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
    assert_eq!(schema["properties"]["spec"]["properties"]["size"]["minimum"], 2);

    // Another manager's change of the schema is drift.
    let mut versions = live["spec"]["versions"].clone();
    versions[0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]["size"]["minimum"] = json!(9);
    let (status, _) = world.server.send("PATCH", &path, &json!({ "spec": { "versions": versions } })).await;
    assert_eq!(status, 200);
    let found = world.drift(&program(vec![("definition", two)])).await;
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].contains("drift of definition") && found[0].contains("sha256:"), "{found:#?}");
}

#[tokio::test]
async fn calls_to_clusters_are_counted() {
    let Some(mut world) = world().await else { return };
    let provider = archipel_kubernetes::over(world.clusters.clone());
    let calls = provider.calls();
    world.engine.providers =
        std::sync::Arc::new(archipel_engine::resource::Providers::new().with(std::sync::Arc::new(provider)));
    world.up(&program(vec![("own", world.settings("own", json!({ "a": "1" })))])).await;
    // Discovery, the review of the access, a dry run, the apply itself.
    let calls = calls.load(std::sync::atomic::Ordering::Relaxed);
    assert!((4..20).contains(&calls), "{calls}");
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
    let live = world.live("configmaps/shared").await.unwrap();
    assert_eq!(live["metadata"]["annotations"]["archipel/stack"], format!("{PROJECT}/{STACK}"));
    assert_eq!(live["data"], json!({ "a": "1" }), "an import only marks it");

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
