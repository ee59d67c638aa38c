//! `AWS::SES::ConfigurationSet`.
//!
//! Written by `schema add AWS::SES::ConfigurationSet` from the schema
//! 737d8ca2a2ce23c5eebf77e3b9ac1549. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource schema for AWS::SES::ConfigurationSet.
    pub struct ConfigurationSet: "AWS::SES::ConfigurationSet", ConfigurationSetArgs;
}

impl ConfigurationSet {
    /// The name of the configuration set.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }
}

arguments! {
    /// The properties of [`ConfigurationSet`].
    pub struct ConfigurationSetArgs;
}

impl ConfigurationSetArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// An object that defines a MailManager archive that is used to preserve emails that you send
    /// using the configuration set.
    #[track_caller]
    pub fn archiving_options(self, value: impl IntoInput<Record<ArchivingOptions>>) -> Self {
        self.set_property("ArchivingOptions", value)
    }

    /// An object that defines the dedicated IP pool that is used to send emails that you send using
    /// the configuration set.
    #[track_caller]
    pub fn delivery_options(self, value: impl IntoInput<Record<DeliveryOptions>>) -> Self {
        self.set_property("DeliveryOptions", value)
    }

    /// The name of the configuration set.
    ///
    /// Constraints: pattern `^[a-zA-Z0-9_-]{1,64}$`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// An object that defines whether or not Amazon SES collects reputation metrics for the emails
    /// that you send that use the configuration set.
    #[track_caller]
    pub fn reputation_options(self, value: impl IntoInput<Record<ReputationOptions>>) -> Self {
        self.set_property("ReputationOptions", value)
    }

    /// An object that defines whether or not Amazon SES can send email that you send using the
    /// configuration set.
    #[track_caller]
    pub fn sending_options(self, value: impl IntoInput<Record<SendingOptions>>) -> Self {
        self.set_property("SendingOptions", value)
    }

    /// An object that contains information about the suppression list preferences for your account.
    #[track_caller]
    pub fn suppression_options(self, value: impl IntoInput<Record<SuppressionOptions>>) -> Self {
        self.set_property("SuppressionOptions", value)
    }

    /// The tags (keys and values) associated with the contact list.
    ///
    /// Constraints: at most 50 elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// An object that defines the open and click tracking options for emails that you send using
    /// the configuration set.
    #[track_caller]
    pub fn tracking_options(self, value: impl IntoInput<Record<TrackingOptions>>) -> Self {
        self.set_property("TrackingOptions", value)
    }

    /// An object that contains Virtual Deliverability Manager (VDM) settings for this configuration
    /// set.
    #[track_caller]
    pub fn vdm_options(self, value: impl IntoInput<Record<VdmOptions>>) -> Self {
        self.set_property("VdmOptions", value)
    }
}

arguments! {
    /// An object that defines a MailManager archive that is used to preserve emails that you send
    /// using the configuration set.
    pub struct ArchivingOptions;
}

impl ArchivingOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The ARN of the MailManager archive to associate with the configuration set.
    #[track_caller]
    pub fn archive_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ArchiveArn", value)
    }
}

arguments! {
    /// An object that defines the dedicated IP pool that is used to send emails that you send using
    /// the configuration set.
    pub struct DeliveryOptions;
}

impl DeliveryOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specifies the maximum time until which SES will retry sending emails
    ///
    /// Constraints: value 300 to 50400.
    #[track_caller]
    pub fn max_delivery_seconds(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("MaxDeliverySeconds", value)
    }

    /// The name of the dedicated IP pool to associate with the configuration set.
    #[track_caller]
    pub fn sending_pool_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SendingPoolName", value)
    }

    /// Specifies whether messages that use the configuration set are required to use Transport
    /// Layer Security (TLS). If the value is Require , messages are only delivered if a TLS
    /// connection can be established. If the value is Optional , messages can be delivered in plain
    /// text if a TLS connection can't be established.
    ///
    /// Constraints: pattern `REQUIRE|OPTIONAL`.
    #[track_caller]
    pub fn tls_policy(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TlsPolicy", value)
    }
}

arguments! {
    /// An object that defines whether or not Amazon SES collects reputation metrics for the emails
    /// that you send that use the configuration set.
    pub struct ReputationOptions;
}

impl ReputationOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// If true , tracking of reputation metrics is enabled for the configuration set. If false ,
    /// tracking of reputation metrics is disabled for the configuration set.
    ///
    /// Constraints: pattern `true|false`.
    #[track_caller]
    pub fn reputation_metrics_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ReputationMetricsEnabled", value)
    }
}

arguments! {
    /// An object that defines whether or not Amazon SES can send email that you send using the
    /// configuration set.
    pub struct SendingOptions;
}

