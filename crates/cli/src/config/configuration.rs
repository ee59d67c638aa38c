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
///                 format!("give at most {}", self.zones),
///             ));
///         }
///         problems
///     }
/// }
/// ```
///
/// Keys that the type does not have are refused, with the nearest right one, whether or not it says
/// `deny_unknown_fields`.
pub trait Configuration: DeserializeOwned {
    /// What is wrong beyond the types of single keys. All of it is reported, each with the line of its key, before
    /// the program runs.
    fn problems(&self) -> Vec<Problem> {
        Vec::new()
    }
}

/// A stack without configuration.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
pub struct NoConfiguration {}

impl Configuration for NoConfiguration {}

/// Something wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key, as a path: `regions.primary.cidr`.
    pub key: String,
    /// What is wrong, as a sentence without the key.
    pub message: String,
    /// The hint.
    pub hint: Option<String>,
}

impl Problem {
    /// What is wrong with a key, and what to do about it.
    #[must_use]
    pub fn new(key: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { key: key.into(), message: message.into(), hint: Some(hint.into()) }
    }
}
