//! Buckets.

use archipel::aws::iam::Role;
use archipel::aws::kms::Key;
use archipel::aws::lambda::{Function, Permission, PermissionArgs};
use archipel::aws::s3::*;
use archipel::prelude::*;

/// `s3/AccountPublicAccessBlock`: no bucket of the account is public. The block outlives the stack.
pub fn account_public_access_block(scope: &Scope) -> AccountPublicAccessBlock {
    let retained = Options::new().retain_on_delete(true);
    AccountPublicAccessBlock::with_options(scope, "account", PublicAccessBlock::new(), retained)
}

/// `s3/Bucket`: an encrypted bucket with versions, which moves old objects to cheaper storage. Pages of a web site read it.
pub fn bucket(scope: &Scope, key: &Key) -> Bucket {
    let encryption =
        BucketEncryption::new().algorithm(SseAlgorithm::Kms).kms_key_arn(key.arn()).bucket_key_enabled(true);
    let archive = LifecycleRule::new("archive")
        .transitions([Transition::new(90, StorageClass::GlacierIr)])
        .noncurrent_version_expiration_days(30);
    let args = BucketArgs::new(format!("shop-invoices-{}", scope.region()))
        .versioning(true)
        .encryption(encryption)
        .lifecycle_rules([archive])
        .cors_rules([CorsRule::new([CorsMethod::Get], ["https://shop.example.com"])]);
    Bucket::with_options(scope, "invoices", args, Options::new().protect(true))
}

/// `s3/BucketLogging`: the requests to a bucket, logged in another one.
pub fn bucket_logging(scope: &Scope, bucket: &Bucket) -> BucketLogging {
    let logs = Bucket::new(scope, "logs", BucketArgs::new(format!("shop-logs-{}", scope.region())));
    let args = BucketLoggingArgs::new(bucket.bucket(), logs.bucket()).target_prefix("invoices/");
    BucketLogging::new(scope, "invoices", args.partition_date_source(PartitionDateSource::EventTime))
}

/// `s3/BucketNotification`: a function reads each new PDF file. S3 has the permission to invoke it before.
pub fn bucket_notification(scope: &Scope, bucket: &Bucket, reader: &Function) -> BucketNotification {
    let invoke = PermissionArgs::new(reader.name(), "invoices", "s3.amazonaws.com").source_arn(bucket.arn());
    let permission = Permission::new(scope, "invoices", invoke);
    let pdf = Notification::new("pdf", reader.arn(), [BucketEvent::ObjectCreated]).suffix(".pdf");
    let args = BucketNotificationArgs::new(bucket.bucket()).functions([pdf]);
    BucketNotification::with_options(scope, "invoices", args, Options::new().depends_on(&permission))
}

/// `s3/BucketPolicy`: requests without TLS are denied.
pub fn bucket_policy(scope: &Scope, bucket: &Bucket) -> BucketPolicy {
    let tls_only = policy!({
        "Statement": [{
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket.arn(), output_format!("{}/*", bucket.arn())],
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        }],
    });
    BucketPolicy::new(scope, "invoices", BucketPolicyArgs::new(bucket.bucket(), tls_only))
}

/// `s3/BucketReplication`: the objects of a bucket, copied to a bucket in another region.
pub fn bucket_replication(scope: &Scope, bucket: &Bucket, copy: &Bucket, role: &Role) -> BucketReplication {
    let rules = [ReplicationRule::new("all", copy.arn()).delete_marker_replication(true)];
    BucketReplication::new(scope, "invoices", BucketReplicationArgs::new(bucket.bucket(), role.arn(), rules))
}
