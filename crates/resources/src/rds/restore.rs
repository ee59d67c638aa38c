//! The create of a cluster from a snapshot or from another cluster.

use archipel_engine::Value;
use aws_sdk_rds::primitives::{DateTime, DateTimeFormat};

use super::changes;
use super::cluster::{Cluster, ClusterAttrs, ClusterProps};
use super::common::CONFLICT_CODES;
use super::insights;
use crate::prelude::*;

/// Without a source, an existing cluster stays as it is.
pub(super) const ANOTHER_SOURCE: ReplacesWhen =
    ReplacesWhen { name: "to another source", applies: |old, new| *new != Value::Null && new != old };

/// The source of a restored cluster: a snapshot, or another cluster at a point in time.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Restore)]
pub struct RestoreProps {
    /// The identifier of a cluster snapshot, or its ARN if it is of another account.
    #[arg(length = 1..)]
    pub snapshot: Option<String>,
    /// The identifier of a cluster of the same region, with backups of the time.
    #[arg(length = 1..)]
    pub source_cluster: Option<String>,
    /// The time in UTC: `2026-11-29T09:30:00Z`. The default is the latest time that can be restored, about five minutes ago.
    #[arg(pattern = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z")]
    pub time: Option<String>,
    /// Whether the cluster is a clone of the source cluster: it shares its storage until one of the two changes a page, and is
    /// of the present.
    #[arg(default = false)]
    pub copy_on_write: bool,
}

/// Checks a cluster with a source.
pub(super) fn check(props: &ClusterProps, restore: &RestoreProps) -> Vec<String> {
    let in_time = restore.time.is_some() || restore.copy_on_write;
    violations! {
        restore.snapshot.is_some() == restore.source_cluster.is_some() =>
            "`restore` has one of `snapshot` and `source_cluster`";
        restore.snapshot.is_some() && in_time => "`restore.time` and `restore.copy_on_write` go with `source_cluster`";
        restore.copy_on_write && restore.time.is_some() =>
            "`restore.copy_on_write` is set: a clone is of the present, and has no `time`";
        restore.time.as_deref().is_some_and(|time| parsed_time(time).is_none()) => "`restore.time` is not a time";
        props.master_username.is_some() || props.database_name.is_some() =>
            "`master_username` or `database_name` is set: a restored cluster has those of its source";
        props.global_cluster.is_some() => "`global_cluster` is set: RDS restores a cluster by itself only";
    }
}

fn parsed_time(time: &str) -> Option<DateTime> {
    DateTime::from_str(time, DateTimeFormat::DateTime).ok()
}

/// Sets what the calls that create and restore a cluster have in common.
macro_rules! with_settings {
    ($call:expr, $cx:expr, $props:expr) => {{
        let (cx, props, insights) = ($cx, $props, $crate::rds::insights::Settings::of($props));
        $call
            .db_cluster_identifier(&props.identifier)
            .db_subnet_group_name(&props.subnet_group)
            .set_vpc_security_group_ids(groups(props))
            .set_db_cluster_parameter_group_name(props.parameter_group.clone())
            .set_port(props.port.map(number))
            .set_kms_key_id(props.kms_key_arn.as_ref().map(Arn::to_string))
            .set_storage_type(storage_type(props))
            .set_enable_cloudwatch_logs_exports(Some(props.log_exports.clone()))
            .enable_iam_database_authentication(props.iam_authentication)
            .copy_tags_to_snapshot(props.copy_tags_to_snapshots)
            .set_serverless_v2_scaling_configuration(scaling(props))
            .set_enable_performance_insights(insights.enabled)
            .set_performance_insights_retention_period(insights.retention)
            .set_performance_insights_kms_key_id(insights.key)
            .backup_retention_period(number(props.backup_retention_days))
            .set_preferred_backup_window(props.backup_window.clone())
            .deletion_protection(props.deletion_protection)
            .set_tags(Some(create_tags(cx, &with_snapshot(props))))
    }};
}
pub(super) use with_settings;

/// The time of the calls, and whether it is the latest one.
pub(super) fn time_of(restore: &RestoreProps) -> (Option<DateTime>, Option<bool>) {
    let time = restore.time.as_deref().and_then(parsed_time);
    (time, (restore.time.is_none() && !restore.copy_on_write).then_some(true))
}

/// Sets what a restore does not: the password and the maintenance window, which are those of the source until then, and the
/// mode of Database Insights.
pub(super) async fn complete(cx: &OperationContext<Cluster>, props: &ClusterProps) -> Result<ClusterAttrs> {
    let id = Id::new(&props.identifier);
    let insights = insights::Settings::of(props);
    let call = cx.api().rds().modify_db_cluster().db_cluster_identifier(&props.identifier).apply_immediately(true);
    let call = call
        .set_master_user_password(props.master_password.clone())
        .set_manage_master_user_password(props.manage_master_password.then_some(true))
        .set_master_user_secret_kms_key_id(props.master_secret_kms_key_id.clone())
        .set_preferred_maintenance_window(props.maintenance_window.clone())
        .set_database_insights_mode(insights.mode.clone())
        .set_enable_performance_insights(insights.enabled.filter(|_| insights.mode.is_some()))
        .set_performance_insights_retention_period(insights.retention.filter(|_| insights.mode.is_some()));
    let needed = props.master_password.is_some()
        || props.manage_master_password
        || props.maintenance_window.is_some()
        || insights.mode.is_some();
    if needed {
        retry!(cx, CONFLICT_CODES, call)?;
        changes::until_applied(cx, &id, None).await?;
    }
    ready(cx, &id).await
}
