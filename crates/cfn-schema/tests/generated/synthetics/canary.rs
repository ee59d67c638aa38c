//! `AWS::Synthetics::Canary`.
//!
//! Written by `schema add AWS::Synthetics::Canary` from the schema
//! 52edd8a6b4a9201efd857315d7293b47. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Synthetics::Canary
    pub struct Canary: "AWS::Synthetics::Canary", CanaryArgs;
}

impl Canary {
    /// The attribute `Code.SourceLocationArn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn code_source_location_arn(&self) -> Output<String> {
        self.attribute_at(&["Code", "SourceLocationArn"])
    }

    /// Id of the canary
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }

    /// Name of the canary.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }

    /// State of the canary
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn state(&self) -> Output<String> {
        self.attribute_at(&["State"])
    }
}

arguments! {
    /// The properties of [`Canary`].
    pub struct CanaryArgs;
}

impl CanaryArgs {
    /// With the required properties:
    ///
    /// - `artifact_s3_location`: Provide the s3 bucket output location for test results
    ///   Constraints: length 1 to 1024, pattern `^(s3|S3)://`.
    /// - `code`: Provide the canary script source
    /// - `execution_role_arn`: Lambda Execution role used to run your canaries Constraints: length
    ///   1 to 2048, pattern `^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$`.
    ///   Refers to `Arn` of `AWS::IAM::Role`.
    /// - `name`: Name of the canary. Constraints: pattern `^[0-9a-z_\-]{1,255}$`. A change replaces
    ///   the resource.
    /// - `runtime_version`: Runtime version of Synthetics Library Constraints: length 1 to 1024.
    /// - `schedule`: Frequency to run your canaries
    #[track_caller]
    pub fn new(
        artifact_s3_location: impl IntoInput<String>,
        code: impl IntoInput<Record<Code>>,
        execution_role_arn: impl IntoInput<String>,
        name: impl IntoInput<String>,
        runtime_version: impl IntoInput<String>,
        schedule: impl IntoInput<Record<Schedule>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ArtifactS3Location", artifact_s3_location)
            .set_property("Code", code)
            .set_property("ExecutionRoleArn", execution_role_arn)
            .set_property("Name", name)
            .set_property("RuntimeVersion", runtime_version)
            .set_property("Schedule", schedule)
    }

    /// Provide artifact configuration
    #[track_caller]
    pub fn artifact_config(self, value: impl IntoInput<Record<ArtifactConfig>>) -> Self {
        self.set_property("ArtifactConfig", value)
    }

    /// List of browser configurations for the canary
    ///
    /// Constraints: 1 to 2 elements.
    #[track_caller]
    pub fn browser_configs(self, value: impl IntoInput<Vec<Record<BrowserConfig>>>) -> Self {
        self.set_property("BrowserConfigs", value)
    }

    /// Deletes associated lambda resources created by Synthetics if set to True. Default is False
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn delete_lambda_resources_on_canary_deletion(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("DeleteLambdaResourcesOnCanaryDeletion", value)
    }

