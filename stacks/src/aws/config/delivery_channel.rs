//! `AWS::Config::DeliveryChannel`.
//!
//! Written by `schema add AWS::Config::DeliveryChannel` from the schema
//! 07c525cbbfcce8c4aa7154ecdae15f9e. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource type definition for AWS::Config::DeliveryChannel
    pub struct DeliveryChannel: "AWS::Config::DeliveryChannel", DeliveryChannelArgs;
}

impl DeliveryChannel {
    /// The name of the delivery channel. By default, AWS Config assigns the name "default" when
    /// creating the delivery channel. To change the delivery channel name, you must use the
    /// DeleteDeliveryChannel action to delete your current delivery channel, and then you must use
    /// the PutDeliveryChannel command to create a delivery channel that has the desired name.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }
}

arguments! {
    /// The properties of [`DeliveryChannel`].
    pub struct DeliveryChannelArgs;
}

impl DeliveryChannelArgs {
    /// With the required properties:
    ///
    /// - `s3_bucket_name`: The name of the Amazon S3 bucket to which AWS Config delivers
    ///   configuration snapshots and configuration history files. Refers to `Name` of
    ///   `AWS::S3::Bucket`.
    #[track_caller]
    pub fn new(s3_bucket_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("S3BucketName", s3_bucket_name)
    }

    /// The options for how often AWS Config delivers configuration snapshots to the Amazon S3
    /// bucket.
    #[track_caller]
    pub fn config_snapshot_delivery_properties(
        self,
        value: impl IntoInput<Record<ConfigSnapshotDeliveryProperties>>,
    ) -> Self {
        self.set_property("ConfigSnapshotDeliveryProperties", value)
    }

    /// The name of the delivery channel. By default, AWS Config assigns the name "default" when
    /// creating the delivery channel. To change the delivery channel name, you must use the
    /// DeleteDeliveryChannel action to delete your current delivery channel, and then you must use
    /// the PutDeliveryChannel command to create a delivery channel that has the desired name.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// The prefix for the specified Amazon S3 bucket.
    #[track_caller]
    pub fn s3_key_prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3KeyPrefix", value)
    }

    /// The Amazon Resource Name (ARN) of the AWS Key Management Service (AWS KMS ) AWS KMS key (KMS
    /// key) used to encrypt objects delivered by AWS Config. Must belong to the same Region as the
    /// destination S3 bucket.
    #[track_caller]
    pub fn s3_kms_key_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3KmsKeyArn", value)
    }

    /// The Amazon Resource Name (ARN) of the Amazon SNS topic to which AWS Config sends
    /// notifications about configuration changes.
    ///
    /// Refers to `Arn` of `AWS::SNS::Topic`.
    #[track_caller]
    pub fn sns_topic_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SnsTopicARN", value)
    }
}

arguments! {
    /// The options for how often AWS Config delivers configuration snapshots to the Amazon S3
    /// bucket.
    pub struct ConfigSnapshotDeliveryProperties;
}

impl ConfigSnapshotDeliveryProperties {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The frequency with which AWS Config delivers configuration snapshots.
    #[track_caller]
    pub fn delivery_frequency(self, value: impl IntoInput<OneOf<DeliveryFrequency>>) -> Self {
        self.set_property("DeliveryFrequency", value)
    }
}

texts! {
    /// The values of `DeliveryFrequency`.
    pub enum DeliveryFrequency {
        /// `One_Hour`.
        OneHour = "One_Hour",
        /// `Three_Hours`.
        ThreeHours = "Three_Hours",
        /// `Six_Hours`.
        SixHours = "Six_Hours",
        /// `Twelve_Hours`.
        TwelveHours = "Twelve_Hours",
        /// `TwentyFour_Hours`.
        TwentyFourHours = "TwentyFour_Hours",
    }
}
