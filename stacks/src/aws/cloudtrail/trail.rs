//! `AWS::CloudTrail::Trail`.
//!
//! Written by `schema add AWS::CloudTrail::Trail` from the schema cda8f91a2db3cb5bea84c8d9fccb9261.
//! Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Creates a trail that specifies the settings for delivery of log data to an Amazon S3 bucket.
    /// A maximum of five trails can exist in a region, irrespective of the region in which they
    /// were created.
    pub struct Trail: "AWS::CloudTrail::Trail", TrailArgs;
}

impl Trail {
    /// The attribute `Arn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The attribute `SnsTopicArn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn sns_topic_arn(&self) -> Output<String> {
        self.attribute_at(&["SnsTopicArn"])
    }

    /// The attribute `TrailName`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn trail_name(&self) -> Output<String> {
        self.attribute_at(&["TrailName"])
    }
}

arguments! {
    /// The properties of [`Trail`].
    pub struct TrailArgs;
}

impl TrailArgs {
    /// With the required properties:
    ///
    /// - `is_logging`: Whether the CloudTrail is currently logging AWS API calls.
    /// - `s3_bucket_name`: Specifies the name of the Amazon S3 bucket designated for publishing log
    ///   files. See Amazon S3 Bucket Naming Requirements. Refers to `Name` of `AWS::S3::Bucket`.
    #[track_caller]
    pub fn new(is_logging: impl IntoInput<bool>, s3_bucket_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("IsLogging", is_logging).set_property("S3BucketName", s3_bucket_name)
    }

    /// The advanced event selectors that were used to select events for the data store.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn advanced_event_selectors(self, value: impl IntoInput<Vec<Record<AdvancedEventSelector>>>) -> Self {
        self.set_property("AdvancedEventSelectors", value)
    }

    /// Specifies the aggregation configuration to aggregate CloudTrail Events. A maximum of 1
    /// aggregation configuration is allowed.
    ///
    /// Constraints: at most 1 elements, no element twice.
    #[track_caller]
    pub fn aggregation_configurations(self, value: impl IntoInput<Vec<Record<AggregationConfiguration>>>) -> Self {
        self.set_property("AggregationConfigurations", value)
    }

    /// Specifies a log group name using an Amazon Resource Name (ARN), a unique identifier that
    /// represents the log group to which CloudTrail logs will be delivered. Not required unless you
    /// specify CloudWatchLogsRoleArn.
    #[track_caller]
    pub fn cloudwatch_logs_log_group_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CloudWatchLogsLogGroupArn", value)
    }

    /// Specifies the role for the CloudWatch Logs endpoint to assume to write to a user's log
    /// group.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn cloudwatch_logs_role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CloudWatchLogsRoleArn", value)
    }

    /// Specifies whether log file validation is enabled. The default is false.
    #[track_caller]
    pub fn enable_log_file_validation(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnableLogFileValidation", value)
    }

    /// Use event selectors to further specify the management and data event settings for your
    /// trail. By default, trails created without specific event selectors will be configured to log
    /// all read and write management events, and no data events. When an event occurs in your
    /// account, CloudTrail evaluates the event selector for all trails. For each trail, if the
    /// event matches any event selector, the trail processes and logs the event. If the event
    /// doesn't match any event selector, the trail doesn't log the event. You can configure up to
    /// five event selectors for a trail.
    ///
    /// Constraints: at most 5 elements, no element twice.
    #[track_caller]
    pub fn event_selectors(self, value: impl IntoInput<Vec<Record<EventSelector>>>) -> Self {
        self.set_property("EventSelectors", value)
    }

    /// Specifies whether the trail is publishing events from global services such as IAM to the log
    /// files.
    #[track_caller]
    pub fn include_global_service_events(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeGlobalServiceEvents", value)
    }

    /// Lets you enable Insights event logging by specifying the Insights selectors that you want to
    /// enable on an existing trail.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn insight_selectors(self, value: impl IntoInput<Vec<Record<InsightSelector>>>) -> Self {
        self.set_property("InsightSelectors", value)
    }

    /// Specifies whether the trail applies only to the current region or to all regions. The
    /// default is false. If the trail exists only in the current region and this value is set to
    /// true, shadow trails (replications of the trail) will be created in the other regions. If the
    /// trail exists in all regions and this value is set to false, the trail will remain in the
    /// region where it was created, and its shadow trails in other regions will be deleted. As a
    /// best practice, consider using trails that log events in all regions.
    #[track_caller]
    pub fn is_multi_region_trail(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IsMultiRegionTrail", value)
    }

    /// Specifies whether the trail is created for all accounts in an organization in AWS
    /// Organizations, or only for the current AWS account. The default is false, and cannot be true
    /// unless the call is made on behalf of an AWS account that is the master account for an
    /// organization in AWS Organizations.
    #[track_caller]
    pub fn is_organization_trail(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IsOrganizationTrail", value)
    }

    /// Specifies the KMS key ID to use to encrypt the logs delivered by CloudTrail. The value can
    /// be an alias name prefixed by 'alias/', a fully specified ARN to an alias, a fully specified
    /// ARN to a key, or a globally unique identifier.
    #[track_caller]
    pub fn kms_key_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KMSKeyId", value)
    }

    /// Specifies the Amazon S3 key prefix that comes after the name of the bucket you have
    /// designated for log file delivery. For more information, see Finding Your CloudTrail Log
    /// Files. The maximum length is 200 characters.
    ///
    /// Constraints: length at most 200.
    #[track_caller]
    pub fn s3_key_prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3KeyPrefix", value)
    }

    /// Specifies the name of the Amazon SNS topic defined for notification of log file delivery.
    /// The maximum length is 256 characters.
    ///
    /// Constraints: length at most 256.
    #[track_caller]
    pub fn sns_topic_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SnsTopicName", value)
    }

    /// `Tags`.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// `TrailName`.
    ///
    /// Constraints: length 3 to 128, pattern
    /// `(^[a-zA-Z0-9]$)|(^[a-zA-Z0-9]([a-zA-Z0-9\._-])*[a-zA-Z0-9]$)`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn trail_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TrailName", value)
    }
}

