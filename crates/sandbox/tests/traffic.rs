//! The stand-in for traffic at the gateway: it follows the control plane of the emulators, and the fault rules.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use archipel_sandbox::faults::{Kind, Rule};
use archipel_sandbox::traffic::{Answer, Object, Store, StoreKind, Tick};
use support::{Client, EU, US, gateway};

const HOST: &str = "api.luneo.example";
/// Other objects are replicated at once.
const KEY: &str = "archipel-drill/one/1";

async fn rds(client: &Client, region: &str, action: &str, fields: &str) {
    let body = format!("Action={action}&Version=2014-10-31&{fields}");
    let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    client.signed("rds", region, "POST", "/", &form, body.as_bytes()).await.unwrap().ok();
}

/// A global database with its writer in Europe. Returns the ARN of its cluster in the United States.
async fn global_database(client: &Client) -> String {
    rds(client, EU, "CreateGlobalCluster", "GlobalClusterIdentifier=g&Engine=aurora-postgresql&EngineVersion=16.6")
        .await;
    for region in [EU, US] {
        let user = if region == EU { "&MasterUsername=root&MasterUserPassword=not-a-secret" } else { "" };
        let fields = format!(
            "DBClusterIdentifier=c-{region}&Engine=aurora-postgresql&EngineVersion=16.6&GlobalClusterIdentifier=g{user}"
        );
        rds(client, region, "CreateDBCluster", &fields).await;
    }
    format!("arn:aws:rds:{US}:{}:cluster:c-{US}", client.account)
}

fn tick(client: &Client, at_ms: u64) -> Tick {
    let regions = [EU, US].map(str::to_owned);
    Tick {
        account: client.account.clone(),
        series: "one".to_owned(),
        at_ms,
        host: HOST.to_owned(),
        number: at_ms / 1000,
        stores: vec![Store::new(StoreKind::Database, "g", &regions)],
        objects: Vec::new(),
        changes: Vec::new(),
    }
}

async fn send(client: &Client, tick: &Tick) -> Answer {
    let body = serde_json::to_string(tick).unwrap();
    serde_json::from_str(&client.admin("POST", "traffic", &body).await.ok().body).unwrap()
}

/// A zone in which the public name leads to a load balancer in Europe.
async fn public_name(client: &Client) {
    let zone = "<CreateHostedZoneRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Name>luneo.example</Name>\
                <CallerReference>1</CallerReference></CreateHostedZoneRequest>";
    let created =
        client.signed("route53", US, "POST", "/2013-04-01/hostedzone", &[], zone.as_bytes()).await.unwrap().ok();
    let id = created.text("Id").trim_start_matches("/hostedzone/").to_owned();
    let change = format!(
        "<ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch><Changes><Change>\
         <Action>CREATE</Action><ResourceRecordSet><Name>{HOST}</Name><Type>A</Type><AliasTarget>\
         <HostedZoneId>Z32O12XQLNTSW2</HostedZoneId><DNSName>main-1.{EU}.elb.amazonaws.com</DNSName>\
         <EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget></ResourceRecordSet></Change></Changes></ChangeBatch>\
         </ChangeResourceRecordSetsRequest>"
    );
    let path = format!("/2013-04-01/hostedzone/{id}/rrset");
    client.signed("route53", US, "POST", &path, &[], change.as_bytes()).await.unwrap().ok();
}

#[tokio::test]
async fn writes_follow_the_writer_of_a_global_database_and_what_was_not_replicated_is_lost() {
    let (gateway, client) = gateway().await;
    let standby = global_database(&client).await;
    public_name(&client).await;
    for at in [0, 1000, 2000] {
        let answer = send(&client, &tick(&client, at)).await;
        assert_eq!((answer.region.as_deref(), &answer.failure), (Some(EU), &None));
        assert_eq!((answer.stores[0].writer.as_deref(), &answer.stores[0].failure), (Some(EU), &None));
    }
    // The region of the writer is lost. Users are still led there.
    gateway.set_faults(vec![Rule::new(Kind::ResetBefore).in_region(EU).of_account(&client.account)]).unwrap();
    let lost = send(&client, &tick(&client, 3000)).await;
    assert_eq!(lost.failure.as_deref(), Some("eu-west-1 does not answer"));
    assert!(lost.stores[0].failure.is_some() && lost.stores[0].lag_ms.is_none());
    let failover = format!("GlobalClusterIdentifier=g&TargetDbClusterIdentifier={standby}&AllowDataLoss=true");
    rds(&client, US, "FailoverGlobalCluster", &failover).await;
    // The move takes a few reads.
    for _ in 0..4 {
        rds(&client, US, "DescribeGlobalClusters", "GlobalClusterIdentifier=g").await;
    }
    let moved = send(&client, &tick(&client, 4000)).await;
    assert_eq!(moved.stores[0].writer.as_deref(), Some(US));
    assert_eq!(moved.stores[0].present, [0, 1], "the last write was not replicated");
    gateway.set_faults(Vec::new()).unwrap();
    let promoting = send(&client, &tick(&client, 63_000)).await;
    assert_eq!(promoting.stores[0].failure.as_deref(), Some("us-east-1 is being promoted"));
    assert_eq!(send(&client, &tick(&client, 64_000)).await.stores[0].present, [0, 1, 64]);
}

