//! `aws:s3/Bucket`: a bucket and its settings.

use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_s3::types::{self as sdk, BucketLocationConstraint, CreateBucketConfiguration};

use super::common::{Setting, arn_of, check_bucket, existing, tags_of};
use super::cors::CorsRuleProps;
use super::lifecycle::{self, LifecycleRuleProps};
use super::object_lock::{self, ObjectLockProps};
use super::settings::{EncryptionProps, ObjectOwnership, PublicAccessBlockProps, SseAlgorithm};
use super::{contents, settings};
use crate::prelude::*;

/// The properties of a bucket.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct BucketProps {
    /// The name, unique in all of AWS: 3 to 63 lower-case letters, digits, dots and hyphens.
    #[arg(replace = "S3 cannot rename a bucket", length = 3..=63, pattern = "[a-z0-9][a-z0-9.-]*[a-z0-9]")]
    pub bucket: BucketName,
    /// Whether a delete also deletes all versions of all objects. Otherwise the delete of a bucket with objects fails.
    /// Stored in a tag of the bucket.
    #[arg(default = false)]
    pub force_destroy: bool,
    /// The owner of objects, and whether access control lists apply.
    #[arg(default = ObjectOwnership::BucketOwnerEnforced)]
    pub object_ownership: ObjectOwnership,
    /// Whether S3 keeps older versions of objects. Disabling it suspends versioning: existing versions stay.
    #[arg(default = false)]
    pub versioning: bool,
    /// The default encryption of new objects.
    #[arg(default = EncryptionProps::of_s3())]
    pub encryption: EncryptionProps,
    /// The public access block. The default blocks all public access.
    #[arg(default = PublicAccessBlockProps::all())]
    pub public_access_block: PublicAccessBlockProps,
    /// The lifecycle rules.
    #[arg(set)]
    pub lifecycle_rules: Vec<LifecycleRuleProps>,
    /// The rules for requests from other origins (CORS). S3 applies the first that matches.
    #[arg(items = 0..=100)]
    pub cors_rules: Vec<CorsRuleProps>,
    /// The object lock, which needs `versioning`. It can be added to a bucket, and not removed.
    #[arg(replace = "S3 cannot remove the object lock of a bucket", replace_when = object_lock::TURNED_OFF)]
    pub object_lock: Option<ObjectLockProps>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A bucket with its versioning, encryption, public access block, ownership, lifecycle rules, CORS rules and object lock
/// (`CreateBucket`).
///
/// A bucket has its ownership tags from the creation, so a bucket of the same name without them has another owner.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>
#[resource("aws:s3/Bucket", props = BucketProps)]
pub struct Bucket {
    /// The name.
    #[attr(input = "bucket")]
    pub bucket: BucketName,
    /// The ARN.
    pub arn: Arn,
    /// The regional host name of the bucket, for origins of distributions.
    pub regional_domain_name: String,
}

