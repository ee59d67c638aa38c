//! `aws:ec2/DefaultSecurityGroup`: the security group that comes with a VPC.

use aws_sdk_ec2::types::{self as sdk, IpPermission, UserIdGroupPair};

use super::adopted::{adopt, give_back};
use super::common::{ByOwnershipTag, NOT_VISIBLE, describe_all, ec2_described, filter, update_tags};
use super::security_group::{allow_all_egress, is_default, rules_of};
use crate::aws::TOKEN_TAG;
use crate::prelude::*;

/// The properties of the default security group of a VPC. Its rules are resources of their own.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct DefaultSecurityGroupProps {
    /// The VPC.
    #[arg(replace = "each VPC has its own default security group")]
    pub vpc_id: VpcId,
    /// Whether the group has rules that no [`SecurityGroupRule`](super::SecurityGroupRule) created. EC2 gives each default
    /// group two: all traffic between its members, and all outbound traffic. False removes all of them; a change to true
    /// adds EC2's two.
    #[arg(default = false)]
    pub undeclared_rules: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The security group that EC2 creates with a VPC, for what names no group. It cannot be created or deleted: a create takes
/// the group over as it is (`CreateTags`) and removes its rules (`RevokeSecurityGroupIngress`, `RevokeSecurityGroupEgress`),
/// so that nothing is open that a program does not declare. A delete removes the tags only, and leaves the rules as they
/// are; EC2 deletes the group with its VPC.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html>
#[resource("aws:ec2/DefaultSecurityGroup", props = DefaultSecurityGroupProps)]
pub struct DefaultSecurityGroup {
    /// The id.
    pub id: SecurityGroupId,
    /// The VPC.
    #[attr(input = "vpc_id")]
    pub vpc_id: VpcId,
}

impl Resource for DefaultSecurityGroup {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_default_security_group", "{id}")])
            .typical(Seconds::each(1))
            .timeouts(Seconds::each(300))
            .visible_within_secs(300)
            .unique(&[&["vpc_id"]])
    }

    async fn create(cx: &OperationContext<Self>, props: &DefaultSecurityGroupProps) -> Result<Self::Attrs> {
        let of_vpc = || async {
            let call = cx.api().ec2().describe_security_groups().filters(filter("vpc-id", [props.vpc_id.as_str()]));
            let response = send!(cx, call.filters(filter("group-name", ["default"])))?;
            let group = response.security_groups().first();
            Ok(group.and_then(|group| Some((Id::new(group.group_id()?), all_tags(group.tags())))))
        };
        let id = adopt(cx, props, &props.tags, of_vpc).await?;
        if !props.undeclared_rules {
            revoke_undeclared(cx, &id).await?;
        }
        Ok(DefaultSecurityGroupAttrs { id: SecurityGroupId::new(id.as_str()), vpc_id: props.vpc_id.clone() })
    }

    reads!(read, read_from_list, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        match (change.has("undeclared_rules"), change.new.undeclared_rules) {
            (true, true) => allow_first_rules(cx, id).await?,
            (true, false) => revoke_undeclared(cx, id).await?,
            _ => {}
        }
        update_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        give_back(cx, id, &last.props.tags).await
    }
}

ec2_described! {
    DefaultSecurityGroup: sdk::SecurityGroup, group_id,
    describe: |cx, ids| {
        let mut groups: Vec<sdk::SecurityGroup> = describe_all!(cx, ids, describe_security_groups, "group-id")?;
        groups.retain(is_default);
        Ok(groups)
    };
    all_details: Vec<sdk::SecurityGroupRule> = rules_of,
    unlisted: &["undeclared_rules"],
    state: state,
}

fn state(
    group: &sdk::SecurityGroup,
    rules: &[sdk::SecurityGroupRule],
    tags: Tags,
) -> Result<State<DefaultSecurityGroup>> {
    let vpc_id: VpcId = parsed("vpc_id", group.vpc_id())?;
    let undeclared_rules = rules.iter().any(is_undeclared);
    let attrs = DefaultSecurityGroupAttrs { id: parsed("id", group.group_id())?, vpc_id: vpc_id.clone() };
    Ok((DefaultSecurityGroupProps { vpc_id, undeclared_rules, tags: own_tags(tags) }, attrs))
}

/// Whether no resource of any stack created this rule.
fn is_undeclared(rule: &sdk::SecurityGroupRule) -> bool {
    !rule.tags().iter().any(|tag| tag.key() == Some(TOKEN_TAG))
}

/// EC2's codes for a rule that another caller, or an earlier attempt of this call, removed. Then it removes none of several.
const ALREADY_REVOKED: &[&str] = &["InvalidSecurityGroupRuleId.NotFound", "InvalidPermission.NotFound"];

/// Removes the rules that no resource created. Each attempt reads which there are.
async fn revoke_undeclared(cx: &OperationContext<DefaultSecurityGroup>, id: &Id) -> Result<()> {
    let own = std::slice::from_ref(id);
    cx.eventually(ALREADY_REVOKED, || async {
        let mut rules: Vec<sdk::SecurityGroupRule> = describe_all!(cx, own, describe_security_group_rules, "group-id")?;
        rules.retain(is_undeclared);
        let (egress, ingress): (Vec<_>, Vec<_>) = rules.into_iter().partition(|rule| rule.is_egress() == Some(true));
        let ids = |rules: Vec<sdk::SecurityGroupRule>| -> Vec<String> {
            rules.into_iter().filter_map(|rule| rule.security_group_rule_id).collect()
        };
        let ec2 = cx.api().ec2();
        if !ingress.is_empty() {
            let call = ec2.revoke_security_group_ingress().group_id(id.as_str());
            send!(cx, call.set_security_group_rule_ids(Some(ids(ingress))))?;
        }
        if !egress.is_empty() {
            let call = ec2.revoke_security_group_egress().group_id(id.as_str());
            send!(cx, call.set_security_group_rule_ids(Some(ids(egress))))?;
        }
        Ok(())
    })
    .await
}

/// Adds the two rules that a new VPC's default group has. Repeating it has no further effect.
async fn allow_first_rules(cx: &OperationContext<DefaultSecurityGroup>, id: &Id) -> Result<()> {
    let members = UserIdGroupPair::builder().group_id(id.as_str()).build();
    let between_members = IpPermission::builder().ip_protocol("-1").user_id_group_pairs(members).build();
    let call = cx.api().ec2().authorize_security_group_ingress().group_id(id.as_str());
    match retry!(cx, NOT_VISIBLE, call.ip_permissions(between_members)) {
        Err(error) if error.kind == ErrorKind::AlreadyExists => {}
        ended => drop(ended?),
    }
    allow_all_egress(cx, id).await
}
