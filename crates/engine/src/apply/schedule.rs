//! Which step is next: of those that wait for nothing, the one with the longest path before the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::estimate::Expected;
use crate::plan::{Plan, StepId};

/// What is left to do. Each step costs the logarithm of the number of ready steps.
pub(super) struct Schedule {
    /// For each step: how many of those it waits for are not done.
    blockers: Vec<u32>,
    /// For each step: those that wait for it.
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
        // Steps stand after those they wait for, so one walk from the end sees every dependent first.
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

    /// Whether a step could start.
    pub(super) fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// The milliseconds from the start of a step to the end of the longest chain after it.
    pub(super) fn path(&self, step: StepId) -> u64 {
        self.path[step.index()]
    }

    /// The longest path of the steps that could start.
    pub(super) fn next_path(&self) -> u64 {
        self.ready.peek().map_or(0, |(path, _)| *path)
    }

    /// Takes the step that should start next.
    pub(super) fn pop(&mut self) -> Option<StepId> {
        let (_, Reverse(number)) = self.ready.pop()?;
        self.begun[number as usize] = true;
        Some(StepId(number))
    }

    /// Notes that steps which have not started will not be, and gives them with everything that thereby is not done
    /// either, each once in the whole run. Looks at every step: it is for what happens once in a run.
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

    /// Notes that a step is done: what waited only for it is ready.
    pub(super) fn done(&mut self, step: StepId) {
        for next in &self.dependents[step.index()] {
            let blockers = &mut self.blockers[*next as usize];
            *blockers -= 1;
            if *blockers == 0 && !self.dropped[*next as usize] {
                self.ready.push((self.path[*next as usize], Reverse(*next)));
            }
        }
    }

    /// Notes that a step will not be done, and gives everything that thereby is not done either, each once in the
    /// whole run.
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
