//! Ingress: a load balancer in each region, with target groups for the services of its hosts.
//!
//! The load balancer does not depend on the cluster. Pods join the target groups through `TargetGroupBinding` objects,
//! which bind each group to a service.

use archipel::aws::ec2::*;
use archipel::aws::elbv2::*;
use archipel::prelude::*;

use super::access_logs::access_logs;
use super::{Domain, Network, RegionContext};
use crate::config;

/// TLS 1.3 and 1.2 with forward secrecy and AEAD ciphers only, and a post-quantum key exchange for clients that
/// support it. ELB's own default for listeners that are created through its API accepts TLS 1.0.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html>
const TLS: &str = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

/// The value of the version header that selects the preview version.
const PREVIEW: &str = "preview";

/// EKS Auto Mode registers pods only in target groups whose tag names its cluster (`AmazonEKSLoadBalancingPolicy`).
const CLUSTER_TAG: &str = "eks:eks-cluster-name";

/// The ingress of a region.
pub struct Ingress {
    pub balancer: LoadBalancer,
    /// The security group, from which the pods accept connections.
    pub group: SecurityGroup,
    /// The target groups.
    pub targets: Vec<Target>,
}

/// A target group, and the service whose pods are its targets.
pub struct Target {
    pub service: String,
    pub port: u16,
    pub group: TargetGroup,
}

impl Ingress {
    /// Declares it in the public subnets, with a certificate of the domain that must be issued.
    pub fn new(
        context: &RegionContext,
        network: &Network,
        domain: &Domain,
        certificate: Output<Arn>,
        settings: &config::Ingress,
    ) -> Self {
        // None of these can move to another VPC.
        let with_vpc = Options::new().replace_with(&network.vpc);
        let scope = &context.scope.component("ingress").with_options(with_vpc);
        let group = security_group(scope, context, network, &settings.ports());
        let args = LoadBalancerArgs::new(context.stack_prefix(), network.public_subnet_ids(), [group.id()])
            .scheme(Scheme::InternetFacing)
            .drop_invalid_header_fields(true)
            .deletion_protection(settings.deletion_protection);
        let logs = settings.access_logs.as_ref();
        let logs = logs.map(|settings| access_logs(&context.scope.component("ingress"), context, settings));
        let (args, options) = match logs {
            Some((bucket, options)) => (args.access_logs_bucket(bucket.bucket().map(|name| name.to_string())), options),
            None => (args, Options::new()),
        };
        // ELB refuses public subnets without a route to the internet.
        let options = options.depends_on(&network.public_default_route);
        let balancer = LoadBalancer::with_options(scope, "main", args, options);
        let nothing = Action::new().fixed_response(FixedResponse::new("404"));
        let args = ListenerArgs::new(balancer.arn(), 443, Protocol::Https, nothing);
        let listener = Listener::new(scope, "https", args.certificate_arn(certificate).ssl_policy(TLS));
        // Plain HTTP is never served: requests are permanently redirected to HTTPS (301).
        let redirect = Action::new().redirect(Redirect::new());
        Listener::new(scope, "http", ListenerArgs::new(balancer.arn(), 80, Protocol::Http, redirect));

        let mut targets = Vec::new();
        for (host, first) in settings.hosts.iter().zip((10..).step_by(10)) {
            let names = || [domain.host(&host.name), domain.direct(&host.name, scope.region())];
            let mut serve = |service: String, priority: u32, condition: Condition| {
                let health = HealthCheck::new().path(&host.health_path).interval_seconds(10);
                let name = format!("{}-{service}", context.stack_prefix());
                let args = TargetGroupArgs::new(name, network.vpc.id(), host.port)
                    .health_check(health)
                    .deregistration_delay_seconds(30)
                    .tags([(CLUSTER_TAG, context.prefix())]);
                let group = TargetGroup::new(scope, &service, args);
                let action = Action::new().forward([Forward::new(group.arn())]);
                ListenerRule::new(scope, &service, ListenerRuleArgs::new(listener.arn(), priority, condition, action));
                targets.push(Target { service, port: host.port, group });
            };
            let (active, preview) = host.services();
            if let Some(preview) = preview {
                let header = HeaderCondition::new(&settings.version_header, [PREVIEW]);
                serve(preview, first, Condition::new().hosts(names()).headers([header]));
            }
            serve(active, first + 5, Condition::new().hosts(names()));
        }
        Self { balancer, group, targets }
    }
}

/// The security group of the load balancer: HTTP and HTTPS from everywhere, and these ports of the pods.
fn security_group(scope: &Scope, context: &RegionContext, network: &Network, ports: &[u16]) -> SecurityGroup {
    let group = SecurityGroup::new(
        scope,
        "balancer",
        SecurityGroupArgs::new(network.vpc.id(), format!("{}-ingress", context.prefix()))
            .description("HTTPS from everywhere to the load balancer"),
    );
    let rule = |name: &str, direction: Direction, range: Cidr, port: u16| {
        let args = SecurityGroupRuleArgs::new(group.id(), direction, "tcp").from_port(port).to_port(port);
        SecurityGroupRule::new(scope, name, args.cidr_ipv4(range).description(name));
    };
    rule("https", Direction::Ingress, Cidr::ANYWHERE, 443);
    rule("http", Direction::Ingress, Cidr::ANYWHERE, 80);
    for port in ports {
        rule(&format!("targets-{port}"), Direction::Egress, context.cidr, *port);
    }
    group
}
