//! Sends and counts calls: every attempt of every call from the SDK to the network passes this code.
//!
//! It limits the time of the attempt, slows down the bucket of the call's (account, region, service, action class) when
//! the service throttles, counts calls for the summary, and in a sandbox refuses addresses of other machines. The token
//! of the attempt was taken before it was signed (`pacing.rs`). Resource types use plain SDK clients.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use archipel_engine::limiter::Limiter;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::DateTime;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::date_time::Format;

use super::rates;
use super::stamp::Stamped;

/// The number of calls of each operation, including retries.
#[derive(Clone, Debug, Default)]
pub struct CallCounter(Arc<Mutex<BTreeMap<String, u64>>>);

impl CallCounter {
    fn count(&self, service: &str, operation: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(format!("{service}:{operation}")).or_default() += 1;
    }

    /// All calls.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// Calls by `service:Operation`.
    #[must_use]
    pub fn by_operation(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The difference between this machine's clock and the services', from the last response's Date header. Requests are signed with the time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock(Arc<Mutex<Option<i64>>>);

impl Clock {
    fn observe(&self, date: &str) {
        let Ok(date) = DateTime::from_str(date, Format::HttpDate) else { return };
        let here = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let ahead = date.secs() - i64::try_from(here).unwrap_or(i64::MAX);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
    }

    /// By how many seconds the services are ahead; `None` before the first response.
    pub(crate) fn ahead(&self) -> Option<i64> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The HTTP client that all SDK clients share.
#[derive(Clone)]
pub(crate) struct Governor {
    pub(crate) inner: SharedHttpClient,
    pub(crate) limiter: Arc<Limiter>,
    pub(crate) counter: CallCounter,
    pub(crate) clock: Clock,
    /// The time from sending an attempt to the end of its response.
    pub(crate) attempt_timeout: Duration,
    /// In a sandbox, no request leaves this machine.
    pub(crate) loopback_only: bool,
}

impl std::fmt::Debug for Governor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Governor").field("loopback_only", &self.loopback_only).finish_non_exhaustive()
    }
}

impl HttpClient for Governor {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(Governed {
            inner: self.inner.http_connector(settings, components),
            governor: self.clone(),
        })
    }
}

#[derive(Debug)]
struct Governed {
    inner: SharedHttpConnector,
    governor: Governor,
}

impl HttpConnector for Governed {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let inner = self.inner.clone();
        let governor = self.governor.clone();
        HttpConnectorFuture::new(async move { governor.send(inner, request).await })
    }
}

impl Governor {
    async fn send(&self, inner: SharedHttpConnector, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        if self.loopback_only && !is_loopback(request.uri()) {
            let message = format!("the sandbox sends nothing to {}: only to this machine", request.uri());
            return Err(ConnectorError::user(message.into()));
        }
        let Some(call) = request.extension::<Stamped>().cloned() else {
            // Credential providers send their own calls, without an operation.
            return inner.call(request).await;
        };
        // A call with an identity cache of its own has no token yet.
        if !call.use_token() {
            self.limiter.acquire(&call.bucket()).await;
        }
        self.counter.count(&call.service, &call.operation);
        let answer = tokio::time::timeout(self.attempt_timeout, whole(inner.call(request)));
        let Ok(response) = answer.await else {
            let message = format!("no response within {} s", self.attempt_timeout.as_secs());
            return Err(ConnectorError::timeout(message.into()));
        };
        let response = response?;
        if let Some(date) = response.headers().get("date") {
            self.clock.observe(date);
        }
        let status = response.status().as_u16();
        if status < 400 {
            self.limiter.succeeded(&call.bucket());
        } else {
            let kind = response.headers().get("x-amzn-errortype").unwrap_or_default();
            let body = String::from_utf8_lossy(response.body().bytes().unwrap_or_default());
            if status == 429 || rates::says_throttled(kind) || rates::says_throttled(&body) {
                self.limiter.throttled(&call.bucket());
            }
        }
        Ok(response)
    }
}

/// Reads a response to its end. No resource type streams one.
async fn whole(answer: HttpConnectorFuture) -> Result<HttpResponse, ConnectorError> {
    let mut response = answer.await?;
    let body = std::mem::replace(response.body_mut(), SdkBody::taken());
    let bytes = ByteStream::new(body).collect().await.map_err(|error| ConnectorError::io(error.into()))?.into_bytes();
    *response.body_mut() = SdkBody::from(bytes);
    Ok(response)
}

/// Whether a URI's host is this machine.
fn is_loopback(uri: &str) -> bool {
    let after_scheme = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = if let Some(v6) = host.strip_prefix('[') {
        v6.split(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{Clock, is_loopback};

    #[test]
    fn the_date_of_an_answer_tells_how_far_the_clocks_are_apart() {
        let clock = Clock::default();
        clock.observe("no date");
        assert_eq!(clock.ahead(), None);
        clock.observe("Thu, 01 Jan 1970 00:00:00 GMT");
        assert!(clock.ahead().unwrap() < -1_700_000_000);
    }

    #[test]
    fn only_this_machine_counts_as_loopback() {
        for uri in ["http://127.0.0.1:4566/", "http://localhost:1/x", "http://[::1]:80/a?b", "http://127.9.9.9"] {
            assert!(is_loopback(uri), "{uri}");
        }
        for uri in [
            "https://ec2.eu-west-1.amazonaws.com/",
            "http://127.0.0.1.example.com/",
            "http://127.0.0.1@example.com/",
            "http://10.0.0.1/",
            "",
        ] {
            assert!(!is_loopback(uri), "{uri}");
        }
    }
}
