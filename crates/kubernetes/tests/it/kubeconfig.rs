//! A cluster that is not of EKS: a context of a kubeconfig.

use std::sync::Arc;

use archipel_engine::driver::Engine;
use archipel_engine::event::EventSink;
use archipel_engine::program::Expr;
use archipel_engine::resource::{ErrorKind, Providers};
use archipel_engine::{Input, Stack, Value};
use archipel_kubernetes::cluster::Kubeconfig;
use archipel_kubernetes::{Object, ObjectArgs};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value as Json, json};

use crate::server::ADMIN;
use crate::world::{EU, assert_error, world};

fn settings_in(context: &'static str, manifest: Json) -> impl Fn(&Stack) {
    move |stack: &Stack| {
        let manifest = Input::<Value>::from_expr(Expr::known(Value::from_json(manifest.clone())));
        Object::new(&stack.region(EU), "settings", ObjectArgs::new(context, manifest));
    }
}

#[tokio::test]
async fn an_object_lives_in_the_cluster_of_a_context() {
    let Some(mut world) = world().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    let config = json!({
        "apiVersion": "v1", "kind": "Config",
        "clusters": [{ "name": "here", "cluster": {
            "server": format!("https://127.0.0.1:{}", world.server.port),
            "certificate-authority-data": BASE64_STANDARD.encode(&world.server.certificates),
        } }],
        "users": [{ "name": "me", "user": { "token": ADMIN } }],
        "contexts": [{ "name": "dev", "context": { "cluster": "here", "user": "me" } }],
    });
    std::fs::write(&path, config.to_string()).unwrap();
    let provider = archipel_kubernetes::over(Arc::new(Kubeconfig::file(&path)));
    world.engine = Engine {
        providers: Arc::new(Providers::new().with(Arc::new(provider))),
        store: Arc::clone(&world.engine.store),
        events: Arc::clone(&world.events) as Arc<dyn EventSink>,
    };
    let program = |value: &str| settings_in("kubeconfig:dev", world.settings("settings", json!({ "a": value })));
    world.up(&program("1")).await;
    world.assert_in_step(&program("1")).await;
    world.up(&program("2")).await;
    assert_eq!(world.live("configmaps/settings").await.unwrap()["data"]["a"], "2");
    world.destroy().await;
    assert!(world.live("configmaps/settings").await.is_none());

    let elsewhere = settings_in("kubeconfig:prod", world.settings("settings", json!({})));
    assert_error(&world.error(&elsewhere).await, ErrorKind::Invalid, &["no context `prod`", "dev"]);
}
