//! `AWS::SES::MailManagerRuleSet`.
//!
//! Written by `schema add AWS::SES::MailManagerRuleSet` from the schema
//! be04d73784fbef2f29fcb94e59ac1834. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Definition of AWS::SES::MailManagerRuleSet Resource Type
    pub struct MailManagerRuleSet: "AWS::SES::MailManagerRuleSet", MailManagerRuleSetArgs;
}

impl MailManagerRuleSet {
    /// The attribute `RuleSetArn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn rule_set_arn(&self) -> Output<String> {
        self.attribute_at(&["RuleSetArn"])
    }

    /// The attribute `RuleSetId`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn rule_set_id(&self) -> Output<String> {
        self.attribute_at(&["RuleSetId"])
    }
}

arguments! {
    /// The properties of [`MailManagerRuleSet`].
    pub struct MailManagerRuleSetArgs;
}

impl MailManagerRuleSetArgs {
    /// With the required properties:
    ///
    /// - `rules`: `Rules`. Constraints: at most 40 elements.
    #[track_caller]
    pub fn new(rules: impl IntoInput<Vec<Record<Rule>>>) -> Self {
        Self(Fields::new()).set_property("Rules", rules)
    }

    /// `RuleSetName`.
    ///
    /// Constraints: length 1 to 100, pattern `^[a-zA-Z0-9_.-]+$`.
    #[track_caller]
    pub fn rule_set_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RuleSetName", value)
    }

    /// `Tags`.
    ///
    /// Constraints: at most 200 elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// `Rule`.
    pub struct Rule;
}

impl Rule {
    /// With the required properties:
    ///
    /// - `actions`: `Actions`. Constraints: 1 to 10 elements.
    #[track_caller]
    pub fn new(actions: impl IntoInput<Vec<Record<RuleAction>>>) -> Self {
        Self(Fields::new()).set_property("Actions", actions)
    }

    /// `Conditions`.
    ///
    /// Constraints: at most 10 elements.
    #[track_caller]
    pub fn conditions(self, value: impl IntoInput<Vec<Record<RuleCondition>>>) -> Self {
        self.set_property("Conditions", value)
    }

    /// `Name`.
    ///
    /// Constraints: length 1 to 32, pattern `^[a-zA-Z0-9_.-]+$`.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// `Unless`.
    ///
    /// Constraints: at most 10 elements.
    #[track_caller]
    pub fn unless(self, value: impl IntoInput<Vec<Record<RuleCondition>>>) -> Self {
        self.set_property("Unless", value)
    }
}

arguments! {
    /// `RuleAction`.
    pub struct RuleAction;
}

