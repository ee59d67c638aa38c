//! The settings of a cluster and their conversion for EKS.

use aws_sdk_eks::types::{self as sdk, VpcConfigRequest};

use super::ClusterProps;
use crate::prelude::*;

/// EKS Auto Mode: EKS manages nodes, storage and load balancers.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(AutoMode)]
pub struct AutoModeProps {
    /// The role of the nodes, which cannot change once it is set.
    pub node_role_arn: Arn,
    /// The built-in node pools: `general-purpose`, `system`.
    #[arg(set)]
    pub node_pools: Vec<String>,
}

/// How a cluster authenticates principals.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum AuthenticationMode {
    /// Access entries.
    Api,
    /// Access entries and the `aws-auth` config map.
    ApiAndConfigMap,
    /// The `aws-auth` config map.
    ConfigMap,
}

/// A log of the control plane.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogType {
    /// The API server.
    #[prop("api")]
    Api,
    /// The audit log.
    #[prop("audit")]
    Audit,
    /// The authenticator.
    #[prop("authenticator")]
    Authenticator,
    /// The controllers.
    #[prop("controllerManager")]
    ControllerManager,
    /// The scheduler.
    #[prop("scheduler")]
    Scheduler,
}

/// The upgrade policy when the standard support of a version ends.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum Support {
    /// The cluster keeps its version with paid extended support.
    Extended,
    /// EKS upgrades the cluster.
    Standard,
}

pub(super) fn subnets(props: &ClusterProps) -> sdk::builders::VpcConfigRequestBuilder {
    VpcConfigRequest::builder()
        .set_subnet_ids(Some(texts(&props.subnet_ids)))
        .set_security_group_ids(Some(texts(&props.security_group_ids)))
}

pub(super) fn cidrs(props: &ClusterProps) -> Option<Vec<String>> {
    (!props.public_access_cidrs.is_empty()).then(|| props.public_access_cidrs.clone())
}

pub(super) fn logging(props: &ClusterProps) -> sdk::Logging {
    let all = LogType::VALUES.iter().filter_map(|text| text.parse::<LogType>().ok());
    let (on, off): (Vec<LogType>, Vec<LogType>) = all.partition(|log| props.log_types.contains(log));
    let setup = |logs: Vec<LogType>, enabled: bool| {
        let types = logs.iter().map(|log| log.as_str().into()).collect();
        sdk::LogSetup::builder().set_types(Some(types)).enabled(enabled).build()
    };
    let setups = [(on, true), (off, false)].into_iter().filter(|(logs, _)| !logs.is_empty());
    sdk::Logging::builder().set_cluster_logging(Some(setups.map(|(logs, on)| setup(logs, on)).collect())).build()
}

pub(super) fn auto_mode(props: &ClusterProps) -> Option<(sdk::ComputeConfigRequest, sdk::StorageConfigRequest)> {
    let auto = props.auto_mode.as_ref()?;
    let compute = sdk::ComputeConfigRequest::builder()
        .enabled(true)
        .node_role_arn(auto.node_role_arn.as_str())
        .set_node_pools(Some(auto.node_pools.clone()));
    Some((compute.build(), storage(true)))
}

pub(super) fn no_auto_mode() -> (sdk::ComputeConfigRequest, sdk::StorageConfigRequest) {
    (sdk::ComputeConfigRequest::builder().enabled(false).build(), storage(false))
}

pub(super) fn storage(enabled: bool) -> sdk::StorageConfigRequest {
    let block = sdk::BlockStorage::builder().enabled(enabled).build();
    sdk::StorageConfigRequest::builder().block_storage(block).build()
}

pub(super) fn balancing(enabled: bool) -> sdk::KubernetesNetworkConfigRequest {
    let balancing = sdk::ElasticLoadBalancing::builder().enabled(enabled).build();
    sdk::KubernetesNetworkConfigRequest::builder().elastic_load_balancing(balancing).build()
}

pub(super) fn network(props: &ClusterProps, auto: bool) -> sdk::KubernetesNetworkConfigRequest {
    let mut network = balancing(auto);
    network.service_ipv4_cidr = props.service_ipv4_cidr.clone();
    if !auto {
        network.elastic_load_balancing = None;
    }
    network
}

/// The encryption of Kubernetes secrets.
#[expect(deprecated, reason = "requests without the resources are refused by the service model")]
pub(super) fn encryption(key: &Arn) -> sdk::EncryptionConfig {
    let provider = sdk::Provider::builder().key_arn(key.as_str()).build();
    sdk::EncryptionConfig::builder().resources("secrets").provider(provider).build()
}
