//! The garbage collector and the namespace controller: they delete dependents, and what is in a namespace.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{StandIn, text};
use crate::gateway::BoxError;

const SHORTEST: Duration = Duration::from_millis(150);
/// While nothing changes, because a finalizer is not removed.
const LONGEST: Duration = Duration::from_secs(5);
const FOREGROUND: &str = "foregroundDeletion";
const ORPHAN: &str = "orphan";

/// An object, as far as the collector needs it.
struct Object {
    path: String,
    metadata: Value,
}

impl Object {
    fn uid(&self) -> &str {
        text(&self.metadata["uid"])
    }

    fn is_terminating(&self) -> bool {
        !self.metadata["deletionTimestamp"].is_null()
    }

    fn finalizers(&self) -> impl Iterator<Item = &str> {
        self.metadata["finalizers"].as_array().into_iter().flatten().filter_map(Value::as_str)
    }

    fn owners(&self) -> impl Iterator<Item = &str> {
        self.metadata["ownerReferences"].as_array().into_iter().flatten().map(|owner| text(&owner["uid"]))
    }
}

/// Collects whenever something was deleted, until nothing is left to do.
pub(super) async fn run(standin: Arc<StandIn>) {
    let mut pause = SHORTEST;
    let mut before = None;
    loop {
        let left = match collect(&standin).await {
            Ok(left) => left,
            Err(error) => {
                tracing::debug!(%error, "the garbage collector of a cluster failed");
                usize::MAX
            }
        };
        pause = if before == Some(left) { (pause * 2).min(LONGEST) } else { SHORTEST };
        before = Some(left);
        standin.deletions.pending.store(left > 0, Ordering::Relaxed);
        if left == 0 {
            standin.deletions.changed.notified().await;
            pause = SHORTEST;
            tokio::time::sleep(SHORTEST).await;
        } else {
            let _ = tokio::time::timeout(pause, standin.deletions.changed.notified()).await;
        }
    }
}

/// Collects once. Returns how many objects are being deleted.
async fn collect(standin: &StandIn) -> Result<usize, BoxError> {
    let (resources, failed) = discover(standin).await?;
    let mut objects: HashMap<String, Object> = HashMap::new();
    for (path, plural) in resources {
        list(standin, &path, &plural, &mut objects).await?;
    }
    let terminating = objects.values().filter(|object| object.is_terminating()).count();
    delete_dependents(standin, &objects).await?;
    for namespace in objects.values().filter(|object| object.path.starts_with("/api/v1/namespaces/")) {
        // `/api/v1/namespaces/NAME` and nothing after it
        let is_namespace = namespace.path.matches('/').count() == 4;
        if is_namespace && namespace.is_terminating() {
            empty(standin, namespace, &objects, failed.as_deref()).await?;
        }
    }
    Ok(terminating)
}

/// The paths of all kinds that can be listed and deleted, and why some could not be discovered.
async fn discover(standin: &StandIn) -> Result<(Vec<(String, String)>, Option<String>), BoxError> {
    let mut versions = vec!["/api/v1".to_owned()];
    let (_, groups) = standin.client.get("/apis").await?;
    for group in groups["groups"].as_array().into_iter().flatten() {
        versions.push(format!("/apis/{}", text(&group["preferredVersion"]["groupVersion"])));
    }
    let (mut resources, mut failed) = (Vec::new(), None);
    for version in versions {
        let (status, list) = standin.client.get(&version).await?;
        if !status.is_success() {
            failed = Some(format!("unable to retrieve the complete list of server APIs: {version}: {status}"));
            continue;
        }
        for resource in list["resources"].as_array().into_iter().flatten() {
            let has = |verb: &str| resource["verbs"].as_array().into_iter().flatten().any(|known| known == verb);
            let plural = text(&resource["name"]);
            if has("list") && has("delete") && !plural.contains('/') && plural != "events" {
                resources.push((version.clone(), plural.to_owned()));
            }
        }
    }
    Ok((resources, failed))
}

async fn list(
    standin: &StandIn,
    version: &str,
    plural: &str,
    objects: &mut HashMap<String, Object>,
) -> Result<(), BoxError> {
    let (status, list) = standin.client.metadata(&format!("{version}/{plural}")).await?;
    if !status.is_success() {
        // The kind was removed meanwhile, or its server is not available.
        return Ok(());
    }
    for item in list["items"].as_array().into_iter().flatten() {
        let metadata = item["metadata"].clone();
        let name = text(&metadata["name"]);
        let path = match text(&metadata["namespace"]) {
            "" => format!("{version}/{plural}/{name}"),
            namespace => format!("{version}/namespaces/{namespace}/{plural}/{name}"),
        };
        // An object may be visible in several groups.
        objects.entry(text(&metadata["uid"]).to_owned()).or_insert(Object { path, metadata });
    }
    Ok(())
}

