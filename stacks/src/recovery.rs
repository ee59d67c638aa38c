//! How a Luneo stack moves to its other region, and back: `failover prod --to us-east-1`, `failback prod`.
//!
//! The stack itself declares both regions, and none of the roles that move: where the database and the cache take writes, and
//! where users are led. Those are the steps here.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, Result};
use archipel::aws::elasticache::{GlobalReplicationGroupPrimary, GlobalReplicationGroupPrimaryArgs};
use archipel::aws::rds::{GlobalClusterWriter, GlobalClusterWriterArgs};
use archipel::aws::route53::{HealthCheckOverride, HealthCheckOverrideArgs};
use archipel::aws::secretsmanager::{SecretValue, SecretValueArgs};
use archipel::cli::recovery::{Check, Recorded, Recovery, Step};
use archipel::engine::program::Hook;
use archipel::prelude::*;

use crate::config::{self, Config};

/// The region of the control plane of Route 53.
const DNS_CONTROL: &str = "us-east-1";
/// The most that may be lost: the RPO of an incident.
const BUDGET: Duration = Duration::from_secs(300);
/// The time that users may need to notice: the checks of a host, and the resolvers' caches.
const DNS: Duration = Duration::from_secs(120);

/// The regions of a stack: the one that has the roles at first, and the standby region.
#[must_use]
pub fn regions(config: &Config) -> [String; 2] {
    [config.primary.name.clone(), config.secondary.name.clone()]
}

/// Declares the steps.
///
/// # Errors
/// When the state does not record what the configuration has.
pub fn luneo(recovery: &Recovery, config: &Config) -> Result<()> {
    crate::drills::declare(recovery, config);
    let roles = Roles { recovery, home: recovery.stack().region(&config.primary.name), config };
    // In an incident users leave the old writer first, so that it takes no more of their writes. But while the region of the
    // control plane is lost, only the health checks themselves can lead them away, and no other step waits for the call.
    let fences = !recovery.is_planned() && recovery.from() != DNS_CONTROL;
    let mut after = Options::new();
    let away = if fences { roles.lead(recovery.from(), true, &after)? } else { Vec::new() };
    after = away.iter().fold(after, Options::depends_on);
    if config.aurora.is_some() {
        let writer = roles.database(&after)?;
        after = after.depends_on(&writer);
    }
    if config.redis.is_some() {
        let primary = roles.cache(&after)?;
        after = after.depends_on(&primary);
        if let Some(hosts) = roles.cache_hosts(&after)? {
            after = after.depends_on(&hosts);
        }
    }
    roles.has_the_capacity();
    let there = roles.lead(recovery.to(), false, &after)?;
    after = there.iter().fold(after, Options::depends_on);
    if !fences {
        // At home again, both regions serve users, as the weights say.
        let is_return = recovery.is_planned() && recovery.to() == config.primary.name;
        roles.lead(recovery.from(), !is_return, &after)?;
    }
    Ok(())
}

/// The roles of a stack.
struct Roles<'a> {
    recovery: &'a Recovery,
    /// The roles have no region of their own.
    home: Scope,
    config: &'a Config,
}

