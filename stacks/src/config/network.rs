//! Configuration of networks.

use std::collections::BTreeMap;

use archipel::aws::types::Cidr;
use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::{check_names, check_tags, is_label};

/// One region.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    pub name: String,
    /// The range of its VPC: private, a /16 to a /20, not overlapping the other region's.
    pub cidr: Cidr,
    /// Additional tags of single subnets, by name: `private-a`.
    #[serde(default)]
    pub subnet_tags: BTreeMap<String, BTreeMap<String, String>>,
}

/// The VPCs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// The number of availability zones of each VPC: 2 to 6.
    pub zones: usize,
    pub nat: Nat,
    /// Services with an interface endpoint in the VPC: `ecr.api`, `sts`.
    #[serde(default)]
    pub interface_endpoints: Vec<String>,
    /// Whether flow logs are kept.
    pub flow_logs: bool,
    /// After how many days flow logs are deleted.
    pub flow_log_days: u32,
    /// Whether `destroy` deletes the flow logs' buckets with objects in them. Never in production.
    #[serde(default)]
    pub force_destroy: bool,
}

/// The NAT gateways of the private subnets.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Nat {
    /// One gateway a zone, so that the failure of a zone affects no other.
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

/// How many bits subnets add to the prefix length of the VPC's range: /16 gives /20.
pub const SUBNET_BITS: u8 = 4;
/// The block of the first public subnet; private ones start at 0.
pub const FIRST_PUBLIC_BLOCK: usize = 8;
/// Zone suffixes, for names that do not depend on AWS's zone names.
pub const ZONE_SUFFIXES: [char; 6] = ['a', 'b', 'c', 'd', 'e', 'f'];
/// The prefix length of EC2's smallest subnet.
const SMALLEST_SUBNET: u8 = 28;

impl Region {
    /// `zones` is the number of zones of its VPC.
    pub(super) fn check(&self, key: &str, zones: usize, problems: &mut Vec<Problem>) {
        let parts: Vec<&str> = self.name.split('-').collect();
        let number = parts.last().is_some_and(|last| last.len() == 1 && last.bytes().all(|b| b.is_ascii_digit()));
        if parts.len() < 3 || !number || !is_label(&self.name) {
            problems.push(Problem::new(
                format!("{key}.name"),
                format!("invalid region `{}`", self.name),
                "write it as eu-west-1",
            ));
        }
        let subnets = || ZONE_SUFFIXES[..zones.min(ZONE_SUFFIXES.len())].iter();
        for (name, tags) in &self.subnet_tags {
            let key = format!("{key}.subnet_tags.{name}");
            if !subnets().any(|letter| *name == format!("public-{letter}") || *name == format!("private-{letter}")) {
                let last = subnets().last().unwrap_or(&ZONE_SUFFIXES[0]);
                let there = format!("use public-a to public-{last} or private-a to private-{last}");
                problems.push(Problem::new(&key, format!("unknown subnet `{name}`"), there));
            }
            check_tags(&key, tags, &[], problems);
        }
        if !self.cidr.is_private() {
            problems.push(Problem::new(
                format!("{key}.cidr"),
                format!("{} is outside the private ranges of RFC 1918", self.cidr),
                "use a range in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
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
                format!("use a /16 to a /{}: subnets are /{} to /28", SMALLEST_SUBNET - SUBNET_BITS, 16 + SUBNET_BITS),
            ));
        }
    }
}

impl Network {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if !(2..=6).contains(&self.zones) {
            problems.push(Problem::new(
                "network.zones",
                format!("{} zones: expected 2 to 6", self.zones),
                "eu-west-1 has 3 zones, us-east-1 has 6",
            ));
        }
        if self.flow_log_days < 1 {
            problems.push(Problem::new("network.flow_log_days", "less than a day", "use 1 or more"));
        }
        let can = |name: &str| name.split('.').all(is_label);
        let advice = "write the last part of com.amazonaws.REGION.ecr.api: ecr.api";
        check_names("network.interface_endpoints", &self.interface_endpoints, can, "a service", advice, problems);
    }
}

impl Transit {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if !(64_512..=65_533).contains(&self.asn) {
            problems.push(Problem::new(
                "transit.asn",
                format!("{} and the next number are not both private", self.asn),
                "use one from 64512 to 65533",
            ));
        }
    }
}
