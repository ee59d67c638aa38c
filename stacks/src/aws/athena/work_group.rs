//! `AWS::Athena::WorkGroup`.
//!
//! Written by `schema add AWS::Athena::WorkGroup` from the schema 4c358de127424f2106dc9887f48dde75.
//! Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource schema for AWS::Athena::WorkGroup
    pub struct WorkGroup: "AWS::Athena::WorkGroup", WorkGroupArgs;
}

impl WorkGroup {
    /// The date and time the workgroup was created.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn creation_time(&self) -> Output<String> {
        self.attribute_at(&["CreationTime"])
    }

    /// The workGroup name.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }

    /// Read only. The engine version on which the query runs. If the user requests a valid engine
    /// version other than Auto, the effective engine version is the same as the engine version that
    /// the user requested. If the user requests Auto, the effective engine version is chosen by
    /// Athena. When a request to update the engine version is made by a CreateWorkGroup or
    /// UpdateWorkGroup operation, the EffectiveEngineVersion field is ignored.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn work_group_configuration_engine_version_effective_engine_version(&self) -> Output<String> {
        self.attribute_at(&["WorkGroupConfiguration", "EngineVersion", "EffectiveEngineVersion"])
    }

    /// Read only. The engine version on which the query runs. If the user requests a valid engine
    /// version other than Auto, the effective engine version is the same as the engine version that
    /// the user requested. If the user requests Auto, the effective engine version is chosen by
    /// Athena. When a request to update the engine version is made by a CreateWorkGroup or
    /// UpdateWorkGroup operation, the EffectiveEngineVersion field is ignored.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn work_group_configuration_updates_engine_version_effective_engine_version(&self) -> Output<String> {
        self.attribute_at(&["WorkGroupConfigurationUpdates", "EngineVersion", "EffectiveEngineVersion"])
    }
}

arguments! {
    /// The properties of [`WorkGroup`].
    pub struct WorkGroupArgs;
}

impl WorkGroupArgs {
    /// With the required properties:
    ///
    /// - `name`: The workGroup name. Constraints: pattern `[a-zA-Z0-9._-]{1,128}`. A change
    ///   replaces the resource.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Name", name)
    }

    /// The workgroup description.
    ///
    /// Constraints: length at most 1024.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// The option to delete the workgroup and its contents even if the workgroup contains any named
    /// queries.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn recursive_delete_option(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RecursiveDeleteOption", value)
    }

    /// The state of the workgroup: ENABLED or DISABLED.
    #[track_caller]
    pub fn state(self, value: impl IntoInput<OneOf<State>>) -> Self {
        self.set_property("State", value)
    }

    /// One or more tags, separated by commas, that you want to attach to the workgroup as you
    /// create it
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// The workgroup configuration
    #[track_caller]
    pub fn work_group_configuration(self, value: impl IntoInput<Record<WorkGroupConfiguration>>) -> Self {
        self.set_property("WorkGroupConfiguration", value)
    }

    /// The workgroup configuration update object
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn work_group_configuration_updates(
        self,
        value: impl IntoInput<Record<WorkGroupConfigurationUpdates>>,
    ) -> Self {
        self.set_property("WorkGroupConfigurationUpdates", value)
    }
}