/// A load balancer, and a global database with two instances in Europe, in subnets of two zones. Returns the zone of each instance.
async fn across_zones(client: &Client) -> Vec<(String, String)> {
    let vpc = client.create_vpc(EU).await;
    let mut subnets = Vec::new();
    for (zone, range) in [("a", "10.0.0.0/24"), ("b", "10.0.1.0/24")] {
        let fields = format!("VpcId={vpc}&AvailabilityZone={EU}{zone}&CidrBlock={range}");
        subnets.push(client.ec2(EU, "CreateSubnet", &fields).await.ok().text("subnetId"));
    }
    let [first, second] = &subnets[..] else { panic!("{subnets:?}") };
    let fields = format!("Name=main&Subnets.member.1={first}&Subnets.member.2={second}");
    client.query("elasticloadbalancing", EU, "CreateLoadBalancer", &fields).await.unwrap().ok();
    let subnets = format!("SubnetIds.SubnetIdentifier.1={first}&SubnetIds.SubnetIdentifier.2={second}");
    rds(client, EU, "CreateDBSubnetGroup", &format!("DBSubnetGroupName=s&DBSubnetGroupDescription=d&{subnets}")).await;
    let engine = "Engine=aurora-postgresql";
    rds(client, EU, "CreateGlobalCluster", &format!("GlobalClusterIdentifier=g&{engine}&EngineVersion=16.6")).await;
    let cluster = format!(
        "DBClusterIdentifier=c&{engine}&EngineVersion=16.6&GlobalClusterIdentifier=g&DBSubnetGroupName=s&MasterUsername=root\
         &MasterUserPassword=not-a-secret"
    );
    rds(client, EU, "CreateDBCluster", &cluster).await;
    let mut instances = Vec::new();
    for id in ["one", "two"] {
        let fields = format!("DBInstanceIdentifier={id}&DBClusterIdentifier=c&{engine}&DBInstanceClass=db.r6g.large");
        rds(client, EU, "CreateDBInstance", &fields).await;
        let found =
            client.query("rds", EU, "DescribeDBInstances", &format!("DBInstanceIdentifier={id}")).await.unwrap();
        instances.push((id.to_owned(), found.ok().text("AvailabilityZone")));
    }
    instances
}

#[tokio::test]
async fn a_lost_zone_interrupts_the_database_until_its_reader_takes_over() {
    let (gateway, client) = gateway().await;
    let instances = across_zones(&client).await;
    let [(_, writers), (_, readers)] = &instances[..] else { panic!("{instances:?}") };
    assert_ne!(writers, readers, "Aurora chooses another zone for the second instance");
    public_name(&client).await;
    for at in [0, 1000, 2000] {
        let answer = send(&client, &tick(&client, at)).await;
        assert_eq!((answer.failure, answer.stores[0].failure.as_deref()), (None, None));
    }
    let lost = Rule::new(Kind::ResetBefore).on("zone", writers).in_region(EU).of_account(&client.account);
    gateway.set_faults(vec![lost]).unwrap();
    let mut failures = Vec::new();
    for at in (3000..=63_000).step_by(1000) {
        let answer = send(&client, &tick(&client, at)).await;
        failures.extend(answer.failure);
        let store = &answer.stores[0];
        assert_eq!(store.failure.is_some(), at < 63_000, "{at}: {store:?}");
        assert_eq!(store.writer.as_deref(), Some(EU), "the region is not left");
    }
    assert!(failures.iter().any(|why| why.contains("the node of the load balancer in")), "{failures:?}");
    assert!(failures.iter().any(|why| why.contains("answers 504")), "{failures:?}");
    // With half of the nodes and half of the targets lost, one request of four is served.
    assert!((40..50).contains(&failures.len()), "{}", failures.len());
    let later = send(&client, &tick(&client, 125_000)).await;
    assert_eq!((later.failure, later.stores[0].failure.as_deref()), (None, None));
    assert_eq!(later.stores[0].present[..3], [0, 1, 2], "nothing is lost");
    let found = client.query("rds", EU, "DescribeDBClusters", "DBClusterIdentifier=c").await.unwrap().ok();
    let members: Vec<&str> = found.body.split("<DBClusterMember>").skip(1).collect();
    let writer = members.iter().find(|member| member.contains("<IsClusterWriter>true")).unwrap();
    assert!(writer.contains("<DBInstanceIdentifier>two<"), "the control plane shows the new writer: {}", found.body);
}