async fn delete_dependents(standin: &StandIn, objects: &HashMap<String, Object>) -> Result<(), BoxError> {
    for object in objects.values() {
        let owners: HashSet<&str> = object.owners().collect();
        let is_orphan = !owners.is_empty() && !owners.iter().any(|owner| objects.contains_key(*owner));
        if is_orphan && !object.is_terminating() {
            delete(standin, object, "Background").await?;
        }
        if !object.is_terminating() {
            continue;
        }
        let dependents = || objects.values().filter(|other| other.owners().any(|owner| owner == object.uid()));
        if object.finalizers().any(|finalizer| finalizer == ORPHAN) {
            for dependent in dependents() {
                let owners = dependent.metadata["ownerReferences"].as_array().into_iter().flatten();
                let kept: Vec<_> = owners.filter(|owner| text(&owner["uid"]) != object.uid()).collect();
                let patch = json!({"metadata": {"uid": dependent.uid(), "ownerReferences": kept}});
                standin.client.merge(&dependent.path, &patch).await?;
            }
            remove_finalizer(standin, object, ORPHAN).await?;
        }
        if object.finalizers().any(|finalizer| finalizer == FOREGROUND) {
            let mut is_blocked = false;
            for dependent in dependents() {
                is_blocked = true;
                if !dependent.is_terminating() {
                    delete(standin, dependent, "Foreground").await?;
                }
            }
            if !is_blocked {
                remove_finalizer(standin, object, FOREGROUND).await?;
            }
        }
    }
    Ok(())
}

async fn delete(standin: &StandIn, object: &Object, policy: &str) -> Result<(), BoxError> {
    let options = json!({
        "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": policy, "preconditions": {"uid": object.uid()},
    });
    standin.client.send(Method::DELETE, &object.path, "application/json", Some(&options)).await?;
    Ok(())
}

async fn remove_finalizer(standin: &StandIn, object: &Object, finalizer: &str) -> Result<(), BoxError> {
    let kept: Vec<&str> = object.finalizers().filter(|known| *known != finalizer).collect();
    let version = &object.metadata["resourceVersion"];
    let patch = json!({"metadata": {"resourceVersion": version, "finalizers": kept}});
    // After a conflict the next round tries again.
    standin.client.merge(&object.path, &patch).await?;
    Ok(())
}

/// Deletes what is in a namespace, and lets the namespace go once it is empty and every kind could be asked.
async fn empty(
    standin: &StandIn,
    namespace: &Object,
    objects: &HashMap<String, Object>,
    failed: Option<&str>,
) -> Result<(), BoxError> {
    let name = text(&namespace.metadata["name"]);
    let mut waiting = Vec::new();
    for object in objects.values().filter(|object| object.metadata["namespace"] == name) {
        if object.is_terminating() {
            waiting.extend(object.finalizers().map(str::to_owned));
        } else {
            delete(standin, object, "Background").await?;
        }
    }
    let is_empty = !objects.values().any(|object| object.metadata["namespace"] == name);
    let (code, found) = standin.client.get(&namespace.path).await?;
    if code == StatusCode::NOT_FOUND {
        return Ok(());
    }
    waiting.sort();
    waiting.dedup();
    let finalizers = format!("Some content in the namespace has finalizers remaining: {}", waiting.join(", "));
    let discovery = match failed {
        Some(reason) => ("NamespaceDeletionDiscoveryFailure", "True", "DiscoveryFailed", reason),
        None => (
            "NamespaceDeletionDiscoveryFailure",
            "False",
            "ResourcesDiscovered",
            "All resources successfully discovered",
        ),
    };
    let remaining = if waiting.is_empty() {
        (
            "NamespaceFinalizersRemaining",
            "False",
            "ContentHasNoFinalizers",
            "All content-preserving finalizers finished",
        )
    } else {
        ("NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain", finalizers.as_str())
    };
    let status = json!({"phase": "Terminating", "conditions": super::conditions(&found, &[discovery, remaining])});
    standin.set_status(&namespace.path, &found, &status).await?;
    if is_empty && failed.is_none() {
        let finalized = json!({
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": {"name": name, "uid": namespace.uid()}, "spec": {"finalizers": []},
        });
        let path = format!("{}/finalize", namespace.path);
        standin.client.send(Method::PUT, &path, "application/json", Some(&finalized)).await?;
    }
    Ok(())
}
