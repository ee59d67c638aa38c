//! `AWS::KinesisFirehose::DeliveryStream`.
//!
//! Written by `schema add AWS::KinesisFirehose::DeliveryStream` from the schema
//! 5b21a36713ad53cb6377af53f1c2bdfe. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::KinesisFirehose::DeliveryStream
    pub struct DeliveryStream: "AWS::KinesisFirehose::DeliveryStream", DeliveryStreamArgs;
}

impl DeliveryStream {
    /// The attribute `Arn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The attribute `DeliveryStreamName`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn delivery_stream_name(&self) -> Output<String> {
        self.attribute_at(&["DeliveryStreamName"])
    }
}

arguments! {
    /// The properties of [`DeliveryStream`].
    pub struct DeliveryStreamArgs;
}

impl DeliveryStreamArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AmazonOpenSearchServerlessDestinationConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn amazon_opensearch_serverless_destination_configuration(
        self,
        value: impl IntoInput<Record<AmazonOpensearchServerlessDestinationConfiguration>>,
    ) -> Self {
        self.set_property("AmazonOpenSearchServerlessDestinationConfiguration", value)
    }

    /// `AmazonopensearchserviceDestinationConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn amazonopensearchservice_destination_configuration(
        self,
        value: impl IntoInput<Record<AmazonopensearchserviceDestinationConfiguration>>,
    ) -> Self {
        self.set_property("AmazonopensearchserviceDestinationConfiguration", value)
    }

    /// `DatabaseSourceConfiguration`.
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn database_source_configuration(self, value: impl IntoInput<Record<DatabaseSourceConfiguration>>) -> Self {
        self.set_property("DatabaseSourceConfiguration", value)
    }

    /// `DeliveryStreamEncryptionConfigurationInput`.
    #[track_caller]
    pub fn delivery_stream_encryption_configuration_input(
        self,
        value: impl IntoInput<Record<DeliveryStreamEncryptionConfigurationInput>>,
    ) -> Self {
        self.set_property("DeliveryStreamEncryptionConfigurationInput", value)
    }

    /// `DeliveryStreamName`.
    ///
    /// Constraints: length 1 to 64, pattern `[a-zA-Z0-9._-]+`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn delivery_stream_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DeliveryStreamName", value)
    }

    /// `DeliveryStreamType`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn delivery_stream_type(self, value: impl IntoInput<OneOf<DeliveryStreamType>>) -> Self {
        self.set_property("DeliveryStreamType", value)
    }

    /// `DirectPutSourceConfiguration`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn direct_put_source_configuration(self, value: impl IntoInput<Record<DirectPutSourceConfiguration>>) -> Self {
        self.set_property("DirectPutSourceConfiguration", value)
    }

    /// `ElasticsearchDestinationConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn elasticsearch_destination_configuration(
        self,
        value: impl IntoInput<Record<ElasticsearchDestinationConfiguration>>,
    ) -> Self {
        self.set_property("ElasticsearchDestinationConfiguration", value)
    }

    /// `ExtendedS3DestinationConfiguration`.
    #[track_caller]
    pub fn extended_s3_destination_configuration(
        self,
        value: impl IntoInput<Record<ExtendedS3DestinationConfiguration>>,
    ) -> Self {
        self.set_property("ExtendedS3DestinationConfiguration", value)
    }

    /// `HttpEndpointDestinationConfiguration`.
    #[track_caller]
    pub fn http_endpoint_destination_configuration(
        self,
        value: impl IntoInput<Record<HttpEndpointDestinationConfiguration>>,
    ) -> Self {
        self.set_property("HttpEndpointDestinationConfiguration", value)
    }

    /// `IcebergDestinationConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn iceberg_destination_configuration(
        self,
        value: impl IntoInput<Record<IcebergDestinationConfiguration>>,
    ) -> Self {
        self.set_property("IcebergDestinationConfiguration", value)
    }

    /// `KinesisStreamSourceConfiguration`.
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn kinesis_stream_source_configuration(
        self,
        value: impl IntoInput<Record<KinesisStreamSourceConfiguration>>,
    ) -> Self {
        self.set_property("KinesisStreamSourceConfiguration", value)
    }

    /// `MSKSourceConfiguration`.
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn msk_source_configuration(self, value: impl IntoInput<Record<MskSourceConfiguration>>) -> Self {
        self.set_property("MSKSourceConfiguration", value)
    }

    /// `RedshiftDestinationConfiguration`.
    #[track_caller]
    pub fn redshift_destination_configuration(
        self,
        value: impl IntoInput<Record<RedshiftDestinationConfiguration>>,
    ) -> Self {
        self.set_property("RedshiftDestinationConfiguration", value)
    }

    /// `S3DestinationConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn s3_destination_configuration(self, value: impl IntoInput<Record<S3DestinationConfiguration>>) -> Self {
        self.set_property("S3DestinationConfiguration", value)
    }

    /// `SnowflakeDestinationConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn snowflake_destination_configuration(
        self,
        value: impl IntoInput<Record<SnowflakeDestinationConfiguration>>,
    ) -> Self {
        self.set_property("SnowflakeDestinationConfiguration", value)
    }

    /// `SplunkDestinationConfiguration`.
    #[track_caller]
    pub fn splunk_destination_configuration(
        self,
        value: impl IntoInput<Record<SplunkDestinationConfiguration>>,
    ) -> Self {
        self.set_property("SplunkDestinationConfiguration", value)
    }

    /// `Tags`.
    ///
    /// Constraints: 1 to 50 elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// `AmazonOpensearchServerlessDestinationConfiguration`.
    pub struct AmazonOpensearchServerlessDestinationConfiguration;
}

impl AmazonOpensearchServerlessDestinationConfiguration {
    /// With the required properties:
    ///
    /// - `index_name`: `IndexName`. Constraints: length 1 to 80.
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    /// - `s3_configuration`: `S3Configuration`.
    #[track_caller]
    pub fn new(
        index_name: impl IntoInput<String>,
        role_arn: impl IntoInput<String>,
        s3_configuration: impl IntoInput<Record<S3DestinationConfiguration>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("IndexName", index_name)
            .set_property("RoleARN", role_arn)
            .set_property("S3Configuration", s3_configuration)
    }

    /// `BufferingHints`.
    #[track_caller]
    pub fn buffering_hints(self, value: impl IntoInput<Record<AmazonOpensearchServerlessBufferingHints>>) -> Self {
        self.set_property("BufferingHints", value)
    }

    /// `CloudWatchLoggingOptions`.
    #[track_caller]
    pub fn cloudwatch_logging_options(self, value: impl IntoInput<Record<CloudwatchLoggingOptions>>) -> Self {
        self.set_property("CloudWatchLoggingOptions", value)
    }

    /// `CollectionEndpoint`.
    ///
    /// Constraints: length 1 to 512, pattern `https:.*`.
    #[track_caller]
    pub fn collection_endpoint(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CollectionEndpoint", value)
    }

    /// `ProcessingConfiguration`.
    #[track_caller]
    pub fn processing_configuration(self, value: impl IntoInput<Record<ProcessingConfiguration>>) -> Self {
        self.set_property("ProcessingConfiguration", value)
    }

    /// `RetryOptions`.
    #[track_caller]
    pub fn retry_options(self, value: impl IntoInput<Record<AmazonOpensearchServerlessRetryOptions>>) -> Self {
        self.set_property("RetryOptions", value)
    }

    /// `S3BackupMode`.
    #[track_caller]
    pub fn s3_backup_mode(self, value: impl IntoInput<OneOf<S3BackupMode>>) -> Self {
        self.set_property("S3BackupMode", value)
    }

    /// `VpcConfiguration`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn vpc_configuration(self, value: impl IntoInput<Record<VpcConfiguration>>) -> Self {
        self.set_property("VpcConfiguration", value)
    }
}

arguments! {
    /// `AmazonOpensearchServerlessBufferingHints`.
    pub struct AmazonOpensearchServerlessBufferingHints;
}

impl AmazonOpensearchServerlessBufferingHints {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `IntervalInSeconds`.
    ///
    /// Constraints: value 0 to 900.
    #[track_caller]
    pub fn interval_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("IntervalInSeconds", value)
    }

    /// `SizeInMBs`.
    ///
    /// Constraints: value 1 to 100.
    #[track_caller]
    pub fn size_in_m_bs(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("SizeInMBs", value)
    }
}

arguments! {
    /// `CloudwatchLoggingOptions`.
    pub struct CloudwatchLoggingOptions;
}

impl CloudwatchLoggingOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// `LogGroupName`.
    ///
    /// Constraints: length at most 512, pattern `^[\.\-_/#A-Za-z0-9]*$`.
    ///
    /// Refers to `Name` of `AWS::Logs::LogGroup`.
    #[track_caller]
    pub fn log_group_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LogGroupName", value)
    }

    /// `LogStreamName`.
    ///
    /// Constraints: length at most 512, pattern `^[^:*]*$`.
    #[track_caller]
    pub fn log_stream_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LogStreamName", value)
    }
}

arguments! {
    /// `ProcessingConfiguration`.
    pub struct ProcessingConfiguration;
}

impl ProcessingConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// `Processors`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn processors(self, value: impl IntoInput<Vec<Record<Processor>>>) -> Self {
        self.set_property("Processors", value)
    }
}

arguments! {
    /// `Processor`.
    pub struct Processor;
}

impl Processor {
    /// With the required properties:
    ///
    /// - `type`: `Type`.
    #[track_caller]
    pub fn new(r#type: impl IntoInput<OneOf<Type>>) -> Self {
        Self(Fields::new()).set_property("Type", r#type)
    }

    /// `Parameters`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn parameters(self, value: impl IntoInput<Vec<Record<ProcessorParameter>>>) -> Self {
        self.set_property("Parameters", value)
    }
}

