//! Values of the table `[archipel]` with a fixed form: accounts and endpoints.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};

/// The number of an AWS account: twelve digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountId(String);

impl AccountId {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

struct Digits;

impl Visitor<'_> for Digits {
    type Value = AccountId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the twelve digits of an account in quotes, such as \"123456789012\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<AccountId, E> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(AccountId(text.to_owned()));
        }
        Err(E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

impl<'de> Deserialize<'de> for AccountId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Digits)
    }
}

/// The endpoint of a service instead of AWS's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointUrl(String);

impl EndpointUrl {
    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for EndpointUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let url = String::deserialize(deserializer)?;
        #[cfg(feature = "aws")]
        archipel_endpoints::check_url(&url).map_err(de::Error::custom)?;
        Ok(Self(url))
    }
}

/// A service that can have a separate endpoint, by its name in AWS's settings: `secrets_manager`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceName(String);

impl ServiceName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for ServiceName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        #[cfg(feature = "aws")]
        {
            let known: Vec<String> = archipel_endpoints::service_names().collect();
            if !known.contains(&name) {
                let names = || known.iter().map(String::as_str);
                let hint = match super::nearest(&name, names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("expected one of {}", known.join(", ")),
                };
                return Err(de::Error::custom(format!("unknown service `{name}`: {hint}")));
            }
        }
        Ok(Self(name))
    }
}

/// The source of a vendor's token: `env:NAME` or `secretsmanager:NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenReference(String);

impl TokenReference {
    /// The source as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for TokenReference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        // The error does not repeat the text, which may be a token.
        #[cfg(feature = "saas")]
        source.parse::<archipel_saas::TokenSource>().map_err(de::Error::custom)?;
        Ok(Self(source))
    }
}
