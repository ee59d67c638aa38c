//! Configuration of data stores: keys, buckets, the database and the cache.

use archipel::cli::Problem;
use archipel::prelude::PerRegion;
use serde::Deserialize;

use super::Workload;
use super::checks::{check_log_days, check_names, is_label};

/// The encryption keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// How many days a deleted key can be recovered: 7 to 30.
    pub deletion_window_days: u16,
}

/// The replicated buckets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artifacts {
    /// The prefix of bucket names, which must be unique in all of AWS.
    pub prefix: String,
    /// One bucket in each region for each of these names.
    pub buckets: Vec<String>,
    /// Those of them whose files CloudFront serves to everyone: the section `edge` refers to them.
    #[serde(default)]
    pub served: Vec<String>,
    /// After how many days an old version of an object is deleted.
    pub noncurrent_days: u32,
    /// Whether `destroy` deletes buckets with objects in them. Never in production.
    #[serde(default)]
    pub force_destroy: bool,
}

/// The database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aurora {
    /// The version of Aurora PostgreSQL: `16.6`. Global databases must support it.
    pub engine_version: String,
    /// The instance class. Global databases require a memory-optimised one.
    pub instance_class: String,
    /// The number of instances in the primary region: 1 to 16.
    pub primary_instances: u16,
    /// The number of instances in the secondary region: 1 to 16.
    pub secondary_instances: u16,
    /// How many days backups are kept: 1 to 35.
    pub backup_retention_days: u16,
    /// How many days CloudWatch keeps the log of the database.
    pub log_days: u16,
    /// Whether the secondary region's instances forward writes to the writer. Each such write waits for the other region.
    #[serde(default)]
    pub write_forwarding: bool,
    /// Whether it is protected from deletion.
    #[serde(default)]
    pub deletion_protection: bool,
    /// Whether its deletion creates a final snapshot.
    #[serde(default)]
    pub final_snapshot: bool,
    /// Whether Performance Insights shows which statements the database waits for, over the last 7 days: free of charge.
    #[serde(default)]
    pub performance_insights: bool,
}

/// The cache.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redis {
    /// The version of Redis: `7.1`.
    pub engine_version: String,
    /// The node type: `cache.r7g.large` or larger.
    pub node_type: String,
    /// The number of replicas in the primary region: 0 to 5. With one or more, the nodes are in several zones.
    pub replicas: u16,
    /// The number of replicas in the secondary region; as many as in the primary if omitted.
    pub secondary_replicas: Option<u16>,
    /// How many days snapshots are kept: 0 to 35.
    pub snapshot_retention_days: u16,
}

impl Keys {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if !(7..=30).contains(&self.deletion_window_days) {
            problems.push(Problem::new(
                "keys.deletion_window_days",
                format!("{} days: KMS accepts 7 to 30", self.deletion_window_days),
                "30 gives the most time to notice",
            ));
        }
    }
}

impl Artifacts {
    /// Whether CloudFront serves the files of a bucket to everyone.
    pub fn is_served(&self, bucket: &str) -> bool {
        self.served.iter().any(|served| served == bucket)
    }

    pub(super) fn check(&self, workloads: &[Workload], problems: &mut Vec<Problem>) {
        if self.noncurrent_days < 1 {
            problems.push(Problem::new("artifacts.noncurrent_days", "less than a day", "use 1 or more"));
        }
        // The suffix is `-BUCKET-REGION`, and the longest name of a region is `ap-southeast-1`.
        if !is_label(&self.prefix) || self.prefix.len() > 40 {
            problems.push(Problem::new(
                "artifacts.prefix",
                format!("invalid prefix of bucket names `{}`", self.prefix),
                "use up to 40 lower-case letters, digits and hyphens",
            ));
        }
        let can = |name: &str| is_label(name) && self.prefix.len() + name.len() + 16 <= 63;
        let advice = "use lower-case letters, digits and hyphens, at most 63 characters with the prefix and the region";
        check_names("artifacts.buckets", &self.buckets, can, "a bucket", advice, problems);
        let can = |name: &str| self.buckets.iter().any(|bucket| bucket == name);
        check_names("artifacts.served", &self.served, can, "a bucket", "add it to `artifacts.buckets` too", problems);
        for workload in workloads {
            if let Some(bucket) = workload.buckets.iter().find(|bucket| self.is_served(bucket)) {
                problems.push(Problem::new(
                    "artifacts.served",
                    format!("everyone can read `{bucket}`, to which `{}` writes", workload.name),
                    "serve a bucket that no workload uses",
                ));
            }
        }
    }
}

