//! `AWS::MSK::Cluster`.
//!
//! Written by `schema add AWS::MSK::Cluster` from the schema 73988da16778f2b17136a6987352e294. Do
//! not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::MSK::Cluster
    pub struct Cluster: "AWS::MSK::Cluster", ClusterArgs;
}

impl Cluster {
    /// The attribute `Arn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The current version of the MSK cluster
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn current_version(&self) -> Output<String> {
        self.attribute_at(&["CurrentVersion"])
    }
}

arguments! {
    /// The properties of [`Cluster`].
    pub struct ClusterArgs;
}

impl ClusterArgs {
    /// With the required properties:
    ///
    /// - `broker_node_group_info`: `BrokerNodeGroupInfo`.
    /// - `cluster_name`: `ClusterName`. Constraints: length 1 to 64. A change replaces the
    ///   resource.
    /// - `kafka_version`: `KafkaVersion`. Constraints: length 1 to 128.
    /// - `number_of_broker_nodes`: `NumberOfBrokerNodes`. Constraints: value at least 1.
    #[track_caller]
    pub fn new(
        broker_node_group_info: impl IntoInput<Record<BrokerNodeGroupInfo>>,
        cluster_name: impl IntoInput<String>,
        kafka_version: impl IntoInput<String>,
        number_of_broker_nodes: impl IntoInput<i64>,
    ) -> Self {
        Self(Fields::new())
            .set_property("BrokerNodeGroupInfo", broker_node_group_info)
            .set_property("ClusterName", cluster_name)
            .set_property("KafkaVersion", kafka_version)
            .set_property("NumberOfBrokerNodes", number_of_broker_nodes)
    }

    /// `ClientAuthentication`.
    #[track_caller]
    pub fn client_authentication(
        self,
        value: impl IntoInput<Record<ClientAuthentication>>,
    ) -> Self {
        self.set_property("ClientAuthentication", value)
    }

    /// `ConfigurationInfo`.
    #[track_caller]
    pub fn configuration_info(self, value: impl IntoInput<Record<ConfigurationInfo>>) -> Self {
        self.set_property("ConfigurationInfo", value)
    }

    /// `EncryptionInfo`.
    #[track_caller]
    pub fn encryption_info(self, value: impl IntoInput<Record<EncryptionInfo>>) -> Self {
        self.set_property("EncryptionInfo", value)
    }

    /// `EnhancedMonitoring`.
    ///
    /// Constraints: length 7 to 23.
    #[track_caller]
    pub fn enhanced_monitoring(self, value: impl IntoInput<OneOf<EnhancedMonitoring>>) -> Self {
        self.set_property("EnhancedMonitoring", value)
    }

    /// `LoggingInfo`.
    #[track_caller]
    pub fn logging_info(self, value: impl IntoInput<Record<LoggingInfo>>) -> Self {
        self.set_property("LoggingInfo", value)
    }

    /// `OpenMonitoring`.
    #[track_caller]
    pub fn open_monitoring(self, value: impl IntoInput<Record<OpenMonitoring>>) -> Self {
        self.set_property("OpenMonitoring", value)
    }

    /// `Rebalancing`.
    #[track_caller]
    pub fn rebalancing(self, value: impl IntoInput<Record<Rebalancing>>) -> Self {
        self.set_property("Rebalancing", value)
    }

    /// `StorageMode`.
    ///
    /// Constraints: length 5 to 6.
    #[track_caller]
    pub fn storage_mode(self, value: impl IntoInput<OneOf<StorageMode>>) -> Self {
        self.set_property("StorageMode", value)
    }

    /// A key-value pair to associate with a resource.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Tags", value)
    }

    /// `ZookeeperAccess`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn zookeeper_access(self, value: impl IntoInput<Record<ZookeeperAccess>>) -> Self {
        self.set_property("ZookeeperAccess", value)
    }
}

arguments! {
    /// `BrokerNodeGroupInfo`.
    pub struct BrokerNodeGroupInfo;
}

