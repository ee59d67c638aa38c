//! What differs between `dev`, `staging` and `prod`: everything here comes from `stacks/config/NAME.toml`.

use std::collections::BTreeMap;

use archipel::aws::types::Cidr;
use archipel::cli::{Configuration, Problem};
use serde::Deserialize;

mod cluster;
mod identity;

pub use cluster::{ArgoCd, Cluster, NodeGroup};
pub use identity::{Identity, Workload};

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

/// One region.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Its name.
    pub name: String,
    /// The range of its VPC: private, a /16 to a /20, not overlapping the other region's.
    pub cidr: Cidr,
    /// More tags of single subnets, by their names: `private-a`.
    #[serde(default)]
    pub subnet_tags: BTreeMap<String, BTreeMap<String, String>>,
}

/// The VPCs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// How many availability zones each VPC spans: 2 to 6.
    pub zones: usize,
    /// NAT gateways.
    pub nat: Nat,
    /// Services that are reached by an interface endpoint in the VPC: `ecr.api`, `sts`.
    #[serde(default)]
    pub interface_endpoints: Vec<String>,
    /// Whether flow logs are kept.
    pub flow_logs: bool,
    /// After how many days flow logs are deleted.
    pub flow_log_days: u32,
}

/// How private subnets reach the internet.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Nat {
    /// One gateway a zone: a zone that fails takes no other with it.
    PerZone,
    /// One gateway for all: cheaper, and a single point of failure.
    Single,
}

/// The transit gateways.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transit {
    /// The private autonomous system number of the primary's gateway; the secondary's is the next.
    pub asn: i64,
}

/// The encryption keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// For how many days a deleted key can be had back: 7 to 30.
    pub deletion_window_days: u16,
}

/// The replicated buckets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artifacts {
    /// What bucket names start with. Bucket names are unique in all of AWS.
    pub prefix: String,
    /// One bucket in each region for each of these.
    pub buckets: Vec<String>,
    /// After how many days an old version of an object is deleted.
    pub noncurrent_days: u32,
    /// Whether `destroy` empties buckets. Never in production.
    #[serde(default)]
    pub force_destroy: bool,
}

/// Container images.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// One repository for each of these, in both regions.
    pub repositories: Vec<String>,
    /// How many images of each are kept.
    pub keep_images: u32,
    /// Whether what comes to the primary region is copied to the secondary. A registry has one such setting: only one
    /// stack of an account can have it.
    pub replicate: bool,
    /// Whether `destroy` deletes repositories with images in them. Never in production.
    #[serde(default)]
    pub force_delete: bool,
}

/// What applications keep secret. Here stand names only, never values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// One secret for each of these, with a copy in the secondary region.
    pub names: Vec<String>,
    /// For how many days a deleted one can be had back: 7 to 30, or 0 for not at all.
    pub recovery_window_days: u16,
    /// How they get new values by themselves; never, if not given.
    pub rotation: Option<Rotation>,
}

/// How secrets get new values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// After how many days: 1 to 1,000.
    pub days: u32,
    /// For how many days it is kept what the function says.
    pub log_days: u16,
}

/// Who is told what of the data, and when.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// Who is told: addresses for mail, or URLs that begin with `https://`. Each must confirm.
    #[serde(default)]
    pub subscribers: Vec<String>,
    /// By how many milliseconds the database of the secondary region may be late.
    pub database_lag_ms: u32,
    /// By how many seconds the cache of the secondary region may be late.
    pub cache_lag_seconds: u32,
    /// How many bytes may wait to be copied to the other region's buckets.
    pub pending_bytes: u64,
}

/// The way in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingress {
    /// The port that the application listens on.
    pub port: u16,
    /// What it is asked for to see that it is well.
    pub health_path: String,
    /// The header that asks for a version, `blue` or `green`.
    pub version_header: String,
    /// Whether the load balancers are kept from being deleted.
    #[serde(default)]
    pub deletion_protection: bool,
}

/// Names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dns {
    /// The domain: its zone is made, and its registrar must name the zone's servers.
    pub domain: String,
    /// What the regions are asked for to see that they are well.
    pub health_path: String,
    /// How many of a hundred requests go to the secondary region.
    pub secondary_weight: u16,
    /// Whether the zone is kept from being deleted.
    #[serde(default)]
    pub protect_zone: bool,
}

