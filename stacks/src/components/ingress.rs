//! Ingress: a load balancer in each region, with a blue and a green version of the application behind it.

use archipel::aws::ec2::*;
use archipel::aws::elbv2::*;
use archipel::prelude::*;

use super::{Network, RegionContext};
use crate::config;

/// TLS 1.3 and 1.2 with forward secrecy and AEAD ciphers only, and a post-quantum key exchange for clients that
/// support it. ELB's own default for listeners that are created through its API accepts TLS 1.0.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html>
const TLS: &str = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

/// The ingress of a region.
pub struct Ingress {
    pub balancer: LoadBalancer,
    /// The security group, which the application allows.
    pub group: SecurityGroup,
    /// The active version, until a rollout changes the weights.
    pub blue: TargetGroup,
    /// The next version.
    pub green: TargetGroup,
}

impl Ingress {
    /// Declares it in the public subnets. `certificate` must be issued.
    pub fn new(
        context: &RegionContext,
        network: &Network,
        certificate: Output<Arn>,
        settings: &config::Ingress,
    ) -> Self {
        // None of these can move to another VPC.
        let with_vpc = Options::new().replace_with(&network.vpc);
        let scope = &context.scope.component("ingress").with_options(with_vpc);
        let prefix = context.stack_prefix();
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
        rule("targets", Direction::Egress, context.cidr, settings.port);

        let [blue, green] = ["blue", "green"].map(|color| {
            let health = HealthCheck::new().path(&settings.health_path).interval_seconds(10);
            let args = TargetGroupArgs::new(format!("{prefix}-{color}"), network.vpc.id(), settings.port)
                .health_check(health)
                .deregistration_delay_seconds(30);
            TargetGroup::new(scope, color, args)
        });
        let balancer = LoadBalancer::with_options(
            scope,
            "main",
            LoadBalancerArgs::new(prefix, network.public_subnet_ids(), [group.id()])
                .scheme(Scheme::InternetFacing)
                .drop_invalid_header_fields(true)
                .deletion_protection(settings.deletion_protection),
            // ELB refuses public subnets without a route to the internet.
            Options::new().depends_on(&network.public_default_route),
        );
        let only = |group: &TargetGroup| Action::new().forward([Forward::new(group.arn())]);
        let nothing = Action::new().fixed_response(FixedResponse::new("404"));
        let args = ListenerArgs::new(balancer.arn(), 443, Protocol::Https, nothing);
        let listener = Listener::new(scope, "https", args.certificate_arn(certificate).ssl_policy(TLS));
        // Plain HTTP is never served: requests are permanently redirected to HTTPS (301).
        let redirect = Action::new().redirect(Redirect::new());
        Listener::new(scope, "http", ListenerArgs::new(balancer.arn(), 80, Protocol::Http, redirect));
        // Requests that select a version by its header get it; all others follow the weights, which a rollout
        // changes.
        for (priority, color, target) in [(10, "blue", &blue), (20, "green", &green)] {
            let asked = Condition::new().headers([HeaderCondition::new(&settings.version_header, [color])]);
            let args = ListenerRuleArgs::new(listener.arn(), priority, asked, only(target));
            ListenerRule::new(scope, format!("only-{color}"), args);
        }
        let weighted =
            Action::new().forward([Forward::new(blue.arn()).weight(100), Forward::new(green.arn()).weight(0)]);
        let all = Condition::new().paths(["/*"]);
        let args = ListenerRuleArgs::new(listener.arn(), 100, all, weighted).ignore_weights(true);
        ListenerRule::new(scope, "weighted", args);
        Self { balancer, group, blue, green }
    }
}
