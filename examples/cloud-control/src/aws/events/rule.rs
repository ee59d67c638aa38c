//! `AWS::Events::Rule`.
//!
//! Written by `schema add AWS::Events::Rule` from the schema 57dffee63f273ac15fe5f22cb1a8faf3. Do
//! not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Events::Rule
    pub struct Rule: "AWS::Events::Rule", RuleArgs;
}

impl Rule {
    /// The ARN of the rule, such as arn:aws:events:us-east-2:123456789012:rule/example.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The name of the rule, exposed as a read-only attribute for use with Fn::GetAtt.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn rule_name(&self) -> Output<String> {
        self.attribute_at(&["RuleName"])
    }
}

arguments! {
    /// The properties of [`Rule`].
    pub struct RuleArgs;
}

impl RuleArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The description of the rule.
    ///
    /// Constraints: length at most 512.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// The name or ARN of the event bus associated with the rule. If you omit this, the default
    /// event bus is used.
    ///
    /// Constraints: length 1 to 1600, pattern
    /// `^(arn:aws[\w-]*:events:[a-z]{2}-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+$`.
    ///
    /// A change may replace the resource: AWS decides when it updates it.
    #[track_caller]
    pub fn event_bus_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EventBusName", value)
    }

    /// The event pattern of the rule. For more information, see Events and Event Patterns in the
    /// Amazon EventBridge User Guide.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn event_pattern(self, value: impl AnyInput) -> Self {
        self.set_any_property("EventPattern", value)
    }

    /// The name of the rule.
    ///
    /// Constraints: length 1 to 64, pattern `^[\.\-_A-Za-z0-9]+$`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// The Amazon Resource Name (ARN) of the role that is used for target invocation.
    ///
    /// Constraints: length 1 to 1600.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleArn", value)
    }

    /// The scheduling expression. For example, "cron(0 20 * * ? *)", "rate(5 minutes)". For more
    /// information, see Creating an Amazon EventBridge rule that runs on a schedule.
    ///
    /// Constraints: length at most 256, pattern `^(rate\(.+\)|cron\(.+\))?$`.
    #[track_caller]
    pub fn schedule_expression(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ScheduleExpression", value)
    }

    /// The state of the rule.
    #[track_caller]
    pub fn state(self, value: impl IntoInput<OneOf<State>>) -> Self {
        self.set_property("State", value)
    }

    /// Any tags assigned to the event rule.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// Adds the specified targets to the specified rule, or updates the targets if they are already
    /// associated with the rule. Targets are the resources that are invoked when a rule is
    /// triggered.
    ///
    /// Constraints: at most 5 elements, no element twice.
    #[track_caller]
    pub fn targets(self, value: impl IntoInput<Vec<Record<Target>>>) -> Self {
        self.set_property("Targets", value)
    }
}

arguments! {
    /// `Tag`.
    pub struct Tag;
}

