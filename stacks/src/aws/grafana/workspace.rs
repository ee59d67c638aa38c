//! `AWS::Grafana::Workspace`.
//!
//! Written by `schema add AWS::Grafana::Workspace` from the schema
//! c929b5ba07464edece5c3d090bf87498. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Definition of AWS::Grafana::Workspace Resource Type
    pub struct Workspace: "AWS::Grafana::Workspace", WorkspaceArgs;
}

impl Workspace {
    /// Timestamp when the workspace was created.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn creation_timestamp(&self) -> Output<String> {
        self.attribute_at(&["CreationTimestamp"])
    }

    /// Endpoint for the Grafana workspace.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn endpoint(&self) -> Output<String> {
        self.attribute_at(&["Endpoint"])
    }

    /// The id that uniquely identifies a Grafana workspace.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }

    /// Timestamp when the workspace was last modified
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn modification_timestamp(&self) -> Output<String> {
        self.attribute_at(&["ModificationTimestamp"])
    }

    /// Valid SAML configuration statuses.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn saml_configuration_status(&self) -> Output<String> {
        self.attribute_at(&["SamlConfigurationStatus"])
    }

    /// The client ID of the AWS SSO Managed Application.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn sso_client_id(&self) -> Output<String> {
        self.attribute_at(&["SsoClientId"])
    }

    /// These enums represent the status of a workspace.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn status(&self) -> Output<String> {
        self.attribute_at(&["Status"])
    }
}

arguments! {
    /// The properties of [`Workspace`].
    pub struct WorkspaceArgs;
}

impl WorkspaceArgs {
    /// With the required properties:
    ///
    /// - `account_access_type`: These enums represent valid account access types. Specifically
    ///   these enums determine whether the workspace can access AWS resources in the AWS account
    ///   only, or whether it can also access resources in other accounts in the same organization.
    ///   If the value CURRENT_ACCOUNT is used, a workspace role ARN must be provided. If the value
    ///   is ORGANIZATION, a list of organizational units must be provided.
    /// - `authentication_providers`: List of authentication providers to enable. Constraints: at
    ///   least 1 elements, no element twice.
    /// - `permission_type`: These enums represent valid permission types to use when creating or
    ///   configuring a Grafana workspace. The SERVICE_MANAGED permission type means the Managed
    ///   Grafana service will create a workspace IAM role on your behalf. The CUSTOMER_MANAGED
    ///   permission type means that the customer is expected to provide an IAM role that the
    ///   Grafana workspace can use to query data sources.
    #[track_caller]
    pub fn new(
        account_access_type: impl IntoInput<OneOf<AccountAccessType>>,
        authentication_providers: impl IntoInput<Vec<OneOf<AuthenticationProviderTypes>>>,
        permission_type: impl IntoInput<OneOf<PermissionType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("AccountAccessType", account_access_type)
            .set_property("AuthenticationProviders", authentication_providers)
            .set_property("PermissionType", permission_type)
    }

    /// A unique, case-sensitive, user-provided identifier to ensure the idempotency of the request.
    ///
    /// Constraints: pattern `^[!-~]{1,64}$`.
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn client_token(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ClientToken", value)
    }

    /// List of data sources on the service managed IAM role.
    #[track_caller]
    pub fn data_sources(self, value: impl IntoInput<Vec<OneOf<DataSourceType>>>) -> Self {
        self.set_property("DataSources", value)
    }

