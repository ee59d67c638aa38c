//! A client of a cluster's API server with all permissions, for the sandbox's own work in the cluster.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::{IpAddr, ServerName};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::lock;
use crate::gateway::BoxError;

const METADATA: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const JSON: &str = "application/json";
pub(super) const MERGE_PATCH: &str = "application/merge-patch+json";
const TIMEOUT: Duration = Duration::from_secs(30);
/// Connections that are kept for the next requests.
const IDLE_CONNECTIONS: usize = 4;

/// Opens TLS connections to an API server.
#[derive(Debug, Clone)]
pub(super) struct Connector {
    tls: Arc<ClientConfig>,
    port: u16,
}

impl Connector {
    pub(super) fn new(tls: Arc<ClientConfig>, port: u16) -> Self {
        Self { tls, port }
    }

    pub(super) async fn connect<B>(&self) -> Result<SendRequest<B>, BoxError>
    where
        B: hyper::body::Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<BoxError>,
    {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await?;
        stream.set_nodelay(true)?;
        let name = ServerName::IpAddress(IpAddr::from(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST)));
        let stream = TlsConnector::from(self.tls.clone()).connect(name, stream).await?;
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        // Ends with the server or with the last handle of the sender.
        tokio::spawn(connection);
        Ok(sender)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn host(&self) -> HeaderValue {
        HeaderValue::from_str(&format!("127.0.0.1:{}", self.port)).unwrap_or(HeaderValue::from_static("localhost"))
    }
}

/// The client. Its requests do not pass the cluster's endpoint: they are neither counted nor disturbed by faults.
#[derive(Clone)]
pub(crate) struct Client {
    connector: Connector,
    token: Arc<str>,
    idle: Arc<Mutex<Vec<SendRequest<Full<Bytes>>>>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("port", &self.connector.port).finish_non_exhaustive()
    }
}

impl Client {
    pub(super) fn new(connector: Connector, token: &str) -> Self {
        Self { connector, token: token.into(), idle: Arc::default() }
    }

    /// Sends a request and reads the whole response. A body that is not JSON is returned as a text.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: Option<&Value>,
    ) -> Result<(StatusCode, Value), BoxError> {
        self.send_for(method, path, (content_type, JSON), body).await
    }

    /// The same, with the content types of the request and of the response.
    async fn send_for(
        &self,
        method: Method,
        path: &str,
        types: (&str, &str),
        body: Option<&Value>,
    ) -> Result<(StatusCode, Value), BoxError> {
        let exchange = async {
            let (mut sender, response) = self.exchange(method, path, types, body).await?;
            let status = response.status();
            let body = response.into_body().collect().await?.to_bytes();
            if sender.ready().await.is_ok() {
                let mut idle = lock(&self.idle);
                if idle.len() < IDLE_CONNECTIONS {
                    idle.push(sender);
                }
            }
            let value = serde_json::from_slice(&body)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
            Ok((status, value))
        };
        tokio::time::timeout(TIMEOUT, exchange).await?
    }

    /// Sends a request and returns the response as a stream.
    pub(super) async fn stream(&self, path: &str) -> Result<Response<Incoming>, BoxError> {
        Ok(self.exchange(Method::GET, path, (JSON, JSON), None).await?.1)
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        types: (&str, &str),
        body: Option<&Value>,
    ) -> Result<(SendRequest<Full<Bytes>>, Response<Incoming>), BoxError> {
        let bytes = match body {
            Some(body) => Bytes::from(serde_json::to_vec(body)?),
            None => Bytes::new(),
        };
        let reused = lock(&self.idle).pop().filter(|sender| !sender.is_closed());
        let is_reused = reused.is_some();
        let mut sender = match reused {
            Some(sender) => sender,
            None => self.connector.connect().await?,
        };
        match sender.send_request(self.request(&method, path, types, bytes.clone())?).await {
            Ok(response) => Ok((sender, response)),
            // The server closed the connection while it was idle.
            Err(error) if is_reused && (error.is_canceled() || error.is_incomplete_message()) => {
                let mut sender = self.connector.connect().await?;
                let response = sender.send_request(self.request(&method, path, types, bytes)?).await?;
                Ok((sender, response))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn request(
        &self,
        method: &Method,
        path: &str,
        (content_type, accept): (&str, &str),
        body: Bytes,
    ) -> Result<Request<Full<Bytes>>, http::Error> {
        Request::builder()
            .method(method.clone())
            .uri(path)
            .header(HOST, self.connector.host())
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(CONTENT_TYPE, content_type)
            .header(ACCEPT, accept)
            .body(Full::new(body))
    }

    pub(super) async fn get(&self, path: &str) -> Result<(StatusCode, Value), BoxError> {
        self.send(Method::GET, path, JSON, None).await
    }

    /// Lists the metadata of objects only.
    pub(super) async fn metadata(&self, path: &str) -> Result<(StatusCode, Value), BoxError> {
        self.send_for(Method::GET, path, ("application/json", METADATA), None).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<(StatusCode, Value), BoxError> {
        self.send(Method::POST, path, JSON, Some(body)).await
    }

    pub(super) async fn merge(&self, path: &str, patch: &Value) -> Result<(StatusCode, Value), BoxError> {
        self.send(Method::PATCH, path, MERGE_PATCH, Some(patch)).await
    }
}
