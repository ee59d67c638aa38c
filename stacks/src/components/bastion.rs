//! A bastion host. It is reachable only through Session Manager: it has no public address, no key, and no inbound
//! rule.

use archipel::aws::ec2::*;
use archipel::aws::iam::*;
use archipel::aws::ssm::*;
use archipel::prelude::*;

use super::statements::sessions;
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
            SecurityGroupArgs::new(network.vpc.id(), &name).description("What the bastion reaches"),
        );
        let out = |rule: &str, range: Cidr, port: u16| {
            let args = SecurityGroupRuleArgs::new(group.id(), Direction::Egress, "tcp");
            let args = args.from_port(port).to_port(port).cidr_ipv4(range);
            SecurityGroupRule::new(scope, rule, args.description(rule));
        };
        out("https", Cidr::ANYWHERE, 443);
        out("postgres", context.cidr, 5432);
        out("redis", context.cidr, 6379);

        // IAM is global, so a role of a region has the region in its name.
        let global = &scope.component(scope.region());
        let role = Role::new(global, "bastion", RoleArgs::new(&name, trust("ec2.amazonaws.com", context)));
        let sessions = RolePolicyArgs::new(role.name(), "sessions", sessions());
        let sessions = RolePolicy::new(global, "sessions", sessions);
        let profile = InstanceProfile::new(global, "bastion", InstanceProfileArgs::new(&name).role(role.name()));

        let image = PublicParameter::get(scope, "image", PublicParameterArgs::new(IMAGE));
        let args = InstanceArgs::new(image.value(), &settings.instance_type, network.private[0].id(), [group.id()])
            .instance_profile(profile.name())
            .root_volume(RootVolume::new(settings.disk_size))
            .tags([("Name", &name)]);
        // A newer image is used only when the instance is replaced.
        let options = Options::new().depends_on(&sessions).ignore_changes("image_id");
        let instance = Instance::with_options(scope, "bastion", args, options);
        Self { instance, group }
    }
}
