//! `aws:elbv2/LoadBalancer`: an application load balancer.

use aws_sdk_elasticloadbalancingv2::types::{self as sdk, LoadBalancerAttribute, LoadBalancerStateEnum};

use super::common::{IN_USE, check_name, lookup_by_arn, update_tags};
use crate::prelude::*;

/// The properties of a load balancer.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct LoadBalancerProps {
    /// The name, unique in the account and region: up to 32 letters, digits and hyphens.
    #[arg(
        replace = "ELB cannot rename a load balancer",
        length = 1..=32, pattern = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?",
    )]
    pub name: String,
    /// The subnets, in at least two availability zones.
    #[arg(required, set, items = 2..)]
    pub subnet_ids: Vec<SubnetId>,
    /// The security groups.
    #[arg(required, set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// Whether the load balancer is reachable from the internet.
    #[arg(default = Scheme::Internal, replace = "ELB cannot move a load balancer to the internet or from it")]
    pub scheme: Scheme,
    /// The idle timeout of connections in seconds: 1 to 4,000.
    #[arg(default = 60, range = 1..=4000)]
    pub idle_timeout_seconds: u16,
    /// Whether invalid header fields are removed from requests.
    #[arg(default = false)]
    pub drop_invalid_header_fields: bool,
    /// Whether the service refuses to delete it; a plan then refuses too.
    #[arg(default = false)]
    pub deletion_protection: bool,
    /// The bucket of the access logs.
    #[arg(length = 3..=63)]
    pub access_logs_bucket: Option<String>,
    /// The prefix of the access logs' keys.
    #[arg(length = ..=1024)]
    pub access_logs_prefix: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The networks that can reach a load balancer.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Its VPC.
    Internal,
    /// The internet.
    InternetFacing,
}

/// An application load balancer (`CreateLoadBalancer`). It is ready after two to three minutes.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html>
#[resource("aws:elbv2/LoadBalancer", props = LoadBalancerProps)]
pub struct LoadBalancer {
    /// The ARN.
    pub arn: Arn,
    /// The DNS name.
    pub dns_name: String,
    /// The hosted zone of the DNS name, for alias records.
    pub hosted_zone_id: String,
    /// The VPC.
    pub vpc_id: VpcId,
    /// The name in metrics: `app/name/0a1b`.
    pub metric_name: String,
}

