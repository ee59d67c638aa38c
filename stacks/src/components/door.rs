//! A port that is closed to everybody but those who are let in.

use archipel::aws::ec2::*;
use archipel::prelude::*;

use super::{Network, Site};

/// A port of what stands in a region's network.
pub struct Door {
    /// The security group of what the port belongs to.
    pub group: SecurityGroup,
    scope: Scope,
    port: i32,
}

impl Door {
    /// Declares it, closed. `inside` is where what cannot move to another VPC is declared; `what` says who comes in.
    pub(super) fn new(site: &Site, inside: &Scope, network: &Network, component: &str, what: &str, port: i32) -> Self {
        let args = SecurityGroupArgs::new(network.vpc.id(), format!("{}-{component}", site.prefix()));
        let args = args.description(what);
        Self { group: SecurityGroup::new(inside, "main", args), scope: site.scope.component(component), port }
    }

    /// Lets in who is in this security group.
    pub fn allow(&self, name: &str, group: Output<SecurityGroupId>) {
        let args = SecurityGroupRuleArgs::new(self.group.id(), Direction::Ingress, "tcp");
        let args = args.from_port(self.port).to_port(self.port).referenced_security_group_id(group);
        SecurityGroupRule::new(&self.scope, name, args);
    }
}
