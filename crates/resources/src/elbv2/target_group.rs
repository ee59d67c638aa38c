//! `aws:elbv2/TargetGroup`: a group of targets of a load balancer.

use aws_sdk_elasticloadbalancingv2::types::{self as sdk, TargetGroupAttribute};

use super::attributes;
use super::common::{IN_USE, check_name, lookup_by_arn, update_tags};
use crate::prelude::*;

/// The properties of a target group. Its targets are not properties: controllers register them.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TargetGroupProps {
    /// The name, unique in the account and region: up to 32 letters, digits and hyphens.
    #[arg(
        replace = "ELB cannot rename a target group",
        length = 1..=32, pattern = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?",
    )]
    pub name: String,
    /// The VPC of the targets.
    #[arg(replace = "ELB cannot move a target group to another VPC")]
    pub vpc_id: VpcId,
    /// The default port of the targets.
    #[arg(replace = "ELB cannot change the port of a target group", range = 1..=65535)]
    pub port: u16,
    /// The protocol.
    #[arg(default = TargetProtocol::Http, replace = "ELB cannot change the protocol of a target group")]
    pub protocol: TargetProtocol,
    /// The version of HTTP that the targets speak. The default of a group for HTTP and HTTPS is HTTP/1.1.
    #[arg(computed, replace = "ELB cannot change the version of a target group's protocol")]
    pub protocol_version: Option<ProtocolVersion>,
    /// The type of the targets.
    #[arg(default = TargetType::Ip, replace = "ELB cannot change what the targets of a group are")]
    pub target_type: TargetType,
    /// The health check.
    #[arg(default = HealthCheckProps::usual())]
    pub health_check: HealthCheckProps,
    /// The time in seconds that a deregistered target has to complete requests: up to 3,600.
    #[arg(default = 300, range = 0..=3600)]
    pub deregistration_delay_seconds: u16,
    /// Whether requests of a client go to the target of its first one. Without it, they do not.
    pub stickiness: Option<StickinessProps>,
    /// How targets for HTTP and HTTPS are chosen.
    #[arg(default = Algorithm::RoundRobin)]
    pub algorithm: Algorithm,
    /// How long a new target for HTTP and HTTPS receives an increasing share of the requests, in seconds: 30 to 900. 0 means
    /// that it receives its full share at once.
    #[arg(default = 0, range = 0..=900)]
    pub slow_start_seconds: u16,
    /// Whether targets of a network load balancer see the addresses of clients. ELB's default depends on the type and the
    /// protocol of the targets.
    #[arg(computed)]
    pub preserve_client_ip: Option<bool>,
    /// Whether connections of a network load balancer begin with a header of the proxy protocol, version 2.
    #[arg(default = false)]
    pub proxy_protocol: bool,
    /// Whether a network load balancer ends connections to a deregistered target after the delay. ELB's default depends on
    /// the protocol of the targets.
    #[arg(computed)]
    pub connection_termination: Option<bool>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The protocol of targets.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum TargetProtocol {
    /// HTTP.
    Http,
    /// HTTP over TLS, without verification of certificates.
    Https,
    /// TCP.
    Tcp,
    /// TLS, without verification of certificates.
    Tls,
    /// UDP.
    Udp,
    /// TCP and UDP on the same port.
    TcpUdp,
}

impl TargetProtocol {
    /// Whether the targets are those of an application load balancer.
    pub(super) fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::Https)
    }
}

/// A version of HTTP.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProtocolVersion {
    /// HTTP/1.1.
    #[prop("HTTP1")]
    Http1,
    /// HTTP/2.
    #[prop("HTTP2")]
    Http2,
    /// gRPC.
    #[prop("GRPC")]
    Grpc,
}

/// How a target is chosen.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]

pub enum Algorithm {
    /// In turn.
    #[prop("round_robin")]
    RoundRobin,
    /// The one with the fewest requests in progress.
    #[prop("least_outstanding_requests")]
    LeastOutstandingRequests,
    /// At random, by their weights.
    #[prop("weighted_random")]
    WeightedRandom,
}

