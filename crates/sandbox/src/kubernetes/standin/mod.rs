//! A stand-in for the controllers and nodes of a cluster. It is the sandbox's own and proves nothing about Kubernetes or
//! EKS: no container runs.
//!
//! | file | in place of |
//! | --- | --- |
//! | `workloads`, `pods` | the controllers of Deployments, ReplicaSets, StatefulSets, DaemonSets and Jobs, the scheduler and the kubelet |
//! | `others` | those of load balancers, volumes, node pools, target groups and Argo CD |
//! | `collector` | the garbage collector and the namespace controller |
//! | `definitions` | what EKS Auto Mode and the capability for Argo CD install |
//!
//! Objects become ready a moment after they were applied. An image whose tag is `missing` cannot be pulled, and a
//! container whose tag is `failing` exits with an error.

mod collector;
mod definitions;
mod others;
mod pods;
mod workloads;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;

pub(super) use definitions::install;

use super::client::Client;
use super::lock;
use crate::gateway::BoxError;

/// How long a controller takes to notice a change.
const REACTION: Duration = Duration::from_millis(200);
/// How often the controllers look at an object that is not ready yet.
const PROGRESS: Duration = Duration::from_millis(300);
/// The deadlines of objects are this much shorter than in AWS, as the sandbox's rates are higher.
const FASTER: u64 = 100;
/// How long a kind that does not exist is left alone.
const ABSENT: Duration = Duration::from_secs(1);

/// What a controller has done with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing is left to do until the object changes.
    Settled,
    /// It is not ready yet.
    InProgress,
}

/// A kind whose objects have a controller.
#[derive(Debug, Clone, Copy)]
struct Kind {
    /// The path of its API version.
    api: &'static str,
    plural: &'static str,
    controller: Controller,
}

#[derive(Debug, Clone, Copy)]
enum Controller {
    Workload(workloads::Workload),
    Pod,
    Other(others::Other),
}

fn kinds() -> impl Iterator<Item = Kind> {
    let pods = Kind { api: "/api/v1", plural: "pods", controller: Controller::Pod };
    let workloads = workloads::KINDS.iter().map(|(plural, workload)| {
        let api = if *plural == "jobs" { "/apis/batch/v1" } else { "/apis/apps/v1" };
        Kind { api, plural, controller: Controller::Workload(*workload) }
    });
    let others =
        others::KINDS.iter().map(|(api, plural, other)| Kind { api, plural, controller: Controller::Other(*other) });
    std::iter::once(pods).chain(workloads).chain(others)
}

/// The stand-in of one cluster.
#[derive(Debug)]
pub(super) struct StandIn {
    client: Client,
    region: String,
    /// Objects with a task, by path; true if they changed since the task looked.
    active: Mutex<HashMap<String, bool>>,
    deletions: Arc<Deletions>,
}

/// Tells the garbage collector that something changed.
#[derive(Debug, Default)]
pub(super) struct Deletions {
    changed: Notify,
    /// Whether objects are being deleted.
    pending: AtomicBool,
}

impl Deletions {
    /// Something was deleted.
    pub(super) fn begun(&self) {
        self.changed.notify_one();
    }

    /// An object was changed: perhaps a finalizer was removed.
    pub(super) fn continued(&self) {
        if self.pending.load(Ordering::Relaxed) {
            self.changed.notify_one();
        }
    }
}

impl StandIn {
    /// Runs all controllers until the future is dropped.
    pub(super) async fn run(client: Client, region: String, deletions: Arc<Deletions>) {
        let standin = Arc::new(Self { client, region, active: Mutex::default(), deletions });
        let mut tasks = JoinSet::new();
        for kind in kinds() {
            tasks.spawn(standin.clone().follow(kind));
        }
        tasks.spawn(collector::run(standin));
        while tasks.join_next().await.is_some() {}
    }

