//! `aws:ec2/EgressOnlyInternetGateway`: the way out of a VPC for IPv6.

use aws_sdk_ec2::types::{self as sdk, AttachmentStatus, ResourceType};

use super::blockers::IN_USE;
use super::common::{ByOwnershipTag, create_and_wait, ec2_described, tag_specification, update_tags_only};
use crate::prelude::*;

/// The properties of an egress-only internet gateway.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct EgressOnlyInternetGatewayProps {
    /// The VPC, with an IPv6 range.
    #[arg(replace = "an egress-only internet gateway cannot move to another VPC")]
    pub vpc_id: VpcId,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// An egress-only internet gateway (`CreateEgressOnlyInternetGateway`), through which IPv6 addresses of a VPC reach the
/// internet without being reachable from it.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateEgressOnlyInternetGateway.html>
#[resource("aws:ec2/EgressOnlyInternetGateway", props = EgressOnlyInternetGatewayProps)]
pub struct EgressOnlyInternetGateway {
    /// The id.
    pub id: EgressOnlyInternetGatewayId,
}

impl Resource for EgressOnlyInternetGateway {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_egress_only_internet_gateway", "{id}")])
            .typical(Seconds { create: 2, update: 1, delete: 2 })
            .timeouts(Seconds { create: 300, update: 300, delete: 600 })
            .visible_within_secs(300)
    }

    async fn create(cx: &OperationContext<Self>, props: &EgressOnlyInternetGatewayProps) -> Result<Self::Attrs> {
        let call = || async {
            let tags = tag_specification(cx, ResourceType::EgressOnlyInternetGateway, &props.tags);
            let call = cx.api().ec2().create_egress_only_internet_gateway().vpc_id(props.vpc_id.as_str());
            let call = call.client_token(cx.token()).tag_specifications(tags);
            Ok(send!(cx, call)?.egress_only_internet_gateway)
        };
        let (id, _) = create_and_wait(cx, props, call).await?;
        Ok(EgressOnlyInternetGatewayAttrs { id: EgressOnlyInternetGatewayId::new(id.as_str()) })
    }

    reads!(read, status);

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().ec2().delete_egress_only_internet_gateway();
        retry!(cx, IN_USE, call.egress_only_internet_gateway_id(id.as_str())).ignore_not_found()
    }
}

ec2_described! {
    EgressOnlyInternetGateway: sdk::EgressOnlyInternetGateway, egress_only_internet_gateway_id,
    status: status_of,
    describe: |cx, ids| {
        // The call has no filter on ids, and fails for an id that is not visible yet. A region has few of them.
        let mut found = list_all!(cx, cx.api().ec2().describe_egress_only_internet_gateways())?;
        let every_one = ids.is_empty() && cx.lists_every_owner();
        found.retain(|gateway: &sdk::EgressOnlyInternetGateway| {
            every_one || ids.iter().any(|id| gateway.egress_only_internet_gateway_id() == Some(id.as_str()))
        });
        Ok(found)
    };
    state: state,
}

fn attachment(gateway: &sdk::EgressOnlyInternetGateway) -> Option<&sdk::InternetGatewayAttachment> {
    gateway.attachments().first()
}

fn state(gateway: &sdk::EgressOnlyInternetGateway, tags: Tags) -> Result<State<EgressOnlyInternetGateway>> {
    let vpc_id = parsed("vpc_id", attachment(gateway).and_then(|attachment| attachment.vpc_id()))?;
    let id = parsed("id", gateway.egress_only_internet_gateway_id())?;
    Ok((EgressOnlyInternetGatewayProps { vpc_id, tags: own_tags(tags) }, EgressOnlyInternetGatewayAttrs { id }))
}

fn status_of(gateway: &sdk::EgressOnlyInternetGateway) -> Status {
    match attachment(gateway).and_then(|attachment| attachment.state()) {
        Some(AttachmentStatus::Attached) => Status::Ready,
        Some(AttachmentStatus::Detaching | AttachmentStatus::Detached) => Status::Deleting("detaching".to_owned()),
        state => Status::Pending(state.map_or("attaching", AttachmentStatus::as_str).to_owned()),
    }
}
