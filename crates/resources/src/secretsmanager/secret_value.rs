//! `aws:secretsmanager/SecretValue`: what a secret says.

use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;

use super::common::{self, current, describe_live};
use crate::prelude::*;

/// What a secret's value is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SecretValueProps {
    /// The secret.
    #[arg(replace = "a value stays with its secret")]
    pub secret_arn: Arn,
    /// The value: up to 64 KB of text, such as a JSON object. Never read back.
    #[arg(secret, write_only)]
    pub value: String,
}

/// The value of a secret (`PutSecretValue`). A new value is a new version; the one before stays for a while, as
/// `AWSPREVIOUS`. What rotation or others put there later is not compared and stays until this changes.
///
/// It goes with its secret: deleting it by itself does nothing.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html>
#[resource("aws:secretsmanager/SecretValue", props = SecretValueProps)]
pub struct SecretValue {
    /// The secret.
    #[attr(input = "secret_arn")]
    pub secret_arn: Arn,
    /// The version that is the secret's value now.
    #[attr(changes)]
    pub version_id: String,
}

impl Resource for SecretValue {
    type Api = Aws;
    type Identity = ByClientToken;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_secretsmanager_secret_version", "{secret_id}")])
            .not_imported("its value is never read back, so that it cannot be held against the program; `up` writes it")
            .unique(&[&["secret_arn"]])
            .typical(Seconds { create: 1, update: 1, delete: 1 })
    }

    fn check(props: &SecretValueProps) -> Vec<String> {
        let size = props.value.len();
        let wrong = format!("`value` has {size} bytes: Secrets Manager takes 1 to 65536");
        if (1..=65536).contains(&size) { Vec::new() } else { vec![wrong] }
    }

    async fn create(cx: &OperationContext<Self>, props: &SecretValueProps) -> Result<Self::Attrs> {
        let id = cx.allocate(props, || async {
            put(cx, props).await?;
            Ok(Id::new(props.secret_arn.as_str()))
        });
        id.await?;
        Ok(attrs_of(props, cx.token()))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let Some(secret) = describe_live(cx, id.as_str()).await? else { return Ok(None) };
            Ok(seen(id, &secret))
        })
        .await
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        let secrets = common::read_from_list(cx, ids).await?;
        Ok(secrets.iter().filter_map(|(id, secret)| seen(id, secret)).map(ListedState::complete).collect())
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.eventually(&[], || async { not_found_as_retryable(put(cx, &change.new).await) }).await?;
        Ok(attrs_of(&change.new, cx.token()))
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

/// The token is the version's id: the same call again makes no second version.
fn seen(id: &Id, secret: &DescribeSecretOutput) -> Option<ResourceState<SecretValue>> {
    current(secret).map(|version| {
        // The value is not read.
        let props = SecretValueProps { secret_arn: Arn::new(id.as_str()), value: String::new() };
        ResourceState { id: id.clone(), attrs: attrs_of(&props, version), props, status: Status::Ready }
    })
}

async fn put(cx: &OperationContext<SecretValue>, props: &SecretValueProps) -> Result<()> {
    let call = cx.api().secretsmanager().put_secret_value().secret_id(props.secret_arn.as_str());
    let call = call.client_request_token(cx.token()).secret_string(&props.value);
    send!(cx, call).map(drop)
}

fn attrs_of(props: &SecretValueProps, version: &str) -> SecretValueAttrs {
    SecretValueAttrs { secret_arn: props.secret_arn.clone(), version_id: version.to_owned() }
}
