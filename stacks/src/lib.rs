//! The Luneo platform: one program for every stack and both regions.
//!
//! `dev`, `staging` and `prod` differ only in their configuration. A region is a value: the same code declares the
//! resources of both regions.

pub mod aws;
pub mod components;
pub mod config;
pub mod drills;
pub mod policies;
pub mod recovery;
pub mod sections;

use anyhow::Result;
use archipel::aws::sts::CallerIdentity;
use archipel::cli::App;
use archipel::policy::cis;
use archipel::prelude::*;

use components::{
    Alarms, Artifacts, AuroraGlobal, Bastion, Contents, DataRotation, Domain, Identity, Ingress, Keys, Kubernetes,
    Network, Operators, Pipelines, Preview, Principals, RedisGlobal, RegionContext, Registry, Secrets,
    ServiceSecurityGroup, Stores, Transit, alert_routes,
};
use config::{Config, Section};
use sections::Foundation;

/// The command line with the Luneo stacks and the policies that they must meet.
///
/// It is in the library so that the generic code of the configuration is compiled once, and not again for the binary
/// after each edit.
#[must_use]
pub fn app() -> App {
    let app = App::new("luneo")
        .config_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))
        .program(luneo)
        .recovery(recovery::regions, recovery::luneo)
        .policy("TLS on every listener", policies::tls_listeners)
        .policy("TLS for every bucket", policies::tls_buckets)
        .policy("guarded trusts", policies::guarded_trusts)
        .policy("commitments", policies::commitments);
    cis::RULES.iter().fold(app, |app, rule| app.policy(rule.name, rule.check))
}

