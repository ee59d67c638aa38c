//! `AWS::Scheduler::Schedule`.
//!
//! Written by `schema add AWS::Scheduler::Schedule` from the schema
//! 3aca47719dd4997711cd2fa1bc567802. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Definition of AWS::Scheduler::Schedule Resource Type
    pub struct Schedule: "AWS::Scheduler::Schedule", ScheduleArgs;
}

impl Schedule {
    /// The Amazon Resource Name (ARN) of the schedule.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The attribute `Name`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }
}

arguments! {
    /// The properties of [`Schedule`].
    pub struct ScheduleArgs;
}

impl ScheduleArgs {
    /// With the required properties:
    ///
    /// - `flexible_time_window`: Flexible time window allows configuration of a window within which
    ///   a schedule can be invoked
    /// - `schedule_expression`: The scheduling expression. Constraints: length 1 to 256.
    /// - `target`: The schedule target.
    #[track_caller]
    pub fn new(
        flexible_time_window: impl IntoInput<Record<FlexibleTimeWindow>>,
        schedule_expression: impl IntoInput<String>,
        target: impl IntoInput<Record<Target>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FlexibleTimeWindow", flexible_time_window)
            .set_property("ScheduleExpression", schedule_expression)
            .set_property("Target", target)
    }

    /// The description of the schedule.
    ///
    /// Constraints: length at most 512.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// The date, in UTC, before which the schedule can invoke its target. Depending on the
    /// schedule's recurrence expression, invocations might stop on, or before, the EndDate you
    /// specify.
    #[track_caller]
    pub fn end_date(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EndDate", value)
    }

    /// The name of the schedule group to associate with this schedule. If you omit this, the
    /// default schedule group is used.
    ///
    /// Constraints: length 1 to 64, pattern `^[0-9a-zA-Z-_.]+$`.
    #[track_caller]
    pub fn group_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("GroupName", value)
    }

    /// The ARN for a KMS Key that will be used to encrypt customer data.
    ///
    /// Constraints: length 1 to 2048, pattern
    /// `^arn:aws[a-z-]*:kms:[a-z0-9\-]+:\d{12}:(key|alias)\/[0-9a-zA-Z-_]*$`.
    ///
    /// Refers to `Arn` of `AWS::KMS::Key`.
    #[track_caller]
    pub fn kms_key_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKeyArn", value)
    }

    /// `Name`.
    ///
    /// Constraints: length 1 to 64, pattern `^[0-9a-zA-Z-_.]+$`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// The timezone in which the scheduling expression is evaluated.
    ///
    /// Constraints: length 1 to 50.
    #[track_caller]
    pub fn schedule_expression_timezone(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ScheduleExpressionTimezone", value)
    }

    /// The date, in UTC, after which the schedule can begin invoking its target. Depending on the
    /// schedule's recurrence expression, invocations might occur on, or after, the StartDate you
    /// specify.
    #[track_caller]
    pub fn start_date(self, value: impl IntoInput<String>) -> Self {
        self.set_property("StartDate", value)
    }

    /// Specifies whether the schedule is enabled or disabled.
    #[track_caller]
    pub fn state(self, value: impl IntoInput<OneOf<ScheduleState>>) -> Self {
        self.set_property("State", value)
    }
}

arguments! {
    /// Flexible time window allows configuration of a window within which a schedule can be invoked
    pub struct FlexibleTimeWindow;
}

impl FlexibleTimeWindow {
    /// With the required properties:
    ///
    /// - `mode`: Determines whether the schedule is executed within a flexible time window.
    #[track_caller]
    pub fn new(mode: impl IntoInput<OneOf<FlexibleTimeWindowMode>>) -> Self {
        Self(Fields::new()).set_property("Mode", mode)
    }

    /// The maximum time window during which a schedule can be invoked.
    ///
    /// Constraints: value 1 to 1440.
    #[track_caller]
    pub fn maximum_window_in_minutes(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("MaximumWindowInMinutes", value)
    }
}

arguments! {
    /// The schedule target.
    pub struct Target;
}

