//! Amazon S3: buckets.
//!
//! Versioning, encryption, public access, ownership, lifecycle, CORS rules and the object lock are properties of a bucket. Its
//! policy, replication, logging and notifications refer to other resources and are types of their own.

mod account_public_access_block;
mod bucket;
mod bucket_document;
mod bucket_logging;
mod bucket_notification;
mod bucket_policy;
mod bucket_replication;
mod common;
mod contents;
mod cors;
mod lifecycle;
mod object_lock;
mod settings;

crate::service! {
    resources {
        account_public_access_block: AccountPublicAccessBlock;
        bucket: Bucket;
        bucket_logging: BucketLogging;
        bucket_notification: BucketNotification;
        bucket_policy: BucketPolicy;
        bucket_replication: BucketReplication;
        cors:;
        lifecycle:;
        object_lock:;
        settings:;
    }
}
