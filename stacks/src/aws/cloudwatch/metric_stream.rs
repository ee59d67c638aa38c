//! `AWS::CloudWatch::MetricStream`.
//!
//! Written by `schema add AWS::CloudWatch::MetricStream` from the schema
//! 0b020798375fa0e966c52fc837b58bf1. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for Metric Stream
    pub struct MetricStream: "AWS::CloudWatch::MetricStream", MetricStreamArgs;
}

impl MetricStream {
    /// Amazon Resource Name of the metric stream.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The date of creation of the metric stream.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn creation_date(&self) -> Output<String> {
        self.attribute_at(&["CreationDate"])
    }

    /// The date of the last update of the metric stream.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn last_update_date(&self) -> Output<String> {
        self.attribute_at(&["LastUpdateDate"])
    }

    /// Name of the metric stream.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }

    /// Displays the state of the Metric Stream.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn state(&self) -> Output<String> {
        self.attribute_at(&["State"])
    }
}

arguments! {
    /// The properties of [`MetricStream`].
    pub struct MetricStreamArgs;
}

impl MetricStreamArgs {
    /// With the required properties:
    ///
    /// - `firehose_arn`: The ARN of the Kinesis Firehose where to stream the data. Constraints:
    ///   length 20 to 2048.
    /// - `output_format`: The output format of the data streamed to the Kinesis Firehose.
    ///   Constraints: length 1 to 255.
    /// - `role_arn`: The ARN of the role that provides access to the Kinesis Firehose. Constraints:
    ///   length 20 to 2048. Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(
        firehose_arn: impl IntoInput<String>,
        output_format: impl IntoInput<OneOf<OutputFormat>>,
        role_arn: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FirehoseArn", firehose_arn)
            .set_property("OutputFormat", output_format)
            .set_property("RoleArn", role_arn)
    }

    /// Define which metrics will be not streamed. Metrics matched by multiple instances of
    /// MetricStreamFilter are joined with an OR operation by default. If both IncludeFilters and
    /// ExcludeFilters are omitted, all metrics in the account will be streamed. IncludeFilters and
    /// ExcludeFilters are mutually exclusive. Default to null.
    ///
    /// Constraints: at most 1000 elements, no element twice.
    #[track_caller]
    pub fn exclude_filters(self, value: impl IntoInput<Vec<Record<MetricStreamFilter>>>) -> Self {
        self.set_property("ExcludeFilters", value)
    }

    /// Define which metrics will be streamed. Metrics matched by multiple instances of
    /// MetricStreamFilter are joined with an OR operation by default. If both IncludeFilters and
    /// ExcludeFilters are omitted, all metrics in the account will be streamed. IncludeFilters and
    /// ExcludeFilters are mutually exclusive. Default to null.
    ///
    /// Constraints: at most 1000 elements, no element twice.
    #[track_caller]
    pub fn include_filters(self, value: impl IntoInput<Vec<Record<MetricStreamFilter>>>) -> Self {
        self.set_property("IncludeFilters", value)
    }

    /// If you are creating a metric stream in a monitoring account, specify true to include metrics
    /// from source accounts that are linked to this monitoring account, in the metric stream. The
    /// default is false.
    #[track_caller]
    pub fn include_linked_accounts_metrics(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeLinkedAccountsMetrics", value)
    }

    /// Name of the metric stream.
    ///
    /// Constraints: length 1 to 255.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// By default, a metric stream always sends the MAX, MIN, SUM, and SAMPLECOUNT statistics for
    /// each metric that is streamed. You can use this parameter to have the metric stream also send
    /// additional statistics in the stream. This array can have up to 100 members.
    ///
    /// Constraints: at most 100 elements, no element twice.
    #[track_caller]
    pub fn statistics_configurations(
        self,
        value: impl IntoInput<Vec<Record<MetricStreamStatisticsConfiguration>>>,
    ) -> Self {
        self.set_property("StatisticsConfigurations", value)
    }

    /// A set of tags to assign to the delivery stream.
    ///
    /// Constraints: at most 50 elements, no element twice.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// This structure defines the metrics that will be streamed.
    pub struct MetricStreamFilter;
}

impl MetricStreamFilter {
    /// With the required properties:
    ///
    /// - `namespace`: Only metrics with Namespace matching this value will be streamed.
    ///   Constraints: length 1 to 255, pattern `^[^:]`.
    #[track_caller]
    pub fn new(namespace: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Namespace", namespace)
    }

    /// Only metrics with MetricNames matching these values will be streamed. Must be set together
    /// with Namespace.
    ///
    /// Constraints: at most 999 elements.
    #[track_caller]
    pub fn metric_names(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("MetricNames", value)
    }
}

arguments! {
    /// This structure specifies a list of additional statistics to stream, and the metrics to
    /// stream those additional statistics for. All metrics that match the combination of metric
    /// name and namespace will be streamed with the extended statistics, no matter their
    /// dimensions.
    pub struct MetricStreamStatisticsConfiguration;
}

impl MetricStreamStatisticsConfiguration {
    /// With the required properties:
    ///
    /// - `additional_statistics`: The additional statistics to stream for the metrics listed in
    ///   IncludeMetrics. Constraints: at most 20 elements, no element twice.
    /// - `include_metrics`: An array that defines the metrics that are to have additional
    ///   statistics streamed. Constraints: at most 100 elements, no element twice.
    #[track_caller]
    pub fn new(
        additional_statistics: impl IntoInput<Vec<String>>,
        include_metrics: impl IntoInput<Vec<Record<MetricStreamStatisticsMetric>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("AdditionalStatistics", additional_statistics)
            .set_property("IncludeMetrics", include_metrics)
    }
}

arguments! {
    /// A structure that specifies the metric name and namespace for one metric that is going to
    /// have additional statistics included in the stream.
    pub struct MetricStreamStatisticsMetric;
}

impl MetricStreamStatisticsMetric {
    /// With the required properties:
    ///
    /// - `metric_name`: The name of the metric. Constraints: length 1 to 255.
    /// - `namespace`: The namespace of the metric. Constraints: length 1 to 255, pattern `^[^:]`.
    #[track_caller]
    pub fn new(metric_name: impl IntoInput<String>, namespace: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("MetricName", metric_name).set_property("Namespace", namespace)
    }
}

arguments! {
    /// Metadata that you can assign to a Metric Stream, consisting of a key-value pair.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: A unique identifier for the tag. Constraints: length 1 to 128.
    /// - `value`: String which you can use to describe or define the tag. Constraints: length at
    ///   most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}

texts! {
    /// The values of `OutputFormat`.
    pub enum OutputFormat {
        /// `json`.
        Json = "json",
        /// `opentelemetry0.7`.
        Opentelemetry07 = "opentelemetry0.7",
        /// `opentelemetry1.0`.
        Opentelemetry10 = "opentelemetry1.0",
    }
}
