//! `aws:elasticache/UserGroup`: the users of a cache.

use archipel_engine::equivalence;
use aws_sdk_elasticache::types as sdk;

use super::common::{CONFLICT_CODES, status_of, tags_of, update_tags};
use crate::prelude::*;

/// The properties of a user group.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct UserGroupProps {
    /// The id, unique in the account and region: up to 40 lower-case letters, digits and hyphens.
    #[arg(
        replace = "ElastiCache cannot change the id of a user group",
        length = 1..=40, pattern = "[a-z](-?[a-z0-9])*",
    )]
    pub id: String,
    /// The ids of the users. One of them has the name `default`.
    #[arg(equivalence = equivalence::ANY_CASE, required, set, items = 1.., length = 1.., pattern = "[a-zA-Z][a-zA-Z0-9-]*")]
    pub user_ids: Vec<String>,
    /// `redis` or `valkey`.
    #[arg(
        equivalence = equivalence::ANY_CASE, default = "redis", replace = "a user group stays with its engine",
        pattern = "[a-zA-Z]*",
    )]
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
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .unique(&[&["id"]])
            .undeletable_in_use()
            .typical(Seconds::each(20))
            .timeouts(Seconds { create: 600, update: 600, delete: 1800 })
            .polling(PollInterval { first_millis: 1000, max_secs: 10 })
            .visible_within_secs(60)
    }

    async fn create(cx: &OperationContext<Self>, props: &UserGroupProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().elasticache();
            let call = api
                .create_user_group()
                .user_group_id(&props.id)
                .engine(&props.engine)
                .set_user_ids(Some(props.user_ids.clone()))
                .set_tags(Some(create_tags(cx, &props.tags)));
            retry_on(send!(cx, call), CONFLICT_CODES)?;
            Ok((Id::new(&props.id), None))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has("user_ids") {
            cx.eventually(CONFLICT_CODES, || async {
                // The current state decides, because ElastiCache refuses to add or remove a user twice.
                let group = describe_one::<UserGroup>(cx, id).await?;
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
                not_found_as_retryable(send!(cx, call)).map(drop)
            })
            .await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().elasticache().delete_user_group().user_group_id(id.as_str());
        delete!(cx, id, CONFLICT_CODES, call)
    }
}

lookup! {
    UserGroup: sdk::UserGroup, "cache user group" by id,
    list: |cx| list_all!(cx, cx.api().elasticache().describe_user_groups());
    id: user_group_id,
    status: |group| status_of(group.status()),
    tags: |cx, group| tags_of(cx, group.arn()).await,
    state: state,
}

fn state(group: &sdk::UserGroup, tags: Tags) -> Result<State<UserGroup>> {
    let attrs = UserGroupAttrs { arn: Arn::new(text(group.arn())), group_id: text(group.user_group_id()) };
    let props = UserGroupProps {
        id: attrs.group_id.clone(),
        user_ids: group.user_ids().to_vec(),
        engine: text(group.engine()),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
