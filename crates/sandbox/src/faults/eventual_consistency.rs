//! Simulates eventual consistency: a new EC2 resource is not found, or is `pending`, for some reads.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::rules::Kind;
use super::xml::{Edit, edit_items};
use crate::protocol::ErrorReply;
use crate::protocol::Form;

/// A kind of EC2 resource: the prefix of its ids, the calls that create and list it, and EC2's error when it is
/// missing.
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

/// The list of the tags of all resources.
const TAGS: &str = "DescribeTags";

/// Whether faults can attach to the result of an operation.
pub(crate) fn creates(operation: &str) -> bool {
    of_create(operation).is_some()
}

fn of_create(operation: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|r| r.creates.contains(&operation))
}

struct HiddenResource {
    account: String,
    id: String,
    resource: &'static Resource,
    hidden_reads: u32,
    hidden_until: Option<Instant>,
    pending_reads: u32,
    pending_until: Option<Instant>,
}

impl HiddenResource {
    fn is_pending(&self) -> bool {
        self.pending_reads > 0 || self.pending_until.is_some_and(|until| Instant::now() < until)
    }

    /// Whether the time has not passed in which no call finds it.
    fn is_unknown(&self) -> bool {
        self.hidden_until.is_some_and(|until| Instant::now() < until)
    }

    fn is_visible(&self) -> bool {
        self.hidden_reads == 0 && !self.is_unknown() && !self.is_pending()
    }
}

/// The hidden resources of all accounts. Ids are unique, so the region does not matter: both ends of a peering have
/// the same id.
#[derive(Default)]
pub(crate) struct ConsistencyFaults {
    hidden: Mutex<Vec<HiddenResource>>,
}

