//! Where a resource is.

/// The region and account of a resource. A plain value: a second region is a second value.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub struct Environment {
    /// The region, such as `eu-west-1`, or [`GLOBAL`](super::urn::GLOBAL).
    pub region: String,
    /// The name of an account in the configuration; `None` for the account of the credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

impl std::fmt::Display for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.account {
            Some(account) => write!(f, "{account}/{}", self.region),
            None => f.write_str(&self.region),
        }
    }
}
