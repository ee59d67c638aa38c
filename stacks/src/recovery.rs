//! How a Luneo stack moves to its other region, and back: `failover prod --to us-east-1`, `failback prod`.
//!
//! The stack itself declares both regions, and none of the roles that move: where the database and the cache take writes, and
//! where users are led. Those are the steps here.

mod checks;
mod pods;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, Result};
use archipel::aws::elasticache::{GlobalReplicationGroupPrimary, GlobalReplicationGroupPrimaryArgs};
use archipel::aws::rds::{GlobalClusterWriter, GlobalClusterWriterArgs};
use archipel::aws::route53::{HealthCheckOverride, HealthCheckOverrideArgs};
use archipel::aws::secretsmanager::{SecretValue, SecretValueArgs};
use archipel::cli::recovery::{Check, Recorded, Recovery, Step};
use archipel::prelude::*;

use crate::config::{self, Config};

pub use pods::manifest;

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
    let home = recovery.stack().region(&config.primary.name);
    let roles = Roles { recovery, home, config, actions: RefCell::default() };
    // In an incident users leave the old writer first, so that it takes no more of their writes. But while the region of the
    // control plane is lost, only the health checks themselves can lead them away, and no other step waits for the call.
    let fences = !recovery.is_planned() && recovery.from() != DNS_CONTROL;
    let mut after = Options::new();
    let away = if fences { roles.lead(recovery.from(), true, &after)? } else { Vec::new() };
    after = away.iter().fold(after, Options::depends_on);
    if config.aurora.is_some() {
        let writer = roles.database(&after)?;
        roles.raise_minimum(&writer, writer.urn());
        after = after.depends_on(&writer);
    }
    if config.redis.is_some() {
        let primary = roles.cache(&after)?;
        if config.aurora.is_none() {
            roles.raise_minimum(&primary, primary.urn());
        }
        after = after.depends_on(&primary);
        after = roles.cache_hosts(&after)?.iter().fold(after, Options::depends_on);
    }
    roles.check_capacity();
    roles.check_contents();
    let there = roles.lead(recovery.to(), false, &after)?;
    if let Some(last) = there.last() {
        roles.give_minimum_back(last, last.urn());
    }
    after = there.iter().fold(after, Options::depends_on);
    if !fences {
        // At home again, both regions serve users, as the weights say.
        let is_return = recovery.is_planned() && recovery.to() == config.primary.name;
        after = roles.lead(recovery.from(), !is_return, &after)?.iter().fold(after, Options::depends_on);
    }
    let address = |host: &config::Host| format!("https://{}.{}{}", host.name, config.dns.domain, host.health_path);
    recovery.verify(&roles.home, config.ingress.hosts.iter().map(address), &after);
    // Emulators check no permissions.
    if !recovery.is_sandbox() {
        recovery.check("permissions", Check::Permissions(roles.actions.take()));
    }
    Ok(())
}

