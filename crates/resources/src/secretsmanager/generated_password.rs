//! `aws:secretsmanager/GeneratedPassword`: a generated password.

use std::sync::{Mutex, PoisonError};

use super::common::{self, describe_live};
use crate::prelude::*;

/// The properties of a generated password.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct GeneratedPasswordProps {
    /// The secret that stores it, as a JSON object with `username` and `password`.
    #[arg(replace = "a password stays with its secret")]
    pub secret_arn: Arn,
    /// The user name.
    #[arg(replace = "another user has another password")]
    pub username: String,
}

/// A password of 32 letters and digits that Secrets Manager generates (`GetRandomPassword`) and stores
/// (`PutSecretValue`). After a rotation, a refresh reads the new value.
///
/// It is deleted with its secret; its own delete changes nothing.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html>
#[resource("aws:secretsmanager/GeneratedPassword", props = GeneratedPasswordProps)]
pub struct GeneratedPassword {
    /// The secret.
    #[attr(input = "secret_arn")]
    pub secret_arn: Arn,
    /// The password.
    #[attr(secret)]
    pub password: String,
}

impl Resource for GeneratedPassword {
    type Api = Aws;
    type Identity = NothingToFind;

    fn meta() -> Meta {
        meta::<Self>()
            .unique(&[&["secret_arn"]])
            .typical(Seconds { create: 2, update: 1, delete: 1 })
            .visible_within_secs(60)
    }

    async fn create(cx: &OperationContext<Self>, props: &GeneratedPasswordProps) -> Result<Self::Attrs> {
        let api = cx.api().secretsmanager();
        let stored = Mutex::new(None);
        let id = cx
            .allocate(props, || async {
                let call = api.get_random_password().password_length(32).exclude_punctuation(true);
                let made = send!(cx, call)?;
                let password = made.random_password().ok_or_else(|| unreadable("password"))?;
                let value = serde_json::json!({"username": props.username, "password": password}).to_string();
                let call = api.put_secret_value().secret_id(props.secret_arn.as_str());
                let call = call.client_request_token(cx.token()).secret_string(value);
                match send!(cx, call) {
                    // An earlier attempt stored a password, which is used.
                    Err(error) if error.kind == ErrorKind::AlreadyExists => {}
                    other => {
                        other?;
                        *stored.lock().unwrap_or_else(PoisonError::into_inner) = Some(password.to_owned());
                    }
                }
                Ok(Id::new(props.secret_arn.as_str()))
            })
            .await?;
        match stored.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(password) => Ok(GeneratedPasswordAttrs { secret_arn: props.secret_arn.clone(), password }),
            None => ready_by_read(cx, &id).await,
        }
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            if describe_live(cx, id.as_str()).await?.is_none() {
                return Ok(None);
            }
            let call = cx.api().secretsmanager().get_secret_value().secret_id(id.as_str());
            let Some(response) = optional(send!(cx, call))? else {
                return Ok(None);
            };
            let value: serde_json::Value = serde_json::from_str(response.secret_string().unwrap_or_default())
                .map_err(|_| unreadable("JSON object in the secret"))?;
            let text = |key: &str| value[key].as_str().map(str::to_owned).ok_or_else(|| unreadable(key));
            let attrs = GeneratedPasswordAttrs { secret_arn: Arn::new(id.as_str()), password: text("password")? };
            let props = GeneratedPasswordProps { secret_arn: Arn::new(id.as_str()), username: text("username")? };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        Ok(common::read_from_list(cx, ids).await?.into_iter().map(|(id, _)| ListedState::exists_only(id)).collect())
    }

    /// Every change replaces it.
    async fn update(cx: &OperationContext<Self>, id: &Id, _: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        not_found_as_retryable(ready_by_read(cx, id).await)
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}
