//! `aws:s3/BucketLogging`: the server access logs of a bucket.

use aws_sdk_s3::types as sdk;

use super::bucket_document::bucket_document;
use super::common::{Setting, check_bucket, existing};
use crate::prelude::*;

/// The properties of a bucket's server access logs.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct BucketLoggingProps {
    /// The bucket whose requests S3 logs.
    #[arg(replace = "logging is a part of its bucket", length = 3..=63, pattern = "[a-z0-9][a-z0-9.-]*[a-z0-9]")]
    pub bucket: BucketName,
    /// The bucket that receives the logs: of the same account and region, without a default retention of an object lock.
    /// Its policy must let `logging.s3.amazonaws.com` put objects.
    #[arg(length = 3..=63, pattern = "[a-z0-9][a-z0-9.-]*[a-z0-9]")]
    pub target_bucket: BucketName,
    /// The prefix of the logs' keys.
    #[arg(default = "")]
    pub target_prefix: String,
    /// The date by which the keys of the logs are partitioned: `PREFIX ACCOUNT/REGION/BUCKET/YYYY/MM/DD/..`. Without it,
    /// keys are `PREFIX YYYY-MM-DD-..`.
    pub partition_date_source: Option<PartitionDateSource>,
}

/// A date in the keys of logs.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "verbatim")]
pub enum PartitionDateSource {
    /// The day of the requests. A log has those of one day.
    EventTime,
    /// The time when S3 delivers the log.
    DeliveryTime,
}

/// The server access logs of a bucket (`PutBucketLogging`). An existing configuration is overwritten.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html>
#[resource("aws:s3/BucketLogging", props = BucketLoggingProps)]
pub struct BucketLogging {
    /// The bucket.
    #[attr(input = "bucket")]
    pub bucket: BucketName,
}

bucket_document! {
    BucketLogging, BucketLoggingProps, BucketLoggingAttrs,
    terraform: "aws_s3_bucket_logging",
    typical: Seconds::each(1),
    clear: clear,
    keep: keep_unmanaged
}

fn check(props: &BucketLoggingProps) -> Option<String> {
    check_bucket("target_bucket", props.target_bucket.as_str())
}

async fn put(cx: &OperationContext<BucketLogging>, props: &BucketLoggingProps) -> Result<()> {
    let format = props.partition_date_source.map(|source| {
        let partitioned = sdk::PartitionedPrefix::builder().partition_date_source(source.as_str().into()).build();
        sdk::TargetObjectKeyFormat::builder().partitioned_prefix(partitioned).build()
    });
    let logs = sdk::LoggingEnabled::builder()
        .target_bucket(props.target_bucket.as_str())
        .target_prefix(&props.target_prefix)
        .set_target_object_key_format(format);
    let status = sdk::BucketLoggingStatus::builder().logging_enabled(build_input(logs.build())?).build();
    let call = cx.api().s3().put_bucket_logging().bucket(props.bucket.as_str());
    let answer = send!(cx, call.bucket_logging_status(status));
    // The other bucket may not be visible yet.
    answer.map(drop).map_err(|error| {
        let fresh = error.has_code(&["InvalidTargetBucketForLogging"]) && error.message.contains("does not exist");
        if fresh { ProviderError { kind: ErrorKind::NotYet, ..error } } else { error }
    })
}

/// S3 has no call that deletes the configuration.
async fn clear(cx: &OperationContext<BucketLogging>, bucket: &str) -> Result<()> {
    let call = cx.api().s3().put_bucket_logging().bucket(bucket);
    let call = call.bucket_logging_status(sdk::BucketLoggingStatus::builder().build());
    retry!(cx, &[], call).map(drop)
}

async fn described(cx: &ReadContext<Aws>, bucket: &str) -> Result<Option<sdk::LoggingEnabled>> {
    let answer = send!(cx, cx.api().s3().get_bucket_logging().bucket(bucket));
    let Setting::Is(response) = Setting::of(answer)? else { return Ok(None) };
    Ok(response.logging_enabled)
}

async fn get(cx: &ReadContext<Aws>, bucket: &str) -> Result<Option<BucketLoggingProps>> {
    let Some(logs) = described(cx, bucket).await? else { return Ok(None) };
    cx.report_unmanaged(&Id::new(bucket), unmanaged(&logs));
    let format = logs.target_object_key_format();
    let partitioned = format.and_then(sdk::TargetObjectKeyFormat::partitioned_prefix);
    let source = partitioned.map(|of| of.partition_date_source().map_or("EventTime", |source| source.as_str()));
    Ok(Some(BucketLoggingProps {
        bucket: BucketName::new(bucket),
        target_bucket: BucketName::new(logs.target_bucket()),
        target_prefix: logs.target_prefix().to_owned(),
        partition_date_source: parsed_option("date of logs", source)?,
    }))
}

/// The settings that the type does not have.
fn unmanaged(logs: &sdk::LoggingEnabled) -> Option<String> {
    (!logs.target_grants().is_empty()).then(|| "grants of the logs to other accounts".to_owned())
}

async fn keep_unmanaged(cx: &ReadContext<Aws>, bucket: &str) -> Result<()> {
    let settings: Vec<String> = described(cx, bucket).await?.as_ref().and_then(unmanaged).into_iter().collect();
    crate::aws::keep_unmanaged(&settings)
}
