//! Requests to one account of a vendor.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use archipel_engine::limiter::{BucketKey, Limiter};
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::Full;
use serde_json::Value as Json;

use crate::error;
use crate::token::Secret;
use crate::transport::Transport;
use crate::vendor::Vendor;

/// How often a request is sent that is throttled, and one whose repetition changes nothing.
const ATTEMPTS: u32 = 6;

/// What all clients of a run share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) transport: Transport,
    pub(crate) limiter: Arc<Limiter>,
    pub(crate) calls: Arc<AtomicU64>,
}

/// A client of one account, or of one instance of Grafana.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) vendor: Vendor,
    /// The address of the API, without a slash at its end.
    pub(crate) url: String,
    pub(crate) token: Secret,
    /// Where the token is stored, in words.
    pub(crate) source: String,
}

impl Client {
    pub(crate) async fn get(&self, path: &str) -> Result<Json> {
        self.send(Method::GET, path, None).await
    }

    /// Sends a request that creates something. It is sent again only if it was certainly not executed.
    pub(crate) async fn post(&self, path: &str, body: &Json) -> Result<Json> {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Json) -> Result<Json> {
        self.send(Method::PUT, path, Some(body)).await
    }

    /// Deletes; already deleted is a success.
    pub(crate) async fn delete(&self, path: &str) -> Result<()> {
        match self.send(Method::DELETE, path, None).await {
            Err(error) if !error.is_not_found() => Err(error),
            _ => Ok(()),
        }
    }

    /// Reads; `None` if it does not exist.
    pub(crate) async fn get_if_exists(&self, path: &str) -> Result<Option<Json>> {
        match self.get(path).await {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Json>) -> Result<Json> {
        let bucket = BucketKey {
            account: String::new(),
            region: String::new(),
            service: self.vendor.name().to_owned(),
            class: String::new(),
        };
        let mut attempt = 0;
        loop {
            attempt += 1;
            self.shared.limiter.acquire(&bucket).await;
            let (error, pause) = match self.attempt(&method, path, body).await {
                Ok(response) if (200..300).contains(&response.status) => {
                    self.shared.limiter.succeeded(&bucket);
                    return self.json(&method, path, &response.body);
                }
                Ok(response) => {
                    let error = error::of_response(self.vendor, &response, &self.source);
                    if error.kind == ErrorKind::Throttled {
                        self.shared.limiter.throttled(&bucket);
                    }
                    (error, error::wait(&response.headers, attempt - 1))
                }
                Err(error) => (error, Duration::from_millis(200) * 2_u32.pow(attempt.min(6))),
            };
            let is_repeatable = match error.kind {
                ErrorKind::Throttled | ErrorKind::NotYet => true,
                ErrorKind::Ambiguous => method != Method::POST,
                _ => false,
            };
            if !is_repeatable || attempt == ATTEMPTS {
                return Err(self.named(error, &method, path));
            }
            tokio::time::sleep(pause).await;
        }
    }

    async fn attempt(&self, method: &Method, path: &str, body: Option<&Json>) -> Result<crate::transport::Response> {
        self.shared.calls.fetch_add(1, Ordering::Relaxed);
        let mut builder = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header(header::AUTHORIZATION, self.vendor.authorization(self.token.expose()))
            .header(header::USER_AGENT, concat!("archipel/", env!("CARGO_PKG_VERSION")))
            .header(header::ACCEPT, "application/json");
        if body.is_some() {
            builder = builder.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let request = builder.body(Full::new(body)).map_err(|_| {
            // The error may not repeat the token, which is a part of the request.
            let message = format!("invalid request: check the address {} and the token in {}", self.url, self.source);
            ProviderError::new(ErrorKind::Invalid, message)
        })?;
        self.shared.transport.send(request).await
    }

    /// The body of a success. One that cannot be read leaves open what a create has created.
    fn json(&self, method: &Method, path: &str, body: &[u8]) -> Result<Json> {
        if body.is_empty() {
            return Ok(Json::Null);
        }
        // Grafana answers the installation of a plugin with an empty text.
        let is_answer = |json: &Json| json.is_object() || json.is_array() || json == "";
        let parsed = serde_json::from_slice::<Json>(body).ok().filter(is_answer);
        parsed.ok_or_else(|| {
            let error = ProviderError::new(ErrorKind::Ambiguous, "the response is not a JSON object");
            self.named(error, method, path)
        })
    }

    /// The error of a request, without the token, which a response may repeat.
    fn named(&self, mut error: ProviderError, method: &Method, path: &str) -> ProviderError {
        let path = path.split('?').next().unwrap_or_default();
        error.message = error.message.replace(self.token.expose(), "***");
        error.service = Some(self.vendor.name().to_owned());
        error.operation = Some(format!("{method} {path}"));
        error
    }
}