arguments! {
    /// `ProcessorParameter`.
    pub struct ProcessorParameter;
}

impl ProcessorParameter {
    /// With the required properties:
    ///
    /// - `parameter_name`: `ParameterName`.
    /// - `parameter_value`: `ParameterValue`. Constraints: length 1 to 5120, pattern
    ///   `^(?!\s*$).+$`.
    #[track_caller]
    pub fn new(parameter_name: impl IntoInput<OneOf<ParameterName>>, parameter_value: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("ParameterName", parameter_name)
            .set_property("ParameterValue", parameter_value)
    }
}

arguments! {
    /// `AmazonOpensearchServerlessRetryOptions`.
    pub struct AmazonOpensearchServerlessRetryOptions;
}

impl AmazonOpensearchServerlessRetryOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DurationInSeconds`.
    ///
    /// Constraints: value 0 to 7200.
    #[track_caller]
    pub fn duration_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("DurationInSeconds", value)
    }
}

arguments! {
    /// `S3DestinationConfiguration`.
    pub struct S3DestinationConfiguration;
}

impl S3DestinationConfiguration {
    /// With the required properties:
    ///
    /// - `bucket_arn`: `BucketARN`. Constraints: length 1 to 2048, pattern `arn:.*`.
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(bucket_arn: impl IntoInput<String>, role_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("BucketARN", bucket_arn).set_property("RoleARN", role_arn)
    }

    /// `BufferingHints`.
    #[track_caller]
    pub fn buffering_hints(self, value: impl IntoInput<Record<BufferingHints>>) -> Self {
        self.set_property("BufferingHints", value)
    }

    /// `CloudWatchLoggingOptions`.
    #[track_caller]
    pub fn cloudwatch_logging_options(self, value: impl IntoInput<Record<CloudwatchLoggingOptions>>) -> Self {
        self.set_property("CloudWatchLoggingOptions", value)
    }

    /// `CompressionFormat`.
    #[track_caller]
    pub fn compression_format(self, value: impl IntoInput<OneOf<CompressionFormat>>) -> Self {
        self.set_property("CompressionFormat", value)
    }

    /// `EncryptionConfiguration`.
    #[track_caller]
    pub fn encryption_configuration(self, value: impl IntoInput<Record<EncryptionConfiguration>>) -> Self {
        self.set_property("EncryptionConfiguration", value)
    }

    /// `ErrorOutputPrefix`.
    ///
    /// Constraints: length at most 1024.
    #[track_caller]
    pub fn error_output_prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ErrorOutputPrefix", value)
    }

    /// `Prefix`.
    ///
    /// Constraints: length at most 1024.
    #[track_caller]
    pub fn prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Prefix", value)
    }
}

arguments! {
    /// `BufferingHints`.
    pub struct BufferingHints;
}

impl BufferingHints {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `IntervalInSeconds`.
    ///
    /// Constraints: value 0 to 900.
    #[track_caller]
    pub fn interval_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("IntervalInSeconds", value)
    }

    /// `SizeInMBs`.
    ///
    /// Constraints: value 1 to 128.
    #[track_caller]
    pub fn size_in_m_bs(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("SizeInMBs", value)
    }
}

arguments! {
    /// `EncryptionConfiguration`.
    pub struct EncryptionConfiguration;
}

impl EncryptionConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `KMSEncryptionConfig`.
    #[track_caller]
    pub fn kms_encryption_config(self, value: impl IntoInput<Record<KmsEncryptionConfig>>) -> Self {
        self.set_property("KMSEncryptionConfig", value)
    }

    /// `NoEncryptionConfig`.
    #[track_caller]
    pub fn no_encryption_config(self, value: impl IntoInput<OneOf<NoEncryptionConfig>>) -> Self {
        self.set_property("NoEncryptionConfig", value)
    }
}

arguments! {
    /// `KmsEncryptionConfig`.
    pub struct KmsEncryptionConfig;
}

impl KmsEncryptionConfig {
    /// With the required properties:
    ///
    /// - `awskms_key_arn`: `AWSKMSKeyARN`. Constraints: length 1 to 512, pattern
    ///   `^arn:.*:kms:[a-zA-Z0-9\-]+:\d{12}:(key|alias)/[a-zA-Z_0-9+=,.@\-_/]+$`. AWS never returns
    ///   the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn new(awskms_key_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("AWSKMSKeyARN", awskms_key_arn)
    }
}

arguments! {
    /// `VpcConfiguration`.
    pub struct VpcConfiguration;
}

impl VpcConfiguration {
    /// With the required properties:
    ///
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    /// - `security_group_ids`: `SecurityGroupIds`. Constraints: 1 to 5 elements, no element twice.
    ///   Refers to `GroupId` of `AWS::EC2::SecurityGroup` or `Ids` of `AWS::EC2::SecurityGroup`.
    /// - `subnet_ids`: `SubnetIds`. Constraints: 1 to 16 elements, no element twice. Refers to
    ///   `SubnetId` of `AWS::EC2::Subnet`.
    #[track_caller]
    pub fn new(
        role_arn: impl IntoInput<String>,
        security_group_ids: impl IntoInput<Vec<String>>,
        subnet_ids: impl IntoInput<Vec<String>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("RoleARN", role_arn)
            .set_property("SecurityGroupIds", security_group_ids)
            .set_property("SubnetIds", subnet_ids)
    }
}

arguments! {
    /// `AmazonopensearchserviceDestinationConfiguration`.
    pub struct AmazonopensearchserviceDestinationConfiguration;
}

impl AmazonopensearchserviceDestinationConfiguration {
    /// With the required properties:
    ///
    /// - `index_name`: `IndexName`. Constraints: length 1 to 80.
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    /// - `s3_configuration`: `S3Configuration`.
    #[track_caller]
    pub fn new(
        index_name: impl IntoInput<String>,
        role_arn: impl IntoInput<String>,
        s3_configuration: impl IntoInput<Record<S3DestinationConfiguration>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("IndexName", index_name)
            .set_property("RoleARN", role_arn)
            .set_property("S3Configuration", s3_configuration)
    }

    /// `BufferingHints`.
    #[track_caller]
    pub fn buffering_hints(self, value: impl IntoInput<Record<AmazonopensearchserviceBufferingHints>>) -> Self {
        self.set_property("BufferingHints", value)
    }

    /// `CloudWatchLoggingOptions`.
    #[track_caller]
    pub fn cloudwatch_logging_options(self, value: impl IntoInput<Record<CloudwatchLoggingOptions>>) -> Self {
        self.set_property("CloudWatchLoggingOptions", value)
    }

    /// `ClusterEndpoint`.
    ///
    /// Constraints: length 1 to 512, pattern `https:.*`.
    #[track_caller]
    pub fn cluster_endpoint(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ClusterEndpoint", value)
    }

    /// `DocumentIdOptions`.
    #[track_caller]
    pub fn document_id_options(self, value: impl IntoInput<Record<DocumentIdOptions>>) -> Self {
        self.set_property("DocumentIdOptions", value)
    }

    /// `DomainARN`.
    ///
    /// Constraints: length 1 to 512, pattern `arn:.*`.
    #[track_caller]
    pub fn domain_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DomainARN", value)
    }

    /// `IndexRotationPeriod`.
    #[track_caller]
    pub fn index_rotation_period(self, value: impl IntoInput<OneOf<IndexRotationPeriod>>) -> Self {
        self.set_property("IndexRotationPeriod", value)
    }

    /// `ProcessingConfiguration`.
    #[track_caller]
    pub fn processing_configuration(self, value: impl IntoInput<Record<ProcessingConfiguration>>) -> Self {
        self.set_property("ProcessingConfiguration", value)
    }

    /// `RetryOptions`.
    #[track_caller]
    pub fn retry_options(self, value: impl IntoInput<Record<AmazonopensearchserviceRetryOptions>>) -> Self {
        self.set_property("RetryOptions", value)
    }

    /// `S3BackupMode`.
    #[track_caller]
    pub fn s3_backup_mode(
        self,
        value: impl IntoInput<OneOf<AmazonopensearchserviceDestinationConfigurationS3BackupMode>>,
    ) -> Self {
        self.set_property("S3BackupMode", value)
    }

    /// `TypeName`.
    ///
    /// Constraints: length at most 100.
    #[track_caller]
    pub fn type_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TypeName", value)
    }

    /// `VpcConfiguration`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn vpc_configuration(self, value: impl IntoInput<Record<VpcConfiguration>>) -> Self {
        self.set_property("VpcConfiguration", value)
    }
}

arguments! {
    /// `AmazonopensearchserviceBufferingHints`.
    pub struct AmazonopensearchserviceBufferingHints;
}

impl AmazonopensearchserviceBufferingHints {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `IntervalInSeconds`.
    ///
    /// Constraints: value 0 to 900.
    #[track_caller]
    pub fn interval_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("IntervalInSeconds", value)
    }

    /// `SizeInMBs`.
    ///
    /// Constraints: value 1 to 100.
    #[track_caller]
    pub fn size_in_m_bs(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("SizeInMBs", value)
    }
}

arguments! {
    /// `DocumentIdOptions`.
    pub struct DocumentIdOptions;
}

impl DocumentIdOptions {
    /// With the required properties:
    ///
    /// - `default_document_id_format`: `DefaultDocumentIdFormat`.
    #[track_caller]
    pub fn new(default_document_id_format: impl IntoInput<OneOf<DefaultDocumentIdFormat>>) -> Self {
        Self(Fields::new()).set_property("DefaultDocumentIdFormat", default_document_id_format)
    }
}

arguments! {
    /// `AmazonopensearchserviceRetryOptions`.
    pub struct AmazonopensearchserviceRetryOptions;
}

impl AmazonopensearchserviceRetryOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DurationInSeconds`.
    ///
    /// Constraints: value 0 to 7200.
    #[track_caller]
    pub fn duration_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("DurationInSeconds", value)
    }
}

