//! `aws:ec2/InternetGateway`: the connection of a VPC to the internet.

use aws_sdk_ec2::types::{self as sdk, AttachmentStatus, ResourceType};

use super::blockers::{IN_USE, delete_when_free, interfaces, name_of};
use super::common::{
    ByOwnershipTag, NOT_VISIBLE, describe_visible, ec2_described, filter, tag_specification, update_tags_only,
};
use crate::prelude::*;

/// The properties of an internet gateway.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct InternetGatewayProps {
    /// The VPC that the gateway is attached to. Without one it stays unattached. A VPC has at most one internet
    /// gateway.
    #[arg(replace = "it cannot leave a VPC that still has public addresses mapped through it")]
    pub vpc_id: Option<VpcId>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// An internet gateway, which connects a VPC to the internet (`CreateInternetGateway`, `AttachInternetGateway`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateInternetGateway.html>
#[resource("aws:ec2/InternetGateway", props = InternetGatewayProps)]
pub struct InternetGateway {
    /// The id.
    pub id: InternetGatewayId,
    /// The VPC that the gateway is attached to.
    #[attr(input = "vpc_id")]
    pub vpc_id: Option<VpcId>,
}

impl Resource for InternetGateway {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_internet_gateway", "{id}")])
            .terraform_parts(&["aws_internet_gateway_attachment"])
            .typical(Seconds { create: 2, update: 1, delete: 3 })
            .timeouts(Seconds { create: 300, update: 300, delete: 1200 })
            .visible_within_secs(300)
            .unique(&[&["vpc_id"]])
    }

    async fn create(cx: &OperationContext<Self>, props: &InternetGatewayProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let tags = tag_specification(cx, ResourceType::InternetGateway, &props.tags);
                let call = cx.api().ec2().create_internet_gateway().tag_specifications(tags);
                let response = send!(cx, call.customize().config_override(no_retry::ec2()))?;
                id_in(response.internet_gateway().and_then(sdk::InternetGateway::internet_gateway_id))
            })
            .await?;
        if let Some(vpc_id) = &props.vpc_id {
            attach(cx, &id, vpc_id).await?;
        }
        Ok(InternetGatewayAttrs { id: InternetGatewayId::new(id.as_str()), vpc_id: props.vpc_id.clone() })
    }

    reads!(read, status);

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        if let Some(vpc_id) = &last.props.vpc_id {
            detach(cx, id, vpc_id).await?;
        }
        let delete = || async { send!(cx, cx.api().ec2().delete_internet_gateway().internet_gateway_id(id.as_str())) };
        cx.eventually(IN_USE, delete).await.ignore_not_found()
    }
}

ec2_described! {
    InternetGateway: sdk::InternetGateway, internet_gateway_id,
    status: status_of,
    by: describe_internet_gateways "internet-gateway-id";
    state: state,
}

fn state(gateway: &sdk::InternetGateway, tags: Tags) -> Result<State<InternetGateway>> {
    let vpc_id = attached_to(gateway).map(VpcId::new);
    let attrs = InternetGatewayAttrs { id: parsed("id", gateway.internet_gateway_id())?, vpc_id: vpc_id.clone() };
    Ok((InternetGatewayProps { vpc_id, tags: own_tags(tags) }, attrs))
}

fn attached_to(gateway: &sdk::InternetGateway) -> Option<&str> {
    gateway.attachments().first().and_then(sdk::InternetGatewayAttachment::vpc_id)
}

fn status_of(gateway: &sdk::InternetGateway) -> Status {
    match gateway.attachments().first().and_then(sdk::InternetGatewayAttachment::state) {
        // The SDK's enum lacks `available`, the only state that the API returns for gateways.
        Some(AttachmentStatus::Attached) | None => Status::Ready,
        Some(state) if state.as_str() == "available" => Status::Ready,
        Some(state) => Status::Pending(state.as_str().to_owned()),
    }
}

async fn detach(cx: &OperationContext<InternetGateway>, id: &Id, vpc_id: &VpcId) -> Result<()> {
    let detach = || async {
        let call = cx.api().ec2().detach_internet_gateway().internet_gateway_id(id.as_str()).vpc_id(vpc_id.as_str());
        match send!(cx, call) {
            Err(error) if error.has_code(&["Gateway.NotAttached"]) => Ok(()),
            ended => ended.map(drop),
        }
    };
    // EC2 does not detach it while NAT gateways and load balancers have public addresses in the VPC.
    let mapped = || async {
        let found = interfaces(cx, filter("vpc-id", [vpc_id.as_str()])).await?;
        Ok(found.iter().filter(|interface| interface.association().is_some()).map(name_of).collect())
    };
    delete_when_free(cx, IN_USE, detach, mapped).await
}

async fn attach(cx: &OperationContext<InternetGateway>, id: &Id, vpc_id: &VpcId) -> Result<()> {
    let call = cx.api().ec2().attach_internet_gateway().internet_gateway_id(id.as_str());
    let attached = retry!(cx, NOT_VISIBLE, call.vpc_id(vpc_id.as_str()));
    match attached {
        // An earlier attempt attached it. An attachment to another VPC has another owner.
        Err(error) if error.kind == ErrorKind::AlreadyExists => {
            let gateway = describe_visible(cx, id).await?;
            if attached_to(&gateway) == Some(vpc_id.as_str()) { Ok(()) } else { Err(error) }
        }
        ended => ended.map(drop),
    }
}
