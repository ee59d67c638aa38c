//! Plans and applies all examples in memory, with the rules of the types and without a server.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use archipel::aws::aws::{Aws, Connection, Settings, Target};
use archipel::aws::ec2::{AvailabilityZones, AvailabilityZonesAttrs, ManagedPrefixList, ManagedPrefixListAttrs};
use archipel::aws::eks::{AddonVersions, AddonVersionsAttrs};
use archipel::aws::partition::{Partition, PartitionAttrs};
use archipel::aws::rds::{EngineVersions, EngineVersionsAttrs, OrderableInstances, OrderableInstancesAttrs};
use archipel::aws::route53::{HostedZone, HostedZoneAttrs};
use archipel::aws::ssm::{PublicParameter, PublicParameterAttrs};
use archipel::aws::sts::{CallerIdentity, CallerIdentityAttrs};
use archipel::prelude::*;
use archipel::resource::{Provider as _, Registry};
use archipel::testing::Test;
use example_resource_types::program;

/// The AWS provider, for its schemas and checks: no server listens there, and no call is sent.
fn provider() -> Registry<Aws> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    archipel::aws::provider(runtime.block_on(Connection::open(Settings::new(Target::nowhere()))).unwrap())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn test() -> Test {
    let zones = texts(&["eu-west-1a", "eu-west-1b"]);
    let test = Test::new("shop", "dev")
        .checked_by(provider())
        .answer::<CallerIdentity>(CallerIdentityAttrs {
            account_id: AccountId::new("123456789012"),
            arn: Arn::new("arn:aws:iam::123456789012:user/test"),
        })
        .answer::<AvailabilityZones>(AvailabilityZonesAttrs { names: zones.clone(), zone_ids: zones })
        .answer::<ManagedPrefixList>(ManagedPrefixListAttrs {
            id: PrefixListId::new("pl-0123456789abcdef0"),
            arn: Arn::new("arn:aws:ec2:eu-west-1:aws:prefix-list/pl-0123456789abcdef0"),
            owner_id: "AWS".to_owned(),
            address_family: "IPv4".to_owned(),
            max_entries: None,
        })
        .answer::<Partition>(PartitionAttrs {
            partition: "aws".to_owned(),
            dns_suffix: "amazonaws.com".to_owned(),
            region: RegionName::new("eu-west-1"),
        })
        .answer::<HostedZone>(HostedZoneAttrs {
            id: "Z0123456789ABCDEFGHIJ".to_owned(),
            arn: Arn::new("arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ"),
            name_servers: texts(&["ns-1.example.com"]),
        })
        .answer::<AddonVersions>(AddonVersionsAttrs { default_version: "v1".to_owned(), versions: texts(&["v1"]) })
        .answer::<EngineVersions>(EngineVersionsAttrs {
            versions: texts(&["16.9", "17.5"]),
            global_versions: texts(&["17.5"]),
            families: texts(&["aurora-postgresql17"]),
        })
        .answer::<OrderableInstances>(OrderableInstancesAttrs { classes: texts(&["db.r8g.large"]) })
        .answer::<PublicParameter>(PublicParameterAttrs { value: "ami-0123456789abcdef0".to_owned() });
    // Some types check the form of these ARNs.
    test.cloud().attribute("aws:kms/Key", "arn", |key| {
        Value::from(format!("arn:aws:kms:{}:123456789012:key/mrk-{}", key.environment.region, key.id))
    });
    test.cloud().attribute("aws:s3/Bucket", "arn", |bucket| {
        Value::from(format!("arn:aws:s3:::{}", bucket.props.field("bucket").as_str().unwrap_or_default()))
    });
    test.cloud().attribute("aws:lambda/Function", "arn", |function| {
        Value::from(format!("arn:aws:lambda:{}:123456789012:function:{}", function.environment.region, function.id))
    });
    test.cloud().attribute("aws:route53/Zone", "name_servers", |_| Value::List(vec![Value::from("ns-1.example.com")]));
    test
}

#[test]
fn the_examples_are_applied_and_then_need_no_change() {
    let mut test = test();
    let applied = test.up(program);
    assert_eq!(applied.outputs["newest_postgresql"], Value::from("17.5"));
    assert_eq!(applied.outputs["log_bucket"], Value::from("shop-123456789012-logs"));
    test.plan(program).assert_empty();
}

#[test]
fn every_aws_type_has_an_example() {
    let stack = Stack::new("shop", "dev");
    program(&stack).unwrap();
    let declared: BTreeSet<&str> = stack.types().into_keys().collect();
    let provider = provider();
    let missing: Vec<&str> =
        provider.schemas().iter().map(|schema| schema.type_name).filter(|name| !declared.contains(name)).collect();
    assert!(missing.is_empty(), "types without an example: {missing:?}");
}
