//! `aws:ec2/ElasticIp`: a public address that stays the same.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, ProviderError, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_ec2::types::{self as sdk, DomainType, ResourceType};

use super::common::{
    FILTER_VALUES, filter, find_by_token, list_by_stack, made, parsed, sync_tags, tag_specification, tags_of,
};
use crate::aws::{Answer, Aws, OrGone, once};
use crate::types::AllocationId;

/// What an elastic IP address is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ElasticIpProps {
    /// The pool that the address is taken from: Amazon's, or one of one's own.
    #[arg(computed, replace = "an address cannot move to another pool")]
    pub public_ipv4_pool: Option<String>,
    /// The zones that AWS announces the address from: the region, or a local zone's group.
    #[arg(computed, replace = "EC2 announces an address from where it was allocated")]
    pub network_border_group: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A public IPv4 address that stays the same (`AllocateAddress`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html>
#[resource("aws:ec2/ElasticIp", props = ElasticIpProps)]
pub struct ElasticIp {
    /// The id of the allocation.
    pub id: AllocationId,
    /// The address.
    pub public_ip: String,
}

impl Resource for ElasticIp {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("ec2")
            .terraform(&[("aws_eip", "{allocation_id}"), ("aws_eip", "{id}")])
            .typical(1, 1, 2)
            .timeouts(300, 300, 1200)
            .visible_within(300)
            .actions(Actions {
                create: &["ec2:AllocateAddress", "ec2:CreateTags"],
                read: &["ec2:DescribeAddresses", "ec2:DescribeTags"],
                update: &["ec2:CreateTags", "ec2:DeleteTags"],
                delete: &["ec2:ReleaseAddress"],
            })
    }

    async fn create(cx: &OpCx<Self>, props: &ElasticIpProps) -> Result<ElasticIpAttrs> {
        let call = || async {
            let call = cx
                .api()
                .ec2()
                .allocate_address()
                .domain(DomainType::Vpc)
                .set_public_ipv4_pool(props.public_ipv4_pool.clone())
                .set_network_border_group(props.network_border_group.clone())
                .tag_specifications(tag_specification(cx, ResourceType::ElasticIp, &props.tags));
            let told = call.customize().config_override(once::ec2()).send().await.answer(cx.region())?;
            let address = sdk::Address::builder();
            Ok(Some(address.set_allocation_id(told.allocation_id).set_public_ip(told.public_ip).build()))
        };
        let ready = |_: &sdk::Address| Status::Ready;
        let describe: super::common::Describe<_> = |cx, ids| Box::pin(describe(cx, ids));
        let (_, address) = made(cx, props, call, sdk::Address::allocation_id, ready, describe).await?;
        attrs_of(&address)
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let addresses = describe(cx, ids).await?;
        addresses
            .iter()
            .map(|address| {
                let props = ElasticIpProps {
                    public_ipv4_pool: address.public_ipv4_pool().map(str::to_owned),
                    network_border_group: address.network_border_group().map(str::to_owned),
                    tags: tags_of(address.tags()),
                };
                let id = Id::new(address.allocation_id().unwrap_or_default());
                Ok(Seen { id, props, attrs: attrs_of(address)?, status: Status::Ready })
            })
            .collect()
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<ElasticIpProps, ElasticIpAttrs>,
    ) -> Result<ElasticIpAttrs> {
        sync_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<ElasticIpProps, ElasticIpAttrs>) -> Result<()> {
        // While a NAT gateway that had the address is still going, EC2 answers with either of these.
        let released = cx
            .eventually(&["InvalidIPAddress.InUse", "AuthFailure"], || async {
                let call = cx.api().ec2().release_address().allocation_id(id.as_str());
                match call.send().await.answer(cx.region()) {
                    Err(error) if says_bad_credentials(&error) => Ok(Err(error)),
                    ended => ended.map(Ok),
                }
            })
            .await;
        released.and_then(|released| released).or_gone()
    }

    async fn find(cx: &OpCx<Self>, _: &ElasticIpProps) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::ElasticIp).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        list_by_stack(cx, ResourceType::ElasticIp).await
    }
}

/// `AuthFailure` is also what EC2 answers to credentials that are wrong: no waiting helps.
fn says_bad_credentials(error: &ProviderError) -> bool {
    error.has_code(&["AuthFailure"]) && error.message.contains("credentials")
}

/// `DescribeAddresses` knows no pages.
async fn describe(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::Address>> {
    let mut addresses = Vec::new();
    for ids in ids.chunks(FILTER_VALUES) {
        let by = filter("allocation-id", ids.iter().map(Id::as_str));
        let told = cx.api().ec2().describe_addresses().filters(by).send().await.answer(cx.region())?;
        addresses.extend(told.addresses.unwrap_or_default());
    }
    Ok(addresses)
}

fn attrs_of(address: &sdk::Address) -> Result<ElasticIpAttrs> {
    Ok(ElasticIpAttrs {
        id: parsed("id", address.allocation_id())?,
        public_ip: parsed("public_ip", address.public_ip())?,
    })
}
