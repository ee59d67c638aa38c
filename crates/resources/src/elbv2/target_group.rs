//! `aws:elbv2/TargetGroup`: a group of targets of a load balancer.

use aws_sdk_elasticloadbalancingv2::types::{self as sdk, TargetGroupAttribute};

use super::common::{IN_USE, check_name, lookup_by_arn, update_tags};
use crate::prelude::*;

const DELAY: &str = "deregistration_delay.timeout_seconds";

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
    /// The type of the targets.
    #[arg(default = TargetType::Ip, replace = "ELB cannot change what the targets of a group are")]
    pub target_type: TargetType,
    /// The health check.
    #[arg(default = HealthCheckProps::usual())]
    pub health_check: HealthCheckProps,
    /// The time in seconds that a deregistered target has to complete requests: up to 3,600.
    #[arg(default = 300, range = 0..=3600)]
    pub deregistration_delay_seconds: u16,
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
}

/// The type of the targets.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetType {
    /// An IP address, such as a pod's.
    Ip,
    /// An instance.
    Instance,
}

/// The health check.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(HealthCheck)]
pub struct HealthCheckProps {
    /// The path of the request.
    #[arg(default = "/", length = 1..=1024)]
    pub path: String,
    /// The port; `traffic-port` is the port of the target.
    #[arg(default = "traffic-port")]
    pub port: String,
    /// The status codes of a healthy target: `200`, `200-299`, `200,204`.
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

impl HealthCheckProps {
    /// ELB's defaults.
    #[must_use]
    pub fn usual() -> Self {
        Self {
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

/// Sets the health check of a call that creates or modifies a target group.
macro_rules! with_health_check {
    ($call:expr, $health:expr) => {
        $call
            .health_check_path(&$health.path)
            .health_check_port(&$health.port)
            .matcher(sdk::Matcher::builder().http_code(&$health.matcher).build())
            .health_check_interval_seconds(number($health.interval_seconds))
            .health_check_timeout_seconds(number($health.timeout_seconds))
            .healthy_threshold_count(number($health.healthy_threshold))
            .unhealthy_threshold_count(number($health.unhealthy_threshold))
    };
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
        let health = &props.health_check;
        violations! {
            after check_name(&props.name);
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
                .health_check_protocol(props.protocol.as_str().into())
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = retry_on(send!(cx, with_health_check!(call, props.health_check)), &["The VPC ID"])?;
            let made = response.target_groups().first();
            let id = id_in(made.and_then(|made| made.target_group_arn()))?;
            let attrs = attrs_of(id.as_str(), &props.name);
            Ok((id, Some(attrs)))
        })
        .await?;
        delay(cx, attrs.arn.as_str(), props).await?;
        Ok(attrs)
    }

    reads!(read, read_from_list, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (arn, new) = (id.as_str(), &change.new);
        if change.has("health_check") {
            let call = cx.api().elbv2().modify_target_group().target_group_arn(arn);
            retry!(cx, &[], with_health_check!(call, new.health_check))?;
        }
        if change.has("deregistration_delay_seconds") {
            delay(cx, arn, new).await?;
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
    unlisted: &["deregistration_delay_seconds"],
    state: state,
}

async fn delay(cx: &OperationContext<TargetGroup>, arn: &str, props: &TargetGroupProps) -> Result<()> {
    let value = props.deregistration_delay_seconds.to_string();
    let attribute = TargetGroupAttribute::builder().key(DELAY).value(&value).build();
    let call = cx.api().elbv2().modify_target_group_attributes().target_group_arn(arn).attributes(attribute);
    retry!(cx, &[], call, not_found_as_retryable).map(drop)
}

fn attrs_of(arn: &str, name: &str) -> TargetGroupAttrs {
    let metric_name = arn.rsplit(':').next().unwrap_or_default().to_owned();
    TargetGroupAttrs { arn: Arn::new(arn), name: name.to_owned(), metric_name }
}

fn state(group: &sdk::TargetGroup, attributes: &[TargetGroupAttribute], tags: Tags) -> Result<State<TargetGroup>> {
    let delay = attributes.iter().find(|attribute| attribute.key() == Some(DELAY));
    let attrs = attrs_of(group.target_group_arn().unwrap_or_default(), &text(group.target_group_name()));
    let props = TargetGroupProps {
        name: attrs.name.clone(),
        vpc_id: VpcId::new(text(group.vpc_id())),
        port: count(group.port()),
        protocol: parsed("protocol", group.protocol().map(sdk::ProtocolEnum::as_str))?,
        target_type: parsed("target type", group.target_type().map(sdk::TargetTypeEnum::as_str))?,
        health_check: HealthCheckProps {
            path: text(group.health_check_path()),
            port: text(group.health_check_port()),
            matcher: text(group.matcher().and_then(|matcher| matcher.http_code())),
            interval_seconds: count(group.health_check_interval_seconds()),
            timeout_seconds: count(group.health_check_timeout_seconds()),
            healthy_threshold: count(group.healthy_threshold_count()),
            unhealthy_threshold: count(group.unhealthy_threshold_count()),
        },
        deregistration_delay_seconds: delay
            .and_then(|attribute| attribute.value())
            .and_then(|value| value.parse().ok())
            .unwrap_or(300),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
