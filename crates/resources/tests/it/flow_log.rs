//! Flow logs: records of traffic, in buckets and log groups.

use crate::common::{EU, Expect, Failed, World, lifecycle};
use archipel_engine::{IntoInput, Options, Stack};
use archipel_resources::ec2::{FlowLog, FlowLogArgs, FlowLogTraffic, Subnet, SubnetArgs, Vpc, VpcArgs};
use archipel_resources::s3::{Bucket, BucketArgs, BucketPolicy, BucketPolicyArgs};
use archipel_resources::sts::CallerIdentity;
use archipel_resources::types::{Arn, BucketName, PolicyDocument, SubnetId, VpcId};
use aws_sdk_ec2::types::FlowLog as Description;
use serde_json::json;

const TO_BUCKET: &str = "eu-west-1::aws:ec2/FlowLog::vpc";
const TO_GROUP: &str = "eu-west-1::aws:ec2/FlowLog::subnet";

/// A VPC's flow log to the place that `destination` gives, and a subnet's to a log group.
fn logged(stack: &Stack, version: u32, destination: impl IntoInput<Arn>) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnet = Subnet::new(&scope, "main", SubnetArgs::new(vpc.id(), "10.0.0.0/24"));
    let to_bucket = FlowLogArgs::new()
        .vpc_id(vpc.id())
        .bucket_arn(destination)
        .max_aggregation_interval(60)
        .tags([("version", version.to_string())]);
    FlowLog::new(&scope, "vpc", to_bucket);
    let to_group = FlowLogArgs::new()
        .subnet_id(subnet.id())
        .traffic_type(if version == 1 { FlowLogTraffic::Reject } else { FlowLogTraffic::All })
        .log_group_name("traffic")
        .role_arn("arn:aws:iam::123456789012:role/flow-logs")
        .log_format("${srcaddr} ${dstaddr} ${action}");
    FlowLog::new(&scope, "subnet", to_group);
}

/// With a bucket of the program's own.
pub(crate) fn logged_to_own_bucket(stack: &Stack, version: u32) {
    let scope = stack.region(EU);
    let account = CallerIdentity::get(&scope, "me").account_id();
    let bucket =
        Bucket::new(&scope, "logs", BucketArgs::new(account.map(|account| BucketName::new(format!("logs-{account}")))));
    logged(stack, version, bucket.arn().map(|arn| Arn::new(format!("{arn}/network/"))));
}

/// A bucket's name that no other test of the process has.
fn bucket() -> String {
    format!("logs-{}", archipel_sandbox::fresh_account())
}

fn arn(bucket: &str) -> Arn {
    Arn::new(format!("arn:aws:s3:::{bucket}/network/"))
}

async fn make_bucket(world: &World, bucket: &str) {
    world.aws("us-east-1").s3().create_bucket().bucket(bucket).send().await.unwrap();
}

async fn describe(world: &World, urn: &str) -> Description {
    let id = world.id(urn).await;
    let aws = world.aws(EU);
    let response = aws.ec2().describe_flow_logs().flow_log_ids(id).send().await.unwrap();
    response.flow_logs()[0].clone()
}

async fn all(world: &World) -> usize {
    world.aws(EU).ec2().describe_flow_logs().send().await.unwrap().flow_logs().len()
}

#[tokio::test]
async fn flow_logs_live_through_everything() {
    lifecycle(
        |stack| logged_to_own_bucket(stack, 1),
        |stack| logged_to_own_bucket(stack, 2),
        &[Expect::Update(TO_BUCKET), Expect::ReplaceDeletingFirst(TO_GROUP)],
        async |world: &World, version| {
            assert_eq!(all(world).await, 2);
            let to_bucket = describe(world, TO_BUCKET).await;
            assert_eq!(to_bucket.flow_log_status(), Some("ACTIVE"));
            assert_eq!(to_bucket.max_aggregation_interval(), Some(60));
            let tag = to_bucket.tags().iter().find(|tag| tag.key() == Some("version")).unwrap();
            assert_eq!(tag.value(), Some(version.to_string().as_str()));
            let to_group = describe(world, TO_GROUP).await;
            assert_eq!(to_group.log_group_name(), Some("traffic"));
            assert_eq!(to_group.traffic_type().unwrap().as_str(), if version == 1 { "REJECT" } else { "ALL" });
            assert_eq!(to_group.log_format(), Some("${srcaddr} ${dstaddr} ${action}"));
        },
    )
    .await;
}

