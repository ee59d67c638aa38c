//! `AWS::FIS::ExperimentTemplate`.
//!
//! Written by `schema add AWS::FIS::ExperimentTemplate` from the schema
//! e88ee86d2610faa48c13cdf07c3e4dd7. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource schema for AWS::FIS::ExperimentTemplate
    pub struct ExperimentTemplate: "AWS::FIS::ExperimentTemplate", ExperimentTemplateArgs;
}

impl ExperimentTemplate {
    /// The attribute `Id`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }
}

arguments! {
    /// The properties of [`ExperimentTemplate`].
    pub struct ExperimentTemplateArgs;
}

impl ExperimentTemplateArgs {
    /// With the required properties:
    ///
    /// - `description`: A description for the experiment template. Constraints: length at most 512,
    ///   pattern `^[\s\S]+$`.
    /// - `role_arn`: The Amazon Resource Name (ARN) of an IAM role that grants the AWS FIS service
    ///   permission to perform service actions on your behalf. Constraints: length 20 to 1224,
    ///   pattern `^[\S]+$`. Refers to `Arn` of `AWS::IAM::Role`.
    /// - `stop_conditions`: One or more stop conditions.
    /// - `targets`: The targets for the experiment.
    #[track_caller]
    pub fn new(
        description: impl IntoInput<String>,
        role_arn: impl IntoInput<String>,
        stop_conditions: impl IntoInput<Vec<Record<ExperimentTemplateStopCondition>>>,
        targets: impl IntoInput<BTreeMap<String, Record<ExperimentTemplateTarget>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Description", description)
            .set_property("RoleArn", role_arn)
            .set_property("StopConditions", stop_conditions)
            .set_property("Targets", targets)
    }

    /// The actions for the experiment.
    #[track_caller]
    pub fn actions(self, value: impl IntoInput<BTreeMap<String, Record<ExperimentTemplateAction>>>) -> Self {
        self.set_property("Actions", value)
    }

    /// `ExperimentOptions`.
    #[track_caller]
    pub fn experiment_options(self, value: impl IntoInput<Record<ExperimentTemplateExperimentOptions>>) -> Self {
        self.set_property("ExperimentOptions", value)
    }

    /// `ExperimentReportConfiguration`.
    #[track_caller]
    pub fn experiment_report_configuration(
        self,
        value: impl IntoInput<Record<ExperimentTemplateExperimentReportConfiguration>>,
    ) -> Self {
        self.set_property("ExperimentReportConfiguration", value)
    }

    /// `LogConfiguration`.
    #[track_caller]
    pub fn log_configuration(self, value: impl IntoInput<Record<ExperimentTemplateLogConfiguration>>) -> Self {
        self.set_property("LogConfiguration", value)
    }

    /// `Tags`.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// Specifies an action for the experiment template.
    pub struct ExperimentTemplateAction;
}

impl ExperimentTemplateAction {
    /// With the required properties:
    ///
    /// - `action_id`: The ID of the action. Constraints: length at most 64.
    #[track_caller]
    pub fn new(action_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("ActionId", action_id)
    }

    /// A description for the action.
    ///
    /// Constraints: length at most 512.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// The parameters for the action, if applicable.
    #[track_caller]
    pub fn parameters(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Parameters", value)
    }

    /// The names of the actions that must be completed before the current action starts.
    #[track_caller]
    pub fn start_after(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("StartAfter", value)
    }

    /// One or more targets for the action.
    #[track_caller]
    pub fn targets(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Targets", value)
    }
}

arguments! {
    /// `ExperimentTemplateExperimentOptions`.
    pub struct ExperimentTemplateExperimentOptions;
}

impl ExperimentTemplateExperimentOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The account targeting setting for the experiment template.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn account_targeting(self, value: impl IntoInput<OneOf<AccountTargeting>>) -> Self {
        self.set_property("AccountTargeting", value)
    }

    /// The target resolution failure mode for the experiment template.
    #[track_caller]
    pub fn empty_target_resolution_mode(self, value: impl IntoInput<OneOf<EmptyTargetResolutionMode>>) -> Self {
        self.set_property("EmptyTargetResolutionMode", value)
    }
}

