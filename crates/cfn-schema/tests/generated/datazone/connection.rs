//! `AWS::DataZone::Connection`.
//!
//! Written by `schema add AWS::DataZone::Connection` from the schema
//! 70944fad4bbc91cf339c466447da73a7. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Connections enables users to connect their DataZone resources (domains, projects, and
    /// environments) to external resources/services (data, compute, etc)
    pub struct Connection: "AWS::DataZone::Connection", ConnectionArgs;
}

impl Connection {
    /// The ID of the connection.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn connection_id(&self) -> Output<String> {
        self.attribute_at(&["ConnectionId"])
    }

    /// The ID of the domain in which the connection is created.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn domain_id(&self) -> Output<String> {
        self.attribute_at(&["DomainId"])
    }

    /// The ID of the domain unit in which the connection is created.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn domain_unit_id(&self) -> Output<String> {
        self.attribute_at(&["DomainUnitId"])
    }

    /// The ID of the environment in which the connection is created.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn environment_id(&self) -> Output<String> {
        self.attribute_at(&["EnvironmentId"])
    }

    /// The role of the user in the environment.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn environment_user_role(&self) -> Output<String> {
        self.attribute_at(&["EnvironmentUserRole"])
    }

    /// The ID of the project in which the connection is created.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn project_id(&self) -> Output<String> {
        self.attribute_at(&["ProjectId"])
    }

    /// Connection Type
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn r#type(&self) -> Output<String> {
        self.attribute_at(&["Type"])
    }
}

arguments! {
    /// The properties of [`Connection`].
    pub struct ConnectionArgs;
}

impl ConnectionArgs {
    /// With the required properties:
    ///
    /// - `domain_identifier`: The identifier of the domain in which the connection is created.
    ///   Constraints: pattern `^dzd[_-][a-zA-Z0-9_-]{1,36}$`. A change replaces the resource. AWS
    ///   never returns the value, so that only a change of the program is a difference.
    /// - `name`: The name of the connection. Constraints: length at most 64, pattern
    ///   `^[\w][\w\.\-\_]*$`. A change replaces the resource.
    #[track_caller]
    pub fn new(domain_identifier: impl IntoInput<String>, name: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("DomainIdentifier", domain_identifier)
            .set_property("Name", name)
    }

    /// AWS Location of project
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn aws_location(self, value: impl IntoInput<Record<AwsLocation>>) -> Self {
        self.set_property("AwsLocation", value)
    }

    /// The configurations of the connection.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn configurations(
        self,
        value: impl IntoInput<Vec<Record<ConnectionConfiguration>>>,
    ) -> Self {
        self.set_property("Configurations", value)
    }

    /// The description of the connection.
    ///
    /// Constraints: length at most 128, pattern `^[\S\s]*$`.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// Specifies whether the trusted identity propagation is enabled
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn enable_trusted_identity_propagation(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnableTrustedIdentityPropagation", value)
    }

    /// The identifier of the environment in which the connection is created.
    ///
    /// Constraints: pattern `^[a-zA-Z0-9_-]{1,36}$`.
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn environment_identifier(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EnvironmentIdentifier", value)
    }

    /// The identifier of the project in which the connection should be created. If
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn project_identifier(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ProjectIdentifier", value)
    }

    /// `Props`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn props(self, value: impl IntoInput<Record<ConnectionPropertiesInput>>) -> Self {
        self.set_property("Props", value)
    }

    /// The scope of the connection.
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn scope(self, value: impl IntoInput<OneOf<ConnectionScope>>) -> Self {
        self.set_property("Scope", value)
    }
}

arguments! {
    /// AWS Location of project
    pub struct AwsLocation;
}

