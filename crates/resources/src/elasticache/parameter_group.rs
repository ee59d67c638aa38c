//! `aws:elasticache/ParameterGroup`: settings of caches.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_elasticache::types::{self as sdk, ParameterNameValue};
use futures::future::try_join_all;

use super::common::{BUSY, retag, tags_of};
use crate::aws::{Answer, Aws, OrGone, Tags, create_tags, list_all, list_pages, own_tags};
use crate::names::check_lower;
use crate::natural::{Named, create_named, find_named, is_of_stack, not_yet};
use crate::types::Arn;

/// How many parameters a call takes.
const AT_ONCE: usize = 20;

/// What a parameter group is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ParameterGroupProps {
    /// The name, unique in account and region: up to 255 lower-case letters, digits and hyphens.
    #[arg(replace = "ElastiCache cannot rename a parameter group")]
    pub name: String,
    /// What it is for: `redis7`, `valkey8`.
    #[arg(replace = "ElastiCache cannot change the family of a parameter group")]
    pub family: String,
    /// What the group is for, in words.
    #[arg(default = "Managed by Archipel", replace = "ElastiCache cannot change the description of a parameter group")]
    pub description: String,
    /// Parameters that differ from the family's.
    pub parameters: BTreeMap<String, String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// Settings of caches (`CreateCacheParameterGroup`).
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheParameterGroup.html>
#[resource("aws:elasticache/ParameterGroup", props = ParameterGroupProps)]
pub struct ParameterGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

