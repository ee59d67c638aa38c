//! Aurora: groups, clusters in one region and in two, their instances.

use crate::common::{EU, Expect, Failed, US, World, lifecycle};
use archipel_engine::{Options, Output, Scope, Stack};
use archipel_resources::ec2::{SecurityGroup, SecurityGroupArgs, Subnet, SubnetArgs, Vpc, VpcArgs};
use archipel_resources::rds::{
    Cluster, ClusterArgs, ClusterInstance, ClusterInstanceArgs, ClusterParameterGroup, EngineVersions,
    EngineVersionsArgs, GlobalCluster, GlobalClusterArgs, GlobalClusterWriter, GlobalClusterWriterArgs,
    OrderableInstances, OrderableInstancesArgs, ParameterGroup, ParameterGroupArgs, SubnetGroup, SubnetGroupArgs,
};
use archipel_resources::types::{SecurityGroupId, SubnetId};
use serde_json::json;

const ENGINE: &str = "aurora-postgresql";

fn network(scope: &Scope) -> (Vec<Output<SubnetId>>, Output<SecurityGroupId>) {
    let vpc = Vpc::new(scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnet = |(index, zone): (usize, &str)| {
        let args = SubnetArgs::new(vpc.id(), format!("10.0.{index}.0/24").as_str())
            .availability_zone(format!("{}{zone}", scope.region()));
        Subnet::new(scope, zone, args).id()
    };
    let subnets = ["a", "b", "c"].into_iter().enumerate().map(subnet).collect();
    let group = SecurityGroup::new(scope, "db", SecurityGroupArgs::new(vpc.id(), "db"));
    (subnets, group.id())
}

pub(crate) fn one_region(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let (subnets, group) = network(&scope);
    let chosen = if first { subnets[..2].to_vec() } else { subnets };
    let subnet_group = SubnetGroup::new(&scope, "db", SubnetGroupArgs::new("db", chosen));
    let family = "aurora-postgresql16";
    let args = ParameterGroupArgs::new("cluster", family);
    let args = match first {
        true => args.parameters([("rds.force_ssl", "0"), ("timezone", "UTC")]),
        false => args.parameters([("rds.force_ssl", "1")]),
    };
    let cluster_parameters = ClusterParameterGroup::new(&scope, "db", args);
    let args = ParameterGroupArgs::new("instance", family)
        .immediate_parameters([("log_statement", if first { "ddl" } else { "all" })])
        .tags([("v", version.to_string())]);
    let parameters = ParameterGroup::new(&scope, "db", args);
    let mut args = ClusterArgs::new("db", ENGINE, "16.6", subnet_group.name())
        .security_group_ids([group])
        .parameter_group(cluster_parameters.name())
        .database_name("app")
        .master_username("root")
        .backup_retention_days(if first { 7_u16 } else { 14 })
        .deletion_protection(false)
        .iam_authentication(first)
        .log_exports(if first { vec!["postgresql"] } else { vec![] })
        .tags([(if first { "one" } else { "two" }, "x")]);
    args = match first {
        true => args.master_password("do-not-tell"),
        false => args.master_password("another-one").final_snapshot("db-last"),
    };
    let cluster = Cluster::new(&scope, "db", args);
    for index in 0..2 {
        let class = if first { "db.r6g.large" } else { "db.r6g.xlarge" };
        let args = ClusterInstanceArgs::new(format!("db-{index}"), cluster.identifier(), ENGINE, class)
            .parameter_group(parameters.name())
            .promotion_tier(if first { 1_u16 } else { index });
        ClusterInstance::new(&scope, format!("db-{index}"), args);
    }
}

#[tokio::test]
async fn a_cluster_lives_through_everything() {
    lifecycle(
        |stack| one_region(stack, 1),
        |stack| one_region(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:rds/SubnetGroup::db"),
            Expect::Update("eu-west-1::aws:rds/ClusterParameterGroup::db"),
            Expect::Update("eu-west-1::aws:rds/ParameterGroup::db"),
            Expect::Update("eu-west-1::aws:rds/Cluster::db"),
            Expect::Update("eu-west-1::aws:rds/ClusterInstance::db-0"),
            Expect::Update("eu-west-1::aws:rds/ClusterInstance::db-1"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let clusters = aws.rds().describe_db_clusters().send().await.unwrap().db_clusters.unwrap();
            assert_eq!(clusters.len(), 1);
            assert_eq!(clusters[0].backup_retention_period(), Some(if version == 1 { 7 } else { 14 }));
            assert_eq!(clusters[0].enabled_cloudwatch_logs_exports().len(), 2 - version as usize);
            let instances = aws.rds().describe_db_instances().send().await.unwrap().db_instances.unwrap();
            assert_eq!(instances.len(), 2);
            let call = aws.rds().describe_db_cluster_parameters().db_cluster_parameter_group_name("cluster");
            let set = call.source("user").send().await.unwrap().parameters.unwrap();
            assert_eq!(set.len(), 3 - version as usize, "what is no longer set is reset: {set:?}");
        },
    )
    .await;
}

pub(crate) fn two_regions(stack: &Stack, version: u32) {
    let first = version == 1;
    let main = stack.region(EU);
    let args = GlobalClusterArgs::new("luneo", ENGINE, if first { "16.4" } else { "16.6" });
    let global = GlobalCluster::new(&main, "luneo", args.tags([("v", version.to_string())]));
    let mut before: Option<ClusterInstance> = None;
    for region in [EU, US] {
        let scope = stack.region(region);
        let (subnets, group) = network(&scope);
        let subnet_group = SubnetGroup::new(&scope, "db", SubnetGroupArgs::new("db", subnets));
        let version = if first { "16.4" } else { "16.6" };
        let args = ClusterArgs::new(format!("luneo-{region}"), ENGINE, version, subnet_group.name())
            .global_cluster(global.identifier())
            .security_group_ids([group]);
        let cluster = match &before {
            None => {
                let args = args.database_name("app").master_username("root").manage_master_password(true);
                Cluster::new(&scope, "luneo", args)
            }
            // A secondary can be made once the primary has an instance.
            Some(writer) => {
                let args = args.global_write_forwarding(!first);
                Cluster::with_options(&scope, "luneo", args, Options::new().depends_on(writer))
            }
        };
        let args = ClusterInstanceArgs::new(format!("luneo-{region}-0"), cluster.identifier(), ENGINE, "db.r6g.large");
        before = Some(ClusterInstance::new(&scope, "luneo-0", args));
    }
}

#[tokio::test]
async fn a_global_cluster_lives_through_everything() {
    lifecycle(
        |stack| two_regions(stack, 1),
        |stack| two_regions(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:rds/GlobalCluster::luneo"),
            Expect::Update("eu-west-1::aws:rds/Cluster::luneo"),
            Expect::Update("us-east-1::aws:rds/Cluster::luneo"),
        ],
        async |world: &World, version| {
            let aws = world.aws(US);
            let all = aws.rds().describe_global_clusters().send().await.unwrap().global_clusters.unwrap();
            assert_eq!(all.len(), 1);
            assert_eq!(all[0].engine_version(), Some(if version == 1 { "16.4" } else { "16.6" }));
            let writers: Vec<_> =
                all[0].global_cluster_members().iter().filter(|one| one.is_writer() == Some(true)).collect();
            assert_eq!((all[0].global_cluster_members().len(), writers.len()), (2, 1));
            assert!(writers[0].db_cluster_arn().unwrap().contains(EU));
            let copy = aws.rds().describe_db_clusters().send().await.unwrap().db_clusters.unwrap().remove(0);
            assert_eq!(copy.global_write_forwarding_requested().unwrap_or_default(), version == 2);
            let record = world.record("eu-west-1::aws:rds/Cluster::luneo").await;
            assert!(!record.outputs.field("master_secret_arn").is_null(), "RDS keeps the password");
        },
    )
    .await;
}

/// The versions of both members, and the parameter group of the primary.
async fn versions(world: &World) -> (Vec<String>, Option<String>) {
    let mut versions = Vec::new();
    let mut group = None;
    for region in [US, EU] {
        let call = world.aws(region).rds().describe_db_clusters().send().await.unwrap();
        let cluster = &call.db_clusters()[0];
        versions.push(cluster.engine_version().unwrap().to_owned());
        group = cluster.db_cluster_parameter_group().map(str::to_owned);
    }
    (versions, group)
}

/// A database in both regions with a parameter group of its own, whose name contains the major version.
fn global(stack: &Stack, version: &str) {
    global_members(stack, version);
}

/// The same; returns its clusters, each with its instance.
fn global_members(stack: &Stack, version: &str) -> (GlobalCluster, Vec<(Cluster, ClusterInstance)>) {
    let mut members = Vec::new();
    let main = stack.region(EU);
    let major = version.split('.').next().unwrap();
    let global = GlobalCluster::new(&main, "luneo", GlobalClusterArgs::new("luneo", ENGINE, version));
    let mut before: Option<ClusterInstance> = None;
    for region in [EU, US] {
        let scope = stack.region(region);
        let (subnets, group) = network(&scope);
        let subnet_group = SubnetGroup::new(&scope, "db", SubnetGroupArgs::new("db", subnets));
        let args = ParameterGroupArgs::new(format!("luneo-{major}"), format!("{ENGINE}{major}"));
        let parameters = ClusterParameterGroup::new(&scope, "db", args.parameters([("rds.force_ssl", "1")]));
        let args = ClusterArgs::new(format!("luneo-{region}"), ENGINE, version, subnet_group.name())
            .global_cluster(global.identifier())
            .parameter_group(parameters.name())
            .security_group_ids([group]);
        let cluster = match &before {
            None => Cluster::new(&scope, "luneo", args.master_username("root").master_password("do-not-tell")),
            Some(writer) => Cluster::with_options(&scope, "luneo", args, Options::new().depends_on(writer)),
        };
        let args = ClusterInstanceArgs::new(format!("luneo-{region}-0"), cluster.identifier(), ENGINE, "db.r6g.large");
        let instance = ClusterInstance::new(&scope, "luneo-0", args);
        before = Some(instance.clone());
        members.push((cluster, instance));
    }
    (global, members)
}

/// A database in both regions, written in the first or in the second.
pub(crate) fn written_in(stack: &Stack, member: usize, allow_data_loss: bool) {
    let (global, members) = global_members(stack, "16.6");
    let args = GlobalClusterWriterArgs::new(global.identifier(), members[member].0.arn());
    let after = members.iter().fold(Options::new(), |options, (_, instance)| options.depends_on(instance));
    let args = args.allow_data_loss(allow_data_loss);
    GlobalClusterWriter::with_options(&stack.region(EU), "luneo", args, after);
}

/// The region of the writer.
async fn writer_region(world: &World) -> String {
    let all = world.aws(US).rds().describe_global_clusters().send().await.unwrap().global_clusters.unwrap();
    let members = all[0].global_cluster_members().iter();
    let writers: Vec<&str> =
        members.filter(|one| one.is_writer() == Some(true)).filter_map(|one| one.db_cluster_arn()).collect();
    assert_eq!(writers.len(), 1, "one writer: {writers:?}");
    writers[0].split(':').nth(3).unwrap().to_owned()
}

#[tokio::test]
async fn the_writer_of_a_global_database_moves_and_comes_back() {
    lifecycle(
        |stack| written_in(stack, 0, false),
        |stack| written_in(stack, 1, false),
        &[Expect::Update("global::aws:rds/GlobalClusterWriter::luneo")],
        async |world: &World, version| assert_eq!(writer_region(world).await, [EU, US][version as usize - 1]),
    )
    .await;
}

#[tokio::test]
async fn a_writer_moves_by_a_failover_only_where_data_may_be_lost() {
    let world = World::start().await;
    world.up(|stack| written_in(stack, 0, false)).await;
    let done = world.up(|stack| written_in(stack, 1, true)).await;
    assert_eq!(writer_region(&world).await, US);
    assert_eq!(done.calls.of("rds", "FailoverGlobalCluster"), 1);
    assert_eq!(done.calls.of("rds", "SwitchoverGlobalCluster"), 0);
    let done = world.up(|stack| written_in(stack, 0, false)).await;
    assert_eq!(done.calls.of("rds", "SwitchoverGlobalCluster"), 1);
    // It is there already: nothing moves.
    let done = world.up(|stack| written_in(stack, 0, true)).await;
    assert_eq!(done.calls.of("rds", "FailoverGlobalCluster"), 0);
}

#[tokio::test]
async fn a_lost_response_moves_a_writer_once() {
    let world = World::start().await;
    world.up(|stack| written_in(stack, 0, false)).await;
    world.faults(json!([{
        "service": "rds", "operation": "SwitchoverGlobalCluster", "kind": "reset_after", "first": 1,
    }]));
    world.up(|stack| written_in(stack, 1, false)).await;
    assert_eq!(writer_region(&world).await, US);
    assert_eq!(world.calls().of("rds", "SwitchoverGlobalCluster"), 1, "the first one had moved it");
}

/// Waits until no writer moves.
async fn settled(world: &World) {
    let rds = world.aws(EU).rds().clone();
    let is_moving = async || {
        let all = rds.describe_global_clusters().send().await.unwrap();
        all.global_clusters()
            .iter()
            .any(|cluster| cluster.failover_state().is_some_and(|state| state.status().is_some()))
    };
    while is_moving().await {}
}

#[tokio::test]
async fn a_move_of_the_writer_goes_on_without_its_caller() {
    let world = World::start().await;
    world.up(|stack| written_in(stack, 0, false)).await;
    let arn = world.record(&format!("{US}::aws:rds/Cluster::luneo")).await.outputs.field("arn").clone();
    let move_it = || {
        let call = world.aws(US).rds().switchover_global_cluster().global_cluster_identifier("luneo");
        call.target_db_cluster_identifier(arn.as_str().unwrap()).send()
    };
    move_it().await.unwrap();
    let refused = format!("{:?}", move_it().await.unwrap_err());
    assert!(refused.contains("InvalidGlobalClusterStateFault"), "{refused}");
    assert_eq!(writer_region(&world).await, EU, "until the end of the move");
    // A process that was killed after the call: the next one waits.
    let done = world.up(|stack| written_in(stack, 1, false)).await;
    assert_eq!(writer_region(&world).await, US);
    assert_eq!(done.calls.of("rds", "SwitchoverGlobalCluster"), 0, "it was moving");
}

#[tokio::test]
async fn the_plan_of_a_database_is_empty_wherever_its_writer_is() {
    let world = World::start().await;
    world.up(|stack| global(stack, "16.6")).await;
    for region in [US, EU] {
        let arn = world.record(&format!("{region}::aws:rds/Cluster::luneo")).await.outputs.field("arn").clone();
        let call = world.aws(region).rds().failover_global_cluster().global_cluster_identifier("luneo");
        call.target_db_cluster_identifier(arn.as_str().unwrap()).allow_data_loss(true).send().await.unwrap();
        settled(&world).await;
        world.assert_in_step(|stack| global(stack, "16.6"), &format!("with the writer in {region}")).await;
    }
}

#[tokio::test]
async fn a_global_database_is_upgraded_in_the_order_of_aws() {
    let world = World::start().await;
    world.up(|stack| global(stack, "16.4")).await;
    let done = world.up(|stack| global(stack, "16.6")).await;
    assert_eq!(versions(&world).await.0, ["16.6", "16.6"]);
    assert_eq!(done.calls.of("rds", "ModifyGlobalCluster"), 0, "AWS refuses it for a minor version");
    world.assert_in_step(|stack| global(stack, "16.6"), "after a minor upgrade").await;

    let done = world.up(|stack| global(stack, "17.4")).await;
    assert_eq!(versions(&world).await, (vec!["17.4".to_owned(); 2], Some("luneo-17".to_owned())));
    assert_eq!(done.calls.of("rds", "ModifyGlobalCluster"), 1);
    world.assert_in_step(|stack| global(stack, "17.4"), "after a major upgrade").await;
}

#[tokio::test]
async fn an_update_ends_when_rds_has_applied_it() {
    let world = World::start().await;
    let instance = |class: &'static str| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let (subnets, _) = network(&scope);
            let subnet_group = SubnetGroup::new(&scope, "db", SubnetGroupArgs::new("db", subnets));
            let args = ClusterArgs::new("db", ENGINE, "16.6", subnet_group.name());
            let args = args.master_username("root").master_password("do-not-tell");
            let cluster = Cluster::new(&scope, "db", args);
            ClusterInstance::new(&scope, "db", ClusterInstanceArgs::new("db-0", cluster.identifier(), ENGINE, class));
        }
    };
    world.up(instance("db.r6g.large")).await;
    world.up(instance("db.r6g.xlarge")).await;
    // One read, which would show a change that is still pending.
    let there = world.aws(EU).rds().describe_db_instances().send().await.unwrap();
    assert_eq!(there.db_instances()[0].db_instance_class(), Some("db.r6g.xlarge"));
}

