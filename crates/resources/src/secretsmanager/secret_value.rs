//! `aws:secretsmanager/SecretValue`: the value of a secret.

use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;

use super::common::{self, current};
use crate::prelude::*;

/// The properties of a secret's value.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SecretValueProps {
    /// The secret.
    #[arg(replace = "a value stays with its secret")]
    pub secret_arn: Arn,
    /// The value: up to 64 KiB of text, such as a JSON object. AWS does not return it with the secret.
    #[arg(secret, write_only, length = 1..=65536)]
    pub value: String,
}

/// The value of a secret (`PutSecretValue`). A new value creates a new version; the previous one stays as
/// `AWSPREVIOUS`. Values that a rotation or other tools store later are not compared, and stay until this value
/// changes.
///
/// It is deleted with its secret; its own delete changes nothing.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html>
#[resource("aws:secretsmanager/SecretValue", props = SecretValueProps)]
pub struct SecretValue {
    /// The secret.
    #[attr(input = "secret_arn")]
    pub secret_arn: Arn,
    /// The id of the current version.
    #[attr(changes)]
    pub version_id: String,
}

impl Resource for SecretValue {
    type Api = Aws;
    type Identity = NothingToFind;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_secretsmanager_secret_version", "{secret_id}")])
            .not_imported("AWS does not return its value, so it cannot be compared with the program; `up` writes it")
            .unique(&[&["secret_arn"]])
            .typical(Seconds::each(1))
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

    common::read_part_of_secret!(state_of);

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.eventually(&[], || async { not_found_as_retryable(put(cx, &change.new).await) }).await?;
        Ok(attrs_of(&change.new, cx.token()))
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

/// The client token is the version's id: a repeated call creates no second version.
fn state_of(id: &Id, secret: &DescribeSecretOutput) -> Option<ResourceState<SecretValue>> {
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
