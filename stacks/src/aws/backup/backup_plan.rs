//! `AWS::Backup::BackupPlan`.
//!
//! Written by `schema add AWS::Backup::BackupPlan` from the schema
//! ff7a95218a4a21783d3228e395155bd3. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Backup::BackupPlan
    pub struct BackupPlan: "AWS::Backup::BackupPlan", BackupPlanArgs;
}

impl BackupPlan {
    /// The attribute `BackupPlanArn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn backup_plan_arn(&self) -> Output<String> {
        self.attribute_at(&["BackupPlanArn"])
    }

    /// The attribute `BackupPlanId`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn backup_plan_id(&self) -> Output<String> {
        self.attribute_at(&["BackupPlanId"])
    }

    /// The attribute `VersionId`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn version_id(&self) -> Output<String> {
        self.attribute_at(&["VersionId"])
    }
}

arguments! {
    /// The properties of [`BackupPlan`].
    pub struct BackupPlanArgs;
}

impl BackupPlanArgs {
    /// With the required properties:
    ///
    /// - `backup_plan`: `BackupPlan`.
    #[track_caller]
    pub fn new(backup_plan: impl IntoInput<Record<BackupPlanResourceType>>) -> Self {
        Self(Fields::new()).set_property("BackupPlan", backup_plan)
    }

    /// `BackupPlanTags`.
    #[track_caller]
    pub fn backup_plan_tags(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("BackupPlanTags", value)
    }
}

arguments! {
    /// `BackupPlanResourceType`.
    pub struct BackupPlanResourceType;
}

impl BackupPlanResourceType {
    /// With the required properties:
    ///
    /// - `backup_plan_name`: `BackupPlanName`.
    /// - `backup_plan_rule`: `BackupPlanRule`.
    #[track_caller]
    pub fn new(
        backup_plan_name: impl IntoInput<String>,
        backup_plan_rule: impl IntoInput<Vec<Record<BackupRuleResourceType>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("BackupPlanName", backup_plan_name)
            .set_property("BackupPlanRule", backup_plan_rule)
    }

    /// `AdvancedBackupSettings`.
    #[track_caller]
    pub fn advanced_backup_settings(
        self,
        value: impl IntoInput<Vec<Record<AdvancedBackupSettingResourceType>>>,
    ) -> Self {
        self.set_property("AdvancedBackupSettings", value)
    }

    /// `ScanSettings`.
    #[track_caller]
    pub fn scan_settings(self, value: impl IntoInput<Vec<Record<ScanSettingResourceType>>>) -> Self {
        self.set_property("ScanSettings", value)
    }
}

arguments! {
    /// `AdvancedBackupSettingResourceType`.
    pub struct AdvancedBackupSettingResourceType;
}

impl AdvancedBackupSettingResourceType {
    /// With the required properties:
    ///
    /// - `backup_options`: `BackupOptions`. A JSON document: `json!({..})`.
    /// - `resource_type`: `ResourceType`. Constraints: pattern `^[a-zA-Z0-9\-\_\.]{1,50}$`.
    #[track_caller]
    pub fn new(backup_options: impl AnyInput, resource_type: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_any_property("BackupOptions", backup_options)
            .set_property("ResourceType", resource_type)
    }
}

arguments! {
    /// `BackupRuleResourceType`.
    pub struct BackupRuleResourceType;
}

impl BackupRuleResourceType {
    /// With the required properties:
    ///
    /// - `rule_name`: `RuleName`.
    /// - `target_backup_vault`: `TargetBackupVault`.
    #[track_caller]
    pub fn new(rule_name: impl IntoInput<String>, target_backup_vault: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("RuleName", rule_name).set_property("TargetBackupVault", target_backup_vault)
    }

    /// `CompletionWindowMinutes`.
    #[track_caller]
    pub fn completion_window_minutes(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("CompletionWindowMinutes", value)
    }

    /// `CopyActions`.
    #[track_caller]
    pub fn copy_actions(self, value: impl IntoInput<Vec<Record<CopyActionResourceType>>>) -> Self {
        self.set_property("CopyActions", value)
    }

    /// `EnableContinuousBackup`.
    #[track_caller]
    pub fn enable_continuous_backup(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnableContinuousBackup", value)
    }

    /// `IndexActions`.
    #[track_caller]
    pub fn index_actions(self, value: impl IntoInput<Vec<Record<IndexActionsResourceType>>>) -> Self {
        self.set_property("IndexActions", value)
    }