impl BrokerNodeGroupInfo {
    /// With the required properties:
    ///
    /// - `client_subnets`: `ClientSubnets`. A change replaces the resource.
    /// - `instance_type`: `InstanceType`. Constraints: length 5 to 32.
    #[track_caller]
    pub fn new(
        client_subnets: impl IntoInput<Vec<String>>,
        instance_type: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ClientSubnets", client_subnets)
            .set_property("InstanceType", instance_type)
    }

    /// `BrokerAZDistribution`.
    ///
    /// Constraints: length 6 to 9.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn broker_az_distribution(
        self,
        value: impl IntoInput<OneOf<BrokerAzDistribution>>,
    ) -> Self {
        self.set_property("BrokerAZDistribution", value)
    }

    /// `ConnectivityInfo`.
    #[track_caller]
    pub fn connectivity_info(self, value: impl IntoInput<Record<ConnectivityInfo>>) -> Self {
        self.set_property("ConnectivityInfo", value)
    }

    /// `SecurityGroups`.
    ///
    /// Refers to `Id` of `AWS::EC2::SecurityGroup` or `Ids` of `AWS::EC2::SecurityGroup`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn security_groups(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SecurityGroups", value)
    }

    /// `StorageInfo`.
    #[track_caller]
    pub fn storage_info(self, value: impl IntoInput<Record<StorageInfo>>) -> Self {
        self.set_property("StorageInfo", value)
    }
}

arguments! {
    /// `ConnectivityInfo`.
    pub struct ConnectivityInfo;
}

impl ConnectivityInfo {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `NetworkType`.
    #[track_caller]
    pub fn network_type(self, value: impl IntoInput<OneOf<NetworkType>>) -> Self {
        self.set_property("NetworkType", value)
    }

    /// `PublicAccess`.
    #[track_caller]
    pub fn public_access(self, value: impl IntoInput<Record<PublicAccess>>) -> Self {
        self.set_property("PublicAccess", value)
    }

    /// `VpcConnectivity`.
    #[track_caller]
    pub fn vpc_connectivity(self, value: impl IntoInput<Record<VpcConnectivity>>) -> Self {
        self.set_property("VpcConnectivity", value)
    }
}

arguments! {
    /// `PublicAccess`.
    pub struct PublicAccess;
}

impl PublicAccess {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Type`.
    ///
    /// Constraints: length 7 to 23.
    #[track_caller]
    pub fn r#type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Type", value)
    }
}

arguments! {
    /// `VpcConnectivity`.
    pub struct VpcConnectivity;
}

impl VpcConnectivity {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ClientAuthentication`.
    #[track_caller]
    pub fn client_authentication(
        self,
        value: impl IntoInput<Record<VpcConnectivityClientAuthentication>>,
    ) -> Self {
        self.set_property("ClientAuthentication", value)
    }
}

arguments! {
    /// `VpcConnectivityClientAuthentication`.
    pub struct VpcConnectivityClientAuthentication;
}

impl VpcConnectivityClientAuthentication {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Sasl`.
    #[track_caller]
    pub fn sasl(self, value: impl IntoInput<Record<VpcConnectivitySasl>>) -> Self {
        self.set_property("Sasl", value)
    }

    /// `Tls`.
    #[track_caller]
    pub fn tls(self, value: impl IntoInput<Record<VpcConnectivityTls>>) -> Self {
        self.set_property("Tls", value)
    }
}

arguments! {
    /// `VpcConnectivitySasl`.
    pub struct VpcConnectivitySasl;
}

impl VpcConnectivitySasl {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Iam`.
    #[track_caller]
    pub fn iam(self, value: impl IntoInput<Record<VpcConnectivityIam>>) -> Self {
        self.set_property("Iam", value)
    }

    /// `Scram`.
    #[track_caller]
    pub fn scram(self, value: impl IntoInput<Record<VpcConnectivityScram>>) -> Self {
        self.set_property("Scram", value)
    }
}