arguments! {
    /// `DatabaseSourceConfiguration`.
    pub struct DatabaseSourceConfiguration;
}

impl DatabaseSourceConfiguration {
    /// With the required properties:
    ///
    /// - `database_source_authentication_configuration`:
    ///   `DatabaseSourceAuthenticationConfiguration`.
    /// - `database_source_vpc_configuration`: `DatabaseSourceVPCConfiguration`.
    /// - `databases`: `Databases`.
    /// - `endpoint`: `Endpoint`. Constraints: length 1 to 255, pattern `^(?!\s*$).+`.
    /// - `port`: `Port`. Constraints: value 0 to 65535.
    /// - `snapshot_watermark_table`: `SnapshotWatermarkTable`. Constraints: length 1 to 129,
    ///   pattern `[\u0001-\uFFFF]*`.
    /// - `tables`: `Tables`.
    /// - `type`: `Type`.
    #[track_caller]
    pub fn new(
        database_source_authentication_configuration: impl IntoInput<Record<DatabaseSourceAuthenticationConfiguration>>,
        database_source_vpc_configuration: impl IntoInput<Record<DatabaseSourceVpcConfiguration>>,
        databases: impl IntoInput<Record<Databases>>,
        endpoint: impl IntoInput<String>,
        port: impl IntoInput<i64>,
        snapshot_watermark_table: impl IntoInput<String>,
        tables: impl IntoInput<Record<DatabaseTables>>,
        r#type: impl IntoInput<OneOf<DatabaseSourceConfigurationType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DatabaseSourceAuthenticationConfiguration", database_source_authentication_configuration)
            .set_property("DatabaseSourceVPCConfiguration", database_source_vpc_configuration)
            .set_property("Databases", databases)
            .set_property("Endpoint", endpoint)
            .set_property("Port", port)
            .set_property("SnapshotWatermarkTable", snapshot_watermark_table)
            .set_property("Tables", tables)
            .set_property("Type", r#type)
    }

    /// `Columns`.
    #[track_caller]
    pub fn columns(self, value: impl IntoInput<Record<DatabaseColumns>>) -> Self {
        self.set_property("Columns", value)
    }

    /// `Digest`.
    ///
    /// Constraints: length 1 to 512, pattern `.*`.
    #[track_caller]
    pub fn digest(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Digest", value)
    }

    /// `PublicCertificate`.
    ///
    /// Constraints: length 1 to 4096, pattern `.*`.
    #[track_caller]
    pub fn public_certificate(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PublicCertificate", value)
    }

    /// `SSLMode`.
    #[track_caller]
    pub fn ssl_mode(self, value: impl IntoInput<OneOf<SslMode>>) -> Self {
        self.set_property("SSLMode", value)
    }

    /// `SurrogateKeys`.
    #[track_caller]
    pub fn surrogate_keys(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SurrogateKeys", value)
    }
}

arguments! {
    /// `DatabaseColumns`.
    pub struct DatabaseColumns;
}

impl DatabaseColumns {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Exclude`.
    #[track_caller]
    pub fn exclude(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Exclude", value)
    }

    /// `Include`.
    #[track_caller]
    pub fn include(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Include", value)
    }
}

arguments! {
    /// `DatabaseSourceAuthenticationConfiguration`.
    pub struct DatabaseSourceAuthenticationConfiguration;
}

impl DatabaseSourceAuthenticationConfiguration {
    /// With the required properties:
    ///
    /// - `secrets_manager_configuration`: `SecretsManagerConfiguration`.
    #[track_caller]
    pub fn new(secrets_manager_configuration: impl IntoInput<Record<SecretsManagerConfiguration>>) -> Self {
        Self(Fields::new()).set_property("SecretsManagerConfiguration", secrets_manager_configuration)
    }
}

arguments! {
    /// `SecretsManagerConfiguration`.
    pub struct SecretsManagerConfiguration;
}

impl SecretsManagerConfiguration {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }

    /// `RoleARN`.
    ///
    /// Constraints: length 1 to 512, pattern `arn:.*:iam::\d{12}:role/[a-zA-Z_0-9+=,.@\-_/]+`.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleARN", value)
    }

    /// `SecretARN`.
    ///
    /// Constraints: length 1 to 2048, pattern
    /// `arn:.*:secretsmanager:[a-zA-Z0-9\-]+:\d{12}:secret:[a-zA-Z0-9\-/_+=.@]+`.
    #[track_caller]
    pub fn secret_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SecretARN", value)
    }
}

arguments! {
    /// `DatabaseSourceVpcConfiguration`.
    pub struct DatabaseSourceVpcConfiguration;
}

impl DatabaseSourceVpcConfiguration {
    /// With the required properties:
    ///
    /// - `vpc_endpoint_service_name`: `VpcEndpointServiceName`. Constraints: length 47 to 255,
    ///   pattern `([a-zA-Z0-9\-\_]+\.){2,3}vpce\.[a-zA-Z0-9\-]*\.vpce-svc\-[a-zA-Z0-9\-]{17}$`.
    #[track_caller]
    pub fn new(vpc_endpoint_service_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("VpcEndpointServiceName", vpc_endpoint_service_name)
    }
}

arguments! {
    /// `Databases`.
    pub struct Databases;
}

impl Databases {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Exclude`.
    #[track_caller]
    pub fn exclude(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Exclude", value)
    }

    /// `Include`.
    #[track_caller]
    pub fn include(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Include", value)
    }
}

arguments! {
    /// `DatabaseTables`.
    pub struct DatabaseTables;
}

impl DatabaseTables {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Exclude`.
    #[track_caller]
    pub fn exclude(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Exclude", value)
    }

    /// `Include`.
    #[track_caller]
    pub fn include(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Include", value)
    }
}

arguments! {
    /// `DeliveryStreamEncryptionConfigurationInput`.
    pub struct DeliveryStreamEncryptionConfigurationInput;
}

impl DeliveryStreamEncryptionConfigurationInput {
    /// With the required properties:
    ///
    /// - `key_type`: `KeyType`.
    #[track_caller]
    pub fn new(key_type: impl IntoInput<OneOf<KeyType>>) -> Self {
        Self(Fields::new()).set_property("KeyType", key_type)
    }

    /// `KeyARN`.
    ///
    /// Constraints: length 1 to 512, pattern `arn:.*`.
    #[track_caller]
    pub fn key_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KeyARN", value)
    }
}

arguments! {
    /// `DirectPutSourceConfiguration`.
    pub struct DirectPutSourceConfiguration;
}

impl DirectPutSourceConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ThroughputHintInMBs`.
    ///
    /// Constraints: value 1 to 100.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn throughput_hint_in_m_bs(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("ThroughputHintInMBs", value)
    }
}

arguments! {
    /// `ElasticsearchDestinationConfiguration`.
    pub struct ElasticsearchDestinationConfiguration;
}

impl ElasticsearchDestinationConfiguration {
    /// With the required properties:
    ///
    /// - `index_name`: `IndexName`. Constraints: length 1 to 80.
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    /// - `s3_configuration`: `S3Configuration`.
    #[track_caller]
    pub fn new(
        index_name: impl IntoInput<String>,
        role_arn: impl IntoInput<String>,
        s3_configuration: impl IntoInput<Record<S3DestinationConfiguration>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("IndexName", index_name)
            .set_property("RoleARN", role_arn)
            .set_property("S3Configuration", s3_configuration)
    }

    /// `BufferingHints`.
    #[track_caller]
    pub fn buffering_hints(self, value: impl IntoInput<Record<ElasticsearchBufferingHints>>) -> Self {
        self.set_property("BufferingHints", value)
    }

    /// `CloudWatchLoggingOptions`.
    #[track_caller]
    pub fn cloudwatch_logging_options(self, value: impl IntoInput<Record<CloudwatchLoggingOptions>>) -> Self {
        self.set_property("CloudWatchLoggingOptions", value)
    }

    /// `ClusterEndpoint`.
    ///
    /// Constraints: length 1 to 512, pattern `https:.*`.
    #[track_caller]
    pub fn cluster_endpoint(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ClusterEndpoint", value)
    }

    /// `DocumentIdOptions`.
    #[track_caller]
    pub fn document_id_options(self, value: impl IntoInput<Record<DocumentIdOptions>>) -> Self {
        self.set_property("DocumentIdOptions", value)
    }

    /// `DomainARN`.
    ///
    /// Constraints: length 1 to 512, pattern `arn:.*`.
    #[track_caller]
    pub fn domain_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DomainARN", value)
    }

    /// `IndexRotationPeriod`.
    #[track_caller]
    pub fn index_rotation_period(
        self,
        value: impl IntoInput<OneOf<ElasticsearchDestinationConfigurationIndexRotationPeriod>>,
    ) -> Self {
        self.set_property("IndexRotationPeriod", value)
    }

    /// `ProcessingConfiguration`.
    #[track_caller]
    pub fn processing_configuration(self, value: impl IntoInput<Record<ProcessingConfiguration>>) -> Self {
        self.set_property("ProcessingConfiguration", value)
    }

    /// `RetryOptions`.
    #[track_caller]
    pub fn retry_options(self, value: impl IntoInput<Record<ElasticsearchRetryOptions>>) -> Self {
        self.set_property("RetryOptions", value)
    }

    /// `S3BackupMode`.
    #[track_caller]
    pub fn s3_backup_mode(
        self,
        value: impl IntoInput<OneOf<ElasticsearchDestinationConfigurationS3BackupMode>>,
    ) -> Self {
        self.set_property("S3BackupMode", value)
    }

    /// `TypeName`.
    ///
    /// Constraints: length at most 100.
    #[track_caller]
    pub fn type_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TypeName", value)
    }

    /// `VpcConfiguration`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn vpc_configuration(self, value: impl IntoInput<Record<VpcConfiguration>>) -> Self {
        self.set_property("VpcConfiguration", value)
    }
}

