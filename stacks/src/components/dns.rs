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
    certificates: Vec<CertificateValidation>,
}

impl Domain {
    /// Declares the zone, and a certificate in each of the regions. One record validates the name in all of them.
    pub fn new(contexts: [&RegionContext; 2], settings: &config::Dns) -> Self {
        let scope = &contexts[0].scope.component("dns");
        let name = settings.domain.clone();
        // The registrar refers to its name servers, and a new zone has others.
        let protect = Options::new().protected(settings.protect_zone);
        let zone = Zone::new_with(scope, "main", ZoneArgs::new(name.as_str()), protect);
        let issued = contexts.map(|context| {
            let args = CertificateArgs::new(format!("*.{name}")).alternative_names([name.as_str()]);
            (context.scope.component("dns"), Certificate::new(&context.scope.component("dns"), "main", args))
        });
        let first = &issued[0].1;
        let args = RecordArgs::new(zone.id(), first.validation_record_name(), RecordType::Cname);
        let record = Record::new(scope, "proof", args.values([first.validation_record_value()]).ttl(300_u32));
        let wait = |(scope, certificate): &(Scope, Certificate)| {
            let args = CertificateValidationArgs::new(certificate.arn()).record_names([record.name()]);
            CertificateValidation::new(scope, "main", args)
        };
        Self { zone, name, certificates: issued.iter().map(wait).collect() }
    }

    /// The certificate of the `index`th region, once it is issued.
    pub fn certificate(&self, index: usize) -> Output<Arn> {
        self.certificates[index].certificate_arn()
    }

    /// Routes `api` to the regions. A name cannot have both weights and failover, so it has weights over one name for
    /// each region, which leads to that region, or to the other one when its own is unhealthy.
    ///
    /// Returns the health checks of the regions by name.
    pub fn route(
        &self,
        contexts: [&RegionContext; 2],
        ingress: [&Ingress; 2],
        settings: &config::Dns,
    ) -> Vec<(String, HealthCheck)> {
        let scope = &contexts[0].scope.component("dns");
        let api = format!("api.{}", self.name);
        let region = |index: usize| contexts[index].scope.region().to_owned();
        let checks = [0, 1].map(|index| {
            let args = HealthCheckArgs::new(HealthCheckKind::Https)
                .fqdn(ingress[index].balancer.dns_name())
                .port(443_u16)
                .path(settings.health_path.as_str())
                .request_interval(30_u16)
                .failure_threshold(3_u16)
                .tags([("Name", format!("{api} {}", region(index)))]);
            HealthCheck::new(scope, &region(index), args)
        });
        let any = HealthCheckArgs::new(HealthCheckKind::Calculated).children(checks.each_ref().map(HealthCheck::id));
        let any = any.health_threshold(1_u16).tags([("Name", api.as_str())]);
        let any = HealthCheck::new(scope, "any", any);
        for (here, weight) in [(0, 100 - settings.secondary_weight), (1, settings.secondary_weight)] {
            let name = format!("{}.{api}", region(here));
            for (role, failover, there) in
                [("primary", Failover::Primary, here), ("secondary", Failover::Secondary, 1 - here)]
            {
                let balancer = &ingress[there].balancer;
                let args = RecordArgs::new(self.zone.id(), name.as_str(), RecordType::A)
                    .set_identifier(role)
                    .failover(failover)
                    .health_check_id(checks[there].id())
                    .alias(Alias::new(balancer.dns_name(), balancer.hosted_zone_id()));
                Record::new(scope, &format!("{}-{role}", region(here)), args);
            }
            let args = RecordArgs::new(self.zone.id(), api.as_str(), RecordType::A)
                .set_identifier(region(here))
                .weight(weight)
                .alias(Alias::new(name, self.zone.id()));
            Record::new(scope, &format!("api-{}", region(here)), args);
        }
        let [here, there] = checks;
        vec![(region(0), here), (region(1), there), ("any".to_owned(), any)]
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