arguments! {
    /// Advanced event selectors let you create fine-grained selectors for the following AWS
    /// CloudTrail event record fields. They help you control costs by logging only those events
    /// that are important to you.
    pub struct AdvancedEventSelector;
}

impl AdvancedEventSelector {
    /// With the required properties:
    ///
    /// - `field_selectors`: Contains all selector statements in an advanced event selector.
    ///   Constraints: at least 1 elements, no element twice.
    #[track_caller]
    pub fn new(field_selectors: impl IntoInput<Vec<Record<AdvancedFieldSelector>>>) -> Self {
        Self(Fields::new()).set_property("FieldSelectors", field_selectors)
    }

    /// An optional, descriptive name for an advanced event selector, such as "Log data events for
    /// only two S3 buckets".
    ///
    /// Constraints: length 1 to 1000.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }
}

arguments! {
    /// A single selector statement in an advanced event selector.
    pub struct AdvancedFieldSelector;
}

impl AdvancedFieldSelector {
    /// With the required properties:
    ///
    /// - `field`: A field in an event record on which to filter events to be logged. Supported
    ///   fields include readOnly, eventCategory, eventSource (for management events), eventName,
    ///   resources.type, and resources.ARN. Constraints: length 1 to 1000, pattern
    ///   `([\w|\d|\.|_]+)`.
    #[track_caller]
    pub fn new(field: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Field", field)
    }

    /// An operator that includes events that match the last few characters of the event record
    /// field specified as the value of Field.
    ///
    /// Constraints: at least 1 elements, no element twice.
    #[track_caller]
    pub fn ends_with(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("EndsWith", value)
    }

    /// An operator that includes events that match the exact value of the event record field
    /// specified as the value of Field. This is the only valid operator that you can use with the
    /// readOnly, eventCategory, and resources.type fields.
    ///
    /// Constraints: at least 1 elements, no element twice.
    #[track_caller]
    pub fn equals(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Equals", value)
    }

    /// An operator that excludes events that match the last few characters of the event record
    /// field specified as the value of Field.
    ///
    /// Constraints: at least 1 elements, no element twice.
    #[track_caller]
    pub fn not_ends_with(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("NotEndsWith", value)
    }

    /// An operator that excludes events that match the exact value of the event record field
    /// specified as the value of Field.
    ///
    /// Constraints: at least 1 elements, no element twice.
    #[track_caller]
    pub fn not_equals(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("NotEquals", value)
    }

    /// An operator that excludes events that match the first few characters of the event record
    /// field specified as the value of Field.
    ///
    /// Constraints: at least 1 elements, no element twice.
    #[track_caller]
    pub fn not_starts_with(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("NotStartsWith", value)
    }

    /// An operator that includes events that match the first few characters of the event record
    /// field specified as the value of Field.
    ///
    /// Constraints: at least 1 elements, no element twice.
    #[track_caller]
    pub fn starts_with(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("StartsWith", value)
    }
}

arguments! {
    /// Configure to add aggregation rules to aggregate CloudTrail Events.
    pub struct AggregationConfiguration;
}

impl AggregationConfiguration {
    /// With the required properties:
    ///
    /// - `event_category`: The category of events to be aggregated.
    /// - `templates`: Contains all templates in an aggregation configuration. Constraints: 1 to 50
    ///   elements, no element twice.
    #[track_caller]
    pub fn new(
        event_category: impl IntoInput<OneOf<EventCategory>>,
        templates: impl IntoInput<Vec<OneOf<Template>>>,
    ) -> Self {
        Self(Fields::new()).set_property("EventCategory", event_category).set_property("Templates", templates)
    }
}

arguments! {
    /// The type of email sending events to publish to the event destination.
    pub struct EventSelector;
}

