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

/// The states of an experiment that has ended (API reference of FIS, `ExperimentState`).
const ENDED: [&str; 4] = ["completed", "stopped", "failed", "cancelled"];
/// The AWS command line.
pub(crate) const AWS: &str = "aws";

/// Where a fault is.
#[derive(Clone, Debug)]
pub(crate) enum Injector {
    /// The sandbox, and the account of the stack.
    Sandbox(Box<Running>, String),
    /// No service: the drill itself writes wrong numbers.
    Writes,
    /// An experiment template of AWS FIS, which the AWS command line starts.
    Experiment { program: String, template: String, region: String, profile: Option<String> },
}

/// A fault that is in place.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The rules that were there before.
    Rules(Vec<Rule>),
    /// The id of the experiment.
    Experiment(String),
}

/// The service of zones in the rules.
const ZONE: &str = "zone";

/// Where a drill breaks something: the region that has the roles, the one that its stores replicate to, and the zone that is lost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) home: &'a str,
    pub(crate) other: &'a str,
    /// The zone; all of them if it is not known.
    pub(crate) zone: Option<&'a str>,
}

/// The rules of a scenario.
pub(crate) fn rules(scenario: Scenario, place: Place<'_>) -> Vec<Rule> {
    let Place { home, other, zone } = place;
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
        Scenario::ZoneLost => on(ZONE, zone.unwrap_or("*"), Kind::ResetBefore).in_region(home),
        // Nothing fails: what the cache has is wrong.
        Scenario::CacheCorrupted => return Vec::new(),
    }]
}

/// Whether a rule is the fault of a drill of an account.
fn is_of_drill(rule: &Rule, account: &str, home: &str, other: &str) -> bool {
    let zone = rule.operation.as_deref().filter(|_| rule.service.as_deref() == Some(ZONE));
    let mut all = Scenario::ALL.into_iter().flat_map(|scenario| rules(scenario, Place { home, other, zone }));
    all.any(|own| own.of_account(account) == *rule)
}

impl Injector {
    /// Begins the fault.
    pub(crate) async fn begin(&self, scenario: Scenario, place: Place<'_>) -> Result<Fault> {
        match self {
            Self::Sandbox(running, account) => {
                let failed = |error: archipel_sandbox::Error| errors::sandbox(&error);
                let before: Vec<Rule> =
                    running.faults().await.map_err(failed)?.into_iter().map(|fired| fired.rule).collect();
                let own = rules(scenario, place).into_iter().map(|rule| rule.of_account(account));
                let all: Vec<Rule> = own.chain(before.clone()).collect();
                running.set_faults(&all).await.map_err(failed)?;
                Ok(Fault::Rules(before))
            }
            Self::Experiment { template, .. } => {
                let arguments = ["start-experiment", "--experiment-template-id", template];
                let id = self.fis(&arguments, &["--query", "experiment.id", "--output", "text"]).await?;
                Ok(Fault::Experiment(id))
            }
            Self::Writes => Ok(Fault::Rules(Vec::new())),
        }
    }

    /// Ends the faults that killed drills left in the sandbox. Returns whether there were some.
    pub(crate) async fn clear(&self, home: &str, other: &str) -> Result<bool> {
        let Self::Sandbox(running, account) = self else { return Ok(false) };
        let failed = |error: archipel_sandbox::Error| errors::sandbox(&error);
        let rules = running.faults().await.map_err(failed)?.into_iter().map(|fired| fired.rule);
        let (left, others): (Vec<Rule>, Vec<Rule>) = rules.partition(|rule| is_of_drill(rule, account, home, other));
        if !left.is_empty() {
            running.set_faults(&others).await.map_err(failed)?;
        }
        Ok(!left.is_empty())
    }