impl RuleAction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AddHeader`.
    #[track_caller]
    pub fn add_header(self, value: impl IntoInput<Record<AddHeaderAction>>) -> Self {
        self.set_property("AddHeader", value)
    }

    /// `Archive`.
    #[track_caller]
    pub fn archive(self, value: impl IntoInput<Record<ArchiveAction>>) -> Self {
        self.set_property("Archive", value)
    }

    /// `Bounce`.
    #[track_caller]
    pub fn bounce(self, value: impl IntoInput<Record<BounceAction>>) -> Self {
        self.set_property("Bounce", value)
    }

    /// `DeliverToMailbox`.
    #[track_caller]
    pub fn deliver_to_mailbox(self, value: impl IntoInput<Record<DeliverToMailboxAction>>) -> Self {
        self.set_property("DeliverToMailbox", value)
    }

    /// `DeliverToQBusiness`.
    #[track_caller]
    pub fn deliver_to_q_business(
        self,
        value: impl IntoInput<Record<DeliverToQBusinessAction>>,
    ) -> Self {
        self.set_property("DeliverToQBusiness", value)
    }

    /// `Drop`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn drop(self, value: impl AnyInput) -> Self {
        self.set_any_property("Drop", value)
    }

    /// `InvokeLambda`.
    #[track_caller]
    pub fn invoke_lambda(self, value: impl IntoInput<Record<InvokeLambdaAction>>) -> Self {
        self.set_property("InvokeLambda", value)
    }

    /// `PublishToSns`.
    #[track_caller]
    pub fn publish_to_sns(self, value: impl IntoInput<Record<SnsAction>>) -> Self {
        self.set_property("PublishToSns", value)
    }

    /// `Relay`.
    #[track_caller]
    pub fn relay(self, value: impl IntoInput<Record<RelayAction>>) -> Self {
        self.set_property("Relay", value)
    }

    /// `ReplaceRecipient`.
    #[track_caller]
    pub fn replace_recipient(self, value: impl IntoInput<Record<ReplaceRecipientAction>>) -> Self {
        self.set_property("ReplaceRecipient", value)
    }

    /// `Send`.
    #[track_caller]
    pub fn send(self, value: impl IntoInput<Record<SendAction>>) -> Self {
        self.set_property("Send", value)
    }

    /// `WriteToS3`.
    #[track_caller]
    pub fn write_to_s3(self, value: impl IntoInput<Record<S3Action>>) -> Self {
        self.set_property("WriteToS3", value)
    }
}

arguments! {
    /// `AddHeaderAction`.
    pub struct AddHeaderAction;
}

impl AddHeaderAction {
    /// With the required properties:
    ///
    /// - `header_name`: `HeaderName`. Constraints: length 1 to 64, pattern
    ///   `^[xX]\-[a-zA-Z0-9\-]+$`.
    /// - `header_value`: `HeaderValue`. Constraints: length 1 to 128.
    #[track_caller]
    pub fn new(header_name: impl IntoInput<String>, header_value: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("HeaderName", header_name)
            .set_property("HeaderValue", header_value)
    }
}

arguments! {
    /// `ArchiveAction`.
    pub struct ArchiveAction;
}

impl ArchiveAction {
    /// With the required properties:
    ///
    /// - `target_archive`: `TargetArchive`. Constraints: length 1 to 2048, pattern
    ///   `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    #[track_caller]
    pub fn new(target_archive: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("TargetArchive", target_archive)
    }

    /// `ActionFailurePolicy`.
    #[track_caller]
    pub fn action_failure_policy(self, value: impl IntoInput<OneOf<ActionFailurePolicy>>) -> Self {
        self.set_property("ActionFailurePolicy", value)
    }
}

arguments! {
    /// `BounceAction`.
    pub struct BounceAction;
}

impl BounceAction {
    /// With the required properties:
    ///
    /// - `diagnostic_message`: `DiagnosticMessage`. Constraints: length 1 to 256, pattern
    ///   `^[\x20-\x7e]+$`.
    /// - `role_arn`: `RoleArn`. Constraints: length 20 to 2048, pattern `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    ///   Refers to `Arn` of `AWS::IAM::Role`.
    /// - `sender`: `Sender`. Constraints: length at most 254, pattern `^[0-9A-Za-z@+.-]+$`.
    /// - `smtp_reply_code`: `SmtpReplyCode`. Constraints: length 3, pattern `^[45][0-9][0-9]$`.
    /// - `status_code`: `StatusCode`. Constraints: length 5 to 9, pattern
    ///   `^[45]\.[0-9]{1,3}\.[0-9]{1,3}$`.
    #[track_caller]
    pub fn new(
        diagnostic_message: impl IntoInput<String>,
        role_arn: impl IntoInput<String>,
        sender: impl IntoInput<String>,
        smtp_reply_code: impl IntoInput<String>,
        status_code: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DiagnosticMessage", diagnostic_message)
            .set_property("RoleArn", role_arn)
            .set_property("Sender", sender)
            .set_property("SmtpReplyCode", smtp_reply_code)
            .set_property("StatusCode", status_code)
    }

    /// `ActionFailurePolicy`.
    #[track_caller]
    pub fn action_failure_policy(self, value: impl IntoInput<OneOf<ActionFailurePolicy>>) -> Self {
        self.set_property("ActionFailurePolicy", value)
    }

    /// `Message`.
    ///
    /// Constraints: length 1 to 500, pattern `^[\r\n\x20-\x7e]+$`.
    #[track_caller]
    pub fn message(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Message", value)
    }
}

