//! What the server refuses.

use std::time::Duration;

use archipel_engine::resource::ErrorKind;
use archipel_engine::{Options, Stack};
use serde_json::{Value as Json, json};

use crate::world::{EU, World, args, assert_error, declare_with, program, world};

fn impatient(manifest: Json) -> impl Fn(&Stack) {
    move |stack: &Stack| {
        let options = Options::new().create_timeout(Duration::from_secs(3));
        declare_with(&stack.region(EU), "object", args(&manifest), options);
    }
}

async fn error(world: &World, manifest: Json) -> archipel_engine::resource::ProviderError {
    world.error(&impatient(manifest)).await
}

#[tokio::test]
async fn a_wrong_manifest_is_refused_with_what_is_wrong() {
    let Some(mut world) = world().await else { return };
    let mut unknown_field = world.deployment("web", json!(1), "web:1");
    unknown_field["spec"]["replica"] = json!(1);
    assert_error(&error(&world, unknown_field).await, ErrorKind::Invalid, &["Deployment", "replica"]);
    world.forget_state();
    let wrong = world.deployment("web", json!(-1), "web:1");
    assert_error(&error(&world, wrong).await, ErrorKind::Invalid, &["spec.replicas"]);
    world.forget_state();
    let unknown = json!({ "apiVersion": "example.com/v1", "kind": "Nothing", "metadata": { "name": "a" } });
    let unknown = error(&world, unknown).await;
    assert_error(
        &unknown,
        ErrorKind::NotYet,
        &["does not serve the kind `Nothing` of `example.com/v1`", "CustomResourceDefinition"],
    );
    world.forget_state();
    let mut elsewhere = world.settings("a", json!({}));
    elsewhere["metadata"]["namespace"] = json!("does-not-exist");
    assert_error(&error(&world, elsewhere).await, ErrorKind::NotYet, &["namespaces \"does-not-exist\" not found"]);
}

#[tokio::test]
async fn a_refused_secret_is_not_shown() {
    let Some(world) = world().await else { return };
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/dockerconfigjson",
        "metadata": { "name": "pull", "namespace": world.namespace },
        "stringData": { ".dockerconfigjson": "s3cret-that-is-no-json" },
    });
    let error = error(&world, secret).await;
    assert_error(&error, ErrorKind::Invalid, &["Secret"]);
    let text = error.to_string();
    assert!(!text.contains("s3cret-that-is-no-json") && !text.contains("czNjcmV0LXRoYXQtaXMtbm8tanNvbg"), "{text}");
}

#[tokio::test]
async fn an_immutable_field_that_no_table_has_is_an_error_with_a_way_out() {
    let Some(world) = world().await else { return };
    let claim = |size: &str| {
        json!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": { "name": "data", "namespace": world.namespace, "annotations": { "archipel.test/size": size } },
            "spec": { "accessModes": ["ReadWriteOnce"], "volumeName": size, "resources": { "requests": { "storage": "1Gi" } } },
        })
    };
    let with = |size: &str| {
        let manifest = claim(size);
        move |stack: &Stack| {
            let args = args(&manifest).wait(archipel_kubernetes::Wait::None);
            declare_with(&stack.region(EU), "data", args, Options::new());
        }
    };
    world.up(&with("one")).await;
    let error = world.error(&with("two")).await;
    assert_error(&error, ErrorKind::Invalid, &["immutable", "trigger"]);
}

#[tokio::test]
async fn a_webhook_that_does_not_answer_is_awaited() {
    let Some(world) = world().await else { return };
    let guard = world.guard_configmaps("CREATE").await;
    let mut guarded = world.settings("guarded", json!({}));
    guarded["metadata"]["labels"] = json!({ "guarded": world.namespace });
    let refused = error(&world, guarded.clone()).await;
    assert_error(&refused, ErrorKind::NotYet, &["guard.example.com"]);
    let gone = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        world.remove_guard(guard).await;
    };
    let program = program(vec![("object", guarded)]);
    tokio::join!(world.up(&program), gone);
    assert!(world.live("configmaps/guarded").await.is_some());
}