impl SendingOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `SendingEnabled`.
    ///
    /// Constraints: pattern `true|false`.
    #[track_caller]
    pub fn sending_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("SendingEnabled", value)
    }
}

arguments! {
    /// An object that contains information about the suppression list preferences for your account.
    pub struct SuppressionOptions;
}

impl SuppressionOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// A list that contains the reasons that email addresses are automatically added to the
    /// suppression list for your account.
    #[track_caller]
    pub fn suppressed_reasons(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SuppressedReasons", value)
    }

    /// An object that contains information about the validation options for your account.
    #[track_caller]
    pub fn validation_options(self, value: impl IntoInput<Record<ValidationOptions>>) -> Self {
        self.set_property("ValidationOptions", value)
    }
}

arguments! {
    /// An object that contains information about the validation options for your account.
    pub struct ValidationOptions;
}

impl ValidationOptions {
    /// With the required properties:
    ///
    /// - `condition_threshold`: The condition threshold settings for suppression validation.
    #[track_caller]
    pub fn new(condition_threshold: impl IntoInput<Record<ConditionThreshold>>) -> Self {
        Self(Fields::new()).set_property("ConditionThreshold", condition_threshold)
    }
}

arguments! {
    /// The condition threshold settings for suppression validation.
    pub struct ConditionThreshold;
}

impl ConditionThreshold {
    /// With the required properties:
    ///
    /// - `condition_threshold_enabled`: Whether the condition threshold is enabled or disabled.
    ///   Constraints: pattern `ENABLED|DISABLED`.
    #[track_caller]
    pub fn new(condition_threshold_enabled: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("ConditionThresholdEnabled", condition_threshold_enabled)
    }

    /// The overall confidence threshold settings.
    #[track_caller]
    pub fn overall_confidence_threshold(self, value: impl IntoInput<Record<OverallConfidenceThreshold>>) -> Self {
        self.set_property("OverallConfidenceThreshold", value)
    }
}

arguments! {
    /// The overall confidence threshold settings.
    pub struct OverallConfidenceThreshold;
}

impl OverallConfidenceThreshold {
    /// With the required properties:
    ///
    /// - `confidence_verdict_threshold`: The confidence verdict threshold level. Constraints:
    ///   pattern `MEDIUM|HIGH|MANAGED`.
    #[track_caller]
    pub fn new(confidence_verdict_threshold: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("ConfidenceVerdictThreshold", confidence_verdict_threshold)
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

arguments! {
    /// An object that defines the open and click tracking options for emails that you send using
    /// the configuration set.
    pub struct TrackingOptions;
}

impl TrackingOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The domain to use for tracking open and click events.
    #[track_caller]
    pub fn custom_redirect_domain(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CustomRedirectDomain", value)
    }

    /// The https policy to use for tracking open and click events.
    ///
    /// Constraints: pattern `REQUIRE|REQUIRE_OPEN_ONLY|OPTIONAL`.
    #[track_caller]
    pub fn https_policy(self, value: impl IntoInput<String>) -> Self {
        self.set_property("HttpsPolicy", value)
    }
}

arguments! {
    /// An object that contains Virtual Deliverability Manager (VDM) settings for this configuration
    /// set.
    pub struct VdmOptions;
}

impl VdmOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Preferences regarding the Dashboard feature.
    #[track_caller]
    pub fn dashboard_options(self, value: impl IntoInput<Record<DashboardOptions>>) -> Self {
        self.set_property("DashboardOptions", value)
    }

    /// Preferences regarding the Guardian feature.
    #[track_caller]
    pub fn guardian_options(self, value: impl IntoInput<Record<GuardianOptions>>) -> Self {
        self.set_property("GuardianOptions", value)
    }
}

arguments! {
    /// Preferences regarding the Dashboard feature.
    pub struct DashboardOptions;
}

impl DashboardOptions {
    /// With the required properties:
    ///
    /// - `engagement_metrics`: Whether emails sent with this configuration set have engagement
    ///   tracking enabled. Constraints: pattern `ENABLED|DISABLED`.
    #[track_caller]
    pub fn new(engagement_metrics: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("EngagementMetrics", engagement_metrics)
    }
}

arguments! {
    /// Preferences regarding the Guardian feature.
    pub struct GuardianOptions;
}

impl GuardianOptions {
    /// With the required properties:
    ///
    /// - `optimized_shared_delivery`: Whether emails sent with this configuration set have
    ///   optimized delivery algorithm enabled. Constraints: pattern `ENABLED|DISABLED`.
    #[track_caller]
    pub fn new(optimized_shared_delivery: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("OptimizedSharedDelivery", optimized_shared_delivery)
    }
}
