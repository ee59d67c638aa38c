//! `AWS::GuardDuty::Detector`.
//!
//! Written by `schema add AWS::GuardDuty::Detector` from the schema
//! cb3870dae084add85204c2dfe48a2f39. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::GuardDuty::Detector
    pub struct Detector: "AWS::GuardDuty::Detector", DetectorArgs;
}

impl Detector {
    /// The attribute `Id`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }
}

arguments! {
    /// The properties of [`Detector`].
    pub struct DetectorArgs;
}

impl DetectorArgs {
    /// With the required properties:
    ///
    /// - `enable`: `Enable`.
    #[track_caller]
    pub fn new(enable: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enable", enable)
    }

    /// `DataSources`.
    #[track_caller]
    pub fn data_sources(self, value: impl IntoInput<Record<CfnDataSourceConfigurations>>) -> Self {
        self.set_property("DataSources", value)
    }

    /// `Features`.
    #[track_caller]
    pub fn features(self, value: impl IntoInput<Vec<Record<CfnFeatureConfiguration>>>) -> Self {
        self.set_property("Features", value)
    }

    /// `FindingPublishingFrequency`.
    #[track_caller]
    pub fn finding_publishing_frequency(self, value: impl IntoInput<OneOf<FindingPublishingFrequency>>) -> Self {
        self.set_property("FindingPublishingFrequency", value)
    }

    /// `Tags`.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<TagItem>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// `CfnDataSourceConfigurations`.
    pub struct CfnDataSourceConfigurations;
}

impl CfnDataSourceConfigurations {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Kubernetes`.
    #[track_caller]
    pub fn kubernetes(self, value: impl IntoInput<Record<CfnKubernetesConfiguration>>) -> Self {
        self.set_property("Kubernetes", value)
    }

    /// `MalwareProtection`.
    #[track_caller]
    pub fn malware_protection(self, value: impl IntoInput<Record<CfnMalwareProtectionConfiguration>>) -> Self {
        self.set_property("MalwareProtection", value)
    }

    /// `S3Logs`.
    #[track_caller]
    pub fn s3_logs(self, value: impl IntoInput<Record<Cfns3LogsConfiguration>>) -> Self {
        self.set_property("S3Logs", value)
    }
}

arguments! {
    /// `CfnKubernetesConfiguration`.
    pub struct CfnKubernetesConfiguration;
}

impl CfnKubernetesConfiguration {
    /// With the required properties:
    ///
    /// - `audit_logs`: `AuditLogs`.
    #[track_caller]
    pub fn new(audit_logs: impl IntoInput<Record<CfnKubernetesAuditLogsConfiguration>>) -> Self {
        Self(Fields::new()).set_property("AuditLogs", audit_logs)
    }
}

arguments! {
    /// `CfnKubernetesAuditLogsConfiguration`.
    pub struct CfnKubernetesAuditLogsConfiguration;
}

impl CfnKubernetesAuditLogsConfiguration {
    /// With the required properties:
    ///
    /// - `enable`: `Enable`.
    #[track_caller]
    pub fn new(enable: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enable", enable)
    }
}

arguments! {
    /// `CfnMalwareProtectionConfiguration`.
    pub struct CfnMalwareProtectionConfiguration;
}

impl CfnMalwareProtectionConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ScanEc2InstanceWithFindings`.
    #[track_caller]
    pub fn scan_ec2_instance_with_findings(
        self,
        value: impl IntoInput<Record<CfnScanEc2InstanceWithFindingsConfiguration>>,
    ) -> Self {
        self.set_property("ScanEc2InstanceWithFindings", value)
    }
}

arguments! {
    /// `CfnScanEc2InstanceWithFindingsConfiguration`.
    pub struct CfnScanEc2InstanceWithFindingsConfiguration;
}

impl CfnScanEc2InstanceWithFindingsConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `EbsVolumes`.
    #[track_caller]
    pub fn ebs_volumes(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EbsVolumes", value)
    }
}

arguments! {
    /// `Cfns3LogsConfiguration`.
    pub struct Cfns3LogsConfiguration;
}

impl Cfns3LogsConfiguration {
    /// With the required properties:
    ///
    /// - `enable`: `Enable`.
    #[track_caller]
    pub fn new(enable: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enable", enable)
    }
}

