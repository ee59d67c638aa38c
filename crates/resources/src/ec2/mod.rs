//! Amazon EC2: networks.

mod availability_zones;
mod blockers;
mod common;
mod elastic_ip;
mod flow_log;
mod instance;
mod internet_gateway;
mod launch_template;
mod managed_prefix_list;
mod nat_gateway;
mod network_acl;
mod protocol;
mod route;
mod route_table;
mod route_table_association;
mod security_group;
mod security_group_rule;
mod subnet;
mod transit_gateway;
mod volume;
mod vpc;
mod vpc_endpoint;
mod vpc_peering;
mod vpc_peering_accepter;

pub use availability_zones::{AvailabilityZones, AvailabilityZonesAttrs};
pub use elastic_ip::{ElasticIp, ElasticIpArgs, ElasticIpAttrs, ElasticIpProps};
pub use flow_log::{FlowLog, FlowLogArgs, FlowLogAttrs, FlowLogId, FlowLogProps, FlowLogTraffic};
pub use instance::{Instance, InstanceArgs, InstanceAttrs, InstanceProps};
pub use internet_gateway::{InternetGateway, InternetGatewayArgs, InternetGatewayAttrs, InternetGatewayProps};
pub use launch_template::{LaunchTemplate, LaunchTemplateArgs, LaunchTemplateAttrs, LaunchTemplateProps};
pub use managed_prefix_list::{
    ManagedPrefixList, ManagedPrefixListArgs, ManagedPrefixListAttrs, ManagedPrefixListProps,
};
pub use nat_gateway::{AvailabilityMode, Connectivity, NatGateway, NatGatewayArgs, NatGatewayAttrs, NatGatewayProps};
pub use network_acl::{
    AclAction, NetworkAcl, NetworkAclArgs, NetworkAclAttrs, NetworkAclEntryArgs, NetworkAclEntryProps, NetworkAclProps,
};
pub use protocol::IpProtocol;
pub use route::{Route, RouteArgs, RouteAttrs, RouteProps};
pub use route_table::{RouteTable, RouteTableArgs, RouteTableAttrs, RouteTableProps};
pub use route_table_association::{
    RouteTableAssociation, RouteTableAssociationArgs, RouteTableAssociationAttrs, RouteTableAssociationId,
    RouteTableAssociationProps,
};
pub use security_group::{SecurityGroup, SecurityGroupArgs, SecurityGroupAttrs, SecurityGroupProps};
pub use security_group_rule::{
    Direction, SecurityGroupRule, SecurityGroupRuleArgs, SecurityGroupRuleAttrs, SecurityGroupRuleId,
    SecurityGroupRuleProps,
};
pub use subnet::{Subnet, SubnetArgs, SubnetAttrs, SubnetProps};
pub use transit_gateway::*;
pub use volume::{RootVolume, RootVolumeProps};
pub use vpc::{Vpc, VpcArgs, VpcAttrs, VpcProps};
pub use vpc_endpoint::{
    NetworkInterfaceId, VpcEndpoint, VpcEndpointArgs, VpcEndpointAttrs, VpcEndpointProps, VpcEndpointType,
};
pub use vpc_peering::{
    VpcPeeringConnection, VpcPeeringConnectionArgs, VpcPeeringConnectionAttrs, VpcPeeringConnectionProps,
};
pub use vpc_peering_accepter::{
    VpcPeeringAccepter, VpcPeeringAccepterArgs, VpcPeeringAccepterAttrs, VpcPeeringAccepterProps,
};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    let registry = transit_gateway::register(registry);
    registry
        .resource::<Vpc>()
        .resource::<Subnet>()
        .resource::<InternetGateway>()
        .resource::<ElasticIp>()
        .resource::<NatGateway>()
        .resource::<RouteTable>()
        .resource::<RouteTableAssociation>()
        .resource::<Route>()
        .resource::<SecurityGroup>()
        .resource::<SecurityGroupRule>()
        .resource::<NetworkAcl>()
        .resource::<VpcEndpoint>()
        .resource::<FlowLog>()
        .resource::<VpcPeeringConnection>()
        .resource::<VpcPeeringAccepter>()
        .resource::<LaunchTemplate>()
        .resource::<Instance>()
        .data_source::<AvailabilityZones>()
        .data_source::<ManagedPrefixList>()
}
