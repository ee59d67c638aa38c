//! Alarms, as the configuration gives them.

use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::check_names;

/// Who is told what of the data, and when.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// Who is told: addresses for mail, or URLs that begin with `https://`. Each must confirm.
    #[serde(default)]
    pub subscribers: Vec<String>,
    /// By how many milliseconds the database of the secondary region may be late.
    pub database_lag_ms: u32,
    /// By how many seconds the cache of the secondary region may be late.
    pub cache_lag_seconds: u32,
    /// How many bytes may wait to be copied to the other region's buckets.
    pub pending_bytes: u64,
}

impl Alarms {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        let mail = |one: &str| {
            one.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.contains('.')) && !one.contains("://")
        };
        let can = |one: &str| one.starts_with("https://") || mail(one);
        let advice = "write an address for mail, or a URL that begins with https://";
        check_names("alarms.subscribers", &self.subscribers, can, "somebody who can be told", advice, problems);
    }
}
