//! Previews by dry runs.

use std::sync::atomic::Ordering;
use std::time::Instant;

use archipel_engine::plan::{Action, PropertyChange, Step};
use archipel_engine::{Options, Stack};
use archipel_kubernetes::Wait;
use serde_json::json;

use crate::world::{EU, World, args, declare_with, program, world};

async fn notices(world: &World, program: &dyn Fn(&Stack), refresh: bool) -> String {
    world.events.notices.lock().unwrap().clear();
    world.prepare(program, refresh).await;
    world.events.notices.lock().unwrap().join("\n")
}

#[tokio::test]
async fn a_preview_tells_what_the_cluster_would_refuse_and_changes_nothing() {
    let Some(world) = world().await else { return };
    let mut wrong = world.deployment("web", json!(1), "web:1");
    wrong["spec"]["replica"] = json!(1);
    let foreign = world.settings("foreign", json!({ "a": "1" }));
    world.create("configmaps", foreign.clone()).await;
    let good = world.settings("good", json!({ "a": "1" }));
    let objects = program(vec![("web", wrong), ("foreign", foreign), ("good", good)]);
    let text = notices(&world, &objects, false).await;
    assert!(text.contains("would refuse this") && text.contains("replica"), "{text}");
    assert!(text.contains("this stack did not create it"), "{text}");
    assert_eq!(text.matches("would refuse this").count(), 2, "{text}");
    assert!(world.live("configmaps/good").await.is_none() && world.live("apps/v1/deployments/web").await.is_none());
}

#[tokio::test]
async fn a_preview_names_the_manager_that_loses_a_field_or_keeps_it() {
    let Some(world) = world().await else { return };
    let web = |replicas: u32| {
        let manifest = world.deployment("web", json!(replicas), "web:1");
        move |stack: &Stack| {
            declare_with(&stack.region(EU), "web", args(&manifest).wait(Wait::None), Options::new());
        }
    };
    world.up(&web(2)).await;
    world.patch("apps/v1/deployments/web", json!({ "spec": { "replicas": 7 } })).await;
    let text = notices(&world, &web(3), false).await;
    assert!(text.contains("would refuse this") && text.contains("conflict with \"kubectl\""), "{text}");
    let text = notices(&world, &web(3), true).await;
    assert!(text.contains("taken back from another manager") && text.contains(".spec.replicas"), "{text}");
    assert_eq!(world.live("apps/v1/deployments/web").await.unwrap()["spec"]["replicas"], 7);
}

#[tokio::test]
async fn a_preview_shows_what_the_server_would_change_beside_the_plan() {
    let Some(world) = world().await else { return };
    let service = |kind: &str| {
        let manifest = json!({
            "apiVersion": "v1", "kind": "Service", "metadata": { "name": "web", "namespace": world.namespace },
            "spec": { "type": kind, "selector": { "app": "web" }, "ports": [{ "name": "http", "port": 80, "protocol": "TCP" }] },
        });
        move |stack: &Stack| {
            declare_with(&stack.region(EU), "web", args(&manifest).wait(Wait::None), Options::new());
        }
    };
    assert_eq!(notices(&world, &service("ClusterIP"), false).await, "", "defaults of a create are not shown");
    world.up(&service("ClusterIP")).await;
    assert_eq!(notices(&world, &service("ClusterIP"), false).await, "");
    let effects = async |world: &World| {
        let prepared = world.prepare(&service("LoadBalancer"), false).await;
        let [step] = &prepared.plan.steps[..] else { panic!("{:?}", prepared.plan.steps) };
        let shown = |effect: &PropertyChange| format!("{}: {:?} -> {:?}", effect.path, effect.old, effect.new);
        step.effects.iter().map(shown).collect::<Vec<_>>()
    };
    let found = effects(&world).await;
    let expected = [
        // A dry run returns a port that no Service gets.
        "manifest.spec.ports[0].nodePort: null -> (known after apply)",
        r#"manifest.spec.externalTrafficPolicy: null -> "Cluster""#,
    ];
    assert_eq!(found, expected);
    assert_eq!(effects(&world).await, found, "a plan is the same when it is made again");
    assert_eq!(world.live("services/web").await.unwrap()["spec"]["type"], "ClusterIP");

    // The apply does what the plan shows.
    world.up(&service("LoadBalancer")).await;
    let live = world.live("services/web").await.unwrap();
    assert_eq!(
        (&live["spec"]["type"], &live["spec"]["externalTrafficPolicy"]),
        (&json!("LoadBalancer"), &json!("Cluster"))
    );
    assert!(live["spec"]["ports"][0]["nodePort"].is_i64(), "{live:#}");
}

