//! The settings of a bucket, with one call to read and one to write each.

use aws_sdk_s3::types::{
    self as sdk, BucketVersioningStatus, ServerSideEncryptionByDefault, ServerSideEncryptionRule,
    VersioningConfiguration,
};

use super::bucket::{Bucket, BucketProps};
use super::common::{Setting, tags_of};
use super::{cors, lifecycle, object_lock};
use crate::prelude::*;

/// The owner of objects.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "verbatim")]
pub enum ObjectOwnership {
    /// The bucket's owner. Access control lists are disabled.
    BucketOwnerEnforced,
    /// The bucket's owner, if the writer sets the access control list `bucket-owner-full-control`.
    BucketOwnerPreferred,
    /// The account of the writer.
    ObjectWriter,
}

/// The default encryption of new objects.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(BucketEncryption)]
pub struct EncryptionProps {
    /// The algorithm.
    #[arg(default = SseAlgorithm::Aes256)]
    pub algorithm: SseAlgorithm,
    /// The KMS key. The default is the account's `aws/s3`, which other accounts and replication cannot use.
    #[arg(equivalence = equivalences::KMS_KEY)]
    pub kms_key_arn: Option<Arn>,
    /// Whether S3 uses a bucket key, which saves calls to KMS.
    #[arg(default = false)]
    pub bucket_key_enabled: bool,
}

impl EncryptionProps {
    /// S3's default: AES-256 with keys of S3.
    pub(super) fn of_s3() -> Self {
        Self { algorithm: SseAlgorithm::Aes256, kms_key_arn: None, bucket_key_enabled: false }
    }
}

/// An encryption algorithm.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SseAlgorithm {
    /// AES-256 with keys of S3 (SSE-S3).
    #[prop("AES256")]
    Aes256,
    /// A KMS key (SSE-KMS).
    #[prop("aws:kms")]
    Kms,
    /// A KMS key, in two layers (DSSE-KMS).
    #[prop("aws:kms:dsse")]
    KmsDsse,
}