arguments! {
    /// `ElasticsearchBufferingHints`.
    pub struct ElasticsearchBufferingHints;
}

impl ElasticsearchBufferingHints {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `IntervalInSeconds`.
    ///
    /// Constraints: value 0 to 900.
    #[track_caller]
    pub fn interval_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("IntervalInSeconds", value)
    }

    /// `SizeInMBs`.
    ///
    /// Constraints: value 1 to 100.
    #[track_caller]
    pub fn size_in_m_bs(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("SizeInMBs", value)
    }
}

arguments! {
    /// `ElasticsearchRetryOptions`.
    pub struct ElasticsearchRetryOptions;
}

impl ElasticsearchRetryOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DurationInSeconds`.
    ///
    /// Constraints: value 0 to 7200.
    #[track_caller]
    pub fn duration_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("DurationInSeconds", value)
    }
}

arguments! {
    /// `ExtendedS3DestinationConfiguration`.
    pub struct ExtendedS3DestinationConfiguration;
}

impl ExtendedS3DestinationConfiguration {
    /// With the required properties:
    ///
    /// - `bucket_arn`: `BucketARN`. Constraints: length 1 to 2048, pattern `arn:.*`.
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(bucket_arn: impl IntoInput<String>, role_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("BucketARN", bucket_arn).set_property("RoleARN", role_arn)
    }

    /// `BufferingHints`.
    #[track_caller]
    pub fn buffering_hints(self, value: impl IntoInput<Record<BufferingHints>>) -> Self {
        self.set_property("BufferingHints", value)
    }

    /// `CloudWatchLoggingOptions`.
    #[track_caller]
    pub fn cloudwatch_logging_options(self, value: impl IntoInput<Record<CloudwatchLoggingOptions>>) -> Self {
        self.set_property("CloudWatchLoggingOptions", value)
    }

    /// `CompressionFormat`.
    #[track_caller]
    pub fn compression_format(
        self,
        value: impl IntoInput<OneOf<ExtendedS3DestinationConfigurationCompressionFormat>>,
    ) -> Self {
        self.set_property("CompressionFormat", value)
    }

    /// `CustomTimeZone`.
    ///
    /// Constraints: length at most 50, pattern `^$|[a-zA-Z/_]+$`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn custom_time_zone(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CustomTimeZone", value)
    }

    /// `DataFormatConversionConfiguration`.
    #[track_caller]
    pub fn data_format_conversion_configuration(
        self,
        value: impl IntoInput<Record<DataFormatConversionConfiguration>>,
    ) -> Self {
        self.set_property("DataFormatConversionConfiguration", value)
    }

    /// `DynamicPartitioningConfiguration`.
    #[track_caller]
    pub fn dynamic_partitioning_configuration(
        self,
        value: impl IntoInput<Record<DynamicPartitioningConfiguration>>,
    ) -> Self {
        self.set_property("DynamicPartitioningConfiguration", value)
    }

    /// `EncryptionConfiguration`.
    #[track_caller]
    pub fn encryption_configuration(self, value: impl IntoInput<Record<EncryptionConfiguration>>) -> Self {
        self.set_property("EncryptionConfiguration", value)
    }

    /// `ErrorOutputPrefix`.
    ///
    /// Constraints: length at most 1024.
    #[track_caller]
    pub fn error_output_prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ErrorOutputPrefix", value)
    }

    /// `FileExtension`.
    ///
    /// Constraints: length at most 128, pattern `^$|\.[0-9a-z!\-_.*'()]+`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn file_extension(self, value: impl IntoInput<String>) -> Self {
        self.set_property("FileExtension", value)
    }

    /// `Prefix`.
    ///
    /// Constraints: length at most 1024.
    #[track_caller]
    pub fn prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Prefix", value)
    }

    /// `ProcessingConfiguration`.
    #[track_caller]
    pub fn processing_configuration(self, value: impl IntoInput<Record<ProcessingConfiguration>>) -> Self {
        self.set_property("ProcessingConfiguration", value)
    }

    /// `S3BackupConfiguration`.
    #[track_caller]
    pub fn s3_backup_configuration(self, value: impl IntoInput<Record<S3DestinationConfiguration>>) -> Self {
        self.set_property("S3BackupConfiguration", value)
    }

    /// `S3BackupMode`.
    #[track_caller]
    pub fn s3_backup_mode(self, value: impl IntoInput<OneOf<ExtendedS3DestinationConfigurationS3BackupMode>>) -> Self {
        self.set_property("S3BackupMode", value)
    }
}

arguments! {
    /// `DataFormatConversionConfiguration`.
    pub struct DataFormatConversionConfiguration;
}

impl DataFormatConversionConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// `InputFormatConfiguration`.
    #[track_caller]
    pub fn input_format_configuration(self, value: impl IntoInput<Record<InputFormatConfiguration>>) -> Self {
        self.set_property("InputFormatConfiguration", value)
    }

    /// `OutputFormatConfiguration`.
    #[track_caller]
    pub fn output_format_configuration(self, value: impl IntoInput<Record<OutputFormatConfiguration>>) -> Self {
        self.set_property("OutputFormatConfiguration", value)
    }

    /// `SchemaConfiguration`.
    #[track_caller]
    pub fn schema_configuration(self, value: impl IntoInput<Record<SchemaConfiguration>>) -> Self {
        self.set_property("SchemaConfiguration", value)
    }
}

arguments! {
    /// `InputFormatConfiguration`.
    pub struct InputFormatConfiguration;
}

impl InputFormatConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Deserializer`.
    #[track_caller]
    pub fn deserializer(self, value: impl IntoInput<Record<Deserializer>>) -> Self {
        self.set_property("Deserializer", value)
    }
}

arguments! {
    /// `Deserializer`.
    pub struct Deserializer;
}

impl Deserializer {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `HiveJsonSerDe`.
    #[track_caller]
    pub fn hive_json_ser_de(self, value: impl IntoInput<Record<HiveJsonSerDe>>) -> Self {
        self.set_property("HiveJsonSerDe", value)
    }

    /// `OpenXJsonSerDe`.
    #[track_caller]
    pub fn open_x_json_ser_de(self, value: impl IntoInput<Record<OpenXJsonSerDe>>) -> Self {
        self.set_property("OpenXJsonSerDe", value)
    }
}

arguments! {
    /// `HiveJsonSerDe`.
    pub struct HiveJsonSerDe;
}

impl HiveJsonSerDe {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `TimestampFormats`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn timestamp_formats(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("TimestampFormats", value)
    }
}

arguments! {
    /// `OpenXJsonSerDe`.
    pub struct OpenXJsonSerDe;
}

impl OpenXJsonSerDe {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CaseInsensitive`.
    #[track_caller]
    pub fn case_insensitive(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("CaseInsensitive", value)
    }

    /// `ColumnToJsonKeyMappings`.
    #[track_caller]
    pub fn column_to_json_key_mappings(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("ColumnToJsonKeyMappings", value)
    }

    /// `ConvertDotsInJsonKeysToUnderscores`.
    #[track_caller]
    pub fn convert_dots_in_json_keys_to_underscores(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ConvertDotsInJsonKeysToUnderscores", value)
    }
}

arguments! {
    /// `OutputFormatConfiguration`.
    pub struct OutputFormatConfiguration;
}

