//! Connections to one API server.

use std::sync::Arc;
use std::time::Duration;

use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use archipel_resources::aws::chain;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};

use super::error::unreachable;
use crate::cluster::Endpoint;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// An API server whose etcd does not answer reports that after 34 s.
const TIMEOUT: Duration = Duration::from_secs(45);
/// The longest response: a page of 500 large objects fits in.
const LONGEST: usize = 256 << 20;

/// A response.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) body: Bytes,
}

/// An HTTP client for one API server.
pub(super) struct Transport {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    url: String,
}

fn invalid(what: &str, error: &dyn std::fmt::Display) -> ProviderError {
    ProviderError::new(ErrorKind::Invalid, format!("invalid {what}: {error}"))
}

impl Transport {
    pub(super) fn new(endpoint: &Endpoint) -> Result<Self> {
        if !endpoint.url.starts_with("https://") {
            let message = format!(
                "the API server {} is not reached by HTTPS, so that tokens would be sent in plain text\nUse an https address",
                endpoint.url
            );
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        }
        // The provider that the AWS SDK uses, so that a binary has one.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| invalid("TLS settings", &error))?;
        let config = match &endpoint.certificate_authority {
            Some(pem) => config.with_root_certificates(roots(pem)?),
            None => config.with_native_roots().map_err(|error| invalid("certificates of this system", &error))?,
        };
        let config = match &endpoint.client_certificate {
            Some((certificate, key)) => {
                let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificate)
                    .collect::<std::result::Result<_, _>>()
                    .map_err(|error| invalid("client certificate", &error))?;
                // The message may not repeat any part of the key.
                let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| invalid("client key", &"it is not PEM"))?;
                config
                    .with_client_auth_cert(certificates, key)
                    .map_err(|error| invalid("client certificate", &error))?
            }
            None => config.with_no_client_auth(),
        };
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECT_TIMEOUT));
        http.set_nodelay(true);
        let https = HttpsConnectorBuilder::new().with_tls_config(config).https_only();
        let connector = match &endpoint.server_name {
            Some(name) => {
                let name = ServerName::try_from(name.clone()).map_err(|error| invalid("name of the server", &error))?;
                https.with_server_name_resolver(hyper_rustls::FixedServerNameResolver::new(name)).enable_http1()
            }
            None => https.enable_http1(),
        };
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .build(connector.wrap_connector(http));
        Ok(Self { client, url: endpoint.url.trim_end_matches('/').to_owned() })
    }

    /// Sends one request. `path` begins with `/` and has the query.
    pub(super) async fn send(&self, builder: http::request::Builder, path: &str, body: Bytes) -> Result<Response> {
        let request = builder.uri(format!("{}{path}", self.url)).body(Full::new(body));
        let request = request.map_err(|error| invalid("request", &error))?;
        let exchange = async {
            let response = self.client.request(request).await.map_err(|error| {
                // Without a connection the server has not received the request.
                unreachable(&self.url, &chain(&error), error.is_connect())
            })?;
            let status = response.status().as_u16();
            let body = Limited::new(response.into_body(), LONGEST).collect().await;
            let body = body.map_err(|error| unreachable(&self.url, &error.to_string(), false))?;
            Ok(Response { status, body: body.to_bytes() })
        };
        tokio::time::timeout(TIMEOUT, exchange).await.unwrap_or_else(|_| {
            Err(unreachable(&self.url, &format!("no response within {} s", TIMEOUT.as_secs()), false))
        })
    }
}

fn roots(pem: &[u8]) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| invalid("certificate authority", &error))?;
        roots.add(certificate).map_err(|error| invalid("certificate authority", &error))?;
    }
    if roots.is_empty() {
        return Err(invalid("certificate authority", &"it has no certificate"));
    }
    Ok(roots)
}
