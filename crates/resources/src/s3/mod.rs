//! Amazon S3: buckets.
//!
//! Versioning, encryption, public access, ownership and lifecycle are properties of a bucket. Its policy and its
//! replication refer to other resources and are types of their own.

mod account_public_access_block;
mod bucket;
mod bucket_document;
mod bucket_policy;
mod bucket_replication;
mod common;
mod contents;
mod lifecycle;
mod settings;

crate::service! {
    resources {
        account_public_access_block: AccountPublicAccessBlock;
        bucket: Bucket;
        bucket_policy: BucketPolicy;
        bucket_replication: BucketReplication;
        lifecycle:;
        settings:;
    }
}
