//! The state of a cluster, from EKS's description.

use aws_sdk_eks::types::{self as sdk, ClusterStatus};

use super::{AuthenticationMode, AutoModeProps, Cluster, ClusterAttrs, ClusterProps, Support};
use crate::prelude::*;

pub(super) fn status_of(cluster: &sdk::Cluster) -> Status {
    match cluster.status() {
        Some(ClusterStatus::Active) => Status::Ready,
        Some(ClusterStatus::Deleting) => Status::Deleting("DELETING".to_owned()),
        Some(ClusterStatus::Failed) => {
            let issues = cluster.health().map(|health| health.issues()).unwrap_or_default();
            let why: Vec<_> = issues.iter().filter_map(|issue| issue.message()).collect();
            Status::Failed(format!("EKS could not make it: {}", why.join("; ")))
        }
        other => Status::Pending(other.map_or("CREATING", |status| status.as_str()).to_owned()),
    }
}

pub(super) fn state(cluster: &sdk::Cluster, tags: Tags) -> Result<State<Cluster>> {
    let vpc = cluster.resources_vpc_config().ok_or_else(|| unreadable("VPC configuration"))?;
    let access = cluster.access_config();
    let logs = cluster.logging().map(|logging| logging.cluster_logging()).unwrap_or_default();
    let on = logs.iter().filter(|setup| setup.enabled().unwrap_or(false)).flat_map(|setup| setup.types());
    let key = cluster.encryption_config().first().and_then(|config| config.provider());
    let auto = cluster.compute_config().filter(|compute| compute.enabled().unwrap_or(false));
    let issuer = cluster.identity().and_then(|identity| identity.oidc()).and_then(|oidc| oidc.issuer());
    let mode = access.and_then(|access| access.authentication_mode()).map(|mode| mode.as_str());
    let support = cluster.upgrade_policy().and_then(|policy| policy.support_type()).map(|support| support.as_str());
    let props = ClusterProps {
        name: text(cluster.name()),
        version: text(cluster.version()),
        role_arn: Arn::new(text(cluster.role_arn())),
        subnet_ids: vpc.subnet_ids().iter().map(SubnetId::new).collect(),
        security_group_ids: vpc.security_group_ids().iter().map(SecurityGroupId::new).collect(),
        endpoint_public_access: vpc.endpoint_public_access(),
        endpoint_private_access: vpc.endpoint_private_access(),
        public_access_cidrs: vpc.public_access_cidrs().to_vec(),
        authentication_mode: parsed_option("authentication mode", mode)?.unwrap_or(AuthenticationMode::ConfigMap),
        creator_is_admin: access
            .and_then(|access| access.bootstrap_cluster_creator_admin_permissions())
            .unwrap_or(false),
        log_types: on.map(|log| parsed("log type", Some(log.as_str()))).collect::<Result<_>>()?,
        kms_key_arn: key.and_then(|provider| provider.key_arn()).map(Arn::new),
        service_ipv4_cidr: cluster
            .kubernetes_network_config()
            .and_then(|network| network.service_ipv4_cidr())
            .map(str::to_owned),
        bootstrap_addons: false,
        auto_mode: auto.map(|auto| AutoModeProps {
            node_role_arn: Arn::new(auto.node_role_arn().unwrap_or_default()),
            node_pools: auto.node_pools().to_vec(),
        }),
        support: parsed_option("support", support)?.unwrap_or(Support::Extended),
        deletion_protection: cluster.deletion_protection().unwrap_or(false),
        tags: own_tags(tags),
    };
    let attrs = ClusterAttrs {
        arn: Arn::new(text(cluster.arn())),
        name: props.name.clone(),
        endpoint: text(cluster.endpoint()),
        certificate_authority: text(cluster.certificate_authority().and_then(|authority| authority.data())),
        oidc_issuer: text(issuer),
        security_group_id: SecurityGroupId::new(text(vpc.cluster_security_group_id())),
    };
    Ok((props, attrs))
}
