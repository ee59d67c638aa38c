//! `aws:ec2/Vpc`: a virtual network.

use aws_sdk_ec2::types::{
    self as sdk, AttributeBooleanValue, ResourceType, VpcAttributeName, VpcCidrBlockState, VpcCidrBlockStateCode,
    VpcState,
};

use super::blockers::{IN_USE, delete_when_free, interfaces, name_of};
use super::common::{
    ByOwnershipTag, NOT_VISIBLE, create_and_wait, describe_all, describe_visible, ec2_described, filter,
    tag_specification, update_tags,
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
    /// Further IPv4 ranges: /16 to /28. These are all that the VPC has.
    #[arg(set)]
    pub secondary_cidr_blocks: Vec<Cidr>,
    /// Whether the VPC has an IPv6 range of Amazon's: a /56, which is an attribute.
    #[arg(default = false)]
    pub assign_generated_ipv6_cidr_block: bool,
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
    /// The IPv6 range.
    #[attr(changes)]
    pub ipv6_cidr_block: Option<Ipv6Cidr>,
}

impl Resource for Vpc {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_vpc", "{id}")])
            .terraform_parts(&["aws_vpc_ipv4_cidr_block_association"])
            .typical(Seconds { create: 12, update: 3, delete: 2 })
            .timeouts(Seconds { create: 300, update: 300, delete: 1200 })
            .visible_within_secs(300)
    }

    fn check(props: &VpcProps) -> Vec<String> {
        let length = props.cidr_block.prefix_len();
        let other = props.secondary_cidr_blocks.iter().find(|range| !(16..=28).contains(&range.prefix_len()));
        violations! {
            !(16..=28).contains(&length) => "`cidr_block` is a /{length}: a VPC's range is a /16 to a /28";
            other.is_some() => "`secondary_cidr_blocks` has a range that is not a /16 to a /28";
            props.secondary_cidr_blocks.contains(&props.cidr_block) =>
                "`secondary_cidr_blocks` has the primary range {}", props.cidr_block;
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &VpcProps) -> Result<Self::Attrs> {
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .create_vpc()
                .cidr_block(props.cidr_block.to_string())
                .set_amazon_provided_ipv6_cidr_block(props.assign_generated_ipv6_cidr_block.then_some(true))
                .instance_tenancy(props.instance_tenancy.as_str().into())
                .tag_specifications(tag_specification(cx, ResourceType::Vpc, &props.tags));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()))?;
            Ok(response.vpc)
        };
        let (id, vpc) = create_and_wait(cx, props, call).await?;
        // A new VPC has DNS support and no DNS host names.
        if !props.enable_dns_support {
            modify(cx, &id, VpcAttributeName::EnableDnsSupport, false).await?;
        }
        if props.enable_dns_hostnames {
            modify(cx, &id, VpcAttributeName::EnableDnsHostnames, true).await?;
        }
        if !props.secondary_cidr_blocks.is_empty() {
            sync_ranges(cx, &id, props).await?;
        }
        attrs_of(&vpc)
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
        if change.has("secondary_cidr_blocks") || change.has("assign_generated_ipv6_cidr_block") {
            return attrs_of(&sync_ranges(cx, id, new).await?);
        }
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
    let tenancy = parsed_option("tenancy", vpc.instance_tenancy().map(sdk::Tenancy::as_str))?;
    let props = VpcProps {
        cidr_block: parsed("cidr_block", vpc.cidr_block())?,
        secondary_cidr_blocks: secondary_ranges(vpc)
            .map(|range| parsed("secondary_cidr_blocks", range.cidr_block()))
            .collect::<Result<_>>()?,
        assign_generated_ipv6_cidr_block: generated_range(vpc).is_some(),
        instance_tenancy: tenancy.unwrap_or(Tenancy::Default),
        enable_dns_support: dns.support,
        enable_dns_hostnames: dns.hostnames,
        tags: own_tags(tags),
    };
    Ok((props, attrs_of(vpc)?))
}