impl OutputFormatConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Serializer`.
    #[track_caller]
    pub fn serializer(self, value: impl IntoInput<Record<Serializer>>) -> Self {
        self.set_property("Serializer", value)
    }
}

arguments! {
    /// `Serializer`.
    pub struct Serializer;
}

impl Serializer {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `OrcSerDe`.
    #[track_caller]
    pub fn orc_ser_de(self, value: impl IntoInput<Record<OrcSerDe>>) -> Self {
        self.set_property("OrcSerDe", value)
    }

    /// `ParquetSerDe`.
    #[track_caller]
    pub fn parquet_ser_de(self, value: impl IntoInput<Record<ParquetSerDe>>) -> Self {
        self.set_property("ParquetSerDe", value)
    }
}

arguments! {
    /// `OrcSerDe`.
    pub struct OrcSerDe;
}

impl OrcSerDe {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `BlockSizeBytes`.
    ///
    /// Constraints: value at least 67108864.
    #[track_caller]
    pub fn block_size_bytes(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("BlockSizeBytes", value)
    }

    /// `BloomFilterColumns`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn bloom_filter_columns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("BloomFilterColumns", value)
    }

    /// `BloomFilterFalsePositiveProbability`.
    ///
    /// Constraints: value 0 to 1.
    #[track_caller]
    pub fn bloom_filter_false_positive_probability(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("BloomFilterFalsePositiveProbability", value)
    }

    /// `Compression`.
    #[track_caller]
    pub fn compression(self, value: impl IntoInput<OneOf<Compression>>) -> Self {
        self.set_property("Compression", value)
    }

    /// `DictionaryKeyThreshold`.
    ///
    /// Constraints: value 0 to 1.
    #[track_caller]
    pub fn dictionary_key_threshold(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("DictionaryKeyThreshold", value)
    }

    /// `EnablePadding`.
    #[track_caller]
    pub fn enable_padding(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnablePadding", value)
    }

    /// `FormatVersion`.
    #[track_caller]
    pub fn format_version(self, value: impl IntoInput<OneOf<FormatVersion>>) -> Self {
        self.set_property("FormatVersion", value)
    }

    /// `PaddingTolerance`.
    ///
    /// Constraints: value 0 to 1.
    #[track_caller]
    pub fn padding_tolerance(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("PaddingTolerance", value)
    }

    /// `RowIndexStride`.
    ///
    /// Constraints: value at least 1000.
    #[track_caller]
    pub fn row_index_stride(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("RowIndexStride", value)
    }

    /// `StripeSizeBytes`.
    ///
    /// Constraints: value at least 8388608.
    #[track_caller]
    pub fn stripe_size_bytes(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("StripeSizeBytes", value)
    }
}

arguments! {
    /// `ParquetSerDe`.
    pub struct ParquetSerDe;
}

impl ParquetSerDe {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `BlockSizeBytes`.
    ///
    /// Constraints: value at least 67108864.
    #[track_caller]
    pub fn block_size_bytes(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("BlockSizeBytes", value)
    }

    /// `Compression`.
    #[track_caller]
    pub fn compression(self, value: impl IntoInput<OneOf<ParquetSerDeCompression>>) -> Self {
        self.set_property("Compression", value)
    }

    /// `EnableDictionaryCompression`.
    #[track_caller]
    pub fn enable_dictionary_compression(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnableDictionaryCompression", value)
    }

    /// `MaxPaddingBytes`.
    ///
    /// Constraints: value at least 0.
    #[track_caller]
    pub fn max_padding_bytes(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MaxPaddingBytes", value)
    }

    /// `PageSizeBytes`.
    ///
    /// Constraints: value at least 65536.
    #[track_caller]
    pub fn page_size_bytes(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("PageSizeBytes", value)
    }

    /// `WriterVersion`.
    #[track_caller]
    pub fn writer_version(self, value: impl IntoInput<OneOf<WriterVersion>>) -> Self {
        self.set_property("WriterVersion", value)
    }
}

arguments! {
    /// `SchemaConfiguration`.
    pub struct SchemaConfiguration;
}

impl SchemaConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CatalogId`.
    ///
    /// Constraints: length 1 to 1024, pattern `^\S+$`.
    #[track_caller]
    pub fn catalog_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CatalogId", value)
    }

    /// `DatabaseName`.
    ///
    /// Constraints: length 1 to 1024, pattern `^\S+$`.
    #[track_caller]
    pub fn database_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DatabaseName", value)
    }

    /// `Region`.
    ///
    /// Constraints: length 1 to 1024, pattern `^\S+$`.
    #[track_caller]
    pub fn region(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Region", value)
    }

    /// `RoleARN`.
    ///
    /// Constraints: length 1 to 512, pattern `arn:.*`.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleARN", value)
    }

    /// `TableName`.
    ///
    /// Constraints: length 1 to 1024, pattern `^\S+$`.
    #[track_caller]
    pub fn table_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TableName", value)
    }

    /// `VersionId`.
    ///
    /// Constraints: length 1 to 1024, pattern `^\S+$`.
    #[track_caller]
    pub fn version_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("VersionId", value)
    }
}

arguments! {
    /// `DynamicPartitioningConfiguration`.
    pub struct DynamicPartitioningConfiguration;
}

impl DynamicPartitioningConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// `RetryOptions`.
    #[track_caller]
    pub fn retry_options(self, value: impl IntoInput<Record<RetryOptions>>) -> Self {
        self.set_property("RetryOptions", value)
    }
}

arguments! {
    /// `RetryOptions`.
    pub struct RetryOptions;
}

impl RetryOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DurationInSeconds`.
    ///
    /// Constraints: value 0 to 7200.
    #[track_caller]
    pub fn duration_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("DurationInSeconds", value)
    }
}

arguments! {
    /// `HttpEndpointDestinationConfiguration`.
    pub struct HttpEndpointDestinationConfiguration;
}

impl HttpEndpointDestinationConfiguration {
    /// With the required properties:
    ///
    /// - `endpoint_configuration`: `EndpointConfiguration`.
    /// - `s3_configuration`: `S3Configuration`.
    #[track_caller]
    pub fn new(
        endpoint_configuration: impl IntoInput<Record<HttpEndpointConfiguration>>,
        s3_configuration: impl IntoInput<Record<S3DestinationConfiguration>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("EndpointConfiguration", endpoint_configuration)
            .set_property("S3Configuration", s3_configuration)
    }

    /// `BufferingHints`.
    #[track_caller]
    pub fn buffering_hints(self, value: impl IntoInput<Record<BufferingHints>>) -> Self {
        self.set_property("BufferingHints", value)
    }

    /// `CloudWatchLoggingOptions`.
    #[track_caller]
    pub fn cloudwatch_logging_options(self, value: impl IntoInput<Record<CloudwatchLoggingOptions>>) -> Self {
        self.set_property("CloudWatchLoggingOptions", value)
    }

    /// `ProcessingConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn processing_configuration(self, value: impl IntoInput<Record<ProcessingConfiguration>>) -> Self {
        self.set_property("ProcessingConfiguration", value)
    }

    /// `RequestConfiguration`.
    #[track_caller]
    pub fn request_configuration(self, value: impl IntoInput<Record<HttpEndpointRequestConfiguration>>) -> Self {
        self.set_property("RequestConfiguration", value)
    }

    /// `RetryOptions`.
    #[track_caller]
    pub fn retry_options(self, value: impl IntoInput<Record<RetryOptions>>) -> Self {
        self.set_property("RetryOptions", value)
    }

    /// `RoleARN`.
    ///
    /// Constraints: length 1 to 512, pattern `arn:.*`.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleARN", value)
    }

    /// `S3BackupMode`.
    #[track_caller]
    pub fn s3_backup_mode(
        self,
        value: impl IntoInput<OneOf<HttpEndpointDestinationConfigurationS3BackupMode>>,
    ) -> Self {
        self.set_property("S3BackupMode", value)
    }

    /// `SecretsManagerConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn secrets_manager_configuration(self, value: impl IntoInput<Record<SecretsManagerConfiguration>>) -> Self {
        self.set_property("SecretsManagerConfiguration", value)
    }
}

arguments! {
    /// `HttpEndpointConfiguration`.
    pub struct HttpEndpointConfiguration;
}

impl HttpEndpointConfiguration {
    /// With the required properties:
    ///
    /// - `url`: `Url`. Constraints: length 1 to 1000, pattern `^https://`.
    #[track_caller]
    pub fn new(url: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Url", url)
    }

    /// `AccessKey`.
    ///
    /// Constraints: length at most 4096.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn access_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AccessKey", value)
    }

    /// `Name`.
    ///
    /// Constraints: length 1 to 256, pattern `^(?!\s*$).+$`.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }
}

arguments! {
    /// `HttpEndpointRequestConfiguration`.
    pub struct HttpEndpointRequestConfiguration;
}

impl HttpEndpointRequestConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CommonAttributes`.
    ///
    /// Constraints: at most 50 elements, no element twice.
    #[track_caller]
    pub fn common_attributes(self, value: impl IntoInput<Vec<Record<HttpEndpointCommonAttribute>>>) -> Self {
        self.set_property("CommonAttributes", value)
    }

    /// `ContentEncoding`.
    #[track_caller]
    pub fn content_encoding(self, value: impl IntoInput<OneOf<ContentEncoding>>) -> Self {
        self.set_property("ContentEncoding", value)
    }
}

arguments! {
    /// `HttpEndpointCommonAttribute`.
    pub struct HttpEndpointCommonAttribute;
}

impl HttpEndpointCommonAttribute {
    /// With the required properties:
    ///
    /// - `attribute_name`: `AttributeName`. Constraints: length 1 to 256, pattern `^(?!\s*$).+$`.
    /// - `attribute_value`: `AttributeValue`. Constraints: length at most 1024.
    #[track_caller]
    pub fn new(attribute_name: impl IntoInput<String>, attribute_value: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("AttributeName", attribute_name)
            .set_property("AttributeValue", attribute_value)
    }
}

arguments! {
    /// `IcebergDestinationConfiguration`.
    pub struct IcebergDestinationConfiguration;
}

impl IcebergDestinationConfiguration {
    /// With the required properties:
    ///
    /// - `catalog_configuration`: `CatalogConfiguration`. A change replaces the resource.
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    /// - `s3_configuration`: `S3Configuration`.
    #[track_caller]
    pub fn new(
        catalog_configuration: impl IntoInput<Record<CatalogConfiguration>>,
        role_arn: impl IntoInput<String>,
        s3_configuration: impl IntoInput<Record<S3DestinationConfiguration>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("CatalogConfiguration", catalog_configuration)
            .set_property("RoleARN", role_arn)
            .set_property("S3Configuration", s3_configuration)
    }

    /// `AppendOnly`.
    #[track_caller]
    pub fn append_only(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("AppendOnly", value)
    }

    /// `BufferingHints`.
    #[track_caller]
    pub fn buffering_hints(self, value: impl IntoInput<Record<BufferingHints>>) -> Self {
        self.set_property("BufferingHints", value)
    }

    /// `CloudWatchLoggingOptions`.
    #[track_caller]
    pub fn cloudwatch_logging_options(self, value: impl IntoInput<Record<CloudwatchLoggingOptions>>) -> Self {
        self.set_property("CloudWatchLoggingOptions", value)
    }

    /// `DestinationTableConfigurationList`.
    #[track_caller]
    pub fn destination_table_configuration_list(
        self,
        value: impl IntoInput<Vec<Record<DestinationTableConfiguration>>>,
    ) -> Self {
        self.set_property("DestinationTableConfigurationList", value)
    }

    /// `ProcessingConfiguration`.
    #[track_caller]
    pub fn processing_configuration(self, value: impl IntoInput<Record<ProcessingConfiguration>>) -> Self {
        self.set_property("ProcessingConfiguration", value)
    }

    /// `RetryOptions`.
    #[track_caller]
    pub fn retry_options(self, value: impl IntoInput<Record<RetryOptions>>) -> Self {
        self.set_property("RetryOptions", value)
    }

    /// `SchemaEvolutionConfiguration`.
    #[track_caller]
    pub fn schema_evolution_configuration(self, value: impl IntoInput<Record<SchemaEvolutionConfiguration>>) -> Self {
        self.set_property("SchemaEvolutionConfiguration", value)
    }

    /// `TableCreationConfiguration`.
    #[track_caller]
    pub fn table_creation_configuration(self, value: impl IntoInput<Record<TableCreationConfiguration>>) -> Self {
        self.set_property("TableCreationConfiguration", value)
    }

    /// `s3BackupMode`.
    #[track_caller]
    pub fn s3_backup_mode(self, value: impl IntoInput<OneOf<IcebergDestinationConfigurationS3BackupMode>>) -> Self {
        self.set_property("s3BackupMode", value)
    }
}

arguments! {
    /// `CatalogConfiguration`.
    pub struct CatalogConfiguration;
}

impl CatalogConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CatalogArn`.
    ///
    /// Constraints: length 1 to 512, pattern `arn:.*`.
    #[track_caller]
    pub fn catalog_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CatalogArn", value)
    }

    /// `WarehouseLocation`.
    ///
    /// Constraints: length 1 to 2048, pattern `s3:\/\/.*`.
    #[track_caller]
    pub fn warehouse_location(self, value: impl IntoInput<String>) -> Self {
        self.set_property("WarehouseLocation", value)
    }
}