arguments! {
    /// `VpcConnectivityIam`.
    pub struct VpcConnectivityIam;
}

impl VpcConnectivityIam {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }
}

arguments! {
    /// `VpcConnectivityScram`.
    pub struct VpcConnectivityScram;
}

impl VpcConnectivityScram {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }
}

arguments! {
    /// `VpcConnectivityTls`.
    pub struct VpcConnectivityTls;
}

impl VpcConnectivityTls {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }
}

arguments! {
    /// `StorageInfo`.
    pub struct StorageInfo;
}

impl StorageInfo {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `EBSStorageInfo`.
    #[track_caller]
    pub fn ebs_storage_info(self, value: impl IntoInput<Record<EbsStorageInfo>>) -> Self {
        self.set_property("EBSStorageInfo", value)
    }
}

arguments! {
    /// `EbsStorageInfo`.
    pub struct EbsStorageInfo;
}

impl EbsStorageInfo {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ProvisionedThroughput`.
    #[track_caller]
    pub fn provisioned_throughput(
        self,
        value: impl IntoInput<Record<ProvisionedThroughput>>,
    ) -> Self {
        self.set_property("ProvisionedThroughput", value)
    }

    /// `VolumeSize`.
    ///
    /// Constraints: value 1 to 16384.
    #[track_caller]
    pub fn volume_size(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("VolumeSize", value)
    }
}

arguments! {
    /// `ProvisionedThroughput`.
    pub struct ProvisionedThroughput;
}

impl ProvisionedThroughput {
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

    /// `VolumeThroughput`.
    #[track_caller]
    pub fn volume_throughput(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("VolumeThroughput", value)
    }
}

arguments! {
    /// `ClientAuthentication`.
    pub struct ClientAuthentication;
}

impl ClientAuthentication {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Sasl`.
    #[track_caller]
    pub fn sasl(self, value: impl IntoInput<Record<Sasl>>) -> Self {
        self.set_property("Sasl", value)
    }

    /// `Tls`.
    #[track_caller]
    pub fn tls(self, value: impl IntoInput<Record<Tls>>) -> Self {
        self.set_property("Tls", value)
    }

    /// `Unauthenticated`.
    #[track_caller]
    pub fn unauthenticated(self, value: impl IntoInput<Record<Unauthenticated>>) -> Self {
        self.set_property("Unauthenticated", value)
    }
}

arguments! {
    /// `Sasl`.
    pub struct Sasl;
}

impl Sasl {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Iam`.
    #[track_caller]
    pub fn iam(self, value: impl IntoInput<Record<Iam>>) -> Self {
        self.set_property("Iam", value)
    }

    /// `Scram`.
    #[track_caller]
    pub fn scram(self, value: impl IntoInput<Record<Scram>>) -> Self {
        self.set_property("Scram", value)
    }
}

arguments! {
    /// `Iam`.
    pub struct Iam;
}

impl Iam {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }
}

arguments! {
    /// `Scram`.
    pub struct Scram;
}

impl Scram {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }
}

arguments! {
    /// `Tls`.
    pub struct Tls;
}

impl Tls {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CertificateAuthorityArnList`.
    #[track_caller]
    pub fn certificate_authority_arn_list(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("CertificateAuthorityArnList", value)
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }
}

arguments! {
    /// `Unauthenticated`.
    pub struct Unauthenticated;
}

impl Unauthenticated {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }
}

arguments! {
    /// `ConfigurationInfo`.
    pub struct ConfigurationInfo;
}

impl ConfigurationInfo {
    /// With the required properties:
    ///
    /// - `arn`: `Arn`.
    /// - `revision`: `Revision`.
    #[track_caller]
    pub fn new(arn: impl IntoInput<String>, revision: impl IntoInput<i64>) -> Self {
        Self(Fields::new())
            .set_property("Arn", arn)
            .set_property("Revision", revision)
    }
}

arguments! {
    /// `EncryptionInfo`.
    pub struct EncryptionInfo;
}

