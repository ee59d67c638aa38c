//! Configuration of the backup section.

use std::ops::RangeInclusive;

use archipel::cli::Problem;
use serde::Deserialize;

use super::section::{on, section};

/// The days for which a daily backup can be kept.
const DAILY: RangeInclusive<u32> = 1..=35;
/// The months for which a monthly backup can be kept: AWS Backup keeps one for up to 100 years, and nothing here needs ten.
const MONTHLY: RangeInclusive<u32> = 1..=120;

/// The backups of what has the tag `Backup`, in both regions, each with a copy in the other region.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    #[serde(default = "on")]
    pub enabled: bool,
    /// The days for which a daily backup is kept: 1 to 35.
    pub daily_days: u32,
    /// The months for which a monthly backup is kept: 1 to 120.
    pub monthly_months: u32,
    /// The shortest time, in days, for which a vault accepts a backup. It locks the vaults: no backup can be deleted before its
    /// time. No lock if omitted.
    pub locked_days: Option<u32>,
    /// Whether the vaults, their keys and the role of AWS Backup outlive the stack. AWS Backup refuses to delete a vault with
    /// backups in it.
    pub retain: bool,
}

section!(Backup);

impl Backup {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        let Self { daily_days, monthly_months, locked_days, .. } = self;
        let mut refuse = |key: &str, what: String, advice: &str| {
            problems.push(Problem::new(format!("backup.{key}"), what, advice));
        };
        if !DAILY.contains(daily_days) {
            refuse("daily_days", format!("{daily_days} days"), "use 1 to 35");
        }
        if !MONTHLY.contains(monthly_months) {
            refuse("monthly_months", format!("{monthly_months} months"), "use 1 to 120");
        }
        if let Some(locked) = locked_days.filter(|locked| *locked == 0 || locked > daily_days) {
            let what = format!("a vault that is locked for {locked} days refuses backups of {daily_days} days");
            refuse("locked_days", what, "use 1 to `daily_days`");
        }
    }
}
