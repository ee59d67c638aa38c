//! What differs between `dev`, `staging` and `prod`: everything here comes from `stacks/config/NAME.toml`.

use std::collections::BTreeMap;

use archipel::aws::types::Cidr;
use archipel::cli::{Configuration, Problem};
use serde::Deserialize;

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

/// Roles.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The repository whose workflows may preview and apply: `owner/name`.
    pub github_repository: String,
    /// One role a workload, each under the permissions boundary.
    #[serde(default)]
    pub workloads: Vec<String>,
}

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
        let repository = &self.identity.github_repository;
        if repository.split('/').filter(|part| !part.is_empty()).count() != 2 {
            problems.push(Problem::new(
                "identity.github_repository",
                format!("`{repository}` is no repository"),
                "write owner/name",
            ));
        }
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
