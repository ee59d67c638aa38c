//! Pods, as a node would report them.

use serde_json::{Value, json};

use super::{Outcome, StandIn, accept, conditions, now, others, text};
use crate::gateway::BoxError;

pub(super) const NODE: &str = "sandbox";

/// What becomes of the containers of a pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Runs,
    /// An image cannot be pulled.
    ImageMissing,
    /// A container exits with an error.
    Fails,
}

/// The fate of a pod's containers, by the tags of their images.
pub(super) fn fate(spec: &Value) -> Fate {
    let containers =
        ["initContainers", "containers"].into_iter().flat_map(|key| spec[key].as_array().into_iter().flatten());
    let tags: Vec<&str> = containers.map(|one| text(&one["image"]).rsplit(':').next().unwrap_or_default()).collect();
    if tags.contains(&"missing") {
        Fate::ImageMissing
    } else if tags.contains(&"failing") {
        Fate::Fails
    } else {
        Fate::Runs
    }
}

/// Reports the state of a pod.
pub(super) async fn run(standin: &StandIn, path: &str, pod: &Value) -> Result<Outcome, BoxError> {
    others::bind_claims_of(standin, pod).await?;
    let fate = fate(&pod["spec"]);
    let is_of_job = pod["metadata"]["ownerReferences"][0]["kind"] == "Job";
    let started = match &pod["status"]["startTime"] {
        Value::String(started) => started.clone(),
        _ => now(),
    };
    let (phase, ready) = match (fate, is_of_job) {
        (Fate::Runs, true) => ("Succeeded", "False"),
        (Fate::Runs, false) => ("Running", "True"),
        (Fate::ImageMissing, _) => ("Pending", "False"),
        (Fate::Fails, true) => ("Failed", "False"),
        (Fate::Fails, false) => ("Running", "False"),
    };
    let reason = if ready == "True" || phase == "Succeeded" { "" } else { "ContainersNotReady" };
    let statuses: Vec<Value> = pod["spec"]["containers"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|container| {
            let image = text(&container["image"]);
            let ended = |code: u32, reason: &str| json!({"exitCode": code, "reason": reason, "startedAt": started, "finishedAt": started});
            let state = match (fate, is_of_job) {
                (Fate::Runs, true) => json!({"terminated": ended(0, "Completed")}),
                (Fate::Fails, true) => json!({"terminated": ended(1, "Error")}),
                (Fate::Runs, false) => json!({"running": {"startedAt": started}}),
                (Fate::ImageMissing, _) => json!({"waiting": {
                    "reason": "ImagePullBackOff", "message": format!("Back-off pulling image \"{image}\""),
                }}),
                (Fate::Fails, false) => json!({"waiting": {
                    "reason": "CrashLoopBackOff", "message": "back-off 10s restarting failed container",
                }}),
            };
            json!({
                "name": container["name"], "image": image, "imageID": "", "state": state,
                "ready": ready == "True", "started": ready == "True",
                "restartCount": if fate == Fate::Fails { 3 } else { 0 }, "lastState": {},
            })
        })
        .collect();
    let status = json!({
        "phase": phase,
        "startTime": started,
        "hostIP": "127.0.0.1",
        "podIP": "127.0.0.1",
        "containerStatuses": statuses,
        "conditions": conditions(pod, &[
            ("Initialized", "True", "", ""),
            ("Ready", ready, reason, ""),
            ("ContainersReady", ready, reason, ""),
            ("PodScheduled", "True", "", ""),
        ]),
    });
    standin.set_status(path, pod, &status).await?;
    Ok(Outcome::Settled)
}

/// Ends a pod that is being deleted.
pub(super) async fn end(standin: &StandIn, path: &str, pod: &Value) -> Result<Outcome, BoxError> {
    standin.delete(path, &pod["metadata"]["uid"], Some(0)).await?;
    Ok(Outcome::Settled)
}

/// The pods that an object controls.
pub(super) async fn controlled(standin: &StandIn, owner: &Value) -> Result<Vec<Value>, BoxError> {
    let path = in_namespace(owner, "pods");
    let (code, list) = standin.client.get(&path).await?;
    accept(&path, code, &list)?;
    let uid = &owner["metadata"]["uid"];
    let pods = list["items"].as_array().cloned().unwrap_or_default();
    let is_own = |pod: &Value| {
        let owners = pod["metadata"]["ownerReferences"].as_array();
        owners.into_iter().flatten().any(|reference| &reference["uid"] == uid)
    };
    Ok(pods.into_iter().filter(|pod| is_own(pod) && pod["metadata"]["deletionTimestamp"].is_null()).collect())
}

/// The path of a kind of the core group in an object's namespace.
pub(super) fn in_namespace(object: &Value, plural: &str) -> String {
    format!("/api/v1/namespaces/{}/{plural}", text(&object["metadata"]["namespace"]))
}

/// The reference to the controller of an object.
pub(super) fn owned_by(owner: &Value) -> Value {
    json!([{
        "apiVersion": owner["apiVersion"], "kind": owner["kind"],
        "name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"],
        "controller": true, "blockOwnerDeletion": true,
    }])
}

/// Creates the pods with these names, and deletes the others. Returns those with a name of the list.
pub(super) async fn keep(
    standin: &StandIn,
    owner: &Value,
    template: &Value,
    names: &[String],
) -> Result<Vec<Value>, BoxError> {
    let existing = controlled(standin, owner).await?;
    for pod in existing.iter().filter(|pod| !names.iter().any(|name| pod["metadata"]["name"] == **name)) {
        let path = format!("{}/{}", in_namespace(owner, "pods"), text(&pod["metadata"]["name"]));
        standin.delete(&path, &pod["metadata"]["uid"], Some(0)).await?;
    }
    let missing = names.iter().filter(|name| !existing.iter().any(|pod| pod["metadata"]["name"] == ***name));
    for name in missing {
        let mut pod = json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": template["metadata"], "spec": template["spec"],
        });
        if pod["metadata"].is_null() {
            pod["metadata"] = json!({});
        }
        pod["metadata"]["name"] = name.as_str().into();
        pod["metadata"]["ownerReferences"] = owned_by(owner);
        pod["spec"]["nodeName"] = NODE.into();
        standin.create(&in_namespace(owner, "pods"), &pod).await?;
    }
    Ok(existing.into_iter().filter(|pod| names.iter().any(|name| pod["metadata"]["name"] == **name)).collect())
}

pub(super) fn is_ready(pod: &Value) -> bool {
    let conditions = pod["status"]["conditions"].as_array();
    conditions.into_iter().flatten().any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
}
