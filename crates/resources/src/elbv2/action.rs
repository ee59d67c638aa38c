//! The action of a listener or a rule.

use aws_sdk_elasticloadbalancingv2::types::{
    self as sdk, ActionTypeEnum, FixedResponseActionConfig, ForwardActionConfig, RedirectActionConfig, TargetGroupTuple,
};

use super::authentication::{AuthenticateCognitoProps, AuthenticateOidcProps};
use crate::prelude::*;

/// An action on a request: exactly one of `forward`, `redirect` and `fixed_response`. The users of an HTTPS listener may be
/// authenticated before.
#[derive(Args, Clone, Debug, Default, PartialEq)]
#[args(Action)]
pub struct ActionProps {
    /// Forwards the request to target groups, by their weights.
    #[arg(set)]
    pub forward: Vec<ForwardProps>,
    /// Redirects the client.
    pub redirect: Option<RedirectProps>,
    /// Returns a fixed response.
    pub fixed_response: Option<FixedResponseProps>,
    /// Authenticates users with an identity provider before the action.
    pub authenticate_oidc: Option<AuthenticateOidcProps>,
    /// Authenticates users with an Amazon Cognito user pool before the action.
    pub authenticate_cognito: Option<AuthenticateCognitoProps>,
}

/// A target group and its weight.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Forward)]
pub struct ForwardProps {
    /// The target group.
    pub target_group_arn: Arn,
    /// The relative weight: 0 to 999.
    #[arg(default = 1, range = ..=999)]
    pub weight: u16,
}

/// A redirect. Each part may refer to that of the request: `#{host}`, `#{path}`, `#{query}`.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Redirect)]
pub struct RedirectProps {
    /// `HTTP`, `HTTPS` or `#{protocol}`.
    #[arg(default = "HTTPS", pattern = "HTTPS?|#\\{protocol\\}")]
    pub protocol: String,
    /// The port.
    #[arg(default = "443")]
    pub port: String,
    /// The host.
    #[arg(default = "#{host}", length = 1..=128)]
    pub host: String,
    /// The path.
    #[arg(default = "/#{path}", length = 1..=128)]
    pub path: String,
    /// The query.
    #[arg(default = "#{query}", length = ..=128)]
    pub query: String,
    /// Whether the redirect is permanent (301) or temporary (302).
    #[arg(default = true)]
    pub permanent: bool,
}

/// A fixed response.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(FixedResponse)]
pub struct FixedResponseProps {
    /// The HTTP status code: `404`.
    #[arg(pattern = "[245]\\d\\d")]
    pub status_code: String,
    /// The content type.
    #[arg(default = "text/plain", length = ..=32)]
    pub content_type: String,
    /// The body: up to 1,024 bytes.
    #[arg(default = "", length = ..=1024)]
    pub message: String,
}

impl ActionProps {
    /// Checks the action beyond its constraints.
    pub(super) fn check(&self, field: &str) -> Option<String> {
        let given = [!self.forward.is_empty(), self.redirect.is_some(), self.fixed_response.is_some()];
        if given.into_iter().filter(|given| *given).count() != 1 {
            return Some(format!("`{field}` is one of `forward`, `redirect` and `fixed_response`"));
        }
        if self.authenticate_oidc.is_some() && self.authenticate_cognito.is_some() {
            return Some(format!("`{field}` has `authenticate_oidc` and `authenticate_cognito`: set one of them"));
        }
        let heavy = self.forward.iter().find(|forward| forward.weight > 999)?;
        Some(format!("`{field}` has a weight of {}: weights are 0 to 999", heavy.weight))
    }

    /// Whether users are authenticated before the action.
    pub(super) fn authenticates(&self) -> bool {
        self.authenticate_oidc.is_some() || self.authenticate_cognito.is_some()
    }

