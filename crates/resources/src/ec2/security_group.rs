//! `aws:ec2/SecurityGroup`: a firewall around network interfaces.

use aws_sdk_ec2::types::{self as sdk, IpPermission, IpRange, ResourceType};

use super::blockers::{delete_when_free, interfaces, name_of};
use super::common::{
    ByOwnershipTag, NOT_VISIBLE, describe_all, filter, status_by_describe, tag_specification, tags_of, update_tags,
};
use crate::aws::TOKEN_TAG;
use crate::prelude::*;

/// What a security group is made of. Its rules are resources of their own.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SecurityGroupProps {
    /// The VPC it is for.
    #[arg(replace = "a security group cannot move to another VPC")]
    pub vpc_id: VpcId,
    /// The name: up to 255 characters, unique in the VPC.
    #[arg(
        replace = "EC2 cannot rename a security group",
        length = 1..=255, pattern = "[A-Za-z0-9 ._:/()#,@\\[\\]+=&;{}!$*-]*",
    )]
    pub name: String,
    /// What it is for: up to 255 characters.
    #[arg(
        default = "Managed by Archipel", replace = "EC2 cannot change the description of a security group",
        length = 1..=255, pattern = "[A-Za-z0-9 ._:/()#,@\\[\\]+=&;{}!$*-]*",
    )]
    pub description: String,
    /// Whether everything may leave: whether the rule that EC2 puts into every new group stays.
    #[arg(default = false)]
    pub allow_all_egress: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A security group (`CreateSecurityGroup`). Allows no inbound traffic and, by default, no outbound traffic.
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
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_security_group", "{id}")])
            .typical(Seconds { create: 2, update: 1, delete: 2 })
            .timeouts(Seconds { create: 300, update: 300, delete: 1200 })
            .visible_within_secs(300)
            .unique(&[&["vpc_id", "name"]])
    }

    fn check(props: &SecurityGroupProps) -> Vec<String> {
        let mut wrong = Vec::new();
        if props.name.starts_with("sg-") {
            wrong.push("`name` starts with `sg-`, which EC2 keeps for ids".to_owned());
        }
        wrong
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
            allow_all_egress(cx, &id, false).await?;
        }
        Ok(SecurityGroupAttrs {
            id: SecurityGroupId::new(id.as_str()),
            name: props.name.clone(),
            vpc_id: props.vpc_id.clone(),
        })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let (groups, rules) = futures::try_join!(describe(cx, ids), rules_of(cx, ids))?;
        groups.iter().map(|group| seen(group, &rules)).collect()
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        let groups = describe(cx, ids).await?;
        groups.iter().map(|group| Ok(ListedState::missing(seen(group, &[])?, &["allow_all_egress"]))).collect()
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has("allow_all_egress") {
            allow_all_egress(cx, id, change.new.allow_all_egress).await?;
        }
        update_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let delete = || async { send!(cx, cx.api().ec2().delete_security_group().group_id(id.as_str())) };
        // Rules of other groups that refer to this one block the delete until they are revoked. Interfaces disappear without
        // a call.
        let clear = || async {
            revoke_references(cx, id).await?;
            let found = interfaces(cx, filter("group-id", [id.as_str()])).await?;
            Ok(found.iter().map(name_of).collect())
        };
        delete_when_free(cx, GROUP_IN_USE, delete, clear).await
    }

    // Without the rules.
    status_by_describe!(sdk::SecurityGroup::group_id, |_| Status::Ready);
}

fn seen(group: &sdk::SecurityGroup, rules: &[sdk::SecurityGroupRule]) -> Result<ResourceState<SecurityGroup>> {
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
    Ok(ResourceState { id: Id::new(id.as_str()), props, attrs: SecurityGroupAttrs { id, name, vpc_id }, status })
}

async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::SecurityGroup>> {
    describe_all!(cx, ids, describe_security_groups, "group-id")
}

async fn rules_of(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::SecurityGroupRule>> {
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
async fn allow_all_egress(cx: &OperationContext<SecurityGroup>, id: &Id, on: bool) -> Result<()> {
    let everything =
        IpPermission::builder().ip_protocol("-1").ip_ranges(IpRange::builder().cidr_ip(EVERYWHERE).build()).build();
    let ec2 = cx.api().ec2();
    if on {
        let call = ec2.authorize_security_group_egress().group_id(id.as_str()).ip_permissions(everything);
        let added = cx.eventually(NOT_VISIBLE, || async { send!(cx, call.clone()) }).await;
        match added {
            Err(error) if error.kind == ErrorKind::AlreadyExists => Ok(()),
            ended => ended.map(drop),
        }
    } else {
        let call = ec2.revoke_security_group_egress().group_id(id.as_str()).ip_permissions(everything);
        let taken = cx.eventually(NOT_VISIBLE, || async { send!(cx, call.clone()) }).await;
        match taken {
            Err(error) if error.has_code(&["InvalidPermission.NotFound"]) => Ok(()),
            ended => ended.map(drop),
        }
    }
}

/// Takes the rules that point at this group out of every other group.
async fn revoke_references(cx: &OperationContext<SecurityGroup>, id: &Id) -> Result<()> {
    let own = std::slice::from_ref(id);
    let into: Vec<sdk::SecurityGroup> = describe_all!(cx, own, describe_security_groups, "ip-permission.group-id")?;
    let out_of: Vec<sdk::SecurityGroup> =
        describe_all!(cx, own, describe_security_groups, "egress.ip-permission.group-id")?;
    let ec2 = cx.api().ec2();
    for group in into.iter().filter(|group| group.group_id() != Some(id.as_str())) {
        let pointing = pointing_at(group.ip_permissions(), id);
        let call = ec2.revoke_security_group_ingress().set_group_id(group.group_id.clone());
        let call = call.set_ip_permissions(Some(pointing));
        cx.eventually(&[], || async { send!(cx, call.clone()) }).await.ignore_not_found()?;
    }
    for group in out_of.iter().filter(|group| group.group_id() != Some(id.as_str())) {
        let pointing = pointing_at(group.ip_permissions_egress(), id);
        let call = ec2.revoke_security_group_egress().set_group_id(group.group_id.clone());
        let call = call.set_ip_permissions(Some(pointing));
        cx.eventually(&[], || async { send!(cx, call.clone()) }).await.ignore_not_found()?;
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