/// The roles of a stack.
struct Roles<'a> {
    recovery: &'a Recovery,
    /// The roles have no region of their own.
    home: Scope,
    config: &'a Config,
    /// The actions of the steps, each with the ARN of its resource.
    actions: RefCell<Vec<(String, String)>>,
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

    /// Notes that a step needs a permission.
    fn needs(&self, action: &str, resource: impl Into<String>) {
        self.actions.borrow_mut().push((action.to_owned(), resource.into()));
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
        let arn = self.output("aws:rds/GlobalCluster", (home, "database/main"), "arn")?;
        let action = if recovery.is_planned() { "rds:SwitchoverGlobalCluster" } else { "rds:FailoverGlobalCluster" };
        self.needs(action, arn);
        self.needs(action, writer.as_str());
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
        recovery.check_lag("database", lag, BUDGET);
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
        let arn = self.output("aws:elasticache/GlobalReplicationGroup", (home, "cache/main"), "arn")?;
        self.needs("elasticache:FailoverGlobalReplicationGroup", arn);
        recovery.check("cache", Check::Cache { global_group: global.clone() });
        let lag = Check::Lag {
            namespace: "AWS/ElastiCache".to_owned(),
            metric: "GlobalDatastoreReplicationLag".to_owned(),
            dimensions: BTreeMap::from([("CacheClusterId".to_owned(), format!("{group}-001"))]),
            per_second: 1.0,
        };
        recovery.check_lag("cache", lag, BUDGET);
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

    /// The secrets with the hosts of the cache name the new writer: that of each region, because no region may depend on the
    /// other one. That of a lost region keeps the old writer until a failover without `--unplanned`. The database has an
    /// endpoint that follows by itself.
    fn cache_hosts(&self, after: &Options) -> Result<Vec<SecretValue>> {
        let recovery = self.recovery;
        let (from, to) = (recovery.from(), recovery.to());
        let path = format!("secrets/{}", config::Redis::HOSTS);
        let host =
            |region: &str, name: &str| self.output("aws:elasticache/ReplicationGroup", (region, "cache/main"), name);
        let (here, there) = (host(from, "primary_endpoint")?, host(to, "primary_endpoint")?);
        let readers = (host(from, "reader_endpoint")?, host(to, "reader_endpoint")?);
        let by_region = |here: &str, there: &str| BTreeMap::from([(from, here.to_owned()), (to, there.to_owned())]);
        // The names are not secret, and the runbook has no file for them.
        let shown = serde_json::json!({
            "endpoints": by_region(&here, &there),
            "readers": by_region(&readers.0, &readers.1),
            "writer": &there,
        });
        let hosts = json!({
            "writer": &there,
            "readers": { from: readers.0, to: readers.1 },
            "endpoints": { from: here, to: &there },
        });
        let mut values = Vec::new();
        for region in [to, from].into_iter().take(if recovery.is_planned() { 2 } else { 1 }) {
            let secret = self.output("aws:secretsmanager/SecretValue", (region, &path), "secret_arn")?;
            self.needs("secretsmanager:PutSecretValue", secret.as_str());
            let args = SecretValueArgs::new(secret.as_str(), hosts.clone());
            let value = SecretValue::with_options(&recovery.stack().region(region), "cache-hosts", args, after.clone());
            let step = Step::new(
                format!("applications in {region} find the cache in {to}"),
                "a global datastore has no endpoint that follows",
            )
            .takes(Duration::from_secs(5))
            .back("the same with the other host")
            .command(
                region,
                format!("aws secretsmanager put-secret-value --secret-id {secret} --secret-string '{shown}'"),
            );
            recovery.step(value.urn(), step);
            values.push(value);
        }
        Ok(values)
    }

    /// Leads the users of every host to a region, or away from it, by its health checks. Records are not edited.
    fn lead(&self, region: &str, away: bool, after: &Options) -> Result<Vec<HealthCheckOverride>> {
        let recovery = self.recovery;
        let mut overrides = Vec::new();
        for host in &self.config.ingress.hosts {
            let name = format!("{}-{region}", host.name);
            let check = self.output("aws:route53/HealthCheck", ("global", &format!("dns/{name}")), "id")?;
            self.needs("route53:UpdateHealthCheck", format!("arn:aws:route53:::healthcheck/{check}"));
            let args = HealthCheckOverrideArgs::new(&check, away);
            let lead = HealthCheckOverride::with_options(&self.home, &name, args, after.clone());
            let full = format!("{}.{}", host.name, self.config.dns.domain);
            let (what, reason) = if away {
                (
                    format!("{full} leads away from {region}"),
                    "its health check counts as unhealthy; no record is edited",
                )
            } else {
                (format!("{full} leads to {region}"), "its health check decides again")
            };
            let flags = if away { "--disabled --inverted" } else { "--no-disabled --no-inverted" };
            let command = format!("aws route53 update-health-check --health-check-id {check} {flags}");
            let step = Step::new(what, reason).takes(DNS).back("the same call with the opposite flags");
            recovery.step(lead.urn(), step.command(DNS_CONTROL, command));
            overrides.push(lead);
        }
        Ok(overrides)
    }
}
