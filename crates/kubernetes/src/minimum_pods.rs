//! A hook that raises the minimum of autoscalers, and waits for the pods: capacity before traffic.

use std::sync::Arc;
use std::time::Duration;

use archipel_engine::Value;
use archipel_engine::program::{AnyInput, Environment, Hook};
use archipel_engine::resource::{ErrorKind, HookHandler, HookRequest, ProviderError, Result};
use async_trait::async_trait;
use serde_json::{Value as Json, json};
use tokio::time::Instant;

use crate::client::{Api, Query, Request};
use crate::operations::Operations;

/// The owner of the minimum in managed fields, which [`minimum_pods`] sets. Argo CD leaves its fields alone if an application has it under
/// `ignoreDifferences` in `managedFieldsManagers`.
pub const MINIMUM_PODS_MANAGER: &str = "archipel-recovery";
/// The time between two looks.
const PAUSE: Duration = Duration::from_secs(2);
/// How long before the end of its time the hook gives up, so that its error can say what it last saw.
const MARGIN: Duration = Duration::from_secs(1);

/// Raises the minimum number of pods of autoscalers in a cluster, and waits until so many pods of their workloads are ready.
/// `minimums` has them by kind and name: `{"HorizontalPodAutoscaler/api": 4, "ScaledObject/worker": 3}`. Without an entry, an
/// autoscaler keeps its minimum; with 0, [`MinimumPods`] gives the field back to its owner, and waits for nothing.
///
/// The field is applied by server-side apply with the manager `archipel-recovery`.
pub fn minimum_pods(
    region: &str,
    cluster: impl AnyInput,
    namespace: impl AnyInput,
    minimums: impl IntoIterator<Item = (String, u32)>,
) -> Hook {
    let minimums = minimums.into_iter().map(|(name, minimum)| (name, Value::Int(i64::from(minimum))));
    Hook::new("k8s:minimum-pods")
        .input("region", region)
        .input("cluster", cluster)
        .input("namespace", namespace)
        .input("minimums", Value::Map(minimums.collect()))
        .timeout(Duration::from_secs(900))
}

/// The handler of [`minimum_pods`].
pub(crate) struct MinimumPods(pub(crate) Arc<Operations>);

/// An autoscaler: where its kind and its minimum are.
struct Autoscaler<'a> {
    kind: &'a str,
    name: &'a str,
    minimum: i64,
}

impl<'a> Autoscaler<'a> {
    fn read(key: &'a str, minimum: &Value) -> std::result::Result<Self, String> {
        let known = key.split_once('/').filter(|(kind, name)| Self::place(kind).is_some() && !name.is_empty());
        let (kind, name) = known.ok_or_else(|| {
            format!("invalid autoscaler `{key}`: expected `HorizontalPodAutoscaler/NAME` or `ScaledObject/NAME`")
        })?;
        match minimum {
            Value::Int(minimum) if *minimum >= 0 => Ok(Self { kind, name, minimum: *minimum }),
            _ => Err(format!("the minimum of `{key}` is not a number from 0")),
        }
    }

    /// The group and the field of a kind, which are the same in all versions.
    fn place(kind: &str) -> Option<(&'static str, &'static str)> {
        match kind {
            "HorizontalPodAutoscaler" => Some(("autoscaling", "minReplicas")),
            "ScaledObject" => Some(("keda.sh", "minReplicaCount")),
            _ => None,
        }
    }

    async fn path(&self, api: &Api, namespace: &str) -> Result<(String, String, &'static str)> {
        let (group, field) = Self::place(self.kind).unwrap_or(("autoscaling", "minReplicas"));
        let kind = api.kind(group, None, self.kind).await?;
        Ok((kind.path(Some(namespace)), kind.api_version(), field))
    }

    /// Sets the minimum. An autoscaler that does not exist is not created.
    async fn apply(&self, api: &Api, namespace: &str) -> Result<()> {
        let (path, api_version, field) = self.path(api, namespace).await?;
        api.send(Request::get(&path).named(self.name)).await?;
        let mut object = json!({
            "apiVersion": api_version, "kind": self.kind,
            "metadata": { "name": self.name, "namespace": namespace },
        });
        if self.minimum > 0 {
            object["spec"] = json!({ field: self.minimum });
        }
        let query = Query::new().with("fieldManager", MINIMUM_PODS_MANAGER).with("force", "true");
        api.send(Request::apply(&path, &object).named(self.name).query(query)).await.map(drop)
    }