impl Tag {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Key`.
    ///
    /// Constraints: length 1 to 128.
    #[track_caller]
    pub fn key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Key", value)
    }

    /// `Value`.
    ///
    /// Constraints: length at most 256.
    #[track_caller]
    pub fn value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Value", value)
    }
}

arguments! {
    /// `Target`.
    pub struct Target;
}

impl Target {
    /// With the required properties:
    ///
    /// - `arn`: `Arn`. Constraints: length 1 to 1600.
    /// - `id`: `Id`. Constraints: length 1 to 64, pattern `^[\.\-_A-Za-z0-9]+$`.
    #[track_caller]
    pub fn new(arn: impl IntoInput<String>, id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Arn", arn).set_property("Id", id)
    }

    /// `AppSyncParameters`.
    #[track_caller]
    pub fn app_sync_parameters(self, value: impl IntoInput<Record<AppSyncParameters>>) -> Self {
        self.set_property("AppSyncParameters", value)
    }

    /// `BatchParameters`.
    #[track_caller]
    pub fn batch_parameters(self, value: impl IntoInput<Record<BatchParameters>>) -> Self {
        self.set_property("BatchParameters", value)
    }

    /// `DeadLetterConfig`.
    #[track_caller]
    pub fn dead_letter_config(self, value: impl IntoInput<Record<DeadLetterConfig>>) -> Self {
        self.set_property("DeadLetterConfig", value)
    }

    /// `EcsParameters`.
    #[track_caller]
    pub fn ecs_parameters(self, value: impl IntoInput<Record<EcsParameters>>) -> Self {
        self.set_property("EcsParameters", value)
    }

    /// `HttpParameters`.
    #[track_caller]
    pub fn http_parameters(self, value: impl IntoInput<Record<HttpParameters>>) -> Self {
        self.set_property("HttpParameters", value)
    }

    /// `Input`.
    ///
    /// Constraints: length at most 8192.
    #[track_caller]
    pub fn input(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Input", value)
    }

    /// `InputPath`.
    ///
    /// Constraints: length at most 256.
    #[track_caller]
    pub fn input_path(self, value: impl IntoInput<String>) -> Self {
        self.set_property("InputPath", value)
    }

    /// `InputTransformer`.
    #[track_caller]
    pub fn input_transformer(self, value: impl IntoInput<Record<InputTransformer>>) -> Self {
        self.set_property("InputTransformer", value)
    }

    /// `KinesisParameters`.
    #[track_caller]
    pub fn kinesis_parameters(self, value: impl IntoInput<Record<KinesisParameters>>) -> Self {
        self.set_property("KinesisParameters", value)
    }

    /// `RedshiftDataParameters`.
    #[track_caller]
    pub fn redshift_data_parameters(self, value: impl IntoInput<Record<RedshiftDataParameters>>) -> Self {
        self.set_property("RedshiftDataParameters", value)
    }

    /// `RetryPolicy`.
    #[track_caller]
    pub fn retry_policy(self, value: impl IntoInput<Record<RetryPolicy>>) -> Self {
        self.set_property("RetryPolicy", value)
    }

    /// `RoleArn`.
    ///
    /// Constraints: length 1 to 1600.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleArn", value)
    }

    /// `RunCommandParameters`.
    #[track_caller]
    pub fn run_command_parameters(self, value: impl IntoInput<Record<RunCommandParameters>>) -> Self {
        self.set_property("RunCommandParameters", value)
    }

    /// `SageMakerPipelineParameters`.
    #[track_caller]
    pub fn sage_maker_pipeline_parameters(self, value: impl IntoInput<Record<SageMakerPipelineParameters>>) -> Self {
        self.set_property("SageMakerPipelineParameters", value)
    }

    /// `SqsParameters`.
    #[track_caller]
    pub fn sqs_parameters(self, value: impl IntoInput<Record<SqsParameters>>) -> Self {
        self.set_property("SqsParameters", value)
    }
}

arguments! {
    /// `AppSyncParameters`.
    pub struct AppSyncParameters;
}

impl AppSyncParameters {
    /// With the required properties:
    ///
    /// - `graphql_operation`: `GraphQLOperation`.
    #[track_caller]
    pub fn new(graphql_operation: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("GraphQLOperation", graphql_operation)
    }
}

arguments! {
    /// `BatchParameters`.
    pub struct BatchParameters;
}

impl BatchParameters {
    /// With the required properties:
    ///
    /// - `job_definition`: `JobDefinition`.
    /// - `job_name`: `JobName`.
    #[track_caller]
    pub fn new(job_definition: impl IntoInput<String>, job_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("JobDefinition", job_definition).set_property("JobName", job_name)
    }

    /// `ArrayProperties`.
    #[track_caller]
    pub fn array_properties(self, value: impl IntoInput<Record<BatchArrayProperties>>) -> Self {
        self.set_property("ArrayProperties", value)
    }

    /// `RetryStrategy`.
    #[track_caller]
    pub fn retry_strategy(self, value: impl IntoInput<Record<BatchRetryStrategy>>) -> Self {
        self.set_property("RetryStrategy", value)
    }
}

arguments! {
    /// `BatchArrayProperties`.
    pub struct BatchArrayProperties;
}

impl BatchArrayProperties {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Size`.
    #[track_caller]
    pub fn size(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Size", value)
    }
}

arguments! {
    /// `BatchRetryStrategy`.
    pub struct BatchRetryStrategy;
}

