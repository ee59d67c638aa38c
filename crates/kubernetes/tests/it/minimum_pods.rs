//! The hook that raises the minimum of autoscalers.

use std::time::Duration;

use archipel_engine::Stack;
use archipel_kubernetes::minimum_pods;
use serde_json::json;

use crate::world::{CLUSTER, EU, World, declare, world};

/// In a version that the server of the tests has: `v2` is newer.
const AUTOSCALER: &str = "autoscaling/v1/horizontalpodautoscalers/api";

/// Settings, with a hook after each change of them.
fn settings(world: &World, value: &str, minimum: u32) -> impl Fn(&Stack) + use<> {
    let (object, namespace) = (world.settings("settings", json!({ "a": value })), world.namespace.clone());
    move |stack: &Stack| {
        let scope = stack.region(EU);
        let object = declare(&scope, "settings", &object);
        let minimums = [("HorizontalPodAutoscaler/api".to_owned(), minimum)];
        let hook = minimum_pods(EU, CLUSTER, namespace.as_str(), minimums).after_create().after_update();
        scope.hook("capacity", &object, hook.timeout(Duration::from_secs(60)));
    }
}

#[tokio::test]
async fn the_minimum_of_an_autoscaler_is_raised_and_given_back() {
    let Some(world) = world().await else { return };
    world.create("apps/v1/deployments", world.deployment("api", json!(2), "api:1")).await;
    let autoscaler = json!({
        "apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": { "name": "api" },
        "spec": { "minReplicas": 2, "maxReplicas": 12,
                  "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "api" } },
    });
    world.create("autoscaling/v1/horizontalpodautoscalers", autoscaler).await;

    let controller = async {
        let minimum = async || world.live(AUTOSCALER).await.unwrap()["spec"]["minReplicas"].clone();
        while minimum().await != 4 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(world.live("configmaps/settings").await.is_some(), "the hook runs after its object");
        let status = json!({ "status": { "observedGeneration": 1, "replicas": 4, "readyReplicas": 4 } });
        world.patch("apps/v1/deployments/api/status", status).await;
    };
    let program = settings(&world, "1", 4);
    tokio::join!(world.up(&program), controller);

    // Given back, the field has no owner: Argo CD applies it again.
    world.up(&settings(&world, "2", 0)).await;
    let live = world.live(AUTOSCALER).await.unwrap();
    let managers = live["metadata"]["managedFields"].as_array().unwrap();
    let owns = managers.iter().any(|entry| {
        entry["manager"] == "archipel-recovery" && entry["fieldsV1"]["f:spec"]["f:minReplicas"].is_object()
    });
    assert!(!owns, "{live:#}");
}

#[tokio::test]
async fn a_missing_autoscaler_is_not_created() {
    let Some(world) = world().await else { return };
    let error = world.error(&settings(&world, "1", 4)).await;
    assert!(error.message.contains("\"api\" not found"), "{}", error.message);
    assert!(world.live(AUTOSCALER).await.is_none());
}
