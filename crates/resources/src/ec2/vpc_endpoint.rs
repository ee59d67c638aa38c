//! `aws:ec2/VpcEndpoint`: private access from a VPC to a service.

use aws_sdk_ec2::types::{self as sdk, ResourceType};

use super::common::{
    ByOwnershipTag, all_done, create_and_wait, describe_visible, ec2_described, tag_specification, tags_of, update_tags,
};
use crate::prelude::*;

archipel_engine::text_type! {
    /// The id of a network interface.
    pub NetworkInterfaceId: "eni-";
}

/// The properties of a VPC endpoint.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct VpcEndpointProps {
    /// The VPC.
    #[arg(replace = "an endpoint belongs to one VPC")]
    pub vpc_id: VpcId,
    /// The name of the service in the region: `com.amazonaws.eu-west-1.s3`.
    #[arg(replace = "an endpoint leads to one service", length = 1..)]
    pub service_name: String,
    /// The type of the endpoint. S3 and DynamoDB have both types; their gateway endpoints are free.
    #[arg(default = VpcEndpointType::Gateway, replace = "EC2 sets an endpoint's type only when it is made")]
    pub endpoint_type: VpcEndpointType,
    /// For a gateway endpoint: the route tables that get a route to the service. EC2 manages these routes; they are not
    /// properties of the route tables.
    #[arg(set)]
    pub route_table_ids: Vec<RouteTableId>,
    /// For an interface endpoint: the subnets of its network interfaces, at most one per zone.
    #[arg(set)]
    pub subnet_ids: Vec<SubnetId>,
    /// For an interface endpoint: the security groups of its network interfaces, which must allow HTTPS. The default is
    /// the VPC's default group.
    #[arg(set, computed)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// For an interface endpoint: whether the service's public name resolves to the endpoint inside the VPC, so that
    /// clients need no change. Needs DNS support and DNS host names in the VPC, which can have one such endpoint per
    /// service.
    #[arg(default = false)]
    pub private_dns_enabled: bool,
    /// The endpoint policy. The default allows all access that other policies allow.
    #[arg(computed)]
    pub policy: Option<PolicyDocument>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The type of a VPC endpoint.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum VpcEndpointType {
    /// Routes in route tables; S3 and DynamoDB only.
    Gateway,
    /// Network interfaces in subnets, billed by the hour and by traffic.
    Interface,
}

/// Private access from a VPC to a service (`CreateVpcEndpoint`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html>
#[resource("aws:ec2/VpcEndpoint", props = VpcEndpointProps)]
pub struct VpcEndpoint {
    /// The id.
    pub id: VpcEndpointId,
    /// The DNS names of an interface endpoint; the first one is the regional name.
    #[attr(changes)]
    pub dns_names: Vec<String>,
    /// The network interfaces of an interface endpoint.
    #[attr(changes)]
    pub network_interface_ids: Vec<NetworkInterfaceId>,
}