impl EncryptionInfo {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `EncryptionAtRest`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn encryption_at_rest(self, value: impl IntoInput<Record<EncryptionAtRest>>) -> Self {
        self.set_property("EncryptionAtRest", value)
    }

    /// `EncryptionInTransit`.
    #[track_caller]
    pub fn encryption_in_transit(self, value: impl IntoInput<Record<EncryptionInTransit>>) -> Self {
        self.set_property("EncryptionInTransit", value)
    }
}

arguments! {
    /// `EncryptionAtRest`.
    pub struct EncryptionAtRest;
}

impl EncryptionAtRest {
    /// With the required properties:
    ///
    /// - `data_volume_kms_key_id`: `DataVolumeKMSKeyId`.
    #[track_caller]
    pub fn new(data_volume_kms_key_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("DataVolumeKMSKeyId", data_volume_kms_key_id)
    }
}

arguments! {
    /// `EncryptionInTransit`.
    pub struct EncryptionInTransit;
}

impl EncryptionInTransit {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ClientBroker`.
    #[track_caller]
    pub fn client_broker(self, value: impl IntoInput<OneOf<ClientBroker>>) -> Self {
        self.set_property("ClientBroker", value)
    }

    /// `InCluster`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn in_cluster(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("InCluster", value)
    }
}

arguments! {
    /// `LoggingInfo`.
    pub struct LoggingInfo;
}

impl LoggingInfo {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AuthorizerLogs`.
    #[track_caller]
    pub fn authorizer_logs(self, value: impl IntoInput<Record<AuthorizerLogs>>) -> Self {
        self.set_property("AuthorizerLogs", value)
    }

    /// `BrokerLogs`.
    #[track_caller]
    pub fn broker_logs(self, value: impl IntoInput<Record<BrokerLogs>>) -> Self {
        self.set_property("BrokerLogs", value)
    }
}

arguments! {
    /// `AuthorizerLogs`.
    pub struct AuthorizerLogs;
}

impl AuthorizerLogs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CloudWatchLogs`.
    #[track_caller]
    pub fn cloudwatch_logs(self, value: impl IntoInput<Record<CloudwatchLogs>>) -> Self {
        self.set_property("CloudWatchLogs", value)
    }

    /// `Firehose`.
    #[track_caller]
    pub fn firehose(self, value: impl IntoInput<Record<Firehose>>) -> Self {
        self.set_property("Firehose", value)
    }

    /// `S3`.
    #[track_caller]
    pub fn s3(self, value: impl IntoInput<Record<S3>>) -> Self {
        self.set_property("S3", value)
    }
}

arguments! {
    /// `CloudwatchLogs`.
    pub struct CloudwatchLogs;
}

impl CloudwatchLogs {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }

    /// `LogGroup`.
    #[track_caller]
    pub fn log_group(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LogGroup", value)
    }
}

arguments! {
    /// `Firehose`.
    pub struct Firehose;
}

impl Firehose {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }

    /// `DeliveryStream`.
    #[track_caller]
    pub fn delivery_stream(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DeliveryStream", value)
    }
}

arguments! {
    /// `S3`.
    pub struct S3;
}

impl S3 {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }

    /// `Bucket`.
    #[track_caller]
    pub fn bucket(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Bucket", value)
    }

    /// `Prefix`.
    #[track_caller]
    pub fn prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Prefix", value)
    }
}

arguments! {
    /// `BrokerLogs`.
    pub struct BrokerLogs;
}

impl BrokerLogs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CloudWatchLogs`.
    #[track_caller]
    pub fn cloudwatch_logs(self, value: impl IntoInput<Record<CloudwatchLogs>>) -> Self {
        self.set_property("CloudWatchLogs", value)
    }

    /// `Firehose`.
    #[track_caller]
    pub fn firehose(self, value: impl IntoInput<Record<Firehose>>) -> Self {
        self.set_property("Firehose", value)
    }

    /// `S3`.
    #[track_caller]
    pub fn s3(self, value: impl IntoInput<Record<S3>>) -> Self {
        self.set_property("S3", value)
    }
}

