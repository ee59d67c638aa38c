//! How requests come in, as the configuration gives it.

use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::{check_path, is_label};

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

impl Ingress {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
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
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        check_path("dns.health_path", &self.health_path, problems);
        if self.secondary_weight > 100 {
            problems.push(Problem::new(
                "dns.secondary_weight",
                format!("{} of a hundred", self.secondary_weight),
                "take 0 to 100: the primary region gets the rest",
            ));
        }
        let labels: Vec<&str> = self.domain.split('.').collect();
        // Room for the longest name that is made in it, and ACM's own limit.
        if labels.len() < 2 || !labels.iter().all(|label| is_label(label)) || self.domain.len() > 62 {
            problems.push(Problem::new(
                "dns.domain",
                format!("`{}` is no domain that certificates can be had for", self.domain),
                "write it in lower case, such as dev.example.com, with 62 characters at the most",
            ));
        }
    }
}