impl Resource for ParameterGroup {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("elasticache")
            .identity(Identity::NaturalKey)
            .unique(&[&["name"]])
            .typical(3, 3, 2)
            .timeouts(300, 300, 1800)
            .actions(Actions {
                create: &[
                    "elasticache:CreateCacheParameterGroup",
                    "elasticache:ModifyCacheParameterGroup",
                    "elasticache:AddTagsToResource",
                ],
                read: &[
                    "elasticache:DescribeCacheParameterGroups",
                    "elasticache:DescribeCacheParameters",
                    "elasticache:ListTagsForResource",
                    "tag:GetResources",
                ],
                update: &[
                    "elasticache:ModifyCacheParameterGroup",
                    "elasticache:ResetCacheParameterGroup",
                    "elasticache:AddTagsToResource",
                    "elasticache:RemoveTagsFromResource",
                ],
                delete: &["elasticache:DeleteCacheParameterGroup"],
            })
    }

    fn check(props: &ParameterGroupProps) -> Vec<String> {
        check_lower("name", &props.name, 255).into_iter().collect()
    }

    async fn create(cx: &OpCx<Self>, props: &ParameterGroupProps) -> Result<ParameterGroupAttrs> {
        let attrs = create_named(cx, props, || async {
            let call = cx
                .api()
                .elasticache()
                .create_cache_parameter_group()
                .cache_parameter_group_name(&props.name)
                .cache_parameter_group_family(&props.family)
                .description(&props.description)
                .set_tags(Some(create_tags(cx, &props.tags)));
            let told = call.send().await.answer(cx.region())?;
            Ok((Id::new(&props.name), told.cache_parameter_group().map(attrs_of)))
        })
        .await?;
        modify(cx, &props.name, &pairs(&props.parameters)).await?;
        Ok(attrs)
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let seen = described(cx, ids).await?.into_iter().map(|group| async move {
            let call = cx.api().elasticache().describe_cache_parameters();
            let call = call.cache_parameter_group_name(name_of(&group)).source("user");
            let set = async { list_pages!(cx, call, parameters) };
            let (tags, set) = futures::try_join!(tags_of(cx, group.arn().unwrap_or_default()), set)?;
            Ok(tags.map(|tags| seen(&group, &set, tags)))
        });
        Ok(try_join_all(seen).await?.into_iter().flatten().collect())
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<ParameterGroupProps, ParameterGroupAttrs>,
    ) -> Result<ParameterGroupAttrs> {
        let (had, wants) = (&change.old.parameters, &change.new.parameters);
        let gone = had.iter().filter(|(name, _)| !wants.contains_key(*name));
        let gone: Vec<_> = gone.map(|(name, value)| pair(name, value)).collect();
        for part in gone.chunks(AT_ONCE) {
            cx.eventually(BUSY, || async {
                let call = cx.api().elasticache().reset_cache_parameter_group().cache_parameter_group_name(id.as_str());
                call.set_parameter_name_values(Some(part.to_vec())).send().await.answer(cx.region())
            })
            .await?;
        }
        let new = wants.iter().filter(|(name, value)| had.get(*name) != Some(*value));
        modify(cx, id.as_str(), &new.map(|(name, value)| pair(name, value)).collect::<Vec<_>>()).await?;
        retag(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<ParameterGroupProps, ParameterGroupAttrs>) -> Result<()> {
        cx.eventually(BUSY, || async {
            let call = cx.api().elasticache().delete_cache_parameter_group().cache_parameter_group_name(id.as_str());
            call.send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &ParameterGroupProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        // AWS's own have no tags that could be ours.
        let own = describe(cx).await?.into_iter().filter(|group| !name_of(group).starts_with("default."));
        let ours = own.map(|group| async move {
            let tags = tags_of(cx, group.arn().unwrap_or_default()).await?;
            Ok(tags.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| Id::new(name_of(&group))))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

impl Named for ParameterGroup {
    fn named(props: &ParameterGroupProps) -> String {
        format!("the cache parameter group {}", props.name)
    }

    async fn there(cx: &Cx<Aws>, props: &ParameterGroupProps) -> Result<Option<(Id, Tags)>> {
        let id = Id::new(&props.name);
        let groups = described(cx, std::slice::from_ref(&id)).await?;
        let Some(arn) = groups.first().and_then(|group| group.arn()) else { return Ok(None) };
        Ok(tags_of(cx, arn).await?.map(|tags| (id, tags)))
    }
}

fn pair(name: &str, value: &str) -> ParameterNameValue {
    ParameterNameValue::builder().parameter_name(name).parameter_value(value).build()
}

fn pairs(parameters: &BTreeMap<String, String>) -> Vec<ParameterNameValue> {
    parameters.iter().map(|(name, value)| pair(name, value)).collect()
}

async fn modify(cx: &OpCx<ParameterGroup>, name: &str, parameters: &[ParameterNameValue]) -> Result<()> {
    for part in parameters.chunks(AT_ONCE) {
        cx.eventually(BUSY, || async {
            let call = cx.api().elasticache().modify_cache_parameter_group().cache_parameter_group_name(name);
            not_yet(call.set_parameter_name_values(Some(part.to_vec())).send().await.answer(cx.region()))
        })
        .await?;
    }
    Ok(())
}

async fn describe(cx: &Cx<Aws>) -> Result<Vec<sdk::CacheParameterGroup>> {
    list_all!(cx, cx.api().elasticache().describe_cache_parameter_groups())
}

async fn described(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::CacheParameterGroup>> {
    let mut groups = describe(cx).await?;
    groups.retain(|group| ids.iter().any(|id| id.as_str() == name_of(group)));
    Ok(groups)
}

fn name_of(group: &sdk::CacheParameterGroup) -> &str {
    group.cache_parameter_group_name().unwrap_or_default()
}

fn attrs_of(group: &sdk::CacheParameterGroup) -> ParameterGroupAttrs {
    ParameterGroupAttrs { arn: Arn::new(group.arn().unwrap_or_default()), name: name_of(group).to_owned() }
}

fn seen(group: &sdk::CacheParameterGroup, set: &[sdk::Parameter], tags: Tags) -> Seen<ParameterGroup> {
    let attrs = attrs_of(group);
    let set = set.iter().filter(|parameter| parameter.source() == Some("user"));
    let props = ParameterGroupProps {
        name: attrs.name.clone(),
        family: group.cache_parameter_group_family().unwrap_or_default().to_owned(),
        description: group.description().unwrap_or_default().to_owned(),
        parameters: set.filter_map(|one| Some((one.parameter_name.clone()?, one.parameter_value.clone()?))).collect(),
        tags: own_tags(tags),
    };
    Seen { id: Id::new(&attrs.name), props, attrs, status: Status::Ready }
}
