//! `aws:ec2/NetworkAcl`: a firewall around subnets.

use aws_sdk_ec2::types::{self as sdk, ResourceType};

use super::blockers::IN_USE;
use super::common::{ByOwnershipTag, describe_all, ec2_described, tag_specification, update_tags};
use super::network_acl_entries::{Entries, NetworkAclEntryProps, default_of, describe, entries_of};
use crate::prelude::*;

/// The properties of a network ACL.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct NetworkAclProps {
    /// The VPC.
    #[arg(replace = "a network ACL cannot move to another VPC")]
    pub vpc_id: VpcId,
    /// The subnets that use the ACL. A removed subnet returns to the VPC's default ACL.
    #[arg(set)]
    pub subnet_ids: Vec<SubnetId>,
    /// The entries for inbound traffic. Traffic that matches no entry is denied.
    #[arg(set)]
    pub ingress: Vec<NetworkAclEntryProps>,
    /// The entries for outbound traffic. Traffic that matches no entry is denied. Responses need an entry too, because
    /// ACLs are stateless.
    #[arg(set)]
    pub egress: Vec<NetworkAclEntryProps>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A network ACL (`CreateNetworkAcl`) with its entries and subnets.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAcl.html>
#[resource("aws:ec2/NetworkAcl", props = NetworkAclProps)]
pub struct NetworkAcl {
    /// The id.
    pub id: NetworkAclId,
    /// The VPC.
    #[attr(input = "vpc_id")]
    pub vpc_id: VpcId,
}

/// EC2's code when another caller, or an earlier attempt of this call, replaced the association.
const REPLACED: &[&str] = &["InvalidAssociationID.NotFound"];

impl Resource for NetworkAcl {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_network_acl", "{id}")])
            .terraform_parts(&["aws_network_acl_rule", "aws_network_acl_association"])
            .timeouts(Seconds { create: 300, update: 300, delete: 600 })
            .visible_within_secs(300)
        // EC2 keeps a client token for about a day. Tags are looked up first and have no time limit.
    }

    fn check(props: &NetworkAclProps) -> Vec<String> {
        Entries::of(&props.ingress, &props.egress).check()
    }

    async fn create(cx: &OperationContext<Self>, props: &NetworkAclProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let api = cx.api().ec2();
                let call = api
                    .create_network_acl()
                    .client_token(cx.token())
                    .vpc_id(props.vpc_id.as_str())
                    .tag_specifications(tag_specification(cx, ResourceType::NetworkAcl, &props.tags));
                let response = send!(cx, call)?;
                id_in(response.network_acl().and_then(sdk::NetworkAcl::network_acl_id))
            })
            .await?;
        Entries::of(&props.ingress, &props.egress).write(cx, &id).await?;
        move_subnets(cx, &props.subnet_ids, id.as_str()).await?;
        Ok(NetworkAclAttrs { id: NetworkAclId::new(id.as_str()), vpc_id: props.vpc_id.clone() })
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (old, new) = (&change.old, &change.new);
        let current = Entries::of(&old.ingress, &old.egress);
        Entries::of(&new.ingress, &new.egress).replace(current, cx, id).await?;
        let not_in = |some: &[SubnetId], others: &[SubnetId]| -> Vec<SubnetId> {
            some.iter().filter(|subnet| !others.contains(subnet)).cloned().collect()
        };
        move_subnets(cx, &not_in(&new.subnet_ids, &old.subnet_ids), id.as_str()).await?;
        let leaving = not_in(&old.subnet_ids, &new.subnet_ids);
        if !leaving.is_empty() {
            move_subnets(cx, &leaving, &default_id(cx, &new.vpc_id).await?).await?;
        }
        update_tags(cx, id.as_str(), &old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        if !last.props.subnet_ids.is_empty() {
            move_subnets(cx, &last.props.subnet_ids, &default_id(cx, &last.props.vpc_id).await?).await?;
        }
        let call = cx.api().ec2().delete_network_acl().network_acl_id(id.as_str());
        retry!(cx, IN_USE, call).ignore_not_found()
    }
}

ec2_described! {
    NetworkAcl: sdk::NetworkAcl, network_acl_id,
    describe: |cx, ids| {
        let mut acls = describe(cx, ids).await?;
        // A list of every owner has the default ACLs as a type of their own.
        acls.retain(|acl| !ids.is_empty() || acl.is_default() != Some(true));
        Ok(acls)
    };
    state: state,
}

fn state(acl: &sdk::NetworkAcl, tags: Tags) -> Result<State<NetworkAcl>> {
    let id: NetworkAclId = parsed("id", acl.network_acl_id())?;
    let vpc_id: VpcId = parsed("vpc_id", acl.vpc_id())?;
    let (ingress, egress) = entries_of(acl)?;
    let props = NetworkAclProps {
        vpc_id: vpc_id.clone(),
        subnet_ids: acl.associations().iter().filter_map(|a| a.subnet_id()).map(SubnetId::new).collect(),
        ingress,
        egress,
        tags: own_tags(tags),
    };
    Ok((props, NetworkAclAttrs { id, vpc_id }))
}

/// Moves subnets to an ACL. A subnet always has one: its association is replaced and gets a new id, so each attempt
/// reads the current state.
async fn move_subnets(cx: &OperationContext<NetworkAcl>, subnets: &[SubnetId], acl: &str) -> Result<()> {
    if subnets.is_empty() {
        return Ok(());
    }
    let ids: Vec<Id> = subnets.iter().map(|subnet| Id::new(subnet.as_str())).collect();
    cx.eventually(REPLACED, || async {
        let acls: Vec<sdk::NetworkAcl> = describe_all!(cx, ids, describe_network_acls, "association.subnet-id")?;
        let elsewhere = acls.iter().flat_map(sdk::NetworkAcl::associations).filter(|association| {
            let ours = subnets.iter().any(|subnet| association.subnet_id() == Some(subnet.as_str()));
            ours && association.network_acl_id() != Some(acl)
        });
        for association in elsewhere {
            let association = association.network_acl_association_id().unwrap_or_default();
            let call = cx.api().ec2().replace_network_acl_association();
            send!(cx, call.association_id(association).network_acl_id(acl))?;
        }
        Ok(())
    })
    .await
}

/// The id of the default ACL of a VPC.
async fn default_id(cx: &OperationContext<NetworkAcl>, vpc_id: &VpcId) -> Result<String> {
    let acl = cx.eventually(&[], || default_of(cx, vpc_id)).await?;
    acl.and_then(|acl| acl.network_acl_id).ok_or_else(|| {
        ProviderError::new(ErrorKind::NotFound, format!("{vpc_id} has no default network ACL to give subnets back to"))
    })
}
