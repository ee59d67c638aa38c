//! What others change.

use archipel_engine::resource::ErrorKind;
use archipel_engine::{Options, Stack};
use archipel_kubernetes::Wait;
use serde_json::json;

use crate::world::{EU, args, assert_error, declare_with, program, world};

#[tokio::test]
async fn values_of_others_are_no_drift_and_changed_values_are() {
    let Some(world) = world().await else { return };
    let program = program(vec![("settings", world.settings("settings", json!({ "a": "1" })))]);
    world.up(&program).await;
    world
        .patch("configmaps/settings", json!({ "metadata": { "labels": { "team": "x" } }, "data": { "b": "2" } }))
        .await;
    world.assert_in_step(&program).await;
    world.patch("configmaps/settings", json!({ "data": { "a": "changed" } })).await;
    let found = world.drift(&program).await;
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].contains("changed") && found[1].contains("Update"), "{found:#?}");
    // The plan shows the value of the other manager, so the field is taken back.
    let errors = world.try_up(&program, true).await;
    assert!(errors.is_empty(), "{errors:?}");
    let live = world.live("configmaps/settings").await.unwrap();
    assert_eq!(live["data"], json!({ "a": "1", "b": "2" }));
    world.assert_in_step(&program).await;
}

#[tokio::test]
async fn a_conflict_that_the_plan_did_not_show_names_the_manager_and_the_field() {
    let Some(world) = world().await else { return };
    let web = |replicas: u32| {
        let manifest = world.deployment("web", json!(replicas), "web:1");
        move |stack: &Stack| {
            declare_with(&stack.region(EU), "web", args(&manifest).wait(Wait::None), Options::new());
        }
    };
    world.up(&web(2)).await;
    world.patch("apps/v1/deployments/web", json!({ "spec": { "replicas": 7 } })).await;
    let error = world.error(&web(3)).await;
    assert_error(&error, ErrorKind::Invalid, &["conflict with \"kubectl\"", ".spec.replicas", "--refresh"]);
    assert_eq!(world.live("apps/v1/deployments/web").await.unwrap()["spec"]["replicas"], 7);
    // A refresh shows the 7, and the plan changes it.
    let errors = world.try_up(&web(3), true).await;
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(world.live("apps/v1/deployments/web").await.unwrap()["spec"]["replicas"], 3);
}

#[tokio::test]
async fn what_others_change_in_a_secret_is_shown_and_taken_back_and_its_data_stay_secret() {
    let Some(world) = world().await else { return };
    let login = |version: &str| {
        let manifest = json!({
            "apiVersion": "v1", "kind": "Secret",
            // A part of its name is a value of the Secret too.
            "metadata": { "name": "login", "namespace": world.namespace, "annotations": { "shop.example/version": version } },
            "stringData": { "user": "shop", "password": "s3cret-value" },
        });
        program(vec![("login", manifest)])
    };
    world.up(&login("1")).await;
    world.patch("secrets/login", json!({ "metadata": { "annotations": { "shop.example/version": "by-hand" } } })).await;
    let error = world.error(&login("2")).await;
    assert_error(&error, ErrorKind::Invalid, &["conflict with \"kubectl\"", "--refresh"]);
    let found = world.drift(&login("2")).await;
    assert!(!found.is_empty());
    assert!(found.iter().all(|text| text.contains("shop.example/version") && text.contains("by-hand")), "{found:#?}");
    assert!(!found.concat().contains("s3cret-value"), "{found:#?}");
    let errors = world.try_up(&login("2"), true).await;
    assert!(errors.is_empty(), "{errors:?}");
    let live = world.live("secrets/login").await.unwrap();
    assert_eq!(live["metadata"]["annotations"]["shop.example/version"], "2");

    // Changed data are found, and neither value is shown.
    world.patch("secrets/login", json!({ "data": { "password": "b3RoZXItdmFsdWU=" } })).await;
    let found = world.drift(&login("2")).await;
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found.concat().contains("password"), "{found:#?}");
    for value in ["s3cret-value", "other-value", "b3RoZXItdmFsdWU"] {
        assert!(!found.concat().contains(value), "{found:#?}");
    }
}

#[tokio::test]
async fn an_update_of_a_deleted_object_creates_nothing() {
    let Some(world) = world().await else { return };
    let with = |value: &str| program(vec![("settings", world.settings("settings", json!({ "a": value })))]);
    world.up(&with("1")).await;
    world.delete("configmaps/settings").await;
    let error = world.error(&with("2")).await;
    assert_error(&error, ErrorKind::NotFound, &["no longer exists", "--refresh"]);
    assert!(world.live("configmaps/settings").await.is_none());
    let errors = world.try_up(&with("2"), true).await;
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(world.live("configmaps/settings").await.unwrap()["data"]["a"], "2");
}

#[tokio::test]
async fn an_object_that_was_recreated_is_not_taken_for_the_recorded_one() {
    let Some(world) = world().await else { return };
    let with = |value: &str| program(vec![("settings", world.settings("settings", json!({ "a": value })))]);
    world.up(&with("1")).await;
    world.delete("configmaps/settings").await;
    world.create("configmaps", world.settings("settings", json!({ "a": "of another" }))).await;
    let error = world.error(&with("2")).await;
    assert_error(&error, ErrorKind::Invalid, &["another object with this name exists"]);
    // The next run reads the object again, and finds that the recorded one is gone.
    let error = world.error(&with("2")).await;
    assert_error(&error, ErrorKind::AlreadyExists, &["this stack did not create it", "import("]);
    world.destroy().await;
    assert_eq!(world.live("configmaps/settings").await.unwrap()["data"]["a"], "of another");
    assert!(world.ids().await.is_empty());
}

#[tokio::test]
async fn a_destroy_leaves_an_object_that_was_recreated_to_its_owner() {
    let Some(world) = world().await else { return };
    world.up(&program(vec![("settings", world.settings("settings", json!({ "a": "1" })))])).await;
    world.delete("configmaps/settings").await;
    world.create("configmaps", world.settings("settings", json!({ "a": "of another" }))).await;
    world.destroy().await;
    assert_eq!(world.live("configmaps/settings").await.unwrap()["data"]["a"], "of another");
    assert!(world.ids().await.is_empty());
}
