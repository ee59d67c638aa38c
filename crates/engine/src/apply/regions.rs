//! Whether a region is to be counted on: what fails in it says so.

use std::collections::BTreeMap;

use crate::plan::Step;
use crate::provider::{ErrorKind, ProviderError};

/// What becomes of the rest of a run when a region fails. Nothing more is started in that region either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnRegionFailure {
    /// Other regions go on with what does not depend on it.
    #[default]
    Continue,
    /// Nothing more is started anywhere.
    Hold,
}

/// After how many steps in a row that came to no end a region has failed.
const UNANSWERED: u32 = 3;
/// After how many failures, with nothing done before, a region has failed.
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
/// A region has failed when [`UNANSWERED`] steps in a row got no answer, or no end, in all their time, or when the first
/// [`FAILED`] steps there that ended have all failed. A single step that fails says nothing about its region.
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
        // A bug of ours shows in every region, and a cancelled step says nothing about its region.
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