impl Resource for LoadBalancer {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_lb", "{arn}"), ("aws_alb", "{arn}")])
            .unique(&[&["name"]])
            .guard("deletion_protection")
            .typical(Seconds { create: 150, update: 10, delete: 60 })
            .timeouts(Seconds { create: 1200, update: 600, delete: 2400 })
            .polling(PollInterval { first_millis: 1000, max_secs: 15 })
    }

    fn check(props: &LoadBalancerProps) -> Vec<String> {
        violations! {
            after check_name(&props.name);
            props.access_logs_prefix.is_some() && props.access_logs_bucket.is_none() =>
                "`access_logs_prefix` needs `access_logs_bucket`";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &LoadBalancerProps) -> Result<Self::Attrs> {
        let attrs = create_named(cx, props, || async {
            // ELB returns an existing load balancer with the same settings.
            refuse_taken(cx, props).await?;
            let api = cx.api().elbv2();
            let call = api
                .create_load_balancer()
                .name(&props.name)
                .set_subnets(Some(texts(&props.subnet_ids)))
                .set_security_groups(Some(texts(&props.security_group_ids)))
                .scheme(props.scheme.as_str().into())
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = retry_on(send!(cx, call), &["InvalidSubnet", "InvalidSecurityGroup"])?;
            let made = response.load_balancers().first();
            Ok((id_in(made.and_then(|made| made.load_balancer_arn()))?, None))
        })
        .await?;
        put_attributes(cx, attrs.arn.as_str(), props).await?;
        Ok(attrs)
    }

    reads!(read, read_from_list, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (elb, arn, new) = (cx.api().elbv2(), id.as_str(), &change.new);
        if change.has("subnet_ids") {
            let call = elb.set_subnets().load_balancer_arn(arn).set_subnets(Some(texts(&new.subnet_ids)));
            retry!(cx, &[], call, |response| retry_on(not_found_as_retryable(response), &["InvalidSubnet"]))?;
        }
        if change.has("security_group_ids") {
            let call = elb.set_security_groups().load_balancer_arn(arn);
            let call = call.set_security_groups(Some(texts(&new.security_group_ids)));
            retry!(cx, &[], call, |response| retry_on(not_found_as_retryable(response), &["InvalidSecurityGroup"]))?;
        }
        put_attributes(cx, arn, new).await?;
        update_tags(cx, id, &change.old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().elbv2().delete_load_balancer().load_balancer_arn(id.as_str());
        delete!(cx, id, IN_USE, call)
    }
}

lookup_by_arn! {
    LoadBalancer: sdk::LoadBalancer {
        load_balancer_arn, describe_load_balancers / set_load_balancer_arns => load_balancers
    },
    "load balancer" by name,
    list: |cx| list_all!(cx, cx.api().elbv2().describe_load_balancers()),
    find: |cx, props| {
        let response = optional(send!(cx, cx.api().elbv2().describe_load_balancers().names(&props.name)))?;
        Ok(response.and_then(|response| response.load_balancers.unwrap_or_default().into_iter().next()))
    },
    status: status_of;
    details: Vec<LoadBalancerAttribute> = |cx, balancer| {
        let call = cx.api().elbv2().describe_load_balancer_attributes();
        let response = send!(cx, call.load_balancer_arn(balancer.load_balancer_arn().unwrap_or_default()));
        Ok(optional(response)?.map(|response| response.attributes.unwrap_or_default()))
    },
    unlisted: ATTRIBUTES,
    state: state,
}

/// The properties that ELB returns as attributes, one load balancer per call.
const ATTRIBUTES: &[&str] = &[
    "idle_timeout_seconds",
    "drop_invalid_header_fields",
    "deletion_protection",
    "access_logs_bucket",
    "access_logs_prefix",
];

fn status_of(balancer: &sdk::LoadBalancer) -> Status {
    let state = balancer.state();
    match state.and_then(|state| state.code()) {
        Some(LoadBalancerStateEnum::Active | LoadBalancerStateEnum::ActiveImpaired) => Status::Ready,
        Some(LoadBalancerStateEnum::Failed) => {
            Status::Failed(state.and_then(|state| state.reason()).unwrap_or("no reason was given").to_owned())
        }
        other => Status::Pending(other.map_or("provisioning", |code| code.as_str()).to_owned()),
    }
}

/// Sends all attributes, including defaults, in one call.
async fn put_attributes(cx: &OperationContext<LoadBalancer>, arn: &str, props: &LoadBalancerProps) -> Result<()> {
    let attribute = |(key, value): (&str, String)| LoadBalancerAttribute::builder().key(key).value(value).build();
    let mut wanted = vec![
        ("idle_timeout.timeout_seconds", props.idle_timeout_seconds.to_string()),
        ("routing.http.drop_invalid_header_fields.enabled", props.drop_invalid_header_fields.to_string()),
        ("deletion_protection.enabled", props.deletion_protection.to_string()),
        ("access_logs.s3.enabled", props.access_logs_bucket.is_some().to_string()),
    ];
    if let Some(bucket) = &props.access_logs_bucket {
        wanted.push(("access_logs.s3.bucket", bucket.clone()));
        wanted.push(("access_logs.s3.prefix", props.access_logs_prefix.clone().unwrap_or_default()));
    }
    let attributes: Vec<_> = wanted.into_iter().map(attribute).collect();
    let call = cx.api().elbv2().modify_load_balancer_attributes().load_balancer_arn(arn);
    retry!(cx, &[], call.set_attributes(Some(attributes.clone())), not_found_as_retryable).map(drop)
}

fn state(
    balancer: &sdk::LoadBalancer,
    attributes: &[LoadBalancerAttribute],
    tags: Tags,
) -> Result<State<LoadBalancer>> {
    let value = |key: &str| {
        let found = attributes.iter().find(|attribute| attribute.key() == Some(key));
        found.and_then(|attribute| attribute.value()).filter(|value| !value.is_empty())
    };
    let arn = text(balancer.load_balancer_arn());
    let logs = value("access_logs.s3.enabled") == Some("true");
    let props = LoadBalancerProps {
        name: text(balancer.load_balancer_name()),
        subnet_ids: balancer
            .availability_zones()
            .iter()
            .filter_map(|zone| zone.subnet_id())
            .map(SubnetId::new)
            .collect(),
        security_group_ids: balancer.security_groups().iter().map(SecurityGroupId::new).collect(),
        scheme: parsed_option("scheme", balancer.scheme().map(|scheme| scheme.as_str()))?.unwrap_or(Scheme::Internal),
        idle_timeout_seconds: value("idle_timeout.timeout_seconds").and_then(|text| text.parse().ok()).unwrap_or(60),
        drop_invalid_header_fields: value("routing.http.drop_invalid_header_fields.enabled") == Some("true"),
        deletion_protection: value("deletion_protection.enabled") == Some("true"),
        access_logs_bucket: value("access_logs.s3.bucket").filter(|_| logs).map(str::to_owned),
        access_logs_prefix: value("access_logs.s3.prefix").filter(|_| logs).map(str::to_owned),
        tags: own_tags(tags),
    };
    let attrs = LoadBalancerAttrs {
        dns_name: text(balancer.dns_name()),
        hosted_zone_id: text(balancer.canonical_hosted_zone_id()),
        vpc_id: VpcId::new(text(balancer.vpc_id())),
        metric_name: arn.split_once(":loadbalancer/").map(|(_, name)| name.to_owned()).unwrap_or_default(),
        arn: Arn::new(&arn),
    };
    Ok((props, attrs))
}
