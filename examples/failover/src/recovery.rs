//! How the stack moves to its other region: where the database and the cache take writes, and where users are led.

use std::time::Duration;

use archipel::aws::elasticache::{GlobalReplicationGroupPrimary, GlobalReplicationGroupPrimaryArgs};
use archipel::aws::rds::{GlobalClusterWriter, GlobalClusterWriterArgs};
use archipel::aws::route53::{HealthCheckOverride, HealthCheckOverrideArgs};
use archipel::cli::recovery::{Check, Recovery, Step};
use archipel::prelude::*;

use super::Config;

/// The region that takes writes at first, and the one that takes over.
#[must_use]
pub fn regions(config: &Config) -> [String; 2] {
    [config.home.name.clone(), config.standby.name.clone()]
}

/// An output of a resource in the state of the stack.
fn output(recovery: &Recovery, type_name: &str, region: &str, path: &str, name: &str) -> Result<String, String> {
    let recorded = recovery.recorded(type_name);
    let found = recorded.iter().find(|recorded| recorded.region() == region && recorded.path() == path);
    let value = found.and_then(|found| found.output(name)).map(str::to_owned);
    value.ok_or_else(|| format!("the state has no {type_name} {path} in {region}: apply the stack with `up` first"))
}

/// The roles that a failover moves, in this order: the writes first, then the users.
///
/// # Errors
/// When the state of the stack does not record what is moved.
pub fn recovery(recovery: &Recovery, config: &Config) -> Result<(), String> {
    let (from, to) = (recovery.from(), recovery.to());
    let home = recovery.stack().region(&config.home.name);

    let global = output(recovery, "aws:rds/GlobalCluster", &config.home.name, "main", "identifier")?;
    let cluster = output(recovery, "aws:rds/Cluster", to, "main", "arn")?;
    recovery.check("database", Check::Database { global_cluster: global.clone(), cluster: cluster.clone() });
    let args = GlobalClusterWriterArgs::new(global, cluster).allow_data_loss(!recovery.is_planned());
    let writer = GlobalClusterWriter::new(&home, "database", args);
    let step = Step::new(format!("the database takes writes in {to}"), format!("{from} is left"));
    recovery.step(writer.urn(), step.takes(Duration::from_secs(180)).back("`failback`"));

    let global = output(recovery, "aws:elasticache/GlobalReplicationGroup", &config.home.name, "main", "id")?;
    let group = output(recovery, "aws:elasticache/ReplicationGroup", to, "main", "group_id")?;
    recovery.check("cache", Check::Cache { global_group: global.clone() });
    let args = GlobalReplicationGroupPrimaryArgs::new(global, group, to);
    let primary = GlobalReplicationGroupPrimary::with_options(&home, "cache", args, Options::new().depends_on(&writer));
    let step = Step::new(format!("the cache takes writes in {to}"), "jobs are queued where the database is written");
    recovery.step(primary.urn(), step.takes(Duration::from_secs(120)).back("`failback`"));

    // At home again, both regions serve users.
    let is_return = to == config.home.name;
    let mut after = Options::new().depends_on(&writer).depends_on(&primary);
    for (region, away) in [(to, false), (from, !is_return)] {
        let check = output(recovery, "aws:route53/HealthCheck", "global", region, "id")?;
        let lead =
            HealthCheckOverride::with_options(&home, region, HealthCheckOverrideArgs::new(check, away), after.clone());
        let what = if away { format!("users leave {region}") } else { format!("users reach {region}") };
        let step = Step::new(what, "the health check decides; no record is edited").takes(Duration::from_secs(60));
        recovery.step(lead.urn(), step.back("`failback`"));
        after = after.depends_on(&lead);
    }
    Ok(())
}