    /// What is missing until its workload has the minimum of ready pods.
    async fn missing(&self, api: &Api, namespace: &str) -> Result<Option<String>> {
        if self.minimum == 0 {
            return Ok(None);
        }
        let (path, ..) = self.path(api, namespace).await?;
        let autoscaler = api.send(Request::get(&path).named(self.name)).await?;
        let target = &autoscaler["spec"]["scaleTargetRef"];
        // KEDA's default is a Deployment.
        let text = |field: &str, default: &str| target[field].as_str().unwrap_or(default).to_owned();
        let (api_version, kind, name) = (text("apiVersion", "apps/v1"), text("kind", "Deployment"), text("name", ""));
        let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
        let workload = api.kind(group, Some(version), &kind).await?.path(Some(namespace));
        let workload = api.send(Request::get(&workload).named(&name)).await?;
        let ready = ready(&workload);
        Ok((ready < self.minimum).then(|| format!("{kind} {name} has {ready} of {} ready pods", self.minimum)))
    }
}

/// The ready pods of a workload.
fn ready(workload: &Json) -> i64 {
    workload["status"]["readyReplicas"].as_i64().unwrap_or(0)
}

fn autoscalers(inputs: &Value) -> std::result::Result<Vec<Autoscaler<'_>>, Vec<String>> {
    let Some(minimums) = inputs.field("minimums").as_map() else {
        return Err(vec!["`minimums` is not a map".to_owned()]);
    };
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for (key, minimum) in minimums {
        match Autoscaler::read(key, minimum) {
            Ok(autoscaler) => all.push(autoscaler),
            Err(why) => wrong.push(why),
        }
    }
    if wrong.is_empty() { Ok(all) } else { Err(wrong) }
}

#[async_trait]
impl HookHandler for MinimumPods {
    fn kind(&self) -> &'static str {
        "k8s:minimum-pods"
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        let texts = ["region", "cluster", "namespace"];
        let is_text = |name: &&str| matches!(inputs.field(name), Value::Str(_) | Value::Unknown);
        let wrong = texts.iter().filter(|name| !is_text(name)).map(|name| format!("`{name}` is not a text"));
        wrong.chain(autoscalers(inputs).err().into_iter().flatten()).collect()
    }

    async fn run(&self, request: HookRequest<'_>) -> Result<()> {
        let text = |name: &str| request.inputs.field(name).as_str().unwrap_or_default();
        let (cluster, namespace) = (text("cluster"), text("namespace"));
        let environment = Environment { region: text("region").to_owned(), ..request.environment.clone() };
        let invalid = |why: Vec<String>| ProviderError::new(ErrorKind::Invalid, why.join("; "));
        let autoscalers = autoscalers(request.inputs).map_err(invalid)?;
        let api = self.0.clients.find(&environment, cluster).await?;
        let api = api.ok_or_else(|| {
            ProviderError::new(ErrorKind::NotFound, format!("there is no cluster {cluster} in {}", environment.region))
        })?;
        for autoscaler in &autoscalers {
            autoscaler.apply(&api, namespace).await?;
        }
        let began = Instant::now();
        loop {
            let mut missing = Vec::new();
            for autoscaler in &autoscalers {
                missing.extend(autoscaler.missing(&api, namespace).await?);
            }
            if missing.is_empty() {
                return Ok(());
            }
            if began.elapsed() + PAUSE + MARGIN >= request.timeout {
                let message = format!("{}; waited {} s", missing.join(", "), request.timeout.as_secs());
                return Err(ProviderError::new(ErrorKind::Timeout, message));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn an_autoscaler_is_named_by_a_known_kind() {
        let minimums = |key: &str, minimum: Value| {
            Value::Map(BTreeMap::from([("minimums".to_owned(), Value::Map([(key.to_owned(), minimum)].into()))]))
        };
        assert!(autoscalers(&minimums("HorizontalPodAutoscaler/api", Value::Int(4))).is_ok());
        assert!(autoscalers(&minimums("ScaledObject/worker", Value::Int(0))).is_ok());
        for (key, minimum) in [("Deployment/api", Value::Int(1)), ("ScaledObject/", Value::Int(1))] {
            assert!(autoscalers(&minimums(key, minimum)).is_err(), "{key}");
        }
        assert!(autoscalers(&minimums("ScaledObject/worker", Value::Int(-1))).is_err());
    }
}