impl AwsLocation {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AccessRole`.
    ///
    /// Constraints: length at most 2048, pattern
    /// `^arn:aws[^:]*:iam::\d{12}:role(/[a-zA-Z0-9+=,.@_-]+)*/[a-zA-Z0-9+=,.@_-]+$`.
    #[track_caller]
    pub fn access_role(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AccessRole", value)
    }

    /// `AwsAccountId`.
    ///
    /// Constraints: pattern `^\d{12}$`.
    #[track_caller]
    pub fn aws_account_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AwsAccountId", value)
    }

    /// `AwsRegion`.
    ///
    /// Constraints: pattern `^[a-z]{2}-[a-z]{4,10}-\d$`.
    #[track_caller]
    pub fn aws_region(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AwsRegion", value)
    }

    /// `IamConnectionId`.
    ///
    /// Constraints: length at most 128, pattern `^[a-zA-Z0-9]+$`.
    #[track_caller]
    pub fn iam_connection_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("IamConnectionId", value)
    }
}

arguments! {
    /// A configuration of the connection.
    pub struct ConnectionConfiguration;
}

impl ConnectionConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The classification of the connection configuration.
    ///
    /// Constraints: length at most 64, pattern `^[\w][\w\.\-\_]*$`.
    #[track_caller]
    pub fn classification(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Classification", value)
    }

    /// Property Map
    #[track_caller]
    pub fn properties(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Properties", value)
    }
}

arguments! {
    /// `ConnectionPropertiesInput`.
    pub struct ConnectionPropertiesInput;
}

impl ConnectionPropertiesInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Amazon Q properties of the connection.
    #[track_caller]
    pub fn amazon_q_properties(
        self,
        value: impl IntoInput<Record<AmazonQPropertiesInput>>,
    ) -> Self {
        self.set_property("AmazonQProperties", value)
    }

    /// Athena Properties Input
    #[track_caller]
    pub fn athena_properties(self, value: impl IntoInput<Record<AthenaPropertiesInput>>) -> Self {
        self.set_property("AthenaProperties", value)
    }

    /// Glue Properties Input
    #[track_caller]
    pub fn glue_properties(self, value: impl IntoInput<Record<GluePropertiesInput>>) -> Self {
        self.set_property("GlueProperties", value)
    }

    /// HyperPod Properties Input
    #[track_caller]
    pub fn hyper_pod_properties(
        self,
        value: impl IntoInput<Record<HyperPodPropertiesInput>>,
    ) -> Self {
        self.set_property("HyperPodProperties", value)
    }

    /// IAM Properties Input
    #[track_caller]
    pub fn iam_properties(self, value: impl IntoInput<Record<IamPropertiesInput>>) -> Self {
        self.set_property("IamProperties", value)
    }

    /// Lakehouse Properties Input
    #[track_caller]
    pub fn lakehouse_properties(
        self,
        value: impl IntoInput<Record<LakehousePropertiesInput>>,
    ) -> Self {
        self.set_property("LakehouseProperties", value)
    }

    /// MLflow Properties Input
    #[track_caller]
    pub fn mlflow_properties(self, value: impl IntoInput<Record<MlflowPropertiesInput>>) -> Self {
        self.set_property("MlflowProperties", value)
    }

    /// Redshift Properties Input
    #[track_caller]
    pub fn redshift_properties(
        self,
        value: impl IntoInput<Record<RedshiftPropertiesInput>>,
    ) -> Self {
        self.set_property("RedshiftProperties", value)
    }

    /// S3 Properties Input
    #[track_caller]
    pub fn s3_properties(self, value: impl IntoInput<Record<S3PropertiesInput>>) -> Self {
        self.set_property("S3Properties", value)
    }

    /// Spark EMR Properties Input.
    #[track_caller]
    pub fn spark_emr_properties(
        self,
        value: impl IntoInput<Record<SparkEmrPropertiesInput>>,
    ) -> Self {
        self.set_property("SparkEmrProperties", value)
    }

    /// Spark Glue Properties Input.
    #[track_caller]
    pub fn spark_glue_properties(
        self,
        value: impl IntoInput<Record<SparkGluePropertiesInput>>,
    ) -> Self {
        self.set_property("SparkGlueProperties", value)
    }

    /// Workflows MWAA Properties Input
    #[track_caller]
    pub fn workflows_mwaa_properties(
        self,
        value: impl IntoInput<Record<WorkflowsMwaaPropertiesInput>>,
    ) -> Self {
        self.set_property("WorkflowsMwaaProperties", value)
    }

    /// Workflows Serverless Properties Input
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn workflows_serverless_properties(self, value: impl AnyInput) -> Self {
        self.set_any_property("WorkflowsServerlessProperties", value)
    }
}

arguments! {
    /// Amazon Q properties of the connection.
    pub struct AmazonQPropertiesInput;
}

impl AmazonQPropertiesInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The authentication mode of the connection's AmazonQ properties
    ///
    /// Constraints: length at most 128.
    #[track_caller]
    pub fn auth_mode(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AuthMode", value)
    }

    /// Specifies whether Amazon Q is enabled for the connection
    #[track_caller]
    pub fn is_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IsEnabled", value)
    }

    /// `ProfileArn`.
    ///
    /// Constraints: length at most 2048, pattern
    /// `arn:aws[a-z\-]*:[a-z0-9\-]+:[a-z0-9\-]*:[0-9]*:.*`.
    #[track_caller]
    pub fn profile_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ProfileArn", value)
    }
}

arguments! {
    /// Athena Properties Input
    pub struct AthenaPropertiesInput;
}

impl AthenaPropertiesInput {
    /// With the required properties:
    ///
    /// - `workgroup_name`: `WorkgroupName`. Constraints: length at most 128, pattern
    ///   `^[a-zA-Z0-9._-]+$`.
    #[track_caller]
    pub fn new(workgroup_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("WorkgroupName", workgroup_name)
    }
}

arguments! {
    /// Glue Properties Input
    pub struct GluePropertiesInput;
}

impl GluePropertiesInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Glue Connection Input
    #[track_caller]
    pub fn glue_connection_input(self, value: impl IntoInput<Record<GlueConnectionInput>>) -> Self {
        self.set_property("GlueConnectionInput", value)
    }
}

arguments! {
    /// Glue Connection Input
    pub struct GlueConnectionInput;
}

impl GlueConnectionInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Property Map
    #[track_caller]
    pub fn athena_properties(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("AthenaProperties", value)
    }

    /// Authentication Configuration Input
    #[track_caller]
    pub fn authentication_configuration(
        self,
        value: impl IntoInput<Record<AuthenticationConfigurationInput>>,
    ) -> Self {
        self.set_property("AuthenticationConfiguration", value)
    }

    /// Connection Properties
    #[track_caller]
    pub fn connection_properties(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("ConnectionProperties", value)
    }

    /// Glue Connection Type
    #[track_caller]
    pub fn connection_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConnectionType", value)
    }

    /// `Description`.
    ///
    /// Constraints: length at most 2048, pattern `^[\u0020-\uD7FF\uE000-\uFFFF\r\n\t]*$`.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// `MatchCriteria`.
    ///
    /// Constraints: length at most 10.
    #[track_caller]
    pub fn match_criteria(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MatchCriteria", value)
    }

    /// `Name`.
    ///
    /// Constraints: length 1 to 255, pattern `^[\u0020-\uD7FF\uE000-\uFFFF\t]*$`.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// Physical Connection Requirements
    #[track_caller]
    pub fn physical_connection_requirements(
        self,
        value: impl IntoInput<Record<PhysicalConnectionRequirements>>,
    ) -> Self {
        self.set_property("PhysicalConnectionRequirements", value)
    }

    /// Property Map
    #[track_caller]
    pub fn python_properties(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("PythonProperties", value)
    }

    /// Property Map
    #[track_caller]
    pub fn spark_properties(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("SparkProperties", value)
    }

    /// `ValidateCredentials`.
    #[track_caller]
    pub fn validate_credentials(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ValidateCredentials", value)
    }

    /// `ValidateForComputeEnvironments`.
    ///
    /// Constraints: 1 to 50 elements.
    #[track_caller]
    pub fn validate_for_compute_environments(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ValidateForComputeEnvironments", value)
    }
}

arguments! {
    /// Authentication Configuration Input
    pub struct AuthenticationConfigurationInput;
}

impl AuthenticationConfigurationInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Authentication Type
    #[track_caller]
    pub fn authentication_type(self, value: impl IntoInput<OneOf<AuthenticationType>>) -> Self {
        self.set_property("AuthenticationType", value)
    }

    /// Basic Authentication Credentials
    #[track_caller]
    pub fn basic_authentication_credentials(
        self,
        value: impl IntoInput<Record<BasicAuthenticationCredentials>>,
    ) -> Self {
        self.set_property("BasicAuthenticationCredentials", value)
    }

    /// Credential Map
    #[track_caller]
    pub fn custom_authentication_credentials(
        self,
        value: impl IntoInput<BTreeMap<String, String>>,
    ) -> Self {
        self.set_property("CustomAuthenticationCredentials", value)
    }

    /// `KmsKeyArn`.
    ///
    /// Constraints: pattern `^$|arn:aws[a-z0-9-]*:kms:.*$`.
    ///
    /// Refers to `Arn` of `AWS::KMS::Key`.
    #[track_caller]
    pub fn kms_key_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKeyArn", value)
    }

    /// OAuth2 Properties
    #[track_caller]
    pub fn oauth2_properties(self, value: impl IntoInput<Record<Oauth2Properties>>) -> Self {
        self.set_property("OAuth2Properties", value)
    }

    /// `SecretArn`.
    ///
    /// Constraints: pattern `^arn:aws(-(cn|us-gov|iso(-[bef])?))?:secretsmanager:.*$`.
    #[track_caller]
    pub fn secret_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SecretArn", value)
    }
}

arguments! {
    /// Basic Authentication Credentials
    pub struct BasicAuthenticationCredentials;
}

impl BasicAuthenticationCredentials {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Password`.
    ///
    /// Constraints: length at most 512, pattern `^.*$`.
    #[track_caller]
    pub fn password(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Password", value)
    }

