//! `aws:ec2/SecurityGroupRule`: a rule of a security group.

use aws_sdk_ec2::types::{
    self as sdk, IpPermission, IpRange, Ipv6Range, ResourceType, SecurityGroupRuleRequest, SecurityGroupRuleUpdate,
    UserIdGroupPair,
};

use super::common::{ByOwnershipTag, NOT_VISIBLE, ec2_described, tag_specification, update_tags};
use super::protocol::{IpProtocol, wrong_ports};
use crate::prelude::*;

archipel_engine::text_type! {
    /// The id of a rule of a security group.
    pub SecurityGroupRuleId: "sgr-";
}

/// The properties of a rule: a group, a direction, a protocol, and one peer.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SecurityGroupRuleProps {
    /// The target group.
    #[arg(replace = "a rule belongs to its security group")]
    pub security_group_id: SecurityGroupId,
    /// The direction.
    #[arg(replace = "a rule is for one direction")]
    pub direction: Direction,
    /// The protocol.
    #[arg(replace = "the new rule is to be there before the old one goes")]
    pub protocol: IpProtocol,
    /// The first port; for ICMP the type, or -1 for all.
    #[arg(replace = "the new rule is to be there before the old one goes")]
    pub from_port: Option<i32>,
    /// The last port; for ICMP the code, or -1 for all.
    #[arg(replace = "the new rule is to be there before the old one goes")]
    pub to_port: Option<i32>,
    /// The peer: an IPv4 range.
    #[arg(replace = "the new rule is to be there before the old one goes")]
    pub cidr_ipv4: Option<Cidr>,
    /// The peer: an IPv6 range, such as `::/0`.
    #[arg(replace = "the new rule is to be there before the old one goes")]
    pub cidr_ipv6: Option<String>,
    /// The peer: a managed prefix list.
    #[arg(replace = "the new rule is to be there before the old one goes")]
    pub prefix_list_id: Option<PrefixListId>,
    /// The peer: the members of this security group, which may be the group of the rule.
    #[arg(replace = "the new rule is to be there before the old one goes")]
    pub referenced_security_group_id: Option<SecurityGroupId>,
    /// The description: up to 255 characters.
    #[arg(length = 1..=255, pattern = "[A-Za-z0-9 ._:/()#,@\\[\\]+=&;{}!$*-]*")]
    pub description: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The direction of a rule.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Inbound traffic.
    Ingress,
    /// Outbound traffic.
    Egress,
}

/// A rule of a security group (`AuthorizeSecurityGroupIngress`, `AuthorizeSecurityGroupEgress`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html>
#[resource("aws:ec2/SecurityGroupRule", props = SecurityGroupRuleProps)]
pub struct SecurityGroupRule {
    /// The id.
    pub id: SecurityGroupRuleId,
}