    /// Watches a kind, and starts again from a list when the watch ends.
    async fn follow(self: Arc<Self>, kind: Kind) {
        let mut tasks = JoinSet::new();
        loop {
            // The tasks of objects end with this one.
            while tasks.try_join_next().is_some() {}
            if let Err(error) = self.watch(kind, &mut tasks).await {
                tracing::trace!(%error, kind = kind.plural, "a watch ended");
            }
            tokio::time::sleep(ABSENT).await;
        }
    }

    async fn watch(self: &Arc<Self>, kind: Kind, tasks: &mut JoinSet<()>) -> Result<(), BoxError> {
        let path = format!("{}/{}", kind.api, kind.plural);
        let (status, list) = self.client.get(&path).await?;
        if !status.is_success() {
            return Err(format!("{path}: {status}").into());
        }
        for object in list["items"].as_array().into_iter().flatten() {
            self.enqueue(kind, object, tasks);
        }
        let version = text(&list["metadata"]["resourceVersion"]);
        let response = self.client.stream(&format!("{path}?watch=true&resourceVersion={version}")).await?;
        if !response.status().is_success() {
            return Err(format!("{path}: {}", response.status()).into());
        }
        let mut body = response.into_body();
        let mut buffer = Vec::new();
        while let Some(frame) = body.frame().await {
            buffer.extend_from_slice(frame?.data_ref().map(AsRef::as_ref).unwrap_or_default());
            while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = buffer.drain(..=end).collect();
                let event: Value = serde_json::from_slice(&line)?;
                match text(&event["type"]) {
                    "ADDED" | "MODIFIED" => self.enqueue(kind, &event["object"], tasks),
                    "DELETED" => self.owner(kind, &event["object"], tasks),
                    other => return Err(format!("{path}: {other}").into()),
                }
            }
            while tasks.try_join_next().is_some() {}
        }
        Ok(())
    }

    /// The owner of a deleted pod creates another one.
    fn owner(self: &Arc<Self>, kind: Kind, object: &Value, tasks: &mut JoinSet<()>) {
        let references = object["metadata"]["ownerReferences"].as_array();
        let Some(owner) = references.into_iter().flatten().find(|owner| owner["controller"] == true) else { return };
        let Some(of) = kinds().find(|of| workloads::is(of.controller, text(&owner["kind"]))) else { return };
        if matches!(kind.controller, Controller::Pod) {
            let metadata = json!({"name": owner["name"], "namespace": object["metadata"]["namespace"]});
            self.enqueue(of, &json!({"metadata": metadata}), tasks);
        }
    }

    /// Lets the controller of the kind look at an object.
    fn enqueue(self: &Arc<Self>, kind: Kind, object: &Value, tasks: &mut JoinSet<()>) {
        let metadata = &object["metadata"];
        let path = match text(&metadata["namespace"]) {
            "" => format!("{}/{}/{}", kind.api, kind.plural, text(&metadata["name"])),
            namespace => format!("{}/namespaces/{namespace}/{}/{}", kind.api, kind.plural, text(&metadata["name"])),
        };
        let is_active = lock(&self.active).insert(path.clone(), true).is_some();
        if !is_active {
            let standin = self.clone();
            tasks.spawn(async move { standin.attend(kind, path).await });
        }
    }

    async fn attend(&self, kind: Kind, path: String) {
        let mut pause = REACTION;
        loop {
            tokio::time::sleep(pause).await;
            lock(&self.active).insert(path.clone(), false);
            let outcome = match self.reconcile(kind, &path).await {
                Ok(outcome) => outcome,
                // A conflict with another writer, or a server that ends.
                Err(error) => {
                    tracing::debug!(%error, path, "the stand-in cannot reconcile an object");
                    Outcome::InProgress
                }
            };
            pause = PROGRESS;
            let mut active = lock(&self.active);
            if outcome == Outcome::Settled && active.get(&path) == Some(&false) {
                active.remove(&path);
                return;
            }
        }
    }

    async fn reconcile(&self, kind: Kind, path: &str) -> Result<Outcome, BoxError> {
        let (status, object) = self.client.get(path).await?;
        if status == http::StatusCode::NOT_FOUND {
            return Ok(Outcome::Settled);
        }
        if !status.is_success() {
            return Err(format!("{path}: {status}").into());
        }
        if !object["metadata"]["deletionTimestamp"].is_null() {
            self.deletions.begun();
            return match kind.controller {
                Controller::Pod => pods::end(self, path, &object).await,
                Controller::Other(others::Other::Claim) => others::release(self, path, &object).await,
                _ => Ok(Outcome::Settled),
            };
        }
        match kind.controller {
            Controller::Pod => pods::run(self, path, &object).await,
            Controller::Workload(workload) => workloads::reconcile(self, workload, path, &object).await,
            Controller::Other(other) => others::reconcile(self, other, path, &object).await,
        }
    }

    /// Sets the status of an object if it differs.
    async fn set_status(&self, path: &str, object: &Value, status: &Value) -> Result<(), BoxError> {
        if contains(&object["status"], status) {
            return Ok(());
        }
        let version = &object["metadata"]["resourceVersion"];
        let patch = json!({"metadata": {"resourceVersion": version}, "status": status});
        let (code, answer) = self.client.merge(&format!("{path}/status{MANAGER}"), &patch).await?;
        accept(path, code, &answer)
    }

    /// Creates an object if there is none with its name.
    async fn create(&self, path: &str, object: &Value) -> Result<(), BoxError> {
        let (code, answer) = self.client.post(&format!("{path}{MANAGER}"), object).await?;
        if code == http::StatusCode::CONFLICT { Ok(()) } else { accept(path, code, &answer) }
    }

    /// Deletes an object in the background.
    async fn delete(&self, path: &str, uid: &Value, grace: Option<u32>) -> Result<(), BoxError> {
        let mut options = json!({
            "apiVersion": "v1", "kind": "DeleteOptions",
            "propagationPolicy": "Background", "preconditions": {"uid": uid},
        });
        if let Some(grace) = grace {
            options["gracePeriodSeconds"] = grace.into();
        }
        let method = http::Method::DELETE;
        let (code, answer) = self.client.send(method, path, "application/json", Some(&options)).await?;
        let is_gone = matches!(code, http::StatusCode::NOT_FOUND | http::StatusCode::CONFLICT);
        if is_gone { Ok(()) } else { accept(path, code, &answer) }
    }
}

