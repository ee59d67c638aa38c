//! What a region needs before it takes over: capacity for the whole load, images and secrets.

use archipel::cli::recovery::Check;
use archipel::prelude::*;

use super::Roles;
use crate::config::{Cluster, Compute};

impl Roles<'_> {
    /// The region has the capacity for the whole load: its limits are those of the other one.
    pub(super) fn check_capacity(&self) {
        let recovery = self.recovery;
        let instances = recovery.recorded("aws:rds/ClusterInstance");
        let class = |region: &str| {
            let first = instances.iter().find(|instance| instance.region() == region)?;
            first.input("instance_class").map(str::to_owned)
        };
        match (class(recovery.from()), class(recovery.to())) {
            (Some(_), None) => recovery.problem("it has no instance of the database"),
            (Some(from), Some(to)) if from != to => recovery.shortage(format!(
                "its database has the instance class {to}, and that of {} has {from}: give both the same class",
                recovery.from()
            )),
            _ => {}
        }
        if let Some(cluster) = &self.config.cluster {
            match cluster.compute {
                Compute::Auto => self.check_pools(cluster),
                Compute::Managed => self.check_groups(cluster),
            }
        }
    }

    /// The values of the region that is left and of the one that takes over.
    fn ends<T>(&self, values: PerRegion<T>) -> (T, T) {
        let PerRegion { primary, secondary } = values;
        if self.recovery.to() == self.config.primary.name { (secondary, primary) } else { (primary, secondary) }
    }

    /// EKS Auto Mode starts nodes for the pods that wait, up to the limit of their pool and the quotas of the account.
    fn check_pools(&self, cluster: &Cluster) {
        let recovery = self.recovery;
        let mut needs = std::collections::BTreeMap::<&str, u32>::new();
        for pool in &cluster.node_pools {
            let (from, to) = self.ends(pool.cpu_limits());
            if to < from {
                recovery.shortage(format!(
                    "its node pool `{}` may have {to} vCPUs, and that of {} has up to {from}: raise `secondary_cpu_limit`, \
                     which costs nothing while it is not used",
                    pool.name,
                    recovery.from()
                ));
            }
            let class = match (pool.gpu_limit.is_some(), pool.spot) {
                (false, false) => "Standard/OnDemand",
                (false, true) => "Standard/Spot",
                (true, false) => "G/OnDemand",
                (true, true) => "G/Spot",
            };
            *needs.entry(class).or_default() += from;
        }
        for (class, needs) in needs {
            let check = Check::Instances { class: class.to_owned(), needs };
            recovery.check(format!("quota of {class}"), check);
        }
    }

    /// The autoscaler adds nodes to a group up to its maximum.
    fn check_groups(&self, cluster: &Cluster) {
        for group in &cluster.node_groups {
            let ((_, from), (_, to)) = self.ends(group.sizes());
            if to < from {
                self.recovery.shortage(format!(
                    "its node group `{}` may have {to} nodes, and that of {} has up to {from}: raise `secondary_max`",
                    group.name,
                    self.recovery.from()
                ));
            }
        }
    }

    /// Pods start there as in the primary region, which has the images that are pushed and the secrets that are entered.
    pub(super) fn check_contents(&self) {
        let (recovery, home) = (self.recovery, self.config.primary.name.as_str());
        let source = || (recovery.is_planned() && recovery.to() != home).then(|| home.to_owned());
        let secrets = recovery.recorded("aws:secretsmanager/Secret");
        let is_used = |path: &str| path.starts_with("secrets/");
        for secret in secrets.iter().filter(|secret| secret.region() == home && is_used(secret.path())) {
            let Some(name) = secret.input("name") else { continue };
            let check = Check::Secret { name: name.to_owned(), source: source() };
            recovery.check(format!("secret {name}"), check);
        }
        for repository in recovery.recorded("aws:ecr/Repository") {
            let Some(name) = repository.input("name").filter(|_| repository.region() == recovery.to()) else {
                continue;
            };
            if recovery.to() == home {
                continue;
            }
            let check = Check::Images { repository: name.to_owned(), source: source() };
            recovery.check(format!("images of {name}"), check);
        }
    }
}
