//! `aws:elasticache/ParameterGroup`: settings of caches.

use aws_sdk_elasticache::types::{self as sdk, ParameterNameValue};

use super::common::{BUSY, tags_of, update_tags};
use crate::lookup::{self, Lookup};
use crate::prelude::*;

/// How many parameters a call takes.
const AT_ONCE: usize = 20;

/// What a parameter group is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ParameterGroupProps {
    /// The name, unique in account and region: up to 255 lower-case letters, digits and hyphens.
    #[arg(replace = "ElastiCache cannot rename a parameter group", length = 1..=255, pattern = "[a-z](-?[a-z0-9])*")]
    pub name: String,
    /// What it is for: `redis7`, `valkey8`.
    #[arg(replace = "ElastiCache cannot change the family of a parameter group", length = 1..)]
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
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>().unique(&[&["name"]]).typical(Seconds { create: 3, update: 3, delete: 2 }).timeouts(Seconds {
            create: 300,
            update: 300,
            delete: 1800,
        })
    }

    async fn create(cx: &OperationContext<Self>, props: &ParameterGroupProps) -> Result<Self::Attrs> {
        let attrs = create_named(cx, props, || async {
            let api = cx.api().elasticache();
            let call = api
                .create_cache_parameter_group()
                .cache_parameter_group_name(&props.name)
                .cache_parameter_group_family(&props.family)
                .description(&props.description)
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = send!(cx, call)?;
            Ok((Id::new(&props.name), response.cache_parameter_group().map(attrs_of)))
        })
        .await?;
        modify(cx, &props.name, &pairs(&props.parameters)).await?;
        Ok(attrs)
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let seen = lookup::describe::<ParameterGroup>(cx, ids).await?.into_iter().map(|group| async move {
            let call = cx.api().elasticache().describe_cache_parameters();
            let call = call.cache_parameter_group_name(ParameterGroup::id(&group)).source("user");
            let set = async { list_pages!(cx, call, parameters) };
            let (tags, set) = futures::try_join!(tags_of(cx, group.arn().unwrap_or_default()), set)?;
            Ok(tags.map(|tags| seen(&group, &set, tags)))
        });
        Ok(try_join_all(seen).await?.into_iter().flatten().collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (had, wants) = (&change.old.parameters, &change.new.parameters);
        let gone = had.iter().filter(|(name, _)| !wants.contains_key(*name));
        let gone: Vec<_> = gone.map(|(name, value)| pair(name, value)).collect();
        for part in gone.chunks(AT_ONCE) {
            let call = cx.api().elasticache().reset_cache_parameter_group().cache_parameter_group_name(id.as_str());
            retry!(cx, BUSY, call.set_parameter_name_values(Some(part.to_vec())))?;
        }
        let new = wants.iter().filter(|(name, value)| had.get(*name) != Some(*value));
        modify(cx, id.as_str(), &new.map(|(name, value)| pair(name, value)).collect::<Vec<_>>()).await?;
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().elasticache().delete_cache_parameter_group().cache_parameter_group_name(id.as_str());
        retry!(cx, BUSY, call).ignore_not_found()
    }
}

impl Lookup for ParameterGroup {
    type Item = sdk::CacheParameterGroup;
    const NOUN: &str = "cache parameter group";

    fn key(props: &ParameterGroupProps) -> &str {
        &props.name
    }

    fn id(item: &Self::Item) -> &str {
        item.cache_parameter_group_name().unwrap_or_default()
    }

    async fn describe(cx: &ReadContext<Aws>) -> Result<Vec<Self::Item>> {
        list_all!(cx, cx.api().elasticache().describe_cache_parameter_groups())
    }

    async fn tags(cx: &ReadContext<Aws>, item: &Self::Item) -> Result<Option<Tags>> {
        tags_of(cx, item.arn().unwrap_or_default()).await
    }

    fn is_customer_owned(item: &Self::Item) -> bool {
        !Self::id(item).starts_with("default.")
    }
}

fn pair(name: &str, value: &str) -> ParameterNameValue {
    ParameterNameValue::builder().parameter_name(name).parameter_value(value).build()
}

fn pairs(parameters: &BTreeMap<String, String>) -> Vec<ParameterNameValue> {
    parameters.iter().map(|(name, value)| pair(name, value)).collect()
}

async fn modify(cx: &OperationContext<ParameterGroup>, name: &str, parameters: &[ParameterNameValue]) -> Result<()> {
    for part in parameters.chunks(AT_ONCE) {
        let call = cx.api().elasticache().modify_cache_parameter_group().cache_parameter_group_name(name);
        retry!(cx, BUSY, call.set_parameter_name_values(Some(part.to_vec())), not_found_as_retryable)?;
    }
    Ok(())
}

fn attrs_of(group: &sdk::CacheParameterGroup) -> ParameterGroupAttrs {
    ParameterGroupAttrs { arn: Arn::new(group.arn().unwrap_or_default()), name: ParameterGroup::id(group).to_owned() }
}

fn seen(group: &sdk::CacheParameterGroup, set: &[sdk::Parameter], tags: Tags) -> ResourceState<ParameterGroup> {
    let attrs = attrs_of(group);
    let set = set.iter().filter(|parameter| parameter.source() == Some("user"));
    let props = ParameterGroupProps {
        name: attrs.name.clone(),
        family: group.cache_parameter_group_family().unwrap_or_default().to_owned(),
        description: group.description().unwrap_or_default().to_owned(),
        parameters: set.filter_map(|one| Some((one.parameter_name.clone()?, one.parameter_value.clone()?))).collect(),
        tags: own_tags(tags),
    };
    ResourceState { id: Id::new(&attrs.name), props, attrs, status: Status::Ready }
}
