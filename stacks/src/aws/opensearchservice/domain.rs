//! `AWS::OpenSearchService::Domain`.
//!
//! Written by `schema add AWS::OpenSearchService::Domain` from the schema
//! 0e3e8222d35dfd85fa8dd3a81095c497. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// An example resource schema demonstrating some basic constructs and validation rules.
    pub struct Domain: "AWS::OpenSearchService::Domain", DomainArgs;
}

impl Domain {
    /// The attribute `AdvancedSecurityOptions.AnonymousAuthDisableDate`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn advanced_security_options_anonymous_auth_disable_date(&self) -> Output<String> {
        self.attribute_at(&["AdvancedSecurityOptions", "AnonymousAuthDisableDate"])
    }

    /// The attribute `Arn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The attribute `DomainArn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn domain_arn(&self) -> Output<String> {
        self.attribute_at(&["DomainArn"])
    }

    /// The attribute `DomainEndpoint`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn domain_endpoint(&self) -> Output<String> {
        self.attribute_at(&["DomainEndpoint"])
    }

    /// The attribute `DomainEndpointV2`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn domain_endpoint_v2(&self) -> Output<String> {
        self.attribute_at(&["DomainEndpointV2"])
    }

    /// The attribute `DomainEndpoints`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn domain_endpoints(&self) -> Output<BTreeMap<String, String>> {
        self.attribute_at(&["DomainEndpoints"])
    }

    /// The attribute `DomainName`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn domain_name(&self) -> Output<String> {
        self.attribute_at(&["DomainName"])
    }

    /// The attribute `Id`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }

    /// The ARN of the Identity Center application.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn identity_center_options_identity_center_application_arn(&self) -> Output<String> {
        self.attribute_at(&["IdentityCenterOptions", "IdentityCenterApplicationARN"])
    }

    /// The IdentityStoreId for Identity Center options.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn identity_center_options_identity_store_id(&self) -> Output<String> {
        self.attribute_at(&["IdentityCenterOptions", "IdentityStoreId"])
    }

    /// The attribute `ServiceSoftwareOptions`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn service_software_options(&self) -> Output<Value> {
        self.attribute_at(&["ServiceSoftwareOptions"])
    }
}

arguments! {
    /// The properties of [`Domain`].
    pub struct DomainArgs;
}