/// Declares a Luneo stack.
///
/// # Errors
/// When an embedded file cannot be packed. Other errors are reported with their source line when the program ends.
pub fn luneo(stack: &Stack, config: &Config) -> Result<()> {
    let account = CallerIdentity::get(&stack.region(&config.primary.name), "account").account_id();
    let primary = RegionContext::new(stack, config, "primary", &config.primary, &account);
    let secondary = RegionContext::new(stack, config, "secondary", &config.secondary, &account);

    let contexts = PerRegion::new(&primary, &secondary);

    let networks = contexts.map(|context| Network::new(context, &config.network));
    let networks = networks.as_ref();
    Transit::connect(contexts, networks, &config.transit);
    let keys = Keys::new(&primary, &secondary, "data", &config.keys);
    let artifacts = Artifacts::new(&primary, &secondary, &keys, &config.artifacts);
    let registry = Registry::new(&primary, &secondary, &config.registry);
    let mut secrets = Secrets::new(contexts, &keys, &config.secrets)?;
    let mut domain = Domain::new(contexts, &config.dns);
    let identity = Identity::declare(contexts, &keys, &artifacts, &domain, &config.identity);
    let pipelines = Pipelines::new(&primary, config);
    let ingress = contexts.zip(networks).zip(domain.certificates());
    let ingress =
        ingress.map(|((context, network), issued)| Ingress::new(context, network, &domain, issued, &config.ingress));
    let alarms = Alarms::new(contexts, &config.alarms);
    alarms.health(&domain.route(contexts, ingress.as_ref(), &config.ingress.hosts, &config.dns));
    alarms.balancers(ingress.as_ref());
    alarms.buckets(&artifacts);
    let bastions = config
        .bastion
        .as_ref()
        .map(|settings| contexts.zip(networks).map(|(context, network)| Bastion::new(context, network, settings)));
    for (context, bastion) in contexts.iter().zip(bastions.iter().flatten()) {
        stack.output(format!("{}.bastion", context.scope.region()), bastion.instance.id());
    }
    let operators = config.operators.as_ref().map(|settings| Operators::new(&primary, settings));
    if let Some(operators) = &operators {
        operators.allow(contexts, bastions.as_ref().map(PerRegion::as_ref));
        stack.output("role.operators", operators.role.arn());
    }
    let principals = Principals { identity: &identity, pipelines: &pipelines, operators: operators.as_ref() };
    let clusters = config.cluster.as_ref().map(|settings| {
        let regions = contexts.zip(networks).zip(keys.arns());
        regions.map(|((context, network), key)| {
            let routes = alert_routes(context, &alarms, Section::enabled(config.on_call.as_ref()));
            Kubernetes::new(context, network, key, &routes, &principals, &domain, settings)
        })
    });
    for (context, cluster) in contexts.iter().zip(clusters.iter().flatten()) {
        let region = context.scope.region();
        stack.output(format!("{region}.cluster"), cluster.cluster.name());
        stack.output(format!("{region}.cluster_endpoint"), cluster.cluster.endpoint());
        stack.output(format!("{region}.cluster_certificate_authority"), cluster.cluster.certificate_authority());
        stack.output(format!("{region}.cluster_issuer_arn"), cluster.issuer.arn());
        if let Some(argo_cd) = &cluster.argo_cd {
            stack.output(format!("{region}.argo_cd"), argo_cd.server_url());
        }
    }
    // For the runbook of a lost region, which is filled in from the state.
    if let Some(settings) = config.cluster.as_ref().filter(|one| one.contents && !one.failover_pods.is_empty()) {
        let pods = settings.failover_pods.iter().map(|(name, pods)| recovery::manifest(name, *pods));
        stack.output(format!("{}.failover_pods", secondary.scope.region()), pods.collect::<Vec<_>>());
    }
    for (context, ingress) in contexts.iter().zip(&ingress) {
        for target in &ingress.targets {
            let region = context.scope.region();
            stack.output(format!("{region}.target_group.{}", target.service), target.group.arn());
        }
    }
    // EKS admits connections to nodes, pods and the private endpoint only from the cluster's own security group.
    for ((cluster, ingress), context) in clusters.iter().flatten().zip(&ingress).zip(contexts) {
        for port in config.ingress.ports() {
            cluster.allow(context, &format!("load-balancer-{port}"), port, ingress.group.id());
        }
    }
    for ((cluster, bastion), context) in clusters.iter().flatten().zip(bastions.iter().flatten()).zip(contexts) {
        cluster.allow(context, "bastion", 443, bastion.group.id());
    }
    if let (Some(clusters), Some(settings)) = (&clusters, config.cluster.as_ref().filter(|cluster| cluster.contents)) {
        let secrets = config.secret_names();
        let sentry = config.sentry_projects();
        let parts = contexts.zip(networks).zip(ingress.as_ref()).zip(domain.certificates());
        let parts = parts.zip(clusters.as_ref()).zip(contexts.swapped());
        for (((((context, network), ingress), certificate), kubernetes), peer) in parts {
            let registry = if config.registry.replicate { context } else { &primary };
            let Some(metrics) = kubernetes.metrics.as_ref().map(|metrics| metrics.endpoint.clone()) else { continue };
            let registry = registry.scope.region();
            let domain = &config.dns.domain;
            let (secrets, sentry) = (&secrets, &sentry);
            let contents =
                Contents { context, peer, network, ingress, certificate, domain, registry, metrics, secrets, sentry };
            contents.declare(kubernetes, settings)?;
        }
    }
    for (workload, role) in &identity.workloads {
        stack.output(format!("role.{workload}"), role.arn());
    }
    // The workloads in a region's cluster read from its data and write to the data of the other region, when that is the
    // primary.
    let allow = |groups: PerRegion<&ServiceSecurityGroup>| {
        for (group, bastion) in groups.into_iter().zip(bastions.iter().flatten()) {
            group.allow("bastion", bastion.group.id());
        }
        for (group, from) in groups.into_iter().zip(clusters.iter().flatten()) {
            group.allow("cluster", from.cluster.security_group_id());
        }
        if clusters.is_some() {
            for (group, other) in groups.zip(contexts.swapped()) {
                group.allow_range("other-cluster", other.cidr);
            }
        } else {
            // The writer may be there after a failover, and the rotation is in the primary region.
            groups.secondary.allow_range("rotation", contexts.primary.cidr);
        }
    };
    let aurora =
        config.aurora.as_ref().map(|settings| AuroraGlobal::new(contexts, networks, &keys, &mut secrets, settings));
    let redis =
        config.redis.as_ref().map(|settings| RedisGlobal::new(contexts, networks, &keys, &mut secrets, settings));
    if let Some(aurora) = &aurora {
        allow(aurora.security_groups());
        alarms.database(aurora);
        stack.output("database.writer", &aurora.endpoint);
        for (context, database) in contexts.iter().zip(&aurora.regions) {
            stack.output(format!("{}.database_reader", context.scope.region()), database.cluster.reader_endpoint());
        }
    }
    if let (Some(redis), Some(settings)) = (&redis, &config.redis) {
        allow(redis.security_groups());
        alarms.cache(redis, settings.replicas_per_region().secondary);
        for (context, cache) in contexts.iter().zip(&redis.regions) {
            let region = context.scope.region();
            // One of them takes writes: a failover moves that role.
            stack.output(format!("{region}.cache_endpoint"), cache.cache.primary_endpoint());
            stack.output(format!("{region}.cache_reader"), cache.cache.reader_endpoint());
        }
    }
    if let Some(rotation) = config.secrets.rotation.as_ref().filter(|_| aurora.is_some() || redis.is_some()) {
        let stores = Stores { database: aurora.as_ref(), cache: redis.as_ref() };
        let rotation = DataRotation::new(contexts, networks.primary, &keys, &stores, rotation)?;
        alarms.rotation(&rotation);
    }

    if let Some(drills) = &config.drills {
        alarms.drills(stack.name(), drills);
    }
    identity.allow(contexts, &keys, &secrets, &artifacts, &config.identity);
    sections::declare(&Foundation {
        config,
        contexts,
        networks,
        keys: &keys,
        artifacts: &artifacts,
        domain: &domain,
        identity: &identity,
        ingress: ingress.as_ref(),
        secrets: &secrets,
        alarms: &alarms,
        operators: operators.as_ref(),
        bastions: bastions.as_ref().map(PerRegion::as_ref),
        clusters: clusters.as_ref().map(PerRegion::as_ref),
        aurora: aurora.as_ref(),
        redis: redis.as_ref(),
    })?;
    // Last, because it reads the types of all resources above.
    let reads = Preview { keys: &keys, secrets: &secrets, state: config.identity.state.as_ref() };
    pipelines.allow_preview(&primary, &reads);
    for ((context, network), key) in contexts.zip(networks).zip(keys.arns()) {
        let region = context.scope.region();
        stack.output(format!("{region}.data_key_arn"), key);
        stack.output(format!("{region}.vpc_id"), network.vpc.id());
        stack.output(format!("{region}.private_subnet_ids"), network.private_subnet_ids());
        stack.output(format!("{region}.public_subnet_ids"), network.public_subnet_ids());
    }
    for host in &config.ingress.hosts {
        stack.output(&host.name, domain.host(&host.name));
    }
    stack.output("name_servers", domain.name_servers());
    // Pods pull from the registry of their own region.
    for (context, repositories) in contexts.iter().zip(&registry.repositories) {
        for (name, repository) in config.registry.repositories.iter().zip(repositories) {
            stack.output(format!("{}.repository.{name}", context.scope.region()), repository.url());
        }
    }
    for bucket in &artifacts.buckets {
        for (context, copy) in contexts.zip(PerRegion::new(&bucket.primary, &bucket.secondary)) {
            stack.output(format!("{}.{}_bucket", context.scope.region(), bucket.name), copy.bucket());
        }
    }
    Ok(())
}
