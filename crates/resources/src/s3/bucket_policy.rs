//! `aws:s3/BucketPolicy`: who may do what with a bucket.

use super::common::{Setting, check_bucket, there};
use crate::prelude::*;

/// What a bucket's policy is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct BucketPolicyProps {
    /// The bucket. It has one policy.
    #[arg(replace = "a bucket policy is a part of its bucket", length = 3..=63, pattern = "[a-z0-9][a-z0-9.-]*[a-z0-9]")]
    pub bucket: BucketName,
    /// Who may do what: a policy document of up to 20 KB.
    pub policy: PolicyDocument,
}

/// The policy of a bucket (`PutBucketPolicy`). One that is there already is overwritten: S3 has neither names nor
/// tags for them.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>
#[resource("aws:s3/BucketPolicy", props = BucketPolicyProps)]
pub struct BucketPolicy {
    /// The bucket.
    #[attr(input = "bucket")]
    pub bucket: BucketName,
}

impl Resource for BucketPolicy {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        // Putting it twice is the same as putting it once, so that a call whose answer was lost is simply sent again.
        meta::<Self>().terraform(&[("aws_s3_bucket_policy", "{bucket}")]).unique(&[&["bucket"]]).typical(Seconds {
            create: 1,
            update: 1,
            delete: 1,
        })
    }

    fn check(props: &BucketPolicyProps) -> Vec<String> {
        let mut wrong: Vec<String> = check_bucket("bucket", props.bucket.as_str()).into_iter().collect();
        let size = props.policy.to_json().len();
        if size > 20 * 1024 {
            wrong.push(format!("`policy` has {size} bytes: S3 takes up to {}", 20 * 1024));
        }
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &BucketPolicyProps) -> Result<Self::Attrs> {
        cx.allocate(props, || put(cx, props)).await?;
        Ok(BucketPolicyAttrs { bucket: props.bucket.clone() })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let policies = try_join_all(ids.iter().map(|id| get(cx, id.as_str()))).await?;
        let seen = ids.iter().zip(policies).filter_map(|(id, policy)| {
            let props = BucketPolicyProps { bucket: BucketName::new(id.as_str()), policy: policy? };
            let attrs = BucketPolicyAttrs { bucket: props.bucket.clone() };
            Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready })
        });
        Ok(seen.collect())
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        Ok(there(cx, ids).await?.into_iter().map(ListedState::exists_only).collect())
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.eventually(&[], || async { not_found_as_retryable(put(cx, &change.new).await) }).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().s3().delete_bucket_policy().bucket(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

impl Identity<Self> for BucketPolicy {
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &BucketPolicyProps) -> Result<Vec<Id>> {
        let there = get(cx, props.bucket.as_str()).await?;
        Ok(there.map(|_| Id::new(props.bucket.as_str())).into_iter().collect())
    }
}

async fn put(cx: &OperationContext<BucketPolicy>, props: &BucketPolicyProps) -> Result<Id> {
    let call = cx.api().s3().put_bucket_policy().bucket(props.bucket.as_str());
    send!(cx, call.policy(props.policy.to_json()))?;
    Ok(Id::new(props.bucket.as_str()))
}

async fn get(cx: &ReadContext<Aws>, bucket: &str) -> Result<Option<PolicyDocument>> {
    let answer = send!(cx, cx.api().s3().get_bucket_policy().bucket(bucket));
    let Setting::Is(response) = Setting::of(answer)? else { return Ok(None) };
    let policy = response.policy().map(PolicyDocument::parse).transpose();
    policy.map_err(|error| ProviderError::new(ErrorKind::Internal, format!("S3 gave {error}")))
}