/// The API server refuses to change the data of an immutable ConfigMap, also when the program does not say that it is one.
#[tokio::test]
async fn an_immutable_field_that_no_table_has_replaces_the_object_in_the_plan() {
    let Some(world) = world().await else { return };
    let with = |value: &str| program(vec![("settings", world.settings("settings", json!({ "a": value })))]);
    world.up(&with("1")).await;
    let first = world.live("configmaps/settings").await.unwrap();
    world.patch("configmaps/settings", json!({ "immutable": true })).await;
    let prepared = world.prepare(&with("2"), false).await;
    let replaces = |step: &&Step| matches!(step.action, Action::Replace { delete_first: true, .. });
    let step = prepared.plan.steps.iter().find(replaces).unwrap_or_else(|| panic!("{:?}", prepared.plan.steps));
    let why = step.reasons[0].to_string();
    assert!(why.contains("cannot be updated in place") && why.contains("immutable"), "{why}");
    world.apply(prepared).await;
    assert!(world.events.errors.lock().unwrap().is_empty());
    let second = world.live("configmaps/settings").await.unwrap();
    assert_ne!(first["metadata"]["uid"], second["metadata"]["uid"]);
    assert_eq!(second["data"]["a"], "2");
}

#[tokio::test]
async fn a_wrong_value_and_an_object_that_holds_data_are_refused_and_not_replaced() {
    let Some(world) = world().await else { return };
    let web = |replicas: i64| {
        let manifest = world.deployment("web", json!(replicas), "web:1");
        move |stack: &Stack| {
            declare_with(&stack.region(EU), "web", args(&manifest).wait(Wait::None), Options::new());
        }
    };
    world.up(&web(1)).await;
    let text = notices(&world, &web(-1), false).await;
    assert!(text.contains("would refuse this") && text.contains("spec.replicas"), "{text}");
    let claim = |volume: &str| {
        let manifest = json!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": { "name": "data", "namespace": world.namespace },
            "spec": { "accessModes": ["ReadWriteOnce"], "volumeName": volume, "resources": { "requests": { "storage": "1Gi" } } },
        });
        move |stack: &Stack| {
            declare_with(&stack.region(EU), "data", args(&manifest).wait(Wait::None), Options::new());
        }
    };
    let with = |replicas: i64, volume: &str| {
        let (web, claim) = (web(replicas), claim(volume));
        move |stack: &Stack| {
            web(stack);
            claim(stack);
        }
    };
    world.up(&with(1, "one")).await;
    let prepared = world.prepare(&with(1, "two"), false).await;
    assert!(matches!(prepared.plan.steps[..], [ref step] if matches!(step.action, Action::Update { .. })));
    let text = notices(&world, &with(1, "two"), false).await;
    assert!(text.contains("would refuse this") && text.contains("trigger"), "{text}");
}

#[tokio::test]
async fn a_preview_needs_no_cluster_no_kind_and_no_namespace() {
    let Some(world) = world().await else { return };
    let mut elsewhere = world.settings("a", json!({}));
    elsewhere["metadata"]["namespace"] = json!("not-yet");
    let unknown = json!({ "apiVersion": "example.com/v1", "kind": "Widget", "metadata": { "name": "a" } });
    let objects = program(vec![("a", elsewhere), ("b", unknown)]);
    assert_eq!(notices(&world, &objects, false).await, "");
    world.clusters.exists.store(false, Ordering::SeqCst);
    assert_eq!(notices(&world, &objects, false).await, "");
}

/// Its figure is printed, and not checked.
#[tokio::test]
async fn three_hundred_objects_are_previewed() {
    let Some(world) = world().await else { return };
    let manifests: Vec<_> =
        (0..300).map(|n| world.settings(&format!("settings-{n}"), json!({ "n": n.to_string() }))).collect();
    let objects = |stack: &Stack| {
        let scope = stack.region(EU);
        for (n, manifest) in manifests.iter().enumerate() {
            declare_with(&scope, &format!("settings-{n}"), args(manifest), Options::new());
        }
    };
    let started = Instant::now();
    assert_eq!(notices(&world, &objects, false).await, "");
    eprintln!("a preview of 300 objects took {:?}", started.elapsed());
}
