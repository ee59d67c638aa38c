//! A security group for one port that admits only the security groups it allows.

use archipel::aws::ec2::*;
use archipel::aws::types::Cidr;
use archipel::prelude::*;

use super::{Network, RegionContext};

/// The port of a service in a region's network.
pub struct ServiceSecurityGroup {
    /// The security group of the service.
    pub group: SecurityGroup,
    scope: Scope,
    port: i32,
}

impl ServiceSecurityGroup {
    /// Declares the group without rules. `inside` is the scope for resources that cannot move to another VPC.
    pub(super) fn new(
        context: &RegionContext,
        inside: &Scope,
        network: &Network,
        component: &str,
        what: &str,
        port: i32,
    ) -> Self {
        let args = SecurityGroupArgs::new(network.vpc.id(), format!("{}-{component}", context.prefix()));
        let args = args.description(what);
        Self { group: SecurityGroup::new(inside, "main", args), scope: context.scope.component(component), port }
    }

    /// Allows connections from this security group.
    pub fn allow(&self, name: &str, group: Output<SecurityGroupId>) -> SecurityGroupRule {
        SecurityGroupRule::new(&self.scope, name, self.rule(name).referenced_security_group_id(group))
    }

    /// Allows connections from a range of the other region: a rule cannot refer to a security group over the transit
    /// gateways.
    pub fn allow_range(&self, name: &str, range: Cidr) -> SecurityGroupRule {
        SecurityGroupRule::new(&self.scope, name, self.rule(name).cidr_ipv4(range))
    }

    fn rule(&self, name: &str) -> SecurityGroupRuleArgs {
        let args = SecurityGroupRuleArgs::new(self.group.id(), Direction::Ingress, "tcp");
        args.from_port(self.port).to_port(self.port).description(format!("From {name}"))
    }
}
