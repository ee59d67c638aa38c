//! `AWS::CE::AnomalyMonitor`.
//!
//! Written by `schema add AWS::CE::AnomalyMonitor` from the schema
//! 079ff5f4e6ac0152372633021abebabe. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// AWS Cost Anomaly Detection leverages advanced Machine Learning technologies to identify
    /// anomalous spend and root causes, so you can quickly take action. You can use Cost Anomaly
    /// Detection by creating monitor.
    pub struct AnomalyMonitor: "AWS::CE::AnomalyMonitor", AnomalyMonitorArgs;
}

impl AnomalyMonitor {
    /// The date when the monitor was created.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn creation_date(&self) -> Output<String> {
        self.attribute_at(&["CreationDate"])
    }

    /// The value for evaluated dimensions.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn dimensional_value_count(&self) -> Output<i64> {
        self.attribute_at(&["DimensionalValueCount"])
    }

    /// The date when the monitor last evaluated for anomalies.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn last_evaluated_date(&self) -> Output<String> {
        self.attribute_at(&["LastEvaluatedDate"])
    }

    /// The date when the monitor was last updated.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn last_updated_date(&self) -> Output<String> {
        self.attribute_at(&["LastUpdatedDate"])
    }

    /// Monitor ARN
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn monitor_arn(&self) -> Output<String> {
        self.attribute_at(&["MonitorArn"])
    }
}

arguments! {
    /// The properties of [`AnomalyMonitor`].
    pub struct AnomalyMonitorArgs;
}

impl AnomalyMonitorArgs {
    /// With the required properties:
    ///
    /// - `monitor_name`: The name of the monitor. Constraints: length at most 1024, pattern
    ///   `[\S\s]*`.
    /// - `monitor_type`: `MonitorType`. A change replaces the resource.
    #[track_caller]
    pub fn new(monitor_name: impl IntoInput<String>, monitor_type: impl IntoInput<OneOf<MonitorType>>) -> Self {
        Self(Fields::new()).set_property("MonitorName", monitor_name).set_property("MonitorType", monitor_type)
    }

    /// The dimensions to evaluate
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn monitor_dimension(self, value: impl IntoInput<OneOf<MonitorDimension>>) -> Self {
        self.set_property("MonitorDimension", value)
    }

    /// `MonitorSpecification`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn monitor_specification(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MonitorSpecification", value)
    }

    /// Tags to assign to monitor.
    ///
    /// Constraints: at most 200 elements.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn resource_tags(self, value: impl IntoInput<Vec<Record<ResourceTag>>>) -> Self {
        self.set_property("ResourceTags", value)
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

texts! {
    /// The values of `MonitorDimension`.
    pub enum MonitorDimension {
        /// `SERVICE`.
        Service = "SERVICE",
        /// `LINKED_ACCOUNT`.
        LinkedAccount = "LINKED_ACCOUNT",
        /// `TAG`.
        Tag = "TAG",
        /// `COST_CATEGORY`.
        CostCategory = "COST_CATEGORY",
    }
}

texts! {
    /// The values of `MonitorType`.
    pub enum MonitorType {
        /// `DIMENSIONAL`.
        Dimensional = "DIMENSIONAL",
        /// `CUSTOM`.
        Custom = "CUSTOM",
    }
}