arguments! {
    /// `DeliverToMailboxAction`.
    pub struct DeliverToMailboxAction;
}

impl DeliverToMailboxAction {
    /// With the required properties:
    ///
    /// - `mailbox_arn`: `MailboxArn`. Constraints: length 1 to 2048, pattern
    ///   `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    /// - `role_arn`: `RoleArn`. Constraints: length 20 to 2048, pattern `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    ///   Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(mailbox_arn: impl IntoInput<String>, role_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("MailboxArn", mailbox_arn)
            .set_property("RoleArn", role_arn)
    }

    /// `ActionFailurePolicy`.
    #[track_caller]
    pub fn action_failure_policy(self, value: impl IntoInput<OneOf<ActionFailurePolicy>>) -> Self {
        self.set_property("ActionFailurePolicy", value)
    }
}

arguments! {
    /// `DeliverToQBusinessAction`.
    pub struct DeliverToQBusinessAction;
}

impl DeliverToQBusinessAction {
    /// With the required properties:
    ///
    /// - `application_id`: `ApplicationId`. Constraints: length 36, pattern `^[a-z0-9-]+$`.
    /// - `index_id`: `IndexId`. Constraints: length 36, pattern `^[a-z0-9-]+$`.
    /// - `role_arn`: `RoleArn`. Constraints: length 20 to 2048, pattern `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    ///   Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(
        application_id: impl IntoInput<String>,
        index_id: impl IntoInput<String>,
        role_arn: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ApplicationId", application_id)
            .set_property("IndexId", index_id)
            .set_property("RoleArn", role_arn)
    }

    /// `ActionFailurePolicy`.
    #[track_caller]
    pub fn action_failure_policy(self, value: impl IntoInput<OneOf<ActionFailurePolicy>>) -> Self {
        self.set_property("ActionFailurePolicy", value)
    }
}

arguments! {
    /// `InvokeLambdaAction`.
    pub struct InvokeLambdaAction;
}

impl InvokeLambdaAction {
    /// With the required properties:
    ///
    /// - `function_arn`: `FunctionArn`. Constraints: length 20 to 2048, pattern
    ///   `^[a-zA-Z0-9:_/+=,@.#-]+$`. Refers to `Arn` of `AWS::Lambda::Function`.
    /// - `invocation_type`: `InvocationType`.
    /// - `role_arn`: `RoleArn`. Constraints: length 20 to 2048, pattern `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    ///   Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(
        function_arn: impl IntoInput<String>,
        invocation_type: impl IntoInput<OneOf<LambdaInvocationType>>,
        role_arn: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FunctionArn", function_arn)
            .set_property("InvocationType", invocation_type)
            .set_property("RoleArn", role_arn)
    }

    /// `ActionFailurePolicy`.
    #[track_caller]
    pub fn action_failure_policy(self, value: impl IntoInput<OneOf<ActionFailurePolicy>>) -> Self {
        self.set_property("ActionFailurePolicy", value)
    }

    /// `RetryTimeMinutes`.
    ///
    /// Constraints: value 0 to 2160.
    #[track_caller]
    pub fn retry_time_minutes(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("RetryTimeMinutes", value)
    }
}

arguments! {
    /// `SnsAction`.
    pub struct SnsAction;
}

impl SnsAction {
    /// With the required properties:
    ///
    /// - `role_arn`: `RoleArn`. Constraints: length 20 to 2048, pattern `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    ///   Refers to `Arn` of `AWS::IAM::Role`.
    /// - `topic_arn`: `TopicArn`. Constraints: length 20 to 2048, pattern
    ///   `^arn:(aws|aws-cn|aws-us-gov|aws-eusc):sns:[a-z]{2}-([a-z]+-)+\d{1}:\d{12}:[\w\-]{1,256}$`.
    ///   Refers to `Arn` of `AWS::SNS::Topic`.
    #[track_caller]
    pub fn new(role_arn: impl IntoInput<String>, topic_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("RoleArn", role_arn)
            .set_property("TopicArn", topic_arn)
    }

    /// `ActionFailurePolicy`.
    #[track_caller]
    pub fn action_failure_policy(self, value: impl IntoInput<OneOf<ActionFailurePolicy>>) -> Self {
        self.set_property("ActionFailurePolicy", value)
    }

