//! The fault of a drill: rules of the sandbox's gateway, or an experiment of AWS FIS.

use std::process::Stdio;

use archipel_sandbox::daemon::Running;
use archipel_sandbox::faults::{Kind, Rule};
use tokio::process::Command;

use crate::errors::{self, Failure, Result};
use crate::recovery::Scenario;

/// How late the database replicates.
const LAG_MS: u64 = 60_000;
/// How late overloaded workloads answer.
const OVERLOAD_MS: u64 = 5_000;

/// Where a fault is.
#[derive(Clone, Debug)]
pub(crate) enum Injector {
    /// The sandbox, and the account of the stack.
    Sandbox(Box<Running>, String),
    /// An experiment template of AWS FIS, which the AWS command line starts.
    Experiment { template: String, region: String, profile: Option<String> },
}

/// A fault that is in place.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The rules that were there before.
    Rules(Vec<Rule>),
    /// The id of the experiment.
    Experiment(String),
}

/// The rules of a scenario. `home` is the region that has the roles, `other` the one that its stores replicate to.
pub(crate) fn rules(scenario: Scenario, home: &str, other: &str) -> Vec<Rule> {
    let on = |service: &str, operation: &str, kind: Kind| Rule::new(kind).on(service, operation);
    let unavailable = Kind::Error {
        code: Some("ServiceUnavailable".to_owned()),
        status: Some(503),
        message: Some("Please reduce your request rate.".to_owned()),
    };
    vec![match scenario {
        Scenario::RegionLost => Rule::new(Kind::ResetBefore).in_region(home),
        Scenario::DatabaseLag => on("database", "Replicate", Kind::Delay { ms: LAG_MS }).in_region(other),
        Scenario::BucketsUnavailable => on("s3", "*", unavailable).in_region(home),
        Scenario::LoadBalancerLost => on("ingress", "*", Kind::ResetBefore).in_region(home),
        Scenario::ClusterOverloaded => on("workload", "*", Kind::Delay { ms: OVERLOAD_MS }).in_region(home),
    }]
}

impl Injector {
    /// Begins the fault.
    pub(crate) async fn begin(&self, scenario: Scenario, home: &str, other: &str) -> Result<Fault> {
        match self {
            Self::Sandbox(running, account) => {
                let failed = |error: archipel_sandbox::Error| errors::sandbox(&error);
                let before: Vec<Rule> =
                    running.faults().await.map_err(failed)?.into_iter().map(|fired| fired.rule).collect();
                let own = rules(scenario, home, other).into_iter().map(|rule| rule.of_account(account));
                let all: Vec<Rule> = own.chain(before.clone()).collect();
                running.set_faults(&all).await.map_err(failed)?;
                Ok(Fault::Rules(before))
            }
            Self::Experiment { template, .. } => {
                let arguments = ["start-experiment", "--experiment-template-id", template];
                let id = self.fis(&arguments, &["--query", "experiment.id", "--output", "text"]).await?;
                Ok(Fault::Experiment(id))
            }
        }
    }

    /// Ends the fault.
    pub(crate) async fn end(&self, fault: Fault) -> Result<()> {
        match (self, fault) {
            (Self::Sandbox(running, _), Fault::Rules(before)) => {
                running.set_faults(&before).await.map_err(|error| errors::sandbox(&error))?;
                Ok(())
            }
            (_, Fault::Experiment(id)) => match self.fis(&["stop-experiment", "--id", &id], &[]).await {
                // Its duration is over.
                Err(failures) if failures.first().is_some_and(|failure| failure.brief().contains("not running")) => {
                    Ok(())
                }
                ended => ended.map(drop),
            },
            (Self::Experiment { .. }, Fault::Rules(_)) => Ok(()),
        }
    }

    /// Runs the AWS command line. FIS is called twice in a drill, which is not worth another SDK.
    async fn fis(&self, command: &[&str], more: &[&str]) -> Result<String> {
        let Self::Experiment { region, profile, .. } = self else { return Ok(String::new()) };
        let shown = format!("aws fis {}", command.join(" "));
        let mut aws = Command::new("aws");
        aws.arg("fis").args(command).args(["--region", region]).args(more);
        if let Some(profile) = profile {
            aws.args(["--profile", profile]);
        }
        let hint = "install the AWS command line, and allow fis:StartExperiment and fis:StopExperiment";
        let output = aws.stdin(Stdio::null()).output().await;
        let output =
            output.map_err(|error| Failure::new(format!("cannot run `{shown}`")).why(error.to_string()).hint(hint))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Failure::new(format!("`{shown}` failed")).why(why).hint(hint).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_in_one_region_only() {
        for scenario in Scenario::ALL {
            let of = |scenario| rules(scenario, "eu-west-1", "us-east-1");
            let region = if scenario == Scenario::DatabaseLag { "us-east-1" } else { "eu-west-1" };
            assert!(of(scenario).iter().all(|rule| rule.region.as_deref() == Some(region)), "{scenario:?}");
        }
    }
}
