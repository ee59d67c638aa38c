//! A machine to look around from. It is reached through Session Manager only: it has no public address, no key, and
//! no rule lets anything in.

use archipel::aws::ec2::*;
use archipel::aws::iam::*;
use archipel::aws::ssm::*;
use archipel::prelude::*;

use super::rights::sessions;
use super::trust::trust;
use super::{Network, Site};
use crate::config;

/// Where AWS says which image of Amazon Linux is the latest.
const IMAGE: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/// A bastion.
pub struct Bastion {
    /// The machine.
    pub instance: Instance,
    /// Its security group: what others let in.
    pub group: SecurityGroup,
}

impl Bastion {
    /// Declares it in a private subnet of the region.
    pub fn new(site: &Site, network: &Network, settings: &config::Bastion) -> Self {
        let scope = &site.scope.component("bastion");
        let name = format!("{}-bastion", site.prefix());
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
        out("postgres", &site.cidr.to_string(), 5432);
        out("redis", &site.cidr.to_string(), 6379);

        let role = Role::new(scope, "bastion", RoleArgs::new(name.as_str(), trust("ec2.amazonaws.com", site)));
        let sessions = RolePolicyArgs::new(role.name(), "sessions", sessions());
        let sessions = RolePolicy::new(scope, "sessions", sessions);
        let profile = InstanceProfile::new(scope, "bastion", InstanceProfileArgs::new(name.as_str()).role(role.name()));

        let image = PublicParameter::get(scope, "image", PublicParameterArgs::new(IMAGE));
        let args =
            InstanceArgs::new(image.value(), settings.instance_type.as_str(), network.private[0].id(), [group.id()])
                .instance_profile(profile.name())
                .root_volume(RootVolume::new(settings.disk_size))
                .tags([("Name", name.as_str())]);
        // A newer image is taken when the machine is made anew, not whenever there is one.
        let options = Options::new().depends_on(&sessions).ignore_changes("image_id");
        let instance = Instance::new_with(scope, "bastion", args, options);
        Self { instance, group }
    }
}
