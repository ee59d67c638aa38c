//! `aws:s3/BucketPolicy`: who may do what with a bucket.

use archipel_engine::resource::{
    Change, Cx, ErrorKind, Glance, Id, Last, OpCx, ProviderError, Resource, Result, Seen, Status,
};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use futures::future::try_join_all;

use super::common::{Setting, check_bucket, there};
use crate::aws::{Answer, Aws, OrGone};
use crate::natural::not_yet;
use crate::types::{BucketName, PolicyDocument};

/// What a bucket's policy is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct BucketPolicyProps {
    /// The bucket. It has one policy.
    #[arg(replace = "a bucket policy is a part of its bucket")]
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

    fn meta() -> Meta {
        // Putting it twice is the same as putting it once, so that a call whose answer was lost is simply sent again.
        Meta::new("s3")
            .terraform(&[("aws_s3_bucket_policy", "{bucket}")])
            .identity(Identity::ClientToken)
            .unique(&[&["bucket"]])
            .typical(1, 1, 1)
            .actions(Actions {
                create: &["s3:PutBucketPolicy"],
                read: &["s3:GetBucketPolicy", "s3:ListAllMyBuckets"],
                update: &["s3:PutBucketPolicy"],
                delete: &["s3:DeleteBucketPolicy"],
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

    async fn create(cx: &OpCx<Self>, props: &BucketPolicyProps) -> Result<BucketPolicyAttrs> {
        cx.allocate(props, || put(cx, props)).await?;
        Ok(BucketPolicyAttrs { bucket: props.bucket.clone() })
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let policies = try_join_all(ids.iter().map(|id| get(cx, id.as_str()))).await?;
        let seen = ids.iter().zip(policies).filter_map(|(id, policy)| {
            let props = BucketPolicyProps { bucket: BucketName::new(id.as_str()), policy: policy? };
            let attrs = BucketPolicyAttrs { bucket: props.bucket.clone() };
            Some(Seen { id: id.clone(), props, attrs, status: Status::Ready })
        });
        Ok(seen.collect())
    }

    async fn glance(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Glance<Self>>> {
        Ok(there(cx, ids).await?.into_iter().map(Glance::there).collect())
    }

    async fn update(
        cx: &OpCx<Self>,
        _: &Id,
        change: &Change<BucketPolicyProps, BucketPolicyAttrs>,
    ) -> Result<BucketPolicyAttrs> {
        cx.eventually(&[], || async { not_yet(put(cx, &change.new).await) }).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<BucketPolicyProps, BucketPolicyAttrs>) -> Result<()> {
        cx.eventually(&[], || async {
            cx.api().s3().delete_bucket_policy().bucket(id.as_str()).send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &BucketPolicyProps) -> Result<Vec<Id>> {
        let there = get(cx, props.bucket.as_str()).await?;
        Ok(there.map(|_| Id::new(props.bucket.as_str())).into_iter().collect())
    }
}

async fn put(cx: &OpCx<BucketPolicy>, props: &BucketPolicyProps) -> Result<Id> {
    let call = cx.api().s3().put_bucket_policy().bucket(props.bucket.as_str());
    call.policy(props.policy.to_json()).send().await.answer(cx.region())?;
    Ok(Id::new(props.bucket.as_str()))
}

async fn get(cx: &Cx<Aws>, bucket: &str) -> Result<Option<PolicyDocument>> {
    let answer = cx.api().s3().get_bucket_policy().bucket(bucket).send().await.answer(cx.region());
    let Setting::Is(told) = Setting::of(answer)? else { return Ok(None) };
    let policy = told.policy().map(PolicyDocument::parse).transpose();
    policy.map_err(|error| ProviderError::new(ErrorKind::Internal, format!("S3 gave {error}")))
}
