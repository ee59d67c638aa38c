//! A stack with every way of creating, in three versions.
//!
//! By client token: the endpoint. By natural key: roles, the instance profile, policies, buckets, the alias, security
//! groups and rules, routes. By ownership tag: the VPC, subnets, the table, the address, the NAT gateway, the key.
//! With several calls in one create: the VPC and its settings, the gateway and its attachment, the key and its
//! rotation, the profile and its role, the bucket and its settings, the group and its rule to everywhere.

use archipel::aws::ec2::{
    Direction, ElasticIp, ElasticIpArgs, InternetGateway, InternetGatewayArgs, NatGateway, NatGatewayArgs, Route,
    RouteArgs, RouteTable, RouteTableArgs, RouteTableAssociation, RouteTableAssociationArgs, SecurityGroup,
    SecurityGroupArgs, SecurityGroupRule, SecurityGroupRuleArgs, Subnet, SubnetArgs, Vpc, VpcArgs, VpcEndpoint,
    VpcEndpointArgs,
};
use archipel::aws::iam::{
    InstanceProfile, InstanceProfileArgs, ManagedPolicy, ManagedPolicyArgs, Role, RoleArgs, RolePolicy, RolePolicyArgs,
    RolePolicyAttachment, RolePolicyAttachmentArgs,
};
use archipel::aws::kms::{Alias, AliasArgs, Key, KeyArgs};
use archipel::aws::s3::{Bucket, BucketArgs, BucketPolicy, BucketPolicyArgs};
use archipel::aws::types::{BucketName, PolicyDocument};
use archipel::prelude::*;
use serde_json::{Value as Json, json};

pub(crate) const PROJECT: &str = "luneo";
pub(crate) const STACK: &str = "crash";
pub(crate) const REGION: &str = "eu-west-1";

fn trust(service: &str) -> Json {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
    })
}

fn allow(action: &str) -> Json {
    json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": [action], "Resource": "*"}})
}

/// Version 2 updates in place, version 3 replaces: some resources with the old one deleted first, some with the new
/// one created first. Buckets of all accounts share one namespace, so their names contain the account.
pub(crate) fn declare(stack: &Stack, account: &str, version: u32) {
    let (changed, replaced) = (version >= 2, version >= 3);
    let pick = |before: &'static str, after: &'static str| if changed { after } else { before };
    let scope = stack.region(REGION).with_tags([("team", pick("core", "platform"))]);

    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16").enable_dns_hostnames(changed));
    let gateway = InternetGateway::new(&scope, "main", InternetGatewayArgs::new().vpc_id(vpc.id()));
    // The same range in another zone: the old subnet is deleted first, and with it its NAT gateway.
    let zone = if replaced { "eu-west-1b" } else { "eu-west-1a" };
    let public = SubnetArgs::new(vpc.id(), "10.0.0.0/24").availability_zone(zone).map_public_ip_on_launch(true);
    let public = Subnet::new(&scope, "public", public);
    // Another range: the new subnet is created first.
    let range = if replaced { "10.0.2.0/24" } else { "10.0.1.0/24" };
    let private = Subnet::new(&scope, "private", SubnetArgs::new(vpc.id(), range).availability_zone("eu-west-1c"));
    let table = RouteTable::new(&scope, "private", RouteTableArgs::new(vpc.id()));
    let association = RouteTableAssociationArgs::new(table.id()).subnet_id(private.id());
    RouteTableAssociation::new(&scope, "private", association);
    let address = ElasticIp::new(&scope, "nat", ElasticIpArgs::new());
    let nat = NatGatewayArgs::new().subnet_id(public.id()).allocation_id(address.id());
    let nat = NatGateway::with_options(&scope, "nat", nat, Options::new().depends_on(&gateway));
    let out = RouteArgs::new(table.id()).destination_cidr_block("0.0.0.0/0");
    let out = if changed { out.nat_gateway_id(nat.id()) } else { out.gateway_id(gateway.id()) };
    Route::new(&scope, "out", out);
    let service = if replaced { "dynamodb" } else { "s3" };
    let endpoint = VpcEndpointArgs::new(vpc.id(), format!("com.amazonaws.{REGION}.{service}"));
    VpcEndpoint::new(&scope, "endpoint", endpoint.route_table_ids(vec![table.id()]));

    // A name is unique in its VPC: the old group is deleted first.
    let group = SecurityGroupArgs::new(vpc.id(), "app").description(if replaced { "New" } else { "Old" });
    let group = SecurityGroup::new(&scope, "app", group.allow_all_egress(true));
    let port = if replaced { 444 } else { 443 };
    let rule = SecurityGroupRuleArgs::new(group.id(), Direction::Ingress, "tcp").from_port(port).to_port(port);
    let rule = rule.cidr_ipv4("10.0.0.0/8").description(pick("From inside", "From within"));
    SecurityGroupRule::new(&scope, "https", rule);

    let key = KeyArgs::new().multi_region(replaced).enable_key_rotation(true).description(pick("one", "two"));
    let key = Key::new(&scope, "main", key);
    Alias::new(&scope, "main", AliasArgs::new("alias/crash", key.key_id()));

    let bucket = BucketArgs::new(BucketName::new(format!("crash-{account}"))).versioning(changed);
    let bucket = Bucket::new(&scope, "main", bucket);
    let renamed = format!("crash-{}-{account}", if replaced { "after" } else { "before" });
    Bucket::new(&scope, "renamed", BucketArgs::new(BucketName::new(renamed)));
    let policy = output_format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"{action}","Resource":["{arn}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}]}}"#,
        action = scope.value(pick("s3:*", "s3:PutObject").to_owned()),
        arn = bucket.arn(),
    );
    BucketPolicy::new(&scope, "main", BucketPolicyArgs::new(bucket.bucket(), PolicyDocument::of(&policy)));

    let role = RoleArgs::new("app", trust("ec2.amazonaws.com")).description(pick("an app", "the app"));
    let role = Role::new(&scope, "app", role);
    // The same name on another path: the old role is deleted first, and with it its policies.
    let moved = RoleArgs::new("moved", trust("ec2.amazonaws.com")).path(if replaced { "/moved/" } else { "/" });
    let moved = Role::new(&scope, "moved", moved);
    RolePolicy::new(&scope, "app", RolePolicyArgs::new(role.name(), "inline", allow(pick("sqs:*", "sns:*"))));
    let managed = ManagedPolicyArgs::new("managed", allow(pick("s3:GetObject", "s3:PutObject")));
    let managed = ManagedPolicy::new(&scope, "managed", managed);
    RolePolicyAttachment::new(&scope, "moved", RolePolicyAttachmentArgs::new(moved.name(), managed.arn()));
    InstanceProfile::new(&scope, "app", InstanceProfileArgs::new("app").role(role.name()));

    stack.output("nat_ip", nat.public_ip());
    stack.output("address", address.public_ip());
}