impl Aurora {
    /// The secret of the applications, with their user and password.
    pub const PASSWORD: &str = "database";
    /// The secret of the administrator. No workload can read it.
    pub const ADMINISTRATOR: &str = "database-admin";
    /// The secret with the names of its hosts.
    pub const HOSTS: &str = "database-hosts";

    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        check_log_days("aurora.log_days", self.log_days, problems);
        let numbers: Vec<&str> = self.engine_version.split('.').collect();
        if numbers.len() != 2 || !numbers.iter().all(|number| number.parse::<u16>().is_ok()) {
            problems.push(Problem::new(
                "aurora.engine_version",
                format!("invalid version of Aurora PostgreSQL `{}`", self.engine_version),
                "write it as 16.6; the plan checks that the regions offer it",
            ));
        }
        let class = &self.instance_class;
        if !(class.starts_with("db.r") || class.starts_with("db.x") || class == "db.serverless") {
            problems.push(Problem::new(
                "aurora.instance_class",
                format!("`{class}` cannot be in a global database"),
                "use a memory-optimised class, such as db.r6g.large",
            ));
        }
        for (key, count) in
            [("primary_instances", self.primary_instances), ("secondary_instances", self.secondary_instances)]
        {
            if !(1..=16).contains(&count) {
                problems.push(Problem::new(
                    format!("aurora.{key}"),
                    format!("{count} instances: a cluster has 1 to 16"),
                    "use 2 or more, so that one can take over",
                ));
            }
        }
        if !(1..=35).contains(&self.backup_retention_days) {
            problems.push(Problem::new(
                "aurora.backup_retention_days",
                format!("{} days: RDS keeps backups 1 to 35 days", self.backup_retention_days),
                "use 7 or more in production",
            ));
        }
    }
}

impl Redis {
    /// The secret with its user and password.
    pub const PASSWORD: &str = "cache";
    /// The secret with the names of its hosts.
    pub const HOSTS: &str = "cache-hosts";

    /// The number of replicas in each region.
    pub fn replicas_per_region(&self) -> PerRegion<u16> {
        PerRegion::new(self.replicas, self.secondary_replicas.unwrap_or(self.replicas))
    }

    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        let numbers: Vec<Option<u16>> = self.engine_version.split('.').map(|number| number.parse().ok()).collect();
        // Redis 6 introduced users with passwords.
        if !matches!(numbers[..], [Some(6..), Some(_)]) {
            problems.push(Problem::new(
                "redis.engine_version",
                format!("invalid version of Redis `{}`: users require 6.0 or later", self.engine_version),
                "write it as 7.1",
            ));
        }
        let kind = self.node_type.strip_prefix("cache.");
        let (family, size) = kind.and_then(|kind| kind.split_once('.')).unwrap_or_default();
        let small = matches!(size, "" | "micro" | "small" | "medium");
        if !family.starts_with(['r', 'm', 'c']) || small {
            problems.push(Problem::new(
                "redis.node_type",
                format!("`{}` cannot be in a global datastore", self.node_type),
                "use cache.m5.large, cache.r5.large or larger; types that start with t are not supported",
            ));
        }
        let replicas = self.replicas_per_region();
        for (key, replicas) in [("replicas", replicas.primary), ("secondary_replicas", replicas.secondary)] {
            if replicas > 5 {
                problems.push(Problem::new(
                    format!("redis.{key}"),
                    format!("{replicas} replicas: the maximum is 5"),
                    "one is enough for another zone to take over",
                ));
            }
        }
        if self.snapshot_retention_days > 35 {
            problems.push(Problem::new(
                "redis.snapshot_retention_days",
                format!("{} days: the maximum for snapshots is 35", self.snapshot_retention_days),
                "0 disables snapshots",
            ));
        }
    }
}
