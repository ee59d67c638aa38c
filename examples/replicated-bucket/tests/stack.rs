//! Plans and applies the stack in memory, without a server.

use archipel::aws::iam::Role;
use archipel::aws::s3::{Bucket, BucketPolicy, BucketReplication};
use archipel::aws::sts::{CallerIdentity, CallerIdentityAttrs};
use archipel::prelude::{AccountId, Arn};
use archipel::testing::Test;
use example_replicated_bucket::{Config, Replicated, program};

fn config(name: &str, to: &str) -> Config {
    Config { bucket: Replicated { name: name.into(), from: "eu-west-1".into(), to: to.into() } }
}

/// The stack, in the account 111122223333.
fn test() -> Test {
    let account_id = AccountId::new("111122223333");
    let arn = Arn::new("arn:aws:iam::111122223333:user/test");
    Test::new("shop", "dev").answer::<CallerIdentity>(CallerIdentityAttrs { account_id, arn })
}

#[test]
fn both_buckets_refuse_plain_http_and_s3_acts_for_this_account_only() {
    let mut test = test();
    let planned = test.up(|stack| program(stack, &config("invoices", "eu-central-1"))).planned;
    let role = planned.all::<Role>()[0].input("assume_role_policy");
    let trust: serde_json::Value = serde_json::from_str(role.as_str().expect("a document")).expect("JSON");
    let account = &trust["Statement"][0]["Condition"]["StringEqualsIfExists"]["aws:SourceAccount"];
    assert_eq!(account, "111122223333");

    let applied = test.plan(|stack| program(stack, &config("invoices", "eu-central-1")));
    let policies = applied.all::<BucketPolicy>();
    assert_eq!(policies.len(), 2);
    for policy in policies {
        let document = policy.input("policy");
        let document = serde_json::from_str::<serde_json::Value>(document.as_str().expect("a document")).expect("JSON");
        let statement = &document["Statement"][0];
        assert_eq!((&statement["Effect"], &statement["Principal"]), (&"Deny".into(), &"*".into()));
        assert_eq!(statement["Condition"]["Bool"]["aws:SecureTransport"], "false");
    }
}

#[test]
fn both_buckets_keep_versions_and_the_replication_waits_for_its_role() {
    let planned = test().plan(|stack| program(stack, &config("invoices", "eu-central-1")));
    let buckets = planned.all::<Bucket>();
    assert_eq!(buckets.len(), 2);
    for bucket in buckets {
        bucket.assert_created().assert_input("versioning", true);
    }
    let replication = planned.all::<BucketReplication>();
    replication[0].assert_created().assert_unknown("role");
    let steps = &planned.plan().steps;
    let of = |type_name: &str| steps.iter().position(|step| step.urn().type_name() == type_name);
    assert!(of("aws:iam/RolePolicy") < of("aws:s3/BucketReplication"));
}

#[test]
fn a_bucket_that_holds_data_is_not_replaced() {
    let mut test = test();
    test.up(|stack| program(stack, &config("invoices", "eu-central-1")));
    test.plan(|stack| program(stack, &config("invoices", "eu-central-1"))).assert_empty();
    let refused = test.refused(|stack| program(stack, &config("receipts", "eu-central-1")));
    refused.assert_says("protected");
}
