//! Backups of what has the tag `Backup`: daily and monthly in both regions, each with a copy in the other region, and a
//! restore test in each region every quarter.

mod checks;

use archipel::aws::iam::*;
use archipel::aws::kms::*;
use archipel::prelude::*;

use super::RegionContext;
use super::statements::by_account;
use super::trust::trust;
use crate::aws::backup::backup_plan::{
    BackupPlanResourceType, BackupRuleResourceType, CopyActionResourceType, LifecycleResourceType,
};
use crate::aws::backup::backup_selection::{BackupSelectionResourceType, ConditionParameter, Conditions};
use crate::aws::backup::backup_vault::LockConfigurationType;
use crate::aws::backup::{
    BackupPlan, BackupPlanArgs, BackupSelection, BackupSelectionArgs, BackupVault, BackupVaultArgs,
};
use crate::config;
use crate::sections::Foundation;

/// The tag of what is backed up.
pub(super) const TAG: (&str, &str) = ("Backup", "daily");

const SERVICE: &str = "backup.amazonaws.com";
/// The days of a month in a lifecycle, so that twelve are a year or a little longer.
const MONTH: u32 = 31;

/// What can have the tag: Aurora, volumes and buckets. Of a type that is named, AWS Backup takes all that the conditions match;
/// of `*` only the types that the account has opted in to.
const RESOURCES: [&str; 3] = ["arn:aws:rds:*:*:cluster:*", "arn:aws:ec2:*:*:volume/*", "arn:aws:s3:::*"];

/// What AWS Backup needs for them.
const POLICIES: [&str; 4] = [
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores",
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
];

/// The backups of both regions.
pub struct Backup;

impl Backup {
    /// Declares a vault, a plan and restore tests in each region.
    pub fn new(foundation: &Foundation<'_>, settings: &config::Backup) -> Self {
        let contexts = foundation.contexts;
        let role = role(contexts.primary, settings);
        let vaults = contexts.map(|context| vault(foundation, context, settings));
        let vaults = vaults.as_ref();
        for ((context, vault), other) in contexts.zip(vaults).zip(vaults.swapped()) {
            let scope = &context.scope.component("backup");
            plan(scope, context, vault, other, &role, settings);
            checks::restore(scope, context, foundation, vault, &role);
            checks::report(scope, context, vault, &foundation.alarms.topic(scope.region()));
        }
        Self
    }
}

/// The role of AWS Backup. IAM is global: one role serves both regions. It outlives the stack with the vaults, because AWS
/// Backup deletes a backup at its end with the role that created it.
fn role(context: &RegionContext, settings: &config::Backup) -> Role {
    let scope = &context.scope.component("backup");
    let retained = || Options::new().retain_on_delete(settings.retain);
    let args = RoleArgs::new(format!("{}-backup", context.stack_prefix()), trust(SERVICE, context));
    let role = Role::with_options(scope, "service", args, retained());
    for policy in POLICIES {
        let args = RolePolicyAttachmentArgs::new(role.name(), format!("arn:aws:iam::aws:policy/{policy}"));
        RolePolicyAttachment::with_options(scope, policy.trim_start_matches("service-role/"), args, retained());
    }
    role
}

/// A vault with a key of its own, so that no permission to read the data includes its backups.
fn vault(foundation: &Foundation<'_>, context: &RegionContext, settings: &config::Backup) -> BackupVault {
    let scope = &context.scope.component("backup");
    let retained = || Options::new().retain_on_delete(settings.retain);
    let args = KeyArgs::default()
        .description(format!("{}: backups", context.stack_prefix()))
        .multi_region(false)
        .enable_key_rotation(true)
        .policy(Policy::new([by_account(&context.account)]))
        .deletion_window_in_days(foundation.config.keys.deletion_window_days);
    let key = Key::with_options(scope, "vault", args, retained());
    // A vault keeps its key. The next key is of another vault, so that a retained vault is not in its way.
    let prefix = context.prefix();
    let name = key.key_id().map(move |id| {
        let short: String = id.as_str().chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        format!("{prefix}-{short}")
    });
    let args = BackupVaultArgs::new(name).encryption_key_arn(key.arn());
    // Without `changeable_for_days` the lock is in governance mode: a permission can remove it. In compliance mode nothing could
    // remove it, nor the vault.
    let lock = settings.locked_days.map(LockConfigurationType::new);
    let args = lock.into_iter().fold(args, BackupVaultArgs::lock_configuration);
    BackupVault::with_options(scope, "main", args, retained())
}

/// The daily and monthly backups of a region, each copied to the other region.
fn plan(
    scope: &Scope,
    context: &RegionContext,
    vault: &BackupVault,
    other: &BackupVault,
    role: &Role,
    settings: &config::Backup,
) {
    let rule = |name: &str, schedule: &str, days: u32| {
        let lifecycle = || LifecycleResourceType::new().delete_after_days(f64::from(days));
        let copy = CopyActionResourceType::new(other.backup_vault_arn()).lifecycle(lifecycle());
        BackupRuleResourceType::new(name, vault.backup_vault_name())
            .schedule_expression(schedule)
            .start_window_minutes(60.0)
            .completion_window_minutes(360.0)
            .lifecycle(lifecycle())
            .copy_actions([copy])
    };
    let rules = [
        rule("daily", "cron(0 2 * * ? *)", settings.daily_days),
        rule("monthly", "cron(0 4 1 * ? *)", settings.monthly_months * MONTH),
    ];
    let plan =
        BackupPlan::new(scope, "main", BackupPlanArgs::new(BackupPlanResourceType::new(context.prefix(), rules)));
    let tags = tags(scope).map(|(key, value)| ConditionParameter::new().condition_key(key).condition_value(value));
    let chosen = BackupSelectionResourceType::new(role.arn(), "tagged")
        .resources(RESOURCES)
        .conditions(Conditions::new().string_equals(tags));
    BackupSelection::new(scope, "tagged", BackupSelectionArgs::new(plan.backup_plan_id(), chosen));
}

/// The tags of the stack's resources that are backed up, as condition keys.
fn tags(scope: &Scope) -> [(String, String); 3] {
    let stack = scope.stack();
    [TAG, ("Project", stack.project()), ("Environment", stack.name())]
        .map(|(key, value)| (format!("aws:ResourceTag/{key}"), value.to_owned()))
}
