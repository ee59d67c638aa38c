//! The settings of a cluster, and how they are sent to EKS.

use aws_sdk_eks::types::{self as sdk, VpcConfigRequest};

use super::ClusterProps;
use crate::prelude::*;

/// Nodes, storage and load balancers that EKS runs by itself.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(AutoMode)]
pub struct AutoModeProps {
    /// The role of its nodes. It cannot be changed once it is set.
    pub node_role_arn: Arn,
    /// Its own pools: `general-purpose`, `system`.
    #[arg(set)]
    pub node_pools: Vec<String>,
}

/// How it is decided who may do what in a cluster.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum AuthenticationMode {
    /// By access entries.
    Api,
    /// By access entries and by a map in the cluster.
    ApiAndConfigMap,
    /// By a map in the cluster.
    ConfigMap,
}

/// A log of the control plane.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogType {
    /// The API server.
    #[prop("api")]
    Api,
    /// Who did what.
    #[prop("audit")]
    Audit,
    /// Who was let in.
    #[prop("authenticator")]
    Authenticator,
    /// The controllers.
    #[prop("controllerManager")]
    ControllerManager,
    /// The scheduler.
    #[prop("scheduler")]
    Scheduler,
}

/// What happens when the standard support of a version ends.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum Support {
    /// It is supported for longer, for money.
    Extended,
    /// The cluster goes up by itself.
    Standard,
}

pub(super) fn subnets(props: &ClusterProps) -> sdk::builders::VpcConfigRequestBuilder {
    VpcConfigRequest::builder()
        .set_subnet_ids(Some(props.subnet_ids.iter().map(SubnetId::to_string).collect()))
        .set_security_group_ids(Some(props.security_group_ids.iter().map(SecurityGroupId::to_string).collect()))
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
