//! `aws:ec2/SecurityGroup`: a firewall around network interfaces.

use aws_sdk_ec2::types::{self as sdk, IpPermission, IpRange, Ipv6Range, ResourceType};

use super::blockers::{INTERFACES_GO_WITHIN, clear_interfaces, delete_when_free};
use super::common::{ByOwnershipTag, NOT_VISIBLE, describe_all, ec2_described, filter, tag_specification, update_tags};
use crate::aws::TOKEN_TAG;
use crate::prelude::*;

/// The properties of a security group. Its rules are resources of their own.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SecurityGroupProps {
    /// The VPC.
    #[arg(replace = "a security group cannot move to another VPC")]
    pub vpc_id: VpcId,
    /// The name: up to 255 characters, unique in the VPC.
    #[arg(
        replace = "EC2 cannot rename a security group",
        length = 1..=255, pattern = "[A-Za-z0-9 ._:/()#,@\\[\\]+=&;{}!$*-]*",
    )]
    pub name: String,
    /// The description: up to 255 characters.
    #[arg(
        default = "Managed by Archipel", replace = "EC2 cannot change the description of a security group",
        length = 1..=255, pattern = "[A-Za-z0-9 ._:/()#,@\\[\\]+=&;{}!$*-]*",
    )]
    pub description: String,
    /// Whether the rule of every new group that allows all outbound traffic stays.
    #[arg(default = false)]
    pub allow_all_egress: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A security group (`CreateSecurityGroup`). It allows no inbound traffic and, by default, no outbound traffic.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html>
#[resource("aws:ec2/SecurityGroup", props = SecurityGroupProps)]
pub struct SecurityGroup {
    /// The id.
    pub id: SecurityGroupId,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The VPC.
    #[attr(input = "vpc_id")]
    pub vpc_id: VpcId,
}

/// EC2's codes for a group that interfaces or rules still use.
const GROUP_IN_USE: &[&str] = &["DependencyViolation", "InvalidGroup.InUse"];
/// The name of the group that EC2 creates with a VPC.
const DEFAULT: &str = "default";
const EVERYWHERE: &str = "0.0.0.0/0";
const EVERYWHERE_V6: &str = "::/0";

impl Resource for SecurityGroup {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_security_group", "{id}")])
            .typical(Seconds { create: 2, update: 1, delete: 2 })
            .timeouts(Seconds { create: 300, update: 300, delete: INTERFACES_GO_WITHIN })
            .visible_within_secs(300)
            .unique(&[&["vpc_id", "name"]])
            .undeletable_in_use()
    }

    fn check(props: &SecurityGroupProps) -> Vec<String> {
        violations! {
            props.name.starts_with("sg-") => "`name` starts with `sg-`, which EC2 reserves for ids";
            props.name == DEFAULT => "`name` is `{DEFAULT}`, that of the group that comes with a VPC: declare it as `DefaultSecurityGroup`";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &SecurityGroupProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let api = cx.api().ec2();
                let call = api
                    .create_security_group()
                    .vpc_id(props.vpc_id.as_str())
                    .group_name(&props.name)
                    .description(&props.description)
                    .tag_specifications(tag_specification(cx, ResourceType::SecurityGroup, &props.tags));
                let response = send!(cx, call.customize().config_override(no_retry::ec2()))?;
                id_in(response.group_id())
            })
            .await?;
        if !props.allow_all_egress {
            revoke_first_rules(cx, &id).await?;
        }
        Ok(SecurityGroupAttrs {
            id: SecurityGroupId::new(id.as_str()),
            name: props.name.clone(),
            vpc_id: props.vpc_id.clone(),
        })
    }

    reads!(read, read_from_list, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        match (change.has("allow_all_egress"), change.new.allow_all_egress) {
            (true, true) => allow_all_egress(cx, id).await?,
            (true, false) => revoke_all_egress(cx, id).await?,
            _ => {}
        }
        update_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let delete = || async { send!(cx, cx.api().ec2().delete_security_group().group_id(id.as_str())) };
        // Rules of other groups that refer to this one block the delete until they are revoked. Used interfaces disappear
        // without a call.
        let clear = || async {
            revoke_references(cx, id).await?;
            clear_interfaces(cx, filter("group-id", [id.as_str()])).await
        };
        delete_when_free(cx, GROUP_IN_USE, delete, clear).await
    }
}

