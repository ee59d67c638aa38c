//! The S3 calls of a store, and the interpretation of their responses.
//!
//! The SDK's retries are off. A write whose response was lost is sent again here, with the same bytes and the same
//! condition. If the condition no longer holds, the object is read: every object that is written under a condition
//! contains a random number, so identical bytes mean that the earlier attempt succeeded. Otherwise a writer would
//! take its own success for another writer's.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use archipel_endpoints::{Endpoints, Environment, Services};
use archipel_engine::resource::{ErrorKind, ProviderError};
use archipel_engine::state::StateError;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{BehaviorVersion, Region, RequestChecksumCalculation, ResponseChecksumValidation};
use aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder;
use aws_sdk_s3::primitives::{ByteStream, DateTime, DateTimeFormat};
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use aws_smithy_http_client::tls;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::Response;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use rand::Rng as _;
use tokio::time::Instant;

use super::stats::Counters;
use crate::location::S3Location;

/// How many objects are read or written concurrently.
pub(super) const AT_ONCE: usize = 32;
/// The timeout of one attempt. Objects have a few hundred kilobytes at most, except for commits of many records.
const ATTEMPT: Duration = Duration::from_secs(20);
/// How many keys one call deletes.
const DELETE_AT_ONCE: usize = 1000;

/// An object that was read.
#[derive(Clone, Debug)]
pub(super) struct Got {
    pub(super) bytes: Vec<u8>,
    pub(super) etag: String,
    /// The age of the object by the clock of the service; `None` if the service does not return it.
    pub(super) age: Option<Duration>,
}

/// The result of a conditional write.
#[derive(Debug)]
pub(super) enum Put {
    /// The object was written and has this tag.
    Done(String),
    /// The condition does not hold; this is the existing object.
    Refused(Option<Got>),
}

/// A prefix of a bucket, and the client to access it.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    client: Client,
    location: S3Location,
    region: String,
    counters: Counters,
    /// How long calls are retried.
    pub(super) patience: Duration,
}

/// The cause of a failed attempt.
enum Fault {
    /// The object does not exist.
    Absent,
    /// The condition does not hold.
    Condition,
    /// A retry may succeed: throttling, no response, or an ambiguous response.
    Again(Box<ProviderError>),
    /// A retry cannot succeed.
    Refused(Box<ProviderError>),
}

