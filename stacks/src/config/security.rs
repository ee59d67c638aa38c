//! Configuration of the security section: the audit of the account, and what watches over it.

use std::collections::BTreeMap;

use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::{check_log_days, check_names};
use super::section::{on, section};

/// The features of GuardDuty that a stack can switch on. Runtime monitoring is not among them: it puts a security group
/// into the VPC that blocks its deletion.
const FEATURES: [&str; 5] =
    ["S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"];

/// The audit of the account. All of it exists once in an account and region: one stack of an account has the section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Security {
    #[serde(default = "on")]
    pub enabled: bool,
    /// After how many days the log archive deletes a record.
    pub archive_days: u32,
    /// How many days CloudWatch keeps the records, for searches.
    pub log_days: u16,
    /// The features of GuardDuty, by the names of its API.
    pub detector_features: Vec<String>,
    /// Whether the trail, the log archives and their key outlive the stack. Always in production. The role of the pipeline
    /// cannot delete a trail that outlives its stack.
    pub retain: bool,
    /// Whether `destroy` deletes a log archive with records in it. Never in production.
    #[serde(default)]
    pub force_destroy: bool,
    /// Whether the stack sets what the CIS benchmark asks of the whole account: no public buckets, the length of passwords, and
    /// the encryption of new volumes. The settings outlive the stack. An account with a public bucket must not have them.
    #[serde(default)]
    pub account_settings: bool,
    /// What the account has already, by region.
    #[serde(default)]
    pub existing: BTreeMap<String, Existing>,
}

/// Resources of a region that exist once in it, that the account has already, and of which the stack must change nothing. It leaves
/// them in place. A detector and a hub that are not named are taken over. `discover REGION --type AWS::GuardDuty::Detector` finds their ids.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Existing {
    /// The id of GuardDuty's detector.
    pub detector: Option<String>,
    /// The ARN of the hub of Security Hub.
    pub hub: Option<String>,
    /// The ARN of Security Hub's subscription to the CIS benchmark 1.4.
    pub standard: Option<String>,
    /// Whether the region has a recorder of AWS Config, which the stack leaves alone.
    #[serde(default)]
    pub recorder: bool,
    /// The ARN of the account's analyzer of IAM Access Analyzer.
    pub analyzer: Option<String>,
}

section!(Security);

impl Security {
    pub(super) fn check(&self, regions: [&str; 2], problems: &mut Vec<Problem>) {
        check_log_days("security.log_days", self.log_days, problems);
        if self.archive_days < 1 {
            problems.push(Problem::new("security.archive_days", "less than a day", "use 1 or more"));
        }
        if self.retain && self.force_destroy {
            problems.push(Problem::new(
                "security.force_destroy",
                "the log archive is both retained and emptied",
                "set one of `retain` and `force_destroy`",
            ));
        }
        for region in self.existing.keys().filter(|region| !regions.contains(&region.as_str())) {
            let key = format!("security.existing.{region}");
            let what = "the stack is not in this region".to_owned();
            problems.push(Problem::new(key, what, format!("use {} or {}", regions[0], regions[1])));
        }
        let advice = format!("use one of {}", FEATURES.join(", "));
        let can = |name: &str| FEATURES.contains(&name);
        let key = "security.detector_features";
        check_names(key, &self.detector_features, can, "a feature of GuardDuty", &advice, problems);
    }
}