impl Target {
    /// With the required properties:
    ///
    /// - `arn`: The Amazon Resource Name (ARN) of the target. Constraints: length 1 to 1600.
    /// - `role_arn`: The Amazon Resource Name (ARN) of the IAM role to be used for this target when
    ///   the schedule is triggered. Constraints: length 1 to 1600, pattern
    ///   `^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@\/-]+$`. Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(arn: impl IntoInput<String>, role_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Arn", arn).set_property("RoleArn", role_arn)
    }

    /// A DeadLetterConfig object that contains information about a dead-letter queue configuration.
    #[track_caller]
    pub fn dead_letter_config(self, value: impl IntoInput<Record<DeadLetterConfig>>) -> Self {
        self.set_property("DeadLetterConfig", value)
    }

    /// The custom parameters to be used when the target is an Amazon ECS task.
    #[track_caller]
    pub fn ecs_parameters(self, value: impl IntoInput<Record<EcsParameters>>) -> Self {
        self.set_property("EcsParameters", value)
    }

    /// EventBridge PutEvent predefined target type.
    #[track_caller]
    pub fn event_bridge_parameters(self, value: impl IntoInput<Record<EventBridgeParameters>>) -> Self {
        self.set_property("EventBridgeParameters", value)
    }

    /// The text, or well-formed JSON, passed to the target. If you are configuring a templated
    /// Lambda, AWS Step Functions, or Amazon EventBridge target, the input must be a well-formed
    /// JSON. For all other target types, a JSON is not required. If you do not specify anything for
    /// this field, EventBridge Scheduler delivers a default notification to the target.
    ///
    /// Constraints: length at least 1.
    #[track_caller]
    pub fn input(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Input", value)
    }

    /// The custom parameter you can use to control the shard to which EventBridge Scheduler sends
    /// the event.
    #[track_caller]
    pub fn kinesis_parameters(self, value: impl IntoInput<Record<KinesisParameters>>) -> Self {
        self.set_property("KinesisParameters", value)
    }

    /// A RetryPolicy object that includes information about the retry policy settings.
    #[track_caller]
    pub fn retry_policy(self, value: impl IntoInput<Record<RetryPolicy>>) -> Self {
        self.set_property("RetryPolicy", value)
    }

    /// These are custom parameters to use when the target is a SageMaker Model Building Pipeline
    /// that starts based on AWS EventBridge Scheduler schedules.
    #[track_caller]
    pub fn sage_maker_pipeline_parameters(self, value: impl IntoInput<Record<SageMakerPipelineParameters>>) -> Self {
        self.set_property("SageMakerPipelineParameters", value)
    }

    /// Contains the message group ID to use when the target is a FIFO queue. If you specify an SQS
    /// FIFO queue as a target, the queue must have content-based deduplication enabled.
    #[track_caller]
    pub fn sqs_parameters(self, value: impl IntoInput<Record<SqsParameters>>) -> Self {
        self.set_property("SqsParameters", value)
    }
}

arguments! {
    /// A DeadLetterConfig object that contains information about a dead-letter queue configuration.
    pub struct DeadLetterConfig;
}

impl DeadLetterConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The ARN of the SQS queue specified as the target for the dead-letter queue.
    ///
    /// Constraints: length 1 to 1600, pattern
    /// `^arn:aws[a-z-]*:sqs:[a-z0-9\-]+:\d{12}:[a-zA-Z0-9\-_]+$`.
    #[track_caller]
    pub fn arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Arn", value)
    }
}

arguments! {
    /// The custom parameters to be used when the target is an Amazon ECS task.
    pub struct EcsParameters;
}

impl EcsParameters {
    /// With the required properties:
    ///
    /// - `task_definition_arn`: The ARN of the task definition to use if the event target is an
    ///   Amazon ECS task. Constraints: length 1 to 1600.
    #[track_caller]
    pub fn new(task_definition_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("TaskDefinitionArn", task_definition_arn)
    }

    /// The capacity provider strategy to use for the task.
    ///
    /// Constraints: at most 6 elements.
    #[track_caller]
    pub fn capacity_provider_strategy(self, value: impl IntoInput<Vec<Record<CapacityProviderStrategyItem>>>) -> Self {
        self.set_property("CapacityProviderStrategy", value)
    }

    /// Specifies whether to enable Amazon ECS managed tags for the task. For more information, see
    /// Tagging Your Amazon ECS Resources in the Amazon Elastic Container Service Developer Guide.
    #[track_caller]
    pub fn enable_ecs_managed_tags(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnableECSManagedTags", value)
    }

    /// Whether or not to enable the execute command functionality for the containers in this task.
    /// If true, this enables execute command functionality on all containers in the task.
    #[track_caller]
    pub fn enable_execute_command(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnableExecuteCommand", value)
    }

