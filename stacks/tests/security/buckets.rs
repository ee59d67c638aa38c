//! Buckets: TLS only, and buckets with data are not emptied by `destroy`.

use archipel::aws::s3::*;
use archipel::prelude::*;
use serde_json::json;
use stacks::policies::tls_buckets;

use crate::evaluate::{Context, allows};
use crate::world::{ACCOUNT, Applied, STACKS, violations};

#[test]
fn every_bucket_of_every_stack_refuses_requests_without_tls() {
    for stack in STACKS {
        let applied = Applied::of(stack);
        assert_eq!(tls_buckets(&applied.planned()), [], "{stack}");
        let buckets = applied.of_type("aws:s3/Bucket").len();
        assert!(buckets >= 4, "{stack} has artifacts and flow logs in both regions, not {buckets} buckets");
        for policy in applied.of_type("aws:s3/BucketPolicy") {
            let statements = policy.document("policy")["Statement"].clone();
            let statements = statements.as_array().expect("a list");
            let version = |one: &&serde_json::Value| one["Condition"]["NumericLessThan"]["s3:TlsVersion"] == "1.2";
            assert_eq!(statements.iter().filter(version).count(), 1, "{}", policy.urn);
            // AWS services deliver over TLS, which the policy allows.
            let denied = statements.iter().filter(|one| one["Effect"] == "Deny");
            assert!(denied.clone().all(|one| one["Condition"].is_object()), "{}", policy.urn);
        }
    }
}

#[test]
fn flow_logs_are_delivered_with_the_owners_acl_and_without_one() {
    let prod = Applied::of("prod");
    let policies = prod.of_type("aws:s3/BucketPolicy");
    let of_logs: Vec<_> = policies.iter().filter(|policy| policy.urn.contains("flow-logs")).collect();
    assert_eq!(of_logs.len(), 2);
    for policy in of_logs {
        let mut document = policy.document("policy");
        let statements = document["Statement"].as_array_mut().expect("a list");
        statements.retain(|one| one["Principal"]["Service"] == "delivery.logs.amazonaws.com");
        for statement in statements {
            statement.as_object_mut().expect("a statement").remove("Principal");
        }
        let region = policy.urn.split("::").next().expect("a region");
        let source = format!("arn:aws:logs:{region}:{ACCOUNT}:delivery-1");
        let object = format!("arn:aws:s3:::{}/AWSLogs/{ACCOUNT}/vpcflowlogs/1.log.gz", policy.text("bucket"));
        let delivered = |acl: Option<&str>| {
            let mut context = Context::from([("aws:SourceAccount", ACCOUNT), ("aws:SourceArn", source.as_str())]);
            context.extend(acl.map(|acl| ("s3:x-amz-acl", acl)));
            allows(&[&document], "s3:PutObject", &object, &context)
        };
        assert!(delivered(None) && delivered(Some("bucket-owner-full-control")), "{document}");
        assert!(!delivered(Some("public-read")), "{document}");
    }
}

#[test]
fn nothing_that_holds_data_is_emptied_by_a_destroy_of_staging_or_prod() {
    let mut seen = 0;
    for stack in STACKS {
        for resource in Applied::of(stack).resources() {
            for forced in ["force_destroy", "force_delete"] {
                let value = resource.inputs.field(forced);
                seen += usize::from(!value.is_null());
                assert!(stack == "dev" || *value != Value::Bool(true), "{} has {forced}", resource.urn);
            }
        }
    }
    assert!(seen > 20, "only {seen} resources have such a property");
}

#[test]
fn a_bucket_without_such_a_policy_is_a_violation() {
    let bucket = |stack: &Stack| Bucket::new(&stack.region("eu-west-1"), "data", BucketArgs::new("shop-data"));
    for found in violations(tls_buckets, |stack| {
        bucket(stack);
    }) {
        assert_eq!(found, ["the bucket has no policy that denies requests without TLS"]);
    }
    let deny = |condition: serde_json::Value, resources: serde_json::Value| {
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": resources, "Condition": condition,
        }]})
    };
    let plain = json!({"Bool": {"aws:SecureTransport": "false"}});
    let whole = json!(["arn:aws:s3:::shop-data", "arn:aws:s3:::shop-data/*"]);
    let narrower = json!({"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:SourceVpc": "vpc-1"}});
    for (document, good) in [
        (deny(plain.clone(), whole.clone()), true),
        (deny(plain, json!("arn:aws:s3:::shop-data/*")), false),
        (deny(narrower, whole.clone()), false),
        (deny(json!({"Bool": {"aws:SecureTransport": "true"}}), whole), false),
    ] {
        let program = |stack: &Stack| {
            let bucket = bucket(stack);
            let args = BucketPolicyArgs::new(bucket.bucket(), document.clone());
            BucketPolicy::new(&stack.region("eu-west-1"), "data", args);
        };
        for found in violations(tls_buckets, program) {
            assert_eq!(found.is_empty(), good, "{document}");
        }
    }
}
