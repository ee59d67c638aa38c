//! Types of properties that several services share: ids, ARNs, ranges, policy documents.

mod cidr;
mod policy;
mod policy_check;
mod statement;

pub use cidr::{Cidr, Ipv6Cidr};
pub use policy::{JsonDocument, PolicyDocument};
pub use statement::{Policy, Principal, Statement};

archipel_engine::text_type! {
    /// An Amazon Resource Name.
    pub Arn: "arn:", text;
    /// The id of a VPC.
    pub VpcId: "vpc-";
    /// The id of a subnet.
    pub SubnetId: "subnet-";
    /// The id of an internet gateway.
    pub InternetGatewayId: "igw-";
    /// The id of an egress-only internet gateway.
    pub EgressOnlyInternetGatewayId: "eigw-";
    /// The id of the allocation of an elastic IP address.
    pub AllocationId: "eipalloc-";
    /// The id of a NAT gateway.
    pub NatGatewayId: "nat-";
    /// The id of a route table.
    pub RouteTableId: "rtb-";
    /// The id of a security group.
    pub SecurityGroupId: "sg-";
    /// The id of a managed prefix list.
    pub PrefixListId: "pl-";
    /// The id of a VPC endpoint.
    pub VpcEndpointId: "vpce-";
    /// The id of a network ACL.
    pub NetworkAclId: "acl-";
    /// The id of a VPC peering connection.
    pub VpcPeeringConnectionId: "pcx-";
    /// The id of a transit gateway.
    pub TransitGatewayId: "tgw-";
    /// The id of a transit gateway's attachment: to a VPC or to another transit gateway.
    pub TransitGatewayAttachmentId: "tgw-attach-";
    /// The id of a transit gateway's route table.
    pub TransitGatewayRouteTableId: "tgw-rtb-";
    /// The name of an IAM role.
    pub RoleName, text;
    /// The name of an S3 bucket.
    pub BucketName, text;
    /// The id of a KMS key: a UUID, with `mrk-` before it for multi-Region keys.
    pub KeyId;
    /// A region's name, such as `eu-west-1`.
    pub RegionName, text;
    /// An account's id: twelve digits.
    pub AccountId, text;
}
