//! `aws:elbv2/TargetGroup`: what a load balancer sends requests to.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Glance, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, Prop, resource};
use aws_sdk_elasticloadbalancingv2::types::{self as sdk, TargetGroupAttribute};

use super::common::{AT_ONCE, IN_USE, check_name, ours, retag, tagged, tags_of};
use crate::aws::{
    Answer, Aws, OrGone, Tags, count, create_tags, if_there, list_all, number, own_tags, parsed, together,
};
use crate::natural::{Named, create_named, find_named, id_in, not_yet, passing};
use crate::types::{Arn, VpcId};

const DELAY: &str = "deregistration_delay.timeout_seconds";

/// What a target group is made of. What is in it is not compared: controllers put it there.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TargetGroupProps {
    /// The name, unique in account and region: up to 32 letters, digits and hyphens.
    #[arg(replace = "ELB cannot rename a target group")]
    pub name: String,
    /// The VPC of the targets.
    #[arg(replace = "ELB cannot move a target group to another VPC")]
    pub vpc_id: VpcId,
    /// The port that targets listen on, where they say none of their own.
    #[arg(replace = "ELB cannot change the port of a target group")]
    pub port: u16,
    /// What is spoken with them.
    #[arg(default = TargetProtocol::Http, replace = "ELB cannot change the protocol of a target group")]
    pub protocol: TargetProtocol,
    /// What a target is.
    #[arg(default = TargetType::Ip, replace = "ELB cannot change what the targets of a group are")]
    pub target_type: TargetType,
    /// How it is found out which targets are well.
    #[arg(default = HealthCheckProps::usual())]
    pub health_check: HealthCheckProps,
    /// For how many seconds a target that leaves may finish what it does: up to 3,600.
    #[arg(default = 300)]
    pub deregistration_delay_seconds: u16,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// What is spoken with targets.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum TargetProtocol {
    /// HTTP.
    Http,
    /// HTTP over TLS; certificates are not checked.
    Https,
}

/// What a target is.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetType {
    /// An address, such as a pod's.
    Ip,
    /// An instance.
    Instance,
}

/// How it is found out which targets are well.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(HealthCheck)]
pub struct HealthCheckProps {
    /// What is asked for.
    #[arg(default = "/")]
    pub path: String,
    /// The port; the target's own is `traffic-port`.
    #[arg(default = "traffic-port")]
    pub port: String,
    /// The statuses of a target that is well: `200`, `200-299`, `200,204`.
    #[arg(default = "200")]
    pub matcher: String,
    /// Every how many seconds: 5 to 300.
    #[arg(default = 30)]
    pub interval_seconds: u16,
    /// After how many seconds without an answer: 2 to 120.
    #[arg(default = 5)]
    pub timeout_seconds: u16,
    /// After how many good answers a target is well: 2 to 10.
    #[arg(default = 5)]
    pub healthy_threshold: u16,
    /// After how many bad ones it is not: 2 to 10.
    #[arg(default = 2)]
    pub unhealthy_threshold: u16,
}

impl HealthCheckProps {
    /// As ELB has it when nothing is said.
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
    /// What metrics call it: `targetgroup/name/0a1b`.
    pub metric_name: String,
}

