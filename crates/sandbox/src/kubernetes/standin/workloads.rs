//! The controllers of workloads.

use std::time::SystemTime;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::pods::{self, Fate};
use super::{Controller, FASTER, Outcome, StandIn, accept, conditions, now, text};
use crate::gateway::BoxError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Workload {
    Deployment,
    ReplicaSet,
    StatefulSet,
    DaemonSet,
    Job,
}

/// The plural of each kind.
pub(super) const KINDS: [(&str, Workload); 5] = [
    ("deployments", Workload::Deployment),
    ("replicasets", Workload::ReplicaSet),
    ("statefulsets", Workload::StatefulSet),
    ("daemonsets", Workload::DaemonSet),
    ("jobs", Workload::Job),
];

/// Whether a controller is that of a kind.
pub(super) fn is(controller: Controller, kind: &str) -> bool {
    matches!(controller, Controller::Workload(workload) if format!("{workload:?}") == kind)
}

pub(super) async fn reconcile(
    standin: &StandIn,
    workload: Workload,
    path: &str,
    object: &Value,
) -> Result<Outcome, BoxError> {
    match workload {
        Workload::Deployment => deployment(standin, path, object).await,
        Workload::ReplicaSet => replica_set(standin, path, object).await,
        Workload::StatefulSet => stateful_set(standin, path, object).await,
        Workload::DaemonSet => daemon_set(standin, path, object).await,
        Workload::Job => job(standin, path, object).await,
    }
}

fn replicas(object: &Value) -> u64 {
    object["spec"]["replicas"].as_u64().unwrap_or(1)
}

fn name(object: &Value) -> &str {
    text(&object["metadata"]["name"])
}

/// A short name for a pod template.
fn hash(template: &Value) -> String {
    crate::digest::hex(&Sha256::digest(template.to_string())[..5])
}

/// Whether a state that began at a time has lasted longer than a deadline, which is shorter here than in AWS.
fn is_over(since: &str, seconds: u64) -> bool {
    let Some(since) = crate::signature::parse_rfc3339(since) else { return false };
    let lasted = SystemTime::now().duration_since(since).unwrap_or_default();
    lasted.as_secs() >= (seconds / FASTER).max(1)
}

/// `null` for zero, as the controllers leave such fields out.
fn positive(number: u64) -> Value {
    if number == 0 { Value::Null } else { number.into() }
}

