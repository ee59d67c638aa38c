//! Configuration of drills.

use archipel::cli::Problem;
use serde::Deserialize;

/// Drills of the stack outside of the sandbox.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drills {
    /// Whether a drill needs `--approved-by`.
    #[serde(default = "yes")]
    pub approval: bool,
    /// The address of the application, below the public name, that writes numbers to the database and the cache for a drill.
    /// Without it, they are measured in the sandbox only.
    pub writer: Option<String>,
    /// An alarm is raised when a drill fails, and when no drill of the loss of a region has passed for so many days. No alarms if
    /// omitted.
    pub alarm_after_days: Option<u32>,
    /// Another alarm is raised when no monthly drill has passed for so many days. No alarm if omitted.
    pub monthly_alarm_after_days: Option<u32>,
}

fn yes() -> bool {
    true
}

impl Default for Drills {
    fn default() -> Self {
        Self { approval: true, writer: None, alarm_after_days: None, monthly_alarm_after_days: None }
    }
}

impl Drills {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        let days = [
            ("drills.alarm_after_days", self.alarm_after_days, "use 1 or more, such as 100"),
            ("drills.monthly_alarm_after_days", self.monthly_alarm_after_days, "use 1 or more, such as 40"),
        ];
        for (key, _, hint) in days.into_iter().filter(|(_, days, _)| *days == Some(0)) {
            problems.push(Problem::new(key, "invalid number of days 0", hint));
        }
        if let Some(writer) = self.writer.as_ref().filter(|writer| !writer.starts_with("https://")) {
            let what = format!("`{writer}` is not an https address");
            problems.push(Problem::new(
                "drills.writer",
                what,
                "write an address such as https://api.luneo.example/drill",
            ));
        }
    }
}