/// The stickiness of a target group.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Stickiness)]
pub struct StickinessProps {
    /// The type.
    pub kind: StickinessKind,
    /// How long requests of a client go to the same target, in seconds: up to a week. For the two kinds with cookies.
    #[arg(default = 86400, range = 1..=604800)]
    pub duration_seconds: u32,
    /// The name of the application's cookie, for `app_cookie`.
    #[arg(length = 1..)]
    pub cookie_name: Option<String>,
}

/// A type of stickiness.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]

pub enum StickinessKind {
    /// A cookie of the load balancer, for HTTP and HTTPS.
    #[prop("lb_cookie")]
    LbCookie,
    /// A cookie of the application, for HTTP and HTTPS.
    #[prop("app_cookie")]
    AppCookie,
    /// The address of the client, for TCP and UDP.
    #[prop("source_ip")]
    SourceIp,
}

/// The type of the targets.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetType {
    /// An IP address, such as a pod's.
    Ip,
    /// An instance.
    Instance,
    /// An application load balancer, behind a network load balancer.
    Alb,
}

/// The health check.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(HealthCheck)]
pub struct HealthCheckProps {
    /// The protocol. The default is that of the target group for HTTP and HTTPS, HTTP for an application load balancer as target,
    /// and TCP for others.
    #[arg(computed)]
    pub protocol: Option<HealthCheckProtocol>,
    /// The path of the request, for HTTP and HTTPS.
    #[arg(default = "/", length = 1..=1024)]
    pub path: String,
    /// The port; `traffic-port` is the port of the target.
    #[arg(default = "traffic-port")]
    pub port: String,
    /// The status codes of a healthy target, for HTTP and HTTPS: `200`, `200-299`, `200,204`. For gRPC its codes: `0`, `0-99`.
    #[arg(default = "200")]
    pub matcher: String,
    /// The interval in seconds: 5 to 300.
    #[arg(default = 30, range = 5..=300)]
    pub interval_seconds: u16,
    /// The timeout in seconds: 2 to 120, less than the interval.
    #[arg(default = 5, range = 2..=120)]
    pub timeout_seconds: u16,
    /// The number of successful checks after which a target is healthy: 2 to 10.
    #[arg(default = 5, range = 2..=10)]
    pub healthy_threshold: u16,
    /// The number of failed checks after which a target is unhealthy: 2 to 10.
    #[arg(default = 2, range = 2..=10)]
    pub unhealthy_threshold: u16,
}

/// The protocol of a health check.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum HealthCheckProtocol {
    /// A request over HTTP.
    Http,
    /// A request over HTTPS.
    Https,
    /// A connection.
    Tcp,
}

impl HealthCheckProps {
    /// ELB's defaults.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            protocol: None,
            path: "/".to_owned(),
            port: "traffic-port".to_owned(),
            matcher: "200".to_owned(),
            interval_seconds: 30,
            timeout_seconds: 5,
            healthy_threshold: 5,
            unhealthy_threshold: 2,
        }
    }
}

/// A target group (`CreateTargetGroup`).
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html>
#[resource("aws:elbv2/TargetGroup", props = TargetGroupProps)]
pub struct TargetGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The name in metrics: `targetgroup/name/0a1b`.
    pub metric_name: String,
}

impl TargetGroupProps {
    /// The protocol of the health check, with ELB's default.
    fn health_check_protocol(&self) -> HealthCheckProtocol {
        let default = match self.protocol {
            TargetProtocol::Http => HealthCheckProtocol::Http,
            TargetProtocol::Https => HealthCheckProtocol::Https,
            _ if self.target_type == TargetType::Alb => HealthCheckProtocol::Http,
            _ => HealthCheckProtocol::Tcp,
        };
        self.health_check.protocol.unwrap_or(default)
    }

    /// The path and the matcher of the health check, which one that only connects does not have.
    fn request(&self) -> (Option<String>, Option<sdk::Matcher>) {
        if self.health_check_protocol() == HealthCheckProtocol::Tcp {
            return (None, None);
        }
        let (matcher, codes) = (sdk::Matcher::builder(), &self.health_check.matcher);
        let is_grpc = self.protocol_version == Some(ProtocolVersion::Grpc);
        let matcher = if is_grpc { matcher.grpc_code(codes) } else { matcher.http_code(codes) };
        (Some(self.health_check.path.clone()), Some(matcher.build()))
    }
}