impl BatchRetryStrategy {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Attempts`.
    #[track_caller]
    pub fn attempts(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Attempts", value)
    }
}

arguments! {
    /// `DeadLetterConfig`.
    pub struct DeadLetterConfig;
}

impl DeadLetterConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Arn`.
    ///
    /// Constraints: length 1 to 1600.
    #[track_caller]
    pub fn arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Arn", value)
    }
}

arguments! {
    /// `EcsParameters`.
    pub struct EcsParameters;
}

impl EcsParameters {
    /// With the required properties:
    ///
    /// - `task_definition_arn`: `TaskDefinitionArn`. Constraints: length 1 to 1600.
    #[track_caller]
    pub fn new(task_definition_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("TaskDefinitionArn", task_definition_arn)
    }

    /// `CapacityProviderStrategy`.
    ///
    /// Constraints: at most 6 elements, no element twice.
    #[track_caller]
    pub fn capacity_provider_strategy(self, value: impl IntoInput<Vec<Record<CapacityProviderStrategyItem>>>) -> Self {
        self.set_property("CapacityProviderStrategy", value)
    }

    /// `EnableECSManagedTags`.
    #[track_caller]
    pub fn enable_ecs_managed_tags(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnableECSManagedTags", value)
    }

    /// `EnableExecuteCommand`.
    #[track_caller]
    pub fn enable_execute_command(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnableExecuteCommand", value)
    }

    /// `Group`.
    #[track_caller]
    pub fn group(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Group", value)
    }

    /// `LaunchType`.
    #[track_caller]
    pub fn launch_type(self, value: impl IntoInput<OneOf<LaunchType>>) -> Self {
        self.set_property("LaunchType", value)
    }

    /// `NetworkConfiguration`.
    #[track_caller]
    pub fn network_configuration(self, value: impl IntoInput<Record<NetworkConfiguration>>) -> Self {
        self.set_property("NetworkConfiguration", value)
    }

    /// `PlacementConstraints`.
    ///
    /// Constraints: at most 10 elements, no element twice.
    #[track_caller]
    pub fn placement_constraints(self, value: impl IntoInput<Vec<Record<PlacementConstraint>>>) -> Self {
        self.set_property("PlacementConstraints", value)
    }

    /// `PlacementStrategies`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn placement_strategies(self, value: impl IntoInput<Vec<Record<PlacementStrategy>>>) -> Self {
        self.set_property("PlacementStrategies", value)
    }

    /// `PlatformVersion`.
    #[track_caller]
    pub fn platform_version(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PlatformVersion", value)
    }

    /// `PropagateTags`.
    #[track_caller]
    pub fn propagate_tags(self, value: impl IntoInput<OneOf<PropagateTags>>) -> Self {
        self.set_property("PropagateTags", value)
    }

    /// `ReferenceId`.
    ///
    /// Constraints: length at most 1024.
    #[track_caller]
    pub fn reference_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ReferenceId", value)
    }

    /// `TagList`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn tag_list(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("TagList", value)
    }

    /// `TaskCount`.
    ///
    /// Constraints: value at least 1.
    #[track_caller]
    pub fn task_count(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("TaskCount", value)
    }
}

arguments! {
    /// `CapacityProviderStrategyItem`.
    pub struct CapacityProviderStrategyItem;
}

impl CapacityProviderStrategyItem {
    /// With the required properties:
    ///
    /// - `capacity_provider`: `CapacityProvider`. Constraints: length 1 to 255.
    #[track_caller]
    pub fn new(capacity_provider: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("CapacityProvider", capacity_provider)
    }

    /// `Base`.
    ///
    /// Constraints: value 0 to 100000.
    #[track_caller]
    pub fn base(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Base", value)
    }

    /// `Weight`.
    ///
    /// Constraints: value 0 to 1000.
    #[track_caller]
    pub fn weight(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Weight", value)
    }
}

arguments! {
    /// `NetworkConfiguration`.
    pub struct NetworkConfiguration;
}

