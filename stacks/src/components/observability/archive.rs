//! The archive of metrics: those that only CloudWatch has, as files in a bucket of their region, for longer than CloudWatch and Amazon
//! Managed Service for Prometheus keep them.

use archipel::aws::iam::*;
use archipel::aws::s3::*;
use archipel::prelude::*;

use crate::aws::cloudwatch::metric_stream::{MetricStreamFilter, OutputFormat};
use crate::aws::cloudwatch::{MetricStream, MetricStreamArgs};
use crate::aws::kinesisfirehose::delivery_stream::{
    BufferingHints, DeliveryStreamType, ExtendedS3DestinationConfiguration,
    ExtendedS3DestinationConfigurationCompressionFormat,
};
use crate::aws::kinesisfirehose::{DeliveryStream, DeliveryStreamArgs};
use crate::components::RegionContext;
use crate::components::statements::{firehose_to, tls_only};
use crate::components::trust::trust;
use crate::config;

/// Declares a stream of the metrics of a region, and the bucket that it ends in.
pub(super) fn declare(context: &RegionContext, settings: &config::MetricsArchive) {
    let scope = &context.scope.component("observability").component("archive");
    let name = format!("{}-metrics", context.prefix());
    let cold = Transition::new(settings.cold_days, StorageClass::GlacierIr);
    let args = BucketArgs::new(&name)
        .lifecycle_rules([LifecycleRule::new("archive")
            .transitions([cold])
            .expiration_days(settings.days)
            .abort_incomplete_multipart_upload_days(7)])
        .force_destroy(settings.force_destroy);
    let bucket = Bucket::new(scope, "metrics", args);
    let arn = bucket.arn();
    let policy = BucketPolicyArgs::new(bucket.bucket(), Policy::new(tls_only(&arn)));
    BucketPolicy::new(scope, "metrics", policy);

    // Roles belong to no region, and each region has its own.
    let [deliver, stream] = ["deliver", "stream"].map(|role| format!("{role}-{}", scope.region()));
    // Firehose writes a file of a quarter of an hour at once: S3 takes a price for each.
    let args = RoleArgs::new(format!("{name}-deliver"), trust("firehose.amazonaws.com", context));
    let role = Role::new(scope, &deliver, args);
    let args = RolePolicyArgs::new(role.name(), "write", Policy::new(firehose_to(&arn)));
    let allowed = RolePolicy::new(scope, &deliver, args);
    let destination = ExtendedS3DestinationConfiguration::new(&arn, role.arn())
        .prefix("metrics/!{timestamp:yyyy/MM/dd}/")
        .error_output_prefix("errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/")
        .compression_format(ExtendedS3DestinationConfigurationCompressionFormat::Gzip)
        .buffering_hints(BufferingHints::new().interval_in_seconds(900).size_in_m_bs(64));
    let args = DeliveryStreamArgs::new()
        .delivery_stream_name(&name)
        .delivery_stream_type(DeliveryStreamType::DirectPut)
        .extended_s3_destination_configuration(destination);
    let delivery = DeliveryStream::with_options(scope, "metrics", args, Options::new().depends_on(&allowed));

    let args = RoleArgs::new(format!("{name}-stream"), trust("streams.metrics.cloudwatch.amazonaws.com", context));
    let role = Role::new(scope, &stream, args);
    let (region, account) = (scope.region(), &context.account);
    let stream_arn = output_format!("arn:aws:firehose:{region}:{account}:deliverystream/{name}");
    let put = Policy::new([Statement::allow(["firehose:PutRecord", "firehose:PutRecordBatch"]).on(stream_arn)]);
    let allowed = RolePolicy::new(scope, &stream, RolePolicyArgs::new(role.name(), "put", put));
    let filters: Vec<_> = settings.namespaces.iter().map(MetricStreamFilter::new).collect();
    let args =
        MetricStreamArgs::new(delivery.arn(), OutputFormat::Json, role.arn()).name(name).include_filters(filters);
    MetricStream::with_options(scope, "metrics", args, Options::new().depends_on(&allowed));
}
