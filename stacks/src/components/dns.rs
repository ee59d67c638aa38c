//! DNS: requests for each host are distributed over the regions by weight, and fail over to the other region when one
//! is unhealthy.

use archipel::aws::acm::*;
use archipel::aws::route53::*;
use archipel::prelude::*;

use super::{Ingress, RegionContext};
use crate::config::{self, ZoneOrigin};

/// The zone, and a certificate for its names in each region.
pub struct Domain {
    zone: DomainZone,
    name: String,
    certificates: PerRegion<CertificateValidation>,
    /// The records of the hosts' origins: Route 53 refuses an alias of a name without records.
    origins: Options,
}

/// The zone of the domain, which the stack creates or finds.
struct DomainZone {
    id: Output<String>,
    arn: Output<Arn>,
    name_servers: Output<Vec<String>>,
    /// The record of the parent zone that refers to it.
    delegation: Option<Record>,
}

impl DomainZone {
    fn new(scope: &Scope, settings: &config::Dns) -> Self {
        let name = &settings.domain;
        if settings.zone == ZoneOrigin::Existing {
            let zone = HostedZone::get(scope, "main", HostedZoneArgs::new(name));
            return Self { id: zone.id(), arn: zone.arn(), name_servers: zone.name_servers(), delegation: None };
        }
        // The registrar or the parent zone refers to its name servers, and a new zone has others.
        let kept = Options::new().protect(settings.protect_zone).retain_on_delete(settings.retain_zone);
        let zone = Zone::with_options(scope, "main", ZoneArgs::new(name), kept);
        let delegation = (settings.zone == ZoneOrigin::Delegated).then(|| {
            let parent = HostedZone::get(scope, "parent", HostedZoneArgs::new(settings.parent()));
            let args = RecordArgs::new(parent.id(), name, RecordType::Ns).values(zone.name_servers()).ttl(300);
            Record::new(scope, "delegation", args)
        });
        Self { id: zone.id(), arn: zone.arn(), name_servers: zone.name_servers(), delegation }
    }
}

impl Domain {
    /// Declares the zone, and a certificate in each of the regions. One record validates the name in all of them.
    pub fn new(contexts: PerRegion<&RegionContext>, settings: &config::Dns) -> Self {
        let scope = &contexts.primary.scope.component("dns");
        let name = settings.domain.clone();
        let zone = DomainZone::new(scope, settings);
        let issued = contexts.map(|context| {
            let args = CertificateArgs::new(format!("*.{name}")).alternative_names([&name]);
            (context.scope.component("dns"), Certificate::new(&context.scope.component("dns"), "main", args))
        });
        let first = &issued.primary.1;
        let args = RecordArgs::new(&zone.id, first.validation_record_name(), RecordType::Cname);
        let record = Record::new(scope, "proof", args.values([first.validation_record_value()]).ttl(300));
        let certificates = issued.map(|(scope, certificate)| {
            // ACM finds the record only through the delegation.
            let records: Vec<_> = [&record].into_iter().chain(&zone.delegation).map(Record::name).collect();
            let args = CertificateValidationArgs::new(certificate.arn())
                .record_names(records)
                .name_servers(&zone.name_servers);
            CertificateValidation::new(&scope, "main", args)
        });
        Self { zone, name, certificates, origins: Options::new() }
    }

    /// The certificate of each region, once it is issued.
    pub fn certificates(&self) -> PerRegion<Output<Arn>> {
        self.certificates.as_ref().map(CertificateValidation::certificate_arn)
    }

    /// Routes the name of each host's origin to the regions. Returns the health checks by name.
    pub fn route(
        &mut self,
        contexts: PerRegion<&RegionContext>,
        ingress: PerRegion<&Ingress>,
        hosts: &[config::Host],
        settings: &config::Dns,
    ) -> Vec<(String, HealthCheck)> {
        let scope = &contexts.primary.scope.component("dns");
        let regions = contexts.map(|context| context.scope.region()).zip(ingress);
        hosts.iter().flat_map(|host| self.route_host(scope, regions, host, settings)).collect()
    }

