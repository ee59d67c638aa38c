//! The stack as a plan and in memory, without any server.

use archipel::aws::s3::{Bucket, BucketReplication};
use archipel::testing::Test;
use example_replicated_bucket::{Config, Replicated, program};

fn config(name: &str, to: &str) -> Config {
    Config { bucket: Replicated { name: name.into(), from: "eu-west-1".into(), to: to.into() } }
}

#[test]
fn both_buckets_keep_versions_and_the_replication_waits_for_its_role() {
    let planned = Test::new("shop", "dev").plan(|stack| program(stack, &config("invoices", "eu-central-1")));
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
    let mut test = Test::new("shop", "dev");
    test.up(|stack| program(stack, &config("invoices", "eu-central-1")));
    test.plan(|stack| program(stack, &config("invoices", "eu-central-1"))).assert_empty();
    let refused = test.refused(|stack| program(stack, &config("receipts", "eu-central-1")));
    refused.assert_says("protected");
}