impl NetworkConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AwsVpcConfiguration`.
    #[track_caller]
    pub fn aws_vpc_configuration(self, value: impl IntoInput<Record<AwsVpcConfiguration>>) -> Self {
        self.set_property("AwsVpcConfiguration", value)
    }
}

arguments! {
    /// `AwsVpcConfiguration`.
    pub struct AwsVpcConfiguration;
}

impl AwsVpcConfiguration {
    /// With the required properties:
    ///
    /// - `subnets`: `Subnets`. Refers to `Id` of `AWS::EC2::Subnet` or `Ids` of `AWS::EC2::Subnet`.
    #[track_caller]
    pub fn new(subnets: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new()).set_property("Subnets", subnets)
    }

    /// `AssignPublicIp`.
    #[track_caller]
    pub fn assign_public_ip(self, value: impl IntoInput<OneOf<AssignPublicIp>>) -> Self {
        self.set_property("AssignPublicIp", value)
    }

    /// `SecurityGroups`.
    ///
    /// Constraints: no element twice.
    ///
    /// Refers to `Id` of `AWS::EC2::SecurityGroup` or `Ids` of `AWS::EC2::SecurityGroup`.
    #[track_caller]
    pub fn security_groups(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SecurityGroups", value)
    }
}

arguments! {
    /// `PlacementConstraint`.
    pub struct PlacementConstraint;
}

impl PlacementConstraint {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Expression`.
    ///
    /// Constraints: length at most 2000.
    #[track_caller]
    pub fn expression(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Expression", value)
    }

    /// `Type`.
    #[track_caller]
    pub fn r#type(self, value: impl IntoInput<OneOf<Type>>) -> Self {
        self.set_property("Type", value)
    }
}

arguments! {
    /// `PlacementStrategy`.
    pub struct PlacementStrategy;
}