    /// `UserName`.
    ///
    /// Constraints: length at most 512, pattern `^\S+$`.
    #[track_caller]
    pub fn user_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("UserName", value)
    }
}

arguments! {
    /// OAuth2 Properties
    pub struct Oauth2Properties;
}

impl Oauth2Properties {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Authorization Code Properties
    #[track_caller]
    pub fn authorization_code_properties(
        self,
        value: impl IntoInput<Record<AuthorizationCodeProperties>>,
    ) -> Self {
        self.set_property("AuthorizationCodeProperties", value)
    }

    /// OAuth2 Client Application
    #[track_caller]
    pub fn oauth2_client_application(
        self,
        value: impl IntoInput<Record<Oauth2ClientApplication>>,
    ) -> Self {
        self.set_property("OAuth2ClientApplication", value)
    }

    /// Glue OAuth2 Credentials
    #[track_caller]
    pub fn oauth2_credentials(self, value: impl IntoInput<Record<GlueOauth2Credentials>>) -> Self {
        self.set_property("OAuth2Credentials", value)
    }

    /// OAuth2 Grant Type
    #[track_caller]
    pub fn oauth2_grant_type(self, value: impl IntoInput<OneOf<Oauth2GrantType>>) -> Self {
        self.set_property("OAuth2GrantType", value)
    }