#[tokio::test]
async fn an_upgrade_without_an_instance_fails_at_once() {
    let world = World::start().await;
    let cluster = |version: &'static str| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let (subnets, _) = network(&scope);
            let subnet_group = SubnetGroup::new(&scope, "db", SubnetGroupArgs::new("db", subnets));
            let args = ClusterArgs::new("db", ENGINE, version, subnet_group.name());
            Cluster::new(&scope, "db", args.master_username("root").master_password("do-not-tell"));
        }
    };
    world.up(cluster("16.4")).await;
    let Err(Failed(why)) = world.try_up(cluster("16.6")).await else { panic!("there is no instance to upgrade") };
    assert!(why.contains("without a primary instance"), "{why}");
}

#[tokio::test]
async fn an_interrupted_destroy_of_a_global_database_continues() {
    let world = World::start().await;
    world.up(|stack| global(stack, "16.6")).await;
    // An earlier attempt removed the cluster, and its response was lost.
    for region in [US, EU] {
        let arn = world.record(&format!("{region}::aws:rds/Cluster::luneo")).await.outputs.field("arn").clone();
        let call = world.aws(region).rds().remove_from_global_cluster().global_cluster_identifier("luneo");
        call.db_cluster_identifier(arn.as_str().unwrap()).send().await.unwrap();
    }
    world.destroy().await;
    world.assert_no_orphans("after the destroy").await;
}

