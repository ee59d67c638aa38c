//! `AWS::AccessAnalyzer::Analyzer`.
//!
//! Written by `schema add AWS::AccessAnalyzer::Analyzer` from the schema
//! 574c71fe4e80cdcaff228c8f7f6e3bda. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// The AWS::AccessAnalyzer::Analyzer type specifies an analyzer of the user's account
    pub struct Analyzer: "AWS::AccessAnalyzer::Analyzer", AnalyzerArgs;
}

impl Analyzer {
    /// Amazon Resource Name (ARN) of the analyzer
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }
}

arguments! {
    /// The properties of [`Analyzer`].
    pub struct AnalyzerArgs;
}

impl AnalyzerArgs {
    /// With the required properties:
    ///
    /// - `type`: The type of the analyzer, must be one of ACCOUNT, ORGANIZATION,
    ///   ACCOUNT_INTERNAL_ACCESS, ORGANIZATION_INTERNAL_ACCESS, ACCOUNT_UNUSED_ACCESS and
    ///   ORGANIZATION_UNUSED_ACCESS Constraints: length at most 1024. A change replaces the
    ///   resource.
    #[track_caller]
    pub fn new(r#type: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Type", r#type)
    }

    /// The configuration for the analyzer
    ///
    /// A change may replace the resource: AWS decides when it updates it.
    #[track_caller]
    pub fn analyzer_configuration(self, value: impl IntoInput<Record<AnalyzerConfiguration>>) -> Self {
        self.set_property("AnalyzerConfiguration", value)
    }

    /// Analyzer name
    ///
    /// Constraints: length 1 to 1024, pattern `^[A-Za-z_][A-Za-z0-9_.-]*$`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn analyzer_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AnalyzerName", value)
    }

    /// `ArchiveRules`.
    #[track_caller]
    pub fn archive_rules(self, value: impl IntoInput<Vec<Record<ArchiveRule>>>) -> Self {
        self.set_property("ArchiveRules", value)
    }

    /// An array of key-value pairs to apply to this resource.
    ///
    /// Constraints: at most 50 elements, no element twice.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// The configuration for the analyzer
    pub struct AnalyzerConfiguration;
}

impl AnalyzerConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specifies the configuration of an internal access analyzer for an AWS organization or
    /// account. This configuration determines how the analyzer evaluates internal access within
    /// your AWS environment.
    #[track_caller]
    pub fn internal_access_configuration(self, value: impl IntoInput<Record<InternalAccessConfiguration>>) -> Self {
        self.set_property("InternalAccessConfiguration", value)
    }

    /// The Configuration for Unused Access Analyzer
    #[track_caller]
    pub fn unused_access_configuration(self, value: impl IntoInput<Record<UnusedAccessConfiguration>>) -> Self {
        self.set_property("UnusedAccessConfiguration", value)
    }
}

arguments! {
    /// Specifies the configuration of an internal access analyzer for an AWS organization or
    /// account. This configuration determines how the analyzer evaluates internal access within
    /// your AWS environment.
    pub struct InternalAccessConfiguration;
}

impl InternalAccessConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Contains information about analysis rules for the internal access analyzer. Analysis rules
    /// determine which entities will generate findings based on the criteria you define when you
    /// create the rule.
    #[track_caller]
    pub fn internal_access_analysis_rule(self, value: impl IntoInput<Record<InternalAccessAnalysisRule>>) -> Self {
        self.set_property("InternalAccessAnalysisRule", value)
    }
}

arguments! {
    /// Contains information about analysis rules for the internal access analyzer. Analysis rules
    /// determine which entities will generate findings based on the criteria you define when you
    /// create the rule.
    pub struct InternalAccessAnalysisRule;
}

impl InternalAccessAnalysisRule {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// A list of rules for the internal access analyzer containing criteria to include in analysis.
    /// Only resources that meet the rule criteria will generate findings.
    #[track_caller]
    pub fn inclusions(self, value: impl IntoInput<Vec<Record<InternalAccessAnalysisRuleCriteria>>>) -> Self {
        self.set_property("Inclusions", value)
    }
}

arguments! {
    /// The criteria for an analysis rule for an internal access analyzer.
    pub struct InternalAccessAnalysisRuleCriteria;
}

impl InternalAccessAnalysisRuleCriteria {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// A list of AWS account IDs to apply to the internal access analysis rule criteria. Account
    /// IDs can only be applied to the analysis rule criteria for organization-level analyzers and
    /// cannot include the organization owner account.
    #[track_caller]
    pub fn account_ids(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("AccountIds", value)
    }

