//! Networks and machines.

use archipel::aws::ec2::*;
use archipel::aws::s3::Bucket;
use archipel::aws::ssm::{PublicParameter, PublicParameterArgs};
use archipel::aws::sts::CallerIdentity;
use archipel::prelude::*;

/// `ec2/AvailabilityZones`: a subnet in the first zone of the region.
pub fn availability_zones(scope: &Scope, vpc: &Vpc) -> Subnet {
    let zones = AvailabilityZones::get(scope, "zones");
    let first = zones.names().map(|names| names[0].clone());
    Subnet::new(scope, "first-zone", SubnetArgs::new(vpc.id(), "10.0.64.0/20").availability_zone(first))
}

/// `ec2/DefaultNetworkAcl`: the network ACL of subnets that name no other, which denies all traffic.
pub fn default_network_acl(scope: &Scope, vpc: &Vpc) -> DefaultNetworkAcl {
    DefaultNetworkAcl::new(scope, "none", DefaultNetworkAclArgs::new(vpc.id()))
}

/// `ec2/DefaultRouteTable`: the route table of subnets that are associated with no other, by a name.
pub fn default_route_table(scope: &Scope, vpc: &Vpc) -> DefaultRouteTable {
    DefaultRouteTable::new(scope, "main", DefaultRouteTableArgs::new(vpc.id()).tags([("Name", "unused")]))
}

/// `ec2/DefaultSecurityGroup`: the default security group of a VPC, without any rule.
pub fn default_security_group(scope: &Scope, vpc: &Vpc) -> DefaultSecurityGroup {
    DefaultSecurityGroup::new(scope, "closed", DefaultSecurityGroupArgs::new(vpc.id()))
}

/// `ec2/EbsEncryptionByDefault`: every new volume of the region is encrypted. The setting outlives the stack.
pub fn ebs_encryption_by_default(scope: &Scope) -> EbsEncryptionByDefault {
    EbsEncryptionByDefault::with_options(scope, "volumes", Options::new().retain_on_delete(true))
}

/// `ec2/EgressOnlyInternetGateway`: the way out for the IPv6 addresses of a private subnet.
pub fn egress_only_internet_gateway(scope: &Scope, vpc: &Vpc, table: &RouteTable) -> EgressOnlyInternetGateway {
    let gateway = EgressOnlyInternetGateway::new(scope, "main", EgressOnlyInternetGatewayArgs::new(vpc.id()));
    let args = RouteArgs::new(table.id()).destination_ipv6_cidr_block(Ipv6Cidr::ANYWHERE);
    Route::new(scope, "default-ipv6", args.egress_only_gateway_id(gateway.id()));
    gateway
}

/// `ec2/ElasticIp`: a public address that stays the same.
pub fn elastic_ip(scope: &Scope) -> ElasticIp {
    ElasticIp::new(scope, "nat", ElasticIpArgs::new().tags([("Name", "nat")]))
}

/// `ec2/FlowLog`: the rejected traffic of a VPC, recorded in a bucket.
pub fn flow_log(scope: &Scope, vpc: &Vpc, bucket: &Bucket) -> FlowLog {
    let args = FlowLogArgs::new().vpc_id(vpc.id()).traffic_type(FlowLogTraffic::Reject).bucket_arn(bucket.arn());
    FlowLog::new(scope, "rejected", args)
}

/// `ec2/Instance`: an instance with the newest Amazon Linux image and an encrypted disk of 20 GiB.
pub fn instance(scope: &Scope, subnet: &Subnet, group: &SecurityGroup) -> Instance {
    let image = PublicParameterArgs::new("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64");
    let image = PublicParameter::get(scope, "image", image);
    let args = InstanceArgs::new(image.value(), "t4g.small", subnet.id(), [group.id()])
        .root_volume(RootVolume::new(20_u32))
        .tags([("Name", "bastion")]);
    // A new image does not replace the instance.
    Instance::with_options(scope, "bastion", args, Options::new().ignore_changes("image_id"))
}

/// `ec2/InternetGateway`: the gateway of a VPC to the internet.
pub fn internet_gateway(scope: &Scope, vpc: &Vpc) -> InternetGateway {
    InternetGateway::new(scope, "main", InternetGatewayArgs::new().vpc_id(vpc.id()))
}

/// `ec2/LaunchTemplate`: a template for nodes with disks of 50 GiB.
pub fn launch_template(scope: &Scope) -> LaunchTemplate {
    let args = LaunchTemplateArgs::new("shop-nodes")
        .root_volume(RootVolume::new(50_u32).volume_type("gp3"))
        .machine_tags([("Name", "shop-node")]);
    LaunchTemplate::new(scope, "nodes", args)
}