impl DomainArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AIMLOptions`.
    #[track_caller]
    pub fn aiml_options(self, value: impl IntoInput<Record<AimlOptions>>) -> Self {
        self.set_property("AIMLOptions", value)
    }

    /// `AccessPolicies`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn access_policies(self, value: impl AnyInput) -> Self {
        self.set_any_property("AccessPolicies", value)
    }

    /// `AdvancedOptions`.
    #[track_caller]
    pub fn advanced_options(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("AdvancedOptions", value)
    }

    /// `AdvancedSecurityOptions`.
    #[track_caller]
    pub fn advanced_security_options(self, value: impl IntoInput<Record<AdvancedSecurityOptionsInput>>) -> Self {
        self.set_property("AdvancedSecurityOptions", value)
    }

    /// `AutomatedSnapshotPauseOptions`.
    #[track_caller]
    pub fn automated_snapshot_pause_options(
        self,
        value: impl IntoInput<Record<AutomatedSnapshotPauseOptions>>,
    ) -> Self {
        self.set_property("AutomatedSnapshotPauseOptions", value)
    }

    /// `ClusterConfig`.
    #[track_caller]
    pub fn cluster_config(self, value: impl IntoInput<Record<ClusterConfig>>) -> Self {
        self.set_property("ClusterConfig", value)
    }

    /// `CognitoOptions`.
    #[track_caller]
    pub fn cognito_options(self, value: impl IntoInput<Record<CognitoOptions>>) -> Self {
        self.set_property("CognitoOptions", value)
    }

    /// `DeploymentStrategyOptions`.
    #[track_caller]
    pub fn deployment_strategy_options(self, value: impl IntoInput<Record<DeploymentStrategyOptions>>) -> Self {
        self.set_property("DeploymentStrategyOptions", value)
    }

    /// `DomainEndpointOptions`.
    #[track_caller]
    pub fn domain_endpoint_options(self, value: impl IntoInput<Record<DomainEndpointOptions>>) -> Self {
        self.set_property("DomainEndpointOptions", value)
    }

    /// `DomainName`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn domain_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DomainName", value)
    }

    /// `EBSOptions`.
    #[track_caller]
    pub fn ebs_options(self, value: impl IntoInput<Record<EbsOptions>>) -> Self {
        self.set_property("EBSOptions", value)
    }

    /// `EncryptionAtRestOptions`.
    #[track_caller]
    pub fn encryption_at_rest_options(self, value: impl IntoInput<Record<EncryptionAtRestOptions>>) -> Self {
        self.set_property("EncryptionAtRestOptions", value)
    }

    /// The engine mode of the domain. Determines whether the domain runs the standard (GENERAL)
    /// engine or the optimized multi-engine (OPTIMIZED) engine. This value cannot be changed after
    /// the domain is created.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn engine_mode(self, value: impl IntoInput<OneOf<EngineMode>>) -> Self {
        self.set_property("EngineMode", value)
    }

    /// `EngineVersion`.
    #[track_caller]
    pub fn engine_version(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EngineVersion", value)
    }

    /// `IPAddressType`.
    #[track_caller]
    pub fn ip_address_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("IPAddressType", value)
    }

    /// Options for configuring Identity Center
    #[track_caller]
    pub fn identity_center_options(self, value: impl IntoInput<Record<IdentityCenterOptions>>) -> Self {
        self.set_property("IdentityCenterOptions", value)
    }

    /// `LogPublishingOptions`.
    #[track_caller]
    pub fn log_publishing_options(self, value: impl IntoInput<BTreeMap<String, Record<LogPublishingOption>>>) -> Self {
        self.set_property("LogPublishingOptions", value)
    }

    /// `NodeToNodeEncryptionOptions`.
    #[track_caller]
    pub fn node_to_node_encryption_options(self, value: impl IntoInput<Record<NodeToNodeEncryptionOptions>>) -> Self {
        self.set_property("NodeToNodeEncryptionOptions", value)
    }

    /// `OffPeakWindowOptions`.
    #[track_caller]
    pub fn off_peak_window_options(self, value: impl IntoInput<Record<OffPeakWindowOptions>>) -> Self {
        self.set_property("OffPeakWindowOptions", value)
    }

    /// `SkipShardMigrationWait`.
    #[track_caller]
    pub fn skip_shard_migration_wait(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("SkipShardMigrationWait", value)
    }

    /// `SnapshotOptions`.
    #[track_caller]
    pub fn snapshot_options(self, value: impl IntoInput<Record<SnapshotOptions>>) -> Self {
        self.set_property("SnapshotOptions", value)
    }

    /// `SoftwareUpdateOptions`.
    #[track_caller]
    pub fn software_update_options(self, value: impl IntoInput<Record<SoftwareUpdateOptions>>) -> Self {
        self.set_property("SoftwareUpdateOptions", value)
    }

    /// An arbitrary set of tags (key-value pairs) for this Domain.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// The primary use case of the domain. Determines the default configuration tuned for the
    /// workload. For GENERAL engine-mode domains, this value can be changed after creation. For
    /// OPTIMIZED engine-mode domains, this value cannot be changed after creation.
    #[track_caller]
    pub fn use_case(self, value: impl IntoInput<OneOf<UseCase>>) -> Self {
        self.set_property("UseCase", value)
    }

    /// `VPCOptions`.
    #[track_caller]
    pub fn vpc_options(self, value: impl IntoInput<Record<VpcOptions>>) -> Self {
        self.set_property("VPCOptions", value)
    }
}

arguments! {
    /// `AimlOptions`.
    pub struct AimlOptions;
}

impl AimlOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `S3VectorsEngine`.
    #[track_caller]
    pub fn s3_vectors_engine(self, value: impl IntoInput<Record<S3VectorsEngine>>) -> Self {
        self.set_property("S3VectorsEngine", value)
    }

    /// `ServerlessVectorAcceleration`.
    #[track_caller]
    pub fn serverless_vector_acceleration(self, value: impl IntoInput<Record<ServerlessVectorAcceleration>>) -> Self {
        self.set_property("ServerlessVectorAcceleration", value)
    }
}

arguments! {
    /// `S3VectorsEngine`.
    pub struct S3VectorsEngine;
}

impl S3VectorsEngine {
    /// With the required properties:
    ///
    /// - `enabled`: Whether to enable S3 vectors engine.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }
}

arguments! {
    /// `ServerlessVectorAcceleration`.
    pub struct ServerlessVectorAcceleration;
}

impl ServerlessVectorAcceleration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Whether to enable serverless vector acceleration.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }
}

arguments! {
    /// `AdvancedSecurityOptionsInput`.
    pub struct AdvancedSecurityOptionsInput;
}

impl AdvancedSecurityOptionsInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AnonymousAuthEnabled`.
    #[track_caller]
    pub fn anonymous_auth_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("AnonymousAuthEnabled", value)
    }

    /// `Enabled`.
    ///
    /// A change may replace the resource: AWS decides when it updates it.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// `IAMFederationOptions`.
    #[track_caller]
    pub fn iam_federation_options(self, value: impl IntoInput<Record<IamFederationOptions>>) -> Self {
        self.set_property("IAMFederationOptions", value)
    }

    /// `InternalUserDatabaseEnabled`.
    #[track_caller]
    pub fn internal_user_database_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("InternalUserDatabaseEnabled", value)
    }

    /// `JWTOptions`.
    #[track_caller]
    pub fn jwt_options(self, value: impl IntoInput<Record<JwtOptions>>) -> Self {
        self.set_property("JWTOptions", value)
    }

    /// `MasterUserOptions`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn master_user_options(self, value: impl IntoInput<Record<MasterUserOptions>>) -> Self {
        self.set_property("MasterUserOptions", value)
    }

    /// `SAMLOptions`.
    #[track_caller]
    pub fn saml_options(self, value: impl IntoInput<Record<SamlOptions>>) -> Self {
        self.set_property("SAMLOptions", value)
    }
}