#[tokio::test]
async fn a_database_is_destroyed_after_a_failover_to_the_other_region() {
    let world = World::start().await;
    world.up(|stack| global(stack, "16.6")).await;
    let arn = world.record("us-east-1::aws:rds/Cluster::luneo").await.outputs.field("arn").clone();
    let call = world.aws(EU).rds().switchover_global_cluster().global_cluster_identifier("luneo");
    call.target_db_cluster_identifier(arn.as_str().unwrap()).send().await.unwrap();
    world.destroy().await;
    world.assert_no_orphans("after the destroy").await;
}

#[tokio::test]
async fn a_password_is_never_shown() {
    let world = World::start().await;
    world.up(|stack| one_region(stack, 1)).await;
    let record = world.record("eu-west-1::aws:rds/Cluster::db").await;
    assert!(!format!("{record:?}").contains("do-not-tell"), "{record:?}");
    world.assert_in_step(|stack| one_region(stack, 1), "with a password").await;
}

#[tokio::test]
async fn names_that_are_taken_are_refused_and_left_alone() {
    let world = World::start().await;
    let aws = world.aws(EU);
    let call = aws.rds().create_db_cluster().db_cluster_identifier("db").engine(ENGINE).master_username("theirs");
    call.master_user_password("theirs-too").send().await.unwrap();
    let Err(Failed(why)) = world.try_up(|stack| one_region(stack, 1)).await else { panic!("the name is taken") };
    assert!(why.contains("the cluster db already exists: it is not managed by Archipel"), "{why}");
    let there = aws.rds().describe_db_clusters().send().await.unwrap().db_clusters.unwrap();
    assert_eq!(there[0].master_username(), Some("theirs"));
}