arguments! {
    /// `ExperimentTemplateExperimentReportConfiguration`.
    pub struct ExperimentTemplateExperimentReportConfiguration;
}

impl ExperimentTemplateExperimentReportConfiguration {
    /// With the required properties:
    ///
    /// - `outputs`: `Outputs`.
    #[track_caller]
    pub fn new(outputs: impl IntoInput<Record<Outputs>>) -> Self {
        Self(Fields::new()).set_property("Outputs", outputs)
    }

    /// `DataSources`.
    #[track_caller]
    pub fn data_sources(self, value: impl IntoInput<Record<DataSources>>) -> Self {
        self.set_property("DataSources", value)
    }

    /// `PostExperimentDuration`.
    ///
    /// Constraints: length at most 32, pattern `^[\S]+$`.
    #[track_caller]
    pub fn post_experiment_duration(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PostExperimentDuration", value)
    }

    /// `PreExperimentDuration`.
    ///
    /// Constraints: length at most 32, pattern `^[\S]+$`.
    #[track_caller]
    pub fn pre_experiment_duration(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PreExperimentDuration", value)
    }
}

arguments! {
    /// `DataSources`.
    pub struct DataSources;
}

impl DataSources {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CloudWatchDashboards`.
    #[track_caller]
    pub fn cloudwatch_dashboards(self, value: impl IntoInput<Vec<Record<CloudwatchDashboard>>>) -> Self {
        self.set_property("CloudWatchDashboards", value)
    }
}

arguments! {
    /// `CloudwatchDashboard`.
    pub struct CloudwatchDashboard;
}

impl CloudwatchDashboard {
    /// With the required properties:
    ///
    /// - `dashboard_identifier`: `DashboardIdentifier`. Constraints: length 1 to 512, pattern
    ///   `^[\S]+$`.
    #[track_caller]
    pub fn new(dashboard_identifier: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("DashboardIdentifier", dashboard_identifier)
    }
}

arguments! {
    /// `Outputs`.
    pub struct Outputs;
}

impl Outputs {
    /// With the required properties:
    ///
    /// - `experiment_report_s3_configuration`: `ExperimentReportS3Configuration`.
    #[track_caller]
    pub fn new(experiment_report_s3_configuration: impl IntoInput<Record<ExperimentReportS3Configuration>>) -> Self {
        Self(Fields::new()).set_property("ExperimentReportS3Configuration", experiment_report_s3_configuration)
    }
}

arguments! {
    /// `ExperimentReportS3Configuration`.
    pub struct ExperimentReportS3Configuration;
}

impl ExperimentReportS3Configuration {
    /// With the required properties:
    ///
    /// - `bucket_name`: `BucketName`. Constraints: length 3 to 63. Refers to `Name` of
    ///   `AWS::S3::Bucket`.
    #[track_caller]
    pub fn new(bucket_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("BucketName", bucket_name)
    }

    /// `Prefix`.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Prefix", value)
    }
}

arguments! {
    /// `ExperimentTemplateLogConfiguration`.
    pub struct ExperimentTemplateLogConfiguration;
}

impl ExperimentTemplateLogConfiguration {
    /// With the required properties:
    ///
    /// - `log_schema_version`: `LogSchemaVersion`. Constraints: value at least 1.
    #[track_caller]
    pub fn new(log_schema_version: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("LogSchemaVersion", log_schema_version)
    }

    /// `CloudWatchLogsConfiguration`.
    #[track_caller]
    pub fn cloudwatch_logs_configuration(self, value: impl IntoInput<Record<CloudwatchLogsConfiguration>>) -> Self {
        self.set_property("CloudWatchLogsConfiguration", value)
    }

    /// `S3Configuration`.
    #[track_caller]
    pub fn s3_configuration(self, value: impl IntoInput<Record<S3Configuration>>) -> Self {
        self.set_property("S3Configuration", value)
    }
}

arguments! {
    /// `CloudwatchLogsConfiguration`.
    pub struct CloudwatchLogsConfiguration;
}

impl CloudwatchLogsConfiguration {
    /// With the required properties:
    ///
    /// - `log_group_arn`: `LogGroupArn`. Constraints: length 20 to 2048, pattern `^[\S]+$`.
    #[track_caller]
    pub fn new(log_group_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("LogGroupArn", log_group_arn)
    }
}

arguments! {
    /// `S3Configuration`.
    pub struct S3Configuration;
}

impl S3Configuration {
    /// With the required properties:
    ///
    /// - `bucket_name`: `BucketName`. Constraints: length 3 to 63, pattern `^[\S]+$`. Refers to
    ///   `Name` of `AWS::S3::Bucket`.
    #[track_caller]
    pub fn new(bucket_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("BucketName", bucket_name)
    }

    /// `Prefix`.
    ///
    /// Constraints: length 1 to 700, pattern `^[\s\S]+$`.
    #[track_caller]
    pub fn prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Prefix", value)
    }
}

arguments! {
    /// `ExperimentTemplateStopCondition`.
    pub struct ExperimentTemplateStopCondition;
}

impl ExperimentTemplateStopCondition {
    /// With the required properties:
    ///
    /// - `source`: `Source`. Constraints: length at most 64, pattern `^[\S]+$`.
    #[track_caller]
    pub fn new(source: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Source", source)
    }

    /// `Value`.
    ///
    /// Constraints: length 20 to 2048, pattern `^[\s\S]+$`.
    #[track_caller]
    pub fn value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Value", value)
    }
}

arguments! {
    /// Specifies a target for an experiment.
    pub struct ExperimentTemplateTarget;
}

impl ExperimentTemplateTarget {
    /// With the required properties:
    ///
    /// - `resource_type`: The AWS resource type. The resource type must be supported for the
    ///   specified action. Constraints: length at most 64.
    /// - `selection_mode`: Scopes the identified resources to a specific number of the resources at
    ///   random, or a percentage of the resources. Constraints: length at most 64.
    #[track_caller]
    pub fn new(resource_type: impl IntoInput<String>, selection_mode: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("ResourceType", resource_type).set_property("SelectionMode", selection_mode)
    }

    /// `Filters`.
    #[track_caller]
    pub fn filters(self, value: impl IntoInput<Vec<Record<ExperimentTemplateTargetFilter>>>) -> Self {
        self.set_property("Filters", value)
    }

    /// `Parameters`.
    #[track_caller]
    pub fn parameters(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Parameters", value)
    }

    /// The Amazon Resource Names (ARNs) of the target resources.
    #[track_caller]
    pub fn resource_arns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ResourceArns", value)
    }

    /// `ResourceTags`.
    #[track_caller]
    pub fn resource_tags(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("ResourceTags", value)
    }
}

arguments! {
    /// Describes a filter used for the target resource input in an experiment template.
    pub struct ExperimentTemplateTargetFilter;
}

impl ExperimentTemplateTargetFilter {
    /// With the required properties:
    ///
    /// - `path`: The attribute path for the filter. Constraints: length at most 256.
    /// - `values`: The attribute values for the filter.
    #[track_caller]
    pub fn new(path: impl IntoInput<String>, values: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new()).set_property("Path", path).set_property("Values", values)
    }
}

texts! {
    /// The values of `AccountTargeting`.
    pub enum AccountTargeting {
        /// `multi-account`.
        MultiAccount = "multi-account",
        /// `single-account`.
        SingleAccount = "single-account",
    }
}

texts! {
    /// The values of `EmptyTargetResolutionMode`.
    pub enum EmptyTargetResolutionMode {
        /// `fail`.
        Fail = "fail",
        /// `skip`.
        Skip = "skip",
    }
}