    /// Specifies an ECS task group for the task. The maximum length is 255 characters.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn group(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Group", value)
    }

    /// Specifies the launch type on which your task is running. The launch type that you specify
    /// here must match one of the launch type (compatibilities) of the target task. The FARGATE
    /// value is supported only in the Regions where AWS Fargate with Amazon ECS is supported. For
    /// more information, see AWS Fargate on Amazon ECS in the Amazon Elastic Container Service
    /// Developer Guide.
    #[track_caller]
    pub fn launch_type(self, value: impl IntoInput<OneOf<LaunchType>>) -> Self {
        self.set_property("LaunchType", value)
    }

    /// This structure specifies the network configuration for an ECS task.
    #[track_caller]
    pub fn network_configuration(self, value: impl IntoInput<Record<NetworkConfiguration>>) -> Self {
        self.set_property("NetworkConfiguration", value)
    }

    /// An array of placement constraint objects to use for the task. You can specify up to 10
    /// constraints per task (including constraints in the task definition and those specified at
    /// runtime).
    ///
    /// Constraints: at most 10 elements.
    #[track_caller]
    pub fn placement_constraints(self, value: impl IntoInput<Vec<Record<PlacementConstraint>>>) -> Self {
        self.set_property("PlacementConstraints", value)
    }

    /// The placement strategy objects to use for the task. You can specify a maximum of five
    /// strategy rules per task.
    ///
    /// Constraints: at most 5 elements.
    #[track_caller]
    pub fn placement_strategy(self, value: impl IntoInput<Vec<Record<PlacementStrategy>>>) -> Self {
        self.set_property("PlacementStrategy", value)
    }

    /// Specifies the platform version for the task. Specify only the numeric portion of the
    /// platform version, such as 1.1.0.
    ///
    /// Constraints: length 1 to 64.
    #[track_caller]
    pub fn platform_version(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PlatformVersion", value)
    }

    /// Specifies whether to propagate the tags from the task definition to the task. If no value is
    /// specified, the tags are not propagated. Tags can only be propagated to the task during task
    /// creation. To add tags to a task after task creation, use the TagResource API action.
    #[track_caller]
    pub fn propagate_tags(self, value: impl IntoInput<OneOf<PropagateTags>>) -> Self {
        self.set_property("PropagateTags", value)
    }

    /// The reference ID to use for the task.
    ///
    /// Constraints: length at most 1024.
    #[track_caller]
    pub fn reference_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ReferenceId", value)
    }

    /// The metadata that you apply to the task to help you categorize and organize them. Each tag
    /// consists of a key and an optional value, both of which you define. To learn more, see
    /// RunTask in the Amazon ECS API Reference.
    ///
    /// Constraints: at most 50 elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<BTreeMap<String, String>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// The number of tasks to create based on TaskDefinition. The default is 1.
    ///
    /// Constraints: value 1 to 10.
    #[track_caller]
    pub fn task_count(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("TaskCount", value)
    }
}

arguments! {
    /// The details of a capacity provider strategy.
    pub struct CapacityProviderStrategyItem;
}

impl CapacityProviderStrategyItem {
    /// With the required properties:
    ///
    /// - `capacity_provider`: The short name of the capacity provider. Constraints: length 1 to
    ///   255.
    #[track_caller]
    pub fn new(capacity_provider: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("CapacityProvider", capacity_provider)
    }

    /// The base value designates how many tasks, at a minimum, to run on the specified capacity
    /// provider. Only one capacity provider in a capacity provider strategy can have a base
    /// defined. If no value is specified, the default value of 0 is used.
    ///
    /// Constraints: value 0 to 100000.
    ///
    /// Default: `0`.
    #[track_caller]
    pub fn base(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("Base", value)
    }

    /// The weight value designates the relative percentage of the total number of tasks launched
    /// that should use the specified capacity provider. The weight value is taken into
    /// consideration after the base value, if defined, is satisfied.
    ///
    /// Constraints: value 0 to 1000.
    ///
    /// Default: `0`.
    #[track_caller]
    pub fn weight(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("Weight", value)
    }
}

arguments! {
    /// This structure specifies the network configuration for an ECS task.
    pub struct NetworkConfiguration;
}

impl NetworkConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// This structure specifies the VPC subnets and security groups for the task, and whether a
    /// public IP address is to be used. This structure is relevant only for ECS tasks that use the
    /// awsvpc network mode.
    #[track_caller]
    pub fn awsvpc_configuration(self, value: impl IntoInput<Record<AwsVpcConfiguration>>) -> Self {
        self.set_property("AwsvpcConfiguration", value)
    }
}