impl Roles<'_> {
    /// The recorded resource of a type at a path, in a region.
    fn recorded(&self, type_name: &str, region: &str, path: &str) -> Result<Recorded> {
        let mut all = self.recovery.recorded(type_name).into_iter();
        let found = all.find(|resource| resource.region() == region && resource.path() == path);
        found.with_context(|| {
            format!("the state has no {type_name} {path} in {region}: apply the stack with `up` first")
        })
    }

    fn output(&self, type_name: &str, (region, path): (&str, &str), name: &str) -> Result<String> {
        let found = self.recorded(type_name, region, path)?;
        let value = found.output(name).with_context(|| format!("{} has no output `{name}`", found.urn))?;
        Ok(value.to_owned())
    }

    /// What can be lost of a store.
    fn loss(&self, store: &str) -> String {
        format!("writes to the {store} that {} had not replicated: the lag above", self.recovery.from())
    }

    /// The database takes writes in the other region.
    fn database(&self, after: &Options) -> Result<GlobalClusterWriter> {
        let (recovery, home) = (self.recovery, self.home.region());
        let (from, to) = (recovery.from(), recovery.to());
        let global = self.output("aws:rds/GlobalCluster", (home, "database/main"), "identifier")?;
        let cluster = |region: &str, name: &str| self.output("aws:rds/Cluster", (region, "database/main"), name);
        let (writer, identifier) = (cluster(to, "arn")?, cluster(to, "identifier")?);
        recovery.check("database", Check::Database { global_cluster: global.clone(), cluster: writer.clone() });
        let lag = Check::Lag {
            namespace: "AWS/RDS".to_owned(),
            metric: "AuroraGlobalDBReplicationLag".to_owned(),
            dimensions: BTreeMap::from([
                ("DBClusterIdentifier".to_owned(), identifier),
                ("SourceRegion".to_owned(), from.to_owned()),
            ]),
            per_second: 1000.0,
        };
        recovery.check_lag("database lag", lag, BUDGET);
        let args = GlobalClusterWriterArgs::new(&global, writer.as_str()).allow_data_loss(!recovery.is_planned());
        let role = GlobalClusterWriter::with_options(&self.home, "database", args, after.clone());
        let what = format!("the database takes writes in {to}");
        let step = if recovery.is_planned() {
            let command = format!(
                "aws rds switchover-global-cluster --global-cluster-identifier {global} --target-db-cluster-identifier {writer}"
            );
            let reason = "Aurora replicates everything first, and refuses writes for about a minute";
            Step::new(what, reason).takes(Duration::from_secs(180)).command(to, command)
        } else {
            let command = format!(
                "aws rds failover-global-cluster --global-cluster-identifier {global} --target-db-cluster-identifier {writer} \
                 --allow-data-loss"
            );
            let reason = format!("{from} takes no writes; Aurora fences the old writer when it answers again");
            Step::new(what, reason).takes(Duration::from_secs(300)).command(to, command).loses(self.loss("database"))
        };
        let back = format!("a planned failover to {from}, once it is a secondary again");
        recovery.step(role.urn(), step.back(back));
        Ok(role)
    }

    /// The cache takes writes in the other region.
    fn cache(&self, after: &Options) -> Result<GlobalReplicationGroupPrimary> {
        let (recovery, home) = (self.recovery, self.home.region());
        let to = recovery.to();
        let global = self.output("aws:elasticache/GlobalReplicationGroup", (home, "cache/main"), "id")?;
        let group = self.output("aws:elasticache/ReplicationGroup", (to, "cache/main"), "group_id")?;
        recovery.check("cache", Check::Cache { global_group: global.clone() });
        let lag = Check::Lag {
            namespace: "AWS/ElastiCache".to_owned(),
            metric: "GlobalDatastoreReplicationLag".to_owned(),
            dimensions: BTreeMap::from([("CacheClusterId".to_owned(), format!("{group}-001"))]),
            per_second: 1.0,
        };
        recovery.check_lag("cache lag", lag, BUDGET);
        let args = GlobalReplicationGroupPrimaryArgs::new(&global, &group, to);
        let role = GlobalReplicationGroupPrimary::with_options(&self.home, "cache", args, after.clone());
        let command = format!(
            "aws elasticache failover-global-replication-group --global-replication-group-id {global} \
             --primary-replication-group-id {group} --primary-region {to}"
        );
        let reason = "jobs are queued where the database is written";
        let step = Step::new(format!("the cache takes writes in {to}"), reason)
            .takes(Duration::from_secs(120))
            .loses(self.loss("cache"))
            .back("the same call with the other member")
            .command(to, command);
        recovery.step(role.urn(), step);
        Ok(role)
    }

    /// The secret with the hosts of the cache names the new writer; nothing while the region of the secret is lost: its
    /// replica cannot be written. The database has an endpoint that follows by itself.
    fn cache_hosts(&self, after: &Options) -> Result<Option<SecretValue>> {
        let (recovery, home) = (self.recovery, self.home.region());
        let (from, to) = (recovery.from(), recovery.to());
        if !recovery.is_planned() && from == home {
            return Ok(None);
        }
        let path = format!("secrets/{}", config::Redis::HOSTS);
        let secret = self.output("aws:secretsmanager/SecretValue", (home, &path), "secret_arn")?;
        let host =
            |region: &str, name: &str| self.output("aws:elasticache/ReplicationGroup", (region, "cache/main"), name);
        let (here, there) = (host(from, "primary_endpoint")?, host(to, "primary_endpoint")?);
        let readers = (host(from, "reader_endpoint")?, host(to, "reader_endpoint")?);
        let hosts = json!({
            "writer": &there,
            "readers": { from: readers.0, to: readers.1 },
            "endpoints": { from: here, to: &there },
        });
        let args = SecretValueArgs::new(secret.as_str(), hosts);
        let value = SecretValue::with_options(&self.home, "cache-hosts", args, after.clone());
        let step = Step::new(
            format!("applications find the cache in {to}"),
            "a global datastore has no endpoint that follows",
        )
        .takes(Duration::from_secs(5))
        .back("the same with the other host")
        .command(
            home,
            format!("aws secretsmanager put-secret-value --secret-id {secret} --secret-string file://hosts.json"),
        );
        recovery.step(value.urn(), step);
        Ok(Some(value))
    }

    /// Leads the users of every host to a region, or away from it, by its health checks. Records are not edited.
    fn lead(&self, region: &str, away: bool, after: &Options) -> Result<Vec<HealthCheckOverride>> {
        let recovery = self.recovery;
        let mut overrides = Vec::new();
        for host in &self.config.ingress.hosts {
            let name = format!("{}-{region}", host.name);
            let check = self.output("aws:route53/HealthCheck", ("global", &format!("dns/{name}")), "id")?;
            let args = HealthCheckOverrideArgs::new(&check, away);
            let lead = HealthCheckOverride::with_options(&self.home, &name, args, after.clone());
            let full = format!("{}.{}", host.name, self.config.dns.domain);
            if !away && !recovery.is_sandbox() {
                // The public name, as users ask it.
                let answers = Hook::http(format!("https://{full}{}", host.health_path)).timeout(DNS * 3);
                self.home.hook("answers", &lead, answers.after_create().after_update());
            }
            let (what, reason) = if away {
                (
                    format!("{full} leads away from {region}"),
                    "its health check counts as unhealthy; no record is edited",
                )
            } else {
                (format!("{full} leads to {region}"), "its health check decides again, and the public name must answer")
            };
            let flags = if away { "--disabled --inverted" } else { "--no-disabled --no-inverted" };
            let command = format!("aws route53 update-health-check --health-check-id {check} {flags}");
            let step = Step::new(what, reason).takes(DNS).back("the same call with the opposite flags");
            recovery.step(lead.urn(), step.command(DNS_CONTROL, command));
            overrides.push(lead);
        }
        Ok(overrides)
    }

    /// The region that takes over has an instance of the same class as the other one, for the whole load.
    fn has_the_capacity(&self) {
        let recovery = self.recovery;
        let instances = recovery.recorded("aws:rds/ClusterInstance");
        let class = |region: &str| {
            let first = instances.iter().find(|instance| instance.region() == region)?;
            first.input("instance_class").map(str::to_owned)
        };
        match (class(recovery.from()), class(recovery.to())) {
            (Some(_), None) => recovery.problem("it has no instance of the database"),
            (Some(from), Some(to)) if from != to => {
                recovery.problem(format!(
                    "its database has the instance class {to}, and that of {} has {from}",
                    recovery.from()
                ));
            }
            _ => {}
        }
    }
}
