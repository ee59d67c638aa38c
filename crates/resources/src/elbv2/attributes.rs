//! The attributes of a target group: the settings that ELB reads and writes as texts, with their names.

use std::str::FromStr;

use aws_sdk_elasticloadbalancingv2::types::TargetGroupAttribute;

use super::target_group::{Algorithm, StickinessKind, StickinessProps, TargetGroup, TargetGroupProps, TargetProtocol};
use crate::prelude::*;

pub(super) const DELAY: &str = "deregistration_delay.timeout_seconds";
pub(super) const SLOW_START: &str = "slow_start.duration_seconds";
pub(super) const CLIENT_IP: &str = "preserve_client_ip.enabled";
pub(super) const PROXY_PROTOCOL: &str = "proxy_protocol_v2.enabled";
pub(super) const TERMINATION: &str = "deregistration_delay.connection_termination.enabled";
const ALGORITHM: &str = "load_balancing.algorithm.type";
const STICKY: &str = "stickiness.enabled";
const STICKY_KIND: &str = "stickiness.type";
const LB_COOKIE: &str = "stickiness.lb_cookie.duration_seconds";
const APP_COOKIE: &str = "stickiness.app_cookie.duration_seconds";
const COOKIE_NAME: &str = "stickiness.app_cookie.cookie_name";
/// ELB's default of the duration.
const DAY: u32 = 86_400;

/// The properties that are attributes.
pub(super) const PROPERTIES: &[&str] = &[
    "deregistration_delay_seconds",
    "stickiness",
    "algorithm",
    "slow_start_seconds",
    "preserve_client_ip",
    "proxy_protocol",
    "connection_termination",
];

/// The attributes of a target group by name.
pub(super) type Wanted = BTreeMap<&'static str, String>;

/// The attributes of new target groups that differ from ELB's defaults, and the delay.
pub(super) fn of(props: &TargetGroupProps) -> Wanted {
    let mut wanted = all(props);
    let defaults = [(STICKY, "false"), (ALGORITHM, "round_robin"), (SLOW_START, "0"), (PROXY_PROTOCOL, "false")];
    wanted.retain(|name, value| !defaults.contains(&(*name, value.as_str())));
    wanted
}

/// The attributes that an update changes.
pub(super) fn changed(old: &TargetGroupProps, new: &TargetGroupProps) -> Wanted {
    let (old, mut wanted) = (all(old), all(new));
    wanted.retain(|name, value| old.get(name) != Some(value));
    // ELB checks the kind and the cookie of a stickiness together.
    if wanted.keys().any(|name| name.starts_with("stickiness.")) {
        wanted.extend(all(new).into_iter().filter(|(name, _)| name.starts_with("stickiness.")));
    }
    wanted
}

fn all(props: &TargetGroupProps) -> Wanted {
    let mut wanted = Wanted::from([(DELAY, props.deregistration_delay_seconds.to_string())]);
    if props.protocol.is_http() {
        wanted.insert(ALGORITHM, props.algorithm.as_str().to_owned());
        wanted.insert(SLOW_START, props.slow_start_seconds.to_string());
    } else {
        wanted.insert(PROXY_PROTOCOL, props.proxy_protocol.to_string());
        wanted.extend(props.preserve_client_ip.map(|on| (CLIENT_IP, on.to_string())));
        wanted.extend(props.connection_termination.map(|on| (TERMINATION, on.to_string())));
    }
    wanted.insert(STICKY, props.stickiness.is_some().to_string());
    if let Some(sticky) = &props.stickiness {
        wanted.insert(STICKY_KIND, sticky.kind.as_str().to_owned());
        match sticky.kind {
            StickinessKind::LbCookie => drop(wanted.insert(LB_COOKIE, sticky.duration_seconds.to_string())),
            StickinessKind::AppCookie => {
                wanted.insert(APP_COOKIE, sticky.duration_seconds.to_string());
                wanted.insert(COOKIE_NAME, sticky.cookie_name.clone().unwrap_or_default());
            }
            StickinessKind::SourceIp => {}
        }
    }
    wanted
}

/// Sends these attributes in one call.
pub(super) async fn put(cx: &OperationContext<TargetGroup>, arn: &str, wanted: &Wanted) -> Result<()> {
    let attribute = |(name, value): (&&str, &String)| TargetGroupAttribute::builder().key(*name).value(value).build();
    let attributes: Vec<_> = wanted.iter().map(attribute).collect();
    let call = cx.api().elbv2().modify_target_group_attributes().target_group_arn(arn);
    retry!(cx, &[], call.set_attributes(Some(attributes.clone())), not_found_as_retryable).map(drop)
}

/// The attributes of a response.
pub(super) struct Attributes<'a> {
    all: &'a [TargetGroupAttribute],
    protocol: TargetProtocol,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(all: &'a [TargetGroupAttribute], protocol: TargetProtocol) -> Self {
        Self { all, protocol }
    }

    fn value(&self, name: &str) -> Option<&str> {
        let attribute = self.all.iter().find(|attribute| attribute.key() == Some(name));
        attribute.and_then(|attribute| attribute.value()).filter(|value| !value.is_empty())
    }

    pub(super) fn number<T: FromStr>(&self, name: &str) -> Option<T> {
        self.value(name)?.parse().ok()
    }

    /// A setting of network load balancers.
    pub(super) fn switch(&self, name: &str) -> Option<bool> {
        let value = self.value(name).filter(|_| !self.protocol.is_http());
        value.map(|value| value == "true")
    }

    pub(super) fn algorithm(&self) -> Result<Algorithm> {
        let algorithm = self.value(ALGORITHM).filter(|_| self.protocol.is_http());
        Ok(parsed_option("algorithm", algorithm)?.unwrap_or(Algorithm::RoundRobin))
    }

    pub(super) fn stickiness(&self) -> Result<Option<StickinessProps>> {
        if self.value(STICKY) != Some("true") {
            return Ok(None);
        }
        let kind: StickinessKind = parsed("type of stickiness", self.value(STICKY_KIND))?;
        let (duration, cookie_name) = match kind {
            StickinessKind::LbCookie => (self.number(LB_COOKIE), None),
            StickinessKind::AppCookie => (self.number(APP_COOKIE), self.value(COOKIE_NAME)),
            StickinessKind::SourceIp => (None, None),
        };
        let cookie_name = cookie_name.map(str::to_owned);
        Ok(Some(StickinessProps { kind, duration_seconds: duration.unwrap_or(DAY), cookie_name }))
    }
}
