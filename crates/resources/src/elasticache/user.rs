//! `aws:elasticache/User`: who may do what in a cache.

use archipel_engine::equivalence;
use aws_sdk_elasticache::types::{self as sdk, AuthenticationMode, AuthenticationType, InputAuthenticationType};

use super::common::{BUSY, status_of, tags_of, update_tags};
use crate::lookup::{self, Lookup};
use crate::prelude::*;

/// What a user is made of. Without `password` and `iam` it needs no password.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct UserProps {
    /// The id, unique in account and region: up to 40 lower-case letters, digits and hyphens.
    #[arg(replace = "ElastiCache cannot change the id of a user", length = 1..=40, pattern = "[a-z](-?[a-z0-9])*")]
    pub id: String,
    /// The name that it logs in with. One user of each user group is called `default`.
    #[arg(replace = "ElastiCache cannot rename a user", length = 1..)]
    pub name: String,
    /// `redis` or `valkey`.
    #[arg(equivalence = equivalence::ANY_CASE, default = "redis", replace = "a user stays with its engine", pattern = "[a-zA-Z]*")]
    pub engine: String,
    /// What it may do, as Redis writes it: `on ~app:* -@all +@read`.
    #[arg(pattern = ".*\\S.*")]
    pub access_string: String,
    /// Its password: 16 to 128 characters. Never read back.
    #[arg(secret, write_only, length = 16..=128)]
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
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .unique(&[&["id"]])
            .typical(Seconds { create: 20, update: 20, delete: 20 })
            .timeouts(Seconds { create: 600, update: 600, delete: 600 })
            .polling(PollInterval { first_millis: 1000, max_secs: 10 })
            .visible_within_secs(60)
    }

    fn check(props: &UserProps) -> Vec<String> {
        let mut wrong = Vec::new();
        if props.iam && props.password.is_some() {
            wrong.push("a user logs in with IAM or with `password`: not both".to_owned());
        }
        if props.iam && props.name != props.id {
            wrong.push(format!("`name` is `{}` and `id` is `{}`: IAM wants them equal", props.name, props.id));
        }
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &UserProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().elasticache();
            let call = api
                .create_user()
                .user_id(&props.id)
                .user_name(&props.name)
                .engine(&props.engine)
                .access_string(&props.access_string)
                .authentication_mode(authentication(props))
                .set_tags(Some(create_tags(cx, &props.tags)));
            send!(cx, call)?;
            Ok((Id::new(&props.id), None))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        lookup::read(cx, ids, seen).await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        if change.changed.iter().any(|property| property != "tags") {
            let call = cx.api().elasticache().modify_user().user_id(id.as_str());
            let call = call.access_string(&new.access_string).authentication_mode(authentication(new));
            retry!(cx, BUSY, call, not_found_as_retryable)?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().elasticache().delete_user().user_id(id.as_str());
        retry!(cx, BUSY, call).ignore_not_found()?;
        cx.until_gone(id).await
    }
}

impl Lookup for User {
    type Item = sdk::User;
    const NOUN: &str = "cache user";

    fn key(props: &UserProps) -> &str {
        &props.id
    }

    fn id(item: &Self::Item) -> &str {
        item.user_id().unwrap_or_default()
    }

    async fn describe(cx: &ReadContext<Aws>) -> Result<Vec<Self::Item>> {
        list_all!(cx, cx.api().elasticache().describe_users())
    }

    async fn tags(cx: &ReadContext<Aws>, item: &Self::Item) -> Result<Option<Tags>> {
        tags_of(cx, item.arn().unwrap_or_default()).await
    }

    fn is_customer_owned(item: &Self::Item) -> bool {
        Self::id(item) != "default"
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

fn seen(user: &sdk::User, tags: Tags) -> ResourceState<User> {
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
    ResourceState { id: Id::new(&attrs.user_id), props, attrs, status: status_of(user.status()) }
}