    /// `TokenUrl`.
    ///
    /// Constraints: length at most 256, pattern
    /// `^(https?)://[-a-zA-Z0-9+&@#/%?=~_|!:,.;]*[-a-zA-Z0-9+&@#/%=~_|]$`.
    #[track_caller]
    pub fn token_url(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TokenUrl", value)
    }

    /// The token URL parameters.
    #[track_caller]
    pub fn token_url_parameters_map(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("TokenUrlParametersMap", value)
    }
}

arguments! {
    /// Authorization Code Properties
    pub struct AuthorizationCodeProperties;
}

impl AuthorizationCodeProperties {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AuthorizationCode`.
    ///
    /// Constraints: length 1 to 4096.
    #[track_caller]
    pub fn authorization_code(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AuthorizationCode", value)
    }

    /// `RedirectUri`.
    ///
    /// Constraints: length at most 512.
    #[track_caller]
    pub fn redirect_uri(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RedirectUri", value)
    }
}

arguments! {
    /// OAuth2 Client Application
    pub struct Oauth2ClientApplication;
}

impl Oauth2ClientApplication {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AWSManagedClientApplicationReference`.
    ///
    /// Constraints: length at most 2048, pattern `^\S+$`.
    #[track_caller]
    pub fn aws_managed_client_application_reference(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AWSManagedClientApplicationReference", value)
    }

