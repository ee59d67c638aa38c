//! The configuration type of a program.

use serde::de::DeserializeOwned;

/// A program's typed configuration.
///
/// ```
/// use archipel_cli::{Configuration, Problem};
///
/// #[derive(serde::Deserialize)]
/// struct Config {
///     zones: u8,
///     nat_gateways: u8,
/// }
///
/// impl Configuration for Config {
///     fn problems(&self) -> Vec<Problem> {
///         let mut problems = Vec::new();
///         if self.nat_gateways > self.zones {
///             problems.push(Problem::new(
///                 "nat_gateways",
///                 "there are more NAT gateways than zones",
///                 format!("use at most {}", self.zones),
///             ));
///         }
///         problems
///     }
/// }
/// ```
///
/// Unknown keys are rejected with the nearest known key, whether or not the type has `deny_unknown_fields`.
pub trait Configuration: DeserializeOwned {
    /// The problems that the types of single keys do not cover. All are reported, each with the line of its key,
    /// before the program runs.
    fn problems(&self) -> Vec<Problem> {
        Vec::new()
    }
}

/// A stack without configuration.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
pub struct NoConfiguration {}

impl Configuration for NoConfiguration {}

/// A problem of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key, as a path: `regions.primary.cidr`.
    pub key: String,
    /// The problem, as a sentence without the key.
    pub message: String,
    /// The hint.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem with a key, and a hint.
    #[must_use]
    pub fn new(key: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { key: key.into(), message: message.into(), hint: Some(hint.into()) }
    }
}
