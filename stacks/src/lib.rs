//! The Luneo platform: one program for every stack and both regions.
//!
//! `dev`, `staging` and `prod` differ by their configuration alone. A region is a value: what is built in one is
//! built in the other by the same lines.

pub mod components;
pub mod config;

use anyhow::Result;
use archipel::aws::sts::CallerIdentity;
use archipel::prelude::*;

use components::{Artifacts, Identity, Keys, Network, Site, Transit};
use config::Config;

/// Declares a Luneo stack.
///
/// # Errors
/// None: what is wrong is reported with its source line when the program ends.
pub fn luneo(stack: &mut Stack, config: &Config) -> Result<()> {
    let account = CallerIdentity::get(&stack.region(&config.primary.name), "account").account_id();
    let primary = Site::new(stack, config, "primary", &config.primary, &account);
    let secondary = Site::new(stack, config, "secondary", &config.secondary, &account);

    let networks = [&primary, &secondary].map(|site| Network::new(site, &config.network));
    Transit::connect([&primary, &secondary], [&networks[0], &networks[1]], &config.transit);
    let keys = Keys::new(&primary, &secondary, "data", &config.keys);
    let artifacts = Artifacts::new(&primary, &secondary, &keys, &config.artifacts);
    Identity::declare(&primary, &artifacts, &config.identity);

    for (site, network) in [&primary, &secondary].into_iter().zip(&networks) {
        let region = site.scope.region();
        stack.output(format!("{region}.vpc_id"), network.vpc.id());
        stack.output(format!("{region}.private_subnet_ids"), network.private_subnet_ids());
        stack.output(format!("{region}.public_subnet_ids"), network.public_subnet_ids());
    }
    stack.output(format!("{}.data_key_arn", primary.scope.region()), keys.primary.arn());
    stack.output(format!("{}.data_key_arn", secondary.scope.region()), keys.secondary.arn());
    for bucket in &artifacts.buckets {
        stack.output(format!("{}.{}_bucket", primary.scope.region(), bucket.name), bucket.primary.bucket());
        stack.output(format!("{}.{}_bucket", secondary.scope.region(), bucket.name), bucket.secondary.bucket());
    }
    Ok(())
}