impl Bucket {
    /// Loads credentials and a region. Sends no request to S3.
    ///
    /// # Errors
    /// `Refused` for an endpoint of the environment or the profile that the location does not name.
    pub(super) async fn connect(
        location: &S3Location,
        credentials: Option<SharedCredentialsProvider>,
        counters: Counters,
        patience: Duration,
    ) -> Result<Self, StateError> {
        // If the environment sets the same endpoint, it applies to STS too, which returns the credentials.
        let endpoints = Endpoints::new().all(location.endpoint.clone());
        let environment = Environment::of_process(location.profile.as_deref()).await;
        endpoints.verify(&environment, Services::Only(&["S3"])).map_err(|error| StateError::Refused {
            location: location.to_string(),
            why: error.to_string(),
            hint: error.hint("name it in the state's address with `&endpoint=URL`"),
        })?;
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .build_https();
        let timeouts =
            TimeoutConfig::builder().connect_timeout(Duration::from_secs(3)).operation_attempt_timeout(ATTEMPT).build();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http)
            .timeout_config(timeouts)
            .retry_config(RetryConfig::disabled());
        if let Some(profile) = &location.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(region) = &location.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(credentials) = credentials {
            loader = loader.credentials_provider(credentials);
        }
        // Cache the credentials and the region.
        let mut base = loader.load().await.into_builder().service_config(endpoints.service_config());
        base.set_endpoint_url(None);
        let base = base.build();
        let region = base.region().map_or("us-east-1", |region| region.as_ref()).to_owned();
        let mut config = aws_sdk_s3::config::Builder::from(&base)
            .region(Region::new(region.clone()))
            // Only the checksums that S3 has always had: other services refuse the newer ones.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        if location.endpoint.is_some() {
            config = config.force_path_style(true);
        }
        Ok(Self { client: Client::from_conf(config.build()), location: location.clone(), region, counters, patience })
    }

    /// The same, with another retry limit.
    pub(super) fn patient(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    pub(super) fn location(&self) -> String {
        self.location.to_string()
    }

    /// The address of an object, for messages.
    pub(super) fn name(&self, key: &str) -> String {
        format!("s3://{}/{}", self.location.bucket, self.key(key))
    }

    fn key(&self, key: &str) -> String {
        format!("{}/{key}", self.location.prefix)
    }

    /// Reads an object; `None` if it does not exist.
    pub(super) async fn get(&self, key: &str) -> Result<Option<Got>, StateError> {
        let answer = self
            .again(|| async {
                let sent = self.client.get_object().bucket(&self.location.bucket).key(self.key(key));
                // The typed response omits the `Date` header, which has the service's time.
                let date = Arc::new(Mutex::new(None));
                let got =
                    sent.customize().interceptor(Date(Arc::clone(&date))).send().await.map_err(|e| self.fault(&e))?;
                let etag = got.e_tag().unwrap_or_default().to_owned();
                let written = got.last_modified().copied();
                let bytes = got.body.collect().await.map_err(|error| {
                    let message = format!("response body truncated: {error}");
                    Fault::Again(Box::new(self.error("GetObject", ErrorKind::Ambiguous, message)))
                })?;
                let now = date.lock().unwrap_or_else(PoisonError::into_inner).take();
                Ok(Got { bytes: bytes.into_bytes().to_vec(), etag, age: age(now, written) })
            })
            .await;
        match answer {
            Ok(got) => Ok(Some(got)),
            Err(Fault::Absent) => Ok(None),
            Err(fault) => Err(self.failed("read", fault)),
        }
    }

    /// Reads an object that must exist.
    pub(super) async fn must(&self, key: &str) -> Result<Got, StateError> {
        let missing = || StateError::Damaged { location: self.name(key), what: "the object is missing".to_owned() };
        self.get(key).await?.ok_or_else(missing)
    }

    /// Creates an object that must not exist.
    pub(super) async fn create(&self, key: &str, bytes: &[u8]) -> Result<Put, StateError> {
        self.put_if(key, bytes, None).await
    }

    /// Replaces the object with this tag.
    pub(super) async fn replace(&self, key: &str, bytes: &[u8], etag: &str) -> Result<Put, StateError> {
        self.put_if(key, bytes, Some(etag)).await
    }

    /// Writes an object under a condition, and reports only whether the condition held: the tag of the object, or
    /// `None`. With a tag, the object must have it; without one, it must not exist.
    pub(super) async fn put_under_condition(
        &self,
        key: &str,
        bytes: &[u8],
        etag: Option<&str>,
    ) -> Result<Option<String>, StateError> {
        match self.send_if(key, bytes, etag).await {
            Ok(etag) => Ok(Some(etag)),
            Err(Fault::Condition | Fault::Absent) => Ok(None),
            Err(fault) => Err(self.failed("written", fault)),
        }
    }

    async fn put_if(&self, key: &str, bytes: &[u8], etag: Option<&str>) -> Result<Put, StateError> {
        match self.send_if(key, bytes, etag).await {
            Ok(etag) => Ok(Put::Done(etag)),
            // The existing object may be from an earlier attempt of this call.
            Err(Fault::Condition | Fault::Absent) => match self.get(key).await? {
                Some(got) if got.bytes == bytes => Ok(Put::Done(got.etag)),
                found => Ok(Put::Refused(found)),
            },
            Err(fault) => Err(self.failed("written", fault)),
        }
    }

    async fn send_if(&self, key: &str, bytes: &[u8], etag: Option<&str>) -> Result<String, Fault> {
        self.again(|| async {
            let put = self.put_request(key, bytes);
            let put = match etag {
                Some(etag) => put.if_match(etag),
                None => put.if_none_match("*"),
            };
            let answer = put.send().await.map_err(|e| self.fault(&e))?;
            answer.e_tag().map(str::to_owned).ok_or_else(|| {
                let message = "the response has no tag".to_owned();
                Fault::Again(Box::new(self.error("PutObject", ErrorKind::Ambiguous, message)))
            })
        })
        .await
    }

    /// Writes an object with a unique name.
    pub(super) async fn put(&self, key: &str, bytes: &[u8]) -> Result<(), StateError> {
        let sent = self
            .again(|| async { self.put_request(key, bytes).send().await.map(|_| ()).map_err(|e| self.fault(&e)) })
            .await;
        sent.map_err(|fault| self.failed("written", fault))
    }

    fn put_request(&self, key: &str, bytes: &[u8]) -> PutObjectFluentBuilder {
        self.client
            .put_object()
            .bucket(&self.location.bucket)
            .key(self.key(key))
            .content_type("application/json")
            .body(ByteStream::from(bytes.to_vec()))
    }

    /// Writes many objects with unique names.
    pub(super) async fn put_all(&self, objects: Vec<(String, Vec<u8>)>) -> Result<(), StateError> {
        stream::iter(objects)
            .map(|(key, bytes)| async move { self.put(&key, &bytes).await })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    /// The names in a folder after a given one, in order.
    pub(super) async fn list(&self, folder: &str, after: Option<&str>) -> Result<Vec<String>, StateError> {
        let (prefix, start) = (self.key(folder), after.map(|after| self.key(after)));
        let own = format!("{}/", self.location.prefix);
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let page = self
                .again(|| async {
                    let list = self.client.list_objects_v2().bucket(&self.location.bucket).prefix(&prefix);
                    let list = list.set_start_after(start.clone()).set_continuation_token(token.clone());
                    list.send().await.map_err(|e| self.fault(&e))
                })
                .await
                .map_err(|fault| self.failed("read", fault))?;
            let keys = page.contents().iter().filter_map(|object| object.key()?.strip_prefix(&own));
            // Some services ignore `start-after`.
            found.extend(keys.filter(|key| after.is_none_or(|after| *key > after)).map(str::to_owned));
            token = page.next_continuation_token().map(str::to_owned);
            if page.is_truncated() != Some(true) || token.is_none() {
                found.sort();
                return Ok(found);
            }
        }
    }

    /// Deletes objects that are no longer needed. Objects that cannot be deleted remain; they are harmless.
    pub(super) async fn delete(&self, keys: &[String]) {
        for keys in keys.chunks(DELETE_AT_ONCE) {
            let named = keys.iter().map(|key| ObjectIdentifier::builder().key(self.key(key)).build());
            let Ok(named) = named.collect::<Result<Vec<_>, _>>() else { continue };
            let Ok(delete) = Delete::builder().set_objects(Some(named)).quiet(true).build() else { continue };
            self.counters.request();
            let sent = self.client.delete_objects().bucket(&self.location.bucket).delete(delete).send().await;
            if let Err(error) = sent {
                tracing::debug!("{} unused objects could not be deleted: {error:?}", keys.len());
            }
        }
    }

    /// Retries until the call succeeds, fails for good, or the retry limit passes.
    async fn again<T, F: Future<Output = Result<T, Fault>>>(&self, call: impl Fn() -> F) -> Result<T, Fault> {
        let end = Instant::now() + self.patience;
        let mut pause = Duration::from_millis(50);
        loop {
            self.counters.request();
            // The retry limit may pass during an attempt.
            let left = end.saturating_duration_since(Instant::now()).max(Duration::from_millis(500));
            let answer = tokio::time::timeout(left, call()).await.unwrap_or_else(|_| {
                let error = self.error("request", ErrorKind::Ambiguous, "no answer in time".to_owned());
                Err(Fault::Again(Box::new(error)))
            });
            match answer {
                Err(Fault::Again(error)) => {
                    let wait = pause.mul_f64(rand::rng().random_range(0.5..1.0));
                    if Instant::now() + wait >= end {
                        return Err(Fault::Again(error));
                    }
                    self.counters.again();
                    tokio::time::sleep(wait).await;
                    pause = (pause * 2).min(Duration::from_secs(2));
                }
                other => return other,
            }
        }
    }

    fn failed(&self, action: &'static str, fault: Fault) -> StateError {
        let error = match fault {
            Fault::Again(error) | Fault::Refused(error) => error,
            Fault::Absent => {
                Box::new(self.error("request", ErrorKind::NotFound, "the object does not exist".to_owned()))
            }
            Fault::Condition => {
                Box::new(self.error("request", ErrorKind::Invalid, "a condition does not hold".to_owned()))
            }
        };
        StateError::Remote { location: self.location(), action, error }
    }

    fn error(&self, operation: &str, kind: ErrorKind, message: String) -> ProviderError {
        ProviderError {
            service: Some("s3".to_owned()),
            operation: Some(operation.to_owned()),
            region: self.location.endpoint.is_none().then(|| self.region.clone()),
            ..ProviderError::new(kind, message)
        }
    }

    fn fault<E>(&self, error: &SdkError<E, Response>) -> Fault
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let name = std::any::type_name::<E>().rsplit("::").next().unwrap_or_default();
        let operation = name.strip_suffix("Error").unwrap_or(name);
        let SdkError::ServiceError(answer) = error else {
            let text = chain(error);
            // A credentials provider without credentials fails before a request is sent.
            let lower = text.to_ascii_lowercase();
            return if lower.contains("credential") || (lower.contains("sso") && lower.contains("token")) {
                Fault::Refused(Box::new(self.error(operation, ErrorKind::Credentials, text)))
            } else if matches!(error, SdkError::ConstructionFailure(_)) {
                Fault::Refused(Box::new(self.error(operation, ErrorKind::Invalid, text)))
            } else {
                Fault::Again(Box::new(self.error(operation, ErrorKind::Ambiguous, text)))
            };
        };
        let (status, meta) = (answer.raw().status().as_u16(), answer.err().meta());
        let code = meta.code().unwrap_or_default();
        let kind = match (status, code) {
            (412, _) => return Fault::Condition,
            (404, "NoSuchKey") => return Fault::Absent,
            (409, "ConditionalRequestConflict" | "OperationAborted") | (_, "RequestTimeout") => ErrorKind::Ambiguous,
            (429, _) | (_, "SlowDown" | "Throttling" | "ThrottlingException" | "RequestLimitExceeded") => {
                ErrorKind::Throttled
            }
            // The service does not implement the request, so a retry cannot succeed.
            (501, _) | (_, "NotImplemented") => ErrorKind::Invalid,
            // An error with a success status is ambiguous.
            (200..=299 | 500.., _) => ErrorKind::Ambiguous,
            (
                _,
                "ExpiredToken"
                | "InvalidAccessKeyId"
                | "SignatureDoesNotMatch"
                | "RequestTimeTooSkewed"
                | "InvalidToken",
            ) => ErrorKind::Credentials,
            (401 | 403, _) => ErrorKind::Denied,
            (404, "NoSuchBucket") => ErrorKind::NotFound,
            _ => ErrorKind::Invalid,
        };
        let code = match (status, code) {
            (301 | 307, "") => Some("PermanentRedirect"),
            (_, "") => None,
            _ => Some(code),
        };
        let message = meta.message().map_or_else(|| format!("HTTP {status}"), str::to_owned);
        let request_id = ["x-amz-request-id", "x-amzn-requestid"];
        let request_id = request_id.iter().find_map(|name| answer.raw().headers().get(*name)).map(str::to_owned);
        let region = answer.raw().headers().get("x-amz-bucket-region");
        let message = match region.filter(|region| *region != self.region) {
            Some(region) => format!("{message} (the bucket is in {region})"),
            None => message,
        };
        let error = ProviderError { code: code.map(str::to_owned), request_id, ..self.error(operation, kind, message) };
        match kind {
            ErrorKind::Ambiguous | ErrorKind::Throttled => Fault::Again(Box::new(error)),
            _ => Fault::Refused(Box::new(error)),
        }
    }
}

/// Stores the `Date` header of a response.
#[derive(Debug)]
struct Date(Arc<Mutex<Option<String>>>);

#[dyn_dispatch_hint]
impl Intercept for Date {
    fn name(&self) -> &'static str {
        "archipel-date"
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date").map(str::to_owned);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = date;
        Ok(())
    }
}

/// The age of an object at the time of the response, both by the service's clock.
fn age(now: Option<String>, written: Option<DateTime>) -> Option<Duration> {
    let now = DateTime::from_str(&now?, DateTimeFormat::HttpDate).ok()?;
    let (now, written) = (SystemTime::try_from(now).ok()?, SystemTime::try_from(written?).ok()?);
    Some(now.duration_since(written).unwrap_or_default())
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if parts.last() != Some(&text) {
            parts.push(text);
        }
        next = error.source();
    }
    parts.join(": ")
}