impl Resource for SecurityGroupRule {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[
                ("aws_vpc_security_group_ingress_rule", "{security_group_rule_id}"),
                ("aws_vpc_security_group_egress_rule", "{security_group_rule_id}"),
                ("aws_security_group_rule", "{security_group_rule_id}"),
            ])
            .typical(Seconds::each(1))
            .timeouts(Seconds::each(300))
            .visible_within_secs(300)
            .unique(&[&[
                "security_group_id",
                "direction",
                "protocol",
                "from_port",
                "to_port",
                "cidr_ipv4",
                "cidr_ipv6",
                "prefix_list_id",
                "referenced_security_group_id",
            ]])
    }

    fn check(props: &SecurityGroupRuleProps) -> Vec<String> {
        let mut wrong: Vec<String> = wrong_ports(&props.protocol, props.from_port, props.to_port).into_iter().collect();
        let peers = [
            props.cidr_ipv4.is_some(),
            props.cidr_ipv6.is_some(),
            props.prefix_list_id.is_some(),
            props.referenced_security_group_id.is_some(),
        ];
        let given = peers.iter().filter(|given| **given).count();
        if given != 1 {
            wrong.push(format!(
                "a rule has one peer, and this one has {given}: give one of `cidr_ipv4`, `cidr_ipv6`, \
                 `prefix_list_id` and `referenced_security_group_id`"
            ));
        }
        if let Some(text) = &props.cidr_ipv6 {
            match text.parse::<ipnet::Ipv6Net>() {
                Ok(net) if net.trunc().to_string() == *text => {}
                Ok(net) => wrong.push(format!("`cidr_ipv6` is {text}: write {}", net.trunc())),
                Err(_) => wrong.push(format!("`cidr_ipv6` is {text}, which is not an IPv6 range, such as ::/0")),
            }
        }
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &SecurityGroupRuleProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let tags = tag_specification(cx, ResourceType::SecurityGroupRule, &props.tags);
                let (group, rule) = (props.security_group_id.as_str(), permission(props));
                let ec2 = cx.api().ec2();
                let rules = match props.direction {
                    Direction::Ingress => {
                        let call = ec2.authorize_security_group_ingress().group_id(group);
                        let call = call.ip_permissions(rule).tag_specifications(tags);
                        send!(cx, call.customize().config_override(no_retry::ec2()))?.security_group_rules
                    }
                    Direction::Egress => {
                        let call = ec2.authorize_security_group_egress().group_id(group);
                        let call = call.ip_permissions(rule).tag_specifications(tags);
                        send!(cx, call.customize().config_override(no_retry::ec2()))?.security_group_rules
                    }
                };
                id_in(rules.iter().flatten().next().and_then(sdk::SecurityGroupRule::security_group_rule_id))
            })
            .await?;
        Ok(SecurityGroupRuleAttrs { id: SecurityGroupRuleId::new(id.as_str()) })
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has("description") {
            let rule = SecurityGroupRuleUpdate::builder()
                .security_group_rule_id(id.as_str())
                .security_group_rule(whole_rule(&change.new))
                .build();
            let call = cx.api().ec2().modify_security_group_rules();
            let call = call.group_id(change.new.security_group_id.as_str()).security_group_rules(rule.clone());
            retry!(cx, NOT_VISIBLE, call)?;
        }
        update_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        let (ec2, group, rule) = (cx.api().ec2(), last.props.security_group_id.as_str(), id.as_str());
        cx.eventually(&[], || async {
            match last.props.direction {
                Direction::Ingress => {
                    let call = ec2.revoke_security_group_ingress().group_id(group).security_group_rule_ids(rule);
                    send!(cx, call).map(drop)
                }
                Direction::Egress => {
                    let call = ec2.revoke_security_group_egress().group_id(group).security_group_rule_ids(rule);
                    send!(cx, call).map(drop)
                }
            }
        })
        .await
        .ignore_not_found()
    }
}

ec2_described! {
    SecurityGroupRule: sdk::SecurityGroupRule, security_group_rule_id,
    by: describe_security_group_rules "security-group-rule-id";
    state: state,
}

/// The rule for the authorize calls.
fn permission(props: &SecurityGroupRuleProps) -> IpPermission {
    let text = props.description.clone();
    let ranges = props
        .cidr_ipv4
        .map(|range| vec![IpRange::builder().cidr_ip(range.to_string()).set_description(text.clone()).build()]);
    let ranges_v6 = props
        .cidr_ipv6
        .clone()
        .map(|range| vec![Ipv6Range::builder().cidr_ipv6(range).set_description(text.clone()).build()]);
    let lists = props.prefix_list_id.as_ref().map(|list| {
        let list = sdk::PrefixListId::builder().prefix_list_id(list.as_str()).set_description(text.clone());
        vec![list.build()]
    });
    let groups = props
        .referenced_security_group_id
        .as_ref()
        .map(|group| vec![UserIdGroupPair::builder().group_id(group.as_str()).set_description(text.clone()).build()]);
    IpPermission::builder()
        .ip_protocol(props.protocol.name())
        .from_port(props.from_port.unwrap_or(ALL_PORTS))
        .to_port(props.to_port.unwrap_or(ALL_PORTS))
        .set_ip_ranges(ranges)
        .set_ipv6_ranges(ranges_v6)
        .set_prefix_list_ids(lists)
        .set_user_id_group_pairs(groups)
        .build()
}