    /// Setting to control if UpdateCanary will perform a DryRun and validate it is PASSING before
    /// performing the Update. Default is FALSE.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn dry_run_and_update(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("DryRunAndUpdate", value)
    }

    /// Retention period of failed canary runs represented in number of days
    #[track_caller]
    pub fn failure_retention_period(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("FailureRetentionPeriod", value)
    }

    /// KMS key ARN for encrypting the canary's Lambda function environment variables at rest. If
    /// omitted, Lambda uses an AWS-managed key.
    ///
    /// Constraints: length 1 to 2048, pattern
    /// `^arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:(key/([a-f0-9-]{36}|mrk-[a-f0-9]{32})|alias/[a-zA-Z0-9:/_.-]+)$`.
    ///
    /// Refers to `Arn` of `AWS::KMS::Key`.
    #[track_caller]
    pub fn kms_key_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKeyArn", value)
    }

    /// Setting to control if provisioned resources created by Synthetics are deleted alongside the
    /// canary. Default is AUTOMATIC.
    #[track_caller]
    pub fn provisioned_resource_cleanup(
        self,
        value: impl IntoInput<OneOf<ProvisionedResourceCleanup>>,
    ) -> Self {
        self.set_property("ProvisionedResourceCleanup", value)
    }

    /// List of replica locations for multi-location canary execution
    ///
    /// Constraints: 1 to 50 elements.
    #[track_caller]
    pub fn replicas(self, value: impl IntoInput<Vec<Record<Replica>>>) -> Self {
        self.set_property("Replicas", value)
    }

    /// List of resources which canary tags should be replicated to.
    ///
    /// Constraints: 1 elements, no element twice.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn resources_to_replicate_tags(
        self,
        value: impl IntoInput<Vec<OneOf<ResourceToTag>>>,
    ) -> Self {
        self.set_property("ResourcesToReplicateTags", value)
    }

    /// Provide canary run configuration
    #[track_caller]
    pub fn run_config(self, value: impl IntoInput<Record<RunConfig>>) -> Self {
        self.set_property("RunConfig", value)
    }

    /// Runs canary if set to True. Default is False
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn start_canary_after_creation(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("StartCanaryAfterCreation", value)
    }

    /// Retention period of successful canary runs represented in number of days
    #[track_caller]
    pub fn success_retention_period(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("SuccessRetentionPeriod", value)
    }

    /// `Tags`.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// Provide VPC Configuration if enabled.
    #[track_caller]
    pub fn vpc_config(self, value: impl IntoInput<Record<VpcConfig>>) -> Self {
        self.set_property("VPCConfig", value)
    }

    /// Visual reference configuration for visual testing
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn visual_reference(self, value: impl IntoInput<Record<VisualReference>>) -> Self {
        self.set_property("VisualReference", value)
    }

    /// List of visual references for the canary
    ///
    /// Constraints: 1 to 2 elements.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn visual_references(self, value: impl IntoInput<Vec<Record<VisualReference>>>) -> Self {
        self.set_property("VisualReferences", value)
    }
}

arguments! {
    /// Provide artifact configuration
    pub struct ArtifactConfig;
}

impl ArtifactConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Encryption configuration for uploading artifacts to S3
    #[track_caller]
    pub fn s3_encryption(self, value: impl IntoInput<Record<S3Encryption>>) -> Self {
        self.set_property("S3Encryption", value)
    }
}

arguments! {
    /// Encryption configuration for uploading artifacts to S3
    pub struct S3Encryption;
}

impl S3Encryption {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Encryption mode for encrypting artifacts when uploading to S3. Valid values: SSE_S3 and
    /// SSE_KMS.
    #[track_caller]
    pub fn encryption_mode(self, value: impl IntoInput<OneOf<EncryptionMode>>) -> Self {
        self.set_property("EncryptionMode", value)
    }

    /// KMS key Arn for encrypting artifacts when uploading to S3. You must specify KMS key Arn for
    /// SSE_KMS encryption mode only.
    ///
    /// Constraints: length 1 to 2048, pattern
    /// `^arn:(aws[a-zA-Z-]*)?:kms:[a-z]{2,4}(-[a-z]{2,4})?-[a-z]+-\d{1}:\d{12}:key/[\w\-\/]+$`.
    ///
    /// Refers to `Arn` of `AWS::KMS::Key`.
    #[track_caller]
    pub fn kms_key_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKeyArn", value)
    }
}

arguments! {
    /// `BrowserConfig`.
    pub struct BrowserConfig;
}

impl BrowserConfig {
    /// With the required properties:
    ///
    /// - `browser_type`: `BrowserType`.
    #[track_caller]
    pub fn new(browser_type: impl IntoInput<OneOf<BrowserType>>) -> Self {
        Self(Fields::new()).set_property("BrowserType", browser_type)
    }
}

arguments! {
    /// Provide the canary script source
    pub struct Code;
}

impl Code {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `BlueprintTypes`.
    ///
    /// Constraints: at most 1 elements.
    #[track_caller]
    pub fn blueprint_types(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("BlueprintTypes", value)
    }

    /// List of Lambda layers to attach to the canary
    ///
    /// Constraints: at most 1 elements.
    #[track_caller]
    pub fn dependencies(self, value: impl IntoInput<Vec<Record<Dependency>>>) -> Self {
        self.set_property("Dependencies", value)
    }

