//! `AWS::Logs::SubscriptionFilter`.
//!
//! Written by `schema add AWS::Logs::SubscriptionFilter` from the schema
//! cf8cd058d213b5ae7a2136cd791ee03a. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// The `AWS::Logs::SubscriptionFilter` resource specifies a subscription filter and associates
    /// it with the specified log group. Subscription filters allow you to subscribe to a real-time
    /// stream of log events and have them delivered to a specific destination. Currently, the
    /// supported destinations are:
    ///
    /// + An Amazon Kinesis data stream belonging to the same account as the subscription filter,
    ///   for same-account delivery.
    /// + A logical destination that belongs to a different account, for cross-account delivery.
    /// + An Amazon Kinesis Firehose delivery stream that belongs to the same account as the
    ///   subscription filter, for same-account delivery.
    /// + An LAMlong function that belongs to the same account as the subscription filter, for
    ///   same-account delivery.
    ///
    /// There can be as many as two subscription filters associated with a log group.
    pub struct SubscriptionFilter: "AWS::Logs::SubscriptionFilter", SubscriptionFilterArgs;
}

impl SubscriptionFilter {
    /// The name of the subscription filter.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn filter_name(&self) -> Output<String> {
        self.attribute_at(&["FilterName"])
    }

    /// The log group to associate with the subscription filter. All log events that are uploaded to
    /// this log group are filtered and delivered to the specified AWS resource if the filter
    /// pattern matches the log events.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn log_group_name(&self) -> Output<String> {
        self.attribute_at(&["LogGroupName"])
    }
}

arguments! {
    /// The properties of [`SubscriptionFilter`].
    pub struct SubscriptionFilterArgs;
}

impl SubscriptionFilterArgs {
    /// With the required properties:
    ///
    /// - `destination_arn`: The Amazon Resource Name (ARN) of the destination. Constraints: length
    ///   at least 1.
    /// - `filter_pattern`: The filtering expressions that restrict what gets delivered to the
    ///   destination AWS resource. For more information about the filter pattern syntax, see
    ///   [Filter and Pattern
    ///   Syntax](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html).
    ///   Constraints: length at most 1024.
    /// - `log_group_name`: The log group to associate with the subscription filter. All log events
    ///   that are uploaded to this log group are filtered and delivered to the specified AWS
    ///   resource if the filter pattern matches the log events. Constraints: length 1 to 512,
    ///   pattern `^[\.\-_/#A-Za-z0-9]+$`. Refers to `Name` of `AWS::Logs::LogGroup`. A change
    ///   replaces the resource.
    #[track_caller]
    pub fn new(
        destination_arn: impl IntoInput<String>,
        filter_pattern: impl IntoInput<String>,
        log_group_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DestinationArn", destination_arn)
            .set_property("FilterPattern", filter_pattern)
            .set_property("LogGroupName", log_group_name)
    }

    /// This parameter is valid only for log groups that have an active log transformer. For more
    /// information about log transformers, see
    /// [PutTransformer](https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutTransformer.html).
    /// If this value is `true`, the subscription filter is applied on the transformed version of
    /// the log events instead of the original ingested log events.
    #[track_caller]
    pub fn apply_on_transformed_logs(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ApplyOnTransformedLogs", value)
    }

    /// The method used to distribute log data to the destination, which can be either random or
    /// grouped by log stream.
    #[track_caller]
    pub fn distribution(self, value: impl IntoInput<OneOf<Distribution>>) -> Self {
        self.set_property("Distribution", value)
    }

    /// The list of system fields that are included in the log events sent to the subscription
    /// destination. Returns the `emitSystemFields` value if it was specified when the subscription
    /// filter was created.
    #[track_caller]
    pub fn emit_system_fields(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("EmitSystemFields", value)
    }

    /// The filter expression that specifies which log events are processed by this subscription
    /// filter based on system fields. Returns the `fieldSelectionCriteria` value if it was
    /// specified when the subscription filter was created.
    ///
    /// Constraints: length at most 2000.
    #[track_caller]
    pub fn field_selection_criteria(self, value: impl IntoInput<String>) -> Self {
        self.set_property("FieldSelectionCriteria", value)
    }

    /// The name of the subscription filter.
    ///
    /// Constraints: length 1 to 512, pattern `^[^:*]*$`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn filter_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("FilterName", value)
    }

    /// The ARN of an IAM role that grants CWL permissions to deliver ingested log events to the
    /// destination stream. You don't need to provide the ARN when you are working with a logical
    /// destination for cross-account delivery.
    ///
    /// Constraints: length at least 1.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleArn", value)
    }
}

texts! {
    /// The values of `Distribution`.
    pub enum Distribution {
        /// `Random`.
        Random = "Random",
        /// `ByLogStream`.
        ByLogStream = "ByLogStream",
    }
}