arguments! {
    /// `IamFederationOptions`.
    pub struct IamFederationOptions;
}

impl IamFederationOptions {
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

    /// `RolesKey`.
    #[track_caller]
    pub fn roles_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RolesKey", value)
    }

    /// `SubjectKey`.
    #[track_caller]
    pub fn subject_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SubjectKey", value)
    }
}

arguments! {
    /// `JwtOptions`.
    pub struct JwtOptions;
}

impl JwtOptions {
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

    /// `PublicKey`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn public_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PublicKey", value)
    }

    /// `RolesKey`.
    #[track_caller]
    pub fn roles_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RolesKey", value)
    }

    /// `SubjectKey`.
    #[track_caller]
    pub fn subject_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SubjectKey", value)
    }
}

arguments! {
    /// `MasterUserOptions`.
    pub struct MasterUserOptions;
}

impl MasterUserOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `MasterUserARN`.
    #[track_caller]
    pub fn master_user_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MasterUserARN", value)
    }

    /// `MasterUserName`.
    #[track_caller]
    pub fn master_user_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MasterUserName", value)
    }

    /// `MasterUserPassword`.
    #[track_caller]
    pub fn master_user_password(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MasterUserPassword", value)
    }
}

arguments! {
    /// `SamlOptions`.
    pub struct SamlOptions;
}

impl SamlOptions {
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

    /// `Idp`.
    #[track_caller]
    pub fn idp(self, value: impl IntoInput<Record<Idp>>) -> Self {
        self.set_property("Idp", value)
    }

    /// `MasterBackendRole`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn master_backend_role(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MasterBackendRole", value)
    }

    /// `MasterUserName`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn master_user_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MasterUserName", value)
    }

    /// `RolesKey`.
    #[track_caller]
    pub fn roles_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RolesKey", value)
    }

    /// `SessionTimeoutMinutes`.
    #[track_caller]
    pub fn session_timeout_minutes(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("SessionTimeoutMinutes", value)
    }

    /// `SubjectKey`.
    #[track_caller]
    pub fn subject_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SubjectKey", value)
    }
}

arguments! {
    /// `Idp`.
    pub struct Idp;
}