arguments! {
    /// `Tag`.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: `Key`. Constraints: length 1 to 128.
    /// - `value`: `Value`. Constraints: length at most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}

arguments! {
    /// The workgroup configuration
    pub struct WorkGroupConfiguration;
}

impl WorkGroupConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Additional Configuration that are passed to Athena Spark Calculations running in this
    /// workgroup
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn additional_configuration(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AdditionalConfiguration", value)
    }

    /// The upper data usage limit (cutoff) for the amount of bytes a single query in a workgroup is
    /// allowed to scan.
    ///
    /// Constraints: value at least 10000000.
    #[track_caller]
    pub fn bytes_scanned_cutoff_per_query(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("BytesScannedCutoffPerQuery", value)
    }

    /// Indicates the KMS key for encrypting notebook content.
    #[track_caller]
    pub fn customer_content_encryption_configuration(
        self,
        value: impl IntoInput<Record<CustomerContentEncryptionConfiguration>>,
    ) -> Self {
        self.set_property("CustomerContentEncryptionConfiguration", value)
    }

    /// If set to "true", the settings for the workgroup override client-side settings. If set to
    /// "false", client-side settings are used
    #[track_caller]
    pub fn enforce_work_group_configuration(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnforceWorkGroupConfiguration", value)
    }

    /// The engine configuration for running queries.
    #[track_caller]
    pub fn engine_configuration(self, value: impl IntoInput<Record<EngineConfiguration>>) -> Self {
        self.set_property("EngineConfiguration", value)
    }

    /// The Athena engine version for running queries.
    #[track_caller]
    pub fn engine_version(self, value: impl IntoInput<Record<EngineVersion>>) -> Self {
        self.set_property("EngineVersion", value)
    }

    /// The ARN of the execution role used to access user resources for Spark sessions and Identity
    /// Center enabled workgroups. This property applies only to Spark enabled workgroups and
    /// Identity Center enabled workgroups.
    #[track_caller]
    pub fn execution_role(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ExecutionRole", value)
    }

    /// The configuration for the managed query results and encryption option. ResultConfiguration
    /// and ManagedQueryResultsConfiguration cannot be set at the same time
    #[track_caller]
    pub fn managed_query_results_configuration(
        self,
        value: impl IntoInput<Record<ManagedQueryResultsConfiguration>>,
    ) -> Self {
        self.set_property("ManagedQueryResultsConfiguration", value)
    }

    /// Contains the configuration settings for managed log persistence, delivering logs to Amazon
    /// S3 buckets, Amazon CloudWatch log groups etc.
    #[track_caller]
    pub fn monitoring_configuration(self, value: impl IntoInput<Record<MonitoringConfiguration>>) -> Self {
        self.set_property("MonitoringConfiguration", value)
    }

    /// Indicates that the Amazon CloudWatch metrics are enabled for the workgroup.
    #[track_caller]
    pub fn publish_cloudwatch_metrics_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("PublishCloudWatchMetricsEnabled", value)
    }

    /// If set to true, allows members assigned to a workgroup to reference Amazon S3 Requester Pays
    /// buckets in queries. If set to false, workgroup members cannot query data from Requester Pays
    /// buckets, and queries that retrieve data from Requester Pays buckets cause an error.
    #[track_caller]
    pub fn requester_pays_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RequesterPaysEnabled", value)
    }

    /// The location in Amazon S3 where query results are stored and the encryption option, if any,
    /// used for query results. These are known as "client-side settings". If workgroup settings
    /// override client-side settings, then the query uses the workgroup settings.
    #[track_caller]
    pub fn result_configuration(self, value: impl IntoInput<Record<ResultConfiguration>>) -> Self {
        self.set_property("ResultConfiguration", value)
    }
}

arguments! {
    /// Indicates the KMS key for encrypting notebook content.
    pub struct CustomerContentEncryptionConfiguration;
}

impl CustomerContentEncryptionConfiguration {
    /// With the required properties:
    ///
    /// - `kms_key`: For SSE-KMS and CSE-KMS, this is the KMS key ARN or ID.
    #[track_caller]
    pub fn new(kms_key: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("KmsKey", kms_key)
    }
}

arguments! {
    /// The engine configuration for running queries.
    pub struct EngineConfiguration;
}