    /// The violation of an action that is created without the secret of its client.
    pub(super) fn refuse_without_secret(&self, old: Option<&Self>) -> Result<()> {
        let is_new = old.is_none_or(|old| old.authenticate_oidc.is_none());
        if is_new && self.authenticate_oidc.as_ref().is_some_and(|oidc| oidc.client_secret.is_none()) {
            let message = "`authenticate_oidc` has no `client_secret`: set it, which ELB requires to create the action";
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        }
        Ok(())
    }

    /// The action with the weights of `other`, for weights that another controller manages.
    pub(super) fn with_weights_of(&self, other: &Self) -> Self {
        let mut same = self.clone();
        for forward in &mut same.forward {
            let there = other.forward.iter().find(|one| one.target_group_arn == forward.target_group_arn);
            if let Some(there) = there {
                forward.weight = there.weight;
            }
        }
        same
    }

    /// The weights in the order of the groups' ARNs: `80:20`.
    pub(super) fn weights(&self) -> String {
        let mut forward: Vec<_> = self.forward.iter().collect();
        forward.sort_by_key(|one| one.target_group_arn.as_str());
        forward.iter().map(|one| one.weight.to_string()).collect::<Vec<_>>().join(":")
    }

    /// Sets weights from the text of [`Self::weights`], if their number fits.
    pub(super) fn set_weights(&mut self, weights: &str) {
        let weights: Vec<u16> = weights.split(':').filter_map(|weight| weight.parse().ok()).collect();
        if weights.len() == self.forward.len() {
            self.forward.sort_by(|a, b| a.target_group_arn.cmp(&b.target_group_arn));
            for (one, weight) in self.forward.iter_mut().zip(weights) {
                one.weight = weight;
            }
        }
    }

    /// The settings of actions that the type does not have.
    pub(super) fn unmanaged(actions: &[sdk::Action]) -> Vec<String> {
        let any = |is_set: fn(&sdk::Action) -> bool| actions.iter().any(is_set);
        let settings = [
            ("the validation of JSON web tokens", any(|action| action.jwt_validation_config().is_some())),
            (
                "the stickiness of target groups",
                any(|action| {
                    let stickiness =
                        action.forward_config().and_then(|forward| forward.target_group_stickiness_config());
                    stickiness.is_some_and(|stickiness| stickiness.enabled() == Some(true))
                }),
            ),
        ];
        settings.into_iter().filter(|(_, is_set)| *is_set).map(|(setting, _)| setting.to_owned()).collect()
    }

    /// The actions in their order. `old` is the action that exists already.
    pub(super) fn to_sdk(&self, old: Option<&Self>) -> Vec<sdk::Action> {
        let existing = old.is_some_and(|old| old.authenticate_oidc.is_some());
        let oidc = self.authenticate_oidc.as_ref().map(|oidc| oidc.to_sdk(existing));
        let before = oidc.or_else(|| self.authenticate_cognito.as_ref().map(AuthenticateCognitoProps::to_sdk));
        let mut actions: Vec<sdk::Action> = before.into_iter().chain([self.last_to_sdk()]).collect();
        if actions.len() > 1 {
            for (order, action) in (1..).zip(&mut actions) {
                action.order = Some(order);
            }
        }
        actions
    }

    fn last_to_sdk(&self) -> sdk::Action {
        let action = sdk::Action::builder();
        if let Some(to) = &self.redirect {
            let status = if to.permanent { "HTTP_301" } else { "HTTP_302" };
            let redirect = RedirectActionConfig::builder()
                .protocol(&to.protocol)
                .port(&to.port)
                .host(&to.host)
                .path(&to.path)
                .query(&to.query)
                .status_code(status.into());
            return action.r#type(ActionTypeEnum::Redirect).redirect_config(redirect.build()).build();
        }
        if let Some(with) = &self.fixed_response {
            let response = FixedResponseActionConfig::builder()
                .status_code(&with.status_code)
                .content_type(&with.content_type)
                .message_body(&with.message);
            return action.r#type(ActionTypeEnum::FixedResponse).fixed_response_config(response.build()).build();
        }
        let group = |forward: &ForwardProps| {
            let group = TargetGroupTuple::builder().target_group_arn(forward.target_group_arn.as_str());
            group.weight(number(forward.weight)).build()
        };
        let groups = self.forward.iter().map(group).collect();
        let forward = ForwardActionConfig::builder().set_target_groups(Some(groups));
        action.r#type(ActionTypeEnum::Forward).forward_config(forward.build()).build()
    }