/// `ec2/ManagedPrefixList`: a rule that allows HTTPS to the addresses of S3.
pub fn managed_prefix_list(scope: &Scope, group: &SecurityGroup) -> SecurityGroupRule {
    let args = ManagedPrefixListArgs::new(format!("com.amazonaws.{}.s3", scope.region()));
    let s3 = ManagedPrefixList::get(scope, "s3", args);
    let args = SecurityGroupRuleArgs::new(group.id(), Direction::Egress, "tcp")
        .from_port(443)
        .to_port(443)
        .prefix_list_id(s3.id());
    SecurityGroupRule::new(scope, "to-s3", args)
}

/// `ec2/NatGateway`: a NAT gateway in a public subnet.
pub fn nat_gateway(scope: &Scope, public: &Subnet, address: &ElasticIp, internet: &InternetGateway) -> NatGateway {
    let args = NatGatewayArgs::new().subnet_id(public.id()).allocation_id(address.id());
    // EC2 refuses a public NAT gateway while the VPC has no internet gateway.
    NatGateway::with_options(scope, "main", args, Options::new().depends_on(internet))
}

/// `ec2/NetworkAcl`: PostgreSQL from the VPC, and the responses to it.
pub fn network_acl(scope: &Scope, vpc: &Vpc, subnet: &Subnet) -> NetworkAcl {
    let entry = NetworkAclEntryArgs::new(100, AclAction::Allow, "tcp").cidr_block("10.0.0.0/16");
    let args = NetworkAclArgs::new(vpc.id())
        .subnet_ids([subnet.id()])
        .ingress([entry.clone().from_port(5432).to_port(5432)])
        .egress([entry.from_port(1024).to_port(65535)]);
    NetworkAcl::new(scope, "database", args)
}

/// `ec2/Route`: the default route of private subnets.
pub fn route(scope: &Scope, table: &RouteTable, nat: &NatGateway) -> Route {
    let args = RouteArgs::new(table.id()).destination_cidr_block("0.0.0.0/0").nat_gateway_id(nat.id());
    Route::new(scope, "default", args)
}

/// `ec2/RouteTable`: a route table for private subnets.
pub fn route_table(scope: &Scope, vpc: &Vpc) -> RouteTable {
    RouteTable::new(scope, "private", RouteTableArgs::new(vpc.id()).tags([("Name", "private")]))
}

/// `ec2/RouteTableAssociation`: the route table of a subnet.
pub fn route_table_association(scope: &Scope, table: &RouteTable, subnet: &Subnet) -> RouteTableAssociation {
    let args = RouteTableAssociationArgs::new(table.id()).subnet_id(subnet.id());
    RouteTableAssociation::new(scope, "private-a", args)
}

/// `ec2/SecurityGroup`: a group for web servers, which may open connections to any address.
pub fn security_group(scope: &Scope, vpc: &Vpc) -> SecurityGroup {
    let args = SecurityGroupArgs::new(vpc.id(), "shop-web").description("Web servers").allow_all_egress(true);
    SecurityGroup::new(scope, "web", args)
}

/// `ec2/SecurityGroupRule`: HTTPS from everywhere.
pub fn security_group_rule(scope: &Scope, group: &SecurityGroup) -> SecurityGroupRule {
    let args = SecurityGroupRuleArgs::new(group.id(), Direction::Ingress, "tcp")
        .from_port(443)
        .to_port(443)
        .cidr_ipv4("0.0.0.0/0")
        .description("HTTPS from everywhere");
    SecurityGroupRule::new(scope, "https", args)
}

/// `ec2/Subnet`: a private subnet in each of three zones.
pub fn subnet(scope: &Scope, vpc: &Vpc, range: &Cidr) -> Vec<Subnet> {
    let mut subnets = Vec::new();
    for (index, zone) in (0..).zip(["a", "b", "c"]) {
        let args =
            SubnetArgs::new(vpc.id(), range.subnet(4, index)).availability_zone(format!("{}{zone}", scope.region()));
        subnets.push(Subnet::new(scope, format!("private-{zone}"), args));
    }
    subnets
}

/// `ec2/TransitGateway`: a transit gateway whose routes the program declares.
pub fn transit_gateway(scope: &Scope) -> TransitGateway {
    TransitGateway::new(scope, "main", TransitGatewayArgs::new().description("Shop").amazon_side_asn(64_513))
}

/// `ec2/TransitGatewayPeeringAccepter`: the acceptance of a peering, in the region of the other gateway.
pub fn transit_gateway_peering_accepter(
    there: &Scope,
    peering: &TransitGatewayPeeringAttachment,
) -> TransitGatewayPeeringAccepter {
    TransitGatewayPeeringAccepter::new(there, "peering", TransitGatewayPeeringAccepterArgs::new(peering.id()))
}