arguments! {
    /// `DestinationTableConfiguration`.
    pub struct DestinationTableConfiguration;
}

impl DestinationTableConfiguration {
    /// With the required properties:
    ///
    /// - `destination_database_name`: `DestinationDatabaseName`. Constraints: length 1 to 512,
    ///   pattern `^[a-zA-Z0-9\.\_]+$`.
    /// - `destination_table_name`: `DestinationTableName`. Constraints: length 1 to 512, pattern
    ///   `^[a-zA-Z0-9\.\_]+$`.
    #[track_caller]
    pub fn new(
        destination_database_name: impl IntoInput<String>,
        destination_table_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DestinationDatabaseName", destination_database_name)
            .set_property("DestinationTableName", destination_table_name)
    }

    /// `PartitionSpec`.
    #[track_caller]
    pub fn partition_spec(self, value: impl IntoInput<Record<PartitionSpec>>) -> Self {
        self.set_property("PartitionSpec", value)
    }

    /// `S3ErrorOutputPrefix`.
    ///
    /// Constraints: length 1 to 1024.
    #[track_caller]
    pub fn s3_error_output_prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3ErrorOutputPrefix", value)
    }

    /// `UniqueKeys`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn unique_keys(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("UniqueKeys", value)
    }
}

arguments! {
    /// `PartitionSpec`.
    pub struct PartitionSpec;
}

impl PartitionSpec {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Identity`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn identity(self, value: impl IntoInput<Vec<Record<PartitionField>>>) -> Self {
        self.set_property("Identity", value)
    }
}

arguments! {
    /// `PartitionField`.
    pub struct PartitionField;
}

impl PartitionField {
    /// With the required properties:
    ///
    /// - `source_name`: `SourceName`. Constraints: length 1 to 255, pattern `^\S+$`.
    #[track_caller]
    pub fn new(source_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("SourceName", source_name)
    }
}

arguments! {
    /// `SchemaEvolutionConfiguration`.
    pub struct SchemaEvolutionConfiguration;
}

impl SchemaEvolutionConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }
}

arguments! {
    /// `TableCreationConfiguration`.
    pub struct TableCreationConfiguration;
}

impl TableCreationConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }
}

arguments! {
    /// `KinesisStreamSourceConfiguration`.
    pub struct KinesisStreamSourceConfiguration;
}

impl KinesisStreamSourceConfiguration {
    /// With the required properties:
    ///
    /// - `kinesis_stream_arn`: `KinesisStreamARN`. Constraints: length 1 to 512, pattern `arn:.*`.
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(kinesis_stream_arn: impl IntoInput<String>, role_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("KinesisStreamARN", kinesis_stream_arn).set_property("RoleARN", role_arn)
    }
}

arguments! {
    /// `MskSourceConfiguration`.
    pub struct MskSourceConfiguration;
}

impl MskSourceConfiguration {
    /// With the required properties:
    ///
    /// - `authentication_configuration`: `AuthenticationConfiguration`.
    /// - `msk_cluster_arn`: `MSKClusterARN`. Constraints: length 1 to 512, pattern `arn:.*`.
    /// - `topic_name`: `TopicName`. Constraints: length 1 to 255, pattern `[a-zA-Z0-9\._\-]+`.
    #[track_caller]
    pub fn new(
        authentication_configuration: impl IntoInput<Record<AuthenticationConfiguration>>,
        msk_cluster_arn: impl IntoInput<String>,
        topic_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("AuthenticationConfiguration", authentication_configuration)
            .set_property("MSKClusterARN", msk_cluster_arn)
            .set_property("TopicName", topic_name)
    }

    /// `ReadFromTimestamp`.
    #[track_caller]
    pub fn read_from_timestamp(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ReadFromTimestamp", value)
    }
}

arguments! {
    /// `AuthenticationConfiguration`.
    pub struct AuthenticationConfiguration;
}

impl AuthenticationConfiguration {
    /// With the required properties:
    ///
    /// - `connectivity`: `Connectivity`.
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    #[track_caller]
    pub fn new(connectivity: impl IntoInput<OneOf<Connectivity>>, role_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Connectivity", connectivity).set_property("RoleARN", role_arn)
    }
}

arguments! {
    /// `RedshiftDestinationConfiguration`.
    pub struct RedshiftDestinationConfiguration;
}

impl RedshiftDestinationConfiguration {
    /// With the required properties:
    ///
    /// - `cluster_jdbcurl`: `ClusterJDBCURL`. Constraints: length 1 to 512.
    /// - `copy_command`: `CopyCommand`.
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    /// - `s3_configuration`: `S3Configuration`.
    #[track_caller]
    pub fn new(
        cluster_jdbcurl: impl IntoInput<String>,
        copy_command: impl IntoInput<Record<CopyCommand>>,
        role_arn: impl IntoInput<String>,
        s3_configuration: impl IntoInput<Record<S3DestinationConfiguration>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ClusterJDBCURL", cluster_jdbcurl)
            .set_property("CopyCommand", copy_command)
            .set_property("RoleARN", role_arn)
            .set_property("S3Configuration", s3_configuration)
    }

    /// `CloudWatchLoggingOptions`.
    #[track_caller]
    pub fn cloudwatch_logging_options(self, value: impl IntoInput<Record<CloudwatchLoggingOptions>>) -> Self {
        self.set_property("CloudWatchLoggingOptions", value)
    }

    /// `Password`.
    ///
    /// Constraints: length 6 to 512.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn password(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Password", value)
    }

    /// `ProcessingConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn processing_configuration(self, value: impl IntoInput<Record<ProcessingConfiguration>>) -> Self {
        self.set_property("ProcessingConfiguration", value)
    }

    /// `RetryOptions`.
    #[track_caller]
    pub fn retry_options(self, value: impl IntoInput<Record<RedshiftRetryOptions>>) -> Self {
        self.set_property("RetryOptions", value)
    }

    /// `S3BackupConfiguration`.
    #[track_caller]
    pub fn s3_backup_configuration(self, value: impl IntoInput<Record<S3DestinationConfiguration>>) -> Self {
        self.set_property("S3BackupConfiguration", value)
    }

    /// `S3BackupMode`.
    #[track_caller]
    pub fn s3_backup_mode(self, value: impl IntoInput<OneOf<RedshiftDestinationConfigurationS3BackupMode>>) -> Self {
        self.set_property("S3BackupMode", value)
    }

    /// `SecretsManagerConfiguration`.
    #[track_caller]
    pub fn secrets_manager_configuration(self, value: impl IntoInput<Record<SecretsManagerConfiguration>>) -> Self {
        self.set_property("SecretsManagerConfiguration", value)
    }

    /// `Username`.
    ///
    /// Constraints: length 1 to 512.
    #[track_caller]
    pub fn username(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Username", value)
    }
}

arguments! {
    /// `CopyCommand`.
    pub struct CopyCommand;
}

impl CopyCommand {
    /// With the required properties:
    ///
    /// - `data_table_name`: `DataTableName`. Constraints: length 1 to 512.
    #[track_caller]
    pub fn new(data_table_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("DataTableName", data_table_name)
    }

    /// `CopyOptions`.
    ///
    /// Constraints: length at most 204800.
    #[track_caller]
    pub fn copy_options(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CopyOptions", value)
    }

    /// `DataTableColumns`.
    ///
    /// Constraints: length at most 204800.
    #[track_caller]
    pub fn data_table_columns(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DataTableColumns", value)
    }
}

arguments! {
    /// `RedshiftRetryOptions`.
    pub struct RedshiftRetryOptions;
}

