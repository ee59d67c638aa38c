//! Caches: groups, users, replication groups in one region and in two.

use crate::common::{EU, Expect, Failed, US, World, lifecycle};
use archipel_engine::{Options, Output, Scope, Stack};
use archipel_resources::ec2::{SecurityGroup, SecurityGroupArgs, Subnet, SubnetArgs, Vpc, VpcArgs};
use archipel_resources::elasticache::{
    GlobalReplicationGroup, GlobalReplicationGroupArgs, GlobalReplicationGroupPrimary,
    GlobalReplicationGroupPrimaryArgs, ParameterGroup, ParameterGroupArgs, ReplicationGroup, ReplicationGroupArgs,
    SubnetGroup, SubnetGroupArgs, User, UserArgs, UserGroup, UserGroupArgs,
};
use archipel_resources::types::SecurityGroupId;
use serde_json::json;

fn network(scope: &Scope, zones: usize) -> (SubnetGroup, Output<SecurityGroupId>) {
    let vpc = Vpc::new(scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnets: Vec<_> = (0..3)
        .map(|index| {
            let args = SubnetArgs::new(vpc.id(), format!("10.0.{index}.0/24").as_str());
            Subnet::new(scope, format!("{index}"), args).id()
        })
        .collect();
    let group = SubnetGroup::new(scope, "cache", SubnetGroupArgs::new("cache", subnets[..zones].to_vec()));
    (group, SecurityGroup::new(scope, "cache", SecurityGroupArgs::new(vpc.id(), "cache")).id())
}

pub(crate) fn one_region(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let (subnets, security) = network(&scope, if first { 2 } else { 3 });
    let args = ParameterGroupArgs::new("cache", "redis7").tags([("v", version.to_string())]);
    let args = match first {
        true => args.parameters([("timeout", "60"), ("notify-keyspace-events", "Ex")]),
        false => args.parameters([("timeout", "120")]),
    };
    let parameters = ParameterGroup::new(&scope, "cache", args);
    let user = |id: &str, name: &str, access: &str| {
        let args = UserArgs::new(id, name, access);
        let password = format!("do-not-tell-anyone-{version}");
        User::new(&scope, id, if name == "default" { args } else { args.password(password) })
    };
    let default_user = user("no-access", "default", "off ~* -@all");
    let app = user("app", "app", if first { "on ~app:* &* +@all" } else { "on ~app:* +@read" });
    let audit = user("audit", "audit", "on ~* -@all +@read");
    let mut ids = vec![default_user.user_id(), app.user_id()];
    if !first {
        ids.push(audit.user_id());
    }
    let users = UserGroup::new(&scope, "cache", UserGroupArgs::new("cache", ids));
    let args = ReplicationGroupArgs::new("luneo")
        .engine("redis")
        .engine_version(if first { "7.0" } else { "7.1" })
        .node_type(if first { "cache.r7g.large" } else { "cache.r7g.xlarge" })
        .replicas(if first { 1_u16 } else { 2 })
        .parameter_group(parameters.name())
        .subnet_group(subnets.name())
        .security_group_ids([security])
        .user_group_ids([users.group_id()])
        .snapshot_retention_days(if first { 1_u16 } else { 7 })
        .maintenance_window(if first { "sun:03:00-sun:04:00" } else { "mon:03:00-mon:04:00" })
        .tags([(if first { "one" } else { "two" }, "x")]);
    ReplicationGroup::new(&scope, "luneo", args);
    let token =
        ReplicationGroupArgs::new("sessions").engine("redis").engine_version("7.1").node_type("cache.t4g.small");
    let token = token.replicas(0_u16).multi_az(false).auth_token(format!("do-not-tell-a-soul-{version}"));
    ReplicationGroup::new(&scope, "sessions", token.subnet_group(subnets.name()));
}

#[tokio::test]
async fn a_cache_lives_through_everything() {
    lifecycle(
        |stack| one_region(stack, 1),
        |stack| one_region(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:elasticache/SubnetGroup::cache"),
            Expect::Update("eu-west-1::aws:elasticache/ParameterGroup::cache"),
            Expect::Update("eu-west-1::aws:elasticache/User::app"),
            Expect::Update("eu-west-1::aws:elasticache/User::audit"),
            Expect::Update("eu-west-1::aws:elasticache/UserGroup::cache"),
            Expect::Update("eu-west-1::aws:elasticache/ReplicationGroup::luneo"),
            Expect::Update("eu-west-1::aws:elasticache/ReplicationGroup::sessions"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let groups = aws.elasticache().describe_replication_groups().send().await.unwrap();
            let groups = groups.replication_groups();
            assert_eq!(groups.len(), 2);
            let luneo = groups.iter().find(|group| group.replication_group_id() == Some("luneo")).unwrap();
            assert_eq!(luneo.member_clusters().len(), 1 + version as usize);
            assert_eq!(luneo.transit_encryption_enabled(), Some(true));
            assert_eq!(luneo.snapshot_retention_limit(), Some(if version == 1 { 1 } else { 7 }));
            let users = aws.elasticache().describe_user_groups().send().await.unwrap();
            assert_eq!(users.user_groups()[0].user_ids().len(), 1 + version as usize);
            let call = aws.elasticache().describe_cache_parameters().cache_parameter_group_name("cache");
            let response = call.send().await.unwrap();
            let set = response.parameters().iter().filter(|parameter| parameter.source() == Some("user"));
            assert_eq!(set.count(), 3 - version as usize, "what is no longer set is reset");
        },
    )
    .await;
}

pub(crate) fn two_regions(stack: &Stack, version: u32) {
    both(stack, version);
}

/// The same; returns the global group and its members.
fn both(stack: &Stack, version: u32) -> (GlobalReplicationGroup, [ReplicationGroup; 2]) {
    let first = version == 1;
    let (eu, us) = (stack.region(EU), stack.region(US));
    let (subnets, security) = network(&eu, 3);
    let args = ReplicationGroupArgs::new("luneo")
        .engine("redis")
        .engine_version(if first { "7.0" } else { "7.1" })
        .node_type(if first { "cache.r7g.large" } else { "cache.r7g.xlarge" })
        .subnet_group(subnets.name())
        .security_group_ids([security]);
    let primary = ReplicationGroup::new(&eu, "luneo", args);
    let args = GlobalReplicationGroupArgs::new("luneo", primary.group_id())
        .description(if first { "both" } else { "both regions" })
        .tags([("v", version.to_string())]);
    let global = GlobalReplicationGroup::new(&eu, "luneo", args);
    let (subnets, security) = network(&us, 3);
    let args = ReplicationGroupArgs::new("luneo-us")
        .global_replication_group(global.id())
        .replicas(if first { 1_u16 } else { 2 })
        .subnet_group(subnets.name())
        .security_group_ids([security]);
    let copy = ReplicationGroup::new(&us, "luneo", args);
    (global, [primary, copy])
}

/// A cache in both regions, written in one of them.
pub(crate) fn written_in(stack: &Stack, region: &str) {
    let (global, [primary, copy]) = both(stack, 1);
    let member = if region == EU { &primary } else { &copy };
    let args = GlobalReplicationGroupPrimaryArgs::new(global.id(), member.group_id(), region);
    let after = Options::new().depends_on(&primary).depends_on(&copy);
    GlobalReplicationGroupPrimary::with_options(&stack.region(EU), "luneo", args, after);
}

#[tokio::test]
async fn the_primary_of_a_cache_in_two_regions_moves_and_comes_back() {
    lifecycle(
        |stack| written_in(stack, EU),
        |stack| written_in(stack, US),
        &[Expect::Update("global::aws:elasticache/GlobalReplicationGroupPrimary::luneo")],
        async |world: &World, version| {
            let call = world.aws(US).elasticache().describe_global_replication_groups().show_member_info(true);
            let response = call.send().await.unwrap();
            let members = response.global_replication_groups()[0].members();
            let primaries: Vec<_> = members
                .iter()
                .filter(|one| one.role() == Some("PRIMARY"))
                .map(|one| one.replication_group_region())
                .collect();
            assert_eq!(primaries, [Some([EU, US][version as usize - 1])]);
        },
    )
    .await;
}

#[tokio::test]
async fn the_plan_of_a_cache_is_empty_wherever_its_primary_is() {
    let world = World::start().await;
    world.up(|stack| two_regions(stack, 1)).await;
    for (region, group) in [(US, "luneo-us"), (EU, "luneo")] {
        let call = world.aws(region).elasticache().failover_global_replication_group().primary_region(region);
        let call = call.global_replication_group_id("sgaui-luneo").primary_replication_group_id(group);
        call.send().await.unwrap();
        settled(&world).await;
        world.assert_in_step(|stack| two_regions(stack, 1), &format!("with the primary in {region}")).await;
    }
}

/// Waits until no primary moves.
async fn settled(world: &World) {
    let cache = world.aws(EU).elasticache().clone();
    let is_moving = async || {
        let all = cache.describe_global_replication_groups().send().await.unwrap();
        all.global_replication_groups().iter().any(|group| group.status() == Some("modifying"))
    };
    while is_moving().await {}
}

#[tokio::test]
async fn a_move_of_the_primary_goes_on_without_its_caller() {
    let world = World::start().await;
    world.up(|stack| written_in(stack, EU)).await;
    let move_it = || {
        let call = world.aws(US).elasticache().failover_global_replication_group().primary_region(US);
        call.global_replication_group_id("sgaui-luneo").primary_replication_group_id("luneo-us").send()
    };
    move_it().await.unwrap();
    let refused = format!("{:?}", move_it().await.unwrap_err());
    assert!(refused.contains("InvalidGlobalReplicationGroupState"), "{refused}");
    // A process that was killed after the call: the next one waits.
    let done = world.up(|stack| written_in(stack, US)).await;
    assert_eq!(done.calls.of("elasticache", "FailoverGlobalReplicationGroup"), 0, "it was moving");
}

#[tokio::test]
async fn a_cache_in_two_regions_lives_through_everything() {
    lifecycle(
        |stack| two_regions(stack, 1),
        |stack| two_regions(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:elasticache/ReplicationGroup::luneo"),
            Expect::Update("eu-west-1::aws:elasticache/GlobalReplicationGroup::luneo"),
            Expect::Update("us-east-1::aws:elasticache/ReplicationGroup::luneo"),
        ],
        async |world: &World, version| {
            let call = world.aws(US).elasticache().describe_global_replication_groups().show_member_info(true);
            let response = call.send().await.unwrap();
            let all = response.global_replication_groups();
            assert_eq!(all.len(), 1);
            assert_eq!(all[0].members().len(), 2);
            let node = if version == 1 { "cache.r7g.large" } else { "cache.r7g.xlarge" };
            assert_eq!(all[0].cache_node_type(), Some(node), "a change of one is a change of all");
            let copy = world.aws(US).elasticache().describe_replication_groups().send().await.unwrap();
            assert_eq!(copy.replication_groups()[0].cache_node_type(), Some(node));
            assert_eq!(copy.replication_groups()[0].member_clusters().len(), 1 + version as usize);
        },
    )
    .await;
}

#[tokio::test]
async fn a_cache_is_destroyed_after_a_failover_to_the_other_region() {
    let world = World::start().await;
    world.up(|stack| two_regions(stack, 1)).await;
    let call = world.aws(EU).elasticache().failover_global_replication_group().primary_region(US);
    let call = call.global_replication_group_id("sgaui-luneo").primary_replication_group_id("luneo-us");
    call.send().await.unwrap();
    world.destroy().await;
    world.assert_no_orphans("after the destroy").await;
}

#[tokio::test]
async fn what_opens_a_cache_is_never_shown() {
    let world = World::start().await;
    world.up(|stack| one_region(stack, 1)).await;
    for urn in ["eu-west-1::aws:elasticache/User::app", "eu-west-1::aws:elasticache/ReplicationGroup::sessions"] {
        let record = world.record(urn).await;
        assert!(!format!("{record:?}").contains("do-not-tell"), "{record:?}");
    }
    world.assert_in_step(|stack| one_region(stack, 1), "with passwords").await;
}

#[tokio::test]
async fn names_that_are_taken_are_refused_and_left_alone() {
    let world = World::start().await;
    let aws = world.aws(EU);
    let call = aws.elasticache().create_replication_group().replication_group_id("luneo").engine("redis");
    call.replication_group_description("theirs").cache_node_type("cache.t4g.small").send().await.unwrap();
    let Err(Failed(why)) = world.try_up(|stack| one_region(stack, 1)).await else { panic!("the name is taken") };
    assert!(why.contains("the replication group luneo already exists: it is not managed by Archipel"), "{why}");
    let there = aws.elasticache().describe_replication_groups().replication_group_id("luneo").send().await.unwrap();
    assert_eq!(there.replication_groups()[0].description(), Some("theirs"));
}

#[tokio::test]
async fn a_group_that_follows_another_is_given_nothing_that_it_takes_from_there() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let args = ReplicationGroupArgs::new("luneo").global_replication_group("sgaui-luneo");
        ReplicationGroup::new(&stack.region(EU), "luneo", args.node_type("cache.r7g.large"));
    };
    let Err(Failed(why)) = world.try_up(program).await else { panic!("it takes its node type from there") };
    assert!(why.contains("give none"), "{why}");
    assert_eq!(world.calls().of("elasticache", "CreateReplicationGroup"), 0);
}

#[tokio::test]
async fn a_version_that_does_not_exist_is_refused_with_those_that_do() {
    let world = World::start().await;
    world.faults(json!([{
        "service": "elasticache", "operation": "CreateReplicationGroup", "kind": "error", "status": 400,
        "code": "InvalidParameterCombination", "message": "Cannot find version 9.9 for redis",
    }]));
    assert!(world.try_up(|stack| one_region(stack, 1)).await.is_err(), "there is no such version");
    let errors = world.errors();
    assert!(errors.iter().any(|error| error.choices.iter().any(|version| version.starts_with("7."))), "{errors:?}");
}
