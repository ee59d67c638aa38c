//! `aws:elasticache/SubnetGroup`: the subnets that caches stand in.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_elasticache::types as sdk;
use futures::future::try_join_all;

use super::common::{BUSY, retag, tags_of};
use crate::aws::{Answer, Aws, OrGone, Tags, create_tags, list_all, own_tags};
use crate::names::check_lower;
use crate::natural::{Named, create_named, find_named, is_of_stack, not_yet, passing};
use crate::types::{Arn, SubnetId, VpcId};

/// What a subnet group is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SubnetGroupProps {
    /// The name, unique in account and region: up to 255 lower-case letters, digits and hyphens.
    #[arg(replace = "ElastiCache cannot rename a subnet group")]
    pub name: String,
    /// The subnets: in two zones or more for Multi-AZ.
    #[arg(required, set)]
    pub subnet_ids: Vec<SubnetId>,
    /// What the group is for.
    #[arg(default = "Managed by Archipel")]
    pub description: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A subnet group (`CreateCacheSubnetGroup`).
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheSubnetGroup.html>
#[resource("aws:elasticache/SubnetGroup", props = SubnetGroupProps)]
pub struct SubnetGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The VPC of its subnets.
    pub vpc_id: VpcId,
}

impl Resource for SubnetGroup {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("elasticache")
            .identity(Identity::NaturalKey)
            .unique(&[&["name"]])
            .typical(2, 2, 2)
            .timeouts(300, 300, 1800)
            .actions(Actions {
                create: &[
                    "elasticache:CreateCacheSubnetGroup",
                    "elasticache:AddTagsToResource",
                    "iam:CreateServiceLinkedRole",
                ],
                read: &["elasticache:DescribeCacheSubnetGroups", "elasticache:ListTagsForResource", "tag:GetResources"],
                update: &[
                    "elasticache:ModifyCacheSubnetGroup",
                    "elasticache:AddTagsToResource",
                    "elasticache:RemoveTagsFromResource",
                ],
                delete: &["elasticache:DeleteCacheSubnetGroup"],
            })
    }

    fn check(props: &SubnetGroupProps) -> Vec<String> {
        let none = props.subnet_ids.is_empty().then(|| "`subnet_ids` is empty".to_owned());
        check_lower("name", &props.name, 255).into_iter().chain(none).collect()
    }

    async fn create(cx: &OpCx<Self>, props: &SubnetGroupProps) -> Result<SubnetGroupAttrs> {
        create_named(cx, props, || async {
            let call = cx
                .api()
                .elasticache()
                .create_cache_subnet_group()
                .cache_subnet_group_name(&props.name)
                .cache_subnet_group_description(&props.description)
                .set_subnet_ids(Some(subnets(props)))
                .set_tags(Some(create_tags(cx, &props.tags)));
            // A subnet that was made a moment ago.
            let told = passing(call.send().await.answer(cx.region()), &["InvalidSubnet"])?;
            Ok((Id::new(&props.name), told.cache_subnet_group().map(attrs_of)))
        })
        .await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let seen = described(cx, ids).await?.into_iter().map(|group| async move {
            Ok(tags_of(cx, group.arn().unwrap_or_default()).await?.map(|tags| seen(&group, tags)))
        });
        Ok(try_join_all(seen).await?.into_iter().flatten().collect())
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<SubnetGroupProps, SubnetGroupAttrs>,
    ) -> Result<SubnetGroupAttrs> {
        let new = &change.new;
        if change.has("subnet_ids") || change.has("description") {
            cx.eventually(BUSY, || async {
                let call = cx.api().elasticache().modify_cache_subnet_group().cache_subnet_group_name(id.as_str());
                let call = call.cache_subnet_group_description(&new.description).set_subnet_ids(Some(subnets(new)));
                not_yet(call.send().await.answer(cx.region()))
            })
            .await?;
        }
        retag(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<SubnetGroupProps, SubnetGroupAttrs>) -> Result<()> {
        cx.eventually(BUSY, || async {
            let call = cx.api().elasticache().delete_cache_subnet_group().cache_subnet_group_name(id.as_str());
            call.send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &SubnetGroupProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let own = describe(cx).await?.into_iter().filter(|group| name_of(group) != "default");
        let ours = own.map(|group| async move {
            let tags = tags_of(cx, group.arn().unwrap_or_default()).await?;
            Ok(tags.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| Id::new(name_of(&group))))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

impl Named for SubnetGroup {
    fn named(props: &SubnetGroupProps) -> String {
        format!("the cache subnet group {}", props.name)
    }

    async fn there(cx: &Cx<Aws>, props: &SubnetGroupProps) -> Result<Option<(Id, Tags)>> {
        let id = Id::new(&props.name);
        let groups = described(cx, std::slice::from_ref(&id)).await?;
        let Some(arn) = groups.first().and_then(|group| group.arn()) else { return Ok(None) };
        Ok(tags_of(cx, arn).await?.map(|tags| (id, tags)))
    }
}

fn subnets(props: &SubnetGroupProps) -> Vec<String> {
    props.subnet_ids.iter().map(SubnetId::to_string).collect()
}

async fn describe(cx: &Cx<Aws>) -> Result<Vec<sdk::CacheSubnetGroup>> {
    list_all!(cx, cx.api().elasticache().describe_cache_subnet_groups())
}

async fn described(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::CacheSubnetGroup>> {
    let mut groups = describe(cx).await?;
    groups.retain(|group| ids.iter().any(|id| id.as_str() == name_of(group)));
    Ok(groups)
}

fn name_of(group: &sdk::CacheSubnetGroup) -> &str {
    group.cache_subnet_group_name().unwrap_or_default()
}

fn attrs_of(group: &sdk::CacheSubnetGroup) -> SubnetGroupAttrs {
    SubnetGroupAttrs {
        arn: Arn::new(group.arn().unwrap_or_default()),
        name: name_of(group).to_owned(),
        vpc_id: VpcId::new(group.vpc_id().unwrap_or_default()),
    }
}

fn seen(group: &sdk::CacheSubnetGroup, tags: Tags) -> Seen<SubnetGroup> {
    let attrs = attrs_of(group);
    let subnets = group.subnets().iter().filter_map(|subnet| subnet.subnet_identifier());
    let props = SubnetGroupProps {
        name: attrs.name.clone(),
        subnet_ids: subnets.map(SubnetId::new).collect(),
        description: group.cache_subnet_group_description().unwrap_or_default().to_owned(),
        tags: own_tags(tags),
    };
    Seen { id: Id::new(&attrs.name), props, attrs, status: Status::Ready }
}
