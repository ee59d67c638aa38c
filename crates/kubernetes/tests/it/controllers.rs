//! The controllers that deletes need, in one namespace: the namespace controller and the garbage collector. The API server
//! runs none.

use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::task::JoinHandle;

use crate::server::Server;

const PAUSE: Duration = Duration::from_millis(50);

/// Running controllers, until they are dropped.
pub(crate) struct Controllers(JoinHandle<()>);

impl Controllers {
    pub(crate) fn of(server: &'static Server, namespace: &str) -> Self {
        let namespace = namespace.to_owned();
        Self(tokio::spawn(async move {
            loop {
                reconcile(server, &namespace).await;
                tokio::time::sleep(PAUSE).await;
            }
        }))
    }
}

impl Drop for Controllers {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn reconcile(server: &Server, namespace: &str) {
    let path = format!("/api/v1/namespaces/{namespace}");
    let (status, found) = server.send("GET", &path, &Json::Null).await;
    if status != 200 {
        return;
    }
    let is_terminating = !found["metadata"]["deletionTimestamp"].is_null();
    let mut is_empty = true;
    for (version, plural) in kinds(server).await {
        let objects = format!("{version}/namespaces/{namespace}/{plural}");
        let (_, list) = server.send("GET", &objects, &Json::Null).await;
        for object in list["items"].as_array().into_iter().flatten() {
            is_empty = false;
            let object_path = format!("{objects}/{}", object["metadata"]["name"].as_str().unwrap());
            if !object["metadata"]["deletionTimestamp"].is_null() {
                collect(server, &object_path, object).await;
            } else if is_terminating {
                server.send("DELETE", &object_path, &json!({ "propagationPolicy": "Background" })).await;
            }
        }
    }
    if is_terminating && is_empty {
        let finalized = json!({
            "apiVersion": "v1", "kind": "Namespace", "spec": { "finalizers": [] },
            "metadata": { "name": namespace, "uid": found["metadata"]["uid"] },
        });
        server.send("PUT", &format!("{path}/finalize"), &finalized).await;
    }
}

/// An object that is deleted in the foreground has no dependents: no controller created any.
async fn collect(server: &Server, path: &str, object: &Json) {
    let finalizers = object["metadata"]["finalizers"].as_array().cloned().unwrap_or_default();
    let kept: Vec<Json> = finalizers.iter().filter(|finalizer| *finalizer != "foregroundDeletion").cloned().collect();
    if kept.len() < finalizers.len() {
        let version = &object["metadata"]["resourceVersion"];
        let patch = json!({ "metadata": { "resourceVersion": version, "finalizers": kept } });
        server.send("PATCH", path, &patch).await;
    }
}

/// The kinds in namespaces that can be listed and deleted: the path of their version, and their plural.
async fn kinds(server: &Server) -> Vec<(String, String)> {
    let mut versions = vec!["/api/v1".to_owned()];
    let (_, groups) = server.send("GET", "/apis", &Json::Null).await;
    for group in groups["groups"].as_array().into_iter().flatten() {
        versions.push(format!("/apis/{}", group["preferredVersion"]["groupVersion"].as_str().unwrap()));
    }
    let mut kinds = Vec::new();
    for version in versions {
        let (_, resources) = server.send("GET", &version, &Json::Null).await;
        for resource in resources["resources"].as_array().into_iter().flatten() {
            let has =
                |verb: &str| resource["verbs"].as_array().is_some_and(|verbs| verbs.iter().any(|one| one == verb));
            if resource["namespaced"] == true && has("list") && has("delete") {
                kinds.push((version.clone(), resource["name"].as_str().unwrap().to_owned()));
            }
        }
    }
    kinds
}