    /// Description of a workspace.
    ///
    /// Constraints: length at most 2048.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// The version of Grafana to support in your workspace.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn grafana_version(self, value: impl IntoInput<String>) -> Self {
        self.set_property("GrafanaVersion", value)
    }

    /// The user friendly name of a workspace.
    ///
    /// Constraints: pattern `^[a-zA-Z0-9-._~]{1,255}$`.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// The configuration settings for Network Access Control.
    #[track_caller]
    pub fn network_access_control(self, value: impl IntoInput<Record<NetworkAccessControl>>) -> Self {
        self.set_property("NetworkAccessControl", value)
    }

    /// List of notification destinations on the customers service managed IAM role that the Grafana
    /// workspace can query.
    #[track_caller]
    pub fn notification_destinations(self, value: impl IntoInput<Vec<OneOf<NotificationDestinationType>>>) -> Self {
        self.set_property("NotificationDestinations", value)
    }

    /// The name of an IAM role that already exists to use with AWS Organizations to access AWS data
    /// sources and notification channels in other accounts in an organization.
    ///
    /// Constraints: length 1 to 2048.
    #[track_caller]
    pub fn organization_role_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OrganizationRoleName", value)
    }

    /// List of Organizational Units containing AWS accounts the Grafana workspace can pull data
    /// from.
    #[track_caller]
    pub fn organizational_units(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("OrganizationalUnits", value)
    }

    /// Allow workspace admins to install plugins
    #[track_caller]
    pub fn plugin_admin_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("PluginAdminEnabled", value)
    }

    /// IAM Role that will be used to grant the Grafana workspace access to a customers AWS
    /// resources.
    ///
    /// Constraints: length 1 to 2048.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleArn", value)
    }

    /// SAML configuration data associated with an AMG workspace.
    #[track_caller]
    pub fn saml_configuration(self, value: impl IntoInput<Record<SamlConfiguration>>) -> Self {
        self.set_property("SamlConfiguration", value)
    }

    /// The name of the AWS CloudFormation stack set to use to generate IAM roles to be used for
    /// this workspace.
    #[track_caller]
    pub fn stack_set_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("StackSetName", value)
    }

    /// The list of tags associated with the workspace.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tags>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// The configuration settings for an Amazon VPC that contains data sources for your Grafana
    /// workspace to connect to.
    #[track_caller]
    pub fn vpc_configuration(self, value: impl IntoInput<Record<VpcConfiguration>>) -> Self {
        self.set_property("VpcConfiguration", value)
    }
}

arguments! {
    /// The configuration settings for Network Access Control.
    pub struct NetworkAccessControl;
}

impl NetworkAccessControl {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The list of prefix list IDs. A prefix list is a list of CIDR ranges of IP addresses. The IP
    /// addresses specified are allowed to access your workspace. If the list is not included in the
    /// configuration then no IP addresses will be allowed to access the workspace.
    ///
    /// Constraints: at most 5 elements, no element twice.
    #[track_caller]
    pub fn prefix_list_ids(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("PrefixListIds", value)
    }

    /// The list of Amazon VPC endpoint IDs for the workspace. If a NetworkAccessConfiguration is
    /// specified then only VPC endpoints specified here will be allowed to access the workspace.
    ///
    /// Constraints: at most 5 elements, no element twice.
    #[track_caller]
    pub fn vpce_ids(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("VpceIds", value)
    }
}

arguments! {
    /// SAML configuration data associated with an AMG workspace.
    pub struct SamlConfiguration;
}

impl SamlConfiguration {
    /// With the required properties:
    ///
    /// - `idp_metadata`: IdP Metadata used to configure SAML authentication in Grafana.
    #[track_caller]
    pub fn new(idp_metadata: impl IntoInput<Record<IdpMetadata>>) -> Self {
        Self(Fields::new()).set_property("IdpMetadata", idp_metadata)
    }

    /// List of SAML organizations allowed to access Grafana.
    #[track_caller]
    pub fn allowed_organizations(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("AllowedOrganizations", value)
    }

    /// Maps Grafana friendly names to the IdPs SAML attributes.
    #[track_caller]
    pub fn assertion_attributes(self, value: impl IntoInput<Record<AssertionAttributes>>) -> Self {
        self.set_property("AssertionAttributes", value)
    }

    /// The maximum lifetime an authenticated user can be logged in (in minutes) before being
    /// required to re-authenticate.
    #[track_caller]
    pub fn login_validity_duration(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("LoginValidityDuration", value)
    }

    /// Maps SAML roles to the Grafana Editor and Admin roles.
    #[track_caller]
    pub fn role_values(self, value: impl IntoInput<Record<RoleValues>>) -> Self {
        self.set_property("RoleValues", value)
    }
}

arguments! {
    /// Maps Grafana friendly names to the IdPs SAML attributes.
    pub struct AssertionAttributes;
}

impl AssertionAttributes {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Name of the attribute within the SAML assert to use as the users email in Grafana.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn email(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Email", value)
    }

