//! Configuration of secrets: their names, never their values.

use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::{check_log_days, check_names};
use super::{Aurora, Edge, Redis};

/// Secrets for applications. Write only names here, never values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// One secret for each of these, with a replica in the secondary region.
    pub names: Vec<String>,
    /// How many days a deleted secret can be recovered: 7 to 30, or 0 for no recovery.
    pub recovery_window_days: u16,
    /// The rotation of the secrets; none if omitted.
    pub rotation: Option<Rotation>,
}

/// The rotation of secrets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// The interval in days: 1 to 1,000.
    pub days: u32,
    /// The retention period of the function's logs in days.
    pub log_days: u16,
}

/// The secrets that the stack manages itself, and the tables that enable them.
pub(super) const KEPT: [(&str, &str); 4] =
    [(Aurora::PASSWORD, "aurora"), (Aurora::HOSTS, "aurora"), (Redis::PASSWORD, "redis"), (Redis::HOSTS, "redis")];

impl Secrets {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if !matches!(self.recovery_window_days, 0 | 7..=30) {
            problems.push(Problem::new(
                "secrets.recovery_window_days",
                format!("{} days: Secrets Manager accepts 7 to 30, or 0 for no recovery", self.recovery_window_days),
                "30 gives the most time to notice",
            ));
        }
        if let Some(rotation) = self.rotation.as_ref().filter(|rotation| !(1..=1000).contains(&rotation.days)) {
            problems.push(Problem::new(
                "secrets.rotation.days",
                format!("{} days: Secrets Manager accepts 1 to 1000", rotation.days),
                "use 30 or 90, or omit `secrets.rotation` for no rotation",
            ));
        }
        if let Some(rotation) = &self.rotation {
            check_log_days("secrets.rotation.log_days", rotation.log_days, problems);
        }
        let good = |b: u8| b.is_ascii_alphanumeric() || b"/_+=.@-".contains(&b);
        let own: Vec<&str> = KEPT.iter().map(|(kept, _)| *kept).chain([Aurora::ADMINISTRATOR, Edge::SECRET]).collect();
        let can = |name: &str| !name.is_empty() && name.bytes().all(good) && !own.contains(&name);
        let advice = format!("use letters, digits and /_+=.@-, and none of the stack's own: {}", own.join(", "));
        check_names("secrets.names", &self.names, can, "a secret", &advice, problems);
    }
}
