//! Clusters of Amazon EKS.

use std::time::{Duration, SystemTime};

use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use archipel_resources::aws::{Connection, SdkResultExt as _, Target};
use archipel_resources::sdk::eks::types::ClusterStatus;
use archipel_resources::sts::cluster_token;
use async_trait::async_trait;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{Clusters, Endpoint, Token};

/// A cluster accepts a token for 15 minutes; a new one is made after this time.
const RENEW_AFTER: Duration = Duration::from_secs(10 * 60);

/// The EKS clusters of the accounts and regions of a connection.
#[derive(Clone, Debug)]
pub struct Eks {
    connection: Connection,
}

impl Eks {
    /// The clusters that this connection reaches.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self { connection }
    }

    /// In a sandbox no request leaves this machine.
    pub(super) fn refuse_other_machines(&self, url: &str) -> Result<()> {
        let is_sandbox = matches!(self.connection.target(), Target::Sandbox { .. });
        if !is_sandbox || is_loopback(url) {
            return Ok(());
        }
        let message = format!(
            "the sandbox sends nothing to {url}: only to this machine\n\
             Use a cluster that the sandbox has created, or leave the objects out of this stack"
        );
        Err(ProviderError::new(ErrorKind::Invalid, message))
    }
}

/// Whether a URL's host is this machine.
fn is_loopback(url: &str) -> bool {
    let host = url.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[async_trait]
impl Clusters for Eks {
    async fn locate(&self, environment: &Environment, cluster: &str) -> Result<Option<Endpoint>> {
        let aws = self.connection.aws(environment)?;
        let response = aws.eks().describe_cluster().name(cluster).send().await.into_provider_result(aws.region());
        let found = match response {
            Ok(response) => response.cluster,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(found) = found else {
            return Err(ProviderError::new(ErrorKind::Internal, format!("EKS described no cluster for `{cluster}`")));
        };
        let not_yet = |what: &str| Err(ProviderError::new(ErrorKind::NotYet, format!("the cluster {cluster} {what}")));
        match found.status() {
            Some(ClusterStatus::Creating) => return not_yet("is being created"),
            Some(ClusterStatus::Failed) => {
                let message = format!(
                    "the cluster {cluster} is in the state FAILED\nDelete it and create it again, or ask EKS for the reason"
                );
                return Err(ProviderError::new(ErrorKind::Failed, message));
            }
            _ => {}
        }
        let Some(url) = found.endpoint().filter(|url| !url.is_empty()) else { return not_yet("has no endpoint yet") };
        self.refuse_other_machines(url)?;
        let authority = found.certificate_authority().and_then(|authority| authority.data()).unwrap_or_default();
        let authority = BASE64_STANDARD.decode(authority).map_err(|error| {
            let message = format!("the certificate authority of the cluster {cluster} is not base64: {error}");
            ProviderError::new(ErrorKind::Internal, message)
        })?;
        if authority.is_empty() {
            return not_yet("has no certificate authority yet");
        }
        Ok(Some(Endpoint {
            url: url.to_owned(),
            certificate_authority: Some(authority),
            server_name: None,
            client_certificate: None,
        }))
    }

    async fn token(&self, environment: &Environment, cluster: &str) -> Result<Option<Token>> {
        let aws = self.connection.aws(environment)?;
        let now = SystemTime::now();
        let token = cluster_token(&aws, cluster, now).await?;
        Ok(Some(Token { secret: token.token, renew_at: Some(now + RENEW_AFTER) }))
    }

    async fn names(&self, environment: &Environment) -> Result<Vec<String>> {
        let aws = self.connection.aws(environment)?;
        let mut pages = aws.eks().list_clusters().into_paginator().items().send();
        let mut names = Vec::new();
        while let Some(name) = pages.next().await {
            names.push(name.into_provider_result(aws.region())?);
        }
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_counts_as_loopback() {
        for url in ["https://127.0.0.1:6443", "https://localhost", "https://[::1]:443/clusters/a"] {
            assert!(is_loopback(url), "{url}");
        }
        for url in
            ["https://ABC.gr7.eu-west-1.eks.amazonaws.com", "https://127.0.0.1.example.com", "https://10.0.0.1", ""]
        {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
