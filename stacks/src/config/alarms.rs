//! Configuration of alarms.

use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::check_names;
use super::{Config, Section};

/// Subscribers and thresholds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// The subscribers: e-mail addresses, or URLs that begin with `https://`. Each must confirm.
    #[serde(default)]
    pub subscribers: Vec<String>,
    /// The maximum replication lag of the database, in milliseconds.
    pub database_lag_ms: u32,
    /// The maximum replication lag of the cache, in seconds.
    pub cache_lag_seconds: u32,
    /// The maximum number of bytes that wait for replication to the other region's buckets.
    pub pending_bytes: u64,
    /// The number of responses with a status of 5xx that a load balancer, or the pods behind it, may give in a minute.
    pub balancer_errors: u32,
}

/// Whether a subscriber is an e-mail address.
pub(super) fn is_mail(one: &str) -> bool {
    one.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.contains('.')) && !one.contains("://")
}

impl Alarms {
    pub(super) fn check(&self, config: &Config, problems: &mut Vec<Problem>) {
        let can = |one: &str| one.starts_with("https://") || is_mail(one);
        let advice = "write an e-mail address, or a URL that starts with https://";
        check_names("alarms.subscribers", &self.subscribers, can, "a subscriber", advice, problems);
        let chat = Section::enabled(config.on_call.as_ref()).is_some_and(|on_call| on_call.chat.is_some());
        let reporting: Vec<&str> = [
            ("security", Section::enabled(config.security.as_ref()).is_some()),
            ("observability", Section::enabled(config.observability.as_ref()).is_some()),
            ("backup", Section::enabled(config.backup.as_ref()).is_some()),
        ]
        .into_iter()
        .filter_map(|(section, is_on)| is_on.then_some(section))
        .collect();
        if self.subscribers.is_empty() && !chat && !reporting.is_empty() {
            problems.push(Problem::new(
                "alarms.subscribers",
                format!("no subscriber and no chat reads the reports of {}", reporting.join(", ")),
                "name an e-mail address, or a channel in `[on_call.chat]`",
            ));
        }
    }
}
