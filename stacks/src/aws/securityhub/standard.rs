//! `AWS::SecurityHub::Standard`.
//!
//! Written by `schema add AWS::SecurityHub::Standard` from the schema
//! 4077399028c7fc62b7b93cc010aaaa8c. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// The `AWS::SecurityHub::Standard` resource specifies the enablement of a security standard.
    /// The standard is identified by the `StandardsArn` property. To view a list of ASH standards
    /// and their Amazon Resource Names (ARNs), use the
    /// [DescribeStandards](https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeStandards.html)
    /// API operation. You must create a separate `AWS::SecurityHub::Standard` resource for each
    /// standard that you want to enable. For more information about ASH standards, see [standards
    /// reference](https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html)
    /// in the *User Guide*.
    pub struct Standard: "AWS::SecurityHub::Standard", StandardArgs;
}

impl Standard {
    /// The attribute `StandardsSubscriptionArn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn standards_subscription_arn(&self) -> Output<String> {
        self.attribute_at(&["StandardsSubscriptionArn"])
    }
}

arguments! {
    /// The properties of [`Standard`].
    pub struct StandardArgs;
}

impl StandardArgs {
    /// With the required properties:
    ///
    /// - `standards_arn`: The ARN of the standard that you want to enable. To view a list of
    ///   available ASH standards and their ARNs, use the
    ///   [DescribeStandards](https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeStandards.html)
    ///   API operation. Constraints: pattern `arn:aws\S*:securityhub:\S`. A change replaces the
    ///   resource.
    #[track_caller]
    pub fn new(standards_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("StandardsArn", standards_arn)
    }

    /// Specifies which controls are to be disabled in a standard. *Maximum*: `100`
    ///
    /// Constraints: at most 100 elements, no element twice.
    #[track_caller]
    pub fn disabled_standards_controls(self, value: impl IntoInput<Vec<Record<StandardsControl>>>) -> Self {
        self.set_property("DisabledStandardsControls", value)
    }
}

arguments! {
    /// Provides details about an individual security control. For a list of ASH controls, see
    /// [controls
    /// reference](https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html)
    /// in the *User Guide*.
    pub struct StandardsControl;
}

impl StandardsControl {
    /// With the required properties:
    ///
    /// - `standards_control_arn`: The Amazon Resource Name (ARN) of the control. Constraints:
    ///   pattern `arn:aws\S*:securityhub:\S*`.
    #[track_caller]
    pub fn new(standards_control_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("StandardsControlArn", standards_control_arn)
    }

    /// A user-defined reason for changing a control's enablement status in a specified standard. If
    /// you are disabling a control, then this property is required.
    #[track_caller]
    pub fn reason(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Reason", value)
    }
}
