//! The authentication of users before the action of a listener or a rule.

use aws_sdk_elasticloadbalancingv2::types::{
    self as sdk, ActionTypeEnum, AuthenticateCognitoActionConditionalBehaviorEnum, AuthenticateCognitoActionConfig,
    AuthenticateOidcActionConditionalBehaviorEnum, AuthenticateOidcActionConfig,
};

use crate::prelude::*;

/// ELB's default of `session_cookie_name`.
const COOKIE: &str = "AWSELBAuthSessionCookie";
/// ELB's default of `session_timeout_seconds`.
const SESSION: u32 = 604_800;

/// An authentication with an identity provider that supports OpenID Connect.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(AuthenticateOidc)]
pub struct AuthenticateOidcProps {
    /// The issuer identifier of the provider, an HTTPS URL.
    #[arg(pattern = "https://.+")]
    pub issuer: String,
    /// The authorization endpoint of the provider, an HTTPS URL.
    #[arg(pattern = "https://.+")]
    pub authorization_endpoint: String,
    /// The token endpoint of the provider, an HTTPS URL.
    #[arg(pattern = "https://.+")]
    pub token_endpoint: String,
    /// The user info endpoint of the provider, an HTTPS URL.
    #[arg(pattern = "https://.+")]
    pub user_info_endpoint: String,
    /// The client's id at the provider.
    #[arg(length = 1..)]
    pub client_id: String,
    /// The client's secret. ELB needs it to create the action, and never returns it.
    #[arg(secret, write_only)]
    pub client_secret: Option<String>,
    /// The name of the session's cookie.
    #[arg(default = "AWSELBAuthSessionCookie", length = 1..)]
    pub session_cookie_name: String,
    /// The claims to request from the provider.
    #[arg(default = "openid", length = 1..)]
    pub scope: String,
    /// How long a session lasts at most, in seconds: up to 7 days.
    #[arg(default = 604800, range = 1..=604800)]
    pub session_timeout_seconds: u32,
    /// Further query parameters of the request to the authorization endpoint.
    #[arg(items = 0..=10)]
    pub extra_params: BTreeMap<String, String>,
    /// The response to a user who has not logged in.
    #[arg(default = OnUnauthenticated::Authenticate)]
    pub on_unauthenticated: OnUnauthenticated,
}

/// An authentication with an Amazon Cognito user pool.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(AuthenticateCognito)]
pub struct AuthenticateCognitoProps {
    /// The ARN of the user pool.
    pub user_pool_arn: Arn,
    /// The id of the user pool's client, which has a secret.
    #[arg(length = 1..)]
    pub user_pool_client_id: String,
    /// The prefix of the user pool's domain, or the domain.
    #[arg(length = 1..)]
    pub user_pool_domain: String,
    /// The name of the session's cookie.
    #[arg(default = "AWSELBAuthSessionCookie", length = 1..)]
    pub session_cookie_name: String,
    /// The claims to request.
    #[arg(default = "openid", length = 1..)]
    pub scope: String,
    /// How long a session lasts at most, in seconds: up to 7 days.
    #[arg(default = 604800, range = 1..=604800)]
    pub session_timeout_seconds: u32,
    /// Further query parameters of the request to the authorization endpoint.
    #[arg(items = 0..=10)]
    pub extra_params: BTreeMap<String, String>,
    /// The response to a user who has not logged in.
    #[arg(default = OnUnauthenticated::Authenticate)]
    pub on_unauthenticated: OnUnauthenticated,
}

/// The response to a user who has not logged in.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnUnauthenticated {
    /// A redirect to the provider.
    Authenticate,
    /// The action, as for a user who has logged in.
    Allow,
    /// The status 401.
    Deny,
}

/// The map as the SDK takes it.
fn params(of: &BTreeMap<String, String>) -> Option<std::collections::HashMap<String, String>> {
    (!of.is_empty()).then(|| of.clone().into_iter().collect())
}

impl AuthenticateOidcProps {
    /// `existing` is whether the action exists already, with a secret.
    pub(super) fn to_sdk(&self, existing: bool) -> sdk::Action {
        let keep_secret = (existing && self.client_secret.is_none()).then_some(true);
        let config = AuthenticateOidcActionConfig::builder()
            .issuer(&self.issuer)
            .authorization_endpoint(&self.authorization_endpoint)
            .token_endpoint(&self.token_endpoint)
            .user_info_endpoint(&self.user_info_endpoint)
            .client_id(&self.client_id)
            .set_client_secret(self.client_secret.clone())
            .set_use_existing_client_secret(keep_secret)
            .session_cookie_name(&self.session_cookie_name)
            .scope(&self.scope)
            .session_timeout(i64::from(self.session_timeout_seconds))
            .set_authentication_request_extra_params(params(&self.extra_params))
            .on_unauthenticated_request(AuthenticateOidcActionConditionalBehaviorEnum::from(
                self.on_unauthenticated.as_str(),
            ));
        sdk::Action::builder().r#type(ActionTypeEnum::AuthenticateOidc).authenticate_oidc_config(config.build()).build()
    }