ec2_described! {
    SecurityGroup: sdk::SecurityGroup, group_id,
    describe: |cx, ids| {
        let mut groups: Vec<sdk::SecurityGroup> = describe_all!(cx, ids, describe_security_groups, "group-id")?;
        // A list of every owner has the default groups as a type of their own.
        groups.retain(|group| !ids.is_empty() || !is_default(group));
        Ok(groups)
    };
    all_details: Vec<sdk::SecurityGroupRule> = rules_of,
    unlisted: &["allow_all_egress"],
    state: state,
}

fn state(group: &sdk::SecurityGroup, rules: &[sdk::SecurityGroupRule], tags: Tags) -> Result<State<SecurityGroup>> {
    let props = SecurityGroupProps {
        vpc_id: parsed("vpc_id", group.vpc_id())?,
        name: text(group.group_name()),
        description: text(group.description()),
        allow_all_egress: rules.iter().any(is_everything_out),
        tags: own_tags(tags),
    };
    let id = parsed("id", group.group_id())?;
    let attrs = SecurityGroupAttrs { id, name: props.name.clone(), vpc_id: props.vpc_id.clone() };
    Ok((props, attrs))
}

/// Whether EC2 created this group with its VPC.
pub(super) fn is_default(group: &sdk::SecurityGroup) -> bool {
    group.group_name() == Some(DEFAULT)
}

/// The rules of each group.
pub(super) async fn rules_of(
    cx: &ReadContext<Aws>,
    groups: &[sdk::SecurityGroup],
) -> Result<Vec<Option<Vec<sdk::SecurityGroupRule>>>> {
    let ids: Vec<Id> = groups.iter().filter_map(sdk::SecurityGroup::group_id).map(Id::new).collect();
    let rules: Vec<sdk::SecurityGroupRule> = describe_all!(cx, ids, describe_security_group_rules, "group-id")?;
    let of = |group: &sdk::SecurityGroup| -> Vec<sdk::SecurityGroupRule> {
        rules.iter().filter(|rule| rule.group_id() == group.group_id()).cloned().collect()
    };
    Ok(groups.iter().map(|group| Some(of(group))).collect())
}

/// Whether this is the rule that EC2 adds to new groups, and not one that a program declares.
fn is_everything_out(rule: &sdk::SecurityGroupRule) -> bool {
    rule.is_egress() == Some(true)
        && rule.ip_protocol() == Some("-1")
        && (rule.cidr_ipv4() == Some(EVERYWHERE) || rule.cidr_ipv6() == Some(EVERYWHERE_V6))
        && !rule.tags().iter().any(|tag| tag.key() == Some(TOKEN_TAG))
}

/// Adds the rule that allows all outbound traffic. Repeating it has no further effect.
pub(super) async fn allow_all_egress<R: Resource<Api = Aws>>(cx: &OperationContext<R>, id: &Id) -> Result<()> {
    let everything = IpPermission::builder().ip_protocol("-1");
    let everything = everything.ip_ranges(IpRange::builder().cidr_ip(EVERYWHERE).build()).build();
    let call = cx.api().ec2().authorize_security_group_egress().group_id(id.as_str()).ip_permissions(everything);
    match retry!(cx, NOT_VISIBLE, call) {
        Err(error) if error.kind == ErrorKind::AlreadyExists => Ok(()),
        ended => ended.map(drop),
    }
}

