//! Amazon S3: buckets.
//!
//! A bucket's versioning, encryption, public access, ownership and lifecycle are properties of it; its policy and its
//! replication refer to other resources and are types of their own.

mod bucket;
mod bucket_policy;
mod bucket_replication;
mod common;
mod contents;
mod lifecycle;
mod settings;

pub use bucket::{Bucket, BucketArgs, BucketAttrs, BucketProps};
pub use bucket_policy::{BucketPolicy, BucketPolicyArgs, BucketPolicyAttrs, BucketPolicyProps};
pub use bucket_replication::{
    BucketReplication, BucketReplicationArgs, BucketReplicationAttrs, BucketReplicationProps, ReplicationRule,
    ReplicationRuleProps,
};
pub use lifecycle::{LifecycleRule, LifecycleRuleProps, StorageClass, Transition, TransitionProps};
pub use settings::{
    BucketEncryption, EncryptionProps, ObjectOwnership, PublicAccessBlock, PublicAccessBlockProps, SseAlgorithm,
};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Bucket>().resource::<BucketPolicy>().resource::<BucketReplication>()
}
