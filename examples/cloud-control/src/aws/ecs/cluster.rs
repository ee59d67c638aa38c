//! `AWS::ECS::Cluster`.
//!
//! Written by `schema add AWS::ECS::Cluster` from the schema 3759e475d9251e6fd82412f4b9c54570. Do
//! not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// The `AWS::ECS::Cluster` resource creates an Amazon Elastic Container Service (Amazon ECS)
    /// cluster.
    pub struct Cluster: "AWS::ECS::Cluster", ClusterArgs;
}

impl Cluster {
    /// The attribute `Arn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// A user-generated string that you use to identify your cluster. If you don't specify a name,
    /// CFNlong generates a unique physical ID for the name.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn cluster_name(&self) -> Output<String> {
        self.attribute_at(&["ClusterName"])
    }
}

arguments! {
    /// The properties of [`Cluster`].
    pub struct ClusterArgs;
}

impl ClusterArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The short name of one or more capacity providers to associate with the cluster. A capacity
    /// provider must be associated with a cluster before it can be included as part of the default
    /// capacity provider strategy of the cluster or used in a capacity provider strategy when
    /// calling the
    /// [CreateService](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html)
    /// or [RunTask](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html)
    /// actions. If specifying a capacity provider that uses an Auto Scaling group, the capacity
    /// provider must be created but not associated with another cluster. New Auto Scaling group
    /// capacity providers can be created with the
    /// [CreateCapacityProvider](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html)
    /// API operation. To use a FARGATElong capacity provider, specify either the `FARGATE` or
    /// `FARGATE_SPOT` capacity providers. The FARGATElong capacity providers are available to all
    /// accounts and only need to be associated with a cluster to be used. The
    /// [PutCapacityProvider](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutCapacityProvider.html)
    /// API operation is used to update the list of available capacity providers for a cluster after
    /// the cluster is created.
    #[track_caller]
    pub fn capacity_providers(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("CapacityProviders", value)
    }

    /// A user-generated string that you use to identify your cluster. If you don't specify a name,
    /// CFNlong generates a unique physical ID for the name.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn cluster_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ClusterName", value)
    }

    /// The settings to use when creating a cluster. This parameter is used to turn on CloudWatch
    /// Container Insights with enhanced observability or CloudWatch Container Insights for a
    /// cluster. Container Insights with enhanced observability provides all the Container Insights
    /// metrics, plus additional task and container metrics. This version supports enhanced
    /// observability for Amazon ECS clusters using the Amazon EC2 and Fargate launch types. After
    /// you configure Container Insights with enhanced observability on Amazon ECS, Container
    /// Insights auto-collects detailed infrastructure telemetry from the cluster level down to the
    /// container level in your environment and displays these critical performance data in curated
    /// dashboards removing the heavy lifting in observability set-up. For more information, see
    /// [Monitor Amazon ECS containers using Container Insights with enhanced
    /// observability](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html)
    /// in the *Amazon Elastic Container Service Developer Guide*.
    #[track_caller]
    pub fn cluster_settings(self, value: impl IntoInput<Vec<Record<ClusterSettings>>>) -> Self {
        self.set_property("ClusterSettings", value)
    }

    /// The execute command and managed storage configuration for the cluster.
    #[track_caller]
    pub fn configuration(self, value: impl IntoInput<Record<ClusterConfiguration>>) -> Self {
        self.set_property("Configuration", value)
    }

    /// The default capacity provider strategy for the cluster. When services or tasks are run in
    /// the cluster with no launch type or capacity provider strategy specified, the default
    /// capacity provider strategy is used.
    #[track_caller]
    pub fn default_capacity_provider_strategy(
        self,
        value: impl IntoInput<Vec<Record<CapacityProviderStrategyItem>>>,
    ) -> Self {
        self.set_property("DefaultCapacityProviderStrategy", value)
    }

    /// Use this parameter to set a default Service Connect namespace. After you set a default
    /// Service Connect namespace, any new services with Service Connect turned on that are created
    /// in the cluster are added as client services in the namespace. This setting only applies to
    /// new services that set the `enabled` parameter to `true` in the
    /// `ServiceConnectConfiguration`. You can set the namespace of each service individually in the
    /// `ServiceConnectConfiguration` to override this default parameter. Tasks that run in a
    /// namespace can use short names to connect to services in the namespace. Tasks can connect to
    /// services across all of the clusters in the namespace. Tasks connect through a managed proxy
    /// container that collects logs and metrics for increased visibility. Only the tasks that
    /// Amazon ECS services create are supported with Service Connect. For more information, see
    /// [Service
    /// Connect](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html)
    /// in the *Amazon Elastic Container Service Developer Guide*.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn service_connect_defaults(self, value: impl IntoInput<Record<ServiceConnectDefaults>>) -> Self {
        self.set_property("ServiceConnectDefaults", value)
    }

    /// The metadata that you apply to the cluster to help you categorize and organize them. Each
    /// tag consists of a key and an optional value. You define both. The following basic
    /// restrictions apply to tags:
    ///
    /// + Maximum number of tags per resource - 50
    /// + For each resource, each tag key must be unique, and each tag key can have only one value.
    /// + Maximum key length - 128 Unicode characters in UTF-8
    /// + Maximum value length - 256 Unicode characters in UTF-8
    /// + If your tagging schema is used across multiple services and resources, remember that other
    ///   services may have restrictions on allowed characters. Generally allowed characters are:
    ///   letters, numbers, and spaces representable in UTF-8, and the following characters: + - = .
    ///   _ : / @.
    /// + Tag keys and values are case-sensitive.
    /// + Do not use `aws:`, `AWS:`, or any upper or lowercase combination of such as a prefix for
    ///   either keys or values as it is reserved for AWS use. You cannot edit or delete tag keys or
    ///   values with this prefix. Tags with this prefix do not count against your tags per resource
    ///   limit.
    ///
    /// Constraints: at most 50 elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// The settings to use when creating a cluster. This parameter is used to turn on CloudWatch
    /// Container Insights with enhanced observability or CloudWatch Container Insights for a
    /// cluster. Container Insights with enhanced observability provides all the Container Insights
    /// metrics, plus additional task and container metrics. This version supports enhanced
    /// observability for Amazon ECS clusters using the Amazon EC2 and Fargate launch types. After
    /// you configure Container Insights with enhanced observability on Amazon ECS, Container
    /// Insights auto-collects detailed infrastructure telemetry from the cluster level down to the
    /// container level in your environment and displays these critical performance data in curated
    /// dashboards removing the heavy lifting in observability set-up. For more information, see
    /// [Monitor Amazon ECS containers using Container Insights with enhanced
    /// observability](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html)
    /// in the *Amazon Elastic Container Service Developer Guide*.
    pub struct ClusterSettings;
}

