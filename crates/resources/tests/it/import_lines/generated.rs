fn generated(stack: &Stack) {
let eu_west_1 = stack.region("eu-west-1");
let eu_west_1_vpc_vpc = Vpc::with_options(
    &eu_west_1,
    "vpc",
    VpcArgs::new("10.0.0.0/16").enable_dns_hostnames(true).tags([("Name", "NUMBER")]),
    Options::new().import("vpc-vpc"),
);
let eu_west_1_securitygroup_group = SecurityGroup::with_options(
    &eu_west_1,
    "group",
    SecurityGroupArgs::new(eu_west_1_vpc_vpc.id(), "web").description("What the world sees"),
    Options::new().import("sg-group"),
);
SecurityGroupRule::with_options(
    &eu_west_1,
    "in",
    SecurityGroupRuleArgs::new(eu_west_1_securitygroup_group.id(), Direction::Ingress, "tcp")
        .from_port(443)
        .to_port(443)
        .cidr_ipv4("0.0.0.0/0")
        .description("From everywhere"),
    Options::new().import("sgr-in"),
);
SecurityGroupRule::with_options(
    &eu_west_1,
    "out",
    SecurityGroupRuleArgs::new(eu_west_1_securitygroup_group.id(), Direction::Egress, "tcp")
        .from_port(443)
        .to_port(443)
        .referenced_security_group_id(eu_west_1_securitygroup_group.id()),
    Options::new().import("sgr-out"),
);
Subnet::with_options(
    &eu_west_1,
    "subnet",
    SubnetArgs::new(eu_west_1_vpc_vpc.id(), "10.0.1.0/24"),
    Options::new().import("subnet-subnet"),
);
Bucket::with_options(
    &eu_west_1,
    "bucket",
    BucketArgs::new("taken-over-NUMBER")
        .versioning(true)
        .encryption(BucketEncryption::new())
        .public_access_block(PublicAccessBlock::new())
        .tags([("team", "core")]),
    Options::new().import("taken-over-NUMBER"),
);
Role::with_options(
    &eu_west_1,
    "role",
    RoleArgs::new(
        "taken-over",
        r#"{"Statement":[{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com"]}}],"Version":"2012-10-17"}"#,
    )
        .description("the app"),
    Options::new().import("taken-over"),
);
}
