//! `aws:ec2/DefaultNetworkAcl`: the network ACL that comes with a VPC.

use aws_sdk_ec2::types as sdk;

use super::adopted::{adopt, give_back};
use super::common::{ByOwnershipTag, ec2_described, update_tags};
use super::network_acl_entries::{Entries, NetworkAclEntryProps, default_of, describe, entries_of};
use crate::prelude::*;

/// The properties of the default network ACL of a VPC.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct DefaultNetworkAclProps {
    /// The VPC.
    #[arg(replace = "each VPC has its own default network ACL")]
    pub vpc_id: VpcId,
    /// The entries for inbound traffic. Traffic that matches no entry is denied, also in subnets that are not declared.
    #[arg(set)]
    pub ingress: Vec<NetworkAclEntryProps>,
    /// The entries for outbound traffic. Traffic that matches no entry is denied. Responses need an entry too, because
    /// ACLs are stateless.
    #[arg(set)]
    pub egress: Vec<NetworkAclEntryProps>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The network ACL that EC2 creates with a VPC, which all of its subnets use that no
/// [`NetworkAcl`](super::NetworkAcl) names. It cannot be created or deleted: a create takes the ACL over (`CreateTags`) and
/// replaces its entries, which allow all traffic in a new VPC, by those of the program (`CreateNetworkAclEntry`,
/// `ReplaceNetworkAclEntry`, `DeleteNetworkAclEntry`). A delete removes the tags only and leaves the entries as they are; EC2
/// deletes the ACL with its VPC.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html>
#[resource("aws:ec2/DefaultNetworkAcl", props = DefaultNetworkAclProps)]
pub struct DefaultNetworkAcl {
    /// The id.
    pub id: NetworkAclId,
    /// The VPC.
    #[attr(input = "vpc_id")]
    pub vpc_id: VpcId,
}

impl Resource for DefaultNetworkAcl {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_default_network_acl", "{id}")])
            .typical(Seconds::each(1))
            .timeouts(Seconds::each(300))
            .visible_within_secs(300)
            .unique(&[&["vpc_id"]])
    }

    fn check(props: &DefaultNetworkAclProps) -> Vec<String> {
        Entries::of(&props.ingress, &props.egress).check()
    }

    async fn create(cx: &OperationContext<Self>, props: &DefaultNetworkAclProps) -> Result<Self::Attrs> {
        let of_vpc = || async {
            let acl = default_of(cx, &props.vpc_id).await?;
            Ok(acl.and_then(|acl| Some((Id::new(acl.network_acl_id()?), all_tags(acl.tags())))))
        };
        let id = adopt(cx, props, &props.tags, of_vpc).await?;
        let not_visible = || ProviderError::new(ErrorKind::NotYet, format!("{id} is not visible yet"));
        let found = cx.eventually(&[], || async { default_of(cx, &props.vpc_id).await?.ok_or_else(not_visible) });
        let (ingress, egress) = entries_of(&found.await?)?;
        Entries::of(&props.ingress, &props.egress).replace(Entries::of(&ingress, &egress), cx, &id).await?;
        Ok(DefaultNetworkAclAttrs { id: NetworkAclId::new(id.as_str()), vpc_id: props.vpc_id.clone() })
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (old, new) = (&change.old, &change.new);
        let current = Entries::of(&old.ingress, &old.egress);
        Entries::of(&new.ingress, &new.egress).replace(current, cx, id).await?;
        update_tags(cx, id.as_str(), &old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        give_back(cx, id, &last.props.tags).await
    }
}

ec2_described! {
    DefaultNetworkAcl: sdk::NetworkAcl, network_acl_id,
    describe: |cx, ids| {
        let mut acls = describe(cx, ids).await?;
        acls.retain(|acl| acl.is_default() == Some(true));
        Ok(acls)
    };
    state: |acl, tags| {
        let vpc_id: VpcId = parsed("vpc_id", acl.vpc_id())?;
        let (ingress, egress) = entries_of(acl)?;
        let attrs = DefaultNetworkAclAttrs { id: parsed("id", acl.network_acl_id())?, vpc_id: vpc_id.clone() };
        Ok((DefaultNetworkAclProps { vpc_id, ingress, egress, tags: own_tags(tags) }, attrs))
    },
}
