//! What shows that backups work: restore tests, and reports of what failed or did not happen.

use archipel::aws::cloudwatch::*;
use archipel::aws::iam::Role;
use archipel::prelude::*;

use super::tags;
use crate::aws::backup::restore_testing_plan::{
    RestoreTestingRecoveryPointSelection, RestoreTestingRecoveryPointSelectionAlgorithm,
    RestoreTestingRecoveryPointType,
};
use crate::aws::backup::restore_testing_selection::{KeyValue, ProtectedResourceConditions};
use crate::aws::backup::{
    BackupVault, RestoreTestingPlan, RestoreTestingPlanArgs, RestoreTestingSelection, RestoreTestingSelectionArgs,
};
use crate::aws::events::rule::Target;
use crate::aws::events::{Rule, RuleArgs};
use crate::components::RegionContext;
use crate::sections::Foundation;

/// A restore test takes the newest backup of these days.
const NEWEST: u8 = 7;

/// Restores the newest backup of the database and of each bucket every quarter, and deletes what it restored a day later.
pub(super) fn restore(
    scope: &Scope,
    context: &RegionContext,
    foundation: &Foundation<'_>,
    vault: &BackupVault,
    role: &Role,
) {
    let newest = RestoreTestingRecoveryPointSelection::new(
        RestoreTestingRecoveryPointSelectionAlgorithm::LatestWithinWindow,
        [vault.backup_vault_arn()],
        [RestoreTestingRecoveryPointType::Snapshot],
    );
    // Hyphens are invalid in these names.
    let name = context.prefix().replace('-', "_");
    let args = RestoreTestingPlanArgs::new(newest.selection_window_days(NEWEST), &name, "cron(0 6 1 1,4,7,10 ? *)");
    let plan = RestoreTestingPlan::new(scope, "quarterly", args.start_window_hours(8));
    let select = |kind: &str, overrides: Option<Output<String>>| {
        let tags = tags(scope).map(|(key, value)| KeyValue::new(key, value));
        let short = kind.to_lowercase();
        let plan = plan.restore_testing_plan_name();
        let args = RestoreTestingSelectionArgs::new(role.arn(), kind, plan, format!("{name}_{short}"))
            // Required with conditions.
            .protected_resource_arns(["*"])
            .protected_resource_conditions(ProtectedResourceConditions::new().string_equals(tags))
            .validation_window_hours(24);
        let args = overrides
            .into_iter()
            .fold(args, |args, subnets| args.restore_metadata_overrides([("dbSubnetGroupName", subnets)]));
        RestoreTestingSelection::new(scope, &short, args);
    };
    // Without the subnet group, the restore needs the default VPC, which an account may have deleted.
    if let Some(aurora) = foundation.aurora {
        let region = context.choose(aurora.regions.as_ref());
        select("Aurora", Some(region.subnet_group.name().map(|name| name.as_str().to_owned())));
    }
    select("S3", None);
}

/// Reports to the region's alarm topic: failed jobs, of which those of a restore test are some, and a day without a backup.
pub(super) fn report(scope: &Scope, context: &RegionContext, vault: &BackupVault, topic: &Output<Arn>) {
    // Events of restores have another name for the state.
    let failures = [
        ("Backup", "state", &["FAILED", "ABORTED", "EXPIRED"][..]),
        ("Copy", "state", &["FAILED"]),
        ("Restore", "status", &["FAILED", "ABORTED"]),
    ];
    for (kind, state, states) in failures {
        let pattern = json!({
            "source": ["aws.backup"],
            "detail-type": [format!("{kind} Job State Change")],
            "detail": { state: states },
        });
        let args = RuleArgs::new().event_pattern(pattern).targets([Target::new(topic, "alarms")]);
        Rule::new(scope, &format!("failed-{}", kind.to_lowercase()), args);
    }
    // Events are delivered as far as possible. The metrics also show what did not happen at all.
    let alarm = |name: &str, metric: &str, side: Comparison, threshold: i32, missing: MissingData, what: &str| {
        let name = format!("backup-{name}");
        let args = MetricAlarmArgs::new(format!("{}-{name}", context.prefix()), side, threshold)
            .namespace("AWS/Backup")
            .metric_name(metric)
            .statistic(Statistic::Sum)
            .period(86_400)
            .evaluation_periods(1)
            .dimensions([("BackupVaultName", vault.backup_vault_name())])
            .description(what)
            .treat_missing_data(missing)
            .alarm_actions([topic])
            .ok_actions([topic]);
        MetricAlarm::new(scope, name, args);
    };
    let (less, more) = (Comparison::LessThanThreshold, Comparison::GreaterThanThreshold);
    let (breaching, not) = (MissingData::Breaching, MissingData::NotBreaching);
    alarm("missing", "NumberOfBackupJobsCompleted", less, 1, breaching, "No backup was completed for a day");
    alarm("restore", "NumberOfRestoreJobsFailed", more, 0, not, "A restore failed, or a restore test");
}
