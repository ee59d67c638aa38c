//! The HTTP client of all vendors.

use std::sync::Arc;
use std::time::Duration;

use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use archipel_resources::aws::chain;
use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::ClientConfig;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(30);
/// The longest response: pages have at most 100 resources.
const LONGEST: usize = 32 << 20;

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

#[derive(Debug)]
pub(crate) struct Transport {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Transport {
    pub(crate) fn new() -> Result<Self> {
        // The provider that the AWS SDK uses, so that a binary has one.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let invalid = |error: &dyn std::fmt::Display| {
            ProviderError::new(ErrorKind::Invalid, format!("invalid TLS settings of this system: {error}"))
        };
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| invalid(&error))?
            .with_native_roots()
            .map_err(|error| invalid(&error))?
            .with_no_client_auth();
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECT_TIMEOUT));
        http.set_nodelay(true);
        let https =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(http);
        let client = Client::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(30)).build(https);
        Ok(Self { client })
    }

    /// Sends one request. The error is `NotYet` if the request cannot have been executed, else `Ambiguous`.
    pub(crate) async fn send(&self, request: Request<Full<Bytes>>) -> Result<Response> {
        refuse_plain_text(request.uri())?;
        let host = request.uri().host().unwrap_or_default().to_owned();
        let unanswered = |why: &str, unsent: bool| {
            let kind = if unsent { ErrorKind::NotYet } else { ErrorKind::Ambiguous };
            ProviderError::new(kind, format!("{host} did not answer: {why}"))
        };
        let exchange = async {
            let response = self.client.request(request).await;
            // Without a connection the server has not received the request.
            let response = response.map_err(|error| unanswered(&chain(&error), error.is_connect()))?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, LONGEST).collect().await;
            let body = body.map_err(|error| unanswered(&error.to_string(), false))?.to_bytes();
            Ok(Response { status: parts.status.as_u16(), headers: parts.headers, body })
        };
        let timeout = || unanswered(&format!("no response within {} s", TIMEOUT.as_secs()), false);
        tokio::time::timeout(TIMEOUT, exchange).await.unwrap_or_else(|_| Err(timeout()))
    }
}

/// A token is sent in plain text to this machine only.
fn refuse_plain_text(uri: &http::Uri) -> Result<()> {
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let is_local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if uri.scheme_str() == Some("https") || is_local {
        return Ok(());
    }
    let message = format!(
        "the address of {host} does not use HTTPS, so that the token would be sent in plain text\nUse an https address"
    );
    Err(ProviderError::new(ErrorKind::Invalid, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_in_plain_text_to_this_machine_only() {
        for uri in
            ["https://api.pagerduty.com/services", "http://127.0.0.1:80/a", "http://localhost/a", "http://[::1]/a"]
        {
            assert!(refuse_plain_text(&uri.parse().unwrap()).is_ok(), "{uri}");
        }
        for uri in ["http://api.pagerduty.com/services", "http://127.0.0.1.example/a", "http://10.0.0.1/a"] {
            assert_eq!(refuse_plain_text(&uri.parse().unwrap()).unwrap_err().kind, ErrorKind::Invalid, "{uri}");
        }
    }
}
