//! Hints for a denied call: the action and the statement to add, or the policy that denies it.

use archipel_engine::resource::{ErrorKind, ProviderError};

/// Calls whose permission has another name.
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

/// The error codes of denied calls.
const CODES: &[&str] = &["AccessDenied", "AuthorizationError", "NotAuthorized", "UnauthorizedOperation"];

/// The prefix of the text that only AWS can decode.
const ENCODED: &str = "Encoded authorization failure message:";

/// The contents of a refusal. AWS writes "User: ARN is not authorized to perform: ACTION on resource: ARN because no
/// KIND policy allows the ACTION action", or "with an explicit deny in a KIND policy"; older services write less.
#[derive(Debug, Default, PartialEq, Eq)]
struct Refusal<'a> {
    who: Option<&'a str>,
    action: Option<&'a str>,
    resource: Option<&'a str>,
    /// The kind of policy without a statement for the action.
    lacks: Option<&'a str>,
    /// The kind of policy that denies the action.
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
            // Remove the rest of "a" or "an" and the end of the sentence.
            rest.strip_prefix('n').unwrap_or(rest).trim_start().split([':', '.', ',']).next().unwrap_or(rest).trim()
        });
        let (who, action) = (word("User:"), word("not authorized to perform:"));
        Self { who, action, resource: word("on resource:"), lacks, denies }
    }
}

/// The hint, if the error is a refusal.
pub(super) fn hint(error: &ProviderError) -> Option<String> {
    let is_refusal = |code: &String| CODES.iter().any(|known| code.starts_with(known));
    if error.kind != ErrorKind::Denied && !error.code.as_ref().is_some_and(is_refusal) {
        return None;
    }
    let refusal = Refusal::read(&error.message);
    let action = refusal.action.map_or_else(|| action(error), str::to_owned);
    if let Some(denies) = refusal.denies {
        let whose = refusal.who.map(|who| format!(" for `{}`", short(who))).unwrap_or_default();
        return Some(format!(
            "change the statement in the {denies} that denies `{action}`{whose}, or use other credentials: no other policy can allow it"
        ));
    }
    let resource = refusal.resource.unwrap_or("*");
    let statement = format!("{{\"Effect\": \"Allow\", \"Action\": \"{action}\", \"Resource\": \"{resource}\"}}");
    let to = match (refusal.lacks, refusal.who) {
        (Some(kind), _) if !kind.starts_with("identity-based") => {
            format!("to the {kind}, which limits the allowed actions")
        }
        (_, Some(who)) => format!("to a policy of `{}`", short(who)),
        _ => "to the policy of the credentials".to_owned(),
    };
    Some(format!(
        "add {statement} {to}: the credentials need the action `{action}`; `schema --json` lists the actions of every resource type"
    ))
}

/// The permission of the denied call.
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

/// The message without the encoded part, if the rest names the missing permission.
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
    fn the_hint_contains_the_statement_that_the_message_requires() {
        assert_eq!(
            hint(&denied("UnauthorizedOperation", "ec2:CreateVpc", EC2)).unwrap(),
            "add {\"Effect\": \"Allow\", \"Action\": \"ec2:CreateVpc\", \"Resource\": \"arn:aws:ec2:eu-west-1:123456789012:vpc/*\"} to a policy of `assumed-role/deploy/marie`: the credentials need the action `ec2:CreateVpc`; `schema --json` lists the actions of every resource type"
        );
        // The denied call is not always the one that was sent.
        let pass = "User: arn:aws:iam::123456789012:user/marie is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/flow-logs because no identity-based policy allows the iam:PassRole action";
        let said = hint(&denied("UnauthorizedOperation", "ec2:CreateFlowLogs", pass)).unwrap();
        assert!(said.contains("\"Action\": \"iam:PassRole\"") && said.contains("role/flow-logs\"}"), "{said}");
    }

    #[test]
    fn the_hint_for_an_explicit_deny_names_the_denying_policy() {
        let message = "User: arn:aws:iam::123456789012:user/marie is not authorized to perform: s3:CreateBucket on resource: \"arn:aws:s3:::luneo-artifacts\" with an explicit deny in a service control policy";
        let said = hint(&denied("AccessDenied", "s3:CreateBucket", message)).unwrap();
        assert!(
            said.starts_with(
                "change the statement in the service control policy that denies `s3:CreateBucket` for `user/marie`"
            ),
            "{said}"
        );
        assert!(!said.contains("Effect"), "{said}");
        let identity = message.replace("in a service control policy", "in an identity-based policy");
        let said = hint(&denied("AccessDenied", "s3:CreateBucket", &identity)).unwrap();
        assert!(said.starts_with("change the statement in the identity-based policy that denies"), "{said}");
    }

    #[test]
    fn a_policy_that_limits_the_credentials_must_allow_the_action() {
        let message = "User: arn:aws:iam::123456789012:user/marie is not authorized to perform: kms:CreateKey on resource: * because no permissions boundary allows the kms:CreateKey action";
        let said = hint(&denied("AccessDeniedException", "kms:CreateKey", message)).unwrap();
        assert!(said.contains("\"Resource\": \"*\"} to the permissions boundary, which limits"), "{said}");
    }

    #[test]
    fn without_details_in_the_message_the_action_is_derived_from_the_call() {
        let said = hint(&denied("AccessDenied", "s3:PutBucketReplication", "Access Denied")).unwrap();
        assert!(said.contains("`s3:PutReplicationConfiguration`"), "{said}");
        let said = hint(&denied("AuthorizationErrorException", "sns:CreateTopic", "no")).unwrap();
        assert!(said.contains("`sns:CreateTopic`"), "{said}");
    }

    #[test]
    fn the_encoded_part_is_omitted_if_the_rest_is_sufficient() {
        assert!(readable(EC2).ends_with("allows the ec2:CreateVpc action."));
        let older =
            "You are not authorized to perform this operation. Encoded authorization failure message: 3nDfXu1Hc0_ZpYk";
        assert_eq!(readable(older), older);
    }
}
