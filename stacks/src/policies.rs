//! Policies that every plan of these stacks must satisfy.

use std::collections::BTreeSet;

use archipel::policy::{Planned, Violation};
use archipel::prelude::*;
use serde_json::Value as Json;

use crate::config::Shield;

/// The prefixes of ELB's security policies that accept only TLS 1.2 and later.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html>
const TLS_1_2: [&str; 4] = [
    "ELBSecurityPolicy-TLS13-1-3-",
    "ELBSecurityPolicy-TLS13-1-2-",
    "ELBSecurityPolicy-TLS-1-2-",
    "ELBSecurityPolicy-FS-1-2-",
];

/// Every listener accepts only TLS 1.2 or later, or only redirects to one that does.
pub fn tls_listeners(planned: &Planned<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut plain = BTreeSet::new();
    for listener in planned.of_type("aws:elbv2/Listener") {
        let inputs = listener.inputs;
        if inputs.field("protocol").as_str() == Some("HTTP") {
            plain
                .extend(planned.snapshot.current(listener.urn).and_then(|record| record.outputs.field("arn").as_str()));
            if !redirects(inputs.field("default_action")) {
                let what = "the listener serves plain HTTP: redirect it to HTTPS with `Action::new().redirect(..)`";
                violations.push(Violation::mandatory(listener.urn, what));
            }
            continue;
        }
        let policy = inputs.field("ssl_policy").as_str().unwrap_or_default();
        if !TLS_1_2.iter().any(|start| policy.starts_with(start)) {
            let what = match policy {
                "" => "the listener has no `ssl_policy`: the API's default accepts TLS 1.0".to_owned(),
                _ => format!("`ssl_policy` is {policy}, which accepts versions of TLS before 1.2"),
            };
            violations.push(Violation::mandatory(listener.urn, what));
        }
    }
    for rule in planned.of_type("aws:elbv2/ListenerRule") {
        let of_plain = rule.inputs.field("listener_arn").as_str().is_some_and(|arn| plain.contains(arn));
        if of_plain && !redirects(rule.inputs.field("action")) {
            violations.push(Violation::mandatory(rule.urn, "the rule of an HTTP listener serves plain HTTP"));
        }
    }
    violations
}

fn redirects(action: &Value) -> bool {
    action.field("redirect").field("protocol").as_str() == Some("HTTPS")
}

/// Every bucket has a policy that refuses requests without TLS.
pub fn tls_buckets(planned: &Planned<'_>) -> Vec<Violation> {
    let refusing: BTreeSet<&str> = planned
        .of_type("aws:s3/BucketPolicy")
        // Values that are unknown before an apply are evaluated in the next plan.
        .filter(|policy| statements(policy.inputs.field("policy")).is_none_or(|all| all.iter().any(refuses_plain_http)))
        .filter_map(|policy| policy.inputs.field("bucket").as_str())
        .collect();
    planned
        .of_type("aws:s3/Bucket")
        .filter(|bucket| bucket.inputs.field("bucket").as_str().is_some_and(|name| !refusing.contains(name)))
        .map(|bucket| Violation::mandatory(bucket.urn, "the bucket has no policy that denies requests without TLS"))
        .collect()
}

/// Whether it denies all actions of every principal in the whole bucket for requests without TLS.
fn refuses_plain_http(statement: &Json) -> bool {
    let resources = texts(&statement["Resource"]);
    statement["Effect"] == "Deny"
        && statement["Principal"] == "*"
        && statement["Action"] == "s3:*"
        && texts(&statement["Condition"]["Bool"]["aws:SecureTransport"]) == ["false"]
        && statement["Condition"].as_object().is_some_and(|condition| condition.len() == 1)
        && resources.iter().any(|one| resources.contains(&format!("{one}/*")))
}

/// Every role restricts the account for which a service may assume it, the workflows for a federated identity, and the
/// roles of an account.
pub fn guarded_trusts(planned: &Planned<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for role in planned.of_type("aws:iam/Role") {
        for statement in statements(role.inputs.field("assume_role_policy")).unwrap_or_default() {
            if statement["Effect"] == "Allow" && !is_guarded(&statement) {
                let what = format!(
                    "the role's trust in {} has no condition on `aws:SourceAccount`, on `sub` and `aud`, or on \
                     `aws:PrincipalArn` and `aws:SourceIp`",
                    statement["Principal"]
                );
                violations.push(Violation::mandatory(role.urn, what));
            }
        }
    }
    violations
}

fn is_guarded(statement: &Json) -> bool {
    let Some(principals) = statement["Principal"].as_object() else { return false };
    let equal = |operator: &str| statement["Condition"][operator].as_object();
    let (strict, if_sent) = (equal("StringEquals"), equal("StringEqualsIfExists"));
    principals.keys().all(|kind| match kind.as_str() {
        "Service" => [strict, if_sent].iter().flatten().any(|keys| keys.contains_key("aws:SourceAccount")),
        "Federated" => {
            let has = |end: &str| strict.is_some_and(|keys| keys.keys().any(|key| key.ends_with(end)));
            has(":sub") && has(":aud")
        }
        // Only these roles of one account, and only from these addresses.
        "AWS" => {
            let account = statement["Principal"]["AWS"].as_str().is_some_and(|arn| arn.starts_with("arn:aws:iam::"));
            let roles = equal("ArnLike").and_then(|keys| keys.get("aws:PrincipalArn")).map(texts).unwrap_or_default();
            let named = roles.iter().all(|role| role.contains(":role/") && !role.contains(":role/*"));
            account
                && !roles.is_empty()
                && named
                && equal("IpAddress").is_some_and(|keys| keys.contains_key("aws:SourceIp"))
        }
        _ => false,
    })
}

/// Protections that depend on a commitment are reported in every plan that has them.
pub fn commitments(planned: &Planned<'_>) -> Vec<Violation> {
    let what = format!(
        "the account's subscription to Shield Advanced costs {}. No run starts it, and `destroy` leaves it",
        Shield::COMMITMENT
    );
    planned.of_type("AWS::Shield::Protection").map(|one| Violation::advisory(one.urn, &what)).collect()
}

/// The statements of a policy document; none if it is unknown.
fn statements(document: &Value) -> Option<Vec<Json>> {
    let document: Json = serde_json::from_str(document.as_str()?).ok()?;
    Some(match &document["Statement"] {
        Json::Array(statements) => statements.clone(),
        one => vec![one.clone()],
    })
}

/// A single text, or a list of texts.
fn texts(value: &Json) -> Vec<String> {
    let one = value.as_str().into_iter();
    one.chain(value.as_array().into_iter().flatten().filter_map(Json::as_str)).map(str::to_owned).collect()
}