/// The port of protocols without ports.
const ALL_PORTS: i32 = -1;

/// The rule for the modify call: complete, with an empty description to remove one.
fn whole_rule(props: &SecurityGroupRuleProps) -> SecurityGroupRuleRequest {
    SecurityGroupRuleRequest::builder()
        .ip_protocol(props.protocol.name())
        .from_port(props.from_port.unwrap_or(ALL_PORTS))
        .to_port(props.to_port.unwrap_or(ALL_PORTS))
        .set_cidr_ipv4(props.cidr_ipv4.as_ref().map(ToString::to_string))
        .set_cidr_ipv6(props.cidr_ipv6.clone())
        .set_prefix_list_id(props.prefix_list_id.as_ref().map(ToString::to_string))
        .set_referenced_group_id(props.referenced_security_group_id.as_ref().map(ToString::to_string))
        .description(props.description.clone().unwrap_or_default())
        .build()
}

fn state(rule: &sdk::SecurityGroupRule, tags: Tags) -> Result<State<SecurityGroupRule>> {
    let protocol = IpProtocol::from_response(rule.ip_protocol().unwrap_or_default());
    let numbered = protocol.has_ports() || protocol.is_icmp();
    let props = SecurityGroupRuleProps {
        security_group_id: parsed("security_group_id", rule.group_id())?,
        direction: if rule.is_egress() == Some(true) { Direction::Egress } else { Direction::Ingress },
        from_port: rule.from_port().filter(|_| numbered),
        to_port: rule.to_port().filter(|_| numbered),
        protocol,
        cidr_ipv4: parsed("cidr_ipv4", rule.cidr_ipv4())?,
        cidr_ipv6: rule.cidr_ipv6().map(str::to_owned),
        prefix_list_id: rule.prefix_list_id().map(PrefixListId::new),
        referenced_security_group_id: rule
            .referenced_group_info()
            .and_then(sdk::ReferencedSecurityGroup::group_id)
            .map(SecurityGroupId::new),
        description: rule.description().filter(|text| !text.is_empty()).map(str::to_owned),
        tags: own_tags(tags),
    };
    Ok((props, SecurityGroupRuleAttrs { id: parsed("id", rule.security_group_rule_id())? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> SecurityGroupRuleProps {
        SecurityGroupRuleProps {
            security_group_id: SecurityGroupId::new("sg-1"),
            direction: Direction::Ingress,
            protocol: IpProtocol::from_response("tcp"),
            from_port: Some(443),
            to_port: Some(443),
            cidr_ipv4: "10.0.0.0/8".parse().ok(),
            cidr_ipv6: None,
            prefix_list_id: None,
            referenced_security_group_id: None,
            description: None,
            tags: BTreeMap::new(),
        }
    }

    #[test]
    fn a_rule_has_one_peer_and_ports_that_make_sense() {
        assert!(SecurityGroupRule::check(&rule()).is_empty());
        let none = SecurityGroupRuleProps { cidr_ipv4: None, ..rule() };
        assert!(SecurityGroupRule::check(&none)[0].contains("has 0"));
        let two = SecurityGroupRuleProps { cidr_ipv6: Some("::/0".into()), ..rule() };
        assert!(SecurityGroupRule::check(&two)[0].contains("has 2"));
        let reversed = SecurityGroupRuleProps { from_port: Some(444), ..rule() };
        assert!(SecurityGroupRule::check(&reversed)[0].contains("above"));
        let v6 = SecurityGroupRuleProps { cidr_ipv4: None, cidr_ipv6: Some("2001:DB8::/32".into()), ..rule() };
        assert!(SecurityGroupRule::check(&v6)[0].contains("write 2001:db8::/32"));
    }
}
