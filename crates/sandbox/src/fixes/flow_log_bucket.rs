//! moto refuses a flow log if its own S3 does not have the bucket, but the buckets are in ministack.

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