    /// `Encoding`.
    #[track_caller]
    pub fn encoding(self, value: impl IntoInput<OneOf<SnsNotificationEncoding>>) -> Self {
        self.set_property("Encoding", value)
    }

    /// `PayloadType`.
    #[track_caller]
    pub fn payload_type(self, value: impl IntoInput<OneOf<SnsNotificationPayloadType>>) -> Self {
        self.set_property("PayloadType", value)
    }
}

arguments! {
    /// `RelayAction`.
    pub struct RelayAction;
}

impl RelayAction {
    /// With the required properties:
    ///
    /// - `relay`: `Relay`. Constraints: length 1 to 2048, pattern `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    #[track_caller]
    pub fn new(relay: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Relay", relay)
    }

    /// `ActionFailurePolicy`.
    #[track_caller]
    pub fn action_failure_policy(self, value: impl IntoInput<OneOf<ActionFailurePolicy>>) -> Self {
        self.set_property("ActionFailurePolicy", value)
    }

    /// `MailFrom`.
    #[track_caller]
    pub fn mail_from(self, value: impl IntoInput<OneOf<MailFrom>>) -> Self {
        self.set_property("MailFrom", value)
    }
}

arguments! {
    /// `ReplaceRecipientAction`.
    pub struct ReplaceRecipientAction;
}

impl ReplaceRecipientAction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ReplaceWith`.
    ///
    /// Constraints: 1 to 100 elements, no element twice.
    #[track_caller]
    pub fn replace_with(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ReplaceWith", value)
    }
}

arguments! {
    /// `SendAction`.
    pub struct SendAction;
}

impl SendAction {
    /// With the required properties:
    ///
    /// - `role_arn`: `RoleArn`. Constraints: length 20 to 2048, pattern `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    ///   Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(role_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("RoleArn", role_arn)
    }

    /// `ActionFailurePolicy`.
    #[track_caller]
    pub fn action_failure_policy(self, value: impl IntoInput<OneOf<ActionFailurePolicy>>) -> Self {
        self.set_property("ActionFailurePolicy", value)
    }
}

arguments! {
    /// `S3Action`.
    pub struct S3Action;
}

impl S3Action {
    /// With the required properties:
    ///
    /// - `role_arn`: `RoleArn`. Constraints: length 20 to 2048, pattern `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    ///   Refers to `Arn` of `AWS::IAM::Role`.
    /// - `s3_bucket`: `S3Bucket`. Constraints: length 1 to 62, pattern `^[a-zA-Z0-9.-]+$`. Refers
    ///   to `Name` of `AWS::S3::Bucket`.
    #[track_caller]
    pub fn new(role_arn: impl IntoInput<String>, s3_bucket: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("RoleArn", role_arn)
            .set_property("S3Bucket", s3_bucket)
    }

    /// `ActionFailurePolicy`.
    #[track_caller]
    pub fn action_failure_policy(self, value: impl IntoInput<OneOf<ActionFailurePolicy>>) -> Self {
        self.set_property("ActionFailurePolicy", value)
    }

    /// `S3Prefix`.
    ///
    /// Constraints: length 1 to 62, pattern `^[a-zA-Z0-9!_.*'()/-]+$`.
    #[track_caller]
    pub fn s3_prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3Prefix", value)
    }

    /// `S3SseKmsKeyId`.
    ///
    /// Constraints: length 20 to 2048, pattern `^[a-zA-Z0-9-:/]+$`.
    #[track_caller]
    pub fn s3_sse_kms_key_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3SseKmsKeyId", value)
    }
}

arguments! {
    /// `RuleCondition`.
    pub struct RuleCondition;
}

impl RuleCondition {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `BooleanExpression`.
    #[track_caller]
    pub fn boolean_expression(self, value: impl IntoInput<Record<RuleBooleanExpression>>) -> Self {
        self.set_property("BooleanExpression", value)
    }

    /// `DmarcExpression`.
    #[track_caller]
    pub fn dmarc_expression(self, value: impl IntoInput<Record<RuleDmarcExpression>>) -> Self {
        self.set_property("DmarcExpression", value)
    }

