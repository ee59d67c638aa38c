//! Loopback only: ports, addresses, and a client for the sandbox's own servers.

use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::error::{Context, Error, Result};

/// Fails unless the URL is plain HTTP to this machine: nothing else may ever get a sandbox's requests.
pub fn assert_loopback(url: &str) -> Result<()> {
    let refused = || Error::NotLoopback { url: url.to_owned() };
    let uri: Uri = url.parse().map_err(|_| refused())?;
    let authority = uri.authority().ok_or_else(refused)?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    // `http://127.0.0.1@example.com` has another host than it seems to.
    let plain = uri.scheme_str() == Some("http") && !authority.as_str().contains('@');
    if local && plain { Ok(()) } else { Err(refused()) }
}

/// A port that was free a moment ago. Whoever uses it must be ready to lose the race for it.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context(|| "cannot bind 127.0.0.1".to_owned())?;
    Ok(listener.local_addr().context(|| "cannot read a socket's address".to_owned())?.port())
}

/// Fails if someone listens on the port.
pub(crate) fn assert_free(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => Err(Error::PortTaken { port }),
        Err(source) => Err(Error::Io { what: format!("cannot listen on 127.0.0.1:{port}"), source }),
    }
}

/// One small request to one of the sandbox's own servers.
pub(crate) async fn call(
    method: Method,
    url: &str,
    body: impl Into<Bytes>,
    timeout: Duration,
) -> Result<(StatusCode, Bytes)> {
    assert_loopback(url)?;
    let failed = |what: String| Error::BadAnswer(format!("{url}: {what}"));
    let client: Client<HttpConnector, Full<Bytes>> = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
    let request =
        Request::builder().method(method).uri(url).body(Full::new(body.into())).map_err(|e| failed(e.to_string()))?;
    let exchange = async {
        let response = client.request(request).await.map_err(|e| failed(e.to_string()))?;
        let status = response.status();
        let body = response.into_body().collect().await.map_err(|e| failed(e.to_string()))?;
        Ok((status, body.to_bytes()))
    };
    match tokio::time::timeout(timeout, exchange).await {
        Ok(result) => result,
        Err(_) => Err(failed("no answer in time".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_addresses_pass() {
        for url in ["http://127.0.0.1:4566", "http://localhost:1", "http://[::1]:80/x"] {
            assert!(assert_loopback(url).is_ok(), "{url}");
        }
        for url in [
            "https://ec2.eu-west-1.amazonaws.com",
            "http://10.0.0.1",
            "http://127.0.0.1@example.com/",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "127.0.0.1",
            "",
        ] {
            let error = assert_loopback(url).unwrap_err();
            assert!(matches!(error, Error::NotLoopback { .. }), "{url}");
            assert!(!error.hint().is_empty());
        }
    }
}