/// Sets the health check of a call that creates or modifies a target group.
macro_rules! with_health_check {
    ($call:expr, $props:expr) => {{
        let (health, (path, matcher)) = (&$props.health_check, $props.request());
        $call
            .health_check_protocol($props.health_check_protocol().as_str().into())
            .set_health_check_path(path)
            .set_matcher(matcher)
            .health_check_port(&health.port)
            .health_check_interval_seconds(number(health.interval_seconds))
            .health_check_timeout_seconds(number(health.timeout_seconds))
            .healthy_threshold_count(number(health.healthy_threshold))
            .unhealthy_threshold_count(number(health.unhealthy_threshold))
    }};
}

impl Resource for TargetGroup {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_lb_target_group", "{arn}"), ("aws_alb_target_group", "{arn}")])
            .unique(&[&["name"]])
            .undeletable_in_use()
            .timeouts(Seconds { create: 300, update: 300, delete: 900 })
    }

    fn check(props: &TargetGroupProps) -> Vec<String> {
        let (health, http) = (&props.health_check, props.protocol.is_http());
        let connects = props.health_check_protocol() == HealthCheckProtocol::Tcp;
        let usual = HealthCheckProps::usual();
        let sticky = props.stickiness.as_ref();
        let kind = sticky.map(|sticky| sticky.kind);
        violations! {
            after check_name(&props.name);
            http && health.protocol == Some(HealthCheckProtocol::Tcp) =>
                "`health_check.protocol` is TCP: ELB checks a target for HTTP or HTTPS with a request";
            connects && (health.path != usual.path || health.matcher != usual.matcher) =>
                "`health_check` has a `path` or a `matcher`, and its protocol is TCP: they go with HTTP and HTTPS";
            !http && props.protocol_version.is_some() => "`protocol_version` is set: it goes with HTTP and HTTPS";
            !http && props.algorithm != Algorithm::RoundRobin => "`algorithm` is set: it goes with HTTP and HTTPS";
            !http && props.slow_start_seconds > 0 => "`slow_start_seconds` is set: it goes with HTTP and HTTPS";
            (1..30).contains(&props.slow_start_seconds) => "`slow_start_seconds` is less than 30: expected 0, or 30 to 900";
            http && props.preserve_client_ip.is_some() => "`preserve_client_ip` is set: it goes with TCP, TLS and UDP";
            http && props.proxy_protocol => "`proxy_protocol` is set: it goes with TCP, TLS and UDP";
            http && props.connection_termination.is_some() =>
                "`connection_termination` is set: it goes with TCP, TLS and UDP";
            props.preserve_client_ip == Some(false) && matches!(props.protocol, TargetProtocol::Udp | TargetProtocol::TcpUdp) =>
                "`preserve_client_ip` is off: ELB always preserves the address of a client over UDP";
            kind.is_some_and(|kind| http == (kind == StickinessKind::SourceIp)) || (kind.is_some() && props.protocol == TargetProtocol::Tls) =>
                "`stickiness.kind` does not go with the protocol: HTTP and HTTPS have cookies, TCP and UDP source_ip, and TLS none";
            sticky.is_some_and(|sticky| sticky.cookie_name.is_some() != (sticky.kind == StickinessKind::AppCookie)) =>
                "`stickiness.cookie_name` goes with the kind app_cookie, and that with it";
            props.target_type == TargetType::Alb && props.protocol != TargetProtocol::Tcp =>
                "`target_type` is alb: an application load balancer is a target for TCP only";
            health.timeout_seconds >= health.interval_seconds =>
                "`health_check.timeout_seconds` is less than `health_check.interval_seconds`";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &TargetGroupProps) -> Result<Self::Attrs> {
        let attrs = create_named(cx, props, || async {
            let api = cx.api().elbv2();
            let call = api
                .create_target_group()
                .name(&props.name)
                .vpc_id(props.vpc_id.as_str())
                .port(number(props.port))
                .protocol(props.protocol.as_str().into())
                .target_type(props.target_type.as_str().into())
                .set_protocol_version(props.protocol_version.map(|version| version.as_str().to_owned()))
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = retry_on(send!(cx, with_health_check!(call, props)), &["The VPC ID"])?;
            let made = response.target_groups().first();
            let id = id_in(made.and_then(|made| made.target_group_arn()))?;
            let attrs = attrs_of(id.as_str(), &props.name);
            Ok((id, Some(attrs)))
        })
        .await?;
        attributes::put(cx, attrs.arn.as_str(), &attributes::of(props)).await?;
        Ok(attrs)
    }

    reads!(read, read_from_list, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (arn, new) = (id.as_str(), &change.new);
        if change.has("health_check") {
            let call = cx.api().elbv2().modify_target_group().target_group_arn(arn);
            retry!(cx, &[], with_health_check!(call, new))?;
        }
        let changed = attributes::changed(&change.old, new);
        if !changed.is_empty() {
            attributes::put(cx, arn, &changed).await?;
        }
        update_tags(cx, id, &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // Rules and listeners release the target group some time after they change.
        let call = cx.api().elbv2().delete_target_group().target_group_arn(id.as_str());
        retry!(cx, IN_USE, call).ignore_not_found()
    }
}

lookup_by_arn! {
    TargetGroup: sdk::TargetGroup { target_group_arn, describe_target_groups / set_target_group_arns => target_groups },
    "target group" by name,
    list: |cx| list_all!(cx, cx.api().elbv2().describe_target_groups()),
    find: |cx, props| {
        let response = optional(send!(cx, cx.api().elbv2().describe_target_groups().names(&props.name)))?;
        Ok(response.and_then(|response| response.target_groups.unwrap_or_default().into_iter().next()))
    };
    details: Vec<TargetGroupAttribute> = |cx, group| {
        let call = cx.api().elbv2().describe_target_group_attributes();
        let response = send!(cx, call.target_group_arn(group.target_group_arn().unwrap_or_default()));
        Ok(optional(response)?.map(|response| response.attributes.unwrap_or_default()))
    },
    unlisted: attributes::PROPERTIES,
    state: state,
}

fn attrs_of(arn: &str, name: &str) -> TargetGroupAttrs {
    let metric_name = arn.rsplit(':').next().unwrap_or_default().to_owned();
    TargetGroupAttrs { arn: Arn::new(arn), name: name.to_owned(), metric_name }
}

fn state(group: &sdk::TargetGroup, attributes: &[TargetGroupAttribute], tags: Tags) -> Result<State<TargetGroup>> {
    let protocol: TargetProtocol = parsed("protocol", group.protocol().map(sdk::ProtocolEnum::as_str))?;
    let of_check = group.health_check_protocol().map(sdk::ProtocolEnum::as_str);
    let usual = HealthCheckProps::usual();
    let codes = group.matcher().and_then(|matcher| matcher.http_code().or(matcher.grpc_code()));
    let read = attributes::Attributes::new(attributes, protocol);
    let attrs = attrs_of(group.target_group_arn().unwrap_or_default(), &text(group.target_group_name()));
    let props = TargetGroupProps {
        name: attrs.name.clone(),
        vpc_id: VpcId::new(text(group.vpc_id())),
        port: count(group.port()),
        protocol,
        protocol_version: parsed_option("version of HTTP", group.protocol_version())?,
        target_type: parsed("target type", group.target_type().map(sdk::TargetTypeEnum::as_str))?,
        health_check: HealthCheckProps {
            protocol: parsed_option("protocol of a health check", of_check)?,
            path: group.health_check_path().map_or(usual.path, str::to_owned),
            port: text(group.health_check_port()),
            matcher: codes.map_or(usual.matcher, str::to_owned),
            interval_seconds: count(group.health_check_interval_seconds()),
            timeout_seconds: count(group.health_check_timeout_seconds()),
            healthy_threshold: count(group.healthy_threshold_count()),
            unhealthy_threshold: count(group.unhealthy_threshold_count()),
        },
        deregistration_delay_seconds: read.number(attributes::DELAY).unwrap_or(300),
        stickiness: read.stickiness()?,
        algorithm: read.algorithm()?,
        slow_start_seconds: read.number(attributes::SLOW_START).unwrap_or(0),
        preserve_client_ip: read.switch(attributes::CLIENT_IP),
        proxy_protocol: read.switch(attributes::PROXY_PROTOCOL).unwrap_or(false),
        connection_termination: read.switch(attributes::TERMINATION),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
