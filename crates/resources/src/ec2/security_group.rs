//! `aws:ec2/SecurityGroup`: a firewall around network interfaces.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, ErrorKind, Glance, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_ec2::types::{self as sdk, IpPermission, IpRange, ResourceType};

use super::blockers::{delete_when_free, interfaces, name_of};
use super::common::{
    NOT_VISIBLE, describe_all, filter, find_by_token, id_in, in_order, list_by_stack, parsed, sync_tags,
    tag_specification, tags_of,
};
use crate::aws::{Answer, Aws, OrGone, TOKEN_TAG, once};
use crate::types::{SecurityGroupId, VpcId};

/// What a security group is made of. Its rules are resources of their own.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SecurityGroupProps {
    /// The VPC it is for.
    #[arg(replace = "a security group cannot move to another VPC")]
    pub vpc_id: VpcId,
    /// The name: up to 255 characters, unique in the VPC.
    #[arg(replace = "EC2 cannot rename a security group")]
    pub name: String,
    /// What it is for: up to 255 characters.
    #[arg(default = "Managed by Archipel", replace = "EC2 cannot change the description of a security group")]
    pub description: String,
    /// Whether everything may leave: whether the rule that EC2 puts into every new group stays.
    #[arg(default = false)]
    pub allow_all_egress: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A security group (`CreateSecurityGroup`). Lets nothing in and, unless it is told otherwise, nothing out.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html>
#[resource("aws:ec2/SecurityGroup", props = SecurityGroupProps)]
pub struct SecurityGroup {
    /// The id.
    pub id: SecurityGroupId,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The VPC it is for.
    #[attr(input = "vpc_id")]
    pub vpc_id: VpcId,
}

/// EC2's codes for a group that interfaces or rules still use.
const GROUP_IN_USE: &[&str] = &["DependencyViolation", "InvalidGroup.InUse"];
const EVERYWHERE: &str = "0.0.0.0/0";

impl Resource for SecurityGroup {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("ec2")
            .terraform(&[("aws_security_group", "{id}")])
            .typical(2, 1, 2)
            .timeouts(300, 300, 1200)
            .visible_within(300)
            .identity(Identity::NaturalKey)
            .unique(&[&["vpc_id", "name"]])
            .actions(Actions {
                create: &["ec2:CreateSecurityGroup", "ec2:CreateTags", "ec2:RevokeSecurityGroupEgress"],
                read: &["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules", "ec2:DescribeTags"],
                update: &[
                    "ec2:AuthorizeSecurityGroupEgress",
                    "ec2:RevokeSecurityGroupEgress",
                    "ec2:CreateTags",
                    "ec2:DeleteTags",
                ],
                delete: &[
                    "ec2:DeleteSecurityGroup",
                    "ec2:DescribeSecurityGroups",
                    "ec2:DescribeNetworkInterfaces",
                    "ec2:RevokeSecurityGroupIngress",
                    "ec2:RevokeSecurityGroupEgress",
                ],
            })
    }

    fn check(props: &SecurityGroupProps) -> Vec<String> {
        let mut wrong = Vec::new();
        if props.name.starts_with("sg-") {
            wrong.push("`name` starts with `sg-`, which EC2 keeps for ids".to_owned());
        }
        for (field, text) in [("name", &props.name), ("description", &props.description)] {
            if text.is_empty() || text.chars().count() > 255 {
                wrong.push(format!("`{field}` has {} characters: 1 to 255 are allowed", text.chars().count()));
            }
            let allowed = |c: char| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c);
            if let Some(other) = text.chars().find(|c| !allowed(*c)) {
                wrong.push(format!("`{field}` has a `{other}`, which EC2 does not allow there"));
            }
        }
        wrong
    }

    async fn create(cx: &OpCx<Self>, props: &SecurityGroupProps) -> Result<SecurityGroupAttrs> {
        let id = cx
            .allocate(props, || async {
                let call = cx
                    .api()
                    .ec2()
                    .create_security_group()
                    .vpc_id(props.vpc_id.as_str())
                    .group_name(&props.name)
                    .description(&props.description)
                    .tag_specifications(tag_specification(cx, ResourceType::SecurityGroup, &props.tags));
                let told = call.customize().config_override(once::ec2()).send().await.answer(cx.region())?;
                id_in(told.group_id())
            })
            .await?;
        if !props.allow_all_egress {
            allow_all_egress(cx, &id, false).await?;
        }
        Ok(SecurityGroupAttrs {
            id: SecurityGroupId::new(id.as_str()),
            name: props.name.clone(),
            vpc_id: props.vpc_id.clone(),
        })
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let (groups, rules) = futures::try_join!(describe(cx, ids), rules_of(cx, ids))?;
        groups.iter().map(|group| seen(group, &rules)).collect()
    }

    async fn glance(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Glance<Self>>> {
        let groups = describe(cx, ids).await?;
        groups.iter().map(|group| Ok(Glance::without(seen(group, &[])?, &["allow_all_egress"]))).collect()
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<SecurityGroupProps, SecurityGroupAttrs>,
    ) -> Result<SecurityGroupAttrs> {
        if change.has("allow_all_egress") {
            allow_all_egress(cx, id, change.new.allow_all_egress).await?;
        }
        sync_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<SecurityGroupProps, SecurityGroupAttrs>) -> Result<()> {
        let delete =
            || async { cx.api().ec2().delete_security_group().group_id(id.as_str()).send().await.answer(cx.region()) };
        // Rules of other groups that point here are in the way for ever; interfaces go by themselves.
        let clear = || async {
            revoke_references(cx, id).await?;
            let found = interfaces(cx, filter("group-id", [id.as_str()])).await?;
            Ok(found.iter().map(name_of).collect())
        };
        delete_when_free(cx, GROUP_IN_USE, delete, clear).await
    }

    async fn find(cx: &OpCx<Self>, _: &SecurityGroupProps) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::SecurityGroup).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        list_by_stack(cx, ResourceType::SecurityGroup).await
    }

    /// Without the rules.
    async fn status(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let groups = describe(cx, ids).await?;
        Ok(in_order(ids, &groups, sdk::SecurityGroup::group_id, |_| Status::Ready))
    }
}