impl Idp {
    /// With the required properties:
    ///
    /// - `entity_id`: `EntityId`.
    /// - `metadata_content`: `MetadataContent`. Constraints: length 1 to 1048576.
    #[track_caller]
    pub fn new(entity_id: impl IntoInput<String>, metadata_content: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("EntityId", entity_id).set_property("MetadataContent", metadata_content)
    }
}

arguments! {
    /// `AutomatedSnapshotPauseOptions`.
    pub struct AutomatedSnapshotPauseOptions;
}

impl AutomatedSnapshotPauseOptions {
    /// With the required properties:
    ///
    /// - `enabled`: `Enabled`.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }

    /// `EndTime`.
    #[track_caller]
    pub fn end_time(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EndTime", value)
    }

    /// `StartTime`.
    #[track_caller]
    pub fn start_time(self, value: impl IntoInput<String>) -> Self {
        self.set_property("StartTime", value)
    }
}

arguments! {
    /// `ClusterConfig`.
    pub struct ClusterConfig;
}

impl ClusterConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ColdStorageOptions`.
    #[track_caller]
    pub fn cold_storage_options(self, value: impl IntoInput<Record<ColdStorageOptions>>) -> Self {
        self.set_property("ColdStorageOptions", value)
    }

    /// `DedicatedMasterCount`.
    #[track_caller]
    pub fn dedicated_master_count(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("DedicatedMasterCount", value)
    }

    /// `DedicatedMasterEnabled`.
    #[track_caller]
    pub fn dedicated_master_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("DedicatedMasterEnabled", value)
    }

    /// `DedicatedMasterType`.
    #[track_caller]
    pub fn dedicated_master_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DedicatedMasterType", value)
    }

    /// `InstanceCount`.
    #[track_caller]
    pub fn instance_count(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("InstanceCount", value)
    }

    /// `InstanceType`.
    #[track_caller]
    pub fn instance_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("InstanceType", value)
    }

    /// `MultiAZWithStandbyEnabled`.
    #[track_caller]
    pub fn multi_az_with_standby_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("MultiAZWithStandbyEnabled", value)
    }

    /// `NodeOptions`.
    #[track_caller]
    pub fn node_options(self, value: impl IntoInput<Vec<Record<NodeOption>>>) -> Self {
        self.set_property("NodeOptions", value)
    }

    /// `WarmCount`.
    #[track_caller]
    pub fn warm_count(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("WarmCount", value)
    }

    /// `WarmEnabled`.
    #[track_caller]
    pub fn warm_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("WarmEnabled", value)
    }

    /// `WarmType`.
    #[track_caller]
    pub fn warm_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("WarmType", value)
    }

    /// `ZoneAwarenessConfig`.
    #[track_caller]
    pub fn zone_awareness_config(self, value: impl IntoInput<Record<ZoneAwarenessConfig>>) -> Self {
        self.set_property("ZoneAwarenessConfig", value)
    }

    /// `ZoneAwarenessEnabled`.
    #[track_caller]
    pub fn zone_awareness_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ZoneAwarenessEnabled", value)
    }
}

arguments! {
    /// `ColdStorageOptions`.
    pub struct ColdStorageOptions;
}

impl ColdStorageOptions {
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
    /// `NodeOption`.
    pub struct NodeOption;
}

impl NodeOption {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `NodeConfig`.
    #[track_caller]
    pub fn node_config(self, value: impl IntoInput<Record<NodeConfig>>) -> Self {
        self.set_property("NodeConfig", value)
    }

    /// `NodeType`.
    #[track_caller]
    pub fn node_type(self, value: impl IntoInput<OneOf<NodeType>>) -> Self {
        self.set_property("NodeType", value)
    }
}

arguments! {
    /// `NodeConfig`.
    pub struct NodeConfig;
}

impl NodeConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Count`.
    #[track_caller]
    pub fn count(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Count", value)
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// `Type`.
    #[track_caller]
    pub fn r#type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Type", value)
    }
}

arguments! {
    /// `ZoneAwarenessConfig`.
    pub struct ZoneAwarenessConfig;
}