    /// `UserManagedClientApplicationClientId`.
    ///
    /// Constraints: length at most 2048, pattern `^\S+$`.
    #[track_caller]
    pub fn user_managed_client_application_client_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("UserManagedClientApplicationClientId", value)
    }
}

arguments! {
    /// Glue OAuth2 Credentials
    pub struct GlueOauth2Credentials;
}

impl GlueOauth2Credentials {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AccessToken`.
    ///
    /// Constraints: length at most 4096, pattern `^[\x20-\x7E]*$`.
    #[track_caller]
    pub fn access_token(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AccessToken", value)
    }

    /// `JwtToken`.
    ///
    /// Constraints: length at most 8000, pattern
    /// `^([a-zA-Z0-9_=]+)\.([a-zA-Z0-9_=]+)\.([a-zA-Z0-9_\-\+\/=]*)$`.
    #[track_caller]
    pub fn jwt_token(self, value: impl IntoInput<String>) -> Self {
        self.set_property("JwtToken", value)
    }

    /// `RefreshToken`.
    ///
    /// Constraints: length at most 4096, pattern `^[\x20-\x7E]*$`.
    #[track_caller]
    pub fn refresh_token(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RefreshToken", value)
    }

    /// `UserManagedClientApplicationClientSecret`.
    ///
    /// Constraints: length at most 512, pattern `^[\x20-\x7E]*$`.
    #[track_caller]
    pub fn user_managed_client_application_client_secret(
        self,
        value: impl IntoInput<String>,
    ) -> Self {
        self.set_property("UserManagedClientApplicationClientSecret", value)
    }
}

arguments! {
    /// Physical Connection Requirements
    pub struct PhysicalConnectionRequirements;
}

impl PhysicalConnectionRequirements {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AvailabilityZone`.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn availability_zone(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AvailabilityZone", value)
    }

    /// `SecurityGroupIdList`.
    ///
    /// Constraints: at most 50 elements.
    ///
    /// Refers to `Id` of `AWS::EC2::SecurityGroup` or `Ids` of `AWS::EC2::SecurityGroup`.
    #[track_caller]
    pub fn security_group_id_list(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SecurityGroupIdList", value)
    }

    /// `SubnetId`.
    ///
    /// Constraints: length at most 32, pattern `^subnet-[a-z0-9]+$`.
    ///
    /// Refers to `Id` of `AWS::EC2::Subnet`.
    #[track_caller]
    pub fn subnet_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SubnetId", value)
    }

    /// `SubnetIdList`.
    ///
    /// Constraints: 1 to 50 elements.
    #[track_caller]
    pub fn subnet_id_list(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SubnetIdList", value)
    }
}

arguments! {
    /// HyperPod Properties Input
    pub struct HyperPodPropertiesInput;
}

impl HyperPodPropertiesInput {
    /// With the required properties:
    ///
    /// - `cluster_name`: `ClusterName`. Constraints: length 1 to 63, pattern
    ///   `^[a-zA-Z0-9](-*[a-zA-Z0-9])*$`.
    #[track_caller]
    pub fn new(cluster_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("ClusterName", cluster_name)
    }
}

