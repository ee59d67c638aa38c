//! `aws:elasticache/User`: a user of caches and its access.

use archipel_engine::equivalence;
use aws_sdk_elasticache::types::{self as sdk, AuthenticationMode, AuthenticationType, InputAuthenticationType};

use super::common::{CONFLICT_CODES, status_of, tags_of, update_tags};
use crate::prelude::*;

/// The properties of a user. A user without `password` and `iam` needs no password.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct UserProps {
    /// The id, unique in the account and region: up to 40 lower-case letters, digits and hyphens.
    #[arg(replace = "ElastiCache cannot change the id of a user", length = 1..=40, pattern = "[a-z](-?[a-z0-9])*")]
    pub id: String,
    /// The login name. Each user group has one user with the name `default`.
    #[arg(replace = "ElastiCache cannot rename a user", length = 1..)]
    pub name: String,
    /// `redis` or `valkey`.
    #[arg(equivalence = equivalence::ANY_CASE, default = "redis", replace = "a user stays with its engine", pattern = "[a-zA-Z]*")]
    pub engine: String,
    /// The Redis access string: `on ~app:* -@all +@read`.
    #[arg(equivalence = equivalences::ACCESS_STRING, pattern = ".*\\S.*")]
    pub access_string: String,
    /// The password: 16 to 128 characters. AWS does not return it.
    #[arg(secret, write_only, length = 16..=128)]
    pub password: Option<String>,
    /// A second password, which is valid beside the first: 16 to 128 characters. To rotate a password, set the new one here, move
    /// the clients to it, and make it `password`.
    #[arg(secret, write_only, length = 16..=128)]
    pub second_password: Option<String>,
    /// Whether the user authenticates with IAM. Its name must then equal its id.
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
            .typical(Seconds::each(20))
            .timeouts(Seconds::each(600))
            .polling(PollInterval { first_millis: 1000, max_secs: 10 })
            .visible_within_secs(60)
    }

    fn check(props: &UserProps) -> Vec<String> {
        violations! {
            props.second_password.is_some() && props.password.is_none() => "`second_password` is set without `password`";
            props.second_password.is_some() && props.second_password == props.password =>
                "`second_password` is `password`: ElastiCache wants different ones";
            props.iam && props.password.is_some() => "a user authenticates with IAM or with `password`: not both";
            props.iam && props.name != props.id =>
                "`name` is `{}` and `id` is `{}`: IAM requires equal ones", props.name, props.id;
        }
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

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        if change.has_besides(&["tags"]) {
            let call = cx.api().elasticache().modify_user().user_id(id.as_str());
            let call = call.access_string(&new.access_string).authentication_mode(authentication(new));
            retry!(cx, CONFLICT_CODES, call, not_found_as_retryable)?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().elasticache().delete_user().user_id(id.as_str());
        delete!(cx, id, CONFLICT_CODES, call)
    }
}

lookup! {
    User: sdk::User, "cache user" by id,
    list: |cx| list_all!(cx, cx.api().elasticache().describe_users()),
    except: |user| user.user_id() == Some("default");
    id: user_id,
    status: |user| status_of(user.status()),
    tags: |cx, user| tags_of(cx, user.arn()).await,
    state: state,
}

fn authentication(props: &UserProps) -> AuthenticationMode {
    let kind = match &props.password {
        Some(_) => InputAuthenticationType::Password,
        None if props.iam => InputAuthenticationType::Iam,
        None => InputAuthenticationType::NoPassword,
    };
    let passwords: Vec<String> = props.password.iter().chain(&props.second_password).cloned().collect();
    AuthenticationMode::builder().r#type(kind).set_passwords((!passwords.is_empty()).then_some(passwords)).build()
}

fn state(user: &sdk::User, tags: Tags) -> Result<State<User>> {
    let kind = user.authentication().and_then(|authentication| authentication.r#type());
    let attrs = UserAttrs { arn: Arn::new(text(user.arn())), user_id: text(user.user_id()) };
    let props = UserProps {
        id: attrs.user_id.clone(),
        name: text(user.user_name()),
        engine: text(user.engine()),
        access_string: text(user.access_string()),
        password: None,
        second_password: None,
        iam: kind == Some(&AuthenticationType::Iam),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