impl EngineConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Contains additional notebook engine MAP\<string, string> parameter mappings in the form of
    /// key-value pairs. To specify an Athena notebook that the Jupyter server will download and
    /// serve, specify a value for the StartSessionRequest$NotebookVersion field, and then add a key
    /// named NotebookId to AdditionalConfigs that has the value of the Athena notebook ID.
    #[track_caller]
    pub fn additional_configs(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("AdditionalConfigs", value)
    }

    /// The configuration classifications that can be specified for the engine.
    #[track_caller]
    pub fn classifications(self, value: impl IntoInput<Vec<Record<Classification>>>) -> Self {
        self.set_property("Classifications", value)
    }

    /// The number of DPUs to use for the coordinator. A coordinator is a special executor that
    /// orchestrates processing work and manages other executors in a notebook session. The default
    /// is 1.
    #[track_caller]
    pub fn coordinator_dpu_size(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("CoordinatorDpuSize", value)
    }

    /// The default number of DPUs to use for executors. An executor is the smallest unit of compute
    /// that a notebook session can request from Athena. The default is 1.
    #[track_caller]
    pub fn default_executor_dpu_size(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("DefaultExecutorDpuSize", value)
    }

    /// The maximum number of DPUs that can run concurrently.
    #[track_caller]
    pub fn max_concurrent_dpus(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MaxConcurrentDpus", value)
    }

    /// Specifies custom jar files and Spark properties for use cases like cluster encryption, table
    /// formats, and general Spark tuning.
    #[track_caller]
    pub fn spark_properties(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("SparkProperties", value)
    }
}

arguments! {
    /// A classification refers to a set of specific configurations.
    pub struct Classification;
}

impl Classification {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the configuration classification.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// A set of properties specified within a configuration classification.
    #[track_caller]
    pub fn properties(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Properties", value)
    }
}

arguments! {
    /// The Athena engine version for running queries.
    pub struct EngineVersion;
}

impl EngineVersion {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The engine version requested by the user. Possible values are determined by the output of
    /// ListEngineVersions, including Auto. The default is Auto.
    #[track_caller]
    pub fn selected_engine_version(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SelectedEngineVersion", value)
    }
}

arguments! {
    /// The configuration for the managed query results and encryption option. ResultConfiguration
    /// and ManagedQueryResultsConfiguration cannot be set at the same time
    pub struct ManagedQueryResultsConfiguration;
}

impl ManagedQueryResultsConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// Indicates the encryption configuration for Athena Managed Storage. If not setting this
    /// field, Managed Storage will encrypt the query results with Athena's encryption key
    #[track_caller]
    pub fn encryption_configuration(
        self,
        value: impl IntoInput<Record<ManagedStorageEncryptionConfiguration>>,
    ) -> Self {
        self.set_property("EncryptionConfiguration", value)
    }
}

arguments! {
    /// Indicates the encryption configuration for Athena Managed Storage. If not setting this
    /// field, Managed Storage will encrypt the query results with Athena's encryption key
    pub struct ManagedStorageEncryptionConfiguration;
}

impl ManagedStorageEncryptionConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// For SSE-KMS and CSE-KMS, this is the KMS key ARN or ID.
    #[track_caller]
    pub fn kms_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKey", value)
    }
}

arguments! {
    /// Contains the configuration settings for managed log persistence, delivering logs to Amazon
    /// S3 buckets, Amazon CloudWatch log groups etc.
    pub struct MonitoringConfiguration;
}

impl MonitoringConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Configuration settings for delivering logs to Amazon CloudWatch log groups.
    #[track_caller]
    pub fn cloudwatch_logging_configuration(
        self,
        value: impl IntoInput<Record<CloudwatchLoggingConfiguration>>,
    ) -> Self {
        self.set_property("CloudWatchLoggingConfiguration", value)
    }

    /// Configuration settings for managed log persistence.
    #[track_caller]
    pub fn managed_logging_configuration(self, value: impl IntoInput<Record<ManagedLoggingConfiguration>>) -> Self {
        self.set_property("ManagedLoggingConfiguration", value)
    }

    /// Configuration settings for delivering logs to Amazon S3 buckets.
    #[track_caller]
    pub fn s3_logging_configuration(self, value: impl IntoInput<Record<S3LoggingConfiguration>>) -> Self {
        self.set_property("S3LoggingConfiguration", value)
    }
}

