//! New roles and instance profiles, which other services do not know for a while.
//!
//! IAM answers from many servers, and each service that uses a role learns of it later: 5 to 60 seconds in public logs,
//! and AWS's own tools wait two minutes. The errors are those that the Terraform provider retries, by service
//! (`internal/service/*/`, `iamPropagationTimeout`).

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::calls::Key;
use crate::protocol::ErrorReply;

/// The operations that create a principal.
const CREATES: &[&str] = &["CreateRole", "CreateInstanceProfile"];

/// Whether a call creates a principal.
pub(crate) fn creates(call: &Key) -> bool {
    call.service == "iam" && CREATES.contains(&call.operation.as_str())
}

/// What a call that names an unknown principal is answered: the service, operations by prefix, the code, the message.
const ERRORS: &[(&str, &str, &str, &str)] = &[
    // IAM's own servers: the role, and a role as the principal of a trust policy.
    ("iam", "CreateRole", "MalformedPolicyDocument", "Invalid principal in policy"),
    ("iam", "UpdateAssumeRolePolicy", "MalformedPolicyDocument", "Invalid principal in policy"),
    (
        "lambda",
        "POST /2015-03-31/functions",
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda.",
    ),
    (
        "ec2",
        "RunInstances",
        "InvalidParameterValue",
        "Value for parameter iamInstanceProfile is invalid. Invalid IAM Instance Profile",
    ),
    ("ec2", "CreateFlowLogs", "InvalidParameter", "Access error: the role cannot be assumed"),
    (
        "kms",
        "CreateKey",
        "MalformedPolicyDocumentException",
        "Policy contains a statement with one or more invalid principals.",
    ),
    (
        "kms",
        "PutKeyPolicy",
        "MalformedPolicyDocumentException",
        "Policy contains a statement with one or more invalid principals.",
    ),
    (
        "sns",
        "CreateTopic",
        "InvalidParameter",
        "Invalid parameter: Policy statement action out of service scope: PrincipalNotFound",
    ),
    ("sns", "SetTopicAttributes", "InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound"),
    (
        "eks",
        "POST /clusters",
        "InvalidParameterException",
        "Role could not be assumed because the trusted entity is not correct",
    ),
];

struct Principal {
    account: String,
    arn: String,
    known_from: Instant,
}

/// The new principals of all accounts.
#[derive(Default)]
pub(crate) struct FreshPrincipals(Mutex<Vec<Principal>>);

impl FreshPrincipals {
    /// Remembers the principal in the response to a create.
    pub(crate) fn created(&self, call: &Key, answer: &str, unknown: Duration) {
        let Some((_, rest)) = answer.split_once("<Arn>") else { return };
        let arn = rest.split('<').next().unwrap_or_default();
        let principal =
            Principal { account: call.account.clone(), arn: arn.to_owned(), known_from: Instant::now() + unknown };
        let mut principals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        principals.retain(|known| known.known_from > now);
        principals.push(principal);
    }

    /// The error for a call whose body names a principal that its service does not know yet.
    pub(crate) fn refuse<T: AsRef<str>>(&self, call: &Key, body: impl FnOnce() -> T) -> Option<ErrorReply> {
        let (.., code, message) = ERRORS
            .iter()
            .find(|(service, operation, ..)| *service == call.service && call.operation.starts_with(operation))?;
        let principals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if principals.is_empty() {
            return None;
        }
        let (now, body) = (Instant::now(), body());
        let body = body.as_ref();
        let names = |principal: &&Principal| {
            // Instance profiles are named as well.
            let name =
                principal.arn.split_once(":instance-profile/").map(|(_, name)| name).filter(|_| call.service == "ec2");
            principal.known_from > now
                && principal.account == call.account
                && (is_in(body, &principal.arn) || name.is_some_and(|name| is_in(body, name)))
        };
        principals.iter().find(names).map(|_| ErrorReply::new(400, code, (*message).to_owned()))
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut principals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        principals.retain(|known| account.is_some_and(|account| account != known.account));
    }
}

/// Whether a text contains a name that does not continue.
fn is_in(body: &str, name: &str) -> bool {
    body.match_indices(name).any(|(at, _)| {
        let next = body[at + name.len()..].chars().next();
        next.is_none_or(|next| !next.is_ascii_alphanumeric() && !"-_+=,.@/".contains(next))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATED: &str =
        "<CreateRoleResult><Role><Path>/</Path><Arn>arn:aws:iam::1:role/run</Arn></Role></CreateRoleResult>";

    fn call(service: &str, operation: &str) -> Key {
        let (account, region) = ("1".to_owned(), "eu-west-1".to_owned());
        Key { account, region, service: service.to_owned(), operation: operation.to_owned() }
    }

    #[test]
    fn a_service_does_not_know_a_new_role_for_a_while() {
        let principals = FreshPrincipals::default();
        principals.created(&call("iam", "CreateRole"), CREATED, Duration::from_secs(60));
        let function = call("lambda", "POST /2015-03-31/functions");
        let refused = principals.refuse(&function, || r#"{"Role":"arn:aws:iam::1:role/run"}"#).unwrap();
        assert_eq!(refused.code, "InvalidParameterValueException");
        assert!(principals.refuse(&function, || r#"{"Role":"arn:aws:iam::1:role/runner"}"#).is_none(), "another role");
        assert!(principals.refuse(&call("lambda", "GET /x"), || "arn:aws:iam::1:role/run").is_none(), "another call");
        let other = Key { account: "2".to_owned(), ..function };
        assert!(principals.refuse(&other, || r#"{"Role":"arn:aws:iam::1:role/run"}"#).is_none(), "another account");
    }

    #[test]
    fn a_role_is_known_after_its_time() {
        let principals = FreshPrincipals::default();
        principals.created(&call("iam", "CreateRole"), CREATED, Duration::ZERO);
        let key = call("kms", "CreateKey");
        assert!(principals.refuse(&key, || "arn:aws:iam::1:role/run").is_none());
    }
}
