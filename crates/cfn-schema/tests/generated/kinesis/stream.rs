//! `AWS::Kinesis::Stream`.
//!
//! Written by `schema add AWS::Kinesis::Stream` from the schema 9a5844c887cd6dfe10cd1808cfca2ebc.
//! Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Kinesis::Stream
    pub struct Stream: "AWS::Kinesis::Stream", StreamArgs;
}

impl Stream {
    /// The Amazon resource name (ARN) of the Kinesis stream
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The name of the Kinesis stream.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }

    /// Warm throughput configuration details for the stream. Only present for ON_DEMAND streams.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn warm_throughput_object(&self) -> Output<Value> {
        self.attribute_at(&["WarmThroughputObject"])
    }
}

arguments! {
    /// The properties of [`Stream`].
    pub struct StreamArgs;
}

impl StreamArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The final list of shard-level metrics
    ///
    /// Constraints: at most 7 elements, no element twice.
    #[track_caller]
    pub fn desired_shard_level_metrics(
        self,
        value: impl IntoInput<Vec<OneOf<EnhancedMetric>>>,
    ) -> Self {
        self.set_property("DesiredShardLevelMetrics", value)
    }

    /// Maximum size of a data record in KiB allowed to be put into Kinesis stream.
    ///
    /// Constraints: value 1024 to 10240.
    #[track_caller]
    pub fn max_record_size_in_ki_b(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MaxRecordSizeInKiB", value)
    }

    /// The name of the Kinesis stream.
    ///
    /// Constraints: length 1 to 128, pattern `^[a-zA-Z0-9_.-]+$`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// The record distribution strategy for the stream. This property can ONLY be set when
    /// StreamMode is ON_DEMAND
    #[track_caller]
    pub fn record_distribution_strategy(
        self,
        value: impl IntoInput<OneOf<RecordDistributionStrategy>>,
    ) -> Self {
        self.set_property("RecordDistributionStrategy", value)
    }

    /// The number of hours for the data records that are stored in shards to remain accessible.
    ///
    /// Constraints: value 1 to 8760.
    #[track_caller]
    pub fn retention_period_hours(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("RetentionPeriodHours", value)
    }

    /// The number of shards that the stream uses. Required when StreamMode = PROVISIONED is passed.
    ///
    /// Constraints: value 1 to 100000.
    #[track_caller]
    pub fn shard_count(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("ShardCount", value)
    }

    /// When specified, enables or updates server-side encryption using an AWS KMS key for a
    /// specified stream.
    #[track_caller]
    pub fn stream_encryption(self, value: impl IntoInput<Record<StreamEncryption>>) -> Self {
        self.set_property("StreamEncryption", value)
    }

    /// The mode in which the stream is running.
    ///
    /// Default: `{"StreamMode":"PROVISIONED"}`.
    #[track_caller]
    pub fn stream_mode_details(self, value: impl IntoInput<Record<StreamModeDetails>>) -> Self {
        self.set_property("StreamModeDetails", value)
    }

    /// An arbitrary set of tags (key-value pairs) to associate with the Kinesis stream.
    ///
    /// Constraints: at most 50 elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// Target warm throughput in MiB/s for the stream. This property can ONLY be set when
    /// StreamMode is ON_DEMAND.
    ///
    /// Constraints: value at least 0.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn warm_throughput_mi_bps(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("WarmThroughputMiBps", value)
    }
}

arguments! {
    /// When specified, enables or updates server-side encryption using an AWS KMS key for a
    /// specified stream.
    pub struct StreamEncryption;
}

impl StreamEncryption {
    /// With the required properties:
    ///
    /// - `encryption_type`: The encryption type to use. The only valid value is KMS.
    /// - `key_id`: The GUID for the customer-managed AWS KMS key to use for encryption. This value
    ///   can be a globally unique identifier, a fully specified Amazon Resource Name (ARN) to
    ///   either an alias or a key, or an alias name prefixed by "alias/".You can also use a master
    ///   key owned by Kinesis Data Streams by specifying the alias aws/kinesis. Constraints: length
    ///   1 to 2048.
    #[track_caller]
    pub fn new(
        encryption_type: impl IntoInput<OneOf<EncryptionType>>,
        key_id: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("EncryptionType", encryption_type)
            .set_property("KeyId", key_id)
    }
}

arguments! {
    /// The mode in which the stream is running.
    pub struct StreamModeDetails;
}

impl StreamModeDetails {
    /// With the required properties:
    ///
    /// - `stream_mode`: The mode of the stream
    #[track_caller]
    pub fn new(stream_mode: impl IntoInput<OneOf<StreamMode>>) -> Self {
        Self(Fields::new()).set_property("StreamMode", stream_mode)
    }
}

arguments! {
    /// An arbitrary set of tags (key-value pairs) to associate with the Kinesis stream.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: The key name of the tag. You can specify a value that is 1 to 128 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length 1 to 128.
    /// - `value`: The value for the tag. You can specify a value that is 0 to 255 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length at most 255.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Key", key)
            .set_property("Value", value)
    }
}

texts! {
    /// The values of `DesiredShardLevelMetrics`.
    pub enum EnhancedMetric {
        /// `IncomingBytes`.
        IncomingBytes = "IncomingBytes",
        /// `IncomingRecords`.
        IncomingRecords = "IncomingRecords",
        /// `OutgoingBytes`.
        OutgoingBytes = "OutgoingBytes",
        /// `OutgoingRecords`.
        OutgoingRecords = "OutgoingRecords",
        /// `WriteProvisionedThroughputExceeded`.
        WriteProvisionedThroughputExceeded = "WriteProvisionedThroughputExceeded",
        /// `ReadProvisionedThroughputExceeded`.
        ReadProvisionedThroughputExceeded = "ReadProvisionedThroughputExceeded",
        /// `IteratorAgeMilliseconds`.
        IteratorAgeMilliseconds = "IteratorAgeMilliseconds",
        /// `ALL`.
        All = "ALL",
    }
}

texts! {
    /// The values of `RecordDistributionStrategy`.
    pub enum RecordDistributionStrategy {
        /// `AUTO`.
        Auto = "AUTO",
        /// `USER_PARTITION_KEY`.
        UserPartitionKey = "USER_PARTITION_KEY",
    }
}

texts! {
    /// The values of `EncryptionType`.
    pub enum EncryptionType {
        /// `KMS`.
        Kms = "KMS",
    }
}

texts! {
    /// The values of `StreamMode`.
    pub enum StreamMode {
        /// `ON_DEMAND`.
        OnDemand = "ON_DEMAND",
        /// `PROVISIONED`.
        Provisioned = "PROVISIONED",
    }
}
