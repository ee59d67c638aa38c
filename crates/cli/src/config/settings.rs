//! The settings of the command line in the configuration file of a stack.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use archipel_engine::apply::OnRegionFailure;
use serde::Deserialize;

use super::values::{AccountId, EndpointUrl, ServiceName};

/// Where a stack is applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetName {
    /// AWS, with real credentials.
    #[default]
    Aws,
    /// The sandbox on this machine.
    Sandbox,
}

impl TargetName {
    /// The name in configuration files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Sandbox => "sandbox",
        }
    }
}

/// The table `[archipel]` of a configuration file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The target of the stack. It can also be set at the top level of the file.
    pub target: Option<TargetName>,
    /// The location of the state, instead of `.archipel/STACK`: a folder, relative to the one that holds `.archipel`, or
    /// `s3://BUCKET/PREFIX`.
    pub state: Option<PathBuf>,
    /// A profile of the shared AWS configuration files.
    pub profile: Option<String>,
    /// The region for calls to global services.
    pub home_region: Option<String>,
    /// The account that the credentials must belong to. Without it the first apply binds a stack to an account. The
    /// sandbox has separate accounts.
    pub account: Option<AccountId>,
    /// The endpoint of AWS calls instead of AWS's own: a VPC endpoint, or a service with the same API. An endpoint
    /// that only the environment or a profile sets is rejected.
    pub endpoint: Option<EndpointUrl>,
    /// The endpoints of single services, by the names in AWS's settings: `s3`, `secrets_manager`.
    pub endpoints: BTreeMap<ServiceName, EndpointUrl>,
    /// Roles to assume, by the name of the account in scopes.
    pub accounts: BTreeMap<String, String>,
    /// The protection of the data keys of secrets, in the state and in the configuration: `passphrase` (default), or
    /// `awskms://KEY?region=REGION`. Keys with another protection are rejected; `state rotate-key --to` changes it.
    pub secrets: Option<String>,
    /// The maximum number of concurrent operations.
    pub parallel: Option<NonZeroUsize>,
    /// When a region fails: `continue` in the others (default), or `hold` everywhere.
    pub on_region_failure: Option<OnRegionFailure>,
    /// The number of retained exports of the state, for `rollback` (default 10).
    pub keep_exports: Option<NonZeroUsize>,
    /// The number of retained runs in the history (default 100).
    pub keep_runs: Option<NonZeroUsize>,
}

/// The keys that the configuration of a program cannot use.
pub(crate) const RESERVED: &[&str] = &["target", "archipel"];

/// Both locations of the settings, as in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reserved {
    target: Option<TargetName>,
    archipel: Settings,
}

impl From<Reserved> for Settings {
    fn from(reserved: Reserved) -> Self {
        let target = reserved.target.or(reserved.archipel.target);
        Self { target, ..reserved.archipel }
    }
}
