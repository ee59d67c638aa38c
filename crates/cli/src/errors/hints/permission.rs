//! What to do where a service says that something is not allowed: the action and the statement to add, or whose statement
//! stands in the way.

use archipel_engine::resource::{ErrorKind, ProviderError};

/// The calls whose permission has another name than they have.
const ACTIONS: &[(&str, &str, &str)] = &[
    ("s3", "CreateMultipartUpload", "PutObject"),
    ("s3", "DeleteBucketCors", "PutBucketCORS"),
    ("s3", "DeleteBucketEncryption", "PutEncryptionConfiguration"),
    ("s3", "DeleteBucketLifecycle", "PutLifecycleConfiguration"),
    ("s3", "DeleteBucketOwnershipControls", "PutBucketOwnershipControls"),
    ("s3", "DeleteBucketReplication", "PutReplicationConfiguration"),
    ("s3", "DeleteBucketTagging", "PutBucketTagging"),
    ("s3", "DeleteObjects", "DeleteObject"),
    ("s3", "DeletePublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("s3", "GetBucketCors", "GetBucketCORS"),
    ("s3", "GetBucketEncryption", "GetEncryptionConfiguration"),
    ("s3", "GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"),
    ("s3", "GetBucketNotificationConfiguration", "GetBucketNotification"),
    ("s3", "GetBucketReplication", "GetReplicationConfiguration"),
    ("s3", "GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
    ("s3", "HeadBucket", "ListBucket"),
    ("s3", "HeadObject", "GetObject"),
    ("s3", "ListBuckets", "ListAllMyBuckets"),
    ("s3", "ListObjectVersions", "ListBucketVersions"),
    ("s3", "ListObjectsV2", "ListBucket"),
    ("s3", "PutBucketCors", "PutBucketCORS"),
    ("s3", "PutBucketEncryption", "PutEncryptionConfiguration"),
    ("s3", "PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"),
    ("s3", "PutBucketNotificationConfiguration", "PutBucketNotification"),
    ("s3", "PutBucketReplication", "PutReplicationConfiguration"),
    ("s3", "PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
];

/// Codes by which services say it.
const CODES: &[&str] = &["AccessDenied", "AuthorizationError", "NotAuthorized", "UnauthorizedOperation"];

/// What stands before the text that only AWS can read.
const ENCODED: &str = "Encoded authorization failure message:";

/// What a refusal says. AWS writes "User: ARN is not authorized to perform: ACTION on resource: ARN because no KIND policy
/// allows the ACTION action", or "with an explicit deny in a KIND policy"; older services write less.
#[derive(Debug, Default, PartialEq, Eq)]
struct Refusal<'a> {
    who: Option<&'a str>,
    action: Option<&'a str>,
    resource: Option<&'a str>,
    /// The kind of policy that has no statement for it.
    lacks: Option<&'a str>,
    /// The kind of policy that denies it.
    denies: Option<&'a str>,
}

impl<'a> Refusal<'a> {
    fn read(message: &'a str) -> Self {
        let word = |mark: &str| {
            let rest = message.split_once(mark)?.1.trim_start();
            let word = rest.split(char::is_whitespace).next()?.trim_matches(['"', '\'', ',']).trim_end_matches('.');
            (!word.is_empty()).then_some(word)
        };
        let lacks = message.split_once("because no ").and_then(|(_, rest)| Some(rest.split_once(" allows")?.0));
        let denies = message.split_once("with an explicit deny in a").map(|(_, rest)| {
            // "a" and "an", and what ends the sentence.
            rest.strip_prefix('n').unwrap_or(rest).trim_start().split([':', '.', ',']).next().unwrap_or(rest).trim()
        });
        let (who, action) = (word("User:"), word("not authorized to perform:"));
        Self { who, action, resource: word("on resource:"), lacks, denies }
    }
}

/// What to do, if the error is a refusal.
pub(super) fn hint(error: &ProviderError) -> Option<String> {
    let says_so = |code: &String| CODES.iter().any(|known| code.starts_with(known));
    if error.kind != ErrorKind::Denied && !error.code.as_ref().is_some_and(says_so) {
        return None;
    }
    let refusal = Refusal::read(&error.message);
    let action = refusal.action.map_or_else(|| action(error), str::to_owned);
    if let Some(denies) = refusal.denies {
        let whose = refusal.who.map(|who| format!(" for `{}`", short(who))).unwrap_or_default();
        return Some(format!(
            "a statement in its {denies} denies `{action}`{whose}, and nothing that allows it counts against that: whoever keeps that policy must change it, or use other credentials"
        ));
    }
    let resource = refusal.resource.unwrap_or("*");
    let statement = format!("{{\"Effect\": \"Allow\", \"Action\": \"{action}\", \"Resource\": \"{resource}\"}}");
    let to = match (refusal.lacks, refusal.who) {
        (Some(kind), _) if !kind.starts_with("identity-based") => {
            format!("to the {kind} too, which limits what is allowed")
        }
        (_, Some(who)) => format!("to a policy of `{}`", short(who)),
        _ => "to their policy".to_owned(),
    };
    Some(format!(
        "the credentials need the action `{action}`: add {statement} {to}; `schema --json` lists the actions of every resource type"
    ))
}

/// The permission of the call that was refused.
fn action(error: &ProviderError) -> String {
    let service = error.service.as_deref().unwrap_or("SERVICE");
    let operation = error.operation.as_deref().unwrap_or("OPERATION");
    let renamed = ACTIONS.iter().find(|(of, call, _)| *of == service && *call == operation);
    format!("{service}:{}", renamed.map_or(operation, |(_, _, action)| action))
}

/// A principal without partition, service and account: `assumed-role/deploy/marie`.
fn short(arn: &str) -> &str {
    arn.splitn(6, ':').nth(5).unwrap_or(arn)
}

/// The message without the long text that only AWS can read, where the rest says what is missing.
pub(super) fn readable(message: &str) -> &str {
    match message.split_once(ENCODED) {
        Some((said, _)) if Refusal::read(said).action.is_some() => said.trim_end(),
        _ => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(code: &str, operation: &str, message: &str) -> ProviderError {
        let (service, operation) = operation.split_once(':').unwrap();
        ProviderError {
            code: Some(code.to_owned()),
            service: Some(service.to_owned()),
            operation: Some(operation.to_owned()),
            region: Some("eu-west-1".to_owned()),
            ..ProviderError::new(ErrorKind::Denied, message)
        }
    }

    const EC2: &str = "You are not authorized to perform this operation. User: arn:aws:sts::123456789012:assumed-role/deploy/marie is not authorized to perform: ec2:CreateVpc on resource: arn:aws:ec2:eu-west-1:123456789012:vpc/* because no identity-based policy allows the ec2:CreateVpc action. Encoded authorization failure message: 3nDfXu1Hc0_ZpYk";

    #[test]
    fn the_statement_to_add_is_the_one_that_the_message_asks_for() {
        assert_eq!(
            hint(&denied("UnauthorizedOperation", "ec2:CreateVpc", EC2)).unwrap(),
            "the credentials need the action `ec2:CreateVpc`: add {\"Effect\": \"Allow\", \"Action\": \"ec2:CreateVpc\", \"Resource\": \"arn:aws:ec2:eu-west-1:123456789012:vpc/*\"} to a policy of `assumed-role/deploy/marie`; `schema --json` lists the actions of every resource type"
        );
        // The call that is refused is not always the one that was sent.
        let pass = "User: arn:aws:iam::123456789012:user/marie is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/flow-logs because no identity-based policy allows the iam:PassRole action";
        let said = hint(&denied("UnauthorizedOperation", "ec2:CreateFlowLogs", pass)).unwrap();
        assert!(said.contains("\"Action\": \"iam:PassRole\"") && said.contains("role/flow-logs\"}"), "{said}");
    }

    #[test]
    fn what_is_denied_is_not_mended_by_allowing_it() {
        let message = "User: arn:aws:iam::123456789012:user/marie is not authorized to perform: s3:CreateBucket on resource: \"arn:aws:s3:::luneo-artifacts\" with an explicit deny in a service control policy";
        let said = hint(&denied("AccessDenied", "s3:CreateBucket", message)).unwrap();
        assert!(
            said.starts_with("a statement in its service control policy denies `s3:CreateBucket` for `user/marie`"),
            "{said}"
        );
        assert!(!said.contains("Effect"), "{said}");
        let identity = message.replace("in a service control policy", "in an identity-based policy");
        let said = hint(&denied("AccessDenied", "s3:CreateBucket", &identity)).unwrap();
        assert!(said.starts_with("a statement in its identity-based policy denies"), "{said}");
    }

    #[test]
    fn what_limits_the_credentials_must_allow_it_too() {
        let message = "User: arn:aws:iam::123456789012:user/marie is not authorized to perform: kms:CreateKey on resource: * because no permissions boundary allows the kms:CreateKey action";
        let said = hint(&denied("AccessDeniedException", "kms:CreateKey", message)).unwrap();
        assert!(said.contains("\"Resource\": \"*\"} to the permissions boundary too"), "{said}");
    }

    #[test]
    fn where_the_message_says_nothing_the_call_tells_the_action() {
        let said = hint(&denied("AccessDenied", "s3:PutBucketReplication", "Access Denied")).unwrap();
        assert!(said.contains("`s3:PutReplicationConfiguration`"), "{said}");
        let said = hint(&denied("AuthorizationErrorException", "sns:CreateTopic", "no")).unwrap();
        assert!(said.contains("`sns:CreateTopic`"), "{said}");
    }

    #[test]
    fn what_only_aws_can_read_is_left_out_where_the_rest_says_enough() {
        assert!(readable(EC2).ends_with("allows the ec2:CreateVpc action."));
        let older =
            "You are not authorized to perform this operation. Encoded authorization failure message: 3nDfXu1Hc0_ZpYk";
        assert_eq!(readable(older), older);
    }
}