arguments! {
    /// IAM Properties Input
    pub struct IamPropertiesInput;
}

impl IamPropertiesInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `GlueLineageSyncEnabled`.
    #[track_caller]
    pub fn glue_lineage_sync_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("GlueLineageSyncEnabled", value)
    }

    /// The ARN of the IAM role to associate with the connection as the project user role.
    ///
    /// Constraints: length at most 2048, pattern
    /// `^arn:aws[^:]*:iam::\d{12}:role(\/[a-zA-Z0-9+=,.@_-]+)*\/[a-zA-Z0-9+=,.@_-]+$`.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleArn", value)
    }
}

arguments! {
    /// Lakehouse Properties Input
    pub struct LakehousePropertiesInput;
}

impl LakehousePropertiesInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specifies whether Glue lineage sync is enabled for the lakehouse connection.
    #[track_caller]
    pub fn glue_lineage_sync_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("GlueLineageSyncEnabled", value)
    }
}

arguments! {
    /// MLflow Properties Input
    pub struct MlflowPropertiesInput;
}

impl MlflowPropertiesInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The ARN of the MLflow tracking server
    #[track_caller]
    pub fn tracking_server_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TrackingServerArn", value)
    }
}

arguments! {
    /// Redshift Properties Input
    pub struct RedshiftPropertiesInput;
}

impl RedshiftPropertiesInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Credentials`.
    #[track_caller]
    pub fn credentials(self, value: impl IntoInput<Record<RedshiftCredentials>>) -> Self {
        self.set_property("Credentials", value)
    }

    /// `DatabaseName`.
    ///
    /// Constraints: length 1 to 64, pattern `^[a-z0-9_-]+$`.
    #[track_caller]
    pub fn database_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DatabaseName", value)
    }

    /// `Host`.
    ///
    /// Constraints: length at most 256, pattern `^[\S]*$`.
    #[track_caller]
    pub fn host(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Host", value)
    }

    /// Redshift Lineage Sync Configuration Input
    #[track_caller]
    pub fn lineage_sync(
        self,
        value: impl IntoInput<Record<RedshiftLineageSyncConfigurationInput>>,
    ) -> Self {
        self.set_property("LineageSync", value)
    }

    /// `Port`.
    ///
    /// Constraints: value 0 to 65535.
    #[track_caller]
    pub fn port(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("Port", value)
    }

    /// `Storage`.
    #[track_caller]
    pub fn storage(self, value: impl IntoInput<Record<RedshiftStorageProperties>>) -> Self {
        self.set_property("Storage", value)
    }
}

arguments! {
    /// `RedshiftCredentials`.
    pub struct RedshiftCredentials;
}

impl RedshiftCredentials {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `SecretArn`.
    ///
    /// Constraints: length at most 2048, pattern
    /// `^arn:aws[^:]*:secretsmanager:[a-z]{2}-?(iso|gov)?-{1}[a-z]*-{1}[0-9]:\d{12}:secret:.*$`.
    #[track_caller]
    pub fn secret_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SecretArn", value)
    }

    /// The username and password to be used for authentication.
    #[track_caller]
    pub fn username_password(self, value: impl IntoInput<Record<UsernamePassword>>) -> Self {
        self.set_property("UsernamePassword", value)
    }
}

arguments! {
    /// The username and password to be used for authentication.
    pub struct UsernamePassword;
}

impl UsernamePassword {
    /// With the required properties:
    ///
    /// - `password`: `Password`. Constraints: length at most 64, pattern `^[\S]*$`.
    /// - `username`: `Username`. Constraints: length 1 to 127, pattern `^[\S]*$`.
    #[track_caller]
    pub fn new(password: impl IntoInput<String>, username: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Password", password)
            .set_property("Username", username)
    }
}

arguments! {
    /// Redshift Lineage Sync Configuration Input
    pub struct RedshiftLineageSyncConfigurationInput;
}

impl RedshiftLineageSyncConfigurationInput {
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

    /// Lineage Sync Schedule
    #[track_caller]
    pub fn schedule(self, value: impl IntoInput<Record<LineageSyncSchedule>>) -> Self {
        self.set_property("Schedule", value)
    }
}

arguments! {
    /// Lineage Sync Schedule
    pub struct LineageSyncSchedule;
}

impl LineageSyncSchedule {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Schedule`.
    #[track_caller]
    pub fn schedule(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Schedule", value)
    }
}

