//! The daily dump: a schedule that has RDS export the database to the bucket.

use archipel::aws::cloudwatch::*;
use archipel::aws::iam::*;
use archipel::cloudcontrol::CloudControl;
use archipel::prelude::*;

use super::{EXPORTS, Store};
use crate::aws::scheduler::schedule::{FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, Target};
use crate::aws::scheduler::{Schedule, ScheduleArgs};
use crate::components::statements::allow_via;
use crate::components::trust::{strict_trust, trust};
use crate::components::{AuroraGlobal, RegionContext};
use crate::config;
use crate::sections::Foundation;

/// RDS, which writes the dumps.
const EXPORT: &str = "export.rds.amazonaws.com";
const SCHEDULER: &str = "scheduler.amazonaws.com";

/// Declares the schedule with the roles of both services, and an alarm on dumps that do not start.
pub(super) fn declare(foundation: &Foundation<'_>, aurora: &AuroraGlobal, store: &Store, settings: &config::Lake) {
    let context = foundation.contexts.primary;
    let Store { scope, name, key, bucket } = store;
    let (export, written) = writer(context, store);

    let args = RoleArgs::new(format!("{name}-schedule"), strict_trust(SCHEDULER, context));
    let role = Role::new(scope, "schedule", args);
    let rds = context.service("rds");
    let allowed = Policy::new([
        // This action supports no resource restriction.
        Statement::allow("rds:StartExportTask").on("*"),
        Statement::allow("iam:PassRole").on(export.arn()).when("StringEquals", "iam:PassedToService", EXPORT),
        // RDS works with the key by a grant of the role that starts the export.
        allow_via(
            &rds,
            ["kms:DescribeKey", "kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            key.arn(),
        ),
        allow_via(&rds, ["kms:CreateGrant", "kms:RetireGrant"], key.arn()).when(
            "Bool",
            "kms:GrantIsForAWSResource",
            "true",
        ),
    ]);
    let allowed = RolePolicy::new(scope, "schedule", RolePolicyArgs::new(role.name(), "start", allowed));

    let input = json!({
        // Scheduler replaces it, by the same id when it tries again: a dump is not started twice.
        "ExportTaskIdentifier": "daily-<aws.scheduler.execution-id>",
        "SourceArn": aurora.regions.primary.cluster.arn(),
        "S3BucketName": bucket.bucket(),
        "S3Prefix": EXPORTS,
        "IamRoleArn": export.arn(),
        "KmsKeyId": key.arn(),
        // Without the databases of Aurora itself.
        "ExportOnly": [&aurora.credentials.name],
    });
    let group = json!({ "Name": name });
    let group: Output<String> =
        CloudControl::new(scope, "schedules", "AWS::Scheduler::ScheduleGroup", group).attribute("Name");
    let target = Target::new("arn:aws:scheduler:::aws-sdk:rds:startExportTask", role.arn())
        .input(input)
        .retry_policy(RetryPolicy::new().maximum_retry_attempts(5).maximum_event_age_in_seconds(3600));
    let args = ScheduleArgs::new(FlexibleTimeWindow::new(FlexibleTimeWindowMode::Off), &settings.schedule, target)
        .name(name)
        .group_name(&group);
    let after = Options::new().depends_on(&allowed).depends_on(&written);
    Schedule::with_options(scope, "daily", args, after);

    let topic = foundation.alarms.topic(scope.region());
    let args = MetricAlarmArgs::new(format!("{}-lake-dump", context.prefix()), Comparison::GreaterThanThreshold, 0);
    let args = args
        .namespace("AWS/Scheduler")
        .metric_name("TargetErrorCount")
        .statistic(Statistic::Sum)
        .period(3600)
        .dimensions([("ScheduleGroup", group)])
        .description("RDS refuses to start the daily dump")
        .treat_missing_data(MissingData::NotBreaching)
        .alarm_actions([&topic])
        .ok_actions([&topic]);
    MetricAlarm::new(scope, "dump", args);
}

/// The role by which RDS writes dumps, with the actions of the Aurora user guide, "Setting up access to an Amazon S3 bucket".
fn writer(context: &RegionContext, store: &Store) -> (Role, RolePolicy) {
    let Store { scope, name, bucket, .. } = store;
    let role = Role::new(scope, "export", RoleArgs::new(format!("{name}-export"), trust(EXPORT, context)));
    let objects = ["s3:PutObject*", "s3:GetObject*", "s3:DeleteObject*"];
    let policy = Policy::new([
        Statement::allow(["s3:ListBucket", "s3:GetBucketLocation"]).on(bucket.arn()),
        Statement::allow(objects).on(output_format!("{}/{EXPORTS}/*", bucket.arn())),
    ]);
    let policy = RolePolicy::new(scope, "export", RolePolicyArgs::new(role.name(), "write", policy));
    (role, policy)
}
