//! The settings of the command line in the configuration file of a stack.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use archipel_engine::apply::OnRegionFailure;
use schemars::JsonSchema;
use serde::Deserialize;

use super::values::{AccountId, EndpointUrl, ServiceName, TokenReference};

/// Where a stack is applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
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

/// The table `[archipel]` of a stack's file. The book lists its keys with these comments; what follows `Default:` is a column
/// of its own there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Settings {
    /// The target of the stack. Default: `"aws"`, unless `App::default_target` sets another
    pub target: Option<TargetName>,
    /// The location of the state: a folder, relative to the one that holds `.archipel`, or `s3://BUCKET/PREFIX`. Default:
    /// `.archipel/STACK`
    pub state: Option<PathBuf>,
    /// A profile of the shared AWS configuration files. Default: `AWS_PROFILE`, else `default`
    pub profile: Option<String>,
    /// The region for calls to global services. Default: `us-east-1`
    pub home_region: Option<String>,
    /// AWS regions that are newer than this version of Archipel. Others are refused as misspelt. Default: none
    pub regions: Vec<String>,
    /// The account that the credentials must belong to. The sandbox ignores it. Default: the account of the first apply
    #[schemars(with = "Option<String>")]
    pub account: Option<AccountId>,
    /// The endpoint of AWS calls: a VPC endpoint, or a service with AWS's protocols. An endpoint that only the environment or
    /// a profile names is refused. Default: AWS's own endpoints
    #[schemars(with = "Option<String>")]
    pub endpoint: Option<EndpointUrl>,
    /// The endpoints of single services, by the names of AWS's settings: `s3`, `secrets_manager`. Default: `endpoint`
    #[schemars(with = "BTreeMap<String, String>")]
    pub endpoints: BTreeMap<ServiceName, EndpointUrl>,
    /// The ARNs of the roles to assume for scopes in other accounts, by the names in `scope.in_account(..)`. Default: none
    pub accounts: BTreeMap<String, String>,
    /// The accounts of PagerDuty, Sentry and Grafana, such as `pagerduty.token = "secretsmanager:NAME"`. `token` is the source of
    /// the token: `env:NAME`, or `secretsmanager:NAME?region=REGION`; `url` is another address of the API. Default:
    /// `env:PAGERDUTY_TOKEN`, `env:SENTRY_AUTH_TOKEN`, `env:GRAFANA_AUTH`
    pub saas: SaasSettings,
    /// The key protection of the secrets in the state and in the configuration: `passphrase`, or
    /// `awskms://KEY?region=REGION`. Keys with another protection are refused; `state rotate-key --to` changes it. Default:
    /// `passphrase`
    pub secrets: Option<String>,
    /// The number of operations that run at the same time. Default: 64
    pub parallel: Option<NonZeroUsize>,
    /// The reaction to a region that stops after failures: `continue` in the others, or `hold` all of them. Default:
    /// `"continue"`
    pub on_region_failure: Option<OnRegionFailure>,
    /// The number of exports of the state that are kept for `rollback`. Default: 10
    pub keep_exports: Option<NonZeroUsize>,
    /// The number of runs in the history. Default: 100
    pub keep_runs: Option<NonZeroUsize>,
}

/// The accounts of vendors of services.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SaasSettings {
    /// PagerDuty.
    pub pagerduty: SaasAccount,
    /// Sentry.
    pub sentry: SaasAccount,
    /// Grafana outside of AWS. Workspaces of Amazon Managed Grafana need no token.
    pub grafana: SaasAccount,
}

/// The account of a vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SaasAccount {
    /// The address of the API.
    #[schemars(with = "Option<String>")]
    pub url: Option<EndpointUrl>,
    /// The source of the token.
    #[schemars(with = "Option<String>")]
    pub token: Option<TokenReference>,
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
