//! Requests to one API server.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use archipel_engine::limiter::{BucketKey, Limiter};
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use bytes::Bytes;
use http::Method;
use serde_json::Value as Json;
use tokio::sync::Mutex;

use super::discovery::Discovery;
use super::error::of_response;
use super::transport::{Response, Transport};
use crate::cluster::{Clusters, Endpoint, Token};

/// The parameters of a request.
#[derive(Clone, Default)]
pub(crate) struct Query(String);

impl Query {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0 += name;
        self.0.push('=');
        escape(value, &mut self.0);
        self
    }
}

/// A text as a part of a path or a query.
fn escape(text: &str, into: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => into.push(char::from(byte)),
            _ => {
                let _ = write!(into, "%{byte:02X}");
            }
        }
    }
}

/// A request.
#[derive(Clone)]
pub(crate) struct Request {
    method: Method,
    path: String,
    query: Query,
    accept: &'static str,
    content_type: &'static str,
    body: Option<Bytes>,
    /// The name of the object that the request is about.
    name: Option<String>,
    /// What is done, for errors and counts: `Apply`.
    operation: &'static str,
}

impl Request {
    fn new(method: Method, path: &str, operation: &'static str) -> Self {
        let json = "application/json";
        let path = path.to_owned();
        Self { method, path, query: Query::new(), accept: json, content_type: json, body: None, name: None, operation }
    }

    /// Reads a path.
    pub(crate) fn get(path: &str) -> Self {
        Self::new(Method::GET, path, "Get")
    }

    /// Applies an object on the server.
    pub(crate) fn apply(path: &str, body: &Json) -> Self {
        let request = Self::new(Method::PATCH, path, "Apply");
        Self { content_type: "application/apply-patch+yaml", body: Some(bytes(body)), ..request }
    }

    pub(crate) fn post(path: &str, body: &Json) -> Self {
        Self { body: Some(bytes(body)), ..Self::new(Method::POST, path, "Create") }
    }

    pub(crate) fn delete(path: &str, body: &Json) -> Self {
        Self { body: Some(bytes(body)), ..Self::new(Method::DELETE, path, "Delete") }
    }

    /// The object at the end of the path.
    pub(crate) fn named(mut self, name: &str) -> Self {
        self.path.push('/');
        escape(name, &mut self.path);
        self.name = Some(name.to_owned());
        self
    }

    pub(crate) fn query(self, query: Query) -> Self {
        Self { query, ..self }
    }

    pub(super) fn accept(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }
}

fn bytes(json: &Json) -> Bytes {
    Bytes::from(json.to_string())
}

/// What the APIs of all clusters share.
pub(super) struct Shared {
    pub(super) clusters: Arc<dyn Clusters>,
    pub(super) limiter: Arc<Limiter>,
    /// The number of requests.
    pub(super) calls: Arc<AtomicU64>,
}

/// The API of one cluster.
pub(crate) struct Api {
    transport: Transport,
    pub(super) endpoint: Endpoint,
    environment: Environment,
    cluster: String,
    shared: Shared,
    token: Mutex<Option<Option<Token>>>,
    pub(super) discovery: Discovery,
    /// The kinds that the access to was granted for.
    pub(crate) granted: Mutex<HashSet<(String, String)>>,
}

impl Api {
    pub(super) fn new(
        endpoint: Endpoint,
        (environment, cluster): (&Environment, &str),
        shared: Shared,
    ) -> Result<Self> {
        Ok(Self {
            transport: Transport::new(&endpoint)?,
            endpoint,
            environment: environment.clone(),
            cluster: cluster.to_owned(),
            shared,
            token: Mutex::default(),
            discovery: Discovery::default(),
            granted: Mutex::default(),
        })
    }

    /// The name of the cluster.
    pub(crate) fn cluster(&self) -> &str {
        &self.cluster
    }

    /// The address of the API server.
    pub(crate) fn url(&self) -> &str {
        &self.endpoint.url
    }

    /// Sends a request and returns the response's document.
    pub(crate) async fn send(&self, request: Request) -> Result<Json> {
        let body = self.send_for_bytes(request).await?;
        serde_json::from_slice(&body).map_err(|error| {
            let message = format!("the API server {} returned invalid JSON: {error}", self.url());
            ProviderError::new(ErrorKind::Ambiguous, message)
        })
    }

    /// Sends a request to a path that does not return a document.
    pub(crate) async fn send_for_bytes(&self, request: Request) -> Result<Bytes> {
        let mut response = self.attempt(&request, false).await?;
        if response.status == 401 {
            // The token may have expired, or been made before an access entry existed.
            response = self.attempt(&request, true).await?;
        }
        let Response { status, body } = response;
        if status < 400 {
            self.shared.limiter.succeeded(&self.bucket());
            return Ok(body);
        }
        let mut error = of_response(status, &body, request.name.as_deref());
        if error.kind == ErrorKind::Throttled {
            self.shared.limiter.throttled(&self.bucket());
        }
        if error.kind == ErrorKind::Credentials {
            error.message = format!(
                "the cluster {} does not accept the credentials of this run: {}\n\
                 Give their principal an access entry, and let the object depend on it",
                self.cluster, error.message
            );
        }
        error.operation = Some(request.operation.to_owned());
        error.region = Some(self.environment.region.clone());
        Err(error)
    }

    async fn attempt(&self, request: &Request, renew: bool) -> Result<Response> {
        self.shared.limiter.acquire(&self.bucket()).await;
        let token = self.token(renew).await?;
        let mut builder = http::Request::builder()
            .method(request.method.clone())
            .header("accept", request.accept)
            .header("user-agent", concat!("archipel/", env!("CARGO_PKG_VERSION")));
        if let Some(token) = &token {
            builder = builder.header("authorization", format!("Bearer {}", token.secret));
        }
        if request.body.is_some() {
            builder = builder.header("content-type", request.content_type);
        }
        let path = format!("{}{}", request.path, request.query.0);
        tracing::debug!(cluster = %self.cluster, method = %request.method, %path, "request");
        self.shared.calls.fetch_add(1, Ordering::Relaxed);
        self.transport.send(builder, &path, request.body.clone().unwrap_or_default()).await
    }

    /// One bucket for the cluster, as its API server has one budget for a user.
    fn bucket(&self) -> BucketKey {
        BucketKey {
            account: self.environment.account.clone().unwrap_or_default(),
            region: self.environment.region.clone(),
            service: "kubernetes".to_owned(),
            class: self.cluster.clone(),
        }
    }

    async fn token(&self, renew: bool) -> Result<Option<Token>> {
        let mut known = self.token.lock().await;
        let is_good = |token: &Option<Token>| {
            let renew_at = token.as_ref().and_then(|token| token.renew_at);
            renew_at.is_none_or(|renew_at| SystemTime::now() < renew_at)
        };
        match &*known {
            Some(token) if !renew && is_good(token) => Ok(token.clone()),
            _ => {
                let token = self.shared.clusters.token(&self.environment, &self.cluster).await?;
                *known = Some(token.clone());
                Ok(token)
            }
        }
    }
}