#[tokio::test]
async fn a_planned_switchover_of_a_database_loses_nothing() {
    let (_gateway, client) = gateway().await;
    let standby = global_database(&client).await;
    public_name(&client).await;
    send(&client, &tick(&client, 0)).await;
    let switchover = format!("GlobalClusterIdentifier=g&TargetDbClusterIdentifier={standby}");
    rds(&client, EU, "SwitchoverGlobalCluster", &switchover).await;
    // The move takes a few reads.
    for _ in 0..4 {
        rds(&client, US, "DescribeGlobalClusters", "GlobalClusterIdentifier=g").await;
    }
    let moved = send(&client, &tick(&client, 100)).await;
    assert_eq!((moved.stores[0].writer.as_deref(), moved.stores[0].present.as_slice()), (Some(US), &[0][..]));
}

#[tokio::test]
async fn a_name_without_records_leads_nowhere_and_accounts_are_separate() {
    let (_gateway, client) = gateway().await;
    public_name(&client).await;
    let other = client.other();
    let nowhere = send(&other, &tick(&other, 0)).await;
    assert_eq!(nowhere.failure.as_deref(), Some("api.luneo.example leads to no region"));
    assert_eq!(nowhere.stores[0].failure.as_deref(), Some("the database g does not exist"));
    let answer = send(&client, &tick(&client, 0)).await;
    assert_eq!(answer.failure, None);
}

#[tokio::test]
async fn objects_are_replicated_where_the_bucket_says_so_and_not_while_a_region_is_lost() {
    let (gateway, client) = gateway().await;
    let name = |kind: &str| format!("{kind}-{}", client.account);
    let (source, copy, alone) = (name("source"), name("copy"), name("alone"));
    for (bucket, region) in [(&source, EU), (&copy, US), (&alone, US)] {
        let place = format!(
            "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        );
        let body = if region == US { "" } else { &place };
        client.s3(region, "PUT", &format!("/{bucket}"), body.as_bytes()).await.ok();
        let versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
        client.s3(region, "PUT", &format!("/{bucket}?versioning"), versioning.as_bytes()).await.ok();
    }
    let rule = format!(
        "<ReplicationConfiguration><Role>arn:aws:iam::{}:role/r</Role><Rule><ID>all</ID><Priority>1</Priority>\
         <Filter><Prefix></Prefix></Filter><Status>Enabled</Status>\
         <DeleteMarkerReplication><Status>Enabled</Status></DeleteMarkerReplication>\
         <Destination><Bucket>arn:aws:s3:::{copy}</Bucket></Destination></Rule></ReplicationConfiguration>",
        client.account
    );
    client.s3(EU, "PUT", &format!("/{source}?replication"), rule.as_bytes()).await.ok();
    client.s3(EU, "PUT", &format!("/{source}/{KEY}"), b"1").await.ok();
    let object = |copy_bucket: &str| Object {
        key: KEY.to_owned(),
        bucket: source.clone(),
        region: EU.to_owned(),
        copy_bucket: copy_bucket.to_owned(),
        copy_region: US.to_owned(),
    };
    let with = |at, objects| Tick { objects, stores: Vec::new(), ..tick(&client, at) };
    let exists = |bucket: String| {
        let client = &client;
        async move { client.s3(US, "GET", &format!("/{bucket}/{KEY}"), b"").await.status == 200 }
    };
    send(&client, &with(0, vec![object(&copy), object(&alone)])).await;
    gateway.set_faults(vec![Rule::new(Kind::ResetBefore).in_region(EU).of_account(&client.account)]).unwrap();
    send(&client, &with(60_000, Vec::new())).await;
    assert!(!exists(copy.clone()).await, "the region is lost");
    gateway.set_faults(Vec::new()).unwrap();
    send(&client, &with(61_000, Vec::new())).await;
    assert!(exists(copy.clone()).await);
    assert!(!exists(alone.clone()).await, "the bucket does not replicate there");
}

#[tokio::test]
async fn a_tick_with_an_unknown_field_is_refused() {
    let (_gateway, client) = gateway().await;
    let answer = client.admin("POST", "traffic", r#"{"account": "1", "sereis": "one"}"#).await;
    assert_eq!(answer.status, 400);
}