    /// `Lifecycle`.
    #[track_caller]
    pub fn lifecycle(self, value: impl IntoInput<Record<LifecycleResourceType>>) -> Self {
        self.set_property("Lifecycle", value)
    }

    /// `RecoveryPointTags`.
    #[track_caller]
    pub fn recovery_point_tags(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("RecoveryPointTags", value)
    }

    /// `ScanActions`.
    #[track_caller]
    pub fn scan_actions(self, value: impl IntoInput<Vec<Record<ScanActionResourceType>>>) -> Self {
        self.set_property("ScanActions", value)
    }

    /// `ScheduleExpression`.
    #[track_caller]
    pub fn schedule_expression(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ScheduleExpression", value)
    }

    /// `ScheduleExpressionTimezone`.
    #[track_caller]
    pub fn schedule_expression_timezone(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ScheduleExpressionTimezone", value)
    }

    /// `StartWindowMinutes`.
    #[track_caller]
    pub fn start_window_minutes(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("StartWindowMinutes", value)
    }

    /// `TargetLogicallyAirGappedBackupVaultArn`.
    #[track_caller]
    pub fn target_logically_air_gapped_backup_vault_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TargetLogicallyAirGappedBackupVaultArn", value)
    }
}

arguments! {
    /// `CopyActionResourceType`.
    pub struct CopyActionResourceType;
}

impl CopyActionResourceType {
    /// With the required properties:
    ///
    /// - `destination_backup_vault_arn`: `DestinationBackupVaultArn`.
    #[track_caller]
    pub fn new(destination_backup_vault_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("DestinationBackupVaultArn", destination_backup_vault_arn)
    }

    /// `Lifecycle`.
    #[track_caller]
    pub fn lifecycle(self, value: impl IntoInput<Record<LifecycleResourceType>>) -> Self {
        self.set_property("Lifecycle", value)
    }
}

arguments! {
    /// `LifecycleResourceType`.
    pub struct LifecycleResourceType;
}

impl LifecycleResourceType {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DeleteAfterDays`.
    #[track_caller]
    pub fn delete_after_days(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("DeleteAfterDays", value)
    }

    /// `MoveToColdStorageAfterDays`.
    #[track_caller]
    pub fn move_to_cold_storage_after_days(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("MoveToColdStorageAfterDays", value)
    }

    /// `OptInToArchiveForSupportedResources`.
    #[track_caller]
    pub fn opt_in_to_archive_for_supported_resources(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("OptInToArchiveForSupportedResources", value)
    }
}

arguments! {
    /// `IndexActionsResourceType`.
    pub struct IndexActionsResourceType;
}

impl IndexActionsResourceType {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ResourceTypes`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn resource_types(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ResourceTypes", value)
    }
}

arguments! {
    /// `ScanActionResourceType`.
    pub struct ScanActionResourceType;
}

impl ScanActionResourceType {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `MalwareScanner`.
    #[track_caller]
    pub fn malware_scanner(self, value: impl IntoInput<OneOf<MalwareScanner>>) -> Self {
        self.set_property("MalwareScanner", value)
    }

    /// `ScanMode`.
    #[track_caller]
    pub fn scan_mode(self, value: impl IntoInput<OneOf<ScanMode>>) -> Self {
        self.set_property("ScanMode", value)
    }
}

arguments! {
    /// `ScanSettingResourceType`.
    pub struct ScanSettingResourceType;
}

impl ScanSettingResourceType {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `MalwareScanner`.
    #[track_caller]
    pub fn malware_scanner(self, value: impl IntoInput<OneOf<MalwareScanner>>) -> Self {
        self.set_property("MalwareScanner", value)
    }

    /// `ResourceTypes`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn resource_types(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ResourceTypes", value)
    }

    /// `ScannerRoleArn`.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn scanner_role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ScannerRoleArn", value)
    }
}

texts! {
    /// The values of `MalwareScanner`.
    pub enum MalwareScanner {
        /// `GUARDDUTY`.
        Guardduty = "GUARDDUTY",
    }
}

texts! {
    /// The values of `ScanMode`.
    pub enum ScanMode {
        /// `FULL_SCAN`.
        FullScan = "FULL_SCAN",
        /// `INCREMENTAL_SCAN`.
        IncrementalScan = "INCREMENTAL_SCAN",
    }
}
