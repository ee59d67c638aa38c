//! `aws:ec2/NetworkAcl`: a firewall around subnets.

use aws_sdk_ec2::types::{self as sdk, IcmpTypeCode, PortRange, ResourceType};

use super::blockers::IN_USE;
use super::common::{ByOwnershipTag, describe_all, ec2_described, filter, tag_specification, update_tags};
use super::protocol::{IpProtocol, wrong_ports};
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

/// An entry of a network ACL.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct NetworkAclEntryProps {
    /// The number, 1 to 32766, unique in the direction. The matching entry with the lowest number applies.
    pub rule_number: i32,
    /// Whether the entry allows or denies the traffic.
    pub action: AclAction,
    /// The protocol.
    pub protocol: IpProtocol,
    /// The IPv4 range of the peer. An entry has this or `ipv6_cidr_block`.
    pub cidr_block: Option<Cidr>,
    /// The IPv6 range of the peer.
    pub ipv6_cidr_block: Option<Ipv6Cidr>,
    /// The first port; for ICMP the type, or -1 for all.
    pub from_port: Option<i32>,
    /// The last port; for ICMP the code, or -1 for all.
    pub to_port: Option<i32>,
}

/// The action of an entry.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AclAction {
    /// Allow the traffic.
    Allow,
    /// Deny the traffic.
    Deny,
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

/// The highest number an entry can have; above it is EC2's own "deny all".
const LAST_NUMBER: i32 = 32766;
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
        let mut wrong = Vec::new();
        for (direction, entries) in [("ingress", &props.ingress), ("egress", &props.egress)] {
            let mut numbers = std::collections::BTreeSet::new();
            for entry in entries {
                let number = entry.rule_number;
                if !(1..=LAST_NUMBER).contains(&number) {
                    wrong.push(format!("`{direction}` has an entry {number}: they are numbered 1 to {LAST_NUMBER}"));
                }
                if !numbers.insert(number) {
                    wrong.push(format!("`{direction}` has two entries {number}"));
                }
                if entry.cidr_block.is_some() == entry.ipv6_cidr_block.is_some() {
                    wrong.push(format!("`{direction}` entry {number}: give `cidr_block` or `ipv6_cidr_block`"));
                }
                let ports = wrong_ports(&entry.protocol, entry.from_port, entry.to_port);
                wrong.extend(ports.map(|text| format!("`{direction}` entry {number}: {text}")));
            }
        }
        wrong
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
        for (egress, entry) in sides(props) {
            put(cx, &id, egress, entry, false).await?;
        }
        move_subnets(cx, &props.subnet_ids, id.as_str()).await?;
        Ok(NetworkAclAttrs { id: NetworkAclId::new(id.as_str()), vpc_id: props.vpc_id.clone() })
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (old, new) = (&change.old, &change.new);
        for (egress, entry) in sides(new) {
            let before = sides(old).find(|(side, old)| *side == egress && old.rule_number == entry.rule_number);
            if before.is_none_or(|(_, before)| before != entry) {
                put(cx, id, egress, entry, before.is_some()).await?;
            }
        }
        for (egress, entry) in sides(old) {
            if !sides(new).any(|(side, new)| side == egress && new.rule_number == entry.rule_number) {
                take_out(cx, id, egress, entry.rule_number).await?;
            }
        }
        let not_in = |some: &[SubnetId], others: &[SubnetId]| -> Vec<SubnetId> {
            some.iter().filter(|subnet| !others.contains(subnet)).cloned().collect()
        };
        move_subnets(cx, &not_in(&new.subnet_ids, &old.subnet_ids), id.as_str()).await?;
        let leaving = not_in(&old.subnet_ids, &new.subnet_ids);
        if !leaving.is_empty() {
            move_subnets(cx, &leaving, &default_of(cx, &new.vpc_id).await?).await?;
        }
        update_tags(cx, id.as_str(), &old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        if !last.props.subnet_ids.is_empty() {
            move_subnets(cx, &last.props.subnet_ids, &default_of(cx, &last.props.vpc_id).await?).await?;
        }
        let call = cx.api().ec2().delete_network_acl().network_acl_id(id.as_str());
        retry!(cx, IN_USE, call).ignore_not_found()
    }
}

