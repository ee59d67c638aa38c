//! `AWS::Backup::RestoreTestingPlan`.
//!
//! Written by `schema add AWS::Backup::RestoreTestingPlan` from the schema
//! b414c3cc718f632f9cc6fdc846ec3910. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Definition of AWS::Backup::RestoreTestingPlan Resource Type
    pub struct RestoreTestingPlan: "AWS::Backup::RestoreTestingPlan", RestoreTestingPlanArgs;
}

impl RestoreTestingPlan {
    /// The attribute `RestoreTestingPlanArn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn restore_testing_plan_arn(&self) -> Output<String> {
        self.attribute_at(&["RestoreTestingPlanArn"])
    }

    /// The attribute `RestoreTestingPlanName`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn restore_testing_plan_name(&self) -> Output<String> {
        self.attribute_at(&["RestoreTestingPlanName"])
    }
}

arguments! {
    /// The properties of [`RestoreTestingPlan`].
    pub struct RestoreTestingPlanArgs;
}

impl RestoreTestingPlanArgs {
    /// With the required properties:
    ///
    /// - `recovery_point_selection`: `RecoveryPointSelection`.
    /// - `restore_testing_plan_name`: `RestoreTestingPlanName`. A change replaces the resource.
    /// - `schedule_expression`: `ScheduleExpression`.
    #[track_caller]
    pub fn new(
        recovery_point_selection: impl IntoInput<Record<RestoreTestingRecoveryPointSelection>>,
        restore_testing_plan_name: impl IntoInput<String>,
        schedule_expression: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("RecoveryPointSelection", recovery_point_selection)
            .set_property("RestoreTestingPlanName", restore_testing_plan_name)
            .set_property("ScheduleExpression", schedule_expression)
    }

    /// `ScheduleExpressionTimezone`.
    #[track_caller]
    pub fn schedule_expression_timezone(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ScheduleExpressionTimezone", value)
    }

    /// `StartWindowHours`.
    #[track_caller]
    pub fn start_window_hours(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("StartWindowHours", value)
    }

    /// `Tags`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// `RestoreTestingRecoveryPointSelection`.
    pub struct RestoreTestingRecoveryPointSelection;
}

impl RestoreTestingRecoveryPointSelection {
    /// With the required properties:
    ///
    /// - `algorithm`: `Algorithm`.
    /// - `include_vaults`: `IncludeVaults`.
    /// - `recovery_point_types`: `RecoveryPointTypes`.
    #[track_caller]
    pub fn new(
        algorithm: impl IntoInput<OneOf<RestoreTestingRecoveryPointSelectionAlgorithm>>,
        include_vaults: impl IntoInput<Vec<String>>,
        recovery_point_types: impl IntoInput<Vec<OneOf<RestoreTestingRecoveryPointType>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Algorithm", algorithm)
            .set_property("IncludeVaults", include_vaults)
            .set_property("RecoveryPointTypes", recovery_point_types)
    }

    /// `ExcludeVaults`.
    #[track_caller]
    pub fn exclude_vaults(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ExcludeVaults", value)
    }

    /// `SelectionWindowDays`.
    #[track_caller]
    pub fn selection_window_days(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("SelectionWindowDays", value)
    }
}

arguments! {
    /// `Tag`.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: The key name of the tag. You can specify a value that is 1 to 128 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length 1 to 128.
    /// - `value`: The value for the tag. You can specify a value that is 0 to 256 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length at most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}

texts! {
    /// The values of `Algorithm`.
    pub enum RestoreTestingRecoveryPointSelectionAlgorithm {
        /// `LATEST_WITHIN_WINDOW`.
        LatestWithinWindow = "LATEST_WITHIN_WINDOW",
        /// `RANDOM_WITHIN_WINDOW`.
        RandomWithinWindow = "RANDOM_WITHIN_WINDOW",
    }
}

texts! {
    /// The values of `RecoveryPointTypes`.
    pub enum RestoreTestingRecoveryPointType {
        /// `SNAPSHOT`.
        Snapshot = "SNAPSHOT",
        /// `CONTINUOUS`.
        Continuous = "CONTINUOUS",
    }
}