    /// Name of the attribute within the SAML assert to use as the users groups in Grafana.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn groups(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Groups", value)
    }

    /// Name of the attribute within the SAML assert to use as the users login handle in Grafana.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn login(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Login", value)
    }

    /// Name of the attribute within the SAML assert to use as the users name in Grafana.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// Name of the attribute within the SAML assert to use as the users organizations in Grafana.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn org(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Org", value)
    }

    /// Name of the attribute within the SAML assert to use as the users roles in Grafana.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn role(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Role", value)
    }
}

arguments! {
    /// IdP Metadata used to configure SAML authentication in Grafana.
    pub struct IdpMetadata;
}

impl IdpMetadata {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// URL that vends the IdPs metadata.
    ///
    /// Constraints: length 1 to 2048.
    #[track_caller]
    pub fn url(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Url", value)
    }

    /// XML blob of the IdPs metadata.
    #[track_caller]
    pub fn xml(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Xml", value)
    }
}

arguments! {
    /// Maps SAML roles to the Grafana Editor and Admin roles.
    pub struct RoleValues;
}

impl RoleValues {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// List of SAML roles which will be mapped into the Grafana Admin role.
    #[track_caller]
    pub fn admin(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Admin", value)
    }

    /// List of SAML roles which will be mapped into the Grafana Editor role.
    #[track_caller]
    pub fn editor(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Editor", value)
    }
}

arguments! {
    /// `Tags`.
    pub struct Tags;
}

impl Tags {
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
    /// The configuration settings for an Amazon VPC that contains data sources for your Grafana
    /// workspace to connect to.
    pub struct VpcConfiguration;
}

impl VpcConfiguration {
    /// With the required properties:
    ///
    /// - `security_group_ids`: The list of Amazon EC2 security group IDs attached to the Amazon VPC
    ///   for your Grafana workspace to connect. Constraints: 1 to 5 elements, no element twice.
    ///   Refers to `Id` of `AWS::EC2::SecurityGroup` or `Ids` of `AWS::EC2::SecurityGroup`.
    /// - `subnet_ids`: The list of Amazon EC2 subnet IDs created in the Amazon VPC for your Grafana
    ///   workspace to connect. Constraints: 2 to 6 elements, no element twice.
    #[track_caller]
    pub fn new(security_group_ids: impl IntoInput<Vec<String>>, subnet_ids: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new()).set_property("SecurityGroupIds", security_group_ids).set_property("SubnetIds", subnet_ids)
    }
}

texts! {
    /// The values of `AccountAccessType`.
    pub enum AccountAccessType {
        /// `CURRENT_ACCOUNT`.
        CurrentAccount = "CURRENT_ACCOUNT",
        /// `ORGANIZATION`.
        Organization = "ORGANIZATION",
    }
}

texts! {
    /// The values of `AuthenticationProviders`.
    pub enum AuthenticationProviderTypes {
        /// `AWS_SSO`.
        AwsSso = "AWS_SSO",
        /// `SAML`.
        Saml = "SAML",
    }
}

texts! {
    /// The values of `DataSources`.
    pub enum DataSourceType {
        /// `AMAZON_OPENSEARCH_SERVICE`.
        AmazonOpensearchService = "AMAZON_OPENSEARCH_SERVICE",
        /// `CLOUDWATCH`.
        Cloudwatch = "CLOUDWATCH",
        /// `PROMETHEUS`.
        Prometheus = "PROMETHEUS",
        /// `XRAY`.
        Xray = "XRAY",
        /// `TIMESTREAM`.
        Timestream = "TIMESTREAM",
        /// `SITEWISE`.
        Sitewise = "SITEWISE",
        /// `ATHENA`.
        Athena = "ATHENA",
        /// `REDSHIFT`.
        Redshift = "REDSHIFT",
    }
}

texts! {
    /// The values of `NotificationDestinations`.
    pub enum NotificationDestinationType {
        /// `SNS`.
        Sns = "SNS",
    }
}

texts! {
    /// The values of `PermissionType`.
    pub enum PermissionType {
        /// `CUSTOMER_MANAGED`.
        CustomerManaged = "CUSTOMER_MANAGED",
        /// `SERVICE_MANAGED`.
        ServiceManaged = "SERVICE_MANAGED",
    }
}
