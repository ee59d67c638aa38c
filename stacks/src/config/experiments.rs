//! Configuration of the experiments section.

use archipel::cli::Problem;
use serde::Deserialize;

use super::section::{on, section};

/// Experiment templates of AWS FIS in the primary region, the faults of drills. They cost nothing while no drill runs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiments {
    #[serde(default = "on")]
    pub enabled: bool,
    /// After how many minutes a fault ends by itself, whatever happens to its drill.
    pub minutes: u32,
}

section!(Experiments);

impl Experiments {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        // A fault lasts one minute to twelve hours (FIS user guide, "AWS FIS actions reference"). A drill waits 15 minutes for its alarm.
        if !(30..=720).contains(&self.minutes) {
            problems.push(Problem::new(
                "experiments.minutes",
                format!("invalid duration of {} minutes", self.minutes),
                "use 30 to 720: a drill waits 15 minutes for its alarm, and then recovers",
            ));
        }
    }
}
