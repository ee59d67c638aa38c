//! `aws:elasticache/UserGroup`: the users of a cache.

use std::collections::BTreeMap;

use archipel_engine::form;
use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_elasticache::types as sdk;
use futures::future::try_join_all;

use super::common::{BUSY, retag, status_of, tags_of};
use crate::aws::{Answer, Aws, OrGone, Tags, create_tags, list_all, own_tags};
use crate::names::check_lower;
use crate::natural::{Named, create_named, find_named, is_of_stack, not_yet, passing, ready};
use crate::types::Arn;

/// What a user group is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct UserGroupProps {
    /// The id, unique in account and region: up to 40 lower-case letters, digits and hyphens.
    #[arg(replace = "ElastiCache cannot change the id of a user group")]
    pub id: String,
    /// The users, by their ids: one of them is called `default`.
    #[arg(form = form::ANY_CASE, required, set)]
    pub user_ids: Vec<String>,
    /// `redis` or `valkey`.
    #[arg(form = form::ANY_CASE, default = "redis", replace = "a user group stays with its engine")]
    pub engine: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A user group (`CreateUserGroup`).
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html>
#[resource("aws:elasticache/UserGroup", props = UserGroupProps)]
pub struct UserGroup {
    /// The ARN.
    pub arn: Arn,
    /// The id.
    #[attr(input = "id")]
    pub group_id: String,
}

impl Resource for UserGroup {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("elasticache")
            .identity(Identity::NaturalKey)
            .unique(&[&["id"]])
            .typical(20, 20, 20)
            .timeouts(600, 600, 1800)
            .polling(1000, 10)
            .visible_within(60)
            .actions(Actions {
                create: &["elasticache:CreateUserGroup", "elasticache:AddTagsToResource"],
                read: &["elasticache:DescribeUserGroups", "elasticache:ListTagsForResource", "tag:GetResources"],
                update: &[
                    "elasticache:ModifyUserGroup",
                    "elasticache:AddTagsToResource",
                    "elasticache:RemoveTagsFromResource",
                ],
                delete: &["elasticache:DeleteUserGroup"],
            })
    }

    fn check(props: &UserGroupProps) -> Vec<String> {
        let none = props.user_ids.is_empty().then(|| "`user_ids` is empty: one is called `default`".to_owned());
        Self::check_text("id", &props.id).into_iter().chain(none).collect()
    }

    fn check_text(property: &str, text: &str) -> Option<String> {
        (property == "id").then(|| check_lower(property, text, 40)).flatten()
    }

    async fn create(cx: &OpCx<Self>, props: &UserGroupProps) -> Result<UserGroupAttrs> {
        create_named(cx, props, || async {
            let call = cx
                .api()
                .elasticache()
                .create_user_group()
                .user_group_id(&props.id)
                .engine(&props.engine)
                .set_user_ids(Some(props.user_ids.clone()))
                .set_tags(Some(create_tags(cx, &props.tags)));
            passing(call.send().await.answer(cx.region()), BUSY)?;
            Ok((Id::new(&props.id), None))
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
        change: &Change<UserGroupProps, UserGroupAttrs>,
    ) -> Result<UserGroupAttrs> {
        if change.has("user_ids") {
            cx.eventually(BUSY, || async {
                // What is there decides, so that a change that was carried out is not refused when it is sent again.
                let group = described(cx, std::slice::from_ref(id)).await?.pop();
                let there = group.and_then(|group| group.user_ids).unwrap_or_default();
                let only = |of: &[String], other: &[String]| -> Option<Vec<String>> {
                    let ids: Vec<_> = of.iter().filter(|id| !other.contains(id)).cloned().collect();
                    (!ids.is_empty()).then_some(ids)
                };
                let (add, remove) = (only(&change.new.user_ids, &there), only(&there, &change.new.user_ids));
                if add.is_none() && remove.is_none() {
                    return Ok(());
                }
                let call = cx.api().elasticache().modify_user_group().user_group_id(id.as_str());
                let call = call.set_user_ids_to_add(add).set_user_ids_to_remove(remove);
                not_yet(call.send().await.answer(cx.region())).map(drop)
            })
            .await?;
        }
        retag(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<UserGroupProps, UserGroupAttrs>) -> Result<()> {
        cx.eventually(BUSY, || async {
            cx.api().elasticache().delete_user_group().user_group_id(id.as_str()).send().await.answer(cx.region())
        })
        .await
        .or_gone()?;
        cx.until_gone(id).await
    }

    async fn find(cx: &OpCx<Self>, props: &UserGroupProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let ours = describe(cx).await?.into_iter().map(|group| async move {
            let tags = tags_of(cx, group.arn().unwrap_or_default()).await?;
            let ours = tags.filter(|tags| is_of_stack(cx.stack(), tags));
            Ok(ours.and_then(|_| group.user_group_id()).map(Id::new))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

impl Named for UserGroup {
    fn named(props: &UserGroupProps) -> String {
        format!("the cache user group {}", props.id)
    }

    async fn there(cx: &Cx<Aws>, props: &UserGroupProps) -> Result<Option<(Id, Tags)>> {
        let id = Id::new(&props.id);
        let groups = described(cx, std::slice::from_ref(&id)).await?;
        let Some(arn) = groups.first().and_then(|group| group.arn()) else { return Ok(None) };
        Ok(tags_of(cx, arn).await?.map(|tags| (id, tags)))
    }
}

async fn describe(cx: &Cx<Aws>) -> Result<Vec<sdk::UserGroup>> {
    list_all!(cx, cx.api().elasticache().describe_user_groups())
}

async fn described(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::UserGroup>> {
    let mut groups = describe(cx).await?;
    groups.retain(|group| ids.iter().any(|id| group.user_group_id() == Some(id.as_str())));
    Ok(groups)
}

fn seen(group: &sdk::UserGroup, tags: Tags) -> Seen<UserGroup> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let attrs = UserGroupAttrs { arn: Arn::new(text(group.arn())), group_id: text(group.user_group_id()) };
    let props = UserGroupProps {
        id: attrs.group_id.clone(),
        user_ids: group.user_ids().to_vec(),
        engine: text(group.engine()),
        tags: own_tags(tags),
    };
    Seen { id: Id::new(&attrs.group_id), props, attrs, status: status_of(group.status()) }
}
