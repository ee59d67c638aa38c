//! The checks of a region before it takes over.

use archipel_engine::program::Environment;
use archipel_resources::takeover::{Check, Checked};
use aws_sdk_cloudwatch::types::{Dimension, MetricDatum};
use aws_sdk_secretsmanager::types::ReplicaRegionType;
use serde_json::json;

use super::common::*;

async fn check(world: &World, check: &Check) -> Checked {
    let connection = world.connection_as("arn:aws:iam::111122223333:role/none").await;
    check.run(&connection, &Environment { region: US.to_owned(), account: None }).await
}

#[track_caller]
fn refused(checked: &Checked, says: &str) {
    let problem = checked.problem.as_deref().unwrap_or_default();
    assert!(problem.contains(says), "{checked:?}");
}

async fn push(world: &World, region: &str, tag: &str) {
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": tag},
        "layers": [],
    });
    let call = world.aws(region).ecr().put_image().repository_name("shop/api").image_tag(tag);
    let digest = format!("sha256:{:0>64}", tag.trim_start_matches('v'));
    call.image_manifest(manifest.to_string()).image_digest(digest).send().await.unwrap();
}

#[tokio::test]
async fn images_that_are_not_replicated_yet_are_named() {
    let world = World::start().await;
    for region in [EU, US] {
        world.aws(region).ecr().create_repository().repository_name("shop/api").send().await.unwrap();
        push(&world, region, "v1").await;
    }
    let images =
        |source: Option<&str>| Check::Images { repository: "shop/api".to_owned(), source: source.map(str::to_owned) };
    let same = check(&world, &images(Some(EU))).await;
    assert_eq!((same.text.as_str(), same.problem), ("1 images, as in eu-west-1", None));
    push(&world, EU, "v2").await;
    let behind = check(&world, &images(Some(EU))).await;
    refused(
        &behind,
        "1 of 2 images of shop/api are not replicated yet (v2): wait, or push them to the registry of us-east-1",
    );
    let lost = check(&world, &images(None)).await;
    assert!(lost.problem.is_none() && lost.warning.is_some(), "{lost:?}");
}

#[tokio::test]
async fn a_replica_of_a_secret_is_compared_with_its_primary() {
    let world = World::start().await;
    let secret = |name: &str| Check::Secret { name: name.to_owned(), source: Some(EU.to_owned()) };
    let replica = || ReplicaRegionType::builder().region(US).build();
    let aws = world.aws(EU);
    let create = |name: &str| aws.secretsmanager().create_secret().name(name).secret_string("a");
    create("good").add_replica_regions(replica()).send().await.unwrap();
    assert_eq!(check(&world, &secret("good")).await.text, "in sync");
    create("home").send().await.unwrap();
    let missing = check(&world, &secret("home")).await;
    assert!(missing.problem.is_some(), "it is not there: {missing:?}");

    // Another secret has the name there.
    let there = world.aws(US);
    there.secretsmanager().create_secret().name("taken").secret_string("b").send().await.unwrap();
    create("taken").add_replica_regions(replica()).send().await.unwrap();
    refused(&check(&world, &secret("taken")).await, "the replica of the secret taken is `Failed`");

    // One of each region.
    for aws in [&aws, &there] {
        aws.secretsmanager().create_secret().name("own").secret_string("b").send().await.unwrap();
    }
    assert_eq!(check(&world, &secret("own")).await.text, "has a value");
}

#[tokio::test]
async fn the_quota_of_instances_is_compared_with_the_load() {
    let world = World::start().await;
    let needs = |needs: u32| Check::Instances { class: "Standard/OnDemand".to_owned(), needs };
    let unknown = check(&world, &needs(4)).await;
    assert!(unknown.problem.is_none() && unknown.warning.is_some(), "{unknown:?}");
    let dimensions = [("Service", "EC2"), ("Resource", "vCPU"), ("Type", "Resource"), ("Class", "Standard/OnDemand")];
    let dimensions = dimensions.map(|(name, value)| Dimension::builder().name(name).value(value).build());
    let used = MetricDatum::builder().metric_name("ResourceCount").set_dimensions(Some(dimensions.into())).value(3.0);
    let call = world.aws(US).cloudwatch().put_metric_data().namespace("AWS/Usage").metric_data(used.build());
    call.send().await.unwrap();
    let enough = check(&world, &needs(4)).await;
    assert_eq!((enough.text.as_str(), enough.problem), ("3 of 5 vCPUs in use, 4 needed", None));
    let little = check(&world, &needs(64)).await;
    refused(
        &little,
        "its quota of Standard/OnDemand instances is 5 vCPUs, and the load needs 64: raise it with `aws service-quotas",
    );
}

#[tokio::test]
async fn permissions_of_one_region_are_not_enough() {
    let world = World::start().await;
    let iam = world.aws(US).iam().clone();
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{}:root", world.account)}, "Action": "sts:AssumeRole",
    }});
    let role = iam.create_role().role_name("apply").path("/ci/").assume_role_policy_document(trust.to_string());
    let role = role.send().await.unwrap().role.unwrap().arn;
    let global = format!("arn:aws:rds::{}:global-cluster:shop", world.account);
    let actions = Check::Permissions(vec![
        ("rds:SwitchoverGlobalCluster".to_owned(), global.clone()),
        ("route53:UpdateHealthCheck".to_owned(), "arn:aws:route53:::healthcheck/a".to_owned()),
    ]);
    let connection = world.connection_as(&role).await;
    let allow = async |regions: &[&str]| {
        let policy = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "rds:Switchover*", "Resource": global,
             "Condition": {"StringEquals": {"aws:RequestedRegion": regions}}},
            {"Effect": "Allow", "Action": "route53:*", "Resource": "*"},
        ]});
        let call = iam.put_role_policy().role_name("apply").policy_name("roles").policy_document(policy.to_string());
        call.send().await.unwrap();
    };
    let checked = async || {
        actions.run(&connection, &Environment { region: US.to_owned(), account: Some("other".to_owned()) }).await
    };
    allow(&[EU]).await;
    refused(&checked().await, "role/ci/apply may not call rds:SwitchoverGlobalCluster there");
    allow(&[EU, US]).await;
    assert_eq!(checked().await.text, format!("{role} may move the roles"));
}
