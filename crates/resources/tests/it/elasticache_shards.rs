//! Caches with shards, their logs, and users with two passwords.

use crate::common::{EU, Expect, Failed, World, assert_expected, lifecycle};
use archipel_engine::Stack;
use archipel_resources::ec2::{Subnet, SubnetArgs, Vpc, VpcArgs};
use archipel_resources::elasticache::{
    LogDelivery, LogDestination, LogFormat, LogType, ReplicationGroup, ReplicationGroupArgs, SubnetGroup,
    SubnetGroupArgs, User, UserArgs,
};
use archipel_resources::logs::{LogGroup, LogGroupArgs};
use aws_sdk_elasticache::error::ProvideErrorMetadata as _;

fn subnets(stack: &Stack) -> SubnetGroup {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnet = Subnet::new(&scope, "a", SubnetArgs::new(vpc.id(), "10.0.0.0/24"));
    SubnetGroup::new(&scope, "cache", SubnetGroupArgs::new("cache", [subnet.id()]))
}

fn cache(stack: &Stack, name: &str) -> ReplicationGroupArgs {
    let args = ReplicationGroupArgs::new(name).engine("redis").engine_version("7.1").node_type("cache.r7g.large");
    args.subnet_group(subnets(stack).name())
}

pub(crate) fn sharded(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU);
    let slow = LogGroup::new(&scope, "slow", LogGroupArgs::new("/cache/slow"));
    let subnets = subnets(stack);
    let args = |name: &str| {
        let args = ReplicationGroupArgs::new(name).engine("redis").engine_version("7.1").node_type("cache.r7g.large");
        args.subnet_group(subnets.name())
    };
    let slow = LogDelivery::new(LogType::SlowLog, slow.name());
    let slow = if first { slow } else { slow.format(LogFormat::Text) };
    let stream = LogDelivery::new(LogType::EngineLog, "cache").destination_type(LogDestination::KinesisFirehose);
    let wide = args("wide").parameter_group("default.redis7.cluster.on").multi_az(first);
    let wide = wide.shards(if first { 3_u16 } else { 4 }).replicas(if first { 1_u16 } else { 2 });
    let wide = wide.log_delivery(if first { vec![slow, stream] } else { vec![slow] });
    ReplicationGroup::new(&scope, "wide", wide);
    let narrow = args("narrow").parameter_group("default.redis7.cluster.on").multi_az(false).replicas(0_u16);
    ReplicationGroup::new(&scope, "narrow", narrow.shards(if first { 4_u16 } else { 1 }));
    let user = UserArgs::new("app", "app", "on ~app:* +@all").password("do-not-tell-anyone-1");
    User::new(&scope, "app", if first { user } else { user.second_password("do-not-tell-anyone-2") });
}

#[tokio::test]
async fn shards_logs_and_passwords_live_through_everything() {
    lifecycle(
        |stack| sharded(stack, 1),
        |stack| sharded(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:elasticache/ReplicationGroup::wide"),
            Expect::Update("eu-west-1::aws:elasticache/ReplicationGroup::narrow"),
            Expect::Update("eu-west-1::aws:elasticache/User::app"),
        ],
        async |world: &World, version| {
            let first = version == 1;
            let aws = world.aws(EU);
            let groups = aws.elasticache().describe_replication_groups().send().await.unwrap();
            let groups = groups.replication_groups();
            let of = |id: &str| groups.iter().find(|group| group.replication_group_id() == Some(id)).unwrap();
            let wide = of("wide");
            assert_eq!(wide.node_groups().len(), if first { 3 } else { 4 });
            assert_eq!(wide.member_clusters().len(), if first { 6 } else { 12 });
            assert_eq!(wide.log_delivery_configurations().len(), if first { 2 } else { 1 });
            assert!(wide.configuration_endpoint().is_some());
            assert_eq!(of("narrow").node_groups().len(), if first { 4 } else { 1 });
            let users = aws.elasticache().describe_users().user_id("app").send().await.unwrap();
            let authentication = users.users()[0].authentication().unwrap();
            assert_eq!(authentication.password_count(), Some(if first { 1 } else { 2 }));
        },
    )
    .await;
}

#[tokio::test]
async fn a_cache_is_replaced_for_cluster_mode() {
    let world = World::start().await;
    let program = |shards: Option<u16>| {
        move |stack: &Stack| {
            let args = cache(stack, "c").parameter_group("default.redis7.cluster.on");
            let args = if let Some(shards) = shards { args.shards(shards) } else { args };
            ReplicationGroup::new(&stack.region(EU), "c", args);
        }
    };
    world.up(program(None)).await;
    let replaced = [Expect::ReplaceDeletingFirst("eu-west-1::aws:elasticache/ReplicationGroup::c")];
    assert_expected(&*world.plan(program(Some(3))).await, &replaced);
}

#[tokio::test]
async fn elasticache_changes_the_shards_of_cluster_mode_only() {
    let world = World::start().await;
    let program = |stack: &Stack| drop(ReplicationGroup::new(&stack.region(EU), "c", cache(stack, "c")));
    world.up(program).await;
    let aws = world.aws(EU);
    let call = aws.elasticache().modify_replication_group_shard_configuration().replication_group_id("c");
    let refused = call.node_group_count(3).apply_immediately(true).send().await.unwrap_err();
    assert_eq!(refused.code(), Some("InvalidReplicationGroupState"));
}

#[tokio::test]
async fn shards_and_logs_that_elasticache_would_refuse_are_found_before_any_call() {
    let world = World::start().await;
    let refused = async |args: fn(ReplicationGroupArgs) -> ReplicationGroupArgs, why: &str| {
        let program = |stack: &Stack| drop(ReplicationGroup::new(&stack.region(EU), "c", args(cache(stack, "c"))));
        let Err(Failed(said)) = world.try_up(program).await else { panic!("it is refused: {why}") };
        assert!(said.contains(why), "{said}");
    };
    refused(|args| args.shards(3_u16), "cluster mode needs one with `cluster-enabled`").await;
    let log = |args: ReplicationGroupArgs| {
        args.log_delivery([LogDelivery::new(LogType::SlowLog, "a"), LogDelivery::new(LogType::SlowLog, "b")])
    };
    refused(log, "`log_delivery` has slow-log twice").await;
}