impl Resource for Bucket {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_s3_bucket", "{bucket}")])
            .terraform_parts(&[
                "aws_s3_bucket_versioning",
                "aws_s3_bucket_server_side_encryption_configuration",
                "aws_s3_bucket_public_access_block",
                "aws_s3_bucket_lifecycle_configuration",
                "aws_s3_bucket_ownership_controls",
                "aws_s3_bucket_cors_configuration",
                "aws_s3_bucket_object_lock_configuration",
            ])
            .unique(&[&["bucket"]])
            .typical(Seconds { create: 4, update: 2, delete: 3 })
            .timeouts(Seconds { create: 1200, update: 600, delete: 3600 })
            .holds_data("the objects in the bucket")
    }

    fn check(props: &BucketProps) -> Vec<String> {
        let encryption = &props.encryption;
        let own_keys = encryption.algorithm == SseAlgorithm::Aes256;
        let mut wrong = violations! {
            after check_bucket("bucket", props.bucket.as_str());
            own_keys && encryption.kms_key_arn.is_some() =>
                "`encryption` has a `kms_key_arn`: that goes with `algorithm` aws:kms";
            own_keys && encryption.bucket_key_enabled =>
                "`encryption` has `bucket_key_enabled`: that goes with `algorithm` aws:kms";
            encryption.algorithm == SseAlgorithm::KmsDsse && encryption.bucket_key_enabled =>
                "`encryption` has `bucket_key_enabled`: S3 has no bucket keys for aws:kms:dsse";
        };
        wrong.extend(lifecycle::check(&props.lifecycle_rules));
        wrong.extend(props.object_lock.iter().flat_map(|lock| object_lock::check(lock, props.versioning)));
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &BucketProps) -> Result<Self::Attrs> {
        let made = AtomicBool::new(false);
        let allocated = cx
            .allocate(props, || async {
                make(cx, props).await.map(|new| {
                    made.store(new, Ordering::Relaxed);
                    Id::new(props.bucket.as_str())
                })
            })
            .await;
        let id = match allocated {
            Err(error) if error.kind == ErrorKind::AlreadyExists => {
                let tags = tags_of(cx, props.bucket.as_str()).await.ok().and_then(Setting::or_default);
                return Err(taken(error, &format!("the bucket {}", props.bucket), tags.as_ref()));
            }
            other => other?,
        };
        if !made.into_inner() {
            return converge(cx, &id, props).await;
        }
        // S3 refuses concurrent changes of a bucket, so the calls are sequential. The defaults of a new bucket need no
        // call, except for public access, whose default depends on the age of the account.
        settings::put_public_access_block(cx, props).await?;
        // A bucket that is created with an object lock has versioning.
        if props.versioning && props.object_lock.is_none() {
            settings::put_versioning(cx, props).await?;
        }
        if props.object_lock.as_ref().is_some_and(|lock| lock.mode.is_some()) {
            settings::put_object_lock(cx, props).await?;
        }
        if props.encryption != EncryptionProps::of_s3() {
            settings::put_encryption(cx, props).await?;
        }
        if !props.lifecycle_rules.is_empty() {
            settings::put_lifecycle(cx, props).await?;
        }
        if !props.cors_rules.is_empty() {
            settings::put_cors(cx, props).await?;
        }
        Ok(attrs_of(cx, &props.bucket))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let read = try_join_all(ids.iter().map(|id| settings::read(cx, id.as_str()))).await?;
        let found = read.into_iter().flatten().map(|props| ResourceState {
            id: Id::new(props.bucket.as_str()),
            attrs: attrs_of(cx, &props.bucket),
            props,
            status: Status::Ready,
        });
        Ok(found.collect())
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        let mut found = Vec::new();
        for id in existing(cx, ids).await? {
            let tags = indexed_tags(cx, &arn_of(cx, id.as_str())).await?;
            found.push(match tags {
                Some(tags) => settings::read_from_list(id, tags),
                None => ListedState::exists_only(id),
            });
        }
        Ok(found)
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        if change.has("object_ownership") {
            settings::put_ownership(cx, new).await?;
        }
        if change.has("public_access_block") {
            settings::put_public_access_block(cx, new).await?;
        }
        if change.has("versioning") {
            settings::put_versioning(cx, new).await?;
        }
        if change.has("object_lock") {
            settings::keep_unmanaged_lock(cx, new.bucket.as_str()).await?;
            settings::put_object_lock(cx, new).await?;
        }
        if change.has("encryption") {
            settings::put_encryption(cx, new).await?;
        }
        if change.has("lifecycle_rules") {
            settings::keep_unmanaged(cx, new.bucket.as_str()).await?;
            settings::put_lifecycle(cx, new).await?;
        }
        if change.has("cors_rules") {
            settings::put_cors(cx, new).await?;
        }
        if change.has("tags") || change.has("force_destroy") {
            settings::put_tags(cx, &change.old, new).await?;
        }
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        let delete = || async { send!(cx, cx.api().s3().delete_bucket().bucket(id.as_str())) };
        match cx.eventually(&[], delete).await {
            Err(error) if error.has_code(NOT_EMPTY) && last.props.force_destroy => {}
            Err(error) if error.has_code(NOT_EMPTY) => {
                let message = format!(
                    "the bucket {id} is not empty, and nothing in it was deleted. Empty it, or say \
                     `force_destroy(true)` and run `up` before: that deletes all versions of all objects"
                );
                return Err(ProviderError { message, ..error });
            }
            other => return other.ignore_not_found(),
        }
        cx.waiting("the bucket to be emptied");
        // Other clients may write to it between the two calls.
        cx.eventually(NOT_EMPTY, || async {
            contents::empty(cx, id.as_str(), last.props.object_lock.is_some()).await?;
            delete().await
        })
        .await
        .ignore_not_found()
    }

    /// Without the calls for a bucket's settings.
    async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        try_join_all(ids.iter().map(|id| async move {
            // `HeadBucket` returns no error codes, only the status 404.
            let answer = send!(cx, cx.api().s3().get_bucket_versioning().bucket(id.as_str()));
            Ok(if Setting::of(answer)? == Setting::NoBucket { Status::Absent } else { Status::Ready })
        }))
        .await
    }
}