    /// `IpExpression`.
    #[track_caller]
    pub fn ip_expression(self, value: impl IntoInput<Record<RuleIpExpression>>) -> Self {
        self.set_property("IpExpression", value)
    }

    /// `NumberExpression`.
    #[track_caller]
    pub fn number_expression(self, value: impl IntoInput<Record<RuleNumberExpression>>) -> Self {
        self.set_property("NumberExpression", value)
    }

    /// `StringExpression`.
    #[track_caller]
    pub fn string_expression(self, value: impl IntoInput<Record<RuleStringExpression>>) -> Self {
        self.set_property("StringExpression", value)
    }

    /// `VerdictExpression`.
    #[track_caller]
    pub fn verdict_expression(self, value: impl IntoInput<Record<RuleVerdictExpression>>) -> Self {
        self.set_property("VerdictExpression", value)
    }
}

arguments! {
    /// `RuleBooleanExpression`.
    pub struct RuleBooleanExpression;
}

impl RuleBooleanExpression {
    /// With the required properties:
    ///
    /// - `evaluate`: `Evaluate`.
    /// - `operator`: `Operator`.
    #[track_caller]
    pub fn new(
        evaluate: impl IntoInput<Record<RuleBooleanToEvaluate>>,
        operator: impl IntoInput<OneOf<RuleBooleanOperator>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Evaluate", evaluate)
            .set_property("Operator", operator)
    }
}

arguments! {
    /// `RuleBooleanToEvaluate`.
    pub struct RuleBooleanToEvaluate;
}

impl RuleBooleanToEvaluate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Analysis`.
    #[track_caller]
    pub fn analysis(self, value: impl IntoInput<Record<Analysis>>) -> Self {
        self.set_property("Analysis", value)
    }

    /// `Attribute`.
    #[track_caller]
    pub fn attribute(self, value: impl IntoInput<OneOf<RuleBooleanEmailAttribute>>) -> Self {
        self.set_property("Attribute", value)
    }

    /// `IsInAddressList`.
    #[track_caller]
    pub fn is_in_address_list(self, value: impl IntoInput<Record<RuleIsInAddressList>>) -> Self {
        self.set_property("IsInAddressList", value)
    }
}

arguments! {
    /// `Analysis`.
    pub struct Analysis;
}

impl Analysis {
    /// With the required properties:
    ///
    /// - `analyzer`: `Analyzer`. Constraints: pattern `^[a-zA-Z0-9:_/+=,@.#-]+$`.
    /// - `result_field`: `ResultField`. Constraints: length 1 to 256, pattern
    ///   `^(addon\.)?[\sa-zA-Z0-9_]+$`.
    #[track_caller]
    pub fn new(analyzer: impl IntoInput<String>, result_field: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Analyzer", analyzer)
            .set_property("ResultField", result_field)
    }
}

arguments! {
    /// `RuleIsInAddressList`.
    pub struct RuleIsInAddressList;
}

impl RuleIsInAddressList {
    /// With the required properties:
    ///
    /// - `address_lists`: `AddressLists`. Constraints: 1 elements, no element twice.
    /// - `attribute`: `Attribute`.
    #[track_caller]
    pub fn new(
        address_lists: impl IntoInput<Vec<String>>,
        attribute: impl IntoInput<OneOf<RuleAddressListEmailAttribute>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("AddressLists", address_lists)
            .set_property("Attribute", attribute)
    }
}

arguments! {
    /// `RuleDmarcExpression`.
    pub struct RuleDmarcExpression;
}

impl RuleDmarcExpression {
    /// With the required properties:
    ///
    /// - `operator`: `Operator`.
    /// - `values`: `Values`. Constraints: 1 to 10 elements.
    #[track_caller]
    pub fn new(
        operator: impl IntoInput<OneOf<RuleDmarcOperator>>,
        values: impl IntoInput<Vec<OneOf<RuleDmarcPolicy>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Operator", operator)
            .set_property("Values", values)
    }
}

