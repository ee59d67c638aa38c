//! Previews by dry runs.

use std::sync::atomic::Ordering;
use std::time::Instant;

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
