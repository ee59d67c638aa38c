//! The estimated remaining time of a run: the longest chain of remaining steps.

use archipel_engine::estimate::{Basis, Expected};
use archipel_engine::plan::{Plan, StepId};

/// Steps with a shorter usual duration are shown without it, in milliseconds.
const SOON: u64 = 5_000;

/// The expected durations of the steps of a plan, and the remaining steps.
///
/// The cost of an event does not depend on the size of the plan. When steps are skipped, the chains are computed
/// again at the next query.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    expected: Vec<Expected>,
    /// For each step: milliseconds from its start to the end of the longest chain after it.
    path: Vec<u64>,
    /// The steps, the longest path first.
    order: Vec<u32>,
    /// The steps before this index in `order` have started or are skipped.
    next: usize,
    begun: Vec<bool>,
    dropped: Vec<bool>,
    stale: bool,
}

impl Pace {
    /// The state before the first step of a plan.
    pub(crate) fn new(plan: &Plan, expected: &[Expected]) -> Self {
        let count = plan.steps.len();
        let mut expected = expected.to_vec();
        expected.resize(count, Expected { millis: 0, basis: Basis::Guessed });
        let mut pace = Self { expected, begun: vec![false; count], dropped: vec![false; count], ..Self::default() };
        pace.chains(plan);
        pace
    }

    /// Whether durations are known.
    pub(crate) fn is_known(&self) -> bool {
        !self.path.is_empty()
    }

    fn chains(&mut self, plan: &Plan) {
        self.path = vec![0; self.expected.len()];
        // A step follows those that it waits for, so all of its successors are complete when its turn comes.
        for (index, step) in plan.steps.iter().enumerate().rev() {
            let own = if self.dropped[index] { 0 } else { self.expected[index].millis };
            self.path[index] = self.path[index].saturating_add(own);
            for before in &step.after {
                if let Some(path) = self.path.get(before.index()).copied() {
                    self.path[before.index()] = path.max(self.path[index]);
                }
            }
        }
        let mut order: Vec<u32> = (0_u32..).take(self.path.len()).collect();
        order.sort_by_key(|number| std::cmp::Reverse(self.path[*number as usize]));
        (self.order, self.next, self.stale) = (order, 0, false);
    }

    /// Records the start of a step.
    pub(crate) fn begin(&mut self, step: StepId) {
        if let Some(begun) = self.begun.get_mut(step.index()) {
            *begun = true;
        }
    }

    /// Records a skipped step.
    pub(crate) fn drop_step(&mut self, step: StepId) {
        self.begin(step);
        if let Some(dropped) = self.dropped.get_mut(step.index()) {
            *dropped = true;
            self.stale = true;
        }
    }

    /// Updates the chains and skips started steps. Must be called before [`remaining`](Self::remaining).
    pub(crate) fn settle(&mut self, plan: &Plan) {
        if self.stale {
            self.chains(plan);
        }
        while self.order.get(self.next).is_some_and(|number| self.begun[*number as usize]) {
            self.next += 1;
        }
    }

    /// The remaining time of a step that has been running for `elapsed` milliseconds, with the longest chain after
    /// it.
    pub(crate) fn rest(&self, step: StepId, elapsed: u64) -> u64 {
        let (Some(path), Some(expected)) = (self.path.get(step.index()), self.expected.get(step.index())) else {
            return 0;
        };
        path.saturating_sub(elapsed.min(expected.millis))
    }

    /// The remaining time of the run, in milliseconds, from the running steps with their elapsed times and the
    /// others.
    pub(crate) fn remaining(&self, running: impl Iterator<Item = (StepId, u64)>) -> u64 {
        let waiting = self.order.get(self.next).map_or(0, |number| self.path[*number as usize]);
        running.map(|(step, elapsed)| self.rest(step, elapsed)).fold(waiting, u64::max)
    }

    /// The usual duration of a step, in milliseconds, if it is known and worth showing.
    pub(crate) fn usual(&self, step: StepId) -> Option<u64> {
        let expected = self.expected.get(step.index())?;
        (expected.basis != Basis::Guessed && expected.millis >= SOON).then_some(expected.millis)
    }
}