arguments! {
    /// Configuration settings for delivering logs to Amazon CloudWatch log groups.
    pub struct CloudwatchLoggingConfiguration;
}

impl CloudwatchLoggingConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Enables CloudWatch logging.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// The name of the log group in Amazon CloudWatch Logs where you want to publish your logs.
    #[track_caller]
    pub fn log_group(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LogGroup", value)
    }

    /// Prefix for the CloudWatch log stream name.
    #[track_caller]
    pub fn log_stream_name_prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LogStreamNamePrefix", value)
    }

    /// The types of logs that you want to publish to CloudWatch.
    #[track_caller]
    pub fn log_types(self, value: impl IntoInput<BTreeMap<String, Vec<String>>>) -> Self {
        self.set_property("LogTypes", value)
    }
}

arguments! {
    /// Configuration settings for managed log persistence.
    pub struct ManagedLoggingConfiguration;
}

impl ManagedLoggingConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Enables managed log persistence.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// The KMS key ARN to encrypt the logs stored in managed log persistence.
    #[track_caller]
    pub fn kms_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKey", value)
    }
}

arguments! {
    /// Configuration settings for delivering logs to Amazon S3 buckets.
    pub struct S3LoggingConfiguration;
}

impl S3LoggingConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Enables S3 log delivery.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// The KMS key ARN to encrypt the logs published to the given Amazon S3 destination.
    #[track_caller]
    pub fn kms_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKey", value)
    }

    /// The Amazon S3 destination URI for log publishing.
    #[track_caller]
    pub fn log_location(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LogLocation", value)
    }
}

arguments! {
    /// The location in Amazon S3 where query results are stored and the encryption option, if any,
    /// used for query results. These are known as "client-side settings". If workgroup settings
    /// override client-side settings, then the query uses the workgroup settings.
    pub struct ResultConfiguration;
}

impl ResultConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Indicates that an Amazon S3 canned ACL should be set to control ownership of stored query
    /// results
    #[track_caller]
    pub fn acl_configuration(self, value: impl IntoInput<Record<AclConfiguration>>) -> Self {
        self.set_property("AclConfiguration", value)
    }

    /// If query results are encrypted in Amazon S3, indicates the encryption option used (for
    /// example, SSE-KMS or CSE-KMS) and key information.
    #[track_caller]
    pub fn encryption_configuration(self, value: impl IntoInput<Record<EncryptionConfiguration>>) -> Self {
        self.set_property("EncryptionConfiguration", value)
    }

    /// The AWS account ID of the owner of S3 bucket where query results are stored
    #[track_caller]
    pub fn expected_bucket_owner(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ExpectedBucketOwner", value)
    }

    /// The location in Amazon S3 where your query results are stored, such as
    /// s3://path/to/query/bucket/. To run the query, you must specify the query results location
    /// using one of the ways: either for individual queries using either this setting
    /// (client-side), or in the workgroup, using WorkGroupConfiguration
    #[track_caller]
    pub fn output_location(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OutputLocation", value)
    }
}

arguments! {
    /// Indicates that an Amazon S3 canned ACL should be set to control ownership of stored query
    /// results
    pub struct AclConfiguration;
}

impl AclConfiguration {
    /// With the required properties:
    ///
    /// - `s3_acl_option`: The Amazon S3 canned ACL that Athena should specify when storing query
    ///   results. Currently the only supported canned ACL is BUCKET_OWNER_FULL_CONTROL
    #[track_caller]
    pub fn new(s3_acl_option: impl IntoInput<OneOf<S3AclOption>>) -> Self {
        Self(Fields::new()).set_property("S3AclOption", s3_acl_option)
    }
}