    /// A list of resource ARNs to apply to the internal access analysis rule criteria. The analyzer
    /// will only generate findings for resources that match these ARNs.
    #[track_caller]
    pub fn resource_arns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ResourceArns", value)
    }

    /// A list of resource types to apply to the internal access analysis rule criteria. The
    /// analyzer will only generate findings for resources of these types.
    #[track_caller]
    pub fn resource_types(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ResourceTypes", value)
    }
}

arguments! {
    /// The Configuration for Unused Access Analyzer
    pub struct UnusedAccessConfiguration;
}

impl UnusedAccessConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Contains information about rules for the analyzer.
    #[track_caller]
    pub fn analysis_rule(self, value: impl IntoInput<Record<AnalysisRule>>) -> Self {
        self.set_property("AnalysisRule", value)
    }

    /// The specified access age in days for which to generate findings for unused access. For
    /// example, if you specify 90 days, the analyzer will generate findings for IAM entities within
    /// the accounts of the selected organization for any access that hasn't been used in 90 or more
    /// days since the analyzer's last scan. You can choose a value between 1 and 365 days.
    ///
    /// Constraints: value 1 to 365.
    #[track_caller]
    pub fn unused_access_age(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("UnusedAccessAge", value)
    }
}

arguments! {
    /// Contains information about rules for the analyzer.
    pub struct AnalysisRule;
}

impl AnalysisRule {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// A list of rules for the analyzer containing criteria to exclude from analysis. Entities that
    /// meet the rule criteria will not generate findings.
    #[track_caller]
    pub fn exclusions(self, value: impl IntoInput<Vec<Record<AnalysisRuleCriteria>>>) -> Self {
        self.set_property("Exclusions", value)
    }
}

arguments! {
    /// The criteria for an analysis rule for an analyzer.
    pub struct AnalysisRuleCriteria;
}

impl AnalysisRuleCriteria {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// A list of AWS account IDs to apply to the analysis rule criteria. The accounts cannot
    /// include the organization analyzer owner account. Account IDs can only be applied to the
    /// analysis rule criteria for organization-level analyzers.
    #[track_caller]
    pub fn account_ids(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("AccountIds", value)
    }

    /// An array of key-value pairs to match for your resources. You can use the set of Unicode
    /// letters, digits, whitespace, _, ., /, =, +, and -.
    ///
    /// For the tag key, you can specify a value that is 1 to 128 characters in length and cannot be
    /// prefixed with aws:.
    ///
    /// For the tag value, you can specify a value that is 0 to 256 characters in length. If the
    /// specified tag value is 0 characters, the rule is applied to all principals with the
    /// specified tag key.
    #[track_caller]
    pub fn resource_tags(self, value: impl IntoInput<Vec<Vec<Record<Tag>>>>) -> Self {
        self.set_property("ResourceTags", value)
    }
}

arguments! {
    /// A key-value pair to associate with a resource.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: The key name of the tag. You can specify a value that is 1 to 127 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length 1 to 127.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key)
    }

    /// The value for the tag. You can specify a value that is 0 to 255 Unicode characters in length
    /// and cannot be prefixed with aws:. You can use any of the following characters: the set of
    /// Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///
    /// Constraints: length at most 255.
    #[track_caller]
    pub fn value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Value", value)
    }
}

arguments! {
    /// An Access Analyzer archive rule. Archive rules automatically archive new findings that meet
    /// the criteria you define when you create the rule.
    pub struct ArchiveRule;
}

impl ArchiveRule {
    /// With the required properties:
    ///
    /// - `filter`: `Filter`. Constraints: at least 1 elements.
    /// - `rule_name`: The archive rule name Constraints: length 1 to 255, pattern
    ///   `^[A-Za-z][A-Za-z0-9_.-]*$`.
    #[track_caller]
    pub fn new(filter: impl IntoInput<Vec<Record<Filter>>>, rule_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Filter", filter).set_property("RuleName", rule_name)
    }
}

arguments! {
    /// `Filter`.
    pub struct Filter;
}

impl Filter {
    /// With the required properties:
    ///
    /// - `property`: `Property`.
    #[track_caller]
    pub fn new(property: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Property", property)
    }

    /// `Contains`.
    #[track_caller]
    pub fn contains(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Contains", value)
    }

    /// `Eq`.
    #[track_caller]
    pub fn eq(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Eq", value)
    }

    /// `Exists`.
    #[track_caller]
    pub fn exists(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Exists", value)
    }

    /// `Neq`.
    #[track_caller]
    pub fn neq(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Neq", value)
    }
}
