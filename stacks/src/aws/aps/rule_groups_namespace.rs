//! `AWS::APS::RuleGroupsNamespace`.
//!
//! Written by `schema add AWS::APS::RuleGroupsNamespace` from the schema
//! de9b73dd60f9fa258399ad7f3f27d3f7. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// RuleGroupsNamespace schema for cloudformation.
    pub struct RuleGroupsNamespace: "AWS::APS::RuleGroupsNamespace", RuleGroupsNamespaceArgs;
}

impl RuleGroupsNamespace {
    /// The RuleGroupsNamespace ARN.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }
}

arguments! {
    /// The properties of [`RuleGroupsNamespace`].
    pub struct RuleGroupsNamespaceArgs;
}

impl RuleGroupsNamespaceArgs {
    /// With the required properties:
    ///
    /// - `data`: The RuleGroupsNamespace data.
    /// - `name`: The RuleGroupsNamespace name. Constraints: length 1 to 64. A change replaces the
    ///   resource.
    /// - `workspace`: Required to identify a specific APS Workspace associated with this
    ///   RuleGroupsNamespace. Constraints: pattern
    ///   `^arn:(aws|aws-us-gov|aws-cn):aps:[a-z0-9-]+:[0-9]+:workspace/[a-zA-Z0-9-]+$`. A change
    ///   replaces the resource.
    #[track_caller]
    pub fn new(data: impl IntoInput<String>, name: impl IntoInput<String>, workspace: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Data", data).set_property("Name", name).set_property("Workspace", workspace)
    }

    /// An array of key-value pairs to apply to this resource.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// A key-value pair to associate with a resource.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: The key name of the tag. You can specify a value that is 1 to 128 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length 1 to 128.
    /// - `value`: The value for the tag. You can specify a value that is 0 to 256 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length at most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}
