//! Configuration of ingress and DNS.

use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::{check_path, is_label};

/// Ingress.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingress {
    /// The header with the value `preview` selects the preview version of a host.
    pub version_header: String,
    /// Whether the load balancers are protected from deletion.
    #[serde(default)]
    pub deletion_protection: bool,
    /// The logs of all requests; none if omitted.
    pub access_logs: Option<AccessLogs>,
    /// The hosts that the load balancers serve.
    pub hosts: Vec<Host>,
}

/// The logs of the requests to the load balancers, in a bucket of each region.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessLogs {
    /// After how many days a log is deleted.
    pub days: u32,
    /// Whether `destroy` deletes the buckets with logs in them. Never in production.
    #[serde(default)]
    pub force_destroy: bool,
}

/// A host name of the domain, and the Kubernetes service behind it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// The first label of its name: `api` for `api.DOMAIN`.
    pub name: String,
    /// The service in the clusters. With a preview version these are the services `SERVICE-active` and
    /// `SERVICE-preview`.
    pub service: String,
    /// The port of the pods.
    pub port: u16,
    /// The path of the health checks: those of the load balancers, and those that decide a failover.
    pub health_path: String,
    /// Whether the host has a preview version, for blue/green deployments.
    #[serde(default)]
    pub preview: bool,
}

/// DNS.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dns {
    /// The domain.
    pub domain: String,
    /// The origin of the domain's zone.
    #[serde(default)]
    pub zone: ZoneOrigin,
    /// The percentage of requests to the secondary region.
    pub secondary_weight: u16,
    /// Whether the zone is protected from deletion, if the stack creates it.
    #[serde(default)]
    pub protect_zone: bool,
    /// Whether the zone outlives the stack, if the stack creates it: a new zone has other name servers. The next stack of the
    /// domain finds it with `zone = "existing"`.
    #[serde(default)]
    pub retain_zone: bool,
}

/// The origin of a zone.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneOrigin {
    /// The stack creates it. Certificates are issued after the domain's registrar refers to its name servers.
    #[default]
    New,
    /// The account has it: the stack only adds its records.
    Existing,
    /// The stack creates it, and refers to it in the zone of the parent domain, which the account has.
    Delegated,
}

impl Host {
    /// The services behind the host: the active version, and the preview version if there is one.
    pub fn services(&self) -> (String, Option<String>) {
        match self.preview {
            true => (format!("{}-active", self.service), Some(format!("{}-preview", self.service))),
            false => (self.service.clone(), None),
        }
    }

    fn check(&self, key: &str, problems: &mut Vec<Problem>) {
        for (field, name) in [("name", &self.name), ("service", &self.service)] {
            if name.len() > 20 || !is_label(name) {
                problems.push(Problem::new(
                    format!("{key}.{field}"),
                    format!("`{name}` cannot be part of the name of a target group"),
                    "use up to 20 lower-case letters, digits and hyphens",
                ));
            }
        }
        if self.port == 0 {
            problems.push(Problem::new(format!("{key}.port"), "invalid port 0", "use the pods' port, such as 8080"));
        }
        check_path(&format!("{key}.health_path"), &self.health_path, problems);
    }
}

impl Ingress {
    /// The ports of the pods behind the load balancers.
    pub fn ports(&self) -> Vec<u16> {
        let mut ports: Vec<u16> = self.hosts.iter().map(|host| host.port).collect();
        ports.sort_unstable();
        ports.dedup();
        ports
    }

    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.hosts.is_empty() {
            problems.push(Problem::new("ingress.hosts", "no hosts", "add one, such as `api`"));
        }
        for (index, host) in self.hosts.iter().enumerate() {
            let key = format!("ingress.hosts[{index}]");
            host.check(&key, problems);
            let others = &self.hosts[..index];
            if others.iter().any(|other| other.name == host.name || other.service == host.service) {
                problems.push(Problem::new(key, "duplicate name or service", "list each host and each service once"));
            }
        }
        if self.access_logs.as_ref().is_some_and(|logs| logs.days < 1) {
            problems.push(Problem::new("ingress.access_logs.days", "less than a day", "use 1 or more"));
        }
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
    /// The parent domain: `example.com` of `dev.example.com`.
    pub fn parent(&self) -> &str {
        self.domain.split_once('.').map_or("", |(_, parent)| parent)
    }

    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
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
        if self.zone == ZoneOrigin::Delegated && labels.len() < 3 {
            problems.push(Problem::new(
                "dns.zone",
                format!("`{}` has no parent zone of your own", self.domain),
                "use \"existing\" for a zone in the account, or \"new\" and refer to it at the registrar",
            ));
        }
        for (is_set, key) in [(self.protect_zone, "protect_zone"), (self.retain_zone, "retain_zone")] {
            if self.zone == ZoneOrigin::Existing && is_set {
                problems.push(Problem::new(
                    format!("dns.{key}"),
                    "the stack does not create the zone, so it cannot delete it",
                    format!("remove `{key}`"),
                ));
            }
        }
    }
}
