//! Load balancers.

use archipel::aws::acm::CertificateValidation;
use archipel::aws::ec2::{InternetGateway, SecurityGroup, Subnet, Vpc};
use archipel::aws::elbv2::*;
use archipel::prelude::*;

/// `elbv2/Listener`: HTTPS to a target group, and a redirect from HTTP.
pub fn listener(
    scope: &Scope,
    balancer: &LoadBalancer,
    target: &TargetGroup,
    certificate: &CertificateValidation,
) -> Listener {
    let redirect = Action::new().redirect(Redirect::new());
    Listener::new(scope, "http", ListenerArgs::new(balancer.arn(), 80, Protocol::Http, redirect));

    let forward = Action::new().forward([Forward::new(target.arn())]);
    let args = ListenerArgs::new(balancer.arn(), 443, Protocol::Https, forward)
        .certificate_arn(certificate.certificate_arn())
        .ssl_policy("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09");
    Listener::new(scope, "https", args)
}

/// `elbv2/ListenerCertificate`: a certificate for another host name of the same listener.
pub fn listener_certificate(scope: &Scope, listener: &Listener, issued: &CertificateValidation) -> ListenerCertificate {
    ListenerCertificate::new(scope, "other", ListenerCertificateArgs::new(listener.arn(), issued.certificate_arn()))
}

/// `elbv2/ListenerRule`: a tenth of the requests below `/api/` go to a new version.
pub fn listener_rule(scope: &Scope, listener: &Listener, old: &TargetGroup, new: &TargetGroup) -> ListenerRule {
    let weights = [Forward::new(old.arn()).weight(90), Forward::new(new.arn()).weight(10)];
    let condition = Condition::new().paths(["/api/*"]);
    let args = ListenerRuleArgs::new(listener.arn(), 100, condition, Action::new().forward(weights));
    ListenerRule::new(scope, "api", args)
}

/// `elbv2/LoadBalancer`: a public load balancer.
pub fn load_balancer(
    scope: &Scope,
    subnets: &[Subnet],
    group: &SecurityGroup,
    internet: &InternetGateway,
) -> LoadBalancer {
    let subnets: Vec<_> = subnets.iter().map(Subnet::id).collect();
    let args = LoadBalancerArgs::new("shop", subnets, [group.id()])
        .scheme(Scheme::InternetFacing)
        .drop_invalid_header_fields(true);
    // ELB refuses a public load balancer in a VPC without an internet gateway.
    LoadBalancer::with_options(scope, "main", args, Options::new().depends_on(internet))
}

/// `elbv2/TargetGroup`: targets with a health check.
pub fn target_group(scope: &Scope, vpc: &Vpc, name: &str) -> TargetGroup {
    let health = HealthCheck::new().path("/healthz").interval_seconds(10);
    let args = TargetGroupArgs::new(name, vpc.id(), 8080).health_check(health).deregistration_delay_seconds(30);
    TargetGroup::new(scope, name, args)
}