impl Resource for VpcEndpoint {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        // The poll interval is long because all calls on endpoints share a rate limit of 0.3 per second.
        meta::<Self>()
            .terraform(&[("aws_vpc_endpoint", "{id}")])
            .terraform_parts(&[
                "aws_vpc_endpoint_route_table_association",
                "aws_vpc_endpoint_subnet_association",
                "aws_vpc_endpoint_security_group_association",
                "aws_vpc_endpoint_policy",
            ])
            .typical(Seconds { create: 60, update: 30, delete: 60 })
            .timeouts(Seconds { create: 900, update: 600, delete: 1200 })
            .polling(PollInterval { first_millis: 1000, max_secs: 15 })
            .visible_within_secs(300)
            .unique(&[&["vpc_id", "service_name", "endpoint_type", "private_dns_enabled"]])
    }

    fn check(props: &VpcEndpointProps) -> Vec<String> {
        let interface = props.endpoint_type == VpcEndpointType::Interface;
        violations! {
            !interface && !props.subnet_ids.is_empty() => "a gateway endpoint has no `subnet_ids`: it works by routes";
            !interface && !props.security_group_ids.is_empty() => "a gateway endpoint has no `security_group_ids`";
            !interface && props.private_dns_enabled => "`private_dns_enabled` is for interface endpoints";
            interface && !props.route_table_ids.is_empty() => "an interface endpoint has no `route_table_ids`";
            interface && props.subnet_ids.is_empty() => "an interface endpoint has at least one of `subnet_ids`";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &VpcEndpointProps) -> Result<Self::Attrs> {
        let interface = props.endpoint_type == VpcEndpointType::Interface;
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .create_vpc_endpoint()
                .client_token(cx.token())
                .vpc_id(props.vpc_id.as_str())
                .service_name(&props.service_name)
                .vpc_endpoint_type(if interface {
                    sdk::VpcEndpointType::Interface
                } else {
                    sdk::VpcEndpointType::Gateway
                })
                .set_route_table_ids(texts(&props.route_table_ids))
                .set_subnet_ids(texts(&props.subnet_ids))
                .set_security_group_ids(texts(&props.security_group_ids))
                // EC2's default is true.
                .set_private_dns_enabled(interface.then_some(props.private_dns_enabled))
                .set_policy_document(props.policy.as_ref().map(PolicyDocument::to_json))
                .tag_specifications(tag_specification(cx, ResourceType::VpcEndpoint, &props.tags));
            Ok(send!(cx, call)?.vpc_endpoint)
        };
        let (_, endpoint) = create_and_wait(cx, props, call).await?;
        attrs_of(&endpoint)
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        update_tags(cx, id.as_str(), &change.old.tags, &new.tags).await?;
        if !change.has_besides(&["tags"]) {
            return Ok(change.attrs.clone());
        }
        cx.eventually(&[], || async {
            // The current state decides, not the recorded one: EC2 refuses to add anything twice, and an earlier
            // attempt may have added it.
            let now = props_of(&describe_visible(cx, id).await?)?;
            modify(cx, id, &now, new).await
        })
        .await?;
        cx.until_ready(id).await?;
        attrs_of(&describe_visible(cx, id).await?)
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // The interfaces of an interface endpoint hold its subnets and groups until it is deleted.
        delete_and_wait(cx, id, &[], Failed::Disappears, || async {
            let response = send!(cx, cx.api().ec2().delete_vpc_endpoints().vpc_endpoint_ids(id.as_str()))?;
            all_done("DeleteVpcEndpoints", cx.region(), response.unsuccessful())
        })
        .await
    }
}

ec2_described! {
    VpcEndpoint: sdk::VpcEndpoint, vpc_endpoint_id,
    status: status_of,
    by: describe_vpc_endpoints "vpc-endpoint-id";
    state: |endpoint, _| Ok((props_of(endpoint)?, attrs_of(endpoint)?)),
}

/// EC2 returns states in lower case; the SDK's enum and some responses have capitals.
fn status_of(endpoint: &sdk::VpcEndpoint) -> Status {
    let state = endpoint.state().map_or_else(String::new, |state| state.as_str().to_ascii_lowercase());
    match state.as_str() {
        // A service of another account may have to accept it first, which can take any time.
        "available" | "partial" | "pendingacceptance" => Status::Ready,
        "deleted" => Status::Absent,
        "deleting" => Status::Deleting(state),
        "failed" | "rejected" | "expired" => {
            let reason = endpoint.last_error().and_then(sdk::LastError::message).or(endpoint.failure_reason());
            Status::Failed(reason.map_or(state, str::to_owned))
        }
        _ => Status::Pending(if state.is_empty() { "pending".to_owned() } else { state }),
    }
}

