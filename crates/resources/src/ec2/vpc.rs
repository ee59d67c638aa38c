//! `aws:ec2/Vpc`: a virtual network.

use aws_sdk_ec2::types::{self as sdk, AttributeBooleanValue, ResourceType, VpcAttributeName, VpcState};

use super::blockers::{IN_USE, delete_when_free, interfaces, name_of};
use super::common::{
    ByOwnershipTag, NOT_VISIBLE, create_and_wait, describe_all, ec2_described, filter, tag_specification, update_tags,
};
use crate::prelude::*;

const TO_DEDICATED: ReplacesWhen = ReplacesWhen {
    name: "to dedicated",
    applies: |_, new| new.as_str().is_some_and(|tenancy| tenancy == Tenancy::Dedicated.as_str()),
};

/// The properties of a VPC.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct VpcProps {
    /// The primary IPv4 range: /16 to /28.
    #[arg(replace = "EC2 cannot change a VPC's primary range")]
    pub cidr_block: Cidr,
    /// The tenancy of instances.
    #[arg(
        default = Tenancy::Default,
        replace = "EC2 cannot change a VPC's tenancy to dedicated", replace_when = TO_DEDICATED,
    )]
    pub instance_tenancy: Tenancy,
    /// Whether the Amazon DNS server resolves names in the VPC.
    #[arg(default = true)]
    pub enable_dns_support: bool,
    /// Whether instances with public addresses get DNS names. Interface endpoints with private DNS need it.
    #[arg(default = false)]
    pub enable_dns_hostnames: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The tenancy of the instances in a VPC.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenancy {
    /// Shared hardware.
    Default,
    /// Hardware that only this account uses.
    Dedicated,
}

/// A virtual network (`CreateVpc`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html>
#[resource("aws:ec2/Vpc", props = VpcProps)]
pub struct Vpc {
    /// The id.
    pub id: VpcId,
    /// The primary IPv4 range.
    #[attr(input = "cidr_block")]
    pub cidr_block: Cidr,
}

impl Resource for Vpc {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_vpc", "{id}")])
            .typical(Seconds { create: 12, update: 3, delete: 2 })
            .timeouts(Seconds { create: 300, update: 300, delete: 1200 })
            .visible_within_secs(300)
    }

    fn check(props: &VpcProps) -> Vec<String> {
        let length = props.cidr_block.prefix_len();
        violations! {
            !(16..=28).contains(&length) => "`cidr_block` is a /{length}: a VPC's range is a /16 to a /28";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &VpcProps) -> Result<Self::Attrs> {
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .create_vpc()
                .cidr_block(props.cidr_block.to_string())
                .instance_tenancy(props.instance_tenancy.as_str().into())
                .tag_specifications(tag_specification(cx, ResourceType::Vpc, &props.tags));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()))?;
            Ok(response.vpc)
        };
        let (id, _) = create_and_wait(cx, props, call).await?;
        // A new VPC has DNS support and no DNS host names.
        if !props.enable_dns_support {
            modify(cx, &id, VpcAttributeName::EnableDnsSupport, false).await?;
        }
        if props.enable_dns_hostnames {
            modify(cx, &id, VpcAttributeName::EnableDnsHostnames, true).await?;
        }
        Ok(VpcAttrs { id: VpcId::new(id.as_str()), cidr_block: props.cidr_block })
    }

    reads!(read, read_from_list, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        if change.has("instance_tenancy") {
            let call = cx.api().ec2().modify_vpc_tenancy().vpc_id(id.as_str());
            retry!(cx, NOT_VISIBLE, call.instance_tenancy(new.instance_tenancy.as_str().into()))?;
        }
        if change.has("enable_dns_support") {
            modify(cx, id, VpcAttributeName::EnableDnsSupport, new.enable_dns_support).await?;
        }
        if change.has("enable_dns_hostnames") {
            modify(cx, id, VpcAttributeName::EnableDnsHostnames, new.enable_dns_hostnames).await?;
        }
        update_tags(cx, id.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // Resources that other tools created in the VPC (load balancers, clusters) may still be being deleted.
        let delete = || async { send!(cx, cx.api().ec2().delete_vpc().vpc_id(id.as_str())) };
        delete_when_free(cx, IN_USE, delete, || blockers_of(cx, id)).await
    }
}

