//! `AWS::Config::ConfigurationRecorder`.
//!
//! Written by `schema add AWS::Config::ConfigurationRecorder` from the schema
//! e664e7d47c170ec018d73635d0bc7862. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource type definition for AWS::Config::ConfigurationRecorder
    pub struct ConfigurationRecorder: "AWS::Config::ConfigurationRecorder", ConfigurationRecorderArgs;
}

impl ConfigurationRecorder {
    /// The name of the configuration recorder. By default, AWS Config assigns the name "default"
    /// when creating the configuration recorder. To change the configuration recorder name, you
    /// must use the DeleteConfigurationRecorder action to delete your current configuration
    /// recorder, and then you must use the PutConfigurationRecorder command to create a
    /// configuration recorder that has the desired name.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }

    /// Returns the Amazon Resource Name (ARN) for the Configuration Recorder.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn resource_arn(&self) -> Output<String> {
        self.attribute_at(&["ResourceARN"])
    }
}

arguments! {
    /// The properties of [`ConfigurationRecorder`].
    pub struct ConfigurationRecorderArgs;
}

impl ConfigurationRecorderArgs {
    /// With the required properties:
    ///
    /// - `role_arn`: The Amazon Resource Name (ARN) of the role that allows AWS Config to read S3
    ///   objects. Constraints: pattern `arn:(aws|aws-cn|aws-us-gov):iam::[0-9]*:(role)\/.*`. Refers
    ///   to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(role_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("RoleARN", role_arn)
    }

    /// The name of the configuration recorder. By default, AWS Config assigns the name "default"
    /// when creating the configuration recorder. To change the configuration recorder name, you
    /// must use the DeleteConfigurationRecorder action to delete your current configuration
    /// recorder, and then you must use the PutConfigurationRecorder command to create a
    /// configuration recorder that has the desired name.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// Specifies which resource types are in scope for the configuration recorder to record.
    #[track_caller]
    pub fn recording_group(self, value: impl IntoInput<Record<RecordingGroup>>) -> Self {
        self.set_property("RecordingGroup", value)
    }

    /// Specifies the default recording frequency for the configuration recorder.
    #[track_caller]
    pub fn recording_mode(self, value: impl IntoInput<Record<RecordingMode>>) -> Self {
        self.set_property("RecordingMode", value)
    }

    /// Defaults to 'true'. Controls whether the recorder starts recording after the create
    /// operation. Set this to 'false' for development and testing purposes.
    ///
    /// Default: `true`.
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn started_on_create(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("StartedOnCreate", value)
    }
}

arguments! {
    /// Specifies which resource types are in scope for the configuration recorder to record.
    pub struct RecordingGroup;
}

impl RecordingGroup {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specifies whether AWS Config records configuration changes for all supported resource types,
    /// excluding the global IAM resource types.
    #[track_caller]
    pub fn all_supported(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("AllSupported", value)
    }

    /// An object that specifies how AWS Config excludes resource types from being recorded by the
    /// configuration recorder.
    #[track_caller]
    pub fn exclusion_by_resource_types(self, value: impl IntoInput<Record<ExclusionByResourceTypes>>) -> Self {
        self.set_property("ExclusionByResourceTypes", value)
    }

    /// This option is a bundle which only applies to the global IAM resource types: IAM users,
    /// groups, roles, and customer managed policies.
    #[track_caller]
    pub fn include_global_resource_types(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeGlobalResourceTypes", value)
    }

    /// An object that specifies the recording strategy for the configuration recorder.
    #[track_caller]
    pub fn recording_strategy(self, value: impl IntoInput<Record<RecordingStrategy>>) -> Self {
        self.set_property("RecordingStrategy", value)
    }

    /// A comma-separated list that specifies which resource types AWS Config records.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn resource_types(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ResourceTypes", value)
    }
}

arguments! {
    /// An object that specifies how AWS Config excludes resource types from being recorded by the
    /// configuration recorder.
    pub struct ExclusionByResourceTypes;
}

impl ExclusionByResourceTypes {
    /// With the required properties:
    ///
    /// - `resource_types`: A comma-separated list of resource types to exclude from recording by
    ///   the configuration recorder. Constraints: no element twice.
    #[track_caller]
    pub fn new(resource_types: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new()).set_property("ResourceTypes", resource_types)
    }
}

arguments! {
    /// An object that specifies the recording strategy for the configuration recorder.
    pub struct RecordingStrategy;
}

impl RecordingStrategy {
    /// With the required properties:
    ///
    /// - `use_only`: `UseOnly`.
    #[track_caller]
    pub fn new(use_only: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("UseOnly", use_only)
    }
}

arguments! {
    /// Specifies the default recording frequency for the configuration recorder.
    pub struct RecordingMode;
}

impl RecordingMode {
    /// With the required properties:
    ///
    /// - `recording_frequency`: The default recording frequency that AWS Config uses to record
    ///   configuration changes.
    #[track_caller]
    pub fn new(recording_frequency: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("RecordingFrequency", recording_frequency)
    }

    /// An array of 'RecordingModeOverride' objects for you to specify your overrides for the
    /// recording mode.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn recording_mode_overrides(self, value: impl IntoInput<Vec<Record<RecordingModeOverride>>>) -> Self {
        self.set_property("RecordingModeOverrides", value)
    }
}

arguments! {
    /// Specifies your overrides for the recording mode
    pub struct RecordingModeOverride;
}

impl RecordingModeOverride {
    /// With the required properties:
    ///
    /// - `recording_frequency`: The recording frequency that will be applied to all the resource
    ///   types specified in the override.
    /// - `resource_types`: A comma-separated list that specifies which resource types AWS Config
    ///   includes in the override. Constraints: no element twice.
    #[track_caller]
    pub fn new(recording_frequency: impl IntoInput<String>, resource_types: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new())
            .set_property("RecordingFrequency", recording_frequency)
            .set_property("ResourceTypes", resource_types)
    }

    /// A description that you provide for the override.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }
}