    pub(super) fn from_sdk(config: &AuthenticateOidcActionConfig) -> Result<Self> {
        let behaviour = config.on_unauthenticated_request().map(|behaviour| behaviour.as_str());
        Ok(Self {
            issuer: text(config.issuer()),
            authorization_endpoint: text(config.authorization_endpoint()),
            token_endpoint: text(config.token_endpoint()),
            user_info_endpoint: text(config.user_info_endpoint()),
            client_id: text(config.client_id()),
            client_secret: None,
            session_cookie_name: config.session_cookie_name().unwrap_or(COOKIE).to_owned(),
            scope: config.scope().unwrap_or("openid").to_owned(),
            session_timeout_seconds: seconds(config.session_timeout()),
            extra_params: config.authentication_request_extra_params().into_iter().flatten().map(pair).collect(),
            on_unauthenticated: on_unauthenticated(behaviour)?,
        })
    }
}

impl AuthenticateCognitoProps {
    pub(super) fn to_sdk(&self) -> sdk::Action {
        let config = AuthenticateCognitoActionConfig::builder()
            .user_pool_arn(self.user_pool_arn.as_str())
            .user_pool_client_id(&self.user_pool_client_id)
            .user_pool_domain(&self.user_pool_domain)
            .session_cookie_name(&self.session_cookie_name)
            .scope(&self.scope)
            .session_timeout(i64::from(self.session_timeout_seconds))
            .set_authentication_request_extra_params(params(&self.extra_params))
            .on_unauthenticated_request(AuthenticateCognitoActionConditionalBehaviorEnum::from(
                self.on_unauthenticated.as_str(),
            ));
        let action = sdk::Action::builder().r#type(ActionTypeEnum::AuthenticateCognito);
        action.authenticate_cognito_config(config.build()).build()
    }

    pub(super) fn from_sdk(config: &AuthenticateCognitoActionConfig) -> Result<Self> {
        let behaviour = config.on_unauthenticated_request().map(|behaviour| behaviour.as_str());
        Ok(Self {
            user_pool_arn: Arn::new(text(config.user_pool_arn())),
            user_pool_client_id: text(config.user_pool_client_id()),
            user_pool_domain: text(config.user_pool_domain()),
            session_cookie_name: config.session_cookie_name().unwrap_or(COOKIE).to_owned(),
            scope: config.scope().unwrap_or("openid").to_owned(),
            session_timeout_seconds: seconds(config.session_timeout()),
            extra_params: config.authentication_request_extra_params().into_iter().flatten().map(pair).collect(),
            on_unauthenticated: on_unauthenticated(behaviour)?,
        })
    }
}

fn pair((key, value): (&String, &String)) -> (String, String) {
    (key.clone(), value.clone())
}

fn seconds(timeout: Option<i64>) -> u32 {
    timeout.and_then(|timeout| u32::try_from(timeout).ok()).unwrap_or(SESSION)
}

fn on_unauthenticated(behaviour: Option<&str>) -> Result<OnUnauthenticated> {
    Ok(parsed_option("response to unauthenticated users", behaviour)?.unwrap_or(OnUnauthenticated::Authenticate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authentication_is_read_as_it_was_written_but_for_its_secret() {
        let oidc = AuthenticateOidcProps {
            issuer: "https://idp.example.com".to_owned(),
            authorization_endpoint: "https://idp.example.com/authorize".to_owned(),
            token_endpoint: "https://idp.example.com/token".to_owned(),
            user_info_endpoint: "https://idp.example.com/user".to_owned(),
            client_id: "shop".to_owned(),
            client_secret: Some("hidden".to_owned()),
            session_cookie_name: "session".to_owned(),
            scope: "openid email".to_owned(),
            session_timeout_seconds: 3600,
            extra_params: BTreeMap::from([("prompt".to_owned(), "login".to_owned())]),
            on_unauthenticated: OnUnauthenticated::Deny,
        };
        let action = oidc.to_sdk(false);
        let config = action.authenticate_oidc_config().expect("a config");
        assert_eq!((config.client_secret(), config.use_existing_client_secret()), (Some("hidden"), None));
        let read = AuthenticateOidcProps::from_sdk(config).expect("known");
        assert_eq!(read, AuthenticateOidcProps { client_secret: None, ..oidc });
        let action = read.to_sdk(true);
        let config = action.authenticate_oidc_config().expect("a config");
        assert_eq!((config.client_secret(), config.use_existing_client_secret()), (None, Some(true)));

        let cognito = AuthenticateCognitoProps {
            user_pool_arn: Arn::new("arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a"),
            user_pool_client_id: "client".to_owned(),
            user_pool_domain: "shop".to_owned(),
            session_cookie_name: COOKIE.to_owned(),
            scope: "openid".to_owned(),
            session_timeout_seconds: SESSION,
            extra_params: BTreeMap::new(),
            on_unauthenticated: OnUnauthenticated::Allow,
        };
        let action = cognito.to_sdk();
        let config = action.authenticate_cognito_config().expect("a config");
        assert_eq!(AuthenticateCognitoProps::from_sdk(config), Ok(cognito));
    }
}
