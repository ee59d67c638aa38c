//! Configuration of the observability section.

use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::check_log_days;
use super::section::{on, section};

/// What shows that the platform works. The alert rules need `cluster.contents`, whose collectors send the metrics.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observability {
    #[serde(default = "on")]
    pub enabled: bool,
    /// The percentage of requests whose traces X-Ray records, beside one a second: 0 to 100.
    pub traces_percent: u8,
    /// The address of the pages that `runbook` writes: `https://runbooks.example/prod`. Alerts then name their chapter; none if omitted.
    pub runbooks: Option<String>,
    /// The checks of the public names; none if omitted.
    pub checks: Option<Checks>,
    /// The archive of metrics; none if omitted.
    pub archive: Option<MetricsArchive>,
    /// The archive of the pods' logs; none if omitted.
    pub logs: Option<Logs>,
    /// The search domain, and what writes the pods' logs to it; none if omitted.
    pub search: Option<Search>,
    /// The Grafana workspace; none if omitted. It needs IAM Identity Center in the account or its organization.
    pub grafana: Option<Grafana>,
}

/// Requests to the public names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checks {
    /// The minutes between two requests: 2 to 59.
    pub minutes: u32,
    /// The runtime of CloudWatch Synthetics: `aws synthetics describe-runtime-versions` lists them.
    pub runtime: String,
    /// How many days CloudWatch keeps what the checks report.
    pub log_days: u16,
    /// Whether `destroy` deletes the results.
    #[serde(default)]
    pub force_destroy: bool,
}

/// The archive of the metrics of AWS services, in a bucket of each region.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsArchive {
    /// The namespaces of CloudWatch: `AWS/RDS`.
    pub namespaces: Vec<String>,
    /// After how many days a file is moved to Glacier Instant Retrieval.
    pub cold_days: u32,
    /// After how many days a file is deleted. Glacier has a price for at least 90 days.
    pub days: u32,
    /// Whether `destroy` deletes the metrics. Never in production.
    #[serde(default)]
    pub force_destroy: bool,
}

/// The archive of the pods' logs, in a bucket of each region. CloudWatch keeps them for `cluster.log_days`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logs {
    /// After how many days a file is moved to Glacier Instant Retrieval.
    pub cold_days: u32,
    /// After how many days a file is deleted. Glacier has a price for at least 90 days.
    pub days: u32,
    /// Whether the archive outlives the stack. Always in production.
    pub retain: bool,
    /// Whether `destroy` deletes an archive with logs in it. Never in production.
    #[serde(default)]
    pub force_destroy: bool,
}

/// The search domain.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// The instance type: `r7g.large.search`.
    pub instance_type: String,
    /// The number of data nodes. Two or three are in as many zones.
    pub instances: u8,
    /// The size of each node's volume, in GiB.
    pub disk_gb: u32,
    /// After how many days the domain forgets a log: the archive has it for longer.
    pub keep_days: u32,
    /// How many days CloudWatch keeps what the function reports that writes the logs.
    pub log_days: u16,
}

/// The Grafana workspace.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grafana {
    /// The version: `10.4`.
    pub version: String,
}

section!(Observability);

impl Observability {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if let Some(checks) = &self.checks {
            check_log_days("observability.checks.log_days", checks.log_days, problems);
        }
        if let Some(search) = &self.search {
            check_log_days("observability.search.log_days", search.log_days, problems);
        }
        let mut refuse = |wrong: bool, key: &str, what: String, advice: &str| {
            if wrong {
                problems.push(Problem::new(format!("observability.{key}"), what, advice));
            }
        };
        let percent = self.traces_percent;
        refuse(percent > 100, "traces_percent", format!("{percent} percent"), "use 0 to 100");
        if let Some(runbooks) = &self.runbooks {
            let advice = "write a URL that starts with https://, of the folder with the file alerts.md";
            let is_url = runbooks.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
            let is_url = is_url && !runbooks.contains(|one: char| one.is_whitespace() || "'\"#".contains(one));
            refuse(!is_url, "runbooks", format!("invalid address `{runbooks}`"), advice);
        }
        if let Some(Checks { minutes, runtime, .. }) = &self.checks {
            let what = format!("a check every {minutes} minutes");
            refuse(!(2..60).contains(minutes), "checks.minutes", what, "use 2 to 59");
            let what = format!("invalid runtime `{runtime}`");
            refuse(!runtime.starts_with("syn-nodejs-puppeteer-"), "checks.runtime", what, "the check is for Puppeteer");
        }
        if let Some(MetricsArchive { namespaces, cold_days, days, .. }) = &self.archive {
            let what = "every metric of the account would be streamed".to_owned();
            refuse(namespaces.is_empty(), "archive.namespaces", what, "name at least one, such as AWS/RDS");
            let what = format!("{} days in Glacier", days.saturating_sub(*cold_days));
            refuse(days.saturating_sub(*cold_days) < 90, "archive.days", what, "use 90 days more than `cold_days`");
        }
        if let Some(Logs { cold_days, days, retain, force_destroy }) = &self.logs {
            let what = format!("{} days in Glacier", days.saturating_sub(*cold_days));
            refuse(days.saturating_sub(*cold_days) < 90, "logs.days", what, "use 90 days more than `cold_days`");
            let what = "the archive is both retained and emptied".to_owned();
            refuse(*retain && *force_destroy, "logs.force_destroy", what, "set one of `retain` and `force_destroy`");
        }
        if let Some(Search { instance_type, instances, keep_days, .. }) = &self.search {
            refuse(*keep_days == 0, "search.keep_days", "no log would be found".to_owned(), "use 1 or more");
            let what = format!("invalid instance type `{instance_type}`");
            refuse(!instance_type.ends_with(".search"), "search.instance_type", what, "write it as r7g.large.search");
            refuse(*instances == 0, "search.instances", "no data nodes".to_owned(), "use 1 or more");
        }
    }
}
