//! DNS.

use archipel::aws::elbv2::LoadBalancer;
use archipel::aws::route53::*;
use archipel::prelude::*;

/// `route53/HealthCheck`: a check that calls a load balancer over HTTPS every 30 seconds.
pub fn health_check(scope: &Scope, balancer: &LoadBalancer) -> HealthCheck {
    let args = HealthCheckArgs::new(HealthCheckKind::Https)
        .fqdn(balancer.dns_name())
        .port(443)
        .path("/healthz")
        .request_interval(30)
        .failure_threshold(3);
    HealthCheck::new(scope, "api", args)
}

/// `route53/HealthCheckOverride`: users leave a region, in a recovery plan.
pub fn health_check_override(scope: &Scope, check: &HealthCheck) -> HealthCheckOverride {
    HealthCheckOverride::new(scope, "api", HealthCheckOverrideArgs::new(check.id(), true))
}

/// `route53/HostedZone`: the delegation of a new zone by its parent, which exists.
pub fn hosted_zone(scope: &Scope, zone: &Zone) -> Record {
    let parent = HostedZone::get(scope, "parent", HostedZoneArgs::new("example.org"));
    let args = RecordArgs::new(parent.id(), "dev.example.org", RecordType::Ns).values(zone.name_servers()).ttl(300);
    Record::new(scope, "delegation", args)
}

/// `route53/Record`: a text, and a name for a load balancer.
pub fn record(scope: &Scope, zone: &Zone, balancer: &LoadBalancer) -> Record {
    let spf = RecordArgs::new(zone.id(), "example.com", RecordType::Txt).values(["\"v=spf1 -all\""]).ttl(3600);
    Record::new(scope, "spf", spf);

    let target = Alias::new(balancer.dns_name(), balancer.hosted_zone_id());
    Record::new(scope, "api", RecordArgs::new(zone.id(), "api.example.com", RecordType::A).alias(target))
}

/// `route53/Zone`: a public zone, which no plan deletes.
pub fn zone(scope: &Scope) -> Zone {
    let zone = Zone::with_options(scope, "main", ZoneArgs::new("example.com"), Options::new().protect(true));
    scope.output("name_servers", zone.name_servers());
    zone
}