/// Removes the rules of a new group that allow all outbound traffic: one for IPv4, and one for IPv6 if its VPC has such
/// a range. EC2 revokes none of several rules if one of them does not exist, so each has a call of its own.
async fn revoke_first_rules(cx: &OperationContext<SecurityGroup>, id: &Id) -> Result<()> {
    let v4 = IpPermission::builder().ip_ranges(IpRange::builder().cidr_ip(EVERYWHERE).build());
    let v6 = IpPermission::builder().ipv6_ranges(Ipv6Range::builder().cidr_ipv6(EVERYWHERE_V6).build());
    let ec2 = cx.api().ec2();
    for everything in [v4, v6] {
        let call = ec2.revoke_security_group_egress().group_id(id.as_str());
        match retry!(cx, NOT_VISIBLE, call.ip_permissions(everything.ip_protocol("-1").build())) {
            // A VPC without an IPv6 range.
            Err(error) if error.has_code(&["InvalidPermission.NotFound", "InvalidParameterValue"]) => {}
            ended => drop(ended?),
        }
    }
    Ok(())
}

/// Removes the rules that allow all outbound traffic, except for those that a program declares.
async fn revoke_all_egress(cx: &OperationContext<SecurityGroup>, id: &Id) -> Result<()> {
    let own = std::slice::from_ref(id);
    let rules: Vec<sdk::SecurityGroupRule> = describe_all!(cx, own, describe_security_group_rules, "group-id")?;
    let first: Vec<String> =
        rules.into_iter().filter(is_everything_out).filter_map(|rule| rule.security_group_rule_id).collect();
    if first.is_empty() {
        return Ok(());
    }
    let call = cx.api().ec2().revoke_security_group_egress().group_id(id.as_str());
    match retry!(cx, NOT_VISIBLE, call.set_security_group_rule_ids(Some(first))) {
        Err(error) if error.has_code(&["InvalidSecurityGroupRuleId.NotFound", "InvalidPermission.NotFound"]) => Ok(()),
        ended => ended.map(drop),
    }
}

/// Removes the rules of other groups that refer to this group.
async fn revoke_references(cx: &OperationContext<SecurityGroup>, id: &Id) -> Result<()> {
    let own = std::slice::from_ref(id);
    let into: Vec<sdk::SecurityGroup> = describe_all!(cx, own, describe_security_groups, "ip-permission.group-id")?;
    let out_of: Vec<sdk::SecurityGroup> =
        describe_all!(cx, own, describe_security_groups, "egress.ip-permission.group-id")?;
    let ec2 = cx.api().ec2();
    for group in into.iter().filter(|group| group.group_id() != Some(id.as_str())) {
        let pointing = pointing_at(group.ip_permissions(), id);
        let call = ec2.revoke_security_group_ingress().set_group_id(group.group_id.clone());
        retry!(cx, &[], call.set_ip_permissions(Some(pointing))).ignore_not_found()?;
    }
    for group in out_of.iter().filter(|group| group.group_id() != Some(id.as_str())) {
        let pointing = pointing_at(group.ip_permissions_egress(), id);
        let call = ec2.revoke_security_group_egress().set_group_id(group.group_id.clone());
        retry!(cx, &[], call.set_ip_permissions(Some(pointing))).ignore_not_found()?;
    }
    Ok(())
}

/// The parts of permissions that refer to a group.
fn pointing_at(permissions: &[IpPermission], id: &Id) -> Vec<IpPermission> {
    permissions
        .iter()
        .filter_map(|permission| {
            let pairs = permission.user_id_group_pairs();
            let pairs: Vec<_> = pairs.iter().filter(|pair| pair.group_id() == Some(id.as_str())).cloned().collect();
            let part = IpPermission::builder()
                .set_ip_protocol(permission.ip_protocol.clone())
                .set_from_port(permission.from_port)
                .set_to_port(permission.to_port);
            (!pairs.is_empty()).then(|| part.set_user_id_group_pairs(Some(pairs)).build())
        })
        .collect()
}