impl PlacementStrategy {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Field`.
    #[track_caller]
    pub fn field(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Field", value)
    }

    /// `Type`.
    #[track_caller]
    pub fn r#type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Type", value)
    }
}

arguments! {
    /// `HttpParameters`.
    pub struct HttpParameters;
}

impl HttpParameters {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `HeaderParameters`.
    #[track_caller]
    pub fn header_parameters(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("HeaderParameters", value)
    }

    /// `PathParameterValues`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn path_parameter_values(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("PathParameterValues", value)
    }

    /// `QueryStringParameters`.
    #[track_caller]
    pub fn query_string_parameters(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("QueryStringParameters", value)
    }
}

arguments! {
    /// `InputTransformer`.
    pub struct InputTransformer;
}

impl InputTransformer {
    /// With the required properties:
    ///
    /// - `input_template`: `InputTemplate`. Constraints: length 1 to 8192.
    #[track_caller]
    pub fn new(input_template: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("InputTemplate", input_template)
    }

    /// `InputPathsMap`.
    #[track_caller]
    pub fn input_paths_map(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("InputPathsMap", value)
    }
}

arguments! {
    /// `KinesisParameters`.
    pub struct KinesisParameters;
}

impl KinesisParameters {
    /// With the required properties:
    ///
    /// - `partition_key_path`: `PartitionKeyPath`. Constraints: length at most 256.
    #[track_caller]
    pub fn new(partition_key_path: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("PartitionKeyPath", partition_key_path)
    }
}

arguments! {
    /// `RedshiftDataParameters`.
    pub struct RedshiftDataParameters;
}

impl RedshiftDataParameters {
    /// With the required properties:
    ///
    /// - `database`: `Database`. Constraints: length 1 to 64.
    #[track_caller]
    pub fn new(database: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Database", database)
    }

    /// `DbUser`.
    ///
    /// Constraints: length 1 to 128.
    #[track_caller]
    pub fn db_user(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DbUser", value)
    }

    /// `SecretManagerArn`.
    ///
    /// Constraints: length 1 to 1600, pattern
    /// `^(^arn:aws([a-z]|\-)*:secretsmanager:[a-z0-9-.]+:.*)|(\$(\.[\w_-]+(\[(\d+|\*)\])*)*)$`.
    #[track_caller]
    pub fn secret_manager_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SecretManagerArn", value)
    }

    /// `Sql`.
    ///
    /// Constraints: length 1 to 100000.
    #[track_caller]
    pub fn sql(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Sql", value)
    }

    /// `Sqls`.
    #[track_caller]
    pub fn sqls(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Sqls", value)
    }

    /// `StatementName`.
    ///
    /// Constraints: length 1 to 500.
    #[track_caller]
    pub fn statement_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("StatementName", value)
    }

    /// `WithEvent`.
    #[track_caller]
    pub fn with_event(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("WithEvent", value)
    }
}

arguments! {
    /// `RetryPolicy`.
    pub struct RetryPolicy;
}

impl RetryPolicy {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `MaximumEventAgeInSeconds`.
    ///
    /// Constraints: value 60 to 86400.
    #[track_caller]
    pub fn maximum_event_age_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MaximumEventAgeInSeconds", value)
    }

    /// `MaximumRetryAttempts`.
    ///
    /// Constraints: value 0 to 185.
    #[track_caller]
    pub fn maximum_retry_attempts(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MaximumRetryAttempts", value)
    }
}

arguments! {
    /// `RunCommandParameters`.
    pub struct RunCommandParameters;
}

impl RunCommandParameters {
    /// With the required properties:
    ///
    /// - `run_command_targets`: `RunCommandTargets`. Constraints: 1 to 5 elements, no element
    ///   twice.
    #[track_caller]
    pub fn new(run_command_targets: impl IntoInput<Vec<Record<RunCommandTarget>>>) -> Self {
        Self(Fields::new()).set_property("RunCommandTargets", run_command_targets)
    }
}

arguments! {
    /// `RunCommandTarget`.
    pub struct RunCommandTarget;
}

impl RunCommandTarget {
    /// With the required properties:
    ///
    /// - `key`: `Key`. Constraints: length 1 to 128, pattern `^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`.
    /// - `values`: `Values`. Constraints: 1 to 50 elements, no element twice.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, values: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Values", values)
    }
}

arguments! {
    /// `SageMakerPipelineParameters`.
    pub struct SageMakerPipelineParameters;
}

impl SageMakerPipelineParameters {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `PipelineParameterList`.
    ///
    /// Constraints: at most 200 elements, no element twice.
    #[track_caller]
    pub fn pipeline_parameter_list(self, value: impl IntoInput<Vec<Record<SageMakerPipelineParameter>>>) -> Self {
        self.set_property("PipelineParameterList", value)
    }
}

arguments! {
    /// `SageMakerPipelineParameter`.
    pub struct SageMakerPipelineParameter;
}

impl SageMakerPipelineParameter {
    /// With the required properties:
    ///
    /// - `name`: `Name`. Constraints: length 1 to 256, pattern
    ///   `^[a-zA-Z0-9]([a-zA-Z0-9_-]*[a-zA-Z0-9])?$`.
    /// - `value`: `Value`. Constraints: length at most 1024.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Name", name).set_property("Value", value)
    }
}

arguments! {
    /// `SqsParameters`.
    pub struct SqsParameters;
}

impl SqsParameters {
    /// With the required properties:
    ///
    /// - `message_group_id`: `MessageGroupId`.
    #[track_caller]
    pub fn new(message_group_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("MessageGroupId", message_group_id)
    }
}

texts! {
    /// The values of `State`.
    pub enum State {
        /// `DISABLED`.
        Disabled = "DISABLED",
        /// `ENABLED`.
        Enabled = "ENABLED",
        /// `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`.
        EnabledWithAllCloudtrailManagementEvents = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
    }
}

texts! {
    /// The values of `LaunchType`.
    pub enum LaunchType {
        /// `EC2`.
        Ec2 = "EC2",
        /// `EXTERNAL`.
        External = "EXTERNAL",
        /// `FARGATE`.
        Fargate = "FARGATE",
    }
}

texts! {
    /// The values of `AssignPublicIp`.
    pub enum AssignPublicIp {
        /// `DISABLED`.
        Disabled = "DISABLED",
        /// `ENABLED`.
        Enabled = "ENABLED",
    }
}

texts! {
    /// The values of `Type`.
    pub enum Type {
        /// `distinctInstance`.
        DistinctInstance = "distinctInstance",
        /// `memberOf`.
        MemberOf = "memberOf",
    }
}

texts! {
    /// The values of `PropagateTags`.
    pub enum PropagateTags {
        /// `TASK_DEFINITION`.
        TaskDefinition = "TASK_DEFINITION",
    }
}