impl ClusterSettings {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the cluster setting. The value is `containerInsights`.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// The value to set for the cluster setting. The supported values are `enhanced`, `enabled`,
    /// and `disabled`. To use Container Insights with enhanced observability, set the
    /// `containerInsights` account setting to `enhanced`. To use Container Insights, set the
    /// `containerInsights` account setting to `enabled`. If a cluster value is specified, it will
    /// override the `containerInsights` value set with
    /// [PutAccountSetting](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAccountSetting.html)
    /// or
    /// [PutAccountSettingDefault](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAccountSettingDefault.html).
    #[track_caller]
    pub fn value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Value", value)
    }
}

arguments! {
    /// The execute command and managed storage configuration for the cluster.
    pub struct ClusterConfiguration;
}

impl ClusterConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The details of the execute command configuration.
    #[track_caller]
    pub fn execute_command_configuration(self, value: impl IntoInput<Record<ExecuteCommandConfiguration>>) -> Self {
        self.set_property("ExecuteCommandConfiguration", value)
    }

    /// The details of the managed storage configuration.
    #[track_caller]
    pub fn managed_storage_configuration(self, value: impl IntoInput<Record<ManagedStorageConfiguration>>) -> Self {
        self.set_property("ManagedStorageConfiguration", value)
    }
}

arguments! {
    /// The details of the execute command configuration.
    pub struct ExecuteCommandConfiguration;
}

impl ExecuteCommandConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specify an KMSlong key ID to encrypt the data between the local client and the container.
    #[track_caller]
    pub fn kms_key_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKeyId", value)
    }

    /// The log configuration for the results of the execute command actions. The logs can be sent
    /// to CloudWatch Logs or an Amazon S3 bucket. When `logging=OVERRIDE` is specified, a
    /// `logConfiguration` must be provided.
    #[track_caller]
    pub fn log_configuration(self, value: impl IntoInput<Record<ExecuteCommandLogConfiguration>>) -> Self {
        self.set_property("LogConfiguration", value)
    }

    /// The log setting to use for redirecting logs for your execute command results. The following
    /// log settings are available.
    ///
    /// + `NONE`: The execute command session is not logged.
    /// + `DEFAULT`: The `awslogs` configuration in the task definition is used. If no logging
    ///   parameter is specified, it defaults to this value. If no `awslogs` log driver is
    ///   configured in the task definition, the output won't be logged.
    /// + `OVERRIDE`: Specify the logging details as a part of `logConfiguration`. If the `OVERRIDE`
    ///   logging option is specified, the `logConfiguration` is required.
    #[track_caller]
    pub fn logging(self, value: impl IntoInput<OneOf<Logging>>) -> Self {
        self.set_property("Logging", value)
    }
}