ec2_described! {
    NetworkAcl: sdk::NetworkAcl, network_acl_id,
    describe: |cx, ids| describe(cx, ids).await;
    state: state,
}

/// The call names ids, because the sandbox's emulator lacks the filter on ids. It fails if one of them does not exist;
/// then all are listed, of which a region has few.
async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::NetworkAcl>> {
    if ids.is_empty() {
        return describe_all!(cx, ids, describe_network_acls, "network-acl-id");
    }
    let wanted = ids.iter().map(Id::as_str).collect::<Vec<_>>();
    let by_id = cx.api().ec2().describe_network_acls();
    let by_id = by_id.set_network_acl_ids(Some(wanted.iter().map(ToString::to_string).collect()));
    match send!(cx, by_id) {
        Err(error) if error.is_not_found() => {}
        response => return Ok(response?.network_acls.unwrap_or_default()),
    }
    let mut found: Vec<sdk::NetworkAcl> = list_all!(cx, cx.api().ec2().describe_network_acls())?;
    found.retain(|acl| acl.network_acl_id().is_some_and(|id| wanted.contains(&id)));
    Ok(found)
}

fn state(acl: &sdk::NetworkAcl, tags: Tags) -> Result<State<NetworkAcl>> {
    let id: NetworkAclId = parsed("id", acl.network_acl_id())?;
    let vpc_id: VpcId = parsed("vpc_id", acl.vpc_id())?;
    let side = |egress: bool| -> Result<Vec<_>> {
        let entries = acl.entries().iter().filter(|entry| entry.egress() == Some(egress));
        entries.filter(|entry| entry.rule_number().is_some_and(|n| n <= LAST_NUMBER)).map(entry_of).collect()
    };
    let props = NetworkAclProps {
        vpc_id: vpc_id.clone(),
        subnet_ids: acl.associations().iter().filter_map(|a| a.subnet_id()).map(SubnetId::new).collect(),
        ingress: side(false)?,
        egress: side(true)?,
        tags: own_tags(tags),
    };
    Ok((props, NetworkAclAttrs { id, vpc_id }))
}

