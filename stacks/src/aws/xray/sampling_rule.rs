//! `AWS::XRay::SamplingRule`.
//!
//! Written by `schema add AWS::XRay::SamplingRule` from the schema
//! 32546e34c17ef2ae541a9fe3e25f8fd5. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// This schema provides construct and validation rules for AWS-XRay SamplingRule resource
    /// parameters.
    pub struct SamplingRule: "AWS::XRay::SamplingRule", SamplingRuleArgs;
}

impl SamplingRule {
    /// The ARN of the sampling rule. Specify a rule by either name or ARN, but not both.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn rule_arn(&self) -> Output<String> {
        self.attribute_at(&["RuleARN"])
    }
}

arguments! {
    /// The properties of [`SamplingRule`].
    pub struct SamplingRuleArgs;
}

impl SamplingRuleArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The ARN of the sampling rule. Specify a rule by either name or ARN, but not both.
    ///
    /// Constraints: length 1 to 32.
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn rule_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RuleName", value)
    }

    /// `SamplingRule`.
    #[track_caller]
    pub fn sampling_rule(self, value: impl IntoInput<Record<SamplingRuleProperty>>) -> Self {
        self.set_property("SamplingRule", value)
    }

    /// `SamplingRuleRecord`.
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn sampling_rule_record(self, value: impl IntoInput<Record<SamplingRuleRecord>>) -> Self {
        self.set_property("SamplingRuleRecord", value)
    }

    /// `SamplingRuleUpdate`.
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn sampling_rule_update(self, value: impl IntoInput<Record<SamplingRuleUpdate>>) -> Self {
        self.set_property("SamplingRuleUpdate", value)
    }

    /// An array of key-value pairs to apply to this resource.
    ///
    /// Constraints: at most 200 elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// `SamplingRuleProperty`.
    pub struct SamplingRuleProperty;
}

impl SamplingRuleProperty {
    /// With the required properties:
    ///
    /// - `fixed_rate`: The percentage of matching requests to instrument, after the reservoir is
    ///   exhausted. Constraints: value 0 to 1.
    /// - `http_method`: Matches the HTTP method from a request URL. Constraints: length at most 10.
    /// - `host`: Matches the hostname from a request URL. Constraints: length at most 64.
    /// - `priority`: The priority of the sampling rule. Constraints: value 1 to 9999.
    /// - `reservoir_size`: A fixed number of matching requests to instrument per second, prior to
    ///   applying the fixed rate. The reservoir is not used directly by services, but applies to
    ///   all services using the rule collectively. Constraints: value at least 0.
    /// - `resource_arn`: Matches the ARN of the AWS resource on which the service runs.
    ///   Constraints: length at most 500.
    /// - `service_name`: Matches the name that the service uses to identify itself in segments.
    ///   Constraints: length at most 64.
    /// - `service_type`: Matches the origin that the service uses to identify its type in segments.
    ///   Constraints: length at most 64.
    /// - `url_path`: Matches the path from a request URL. Constraints: length at most 128.
    #[track_caller]
    pub fn new(
        fixed_rate: impl IntoInput<f64>,
        http_method: impl IntoInput<String>,
        host: impl IntoInput<String>,
        priority: impl IntoInput<i64>,
        reservoir_size: impl IntoInput<i64>,
        resource_arn: impl IntoInput<String>,
        service_name: impl IntoInput<String>,
        service_type: impl IntoInput<String>,
        url_path: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FixedRate", fixed_rate)
            .set_property("HTTPMethod", http_method)
            .set_property("Host", host)
            .set_property("Priority", priority)
            .set_property("ReservoirSize", reservoir_size)
            .set_property("ResourceARN", resource_arn)
            .set_property("ServiceName", service_name)
            .set_property("ServiceType", service_type)
            .set_property("URLPath", url_path)
    }

    /// Matches attributes derived from the request.
    #[track_caller]
    pub fn attributes(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Attributes", value)
    }

    /// The ARN of the sampling rule. Specify a rule by either name or ARN, but not both.
    #[track_caller]
    pub fn rule_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RuleARN", value)
    }

    /// The ARN of the sampling rule. Specify a rule by either name or ARN, but not both.
    ///
    /// Constraints: length 1 to 32.
    #[track_caller]
    pub fn rule_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RuleName", value)
    }

    /// `SamplingRateBoost`.
    #[track_caller]
    pub fn sampling_rate_boost(self, value: impl IntoInput<Record<SamplingRateBoost>>) -> Self {
        self.set_property("SamplingRateBoost", value)
    }

    /// The version of the sampling rule format (1)
    ///
    /// Constraints: value at least 1.
    #[track_caller]
    pub fn version(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Version", value)
    }
}

