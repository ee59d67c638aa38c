//! The settings of the command line in a stack's file.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use archipel_engine::apply::OnRegionFailure;
use serde::Deserialize;

use super::values::{AccountId, EndpointUrl, ServiceName};

/// Where a stack is applied to.
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
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Sandbox => "sandbox",
        }
    }
}

/// The table `[archipel]` of a stack's file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The target of the stack. It may also be at the top of the file, outside of the table.
    pub target: Option<TargetName>,
    /// The location of the state, instead of `.archipel/STACK`: a folder, relative to the one that holds `.archipel`, or
    /// `s3://BUCKET/PREFIX`.
    pub state: Option<PathBuf>,
    /// A profile of the shared AWS configuration files.
    pub profile: Option<String>,
    /// The region for calls to global services.
    pub home_region: Option<String>,
    /// The account that the credentials must belong to. Without it a stack is bound to an account by its first apply. The
    /// sandbox has accounts of its own.
    pub account: Option<AccountId>,
    /// The endpoint of AWS calls instead of AWS's own: a VPC endpoint, or something that speaks AWS's protocols.
    /// One that only the environment or a profile gives is refused.
    pub endpoint: Option<EndpointUrl>,
    /// The addresses of single services, by the names of AWS's settings: `s3`, `secrets_manager`.
    pub endpoints: BTreeMap<ServiceName, EndpointUrl>,
    /// Roles to assume, by the name that scopes use for the account.
    pub accounts: BTreeMap<String, String>,
    /// The protection of the data keys of secrets, in the state and in the configuration: `passphrase` (default), or
    /// `awskms://KEY?region=REGION`. Keys with another protection are refused; `state rotate-key --to` changes it.
    pub secrets: Option<String>,
    /// How many operations run at the same time.
    pub parallel: Option<NonZeroUsize>,
    /// When a region fails: `continue` in the others, as by default, or `hold` everywhere.
    pub on_region_failure: Option<OnRegionFailure>,
    /// How many exports of the state are retained for `rollback` (default 10).
    pub keep_exports: Option<NonZeroUsize>,
    /// How many runs the history retains (default 100).
    pub keep_runs: Option<NonZeroUsize>,
}

/// The keys that a program's configuration cannot use.
pub(crate) const RESERVED: &[&str] = &["target", "archipel"];

/// Both places, as they stand in the file.
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