    /// `Handler`.
    ///
    /// Constraints: length at most 128, pattern
    /// `^(([0-9a-zA-Z_-]+(\/|\.))*[0-9A-Za-z_\\-]+(\.|::)[A-Za-z_][A-Za-z0-9_]*)?$`.
    #[track_caller]
    pub fn handler(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Handler", value)
    }

    /// `S3Bucket`.
    ///
    /// Constraints: length 1 to 1024.
    ///
    /// Refers to `Name` of `AWS::S3::Bucket`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn s3_bucket(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3Bucket", value)
    }

    /// `S3Key`.
    ///
    /// Constraints: length 1 to 1024.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn s3_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3Key", value)
    }

    /// `S3ObjectVersion`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn s3_object_version(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3ObjectVersion", value)
    }

    /// `Script`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn script(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Script", value)
    }
}

arguments! {
    /// `Dependency`.
    pub struct Dependency;
}

impl Dependency {
    /// With the required properties:
    ///
    /// - `reference`: ARN of the Lambda layer Constraints: length 1 to 140, pattern
    ///   `arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+`.
    #[track_caller]
    pub fn new(reference: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Reference", reference)
    }

    /// Type of dependency
    #[track_caller]
    pub fn r#type(self, value: impl IntoInput<OneOf<Type>>) -> Self {
        self.set_property("Type", value)
    }
}

arguments! {
    /// Configuration and status for a replica location in a multi-location canary
    pub struct Replica;
}

impl Replica {
    /// With the required properties:
    ///
    /// - `location`: AWS region for the replica (e.g., us-east-1)
    #[track_caller]
    pub fn new(location: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Location", location)
    }

    /// ARN of the KMS key used to encrypt the replica canary's Lambda function environment
    /// variables
    ///
    /// Constraints: pattern
    /// `^arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:(key/([a-f0-9-]{36}|mrk-[a-f0-9]{32})|alias/[a-zA-Z0-9:/_.-]+)$`.
    ///
    /// Refers to `Arn` of `AWS::KMS::Key`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn kms_key_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKeyArn", value)
    }

    /// Resources to replicate tags to for this replica (e.g., lambda-function)
    ///
    /// Constraints: no element twice.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn resources_to_replicate_tags(
        self,
        value: impl IntoInput<Vec<OneOf<ResourceToTag>>>,
    ) -> Self {
        self.set_property("ResourcesToReplicateTags", value)
    }

    /// Tags to apply to this replica canary and optionally its Lambda function
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// VPC configuration for this replica location
    #[track_caller]
    pub fn vpc_config(self, value: impl IntoInput<Record<VpcConfig>>) -> Self {
        self.set_property("VpcConfig", value)
    }
}

arguments! {
    /// A key-value pair to associate with a resource.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: The key name of the tag. You can specify a value that is 1 to 127 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length 1 to 128.
    /// - `value`: The value for the tag. You can specify a value that is 1 to 255 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length at most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Key", key)
            .set_property("Value", value)
    }
}

arguments! {
    /// VPC configuration for this replica location
    pub struct VpcConfig;
}

impl VpcConfig {
    /// With the required properties:
    ///
    /// - `security_group_ids`: `SecurityGroupIds`. Constraints: at most 5 elements. Refers to `Id`
    ///   of `AWS::EC2::SecurityGroup` or `Ids` of `AWS::EC2::SecurityGroup`.
    /// - `subnet_ids`: `SubnetIds`. Constraints: at most 16 elements.
    #[track_caller]
    pub fn new(
        security_group_ids: impl IntoInput<Vec<String>>,
        subnet_ids: impl IntoInput<Vec<String>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("SecurityGroupIds", security_group_ids)
            .set_property("SubnetIds", subnet_ids)
    }

    /// Allow outbound IPv6 traffic on VPC canaries that are connected to dual-stack subnets if set
    /// to true
    #[track_caller]
    pub fn ipv6_allowed_for_dual_stack(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Ipv6AllowedForDualStack", value)
    }

    /// `VpcId`.
    ///
    /// Refers to `Id` of `AWS::EC2::VPC`.
    #[track_caller]
    pub fn vpc_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("VpcId", value)
    }
}

arguments! {
    /// Provide canary run configuration
    pub struct RunConfig;
}

