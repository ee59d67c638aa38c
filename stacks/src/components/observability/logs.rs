//! The logs of a region's pods: from the log group of its cluster into files of a bucket, which grow cold.
//!
//! The events reach the delivery stream compressed, several in a record: it unpacks each record and writes it as a line.
//! <https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs.html>

use archipel::aws::iam::*;
use archipel::aws::logs::LogGroup;
use archipel::aws::s3::*;
use archipel::prelude::*;

use crate::aws::kinesisfirehose::delivery_stream::{
    BufferingHints, DeliveryStreamType, ExtendedS3DestinationConfiguration,
    ExtendedS3DestinationConfigurationCompressionFormat, ParameterName, ProcessingConfiguration, Processor,
    ProcessorParameter, Type,
};
use crate::aws::kinesisfirehose::{DeliveryStream, DeliveryStreamArgs};
use crate::aws::logs::{SubscriptionFilter, SubscriptionFilterArgs};
use crate::components::RegionContext;
use crate::components::statements::{firehose_to, tls_only};
use crate::components::trust::{strict_trust, trust};
use crate::config;

/// Every event.
pub(super) const EVERYTHING: &str = "";

/// Declares the bucket, and the stream to it from the log group.
pub(super) fn declare(context: &RegionContext, pods: &LogGroup, settings: &config::Logs) {
    let scope = &context.scope.component("observability").component("logs");
    let name = format!("{}-logs", context.prefix());
    let retained = || Options::new().retain_on_delete(settings.retain);
    let cold = Transition::new(settings.cold_days, StorageClass::GlacierIr);
    let args = BucketArgs::new(&name)
        .lifecycle_rules([LifecycleRule::new("archive")
            .transitions([cold])
            .expiration_days(settings.days)
            .abort_incomplete_multipart_upload_days(7)])
        .force_destroy(settings.force_destroy);
    let bucket = Bucket::with_options(scope, "pods", args, retained());
    let arn = bucket.arn();
    let policy = BucketPolicyArgs::new(bucket.bucket(), Policy::new(tls_only(&arn)));
    BucketPolicy::with_options(scope, "pods", policy, retained());

    // Roles belong to no region, and each region has its own.
    let [deliver, subscribe] = ["deliver", "subscribe"].map(|role| format!("{role}-{}", scope.region()));
    let args = RoleArgs::new(format!("{name}-deliver"), trust("firehose.amazonaws.com", context));
    let role = Role::new(scope, &deliver, args);
    let args = RolePolicyArgs::new(role.name(), "write", Policy::new(firehose_to(&arn)));
    let allowed = RolePolicy::new(scope, &deliver, args);
    let unpack = Processor::new(Type::Decompression)
        .parameters([ProcessorParameter::new(ParameterName::CompressionFormat, "GZIP")]);
    let lines = Processor::new(Type::AppendDelimiterToRecord);
    let destination = ExtendedS3DestinationConfiguration::new(&arn, role.arn())
        .prefix("pods/!{timestamp:yyyy/MM/dd}/")
        .error_output_prefix("errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/")
        .compression_format(ExtendedS3DestinationConfigurationCompressionFormat::Gzip)
        .processing_configuration(ProcessingConfiguration::new().enabled(true).processors([unpack, lines]))
        .buffering_hints(BufferingHints::new().interval_in_seconds(900).size_in_m_bs(64));
    let args = DeliveryStreamArgs::new()
        .delivery_stream_name(&name)
        .delivery_stream_type(DeliveryStreamType::DirectPut)
        .extended_s3_destination_configuration(destination);
    let delivery = DeliveryStream::with_options(scope, "pods", args, Options::new().depends_on(&allowed));

    let args = RoleArgs::new(format!("{name}-subscribe"), strict_trust("logs.amazonaws.com", context));
    let role = Role::new(scope, &subscribe, args);
    let put = Policy::new([Statement::allow(["firehose:PutRecord", "firehose:PutRecordBatch"]).on(delivery.arn())]);
    let allowed = RolePolicy::new(scope, &subscribe, RolePolicyArgs::new(role.name(), "put", put));
    let args = SubscriptionFilterArgs::new(delivery.arn(), EVERYTHING, pods.name())
        .filter_name("archive")
        .role_arn(role.arn().map(|arn| arn.to_string()));
    // CloudWatch Logs sends a message to the stream before it accepts the filter.
    SubscriptionFilter::with_options(scope, "archive", args, Options::new().depends_on(&allowed));
}