/// A bucket with a policy, and two flow logs to it.
fn logged_beside_a_policy(stack: &Stack, delivery: bool) {
    let scope = stack.region(EU);
    let account = CallerIdentity::get(&scope, "me").account_id();
    let name = account.map(|account| BucketName::new(format!("policy-logs-{account}")));
    let bucket = Bucket::new(&scope, "logs", BucketArgs::new(name));
    let policy = bucket.arn().map(move |arn| {
        let everything = format!("{arn}/*");
        let tls = json!({
            "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        });
        let service = json!({"Service": "delivery.logs.amazonaws.com"});
        let write = json!({"Effect": "Allow", "Principal": service, "Action": "s3:PutObject", "Resource": everything});
        let statements = if delivery { vec![tls, write] } else { vec![tls] };
        PolicyDocument::new(json!({"Version": "2012-10-17", "Statement": statements}))
    });
    let policy = BucketPolicy::new(&scope, "logs", BucketPolicyArgs::new(bucket.bucket(), policy));
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    for (name, traffic) in [("accepted", FlowLogTraffic::Accept), ("rejected", FlowLogTraffic::Reject)] {
        let subnet = SubnetArgs::new(vpc.id(), if name == "accepted" { "10.0.0.0/24" } else { "10.0.1.0/24" });
        let subnet = Subnet::new(&scope, name, subnet);
        let args = FlowLogArgs::new().subnet_id(subnet.id()).traffic_type(traffic).bucket_arn(bucket.arn());
        FlowLog::with_options(&scope, name, args, Options::new().depends_on(&policy));
    }
}

#[tokio::test]
async fn the_policy_of_a_bucket_survives_its_flow_logs() {
    let world = World::start().await;
    world.up(|stack| logged_beside_a_policy(stack, true)).await;
    world.assert_in_step(|stack| logged_beside_a_policy(stack, true), "after the up").await;
    let world = World::start().await;
    world.up(|stack| logged_beside_a_policy(stack, false)).await;
    let bucket = world.id("eu-west-1::aws:s3/Bucket::logs").await;
    let response = world.aws(EU).s3().get_bucket_policy().bucket(bucket).send().await.unwrap();
    let policy = response.policy.unwrap();
    assert!(policy.contains("aws:SecureTransport") && policy.contains("AWSLogDeliveryWrite"), "{policy}");
}

#[tokio::test]
async fn a_destination_that_is_not_there_yet_is_waited_for() {
    let world = World::start().await;
    let bucket = bucket();
    let refused = async {
        while world.calls().of("ec2", "CreateFlowLogs") == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        make_bucket(&world, &bucket).await;
    };
    futures::join!(world.up(|stack| logged(stack, 1, arn(&bucket))), refused);
    assert_eq!(all(&world).await, 2);
    world.assert_in_step(|stack| logged(stack, 1, arn(&bucket)), "after waiting").await;
}

#[tokio::test]
async fn lost_answers_make_no_second_flow_log() {
    let world = World::start().await;
    let bucket = bucket();
    make_bucket(&world, &bucket).await;
    world.faults(json!([
        {"service": "ec2", "operation": "CreateFlowLogs", "first": 2, "kind": "reset_after"},
        {"service": "ec2", "operation": "DeleteFlowLogs", "first": 1, "kind": "reset_after"},
    ]));
    world.up(|stack| logged(stack, 1, arn(&bucket))).await;
    assert_eq!(all(&world).await, 2);
    world.assert_in_step(|stack| logged(stack, 1, arn(&bucket)), "after lost answers").await;
    world.destroy().await;
    assert_eq!(world.fired()[1], 1);
    assert_eq!(all(&world).await, 0);
}

#[tokio::test]
async fn flow_logs_of_nothing_or_to_nowhere_are_refused() {
    let world = World::start().await;
    let Failed(why) = world
        .try_up(|stack| {
            let scope = stack.region(EU);
            FlowLog::new(&scope, "nothing", FlowLogArgs::new().bucket_arn("arn:aws:s3:::logs"));
            let both = FlowLogArgs::new().vpc_id(VpcId::new("vpc-1")).subnet_id(SubnetId::new("subnet-1"));
            FlowLog::new(&scope, "both", both.log_group_name("traffic").max_aggregation_interval(61));
            let nowhere = FlowLogArgs::new().vpc_id(VpcId::new("vpc-1")).role_arn(Arn::new("arn:aws:iam::1:role/r"));
            FlowLog::new(&scope, "nowhere", nowhere);
        })
        .await
        .err()
        .unwrap();
    for part in [
        "records one of `vpc_id`, `subnet_id` and `network_interface_id`",
        "writes to one of `bucket_arn` and `log_group_name`",
        "`role_arn` and `log_group_name` belong together",
        "`max_aggregation_interval` is 61",
    ] {
        assert!(why.contains(part), "{why}");
    }
}
