//! `aws:elbv2/LoadBalancer`: an application or a network load balancer.

use aws_sdk_elasticloadbalancingv2::types::{self as sdk, LoadBalancerAttribute, LoadBalancerStateEnum};

use super::common::{IN_USE, check_name, lookup_by_arn, update_tags};
use crate::prelude::*;

/// The idle timeout of an application load balancer.
const IDLE_TIMEOUT: u16 = 60;

/// ELB attaches security groups to a network load balancer from its creation or never.
const BETWEEN_NONE_AND_SOME: ReplacesWhen = ReplacesWhen {
    name: "between none and some",
    applies: |old, new| {
        let is_empty = |groups: &Value| groups.as_list().is_none_or(<[Value]>::is_empty);
        *old != Value::Unknown && *new != Value::Unknown && is_empty(old) != is_empty(new)
    },
};

/// ELB changes an address only with the subnet.
const OTHER_ADDRESS: ReplacesWhen = ReplacesWhen {
    name: "of a subnet that stays",
    applies: |old, new| {
        let of = |addresses: &Value| addresses.as_list().map(<[Value]>::to_vec).unwrap_or_default();
        let (old, new) = (of(old), of(new));
        old.iter().any(|old| new.iter().any(|new| new.field("subnet_id") == old.field("subnet_id") && new != old))
    },
};

/// The properties of a load balancer.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct LoadBalancerProps {
    /// The name, unique in the account and region: up to 32 letters, digits and hyphens.
    #[arg(
        replace = "ELB cannot rename a load balancer",
        length = 1..=32, pattern = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?",
    )]
    pub name: String,
    /// The type.
    #[arg(default = LoadBalancerType::Application, replace = "ELB cannot change the type of a load balancer")]
    pub load_balancer_type: LoadBalancerType,
    /// The subnets, each in another availability zone. An application load balancer needs two.
    #[arg(required, set, items = 1..)]
    pub subnet_ids: Vec<SubnetId>,
    /// Static addresses of a network load balancer in some of the subnets. A subnet that stays keeps its address, or that it
    /// has none.
    #[arg(set, replace = "ELB cannot change the address in a subnet", replace_when = OTHER_ADDRESS)]
    pub addresses: Vec<LoadBalancerAddressProps>,
    /// The security groups. A network load balancer may have none.
    #[arg(
        required, set, replace = "ELB attaches security groups to a network load balancer from its creation or never",
        replace_when = BETWEEN_NONE_AND_SOME,
    )]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// The protocols of the addresses.
    #[arg(default = AddressType::Ipv4)]
    pub ip_address_type: AddressType,
    /// Whether each node of a network load balancer distributes connections to the targets in all zones. An application
    /// load balancer always does.
    #[arg(default = false)]
    pub cross_zone: bool,
    /// Whether the load balancer is reachable from the internet.
    #[arg(default = Scheme::Internal, replace = "ELB cannot move a load balancer to the internet or from it")]
    pub scheme: Scheme,
    /// The idle timeout of connections of an application load balancer in seconds: 1 to 4,000.
    #[arg(default = 60, range = 1..=4000)]
    pub idle_timeout_seconds: u16,
    /// Whether an application load balancer removes invalid header fields from requests.
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

/// The type of a load balancer.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadBalancerType {
    /// For HTTP and HTTPS.
    Application,
    /// For TCP, UDP and TLS.
    Network,
}

/// The protocols of a load balancer's addresses.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressType {
    /// IPv4.
    Ipv4,
    /// IPv4 and IPv6.
    Dualstack,
    /// Private IPv4, and IPv6. For an application load balancer.
    DualstackWithoutPublicIpv4,
}

/// A static address of a network load balancer.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(LoadBalancerAddress)]
pub struct LoadBalancerAddressProps {
    /// The subnet, one of `subnet_ids`.
    pub subnet_id: SubnetId,
    /// The Elastic IP address, for the scheme `internet-facing`.
    pub allocation_id: Option<AllocationId>,
    /// The private IPv4 address, for the scheme `internal`.
    pub private_ipv4_address: Option<String>,
}

/// The networks that can reach a load balancer.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Its VPC.
    Internal,
    /// The internet.
    InternetFacing,
}

