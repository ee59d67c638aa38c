//! Other kinds.

use archipel_engine::resource::Status;
use serde_json::Value as Json;

use super::behind;
use super::conditions::{condition, pending};
use crate::live;

/// A Service is ready at once, unless it is waiting for a load balancer.
pub(super) fn service(live: &Json) -> Status {
    if live["spec"]["type"] == "LoadBalancer" { address(live) } else { Status::Ready }
}

pub(super) fn address(live: &Json) -> Status {
    match live::address(live) {
        Some(_) => Status::Ready,
        None => pending("it has no address yet".to_owned()),
    }
}

/// Its controller has seen the present generation.
pub(super) fn observed(live: &Json) -> Status {
    if live["status"]["observedGeneration"].is_null() {
        return pending("its controller has not seen it yet".to_owned());
    }
    behind(live).unwrap_or(Status::Ready)
}

/// Bound. A pending claim may wait for its first pod, which `operations/read` finds out from its storage class.
pub(super) fn claim(live: &Json) -> Status {
    match live["status"]["phase"].as_str() {
        Some("Bound") => Status::Ready,
        Some("Lost") => Status::Failed("its volume is lost".to_owned()),
        phase => pending(format!("the claim is {}", phase.unwrap_or("Pending"))),
    }
}

pub(super) fn namespace(live: &Json) -> Status {
    match live["status"]["phase"].as_str() {
        Some("Active") => Status::Ready,
        phase => pending(format!("the namespace is {}", phase.unwrap_or("not active yet"))),
    }
}

pub(super) fn definition(live: &Json) -> Status {
    if let Some(names) = condition(live, "NamesAccepted").filter(|names| names.is_false()) {
        return Status::Failed(names.text());
    }
    let established = condition(live, "Established").is_some_and(|established| established.is_true());
    let accepted = condition(live, "NamesAccepted").is_some_and(|names| names.is_true());
    if established && accepted { Status::Ready } else { pending("the kind is not served yet".to_owned()) }
}

/// This condition is true. A controller that has not seen the object yet has not set it.
pub(super) fn needs(live: &Json, name: &str) -> Status {
    if let Some(behind) = behind(live) {
        return behind;
    }
    match condition(live, name) {
        Some(found) if found.is_true() => Status::Ready,
        Some(found) => pending(found.text()),
        None => pending(format!("the condition {name} does not exist yet")),
    }
}

/// This condition is true, if there is one.
pub(super) fn if_it_has(live: &Json, name: &str) -> Status {
    match condition(live, name) {
        Some(_) => needs(live, name),
        None => Status::Ready,
    }
}

/// Synced and healthy, as asked for, the last operation succeeded, and no resource is missing: a parent passes over a missing
/// child.
pub(super) fn application(live: &Json) -> Status {
    let status = &live["status"];
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let operation = &status["operationState"];
    if matches!(operation["phase"].as_str(), Some("Failed" | "Error")) {
        return Status::Failed(format!("its last sync failed: {}", text(&operation["message"])));
    }
    let asked = (&live["spec"]["source"], &live["spec"]["sources"]);
    let compared = (&status["sync"]["comparedTo"]["source"], &status["sync"]["comparedTo"]["sources"]);
    let (sync, health) = (text(&status["sync"]["status"]), text(&status["health"]["status"]));
    let missing = status["resources"].as_array().into_iter().flatten();
    let missing = missing.filter(|resource| resource["health"]["status"] == "Missing").count();
    if sync.is_empty() {
        pending("Argo CD has not seen it yet".to_owned())
    } else if !is_same(asked.0, compared.0) || !is_same(asked.1, compared.1) {
        pending("Argo CD has not compared the present source yet".to_owned())
    } else if sync != "Synced" || health != "Healthy" {
        pending(format!("{sync}, {health}"))
    } else if missing > 0 {
        pending(format!("{missing} of its resources are missing"))
    } else if !operation["phase"].is_null() && operation["phase"] != "Succeeded" {
        pending(format!("its sync is {}", text(&operation["phase"])))
    } else {
        Status::Ready
    }
}

/// Whether the compared source has what was asked for; Argo CD leaves out empty fields.
fn is_same(asked: &Json, compared: &Json) -> bool {
    let fields = ["repoURL", "targetRevision", "path", "chart"];
    match (asked, compared) {
        (Json::Array(asked), Json::Array(compared)) => {
            asked.len() == compared.len()
                && asked.iter().zip(compared).all(|(asked, compared)| is_same(asked, compared))
        }
        _ => fields.iter().all(|field| asked[field].is_null() || asked[field] == compared[field]),
    }
}
