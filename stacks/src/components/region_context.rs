//! A region of the platform: its scope, with the tags of all its resources, and its address range.

use std::collections::BTreeMap;

use archipel::aws::types::Cidr;
use archipel::prelude::*;

use crate::config::{self, Config, OWN_TAGS};

/// A region.
pub struct RegionContext {
    /// The scope of its resources.
    pub scope: Scope,
    /// `primary` or `secondary`.
    pub role: String,
    /// The range of its VPC.
    pub cidr: Cidr,
    pub account: Output<AccountId>,
    /// Additional tags of single subnets, by name.
    pub subnet_tags: BTreeMap<String, BTreeMap<String, String>>,
}

impl RegionContext {
    /// Creates the context from the configuration.
    pub fn new(
        stack: &Stack,
        config: &Config,
        role: &str,
        region: &config::Region,
        account: &Output<AccountId>,
    ) -> Self {
        let values = [stack.project(), stack.name(), "archipel", &region.name, role].map(str::to_owned);
        let own: BTreeMap<String, String> = OWN_TAGS.map(str::to_owned).into_iter().zip(values).collect();
        let scope = stack.region(&region.name).with_tags(own).with_tags(&config.tags);
        let (role, subnet_tags) = (role.to_owned(), region.subnet_tags.clone());
        Self { scope, role, cidr: region.cidr, account: account.clone(), subnet_tags }
    }

    /// The prefix of names that must differ between stacks of one account: `luneo-dev`.
    pub fn stack_prefix(&self) -> String {
        let stack = self.scope.stack();
        format!("{}-{}", stack.project(), stack.name())
    }

    /// The prefix of names that must differ between stacks and regions of one account: `luneo-dev-eu-west-1`.
    pub fn prefix(&self) -> String {
        format!("{}-{}", self.stack_prefix(), self.scope.region())
    }

    /// The value of this region.
    pub fn choose<T>(&self, values: PerRegion<T>) -> T {
        if self.role == "primary" { values.primary } else { values.secondary }
    }

    /// The regional principal of a service, as in the policies of keys: `s3.eu-west-1.amazonaws.com`.
    pub fn service(&self, name: &str) -> String {
        format!("{name}.{}.amazonaws.com", self.scope.region())
    }
    /// The ARN of the stack's trail of CloudTrail, in this region.
    pub fn trail_arn(&self) -> Output<String> {
        output_format!("arn:aws:cloudtrail:{}:{}:trail/{}", self.scope.region(), self.account, self.stack_prefix())
    }
}
