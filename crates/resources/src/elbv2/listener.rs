//! `aws:elbv2/Listener`: a listener of a load balancer.

use aws_sdk_elasticloadbalancingv2::types::{self as sdk, Certificate};

use super::action::ActionProps;
use super::common::{lookup_by_arn, update_tags};
use crate::prelude::*;

/// The properties of a listener.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ListenerProps {
    /// The load balancer.
    #[arg(replace = "a listener stays with its load balancer")]
    pub load_balancer_arn: Arn,
    /// The port.
    #[arg(range = 1..=65535)]
    pub port: u16,
    /// The protocol.
    pub protocol: Protocol,
    /// The action for requests that match no rule.
    pub default_action: ActionProps,
    /// The certificate for HTTPS, which must be issued and in the same region.
    pub certificate_arn: Option<Arn>,
    /// The security policy: TLS versions and ciphers.
    #[arg(computed)]
    pub ssl_policy: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The protocol of a listener.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum Protocol {
    /// HTTP without TLS.
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
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_lb_listener", "{arn}"), ("aws_alb_listener", "{arn}")])
            .unique(&[&["load_balancer_arn", "port"]])
    }

    fn check(props: &ListenerProps) -> Vec<String> {
        violations! {
            after props.default_action.check("default_action");
            (props.protocol == Protocol::Https) != props.certificate_arn.is_some() =>
                "`certificate_arn` goes with HTTPS, and HTTPS with it";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &ListenerProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            refuse_taken(cx, props).await?;
            let api = cx.api().elbv2();
            let call = api
                .create_listener()
                .load_balancer_arn(props.load_balancer_arn.as_str())
                .port(number(props.port))
                .protocol(props.protocol.as_str().into())
                .default_actions(props.default_action.to_sdk())
                .set_certificates(certificates(props))
                .set_ssl_policy(props.ssl_policy.clone())
                .set_tags(Some(create_tags(cx, &props.tags)));
            // A certificate that was just issued may not be visible yet; the create is retried.
            let response = send!(cx, call)?;
            let id = id_in(response.listeners().first().and_then(|made| made.listener_arn()))?;
            let attrs = ListenerAttrs { arn: Arn::new(id.as_str()) };
            Ok((id, Some(attrs)))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        if change.has_besides(&["tags"]) {
            if change.has("default_action") {
                keep_unmanaged::<Self>(cx, id).await?;
            }
            let api = cx.api().elbv2();
            let call = api
                .modify_listener()
                .listener_arn(id.as_str())
                .port(number(new.port))
                .protocol(new.protocol.as_str().into())
                .default_actions(new.default_action.to_sdk())
                .set_certificates(certificates(new))
                .set_ssl_policy(new.ssl_policy.clone());
            retry!(cx, &[], call, not_found_as_retryable)?;
        }
        update_tags(cx, id, &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().elbv2().delete_listener().listener_arn(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

lookup_by_arn! {
    Listener: sdk::Listener { listener_arn, describe_listeners / set_listener_arns => listeners },
    "listener on port" keyed |props| format!("{}|{}", props.load_balancer_arn, props.port),
    list: |cx| {
        let mut all = Vec::new();
        for balancer in <super::LoadBalancer as NaturalKey>::list(cx).await? {
            all.extend(list_all!(cx, cx.api().elbv2().describe_listeners().load_balancer_arn(balancer.as_str()))?);
        }
        Ok(all)
    },
    find: |cx, props| {
        let call = cx.api().elbv2().describe_listeners().load_balancer_arn(props.load_balancer_arn.as_str());
        let all = optional(list_all!(cx, call))?.unwrap_or_default();
        Ok(all.into_iter().find(|listener| listener.port() == Some(number(props.port))))
    };
    unmanaged: unmanaged,
    state: state,
}

fn unmanaged(listener: &sdk::Listener, (): &()) -> Vec<String> {
    ActionProps::unmanaged(listener.default_actions())
}

fn certificates(props: &ListenerProps) -> Option<Vec<Certificate>> {
    let arn = props.certificate_arn.as_ref()?;
    Some(vec![Certificate::builder().certificate_arn(arn.as_str()).build()])
}

fn state(listener: &sdk::Listener, tags: Tags) -> Result<State<Listener>> {
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
    Ok((props, ListenerAttrs { arn }))
}
