//! EC2 resources that were just created and are not to be seen, or not to be ready, yet.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::rules::Kind;
use super::shape::ErrorReply;
use super::xml::{Edit, edit_items};
use crate::gateway::operation::Form;

/// A kind of EC2 resource: how its id looks, which calls make and list it, and how EC2 says it is not there.
struct Resource {
    creates: &'static [&'static str],
    prefix: &'static str,
    lists: &'static [&'static str],
    not_found: &'static str,
}

const fn resource(
    creates: &'static [&'static str],
    prefix: &'static str,
    lists: &'static [&'static str],
    not_found: &'static str,
) -> Resource {
    Resource { creates, prefix, lists, not_found }
}

const RESOURCES: &[Resource] = &[
    resource(&["CreateVpc"], "vpc-", &["DescribeVpcs"], "InvalidVpcID.NotFound"),
    resource(&["CreateSubnet"], "subnet-", &["DescribeSubnets"], "InvalidSubnetID.NotFound"),
    resource(&["CreateInternetGateway"], "igw-", &["DescribeInternetGateways"], "InvalidInternetGatewayID.NotFound"),
    resource(&["AllocateAddress"], "eipalloc-", &["DescribeAddresses"], "InvalidAllocationID.NotFound"),
    resource(&["CreateNatGateway"], "nat-", &["DescribeNatGateways"], "NatGatewayNotFound"),
    resource(&["CreateRouteTable"], "rtb-", &["DescribeRouteTables"], "InvalidRouteTableID.NotFound"),
    resource(&["CreateSecurityGroup"], "sg-", &["DescribeSecurityGroups"], "InvalidGroup.NotFound"),
    resource(
        &["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"],
        "sgr-",
        &["DescribeSecurityGroupRules"],
        "InvalidSecurityGroupRuleId.NotFound",
    ),
    resource(&["CreateVpcEndpoint"], "vpce-", &["DescribeVpcEndpoints"], "InvalidVpcEndpointId.NotFound"),
    resource(&["CreateFlowLogs"], "fl-", &["DescribeFlowLogs"], "InvalidFlowLogId.NotFound"),
    resource(&["CreateNetworkAcl"], "acl-", &["DescribeNetworkAcls"], "InvalidNetworkAclID.NotFound"),
    resource(&["CreateManagedPrefixList"], "pl-", &["DescribeManagedPrefixLists"], "InvalidPrefixListID.NotFound"),
    resource(&["CreateTransitGateway"], "tgw-", &["DescribeTransitGateways"], "InvalidTransitGatewayID.NotFound"),
    resource(
        &["CreateTransitGatewayVpcAttachment", "CreateTransitGatewayPeeringAttachment"],
        "tgw-attach-",
        &[
            "DescribeTransitGatewayAttachments",
            "DescribeTransitGatewayVpcAttachments",
            "DescribeTransitGatewayPeeringAttachments",
        ],
        "InvalidTransitGatewayAttachmentID.NotFound",
    ),
    resource(
        &["CreateTransitGatewayRouteTable"],
        "tgw-rtb-",
        &["DescribeTransitGatewayRouteTables"],
        "InvalidRouteTableID.NotFound",
    ),
    resource(
        &["CreateVpcPeeringConnection"],
        "pcx-",
        &["DescribeVpcPeeringConnections"],
        "InvalidVpcPeeringConnectionID.NotFound",
    ),
    resource(&["RunInstances"], "i-", &["DescribeInstances"], "InvalidInstanceID.NotFound"),
];

/// Whether faults can attach to what an operation creates.
pub(crate) fn creates(operation: &str) -> bool {
    of_create(operation).is_some()
}

fn of_create(operation: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|r| r.creates.contains(&operation))
}

struct Young {
    account: String,
    id: String,
    resource: &'static Resource,
    hidden_reads: u32,
    pending_reads: u32,
    pending_until: Option<Instant>,
}

impl Young {
    fn is_pending(&self) -> bool {
        self.pending_reads > 0 || self.pending_until.is_some_and(|until| Instant::now() < until)
    }

    fn is_grown(&self) -> bool {
        self.hidden_reads == 0 && !self.is_pending()
    }
}

/// The young resources of all accounts. Ids are unique, so the region does not matter: the other end of a
/// peering sees the same id.
#[derive(Default)]
pub(crate) struct Nursery {
    young: Mutex<Vec<Young>>,
}

