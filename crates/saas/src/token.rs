//! Where the token of an account is stored.

use std::fmt;
use std::str::FromStr;

use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use archipel_engine::urn::GLOBAL;
use archipel_resources::aws::{Connection, SdkResultExt as _};

/// A token, which `Debug` does not show.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The source of a token. Plans and states have neither the token nor its source.
#[derive(Clone, Debug)]
pub enum TokenSource {
    /// An environment variable.
    Variable(String),
    /// A secret of AWS Secrets Manager, whose text is the token.
    SecretsManager {
        /// The name or ARN of the secret.
        secret: String,
        /// The region; the home region if `None`.
        region: Option<String>,
    },
}

impl FromStr for TokenSource {
    type Err = String;

    /// Reads `env:NAME` or `secretsmanager:SECRET?region=REGION`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected `env:NAME` or `secretsmanager:NAME?region=REGION`, not the token itself".to_owned();
        if let Some(name) = text.strip_prefix("env:") {
            let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
            let is_name = !name.is_empty() && name.bytes().all(is_valid);
            return if is_name { Ok(Self::Variable(name.to_owned())) } else { Err(wrong()) };
        }
        let secret = text.strip_prefix("secretsmanager:").ok_or_else(wrong)?;
        let (secret, region) = match secret.split_once("?region=") {
            Some((secret, region)) => (secret, Some(region.to_owned())),
            None => (secret, None),
        };
        let is_empty = secret.is_empty() || region.as_deref() == Some("") || secret.contains('?');
        if is_empty { Err(wrong()) } else { Ok(Self::SecretsManager { secret: secret.to_owned(), region }) }
    }
}

impl fmt::Display for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "the environment variable {name}"),
            Self::SecretsManager { secret, region: None } => write!(f, "the secret {secret}"),
            Self::SecretsManager { secret, region: Some(region) } => write!(f, "the secret {secret} in {region}"),
        }
    }
}

impl TokenSource {
    /// Reads the token.
    pub(crate) async fn read(&self, connection: Option<&Connection>) -> Result<Secret> {
        let token = match self {
            Self::Variable(name) => std::env::var(name).ok(),
            Self::SecretsManager { secret, region } => {
                let Some(connection) = connection else {
                    let message = format!("{self} cannot be read: this program has no connection to AWS");
                    return Err(ProviderError::new(ErrorKind::Credentials, message));
                };
                let region = region.clone().unwrap_or_else(|| GLOBAL.to_owned());
                let aws = connection.aws(&Environment { region, account: None })?;
                let call = aws.secretsmanager().get_secret_value().secret_id(secret);
                match call.send().await.into_provider_result(aws.region()) {
                    Ok(response) => response.secret_string().map(str::to_owned),
                    Err(error) if error.is_not_found() => None,
                    Err(error) => return Err(error),
                }
            }
        };
        let token = token.map(|token| token.trim().to_owned()).filter(|token| !token.is_empty());
        token.map(Secret::new).ok_or_else(|| {
            let message = format!("there is no token: {self} does not exist or is empty");
            ProviderError::new(ErrorKind::Credentials, message)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_names_a_variable_or_a_secret_and_never_is_the_token() {
        for (text, shown) in [
            ("env:PAGERDUTY_TOKEN", "the environment variable PAGERDUTY_TOKEN"),
            ("secretsmanager:luneo/pagerduty", "the secret luneo/pagerduty"),
            ("secretsmanager:luneo/sentry?region=eu-west-1", "the secret luneo/sentry in eu-west-1"),
        ] {
            assert_eq!(text.parse::<TokenSource>().unwrap().to_string(), shown);
        }
        for text in ["u+Abc123", "", "env:", "env:A-B", "secretsmanager:", "secretsmanager:a?region=", "vault:a"] {
            let error = text.parse::<TokenSource>().unwrap_err();
            assert!(error.contains("not the token itself"), "{error}");
            assert!(!error.contains("Abc123"), "{error} repeats what may be a token");
        }
    }

    #[tokio::test]
    async fn a_variable_that_is_not_set_is_an_error_that_names_it() {
        let source: TokenSource = "env:ARCHIPEL_TEST_WITHOUT_TOKEN".parse().unwrap();
        let error = source.read(None).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Credentials);
        assert!(error.message.contains("ARCHIPEL_TEST_WITHOUT_TOKEN"), "{error}");
    }
}
