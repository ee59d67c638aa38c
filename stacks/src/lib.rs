//! The Luneo platform: one program for every stack and both regions.
//!
//! `dev`, `staging` and `prod` differ by their configuration alone. A region is a value: what is built in one is
//! built in the other by the same lines.

pub mod components;
pub mod config;
pub mod policies;

use anyhow::Result;
use archipel::aws::sts::CallerIdentity;
use archipel::prelude::*;

use components::{
    Alarms, Artifacts, AuroraGlobal, Bastion, Domain, Door, Identity, Ingress, Keys, Kubernetes, Network, Pipelines,
    Preview, RedisGlobal, Registry, Secrets, Site, Transit,
};
use config::Config;

/// Declares a Luneo stack.
///
/// # Errors
/// What is compiled in cannot be packed. What is wrong otherwise is reported with its source line when the program ends.
pub fn luneo(stack: &mut Stack, config: &Config) -> Result<()> {
    let account = CallerIdentity::get(&stack.region(&config.primary.name), "account").account_id();
    let primary = Site::new(stack, config, "primary", &config.primary, &account);
    let secondary = Site::new(stack, config, "secondary", &config.secondary, &account);

    let networks = [&primary, &secondary].map(|site| Network::new(site, &config.network));
    Transit::connect([&primary, &secondary], [&networks[0], &networks[1]], &config.transit);
    let keys = Keys::new(&primary, &secondary, "data", &config.keys);
    let artifacts = Artifacts::new(&primary, &secondary, &keys, &config.artifacts);
    let registry = Registry::new(&primary, &secondary, &config.registry);
    let sites = [&primary, &secondary];
    let mut secrets = Secrets::new(sites, &keys, &config.secrets)?;
    let domain = Domain::new(sites, &config.dns);
    let identity = Identity::declare(sites, &keys, &artifacts, &domain, &config.identity);
    let pipelines = Pipelines::new(&primary, &config.identity);
    let ingress =
        [0, 1].map(|index| Ingress::new(sites[index], &networks[index], domain.certificate(index), &config.ingress));
    let alarms = Alarms::new(sites, &config.alarms);
    alarms.health(&domain.route(sites, ingress.each_ref(), &config.dns));
    alarms.buckets(&artifacts);
    let networks = networks.each_ref();
    let bastion = config.bastion.as_ref().map(|settings| Bastion::new(&primary, networks[0], settings));
    if let Some(bastion) = &bastion {
        stack.output("bastion", bastion.instance.id());
    }
    let clusters = config.cluster.as_ref().map(|settings| {
        [(0, keys.primary.arn()), (1, keys.secondary.arn())].map(|(index, key)| {
            Kubernetes::new(sites[index], networks[index], key, (&identity, &pipelines), &domain, settings)
        })
    });
    for (site, there) in sites.iter().zip(clusters.iter().flatten()) {
        let region = site.scope.region();
        stack.output(format!("{region}.cluster"), there.cluster.name());
        stack.output(format!("{region}.cluster_endpoint"), there.cluster.endpoint());
        stack.output(format!("{region}.cluster_certificate_authority"), there.cluster.certificate_authority());
        stack.output(format!("{region}.cluster_issuer_arn"), there.issuer.arn());
        if let Some(argo_cd) = &there.argo_cd {
            stack.output(format!("{region}.argo_cd"), argo_cd.server_url());
        }
    }
    for (workload, role) in &identity.workloads {
        stack.output(format!("role.{workload}"), role.arn());
    }
    // What runs in a region's cluster uses its data, and people look at the primary's.
    let let_in = |doors: [&Door; 2]| {
        if let Some(bastion) = &bastion {
            doors[0].allow("bastion", bastion.group.id());
        }
        for (door, from) in doors.into_iter().zip(clusters.iter().flatten()) {
            door.allow("cluster", from.cluster.security_group_id());
        }
    };
    if let Some(settings) = &config.aurora {
        let aurora = AuroraGlobal::new(sites, networks, &keys, &mut secrets, settings);
        let_in(aurora.regions.each_ref().map(|there| &there.door));
        alarms.database(&aurora);
        stack.output("database.writer", aurora.regions[0].cluster.endpoint());
        for (site, there) in sites.iter().zip(&aurora.regions) {
            stack.output(format!("{}.database_reader", site.scope.region()), there.cluster.reader_endpoint());
        }
    }
    if let Some(settings) = &config.redis {
        let redis = RedisGlobal::new(sites, networks, &keys, &mut secrets, settings);
        let_in(redis.regions.each_ref().map(|there| &there.door));
        alarms.cache(&redis, settings.replicas);
        stack.output("cache.writer", redis.regions[0].cache.primary_endpoint());
        for (site, there) in sites.iter().zip(&redis.regions) {
            stack.output(format!("{}.cache_reader", site.scope.region()), there.cache.reader_endpoint());
        }
    }

    identity.allow(sites, &keys, &secrets, &artifacts, &config.identity);
    // Last: it reads what everything above is made of.
    let reads = Preview { keys: &keys, secrets: &secrets, state: config.identity.state.as_ref() };
    pipelines.allow_preview(&primary, &reads);
    for (site, network) in sites.into_iter().zip(networks) {
        let region = site.scope.region();
        stack.output(format!("{region}.vpc_id"), network.vpc.id());
        stack.output(format!("{region}.private_subnet_ids"), network.private_subnet_ids());
        stack.output(format!("{region}.public_subnet_ids"), network.public_subnet_ids());
    }
    stack.output(format!("{}.data_key_arn", primary.scope.region()), keys.primary.arn());
    stack.output(format!("{}.data_key_arn", secondary.scope.region()), keys.secondary.arn());
    stack.output("api", Output::known(domain.api()));
    stack.output("name_servers", domain.name_servers());
    for (name, repository) in config.registry.repositories.iter().zip(&registry.repositories) {
        stack.output(format!("repository.{name}"), repository.url());
    }
    for bucket in &artifacts.buckets {
        stack.output(format!("{}.{}_bucket", primary.scope.region(), bucket.name), bucket.primary.bucket());
        stack.output(format!("{}.{}_bucket", secondary.scope.region(), bucket.name), bucket.secondary.bucket());
    }
    Ok(())
}
