//! Where the API servers of clusters are, and how requests authenticate.

mod eks;
mod exec;
mod kubeconfig;

use std::time::SystemTime;

use archipel_engine::program::Environment;
use archipel_engine::resource::Result;
use archipel_resources::aws::Connection;
use async_trait::async_trait;

pub use eks::Eks;
pub use kubeconfig::{Kubeconfig, PREFIX as KUBECONFIG_PREFIX};

/// The API server of a cluster.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The address: `https://example.com:6443`, with a path for servers behind a proxy.
    pub url: String,
    /// The certificate authorities that the server's certificate is checked against, as PEM. `None` for those of the system.
    pub certificate_authority: Option<Vec<u8>>,
    /// The name in the server's certificate, if it is not the host of the address.
    pub server_name: Option<String>,
    /// The certificate and the key by which the client authenticates, as PEM.
    pub client_certificate: Option<(Vec<u8>, Vec<u8>)>,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A bearer token.
#[derive(Clone)]
pub struct Token {
    /// The value of the header `Authorization`, after `Bearer`.
    pub secret: String,
    /// When a new one is made, before this one expires. `None` for a token without an end.
    pub renew_at: Option<SystemTime>,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("renew_at", &self.renew_at).finish_non_exhaustive()
    }
}

/// A source of clusters.
#[async_trait]
pub trait Clusters: Send + Sync {
    /// Returns the API server of a cluster. `None` means that the cluster does not exist, and with it none of its objects:
    /// only a source that knows all clusters returns it.
    ///
    /// # Errors
    /// `NotYet` while a cluster is created. A cluster that cannot be reached is not absent.
    async fn locate(&self, environment: &Environment, cluster: &str) -> Result<Option<Endpoint>>;

    /// Returns a new token for a cluster. `None` if requests authenticate by a certificate.
    ///
    /// # Errors
    /// `Credentials` or `Denied`.
    async fn token(&self, environment: &Environment, cluster: &str) -> Result<Option<Token>>;

    /// Returns the names of the clusters in an environment, where the source can list them.
    ///
    /// # Errors
    /// The error of the request.
    async fn names(&self, environment: &Environment) -> Result<Vec<String>> {
        let _ = environment;
        Ok(Vec::new())
    }
}

/// EKS clusters by their names, and contexts of the kubeconfig by `kubeconfig:CONTEXT`.
pub(crate) struct EksAndKubeconfig {
    eks: Eks,
    kubeconfig: Kubeconfig,
}

impl EksAndKubeconfig {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { kubeconfig: Kubeconfig::from_environment(), eks: Eks::new(connection) }
    }
}

#[async_trait]
impl Clusters for EksAndKubeconfig {
    async fn locate(&self, environment: &Environment, cluster: &str) -> Result<Option<Endpoint>> {
        match cluster.strip_prefix(KUBECONFIG_PREFIX) {
            Some(_) => {
                let endpoint = self.kubeconfig.locate(environment, cluster).await?;
                if let Some(endpoint) = &endpoint {
                    self.eks.refuse_other_machines(&endpoint.url)?;
                }
                Ok(endpoint)
            }
            None => self.eks.locate(environment, cluster).await,
        }
    }

    async fn token(&self, environment: &Environment, cluster: &str) -> Result<Option<Token>> {
        match cluster.strip_prefix(KUBECONFIG_PREFIX) {
            Some(_) => self.kubeconfig.token(environment, cluster).await,
            None => self.eks.token(environment, cluster).await,
        }
    }

    async fn names(&self, environment: &Environment) -> Result<Vec<String>> {
        self.eks.names(environment).await
    }
}