    /// Routes a host. A name cannot have both weights and failover, so it has weights over one name for each region,
    /// which leads to that region, or to the other one when its own is unhealthy. Another name of each region leads to
    /// that region only: its health check requests that name.
    fn route_host(
        &mut self,
        scope: &Scope,
        regions: PerRegion<(&str, &Ingress)>,
        settings: &config::Host,
        dns: &config::Dns,
    ) -> Vec<(String, HealthCheck)> {
        let host = &settings.name;
        let full = self.origin(host);
        let checks = regions.map(|(region, ingress)| {
            let args = RecordArgs::new(&self.zone.id, self.direct(host, region), RecordType::A);
            let direct = Record::new(scope, format!("{host}-{region}-direct"), args.alias(to_balancer(ingress)));
            let args = HealthCheckArgs::new(HealthCheckKind::Https)
                .fqdn(direct.name())
                .port(443)
                .path(&settings.health_path)
                .request_interval(30)
                .failure_threshold(3)
                .tags([("Name", format!("{full} {region}"))]);
            // A recovery plan leads traffic away from a region by these.
            let role = Options::new().ignore_changes("disabled").ignore_changes("inverted");
            HealthCheck::with_options(scope, format!("{host}-{region}"), args, role)
        });
        let children: Vec<_> = checks.iter().map(HealthCheck::id).collect();
        let any = HealthCheckArgs::new(HealthCheckKind::Calculated).children(children);
        let any = HealthCheck::new(scope, format!("{host}-any"), any.health_threshold(1).tags([("Name", &full)]));

        let weights = PerRegion::new(100 - dns.secondary_weight, dns.secondary_weight);
        let ends = regions.map(|(_, ingress)| ingress).zip(checks.as_ref());
        for (((region, _), weight), (here, there)) in regions.zip(weights).zip(ends.zip(ends.swapped())) {
            let name = format!("{region}.{full}");
            let mut targets = Vec::new();
            for (role, failover, (ingress, check)) in
                [("primary", Failover::Primary, here), ("secondary", Failover::Secondary, there)]
            {
                let args = RecordArgs::new(&self.zone.id, &name, RecordType::A)
                    .set_identifier(role)
                    .failover(failover)
                    .health_check_id(check.id())
                    .alias(to_balancer(ingress));
                targets.push(Record::new(scope, format!("{host}-{region}-{role}"), args));
            }
            let args = RecordArgs::new(&self.zone.id, &full, RecordType::A)
                .set_identifier(region)
                .weight(weight)
                .alias(Alias::new(targets[0].name(), &self.zone.id));
            // Route 53 refuses an alias of a name without records, and with one of them it would not fail over.
            let after = targets.iter().fold(Options::new(), Options::depends_on);
            let record = Record::with_options(scope, format!("{host}-{region}"), args, after);
            self.origins = std::mem::take(&mut self.origins).depends_on(&record);
        }
        let checks = regions.zip(checks).into_iter().map(|((region, _), check)| (format!("{host}-{region}"), check));
        checks.chain([(format!("{host}-any"), any)]).collect()
    }

    /// Leads the name of a host to `target`: its origin, or what is in front of it. It is one record,
    /// in the component that decides on it: a change of the component updates it, so that the name never lacks it.
    pub fn publish(&self, scope: &Scope, host: &str, target: Alias, [component, former]: [&str; 2], options: Options) {
        let former = format!("global::aws:route53/Record::{former}/{host}");
        let args = RecordArgs::new(&self.zone.id, self.host(host), RecordType::A).alias(target);
        Record::with_options(&scope.component(component), host, args, options.alias(former.as_str()));
    }

    /// Leads the name of each host to its origin.
    pub fn publish_origins(&self, scope: &Scope, hosts: &[config::Host]) {
        for host in hosts {
            let origin = Alias::new(self.origin(&host.name), &self.zone.id);
            self.publish(scope, &host.name, origin, ["dns", "edge"], self.origins.clone());
        }
    }

    /// The domain.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The full name of a host.
    pub fn host(&self, host: &str) -> String {
        format!("{host}.{}", self.name)
    }

    /// The name of a host's origin, with the weights and the failover of the regions. The certificates are valid for it.
    pub fn origin(&self, host: &str) -> String {
        self.host(&format!("{host}-origin"))
    }

    /// The id of the zone.
    pub fn zone_id(&self) -> Output<String> {
        self.zone.id.clone()
    }

    /// The name of a host in one region, without failover. The certificates are valid for it.
    pub fn direct(&self, host: &str, region: &str) -> String {
        self.host(&format!("{host}-{region}"))
    }

    /// The ARN of the zone.
    pub fn zone_arn(&self) -> Output<Arn> {
        self.zone.arn.clone()
    }

    /// The name servers for the registrar.
    pub fn name_servers(&self) -> Output<Vec<String>> {
        self.zone.name_servers.clone()
    }
}

/// An alias of a load balancer. Route 53 considers a load balancer unhealthy while one of its target groups has no
/// healthy target, as that of a preview version between rollouts. The health check of the record decides.
fn to_balancer(ingress: &Ingress) -> Alias {
    Alias::new(ingress.balancer.dns_name(), ingress.balancer.hosted_zone_id()).evaluate_target_health(false)
}
