//! Configuration of ingress and DNS.

use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::{check_path, is_label};

/// Ingress.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingress {
    /// The port of the application.
    pub port: u16,
    /// The path of the target groups' health checks.
    pub health_path: String,
    /// The header that selects a version, `blue` or `green`.
    pub version_header: String,
    /// Whether the load balancers are protected from deletion.
    #[serde(default)]
    pub deletion_protection: bool,
}

/// DNS.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dns {
    /// The domain. Its zone is created, and its registrar must refer to the zone's name servers.
    pub domain: String,
    /// The path of the regions' health checks.
    pub health_path: String,
    /// The percentage of requests to the secondary region.
    pub secondary_weight: u16,
    /// Whether the zone is protected from deletion.
    #[serde(default)]
    pub protect_zone: bool,
}

impl Ingress {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.port == 0 {
            problems.push(Problem::new("ingress.port", "invalid port 0", "use the application's port, such as 8080"));
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
                format!("{} %", self.secondary_weight),
                "use 0 to 100: the primary region gets the rest",
            ));
        }
        let labels: Vec<&str> = self.domain.split('.').collect();
        // Leaves room for the longest name in the zone, and for ACM's own limit.
        if labels.len() < 2 || !labels.iter().all(|label| is_label(label)) || self.domain.len() > 62 {
            problems.push(Problem::new(
                "dns.domain",
                format!("invalid domain for certificates `{}`", self.domain),
                "write it in lower case, such as dev.example.com, with at most 62 characters",
            ));
        }
    }
}