impl Nursery {
    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut young = self.young.lock().unwrap_or_else(PoisonError::into_inner);
        young.retain(|y| account.is_some_and(|a| a != y.account));
    }

    /// Takes in what a create answered, and returns the answer as it is to be shown.
    pub(crate) fn created(&self, account: &str, operation: &str, kinds: &[Kind], answer: &str) -> Option<String> {
        let resource = of_create(operation)?;
        let id = find_id(answer, resource.prefix)?;
        let mut entry = Young {
            account: account.to_owned(),
            id: id.to_owned(),
            resource,
            hidden_reads: 0,
            pending_reads: 0,
            pending_until: None,
        };
        for kind in kinds {
            match kind {
                Kind::NotFoundAfterCreate { reads } => entry.hidden_reads = *reads,
                Kind::Pending { ms, reads } => {
                    entry.pending_reads = reads.unwrap_or(0);
                    entry.pending_until = ms.map(|ms| Instant::now() + Duration::from_millis(ms));
                }
                _ => {}
            }
        }
        let shown = entry.is_pending().then(|| pending(answer));
        let mut young = self.young.lock().unwrap_or_else(PoisonError::into_inner);
        young.retain(|y| !y.is_grown() && y.id != entry.id);
        young.push(entry);
        shown
    }

    /// The error for a read that names a hidden id as a parameter (not in a filter).
    pub(crate) fn refuse(&self, account: &str, operation: &str, form: &Form) -> Option<ErrorReply> {
        if !is_read(operation) {
            return None;
        }
        let mut young = self.young.lock().unwrap_or_else(PoisonError::into_inner);
        let hit = young.iter_mut().find(|y| {
            y.hidden_reads > 0
                && y.account == account
                && form.iter().any(|(name, value)| !name.starts_with("Filter") && *value == y.id)
        })?;
        hit.hidden_reads -= 1;
        let message = format!("The ID '{}' does not exist", hit.id);
        Some(ErrorReply::new(400, hit.resource.not_found, message))
    }

    /// A list as it is to be shown: without hidden items, and with young ones pending. None: as it is.
    pub(crate) fn listed(&self, account: &str, operation: &str, answer: &str) -> Option<String> {
        let mut young = self.young.lock().unwrap_or_else(PoisonError::into_inner);
        let mut of_list: Vec<_> = young
            .iter_mut()
            .filter(|y| y.account == account && !y.is_grown() && y.resource.lists.contains(&operation))
            .collect();
        if of_list.is_empty() {
            return None;
        }
        let mut changed = false;
        let shown = edit_items(answer, |item| {
            let Some(y) = of_list.iter_mut().find(|y| item.contains(&format!(">{}<", y.id))) else {
                return Edit::Keep;
            };
            changed = true;
            if y.hidden_reads > 0 {
                y.hidden_reads -= 1;
                return Edit::Drop;
            }
            if !y.is_pending() {
                return Edit::Keep;
            }
            y.pending_reads = y.pending_reads.saturating_sub(1);
            Edit::Replace(pending(item))
        });
        changed.then_some(shown)
    }
}

fn is_read(operation: &str) -> bool {
    ["Describe", "Get", "Search"].iter().any(|verb| operation.starts_with(verb))
}

fn pending(xml: &str) -> String {
    xml.replace("<state>available</state>", "<state>pending</state>")
        .replace("<status>available</status>", "<status>pending</status>")
}

/// The first id of a kind in an answer: the prefix, then nothing but hexadecimal digits.
fn find_id<'a>(xml: &'a str, prefix: &str) -> Option<&'a str> {
    xml.match_indices('>').find_map(|(at, _)| {
        let text = &xml[at + 1..];
        let text = &text[..text.find('<')?];
        let digits = text.strip_prefix(prefix)?;
        let is_id = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
        is_id.then_some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATED: &str = "<R><vpc><vpcId>vpc-0a1</vpcId><state>available</state></vpc></R>";
    const LISTED: &str = "<R><vpcSet><item><vpcId>vpc-0a1</vpcId><state>available</state></item><item><vpcId>vpc-0b2</vpcId><state>available</state></item></vpcSet></R>";

    #[test]
    fn ids_of_longer_prefixes_are_not_taken_for_shorter_ones() {
        let xml = "<a>tgw-attach-0a</a><b>tgw-0b</b>";
        assert_eq!(find_id(xml, "tgw-"), Some("tgw-0b"));
        assert_eq!(find_id(xml, "tgw-attach-"), Some("tgw-attach-0a"));
        assert_eq!(find_id(xml, "vpc-"), None);
    }

    #[test]
    fn a_hidden_id_is_refused_by_name_dropped_from_lists_and_found_in_the_end() {
        let nursery = Nursery::default();
        nursery.created("1", "CreateVpc", &[Kind::NotFoundAfterCreate { reads: 2 }], CREATED);
        let form = vec![("VpcId.1".to_owned(), "vpc-0a1".to_owned())];
        assert!(nursery.refuse("2", "DescribeVpcs", &form).is_none(), "another account's");
        assert!(nursery.refuse("1", "DeleteVpc", &form).is_none(), "not a read");
        assert_eq!(nursery.refuse("1", "DescribeVpcs", &form).unwrap().code, "InvalidVpcID.NotFound");
        let shown = nursery.listed("1", "DescribeVpcs", LISTED).unwrap();
        assert!(!shown.contains("vpc-0a1") && shown.contains("vpc-0b2"));
        assert!(nursery.refuse("1", "DescribeVpcs", &form).is_none());
        assert!(nursery.listed("1", "DescribeVpcs", LISTED).is_none());
    }

    #[test]
    fn a_pending_id_is_shown_so_in_its_create_and_its_reads_only() {
        let nursery = Nursery::default();
        let kind = Kind::Pending { ms: None, reads: Some(1) };
        let shown = nursery.created("1", "CreateVpc", &[kind], CREATED).unwrap();
        assert!(shown.contains("<state>pending</state>"));
        let shown = nursery.listed("1", "DescribeVpcs", LISTED).unwrap();
        assert_eq!(shown.matches("pending").count(), 1);
        assert!(nursery.listed("1", "DescribeVpcs", LISTED).is_none());
    }
}