arguments! {
    /// `SamplingRateBoost`.
    pub struct SamplingRateBoost;
}

impl SamplingRateBoost {
    /// With the required properties:
    ///
    /// - `cooldown_window_minutes`: Time window (in minutes) in which only one sampling rate boost
    ///   can be triggered. After a boost occurs, no further boosts are allowed until the next
    ///   window. Constraints: value at least 1.
    /// - `max_rate`: The maximum sampling rate X-Ray will apply when it detects anomalies. X-Ray
    ///   determines the appropriate rate between your baseline and the maximum, depending on
    ///   anomaly activity. Constraints: value 0 to 1.
    #[track_caller]
    pub fn new(cooldown_window_minutes: impl IntoInput<i64>, max_rate: impl IntoInput<f64>) -> Self {
        Self(Fields::new())
            .set_property("CooldownWindowMinutes", cooldown_window_minutes)
            .set_property("MaxRate", max_rate)
    }
}

arguments! {
    /// `SamplingRuleRecord`.
    pub struct SamplingRuleRecord;
}

impl SamplingRuleRecord {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// When the rule was created, in Unix time seconds.
    #[track_caller]
    pub fn created_at(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CreatedAt", value)
    }

    /// When the rule was modified, in Unix time seconds.
    #[track_caller]
    pub fn modified_at(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ModifiedAt", value)
    }

    /// `SamplingRule`.
    #[track_caller]
    pub fn sampling_rule(self, value: impl IntoInput<Record<SamplingRuleProperty>>) -> Self {
        self.set_property("SamplingRule", value)
    }
}

arguments! {
    /// `SamplingRuleUpdate`.
    pub struct SamplingRuleUpdate;
}

impl SamplingRuleUpdate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Matches attributes derived from the request.
    #[track_caller]
    pub fn attributes(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Attributes", value)
    }

    /// The percentage of matching requests to instrument, after the reservoir is exhausted.
    ///
    /// Constraints: value 0 to 1.
    #[track_caller]
    pub fn fixed_rate(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("FixedRate", value)
    }

    /// Matches the HTTP method from a request URL.
    ///
    /// Constraints: length at most 10.
    #[track_caller]
    pub fn http_method(self, value: impl IntoInput<String>) -> Self {
        self.set_property("HTTPMethod", value)
    }

    /// Matches the hostname from a request URL.
    ///
    /// Constraints: length at most 64.
    #[track_caller]
    pub fn host(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Host", value)
    }

    /// The priority of the sampling rule.
    ///
    /// Constraints: value 1 to 9999.
    #[track_caller]
    pub fn priority(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Priority", value)
    }

    /// A fixed number of matching requests to instrument per second, prior to applying the fixed
    /// rate. The reservoir is not used directly by services, but applies to all services using the
    /// rule collectively.
    ///
    /// Constraints: value at least 0.
    #[track_caller]
    pub fn reservoir_size(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("ReservoirSize", value)
    }

    /// Matches the ARN of the AWS resource on which the service runs.
    ///
    /// Constraints: length at most 500.
    #[track_caller]
    pub fn resource_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ResourceARN", value)
    }

    /// The ARN of the sampling rule. Specify a rule by either name or ARN, but not both.
    #[track_caller]
    pub fn rule_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RuleARN", value)
    }

    /// The ARN of the sampling rule. Specify a rule by either name or ARN, but not both.
    ///
    /// Constraints: length 1 to 32.
    #[track_caller]
    pub fn rule_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RuleName", value)
    }

    /// `SamplingRateBoost`.
    #[track_caller]
    pub fn sampling_rate_boost(self, value: impl IntoInput<Record<SamplingRateBoost>>) -> Self {
        self.set_property("SamplingRateBoost", value)
    }

    /// Matches the name that the service uses to identify itself in segments.
    ///
    /// Constraints: length at most 64.
    #[track_caller]
    pub fn service_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ServiceName", value)
    }

    /// Matches the origin that the service uses to identify its type in segments.
    ///
    /// Constraints: length at most 64.
    #[track_caller]
    pub fn service_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ServiceType", value)
    }

    /// Matches the path from a request URL.
    ///
    /// Constraints: length at most 128.
    #[track_caller]
    pub fn url_path(self, value: impl IntoInput<String>) -> Self {
        self.set_property("URLPath", value)
    }
}

arguments! {
    /// `Tag`.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: The key name of the tag. Constraints: length 1 to 128.
    /// - `value`: The value for the tag. Constraints: length at most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}
