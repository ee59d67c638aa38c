//! The bucket of a flow log: moto refuses a flow log if its own S3 does not have the bucket, but the buckets are in
//! ministack; and EC2 attaches a policy to it.

use serde_json::json;

use crate::protocol::{Form, form_value};

/// The destination bucket of a flow log.
pub(crate) fn bucket(operation: &str, form: &Form) -> Option<String> {
    if operation != "CreateFlowLogs" || form_value(form, "LogDestinationType") != Some("s3") {
        return None;
    }
    let arn = form_value(form, "LogDestination")?;
    let path = arn.split(":::").nth(1)?;
    let bucket = path.split('/').next().filter(|b| !b.is_empty())?;
    // The name is used in a path, so it may contain only the characters of a bucket name.
    let valid = bucket.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    valid.then(|| bucket.to_owned())
}

/// Whether a response says that a flow log was created, and not only what was not.
pub(crate) fn is_created(response: &[u8]) -> bool {
    String::from_utf8_lossy(response).contains("<item>fl-")
}

/// Whether a policy allows the delivery of logs already: CloudWatch Logs user guide, "Logs sent to Amazon S3".
pub(crate) fn delivers(policy: &[u8]) -> bool {
    let policy = String::from_utf8_lossy(policy);
    policy.contains("delivery.logs.amazonaws.com")
        && policy.contains("s3:PutObject")
        && policy.contains("s3:GetBucketAcl")
}

/// The policy that EC2 attaches, in place of any other, to a bucket of a creator who may change its policy, unless it allows
/// the delivery already.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html>
pub(crate) fn policy(bucket: &str, account: &str, region: &str) -> String {
    // rule: flow-log-bucket-policy
    let source = json!({"aws:SourceArn": format!("arn:aws:logs:{region}:{account}:*")});
    let service = json!({"Service": "delivery.logs.amazonaws.com"});
    let acl = "bucket-owner-full-control";
    let write = json!({
        "Sid": "AWSLogDeliveryWrite", "Effect": "Allow", "Principal": service, "Action": "s3:PutObject",
        "Resource": format!("arn:aws:s3:::{bucket}/AWSLogs/{account}/*"),
        "Condition": {"StringEquals": {"aws:SourceAccount": account, "s3:x-amz-acl": acl}, "ArnLike": source},
    });
    let check = json!({
        "Sid": "AWSLogDeliveryAclCheck", "Effect": "Allow", "Principal": service, "Action": "s3:GetBucketAcl",
        "Resource": format!("arn:aws:s3:::{bucket}"),
        "Condition": {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": source},
    });
    json!({"Version": "2012-10-17", "Statement": [write, check]}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_is_read_from_the_destination() {
        let form =
            |arn: &str| vec![("LogDestinationType".into(), "s3".into()), ("LogDestination".into(), arn.to_owned())];
        let of = |arn| bucket("CreateFlowLogs", &form(arn));
        assert_eq!(of("arn:aws:s3:::logs-1/prefix/"), Some("logs-1".into()));
        assert_eq!(of("arn:aws:s3:::a?b"), None);
        assert_eq!(of("nonsense"), None);
        assert_eq!(bucket("CreateVpc", &form("arn:aws:s3:::b")), None);
    }
}