/// A public access block.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(PublicAccessBlock)]
pub struct PublicAccessBlockProps {
    /// Refuse access control lists that allow public access.
    #[arg(default = true)]
    pub block_public_acls: bool,
    /// Ignore access control lists that allow public access.
    #[arg(default = true)]
    pub ignore_public_acls: bool,
    /// Refuse bucket policies that allow public access.
    #[arg(default = true)]
    pub block_public_policy: bool,
    /// Restrict buckets with a public policy to the account and AWS services.
    #[arg(default = true)]
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlockProps {
    pub(super) fn all() -> Self {
        Self {
            block_public_acls: true,
            ignore_public_acls: true,
            block_public_policy: true,
            restrict_public_buckets: true,
        }
    }
}

/// The tag that records `force_destroy`, for which the API has no setting.
const FORCE_DESTROY_TAG: &str = "archipel:force-destroy";

/// The tags, with that of `force_destroy`.
pub(super) fn with_force_destroy(mut tags: BTreeMap<String, String>, on: bool) -> BTreeMap<String, String> {
    if on {
        tags.insert(FORCE_DESTROY_TAG.to_owned(), "true".to_owned());
    }
    tags
}

/// Reads the properties of a bucket concurrently; `None` when the bucket does not exist.
pub(super) async fn read(cx: &ReadContext<Aws>, name: &str) -> Result<Option<BucketProps>> {
    let (tags, ownership, versioning, encryption, public, rules, cors, lock) = futures::try_join!(
        tags_of(cx, name),
        ownership(cx, name),
        versioning(cx, name),
        encryption(cx, name),
        public_access_block(cx, name),
        lifecycle_rules(cx, name),
        cors_rules(cx, name),
        object_lock(cx, name),
    )?;
    let Some(tags) = tags.or_default() else { return Ok(None) };
    let settings = (ownership, versioning, encryption, public);
    let (Some(ownership), Some(versioning), Some(encryption), Some(public)) = settings else {
        // The bucket was deleted meanwhile.
        return Ok(None);
    };
    let (Some((rules, mut unmanaged)), Some(cors), Some((lock, of_lock))) = (rules, cors, lock) else {
        return Ok(None);
    };
    unmanaged.extend(of_lock);
    cx.report_unmanaged(&Id::new(name), unmanaged);
    Ok(Some(BucketProps {
        bucket: BucketName::new(name),
        force_destroy: is_on(&tags),
        object_ownership: ownership,
        versioning,
        encryption,
        public_access_block: public,
        lifecycle_rules: rules,
        cors_rules: cors,
        object_lock: lock,
        tags: own_tags(tags),
    }))
}

/// The properties that are stored in tags.
pub(super) fn read_from_list(id: Id, tags: Tags) -> ListedState<Bucket> {
    let force_destroy = is_on(&tags);
    ListedState::exists_only(id).with("force_destroy", force_destroy).with("tags", own_tags(tags))
}

fn is_on(tags: &Tags) -> bool {
    tags.get(FORCE_DESTROY_TAG).is_some_and(|on| on == "true")
}

async fn ownership(cx: &ReadContext<Aws>, name: &str) -> Result<Option<ObjectOwnership>> {
    let answer = send!(cx, cx.api().s3().get_bucket_ownership_controls().bucket(name));
    Ok(match Setting::of(answer)? {
        Setting::Is(response) => {
            let rule = response.ownership_controls().and_then(|controls| controls.rules().first());
            let ownership = parsed_option("ownership of objects", rule.map(|rule| rule.object_ownership().as_str()))?;
            Some(ownership.unwrap_or(ObjectOwnership::ObjectWriter))
        }
        // Buckets that are older than the setting.
        Setting::Unset => Some(ObjectOwnership::ObjectWriter),
        Setting::NoBucket => None,
    })
}

async fn versioning(cx: &ReadContext<Aws>, name: &str) -> Result<Option<bool>> {
    let answer = send!(cx, cx.api().s3().get_bucket_versioning().bucket(name));
    Ok(Setting::of(answer.map(|response| response.status() == Some(&BucketVersioningStatus::Enabled)))?.or_default())
}

async fn encryption(cx: &ReadContext<Aws>, name: &str) -> Result<Option<EncryptionProps>> {
    let answer = send!(cx, cx.api().s3().get_bucket_encryption().bucket(name));
    Ok(match Setting::of(answer)? {
        Setting::Is(response) => {
            let rule = response.server_side_encryption_configuration().and_then(|all| all.rules().first());
            let default = rule.and_then(ServerSideEncryptionRule::apply_server_side_encryption_by_default);
            let algorithm = default.map(|default| default.sse_algorithm().as_str());
            let algorithm = parsed_option("encryption", algorithm)?.unwrap_or(SseAlgorithm::Aes256);
            let kms = algorithm != SseAlgorithm::Aes256;
            let key = default.and_then(ServerSideEncryptionByDefault::kms_master_key_id);
            Some(EncryptionProps {
                algorithm,
                // Another tool may have set an id or an alias; Archipel sets an ARN.
                kms_key_arn: key.filter(|key| kms && key.starts_with("arn:")).map(Arn::new),
                // It has no meaning with keys of S3, for which S3 returns either value.
                bucket_key_enabled: kms && rule.and_then(|rule| rule.bucket_key_enabled()).unwrap_or(false),
            })
        }
        Setting::Unset => Some(EncryptionProps::of_s3()),
        Setting::NoBucket => None,
    })
}

async fn public_access_block(cx: &ReadContext<Aws>, name: &str) -> Result<Option<PublicAccessBlockProps>> {
    let answer = send!(cx, cx.api().s3().get_public_access_block().bucket(name));
    let block = match Setting::of(answer)? {
        Setting::Is(response) => response.public_access_block_configuration,
        Setting::Unset => None,
        Setting::NoBucket => return Ok(None),
    };
    let is =
        |of: fn(&sdk::PublicAccessBlockConfiguration) -> Option<bool>| block.as_ref().and_then(of).unwrap_or(false);
    Ok(Some(PublicAccessBlockProps {
        block_public_acls: is(sdk::PublicAccessBlockConfiguration::block_public_acls),
        ignore_public_acls: is(sdk::PublicAccessBlockConfiguration::ignore_public_acls),
        block_public_policy: is(sdk::PublicAccessBlockConfiguration::block_public_policy),
        restrict_public_buckets: is(sdk::PublicAccessBlockConfiguration::restrict_public_buckets),
    }))
}

/// A setting, and what it has that the type does not have.
type WithUnmanaged<T> = (T, Vec<String>);

async fn lifecycle_rules(
    cx: &ReadContext<Aws>,
    name: &str,
) -> Result<Option<WithUnmanaged<Vec<lifecycle::LifecycleRuleProps>>>> {
    let answer = send!(cx, cx.api().s3().get_bucket_lifecycle_configuration().bucket(name));
    let setting = Setting::of(answer)?;
    let Setting::Is(response) = setting else { return Ok((setting == Setting::Unset).then(Default::default)) };
    Ok(Some((lifecycle::from_sdk(response.rules())?, lifecycle::unmanaged(&response))))
}

async fn cors_rules(cx: &ReadContext<Aws>, name: &str) -> Result<Option<Vec<cors::CorsRuleProps>>> {
    let answer = send!(cx, cx.api().s3().get_bucket_cors().bucket(name));
    let setting = Setting::of(answer)?;
    let Setting::Is(response) = setting else { return Ok((setting == Setting::Unset).then(Vec::new)) };
    cors::from_sdk(response.cors_rules()).map(Some)
}

async fn object_lock(
    cx: &ReadContext<Aws>,
    name: &str,
) -> Result<Option<WithUnmanaged<Option<object_lock::ObjectLockProps>>>> {
    let answer = send!(cx, cx.api().s3().get_object_lock_configuration().bucket(name));
    let setting = Setting::of(answer)?;
    let Setting::Is(response) = setting else { return Ok((setting == Setting::Unset).then(Default::default)) };
    let Some(lock) = response.object_lock_configuration else { return Ok(Some(Default::default())) };
    Ok(Some((object_lock::from_sdk(&lock)?, object_lock::unmanaged(&lock).into_iter().collect())))
}

/// Refuses to overwrite lifecycle rules with settings that the type does not have.
pub(super) async fn keep_unmanaged(cx: &ReadContext<Aws>, name: &str) -> Result<()> {
    let answer = send!(cx, cx.api().s3().get_bucket_lifecycle_configuration().bucket(name));
    let Setting::Is(response) = Setting::of(answer)? else { return Ok(()) };
    crate::aws::keep_unmanaged(&lifecycle::unmanaged(&response))
}

/// Refuses to overwrite an object lock with settings that the type does not have.
pub(super) async fn keep_unmanaged_lock(cx: &ReadContext<Aws>, name: &str) -> Result<()> {
    let answer = send!(cx, cx.api().s3().get_object_lock_configuration().bucket(name));
    let Setting::Is(response) = Setting::of(answer)? else { return Ok(()) };
    let settings = response.object_lock_configuration.as_ref().and_then(object_lock::unmanaged);
    crate::aws::keep_unmanaged(&settings.into_iter().collect::<Vec<_>>())
}

pub(super) async fn put_ownership(cx: &OperationContext<Bucket>, props: &BucketProps) -> Result<()> {
    let rule = sdk::OwnershipControlsRule::builder().object_ownership(props.object_ownership.as_str().into());
    let controls = build_input(sdk::OwnershipControls::builder().rules(build_input(rule.build())?).build())?;
    let call = cx.api().s3().put_bucket_ownership_controls().bucket(props.bucket.as_str());
    retry!(cx, &[], call.ownership_controls(controls.clone()), not_found_as_retryable).map(|_| ())
}

pub(super) async fn put_public_access_block(cx: &OperationContext<Bucket>, props: &BucketProps) -> Result<()> {
    let block = &props.public_access_block;
    let block = sdk::PublicAccessBlockConfiguration::builder()
        .block_public_acls(block.block_public_acls)
        .ignore_public_acls(block.ignore_public_acls)
        .block_public_policy(block.block_public_policy)
        .restrict_public_buckets(block.restrict_public_buckets)
        .build();
    let call = cx.api().s3().put_public_access_block().bucket(props.bucket.as_str());
    retry!(cx, &[], call.public_access_block_configuration(block.clone()), not_found_as_retryable).map(|_| ())
}

pub(super) async fn put_versioning(cx: &OperationContext<Bucket>, props: &BucketProps) -> Result<()> {
    let status = if props.versioning { BucketVersioningStatus::Enabled } else { BucketVersioningStatus::Suspended };
    let configuration = VersioningConfiguration::builder().status(status).build();
    let call = cx.api().s3().put_bucket_versioning().bucket(props.bucket.as_str());
    retry!(cx, &[], call.versioning_configuration(configuration.clone()), not_found_as_retryable).map(|_| ())
}

/// The encryption types that a bucket refuses, such as keys of clients. The type has no property for them, and S3's default for
/// new buckets depends on the account.
async fn blocked_types(cx: &ReadContext<Aws>, name: &str) -> Result<Option<sdk::BlockedEncryptionTypes>> {
    let answer = send!(cx, cx.api().s3().get_bucket_encryption().bucket(name));
    let Setting::Is(response) = Setting::of(answer)? else { return Ok(None) };
    let rules = response.server_side_encryption_configuration().map(|configuration| configuration.rules());
    Ok(rules.unwrap_or_default().iter().find_map(|rule| rule.blocked_encryption_types().cloned()))
}

/// Sets the default encryption. S3 replaces the whole rule, so the call includes what the type does not have.
pub(super) async fn put_encryption(cx: &OperationContext<Bucket>, props: &BucketProps) -> Result<()> {
    let blocked = blocked_types(cx, props.bucket.as_str()).await?;
    let encryption = &props.encryption;
    let default = ServerSideEncryptionByDefault::builder()
        .sse_algorithm(encryption.algorithm.as_str().into())
        .set_kms_master_key_id(encryption.kms_key_arn.as_ref().map(Arn::to_string));
    let rule = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(build_input(default.build())?)
        .bucket_key_enabled(encryption.bucket_key_enabled)
        .set_blocked_encryption_types(blocked)
        .build();
    let configuration = build_input(sdk::ServerSideEncryptionConfiguration::builder().rules(rule).build())?;
    let call = cx.api().s3().put_bucket_encryption().bucket(props.bucket.as_str());
    let call = call.server_side_encryption_configuration(configuration.clone());
    retry!(cx, &[], call, not_found_as_retryable).map(|_| ())
}

/// Sets the rules. Without rules it deletes the configuration, because S3 accepts none without rules.
pub(super) async fn put_lifecycle(cx: &OperationContext<Bucket>, props: &BucketProps) -> Result<()> {
    let bucket = props.bucket.as_str();
    if props.lifecycle_rules.is_empty() {
        let delete = || async { send!(cx, cx.api().s3().delete_bucket_lifecycle().bucket(bucket)) };
        return cx.eventually(&[], delete).await.map(|_| ());
    }
    let configuration = lifecycle::to_sdk(&props.lifecycle_rules)?;
    let call = cx.api().s3().put_bucket_lifecycle_configuration().bucket(bucket);
    retry!(cx, &[], call.lifecycle_configuration(configuration.clone()), not_found_as_retryable).map(|_| ())
}

/// Sets the rules for other origins. Without rules it deletes the configuration, because S3 accepts none without rules.
pub(super) async fn put_cors(cx: &OperationContext<Bucket>, props: &BucketProps) -> Result<()> {
    let bucket = props.bucket.as_str();
    if props.cors_rules.is_empty() {
        let delete = || async { send!(cx, cx.api().s3().delete_bucket_cors().bucket(bucket)) };
        return cx.eventually(&[], delete).await.map(|_| ());
    }
    let configuration = cors::to_sdk(&props.cors_rules)?;
    let call = cx.api().s3().put_bucket_cors().bucket(bucket);
    retry!(cx, &[], call.cors_configuration(configuration.clone()), not_found_as_retryable).map(|_| ())
}

/// Adds the object lock, or replaces its default retention.
pub(super) async fn put_object_lock(cx: &OperationContext<Bucket>, props: &BucketProps) -> Result<()> {
    let Some(lock) = &props.object_lock else { return Ok(()) };
    let call = cx.api().s3().put_object_lock_configuration().bucket(props.bucket.as_str());
    let call = call.object_lock_configuration(object_lock::to_sdk(lock));
    cx.eventually(&[], || async {
        not_found_as_retryable(send!(cx, call.clone())).map_err(|error| {
            // S3 may not show yet that versioning is on.
            let fresh = error.has_code(&["InvalidBucketState"]) && error.message.contains("Versioning must be");
            if fresh { ProviderError { kind: ErrorKind::NotYet, ..error } } else { error }
        })
    })
    .await
    .map(|_| ())
}

/// Updates the tags. S3 replaces all of them, so the call includes the existing ones that the program never had: the
/// ownership tags, and those of AWS services, which S3 lets no caller remove.
pub(super) async fn put_tags(cx: &OperationContext<Bucket>, old: &BucketProps, props: &BucketProps) -> Result<()> {
    let bucket = props.bucket.as_str();
    cx.eventually(&[], || async {
        let mut tags = tags_of(cx, bucket).await?.or_default().unwrap_or_default();
        tags.retain(|key, _| key != FORCE_DESTROY_TAG && !old.tags.contains_key(key));
        tags.extend(props.tags.clone());
        let tags = sdk_tags(&with_force_destroy(tags, props.force_destroy));
        let tagging = build_input(sdk::Tagging::builder().set_tag_set(Some(tags)).build())?;
        send!(cx, cx.api().s3().put_bucket_tagging().bucket(bucket).tagging(tagging))
    })
    .await
    .map(|_| ())
}