impl RedshiftRetryOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DurationInSeconds`.
    ///
    /// Constraints: value 0 to 7200.
    #[track_caller]
    pub fn duration_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("DurationInSeconds", value)
    }
}

arguments! {
    /// `SnowflakeDestinationConfiguration`.
    pub struct SnowflakeDestinationConfiguration;
}

impl SnowflakeDestinationConfiguration {
    /// With the required properties:
    ///
    /// - `account_url`: `AccountUrl`. Constraints: length 24 to 2048, pattern
    ///   `.+?\.snowflakecomputing\.com`.
    /// - `database`: `Database`. Constraints: length 1 to 255.
    /// - `role_arn`: `RoleARN`. Constraints: length 1 to 512, pattern `arn:.*`. Refers to `Arn` of
    ///   `AWS::IAM::Role`.
    /// - `s3_configuration`: `S3Configuration`.
    /// - `schema`: `Schema`. Constraints: length 1 to 255.
    /// - `table`: `Table`. Constraints: length 1 to 255.
    #[track_caller]
    pub fn new(
        account_url: impl IntoInput<String>,
        database: impl IntoInput<String>,
        role_arn: impl IntoInput<String>,
        s3_configuration: impl IntoInput<Record<S3DestinationConfiguration>>,
        schema: impl IntoInput<String>,
        table: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("AccountUrl", account_url)
            .set_property("Database", database)
            .set_property("RoleARN", role_arn)
            .set_property("S3Configuration", s3_configuration)
            .set_property("Schema", schema)
            .set_property("Table", table)
    }

    /// `BufferingHints`.
    #[track_caller]
    pub fn buffering_hints(self, value: impl IntoInput<Record<SnowflakeBufferingHints>>) -> Self {
        self.set_property("BufferingHints", value)
    }

    /// `CloudWatchLoggingOptions`.
    #[track_caller]
    pub fn cloudwatch_logging_options(self, value: impl IntoInput<Record<CloudwatchLoggingOptions>>) -> Self {
        self.set_property("CloudWatchLoggingOptions", value)
    }

    /// `ContentColumnName`.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn content_column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ContentColumnName", value)
    }

    /// `DataLoadingOption`.
    #[track_caller]
    pub fn data_loading_option(self, value: impl IntoInput<OneOf<DataLoadingOption>>) -> Self {
        self.set_property("DataLoadingOption", value)
    }

    /// `KeyPassphrase`.
    ///
    /// Constraints: length 7 to 255.
    #[track_caller]
    pub fn key_passphrase(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KeyPassphrase", value)
    }

    /// `MetaDataColumnName`.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn meta_data_column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MetaDataColumnName", value)
    }

    /// `PrivateKey`.
    ///
    /// Constraints: length 256 to 4096, pattern
    /// `^(?:[A-Za-z0-9+\/]{4})*(?:[A-Za-z0-9+\/]{2}==|[A-Za-z0-9+\/]{3}=)?$`.
    #[track_caller]
    pub fn private_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PrivateKey", value)
    }

    /// `ProcessingConfiguration`.
    #[track_caller]
    pub fn processing_configuration(self, value: impl IntoInput<Record<ProcessingConfiguration>>) -> Self {
        self.set_property("ProcessingConfiguration", value)
    }

    /// `RetryOptions`.
    #[track_caller]
    pub fn retry_options(self, value: impl IntoInput<Record<SnowflakeRetryOptions>>) -> Self {
        self.set_property("RetryOptions", value)
    }

    /// `S3BackupMode`.
    #[track_caller]
    pub fn s3_backup_mode(self, value: impl IntoInput<OneOf<SnowflakeDestinationConfigurationS3BackupMode>>) -> Self {
        self.set_property("S3BackupMode", value)
    }

    /// `SecretsManagerConfiguration`.
    #[track_caller]
    pub fn secrets_manager_configuration(self, value: impl IntoInput<Record<SecretsManagerConfiguration>>) -> Self {
        self.set_property("SecretsManagerConfiguration", value)
    }

    /// `SnowflakeRoleConfiguration`.
    #[track_caller]
    pub fn snowflake_role_configuration(self, value: impl IntoInput<Record<SnowflakeRoleConfiguration>>) -> Self {
        self.set_property("SnowflakeRoleConfiguration", value)
    }

    /// `SnowflakeVpcConfiguration`.
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn snowflake_vpc_configuration(self, value: impl IntoInput<Record<SnowflakeVpcConfiguration>>) -> Self {
        self.set_property("SnowflakeVpcConfiguration", value)
    }

    /// `User`.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn user(self, value: impl IntoInput<String>) -> Self {
        self.set_property("User", value)
    }
}

arguments! {
    /// `SnowflakeBufferingHints`.
    pub struct SnowflakeBufferingHints;
}

impl SnowflakeBufferingHints {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `IntervalInSeconds`.
    ///
    /// Constraints: value 0 to 900.
    #[track_caller]
    pub fn interval_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("IntervalInSeconds", value)
    }

    /// `SizeInMBs`.
    ///
    /// Constraints: value 1 to 128.
    #[track_caller]
    pub fn size_in_m_bs(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("SizeInMBs", value)
    }
}

arguments! {
    /// `SnowflakeRetryOptions`.
    pub struct SnowflakeRetryOptions;
}

impl SnowflakeRetryOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DurationInSeconds`.
    ///
    /// Constraints: value 0 to 7200.
    #[track_caller]
    pub fn duration_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("DurationInSeconds", value)
    }
}

arguments! {
    /// `SnowflakeRoleConfiguration`.
    pub struct SnowflakeRoleConfiguration;
}

impl SnowflakeRoleConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// `SnowflakeRole`.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn snowflake_role(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SnowflakeRole", value)
    }
}

arguments! {
    /// `SnowflakeVpcConfiguration`.
    pub struct SnowflakeVpcConfiguration;
}

impl SnowflakeVpcConfiguration {
    /// With the required properties:
    ///
    /// - `private_link_vpce_id`: `PrivateLinkVpceId`. Constraints: length 47 to 255, pattern
    ///   `([a-zA-Z0-9\-\_]+\.){2,3}vpce\.[a-zA-Z0-9\-]*\.vpce-svc\-[a-zA-Z0-9\-]{17}$`.
    #[track_caller]
    pub fn new(private_link_vpce_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("PrivateLinkVpceId", private_link_vpce_id)
    }
}

arguments! {
    /// `SplunkDestinationConfiguration`.
    pub struct SplunkDestinationConfiguration;
}

impl SplunkDestinationConfiguration {
    /// With the required properties:
    ///
    /// - `hec_endpoint`: `HECEndpoint`. Constraints: length at most 2048.
    /// - `hec_endpoint_type`: `HECEndpointType`.
    /// - `s3_configuration`: `S3Configuration`.
    #[track_caller]
    pub fn new(
        hec_endpoint: impl IntoInput<String>,
        hec_endpoint_type: impl IntoInput<OneOf<HecEndpointType>>,
        s3_configuration: impl IntoInput<Record<S3DestinationConfiguration>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("HECEndpoint", hec_endpoint)
            .set_property("HECEndpointType", hec_endpoint_type)
            .set_property("S3Configuration", s3_configuration)
    }

    /// `BufferingHints`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn buffering_hints(self, value: impl IntoInput<Record<SplunkBufferingHints>>) -> Self {
        self.set_property("BufferingHints", value)
    }

    /// `CloudWatchLoggingOptions`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn cloudwatch_logging_options(self, value: impl IntoInput<Record<CloudwatchLoggingOptions>>) -> Self {
        self.set_property("CloudWatchLoggingOptions", value)
    }

    /// `HECAcknowledgmentTimeoutInSeconds`.
    ///
    /// Constraints: value 180 to 600.
    #[track_caller]
    pub fn hec_acknowledgment_timeout_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("HECAcknowledgmentTimeoutInSeconds", value)
    }

    /// `HECToken`.
    ///
    /// Constraints: length at most 2048.
    #[track_caller]
    pub fn hec_token(self, value: impl IntoInput<String>) -> Self {
        self.set_property("HECToken", value)
    }

    /// `ProcessingConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn processing_configuration(self, value: impl IntoInput<Record<ProcessingConfiguration>>) -> Self {
        self.set_property("ProcessingConfiguration", value)
    }

    /// `RetryOptions`.
    #[track_caller]
    pub fn retry_options(self, value: impl IntoInput<Record<SplunkRetryOptions>>) -> Self {
        self.set_property("RetryOptions", value)
    }

    /// `S3BackupMode`.
    #[track_caller]
    pub fn s3_backup_mode(self, value: impl IntoInput<OneOf<SplunkDestinationConfigurationS3BackupMode>>) -> Self {
        self.set_property("S3BackupMode", value)
    }

    /// `SecretsManagerConfiguration`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn secrets_manager_configuration(self, value: impl IntoInput<Record<SecretsManagerConfiguration>>) -> Self {
        self.set_property("SecretsManagerConfiguration", value)
    }
}

arguments! {
    /// `SplunkBufferingHints`.
    pub struct SplunkBufferingHints;
}

impl SplunkBufferingHints {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `IntervalInSeconds`.
    ///
    /// Constraints: value 0 to 60.
    #[track_caller]
    pub fn interval_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("IntervalInSeconds", value)
    }

    /// `SizeInMBs`.
    ///
    /// Constraints: value 1 to 5.
    #[track_caller]
    pub fn size_in_m_bs(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("SizeInMBs", value)
    }
}

arguments! {
    /// `SplunkRetryOptions`.
    pub struct SplunkRetryOptions;
}