impl ZoneAwarenessConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AvailabilityZoneCount`.
    #[track_caller]
    pub fn availability_zone_count(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("AvailabilityZoneCount", value)
    }
}

arguments! {
    /// `CognitoOptions`.
    pub struct CognitoOptions;
}

impl CognitoOptions {
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

    /// `IdentityPoolId`.
    #[track_caller]
    pub fn identity_pool_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("IdentityPoolId", value)
    }

    /// `RoleArn`.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleArn", value)
    }

    /// `UserPoolId`.
    #[track_caller]
    pub fn user_pool_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("UserPoolId", value)
    }
}

arguments! {
    /// `DeploymentStrategyOptions`.
    pub struct DeploymentStrategyOptions;
}

impl DeploymentStrategyOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DeploymentStrategy`.
    #[track_caller]
    pub fn deployment_strategy(self, value: impl IntoInput<OneOf<DeploymentStrategy>>) -> Self {
        self.set_property("DeploymentStrategy", value)
    }
}

arguments! {
    /// `DomainEndpointOptions`.
    pub struct DomainEndpointOptions;
}

impl DomainEndpointOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CustomEndpoint`.
    #[track_caller]
    pub fn custom_endpoint(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CustomEndpoint", value)
    }

    /// `CustomEndpointCertificateArn`.
    #[track_caller]
    pub fn custom_endpoint_certificate_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CustomEndpointCertificateArn", value)
    }

    /// `CustomEndpointEnabled`.
    #[track_caller]
    pub fn custom_endpoint_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("CustomEndpointEnabled", value)
    }

    /// `EnforceHTTPS`.
    #[track_caller]
    pub fn enforce_https(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnforceHTTPS", value)
    }

    /// `TLSSecurityPolicy`.
    #[track_caller]
    pub fn tls_security_policy(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TLSSecurityPolicy", value)
    }
}

arguments! {
    /// `EbsOptions`.
    pub struct EbsOptions;
}

impl EbsOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `EBSEnabled`.
    #[track_caller]
    pub fn ebs_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EBSEnabled", value)
    }

    /// `Iops`.
    #[track_caller]
    pub fn iops(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Iops", value)
    }

    /// `Throughput`.
    #[track_caller]
    pub fn throughput(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Throughput", value)
    }

    /// `VolumeSize`.
    #[track_caller]
    pub fn volume_size(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("VolumeSize", value)
    }

    /// `VolumeType`.
    #[track_caller]
    pub fn volume_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("VolumeType", value)
    }
}

arguments! {
    /// `EncryptionAtRestOptions`.
    pub struct EncryptionAtRestOptions;
}

impl EncryptionAtRestOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Enabled`.
    ///
    /// A change may replace the resource: AWS decides when it updates it.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// `KmsKeyId`.
    ///
    /// A change may replace the resource: AWS decides when it updates it.
    #[track_caller]
    pub fn kms_key_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKeyId", value)
    }
}

arguments! {
    /// Options for configuring Identity Center
    pub struct IdentityCenterOptions;
}

impl IdentityCenterOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Whether Identity Center is enabled.
    #[track_caller]
    pub fn enabled_api_access(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnabledAPIAccess", value)
    }

    /// The ARN of the Identity Center instance.
    #[track_caller]
    pub fn identity_center_instance_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("IdentityCenterInstanceARN", value)
    }

    /// The roles key for Identity Center options.
    #[track_caller]
    pub fn roles_key(self, value: impl IntoInput<OneOf<RolesKeyIdcType>>) -> Self {
        self.set_property("RolesKey", value)
    }

    /// The subject key for Identity Center options.
    #[track_caller]
    pub fn subject_key(self, value: impl IntoInput<OneOf<SubjectKeyIdcType>>) -> Self {
        self.set_property("SubjectKey", value)
    }
}

arguments! {
    /// `LogPublishingOption`.
    pub struct LogPublishingOption;
}