#[tokio::test]
async fn a_version_that_does_not_exist_is_refused_with_those_that_do() {
    let world = World::start().await;
    world.faults(json!([{
        "service": "rds", "operation": "CreateGlobalCluster", "kind": "error", "status": 400,
        "code": "InvalidParameterCombination", "message": "Cannot find version 99.1 for aurora-postgresql",
    }]));
    let program = |stack: &Stack| {
        let args = GlobalClusterArgs::new("world", ENGINE, "99.1");
        GlobalCluster::new(&stack.region(EU), "world", args);
    };
    let Err(Failed(why)) = world.try_up(program).await else { panic!("there is no such version") };
    assert!(why.contains("Cannot find version 99.1"), "{why}");
    let errors = world.errors();
    assert!(errors.iter().any(|error| error.choices.iter().any(|version| version == "16.6")), "{errors:?}");
    assert!(errors.iter().all(|error| error.choices.iter().all(|version| version != "13.18")), "only global ones");
}

#[tokio::test]
async fn what_can_be_ordered_is_known_before_anything_is_made() {
    let world = World::start().await;
    world
        .up(|stack| {
            let scope = stack.region(EU);
            let versions = EngineVersions::get(&scope, "versions", EngineVersionsArgs::new(ENGINE));
            stack.output("global", versions.global_versions());
            let args = OrderableInstancesArgs::new(ENGINE, "16.6");
            stack.output("classes", OrderableInstances::get(&scope, "classes", args).classes());
        })
        .await;
    let global = format!("{:?}", world.output("global").await);
    assert!(global.contains("16.6") && !global.contains("13.18"), "{global}");
    assert!(format!("{:?}", world.output("classes").await).contains("db.r6g.large"));
}