impl SplunkRetryOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DurationInSeconds`.
    ///
    /// Constraints: value 0 to 7200.
    #[track_caller]
    pub fn duration_in_seconds(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("DurationInSeconds", value)
    }
}

arguments! {
    /// `Tag`.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: `Key`. Constraints: length 1 to 128, pattern
    ///   `^(?!aws:)[\p{L}\p{Z}\p{N}_.:\/=+\-@%]*$`.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key)
    }

    /// `Value`.
    ///
    /// Constraints: length at most 256, pattern `^[\p{L}\p{Z}\p{N}_.:\/=+\-@%]*$`.
    #[track_caller]
    pub fn value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Value", value)
    }
}

texts! {
    /// The values of `ParameterName`.
    pub enum ParameterName {
        /// `BufferIntervalInSeconds`.
        BufferIntervalInSeconds = "BufferIntervalInSeconds",
        /// `BufferSizeInMBs`.
        BufferSizeInMBs = "BufferSizeInMBs",
        /// `CompressionFormat`.
        CompressionFormat = "CompressionFormat",
        /// `DataMessageExtraction`.
        DataMessageExtraction = "DataMessageExtraction",
        /// `Delimiter`.
        Delimiter = "Delimiter",
        /// `JsonParsingEngine`.
        JsonParsingEngine = "JsonParsingEngine",
        /// `LambdaArn`.
        LambdaArn = "LambdaArn",
        /// `MetadataExtractionQuery`.
        MetadataExtractionQuery = "MetadataExtractionQuery",
        /// `NumberOfRetries`.
        NumberOfRetries = "NumberOfRetries",
        /// `RoleArn`.
        RoleArn = "RoleArn",
        /// `SubRecordType`.
        SubRecordType = "SubRecordType",
    }
}

texts! {
    /// The values of `Type`.
    pub enum Type {
        /// `RecordDeAggregation`.
        RecordDeAggregation = "RecordDeAggregation",
        /// `Decompression`.
        Decompression = "Decompression",
        /// `CloudWatchLogProcessing`.
        CloudwatchLogProcessing = "CloudWatchLogProcessing",
        /// `Lambda`.
        Lambda = "Lambda",
        /// `MetadataExtraction`.
        MetadataExtraction = "MetadataExtraction",
        /// `AppendDelimiterToRecord`.
        AppendDelimiterToRecord = "AppendDelimiterToRecord",
    }
}

texts! {
    /// The values of `S3BackupMode`.
    pub enum S3BackupMode {
        /// `FailedDocumentsOnly`.
        FailedDocumentsOnly = "FailedDocumentsOnly",
        /// `AllDocuments`.
        AllDocuments = "AllDocuments",
    }
}

texts! {
    /// The values of `CompressionFormat`.
    pub enum CompressionFormat {
        /// `UNCOMPRESSED`.
        Uncompressed = "UNCOMPRESSED",
        /// `GZIP`.
        Gzip = "GZIP",
        /// `ZIP`.
        Zip = "ZIP",
        /// `Snappy`.
        Snappy = "Snappy",
        /// `HADOOP_SNAPPY`.
        HadoopSnappy = "HADOOP_SNAPPY",
    }
}

texts! {
    /// The values of `NoEncryptionConfig`.
    pub enum NoEncryptionConfig {
        /// `NoEncryption`.
        NoEncryption = "NoEncryption",
    }
}

texts! {
    /// The values of `DefaultDocumentIdFormat`.
    pub enum DefaultDocumentIdFormat {
        /// `FIREHOSE_DEFAULT`.
        FirehoseDefault = "FIREHOSE_DEFAULT",
        /// `NO_DOCUMENT_ID`.
        NoDocumentId = "NO_DOCUMENT_ID",
    }
}

texts! {
    /// The values of `IndexRotationPeriod`.
    pub enum IndexRotationPeriod {
        /// `NoRotation`.
        NoRotation = "NoRotation",
        /// `OneHour`.
        OneHour = "OneHour",
        /// `OneDay`.
        OneDay = "OneDay",
        /// `OneWeek`.
        OneWeek = "OneWeek",
        /// `OneMonth`.
        OneMonth = "OneMonth",
    }
}

texts! {
    /// The values of `S3BackupMode`.
    pub enum AmazonopensearchserviceDestinationConfigurationS3BackupMode {
        /// `FailedDocumentsOnly`.
        FailedDocumentsOnly = "FailedDocumentsOnly",
        /// `AllDocuments`.
        AllDocuments = "AllDocuments",
    }
}

texts! {
    /// The values of `SSLMode`.
    pub enum SslMode {
        /// `Disabled`.
        Disabled = "Disabled",
        /// `Enabled`.
        Enabled = "Enabled",
    }
}

texts! {
    /// The values of `Type`.
    pub enum DatabaseSourceConfigurationType {
        /// `MySQL`.
        Mysql = "MySQL",
        /// `PostgreSQL`.
        Postgresql = "PostgreSQL",
    }
}

texts! {
    /// The values of `KeyType`.
    pub enum KeyType {
        /// `AWS_OWNED_CMK`.
        AwsOwnedCmk = "AWS_OWNED_CMK",
        /// `CUSTOMER_MANAGED_CMK`.
        CustomerManagedCmk = "CUSTOMER_MANAGED_CMK",
    }
}

texts! {
    /// The values of `DeliveryStreamType`.
    pub enum DeliveryStreamType {
        /// `DatabaseAsSource`.
        DatabaseAsSource = "DatabaseAsSource",
        /// `DirectPut`.
        DirectPut = "DirectPut",
        /// `KinesisStreamAsSource`.
        KinesisStreamAsSource = "KinesisStreamAsSource",
        /// `MSKAsSource`.
        MskAsSource = "MSKAsSource",
    }
}

texts! {
    /// The values of `IndexRotationPeriod`.
    pub enum ElasticsearchDestinationConfigurationIndexRotationPeriod {
        /// `NoRotation`.
        NoRotation = "NoRotation",
        /// `OneHour`.
        OneHour = "OneHour",
        /// `OneDay`.
        OneDay = "OneDay",
        /// `OneWeek`.
        OneWeek = "OneWeek",
        /// `OneMonth`.
        OneMonth = "OneMonth",
    }
}

texts! {
    /// The values of `S3BackupMode`.
    pub enum ElasticsearchDestinationConfigurationS3BackupMode {
        /// `FailedDocumentsOnly`.
        FailedDocumentsOnly = "FailedDocumentsOnly",
        /// `AllDocuments`.
        AllDocuments = "AllDocuments",
    }
}

texts! {
    /// The values of `CompressionFormat`.
    pub enum ExtendedS3DestinationConfigurationCompressionFormat {
        /// `UNCOMPRESSED`.
        Uncompressed = "UNCOMPRESSED",
        /// `GZIP`.
        Gzip = "GZIP",
        /// `ZIP`.
        Zip = "ZIP",
        /// `Snappy`.
        Snappy = "Snappy",
        /// `HADOOP_SNAPPY`.
        HadoopSnappy = "HADOOP_SNAPPY",
    }
}

texts! {
    /// The values of `Compression`.
    pub enum Compression {
        /// `NONE`.
        None = "NONE",
        /// `SNAPPY`.
        Snappy = "SNAPPY",
        /// `ZLIB`.
        Zlib = "ZLIB",
    }
}

texts! {
    /// The values of `FormatVersion`.
    pub enum FormatVersion {
        /// `V0_11`.
        V011 = "V0_11",
        /// `V0_12`.
        V012 = "V0_12",
    }
}

texts! {
    /// The values of `Compression`.
    pub enum ParquetSerDeCompression {
        /// `GZIP`.
        Gzip = "GZIP",
        /// `SNAPPY`.
        Snappy = "SNAPPY",
        /// `UNCOMPRESSED`.
        Uncompressed = "UNCOMPRESSED",
    }
}

texts! {
    /// The values of `WriterVersion`.
    pub enum WriterVersion {
        /// `V1`.
        V1 = "V1",
        /// `V2`.
        V2 = "V2",
    }
}

texts! {
    /// The values of `S3BackupMode`.
    pub enum ExtendedS3DestinationConfigurationS3BackupMode {
        /// `Disabled`.
        Disabled = "Disabled",
        /// `Enabled`.
        Enabled = "Enabled",
    }
}

texts! {
    /// The values of `ContentEncoding`.
    pub enum ContentEncoding {
        /// `NONE`.
        None = "NONE",
        /// `GZIP`.
        Gzip = "GZIP",
    }
}

texts! {
    /// The values of `S3BackupMode`.
    pub enum HttpEndpointDestinationConfigurationS3BackupMode {
        /// `AllData`.
        AllData = "AllData",
        /// `FailedDataOnly`.
        FailedDataOnly = "FailedDataOnly",
    }
}

texts! {
    /// The values of `s3BackupMode`.
    pub enum IcebergDestinationConfigurationS3BackupMode {
        /// `AllData`.
        AllData = "AllData",
        /// `FailedDataOnly`.
        FailedDataOnly = "FailedDataOnly",
    }
}

texts! {
    /// The values of `Connectivity`.
    pub enum Connectivity {
        /// `PUBLIC`.
        Public = "PUBLIC",
        /// `PRIVATE`.
        Private = "PRIVATE",
    }
}

texts! {
    /// The values of `S3BackupMode`.
    pub enum RedshiftDestinationConfigurationS3BackupMode {
        /// `Disabled`.
        Disabled = "Disabled",
        /// `Enabled`.
        Enabled = "Enabled",
    }
}

texts! {
    /// The values of `DataLoadingOption`.
    pub enum DataLoadingOption {
        /// `JSON_MAPPING`.
        JsonMapping = "JSON_MAPPING",
        /// `VARIANT_CONTENT_MAPPING`.
        VariantContentMapping = "VARIANT_CONTENT_MAPPING",
        /// `VARIANT_CONTENT_AND_METADATA_MAPPING`.
        VariantContentAndMetadataMapping = "VARIANT_CONTENT_AND_METADATA_MAPPING",
    }
}

texts! {
    /// The values of `S3BackupMode`.
    pub enum SnowflakeDestinationConfigurationS3BackupMode {
        /// `FailedDataOnly`.
        FailedDataOnly = "FailedDataOnly",
        /// `AllData`.
        AllData = "AllData",
    }
}

texts! {
    /// The values of `HECEndpointType`.
    pub enum HecEndpointType {
        /// `Raw`.
        Raw = "Raw",
        /// `Event`.
        Event = "Event",
    }
}

texts! {
    /// The values of `S3BackupMode`.
    pub enum SplunkDestinationConfigurationS3BackupMode {
        /// `AllEvents`.
        AllEvents = "AllEvents",
        /// `FailedEventsOnly`.
        FailedEventsOnly = "FailedEventsOnly",
    }
}
