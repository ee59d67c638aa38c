//! `aws:elbv2/Listener`: a listener of a load balancer.

use aws_sdk_elasticloadbalancingv2::types::{self as sdk, Certificate};

use super::action::ActionProps;
use super::common::{lookup_by_arn, update_tags};
use super::mutual_authentication::{self, MutualAuthenticationProps};
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
    /// The protocol: HTTP and HTTPS for an application load balancer, the others for a network load balancer.
    pub protocol: Protocol,
    /// The action for requests that match no rule.
    pub default_action: ActionProps,
    /// The certificate for HTTPS or TLS, which must be issued and in the same region.
    pub certificate_arn: Option<Arn>,
    /// The security policy: TLS versions and ciphers.
    #[arg(computed)]
    pub ssl_policy: Option<String>,
    /// How clients of a TLS listener choose HTTP/2 (ALPN). By default, they do not.
    pub alpn_policy: Option<AlpnPolicy>,
    /// The authentication of clients of an HTTPS listener by certificates (mutual TLS). By default, the load balancer asks for none.
    pub mutual_authentication: Option<MutualAuthenticationProps>,
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
    /// TCP.
    Tcp,
    /// TLS, which the load balancer terminates.
    Tls,
    /// UDP.
    Udp,
    /// TCP and UDP on the same port.
    TcpUdp,
}

impl Protocol {
    fn is_secure(self) -> bool {
        matches!(self, Self::Https | Self::Tls)
    }

    fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::Https)
    }
}

/// The protocols among which clients of a TLS listener choose (ALPN).
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "verbatim")]
pub enum AlpnPolicy {
    /// HTTP/1.1 and HTTP/1.0.
    #[prop("HTTP1Only")]
    Http1Only,
    /// HTTP/2.
    #[prop("HTTP2Only")]
    Http2Only,
    /// HTTP/1.1 rather than HTTP/2.
    #[prop("HTTP2Optional")]
    Http2Optional,
    /// HTTP/2 rather than HTTP/1.1.
    #[prop("HTTP2Preferred")]
    Http2Preferred,
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
        let (protocol, action) = (props.protocol, &props.default_action);
        violations! {
            after action.check("default_action");
            after mutual_authentication::check(props.mutual_authentication.as_ref());
            props.mutual_authentication.is_some() && protocol != Protocol::Https =>
                "`mutual_authentication` is set: it goes with HTTPS";
            protocol.is_secure() != props.certificate_arn.is_some() =>
                "`certificate_arn` goes with HTTPS and TLS, and they with it";
            props.alpn_policy.is_some() && protocol != Protocol::Tls => "`alpn_policy` is set: it goes with TLS";
            action.authenticates() && protocol != Protocol::Https =>
                "`default_action` authenticates users: ELB does so for HTTPS only";
            !protocol.is_http() && action.forward.is_empty() =>
                "`default_action` does not forward: a listener for {protocol} can do nothing else";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &ListenerProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            refuse_taken(cx, props).await?;
            props.default_action.refuse_without_secret(None)?;
            let api = cx.api().elbv2();
            let call = api
                .create_listener()
                .load_balancer_arn(props.load_balancer_arn.as_str())
                .port(number(props.port))
                .protocol(props.protocol.as_str().into())
                .set_default_actions(Some(props.default_action.to_sdk(None)))
                .set_certificates(certificates(props))
                .set_ssl_policy(props.ssl_policy.clone())
                .set_alpn_policy(props.alpn_policy.and_then(|policy| alpn(Some(policy))))
                .set_mutual_authentication(
                    props.mutual_authentication.as_ref().map(|given| mutual_authentication::to_sdk(Some(given))),
                )
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
            let old = Some(&change.old.default_action);
            new.default_action.refuse_without_secret(old)?;
            let api = cx.api().elbv2();
            let call = api
                .modify_listener()
                .listener_arn(id.as_str())
                .port(number(new.port))
                .protocol(new.protocol.as_str().into())
                .set_default_actions(Some(new.default_action.to_sdk(old)))
                .set_certificates(certificates(new))
                .set_alpn_policy(if new.protocol == Protocol::Tls { alpn(new.alpn_policy) } else { None })
                .set_mutual_authentication(
                    change
                        .has("mutual_authentication")
                        .then(|| mutual_authentication::to_sdk(new.mutual_authentication.as_ref())),
                )
                .set_ssl_policy(new.ssl_policy.clone().filter(|_| new.protocol.is_secure()));
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

/// ELB's text for no policy.
const NO_ALPN: &str = "None";

/// The policy of a request. A TLS listener keeps one that a request leaves out.
fn alpn(policy: Option<AlpnPolicy>) -> Option<Vec<String>> {
    Some(vec![policy.as_ref().map_or(NO_ALPN, |policy| policy.as_str()).to_owned()])
}

fn state(listener: &sdk::Listener, tags: Tags) -> Result<State<Listener>> {
    let arn = Arn::new(listener.listener_arn().unwrap_or_default());
    let certificate = listener.certificates().first().and_then(|certificate| certificate.certificate_arn());
    let protocol: Protocol = parsed("protocol", listener.protocol().map(sdk::ProtocolEnum::as_str))?;
    let alpn_policy = listener.alpn_policy().first().map(String::as_str).filter(|policy| *policy != NO_ALPN);
    let props = ListenerProps {
        load_balancer_arn: Arn::new(listener.load_balancer_arn().unwrap_or_default()),
        port: count(listener.port()),
        protocol,
        default_action: ActionProps::from_sdk(listener.default_actions())?,
        certificate_arn: certificate.map(Arn::new),
        ssl_policy: listener.ssl_policy().filter(|_| protocol.is_secure()).map(str::to_owned),
        alpn_policy: parsed_option("ALPN policy", alpn_policy)?,
        mutual_authentication: mutual_authentication::from_sdk(listener.mutual_authentication())?,
        tags: own_tags(tags),
    };
    Ok((props, ListenerAttrs { arn }))
}
