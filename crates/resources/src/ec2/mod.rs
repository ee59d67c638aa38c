//! Amazon EC2: networks.

mod adopted;
mod availability_zones;
mod blockers;
mod common;
mod default_network_acl;
mod default_route_table;
mod default_security_group;
mod delivery_policy;
mod ebs_encryption_by_default;
mod egress_only_internet_gateway;
mod elastic_ip;
mod flow_log;
mod instance;
mod internet_gateway;
mod launch_template;
mod managed_prefix_list;
mod nat_gateway;
mod network_acl;
mod network_acl_entries;
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

pub use common::ByOwnershipTag;

use archipel_engine::schema::Idempotency;
use aws_sdk_ec2::types::ResourceType;

macro_rules! tagged {
    ($($name:ident: $resource_type:ident $(, $idempotency:ident)?;)*) => {$(
        impl common::Tagged for $name {
            const RESOURCE_TYPE: ResourceType = ResourceType::$resource_type;
            $(const IDEMPOTENCY: Idempotency = Idempotency::$idempotency;)?
        }
    )*};
}

// The types that are looked up by ownership tags.
tagged! {
    DefaultNetworkAcl: NetworkAcl;
    DefaultRouteTable: RouteTable;
    DefaultSecurityGroup: SecurityGroup;
    EgressOnlyInternetGateway: EgressOnlyInternetGateway;
    ElasticIp: ElasticIp;
    FlowLog: VpcFlowLog;
    Instance: Instance;
    InternetGateway: InternetGateway;
    LaunchTemplate: LaunchTemplate;
    NatGateway: Natgateway;
    NetworkAcl: NetworkAcl;
    RouteTable: RouteTable;
    SecurityGroup: SecurityGroup, NaturalKey;
    SecurityGroupRule: SecurityGroupRule, NaturalKey;
    Subnet: Subnet;
    TransitGateway: TransitGateway;
    TransitGatewayRouteTable: TransitGatewayRouteTable;
    Vpc: Vpc;
    VpcEndpoint: VpcEndpoint, ClientToken;
    VpcPeeringConnection: VpcPeeringConnection;
}

crate::service! {
    resources {
        ebs_encryption_by_default: EbsEncryptionByDefault;
        default_network_acl: DefaultNetworkAcl;
        default_route_table: DefaultRouteTable;
        default_security_group: DefaultSecurityGroup;
        egress_only_internet_gateway: EgressOnlyInternetGateway;
        elastic_ip: ElasticIp;
        flow_log: FlowLog;
        instance: Instance;
        internet_gateway: InternetGateway;
        launch_template: LaunchTemplate;
        nat_gateway: NatGateway;
        network_acl: NetworkAcl;
        network_acl_entries:;
        protocol:;
        route: Route;
        route_table: RouteTable;
        route_table_association: RouteTableAssociation;
        security_group: SecurityGroup;
        security_group_rule: SecurityGroupRule;
        subnet: Subnet;
        volume:;
        vpc: Vpc;
        vpc_endpoint: VpcEndpoint;
        vpc_peering: VpcPeeringConnection;
        vpc_peering_accepter: VpcPeeringAccepter;
    }
    data_sources {
        availability_zones: AvailabilityZones;
        managed_prefix_list: ManagedPrefixList;
    }
    nested { transit_gateway }
}