/// The field manager of everything that the stand-in writes.
const MANAGER: &str = "?fieldManager=sandbox-stand-in";

fn accept(path: &str, code: http::StatusCode, answer: &Value) -> Result<(), BoxError> {
    if code.is_success() { Ok(()) } else { Err(format!("{path}: {code} {}", text(&answer["message"])).into()) }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Whether a document has all values of another one.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().all(|(key, value)| match whole.get(key) {
            Some(known) => contains(known, value),
            None => value.is_null(),
        }),
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| contains(whole, part))
        }
        (whole, part) => whole == part,
    }
}

/// The conditions of a status with these set. The time of a transition changes only with the condition's status.
fn conditions(object: &Value, set: &[(&str, &str, &str, &str)]) -> Value {
    let old = object["status"]["conditions"].as_array().cloned().unwrap_or_default();
    let mut all: Vec<Value> = Vec::new();
    for (kind, status, reason, message) in set {
        let known = old.iter().find(|condition| condition["type"] == *kind);
        let since = known.filter(|known| known["status"] == *status).map(|known| known["lastTransitionTime"].clone());
        all.push(json!({
            "type": kind, "status": status, "reason": reason, "message": message,
            "lastTransitionTime": since.filter(|since| !since.is_null()).unwrap_or_else(|| now().into()),
        }));
    }
    let others = old.into_iter().filter(|one| !set.iter().any(|(kind, ..)| one["type"] == *kind));
    Value::Array(others.chain(all).collect())
}

/// The time in Kubernetes' format.
fn now() -> String {
    crate::signature::rfc3339(std::time::SystemTime::now())
}
