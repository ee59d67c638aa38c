//! `AWS::APS::Workspace`.
//!
//! Written by `schema add AWS::APS::Workspace` from the schema 3102a11ef7cdbbf206d2d6eaa60e8486. Do
//! not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::APS::Workspace
    pub struct Workspace: "AWS::APS::Workspace", WorkspaceArgs;
}

impl Workspace {
    /// Workspace arn.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// AMP Workspace prometheus endpoint
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn prometheus_endpoint(&self) -> Output<String> {
        self.attribute_at(&["PrometheusEndpoint"])
    }

    /// Required to identify a specific APS Workspace.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn workspace_id(&self) -> Output<String> {
        self.attribute_at(&["WorkspaceId"])
    }
}

arguments! {
    /// The properties of [`Workspace`].
    pub struct WorkspaceArgs;
}

impl WorkspaceArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The AMP Workspace alert manager definition data
    #[track_caller]
    pub fn alert_manager_definition(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AlertManagerDefinition", value)
    }

    /// AMP Workspace alias.
    ///
    /// Constraints: length at most 100.
    #[track_caller]
    pub fn alias(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Alias", value)
    }

    /// KMS Key ARN used to encrypt and decrypt AMP workspace data.
    ///
    /// Constraints: length 20 to 2048, pattern `^arn:aws[-a-z]*:kms:[-a-z0-9]+:[0-9]{12}:key/.+$`.
    ///
    /// Refers to `Arn` of `AWS::KMS::Key`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn kms_key_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKeyArn", value)
    }

    /// Logging configuration
    #[track_caller]
    pub fn logging_configuration(self, value: impl IntoInput<Record<LoggingConfiguration>>) -> Self {
        self.set_property("LoggingConfiguration", value)
    }

    /// Query logging configuration
    #[track_caller]
    pub fn query_logging_configuration(self, value: impl IntoInput<Record<QueryLoggingConfiguration>>) -> Self {
        self.set_property("QueryLoggingConfiguration", value)
    }

    /// An array of key-value pairs to apply to this resource.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// Workspace configuration
    #[track_caller]
    pub fn workspace_configuration(self, value: impl IntoInput<Record<WorkspaceConfiguration>>) -> Self {
        self.set_property("WorkspaceConfiguration", value)
    }
}

arguments! {
    /// Logging configuration
    pub struct LoggingConfiguration;
}

impl LoggingConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// CloudWatch log group ARN
    ///
    /// Constraints: length at most 512.
    #[track_caller]
    pub fn log_group_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LogGroupArn", value)
    }
}

arguments! {
    /// Query logging configuration
    pub struct QueryLoggingConfiguration;
}

impl QueryLoggingConfiguration {
    /// With the required properties:
    ///
    /// - `destinations`: The destinations configuration for query logging Constraints: 1 elements.
    #[track_caller]
    pub fn new(destinations: impl IntoInput<Vec<Record<LoggingDestination>>>) -> Self {
        Self(Fields::new()).set_property("Destinations", destinations)
    }
}

arguments! {
    /// Destinations for query logging
    pub struct LoggingDestination;
}

impl LoggingDestination {
    /// With the required properties:
    ///
    /// - `cloudwatch_logs`: Represents a cloudwatch logs destination for query logging
    /// - `filters`: Filters for logging
    #[track_caller]
    pub fn new(
        cloudwatch_logs: impl IntoInput<Record<CloudwatchLogDestination>>,
        filters: impl IntoInput<Record<LoggingFilter>>,
    ) -> Self {
        Self(Fields::new()).set_property("CloudWatchLogs", cloudwatch_logs).set_property("Filters", filters)
    }
}

arguments! {
    /// Represents a cloudwatch logs destination for query logging
    pub struct CloudwatchLogDestination;
}

impl CloudwatchLogDestination {
    /// With the required properties:
    ///
    /// - `log_group_arn`: The ARN of the CloudWatch Logs log group Constraints: length at most 512.
    #[track_caller]
    pub fn new(log_group_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("LogGroupArn", log_group_arn)
    }
}

arguments! {
    /// Filters for logging
    pub struct LoggingFilter;
}

impl LoggingFilter {
    /// With the required properties:
    ///
    /// - `qsp_threshold`: Query logs with QSP above this limit are vended Constraints: value at
    ///   least 0.
    #[track_caller]
    pub fn new(qsp_threshold: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("QspThreshold", qsp_threshold)
    }
}

arguments! {
    /// A key-value pair to associate with a resource.
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

arguments! {
    /// Workspace configuration
    pub struct WorkspaceConfiguration;
}

impl WorkspaceConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// An array of label set and associated limits
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn limits_per_label_sets(self, value: impl IntoInput<Vec<Record<LimitsPerLabelSet>>>) -> Self {
        self.set_property("LimitsPerLabelSets", value)
    }

    /// The time window in seconds for accepting out-of-order samples
    ///
    /// Constraints: value at least 0.
    #[track_caller]
    pub fn out_of_order_time_window_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("OutOfOrderTimeWindowInSeconds", value)
    }

    /// How many days that metrics are retained in the workspace
    ///
    /// Constraints: value at least 1.
    #[track_caller]
    pub fn retention_period_in_days(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("RetentionPeriodInDays", value)
    }

    /// Duration in seconds to offset rule evaluation queries into the past
    ///
    /// Constraints: value at least 0.
    #[track_caller]
    pub fn rule_query_offset_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("RuleQueryOffsetInSeconds", value)
    }
}

arguments! {
    /// Label set and its associated limits
    pub struct LimitsPerLabelSet;
}

impl LimitsPerLabelSet {
    /// With the required properties:
    ///
    /// - `label_set`: An array of series labels Constraints: no element twice.
    /// - `limits`: Limits that can be applied to a label set
    #[track_caller]
    pub fn new(
        label_set: impl IntoInput<Vec<Record<Label>>>,
        limits: impl IntoInput<Record<LimitsPerLabelSetEntry>>,
    ) -> Self {
        Self(Fields::new()).set_property("LabelSet", label_set).set_property("Limits", limits)
    }
}

arguments! {
    /// Series label
    pub struct Label;
}

impl Label {
    /// With the required properties:
    ///
    /// - `name`: Name of the label Constraints: length at least 1, pattern
    ///   `^[a-zA-Z_][a-zA-Z0-9_]*$`.
    /// - `value`: Value of the label Constraints: length at least 1.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Name", name).set_property("Value", value)
    }
}

arguments! {
    /// Limits that can be applied to a label set
    pub struct LimitsPerLabelSetEntry;
}

impl LimitsPerLabelSetEntry {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The maximum number of active series that can be ingested for this label set
    ///
    /// Constraints: value at least 0.
    #[track_caller]
    pub fn max_series(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MaxSeries", value)
    }
}
