//! `AWS::Shield::Protection`.
//!
//! Written by `schema add AWS::Shield::Protection` from the schema
//! 58252c9e8722d823ba518f5556a7e4d7. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Enables AWS Shield Advanced for a specific AWS resource. The resource can be an Amazon
    /// CloudFront distribution, Amazon Route 53 hosted zone, AWS Global Accelerator standard
    /// accelerator, Elastic IP Address, Application Load Balancer, or a Classic Load Balancer. You
    /// can protect Amazon EC2 instances and Network Load Balancers by association with protected
    /// Amazon EC2 Elastic IP addresses.
    pub struct Protection: "AWS::Shield::Protection", ProtectionArgs;
}

impl Protection {
    /// The ARN (Amazon Resource Name) of the protection.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn protection_arn(&self) -> Output<String> {
        self.attribute_at(&["ProtectionArn"])
    }

    /// The unique identifier (ID) of the protection.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn protection_id(&self) -> Output<String> {
        self.attribute_at(&["ProtectionId"])
    }
}

arguments! {
    /// The properties of [`Protection`].
    pub struct ProtectionArgs;
}

impl ProtectionArgs {
    /// With the required properties:
    ///
    /// - `name`: Friendly name for the Protection. Constraints: length 1 to 128, pattern `[
    ///   a-zA-Z0-9_\.\-]*`. A change replaces the resource.
    /// - `resource_arn`: The ARN (Amazon Resource Name) of the resource to be protected.
    ///   Constraints: length 1 to 2048, pattern `^arn:aws`. A change replaces the resource.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>, resource_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Name", name).set_property("ResourceArn", resource_arn)
    }

    /// The automatic application layer DDoS mitigation settings for a Protection. This
    /// configuration determines whether Shield Advanced automatically manages rules in the web ACL
    /// in order to respond to application layer events that Shield Advanced determines to be DDoS
    /// attacks.
    #[track_caller]
    pub fn application_layer_automatic_response_configuration(
        self,
        value: impl IntoInput<Record<ApplicationLayerAutomaticResponseConfiguration>>,
    ) -> Self {
        self.set_property("ApplicationLayerAutomaticResponseConfiguration", value)
    }

    /// The Amazon Resource Names (ARNs) of the health check to associate with the protection.
    ///
    /// Constraints: at most 1 elements.
    #[track_caller]
    pub fn health_check_arns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("HealthCheckArns", value)
    }

    /// One or more tag key-value pairs for the Protection object.
    ///
    /// Constraints: at most 200 elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// The automatic application layer DDoS mitigation settings for a Protection. This
    /// configuration determines whether Shield Advanced automatically manages rules in the web ACL
    /// in order to respond to application layer events that Shield Advanced determines to be DDoS
    /// attacks.
    pub struct ApplicationLayerAutomaticResponseConfiguration;
}

impl ApplicationLayerAutomaticResponseConfiguration {
    /// With the required properties:
    ///
    /// - `action`: Specifies the action setting that Shield Advanced should use in the AWS WAF
    ///   rules that it creates on behalf of the protected resource in response to DDoS attacks. You
    ///   specify this as part of the configuration for the automatic application layer DDoS
    ///   mitigation feature, when you enable or update automatic mitigation. Shield Advanced
    ///   creates the AWS WAF rules in a Shield Advanced-managed rule group, inside the web ACL that
    ///   you have associated with the resource.
    /// - `status`: Indicates whether automatic application layer DDoS mitigation is enabled for the
    ///   protection.
    #[track_caller]
    pub fn new(action: impl IntoInput<Record<Action>>, status: impl IntoInput<OneOf<Status>>) -> Self {
        Self(Fields::new()).set_property("Action", action).set_property("Status", status)
    }
}

arguments! {
    /// Specifies the action setting that Shield Advanced should use in the AWS WAF rules that it
    /// creates on behalf of the protected resource in response to DDoS attacks. You specify this as
    /// part of the configuration for the automatic application layer DDoS mitigation feature, when
    /// you enable or update automatic mitigation. Shield Advanced creates the AWS WAF rules in a
    /// Shield Advanced-managed rule group, inside the web ACL that you have associated with the
    /// resource.
    pub struct Action;
}

impl Action {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specifies that Shield Advanced should configure its AWS WAF rules with the AWS WAF `Block`
    /// action. You must specify exactly one action, either `Block` or `Count`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn block(self, value: impl AnyInput) -> Self {
        self.set_any_property("Block", value)
    }

    /// Specifies that Shield Advanced should configure its AWS WAF rules with the AWS WAF `Count`
    /// action. You must specify exactly one action, either `Block` or `Count`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn count(self, value: impl AnyInput) -> Self {
        self.set_any_property("Count", value)
    }
}

arguments! {
    /// A tag associated with an AWS resource. Tags are key:value pairs that you can use to
    /// categorize and manage your resources, for purposes like billing or other management.
    /// Typically, the tag key represents a category, such as "environment", and the tag value
    /// represents a specific value within that category, such as "test," "development," or
    /// "production". Or you might set the tag key to "customer" and the value to the customer name
    /// or ID. You can specify one or more tags to add to each AWS resource, up to 50 tags for a
    /// resource.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: Part of the key:value pair that defines a tag. You can use a tag key to describe a
    ///   category of information, such as "customer." Tag keys are case-sensitive. Constraints:
    ///   length 1 to 128.
    /// - `value`: Part of the key:value pair that defines a tag. You can use a tag value to
    ///   describe a specific value within a category, such as "companyA" or "companyB." Tag values
    ///   are case-sensitive. Constraints: length at most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}

texts! {
    /// The values of `Status`.
    pub enum Status {
        /// `ENABLED`.
        Enabled = "ENABLED",
        /// `DISABLED`.
        Disabled = "DISABLED",
    }
}
