//! `AWS::Backup::RestoreTestingSelection`.
//!
//! Written by `schema add AWS::Backup::RestoreTestingSelection` from the schema
//! 3a82e1f4e6e3d91dc0f2175aec642be1. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Backup::RestoreTestingSelection
    pub struct RestoreTestingSelection: "AWS::Backup::RestoreTestingSelection", RestoreTestingSelectionArgs;
}

impl RestoreTestingSelection {
    /// The attribute `RestoreTestingPlanName`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn restore_testing_plan_name(&self) -> Output<String> {
        self.attribute_at(&["RestoreTestingPlanName"])
    }

    /// The attribute `RestoreTestingSelectionName`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn restore_testing_selection_name(&self) -> Output<String> {
        self.attribute_at(&["RestoreTestingSelectionName"])
    }
}

arguments! {
    /// The properties of [`RestoreTestingSelection`].
    pub struct RestoreTestingSelectionArgs;
}

impl RestoreTestingSelectionArgs {
    /// With the required properties:
    ///
    /// - `iam_role_arn`: `IamRoleArn`. Refers to `Arn` of `AWS::IAM::Role`.
    /// - `protected_resource_type`: `ProtectedResourceType`. A change replaces the resource.
    /// - `restore_testing_plan_name`: `RestoreTestingPlanName`. A change replaces the resource.
    /// - `restore_testing_selection_name`: `RestoreTestingSelectionName`. A change replaces the
    ///   resource.
    #[track_caller]
    pub fn new(
        iam_role_arn: impl IntoInput<String>,
        protected_resource_type: impl IntoInput<String>,
        restore_testing_plan_name: impl IntoInput<String>,
        restore_testing_selection_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("IamRoleArn", iam_role_arn)
            .set_property("ProtectedResourceType", protected_resource_type)
            .set_property("RestoreTestingPlanName", restore_testing_plan_name)
            .set_property("RestoreTestingSelectionName", restore_testing_selection_name)
    }

    /// `ProtectedResourceArns`.
    #[track_caller]
    pub fn protected_resource_arns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ProtectedResourceArns", value)
    }

    /// `ProtectedResourceConditions`.
    #[track_caller]
    pub fn protected_resource_conditions(self, value: impl IntoInput<Record<ProtectedResourceConditions>>) -> Self {
        self.set_property("ProtectedResourceConditions", value)
    }

    /// `RestoreMetadataOverrides`.
    #[track_caller]
    pub fn restore_metadata_overrides(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("RestoreMetadataOverrides", value)
    }

    /// `ValidationWindowHours`.
    #[track_caller]
    pub fn validation_window_hours(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("ValidationWindowHours", value)
    }
}

arguments! {
    /// `ProtectedResourceConditions`.
    pub struct ProtectedResourceConditions;
}

impl ProtectedResourceConditions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `StringEquals`.
    #[track_caller]
    pub fn string_equals(self, value: impl IntoInput<Vec<Record<KeyValue>>>) -> Self {
        self.set_property("StringEquals", value)
    }

    /// `StringNotEquals`.
    #[track_caller]
    pub fn string_not_equals(self, value: impl IntoInput<Vec<Record<KeyValue>>>) -> Self {
        self.set_property("StringNotEquals", value)
    }
}

arguments! {
    /// `KeyValue`.
    pub struct KeyValue;
}

impl KeyValue {
    /// With the required properties:
    ///
    /// - `key`: `Key`.
    /// - `value`: `Value`.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}
