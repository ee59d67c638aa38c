//! A region of the platform: its scope, with the tags that everything in it carries, and its range.

use std::collections::BTreeMap;

use archipel::aws::types::Cidr;
use archipel::prelude::*;

use crate::config::{self, Config, OWN_TAGS};

/// A region.
pub struct Site {
    /// Where its resources are declared.
    pub scope: Scope,
    /// The range of its VPC.
    pub cidr: Cidr,
    /// The account that everything is in.
    pub account: Output<AccountId>,
    /// More tags of single subnets, by their names.
    pub subnet_tags: BTreeMap<String, BTreeMap<String, String>>,
}

impl Site {
    /// The region as the configuration gives it. `role` is `primary` or `secondary`.
    pub fn new(
        stack: &Stack,
        config: &Config,
        role: &str,
        region: &config::Region,
        account: &Output<AccountId>,
    ) -> Self {
        let values = [stack.project(), stack.name(), "archipel", &region.name, role].map(str::to_owned);
        let own: BTreeMap<String, String> = OWN_TAGS.map(str::to_owned).into_iter().zip(values).collect();
        let scope = stack.region(&region.name).with_tags(own).with_tags(config.tags.clone());
        Self { scope, cidr: region.cidr, account: account.clone(), subnet_tags: region.subnet_tags.clone() }
    }

    /// The start of names that must differ between stacks of one account: `luneo-dev`.
    pub fn stack_prefix(&self) -> String {
        let stack = self.scope.stack();
        format!("{}-{}", stack.project(), stack.name())
    }

    /// The start of names that must differ between stacks and regions of one account: `luneo-dev-eu-west-1`.
    pub fn prefix(&self) -> String {
        format!("{}-{}", self.stack_prefix(), self.scope.region())
    }

    /// The service of the region, as keys know who asks: `s3.eu-west-1.amazonaws.com`.
    pub fn service(&self, name: &str) -> String {
        format!("{name}.{}.amazonaws.com", self.scope.region())
    }
}