impl ConsistencyFaults {
    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        hidden.retain(|entry| account.is_some_and(|a| a != entry.account));
    }

    /// Attaches the faults to the id in the response to a create, and returns the changed response.
    pub(crate) fn created(&self, account: &str, operation: &str, kinds: &[Kind], answer: &str) -> Option<String> {
        let resource = of_create(operation)?;
        let id = find_id(answer, resource.prefix)?;
        let mut entry = HiddenResource {
            account: account.to_owned(),
            id: id.to_owned(),
            resource,
            hidden_reads: 0,
            hidden_until: None,
            pending_reads: 0,
            pending_until: None,
        };
        for kind in kinds {
            match kind {
                Kind::NotFoundAfterCreate { reads, ms } => {
                    entry.hidden_reads = reads.unwrap_or(u32::from(ms.is_none()));
                    entry.hidden_until = ms.map(|ms| Instant::now() + Duration::from_millis(ms));
                }
                Kind::Pending { ms, reads } => {
                    entry.pending_reads = reads.unwrap_or(0);
                    entry.pending_until = ms.map(|ms| Instant::now() + Duration::from_millis(ms));
                }
                _ => {}
            }
        }
        let shown = entry.is_pending().then(|| pending(answer));
        let mut hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        hidden.retain(|other| !other.is_visible() && other.id != entry.id);
        hidden.push(entry);
        shown
    }

    /// The error for a call with a hidden id as a parameter (not in a filter).
    pub(crate) fn refuse(&self, account: &str, operation: &str, form: &Form) -> Option<ErrorReply> {
        let is_read = is_read(operation);
        let mut hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        let hit = hidden.iter_mut().find(|entry| {
            (is_read && entry.hidden_reads > 0 || entry.is_unknown())
                && entry.account == account
                && form.iter().any(|(name, value)| !name.starts_with("Filter") && *value == entry.id)
        })?;
        hit.hidden_reads = hit.hidden_reads.saturating_sub(u32::from(is_read));
        let message = format!("The ID '{}' does not exist", hit.id);
        Some(ErrorReply::new(400, hit.resource.not_found, message))
    }

    /// A list without the hidden items, and with `pending` items; `None` if nothing changes.
    pub(crate) fn listed(&self, account: &str, operation: &str, answer: &str) -> Option<String> {
        let mut hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        let mut of_list: Vec<_> = hidden
            .iter_mut()
            .filter(|entry| {
                let lists = entry.resource.lists.contains(&operation) || entry.is_unknown() && operation == TAGS;
                entry.account == account && !entry.is_visible() && lists
            })
            .collect();
        if of_list.is_empty() {
            return None;
        }
        let mut changed = false;
        let shown = edit_items(answer, |item| {
            let Some(entry) = of_list.iter_mut().find(|entry| item.contains(&format!(">{}<", entry.id))) else {
                return Edit::Keep;
            };
            changed = true;
            if entry.is_unknown() {
                return Edit::Drop;
            }
            if entry.hidden_reads > 0 {
                entry.hidden_reads -= 1;
                return Edit::Drop;
            }
            if !entry.is_pending() {
                return Edit::Keep;
            }
            entry.pending_reads = entry.pending_reads.saturating_sub(1);
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

/// The first id of a kind in a response: the prefix, then hexadecimal digits.
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
    fn ids_with_longer_prefixes_do_not_match_shorter_ones() {
        let xml = "<a>tgw-attach-0a</a><b>tgw-0b</b>";
        assert_eq!(find_id(xml, "tgw-"), Some("tgw-0b"));
        assert_eq!(find_id(xml, "tgw-attach-"), Some("tgw-attach-0a"));
        assert_eq!(find_id(xml, "vpc-"), None);
    }

    #[test]
    fn a_hidden_id_is_not_found_not_listed_and_finally_visible() {
        let faults = ConsistencyFaults::default();
        faults.created("1", "CreateVpc", &[Kind::NotFoundAfterCreate { reads: Some(2), ms: None }], CREATED);
        let form = vec![("VpcId.1".to_owned(), "vpc-0a1".to_owned())];
        assert!(faults.refuse("2", "DescribeVpcs", &form).is_none(), "another account's");
        assert!(faults.refuse("1", "DeleteVpc", &form).is_none(), "not a read");
        assert_eq!(faults.refuse("1", "DescribeVpcs", &form).unwrap().code, "InvalidVpcID.NotFound");
        let shown = faults.listed("1", "DescribeVpcs", LISTED).unwrap();
        assert!(!shown.contains("vpc-0a1") && shown.contains("vpc-0b2"));
        assert!(faults.refuse("1", "DescribeVpcs", &form).is_none());
        assert!(faults.listed("1", "DescribeVpcs", LISTED).is_none());
    }

    #[test]
    fn an_id_is_unknown_to_every_call_and_list_for_its_time() {
        let faults = ConsistencyFaults::default();
        let kind = |ms| Kind::NotFoundAfterCreate { reads: None, ms: Some(ms) };
        faults.created("1", "CreateVpc", &[kind(60_000)], CREATED);
        let form = vec![("VpcId".to_owned(), "vpc-0a1".to_owned())];
        for operation in ["DescribeVpcs", "CreateSubnet", "DescribeVpcs"] {
            assert_eq!(faults.refuse("1", operation, &form).unwrap().code, "InvalidVpcID.NotFound", "{operation}");
        }
        let filter = vec![("Filter.1.Value.1".to_owned(), "vpc-0a1".to_owned())];
        assert!(faults.refuse("1", "DescribeVpcs", &filter).is_none());
        assert!(!faults.listed("1", "DescribeVpcs", LISTED).unwrap().contains("vpc-0a1"));
        let tags = "<R><tagSet><item><resourceId>vpc-0a1</resourceId></item></tagSet></R>";
        assert_eq!(faults.listed("1", "DescribeTags", tags).unwrap(), "<R><tagSet></tagSet></R>");
        faults.created("1", "CreateVpc", &[kind(0)], CREATED);
        assert!(faults.refuse("1", "CreateSubnet", &form).is_none());
        assert!(faults.listed("1", "DescribeVpcs", LISTED).is_none());
    }

    #[test]
    fn a_pending_id_is_pending_in_its_create_and_its_reads_only() {
        let faults = ConsistencyFaults::default();
        let kind = Kind::Pending { ms: None, reads: Some(1) };
        let shown = faults.created("1", "CreateVpc", &[kind], CREATED).unwrap();
        assert!(shown.contains("<state>pending</state>"));
        let shown = faults.listed("1", "DescribeVpcs", LISTED).unwrap();
        assert_eq!(shown.matches("pending").count(), 1);
        assert!(faults.listed("1", "DescribeVpcs", LISTED).is_none());
    }
}
