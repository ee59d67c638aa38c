//! `aws:route53/HealthCheck`: a health check, for records.

use archipel_engine::equivalence;
use aws_sdk_route53::types::{self as sdk, AlarmIdentifier, HealthCheckConfig, HealthCheckType, TagResourceType};

use super::common::{owned, tags_of, update_tags};
use crate::prelude::*;

/// The properties of a health check.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct HealthCheckProps {
    /// The type.
    #[arg(replace = "Route 53 cannot change the type of a health check")]
    pub kind: HealthCheckKind,
    /// The host name.
    #[arg(equivalence = equivalence::DNS_NAME, length = 1..=255)]
    pub fqdn: Option<String>,
    /// The port.
    #[arg(range = 1..=65535)]
    pub port: Option<u16>,
    /// The path of the request: `/health`.
    #[arg(length = 1..=255)]
    pub path: Option<String>,
    /// The interval of requests in seconds: 30 or 10.
    #[arg(computed, replace = "Route 53 cannot change how often a health check asks")]
    pub request_interval: Option<u16>,
    /// The number of consecutive results that changes the status: 1 to 10.
    #[arg(computed, range = 1..=10)]
    pub failure_threshold: Option<u16>,
    /// For a calculated health check: the ids of its health checks.
    #[arg(set, length = ..=64, items = ..=256)]
    pub children: Vec<String>,
    /// For a calculated health check: how many of them must be healthy.
    pub health_threshold: Option<u16>,
    /// For an alarm: the name of the alarm.
    #[arg(length = 1..=256)]
    pub alarm_name: Option<String>,
    /// For an alarm: the region of the alarm.
    #[arg(length = 1..=64)]
    pub alarm_region: Option<RegionName>,
    /// For an alarm: the status while it has insufficient data.
    #[arg(computed)]
    pub insufficient_data: Option<InsufficientData>,
    /// Whether the result is inverted.
    #[arg(default = false)]
    pub inverted: bool,
    /// Whether the health check is disabled and counts as healthy.
    #[arg(default = false)]
    pub disabled: bool,
    /// Tags. The console shows the tag `Name`.
    pub tags: BTreeMap<String, String>,
}

/// The type of a health check.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum HealthCheckKind {
    /// HTTP requests to a host.
    Http,
    /// HTTPS requests to a host.
    Https,
    /// TCP connections to a host.
    Tcp,
    /// The status of other health checks.
    Calculated,
    /// The state of a CloudWatch alarm.
    CloudwatchMetric,
}

/// The status of a health check whose alarm has insufficient data.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "verbatim")]
pub enum InsufficientData {
    /// Healthy.
    Healthy,
    /// Unhealthy.
    Unhealthy,
    /// The last known status.
    LastKnownStatus,
}

/// A health check (`CreateHealthCheck`).
///
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHealthCheck.html>
#[resource("aws:route53/HealthCheck", props = HealthCheckProps)]
pub struct HealthCheck {
    /// The id.
    pub id: String,
}

/// Sets the properties that creates and updates take in the same way.
macro_rules! with_settings {
    ($call:expr, $props:expr) => {
        $call
            .set_fully_qualified_domain_name($props.fqdn.clone())
            .set_port($props.port.map(number))
            .set_resource_path($props.path.clone())
            .set_failure_threshold($props.failure_threshold.map(number))
            .set_child_health_checks((!$props.children.is_empty()).then(|| $props.children.clone()))
            .set_health_threshold($props.health_threshold.map(number))
            .set_alarm_identifier(alarm($props)?)
            .set_insufficient_data_health_status($props.insufficient_data.map(|data| data.as_str().into()))
            .inverted($props.inverted)
            .disabled($props.disabled)
    };
}