    pub(super) fn from_sdk(actions: &[sdk::Action]) -> Result<Self> {
        let is_last = |action: &&sdk::Action| {
            action.authenticate_oidc_config().is_none()
                && action.authenticate_cognito_config().is_none()
                && action.jwt_validation_config().is_none()
        };
        let action = actions.iter().rfind(is_last).ok_or_else(|| unreadable("action"))?;
        let text = |text: Option<&str>, default: &str| text.unwrap_or(default).to_owned();
        let mut props = Self {
            authenticate_oidc: actions
                .iter()
                .find_map(sdk::Action::authenticate_oidc_config)
                .map(AuthenticateOidcProps::from_sdk)
                .transpose()?,
            authenticate_cognito: actions
                .iter()
                .find_map(sdk::Action::authenticate_cognito_config)
                .map(AuthenticateCognitoProps::from_sdk)
                .transpose()?,
            ..Self::default()
        };
        if let Some(to) = action.redirect_config() {
            props.redirect = Some(RedirectProps {
                protocol: text(to.protocol(), "#{protocol}"),
                port: text(to.port(), "#{port}"),
                host: text(to.host(), "#{host}"),
                path: text(to.path(), "/#{path}"),
                query: text(to.query(), "#{query}"),
                permanent: to.status_code().is_some_and(|status| status.as_str() == "HTTP_301"),
            });
        } else if let Some(with) = action.fixed_response_config() {
            props.fixed_response = Some(FixedResponseProps {
                status_code: text(with.status_code(), ""),
                content_type: text(with.content_type(), "text/plain"),
                message: text(with.message_body(), ""),
            });
        } else if let Some(forward) = action.forward_config() {
            let forwards = forward.target_groups().iter().map(|group| ForwardProps {
                target_group_arn: Arn::new(group.target_group_arn().unwrap_or_default()),
                weight: count(group.weight().or(Some(1))),
            });
            props.forward = forwards.collect();
        } else if let Some(group) = action.target_group_arn() {
            props.forward = vec![ForwardProps { target_group_arn: Arn::new(group), weight: 1 }];
        }
        Ok(props)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_read_as_it_was_written() {
        let forward = |arn: &str, weight| ForwardProps { target_group_arn: Arn::new(arn), weight };
        let redirect = RedirectProps {
            protocol: "HTTPS".to_owned(),
            port: "443".to_owned(),
            host: "#{host}".to_owned(),
            path: "/#{path}".to_owned(),
            query: "#{query}".to_owned(),
            permanent: false,
        };
        let actions = [
            ActionProps { forward: vec![forward("arn:a", 80), forward("arn:b", 20)], ..Default::default() },
            ActionProps { redirect: Some(redirect), ..Default::default() },
        ];
        for action in actions {
            assert_eq!(action.check("action"), None);
            assert_eq!(ActionProps::from_sdk(&action.to_sdk(None)), Ok(action));
        }
        assert!(ActionProps::default().check("action").is_some());
    }

    #[test]
    fn weights_that_others_own_are_taken_from_what_is_there() {
        let of = |weights: [u16; 2]| ActionProps {
            forward: vec![
                ForwardProps { target_group_arn: Arn::new("arn:a"), weight: weights[0] },
                ForwardProps { target_group_arn: Arn::new("arn:b"), weight: weights[1] },
            ],
            ..Default::default()
        };
        assert_eq!(of([100, 0]).with_weights_of(&of([80, 20])), of([80, 20]));
        let mut moved = of([50, 50]);
        moved.set_weights(&of([80, 20]).weights());
        assert_eq!(moved, of([80, 20]));
    }
}
