//! The wait until an object is ready, with the reasons of its pods.

use std::time::Duration;

use archipel_engine::resource::{ErrorKind, ProviderError, Result, Status};
use serde_json::Value as Json;
use tokio::time::{Instant, timeout};

use super::{Operations, Target};
use crate::client::{Api, Query, Request};
use crate::identity::ObjectId;
use crate::object::TYPE;

/// Pods that start normally need less than this; afterwards the reasons of their waits are shown.
const NORMAL_START: Duration = Duration::from_secs(30);
/// For how long an object may be invisible after it was applied.
const VISIBLE_WITHIN: Duration = Duration::from_secs(10);
/// Reasons that take longer are left out: the operation may have timed out because the server does not answer.
const REASONS_WITHIN: Duration = Duration::from_secs(5);
/// What a container waits for while it starts normally.
const STARTING: &[&str] = &["ContainerCreating", "PodInitializing"];
/// The longest message of a pod that is shown.
const SHOWN: usize = 200;

impl Operations {
    /// Waits until the object is ready. Holds no worker meanwhile.
    pub(super) async fn until_ready(&self, target: &Target<'_>) -> Result<()> {
        let (host, id) = (&target.op.host, target.id.id());
        let started = Instant::now();
        let mut last = String::new();
        for attempt in 0.. {
            match host.poll(TYPE, &target.op.environment, &id, attempt).await {
                Ok(Status::Ready) => return Ok(()),
                Ok(Status::Pending(why)) => {
                    last = why;
                    if started.elapsed() > NORMAL_START {
                        last = with_reasons(last, self.reasons(target).await);
                    }
                    host.waiting(&last);
                }
                Ok(Status::Failed(why)) => {
                    let why = with_reasons(why, self.reasons(target).await);
                    return Err(target.describe(ProviderError::new(ErrorKind::Failed, format!("it failed: {why}"))));
                }
                Ok(Status::Absent) if started.elapsed() < VISIBLE_WITHIN => host.waiting("visible"),
                Ok(Status::Absent) => {
                    let message = "it disappeared before it was ready";
                    return Err(target.describe(ProviderError::new(ErrorKind::NotFound, message)));
                }
                Ok(Status::Deleting(why)) => {
                    let message = format!("it is being deleted by somebody else: {why}");
                    return Err(target.describe(ProviderError::new(ErrorKind::NotFound, message)));
                }
                Err(mut error) if error.kind == ErrorKind::Timeout && !last.is_empty() => {
                    let why = with_reasons(last, self.reasons(target).await);
                    error.message = format!(
                        "it was not ready in time: {why}\n\
                         Fix the cause and run again, or set `wait` in the object to wait for something else"
                    );
                    return Err(target.describe(error));
                }
                Err(error) => return Err(target.describe(error)),
            }
        }
        unreachable!("the loop above ends by returning")
    }

    /// What keeps the object from being ready, as its pods and its last event tell. Nothing if that cannot be read.
    async fn reasons(&self, target: &Target<'_>) -> Option<String> {
        timeout(REASONS_WITHIN, self.read_reasons(target)).await.ok().flatten()
    }

    async fn read_reasons(&self, target: &Target<'_>) -> Option<String> {
        let (api, kind) = target.connect(None).await.ok()?;
        let live = api.object(&kind, &target.id).await.ok()??;
        if let Some(reason) = pods(&api, &target.id, &live).await {
            return Some(reason);
        }
        event(&api, &target.id, &live).await
    }
}

fn with_reasons(why: String, reasons: Option<String>) -> String {
    match reasons {
        Some(reasons) if !why.contains(&reasons) => format!("{why}; {reasons}"),
        _ => why,
    }
}

/// The first reason of a pod of the object.
async fn pods(api: &Api, id: &ObjectId, live: &Json) -> Option<String> {
    let labels = live["spec"]["selector"]["matchLabels"].as_object()?;
    let selector: Vec<String> =
        labels.iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?))).collect();
    if selector.is_empty() {
        return None;
    }
    let namespace = if id.namespace.is_empty() { "default" } else { &id.namespace };
    let query = Query::new().with("labelSelector", &selector.join(",")).with("limit", "50");
    let path = format!("/api/v1/namespaces/{namespace}/pods");
    let pods = api.send(Request::get(&path).query(query)).await.ok()?;
    pods["items"].as_array()?.iter().find_map(waits)
}

/// Why a pod waits.
fn waits(pod: &Json) -> Option<String> {
    let name = pod["metadata"]["name"].as_str().unwrap_or_default();
    let text = |reason: &str, message: &Json| {
        let message: String = message.as_str().unwrap_or_default().chars().take(SHOWN).collect();
        format!("pod {name}: {reason}: {message}").trim_end_matches([':', ' ']).to_owned()
    };
    let status = &pod["status"];
    let containers = ["initContainerStatuses", "containerStatuses"].iter();
    let containers = containers.flat_map(|list| status[list].as_array().into_iter().flatten());
    let waiting = containers.map(|container| &container["state"]["waiting"]).find_map(|waiting| {
        let reason = waiting["reason"].as_str().filter(|reason| !STARTING.contains(reason))?;
        Some(text(reason, &waiting["message"]))
    });
    waiting.or_else(|| {
        let conditions = status["conditions"].as_array()?;
        let scheduled = conditions.iter().find(|condition| condition["type"] == "PodScheduled")?;
        (scheduled["status"] == "False")
            .then(|| text(scheduled["reason"].as_str().unwrap_or("Unschedulable"), &scheduled["message"]))
    })
}

/// The last warning about the object.
async fn event(api: &Api, id: &ObjectId, live: &Json) -> Option<String> {
    let namespace = if id.namespace.is_empty() { "default" } else { &id.namespace };
    let selector = format!("involvedObject.uid={},type=Warning", super::uid(live));
    let query = Query::new().with("fieldSelector", &selector).with("limit", "50");
    let path = format!("/api/v1/namespaces/{namespace}/events");
    let events = api.send(Request::get(&path).query(query)).await.ok()?;
    let last =
        events["items"].as_array()?.iter().max_by_key(|event| event["lastTimestamp"].as_str().unwrap_or_default())?;
    let message: String = last["message"].as_str()?.chars().take(SHOWN).collect();
    Some(format!("{}: {message}", last["reason"].as_str().unwrap_or("warning")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pod_tells_why_it_does_not_start() {
        let pod = |status: Json| json!({ "metadata": { "name": "web-1" }, "status": status });
        let waiting = |reason: &str| {
            pod(
                json!({ "containerStatuses": [{ "state": { "waiting": { "reason": reason, "message": "no such image" } } }] }),
            )
        };
        assert_eq!(waits(&waiting("ImagePullBackOff")).unwrap(), "pod web-1: ImagePullBackOff: no such image");
        assert_eq!(waits(&waiting("ContainerCreating")), None);
        let unscheduled =
            pod(json!({ "conditions": [{ "type": "PodScheduled", "status": "False", "reason": "Unschedulable" }] }));
        assert_eq!(waits(&unscheduled).unwrap(), "pod web-1: Unschedulable");
    }
}
