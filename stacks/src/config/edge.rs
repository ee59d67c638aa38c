//! Configuration of the edge: CloudFront and the firewalls in front of the hosts.

use archipel::cli::Problem;
use archipel::prelude::Cidr;
use serde::Deserialize;

use super::Config;
use super::checks::{check_log_days, check_path};
use super::section::{on, section};

/// CloudFront in front of every host and of the assets, and firewalls in front of it and of the load balancers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    #[serde(default = "on")]
    pub enabled: bool,
    /// The bucket with the files of `assets.DOMAIN`, of `artifacts.served`.
    pub assets_bucket: String,
    /// The longest time, in days, for which the edges keep a file: 1 to 365.
    pub assets_days: u16,
    /// The number of requests of one address in five minutes from which it is blocked: 100 or more.
    pub rate_limit: u32,
    /// The paths of administration, on every host: `/admin`.
    #[serde(default)]
    pub admin_paths: Vec<String>,
    /// The public addresses from which these paths can be reached.
    #[serde(default)]
    pub admin_cidrs: Vec<Cidr>,
    /// The retention period of the firewalls' logs in days.
    pub log_days: u16,
    /// Whether the logs of the firewalls outlive the stack.
    pub retain: bool,
    /// Where the edges are.
    #[serde(default)]
    pub reach: Reach,
    /// Shield Advanced; none if omitted.
    pub shield: Option<Shield>,
}

/// The edges that serve requests.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Europe and North America, at the lowest price.
    #[default]
    EuropeAndNorthAmerica,
    /// All of them, for users in Latin America too.
    World,
}

/// Shield Advanced for the distributions and the load balancers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shield {
    /// The commitment of the account's subscription, in the words of [`Shield::COMMITMENT`]. Subscribe by hand, once an
    /// account: no stack starts a commitment or ends one.
    pub commitment: String,
}

section!(Edge);

impl Shield {
    /// The commitment that a subscription to Shield Advanced is.
    pub const COMMITMENT: &str = "3,000 USD a month for one year, renewed every year";
}

impl Edge {
    /// The region in which CloudFront takes certificates and firewalls.
    pub const REGION: &str = "us-east-1";
    /// The secret with the proof of the distributions.
    pub const SECRET: &str = "edge-origin";
    /// The host of the assets.
    pub const ASSETS: &str = "assets";

    pub(super) fn check(&self, config: &Config, problems: &mut Vec<Problem>) {
        let mut wrong = |key: &str, what: String, advice: String| {
            problems.push(Problem::new(format!("edge.{key}"), what, advice));
        };
        if ![&config.primary.name, &config.secondary.name].iter().any(|region| *region == Self::REGION) {
            let what = "CloudFront takes certificates of us-east-1, which the stack does not use".to_owned();
            wrong("enabled", what, "use us-east-1 as one of the regions, or remove the table".to_owned());
        }
        if !config.artifacts.served.contains(&self.assets_bucket) {
            let what = format!("CloudFront cannot read the bucket `{}`", self.assets_bucket);
            wrong("assets_bucket", what, "add it to `artifacts.buckets` and `artifacts.served`".to_owned());
        }
        if config.ingress.hosts.iter().any(|host| host.name == Self::ASSETS) {
            let what = "a host of `ingress.hosts` is named `assets`".to_owned();
            wrong("enabled", what, "give it another name: CloudFront serves the assets under it".to_owned());
        }
        if !(1..=365).contains(&self.assets_days) {
            wrong("assets_days", format!("{} days", self.assets_days), "use 1 to 365".to_owned());
        }
        if !(100..=2_000_000_000).contains(&self.rate_limit) {
            let what = format!("{} requests: WAF counts from 100 to 2,000,000,000", self.rate_limit);
            wrong("rate_limit", what, "use some thousands: an office shares one address".to_owned());
        }
        if !self.admin_paths.is_empty() && self.admin_cidrs.is_empty() {
            let what = "the paths of administration cannot be reached from anywhere".to_owned();
            wrong("admin_cidrs", what, "add your public addresses, or remove `admin_paths`".to_owned());
        }
        if let Some(range) = self.admin_cidrs.iter().find(|range| range.is_private() || range.prefix_len() < 8) {
            let what = format!("{range} is private, or so wide that it limits nothing");
            wrong("admin_cidrs", what, "use the public addresses of your offices".to_owned());
        }
        if self.shield.as_ref().is_some_and(|shield| shield.commitment != Shield::COMMITMENT) {
            let what = "Shield Advanced is a commitment that cannot be ended early".to_owned();
            let advice = format!("write commitment = \"{}\", or remove the table", Shield::COMMITMENT);
            wrong("shield.commitment", what, advice);
        }
        check_log_days("edge.log_days", self.log_days, problems);
        for (index, path) in self.admin_paths.iter().enumerate() {
            check_path(&format!("edge.admin_paths[{index}]"), path, problems);
        }
    }
}