arguments! {
    /// `RuleIpExpression`.
    pub struct RuleIpExpression;
}

impl RuleIpExpression {
    /// With the required properties:
    ///
    /// - `evaluate`: `Evaluate`.
    /// - `operator`: `Operator`.
    /// - `values`: `Values`. Constraints: 1 to 10 elements.
    #[track_caller]
    pub fn new(
        evaluate: impl IntoInput<Record<RuleIpToEvaluate>>,
        operator: impl IntoInput<OneOf<RuleIpOperator>>,
        values: impl IntoInput<Vec<String>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Evaluate", evaluate)
            .set_property("Operator", operator)
            .set_property("Values", values)
    }
}

arguments! {
    /// `RuleIpToEvaluate`.
    pub struct RuleIpToEvaluate;
}

impl RuleIpToEvaluate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Attribute`.
    #[track_caller]
    pub fn attribute(self, value: impl IntoInput<OneOf<RuleIpEmailAttribute>>) -> Self {
        self.set_property("Attribute", value)
    }
}

arguments! {
    /// `RuleNumberExpression`.
    pub struct RuleNumberExpression;
}

impl RuleNumberExpression {
    /// With the required properties:
    ///
    /// - `evaluate`: `Evaluate`.
    /// - `operator`: `Operator`.
    /// - `value`: `Value`.
    #[track_caller]
    pub fn new(
        evaluate: impl IntoInput<Record<RuleNumberToEvaluate>>,
        operator: impl IntoInput<OneOf<RuleNumberOperator>>,
        value: impl IntoInput<f64>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Evaluate", evaluate)
            .set_property("Operator", operator)
            .set_property("Value", value)
    }
}

arguments! {
    /// `RuleNumberToEvaluate`.
    pub struct RuleNumberToEvaluate;
}

impl RuleNumberToEvaluate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Attribute`.
    #[track_caller]
    pub fn attribute(self, value: impl IntoInput<OneOf<RuleNumberEmailAttribute>>) -> Self {
        self.set_property("Attribute", value)
    }
}

arguments! {
    /// `RuleStringExpression`.
    pub struct RuleStringExpression;
}

impl RuleStringExpression {
    /// With the required properties:
    ///
    /// - `evaluate`: `Evaluate`.
    /// - `operator`: `Operator`.
    /// - `values`: `Values`. Constraints: 1 to 10 elements.
    #[track_caller]
    pub fn new(
        evaluate: impl IntoInput<Record<RuleStringToEvaluate>>,
        operator: impl IntoInput<OneOf<RuleStringOperator>>,
        values: impl IntoInput<Vec<String>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Evaluate", evaluate)
            .set_property("Operator", operator)
            .set_property("Values", values)
    }
}

arguments! {
    /// `RuleStringToEvaluate`.
    pub struct RuleStringToEvaluate;
}

impl RuleStringToEvaluate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Analysis`.
    #[track_caller]
    pub fn analysis(self, value: impl IntoInput<Record<Analysis>>) -> Self {
        self.set_property("Analysis", value)
    }

    /// `Attribute`.
    #[track_caller]
    pub fn attribute(self, value: impl IntoInput<OneOf<RuleStringEmailAttribute>>) -> Self {
        self.set_property("Attribute", value)
    }

    /// `ClientCertificateAttribute`.
    #[track_caller]
    pub fn client_certificate_attribute(
        self,
        value: impl IntoInput<OneOf<RuleClientCertificateAttribute>>,
    ) -> Self {
        self.set_property("ClientCertificateAttribute", value)
    }

    /// `MimeHeaderAttribute`.
    ///
    /// Constraints: pattern `^X-[a-zA-Z0-9-]{1,256}$`.
    #[track_caller]
    pub fn mime_header_attribute(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MimeHeaderAttribute", value)
    }
}

arguments! {
    /// `RuleVerdictExpression`.
    pub struct RuleVerdictExpression;
}

impl RuleVerdictExpression {
    /// With the required properties:
    ///
    /// - `evaluate`: `Evaluate`.
    /// - `operator`: `Operator`.
    /// - `values`: `Values`. Constraints: 1 to 10 elements.
    #[track_caller]
    pub fn new(
        evaluate: impl IntoInput<Record<RuleVerdictToEvaluate>>,
        operator: impl IntoInput<OneOf<RuleVerdictOperator>>,
        values: impl IntoInput<Vec<OneOf<RuleVerdict>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Evaluate", evaluate)
            .set_property("Operator", operator)
            .set_property("Values", values)
    }
}

arguments! {
    /// `RuleVerdictToEvaluate`.
    pub struct RuleVerdictToEvaluate;
}

impl RuleVerdictToEvaluate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Analysis`.
    #[track_caller]
    pub fn analysis(self, value: impl IntoInput<Record<Analysis>>) -> Self {
        self.set_property("Analysis", value)
    }

    /// `Attribute`.
    #[track_caller]
    pub fn attribute(self, value: impl IntoInput<OneOf<RuleVerdictAttribute>>) -> Self {
        self.set_property("Attribute", value)
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
        Self(Fields::new())
            .set_property("Key", key)
            .set_property("Value", value)
    }
}