/// An application or a network load balancer (`CreateLoadBalancer`). It is ready after two to three minutes.
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
    /// The name in metrics: `app/name/0a1b` or `net/name/0a1b`.
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
        let network = props.load_balancer_type == LoadBalancerType::Network;
        let unknown = props.addresses.iter().find(|address| !props.subnet_ids.contains(&address.subnet_id));
        let of_scheme = |address: &LoadBalancerAddressProps| match props.scheme {
            Scheme::Internal => address.private_ipv4_address.is_some() && address.allocation_id.is_none(),
            Scheme::InternetFacing => address.allocation_id.is_some() && address.private_ipv4_address.is_none(),
        };
        violations! {
            after check_name(&props.name);
            !network && props.subnet_ids.len() < 2 =>
                "`subnet_ids` has one subnet: an application load balancer needs two";
            !network && props.security_group_ids.is_empty() =>
                "`security_group_ids` is empty: an application load balancer needs one";
            !network && !props.addresses.is_empty() =>
                "`addresses` is set: an application load balancer has no static addresses";
            !network && props.cross_zone =>
                "`cross_zone` is set: it is a setting of network load balancers, and an application load balancer always does so";
            network && props.idle_timeout_seconds != IDLE_TIMEOUT =>
                "`idle_timeout_seconds` is set: it is a setting of application load balancers";
            network && props.drop_invalid_header_fields =>
                "`drop_invalid_header_fields` is set: it is a setting of application load balancers";
            network && props.ip_address_type == AddressType::DualstackWithoutPublicIpv4 =>
                "`ip_address_type` is dualstack-without-public-ipv4: application load balancers have it";
            unknown.is_some() => "`addresses` has an address in `{}`, which is not in `subnet_ids`",
                text(unknown.map(|address| address.subnet_id.as_str()));
            !props.addresses.iter().all(of_scheme) =>
                "`addresses` needs `allocation_id` for the scheme internet-facing, and `private_ipv4_address` for internal";
            props.access_logs_prefix.is_some() && props.access_logs_bucket.is_none() =>
                "`access_logs_prefix` needs `access_logs_bucket`";
        }
    }

    fn check_change(old: &LoadBalancerProps, new: &LoadBalancerProps) -> Vec<String> {
        let has =
            |of: &LoadBalancerProps, subnet: &SubnetId| of.addresses.iter().any(|address| address.subnet_id == *subnet);
        let stays = |subnet: &&SubnetId| new.subnet_ids.contains(subnet);
        let changed = old.subnet_ids.iter().filter(stays).find(|subnet| has(old, subnet) != has(new, subnet));
        violations! {
            changed.is_some() =>
                "`addresses` adds or removes the address in the subnet `{}`: ELB does so only with the subnet. Remove it from \
                 `subnet_ids` and run `up` before", text(changed.map(SubnetId::as_str));
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
                .r#type(props.load_balancer_type.as_str().into())
                .set_subnets(subnets(props))
                .set_subnet_mappings(mappings(props))
                .set_security_groups(Some(texts(&props.security_group_ids)).filter(|groups| !groups.is_empty()))
                .set_ip_address_type(address_type(props))
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
        // ELB adds IPv6 only to subnets that have it, and takes it away first.
        if change.has("ip_address_type") && new.ip_address_type == AddressType::Ipv4 {
            set_address_type(cx, arn, new).await?;
        }
        if change.has("subnet_ids") || change.has("addresses") {
            let call = elb.set_subnets().load_balancer_arn(arn).set_subnets(subnets(new));
            let call = call.set_subnet_mappings(mappings(new));
            retry!(cx, &[], call, |response| retry_on(not_found_as_retryable(response), &["InvalidSubnet"]))?;
        }
        if change.has("security_group_ids") {
            let call = elb.set_security_groups().load_balancer_arn(arn);
            let call = call.set_security_groups(Some(texts(&new.security_group_ids)));
            retry!(cx, &[], call, |response| retry_on(not_found_as_retryable(response), &["InvalidSecurityGroup"]))?;
        }
        if change.has("ip_address_type") && new.ip_address_type != AddressType::Ipv4 {
            set_address_type(cx, arn, new).await?;
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
    "cross_zone",
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

/// The subnets of a request, where none has a static address.
fn subnets(props: &LoadBalancerProps) -> Option<Vec<String>> {
    props.addresses.is_empty().then(|| texts(&props.subnet_ids))
}

/// The subnets of a request with their static addresses.
fn mappings(props: &LoadBalancerProps) -> Option<Vec<sdk::SubnetMapping>> {
    let mapping = |subnet: &SubnetId| {
        let address = props.addresses.iter().find(|address| address.subnet_id == *subnet);
        sdk::SubnetMapping::builder()
            .subnet_id(subnet.as_str())
            .set_allocation_id(address.and_then(|address| address.allocation_id.as_ref()).map(AllocationId::to_string))
            .set_private_ipv4_address(address.and_then(|address| address.private_ipv4_address.clone()))
            .build()
    };
    (!props.addresses.is_empty()).then(|| props.subnet_ids.iter().map(mapping).collect())
}

/// The address type of a create; `None` is ELB's default.
fn address_type(props: &LoadBalancerProps) -> Option<sdk::IpAddressType> {
    (props.ip_address_type != AddressType::Ipv4).then(|| props.ip_address_type.as_str().into())
}

async fn set_address_type(cx: &OperationContext<LoadBalancer>, arn: &str, props: &LoadBalancerProps) -> Result<()> {
    let call = cx.api().elbv2().set_ip_address_type().load_balancer_arn(arn);
    let call = call.ip_address_type(props.ip_address_type.as_str().into());
    retry!(cx, &[], call, not_found_as_retryable).map(drop)
}

/// Sends all attributes, including defaults, in one call.
async fn put_attributes(cx: &OperationContext<LoadBalancer>, arn: &str, props: &LoadBalancerProps) -> Result<()> {
    let attribute = |(key, value): (&str, String)| LoadBalancerAttribute::builder().key(key).value(value).build();
    let mut wanted = match props.load_balancer_type {
        LoadBalancerType::Application => vec![
            ("idle_timeout.timeout_seconds", props.idle_timeout_seconds.to_string()),
            ("routing.http.drop_invalid_header_fields.enabled", props.drop_invalid_header_fields.to_string()),
        ],
        LoadBalancerType::Network => vec![("load_balancing.cross_zone.enabled", props.cross_zone.to_string())],
    };
    wanted.push(("deletion_protection.enabled", props.deletion_protection.to_string()));
    wanted.push(("access_logs.s3.enabled", props.access_logs_bucket.is_some().to_string()));
    if let Some(bucket) = &props.access_logs_bucket {
        wanted.push(("access_logs.s3.bucket", bucket.clone()));
        wanted.push(("access_logs.s3.prefix", props.access_logs_prefix.clone().unwrap_or_default()));
    }
    let attributes: Vec<_> = wanted.into_iter().map(attribute).collect();
    let call = cx.api().elbv2().modify_load_balancer_attributes().load_balancer_arn(arn);
    // ELB does not know a new policy of the bucket yet.
    let settled = |answer| retry_on(not_found_as_retryable(answer), &["Access Denied for bucket"]);
    retry!(cx, &[], call.set_attributes(Some(attributes.clone())), settled).map(drop)
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
    let load_balancer_type = parsed("type of a load balancer", balancer.r#type().map(|kind| kind.as_str()))?;
    let network = load_balancer_type == LoadBalancerType::Network;
    let timeout = value("idle_timeout.timeout_seconds").filter(|_| !network);
    let address_type = parsed_option("address type", balancer.ip_address_type().map(|kind| kind.as_str()))?;
    let props = LoadBalancerProps {
        name: text(balancer.load_balancer_name()),
        subnet_ids: balancer
            .availability_zones()
            .iter()
            .filter_map(|zone| zone.subnet_id())
            .map(SubnetId::new)
            .collect(),
        addresses: addresses(balancer),
        load_balancer_type,
        ip_address_type: address_type.unwrap_or(AddressType::Ipv4),
        cross_zone: network && value("load_balancing.cross_zone.enabled") == Some("true"),
        security_group_ids: balancer.security_groups().iter().map(SecurityGroupId::new).collect(),
        scheme: parsed_option("scheme", balancer.scheme().map(|scheme| scheme.as_str()))?.unwrap_or(Scheme::Internal),
        idle_timeout_seconds: timeout.and_then(|text| text.parse().ok()).unwrap_or(IDLE_TIMEOUT),
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

/// The static addresses. ELB returns no others.
fn addresses(balancer: &sdk::LoadBalancer) -> Vec<LoadBalancerAddressProps> {
    let of_zone = |zone: &sdk::AvailabilityZone| {
        let addresses = zone.load_balancer_addresses().iter();
        let given = addresses.filter(|one| one.allocation_id().is_some() || one.private_ipv4_address().is_some());
        let address = |one: &sdk::LoadBalancerAddress| LoadBalancerAddressProps {
            subnet_id: SubnetId::new(text(zone.subnet_id())),
            allocation_id: one.allocation_id().map(AllocationId::new),
            private_ipv4_address: one.private_ipv4_address().map(str::to_owned),
        };
        given.map(address).collect::<Vec<_>>()
    };
    balancer.availability_zones().iter().flat_map(of_zone).collect()
}