/// The machine to look around from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bastion {
    /// Its type, of the arm64 kind: `t4g.nano`.
    pub instance_type: String,
    /// The size of its disk in GiB.
    pub disk_size: u32,
}

/// The database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aurora {
    /// The version of Aurora PostgreSQL: `16.6`. It must be one that global databases can have.
    pub engine_version: String,
    /// The class of its instances. Global databases want memory-optimised ones.
    pub instance_class: String,
    /// How many instances there are in the primary region: 1 to 16.
    pub primary_instances: u16,
    /// How many there are in the secondary region: 1 to 16.
    pub secondary_instances: u16,
    /// For how many days backups are kept: 1 to 35.
    pub backup_retention_days: u16,
    /// Whether it is kept from being deleted.
    #[serde(default)]
    pub deletion_protection: bool,
    /// Whether a last snapshot is made when it is deleted.
    #[serde(default)]
    pub final_snapshot: bool,
}

/// The cache.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redis {
    /// The version of Redis: `7.1`.
    pub engine_version: String,
    /// The type of its nodes: `cache.r7g.large` or more.
    pub node_type: String,
    /// How many copies there are in each region beside the node that writes: 0 to 5. With one or more, they stand in
    /// several zones.
    pub replicas: u16,
    /// For how many days snapshots are kept: 0 to 35.
    pub snapshot_retention_days: u16,
}

/// The secrets that the stack keeps itself, and the tables that they come with.
const KEPT: [(&str, &str); 4] =
    [(Aurora::PASSWORD, "aurora"), (Aurora::HOSTS, "aurora"), (Redis::PASSWORD, "redis"), (Redis::HOSTS, "redis")];

/// What subnets add to the prefix length of the VPC's range: /16 gives /20.
pub const SUBNET_BITS: u8 = 4;
/// The block of the first public subnet; private ones start at 0.
pub const FIRST_PUBLIC_BLOCK: u32 = 8;
/// EC2's smallest subnet.
const SMALLEST_SUBNET: u8 = 28;

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (key, region) in [("primary", &self.primary), ("secondary", &self.secondary)] {
            region.check(key, &mut problems);
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
        if !(64_512..=65_533).contains(&self.transit.asn) {
            problems.push(Problem::new(
                "transit.asn",
                format!("{} is no private number with a private next one", self.transit.asn),
                "take one from 64512 to 65533",
            ));
        }
        if !(7..=30).contains(&self.keys.deletion_window_days) {
            problems.push(Problem::new(
                "keys.deletion_window_days",
                format!("{} days: KMS takes 7 to 30", self.keys.deletion_window_days),
                "30 gives the most time to notice",
            ));
        }
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

impl Region {
    fn check(&self, key: &str, problems: &mut Vec<Problem>) {
        if !self.cidr.is_private() {
            problems.push(Problem::new(
                format!("{key}.cidr"),
                format!("{} is outside the private ranges of RFC 1918", self.cidr),
                "take a range in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
            ));
        }
        let length = self.cidr.prefix_len();
        if !(16..=SMALLEST_SUBNET - SUBNET_BITS).contains(&length) {
            problems.push(Problem::new(
                format!("{key}.cidr"),
                format!(
                    "{} is too {} for a VPC with its subnets",
                    self.cidr,
                    if length < 16 { "large" } else { "small" }
                ),
                format!("take a /16 to a /{}: subnets are /{} to /28", SMALLEST_SUBNET - SUBNET_BITS, 16 + SUBNET_BITS),
            ));
        }
    }
}

impl Network {
    fn check(&self, problems: &mut Vec<Problem>) {
        if !(2..=6).contains(&self.zones) {
            problems.push(Problem::new(
                "network.zones",
                format!("{} zones: a VPC here spans 2 to 6", self.zones),
                "eu-west-1 has 3 zones, us-east-1 has 6",
            ));
        }
        if self.flow_log_days < 1 {
            problems.push(Problem::new("network.flow_log_days", "less than a day", "take 1 or more"));
        }
        let mut seen = Vec::new();
        for service in &self.interface_endpoints {
            if seen.contains(&service) {
                problems.push(Problem::new(
                    "network.interface_endpoints",
                    format!("`{service}` is named twice"),
                    "name each service once",
                ));
            }
            seen.push(service);
        }
    }
}

impl Artifacts {
    fn check(&self, problems: &mut Vec<Problem>) {
        if self.noncurrent_days < 1 {
            problems.push(Problem::new("artifacts.noncurrent_days", "less than a day", "take 1 or more"));
        }
        for bucket in &self.buckets {
            // The longest region name that is added: `ap-southeast-1`.
            let name = format!("{}-{bucket}-", self.prefix);
            let fits = name.len() + 14 <= 63;
            let charset = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !fits || !charset || !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                problems.push(Problem::new(
                    "artifacts.buckets",
                    format!("`{name}REGION` cannot name a bucket"),
                    "use lower-case letters, digits and hyphens, 63 characters at the most with the region",
                ));
            }
        }
    }
}

