//! `aws:elbv2/LoadBalancer`: spreads HTTP requests over targets in several zones.

use aws_sdk_elasticloadbalancingv2::types::{self as sdk, LoadBalancerAttribute, LoadBalancerStateEnum};

use super::common::{AT_ONCE, IN_USE, check_name, ours, tagged, update_tags, with_tags};
use crate::prelude::*;

/// What a load balancer is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct LoadBalancerProps {
    /// The name, unique in account and region: up to 32 letters, digits and hyphens.
    #[arg(
        replace = "ELB cannot rename a load balancer",
        length = 1..=32, pattern = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?",
    )]
    pub name: String,
    /// A subnet in each of two zones or more.
    #[arg(required, set, items = 2..)]
    pub subnet_ids: Vec<SubnetId>,
    /// Who may call it, and what it may call.
    #[arg(required, set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// Whether it can be reached from the internet.
    #[arg(default = Scheme::Internal, replace = "ELB cannot move a load balancer to the internet or from it")]
    pub scheme: Scheme,
    /// After how many seconds a connection on which nothing is said is closed: 1 to 4,000.
    #[arg(default = 60, range = 1..=4000)]
    pub idle_timeout_seconds: u16,
    /// Whether requests with header names that are not allowed lose those headers.
    #[arg(default = false)]
    pub drop_invalid_header_fields: bool,
    /// Whether it is kept from being deleted.
    #[arg(default = false)]
    pub deletion_protection: bool,
    /// The bucket that gets a log of all requests.
    pub access_logs_bucket: Option<String>,
    /// How the names of these logs begin.
    pub access_logs_prefix: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// Where a load balancer can be reached from.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// From its VPC.
    Internal,
    /// From everywhere.
    InternetFacing,
}

/// An application load balancer (`CreateLoadBalancer`). Ready after two to three minutes.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html>
#[resource("aws:elbv2/LoadBalancer", props = LoadBalancerProps)]
pub struct LoadBalancer {
    /// The ARN.
    pub arn: Arn,
    /// The name of the host that requests are sent to.
    pub dns_name: String,
    /// The hosted zone of that name, for aliases to it.
    pub hosted_zone_id: String,
    /// The VPC.
    pub vpc_id: VpcId,
    /// What metrics call it: `app/name/0a1b`.
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
        let mut wrong = check_name(&props.name);
        if props.access_logs_prefix.is_some() && props.access_logs_bucket.is_none() {
            wrong.push("`access_logs_prefix` needs `access_logs_bucket`".to_owned());
        }
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &LoadBalancerProps) -> Result<Self::Attrs> {
        let attrs = create_named(cx, props, || async {
            // ELB answers with the load balancer that there is, if it looks the same.
            refuse_taken(cx, props).await?;
            let api = cx.api().elbv2();
            let call = api
                .create_load_balancer()
                .name(&props.name)
                .set_subnets(Some(props.subnet_ids.iter().map(SubnetId::to_string).collect()))
                .set_security_groups(Some(props.security_group_ids.iter().map(SecurityGroupId::to_string).collect()))
                .scheme(props.scheme.as_str().into())
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = retry_on(send!(cx, call), &["InvalidSubnet", "InvalidSecurityGroup"])?;
            let made = response.load_balancers().first();
            Ok((crate::natural_key::id_in(made.and_then(|made| made.load_balancer_arn()))?, None))
        })
        .await?;
        put_attributes(cx, attrs.arn.as_str(), props).await?;
        Ok(attrs)
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let mut found = Vec::new();
        for (balancer, tags) in tagged(cx, described(cx, ids).await?, sdk::LoadBalancer::load_balancer_arn).await? {
            let arn = balancer.load_balancer_arn().unwrap_or_default();
            let call = cx.api().elbv2().describe_load_balancer_attributes().load_balancer_arn(arn);
            if let Some(response) = optional(send!(cx, call))? {
                found.push(seen(&balancer, response.attributes(), tags));
            }
        }
        Ok(found)
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        let read_from_list =
            |(balancer, tags): (sdk::LoadBalancer, Tags)| ListedState::missing(seen(&balancer, &[], tags), ATTRIBUTES);
        let balancers = tagged(cx, described(cx, ids).await?, sdk::LoadBalancer::load_balancer_arn).await?;
        Ok(balancers.into_iter().map(read_from_list).collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (elb, arn, new) = (cx.api().elbv2(), id.as_str(), &change.new);
        if change.has("subnet_ids") {
            let subnets: Vec<String> = new.subnet_ids.iter().map(SubnetId::to_string).collect();
            cx.eventually(&[], || async {
                let call = elb.set_subnets().load_balancer_arn(arn).set_subnets(Some(subnets.clone()));
                retry_on(not_found_as_retryable(send!(cx, call)), &["InvalidSubnet"])
            })
            .await?;
        }
        if change.has("security_group_ids") {
            let groups: Vec<String> = new.security_group_ids.iter().map(SecurityGroupId::to_string).collect();
            cx.eventually(&[], || async {
                let call = elb.set_security_groups().load_balancer_arn(arn).set_security_groups(Some(groups.clone()));
                retry_on(not_found_as_retryable(send!(cx, call)), &["InvalidSecurityGroup"])
            })
            .await?;
        }
        put_attributes(cx, arn, new).await?;
        update_tags(cx, id, &change.old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().elbv2().delete_load_balancer().load_balancer_arn(id.as_str());
        retry!(cx, IN_USE, call).ignore_not_found()?;
        cx.until_gone(id).await
    }

    async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let all = described(cx, ids).await?;
        let of = |id: &Id| all.iter().find(|balancer| balancer.load_balancer_arn() == Some(id.as_str()));
        Ok(ids.iter().map(|id| of(id).map_or(Status::Absent, status_of)).collect())
    }
}

impl NaturalKey for LoadBalancer {
    fn display_name(props: &LoadBalancerProps) -> String {
        format!("the load balancer {}", props.name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &LoadBalancerProps) -> Result<Option<(Id, Tags)>> {
        let call = cx.api().elbv2().describe_load_balancers().names(&props.name);
        let response = optional(send!(cx, call))?;
        let there = response.and_then(|response| response.load_balancers).unwrap_or_default().into_iter().next();
        with_tags(cx, there.and_then(|balancer| balancer.load_balancer_arn)).await
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let all = list_all!(cx, cx.api().elbv2().describe_load_balancers())?;
        ours(cx, all.into_iter().filter_map(|balancer| balancer.load_balancer_arn).collect()).await
    }
}

/// The properties that are attributes: one call for each load balancer.
const ATTRIBUTES: &[&str] = &[
    "idle_timeout_seconds",
    "drop_invalid_header_fields",
    "deletion_protection",
    "access_logs_bucket",
    "access_logs_prefix",
];

async fn described(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::LoadBalancer>> {
    read_in_batches(ids, AT_ONCE, |ids| async move {
        let arns = ids.iter().map(Id::to_string).collect();
        let call = cx.api().elbv2().describe_load_balancers().set_load_balancer_arns(Some(arns));
        Ok(send!(cx, call)?.load_balancers.unwrap_or_default())
    })
    .await
}

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

/// All attributes in one call; what is the default is put too, so that it becomes that again.
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

fn seen(balancer: &sdk::LoadBalancer, attributes: &[LoadBalancerAttribute], tags: Tags) -> ResourceState<LoadBalancer> {
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
        scheme: balancer.scheme().and_then(|scheme| scheme.as_str().parse().ok()).unwrap_or(Scheme::Internal),
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
    ResourceState { id: Id::new(arn), props, attrs, status: status_of(balancer) }
}