arguments! {
    /// If query results are encrypted in Amazon S3, indicates the encryption option used (for
    /// example, SSE-KMS or CSE-KMS) and key information.
    pub struct EncryptionConfiguration;
}

impl EncryptionConfiguration {
    /// With the required properties:
    ///
    /// - `encryption_option`: Indicates whether Amazon S3 server-side encryption with Amazon
    ///   S3-managed keys (SSE-S3), server-side encryption with KMS-managed keys (SSE-KMS), or
    ///   client-side encryption with KMS-managed keys (CSE-KMS) is used.
    #[track_caller]
    pub fn new(encryption_option: impl IntoInput<OneOf<EncryptionOption>>) -> Self {
        Self(Fields::new()).set_property("EncryptionOption", encryption_option)
    }

    /// For SSE-KMS and CSE-KMS, this is the KMS key ARN or ID.
    #[track_caller]
    pub fn kms_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKey", value)
    }
}

arguments! {
    /// The workgroup configuration update object
    pub struct WorkGroupConfigurationUpdates;
}

impl WorkGroupConfigurationUpdates {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Additional Configuration that are passed to Athena Spark Calculations running in this
    /// workgroup
    #[track_caller]
    pub fn additional_configuration(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AdditionalConfiguration", value)
    }

    /// The upper data usage limit (cutoff) for the amount of bytes a single query in a workgroup is
    /// allowed to scan.
    ///
    /// Constraints: value at least 10000000.
    #[track_caller]
    pub fn bytes_scanned_cutoff_per_query(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("BytesScannedCutoffPerQuery", value)
    }

    /// Indicates the KMS key for encrypting notebook content.
    #[track_caller]
    pub fn customer_content_encryption_configuration(
        self,
        value: impl IntoInput<Record<CustomerContentEncryptionConfiguration>>,
    ) -> Self {
        self.set_property("CustomerContentEncryptionConfiguration", value)
    }

    /// If set to "true", the settings for the workgroup override client-side settings. If set to
    /// "false", client-side settings are used
    #[track_caller]
    pub fn enforce_work_group_configuration(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnforceWorkGroupConfiguration", value)
    }

    /// The engine configuration for running queries.
    #[track_caller]
    pub fn engine_configuration(self, value: impl IntoInput<Record<EngineConfiguration>>) -> Self {
        self.set_property("EngineConfiguration", value)
    }

    /// The Athena engine version for running queries.
    #[track_caller]
    pub fn engine_version(self, value: impl IntoInput<Record<EngineVersion>>) -> Self {
        self.set_property("EngineVersion", value)
    }

    /// The ARN of the execution role used to access user resources for Spark sessions and Identity
    /// Center enabled workgroups. This property applies only to Spark enabled workgroups and
    /// Identity Center enabled workgroups.
    #[track_caller]
    pub fn execution_role(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ExecutionRole", value)
    }

    /// The configuration for the managed query results and encryption option. ResultConfiguration
    /// and ManagedQueryResultsConfiguration cannot be set at the same time
    #[track_caller]
    pub fn managed_query_results_configuration(
        self,
        value: impl IntoInput<Record<ManagedQueryResultsConfiguration>>,
    ) -> Self {
        self.set_property("ManagedQueryResultsConfiguration", value)
    }

    /// Contains the configuration settings for managed log persistence, delivering logs to Amazon
    /// S3 buckets, Amazon CloudWatch log groups etc.
    #[track_caller]
    pub fn monitoring_configuration(self, value: impl IntoInput<Record<MonitoringConfiguration>>) -> Self {
        self.set_property("MonitoringConfiguration", value)
    }