impl LogPublishingOption {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CloudWatchLogsLogGroupArn`.
    #[track_caller]
    pub fn cloudwatch_logs_log_group_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CloudWatchLogsLogGroupArn", value)
    }

    /// `Enabled`.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }
}

arguments! {
    /// `NodeToNodeEncryptionOptions`.
    pub struct NodeToNodeEncryptionOptions;
}

impl NodeToNodeEncryptionOptions {
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
    /// `OffPeakWindowOptions`.
    pub struct OffPeakWindowOptions;
}

impl OffPeakWindowOptions {
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

    /// `OffPeakWindow`.
    #[track_caller]
    pub fn off_peak_window(self, value: impl IntoInput<Record<OffPeakWindow>>) -> Self {
        self.set_property("OffPeakWindow", value)
    }
}

arguments! {
    /// `OffPeakWindow`.
    pub struct OffPeakWindow;
}

impl OffPeakWindow {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `WindowStartTime`.
    #[track_caller]
    pub fn window_start_time(self, value: impl IntoInput<Record<WindowStartTime>>) -> Self {
        self.set_property("WindowStartTime", value)
    }
}

arguments! {
    /// `WindowStartTime`.
    pub struct WindowStartTime;
}

impl WindowStartTime {
    /// With the required properties:
    ///
    /// - `hours`: `Hours`. Constraints: value 0 to 23.
    /// - `minutes`: `Minutes`. Constraints: value 0 to 59.
    #[track_caller]
    pub fn new(hours: impl IntoInput<i64>, minutes: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("Hours", hours).set_property("Minutes", minutes)
    }
}

arguments! {
    /// `SnapshotOptions`.
    pub struct SnapshotOptions;
}

impl SnapshotOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AutomatedSnapshotStartHour`.
    #[track_caller]
    pub fn automated_snapshot_start_hour(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("AutomatedSnapshotStartHour", value)
    }
}

arguments! {
    /// `SoftwareUpdateOptions`.
    pub struct SoftwareUpdateOptions;
}

impl SoftwareUpdateOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AutoSoftwareUpdateEnabled`.
    #[track_caller]
    pub fn auto_software_update_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("AutoSoftwareUpdateEnabled", value)
    }

    /// `UseLatestServiceSoftwareForBlueGreen`.
    #[track_caller]
    pub fn use_latest_service_software_for_blue_green(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("UseLatestServiceSoftwareForBlueGreen", value)
    }
}

arguments! {
    /// `Tag`.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: The value of the tag. Constraints: length at most 128.
    /// - `value`: The key of the tag. Constraints: length at most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}

arguments! {
    /// `VpcOptions`.
    pub struct VpcOptions;
}

impl VpcOptions {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Controls whether egress traffic from the domain is routed through the customer VPC.
    #[track_caller]
    pub fn egress_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EgressEnabled", value)
    }

    /// `SecurityGroupIds`.
    ///
    /// Constraints: no element twice.
    ///
    /// Refers to `Id` of `AWS::EC2::SecurityGroup` or `Ids` of `AWS::EC2::SecurityGroup`.
    #[track_caller]
    pub fn security_group_ids(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SecurityGroupIds", value)
    }

    /// `SubnetIds`.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn subnet_ids(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SubnetIds", value)
    }
}

texts! {
    /// The values of `NodeType`.
    pub enum NodeType {
        /// `coordinator`.
        Coordinator = "coordinator",
    }
}

texts! {
    /// The values of `DeploymentStrategy`.
    pub enum DeploymentStrategy {
        /// `Default`.
        Default = "Default",
        /// `CapacityOptimized`.
        CapacityOptimized = "CapacityOptimized",
    }
}

texts! {
    /// The values of `EngineMode`.
    pub enum EngineMode {
        /// `GENERAL`.
        General = "GENERAL",
        /// `OPTIMIZED`.
        Optimized = "OPTIMIZED",
    }
}

texts! {
    /// The values of `RolesKey`.
    pub enum RolesKeyIdcType {
        /// `GroupName`.
        GroupName = "GroupName",
        /// `GroupId`.
        GroupId = "GroupId",
    }
}

texts! {
    /// The values of `SubjectKey`.
    pub enum SubjectKeyIdcType {
        /// `UserName`.
        UserName = "UserName",
        /// `UserId`.
        UserId = "UserId",
        /// `Email`.
        Email = "Email",
    }
}

texts! {
    /// The values of `UseCase`.
    pub enum UseCase {
        /// `SEARCH`.
        Search = "SEARCH",
        /// `VECTOR`.
        Vector = "VECTOR",
        /// `OBSERVABILITY`.
        Observability = "OBSERVABILITY",
        /// `MIXED`.
        Mixed = "MIXED",
    }
}
