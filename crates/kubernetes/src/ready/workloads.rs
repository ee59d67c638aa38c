//! Objects that run pods.

use archipel_engine::resource::Status;
use serde_json::Value as Json;

use super::behind;
use super::conditions::{condition, pending};

fn number(json: &Json) -> Option<i64> {
    json.as_i64()
}

fn count(status: &Json, field: &str) -> i64 {
    number(&status[field]).unwrap_or(0)
}

/// The wait for a controller whose status does not exist yet, or describes an earlier generation.
fn unseen(live: &Json) -> Option<Status> {
    let observed = &live["status"]["observedGeneration"];
    if observed.is_null() {
        return Some(pending("its controller has not seen it yet".to_owned()));
    }
    behind(live)
}

/// Updated, available and wanted replicas are equal, and no old one is left.
pub(super) fn deployment(live: &Json) -> Status {
    if live["spec"]["paused"] == true {
        return Status::Ready;
    }
    if let Some(wait) = unseen(live) {
        return wait;
    }
    let status = &live["status"];
    if let Some(progress) = condition(live, "Progressing").filter(|progress| progress.is_false()) {
        return Status::Failed(progress.text());
    }
    let wanted = number(&live["spec"]["replicas"]).unwrap_or(1);
    let (updated, available) = (count(status, "updatedReplicas"), count(status, "availableReplicas"));
    let (all, unavailable) = (count(status, "replicas"), count(status, "unavailableReplicas"));
    if updated < wanted {
        pending(format!("{updated} of {wanted} replicas are updated"))
    } else if all > updated {
        pending(format!("{} old replicas are still there", all - updated))
    } else if available < wanted || unavailable > 0 {
        pending(format!("{available} of {wanted} replicas are available"))
    } else {
        Status::Ready
    }
}

/// Whether pods are replaced only when somebody deletes them.
fn is_on_delete(live: &Json) -> bool {
    live["spec"]["updateStrategy"]["type"] == "OnDelete"
}

pub(super) fn stateful_set(live: &Json) -> Status {
    if let Some(wait) = unseen(live) {
        return wait;
    }
    let status = &live["status"];
    let wanted = number(&live["spec"]["replicas"]).unwrap_or(1);
    // A partition keeps the pods below it as they are.
    let partition = number(&live["spec"]["updateStrategy"]["rollingUpdate"]["partition"]).unwrap_or(0);
    let (updated, ready) = (count(status, "updatedReplicas"), count(status, "readyReplicas"));
    let to_update = (wanted - partition).max(0);
    if !is_on_delete(live) && updated < to_update && status["currentRevision"] != status["updateRevision"] {
        pending(format!("{updated} of {to_update} replicas are updated"))
    } else if ready < wanted {
        pending(format!("{ready} of {wanted} replicas are ready"))
    } else {
        Status::Ready
    }
}

pub(super) fn daemon_set(live: &Json) -> Status {
    if let Some(wait) = unseen(live) {
        return wait;
    }
    let status = &live["status"];
    let wanted = count(status, "desiredNumberScheduled");
    let (updated, ready) = (count(status, "updatedNumberScheduled"), count(status, "numberReady"));
    if !is_on_delete(live) && updated < wanted {
        pending(format!("{updated} of {wanted} pods are updated"))
    } else if ready < wanted {
        pending(format!("{ready} of {wanted} pods are ready"))
    } else {
        Status::Ready
    }
}

pub(super) fn job(live: &Json) -> Status {
    if let Some(failed) = condition(live, "Failed").filter(|failed| failed.is_true()) {
        return Status::Failed(failed.text());
    }
    let is_complete = condition(live, "Complete").is_some_and(|complete| complete.is_true());
    if is_complete || live["spec"]["suspend"] == true {
        return Status::Ready;
    }
    let (active, failed) = (count(&live["status"], "active"), count(&live["status"], "failed"));
    let failures = if failed > 0 { format!(", {failed} failed") } else { String::new() };
    pending(format!("{active} pods are running{failures}"))
}

pub(super) fn pod(live: &Json) -> Status {
    match live["status"]["phase"].as_str() {
        Some("Succeeded") => Status::Ready,
        Some("Failed") => Status::Failed(live["status"]["message"].as_str().unwrap_or("the pod failed").to_owned()),
        phase => match condition(live, "Ready") {
            Some(ready) if ready.is_true() => Status::Ready,
            _ => pending(phase.unwrap_or("Pending").to_owned()),
        },
    }
}

/// Healthy. A rollout that waits for somebody is ready only if the program says so, with a `wait`.
pub(super) fn rollout(live: &Json) -> Status {
    if let Some(wait) = unseen(live) {
        return wait;
    }
    let status = &live["status"];
    let message = status["message"].as_str().unwrap_or_default();
    match status["phase"].as_str() {
        Some("Healthy") => Status::Ready,
        Some("Degraded") => Status::Failed(format!("Degraded: {message}")),
        Some(phase) => pending(format!("{phase}: {message}").trim_end_matches([':', ' ']).to_owned()),
        None => pending("its controller has not seen it yet".to_owned()),
    }
}