    /// Ends the fault.
    pub(crate) async fn end(&self, fault: Fault) -> Result<()> {
        match (self, fault) {
            (Self::Sandbox(running, _), Fault::Rules(before)) => {
                running.set_faults(&before).await.map_err(|error| errors::sandbox(&error))?;
                Ok(())
            }
            (_, Fault::Experiment(id)) => {
                let Err(failures) = self.fis(&["stop-experiment", "--id", &id], &[]).await else { return Ok(()) };
                let status = ["--query", "experiment.state.status", "--output", "text"];
                match self.fis(&["get-experiment", "--id", &id], &status).await {
                    // Its duration is over.
                    Ok(status) if ENDED.contains(&status.as_str()) => Ok(()),
                    _ => Err(failures),
                }
            }
            (Self::Experiment { .. } | Self::Writes, Fault::Rules(_)) => Ok(()),
        }
    }

    /// Runs the AWS command line. FIS is called a few times in a drill, which is not worth another SDK.
    async fn fis(&self, command: &[&str], more: &[&str]) -> Result<String> {
        let Self::Experiment { program, region, profile, .. } = self else { return Ok(String::new()) };
        let shown = format!("aws fis {}", command.join(" "));
        let mut aws = Command::new(program);
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
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const HERE: Place<'_> = Place { home: "eu-west-1", other: "us-east-1", zone: Some("eu-west-1b") };

    #[tokio::test]
    async fn an_experiment_is_started_and_stopped_and_may_have_ended_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let (program, noted) = (folder.path().join("aws"), folder.path().join("noted"));
        let write = |stop: &str, status: &str| {
            let text = format!(
                "#!/bin/sh\necho \"$@\" >>{}\ncase \"$2\" in start-experiment) echo EXP7 ;; get-experiment) echo {status} ;; *) {stop} ;; esac\n",
                noted.display()
            );
            std::fs::write(&program, text).unwrap();
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        };
        write("true", "running");
        let injector = Injector::Experiment {
            program: program.display().to_string(),
            template: "EXT1".to_owned(),
            region: "eu-west-1".to_owned(),
            profile: Some("drills".to_owned()),
        };
        let begin = || injector.begin(Scenario::RegionLost, HERE);
        let fault = begin().await.unwrap();
        injector.end(fault).await.unwrap();
        let start = "fis start-experiment --experiment-template-id EXT1 --region eu-west-1 --query experiment.id --output text --profile drills";
        let stop = "fis stop-experiment --id EXP7 --region eu-west-1 --profile drills";
        assert_eq!(std::fs::read_to_string(&noted).unwrap(), format!("{start}\n{stop}\n"));
        let fault = begin().await.unwrap();
        write("exit 254", "completed");
        injector.end(fault).await.unwrap();
        let fault = begin().await.unwrap();
        write("echo 'not authorized' >&2; exit 254", "running");
        let failures = injector.end(fault).await.unwrap_err();
        assert_eq!(failures[0].brief(), "`aws fis stop-experiment --id EXP7` failed: not authorized");
    }

    #[test]
    fn only_the_faults_of_drills_of_the_account_are_left_overs() {
        let [lost]: [Rule; 1] = rules(Scenario::RegionLost, HERE).try_into().unwrap();
        let [zone]: [Rule; 1] = rules(Scenario::ZoneLost, HERE).try_into().unwrap();
        let is = |rule: &Rule| is_of_drill(rule, "1", "eu-west-1", "us-east-1");
        assert!(is(&lost.clone().of_account("1")) && is(&zone.of_account("1")));
        assert!(!is(&lost.clone().of_account("2")) && !is(&lost));
        assert!(!is(&Rule::new(Kind::Throttle).of_account("1")));
    }

    #[test]
    fn a_fault_is_in_one_region_only() {
        for scenario in Scenario::ALL {
            let of = |scenario| rules(scenario, HERE);
            let region = if scenario == Scenario::DatabaseLag { "us-east-1" } else { "eu-west-1" };
            assert!(of(scenario).iter().all(|rule| rule.region.as_deref() == Some(region)), "{scenario:?}");
        }
    }
}