impl Resource for TargetGroup {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("elasticloadbalancing")
            .terraform(&[("aws_lb_target_group", "{arn}"), ("aws_alb_target_group", "{arn}")])
            .identity(Identity::NaturalKey)
            .unique(&[&["name"]])
            .typical(2, 2, 2)
            .timeouts(300, 300, 900)
            .actions(Actions {
                create: &[
                    "elasticloadbalancing:CreateTargetGroup",
                    "elasticloadbalancing:ModifyTargetGroupAttributes",
                    "elasticloadbalancing:AddTags",
                ],
                read: &[
                    "elasticloadbalancing:DescribeTargetGroups",
                    "elasticloadbalancing:DescribeTargetGroupAttributes",
                    "elasticloadbalancing:DescribeTags",
                    "tag:GetResources",
                ],
                update: &[
                    "elasticloadbalancing:ModifyTargetGroup",
                    "elasticloadbalancing:ModifyTargetGroupAttributes",
                    "elasticloadbalancing:AddTags",
                    "elasticloadbalancing:RemoveTags",
                ],
                delete: &["elasticloadbalancing:DeleteTargetGroup"],
            })
    }

    fn check(props: &TargetGroupProps) -> Vec<String> {
        let mut wrong: Vec<String> = Self::check_text("name", &props.name).into_iter().collect();
        let health = &props.health_check;
        let mut within = |field: &str, value: u16, least: u16, most: u16| {
            if !(least..=most).contains(&value) {
                wrong.push(format!("`{field}` is {value}: it is {least} to {most}"));
            }
        };
        within("health_check.interval_seconds", health.interval_seconds, 5, 300);
        within("health_check.timeout_seconds", health.timeout_seconds, 2, 120);
        within("health_check.healthy_threshold", health.healthy_threshold, 2, 10);
        within("health_check.unhealthy_threshold", health.unhealthy_threshold, 2, 10);
        within("deregistration_delay_seconds", props.deregistration_delay_seconds, 0, 3600);
        if health.timeout_seconds >= health.interval_seconds {
            wrong.push("`health_check.timeout_seconds` is less than `health_check.interval_seconds`".to_owned());
        }
        wrong
    }

    fn check_text(property: &str, text: &str) -> Option<String> {
        (property == "name").then(|| check_name(text)).flatten()
    }

    async fn create(cx: &OpCx<Self>, props: &TargetGroupProps) -> Result<TargetGroupAttrs> {
        let attrs = create_named(cx, props, || async {
            let health = &props.health_check;
            let call = cx
                .api()
                .elbv2()
                .create_target_group()
                .name(&props.name)
                .vpc_id(props.vpc_id.as_str())
                .port(number(props.port))
                .protocol(props.protocol.as_str().into())
                .target_type(props.target_type.as_str().into())
                .health_check_protocol(props.protocol.as_str().into())
                .health_check_path(&health.path)
                .health_check_port(&health.port)
                .matcher(sdk::Matcher::builder().http_code(&health.matcher).build())
                .health_check_interval_seconds(number(health.interval_seconds))
                .health_check_timeout_seconds(number(health.timeout_seconds))
                .healthy_threshold_count(number(health.healthy_threshold))
                .unhealthy_threshold_count(number(health.unhealthy_threshold))
                .set_tags(Some(create_tags(cx, &props.tags)));
            let told = passing(call.send().await.answer(cx.region()), &["The VPC ID"])?;
            let made = told.target_groups().first();
            let id = id_in(made.and_then(|made| made.target_group_arn()))?;
            let attrs = attrs_of(id.as_str(), &props.name);
            Ok((id, Some(attrs)))
        })
        .await?;
        delay(cx, attrs.arn.as_str(), props).await?;
        Ok(attrs)
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let mut found = Vec::new();
        for (group, tags) in tagged(cx, described(cx, ids).await?, sdk::TargetGroup::target_group_arn).await? {
            let arn = group.target_group_arn().unwrap_or_default();
            let call = cx.api().elbv2().describe_target_group_attributes().target_group_arn(arn);
            if let Some(told) = if_there(call.send().await.answer(cx.region()))? {
                found.push(seen(&group, told.attributes(), tags)?);
            }
        }
        Ok(found)
    }

    async fn glance(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Glance<Self>>> {
        let groups = tagged(cx, described(cx, ids).await?, sdk::TargetGroup::target_group_arn).await?.into_iter();
        groups
            .map(|(group, tags)| Ok(Glance::without(seen(&group, &[], tags)?, &["deregistration_delay_seconds"])))
            .collect()
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<TargetGroupProps, TargetGroupAttrs>,
    ) -> Result<TargetGroupAttrs> {
        let (arn, new) = (id.as_str(), &change.new);
        if change.has("health_check") {
            let health = &new.health_check;
            cx.eventually(&[], || async {
                let call = cx
                    .api()
                    .elbv2()
                    .modify_target_group()
                    .target_group_arn(arn)
                    .health_check_path(&health.path)
                    .health_check_port(&health.port)
                    .matcher(sdk::Matcher::builder().http_code(&health.matcher).build())
                    .health_check_interval_seconds(number(health.interval_seconds))
                    .health_check_timeout_seconds(number(health.timeout_seconds))
                    .healthy_threshold_count(number(health.healthy_threshold))
                    .unhealthy_threshold_count(number(health.unhealthy_threshold));
                call.send().await.answer(cx.region())
            })
            .await?;
        }
        if change.has("deregistration_delay_seconds") {
            delay(cx, arn, new).await?;
        }
        retag(cx, id, &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<TargetGroupProps, TargetGroupAttrs>) -> Result<()> {
        // Rules and listeners let go of it some time after they are changed.
        cx.eventually(IN_USE, || async {
            cx.api().elbv2().delete_target_group().target_group_arn(id.as_str()).send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &TargetGroupProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let all = list_all!(cx, cx.api().elbv2().describe_target_groups())?;
        ours(cx, all.into_iter().filter_map(|group| group.target_group_arn).collect()).await
    }

    async fn status(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let all = described(cx, ids).await?;
        let there = |id: &Id| all.iter().any(|group| group.target_group_arn() == Some(id.as_str()));
        Ok(ids.iter().map(|id| if there(id) { Status::Ready } else { Status::Absent }).collect())
    }
}

impl Named for TargetGroup {
    fn named(props: &TargetGroupProps) -> String {
        format!("the target group {}", props.name)
    }

    async fn there(cx: &Cx<Aws>, props: &TargetGroupProps) -> Result<Option<(Id, Tags)>> {
        let call = cx.api().elbv2().describe_target_groups().names(&props.name);
        let told = if_there(call.send().await.answer(cx.region()))?;
        let there = told.and_then(|told| told.target_groups).unwrap_or_default().into_iter().next();
        let Some(arn) = there.and_then(|group| group.target_group_arn) else { return Ok(None) };
        let tags = tags_of(cx, vec![arn.clone()]).await?.remove(&arn).unwrap_or_default();
        Ok(Some((Id::new(arn), tags)))
    }
}

async fn described(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::TargetGroup>> {
    together(ids, AT_ONCE, |ids| async move {
        let arns = ids.iter().map(Id::to_string).collect();
        let call = cx.api().elbv2().describe_target_groups().set_target_group_arns(Some(arns));
        Ok(call.send().await.answer(cx.region())?.target_groups.unwrap_or_default())
    })
    .await
}

async fn delay(cx: &OpCx<TargetGroup>, arn: &str, props: &TargetGroupProps) -> Result<()> {
    let value = props.deregistration_delay_seconds.to_string();
    cx.eventually(&[], || async {
        let attribute = TargetGroupAttribute::builder().key(DELAY).value(&value).build();
        let call = cx.api().elbv2().modify_target_group_attributes().target_group_arn(arn).attributes(attribute);
        not_yet(call.send().await.answer(cx.region()))
    })
    .await
    .map(drop)
}

fn attrs_of(arn: &str, name: &str) -> TargetGroupAttrs {
    let metric_name = arn.rsplit(':').next().unwrap_or_default().to_owned();
    TargetGroupAttrs { arn: Arn::new(arn), name: name.to_owned(), metric_name }
}

fn seen(group: &sdk::TargetGroup, attributes: &[TargetGroupAttribute], tags: Tags) -> Result<Seen<TargetGroup>> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
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
    Ok(Seen { id: Id::new(attrs.arn.as_str()), props, attrs, status: Status::Ready })
}
