//! The pods of the standby region: as many as the primary has, before users are led there.

use std::time::Duration;

use archipel::cli::recovery::Step;
use archipel::kubernetes::minimum_pods;
use archipel::prelude::*;

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
                let field = if name.starts_with("ScaledObject/") { "minReplicaCount" } else { "minReplicas" };
                let patch = format!(r#"{{"spec":{{"{field}":{pods}}}}}"#);
                shown =
                    shown.shell(format!("kubectl --namespace {NAMESPACE} patch {name} --type merge --patch '{patch}'"));
            }
            self.recovery.step(urn, shown);
            let hook = minimum_pods(standby, cluster, NAMESPACE, pods);
            self.home.hook("pods", step, hook.after_create().after_update());
        }
    }

    /// After this step, which leads users away from the standby region, Argo CD sets its minimum again.
    pub(super) fn give_minimum_back(&self, step: &impl Declared) {
        let standby = self.config.secondary.name.as_str();
        let is_return = self.recovery.is_planned() && self.recovery.from() == standby;
        if let Some((cluster, pods)) = self.autoscalers().filter(|_| is_return) {
            let none = pods.into_iter().map(|(name, _)| (name, 0));
            self.home.hook("pods", step, minimum_pods(standby, cluster, NAMESPACE, none).after_create().after_update());
        }
    }
}
