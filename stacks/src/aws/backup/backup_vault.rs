//! `AWS::Backup::BackupVault`.
//!
//! Written by `schema add AWS::Backup::BackupVault` from the schema
//! 6f3461a01f7f82f2dae0f750de7dcff4. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Backup::BackupVault
    pub struct BackupVault: "AWS::Backup::BackupVault", BackupVaultArgs;
}

impl BackupVault {
    /// The attribute `BackupVaultArn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn backup_vault_arn(&self) -> Output<String> {
        self.attribute_at(&["BackupVaultArn"])
    }

    /// The attribute `BackupVaultName`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn backup_vault_name(&self) -> Output<String> {
        self.attribute_at(&["BackupVaultName"])
    }
}

arguments! {
    /// The properties of [`BackupVault`].
    pub struct BackupVaultArgs;
}

impl BackupVaultArgs {
    /// With the required properties:
    ///
    /// - `backup_vault_name`: `BackupVaultName`. Constraints: pattern `^[a-zA-Z0-9\-\_]{2,50}$`. A
    ///   change replaces the resource.
    #[track_caller]
    pub fn new(backup_vault_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("BackupVaultName", backup_vault_name)
    }

    /// `AccessPolicy`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn access_policy(self, value: impl AnyInput) -> Self {
        self.set_any_property("AccessPolicy", value)
    }

    /// `BackupVaultTags`.
    #[track_caller]
    pub fn backup_vault_tags(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("BackupVaultTags", value)
    }

    /// `EncryptionKeyArn`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn encryption_key_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EncryptionKeyArn", value)
    }

    /// `LockConfiguration`.
    #[track_caller]
    pub fn lock_configuration(self, value: impl IntoInput<Record<LockConfigurationType>>) -> Self {
        self.set_property("LockConfiguration", value)
    }

    /// `Notifications`.
    #[track_caller]
    pub fn notifications(self, value: impl IntoInput<Record<NotificationObjectType>>) -> Self {
        self.set_property("Notifications", value)
    }
}

arguments! {
    /// `LockConfigurationType`.
    pub struct LockConfigurationType;
}

impl LockConfigurationType {
    /// With the required properties:
    ///
    /// - `min_retention_days`: `MinRetentionDays`.
    #[track_caller]
    pub fn new(min_retention_days: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("MinRetentionDays", min_retention_days)
    }

    /// `ChangeableForDays`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn changeable_for_days(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("ChangeableForDays", value)
    }

    /// `MaxRetentionDays`.
    #[track_caller]
    pub fn max_retention_days(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MaxRetentionDays", value)
    }
}

arguments! {
    /// `NotificationObjectType`.
    pub struct NotificationObjectType;
}

impl NotificationObjectType {
    /// With the required properties:
    ///
    /// - `backup_vault_events`: `BackupVaultEvents`.
    /// - `sns_topic_arn`: `SNSTopicArn`. Refers to `Arn` of `AWS::SNS::Topic`.
    #[track_caller]
    pub fn new(backup_vault_events: impl IntoInput<Vec<String>>, sns_topic_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("BackupVaultEvents", backup_vault_events)
            .set_property("SNSTopicArn", sns_topic_arn)
    }
}