    /// Indicates that the Amazon CloudWatch metrics are enabled for the workgroup.
    #[track_caller]
    pub fn publish_cloudwatch_metrics_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("PublishCloudWatchMetricsEnabled", value)
    }

    /// Indicates that the data usage control limit per query is removed.
    #[track_caller]
    pub fn remove_bytes_scanned_cutoff_per_query(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RemoveBytesScannedCutoffPerQuery", value)
    }

    /// `RemoveCustomerContentEncryptionConfiguration`.
    #[track_caller]
    pub fn remove_customer_content_encryption_configuration(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RemoveCustomerContentEncryptionConfiguration", value)
    }

    /// If set to true, allows members assigned to a workgroup to reference Amazon S3 Requester Pays
    /// buckets in queries. If set to false, workgroup members cannot query data from Requester Pays
    /// buckets, and queries that retrieve data from Requester Pays buckets cause an error.
    #[track_caller]
    pub fn requester_pays_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RequesterPaysEnabled", value)
    }

    /// The result configuration information about the queries in this workgroup that will be
    /// updated. Includes the updated results location and an updated option for encrypting query
    /// results.
    #[track_caller]
    pub fn result_configuration_updates(self, value: impl IntoInput<Record<ResultConfigurationUpdates>>) -> Self {
        self.set_property("ResultConfigurationUpdates", value)
    }
}

arguments! {
    /// The result configuration information about the queries in this workgroup that will be
    /// updated. Includes the updated results location and an updated option for encrypting query
    /// results.
    pub struct ResultConfigurationUpdates;
}

impl ResultConfigurationUpdates {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Indicates that an Amazon S3 canned ACL should be set to control ownership of stored query
    /// results
    #[track_caller]
    pub fn acl_configuration(self, value: impl IntoInput<Record<AclConfiguration>>) -> Self {
        self.set_property("AclConfiguration", value)
    }

    /// If query results are encrypted in Amazon S3, indicates the encryption option used (for
    /// example, SSE-KMS or CSE-KMS) and key information.
    #[track_caller]
    pub fn encryption_configuration(self, value: impl IntoInput<Record<EncryptionConfiguration>>) -> Self {
        self.set_property("EncryptionConfiguration", value)
    }

    /// The AWS account ID of the owner of S3 bucket where query results are stored
    #[track_caller]
    pub fn expected_bucket_owner(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ExpectedBucketOwner", value)
    }

    /// The location in Amazon S3 where your query results are stored, such as
    /// s3://path/to/query/bucket/. To run the query, you must specify the query results location
    /// using one of the ways: either for individual queries using either this setting
    /// (client-side), or in the workgroup, using WorkGroupConfiguration
    #[track_caller]
    pub fn output_location(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OutputLocation", value)
    }

    /// `RemoveAclConfiguration`.
    #[track_caller]
    pub fn remove_acl_configuration(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RemoveAclConfiguration", value)
    }

    /// `RemoveEncryptionConfiguration`.
    #[track_caller]
    pub fn remove_encryption_configuration(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RemoveEncryptionConfiguration", value)
    }

    /// `RemoveExpectedBucketOwner`.
    #[track_caller]
    pub fn remove_expected_bucket_owner(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RemoveExpectedBucketOwner", value)
    }

    /// `RemoveOutputLocation`.
    #[track_caller]
    pub fn remove_output_location(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RemoveOutputLocation", value)
    }
}

texts! {
    /// The values of `State`.
    pub enum State {
        /// `ENABLED`.
        Enabled = "ENABLED",
        /// `DISABLED`.
        Disabled = "DISABLED",
    }
}

texts! {
    /// The values of `S3AclOption`.
    pub enum S3AclOption {
        /// `BUCKET_OWNER_FULL_CONTROL`.
        BucketOwnerFullControl = "BUCKET_OWNER_FULL_CONTROL",
    }
}

texts! {
    /// The values of `EncryptionOption`.
    pub enum EncryptionOption {
        /// `SSE_S3`.
        SseS3 = "SSE_S3",
        /// `SSE_KMS`.
        SseKms = "SSE_KMS",
        /// `CSE_KMS`.
        CseKms = "CSE_KMS",
    }
}