ec2_described! {
    Vpc: sdk::Vpc, vpc_id,
    status: status_of,
    by: describe_vpcs "vpc-id";
    details: Dns = |cx, vpc| {
        let id = vpc.vpc_id().unwrap_or_default();
        let (support, hostnames) = futures::try_join!(
            attribute(cx, id, VpcAttributeName::EnableDnsSupport),
            attribute(cx, id, VpcAttributeName::EnableDnsHostnames),
        )?;
        Ok(Some(Dns { support, hostnames }))
    },
    unlisted: &["enable_dns_support", "enable_dns_hostnames"],
    state: state,
}

/// The attributes of a VPC for DNS, which EC2 returns one per call.
#[derive(Default)]
pub(crate) struct Dns {
    support: bool,
    hostnames: bool,
}

fn state(vpc: &sdk::Vpc, dns: &Dns, tags: Tags) -> Result<State<Vpc>> {
    let props = VpcProps {
        cidr_block: parsed("cidr_block", vpc.cidr_block())?,
        instance_tenancy: match vpc.instance_tenancy() {
            Some(sdk::Tenancy::Dedicated) => Tenancy::Dedicated,
            _ => Tenancy::Default,
        },
        enable_dns_support: dns.support,
        enable_dns_hostnames: dns.hostnames,
        tags: own_tags(tags),
    };
    let attrs = VpcAttrs { id: VpcId::new(vpc.vpc_id().unwrap_or_default()), cidr_block: props.cidr_block };
    Ok((props, attrs))
}

/// Names the network interfaces and security groups that block the delete of a VPC. Mostly other tools created them.
async fn blockers_of(cx: &OperationContext<Vpc>, id: &Id) -> Result<Vec<String>> {
    let mut found: Vec<String> = interfaces(cx, filter("vpc-id", [id.as_str()])).await?.iter().map(name_of).collect();
    let own = std::slice::from_ref(id);
    let groups: Vec<sdk::SecurityGroup> = describe_all!(cx, own, describe_security_groups, "vpc-id")?;
    let others = groups.iter().filter(|group| group.group_name() != Some("default"));
    found.extend(others.map(|group| {
        let (id, name) = (group.group_id().unwrap_or_default(), group.group_name().unwrap_or_default());
        format!("security group {id} (\"{name}\")")
    }));
    Ok(found)
}

fn status_of(vpc: &sdk::Vpc) -> Status {
    match vpc.state() {
        Some(VpcState::Available) => Status::Ready,
        state => Status::Pending(state.map_or("pending", VpcState::as_str).to_owned()),
    }
}

/// `ModifyVpcAttribute` accepts one attribute per call.
async fn modify(cx: &OperationContext<Vpc>, id: &Id, attribute: VpcAttributeName, on: bool) -> Result<()> {
    cx.eventually(NOT_VISIBLE, || async {
        let value = AttributeBooleanValue::builder().value(on).build();
        let call = cx.api().ec2().modify_vpc_attribute().vpc_id(id.as_str());
        let call = match attribute {
            VpcAttributeName::EnableDnsSupport => call.enable_dns_support(value),
            _ => call.enable_dns_hostnames(value),
        };
        send!(cx, call)
    })
    .await?;
    Ok(())
}

async fn attribute(cx: &ReadContext<Aws>, id: &str, attribute: VpcAttributeName) -> Result<bool> {
    let call = cx.api().ec2().describe_vpc_attribute().vpc_id(id).attribute(attribute.clone());
    let response = send!(cx, call)?;
    let value = match attribute {
        VpcAttributeName::EnableDnsSupport => response.enable_dns_support(),
        _ => response.enable_dns_hostnames(),
    };
    Ok(value.and_then(AttributeBooleanValue::value).unwrap_or(false))
}
