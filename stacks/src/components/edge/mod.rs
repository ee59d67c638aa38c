//! The edge: CloudFront in front of every host and of the assets, with firewalls in front of it and of the load balancers.
//!
//! A distribution reaches a host by the name with the weights and the failover of Route 53, and takes files from one region
//! or, if that fails, from the other. The load balancers serve only requests with the secret header of the distributions.

mod distributions;
mod firewall;

use archipel::aws::route53::{Alias, Record, RecordArgs, RecordType};
use archipel::aws::secretsmanager::*;
use archipel::prelude::*;

use self::distributions::{Caching, Front};
use crate::aws::cloudfront::Distribution;
use crate::aws::shield::{Protection, ProtectionArgs};
use crate::config;
use crate::sections::Foundation;

/// The zone of CloudFront's names.
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html>
const CLOUDFRONT_ZONE: &str = "Z2FDTNDATAQYW2";

/// The edge.
pub struct Edge;

impl Edge {
    /// Declares it, and leads the names of the hosts to it.
    pub fn new(foundation: &Foundation<'_>, settings: &config::Edge) -> Self {
        let Foundation { contexts, domain, ingress, .. } = *foundation;
        let scope = &contexts.primary.scope.in_region(config::Edge::REGION).component("edge");
        let prefix = contexts.primary.stack_prefix();
        let regions = contexts.map(|context| context.scope.region().to_owned());
        let proof = proof(foundation);
        let firewall = firewall::of_edge(scope, &prefix, settings);
        let hosts = &foundation.config.ingress;
        for (context, ingress) in contexts.iter().zip(ingress) {
            firewall::of_balancer(context, ingress, &proof, hosts, settings);
        }

        let caching = Caching::new(scope, &prefix, settings);
        let certificate = foundation.certificate(config::Edge::REGION);
        let front = Front { scope, domain, certificate, firewall: &firewall, caching: &caching, reach: settings.reach };
        let mut distributions = Vec::new();
        for host in &hosts.hosts {
            let direct = regions.as_ref().map(|region| domain.direct(&host.name, region));
            let distribution = front.host(&host.name, direct, &proof);
            domain.publish(&contexts.primary.scope, &host.name, alias(&distribution), ["edge", "dns"], Options::new());
            distributions.push((host.name.clone(), distribution));
        }
        let assets = config::Edge::ASSETS;
        if let Some(bucket) = foundation.artifacts.buckets.iter().find(|bucket| bucket.name == settings.assets_bucket) {
            let distribution = front.assets(&prefix, bucket);
            let args = RecordArgs::new(domain.zone_id(), domain.host(assets), RecordType::A);
            Record::new(scope, assets, args.alias(alias(&distribution)));
            distributions.push((assets.to_owned(), distribution));
        }
        for (host, distribution) in &distributions {
            let args = RecordArgs::new(domain.zone_id(), domain.host(host), RecordType::Aaaa);
            Record::new(scope, format!("{host}-v6"), args.alias(alias(distribution)));
            scope.output(format!("edge.{host}"), distribution.domain_name());
        }
        if settings.shield.is_some() {
            shield(foundation, scope, &distributions);
        }
        Self
    }
}

/// The alias of a distribution, which has no health of its own.
fn alias(distribution: &Distribution) -> Alias {
    Alias::new(distribution.domain_name(), CLOUDFRONT_ZONE).evaluate_target_health(false)
}

/// The value by which the load balancers recognise the requests of the distributions.
fn proof(foundation: &Foundation<'_>) -> Output<String> {
    let context = foundation.contexts.primary;
    let scope = &context.scope.component("edge");
    let stack = scope.stack();
    let name = config::Edge::SECRET;
    let path = format!("{}/{}/{name}", stack.project(), stack.name());
    // By its name, so that the permission of previews does not depend on the section. Secrets Manager adds six characters.
    let (region, pattern) = (scope.region().to_owned(), format!("{path}-??????"));
    let arn = move |account: AccountId| Arn::new(format!("arn:aws:secretsmanager:{region}:{account}:secret:{pattern}"));
    foundation.secrets.add_generated(context.account.map(arn));
    let args = SecretArgs::new(path)
        .description(format!("{} {}: {name}", stack.project(), stack.name()))
        .kms_key_id(foundation.keys.primary.arn())
        .recovery_window_in_days(foundation.config.secrets.recovery_window_days);
    let secret = Secret::new(scope, "origin", args);
    GeneratedPassword::new(scope, "origin", GeneratedPasswordArgs::new(secret.arn(), "cloudfront")).password()
}

/// Protections of Shield Advanced. The subscription of the account is a commitment, which no run starts or ends.
fn shield(foundation: &Foundation<'_>, scope: &Scope, distributions: &[(String, Distribution)]) {
    let contexts = foundation.contexts;
    let account = &contexts.primary.account;
    for (host, distribution) in distributions {
        let name = format!("{}-{host}", contexts.primary.stack_prefix());
        let arn = output_format!("arn:aws:cloudfront::{account}:distribution/{}", distribution.id());
        Protection::new(scope, &format!("shield-{host}"), ProtectionArgs::new(name, arn));
    }
    for (context, ingress) in contexts.iter().zip(foundation.ingress) {
        let args = ProtectionArgs::new(format!("{}-balancer", context.prefix()), ingress.balancer.arn());
        Protection::new(&context.scope.component("edge"), "shield-balancer", args);
    }
}