arguments! {
    /// `RedshiftStorageProperties`.
    pub struct RedshiftStorageProperties;
}

impl RedshiftStorageProperties {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ClusterName`.
    ///
    /// Constraints: length at most 63, pattern `^[a-z0-9-]+$`.
    #[track_caller]
    pub fn cluster_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ClusterName", value)
    }

    /// `WorkgroupName`.
    ///
    /// Constraints: length 3 to 64, pattern `^[a-z0-9-]+$`.
    #[track_caller]
    pub fn workgroup_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("WorkgroupName", value)
    }
}

arguments! {
    /// S3 Properties Input
    pub struct S3PropertiesInput;
}

impl S3PropertiesInput {
    /// With the required properties:
    ///
    /// - `s3_uri`: The Amazon S3 URI that's part of the Amazon S3 properties of a connection.
    ///   Constraints: length at most 2048, pattern `s3://.+`.
    #[track_caller]
    pub fn new(s3_uri: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("S3Uri", s3_uri)
    }

    /// Specifies whether to register the S3 Access Grant location.
    #[track_caller]
    pub fn register_s3_access_grant_location(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RegisterS3AccessGrantLocation", value)
    }

    /// The Amazon S3 Access Grant location ID that's part of the Amazon S3 properties of a
    /// connection.
    ///
    /// Constraints: length at most 64, pattern `[a-zA-Z0-9\-]+`.
    #[track_caller]
    pub fn s3_access_grant_location_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("S3AccessGrantLocationId", value)
    }
}

arguments! {
    /// Spark EMR Properties Input.
    pub struct SparkEmrPropertiesInput;
}

impl SparkEmrPropertiesInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ComputeArn`.
    ///
    /// Constraints: length at most 2048, pattern
    /// `^arn:aws(-(cn|us-gov|iso(-[bef])?))?:(elasticmapreduce|emr-serverless|emr-containers):.*`.
    #[track_caller]
    pub fn compute_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ComputeArn", value)
    }

    /// `InstanceProfileArn`.
    ///
    /// Constraints: length at most 2048, pattern
    /// `^arn:aws[^:]*:iam::\d{12}:role(/[a-zA-Z0-9+=,.@_-]+)*/[a-zA-Z0-9+=,.@_-]+$`.
    #[track_caller]
    pub fn instance_profile_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("InstanceProfileArn", value)
    }

    /// `JavaVirtualEnv`.
    ///
    /// Constraints: length at most 256, pattern `^[\S]*$`.
    #[track_caller]
    pub fn java_virtual_env(self, value: impl IntoInput<String>) -> Self {
        self.set_property("JavaVirtualEnv", value)
    }

    /// `LogUri`.
    ///
    /// Constraints: length at most 2048, pattern `^s3://.+$`.
    #[track_caller]
    pub fn log_uri(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LogUri", value)
    }

    /// `ManagedEndpointArn`.
    ///
    /// Constraints: length at most 2048.
    #[track_caller]
    pub fn managed_endpoint_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ManagedEndpointArn", value)
    }

    /// `PythonVirtualEnv`.
    ///
    /// Constraints: length at most 256, pattern `^[\S]*$`.
    #[track_caller]
    pub fn python_virtual_env(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PythonVirtualEnv", value)
    }

    /// `RuntimeRole`.
    ///
    /// Constraints: length at most 2048, pattern
    /// `^arn:aws[^:]*:iam::\d{12}:role(/[a-zA-Z0-9+=,.@_-]+)*/[a-zA-Z0-9+=,.@_-]+$`.
    #[track_caller]
    pub fn runtime_role(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RuntimeRole", value)
    }

    /// `TrustedCertificatesS3Uri`.
    ///
    /// Constraints: length at most 2048, pattern `^s3://.+$`.
    #[track_caller]
    pub fn trusted_certificates_s3_uri(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TrustedCertificatesS3Uri", value)
    }
}