async fn deployment(standin: &StandIn, path: &str, object: &Value) -> Result<Outcome, BoxError> {
    let generation = &object["metadata"]["generation"];
    if object["spec"]["paused"] == true {
        standin.set_status(path, object, &json!({"observedGeneration": generation})).await?;
        return Ok(Outcome::Settled);
    }
    let template = &object["spec"]["template"];
    let (wanted, hash) = (replicas(object), hash(template));
    let sets = format!("/apis/apps/v1/namespaces/{}/replicasets", text(&object["metadata"]["namespace"]));
    let own = format!("{sets}/{}-{hash}", name(object));
    let (code, current) = standin.client.get(&own).await?;
    if code == http::StatusCode::NOT_FOUND {
        let mut set = json!({
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": {
                "name": format!("{}-{hash}", name(object)), "namespace": object["metadata"]["namespace"],
                "labels": template["metadata"]["labels"], "ownerReferences": pods::owned_by(object),
            },
            "spec": {"replicas": wanted, "selector": object["spec"]["selector"], "template": template},
        });
        for labels in ["/metadata/labels", "/spec/template/metadata/labels", "/spec/selector/matchLabels"] {
            if let Some(Value::Object(labels)) = set.pointer_mut(labels) {
                labels.insert("pod-template-hash".to_owned(), hash.clone().into());
            }
        }
        standin.create(&sets, &set).await?;
    } else if code.is_success() && replicas(&current) != wanted {
        standin.client.merge(&own, &json!({"spec": {"replicas": wanted}})).await?;
    }
    let count = |key: &str| current["status"][key].as_u64().unwrap_or_default();
    let is_current = current["status"]["observedGeneration"] == current["metadata"]["generation"];
    let available = if is_current { count("availableReplicas") } else { 0 };
    let is_complete = code.is_success() && is_current && count("replicas") == wanted && available == wanted;
    let old = old_sets(standin, &sets, object, &hash).await?;
    if is_complete {
        // The old replicas serve until the new ones are available.
        for set in old.iter().filter(|set| replicas(set) > 0) {
            standin.client.merge(&format!("{sets}/{}", name(set)), &json!({"spec": {"replicas": 0}})).await?;
        }
    }
    let still = old.iter().map(|set| set["status"]["availableReplicas"].as_u64().unwrap_or_default()).sum::<u64>();
    let is_failed = !is_complete && is_late(object);
    let progress = if is_complete {
        ("Progressing", "True", "NewReplicaSetAvailable", "ReplicaSet has successfully progressed.")
    } else if is_failed {
        ("Progressing", "False", "ProgressDeadlineExceeded", "ReplicaSet has timed out progressing.")
    } else {
        ("Progressing", "True", "ReplicaSetUpdated", "ReplicaSet is progressing.")
    };
    let available_now = available + still;
    let availability = if available_now >= wanted {
        ("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    } else {
        ("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    };
    let mut conditions = conditions(object, &[availability, progress]);
    mark_rollout(object, &mut conditions);
    let all =
        count("replicas") + old.iter().map(|set| set["status"]["replicas"].as_u64().unwrap_or_default()).sum::<u64>();
    let status = json!({
        "observedGeneration": generation,
        "replicas": positive(all),
        "updatedReplicas": positive(count("replicas")),
        "readyReplicas": positive(available_now),
        "availableReplicas": positive(available_now),
        "unavailableReplicas": positive(wanted.saturating_sub(available_now)),
        "conditions": conditions,
    });
    standin.set_status(path, object, &status).await?;
    let is_over = is_failed || is_complete && still == 0 && all == wanted;
    Ok(if is_over { Outcome::Settled } else { Outcome::InProgress })
}

/// The start of a rollout is the update time of the condition `Progressing`: it changes with the generation only.
fn mark_rollout(object: &Value, conditions: &mut Value) {
    let is_new = object["status"]["observedGeneration"] != object["metadata"]["generation"];
    let old = object["status"]["conditions"].as_array().into_iter().flatten();
    let before = old.clone().find(|one| one["type"] == "Progressing").map(|one| one["lastUpdateTime"].clone());
    for condition in conditions.as_array_mut().into_iter().flatten() {
        let kept = before.clone().filter(|time| !is_new && !time.is_null());
        condition["lastUpdateTime"] = kept.unwrap_or_else(|| now().into());
    }
}

fn is_late(object: &Value) -> bool {
    if object["status"]["observedGeneration"] != object["metadata"]["generation"] {
        return false;
    }
    let conditions = object["status"]["conditions"].as_array();
    let progressing = conditions.into_iter().flatten().find(|one| one["type"] == "Progressing");
    let deadline = object["spec"]["progressDeadlineSeconds"].as_u64().unwrap_or(600);
    progressing.is_some_and(|one| is_over(text(&one["lastUpdateTime"]), deadline))
}

async fn old_sets(standin: &StandIn, sets: &str, object: &Value, hash: &str) -> Result<Vec<Value>, BoxError> {
    let (code, list) = standin.client.get(sets).await?;
    accept(sets, code, &list)?;
    let uid = &object["metadata"]["uid"];
    let current = format!("{}-{hash}", name(object));
    let items = list["items"].as_array().cloned().unwrap_or_default();
    let is_old = |set: &Value| &set["metadata"]["ownerReferences"][0]["uid"] == uid && name(set) != current;
    Ok(items.into_iter().filter(is_old).collect())
}

async fn replica_set(standin: &StandIn, path: &str, object: &Value) -> Result<Outcome, BoxError> {
    let wanted = replicas(object);
    let uid = text(&object["metadata"]["uid"]);
    let names: Vec<String> = (0..wanted)
        .map(|index| format!("{}-{}", name(object), &crate::digest::hex(&Sha256::digest(format!("{uid}{index}")))[..5]))
        .collect();
    let pods = pods::keep(standin, object, &object["spec"]["template"], &names).await?;
    let ready = pods.iter().filter(|pod| pods::is_ready(pod)).count() as u64;
    let status = json!({
        "observedGeneration": object["metadata"]["generation"],
        "replicas": pods.len(),
        "fullyLabeledReplicas": positive(pods.len() as u64),
        "readyReplicas": positive(ready),
        "availableReplicas": positive(ready),
    });
    standin.set_status(path, object, &status).await?;
    let is_over = pods.len() as u64 == wanted && (ready == wanted || is_stuck(object));
    Ok(if is_over { Outcome::Settled } else { Outcome::InProgress })
}

/// Whether the pods of a template never become ready.
fn is_stuck(object: &Value) -> bool {
    pods::fate(&object["spec"]["template"]["spec"]) != Fate::Runs
}

async fn stateful_set(standin: &StandIn, path: &str, object: &Value) -> Result<Outcome, BoxError> {
    let wanted = replicas(object);
    let template = &object["spec"]["template"];
    let revision = format!("{}-{}", name(object), hash(template));
    let mut labelled = template.clone();
    labelled["metadata"]["labels"]["controller-revision-hash"] = revision.clone().into();
    // A pod of another revision is replaced.
    for pod in pods::controlled(standin, object).await? {
        if pod["metadata"]["labels"]["controller-revision-hash"] != revision.as_str() {
            let pod_path = format!("{}/{}", pods::in_namespace(object, "pods"), name(&pod));
            standin.delete(&pod_path, &pod["metadata"]["uid"], Some(0)).await?;
        }
    }
    let names: Vec<String> = (0..wanted).map(|index| format!("{}-{index}", name(object))).collect();
    for claim in object["spec"]["volumeClaimTemplates"].as_array().into_iter().flatten() {
        for pod in &names {
            let claim_name = format!("{}-{pod}", name(claim));
            let claims = pods::in_namespace(object, "persistentvolumeclaims");
            let made = json!({
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": {"name": claim_name, "labels": claim["metadata"]["labels"]}, "spec": claim["spec"],
            });
            standin.create(&claims, &made).await?;
        }
    }
    let pods = pods::keep(standin, object, &labelled, &names).await?;
    let ready = pods.iter().filter(|pod| pods::is_ready(pod)).count() as u64;
    let is_complete = pods.len() as u64 == wanted && ready == wanted;
    let current = match &object["status"]["currentRevision"] {
        Value::String(known) if !is_complete => known.clone(),
        _ => revision.clone(),
    };
    let status = json!({
        "observedGeneration": object["metadata"]["generation"],
        "replicas": pods.len(),
        "readyReplicas": positive(ready),
        "availableReplicas": ready,
        "currentReplicas": positive(if current == revision { pods.len() as u64 } else { 0 }),
        "updatedReplicas": positive(pods.len() as u64),
        "currentRevision": current,
        "updateRevision": revision,
        "collisionCount": 0,
    });
    standin.set_status(path, object, &status).await?;
    let is_over = is_complete || pods.len() as u64 == wanted && is_stuck(object);
    Ok(if is_over { Outcome::Settled } else { Outcome::InProgress })
}

async fn daemon_set(standin: &StandIn, path: &str, object: &Value) -> Result<Outcome, BoxError> {
    // The cluster has one node. The name of a pod follows its template, so that a new template replaces the pod.
    let pod = format!("{}-{}", name(object), &hash(&object["spec"]["template"])[..5]);
    let pods = pods::keep(standin, object, &object["spec"]["template"], &[pod]).await?;
    let ready = pods.iter().filter(|pod| pods::is_ready(pod)).count() as u64;
    let status = json!({
        "observedGeneration": object["metadata"]["generation"],
        "desiredNumberScheduled": 1,
        "currentNumberScheduled": pods.len(),
        "updatedNumberScheduled": positive(pods.len() as u64),
        "numberReady": ready,
        "numberAvailable": positive(ready),
        "numberUnavailable": positive(1 - ready.min(1)),
        "numberMisscheduled": 0,
    });
    standin.set_status(path, object, &status).await?;
    let is_over = ready == 1 || pods.len() == 1 && is_stuck(object);
    Ok(if is_over { Outcome::Settled } else { Outcome::InProgress })
}

async fn job(standin: &StandIn, path: &str, object: &Value) -> Result<Outcome, BoxError> {
    let done = object["status"]["conditions"].as_array().into_iter().flatten();
    if done.clone().any(|one| matches!(text(&one["type"]), "Complete" | "Failed") && one["status"] == "True") {
        return Ok(Outcome::Settled);
    }
    if object["spec"]["suspend"] == true {
        return Ok(Outcome::Settled);
    }
    let completions = object["spec"]["completions"].as_u64().unwrap_or(1);
    let names: Vec<String> = (0..completions)
        .map(|index| {
            let seed = format!("{}{index}", text(&object["metadata"]["uid"]));
            format!("{}-{}", name(object), &crate::digest::hex(&Sha256::digest(seed))[..5])
        })
        .collect();
    let pods = pods::keep(standin, object, &object["spec"]["template"], &names).await?;
    let phase = |phase: &str| pods.iter().filter(|pod| pod["status"]["phase"] == phase).count() as u64;
    let (succeeded, failed) = (phase("Succeeded"), phase("Failed"));
    let started = match &object["status"]["startTime"] {
        Value::String(started) => started.clone(),
        _ => now(),
    };
    let deadline = object["spec"]["activeDeadlineSeconds"].as_u64();
    let is_late = deadline.is_some_and(|seconds| is_over(&started, seconds));
    let mut status = json!({
        "startTime": started,
        "active": positive(completions.saturating_sub(succeeded + failed)),
        "succeeded": positive(succeeded),
        "failed": positive(failed),
    });
    let end = if succeeded >= completions {
        status["completionTime"] = now().into();
        Some(("Complete", "True", "", ""))
    } else if failed > 0 {
        Some(("Failed", "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit"))
    } else if is_late {
        Some(("Failed", "True", "DeadlineExceeded", "Job was active longer than specified deadline"))
    } else {
        None
    };
    if let Some(end) = end {
        status["conditions"] = conditions(object, &[end]);
    }
    standin.set_status(path, object, &status).await?;
    // A pod without its image waits for it without end.
    let waits = deadline.is_none() && pods::fate(&object["spec"]["template"]["spec"]) == Fate::ImageMissing;
    let is_over = end.is_some() || waits && pods.len() as u64 == completions;
    Ok(if is_over { Outcome::Settled } else { Outcome::InProgress })
}
