//! Buckets in both regions, encrypted, versioned, and replicated in both directions, so that a failover changes nothing about them.

use archipel::aws::iam::*;
use archipel::aws::s3::*;
use archipel::prelude::*;

use super::statements::{allow_via, for_distributions, tls_only};
use super::trust::trust;
use super::{Keys, RegionContext};
use crate::config;

/// All replicated buckets of a stack.
pub struct Artifacts {
    /// In the order of the configuration.
    pub buckets: Vec<ReplicatedBucket>,
}

/// A bucket of each region, with the same objects.
pub struct ReplicatedBucket {
    /// The name in the configuration.
    pub name: String,
    /// The bucket of the primary region.
    pub primary: Bucket,
    /// The bucket of the secondary region.
    pub secondary: Bucket,
}

impl Artifacts {
    /// Declares the buckets and the role for replication.
    pub fn new(primary: &RegionContext, secondary: &RegionContext, keys: &Keys, settings: &config::Artifacts) -> Self {
        let buckets = settings
            .buckets
            .iter()
            .map(|name| ReplicatedBucket::new(primary, secondary, keys, name, settings))
            .collect();
        Self { buckets }
    }
}

impl ReplicatedBucket {
    /// The rule that replicates all objects.
    pub const RULE: &str = "all";

    fn new(
        primary: &RegionContext,
        secondary: &RegionContext,
        keys: &Keys,
        name: &str,
        settings: &config::Artifacts,
    ) -> Self {
        let contexts = PerRegion::new(primary, secondary);
        let here = primary.scope.component("artifacts");
        let is_served = settings.is_served(name);
        let buckets = contexts.zip(keys.arns()).map(|(context, key)| bucket(context, name, settings, key));

        let args =
            RoleArgs::new(format!("{}-{name}-replication", primary.stack_prefix()), trust("s3.amazonaws.com", primary));
        let role = Role::new(&here, format!("{name}-replication"), args);
        let arns: Vec<_> = buckets.iter().map(Bucket::arn).collect();
        let objects: Vec<_> = arns.iter().map(|arn| output_format!("{arn}/*")).collect();
        let read = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"];
        let mut statements = vec![
            Statement::allow(["s3:GetReplicationConfiguration", "s3:ListBucket"]).on(arns),
            Statement::allow(read).on(objects.clone()),
            Statement::allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]).on(objects),
        ];
        if !is_served {
            for (context, key) in contexts.zip(keys.arns()) {
                statements.push(allow_via(context.service("s3"), "kms:Decrypt", key.clone()));
                statements.push(allow_via(context.service("s3"), "kms:Encrypt", key));
            }
        }
        let policy = RolePolicyArgs::new(role.name(), "replication", Policy::new(statements));
        let policy = RolePolicy::new(&here, format!("{name}-replication"), policy);
        let ends = contexts.zip(buckets.as_ref()).zip(buckets.as_ref().swapped()).zip(keys.arns().swapped());
        for (((context, from), to), key) in ends {
            // S3 does not replicate replicas, so that the rules make no loop; changes of their tags it does.
            let rule = ReplicationRule::new(Self::RULE, to.arn())
                .delete_marker_replication(true)
                .replica_modifications(true)
                .metrics(true);
            let rule = if is_served { rule } else { rule.replica_kms_key_arn(key) };
            BucketReplication::with_options(
                &context.scope.component("artifacts"),
                name,
                BucketReplicationArgs::new(from.bucket(), role.arn(), [rule]),
                Options::new().depends_on(&policy),
            );
        }
        let PerRegion { primary, secondary } = buckets;
        Self { name: name.to_owned(), primary, secondary }
    }
}

/// A private, versioned bucket that refuses plain HTTP and is encrypted with the region's key. CloudFront reads a bucket that it
/// serves, whose files are for everyone: S3 encrypts them with a key of its own, so that the region's key stays closed.
fn bucket(context: &RegionContext, name: &str, settings: &config::Artifacts, key: Output<Arn>) -> Bucket {
    let scope = &context.scope.component("artifacts");
    let is_served = settings.is_served(name);
    let args = BucketArgs::new(format!("{}-{name}-{}", settings.prefix, scope.region()))
        .versioning(true)
        .lifecycle_rules([LifecycleRule::new("old-versions")
            .noncurrent_version_expiration_days(settings.noncurrent_days)
            .abort_incomplete_multipart_upload_days(7)])
        .force_destroy(settings.force_destroy);
    let encryption =
        || BucketEncryption::default().algorithm(SseAlgorithm::Kms).kms_key_arn(key).bucket_key_enabled(true);
    // A build writes what is served again.
    let args = if is_served { args } else { args.encryption(encryption()).tags([super::backup::TAG]) };
    let bucket = Bucket::new(scope, name, args);
    let read = is_served.then(|| {
        for_distributions("s3:GetObject", &context.account).sid("Edge").on(output_format!("{}/*", bucket.arn()))
    });
    let policy = Policy::new(tls_only(&bucket.arn()).into_iter().chain(read));
    BucketPolicy::new(scope, name, BucketPolicyArgs::new(bucket.bucket(), policy));
    bucket
}
