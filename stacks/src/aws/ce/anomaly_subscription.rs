//! `AWS::CE::AnomalySubscription`.
//!
//! Written by `schema add AWS::CE::AnomalySubscription` from the schema
//! 31a193e31b575e382e54ec8f1b15ea68. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// AWS Cost Anomaly Detection leverages advanced Machine Learning technologies to identify
    /// anomalous spend and root causes, so you can quickly take action. Create subscription to be
    /// notified
    pub struct AnomalySubscription: "AWS::CE::AnomalySubscription", AnomalySubscriptionArgs;
}

impl AnomalySubscription {
    /// The accountId
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn account_id(&self) -> Output<String> {
        self.attribute_at(&["AccountId"])
    }

    /// Subscription ARN
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn subscription_arn(&self) -> Output<String> {
        self.attribute_at(&["SubscriptionArn"])
    }
}

arguments! {
    /// The properties of [`AnomalySubscription`].
    pub struct AnomalySubscriptionArgs;
}

impl AnomalySubscriptionArgs {
    /// With the required properties:
    ///
    /// - `frequency`: The frequency at which anomaly reports are sent over email.
    /// - `monitor_arn_list`: A list of cost anomaly monitors.
    /// - `subscribers`: A list of subscriber
    /// - `subscription_name`: The name of the subscription. Constraints: length at most 1024,
    ///   pattern `[\S\s]*`.
    #[track_caller]
    pub fn new(
        frequency: impl IntoInput<OneOf<Frequency>>,
        monitor_arn_list: impl IntoInput<Vec<String>>,
        subscribers: impl IntoInput<Vec<Record<Subscriber>>>,
        subscription_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Frequency", frequency)
            .set_property("MonitorArnList", monitor_arn_list)
            .set_property("Subscribers", subscribers)
            .set_property("SubscriptionName", subscription_name)
    }

    /// Tags to assign to subscription.
    ///
    /// Constraints: at most 200 elements.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn resource_tags(self, value: impl IntoInput<Vec<Record<ResourceTag>>>) -> Self {
        self.set_property("ResourceTags", value)
    }

    /// The dollar value that triggers a notification if the threshold is exceeded.
    ///
    /// Constraints: value at least 0.
    #[track_caller]
    pub fn threshold(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("Threshold", value)
    }

    /// An Expression object in JSON String format used to specify the anomalies that you want to
    /// generate alerts for.
    #[track_caller]
    pub fn threshold_expression(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ThresholdExpression", value)
    }
}

arguments! {
    /// A key-value pair to associate with a resource.
    pub struct ResourceTag;
}

impl ResourceTag {
    /// With the required properties:
    ///
    /// - `key`: The key name for the tag. Constraints: length 1 to 128, pattern `^(?!aws:).*$`.
    /// - `value`: The value for the tag. Constraints: length at most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}

arguments! {
    /// `Subscriber`.
    pub struct Subscriber;
}

impl Subscriber {
    /// With the required properties:
    ///
    /// - `address`: `Address`.
    /// - `type`: `Type`.
    #[track_caller]
    pub fn new(address: impl IntoInput<String>, r#type: impl IntoInput<OneOf<Type>>) -> Self {
        Self(Fields::new()).set_property("Address", address).set_property("Type", r#type)
    }
}

texts! {
    /// The values of `Frequency`.
    pub enum Frequency {
        /// `DAILY`.
        Daily = "DAILY",
        /// `IMMEDIATE`.
        Immediate = "IMMEDIATE",
        /// `WEEKLY`.
        Weekly = "WEEKLY",
    }
}

texts! {
    /// The values of `Type`.
    pub enum Type {
        /// `EMAIL`.
        Email = "EMAIL",
        /// `SNS`.
        Sns = "SNS",
    }
}
