//! `aws:elbv2/Listener`: a port that a load balancer listens on.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, Prop, resource};
use aws_sdk_elasticloadbalancingv2::types::{self as sdk, Certificate};

use super::action::ActionProps;
use super::common::{AT_ONCE, retag, tagged, tags_of};
use crate::aws::{
    Answer, Aws, OrGone, Tags, count, create_tags, if_there, list_all, number, own_tags, parsed, together,
};
use crate::natural::{Named, create_named, find_named, id_in, not_yet, refuse_taken};
use crate::types::Arn;

/// What a listener is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ListenerProps {
    /// The load balancer.
    #[arg(replace = "a listener stays with its load balancer")]
    pub load_balancer_arn: Arn,
    /// The port.
    pub port: u16,
    /// What is spoken there.
    pub protocol: Protocol,
    /// What is done with what no rule is for.
    pub default_action: ActionProps,
    /// The certificate, for HTTPS: issued, and in the same region.
    pub certificate_arn: Option<Arn>,
    /// Which versions and ciphers of TLS are spoken.
    #[arg(computed)]
    pub ssl_policy: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// What is spoken at a port.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum Protocol {
    /// HTTP, in plain.
    Http,
    /// HTTP over TLS.
    Https,
}

/// A listener (`CreateListener`).
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html>
#[resource("aws:elbv2/Listener", props = ListenerProps)]
pub struct Listener {
    /// The ARN.
    pub arn: Arn,
}

impl Resource for Listener {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("elasticloadbalancing")
            .terraform(&[("aws_lb_listener", "{arn}"), ("aws_alb_listener", "{arn}")])
            .identity(Identity::NaturalKey)
            .unique(&[&["load_balancer_arn", "port"]])
            .typical(2, 2, 2)
            .actions(Actions {
                create: &["elasticloadbalancing:CreateListener", "elasticloadbalancing:AddTags"],
                read: &[
                    "elasticloadbalancing:DescribeListeners",
                    "elasticloadbalancing:DescribeTags",
                    "tag:GetResources",
                ],
                update: &[
                    "elasticloadbalancing:ModifyListener",
                    "elasticloadbalancing:AddTags",
                    "elasticloadbalancing:RemoveTags",
                ],
                delete: &["elasticloadbalancing:DeleteListener"],
            })
    }

    fn check(props: &ListenerProps) -> Vec<String> {
        let mut wrong: Vec<String> = props.default_action.check("default_action").into_iter().collect();
        if (props.protocol == Protocol::Https) != props.certificate_arn.is_some() {
            wrong.push("`certificate_arn` goes with HTTPS, and HTTPS with it".to_owned());
        }
        wrong
    }

    async fn create(cx: &OpCx<Self>, props: &ListenerProps) -> Result<ListenerAttrs> {
        create_named(cx, props, || async {
            refuse_taken(cx, props).await?;
            let call = cx
                .api()
                .elbv2()
                .create_listener()
                .load_balancer_arn(props.load_balancer_arn.as_str())
                .port(number(props.port))
                .protocol(props.protocol.as_str().into())
                .default_actions(props.default_action.to_sdk())
                .set_certificates(certificates(props))
                .set_ssl_policy(props.ssl_policy.clone())
                .set_tags(Some(create_tags(cx, &props.tags)));
            // A certificate that was issued a moment ago is not found yet, which is waited for.
            let told = call.send().await.answer(cx.region())?;
            let id = id_in(told.listeners().first().and_then(|made| made.listener_arn()))?;
            let attrs = ListenerAttrs { arn: Arn::new(id.as_str()) };
            Ok((id, Some(attrs)))
        })
        .await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let listeners = together(ids, AT_ONCE, |ids| async move {
            let arns = ids.iter().map(Id::to_string).collect();
            let call = cx.api().elbv2().describe_listeners().set_listener_arns(Some(arns));
            Ok(call.send().await.answer(cx.region())?.listeners.unwrap_or_default())
        })
        .await?;
        let listeners = tagged(cx, listeners, sdk::Listener::listener_arn).await?;
        listeners.into_iter().map(|(listener, tags)| seen(&listener, tags)).collect()
    }

    async fn update(cx: &OpCx<Self>, id: &Id, change: &Change<ListenerProps, ListenerAttrs>) -> Result<ListenerAttrs> {
        let new = &change.new;
        if change.changed.iter().any(|name| name != "tags") {
            cx.eventually(&[], || async {
                let call = cx
                    .api()
                    .elbv2()
                    .modify_listener()
                    .listener_arn(id.as_str())
                    .port(number(new.port))
                    .protocol(new.protocol.as_str().into())
                    .default_actions(new.default_action.to_sdk())
                    .set_certificates(certificates(new))
                    .set_ssl_policy(new.ssl_policy.clone());
                not_yet(call.send().await.answer(cx.region()))
            })
            .await?;
        }
        retag(cx, id, &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<ListenerProps, ListenerAttrs>) -> Result<()> {
        cx.eventually(&[], || async {
            cx.api().elbv2().delete_listener().listener_arn(id.as_str()).send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &ListenerProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let mut arns = Vec::new();
        for balancer in <super::LoadBalancer as Resource>::list(cx).await? {
            let call = cx.api().elbv2().describe_listeners().load_balancer_arn(balancer.as_str());
            let listeners = list_all!(cx, call)?;
            arns.extend(listeners.into_iter().filter_map(|listener| listener.listener_arn));
        }
        super::common::ours(cx, arns).await
    }
}

impl Named for Listener {
    fn named(props: &ListenerProps) -> String {
        format!("the listener on port {} of {}", props.port, props.load_balancer_arn)
    }

    async fn there(cx: &Cx<Aws>, props: &ListenerProps) -> Result<Option<(Id, Tags)>> {
        let call = cx.api().elbv2().describe_listeners().load_balancer_arn(props.load_balancer_arn.as_str());
        let all = if_there(list_all!(cx, call))?.unwrap_or_default();
        let same = all.into_iter().find(|listener| listener.port() == Some(number(props.port)));
        let Some(arn) = same.and_then(|listener| listener.listener_arn) else { return Ok(None) };
        let tags = tags_of(cx, vec![arn.clone()]).await?.remove(&arn).unwrap_or_default();
        Ok(Some((Id::new(arn), tags)))
    }
}

fn certificates(props: &ListenerProps) -> Option<Vec<Certificate>> {
    let arn = props.certificate_arn.as_ref()?;
    Some(vec![Certificate::builder().certificate_arn(arn.as_str()).build()])
}

fn seen(listener: &sdk::Listener, tags: Tags) -> Result<Seen<Listener>> {
    let arn = Arn::new(listener.listener_arn().unwrap_or_default());
    let certificate = listener.certificates().first().and_then(|certificate| certificate.certificate_arn());
    let secure = listener.protocol() == Some(&sdk::ProtocolEnum::Https);
    let props = ListenerProps {
        load_balancer_arn: Arn::new(listener.load_balancer_arn().unwrap_or_default()),
        port: count(listener.port()),
        protocol: parsed("protocol", listener.protocol().map(sdk::ProtocolEnum::as_str))?,
        default_action: ActionProps::from_sdk(listener.default_actions())?,
        certificate_arn: certificate.map(Arn::new),
        ssl_policy: listener.ssl_policy().filter(|_| secure).map(str::to_owned),
        tags: own_tags(tags),
    };
    Ok(Seen { id: Id::new(arn.as_str()), props, attrs: ListenerAttrs { arn }, status: Status::Ready })
}
