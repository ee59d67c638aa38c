//! Clusters, for the tools that talk to them.

use std::path::PathBuf;

use clap::Args;

use super::StackArgs;

/// Where a stack's clusters are, for `kubectl`.
#[derive(Debug, Args)]
pub(crate) struct KubeconfigArgs {
    #[command(flatten)]
    pub(crate) stack: StackArgs,
    /// Write it to a file that only you can read, for KUBECONFIG; a file of another origin is not overwritten
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// A token for one cluster.
#[derive(Debug, Args)]
pub(crate) struct EksTokenArgs {
    /// The cluster's name
    #[arg(value_name = "CLUSTER")]
    pub(crate) cluster: String,
    /// The region that it is in
    #[arg(long)]
    pub(crate) region: String,
    /// Sign as this profile of the shared configuration files
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// Sign as this role, which the credentials may assume
    #[arg(long, value_name = "ARN")]
    pub(crate) role: Option<String>,
    /// Refuse credentials of another account than this one
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "sandbox")]
    pub(crate) account: Option<String>,
    /// Call AWS at this address in place of its own
    #[arg(long, value_name = "URL", conflicts_with = "sandbox", value_parser = endpoint)]
    pub(crate) endpoint: Option<String>,
    /// Sign as this account of the sandbox on this machine
    #[arg(long, value_name = "ACCOUNT", conflicts_with_all = ["profile", "role"])]
    pub(crate) sandbox: Option<String>,
}

fn endpoint(text: &str) -> Result<String, archipel_endpoints::InvalidUrl> {
    archipel_endpoints::check_url(text).map(|()| text.to_owned())
}

impl EksTokenArgs {
    /// The command line that gives these arguments.
    pub(crate) fn command_line(&self) -> Vec<String> {
        let mut line = vec!["eks-token".to_owned(), self.cluster.clone(), "--region".to_owned(), self.region.clone()];
        for (option, value) in [
            ("--profile", &self.profile),
            ("--role", &self.role),
            ("--account", &self.account),
            ("--endpoint", &self.endpoint),
            ("--sandbox", &self.sandbox),
        ] {
            if let Some(value) = value {
                line.extend([option.to_owned(), value.clone()]);
            }
        }
        line
    }
}