fn attrs_of(vpc: &sdk::Vpc) -> Result<VpcAttrs> {
    let ranges = vpc.ipv6_cidr_block_association_set().iter();
    let range =
        ranges.filter(|range| is_there(range.ipv6_cidr_block_state())).find_map(|range| range.ipv6_cidr_block());
    Ok(VpcAttrs {
        id: parsed("id", vpc.vpc_id())?,
        cidr_block: parsed("cidr_block", vpc.cidr_block())?,
        ipv6_cidr_block: range.map(|range| parsed("ipv6_cidr_block", Some(range))).transpose()?,
    })
}

fn is_there(state: Option<&VpcCidrBlockState>) -> bool {
    let state = state.and_then(VpcCidrBlockState::state);
    matches!(state, Some(VpcCidrBlockStateCode::Associated | VpcCidrBlockStateCode::Associating))
}

/// The IPv4 ranges besides the primary one.
fn secondary_ranges(vpc: &sdk::Vpc) -> impl Iterator<Item = &sdk::VpcCidrBlockAssociation> {
    let ranges = vpc.cidr_block_association_set().iter().filter(|range| is_there(range.cidr_block_state()));
    ranges.filter(|range| range.cidr_block() != vpc.cidr_block())
}

/// The IPv6 range of Amazon's, without those of the account's address pools.
fn generated_range(vpc: &sdk::Vpc) -> Option<&sdk::VpcIpv6CidrBlockAssociation> {
    let mut ranges = vpc.ipv6_cidr_block_association_set().iter();
    ranges.find(|range| is_there(range.ipv6_cidr_block_state()) && matches!(range.ipv6_pool(), None | Some("Amazon")))
}

/// Associates the ranges that a VPC lacks and removes the others. Each attempt reads which ones it has.
async fn sync_ranges(cx: &OperationContext<Vpc>, id: &Id, props: &VpcProps) -> Result<sdk::Vpc> {
    cx.eventually(IN_USE, || async {
        let (vpc, ec2) = (describe_visible(cx, id).await?, cx.api().ec2());
        let current: Vec<&str> = secondary_ranges(&vpc).filter_map(|range| range.cidr_block()).collect();
        let wanted: Vec<String> = props.secondary_cidr_blocks.iter().map(ToString::to_string).collect();
        for range in wanted.iter().filter(|range| !current.contains(&range.as_str())) {
            send!(cx, ec2.associate_vpc_cidr_block().vpc_id(id.as_str()).cidr_block(range))?;
        }
        let unwanted = |range: &&str| !wanted.iter().any(|wanted| wanted == range);
        let removed = secondary_ranges(&vpc).filter(|range| range.cidr_block().as_ref().is_some_and(unwanted));
        let mut removed: Vec<_> = removed.filter_map(|range| range.association_id()).collect();
        match (generated_range(&vpc), props.assign_generated_ipv6_cidr_block) {
            (None, true) => {
                let call = ec2.associate_vpc_cidr_block().vpc_id(id.as_str());
                send!(cx, call.amazon_provided_ipv6_cidr_block(true)).map(drop)?;
            }
            (Some(range), false) => removed.extend(range.association_id()),
            _ => {}
        }
        for association in removed {
            send!(cx, ec2.disassociate_vpc_cidr_block().association_id(association))?;
        }
        Ok(())
    })
    .await?;
    cx.until_ready(id).await?;
    describe_visible(cx, id).await
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
    let of_ipv4 = vpc.cidr_block_association_set().iter().map(|range| range.cidr_block_state());
    let of_ipv6 = vpc.ipv6_cidr_block_association_set().iter().map(|range| range.ipv6_cidr_block_state());
    for range in of_ipv4.chain(of_ipv6).flatten() {
        match range.state() {
            Some(state @ (VpcCidrBlockStateCode::Associating | VpcCidrBlockStateCode::Disassociating)) => {
                return Status::Pending(format!("{} a range", state.as_str()));
            }
            Some(VpcCidrBlockStateCode::Failing | VpcCidrBlockStateCode::Failed) => {
                return Status::Failed(text(range.status_message()));
            }
            _ => {}
        }
    }
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
