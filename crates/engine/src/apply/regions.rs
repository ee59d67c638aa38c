//! Detects failed regions from the failures of their steps.

use std::collections::BTreeMap;

use crate::plan::Step;
use crate::provider::{ErrorKind, ProviderError};

/// What a run does after a region has failed. It starts no further steps in that region either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnRegionFailure {
    /// Steps in other regions that do not depend on it continue.
    #[default]
    Continue,
    /// No further steps start in any region.
    Hold,
}

/// The number of consecutive timed-out steps after which a region has failed.
const UNANSWERED: u32 = 3;
/// The number of failures after which a region has failed, if no step succeeded there.
const FAILED: u32 = 10;

#[derive(Default)]
struct Region {
    done: bool,
    failed: u32,
    unanswered: u32,
    down: bool,
}

/// The regions of a run.
///
/// A region has failed when [`UNANSWERED`] consecutive steps timed out, or when the first [`FAILED`] steps that ended
/// there have all failed. A single failed step does not fail its region.
#[derive(Default)]
pub(super) struct Regions {
    regions: BTreeMap<String, Region>,
}

impl Regions {
    pub(super) fn done(&mut self, step: &Step) {
        let region = self.regions.entry(step.environment.region.clone()).or_default();
        (region.done, region.unanswered) = (true, 0);
    }

    /// Notes a failure. Whether its region has failed by it.
    pub(super) fn failed(&mut self, step: &Step, error: &ProviderError) -> bool {
        // A bug of ours fails in every region, and a cancelled step is not a sign of a failed region.
        if matches!(error.kind, ErrorKind::Internal | ErrorKind::Cancelled) {
            return false;
        }
        let region = self.regions.entry(step.environment.region.clone()).or_default();
        region.failed += 1;
        let unanswered = matches!(error.kind, ErrorKind::Ambiguous | ErrorKind::Timeout);
        region.unanswered = if unanswered { region.unanswered + 1 } else { 0 };
        let down = region.unanswered >= UNANSWERED || (!region.done && region.failed >= FAILED);
        let news = down && !region.down;
        region.down |= down;
        news
    }

    /// Whether the region of a step has failed.
    pub(super) fn is_down(&self, step: &Step) -> bool {
        self.regions.get(&step.environment.region).is_some_and(|region| region.down)
    }
}