arguments! {
    /// Spark Glue Properties Input.
    pub struct SparkGluePropertiesInput;
}

impl SparkGluePropertiesInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Spark Glue Args.
    #[track_caller]
    pub fn additional_args(self, value: impl IntoInput<Record<SparkGlueArgs>>) -> Self {
        self.set_property("AdditionalArgs", value)
    }

    /// `GlueConnectionName`.
    ///
    /// Constraints: length 1 to 255, pattern `^[\S]*$`.
    #[track_caller]
    pub fn glue_connection_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("GlueConnectionName", value)
    }

    /// `GlueVersion`.
    ///
    /// Constraints: length at most 256, pattern `^\w+\.\w+$`.
    #[track_caller]
    pub fn glue_version(self, value: impl IntoInput<String>) -> Self {
        self.set_property("GlueVersion", value)
    }

    /// `IdleTimeout`.
    ///
    /// Constraints: value 1 to 3000.
    #[track_caller]
    pub fn idle_timeout(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("IdleTimeout", value)
    }

    /// `JavaVirtualEnv`.
    ///
    /// Constraints: length at most 256, pattern `^[\S]*$`.
    #[track_caller]
    pub fn java_virtual_env(self, value: impl IntoInput<String>) -> Self {
        self.set_property("JavaVirtualEnv", value)
    }

    /// `NumberOfWorkers`.
    ///
    /// Constraints: value 1 to 1000.
    #[track_caller]
    pub fn number_of_workers(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("NumberOfWorkers", value)
    }

    /// `PythonVirtualEnv`.
    ///
    /// Constraints: length at most 256, pattern `^[\S]*$`.
    #[track_caller]
    pub fn python_virtual_env(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PythonVirtualEnv", value)
    }

    /// `WorkerType`.
    ///
    /// Constraints: length at most 256, pattern `^[G|Z].*$`.
    #[track_caller]
    pub fn worker_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("WorkerType", value)
    }
}

arguments! {
    /// Spark Glue Args.
    pub struct SparkGlueArgs;
}

impl SparkGlueArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Connection`.
    ///
    /// Constraints: length at most 128, pattern `^[a-zA-Z0-9]+$`.
    #[track_caller]
    pub fn connection(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Connection", value)
    }
}

arguments! {
    /// Workflows MWAA Properties Input
    pub struct WorkflowsMwaaPropertiesInput;
}

impl WorkflowsMwaaPropertiesInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the MWAA environment.
    #[track_caller]
    pub fn mwaa_environment_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MwaaEnvironmentName", value)
    }
}

texts! {
    /// The values of `AuthenticationType`.
    pub enum AuthenticationType {
        /// `BASIC`.
        Basic = "BASIC",
        /// `OAUTH2`.
        Oauth2 = "OAUTH2",
        /// `CUSTOM`.
        Custom = "CUSTOM",
    }
}

texts! {
    /// The values of `OAuth2GrantType`.
    pub enum Oauth2GrantType {
        /// `AUTHORIZATION_CODE`.
        AuthorizationCode = "AUTHORIZATION_CODE",
        /// `CLIENT_CREDENTIALS`.
        ClientCredentials = "CLIENT_CREDENTIALS",
        /// `JWT_BEARER`.
        JwtBearer = "JWT_BEARER",
    }
}

texts! {
    /// The values of `Scope`.
    pub enum ConnectionScope {
        /// `DOMAIN`.
        Domain = "DOMAIN",
        /// `PROJECT`.
        Project = "PROJECT",
    }
}
