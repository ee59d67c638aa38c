//! `aws:ec2/ElasticIp`: a public address that stays the same.

use aws_sdk_ec2::types::{self as sdk, DomainType, ResourceType};

use super::common::{
    ByOwnershipTag, FILTER_VALUES, create_and_wait, filter, tag_specification, tags_of, update_tags_only,
};
use crate::prelude::*;

/// What an elastic IP address is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ElasticIpProps {
    /// The pool that the address is taken from: Amazon's, or one of one's own.
    #[arg(computed, replace = "an address cannot move to another pool", length = 1..)]
    pub public_ipv4_pool: Option<String>,
    /// The zones that AWS announces the address from: the region, or a local zone's group.
    #[arg(computed, replace = "EC2 announces an address from where it was allocated", length = 1..)]
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
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_eip", "{allocation_id}"), ("aws_eip", "{id}")])
            .typical(Seconds { create: 1, update: 1, delete: 2 })
            .timeouts(Seconds { create: 300, update: 300, delete: 1200 })
            .visible_within_secs(300)
    }

    async fn create(cx: &OperationContext<Self>, props: &ElasticIpProps) -> Result<Self::Attrs> {
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .allocate_address()
                .domain(DomainType::Vpc)
                .set_public_ipv4_pool(props.public_ipv4_pool.clone())
                .set_network_border_group(props.network_border_group.clone())
                .tag_specifications(tag_specification(cx, ResourceType::ElasticIp, &props.tags));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()))?;
            let address = sdk::Address::builder();
            Ok(Some(address.set_allocation_id(response.allocation_id).set_public_ip(response.public_ip).build()))
        };
        let ready = |_: &sdk::Address| Status::Ready;
        let describe: super::common::Describe<_> = |cx, ids| Box::pin(describe(cx, ids));
        let (_, address) = create_and_wait(cx, props, call, sdk::Address::allocation_id, ready, describe).await?;
        attrs_of(&address)
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
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
                Ok(ResourceState { id, props, attrs: attrs_of(address)?, status: Status::Ready })
            })
            .collect()
    }

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // While a NAT gateway that had the address is still going, EC2 answers with either of these.
        let released = cx
            .eventually(&["InvalidIPAddress.InUse", "AuthFailure"], || async {
                let call = cx.api().ec2().release_address().allocation_id(id.as_str());
                match send!(cx, call) {
                    Err(error) if says_bad_credentials(&error) => Ok(Err(error)),
                    ended => ended.map(Ok),
                }
            })
            .await;
        released.and_then(|released| released).ignore_not_found()
    }
}

/// `AuthFailure` is also what EC2 answers to credentials that are wrong: no waiting helps.
fn says_bad_credentials(error: &ProviderError) -> bool {
    error.has_code(&["AuthFailure"]) && error.message.contains("credentials")
}

/// `DescribeAddresses` knows no pages.
async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::Address>> {
    let mut addresses = Vec::new();
    for ids in ids.chunks(FILTER_VALUES) {
        let by = filter("allocation-id", ids.iter().map(Id::as_str));
        let response = send!(cx, cx.api().ec2().describe_addresses().filters(by))?;
        addresses.extend(response.addresses.unwrap_or_default());
    }
    Ok(addresses)
}

fn attrs_of(address: &sdk::Address) -> Result<ElasticIpAttrs> {
    Ok(ElasticIpAttrs {
        id: parsed("id", address.allocation_id())?,
        public_ip: parsed("public_ip", address.public_ip())?,
    })
}