fn seen(group: &sdk::SecurityGroup, rules: &[sdk::SecurityGroupRule]) -> Result<Seen<SecurityGroup>> {
    let id: SecurityGroupId = parsed("id", group.group_id())?;
    let vpc_id: VpcId = parsed("vpc_id", group.vpc_id())?;
    let name = group.group_name().unwrap_or_default().to_owned();
    let props = SecurityGroupProps {
        vpc_id: vpc_id.clone(),
        name: name.clone(),
        description: group.description().unwrap_or_default().to_owned(),
        allow_all_egress: rules.iter().any(|rule| rule.group_id() == Some(id.as_str()) && is_everything_out(rule)),
        tags: tags_of(group.tags()),
    };
    let status = Status::Ready;
    Ok(Seen { id: Id::new(id.as_str()), props, attrs: SecurityGroupAttrs { id, name, vpc_id }, status })
}

async fn describe(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::SecurityGroup>> {
    describe_all!(cx, ids, describe_security_groups, "group-id")
}

async fn rules_of(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::SecurityGroupRule>> {
    describe_all!(cx, ids, describe_security_group_rules, "group-id")
}

/// Whether this is the rule that EC2 puts into new groups, and not one that a program declares.
fn is_everything_out(rule: &sdk::SecurityGroupRule) -> bool {
    rule.is_egress() == Some(true)
        && rule.ip_protocol() == Some("-1")
        && rule.cidr_ipv4() == Some(EVERYWHERE)
        && !rule.tags().iter().any(|tag| tag.key() == Some(TOKEN_TAG))
}

/// Adds or takes away the rule that lets everything out. Repeating it does no harm.
async fn allow_all_egress(cx: &OpCx<SecurityGroup>, id: &Id, on: bool) -> Result<()> {
    let everything =
        IpPermission::builder().ip_protocol("-1").ip_ranges(IpRange::builder().cidr_ip(EVERYWHERE).build()).build();
    let ec2 = cx.api().ec2();
    if on {
        let call = ec2.authorize_security_group_egress().group_id(id.as_str()).ip_permissions(everything);
        let added = cx.eventually(NOT_VISIBLE, || async { call.clone().send().await.answer(cx.region()) }).await;
        match added {
            Err(error) if error.kind == ErrorKind::AlreadyExists => Ok(()),
            ended => ended.map(drop),
        }
    } else {
        let call = ec2.revoke_security_group_egress().group_id(id.as_str()).ip_permissions(everything);
        let taken = cx.eventually(NOT_VISIBLE, || async { call.clone().send().await.answer(cx.region()) }).await;
        match taken {
            Err(error) if error.has_code(&["InvalidPermission.NotFound"]) => Ok(()),
            ended => ended.map(drop),
        }
    }
}

/// Takes the rules that point at this group out of every other group.
async fn revoke_references(cx: &OpCx<SecurityGroup>, id: &Id) -> Result<()> {
    let own = std::slice::from_ref(id);
    let into: Vec<sdk::SecurityGroup> = describe_all!(cx, own, describe_security_groups, "ip-permission.group-id")?;
    let out_of: Vec<sdk::SecurityGroup> =
        describe_all!(cx, own, describe_security_groups, "egress.ip-permission.group-id")?;
    let ec2 = cx.api().ec2();
    for group in into.iter().filter(|group| group.group_id() != Some(id.as_str())) {
        let pointing = pointing_at(group.ip_permissions(), id);
        let call = ec2.revoke_security_group_ingress().set_group_id(group.group_id.clone());
        let call = call.set_ip_permissions(Some(pointing));
        cx.eventually(&[], || async { call.clone().send().await.answer(cx.region()) }).await.or_gone()?;
    }
    for group in out_of.iter().filter(|group| group.group_id() != Some(id.as_str())) {
        let pointing = pointing_at(group.ip_permissions_egress(), id);
        let call = ec2.revoke_security_group_egress().set_group_id(group.group_id.clone());
        let call = call.set_ip_permissions(Some(pointing));
        cx.eventually(&[], || async { call.clone().send().await.answer(cx.region()) }).await.or_gone()?;
    }
    Ok(())
}

/// The parts of permissions that name a group.
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