arguments! {
    /// This structure specifies the VPC subnets and security groups for the task, and whether a
    /// public IP address is to be used. This structure is relevant only for ECS tasks that use the
    /// awsvpc network mode.
    pub struct AwsVpcConfiguration;
}

impl AwsVpcConfiguration {
    /// With the required properties:
    ///
    /// - `subnets`: Specifies the subnets associated with the task. These subnets must all be in
    ///   the same VPC. You can specify as many as 16 subnets. Constraints: 1 to 16 elements. Refers
    ///   to `Id` of `AWS::EC2::Subnet` or `Ids` of `AWS::EC2::Subnet`.
    #[track_caller]
    pub fn new(subnets: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new()).set_property("Subnets", subnets)
    }

    /// Specifies whether the task's elastic network interface receives a public IP address. You can
    /// specify ENABLED only when LaunchType in EcsParameters is set to FARGATE.
    #[track_caller]
    pub fn assign_public_ip(self, value: impl IntoInput<OneOf<AssignPublicIp>>) -> Self {
        self.set_property("AssignPublicIp", value)
    }

    /// Specifies the security groups associated with the task. These security groups must all be in
    /// the same VPC. You can specify as many as five security groups. If you do not specify a
    /// security group, the default security group for the VPC is used.
    ///
    /// Constraints: 1 to 5 elements.
    ///
    /// Refers to `Id` of `AWS::EC2::SecurityGroup` or `Ids` of `AWS::EC2::SecurityGroup`.
    #[track_caller]
    pub fn security_groups(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SecurityGroups", value)
    }
}

arguments! {
    /// An object representing a constraint on task placement.
    pub struct PlacementConstraint;
}

impl PlacementConstraint {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// A cluster query language expression to apply to the constraint. You cannot specify an
    /// expression if the constraint type is distinctInstance. To learn more, see Cluster Query
    /// Language in the Amazon Elastic Container Service Developer Guide.
    ///
    /// Constraints: length at most 2000.
    #[track_caller]
    pub fn expression(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Expression", value)
    }

    /// The type of constraint. Use distinctInstance to ensure that each task in a particular group
    /// is running on a different container instance. Use memberOf to restrict the selection to a
    /// group of valid candidates.
    #[track_caller]
    pub fn r#type(self, value: impl IntoInput<OneOf<PlacementConstraintType>>) -> Self {
        self.set_property("Type", value)
    }
}

arguments! {
    /// The task placement strategy for a task or service.
    pub struct PlacementStrategy;
}

impl PlacementStrategy {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The field to apply the placement strategy against. For the spread placement strategy, valid
    /// values are instanceId (or host, which has the same effect), or any platform or custom
    /// attribute that is applied to a container instance, such as attribute:ecs.availability-zone.
    /// For the binpack placement strategy, valid values are cpu and memory. For the random
    /// placement strategy, this field is not used.
    ///
    /// Constraints: length at most 255.
    #[track_caller]
    pub fn field(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Field", value)
    }

    /// The type of placement strategy. The random placement strategy randomly places tasks on
    /// available candidates. The spread placement strategy spreads placement across available
    /// candidates evenly based on the field parameter. The binpack strategy places tasks on
    /// available candidates that have the least available amount of the resource that is specified
    /// with the field parameter. For example, if you binpack on memory, a task is placed on the
    /// instance with the least amount of remaining memory (but still enough to run the task).
    #[track_caller]
    pub fn r#type(self, value: impl IntoInput<OneOf<PlacementStrategyType>>) -> Self {
        self.set_property("Type", value)
    }
}

arguments! {
    /// EventBridge PutEvent predefined target type.
    pub struct EventBridgeParameters;
}

impl EventBridgeParameters {
    /// With the required properties:
    ///
    /// - `detail_type`: Free-form string, with a maximum of 128 characters, used to decide what
    ///   fields to expect in the event detail. Constraints: length 1 to 128.
    /// - `source`: The source of the event. Constraints: length 1 to 256, pattern
    ///   `^(?=[/\.\-_A-Za-z0-9]+)((?!aws\.).*)|(\$(\.[\w_-]+(\[(\d+|\*)\])*)*)$`.
    #[track_caller]
    pub fn new(detail_type: impl IntoInput<String>, source: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("DetailType", detail_type).set_property("Source", source)
    }
}

arguments! {
    /// The custom parameter you can use to control the shard to which EventBridge Scheduler sends
    /// the event.
    pub struct KinesisParameters;
}