impl Identity<Self> for Bucket {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;

    async fn find(cx: &OperationContext<Self>, props: &BucketProps) -> Result<Vec<Id>> {
        match tags_of(cx, props.bucket.as_str()).await {
            Ok(Setting::Is(tags)) if is_ours(cx, &tags) => Ok(vec![Id::new(props.bucket.as_str())]),
            Ok(_) => Ok(Vec::new()),
            // A bucket of another account or another region has another owner.
            Err(error) if error.kind == ErrorKind::Denied || error.has_code(ELSEWHERE) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let mut names = Vec::new();
        let mut pages = cx.api().s3().list_buckets().bucket_region(cx.region()).into_paginator().send();
        while let Some(page) = pages.next().await {
            names.extend(
                page.into_provider_result(cx.region())?.buckets.unwrap_or_default().into_iter().filter_map(|b| b.name),
            );
        }
        if cx.lists_every_owner() {
            return Ok(names.into_iter().map(Id::new).collect());
        }
        let ours = try_join_all(names.iter().map(|name| async move {
            match tags_of(cx, name).await {
                Ok(Setting::Is(tags)) if is_listed(cx, &tags) => Ok(Some(Id::new(name))),
                Ok(_) => Ok(None),
                // A bucket that may not be read has another owner.
                Err(error) if error.kind == ErrorKind::Denied || error.has_code(ELSEWHERE) => Ok(None),
                Err(error) => Err(error),
            }
        }));
        Ok(ours.await?.into_iter().flatten().collect())
    }
}

const NOT_EMPTY: &[&str] = &["BucketNotEmpty"];
/// S3's error codes for a bucket in another region.
const ELSEWHERE: &[&str] = &["PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"];
/// S3's error code while a deleted bucket of the name is still being removed.
const ABORTED: &str = "OperationAborted";
/// The region without a location constraint. There, S3 accepts a second create of the account's own bucket with 200,
/// and resets its access control lists.
const UNNAMED: &str = "us-east-1";

/// Creates the bucket. Returns `false` when this stack's bucket exists already.
async fn make(cx: &OperationContext<Bucket>, props: &BucketProps) -> Result<bool> {
    let (name, region) = (props.bucket.as_str(), cx.region());
    if region == UNNAMED {
        // Read first, because the create would neither fail nor leave an existing bucket unchanged.
        match tags_of(cx, name).await {
            Ok(Setting::NoBucket) => {}
            Ok(Setting::Is(tags)) if is_ours(cx, &tags) => return Ok(false),
            Ok(_) => return Err(ProviderError::new(ErrorKind::AlreadyExists, "S3 has a bucket of this name already")),
            // The create reports a bucket of another account or another region.
            Err(error) if error.kind == ErrorKind::Denied || error.has_code(ELSEWHERE) => {}
            Err(error) => return Err(error),
        }
    }
    let constraint = (region != UNNAMED).then(|| BucketLocationConstraint::from(region));
    let tags = settings::with_force_destroy(owned_tags(cx, &props.tags), props.force_destroy);
    let configuration = CreateBucketConfiguration::builder()
        .set_location_constraint(constraint)
        .set_tags(Some(sdk_tags(&tags)))
        .build();
    let ownership = props.object_ownership;
    let call =
        cx.api().s3().create_bucket().bucket(name).create_bucket_configuration(configuration).set_object_ownership(
            (ownership != ObjectOwnership::BucketOwnerEnforced).then(|| sdk::ObjectOwnership::from(ownership.as_str())),
        );
    let call = call.set_object_lock_enabled_for_bucket(props.object_lock.is_some().then_some(true));
    // S3 keeps the name of a deleted bucket for a while.
    let made = cx.eventually(&[ABORTED], || async {
        match call.clone().customize().config_override(no_retry::s3()).send().await.into_provider_result(region) {
            Err(error) if error.has_code(&[ABORTED]) => Err(error),
            other => Ok(other),
        }
    });
    made.await?.map(|_| true)
}

fn attrs_of(cx: &ReadContext<Aws>, bucket: &BucketName) -> BucketAttrs {
    let (_, dns_suffix) = crate::partition::of(cx.region());
    BucketAttrs {
        bucket: bucket.clone(),
        arn: Arn::new(arn_of(cx, bucket.as_str())),
        regional_domain_name: format!("{bucket}.s3.{}.{dns_suffix}", cx.region()),
    }
}
