//! `AWS::SecurityHub::Hub`.
//!
//! Written by `schema add AWS::SecurityHub::Hub` from the schema d9d4e13a5bb29c6286151c838a4dcc17.
//! Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// The AWS::SecurityHub::Hub resource represents the implementation of the AWS Security Hub
    /// service in your account. One hub resource is created for each Region in which you enable
    /// Security Hub.
    pub struct Hub: "AWS::SecurityHub::Hub", HubArgs;
}

impl Hub {
    /// An ARN is automatically created for the customer.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["ARN"])
    }

    /// The date and time when Security Hub was enabled in the account.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn subscribed_at(&self) -> Output<String> {
        self.attribute_at(&["SubscribedAt"])
    }
}

arguments! {
    /// The properties of [`Hub`].
    pub struct HubArgs;
}

impl HubArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Whether to automatically enable new controls when they are added to standards that are
    /// enabled
    #[track_caller]
    pub fn auto_enable_controls(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("AutoEnableControls", value)
    }

    /// This field, used when enabling Security Hub, specifies whether the calling account has
    /// consolidated control findings turned on. If the value for this field is set to
    /// SECURITY_CONTROL, Security Hub generates a single finding for a control check even when the
    /// check applies to multiple enabled standards. If the value for this field is set to
    /// STANDARD_CONTROL, Security Hub generates separate findings for a control check when the
    /// check applies to multiple enabled standards.
    ///
    /// Constraints: pattern `^(SECURITY_CONTROL|STANDARD_CONTROL)$`.
    #[track_caller]
    pub fn control_finding_generator(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ControlFindingGenerator", value)
    }

    /// Whether to enable the security standards that Security Hub has designated as automatically
    /// enabled.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn enable_default_standards(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnableDefaultStandards", value)
    }

    /// A key-value pair to associate with a resource.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Tags", value)
    }
}
