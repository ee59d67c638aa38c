//! Aurora clusters that are restored, their storage and their insights.

use crate::common::{EU, Expect, Failed, World, assert_expected, lifecycle};
use archipel_engine::Stack;
use archipel_resources::ec2::{Subnet, SubnetArgs, Vpc, VpcArgs};
use archipel_resources::rds::{
    Cluster, ClusterArgs, ClusterInstance, ClusterInstanceArgs, InsightsMode, Restore, StorageType, SubnetGroup,
    SubnetGroupArgs,
};
use aws_sdk_rds::error::ProvideErrorMetadata as _;
use aws_sdk_rds::types::DatabaseInsightsMode;

const ENGINE: &str = "aurora-postgresql";

fn cluster_args(stack: &Stack, name: &str) -> ClusterArgs {
    ClusterArgs::new(name, ENGINE, "16.6", subnets(stack).name())
}

fn subnets(stack: &Stack) -> SubnetGroup {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnets = ["a", "b"].into_iter().enumerate().map(|(index, zone)| {
        let args = SubnetArgs::new(vpc.id(), format!("10.0.{index}.0/24").as_str());
        Subnet::new(&scope, zone, args.availability_zone(format!("{EU}{zone}"))).id()
    });
    SubnetGroup::new(&scope, "db", SubnetGroupArgs::new("db", subnets.collect::<Vec<_>>()))
}

pub(crate) fn copies(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let group = subnets(stack);
    let args = |name: &str| ClusterArgs::new(name, ENGINE, "16.6", group.name());
    let main = args("main").master_username("root").master_password("do-not-tell");
    let main = main.storage_type(if first { StorageType::Aurora } else { StorageType::AuroraIopt1 });
    let mode = if first { InsightsMode::Standard } else { InsightsMode::Advanced };
    let main = main.database_insights(mode).performance_insights(true);
    let main = main.performance_insights_retention_days(if first { 93_u16 } else { 465 });
    let main = Cluster::new(&scope, "main", main);
    let class = "db.r6g.large";
    let days = if first { 93_u16 } else { 465 };
    let instance = ClusterInstanceArgs::new("main-0", main.identifier(), ENGINE, class).performance_insights(true);
    let instance = instance.performance_insights_retention_days(days).ca_certificate("rds-ca-rsa2048-g1");
    ClusterInstance::new(&scope, "main-0", instance);
    // Its source is forgotten in the second version, and it stays.
    let past = args("past").storage_type(if first { StorageType::AuroraIopt1 } else { StorageType::Aurora });
    let past = past.maintenance_window("sun:03:00-sun:04:00").backup_retention_days(if first { 3_u16 } else { 4 });
    let past = past.master_password("another-one");
    let source = Restore::new().source_cluster(main.identifier());
    Cluster::new(&scope, "past", if first { past.restore(source) } else { past.master_username("root") });
    let clone = Restore::new().source_cluster(main.identifier()).copy_on_write(true);
    let args = args("clone").restore(clone).performance_insights(first);
    Cluster::new(&scope, "clone", if first { args.manage_master_password(true) } else { args });
}

#[tokio::test]
async fn restored_clusters_and_their_insights_live_through_everything() {
    lifecycle(
        |stack| copies(stack, 1),
        |stack| copies(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:rds/Cluster::main"),
            Expect::Update("eu-west-1::aws:rds/ClusterInstance::main-0"),
            Expect::Update("eu-west-1::aws:rds/Cluster::past"),
            Expect::Update("eu-west-1::aws:rds/Cluster::clone"),
        ],
        async |world: &World, version| {
            let first = version == 1;
            let aws = world.aws(EU);
            let clusters = aws.rds().describe_db_clusters().send().await.unwrap().db_clusters.unwrap();
            let of = |name: &str| clusters.iter().find(|one| one.db_cluster_identifier() == Some(name)).unwrap();
            let (main, past) = (of("main"), of("past"));
            assert_eq!(main.storage_type(), if first { None } else { Some("aurora-iopt1") });
            let advanced = main.database_insights_mode() == Some(&DatabaseInsightsMode::Advanced);
            assert_eq!(advanced, !first);
            assert_eq!(main.performance_insights_retention_period(), Some(if first { 93 } else { 465 }));
            assert_eq!(past.storage_type(), if first { Some("aurora-iopt1") } else { None });
            assert_eq!(past.master_username(), Some("root"));
            assert_eq!(past.preferred_maintenance_window(), Some("sun:03:00-sun:04:00"));
            assert_eq!(of("clone").performance_insights_enabled().unwrap_or(false), first);
            assert_eq!(of("clone").master_user_secret().is_some(), first);
        },
    )
    .await;
}

