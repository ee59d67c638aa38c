//! Numbered writes, as drills send them: an object for each number in a bucket, and requests to an application that writes the
//! number for the drill. A call is sent once: a retry would hide the moment at which a store takes no writes.

use std::time::Duration;

use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use aws_sdk_cloudwatch::types::{AlarmType, Dimension, MetricDatum, StandardUnit, StateValue};
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;

use crate::aws::{Aws, Connection, SdkResultExt as _, chain, no_retry};

/// The prefix of the objects in a bucket.
pub const PREFIX: &str = "archipel-drill/";
/// The namespace of the metrics about drills.
pub const NAMESPACE: &str = "Archipel/Drills";
/// How long one write, or one request, may take.
const LIMIT: Duration = Duration::from_secs(3);

fn client(connection: &Connection, region: &str) -> Result<std::sync::Arc<Aws>> {
    connection.aws(&Environment { region: region.to_owned(), account: None })
}

fn late() -> ProviderError {
    ProviderError::new(ErrorKind::Ambiguous, format!("no answer within {LIMIT:?}"))
}

/// The key of the object of a number.
#[must_use]
pub fn key(series: &str, number: u64) -> String {
    format!("{PREFIX}{series}/{number}")
}

/// Writes the object of a number (`PutObject`).
///
/// # Errors
/// Those of the call, and when it takes more than three seconds.
pub async fn put(connection: &Connection, region: &str, bucket: &str, key: &str) -> Result<()> {
    let aws = client(connection, region)?;
    let call = aws.s3().put_object().bucket(bucket).key(key).body(ByteStream::from_static(b"drill"));
    let sent = call.customize().config_override(no_retry::s3()).send();
    match tokio::time::timeout(LIMIT, sent).await {
        Ok(sent) => sent.into_provider_result(region).map(drop),
        Err(_) => Err(late()),
    }
}

/// The numbers of a series whose objects a bucket has (`ListObjectsV2`).
///
/// # Errors
/// Those of the calls.
pub async fn list(connection: &Connection, region: &str, bucket: &str, series: &str) -> Result<Vec<u64>> {
    let aws = client(connection, region)?;
    let prefix = format!("{PREFIX}{series}/");
    let mut numbers = Vec::new();
    let mut token = None;
    loop {
        let call = aws.s3().list_objects_v2().bucket(bucket).prefix(&prefix).set_continuation_token(token);
        let page = call.send().await.into_provider_result(region)?;
        let keys = page.contents().iter().filter_map(|object| object.key()?.strip_prefix(&prefix)?.parse::<u64>().ok());
        numbers.extend(keys);
        token = page.next_continuation_token;
        if token.is_none() {
            return Ok(numbers);
        }
    }
}

/// Deletes every version of the objects of a series, or of all series (`ListObjectVersions`, `DeleteObjects`). Returns the number
/// of deleted versions.
///
/// # Errors
/// Those of the calls.
pub async fn delete(connection: &Connection, region: &str, bucket: &str, series: Option<&str>) -> Result<usize> {
    let aws = client(connection, region)?;
    let prefix = series.map_or_else(|| PREFIX.to_owned(), |series| format!("{PREFIX}{series}/"));
    let mut count = 0;
    loop {
        let call = aws.s3().list_object_versions().bucket(bucket).prefix(&prefix);
        let page = call.send().await.into_provider_result(region)?;
        let versions = page.versions().iter().map(|of| (of.key(), of.version_id()));
        let markers = page.delete_markers().iter().map(|of| (of.key(), of.version_id()));
        let objects: Vec<ObjectIdentifier> = versions
            .chain(markers)
            .filter_map(|(key, version)| {
                ObjectIdentifier::builder().key(key?).set_version_id(version.map(str::to_owned)).build().ok()
            })
            .collect();
        if objects.is_empty() {
            return Ok(count);
        }
        count += objects.len();
        let invalid = |error: aws_sdk_s3::error::BuildError| ProviderError::new(ErrorKind::Invalid, error.to_string());
        let delete = Delete::builder().set_objects(Some(objects)).quiet(true).build().map_err(invalid)?;
        let deleted = aws.s3().delete_objects().bucket(bucket).delete(delete).send().await;
        let deleted = deleted.into_provider_result(region)?;
        if let Some(error) = deleted.errors().first() {
            let message = format!("{}: {}", error.key().unwrap_or_default(), error.message().unwrap_or_default());
            return Err(ProviderError::new(ErrorKind::Denied, message));
        }
    }
}