impl KinesisParameters {
    /// With the required properties:
    ///
    /// - `partition_key`: The custom parameter used as the Kinesis partition key. For more
    ///   information, see Amazon Kinesis Streams Key Concepts in the Amazon Kinesis Streams
    ///   Developer Guide. Constraints: length 1 to 256.
    #[track_caller]
    pub fn new(partition_key: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("PartitionKey", partition_key)
    }
}

arguments! {
    /// A RetryPolicy object that includes information about the retry policy settings.
    pub struct RetryPolicy;
}

impl RetryPolicy {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The maximum amount of time, in seconds, to continue to make retry attempts.
    ///
    /// Constraints: value 60 to 86400.
    #[track_caller]
    pub fn maximum_event_age_in_seconds(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("MaximumEventAgeInSeconds", value)
    }

    /// The maximum number of retry attempts to make before the request fails. Retry attempts with
    /// exponential backoff continue until either the maximum number of attempts is made or until
    /// the duration of the MaximumEventAgeInSeconds is reached.
    ///
    /// Constraints: value 0 to 185.
    #[track_caller]
    pub fn maximum_retry_attempts(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("MaximumRetryAttempts", value)
    }
}

arguments! {
    /// These are custom parameters to use when the target is a SageMaker Model Building Pipeline
    /// that starts based on AWS EventBridge Scheduler schedules.
    pub struct SageMakerPipelineParameters;
}

impl SageMakerPipelineParameters {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// List of Parameter names and values for SageMaker Model Building Pipeline execution.
    ///
    /// Constraints: at most 200 elements.
    #[track_caller]
    pub fn pipeline_parameter_list(self, value: impl IntoInput<Vec<Record<SageMakerPipelineParameter>>>) -> Self {
        self.set_property("PipelineParameterList", value)
    }
}

arguments! {
    /// Name/Value pair of a parameter to start execution of a SageMaker Model Building Pipeline.
    pub struct SageMakerPipelineParameter;
}

impl SageMakerPipelineParameter {
    /// With the required properties:
    ///
    /// - `name`: Name of parameter to start execution of a SageMaker Model Building Pipeline.
    ///   Constraints: length 1 to 256, pattern `^[A-Za-z0-9\-_]*$`.
    /// - `value`: Value of parameter to start execution of a SageMaker Model Building Pipeline.
    ///   Constraints: length 1 to 1024.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Name", name).set_property("Value", value)
    }
}

arguments! {
    /// Contains the message group ID to use when the target is a FIFO queue. If you specify an SQS
    /// FIFO queue as a target, the queue must have content-based deduplication enabled.
    pub struct SqsParameters;
}

impl SqsParameters {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The FIFO message group ID to use as the target.
    ///
    /// Constraints: length 1 to 128.
    #[track_caller]
    pub fn message_group_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MessageGroupId", value)
    }
}

texts! {
    /// The values of `Mode`.
    pub enum FlexibleTimeWindowMode {
        /// `OFF`.
        Off = "OFF",
        /// `FLEXIBLE`.
        Flexible = "FLEXIBLE",
    }
}

texts! {
    /// The values of `State`.
    pub enum ScheduleState {
        /// `ENABLED`.
        Enabled = "ENABLED",
        /// `DISABLED`.
        Disabled = "DISABLED",
    }
}

texts! {
    /// The values of `LaunchType`.
    pub enum LaunchType {
        /// `EC2`.
        Ec2 = "EC2",
        /// `FARGATE`.
        Fargate = "FARGATE",
        /// `EXTERNAL`.
        External = "EXTERNAL",
    }
}

texts! {
    /// The values of `AssignPublicIp`.
    pub enum AssignPublicIp {
        /// `ENABLED`.
        Enabled = "ENABLED",
        /// `DISABLED`.
        Disabled = "DISABLED",
    }
}

texts! {
    /// The values of `Type`.
    pub enum PlacementConstraintType {
        /// `distinctInstance`.
        DistinctInstance = "distinctInstance",
        /// `memberOf`.
        MemberOf = "memberOf",
    }
}

texts! {
    /// The values of `Type`.
    pub enum PlacementStrategyType {
        /// `random`.
        Random = "random",
        /// `spread`.
        Spread = "spread",
        /// `binpack`.
        Binpack = "binpack",
    }
}

texts! {
    /// The values of `PropagateTags`.
    pub enum PropagateTags {
        /// `TASK_DEFINITION`.
        TaskDefinition = "TASK_DEFINITION",
    }
}
