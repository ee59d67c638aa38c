//! What differs between `dev`, `staging` and `prod`: everything here comes from `stacks/config/NAME.toml`.

use std::collections::BTreeMap;

use archipel::cli::{Configuration, Problem};
use serde::Deserialize;

mod alarms;
mod bastion;
mod checks;
mod cluster;
mod data;
mod identity;
mod network;
mod registry;
mod routing;
mod secrets;

pub use alarms::Alarms;
pub use bastion::Bastion;
pub use cluster::{ArgoCd, BEFORE_NODES, Cluster, NodeGroup};
pub use data::{Artifacts, Aurora, Keys, Redis};
pub use identity::{Identity, State, Workload};
pub use network::{FIRST_PUBLIC_BLOCK, LETTERS, Nat, Network, Region, SUBNET_BITS, Transit};
pub use registry::Registry;
pub use routing::{Dns, Ingress};
pub use secrets::{Rotation, Secrets};

/// The configuration of one Luneo stack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Tags on everything, beside those that the program sets itself.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// The region that writes.
    pub primary: Region,
    /// The region that stands by.
    pub secondary: Region,
    /// The VPCs.
    pub network: Network,
    /// The transit gateways between the VPCs.
    pub transit: Transit,
    /// The encryption keys.
    pub keys: Keys,
    /// The replicated buckets.
    pub artifacts: Artifacts,
    /// Roles.
    pub identity: Identity,
    /// Container images.
    pub registry: Registry,
    /// What applications keep secret.
    pub secrets: Secrets,
    /// The way in.
    pub ingress: Ingress,
    /// Names.
    pub dns: Dns,
    /// The machine to look around from; none, if not given.
    pub bastion: Option<Bastion>,
    /// The database; none, if not given.
    pub aurora: Option<Aurora>,
    /// The cache; none, if not given.
    pub redis: Option<Redis>,
    /// Kubernetes in both regions; none, if not given.
    pub cluster: Option<Cluster>,
    /// Who is told what, and when.
    pub alarms: Alarms,
}

/// The tags that everything has anyway.
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
                "name another region: the secondary stands in when the primary fails",
            ));
        }
        if self.primary.cidr.overlaps(self.secondary.cidr) {
            problems.push(Problem::new(
                "secondary.cidr",
                format!("{} overlaps {} of the primary", self.secondary.cidr, self.primary.cidr),
                "give each region a range of its own: the transit gateways route between them by range",
            ));
        }
        self.network.check(&mut problems);
        self.transit.check(&mut problems);
        self.keys.check(&mut problems);
        self.artifacts.check(&mut problems);
        self.registry.check(&mut problems);
        self.secrets.check(&mut problems);
        self.ingress.check(&mut problems);
        self.dns.check(&mut problems);
        self.alarms.check(&mut problems);
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
        self.identity.check(self, &mut problems);
        problems
    }
}