arguments! {
    /// The log configuration for the results of the execute command actions. The logs can be sent
    /// to CloudWatch Logs or an Amazon S3 bucket. When `logging=OVERRIDE` is specified, a
    /// `logConfiguration` must be provided.
    pub struct ExecuteCommandLogConfiguration;
}

impl ExecuteCommandLogConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Determines whether to use encryption on the CloudWatch logs. If not specified, encryption
    /// will be off.
    #[track_caller]
    pub fn cloudwatch_encryption_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("CloudWatchEncryptionEnabled", value)
    }

    /// The name of the CloudWatch log group to send logs to. The CloudWatch log group must already
    /// be created.
    #[track_caller]
    pub fn cloudwatch_log_group_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CloudWatchLogGroupName", value)
    }

    /// The name of the S3 bucket to send logs to. The S3 bucket must already be created.
    ///
    /// Refers to `Name` of `AWS::S3::Bucket`.
    #[track_caller]
    pub fn s3_bucket_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3BucketName", value)
    }

    /// Determines whether to use encryption on the S3 logs. If not specified, encryption is not
    /// used.
    #[track_caller]
    pub fn s3_encryption_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("S3EncryptionEnabled", value)
    }

    /// An optional folder in the S3 bucket to place logs in.
    #[track_caller]
    pub fn s3_key_prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3KeyPrefix", value)
    }
}

arguments! {
    /// The details of the managed storage configuration.
    pub struct ManagedStorageConfiguration;
}

impl ManagedStorageConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specify the KMSlong key ID for Fargate ephemeral storage. When you specify a
    /// `fargateEphemeralStorageKmsKeyId`, AWS Fargate uses the key to encrypt data at rest in
    /// ephemeral storage. For more information about Fargate ephemeral storage encryption, see
    /// [Customer managed keys for Fargate ephemeral storage for Amazon
    /// ECS](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-storage-encryption.html)
    /// in the *Amazon Elastic Container Service Developer Guide*. The key must be a single Region
    /// key.
    #[track_caller]
    pub fn fargate_ephemeral_storage_kms_key_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("FargateEphemeralStorageKmsKeyId", value)
    }

    /// Specify a KMSlong key ID to encrypt Amazon ECS managed storage. When you specify a
    /// `kmsKeyId`, Amazon ECS uses the key to encrypt data volumes managed by Amazon ECS that are
    /// attached to tasks in the cluster. The following data volumes are managed by Amazon ECS:
    /// Amazon EBS. For more information about encryption of Amazon EBS volumes attached to Amazon
    /// ECS tasks, see [Encrypt data stored in Amazon EBS volumes for Amazon
    /// ECS](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-kms-encryption.html) in
    /// the *Amazon Elastic Container Service Developer Guide*. The key must be a single Region key.
    #[track_caller]
    pub fn kms_key_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKeyId", value)
    }
}

arguments! {
    /// The `CapacityProviderStrategyItem` property specifies the details of the default capacity
    /// provider strategy for the cluster. When services or tasks are run in the cluster with no
    /// launch type or capacity provider strategy specified, the default capacity provider strategy
    /// is used.
    pub struct CapacityProviderStrategyItem;
}

impl CapacityProviderStrategyItem {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The *base* value designates how many tasks, at a minimum, to run on the specified capacity
    /// provider for each service. Only one capacity provider in a capacity provider strategy can
    /// have a *base* defined. If no value is specified, the default value of `0` is used. Base
    /// value characteristics:
    ///
    /// + Only one capacity provider in a strategy can have a base defined
    /// + The default value is `0` if not specified
    /// + The valid range is 0 to 100,000
    /// + Base requirements are satisfied first before weight distribution
    ///
    /// Constraints: value 0 to 100000.
    #[track_caller]
    pub fn base(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Base", value)
    }

    /// The short name of the capacity provider. This can be either an AWS managed capacity provider
    /// (`FARGATE` or `FARGATE_SPOT`) or the name of a custom capacity provider that you created.
    #[track_caller]
    pub fn capacity_provider(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CapacityProvider", value)
    }

    /// The *weight* value designates the relative percentage of the total number of tasks launched
    /// that should use the specified capacity provider. The `weight` value is taken into
    /// consideration after the `base` value, if defined, is satisfied. If no `weight` value is
    /// specified, the default value of `0` is used. When multiple capacity providers are specified
    /// within a capacity provider strategy, at least one of the capacity providers must have a
    /// weight value greater than zero and any capacity providers with a weight of `0` can't be used
    /// to place tasks. If you specify multiple capacity providers in a strategy that all have a
    /// weight of `0`, any `RunTask` or `CreateService` actions using the capacity provider strategy
    /// will fail. Weight value characteristics:
    ///
    /// + Weight is considered after the base value is satisfied
    /// + The default value is `0` if not specified
    /// + The valid range is 0 to 1,000
    /// + At least one capacity provider must have a weight greater than zero
    /// + Capacity providers with weight of `0` cannot place tasks
    ///
    /// Task distribution logic: 1. Base satisfaction: The minimum number of tasks specified by the
    /// base value are placed on that capacity provider 1. Weight distribution: After base
    /// requirements are met, additional tasks are distributed according to weight ratios
    ///
    /// Examples: Equal Distribution: Two capacity providers both with weight `1` will split tasks
    /// evenly after base requirements are met. Weighted Distribution: If capacityProviderA has
    /// weight `1` and capacityProviderB has weight `4`, then for every 1 task on A, 4 tasks will
    /// run on B.
    ///
    /// Constraints: value 0 to 1000.
    #[track_caller]
    pub fn weight(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Weight", value)
    }
}

