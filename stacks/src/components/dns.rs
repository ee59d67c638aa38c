//! DNS: requests for the API are distributed over the regions by weight, and fail over to the other region when one
//! is unhealthy.

use archipel::aws::acm::*;
use archipel::aws::route53::*;
use archipel::prelude::*;

use super::{Ingress, RegionContext};
use crate::config;

/// The zone, and a certificate for its names in each region.
pub struct Domain {
    pub zone: Zone,
    name: String,
    certificates: PerRegion<CertificateValidation>,
}

impl Domain {
    /// Declares the zone, and a certificate in each of the regions. One record validates the name in all of them.
    pub fn new(contexts: PerRegion<&RegionContext>, settings: &config::Dns) -> Self {
        let scope = &contexts.primary.scope.component("dns");
        let name = settings.domain.clone();
        // The registrar refers to its name servers, and a new zone has others.
        let protect = Options::new().protect(settings.protect_zone);
        let zone = Zone::with_options(scope, "main", ZoneArgs::new(&name), protect);
        let issued = contexts.map(|context| {
            let args = CertificateArgs::new(format!("*.{name}")).alternative_names([&name]);
            (context.scope.component("dns"), Certificate::new(&context.scope.component("dns"), "main", args))
        });
        let first = &issued.primary.1;
        let args = RecordArgs::new(zone.id(), first.validation_record_name(), RecordType::Cname);
        let record = Record::new(scope, "proof", args.values([first.validation_record_value()]).ttl(300));
        let certificates = issued.map(|(scope, certificate)| {
            let args = CertificateValidationArgs::new(certificate.arn())
                .record_names([record.name()])
                .name_servers(zone.name_servers());
            CertificateValidation::new(&scope, "main", args)
        });
        Self { zone, name, certificates }
    }

    /// The certificate of each region, once it is issued.
    pub fn certificates(&self) -> PerRegion<Output<Arn>> {
        self.certificates.as_ref().map(CertificateValidation::certificate_arn)
    }

    /// Routes `api` to the regions. A name cannot have both weights and failover, so it has weights over one name for
    /// each region, which leads to that region, or to the other one when its own is unhealthy.
    ///
    /// Returns the health checks of the regions by name.
    pub fn route(
        &self,
        contexts: PerRegion<&RegionContext>,
        ingress: PerRegion<&Ingress>,
        settings: &config::Dns,
    ) -> Vec<(String, HealthCheck)> {
        let scope = &contexts.primary.scope.component("dns");
        let api = format!("api.{}", self.name);
        let names = contexts.map(|context| context.scope.region());
        let checks = names.zip(ingress).map(|(region, ingress)| {
            let args = HealthCheckArgs::new(HealthCheckKind::Https)
                .fqdn(ingress.balancer.dns_name())
                .port(443)
                .path(&settings.health_path)
                .request_interval(30)
                .failure_threshold(3)
                .tags([("Name", format!("{api} {region}"))]);
            HealthCheck::new(scope, region, args)
        });
        let children: Vec<_> = checks.iter().map(HealthCheck::id).collect();
        let any = HealthCheckArgs::new(HealthCheckKind::Calculated).children(children);
        let any = any.health_threshold(1).tags([("Name", &api)]);
        let any = HealthCheck::new(scope, "any", any);
        let ends = ingress.zip(checks.as_ref());
        let weights = PerRegion::new(100 - settings.secondary_weight, settings.secondary_weight);
        for (((region, weight), here), there) in names.zip(weights).zip(ends).zip(ends.swapped()) {
            let name = format!("{region}.{api}");
            let mut targets = Vec::new();
            for (role, failover, (ingress, check)) in
                [("primary", Failover::Primary, here), ("secondary", Failover::Secondary, there)]
            {
                let args = RecordArgs::new(self.zone.id(), &name, RecordType::A)
                    .set_identifier(role)
                    .failover(failover)
                    .health_check_id(check.id())
                    // Route 53 considers a load balancer unhealthy while one of its target groups has no healthy target,
                    // as the group of the next version before a rollout. The health check of the record decides.
                    .alias(
                        Alias::new(ingress.balancer.dns_name(), ingress.balancer.hosted_zone_id())
                            .evaluate_target_health(false),
                    );
                targets.push(Record::new(scope, format!("{region}-{role}"), args));
            }
            let args = RecordArgs::new(self.zone.id(), &api, RecordType::A)
                .set_identifier(region)
                .weight(weight)
                .alias(Alias::new(targets[0].name(), self.zone.id()));
            // Route 53 refuses an alias of a name without records, and with one of them it would not fail over.
            let after = targets.iter().fold(Options::new(), Options::depends_on);
            Record::with_options(scope, format!("api-{region}"), args, after);
        }
        let checks = names.zip(checks).into_iter().map(|(region, check)| (region.to_owned(), check));
        checks.chain([("any".to_owned(), any)]).collect()
    }

    /// The host name of the application.
    pub fn api(&self) -> String {
        format!("api.{}", self.name)
    }

    /// The ARN of the zone.
    pub fn zone_arn(&self) -> Output<String> {
        output_format!("arn:aws:route53:::hostedzone/{}", self.zone.id())
    }

    /// The name servers for the registrar.
    pub fn name_servers(&self) -> Output<Vec<String>> {
        self.zone.name_servers()
    }
}