/// `ec2/TransitGatewayPeeringAttachment`: a peering with the transit gateway of another region.
pub fn transit_gateway_peering_attachment(
    here: &Scope,
    gateway: &TransitGateway,
    other: &TransitGateway,
) -> TransitGatewayPeeringAttachment {
    let account = CallerIdentity::get(here, "account").account_id();
    let args = TransitGatewayPeeringAttachmentArgs::new(gateway.id(), other.id(), "us-east-1", account);
    TransitGatewayPeeringAttachment::new(here, "peering", args)
}

/// `ec2/TransitGatewayRoute`: a route to the network of the other region, once the peering is accepted.
pub fn transit_gateway_route(
    scope: &Scope,
    table: &TransitGatewayRouteTable,
    accepted: &TransitGatewayPeeringAccepter,
) -> TransitGatewayRoute {
    let args = TransitGatewayRouteArgs::new(table.id(), "10.1.0.0/16").transit_gateway_attachment_id(accepted.id());
    TransitGatewayRoute::new(scope, "other-region", args)
}

/// `ec2/TransitGatewayRouteTable`: a route table of a transit gateway.
pub fn transit_gateway_route_table(scope: &Scope, gateway: &TransitGateway) -> TransitGatewayRouteTable {
    TransitGatewayRouteTable::new(scope, "main", TransitGatewayRouteTableArgs::new(gateway.id()))
}

/// `ec2/TransitGatewayRouteTableAssociation`: the route table for traffic from a VPC.
pub fn transit_gateway_route_table_association(
    scope: &Scope,
    table: &TransitGatewayRouteTable,
    attachment: &TransitGatewayVpcAttachment,
) -> TransitGatewayRouteTableAssociation {
    let args = TransitGatewayRouteTableAssociationArgs::new(table.id(), attachment.id());
    TransitGatewayRouteTableAssociation::new(scope, "vpc", args)
}

/// `ec2/TransitGatewayRouteTablePropagation`: the routes to a VPC, learned from its attachment.
pub fn transit_gateway_route_table_propagation(
    scope: &Scope,
    table: &TransitGatewayRouteTable,
    attachment: &TransitGatewayVpcAttachment,
) -> TransitGatewayRouteTablePropagation {
    let args = TransitGatewayRouteTablePropagationArgs::new(table.id(), attachment.id());
    TransitGatewayRouteTablePropagation::new(scope, "vpc", args)
}

/// `ec2/TransitGatewayVpcAttachment`: a VPC at a transit gateway, with a subnet in each zone.
pub fn transit_gateway_vpc_attachment(
    scope: &Scope,
    gateway: &TransitGateway,
    vpc: &Vpc,
    subnets: &[Subnet],
) -> TransitGatewayVpcAttachment {
    let subnets: Vec<_> = subnets.iter().map(Subnet::id).collect();
    TransitGatewayVpcAttachment::new(
        scope,
        "vpc",
        TransitGatewayVpcAttachmentArgs::new(gateway.id(), vpc.id(), subnets),
    )
}

/// `ec2/Vpc`: a network with DNS names for its instances.
pub fn vpc(scope: &Scope) -> Vpc {
    let args = VpcArgs::new("10.0.0.0/16")
        .assign_generated_ipv6_cidr_block(true)
        .enable_dns_hostnames(true)
        .tags([("Name", "main")]);
    Vpc::new(scope, "main", args)
}

/// `ec2/VpcEndpoint`: a gateway to S3 for private subnets.
pub fn vpc_endpoint(scope: &Scope, vpc: &Vpc, table: &RouteTable) -> VpcEndpoint {
    let args = VpcEndpointArgs::new(vpc.id(), format!("com.amazonaws.{}.s3", scope.region()))
        .endpoint_type(VpcEndpointType::Gateway)
        .route_table_ids([table.id()]);
    VpcEndpoint::new(scope, "s3", args)
}

/// `ec2/VpcPeeringAccepter`: the acceptance of a peering, in the region of the other VPC.
pub fn vpc_peering_accepter(there: &Scope, peering: &VpcPeeringConnection) -> VpcPeeringAccepter {
    VpcPeeringAccepter::new(there, "peering", VpcPeeringAccepterArgs::new(peering.id()))
}

/// `ec2/VpcPeeringConnection`: a peering with a VPC in another region.
pub fn vpc_peering_connection(here: &Scope, vpc: &Vpc, other: &Vpc) -> VpcPeeringConnection {
    let args = VpcPeeringConnectionArgs::new(vpc.id(), other.id()).peer_region("us-east-1");
    VpcPeeringConnection::new(here, "peering", args)
}