arguments! {
    /// `OpenMonitoring`.
    pub struct OpenMonitoring;
}

impl OpenMonitoring {
    /// With the required properties:
    ///
    /// - `prometheus`: `Prometheus`.
    #[track_caller]
    pub fn new(prometheus: impl IntoInput<Record<Prometheus>>) -> Self {
        Self(Fields::new()).set_property("Prometheus", prometheus)
    }
}

arguments! {
    /// `Prometheus`.
    pub struct Prometheus;
}

impl Prometheus {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `JmxExporter`.
    #[track_caller]
    pub fn jmx_exporter(self, value: impl IntoInput<Record<JmxExporter>>) -> Self {
        self.set_property("JmxExporter", value)
    }

    /// `NodeExporter`.
    #[track_caller]
    pub fn node_exporter(self, value: impl IntoInput<Record<NodeExporter>>) -> Self {
        self.set_property("NodeExporter", value)
    }
}

arguments! {
    /// `JmxExporter`.
    pub struct JmxExporter;
}

impl JmxExporter {
    /// With the required properties:
    ///
    /// - `enabled_in_broker`: `EnabledInBroker`.
    #[track_caller]
    pub fn new(enabled_in_broker: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("EnabledInBroker", enabled_in_broker)
    }
}

arguments! {
    /// `NodeExporter`.
    pub struct NodeExporter;
}

impl NodeExporter {
    /// With the required properties:
    ///
    /// - `enabled_in_broker`: `EnabledInBroker`.
    #[track_caller]
    pub fn new(enabled_in_broker: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("EnabledInBroker", enabled_in_broker)
    }
}

arguments! {
    /// `Rebalancing`.
    pub struct Rebalancing;
}

impl Rebalancing {
    /// With the required properties:
    ///
    /// - `status`: `Status`.
    #[track_caller]
    pub fn new(status: impl IntoInput<OneOf<Status>>) -> Self {
        Self(Fields::new()).set_property("Status", status)
    }
}

arguments! {
    /// `ZookeeperAccess`.
    pub struct ZookeeperAccess;
}

impl ZookeeperAccess {
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

texts! {
    /// The values of `BrokerAZDistribution`.
    pub enum BrokerAzDistribution {
        /// `DEFAULT`.
        Default = "DEFAULT",
    }
}

texts! {
    /// The values of `NetworkType`.
    pub enum NetworkType {
        /// `IPV4`.
        Ipv4 = "IPV4",
        /// `DUAL`.
        Dual = "DUAL",
    }
}

texts! {
    /// The values of `ClientBroker`.
    pub enum ClientBroker {
        /// `TLS`.
        Tls = "TLS",
        /// `TLS_PLAINTEXT`.
        TlsPlaintext = "TLS_PLAINTEXT",
        /// `PLAINTEXT`.
        Plaintext = "PLAINTEXT",
    }
}

texts! {
    /// The values of `EnhancedMonitoring`.
    pub enum EnhancedMonitoring {
        /// `DEFAULT`.
        Default = "DEFAULT",
        /// `PER_BROKER`.
        PerBroker = "PER_BROKER",
        /// `PER_TOPIC_PER_BROKER`.
        PerTopicPerBroker = "PER_TOPIC_PER_BROKER",
        /// `PER_TOPIC_PER_PARTITION`.
        PerTopicPerPartition = "PER_TOPIC_PER_PARTITION",
    }
}

texts! {
    /// The values of `Status`.
    pub enum Status {
        /// `PAUSED`.
        Paused = "PAUSED",
        /// `ACTIVE`.
        Active = "ACTIVE",
    }
}

texts! {
    /// The values of `StorageMode`.
    pub enum StorageMode {
        /// `LOCAL`.
        Local = "LOCAL",
        /// `TIERED`.
        Tiered = "TIERED",
    }
}
