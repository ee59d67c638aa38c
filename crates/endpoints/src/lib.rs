//! The addresses that the AWS SDK calls instead of AWS's own.
//!
//! The SDK silently follows `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_SERVICE` and the keys `endpoint_url` of a profile:
//! a variable left over from an emulator would send the secrets and session credentials of production there.
//! [`Endpoints`] contains the endpoints that a configuration names. [`Endpoints::verify`] refuses every other one,
//! and clients built with [`Endpoints::service_config`] use these and never those of the environment.

mod environment;

use std::collections::BTreeMap;
use std::fmt;

use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

pub use environment::{Environment, UnnamedEndpoint};

/// The services that Archipel calls, by the ids of the SDK.
const SERVICES: &[&str] = &[
    "ACM",
    "CloudWatch",
    "CloudWatch Logs",
    "Cost Explorer",
    "EC2",
    "ECR",
    "EKS",
    "ElastiCache",
    "Elastic Load Balancing v2",
    "IAM",
    "KMS",
    "Lambda",
    "RDS",
    "Resource Groups Tagging API",
    "Route 53",
    "S3",
    "S3 Control",
    "Secrets Manager",
    "SNS",
    "SSM",
    "STS",
];

/// The services that the SDK's chain of credentials providers calls. It reads its endpoints from the environment
/// itself.
const CREDENTIALS: &[&str] = &["STS", "SSO", "SSO OIDC", "Signin"];

/// The environment variable, and the prefix of the variables of single services.
const VARIABLE: &str = "AWS_ENDPOINT_URL";

/// The endpoints in a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// The endpoint of all services without a separate one.
    all: Option<String>,
    /// Endpoints of single services, by [`service_name`].
    services: BTreeMap<String, String>,
}

impl Endpoints {
    /// No endpoint: AWS's own addresses.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the endpoint of all services without a separate one.
    #[must_use]
    pub fn all(mut self, url: Option<impl Into<String>>) -> Self {
        self.all = url.map(Into::into);
        self
    }

    /// Sets the endpoint of one service, by a name from [`service_names`].
    #[must_use]
    pub fn service(mut self, name: &str, url: impl Into<String>) -> Self {
        self.services.insert(service_name(name), url.into());
        self
    }

    /// The endpoint of a service, by its name or by the SDK's id; `None` for AWS's own address.
    #[must_use]
    pub fn of(&self, service: &str) -> Option<&str> {
        self.services.get(&service_name(service)).or(self.all.as_ref()).map(String::as_str)
    }

    /// Every endpoint: the service, or `None` for all others, and the URL.
    pub fn iter(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        let all = self.all.iter().map(|url| (None, url.as_str()));
        all.chain(self.services.iter().map(|(service, url)| (Some(service.as_str()), url.as_str())))
    }

    /// Whether no endpoint is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_none() && self.services.is_empty()
    }

    /// Refuses an endpoint from the environment or the profile for one of these services, or for the services of
    /// credentials, unless it is the named one.
    ///
    /// # Errors
    /// The first such endpoint.
    pub fn verify(&self, environment: &Environment, services: Services<'_>) -> Result<(), UnnamedEndpoint> {
        let called = match services {
            Services::All => SERVICES,
            Services::Only(services) => services,
        };
        called.iter().chain(CREDENTIALS).try_for_each(|service| match environment.endpoint(service) {
            Some(found) if !self.of(service).is_some_and(|named| is_same(named, &found.url)) => Err(found),
            _ => Ok(()),
        })
    }

    /// Makes clients call these endpoints, and never those of the environment.
    #[must_use]
    pub fn service_config(&self) -> impl LoadServiceConfig + 'static {
        Named(self.clone())
    }
}

/// The services that are called.
#[derive(Clone, Copy, Debug)]
pub enum Services<'a> {
    /// All services that Archipel calls.
    All,
    /// Only these services, by the ids of the SDK.
    Only(&'a [&'a str]),
}

/// Returns the endpoint of a service to the SDK.
#[derive(Debug)]
struct Named(Endpoints);

impl LoadServiceConfig for Named {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        if key.env() == VARIABLE { self.0.of(key.service_id()).map(str::to_owned) } else { None }
    }
}