impl RunConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Enable active tracing if set to true
    #[track_caller]
    pub fn active_tracing(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ActiveTracing", value)
    }

    /// Environment variable key-value pairs.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn environment_variables(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("EnvironmentVariables", value)
    }

    /// Provide ephemeralStorage available for canary in MB
    ///
    /// Constraints: value 1024 to 10240.
    #[track_caller]
    pub fn ephemeral_storage(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("EphemeralStorage", value)
    }

    /// Provide maximum memory available for canary in MB
    ///
    /// Constraints: value 960 to 3008.
    #[track_caller]
    pub fn memory_in_mb(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MemoryInMB", value)
    }

    /// Provide maximum canary timeout per run in seconds
    ///
    /// Constraints: value 3 to 840.
    #[track_caller]
    pub fn timeout_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("TimeoutInSeconds", value)
    }
}

arguments! {
    /// Frequency to run your canaries
    pub struct Schedule;
}

impl Schedule {
    /// With the required properties:
    ///
    /// - `expression`: `Expression`. Constraints: length 1 to 1024.
    #[track_caller]
    pub fn new(expression: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Expression", expression)
    }

    /// `DurationInSeconds`.
    ///
    /// Constraints: value 0 to 31622400.
    #[track_caller]
    pub fn duration_in_seconds(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DurationInSeconds", value)
    }

    /// Provide canary auto retry configuration
    #[track_caller]
    pub fn retry_config(self, value: impl IntoInput<Record<RetryConfig>>) -> Self {
        self.set_property("RetryConfig", value)
    }
}

arguments! {
    /// Provide canary auto retry configuration
    pub struct RetryConfig;
}

impl RetryConfig {
    /// With the required properties:
    ///
    /// - `max_retries`: maximum times the canary will be retried upon the scheduled run failure
    ///   Constraints: value 0 to 2.
    #[track_caller]
    pub fn new(max_retries: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("MaxRetries", max_retries)
    }
}

arguments! {
    /// Visual reference configuration for visual testing
    pub struct VisualReference;
}

impl VisualReference {
    /// With the required properties:
    ///
    /// - `base_canary_run_id`: Canary run id to be used as base reference for visual testing
    #[track_caller]
    pub fn new(base_canary_run_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("BaseCanaryRunId", base_canary_run_id)
    }

    /// List of screenshots used as base reference for visual testing
    #[track_caller]
    pub fn base_screenshots(self, value: impl IntoInput<Vec<Record<BaseScreenshot>>>) -> Self {
        self.set_property("BaseScreenshots", value)
    }

    /// `BrowserType`.
    #[track_caller]
    pub fn browser_type(self, value: impl IntoInput<OneOf<BrowserType>>) -> Self {
        self.set_property("BrowserType", value)
    }
}

arguments! {
    /// `BaseScreenshot`.
    pub struct BaseScreenshot;
}

impl BaseScreenshot {
    /// With the required properties:
    ///
    /// - `screenshot_name`: Name of the screenshot to be used as base reference for visual testing
    #[track_caller]
    pub fn new(screenshot_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("ScreenshotName", screenshot_name)
    }

    /// List of coordinates of rectangles to be ignored during visual testing
    #[track_caller]
    pub fn ignore_coordinates(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("IgnoreCoordinates", value)
    }
}

texts! {
    /// The values of `EncryptionMode`.
    pub enum EncryptionMode {
        /// `SSE_KMS`.
        SseKms = "SSE_KMS",
        /// `SSE_S3`.
        SseS3 = "SSE_S3",
    }
}

texts! {
    /// The values of `BrowserType`.
    pub enum BrowserType {
        /// `CHROME`.
        Chrome = "CHROME",
        /// `FIREFOX`.
        Firefox = "FIREFOX",
    }
}

texts! {
    /// The values of `Type`.
    pub enum Type {
        /// `LambdaLayer`.
        LambdaLayer = "LambdaLayer",
    }
}

texts! {
    /// The values of `ProvisionedResourceCleanup`.
    pub enum ProvisionedResourceCleanup {
        /// `AUTOMATIC`.
        Automatic = "AUTOMATIC",
        /// `OFF`.
        Off = "OFF",
    }
}

texts! {
    /// The values of `ResourcesToReplicateTags`.
    pub enum ResourceToTag {
        /// `lambda-function`.
        LambdaFunction = "lambda-function",
    }
}