#[tokio::test]
async fn a_cluster_is_restored_from_a_snapshot_and_replaced_for_another_one() {
    let world = World::start().await;
    let source = |stack: &Stack| {
        let args = cluster_args(stack, "source").master_username("root").master_password("do-not-tell");
        Cluster::new(&stack.region(EU), "source", args);
    };
    world.up(source).await;
    let aws = world.aws(EU);
    let call = aws.rds().create_db_cluster_snapshot().db_cluster_identifier("source");
    call.db_cluster_snapshot_identifier("before-release").send().await.unwrap();
    let restored = |snapshot: Option<&'static str>| {
        move |stack: &Stack| {
            let args = cluster_args(stack, "restored").master_password("another-one");
            let source = snapshot.map(|snapshot| Restore::new().snapshot(snapshot));
            let args = if let Some(source) = source { args.restore(source) } else { args.master_username("root") };
            Cluster::new(&stack.region(EU), "restored", args);
        }
    };
    world.up(restored(Some("before-release"))).await;
    let urn = "eu-west-1::aws:rds/Cluster::restored";
    world.assert_in_step(restored(Some("before-release")), "after the restore").await;
    let clusters = aws.rds().describe_db_clusters().send().await.unwrap().db_clusters.unwrap();
    assert_eq!(clusters.len(), 1, "the source is gone, and its snapshot stays");
    assert_eq!(clusters[0].master_username(), Some("root"));
    let without = world.plan(restored(None)).await;
    assert_expected(&without, &[Expect::Update(urn)]);
    let another = world.plan(restored(Some("after-release"))).await;
    assert_expected(&another, &[Expect::ReplaceDeletingFirst(urn)]);
}

#[tokio::test]
async fn a_restore_that_rds_would_refuse_is_found_before_any_call() {
    let world = World::start().await;
    let refused = async |args: fn(ClusterArgs) -> ClusterArgs, why: &str| {
        let program = |stack: &Stack| {
            Cluster::new(&stack.region(EU), "db", args(cluster_args(stack, "db")));
        };
        let Err(Failed(said)) = world.try_up(program).await else { panic!("it is refused: {why}") };
        assert!(said.contains(why), "{said}");
    };
    refused(|args| args.restore(Restore::new()), "`restore` has one of `snapshot` and `source_cluster`").await;
    let clone = |args: ClusterArgs| {
        args.restore(Restore::new().source_cluster("a").copy_on_write(true).time("2026-11-29T09:30:00Z"))
    };
    refused(clone, "a clone is of the present").await;
    refused(|args| args.restore(Restore::new().source_cluster("a").time("2026-13-29T09:30:00Z")), "is not a time")
        .await;
    let named =
        |args: ClusterArgs| args.restore(Restore::new().snapshot("a")).master_username("root").master_password("p");
    refused(named, "a restored cluster has those of its source").await;
    let short = |args: ClusterArgs| {
        let args = args.master_username("root").manage_master_password(true).performance_insights(true);
        args.database_insights(InsightsMode::Advanced).performance_insights_retention_days(7_u16)
    };
    refused(short, "`performance_insights_retention_days` to 465").await;
}

#[tokio::test]
async fn rds_refuses_advanced_insights_without_their_retention() {
    let world = World::start().await;
    let aws = world.aws(EU);
    let call = aws.rds().create_db_cluster().db_cluster_identifier("db").engine(ENGINE).master_username("root");
    let call = call.master_user_password("do-not-tell");
    let advanced =
        call.clone().database_insights_mode(DatabaseInsightsMode::Advanced).enable_performance_insights(true);
    let refused = advanced.performance_insights_retention_period(7).send().await.unwrap_err();
    assert_eq!(refused.code(), Some("InvalidParameterCombination"));
    let odd = call.enable_performance_insights(true).performance_insights_retention_period(94).send().await;
    assert_eq!(odd.unwrap_err().code(), Some("InvalidParameterValue"));
}