impl Registry {
    fn check(&self, problems: &mut Vec<Problem>) {
        if self.keep_images < 1 {
            problems.push(Problem::new("registry.keep_images", "no images", "keep at least as many as can run"));
        }
        let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._/-".contains(&b);
        for name in self.repositories.iter().filter(|name| name.is_empty() || !name.bytes().all(good)) {
            problems.push(Problem::new(
                "registry.repositories",
                format!("`{name}` cannot name a repository"),
                "use lower-case letters, digits and ._/-",
            ));
        }
    }
}

impl Secrets {
    fn check(&self, problems: &mut Vec<Problem>) {
        if !matches!(self.recovery_window_days, 0 | 7..=30) {
            problems.push(Problem::new(
                "secrets.recovery_window_days",
                format!("{} days: Secrets Manager takes 7 to 30, or 0 for not at all", self.recovery_window_days),
                "30 gives the most time to notice",
            ));
        }
        if let Some(rotation) = self.rotation.as_ref().filter(|rotation| !(1..=1000).contains(&rotation.days)) {
            problems.push(Problem::new(
                "secrets.rotation.days",
                format!("{} days: Secrets Manager takes 1 to 1000", rotation.days),
                "take 30 or 90; leave `secrets.rotation` out for never",
            ));
        }
        let good = |b: u8| b.is_ascii_alphanumeric() || b"/_+=.@-".contains(&b);
        for (index, name) in self.names.iter().enumerate() {
            let (what, advice) = if name.is_empty() || !name.bytes().all(good) {
                ("cannot name a secret", "use letters, digits and /_+=.@-")
            } else if KEPT.iter().any(|(kept, _)| name == kept) {
                ("is the name of a secret that the stack keeps itself", "take another name")
            } else if self.names[..index].contains(name) {
                ("is there twice", "name each secret once")
            } else {
                continue;
            };
            problems.push(Problem::new("secrets.names", format!("`{name}` {what}"), advice));
        }
    }
}

impl Ingress {
    fn check(&self, problems: &mut Vec<Problem>) {
        if self.port == 0 {
            problems.push(Problem::new("ingress.port", "there is no port 0", "take the application's, such as 8080"));
        }
        check_path("ingress.health_path", &self.health_path, problems);
        let good = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
        let header = &self.version_header;
        if header.is_empty() || header.len() > 40 || !header.bytes().all(good) {
            problems.push(Problem::new(
                "ingress.version_header",
                format!("`{header}` cannot name a header"),
                "use up to 40 letters, digits, hyphens and underscores",
            ));
        }
    }
}

impl Dns {
    fn check(&self, problems: &mut Vec<Problem>) {
        check_path("dns.health_path", &self.health_path, problems);
        if self.secondary_weight > 100 {
            problems.push(Problem::new(
                "dns.secondary_weight",
                format!("{} of a hundred", self.secondary_weight),
                "take 0 to 100: the primary region gets the rest",
            ));
        }
        let labels: Vec<&str> = self.domain.split('.').collect();
        let good = |label: &&str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        // Room for the longest name that is made in it, and ACM's own limit.
        if labels.len() < 2 || !labels.iter().all(good) || self.domain.len() > 62 {
            problems.push(Problem::new(
                "dns.domain",
                format!("`{}` is no domain that certificates can be had for", self.domain),
                "write it in lower case, such as dev.example.com, with 62 characters at the most",
            ));
        }
    }
}

