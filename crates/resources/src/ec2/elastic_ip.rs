//! `aws:ec2/ElasticIp`: a static public address.

use aws_sdk_ec2::types::{self as sdk, DomainType, ResourceType};

use super::common::{
    ByOwnershipTag, create_and_wait, ec2_described, filter, requests, tag_specification, update_tags_only,
};
use crate::prelude::*;

/// The properties of an elastic IP address.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ElasticIpProps {
    /// The pool of the address: Amazon's, or an address pool of the account.
    #[arg(computed, replace = "an address cannot move to another pool", length = 1..)]
    pub public_ipv4_pool: Option<String>,
    /// The group of zones from which AWS advertises the address: the region, or a local zone's group.
    #[arg(computed, replace = "EC2 announces an address from where it was allocated", length = 1..)]
    pub network_border_group: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A static public IPv4 address (`AllocateAddress`).
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
        let (_, address) = create_and_wait(cx, props, call).await?;
        attrs_of(&address)
    }

    reads!(read, status);

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // EC2 returns either code while a NAT gateway that used the address is being deleted.
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

/// EC2 also returns `AuthFailure` for invalid credentials, where a retry does not help.
fn says_bad_credentials(error: &ProviderError) -> bool {
    error.has_code(&["AuthFailure"]) && error.message.contains("credentials")
}

ec2_described! {
    ElasticIp: sdk::Address, allocation_id,
    describe: |cx, ids| {
        // `DescribeAddresses` returns no pages.
        let mut addresses = Vec::new();
        for ids in requests(cx, ids) {
            let by = ids.map(|ids| vec![filter("allocation-id", ids.iter().map(Id::as_str))]);
            let response = send!(cx, cx.api().ec2().describe_addresses().set_filters(by))?;
            addresses.extend(response.addresses.unwrap_or_default());
        }
        Ok(addresses)
    };
    state: state,
}

fn state(address: &sdk::Address, tags: Tags) -> Result<State<ElasticIp>> {
    let props = ElasticIpProps {
        public_ipv4_pool: address.public_ipv4_pool().map(str::to_owned),
        network_border_group: address.network_border_group().map(str::to_owned),
        tags: own_tags(tags),
    };
    Ok((props, attrs_of(address)?))
}

fn attrs_of(address: &sdk::Address) -> Result<ElasticIpAttrs> {
    Ok(ElasticIpAttrs {
        id: parsed("id", address.allocation_id())?,
        public_ip: parsed("public_ip", address.public_ip())?,
    })
}
