//! The descriptions of network ACLs, and their entries.

use aws_sdk_ec2::types::{self as sdk, IcmpTypeCode, PortRange};

use super::common::{describe_all, filter};
use super::protocol::{IpProtocol, wrong_ports};
use crate::prelude::*;

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

/// The highest number an entry can have; above it is EC2's own "deny all".
const LAST_NUMBER: i32 = 32766;

/// The entries of both directions.
#[derive(Clone, Copy)]
pub(super) struct Entries<'a> {
    ingress: &'a [NetworkAclEntryProps],
    egress: &'a [NetworkAclEntryProps],
}

impl<'a> Entries<'a> {
    pub(super) fn of(ingress: &'a [NetworkAclEntryProps], egress: &'a [NetworkAclEntryProps]) -> Self {
        Self { ingress, egress }
    }

    /// All entries, each with whether it is for outbound traffic.
    fn sides(self) -> impl Iterator<Item = (bool, &'a NetworkAclEntryProps)> {
        self.ingress.iter().map(|entry| (false, entry)).chain(self.egress.iter().map(|entry| (true, entry)))
    }

    /// The mistakes, one sentence each.
    pub(super) fn check(self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (direction, entries) in [("ingress", self.ingress), ("egress", self.egress)] {
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

    /// Adds the entries to a new ACL.
    pub(super) async fn write<R: Resource<Api = Aws>>(self, cx: &OperationContext<R>, id: &Id) -> Result<()> {
        for (egress, entry) in self.sides() {
            put(cx, id, egress, entry, false).await?;
        }
        Ok(())
    }

    /// Replaces the current entries of an ACL: writes those that differ, and removes the others.
    pub(super) async fn replace<R: Resource<Api = Aws>>(
        self,
        current: Entries<'_>,
        cx: &OperationContext<R>,
        id: &Id,
    ) -> Result<()> {
        for (egress, entry) in self.sides() {
            let before = current.sides().find(|(side, old)| *side == egress && old.rule_number == entry.rule_number);
            if before.is_none_or(|(_, before)| before != entry) {
                put(cx, id, egress, entry, before.is_some()).await?;
            }
        }
        for (egress, entry) in current.sides() {
            if !self.sides().any(|(side, new)| side == egress && new.rule_number == entry.rule_number) {
                take_out(cx, id, egress, entry.rule_number).await?;
            }
        }
        Ok(())
    }
}

/// Describes network ACLs. The call names ids, because the sandbox's emulator lacks the filter on ids. It fails if one of them does not exist;
/// then all are listed, of which a region has few.
pub(super) async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::NetworkAcl>> {
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

/// The default ACL of a VPC.
pub(super) async fn default_of(cx: &ReadContext<Aws>, vpc_id: &VpcId) -> Result<Option<sdk::NetworkAcl>> {
    let call = cx.api().ec2().describe_network_acls().filters(filter("vpc-id", [vpc_id.as_str()]));
    let response = send!(cx, call.filters(filter("default", ["true"])))?;
    Ok(response.network_acls.unwrap_or_default().into_iter().next())
}

/// The entries of an ACL, inbound and outbound, without EC2's own last one.
pub(super) fn entries_of(acl: &sdk::NetworkAcl) -> Result<(Vec<NetworkAclEntryProps>, Vec<NetworkAclEntryProps>)> {
    let side = |egress: bool| -> Result<Vec<_>> {
        let entries = acl.entries().iter().filter(|entry| entry.egress() == Some(egress));
        entries.filter(|entry| entry.rule_number().is_some_and(|n| n <= LAST_NUMBER)).map(entry_of).collect()
    };
    Ok((side(false)?, side(true)?))
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

/// Writes an entry. An existing one with the same number, from an earlier attempt, is overwritten.
async fn put<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
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
async fn take_out<R: Resource<Api = Aws>>(cx: &OperationContext<R>, id: &Id, egress: bool, number: i32) -> Result<()> {
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
        let wrong = |ingress: &[_], egress: &[_]| Entries::of(ingress, egress).check();
        assert!(wrong(&[entry(100)], &[entry(100)]).is_empty());
        assert!(wrong(&[entry(100), entry(100)], &[])[0].contains("two entries 100"));
        assert!(wrong(&[], &[entry(32767)])[0].contains("numbered 1 to 32766"));
        let both = NetworkAclEntryProps { ipv6_cidr_block: "::/0".parse().ok(), ..entry(1) };
        assert!(wrong(&[both], &[])[0].contains("`cidr_block` or `ipv6_cidr_block`"));
    }
}
