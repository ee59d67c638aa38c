//! The endpoints that the environment and the profile give.

use std::borrow::Cow;

use aws_config::profile::{self, ProfileSet};
use aws_runtime::env_config::EnvConfigValue;
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};

use super::{VARIABLE, service_name, without_credentials};

/// The key of a profile.
const KEY: &str = "endpoint_url";

/// The variables of the environment, and the profile that is selected.
pub struct Environment {
    variables: Env,
    /// `None` without profiles, or if their files are unreadable: the SDK then finds no endpoint in them either.
    profiles: Option<ProfileSet>,
}

/// An endpoint that the SDK would call, although the configuration does not name it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{origin} sends the calls to {service} to {}, and the configuration does not name that endpoint",
    without_credentials(.url)
)]
pub struct UnnamedEndpoint {
    /// The URL.
    pub(super) url: String,
    /// Its source, for messages.
    origin: String,
    /// The service, by the SDK's id.
    service: String,
}

impl UnnamedEndpoint {
    /// The hint for it. `named_by` describes how the configuration names an endpoint.
    #[must_use]
    pub fn hint(&self, named_by: &str) -> String {
        format!("remove it from the environment or the profile; if the endpoint is intended, {named_by}")
    }
}

impl Environment {
    /// The environment of this process, with this profile or the one that the environment selects.
    pub async fn of_process(profile: Option<&str>) -> Self {
        Self::read(Env::real(), Fs::real(), profile).await
    }

    pub(super) async fn read(variables: Env, files: Fs, profile: Option<&str>) -> Self {
        let selected = profile.map(|name| Cow::Owned(name.to_owned()));
        let profiles = profile::load(&files, &variables, &EnvConfigFiles::default(), selected).await.ok();
        Self { variables, profiles }
    }

    /// The endpoint that the SDK would use for a service, by its id.
    /// || `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is ignored: the SDK's credentials providers do not obey it.
    pub(super) fn endpoint(&self, service: &str) -> Option<UnnamedEndpoint> {
        let setting = EnvConfigValue::new().env(VARIABLE).profile(KEY).service_id(service);
        let (url, _) = setting.load(&self.variables, self.profiles.as_ref())?;
        // A shell sets a variable to an empty value to remove an exported one.
        (!url.is_empty()).then(|| UnnamedEndpoint {
            url: url.into_owned(),
            origin: self.origin(service),
            service: service.to_owned(),
        })
    }

    fn origin(&self, service: &str) -> String {
        let own = format!("{VARIABLE}_{}", service_name(service).to_ascii_uppercase());
        let is_set = |name: &&str| self.variables.get(name).is_ok();
        match [own.as_str(), VARIABLE].into_iter().find(is_set) {
            Some(name) => format!("the environment variable {name}"),
            None => {
                let name = self.profiles.as_ref().map(ProfileSet::selected_profile).unwrap_or_default();
                format!("the profile `{name}`")
            }
        }
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Profiles contain credentials.
        f.debug_struct("Environment").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Endpoints, Services};

    async fn environment(variables: &[(&str, &str)], config: &str, profile: Option<&str>) -> Environment {
        let set = [("HOME", "/home/me")];
        let variables = Env::from_slice(&[&set, variables].concat());
        Environment::read(variables, Fs::from_slice(&[("/home/me/.aws/config", config)]), profile).await
    }

    async fn refused(variables: &[(&str, &str)], config: &str, endpoints: &Endpoints) -> String {
        let error = endpoints.verify(&environment(variables, config, None).await, Services::All);
        error.expect_err("it is refused").to_string()
    }

    #[tokio::test]
    async fn an_endpoint_from_any_source_is_refused_unless_it_is_named() {
        let none = Endpoints::new();
        let local = "http://127.0.0.1:4566";
        for (variables, config, says) in [
            (&[("AWS_ENDPOINT_URL", local)][..], "", "the environment variable AWS_ENDPOINT_URL sends"),
            (&[("AWS_ENDPOINT_URL_EC2", local)], "", "the environment variable AWS_ENDPOINT_URL_EC2 sends"),
            (&[("AWS_ENDPOINT_URL_SECRETS_MANAGER", local)], "", "the calls to Secrets Manager to"),
            // Only credentials come from this service.
            (&[("AWS_ENDPOINT_URL_SSO_OIDC", local)], "", "the calls to SSO OIDC to"),
            (&[], "[default]\nendpoint_url = http://127.0.0.1:4566\n", "the profile `default` sends"),
            (
                &[("AWS_PROFILE", "ci")],
                "[profile ci]\nendpoint_url = http://127.0.0.1:4566\n",
                "the profile `ci` sends",
            ),
            (
                &[],
                "[default]\nservices = local\n[services local]\nsts =\n  endpoint_url = http://127.0.0.1:4566\n",
                "the calls to STS to http://127.0.0.1:4566",
            ),
            // The SDK's credentials providers do not obey it.
            (
                &[("AWS_ENDPOINT_URL", local), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")],
                "",
                "the environment variable AWS_ENDPOINT_URL sends",
            ),
        ] {
            let error = refused(variables, config, &none).await;
            assert!(error.contains(says), "{error}");
        }
        let other = Endpoints::new().all(Some("http://127.0.0.1:5000"));
        refused(&[("AWS_ENDPOINT_URL", local)], "", &other).await;
        let error = refused(&[("AWS_ENDPOINT_URL", "http://me:hunter2@example.com")], "", &none).await;
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[tokio::test]
    async fn a_named_endpoint_is_used() {
        let named = Endpoints::new().all(Some("http://127.0.0.1:4566/"));
        let variables = [("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")];
        let found = environment(&variables, "", None).await;
        assert_eq!(named.verify(&found, Services::All), Ok(()));
        // An endpoint of a single service must be named for that service.
        let kms = Endpoints::new().service("kms", "http://127.0.0.1:1");
        let found = environment(&[("AWS_ENDPOINT_URL_KMS", "http://127.0.0.1:1")], "", None).await;
        assert_eq!(kms.verify(&found, Services::All), Ok(()));
    }

    #[tokio::test]
    async fn endpoints_of_services_that_are_not_called_are_ignored() {
        let variables = [("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8000"), ("AWS_ENDPOINT_URL_KMS", "")];
        let found = environment(&variables, "[profile other]\nendpoint_url = http://x\n", None).await;
        assert_eq!(Endpoints::new().verify(&found, Services::All), Ok(()));
        let found = environment(&[("AWS_ENDPOINT_URL_EC2", "http://127.0.0.1:1")], "", None).await;
        assert_eq!(Endpoints::new().verify(&found, Services::Only(&["S3"])), Ok(()));
    }

    #[tokio::test]
    async fn the_given_profile_takes_precedence() {
        let config = "[profile local]\nendpoint_url = http://127.0.0.1:4566\n";
        let found = environment(&[("AWS_PROFILE", "other")], config, Some("local")).await;
        let error = Endpoints::new().verify(&found, Services::All).expect_err("it is refused").to_string();
        assert!(error.contains("the profile `local`"), "{error}");
    }
}