arguments! {
    /// `CfnFeatureConfiguration`.
    pub struct CfnFeatureConfiguration;
}

impl CfnFeatureConfiguration {
    /// With the required properties:
    ///
    /// - `name`: `Name`. Constraints: length at most 128.
    /// - `status`: `Status`.
    #[track_caller]
    pub fn new(
        name: impl IntoInput<OneOf<CfnFeatureConfigurationName>>,
        status: impl IntoInput<OneOf<CfnFeatureConfigurationStatus>>,
    ) -> Self {
        Self(Fields::new()).set_property("Name", name).set_property("Status", status)
    }

    /// `AdditionalConfiguration`.
    #[track_caller]
    pub fn additional_configuration(
        self,
        value: impl IntoInput<Vec<Record<CfnFeatureAdditionalConfiguration>>>,
    ) -> Self {
        self.set_property("AdditionalConfiguration", value)
    }
}

arguments! {
    /// `CfnFeatureAdditionalConfiguration`.
    pub struct CfnFeatureAdditionalConfiguration;
}

impl CfnFeatureAdditionalConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Name`.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<OneOf<Name>>) -> Self {
        self.set_property("Name", value)
    }

    /// `Status`.
    ///
    /// Constraints: length 1 to 128.
    #[track_caller]
    pub fn status(self, value: impl IntoInput<OneOf<Status>>) -> Self {
        self.set_property("Status", value)
    }
}

arguments! {
    /// `TagItem`.
    pub struct TagItem;
}

impl TagItem {
    /// With the required properties:
    ///
    /// - `key`: `Key`. Constraints: length 1 to 128.
    /// - `value`: `Value`. Constraints: length at most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}

texts! {
    /// The values of `Name`.
    pub enum Name {
        /// `EC2_AGENT_MANAGEMENT`.
        Ec2AgentManagement = "EC2_AGENT_MANAGEMENT",
        /// `ECS_FARGATE_AGENT_MANAGEMENT`.
        EcsFargateAgentManagement = "ECS_FARGATE_AGENT_MANAGEMENT",
        /// `EKS_ADDON_MANAGEMENT`.
        EksAddonManagement = "EKS_ADDON_MANAGEMENT",
        /// `RDS_DATA_RISK`.
        RdsDataRisk = "RDS_DATA_RISK",
    }
}

texts! {
    /// The values of `Status`.
    pub enum Status {
        /// `DISABLED`.
        Disabled = "DISABLED",
        /// `ENABLED`.
        Enabled = "ENABLED",
    }
}

texts! {
    /// The values of `Name`.
    pub enum CfnFeatureConfigurationName {
        /// `AI_ANALYST`.
        AiAnalyst = "AI_ANALYST",
        /// `AI_PROTECTION`.
        AiProtection = "AI_PROTECTION",
        /// `EBS_MALWARE_PROTECTION`.
        EbsMalwareProtection = "EBS_MALWARE_PROTECTION",
        /// `EKS_AUDIT_LOGS`.
        EksAuditLogs = "EKS_AUDIT_LOGS",
        /// `EKS_RUNTIME_MONITORING`.
        EksRuntimeMonitoring = "EKS_RUNTIME_MONITORING",
        /// `LAMBDA_NETWORK_LOGS`.
        LambdaNetworkLogs = "LAMBDA_NETWORK_LOGS",
        /// `RDS_LOGIN_EVENTS`.
        RdsLoginEvents = "RDS_LOGIN_EVENTS",
        /// `RUNTIME_MONITORING`.
        RuntimeMonitoring = "RUNTIME_MONITORING",
        /// `S3_DATA_EVENTS`.
        S3DataEvents = "S3_DATA_EVENTS",
    }
}

texts! {
    /// The values of `Status`.
    pub enum CfnFeatureConfigurationStatus {
        /// `ENABLED`.
        Enabled = "ENABLED",
        /// `DISABLED`.
        Disabled = "DISABLED",
    }
}

texts! {
    /// The values of `FindingPublishingFrequency`.
    pub enum FindingPublishingFrequency {
        /// `FIFTEEN_MINUTES`.
        FifteenMinutes = "FIFTEEN_MINUTES",
        /// `ONE_HOUR`.
        OneHour = "ONE_HOUR",
        /// `SIX_HOURS`.
        SixHours = "SIX_HOURS",
    }
}
