//! Services may act only for this account, and only for the stack's own resources if they send them.

use archipel::aws::iam::{Role, RoleArgs};
use archipel::prelude::*;
use serde_json::{Value as Json, json};
use stacks::policies::guarded_trusts;

use crate::evaluate::texts;
use crate::world::{ACCOUNT, Applied, STACKS, violations};

/// The services for which AWS does not document that they send `aws:SourceAccount` when they assume a role. A strict
/// condition would lock them out if they do not: see `stacks/src/components/trust.rs`.
const NOT_DOCUMENTED: [(&str, &str); 12] = [
    ("backup.amazonaws.com", "the page on service roles names no condition"),
    ("capabilities.eks.amazonaws.com", "the page on capability roles names no condition"),
    ("chatbot.amazonaws.com", "the page on IAM policies of chat applications names no condition"),
    ("cloudtrail.amazonaws.com", "the page on the role for CloudWatch Logs names no condition"),
    ("events.amazonaws.com", "the page on permissions for SNS topics names no condition"),
    ("ec2.amazonaws.com", "the page on instance profiles names no condition"),
    ("export.rds.amazonaws.com", "the page on exports to S3 names no condition"),
    ("firehose.amazonaws.com", "the page on access to S3 names no condition for streams of the same account"),
    ("lambda.amazonaws.com", "the page on execution roles names no condition"),
    ("logdelivery.elasticloadbalancing.amazonaws.com", "the page on access logs names no condition"),
    ("s3.amazonaws.com", "the page on permissions for live replication names no condition"),
    ("streams.metrics.cloudwatch.amazonaws.com", "the page on the trust between CloudWatch and Firehose names none"),
];

fn services(statement: &Json) -> Vec<String> {
    texts(&statement["Principal"]["Service"])
}

#[test]
fn every_trust_in_a_service_is_for_this_account() {
    let mut strict = 0;
    for stack in STACKS {
        let applied = Applied::of(stack);
        assert_eq!(guarded_trusts(&applied.planned()), [], "{stack}");
        for role in applied.of_type("aws:iam/Role") {
            for statement in role.document("assume_role_policy")["Statement"].as_array().expect("a list") {
                for service in services(statement) {
                    let exception = NOT_DOCUMENTED.iter().any(|(exception, _)| *exception == service);
                    let operator = if exception { "StringEqualsIfExists" } else { "StringEquals" };
                    let account = &statement["Condition"][operator]["aws:SourceAccount"];
                    assert_eq!(account, ACCOUNT, "{service} in {}", role.urn);
                    strict += usize::from(!exception);
                }
            }
        }
    }
    assert!(strict > 20, "only {strict} strict conditions");
}

/// Whether a statement is for this account, or for resources of it.
fn is_for_this_account(statement: &Json) -> bool {
    let condition = &statement["Condition"];
    let documented = services(statement).iter().all(|one| NOT_DOCUMENTED.iter().all(|(exception, _)| exception != one));
    let account = if documented { "StringEquals" } else { "StringEqualsIfExists" };
    let is_of_account = |arn: &Json| arn.as_str().is_some_and(|arn| arn.split(':').nth(4) == Some(ACCOUNT));
    condition[account]["aws:SourceAccount"] == ACCOUNT
        || ["StringEquals", "ArnLike"].iter().any(|operator| is_of_account(&condition[*operator]["aws:SourceArn"]))
}

#[test]
fn every_other_policy_that_lets_a_service_in_is_for_this_account() {
    let mut seen = 0;
    for stack in STACKS {
        let applied = Applied::of(stack);
        for (place, document) in applied.documents() {
            if place.ends_with("assume_role_policy") {
                continue;
            }
            for statement in document["Statement"].as_array().expect("a list") {
                let lets_in = statement["Effect"] == "Allow" && !services(statement).is_empty();
                seen += usize::from(lets_in);
                assert!(!lets_in || is_for_this_account(statement), "{place}: {statement}");
            }
        }
        for permission in applied.of_type("aws:lambda/Permission") {
            seen += 1;
            assert_eq!(permission.text("source_account"), ACCOUNT, "{}", permission.urn);
        }
    }
    assert!(seen > 10, "only {seen} such statements");
}

#[test]
fn pods_assume_the_role_of_their_own_service_account_in_the_stacks_own_clusters() {
    let applied = Applied::of("prod");
    let trust = |urn: &str| {
        let roles = applied.of_type("aws:iam/Role");
        let role = roles.iter().find(|role| role.urn.ends_with(urn)).unwrap_or_else(|| panic!("no {urn}"));
        role.document("assume_role_policy")["Statement"][0]["Condition"].clone()
    };
    let cluster = |region: &str| format!("arn:aws:eks:{region}:{ACCOUNT}:cluster/luneo-prod-{region}");
    assert_eq!(
        trust("identity/backend"),
        json!({
            "StringEquals": {
                "aws:SourceAccount": ACCOUNT,
                "aws:RequestTag/kubernetes-namespace": "luneo-platform",
                "aws:RequestTag/kubernetes-service-account": "backend",
            },
            "ArnEquals": {"aws:SourceArn": [cluster("eu-west-1"), cluster("us-east-1")]},
        })
    );
    let addon = trust("us-east-1/external-dns");
    assert_eq!(addon["StringEquals"]["aws:RequestTag/kubernetes-service-account"], "external-dns");
    assert_eq!(addon["ArnEquals"]["aws:SourceArn"], json!([cluster("us-east-1")]));
    let control = trust("eu-west-1/control");
    assert_eq!(control["ArnEquals"]["aws:SourceArn"], json!([cluster("eu-west-1")]));
}

#[test]
fn a_trust_that_anybody_can_use_is_a_violation() {
    let trust = |principal: Json, condition: Json| {
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition,
        }]})
    };
    let account = json!({"StringEquals": {"aws:SourceAccount": ACCOUNT}});
    let people =
        |role: &str| json!({"ArnLike": {"aws:PrincipalArn": role}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}});
    let subject = json!({"StringEquals": {"host:sub": "repo:a/b:pull_request", "host:aud": "sts.amazonaws.com"}});
    let any_subject =
        json!({"StringLike": {"host:sub": "repo:a/*"}, "StringEquals": {"host:aud": "sts.amazonaws.com"}});
    for (document, good) in [
        (trust(json!({"Service": "ec2.amazonaws.com"}), account.clone()), true),
        (trust(json!({"Service": "ec2.amazonaws.com"}), json!({})), false),
        (trust(json!({"Federated": "arn:provider"}), subject), true),
        (trust(json!({"Federated": "arn:provider"}), any_subject), false),
        (trust(json!({"AWS": "*"}), account.clone()), false),
        (trust(json!({"AWS": "arn:aws:iam::1:root"}), account.clone()), false),
        (trust(json!({"AWS": "arn:aws:iam::1:root"}), people("arn:aws:iam::1:role/aws-reserved/*_Ops_*")), true),
        (trust(json!({"AWS": "arn:aws:iam::1:root"}), people("arn:aws:iam::1:role/*")), false),
        (trust(json!({"AWS": "*"}), people("arn:aws:iam::1:role/aws-reserved/*_Ops_*")), false),
        (trust(json!("*"), account), false),
    ] {
        let program = |stack: &Stack| {
            Role::new(&stack.region("eu-west-1"), "role", RoleArgs::new("role", document.clone()));
        };
        for found in violations(guarded_trusts, program) {
            assert_eq!(found.is_empty(), good, "{document}");
        }
    }
}
