//! Settings of Argo CD: its users and their roles.

use aws_sdk_eks::types::{self as sdk, SsoIdentityType};

use crate::prelude::*;

/// The settings of Argo CD.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(ArgoCd)]
pub struct ArgoCdProps {
    /// The ARN of the IAM Identity Center instance with the users and groups.
    #[arg(replace = "EKS cannot give Argo CD another identity center")]
    pub identity_center_arn: Arn,
    /// The region of that instance.
    #[arg(replace = "EKS cannot give Argo CD another identity center")]
    pub identity_center_region: String,
    /// The namespace of Argo CD's objects in the cluster.
    #[arg(default = "argocd", replace = "EKS cannot move Argo CD to another namespace")]
    pub namespace: String,
    /// The prefix of the server's host name. EKS chooses it by default. AWS does not return it.
    #[arg(
        write_only,
        length = 1..=50,
        pattern = "[a-z0-9]([a-z0-9-]*[a-z0-9])?",
        replace = "EKS cannot change the name of Argo CD's server"
    )]
    pub endpoint_prefix: Option<String>,
    /// The members of each role.
    #[arg(set)]
    pub access: Vec<ArgoAccessProps>,
    /// The ids of the VPC endpoints that may reach the server. The default is access from everywhere.
    #[arg(set)]
    pub vpc_endpoint_ids: Vec<String>,
}

/// The members of a role in Argo CD.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(ArgoAccess)]
pub struct ArgoAccessProps {
    /// The role.
    pub role: ArgoRole,
    /// The ids of users in IAM Identity Center.
    #[arg(set)]
    pub users: Vec<String>,
    /// The ids of groups in IAM Identity Center.
    #[arg(set)]
    pub groups: Vec<String>,
}

/// A role in Argo CD.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum ArgoRole {
    /// All features.
    Admin,
    /// Change applications.
    Editor,
    /// Read only.
    Viewer,
}

impl ArgoCdProps {
    /// The settings for a create.
    pub(super) fn asked(&self) -> Result<sdk::ArgoCdConfigRequest> {
        let center = sdk::ArgoCdAwsIdcConfigRequest::builder()
            .idc_instance_arn(self.identity_center_arn.as_str())
            .idc_region(&self.identity_center_region);
        let request = sdk::ArgoCdConfigRequest::builder()
            .namespace(&self.namespace)
            .aws_idc(build_input(center.build())?)
            .set_endpoint_prefix(self.endpoint_prefix.clone())
            .set_rbac_role_mappings(Some(mappings(&self.access)?));
        let network = (!self.vpc_endpoint_ids.is_empty()).then(|| self.network());
        Ok(request.set_network_access(network).build())
    }

    /// The settings for an update.
    pub(super) fn changed(old: &Self, new: &Self) -> Result<sdk::UpdateArgoCdConfig> {
        let is_gone = |access: &&ArgoAccessProps| new.access.iter().all(|other| other.role != access.role);
        let gone: Vec<_> = old.access.iter().filter(is_gone).cloned().collect();
        let roles = sdk::UpdateRoleMappings::builder()
            .set_add_or_update_role_mappings(Some(mappings(&new.access)?))
            .set_remove_role_mappings(Some(mappings(&gone)?));
        Ok(sdk::UpdateArgoCdConfig::builder().rbac_role_mappings(roles.build()).network_access(new.network()).build())
    }

    /// The settings as EKS returns them.
    pub(super) fn shown(shown: &sdk::ArgoCdConfigResponse) -> Result<Self> {
        let center = shown.aws_idc();
        let access = |mapping: &sdk::ArgoCdRoleMapping| {
            let of = |kind: &SsoIdentityType| {
                let same = mapping.identities().iter().filter(|identity| identity.r#type() == kind);
                same.map(|identity| identity.id().to_owned()).collect()
            };
            let role = parsed("role", Some(mapping.role().as_str()))?;
            Ok(ArgoAccessProps { role, users: of(&SsoIdentityType::SsoUser), groups: of(&SsoIdentityType::SsoGroup) })
        };
        Ok(Self {
            identity_center_arn: Arn::new(text(center.and_then(|center| center.idc_instance_arn()))),
            identity_center_region: text(center.and_then(|center| center.idc_region())),
            namespace: text(shown.namespace()),
            endpoint_prefix: None,
            access: shown.rbac_role_mappings().iter().map(access).collect::<Result<_>>()?,
            vpc_endpoint_ids: shown.network_access().map(|access| access.vpce_ids().to_vec()).unwrap_or_default(),
        })
    }

    fn network(&self) -> sdk::ArgoCdNetworkAccessConfigRequest {
        let request = sdk::ArgoCdNetworkAccessConfigRequest::builder();
        request.set_vpce_ids(Some(self.vpc_endpoint_ids.clone())).build()
    }
}

fn mappings(access: &[ArgoAccessProps]) -> Result<Vec<sdk::ArgoCdRoleMapping>> {
    let identity =
        |id: &String, kind: SsoIdentityType| build_input(sdk::SsoIdentity::builder().id(id).r#type(kind).build());
    let mapping = |access: &ArgoAccessProps| {
        let users = access.users.iter().map(|id| identity(id, SsoIdentityType::SsoUser));
        let groups = access.groups.iter().map(|id| identity(id, SsoIdentityType::SsoGroup));
        let identities = users.chain(groups).collect::<Result<Vec<_>>>()?;
        let mapping = sdk::ArgoCdRoleMapping::builder().role(access.role.as_str().into());
        build_input(mapping.set_identities(Some(identities)).build())
    };
    access.iter().map(mapping).collect()
}
