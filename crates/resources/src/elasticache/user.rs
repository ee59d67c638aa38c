//! `aws:elasticache/User`: who may do what in a cache.

use std::collections::BTreeMap;

use archipel_engine::form;
use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_elasticache::types::{self as sdk, AuthenticationMode, AuthenticationType, InputAuthenticationType};
use futures::future::try_join_all;

use super::common::{BUSY, retag, status_of, tags_of};
use crate::aws::{Answer, Aws, OrGone, Tags, create_tags, list_all, own_tags};
use crate::names::check_lower;
use crate::natural::{Named, create_named, find_named, is_of_stack, not_yet, ready};
use crate::types::Arn;

/// What a user is made of. Without `password` and `iam` it needs no password.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct UserProps {
    /// The id, unique in account and region: up to 40 lower-case letters, digits and hyphens.
    #[arg(replace = "ElastiCache cannot change the id of a user")]
    pub id: String,
    /// The name that it logs in with. One user of each user group is called `default`.
    #[arg(replace = "ElastiCache cannot rename a user")]
    pub name: String,
    /// `redis` or `valkey`.
    #[arg(form = form::ANY_CASE, default = "redis", replace = "a user stays with its engine")]
    pub engine: String,
    /// What it may do, as Redis writes it: `on ~app:* -@all +@read`.
    pub access_string: String,
    /// Its password: 16 to 128 characters. Never read back.
    #[arg(secret, write_only)]
    pub password: Option<String>,
    /// Whether it logs in with IAM. Then its name is its id.
    #[arg(default = false)]
    pub iam: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A user of caches (`CreateUser`).
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUser.html>
#[resource("aws:elasticache/User", props = UserProps)]
pub struct User {
    /// The ARN.
    pub arn: Arn,
    /// The id.
    #[attr(input = "id")]
    pub user_id: String,
}

impl Resource for User {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("elasticache")
            .identity(Identity::NaturalKey)
            .unique(&[&["id"]])
            .typical(20, 20, 20)
            .timeouts(600, 600, 600)
            .polling(1000, 10)
            .visible_within(60)
            .actions(Actions {
                create: &["elasticache:CreateUser", "elasticache:AddTagsToResource"],
                read: &["elasticache:DescribeUsers", "elasticache:ListTagsForResource", "tag:GetResources"],
                update: &[
                    "elasticache:ModifyUser",
                    "elasticache:AddTagsToResource",
                    "elasticache:RemoveTagsFromResource",
                ],
                delete: &["elasticache:DeleteUser"],
            })
    }

    fn check(props: &UserProps) -> Vec<String> {
        let mut wrong: Vec<String> = Self::check_text("id", &props.id).into_iter().collect();
        if props.iam && props.password.is_some() {
            wrong.push("a user logs in with IAM or with `password`: not both".to_owned());
        }
        if props.iam && props.name != props.id {
            wrong.push(format!("`name` is `{}` and `id` is `{}`: IAM wants them equal", props.name, props.id));
        }
        wrong
    }

    fn check_text(property: &str, text: &str) -> Option<String> {
        (property == "id").then(|| check_lower(property, text, 40)).flatten()
    }

    async fn create(cx: &OpCx<Self>, props: &UserProps) -> Result<UserAttrs> {
        create_named(cx, props, || async {
            let call = cx
                .api()
                .elasticache()
                .create_user()
                .user_id(&props.id)
                .user_name(&props.name)
                .engine(&props.engine)
                .access_string(&props.access_string)
                .authentication_mode(authentication(props))
                .set_tags(Some(create_tags(cx, &props.tags)));
            call.send().await.answer(cx.region())?;
            Ok((Id::new(&props.id), None))
        })
        .await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let seen = described(cx, ids).await?.into_iter().map(|user| async move {
            Ok(tags_of(cx, user.arn().unwrap_or_default()).await?.map(|tags| seen(&user, tags)))
        });
        Ok(try_join_all(seen).await?.into_iter().flatten().collect())
    }

    async fn update(cx: &OpCx<Self>, id: &Id, change: &Change<UserProps, UserAttrs>) -> Result<UserAttrs> {
        let new = &change.new;
        if change.changed.iter().any(|property| property != "tags") {
            cx.eventually(BUSY, || async {
                let call = cx.api().elasticache().modify_user().user_id(id.as_str());
                let call = call.access_string(&new.access_string).authentication_mode(authentication(new));
                not_yet(call.send().await.answer(cx.region()))
            })
            .await?;
        }
        retag(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<UserProps, UserAttrs>) -> Result<()> {
        cx.eventually(BUSY, || async {
            cx.api().elasticache().delete_user().user_id(id.as_str()).send().await.answer(cx.region())
        })
        .await
        .or_gone()?;
        cx.until_gone(id).await
    }

    async fn find(cx: &OpCx<Self>, props: &UserProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        // AWS's own user has no tags that could be ours.
        let own = describe(cx).await?.into_iter().filter(|user| user.user_id() != Some("default"));
        let ours = own.map(|user| async move {
            let tags = tags_of(cx, user.arn().unwrap_or_default()).await?;
            let ours = tags.filter(|tags| is_of_stack(cx.stack(), tags));
            Ok(ours.and_then(|_| user.user_id()).map(Id::new))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

impl Named for User {
    fn named(props: &UserProps) -> String {
        format!("the cache user {}", props.id)
    }

    async fn there(cx: &Cx<Aws>, props: &UserProps) -> Result<Option<(Id, Tags)>> {
        let id = Id::new(&props.id);
        let users = described(cx, std::slice::from_ref(&id)).await?;
        let Some(arn) = users.first().and_then(|user| user.arn()) else { return Ok(None) };
        Ok(tags_of(cx, arn).await?.map(|tags| (id, tags)))
    }
}

fn authentication(props: &UserProps) -> AuthenticationMode {
    let kind = match &props.password {
        Some(_) => InputAuthenticationType::Password,
        None if props.iam => InputAuthenticationType::Iam,
        None => InputAuthenticationType::NoPassword,
    };
    AuthenticationMode::builder().r#type(kind).set_passwords(props.password.clone().map(|one| vec![one])).build()
}

async fn describe(cx: &Cx<Aws>) -> Result<Vec<sdk::User>> {
    list_all!(cx, cx.api().elasticache().describe_users())
}

async fn described(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::User>> {
    let mut users = describe(cx).await?;
    users.retain(|user| ids.iter().any(|id| user.user_id() == Some(id.as_str())));
    Ok(users)
}

fn seen(user: &sdk::User, tags: Tags) -> Seen<User> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let kind = user.authentication().and_then(|authentication| authentication.r#type());
    let attrs = UserAttrs { arn: Arn::new(text(user.arn())), user_id: text(user.user_id()) };
    let props = UserProps {
        id: attrs.user_id.clone(),
        name: text(user.user_name()),
        engine: text(user.engine()),
        access_string: text(user.access_string()),
        password: None,
        iam: kind == Some(&AuthenticationType::Iam),
        tags: own_tags(tags),
    };
    Seen { id: Id::new(&attrs.user_id), props, attrs, status: status_of(user.status()) }
}
