//! The order of steps: of those that are ready, the one with the longest path to the end starts next.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::estimate::Expected;
use crate::plan::{Plan, StepId};

/// The steps that are left. Each step costs the logarithm of the number of ready steps.
pub(super) struct Schedule {
    /// For each step: the number of its predecessors that are not done.
    blockers: Vec<u32>,
    /// For each step: its successors.
    dependents: Vec<Vec<u32>>,
    /// For each step: milliseconds from its start to the end of the longest chain after it.
    path: Vec<u64>,
    ready: BinaryHeap<(u64, Reverse<u32>)>,
    begun: Vec<bool>,
    dropped: Vec<bool>,
}

impl Schedule {
    pub(super) fn new(plan: &Plan, expected: &[Expected]) -> Self {
        let count = plan.steps.len();
        let mut blockers = vec![0_u32; count];
        let mut dependents: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (number, step) in (0_u32..).zip(&plan.steps) {
            for before in &step.after {
                blockers[number as usize] += 1;
                dependents[before.index()].push(number);
            }
        }
        // A step's number is greater than those of its predecessors, so one pass from the end sees every successor
        // first.
        let mut path = vec![0_u64; count];
        for number in (0..count).rev() {
            let rest = dependents[number].iter().map(|next| path[*next as usize]).max().unwrap_or(0);
            path[number] = expected[number].millis.saturating_add(rest);
        }
        let ready = (0_u32..)
            .zip(&blockers)
            .filter(|(_, blockers)| **blockers == 0)
            .map(|(number, _)| (path[number as usize], Reverse(number)))
            .collect();
        Self { blockers, dependents, path, ready, begun: vec![false; count], dropped: vec![false; count] }
    }

    /// Whether a step can start.
    pub(super) fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// The milliseconds from the start of a step to the end of the longest chain after it.
    pub(super) fn path(&self, step: StepId) -> u64 {
        self.path[step.index()]
    }

    /// The longest path of the steps that can start.
    pub(super) fn next_path(&self) -> u64 {
        self.ready.peek().map_or(0, |(path, _)| *path)
    }

    /// Takes the step that should start next.
    pub(super) fn pop(&mut self) -> Option<StepId> {
        let (_, Reverse(number)) = self.ready.pop()?;
        self.begun[number as usize] = true;
        Some(StepId(number))
    }

    /// Skips steps that have not started, and returns them with everything that depends on them, each once in the whole
    /// run. Visits every step: only for events that happen once in a run.
    pub(super) fn leave(&mut self, which: impl Fn(StepId) -> bool) -> Vec<StepId> {
        let mut left = Vec::new();
        for number in (0_u32..).take(self.path.len()) {
            let step = StepId(number);
            if !self.begun[step.index()] && which(step) && !std::mem::replace(&mut self.dropped[step.index()], true) {
                left.push(step);
            }
        }
        for step in left.clone() {
            left.extend(self.fail(step));
        }
        let dropped = &self.dropped;
        self.ready.retain(|(_, Reverse(number))| !dropped[*number as usize]);
        left.sort_unstable();
        left
    }

    /// Marks a step as done. Steps that waited only for it become ready.
    pub(super) fn done(&mut self, step: StepId) {
        for next in &self.dependents[step.index()] {
            let blockers = &mut self.blockers[*next as usize];
            *blockers -= 1;
            if *blockers == 0 && !self.dropped[*next as usize] {
                self.ready.push((self.path[*next as usize], Reverse(*next)));
            }
        }
    }

    /// Marks a step as failed, and returns the steps that are skipped because of it, each once in the whole run.
    pub(super) fn fail(&mut self, step: StepId) -> Vec<StepId> {
        let mut skipped = Vec::new();
        let mut open = vec![step.0];
        while let Some(number) = open.pop() {
            for next in &self.dependents[number as usize] {
                if !std::mem::replace(&mut self.dropped[*next as usize], true) {
                    skipped.push(StepId(*next));
                    open.push(*next);
                }
            }
        }
        skipped.sort();
        skipped
    }
}
