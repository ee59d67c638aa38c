//! `aws:s3/BucketPolicy`: the policy of a bucket.

use super::bucket_document::bucket_document;
use super::common::{Setting, check_bucket, existing};
use crate::prelude::*;

/// The longest policy in bytes.
const LONGEST: usize = 20 * 1024;

/// The properties of a bucket's policy.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct BucketPolicyProps {
    /// The bucket. It has one policy.
    #[arg(replace = "a bucket policy is a part of its bucket", length = 3..=63, pattern = "[a-z0-9][a-z0-9.-]*[a-z0-9]")]
    pub bucket: BucketName,
    /// The policy document: up to 20 KiB.
    pub policy: PolicyDocument,
}

/// The policy of a bucket (`PutBucketPolicy`). An existing one is overwritten: bucket policies have neither names nor
/// tags.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>
#[resource("aws:s3/BucketPolicy", props = BucketPolicyProps)]
pub struct BucketPolicy {
    /// The bucket.
    #[attr(input = "bucket")]
    pub bucket: BucketName,
}

bucket_document! {
    BucketPolicy, BucketPolicyProps, BucketPolicyAttrs,
    terraform: "aws_s3_bucket_policy",
    typical: Seconds::each(1),
    delete: delete_bucket_policy
}

fn check(props: &BucketPolicyProps) -> Option<String> {
    let size = props.policy.to_json().len();
    (size > LONGEST).then(|| format!("`policy` has {size} bytes: S3 takes up to {LONGEST}"))
}

async fn put(cx: &OperationContext<BucketPolicy>, props: &BucketPolicyProps) -> Result<()> {
    let call = cx.api().s3().put_bucket_policy().bucket(props.bucket.as_str());
    send!(cx, call.policy(props.policy.to_json())).map(drop)
}

async fn get(cx: &ReadContext<Aws>, bucket: &str) -> Result<Option<BucketPolicyProps>> {
    let answer = send!(cx, cx.api().s3().get_bucket_policy().bucket(bucket));
    let Setting::Is(response) = Setting::of(answer)? else { return Ok(None) };
    let policy = response.policy().map(PolicyDocument::parse).transpose().map_err(|_| unreadable("policy"))?;
    Ok(policy.map(|policy| BucketPolicyProps { bucket: BucketName::new(bucket), policy }))
}