arguments! {
    /// Use this parameter to set a default Service Connect namespace. After you set a default
    /// Service Connect namespace, any new services with Service Connect turned on that are created
    /// in the cluster are added as client services in the namespace. This setting only applies to
    /// new services that set the `enabled` parameter to `true` in the
    /// `ServiceConnectConfiguration`. You can set the namespace of each service individually in the
    /// `ServiceConnectConfiguration` to override this default parameter. Tasks that run in a
    /// namespace can use short names to connect to services in the namespace. Tasks can connect to
    /// services across all of the clusters in the namespace. Tasks connect through a managed proxy
    /// container that collects logs and metrics for increased visibility. Only the tasks that
    /// Amazon ECS services create are supported with Service Connect. For more information, see
    /// [Service
    /// Connect](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html)
    /// in the *Amazon Elastic Container Service Developer Guide*.
    pub struct ServiceConnectDefaults;
}

impl ServiceConnectDefaults {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The namespace name or full Amazon Resource Name (ARN) of the CMAPlong namespace that's used
    /// when you create a service and don't specify a Service Connect configuration. The namespace
    /// name can include up to 1024 characters. The name is case-sensitive. The name can't include
    /// greater than (>), less than (\<), double quotation marks ("), or slash (/). If you enter an
    /// existing namespace name or ARN, then that namespace will be used. Any namespace type is
    /// supported. The namespace must be in this account and this AWS Region. If you enter a new
    /// name, a CMAPlong namespace will be created. Amazon ECS creates a CMAP namespace with the
    /// "API calls" method of instance discovery only. This instance discovery method is the "HTTP"
    /// namespace type in the CLIlong. Other types of instance discovery aren't used by Service
    /// Connect. If you update the cluster with an empty string `""` for the namespace name, the
    /// cluster configuration for Service Connect is removed. Note that the namespace will remain in
    /// CMAP and must be deleted separately. For more information about CMAPlong, see [Working with
    /// Services](https://docs.aws.amazon.com/cloud-map/latest/dg/working-with-services.html) in the
    /// *Developer Guide*.
    #[track_caller]
    pub fn namespace(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Namespace", value)
    }
}

arguments! {
    /// The metadata that you apply to a resource to help you categorize and organize them. Each tag
    /// consists of a key and an optional value. You define them. The following basic restrictions
    /// apply to tags:
    ///
    /// + Maximum number of tags per resource - 50
    /// + For each resource, each tag key must be unique, and each tag key can have only one value.
    /// + Maximum key length - 128 Unicode characters in UTF-8
    /// + Maximum value length - 256 Unicode characters in UTF-8
    /// + If your tagging schema is used across multiple services and resources, remember that other
    ///   services may have restrictions on allowed characters. Generally allowed characters are:
    ///   letters, numbers, and spaces representable in UTF-8, and the following characters: + - = .
    ///   _ : / @.
    /// + Tag keys and values are case-sensitive.
    /// + Do not use `aws:`, `AWS:`, or any upper or lowercase combination of such as a prefix for
    ///   either keys or values as it is reserved for AWS use. You cannot edit or delete tag keys or
    ///   values with this prefix. Tags with this prefix do not count against your tags per resource
    ///   limit.
    pub struct Tag;
}

impl Tag {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// One part of a key-value pair that make up a tag. A `key` is a general label that acts like a
    /// category for more specific tag values.
    ///
    /// Constraints: length 1 to 128, pattern `^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`.
    #[track_caller]
    pub fn key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Key", value)
    }

    /// The optional part of a key-value pair that make up a tag. A `value` acts as a descriptor
    /// within a tag category (key).
    ///
    /// Constraints: length at most 256, pattern `^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`.
    #[track_caller]
    pub fn value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Value", value)
    }
}

texts! {
    /// The values of `Logging`.
    pub enum Logging {
        /// `DEFAULT`.
        Default = "DEFAULT",
        /// `NONE`.
        None = "NONE",
        /// `OVERRIDE`.
        Override = "OVERRIDE",
    }
}