texts! {
    /// The values of `ActionFailurePolicy`.
    pub enum ActionFailurePolicy {
        /// `CONTINUE`.
        Continue = "CONTINUE",
        /// `DROP`.
        Drop = "DROP",
    }
}

texts! {
    /// The values of `InvocationType`.
    pub enum LambdaInvocationType {
        /// `EVENT`.
        Event = "EVENT",
        /// `REQUEST_RESPONSE`.
        RequestResponse = "REQUEST_RESPONSE",
    }
}

texts! {
    /// The values of `Encoding`.
    pub enum SnsNotificationEncoding {
        /// `UTF-8`.
        Utf8 = "UTF-8",
        /// `BASE64`.
        Base64 = "BASE64",
    }
}

texts! {
    /// The values of `PayloadType`.
    pub enum SnsNotificationPayloadType {
        /// `CONTENT`.
        Content = "CONTENT",
        /// `HEADERS`.
        Headers = "HEADERS",
    }
}

texts! {
    /// The values of `MailFrom`.
    pub enum MailFrom {
        /// `REPLACE`.
        Replace = "REPLACE",
        /// `PRESERVE`.
        Preserve = "PRESERVE",
    }
}

texts! {
    /// The values of `Attribute`.
    pub enum RuleBooleanEmailAttribute {
        /// `READ_RECEIPT_REQUESTED`.
        ReadReceiptRequested = "READ_RECEIPT_REQUESTED",
        /// `TLS`.
        Tls = "TLS",
        /// `TLS_WRAPPED`.
        TlsWrapped = "TLS_WRAPPED",
    }
}

texts! {
    /// The values of `Attribute`.
    pub enum RuleAddressListEmailAttribute {
        /// `RECIPIENT`.
        Recipient = "RECIPIENT",
        /// `MAIL_FROM`.
        MailFrom = "MAIL_FROM",
        /// `SENDER`.
        Sender = "SENDER",
        /// `FROM`.
        From = "FROM",
        /// `TO`.
        To = "TO",
        /// `CC`.
        Cc = "CC",
    }
}

texts! {
    /// The values of `Operator`.
    pub enum RuleBooleanOperator {
        /// `IS_TRUE`.
        IsTrue = "IS_TRUE",
        /// `IS_FALSE`.
        IsFalse = "IS_FALSE",
    }
}

texts! {
    /// The values of `Operator`.
    pub enum RuleDmarcOperator {
        /// `EQUALS`.
        Equals = "EQUALS",
        /// `NOT_EQUALS`.
        NotEquals = "NOT_EQUALS",
    }
}

texts! {
    /// The values of `Values`.
    pub enum RuleDmarcPolicy {
        /// `NONE`.
        None = "NONE",
        /// `QUARANTINE`.
        Quarantine = "QUARANTINE",
        /// `REJECT`.
        Reject = "REJECT",
    }
}

texts! {
    /// The values of `Attribute`.
    pub enum RuleIpEmailAttribute {
        /// `SOURCE_IP`.
        SourceIp = "SOURCE_IP",
    }
}