/// Whether an alarm is in the state `ALARM` (`DescribeAlarms`).
///
/// # Errors
/// Those of the call, and `NotFound` for an alarm that does not exist.
pub async fn is_in_alarm(connection: &Connection, region: &str, name: &str) -> Result<bool> {
    let aws = client(connection, region)?;
    let call = aws.cloudwatch().describe_alarms().alarm_names(name);
    let call = call.alarm_types(AlarmType::MetricAlarm).alarm_types(AlarmType::CompositeAlarm);
    let found = call.send().await.into_provider_result(region)?;
    let metric = found.metric_alarms().iter().map(|alarm| alarm.state_value());
    let mut states = metric.chain(found.composite_alarms().iter().map(|alarm| alarm.state_value()));
    match states.next() {
        Some(state) => Ok(state == Some(&StateValue::Alarm)),
        None => Err(ProviderError::new(ErrorKind::NotFound, format!("there is no alarm {name} in {region}"))),
    }
}

/// Publishes a metric about the drills of a stack (`PutMetricData`).
///
/// # Errors
/// Those of the call.
pub async fn publish(
    connection: &Connection,
    region: &str,
    dimensions: &[(&str, &str)],
    (name, value): (&str, f64),
) -> Result<()> {
    let aws = client(connection, region)?;
    let dimensions = dimensions.iter().map(|(name, value)| Dimension::builder().name(*name).value(*value).build());
    let datum = MetricDatum::builder().metric_name(name).set_dimensions(Some(dimensions.collect()));
    let datum = datum.value(value).unit(StandardUnit::None).build();
    let call = aws.cloudwatch().put_metric_data().namespace(NAMESPACE).metric_data(datum);
    call.send().await.into_provider_result(region).map(drop)
}

/// Requests to an application, with the certificates of the AWS SDK.
#[derive(Debug)]
pub struct Application {
    connector: Connector,
}

impl Default for Application {
    fn default() -> Self {
        let provider = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring);
        Self { connector: Connector::builder().tls_provider(provider).build() }
    }
}

impl Application {
    /// Sends a request without a body, and returns the body of its answer.
    ///
    /// # Errors
    /// `Invalid` for an invalid address, and `Ambiguous` without an answer of the status 200 to 299 within three seconds.
    pub async fn send(&self, method: &str, url: &str) -> Result<String> {
        let invalid = |what: String| ProviderError::new(ErrorKind::Invalid, format!("{method} {url}: {what}"));
        let failed = |what: String| ProviderError::new(ErrorKind::Ambiguous, format!("{method} {url}: {what}"));
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_method(method).map_err(|error| invalid(error.to_string()))?;
        request.set_uri(url).map_err(|error| invalid(error.to_string()))?;
        let answered = async {
            let response = self.connector.call(request).await.map_err(|error| failed(chain(&error)))?;
            let status = response.status().as_u16();
            let body = ByteStream::new(response.into_body()).collect().await;
            let body = body.map_err(|error| failed(error.to_string()))?.into_bytes();
            match status {
                200..=299 => Ok(String::from_utf8_lossy(&body).into_owned()),
                _ => Err(failed(format!("the answer has the status {status}"))),
            }
        };
        tokio::time::timeout(LIMIT, answered).await.unwrap_or_else(|_| Err(late()))
    }
}