/// The name of a service as AWS's settings write it: `secrets_manager` for `Secrets Manager`.
#[must_use]
pub fn service_name(id: &str) -> String {
    id.to_ascii_lowercase().replace([' ', '-'], "_")
}

/// The names of the services that can have an endpoint.
pub fn service_names() -> impl Iterator<Item = String> {
    SERVICES.iter().map(|id| service_name(id))
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

/// An invalid endpoint URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid endpoint `{url}`: {why}")]
pub struct InvalidUrl {
    url: String,
    why: &'static str,
}

/// Checks that a URL can be an endpoint: `http` or `https`, a host, and neither credentials, query nor fragment.
///
/// # Errors
/// The reason why it is invalid.
pub fn check_url(url: &str) -> Result<(), InvalidUrl> {
    let refused = |why| Err(InvalidUrl { url: without_credentials(url), why });
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else {
        return refused("expected a URL that starts with https://");
    };
    if rest.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '\\')) {
        return refused("expected a URL without spaces, query and fragment");
    }
    let authority = authority(url);
    if authority.contains('@') {
        return refused("expected a URL without credentials: the AWS credentials sign every call");
    }
    if host(url).is_empty() {
        return refused("expected a URL with a host");
    }
    match authority.rsplit_once(':') {
        Some((_, port)) if !authority.ends_with(']') && port.parse::<u16>().is_err() => {
            refused("expected a port from 0 to 65535")
        }
        _ => Ok(()),
    }
}

/// Whether calls to a URL cross a network without encryption: `http`, and not to this machine.
#[must_use]
pub fn is_unencrypted(url: &str) -> bool {
    let host = host(url);
    let is_here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    url.starts_with("http://") && !is_here
}

fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn host(url: &str) -> &str {
    let authority = authority(url);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// A URL for messages, without credentials.
fn without_credentials(url: &str) -> String {
    let authority = authority(url);
    match authority.rsplit_once('@') {
        Some((credentials, _)) => url.replacen(&format!("{credentials}@"), "***@", 1),
        None => url.to_owned(),
    }
}

/// The endpoints and their services, for messages.
impl fmt::Display for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (service, url)) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            match service {
                None => write!(f, "{separator}{url}")?,
                Some(service) => write!(f, "{separator}{url} ({service})")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_endpoint_url_is_refused() {
        for url in ["http://127.0.0.1:4566", "https://vpce-1.ec2.eu-west-1.vpce.amazonaws.com/", "http://[::1]:80"] {
            assert_eq!(check_url(url), Ok(()), "{url}");
        }
        for url in
            ["localhost:4566", "", "https://", "https:///x", "ftp://x", "https://a b", "https://x/?y", "http://x:y"]
        {
            assert!(check_url(url).is_err(), "{url}");
        }
        let error = check_url("https://me:hunter2@example.com").unwrap_err().to_string();
        assert!(error.contains("without credentials") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn only_http_to_another_machine_is_unencrypted() {
        for url in ["https://minio.example.com", "http://127.0.0.1:9000", "http://localhost", "http://[::1]:9000/"] {
            assert!(!is_unencrypted(url), "{url}");
        }
        for url in
            ["http://minio:9000", "http://127.0.0.1.example.com", "http://localhost@example.com", "http://10.0.0.1"]
        {
            assert!(is_unencrypted(url), "{url}");
        }
    }

    #[test]
    fn a_service_has_its_own_endpoint_or_the_common_one() {
        let endpoints = Endpoints::new().all(Some("http://a")).service("secrets_manager", "http://b");
        assert_eq!(endpoints.of("Secrets Manager"), Some("http://b"));
        assert_eq!(endpoints.of("EC2"), Some("http://a"));
        assert_eq!(endpoints.to_string(), "http://a, http://b (secrets_manager)");
        let key = |service| {
            ServiceConfigKey::builder().service_id(service).env(VARIABLE).profile("endpoint_url").build().unwrap()
        };
        assert_eq!(endpoints.service_config().load_config(key("Secrets Manager")).as_deref(), Some("http://b"));
        assert_eq!(Endpoints::new().service_config().load_config(key("EC2")), None);
    }
}
