//! The differences between `dev`, `staging` and `prod`, from `stacks/config/NAME.toml`.

use std::collections::BTreeMap;

use archipel::cli::{Configuration, Problem};
use serde::Deserialize;

mod alarms;
mod backup;
mod bastion;
mod checks;
mod cluster;
mod costs;
mod data;
mod drills;
mod edge;
mod experiments;
mod identity;
mod lake;
mod network;
mod observability;
mod on_call;
mod operators;
mod registry;
mod routing;
mod secrets;
mod section;
mod security;

pub use alarms::Alarms;
pub use backup::Backup;
pub use bastion::Bastion;
pub use cluster::{ArgoCd, BEFORE_NODES, Cluster, Compute, GitOps, NodeGroup, NodePool, Support};
pub use costs::Costs;
pub use data::{Artifacts, Aurora, Keys, Redis};
pub use drills::Drills;
pub use edge::{Edge, Reach, Shield};
pub use experiments::Experiments;
pub use identity::{Identity, NAMESPACE, State, Workload};
pub use lake::{Column, Lake, Table};
pub use network::{FIRST_PUBLIC_BLOCK, Nat, Network, Region, SUBNET_BITS, Transit, ZONE_SUFFIXES};
pub use observability::{Checks, Grafana, Logs, MetricsArchive, Observability, Search};
pub use on_call::{Chat, OnCall, PagerDuty, Sentry, SentryProject};
pub use operators::Operators;
pub use registry::Registry;
pub use routing::{AccessLogs, Dns, Host, Ingress, ZoneOrigin};
pub use secrets::{Rotation, Secrets};
pub use section::Section;
pub use security::{Existing, Security};

/// The configuration of one Luneo stack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Tags for all resources, besides those that the program sets itself.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// The primary region.
    pub primary: Region,
    /// The secondary region.
    pub secondary: Region,
    pub network: Network,
    pub transit: Transit,
    pub keys: Keys,
    pub artifacts: Artifacts,
    pub identity: Identity,
    pub registry: Registry,
    pub secrets: Secrets,
    pub ingress: Ingress,
    pub dns: Dns,
    /// CloudFront and firewalls in front of the hosts; none if omitted.
    pub edge: Option<Edge>,
    /// The access of operators; none if omitted.
    pub operators: Option<Operators>,
    /// A bastion host in each region; none if omitted.
    pub bastion: Option<Bastion>,
    /// The database; none if omitted.
    pub aurora: Option<Aurora>,
    /// The cache; none if omitted.
    pub redis: Option<Redis>,
    /// Kubernetes in both regions; none if omitted.
    pub cluster: Option<Cluster>,
    pub alarms: Alarms,
    /// The audit of the account, and what watches over it; none if omitted.
    pub security: Option<Security>,
    /// Alert rules, traces, searches, dashboards and checks of the public names; none if omitted.
    pub observability: Option<Observability>,
    /// Backups in vaults, with copies in the other region; none if omitted.
    pub backup: Option<Backup>,
    /// PagerDuty and Sentry; none if omitted.
    pub on_call: Option<OnCall>,
    /// Daily dumps of the database, and Athena to query them; none if omitted.
    pub lake: Option<Lake>,
    /// What watches the costs; none if omitted.
    pub costs: Option<Costs>,
    /// Drills outside of the sandbox; they need an approval if omitted.
    pub drills: Option<Drills>,
    /// Experiment templates of AWS FIS, the faults of drills; none if omitted.
    pub experiments: Option<Experiments>,
}

/// The tags that the program sets on all resources.
pub const OWN_TAGS: [&str; 5] = ["Project", "Environment", "ManagedBy", "Region", "Scope"];

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        checks::check_tags("tags", &self.tags, &OWN_TAGS, &mut problems);
        for (key, region) in [("primary", &self.primary), ("secondary", &self.secondary)] {
            region.check(key, self.network.zones, &mut problems);
        }
        if self.primary.name == self.secondary.name {
            problems.push(Problem::new(
                "secondary.name",
                format!("both regions are {}", self.primary.name),
                "use another region: the secondary takes over when the primary fails",
            ));
        }
        if self.primary.cidr.overlaps(self.secondary.cidr) {
            problems.push(Problem::new(
                "secondary.cidr",
                format!("{} overlaps {} of the primary", self.secondary.cidr, self.primary.cidr),
                "give each region its own range: the transit gateways route by range",
            ));
        }
        self.network.check(&mut problems);
        self.transit.check(&mut problems);
        self.keys.check(&mut problems);
        self.artifacts.check(&self.identity.workloads, &mut problems);
        self.registry.check(&mut problems);
        self.secrets.check(&mut problems);
        self.ingress.check(&mut problems);
        self.dns.check(&mut problems);
        self.alarms.check(self, &mut problems);
        if let Some(operators) = &self.operators {
            operators.check(&mut problems);
        }
        if let Some(bastion) = &self.bastion {
            bastion.check(&mut problems);
        }
        if let Some(aurora) = &self.aurora {
            aurora.check(&mut problems);
        }
        if let Some(redis) = &self.redis {
            redis.check(&mut problems);
        }
        if let Some(cluster) = &self.cluster {
            cluster.check(&mut problems);
        }
        if let Some(edge) = Section::enabled(self.edge.as_ref()) {
            edge.check(self, &mut problems);
        }
        if let Some(security) = Section::enabled(self.security.as_ref()) {
            security.check([&self.primary.name, &self.secondary.name], &mut problems);
        }
        if let Some(observability) = Section::enabled(self.observability.as_ref()) {
            observability.check(&mut problems);
        }
        if let Some(backup) = Section::enabled(self.backup.as_ref()) {
            backup.check(&mut problems);
        }
        if let Some(on_call) = Section::enabled(self.on_call.as_ref()) {
            on_call.check(self, &mut problems);
        }
        if let Some(lake) = Section::enabled(self.lake.as_ref()) {
            lake.check(self.aurora.is_some(), &mut problems);
        }
        if let Some(costs) = Section::enabled(self.costs.as_ref()) {
            costs.check(&mut problems);
        }
        if self.secrets.rotation.is_none() && (self.aurora.is_some() || self.redis.is_some()) {
            problems.push(Problem::new(
                "secrets.rotation",
                "the database and the cache have no rotation",
                "add the table: the first rotation creates the user of the applications",
            ));
        }
        if let Some(drills) = &self.drills {
            drills.check(&mut problems);
        }
        if let Some(experiments) = Section::enabled(self.experiments.as_ref()) {
            experiments.check(&mut problems);
        }
        self.identity.check(self, &mut problems);
        problems
    }
}