impl Alarms {
    fn check(&self, problems: &mut Vec<Problem>) {
        for one in &self.subscribers {
            let mail = one.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.contains('.'));
            if !one.starts_with("https://") && (!mail || one.contains("://")) {
                problems.push(Problem::new(
                    "alarms.subscribers",
                    format!("`{one}` can be told nothing"),
                    "write an address for mail, or a URL that begins with https://",
                ));
            }
        }
    }
}

impl Bastion {
    fn check(&self, problems: &mut Vec<Problem>) {
        let family = self.instance_type.split('.').next().unwrap_or_default();
        // The image is for arm64: families of Graviton have a g after their generation.
        let after = family.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start_matches(char::is_numeric);
        if !self.instance_type.contains('.') || !after.starts_with('g') {
            problems.push(Problem::new(
                "bastion.instance_type",
                format!("`{}` is no type of the arm64 kind", self.instance_type),
                "take one with a g after its generation, such as t4g.nano",
            ));
        }
        if self.disk_size < 8 {
            problems.push(Problem::new(
                "bastion.disk_size",
                format!("{} GiB: the image needs 8", self.disk_size),
                "take 8 or more",
            ));
        }
    }
}

impl Aurora {
    /// The secret that its user and password are in.
    pub const PASSWORD: &str = "database";
    /// The secret that the names of its hosts are in.
    pub const HOSTS: &str = "database-hosts";

    fn check(&self, problems: &mut Vec<Problem>) {
        let numbers: Vec<&str> = self.engine_version.split('.').collect();
        if numbers.len() != 2 || !numbers.iter().all(|number| number.parse::<u16>().is_ok()) {
            problems.push(Problem::new(
                "aurora.engine_version",
                format!("`{}` is no version of Aurora PostgreSQL", self.engine_version),
                "write it as 16.6; whether the regions have it is asked before anything is made",
            ));
        }
        let class = &self.instance_class;
        if !(class.starts_with("db.r") || class.starts_with("db.x") || class == "db.serverless") {
            problems.push(Problem::new(
                "aurora.instance_class",
                format!("`{class}` cannot be in a global database"),
                "take a memory-optimised class, such as db.r6g.large",
            ));
        }
        for (key, count) in
            [("primary_instances", self.primary_instances), ("secondary_instances", self.secondary_instances)]
        {
            if !(1..=16).contains(&count) {
                problems.push(Problem::new(
                    format!("aurora.{key}"),
                    format!("{count} instances: a cluster has 1 to 16"),
                    "two, so that one can stand in for the other",
                ));
            }
        }
        if !(1..=35).contains(&self.backup_retention_days) {
            problems.push(Problem::new(
                "aurora.backup_retention_days",
                format!("{} days: RDS keeps backups 1 to 35 days", self.backup_retention_days),
                "take 7 or more in production",
            ));
        }
    }
}

impl Redis {
    /// The secret that its user and password are in.
    pub const PASSWORD: &str = "cache";
    /// The secret that the names of its hosts are in.
    pub const HOSTS: &str = "cache-hosts";

    fn check(&self, problems: &mut Vec<Problem>) {
        let kind = self.node_type.strip_prefix("cache.");
        let (family, size) = kind.and_then(|kind| kind.split_once('.')).unwrap_or_default();
        let small = matches!(size, "" | "micro" | "small" | "medium");
        if !family.starts_with(['r', 'm', 'c']) || small {
            problems.push(Problem::new(
                "redis.node_type",
                format!("`{}` cannot be in a global datastore", self.node_type),
                "take cache.m5.large, cache.r5.large or more; types that begin with t cannot",
            ));
        }
        if self.replicas > 5 {
            problems.push(Problem::new(
                "redis.replicas",
                format!("{} copies: there are 5 at the most", self.replicas),
                "one is enough for another zone to take over",
            ));
        }
        if self.snapshot_retention_days > 35 {
            problems.push(Problem::new(
                "redis.snapshot_retention_days",
                format!("{} days: snapshots are kept 35 at the most", self.snapshot_retention_days),
                "0 makes none",
            ));
        }
    }
}

fn check_path(key: &str, path: &str, problems: &mut Vec<Problem>) {
    if !path.starts_with('/') {
        problems.push(Problem::new(key, format!("`{path}` is no path"), "begin it with a slash, such as /health"));
    }
}
