//! `aws:s3/BucketReplication`: the replication of a bucket.

use aws_sdk_s3::types::{
    self as sdk, DeleteMarkerReplicationStatus, MetricsStatus, ReplicaModificationsStatus, ReplicationRuleStatus,
    SseKmsEncryptedObjectsStatus,
};

use super::bucket_document::bucket_document;
use super::common::{Setting, check_bucket, existing};
use super::lifecycle::StorageClass;
use crate::prelude::*;

/// The properties of a bucket's replication.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct BucketReplicationProps {
    /// The source bucket, with versioning.
    #[arg(replace = "replication is a part of its bucket", length = 3..=63, pattern = "[a-z0-9][a-z0-9.-]*[a-z0-9]")]
    pub bucket: BucketName,
    /// The role that S3 assumes.
    pub role: Arn,
    /// The rules: up to 1,000.
    #[arg(required, set, items = 1..=1000)]
    pub rules: Vec<ReplicationRuleProps>,
}

/// A replication rule.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(ReplicationRule)]
pub struct ReplicationRuleProps {
    /// The name, unique in the bucket: up to 255 characters.
    #[arg(length = 1..=255)]
    pub id: String,
    /// The ARN of the destination bucket, with versioning.
    pub destination_bucket_arn: Arn,
    /// The priority, unique in the bucket. If several rules apply to an object, the one with the highest number
    /// decides.
    #[arg(default = 0)]
    pub priority: u32,
    /// Whether the rule is enabled.
    #[arg(default = true)]
    pub enabled: bool,
    /// Only objects with this key prefix.
    pub prefix: Option<String>,
    /// The KMS key, in the destination's region, that encrypts the replicas. Without it, objects that are encrypted
    /// with KMS keys are not replicated.
    #[arg(equivalence = equivalences::KMS_KEY)]
    pub replica_kms_key_arn: Option<Arn>,
    /// Whether delete markers are replicated.
    #[arg(default = false)]
    pub delete_marker_replication: bool,
    /// Whether changes of the metadata of replicas are replicated back: tags and object locks. For replication in both
    /// directions it is set in both buckets.
    #[arg(default = false)]
    pub replica_modifications: bool,
    /// Whether S3 publishes metrics of pending replication in the source's region.
    #[arg(default = false)]
    pub metrics: bool,
    /// The storage class of replicas. The default is that of the source object.
    pub storage_class: Option<StorageClass>,
}

/// The replication of a bucket (`PutBucketReplication`). Existing objects are not replicated.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html>
#[resource("aws:s3/BucketReplication", props = BucketReplicationProps)]
pub struct BucketReplication {
    /// The source bucket.
    #[attr(input = "bucket")]
    pub bucket: BucketName,
}

bucket_document! {
    BucketReplication, BucketReplicationProps, BucketReplicationAttrs,
    terraform: "aws_s3_bucket_replication_configuration",
    typical: Seconds { create: 2, update: 2, delete: 1 },
    delete: delete_bucket_replication,
    keep: keep_unmanaged
}

fn check(props: &BucketReplicationProps) -> Vec<String> {
    let mut wrong = Vec::new();
    for (index, rule) in props.rules.iter().enumerate() {
        let mut say = |bad: bool, why: String| {
            if bad {
                wrong.push(format!("the replication rule `{}` {why}", rule.id));
            }
        };
        let before = || props.rules.iter().take(index);
        say(before().any(|other| other.id == rule.id), "is there twice: `id` is unique in a bucket".to_owned());
        say(
            before().any(|other| other.priority == rule.priority),
            format!("has the `priority` {} of another rule: it is unique in a bucket", rule.priority),
        );
        let destination = rule.destination_bucket_arn.as_str();
        let bucket = destination.split_once(":s3:::").map(|(_, name)| name);
        say(
            bucket.is_none(),
            format!("has an invalid `destination_bucket_arn` `{destination}`: expected the ARN of a bucket"),
        );
        say(bucket == Some(props.bucket.as_str()), "copies the bucket to itself".to_owned());
        let key = rule.replica_kms_key_arn.as_ref().filter(|key| !key.as_str().contains(":kms:"));
        say(key.is_some(), "has an invalid `replica_kms_key_arn`: expected the ARN of a KMS key".to_owned());
    }
    wrong
}

async fn put(cx: &OperationContext<BucketReplication>, props: &BucketReplicationProps) -> Result<()> {
    let rules = props.rules.iter().map(rule_to_sdk).collect::<Result<Vec<_>>>()?;
    let builder = sdk::ReplicationConfiguration::builder().role(props.role.as_str()).set_rules(Some(rules));
    let call = cx.api().s3().put_bucket_replication().bucket(props.bucket.as_str());
    let answer = send!(cx, call.replication_configuration(build_input(builder.build())?));
    // Versioning and the other bucket may not be visible yet.
    answer.map(drop).map_err(|error| {
        let says = |words: &str| error.message.to_ascii_lowercase().contains(words);
        let fresh =
            error.has_code(&["InvalidRequest"]) && (says("versioning") || says("destination bucket must exist"));
        if fresh { ProviderError { kind: ErrorKind::NotYet, ..error } } else { error }
    })
}

async fn get(cx: &ReadContext<Aws>, bucket: &str) -> Result<Option<BucketReplicationProps>> {
    let answer = send!(cx, cx.api().s3().get_bucket_replication().bucket(bucket));
    let Setting::Is(response) = Setting::of(answer)? else { return Ok(None) };
    let Some(replication) = response.replication_configuration else { return Ok(None) };
    cx.report_unmanaged(&Id::new(bucket), replication.rules().iter().flat_map(unmanaged));
    Ok(Some(BucketReplicationProps {
        bucket: BucketName::new(bucket),
        role: Arn::new(replication.role()),
        rules: replication.rules().iter().map(rule_from_sdk).collect::<Result<_>>()?,
    }))
}

