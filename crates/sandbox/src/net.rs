//! Local networking: ports, addresses, and clients for the sandbox's own servers.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::HOST;
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};

use crate::error::{Error, Result};
use crate::gateway::admin;
use crate::secret::Secret;
use crate::signature;

/// Fails unless the URL is plain HTTP to this machine, so that requests of a sandbox never leave it.
pub fn assert_loopback(url: &str) -> Result<()> {
    let refused = || Error::NotLoopback { url: url.to_owned() };
    let uri: Uri = url.parse().map_err(|_| refused())?;
    let authority = uri.authority().ok_or_else(refused)?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    // The host of `http://127.0.0.1@example.com` is example.com.
    let plain = uri.scheme_str() == Some("http") && !authority.as_str().contains('@');
    if local && plain { Ok(()) } else { Err(refused()) }
}

/// Fails if the port is in use.
pub(crate) fn assert_free(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => Err(Error::PortTaken { port }),
        Err(source) => Err(Error::Io { what: format!("cannot listen on 127.0.0.1:{port}"), source }),
    }
}

/// Sends a request over a new connection. A server may close an existing one just when a request is sent, which would
/// look like an injected fault; a new connection is cheap on this machine.
pub(crate) async fn exchange<B>(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<B>,
) -> Result<Response<Incoming>, hyper::Error>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // Ends with the body of the response.
    tokio::spawn(connection);
    sender.send_request(request).await
}

/// Sends a small request to an emulator.
pub(crate) async fn call_emulator(
    method: Method,
    socket: &Path,
    path: &str,
    timeout: Duration,
) -> Result<(StatusCode, Bytes)> {
    let what = format!("{}{path}", socket.display());
    let request = Request::builder().method(method).uri(path).header(HOST, "localhost").body(Full::<Bytes>::default());
    let request = request.map_err(|error| Error::BadAnswer(format!("{what}: {error}")))?;
    whole(&what, UnixStream::connect(socket), request, timeout).await
}

/// Sends a small request to a gateway's own API, signed by the sandbox's owner, or unsigned, as older versions
/// accepted it.
pub(crate) async fn call_gateway(
    method: Method,
    port: u16,
    path: &str,
    body: Vec<u8>,
    secret: Option<&Secret>,
    timeout: Duration,
) -> Result<(StatusCode, Bytes)> {
    let url = format!("http://127.0.0.1:{port}{path}");
    let request = Request::builder().method(method).uri(&url).header(HOST, format!("127.0.0.1:{port}")).body(());
    let request = request.map_err(|error| Error::BadAnswer(format!("{url}: {error}")))?;
    let (mut parts, ()) = request.into_parts();
    if let Some(secret) = secret {
        signature::sign(&mut parts, &body, secret, "sandbox", admin::SERVICE, SystemTime::now())?;
    }
    // A request to a server has a path, one to a proxy a URL.
    parts.uri = path.parse().map_err(|error| Error::BadAnswer(format!("{url}: {error}")))?;
    let request = Request::from_parts(parts, Full::new(Bytes::from(body)));
    whole(&url, TcpStream::connect((Ipv4Addr::LOCALHOST, port)), request, timeout).await
}

async fn whole<S>(
    what: &str,
    connect: impl Future<Output = std::io::Result<S>>,
    request: Request<Full<Bytes>>,
    timeout: Duration,
) -> Result<(StatusCode, Bytes)>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let failed = |error: &dyn std::fmt::Display| Error::BadAnswer(format!("{what}: {error}"));
    let answered = async {
        let stream = connect.await.map_err(|error| failed(&error))?;
        let response = exchange(stream, request).await.map_err(|error| failed(&error))?;
        let status = response.status();
        let body = response.into_body().collect().await.map_err(|error| failed(&error))?;
        Ok((status, body.to_bytes()))
    };
    tokio::time::timeout(timeout, answered).await.unwrap_or_else(|_| Err(failed(&"no response in time")))
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