fn props_of(endpoint: &sdk::VpcEndpoint) -> Result<VpcEndpointProps> {
    let endpoint_type = match endpoint.vpc_endpoint_type() {
        Some(sdk::VpcEndpointType::Interface) => VpcEndpointType::Interface,
        Some(sdk::VpcEndpointType::Gateway) | None => VpcEndpointType::Gateway,
        Some(other) => return Err(unknown_value("endpoint type", other.as_str())),
    };
    let interface = endpoint_type == VpcEndpointType::Interface;
    Ok(VpcEndpointProps {
        vpc_id: parsed("vpc_id", endpoint.vpc_id())?,
        service_name: parsed("service_name", endpoint.service_name())?,
        endpoint_type,
        route_table_ids: endpoint.route_table_ids().iter().map(RouteTableId::new).collect(),
        subnet_ids: endpoint.subnet_ids().iter().map(SubnetId::new).collect(),
        security_group_ids: endpoint
            .groups()
            .iter()
            .filter_map(sdk::SecurityGroupIdentifier::group_id)
            .map(SecurityGroupId::new)
            .collect(),
        // EC2's value for gateway endpoints has no meaning.
        private_dns_enabled: interface && endpoint.private_dns_enabled().unwrap_or(false),
        policy: parsed("policy", endpoint.policy_document())?,
        tags: tags_of(endpoint.tags()),
    })
}

fn attrs_of(endpoint: &sdk::VpcEndpoint) -> Result<VpcEndpointAttrs> {
    Ok(VpcEndpointAttrs {
        id: parsed("id", endpoint.vpc_endpoint_id())?,
        dns_names: endpoint.dns_entries().iter().filter_map(sdk::DnsEntry::dns_name).map(str::to_owned).collect(),
        network_interface_ids: endpoint.network_interface_ids().iter().map(NetworkInterfaceId::new).collect(),
    })
}

/// Updates an endpoint from `now` to `new` with at most one call.
async fn modify(
    cx: &OperationContext<VpcEndpoint>,
    id: &Id,
    now: &VpcEndpointProps,
    new: &VpcEndpointProps,
) -> Result<()> {
    // A policy or groups that EC2 chose stay if the program sets none.
    let policy = new.policy.as_ref().filter(|policy| now.policy.as_ref() != Some(*policy));
    let groups = if new.security_group_ids.is_empty() { &now.security_group_ids } else { &new.security_group_ids };
    let dns = (now.private_dns_enabled != new.private_dns_enabled).then_some(new.private_dns_enabled);
    let sets = [
        missing(&new.route_table_ids, &now.route_table_ids),
        missing(&now.route_table_ids, &new.route_table_ids),
        missing(&new.subnet_ids, &now.subnet_ids),
        missing(&now.subnet_ids, &new.subnet_ids),
        missing(groups, &now.security_group_ids),
        missing(&now.security_group_ids, groups),
    ];
    if policy.is_none() && dns.is_none() && sets.iter().all(Option::is_none) {
        return Ok(());
    }
    let [more_tables, fewer_tables, more_subnets, fewer_subnets, more_groups, fewer_groups] = sets;
    let api = cx.api().ec2();
    let call = api
        .modify_vpc_endpoint()
        .vpc_endpoint_id(id.as_str())
        .set_add_route_table_ids(more_tables)
        .set_remove_route_table_ids(fewer_tables)
        .set_add_subnet_ids(more_subnets)
        .set_remove_subnet_ids(fewer_subnets)
        .set_add_security_group_ids(more_groups)
        .set_remove_security_group_ids(fewer_groups)
        .set_private_dns_enabled(dns)
        .set_policy_document(policy.map(PolicyDocument::to_json));
    // The SDK must not retry the call: the next attempt reads the current state first.
    send!(cx, call.customize().config_override(no_retry::ec2()))?;
    Ok(())
}

/// Ids as a request takes them; `None` for none.
fn texts<T: ToString>(ids: &[T]) -> Option<Vec<String>> {
    (!ids.is_empty()).then(|| ids.iter().map(ToString::to_string).collect())
}

/// The ids in `these` that are not in `those`; `None` for none.
fn missing<T: ToString + PartialEq + Clone>(these: &[T], those: &[T]) -> Option<Vec<String>> {
    texts(&these.iter().filter(|id| !those.contains(id)).cloned().collect::<Vec<_>>())
}