/// The settings of a rule that the type does not have.
fn unmanaged(rule: &sdk::ReplicationRule) -> Vec<String> {
    let (filter, destination) = (rule.filter(), rule.destination());
    let account = destination.and_then(sdk::Destination::account);
    let settings = [
        ("a filter by tags", filter.is_some_and(|filter| filter.tag().is_some() || filter.and().is_some())),
        ("replication time control", destination.is_some_and(|to| to.replication_time().is_some())),
        (
            "another owner of replicas",
            account.is_some() || destination.is_some_and(|to| to.access_control_translation().is_some()),
        ),
        ("existing objects", rule.existing_object_replication().is_some()),
    ];
    let id = rule.id().unwrap_or_default();
    settings.into_iter().filter(|(_, set)| *set).map(|(setting, _)| format!("{setting} in rule `{id}`")).collect()
}

async fn keep_unmanaged(cx: &ReadContext<Aws>, bucket: &str) -> Result<()> {
    let answer = send!(cx, cx.api().s3().get_bucket_replication().bucket(bucket));
    let Setting::Is(response) = Setting::of(answer)? else { return Ok(()) };
    let rules = response.replication_configuration.as_ref().map(sdk::ReplicationConfiguration::rules);
    let settings: Vec<String> = rules.unwrap_or_default().iter().flat_map(unmanaged).collect();
    crate::aws::keep_unmanaged(&settings)
}

fn rule_to_sdk(rule: &ReplicationRuleProps) -> Result<sdk::ReplicationRule> {
    let markers = match rule.delete_marker_replication {
        true => DeleteMarkerReplicationStatus::Enabled,
        false => DeleteMarkerReplicationStatus::Disabled,
    };
    let key = rule.replica_kms_key_arn.as_ref().map(Arn::to_string);
    let encryption = key.clone().map(|key| sdk::EncryptionConfiguration::builder().replica_kms_key_id(key).build());
    let metrics = rule.metrics.then(|| build_input(sdk::Metrics::builder().status(MetricsStatus::Enabled).build()));
    let destination = sdk::Destination::builder()
        .set_metrics(metrics.transpose()?)
        .bucket(rule.destination_bucket_arn.as_str())
        .set_encryption_configuration(encryption)
        .set_storage_class(rule.storage_class.map(|class| class.as_str().into()));
    let encrypted = key.map(|_| {
        let encrypted = sdk::SseKmsEncryptedObjects::builder().status(SseKmsEncryptedObjectsStatus::Enabled);
        build_input(encrypted.build())
    });
    let modified = rule
        .replica_modifications
        .then(|| build_input(sdk::ReplicaModifications::builder().status(ReplicaModificationsStatus::Enabled).build()));
    let (encrypted, modified) = (encrypted.transpose()?, modified.transpose()?);
    let selection = (encrypted.is_some() || modified.is_some()).then(|| {
        let selection = sdk::SourceSelectionCriteria::builder().set_sse_kms_encrypted_objects(encrypted);
        selection.set_replica_modifications(modified).build()
    });
    let status = if rule.enabled { ReplicationRuleStatus::Enabled } else { ReplicationRuleStatus::Disabled };
    build_input(
        sdk::ReplicationRule::builder()
            .id(&rule.id)
            .priority(i32::try_from(rule.priority).unwrap_or(i32::MAX))
            .status(status)
            .filter(sdk::ReplicationRuleFilter::builder().prefix(rule.prefix.clone().unwrap_or_default()).build())
            .delete_marker_replication(sdk::DeleteMarkerReplication::builder().status(markers).build())
            .set_source_selection_criteria(selection)
            .destination(build_input(destination.build())?)
            .build(),
    )
}

fn rule_from_sdk(rule: &sdk::ReplicationRule) -> Result<ReplicationRuleProps> {
    let destination = rule.destination();
    // Old rules have a prefix outside the filter.
    let prefix = [
        rule.filter().and_then(sdk::ReplicationRuleFilter::prefix),
        #[allow(deprecated)]
        rule.prefix(),
    ];
    let markers = rule.delete_marker_replication().and_then(sdk::DeleteMarkerReplication::status);
    let selection = rule.source_selection_criteria();
    let modified = selection.and_then(sdk::SourceSelectionCriteria::replica_modifications);
    let key = destination.and_then(sdk::Destination::encryption_configuration);
    let key = key.and_then(sdk::EncryptionConfiguration::replica_kms_key_id);
    Ok(ReplicationRuleProps {
        id: rule.id().unwrap_or_default().to_owned(),
        destination_bucket_arn: Arn::new(destination.map(sdk::Destination::bucket).unwrap_or_default()),
        priority: rule.priority().and_then(|priority| u32::try_from(priority).ok()).unwrap_or(0),
        enabled: *rule.status() == ReplicationRuleStatus::Enabled,
        prefix: prefix.into_iter().flatten().find(|prefix| !prefix.is_empty()).map(str::to_owned),
        replica_kms_key_arn: key.filter(|key| key.starts_with("arn:")).map(Arn::new),
        delete_marker_replication: markers == Some(&DeleteMarkerReplicationStatus::Enabled),
        replica_modifications: modified.is_some_and(|of| *of.status() == ReplicaModificationsStatus::Enabled),
        metrics: destination
            .and_then(sdk::Destination::metrics)
            .is_some_and(|to| *to.status() == MetricsStatus::Enabled),
        storage_class: parsed_option(
            "storage class of replicas",
            destination.and_then(|to| to.storage_class()).map(|class| class.as_str()),
        )?,
    })
}
