//! The accounts of ARNs and of recorded resources.

use archipel_engine::resource::Id;
use archipel_engine::value::Value;

/// Types whose id is an ARN that may belong to another account.
const FOREIGN: &[&str] = &["aws:sns/Subscription"];

/// The account of an ARN: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`. `None` for ARNs without an account, such as
/// those of buckets, and for resources of AWS itself.
#[must_use]
pub fn in_arn(arn: &str) -> Option<&str> {
    let account = arn.strip_prefix("arn:")?.split(':').nth(3)?;
    is_account(account).then_some(account)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The account of a recorded resource, if its id or its attribute `arn` contains it. Older states record no other
/// account.
pub(crate) fn recorded(type_name: &str, id: &Id, outputs: &Value) -> Option<String> {
    if FOREIGN.contains(&type_name) {
        return None;
    }
    let arn = outputs.field("arn").as_str();
    in_arn(id.as_str()).or_else(|| in_arn(arn?)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn an_arn_says_its_account_if_it_has_one() {
        assert_eq!(in_arn("arn:aws:iam::123456789012:role/deploy"), Some("123456789012"));
        assert_eq!(in_arn("arn:aws-cn:ec2:cn-north-1:210987654321:vpc/vpc-1"), Some("210987654321"));
        for none in
            ["arn:aws:s3:::bucket", "arn:aws:iam::aws:policy/ReadOnlyAccess", "vpc-0a1b", "", "arn:", "arn:a:b:c:12:d"]
        {
            assert_eq!(in_arn(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_recorded_says_its_account_by_its_id_or_its_arn() {
        let with_arn = |arn: &str| Value::Map(BTreeMap::from([("arn".to_owned(), Value::from(arn))]));
        let arn = "arn:aws:kms:eu-west-1:123456789012:key/1";
        assert_eq!(recorded("aws:kms/Key", &Id::new("1"), &with_arn(arn)).as_deref(), Some("123456789012"));
        assert_eq!(recorded("aws:kms/Key", &Id::new(arn), &Value::Null).as_deref(), Some("123456789012"));
        assert_eq!(recorded("aws:ec2/Vpc", &Id::new("vpc-1"), &Value::Null), None);
        assert_eq!(recorded("aws:sns/Subscription", &Id::new(arn), &Value::Null), None);
    }
}