impl Resource for HealthCheck {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>().global().terraform(&[("aws_route53_health_check", "{id}")]).typical(Seconds {
            create: 3,
            update: 3,
            delete: 2,
        })
    }

    fn check(props: &HealthCheckProps) -> Vec<String> {
        use HealthCheckKind::{Calculated, CloudwatchMetric, Http, Https, Tcp};
        let requests = matches!(props.kind, Http | Https | Tcp);
        let calculated = props.kind == Calculated;
        violations! {
            requests != props.fqdn.is_some() => "`fqdn` goes with HTTP, HTTPS and TCP";
            calculated == props.children.is_empty() => "`children` goes with a calculated health check";
            calculated != props.health_threshold.is_some() => "`health_threshold` goes with `children`";
            (props.kind == CloudwatchMetric) != props.alarm_name.is_some() => "`alarm_name` goes with an alarm";
            props.alarm_name.is_some() != props.alarm_region.is_some() =>
                "`alarm_name` and `alarm_region` go together";
            props.request_interval.is_some_and(|s| s != 10 && s != 30) => "`request_interval` is 10 or 30";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &HealthCheckProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let secure = props.kind == HealthCheckKind::Https;
                let config = with_settings!(HealthCheckConfig::builder(), props)
                    .r#type(HealthCheckType::from(props.kind.as_str()))
                    .set_request_interval(props.request_interval.map(number))
                    .set_enable_sni(secure.then_some(true));
                let call = cx.api().route53().create_health_check().caller_reference(cx.token());
                let response = send!(cx, call.health_check_config(build_input(config.build())?))?;
                id_in(response.health_check().map(|check| check.id()))
            })
            .await?;
        // The create call accepts no tags.
        update_tags(cx, &TagResourceType::Healthcheck, &id, &Tags::new(), &owned_tags(cx, &props.tags)).await?;
        Ok(HealthCheckAttrs { id: id.as_str().to_owned() })
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        if change.has_besides(&["tags"]) {
            let call = cx.api().route53().update_health_check().health_check_id(id.as_str());
            // What the program does not change may be that of a recovery plan.
            let (inverted, disabled) = (change.has("inverted"), change.has("disabled"));
            let call = with_settings!(call, new)
                .set_inverted(inverted.then_some(new.inverted))
                .set_disabled(disabled.then_some(new.disabled));
            retry!(cx, &[], call)?;
        }
        update_tags(cx, &TagResourceType::Healthcheck, id, &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().route53().delete_health_check().health_check_id(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

impl Identity<Self> for HealthCheck {
    const IDEMPOTENCY: Idempotency = Idempotency::OwnershipTag;

    /// A health check keeps the caller reference of its create.
    async fn find(cx: &OperationContext<Self>, _: &HealthCheckProps) -> Result<Vec<Id>> {
        let checks = list_all!(cx, cx.api().route53().list_health_checks())?;
        let ours = checks.iter().filter(|check| check.caller_reference() == cx.token());
        Ok(ours.map(|check| Id::new(check.id())).collect())
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let checks = list_all!(cx, cx.api().route53().list_health_checks())?;
        let ids: Vec<Id> = checks.iter().map(|check| Id::new(check.id())).collect();
        owned(cx, &TagResourceType::Healthcheck, &ids).await
    }
}

/// The health checks of the account, by id.
async fn by_ids(cx: &ReadContext<Aws>) -> Result<BTreeMap<String, sdk::HealthCheck>> {
    let all = list_all!(cx, cx.api().route53().list_health_checks())?;
    Ok(all.into_iter().map(|check| (check.id().to_owned(), check)).collect())
}

fn alarm(props: &HealthCheckProps) -> Result<Option<AlarmIdentifier>> {
    let Some((name, region)) = props.alarm_name.as_ref().zip(props.alarm_region.as_ref()) else { return Ok(None) };
    build_input(AlarmIdentifier::builder().name(name).region(region.as_str().into()).build()).map(Some)
}

described! {
    HealthCheck: sdk::HealthCheck,
    id_of: |check| Id::new(check.id()),
    describe: |cx, ids| {
        read_each(ids, |id| async move {
            let all = cx.cached_bulk("health checks", || by_ids(cx)).await?;
            if let Some(check) = all.and_then(|all| all.get(id.as_str()).cloned()) {
                return Ok(Some(check));
            }
            let call = cx.api().route53().get_health_check().health_check_id(id.as_str());
            Ok(optional(send!(cx, call))?.and_then(|response| response.health_check))
        })
        .await
    },
    tags: |cx, check| tags_of(cx, TagResourceType::Healthcheck, check.id()).await,
    state: state,
}

fn state(check: &sdk::HealthCheck, tags: Tags) -> Result<State<HealthCheck>> {
    let config = check.health_check_config().ok_or_else(|| unreadable("health check"))?;
    let some = |number: Option<i32>| number.map(|number| count(Some(number)));
    let alarm = config.alarm_identifier();
    let props = HealthCheckProps {
        kind: parsed("type of a health check", Some(config.r#type().as_str()))?,
        fqdn: config.fully_qualified_domain_name().map(str::to_owned),
        port: some(config.port()),
        path: config.resource_path().map(str::to_owned),
        request_interval: some(config.request_interval()),
        failure_threshold: some(config.failure_threshold()),
        children: config.child_health_checks().to_vec(),
        health_threshold: some(config.health_threshold()),
        alarm_name: alarm.map(|alarm| alarm.name().to_owned()),
        alarm_region: alarm.map(|alarm| RegionName::new(alarm.region().as_str())),
        insufficient_data: parsed_option(
            "status without data",
            config.insufficient_data_health_status().map(|data| data.as_str()),
        )?,
        inverted: config.inverted().unwrap_or(false),
        disabled: config.disabled().unwrap_or(false),
        tags: own_tags(tags),
    };
    Ok((props, HealthCheckAttrs { id: check.id().to_owned() }))
}
