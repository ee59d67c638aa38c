//! A bastion host. It is reachable only through Session Manager: it has no public address, no key, and no inbound
//! rule.

use archipel::aws::ec2::*;
use archipel::aws::iam::*;
use archipel::aws::ssm::*;
use archipel::prelude::*;

use super::policy_builder::sessions;
use super::trust::trust;
use super::{Network, RegionContext};
use crate::config;

/// The SSM parameter with AWS's latest image of Amazon Linux.
const IMAGE: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/// A bastion.
pub struct Bastion {
    pub instance: Instance,
    /// The security group, which other resources allow.
    pub group: SecurityGroup,
}

impl Bastion {
    /// Declares it in a private subnet of the region.
    pub fn new(context: &RegionContext, network: &Network, settings: &config::Bastion) -> Self {
        let scope = &context.scope.component("bastion");
        let name = format!("{}-bastion", context.prefix());
        let group = SecurityGroup::new(
            scope,
            "bastion",
            SecurityGroupArgs::new(network.vpc.id(), name.as_str()).description("What the bastion reaches"),
        );
        let out = |rule: &str, range: &str, port: u16| {
            let args = SecurityGroupRuleArgs::new(group.id(), Direction::Egress, "tcp");
            let args = args.from_port(i32::from(port)).to_port(i32::from(port)).cidr_ipv4(range);
            SecurityGroupRule::new(scope, rule, args.description(rule));
        };
        out("https", "0.0.0.0/0", 443);
        out("postgres", &context.cidr.to_string(), 5432);
        out("redis", &context.cidr.to_string(), 6379);

        let role = Role::new(scope, "bastion", RoleArgs::new(name.as_str(), trust("ec2.amazonaws.com", context)));
        let sessions = RolePolicyArgs::new(role.name(), "sessions", sessions());
        let sessions = RolePolicy::new(scope, "sessions", sessions);
        let profile = InstanceProfile::new(scope, "bastion", InstanceProfileArgs::new(name.as_str()).role(role.name()));

        let image = PublicParameter::get(scope, "image", PublicParameterArgs::new(IMAGE));
        let args =
            InstanceArgs::new(image.value(), settings.instance_type.as_str(), network.private[0].id(), [group.id()])
                .instance_profile(profile.name())
                .root_volume(RootVolume::new(settings.disk_size))
                .tags([("Name", name.as_str())]);
        // A newer image is used only when the instance is replaced.
        let options = Options::new().depends_on(&sessions).ignore_changes("image_id");
        let instance = Instance::new_with(scope, "bastion", args, options);
        Self { instance, group }
    }
}
