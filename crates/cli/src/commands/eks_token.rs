//! `eks-token`: prints a token for an EKS cluster, as the exec plugin of `kubectl` requires.

use std::time::SystemTime;

use archipel_endpoints::Endpoints;
use archipel_engine::Environment;
use archipel_resources::aws::{Aws, Settings, Target};
use archipel_resources::sts::cluster_token;
use archipel_sandbox::daemon;
use clap::Args;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::errors::{self, Failure, Provided, Result};
use crate::exit::Exit;
use crate::target;

/// The default version.
pub(super) const API_VERSION: &str = "client.authentication.k8s.io/v1";
/// The variable with the request of `kubectl`.
const ASKED: &str = "KUBERNETES_EXEC_INFO";

/// The response for `kubectl`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExecCredential {
    api_version: String,
    kind: &'static str,
    spec: serde_json::Value,
    status: Status,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    expiration_timestamp: String,
    token: String,
}

/// Arguments of `eks-token`.
#[derive(Debug, Args)]
pub(crate) struct EksTokenArgs {
    /// The cluster's name
    #[arg(value_name = "CLUSTER")]
    pub(super) cluster: String,
    /// The region that it is in
    #[arg(long)]
    pub(super) region: String,
    /// Sign as this profile of the shared configuration files
    #[arg(long)]
    pub(super) profile: Option<String>,
    /// Sign as this role, which the credentials may assume
    #[arg(long, value_name = "ARN")]
    pub(super) role: Option<String>,
    /// Refuse credentials of another account than this one
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "sandbox")]
    pub(super) account: Option<String>,
    /// Call AWS at this address instead of its own
    #[arg(long, value_name = "URL", conflicts_with = "sandbox", value_parser = endpoint)]
    pub(super) endpoint: Option<String>,
    /// Sign as this account of the sandbox on this machine
    #[arg(long, value_name = "ACCOUNT", conflicts_with_all = ["profile", "role"])]
    pub(super) sandbox: Option<String>,
}

fn endpoint(text: &str) -> Result<String, archipel_endpoints::InvalidUrl> {
    archipel_endpoints::check_url(text).map(|()| text.to_owned())
}

impl EksTokenArgs {
    /// The command line with these arguments.
    pub(super) fn command_line(&self) -> Vec<String> {
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

pub(super) async fn eks_token(context: &Context, args: &EksTokenArgs) -> Result<Exit> {
    let aws = signer(args).await?;
    check_account(args, &aws).await?;
    let asked = Provided { what: "cannot create a token", ..Provided::default() };
    let token = cluster_token(&aws, &args.cluster, SystemTime::now()).await;
    let token = token.and_then(|token| Ok((token.expires_at()?, token.token)));
    let (expiration_timestamp, token) = token.map_err(|error| errors::provider(&error, &asked))?;
    let credential = ExecCredential {
        api_version: supported_version(std::env::var(ASKED).ok().as_deref()),
        kind: "ExecCredential",
        spec: serde_json::json!({}),
        status: Status { expiration_timestamp, token },
    };
    let json = serde_json::to_string(&credential).unwrap_or_default();
    context.print(&credential, || format!("{json}\n"))
}

/// The signer of a token: the credentials of a profile or a role, or an account of the running sandbox.
async fn signer(args: &EksTokenArgs) -> Result<std::sync::Arc<Aws>> {
    let target = match &args.sandbox {
        None => Target::Aws { profile: args.profile.clone() },
        Some(account) => {
            let running = daemon::status(None).await.map_err(|error| errors::sandbox(&error))?;
            let running = running.ok_or_else(|| {
                Failure::new("the sandbox is not running")
                    .hint("start it with `sandbox start`; its earlier contents are lost")
            })?;
            Target::sandbox(running.endpoint(), account, running.secret().expose())
        }
    };
    let mut settings = Settings::new(target);
    settings.endpoints = Endpoints::new().all(args.endpoint.as_deref());
    settings.accounts.extend(args.role.clone().map(|role| (role.clone(), role)));
    let environment = Environment { region: args.region.clone(), account: args.role.clone() };
    let asked = Provided { what: "cannot connect to AWS", ..Provided::default() };
    let aws = target::open(settings).await?.aws(&environment);
    aws.map_err(|error| Failure::into(errors::provider(&error, &asked)))
}

/// Refuses credentials of another account than the cluster's: EKS would reject their token without a reason.
async fn check_account(args: &EksTokenArgs, aws: &Aws) -> Result<()> {
    let Some(expected) = &args.account else { return Ok(()) };
    let asked = Provided { what: "cannot determine the account of the credentials", ..Provided::default() };
    match aws.account().await.map_err(|error| errors::provider(&error, &asked))? {
        Some(found) if found != *expected => {
            let what = format!(
                "the credentials belong to account {found}, and the cluster {} is in account {expected}",
                args.cluster
            );
            let hint = format!("use credentials of account {expected}, for example with AWS_PROFILE");
            Err(Failure::new(what).hint(hint).exit(Exit::Usage).into())
        }
        _ => Ok(()),
    }
}

/// The API version that the caller supports.
fn supported_version(asked: Option<&str>) -> String {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Asked {
        api_version: String,
    }
    let asked = asked.and_then(|text| serde_json::from_str::<Asked>(text).ok());
    asked.map_or_else(|| API_VERSION.to_owned(), |asked| asked.api_version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_response_has_the_requested_version() {
        let asked = r#"{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","spec":{}}"#;
        assert_eq!(supported_version(Some(asked)), "client.authentication.k8s.io/v1beta1");
        assert_eq!(supported_version(Some("none")), API_VERSION);
        assert_eq!(supported_version(None), API_VERSION);
    }
}
