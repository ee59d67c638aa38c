//! The pods of the standby region: as many as the primary has, before users are led there.

use std::time::Duration;

use archipel::cli::recovery::Step;
use archipel::kubernetes::{MINIMUM_PODS_MANAGER as MANAGER, minimum_pods};
use archipel::prelude::*;
use serde_json::json;

use super::Roles;
use crate::config::NAMESPACE;

impl Roles<'_> {
    /// The autoscalers and the cluster of the standby region, if workloads run there.
    fn autoscalers(&self) -> Option<(String, Vec<(String, u32)>)> {
        let cluster = self.config.cluster.as_ref().filter(|cluster| cluster.contents)?;
        let pods: Vec<_> = cluster.failover_pods.iter().map(|(name, pods)| (name.clone(), *pods)).collect();
        let standby = self.config.secondary.name.as_str();
        let clusters = self.recovery.recorded("aws:eks/Cluster");
        let cluster = clusters.iter().find(|cluster| cluster.region() == standby)?.output("name")?.to_owned();
        (!pods.is_empty() && !self.recovery.is_sandbox()).then_some((cluster, pods))
    }

    /// After this step the standby region gets the minimum of the primary, and what waits for the step waits for the pods.
    pub(super) fn raise_minimum(&self, step: &impl Declared, urn: &Urn) {
        let standby = self.config.secondary.name.as_str();
        if let Some((cluster, pods)) = self.autoscalers().filter(|_| self.recovery.to() == standby) {
            let mut shown = Step::new(
                format!("{standby} has the pods of the primary region"),
                "users arrive at once, and autoscalers react after minutes",
            )
            .takes(Duration::from_secs(300))
            .back("`failback` gives the minimum back to Argo CD")
            .command(standby, format!("aws eks update-kubeconfig --name {cluster}"));
            for (name, pods) in &pods {
                shown = shown.shell(apply(name, *pods));
            }
            // KEDA has an autoscaler of Kubernetes for each of its own.
            shown = shown.shell(format!("kubectl --namespace {NAMESPACE} get horizontalpodautoscalers --watch"));
            self.recovery.step(urn, shown);
            let hook = minimum_pods(standby, cluster, NAMESPACE, pods);
            self.home.hook("pods", step, hook.after_create().after_update());
        }
    }

    /// After this step, which leads users to the primary region again, Argo CD sets the minimum of the standby region.
    pub(super) fn give_minimum_back(&self, step: &impl Declared, urn: &Urn) {
        let standby = self.config.secondary.name.as_str();
        let is_return = self.recovery.is_planned() && self.recovery.from() == standby;
        if let Some((cluster, pods)) = self.autoscalers().filter(|_| is_return) {
            let mut shown = Step::new(
                format!("{standby} has the pods of a standby region"),
                "Argo CD sets the minimum of its autoscalers again",
            )
            .takes(Duration::from_secs(10))
            .back(format!("a failover to {standby} raises it"))
            .command(standby, format!("aws eks update-kubeconfig --name {cluster}"));
            for (name, _) in &pods {
                shown = shown.shell(apply(name, 0));
            }
            self.recovery.step(urn, shown);
            let none = pods.into_iter().map(|(name, _)| (name, 0));
            self.home.hook("pods", step, minimum_pods(standby, cluster, NAMESPACE, none).after_create().after_update());
        }
    }
}

/// What server-side apply needs to set the minimum of an autoscaler, as the hook does; with 0 it gives the field back.
#[must_use]
pub fn manifest(name: &str, pods: u32) -> String {
    let (kind, object) = name.split_once('/').unwrap_or(("HorizontalPodAutoscaler", name));
    let (api_version, field) = match kind {
        "ScaledObject" => ("keda.sh/v1alpha1", "minReplicaCount"),
        _ => ("autoscaling/v2", "minReplicas"),
    };
    let mut manifest = json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": object } });
    if pods > 0 {
        manifest["spec"] = json!({ field: pods });
    }
    manifest.to_string()
}

/// The command that sets the minimum of an autoscaler. Argo CD leaves the fields of this manager alone.
fn apply(name: &str, pods: u32) -> String {
    let manifest = manifest(name, pods);
    format!(
        "kubectl --namespace {NAMESPACE} apply --server-side --force-conflicts --field-manager {MANAGER} --filename - \
         <<<'{manifest}'"
    )
}