texts! {
    /// The values of `Operator`.
    pub enum RuleIpOperator {
        /// `CIDR_MATCHES`.
        CidrMatches = "CIDR_MATCHES",
        /// `NOT_CIDR_MATCHES`.
        NotCidrMatches = "NOT_CIDR_MATCHES",
    }
}

texts! {
    /// The values of `Attribute`.
    pub enum RuleNumberEmailAttribute {
        /// `MESSAGE_SIZE`.
        MessageSize = "MESSAGE_SIZE",
    }
}

texts! {
    /// The values of `Operator`.
    pub enum RuleNumberOperator {
        /// `EQUALS`.
        Equals = "EQUALS",
        /// `NOT_EQUALS`.
        NotEquals = "NOT_EQUALS",
        /// `LESS_THAN`.
        LessThan = "LESS_THAN",
        /// `GREATER_THAN`.
        GreaterThan = "GREATER_THAN",
        /// `LESS_THAN_OR_EQUAL`.
        LessThanOrEqual = "LESS_THAN_OR_EQUAL",
        /// `GREATER_THAN_OR_EQUAL`.
        GreaterThanOrEqual = "GREATER_THAN_OR_EQUAL",
    }
}

texts! {
    /// The values of `Attribute`.
    pub enum RuleStringEmailAttribute {
        /// `MAIL_FROM`.
        MailFrom = "MAIL_FROM",
        /// `HELO`.
        Helo = "HELO",
        /// `RECIPIENT`.
        Recipient = "RECIPIENT",
        /// `SENDER`.
        Sender = "SENDER",
        /// `FROM`.
        From = "FROM",
        /// `SUBJECT`.
        Subject = "SUBJECT",
        /// `TO`.
        To = "TO",
        /// `CC`.
        Cc = "CC",
    }
}

texts! {
    /// The values of `ClientCertificateAttribute`.
    pub enum RuleClientCertificateAttribute {
        /// `CN`.
        Cn = "CN",
        /// `SAN_RFC822_NAME`.
        SanRfc822Name = "SAN_RFC822_NAME",
        /// `SAN_DNS_NAME`.
        SanDnsName = "SAN_DNS_NAME",
        /// `SAN_DIRECTORY_NAME`.
        SanDirectoryName = "SAN_DIRECTORY_NAME",
        /// `SAN_UNIFORM_RESOURCE_IDENTIFIER`.
        SanUniformResourceIdentifier = "SAN_UNIFORM_RESOURCE_IDENTIFIER",
        /// `SAN_IP_ADDRESS`.
        SanIpAddress = "SAN_IP_ADDRESS",
        /// `SAN_REGISTERED_ID`.
        SanRegisteredId = "SAN_REGISTERED_ID",
        /// `SERIAL_NUMBER`.
        SerialNumber = "SERIAL_NUMBER",
    }
}

texts! {
    /// The values of `Operator`.
    pub enum RuleStringOperator {
        /// `EQUALS`.
        Equals = "EQUALS",
        /// `NOT_EQUALS`.
        NotEquals = "NOT_EQUALS",
        /// `STARTS_WITH`.
        StartsWith = "STARTS_WITH",
        /// `ENDS_WITH`.
        EndsWith = "ENDS_WITH",
        /// `CONTAINS`.
        Contains = "CONTAINS",
    }
}

texts! {
    /// The values of `Attribute`.
    pub enum RuleVerdictAttribute {
        /// `SPF`.
        Spf = "SPF",
        /// `DKIM`.
        Dkim = "DKIM",
    }
}

texts! {
    /// The values of `Operator`.
    pub enum RuleVerdictOperator {
        /// `EQUALS`.
        Equals = "EQUALS",
        /// `NOT_EQUALS`.
        NotEquals = "NOT_EQUALS",
    }
}

texts! {
    /// The values of `Values`.
    pub enum RuleVerdict {
        /// `PASS`.
        Pass = "PASS",
        /// `FAIL`.
        Fail = "FAIL",
        /// `GRAY`.
        Gray = "GRAY",
        /// `PROCESSING_FAILED`.
        ProcessingFailed = "PROCESSING_FAILED",
    }
}