fn entry_of(entry: &sdk::NetworkAclEntry) -> Result<NetworkAclEntryProps> {
    let protocol = IpProtocol::from_response(entry.protocol().unwrap_or_default());
    let (from_port, to_port) = match (entry.port_range(), entry.icmp_type_code()) {
        (Some(ports), _) if protocol.has_ports() => (ports.from(), ports.to()),
        (_, Some(icmp)) if protocol.is_icmp() => (icmp.r#type(), icmp.code()),
        _ => (None, None),
    };
    Ok(NetworkAclEntryProps {
        rule_number: entry.rule_number().unwrap_or_default(),
        action: match entry.rule_action() {
            Some(sdk::RuleAction::Allow) => AclAction::Allow,
            _ => AclAction::Deny,
        },
        protocol,
        cidr_block: parsed("cidr_block", entry.cidr_block())?,
        ipv6_cidr_block: parsed("ipv6_cidr_block", entry.ipv6_cidr_block())?,
        from_port,
        to_port,
    })
}

/// All entries, each with whether it is for outbound traffic.
fn sides(props: &NetworkAclProps) -> impl Iterator<Item = (bool, &NetworkAclEntryProps)> {
    let ingress = props.ingress.iter().map(|entry| (false, entry));
    ingress.chain(props.egress.iter().map(|entry| (true, entry)))
}

/// Writes an entry. An existing one with the same number, from an earlier attempt, is overwritten.
async fn put(
    cx: &OperationContext<NetworkAcl>,
    id: &Id,
    egress: bool,
    entry: &NetworkAclEntryProps,
    there_is_one: bool,
) -> Result<()> {
    let action = sdk::RuleAction::from(entry.action.as_str());
    let ports = entry
        .protocol
        .has_ports()
        .then(|| PortRange::builder().set_from(entry.from_port).set_to(entry.to_port).build());
    let icmp = entry
        .protocol
        .is_icmp()
        .then(|| IcmpTypeCode::builder().set_type(entry.from_port).set_code(entry.to_port).build());
    if !there_is_one {
        let api = cx.api().ec2();
        let call = api
            .create_network_acl_entry()
            .network_acl_id(id.as_str())
            .egress(egress)
            .rule_number(entry.rule_number)
            .rule_action(action.clone())
            .protocol(entry.protocol.number())
            .set_cidr_block(entry.cidr_block.as_ref().map(Cidr::to_string))
            .set_ipv6_cidr_block(entry.ipv6_cidr_block.as_ref().map(Ipv6Cidr::to_string))
            .set_port_range(ports.clone())
            .set_icmp_type_code(icmp.clone());
        let codes = ["InvalidNetworkAclID.NotFound"];
        match cx.eventually(&codes, || async { send!(cx, call.clone()) }).await {
            Err(error) if error.kind == ErrorKind::AlreadyExists => {}
            ended => return ended.map(drop),
        }
    }
    let api = cx.api().ec2();
    let call = api
        .replace_network_acl_entry()
        .network_acl_id(id.as_str())
        .egress(egress)
        .rule_number(entry.rule_number)
        .rule_action(action)
        .protocol(entry.protocol.number())
        .set_cidr_block(entry.cidr_block.as_ref().map(Cidr::to_string))
        .set_ipv6_cidr_block(entry.ipv6_cidr_block.as_ref().map(Ipv6Cidr::to_string))
        .set_port_range(ports)
        .set_icmp_type_code(icmp);
    cx.eventually(&[], || async { send!(cx, call.clone()) }).await.map(drop)
}

/// Removes an entry. After a lost response the current entries decide.
async fn take_out(cx: &OperationContext<NetworkAcl>, id: &Id, egress: bool, number: i32) -> Result<()> {
    let call = cx.api().ec2().delete_network_acl_entry();
    let call = call.network_acl_id(id.as_str()).egress(egress).rule_number(number);
    cx.eventually(&[], || async {
        let error = match send!(cx, call.clone()).ignore_not_found() {
            Err(error) if error.kind == ErrorKind::Ambiguous => error,
            ended => return ended,
        };
        let now = describe(cx, std::slice::from_ref(id)).await?;
        let is_it =
            |entry: &sdk::NetworkAclEntry| entry.egress() == Some(egress) && entry.rule_number() == Some(number);
        if now.iter().any(|acl| acl.entries().iter().any(is_it)) { Err(error) } else { Ok(()) }
    })
    .await
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

/// The default ACL of a VPC.
async fn default_of(cx: &OperationContext<NetworkAcl>, vpc_id: &VpcId) -> Result<String> {
    cx.eventually(&[], || async {
        let call = cx.api().ec2().describe_network_acls().filters(filter("vpc-id", [vpc_id.as_str()]));
        let response = send!(cx, call.filters(filter("default", ["true"])))?;
        let id = response.network_acls().first().and_then(sdk::NetworkAcl::network_acl_id);
        id.map(str::to_owned).ok_or_else(|| {
            ProviderError::new(
                ErrorKind::NotFound,
                format!("{vpc_id} has no default network ACL to give subnets back to"),
            )
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(rule_number: i32) -> NetworkAclEntryProps {
        NetworkAclEntryProps {
            rule_number,
            action: AclAction::Allow,
            protocol: IpProtocol::all(),
            cidr_block: "0.0.0.0/0".parse().ok(),
            ipv6_cidr_block: None,
            from_port: None,
            to_port: None,
        }
    }

    #[test]
    fn entries_have_numbers_of_their_own_in_each_direction() {
        let acl = |ingress, egress| NetworkAclProps {
            vpc_id: VpcId::new("vpc-1"),
            subnet_ids: Vec::new(),
            ingress,
            egress,
            tags: BTreeMap::new(),
        };
        assert!(NetworkAcl::check(&acl(vec![entry(100)], vec![entry(100)])).is_empty());
        assert!(NetworkAcl::check(&acl(vec![entry(100), entry(100)], vec![]))[0].contains("two entries 100"));
        assert!(NetworkAcl::check(&acl(vec![], vec![entry(32767)]))[0].contains("numbered 1 to 32766"));
        let both = NetworkAclEntryProps { ipv6_cidr_block: "::/0".parse().ok(), ..entry(1) };
        assert!(NetworkAcl::check(&acl(vec![both], vec![]))[0].contains("`cidr_block` or `ipv6_cidr_block`"));
    }
}
