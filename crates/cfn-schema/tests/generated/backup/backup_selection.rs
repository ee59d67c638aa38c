//! `AWS::Backup::BackupSelection`.
//!
//! Written by `schema add AWS::Backup::BackupSelection` from the schema
//! 235e35b3183453b6c189ba2249b0d0e9. Do not edit: `schema update` writes it again.
//!
//! AWS cannot update it: every change replaces the resource.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Backup::BackupSelection
    pub struct BackupSelection: "AWS::Backup::BackupSelection", BackupSelectionArgs;
}

impl BackupSelection {
    /// The attribute `Id`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }

    /// The attribute `SelectionId`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn selection_id(&self) -> Output<String> {
        self.attribute_at(&["SelectionId"])
    }
}

arguments! {
    /// The properties of [`BackupSelection`].
    pub struct BackupSelectionArgs;
}

impl BackupSelectionArgs {
    /// With the required properties:
    ///
    /// - `backup_plan_id`: `BackupPlanId`. A change replaces the resource.
    /// - `backup_selection`: `BackupSelection`. A change replaces the resource.
    #[track_caller]
    pub fn new(
        backup_plan_id: impl IntoInput<String>,
        backup_selection: impl IntoInput<Record<BackupSelectionResourceType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("BackupPlanId", backup_plan_id)
            .set_property("BackupSelection", backup_selection)
    }
}

arguments! {
    /// `BackupSelectionResourceType`.
    pub struct BackupSelectionResourceType;
}

impl BackupSelectionResourceType {
    /// With the required properties:
    ///
    /// - `iam_role_arn`: `IamRoleArn`. Refers to `Arn` of `AWS::IAM::Role`.
    /// - `selection_name`: `SelectionName`. Constraints: pattern `^[a-zA-Z0-9\-\_\.\:]+$`.
    #[track_caller]
    pub fn new(
        iam_role_arn: impl IntoInput<String>,
        selection_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("IamRoleArn", iam_role_arn)
            .set_property("SelectionName", selection_name)
    }

    /// `Conditions`.
    #[track_caller]
    pub fn conditions(self, value: impl IntoInput<Record<Conditions>>) -> Self {
        self.set_property("Conditions", value)
    }

    /// `ListOfTags`.
    #[track_caller]
    pub fn list_of_tags(self, value: impl IntoInput<Vec<Record<ConditionResourceType>>>) -> Self {
        self.set_property("ListOfTags", value)
    }

    /// `NotResources`.
    #[track_caller]
    pub fn not_resources(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("NotResources", value)
    }

    /// `Resources`.
    #[track_caller]
    pub fn resources(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Resources", value)
    }
}

arguments! {
    /// `Conditions`.
    pub struct Conditions;
}

impl Conditions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `StringEquals`.
    #[track_caller]
    pub fn string_equals(self, value: impl IntoInput<Vec<Record<ConditionParameter>>>) -> Self {
        self.set_property("StringEquals", value)
    }

    /// `StringLike`.
    #[track_caller]
    pub fn string_like(self, value: impl IntoInput<Vec<Record<ConditionParameter>>>) -> Self {
        self.set_property("StringLike", value)
    }

    /// `StringNotEquals`.
    #[track_caller]
    pub fn string_not_equals(self, value: impl IntoInput<Vec<Record<ConditionParameter>>>) -> Self {
        self.set_property("StringNotEquals", value)
    }

    /// `StringNotLike`.
    #[track_caller]
    pub fn string_not_like(self, value: impl IntoInput<Vec<Record<ConditionParameter>>>) -> Self {
        self.set_property("StringNotLike", value)
    }
}

arguments! {
    /// `ConditionParameter`.
    pub struct ConditionParameter;
}

impl ConditionParameter {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ConditionKey`.
    #[track_caller]
    pub fn condition_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConditionKey", value)
    }

    /// `ConditionValue`.
    #[track_caller]
    pub fn condition_value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConditionValue", value)
    }
}

arguments! {
    /// `ConditionResourceType`.
    pub struct ConditionResourceType;
}

impl ConditionResourceType {
    /// With the required properties:
    ///
    /// - `condition_key`: `ConditionKey`.
    /// - `condition_type`: `ConditionType`.
    /// - `condition_value`: `ConditionValue`.
    #[track_caller]
    pub fn new(
        condition_key: impl IntoInput<String>,
        condition_type: impl IntoInput<String>,
        condition_value: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ConditionKey", condition_key)
            .set_property("ConditionType", condition_type)
            .set_property("ConditionValue", condition_value)
    }
}
