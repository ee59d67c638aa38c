//! `saas:pagerduty/User`: a user, by e-mail address.

use crate::prelude::*;

/// The user to read.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct UserProps {
    /// The e-mail address.
    pub email: String,
}

/// A user (`GET /users`).
///
/// <https://developer.pagerduty.com/api-reference/c96e889522dd6-list-users>
#[data_source("saas:pagerduty/User", props = UserProps)]
pub struct User {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

impl DataSource for User {
    type Api = Saas;

    fn meta() -> Meta {
        Meta::new("pagerduty").global()
    }

    async fn read(cx: &ReadContext<Saas>, props: &UserProps) -> Result<UserAttrs> {
        let found = super::search(&cx.api().pagerduty().await?, "users", &props.email).await?;
        let is_it = |user: &&Json| {
            user["email"].as_str().is_some_and(|email| email.eq_ignore_ascii_case(&props.email))
        };
        let user = found.iter().find(is_it).ok_or_else(|| {
            let message = format!("PagerDuty has no user `{}`\nInvite the user, or name another one", props.email);
            ProviderError::new(ErrorKind::NotFound, message)
        })?;
        Ok(UserAttrs { id: text(user, "/id")?, name: text(user, "/name")? })
    }
}
