//! `AWS::Chatbot::SlackChannelConfiguration`.
//!
//! Written by `schema add AWS::Chatbot::SlackChannelConfiguration` from the schema
//! f1d5f61e0d5d2ca763cdf3db27b985a8. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource schema for AWS::Chatbot::SlackChannelConfiguration.
    pub struct SlackChannelConfiguration: "AWS::Chatbot::SlackChannelConfiguration", SlackChannelConfigurationArgs;
}

impl SlackChannelConfiguration {
    /// Amazon Resource Name (ARN) of the configuration
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }
}

arguments! {
    /// The properties of [`SlackChannelConfiguration`].
    pub struct SlackChannelConfigurationArgs;
}

impl SlackChannelConfigurationArgs {
    /// With the required properties:
    ///
    /// - `configuration_name`: The name of the configuration Constraints: length 1 to 128, pattern
    ///   `^[A-Za-z0-9-_]+$`. A change replaces the resource.
    /// - `iam_role_arn`: The ARN of the IAM role that defines the permissions for AWS Chatbot
    ///   Refers to `Arn` of `AWS::IAM::Role`.
    /// - `slack_channel_id`: The id of the Slack channel Constraints: length 1 to 256, pattern
    ///   `^[A-Za-z0-9]+$`.
    /// - `slack_workspace_id`: The id of the Slack workspace Constraints: length 1 to 256, pattern
    ///   `^[0-9A-Z]{1,255}$`. A change replaces the resource.
    #[track_caller]
    pub fn new(
        configuration_name: impl IntoInput<String>,
        iam_role_arn: impl IntoInput<String>,
        slack_channel_id: impl IntoInput<String>,
        slack_workspace_id: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ConfigurationName", configuration_name)
            .set_property("IamRoleArn", iam_role_arn)
            .set_property("SlackChannelId", slack_channel_id)
            .set_property("SlackWorkspaceId", slack_workspace_id)
    }

    /// ARNs of Custom Actions to associate with notifications in the provided chat channel.
    #[track_caller]
    pub fn customization_resource_arns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("CustomizationResourceArns", value)
    }

    /// The list of IAM policy ARNs that are applied as channel guardrails. The AWS managed
    /// 'AdministratorAccess' policy is applied as a default if this is not set.
    #[track_caller]
    pub fn guardrail_policies(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("GuardrailPolicies", value)
    }

    /// Specifies the logging level for this configuration:ERROR,INFO or NONE. This property affects
    /// the log entries pushed to Amazon CloudWatch logs
    ///
    /// Constraints: length 4 to 5, pattern `^(ERROR|INFO|NONE)$`.
    ///
    /// Default: `"NONE"`.
    #[track_caller]
    pub fn logging_level(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LoggingLevel", value)
    }

    /// ARNs of SNS topics which delivers notifications to AWS Chatbot, for example CloudWatch alarm
    /// notifications.
    #[track_caller]
    pub fn sns_topic_arns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SnsTopicArns", value)
    }

    /// The tags to add to the configuration
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// Enables use of a user role requirement in your chat configuration
    ///
    /// Default: `false`.
    #[track_caller]
    pub fn user_role_required(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("UserRoleRequired", value)
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