impl EventSelector {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DataResources`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn data_resources(self, value: impl IntoInput<Vec<Record<DataResource>>>) -> Self {
        self.set_property("DataResources", value)
    }

    /// An optional list of service event sources from which you do not want management events to be
    /// logged on your trail. In this release, the list can be empty (disables the filter), or it
    /// can filter out AWS Key Management Service events by containing "kms.amazonaws.com". By
    /// default, ExcludeManagementEventSources is empty, and AWS KMS events are included in events
    /// that are logged to your trail.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn exclude_management_event_sources(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ExcludeManagementEventSources", value)
    }

    /// Specify if you want your event selector to include management events for your trail.
    #[track_caller]
    pub fn include_management_events(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeManagementEvents", value)
    }

    /// Specify if you want your trail to log read-only events, write-only events, or all. For
    /// example, the EC2 GetConsoleOutput is a read-only API operation and RunInstances is a
    /// write-only API operation.
    #[track_caller]
    pub fn read_write_type(self, value: impl IntoInput<OneOf<ReadWriteType>>) -> Self {
        self.set_property("ReadWriteType", value)
    }
}

arguments! {
    /// CloudTrail supports data event logging for Amazon S3 objects and AWS Lambda functions. You
    /// can specify up to 250 resources for an individual event selector, but the total number of
    /// data resources cannot exceed 250 across all event selectors in a trail. This limit does not
    /// apply if you configure resource logging for all data events.
    pub struct DataResource;
}

impl DataResource {
    /// With the required properties:
    ///
    /// - `type`: The resource type in which you want to log data events. You can specify
    ///   AWS::S3::Object or AWS::Lambda::Function resources.
    #[track_caller]
    pub fn new(r#type: impl IntoInput<OneOf<Type>>) -> Self {
        Self(Fields::new()).set_property("Type", r#type)
    }

    /// An array of Amazon Resource Name (ARN) strings or partial ARN strings for the specified
    /// objects.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn values(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Values", value)
    }
}

arguments! {
    /// A string that contains insight types that are logged on a trail.
    pub struct InsightSelector;
}

impl InsightSelector {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The categories of events for which to log insights. By default, insights are logged for
    /// management events only.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn event_categories(self, value: impl IntoInput<Vec<OneOf<SourceEventCategory>>>) -> Self {
        self.set_property("EventCategories", value)
    }

    /// The type of insight to log on a trail.
    #[track_caller]
    pub fn insight_type(self, value: impl IntoInput<OneOf<InsightType>>) -> Self {
        self.set_property("InsightType", value)
    }
}

arguments! {
    /// An arbitrary set of tags (key-value pairs) for this trail.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: The key name of the tag. You can specify a value that is 1 to 127 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    /// - `value`: The value for the tag. You can specify a value that is 1 to 255 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}

texts! {
    /// The values of `EventCategory`.
    pub enum EventCategory {
        /// `Data`.
        Data = "Data",
    }
}

texts! {
    /// The values of `Templates`.
    pub enum Template {
        /// `API_ACTIVITY`.
        ApiActivity = "API_ACTIVITY",
        /// `RESOURCE_ACCESS`.
        ResourceAccess = "RESOURCE_ACCESS",
        /// `USER_ACTIONS`.
        UserActions = "USER_ACTIONS",
    }
}

texts! {
    /// The values of `Type`.
    pub enum Type {
        /// `AWS::Lambda::Function`.
        AwsLambdaFunction = "AWS::Lambda::Function",
        /// `AWS::S3::Object`.
        AwsS3Object = "AWS::S3::Object",
        /// `AWS::DynamoDB::Table`.
        AwsDynamodbTable = "AWS::DynamoDB::Table",
        /// `AWS::S3Outposts::Object`.
        AwsS3OutpostsObject = "AWS::S3Outposts::Object",
        /// `AWS::ManagedBlockchain::Node`.
        AwsManagedBlockchainNode = "AWS::ManagedBlockchain::Node",
        /// `AWS::S3ObjectLambda::AccessPoint`.
        AwsS3ObjectLambdaAccessPoint = "AWS::S3ObjectLambda::AccessPoint",
        /// `AWS::EC2::Snapshot`.
        AwsEc2Snapshot = "AWS::EC2::Snapshot",
        /// `AWS::S3::AccessPoint`.
        AwsS3AccessPoint = "AWS::S3::AccessPoint",
        /// `AWS::DynamoDB::Stream`.
        AwsDynamodbStream = "AWS::DynamoDB::Stream",
    }
}

texts! {
    /// The values of `ReadWriteType`.
    pub enum ReadWriteType {
        /// `All`.
        All = "All",
        /// `ReadOnly`.
        ReadOnly = "ReadOnly",
        /// `WriteOnly`.
        WriteOnly = "WriteOnly",
    }
}

texts! {
    /// The values of `EventCategories`.
    pub enum SourceEventCategory {
        /// `Management`.
        Management = "Management",
        /// `Data`.
        Data = "Data",
    }
}

texts! {
    /// The values of `InsightType`.
    pub enum InsightType {
        /// `ApiCallRateInsight`.
        ApiCallRateInsight = "ApiCallRateInsight",
        /// `ApiErrorRateInsight`.
        ApiErrorRateInsight = "ApiErrorRateInsight",
    }
}
