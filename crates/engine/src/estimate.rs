//! The expected duration of a plan: of each step, and of the critical path.
//!
//! Everything here is linear in the steps of a plan and what they wait for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::model::urn::Urn;
use crate::plan::{Action, Plan, Step, StepId};
use crate::provider::limiter::{BucketKey, BucketWait};
use crate::provider::{Providers, Schemas as _};

/// The basis of an expected duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Earlier runs of this stack: the average that its state keeps.
    Recorded,
    /// The type's own figure.
    Typical,
    /// Unknown: a guess.
    Guessed,
}

/// The expected duration of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Expected {
    pub millis: u64,
    /// How that is known.
    pub basis: Basis,
}

/// A step and its expected duration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ExpectedStep {
    pub step: StepId,
    pub urn: Urn,
    pub millis: u64,
    /// How that is known.
    pub basis: Basis,
}

/// The expected duration of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Estimate {
    /// Milliseconds for the whole plan, with as many steps at once as the plan allows: those of its critical path.
    pub millis: u64,
    /// Milliseconds if each step waited for the one before.
    pub serial_millis: u64,
    /// The latter over the former: how many steps are under way on average. 1 for a plan without steps.
    pub parallelism: f64,
    /// The critical path, in order.
    pub critical_path: Vec<ExpectedStep>,
}

impl Estimate {
    /// Computes the estimate from the durations of earlier runs (`TYPE/OPERATION` and milliseconds, as state records
    /// them), or else from the types' own figures.
    #[must_use]
    pub fn new(plan: &Plan, recorded: &BTreeMap<String, u64>, providers: &Providers) -> Self {
        let expected = of_plan(plan, recorded, providers);
        let path = longest(plan, |index| expected[index].millis);
        let millis = path.iter().fold(0, |sum: u64, step| sum.saturating_add(expected[step.index()].millis));
        let serial_millis = expected.iter().fold(0, |sum: u64, step| sum.saturating_add(step.millis));
        let critical_path = path
            .into_iter()
            .map(|step| {
                let Expected { millis, basis } = expected[step.index()];
                ExpectedStep { step, urn: plan.steps[step.index()].urn().clone(), millis, basis }
            })
            .collect();
        Self { millis, serial_millis, parallelism: ratio(serial_millis, millis).unwrap_or(1.0), critical_path }
    }
}

/// A step and its duration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TimedStep {
    pub step: StepId,
    pub urn: Urn,
    pub millis: u64,
}

/// The critical path of a run.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CriticalPath {
    /// The sum of the durations of the path's steps, in milliseconds: the run could not be shorter.
    pub millis: u64,
    /// The duration of the run, in milliseconds.
    pub run_millis: u64,
    /// The ratio of the two: 1 when no step waited for anything except its predecessors.
    pub ratio: f64,
    /// The chain of steps that took longest, in order.
    pub steps: Vec<TimedStep>,
    /// The rate limits that delayed requests of the run, the longest delay first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<RateLimitDelay>,
}

/// A rate limit that delayed requests of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RateLimitDelay {
    pub service: String,
    pub region: String,
    /// The class of actions that share the limit: `mutating`.
    pub class: String,
    /// The time during which at least one request waited for it, in milliseconds.
    pub millis: u64,
}

/// Delays that are not worth a line.
const SHORT_DELAY: Duration = Duration::from_millis(100);

/// The delays between two readings of the providers' limiters, the longest first.
pub(crate) fn delays(before: &[BucketWait], after: Vec<BucketWait>) -> Vec<RateLimitDelay> {
    let before: BTreeMap<&BucketKey, Duration> = before.iter().map(|wait| (&wait.bucket, wait.waited)).collect();
    let delay = |wait: BucketWait| {
        let waited = wait.waited.saturating_sub(before.get(&wait.bucket).copied().unwrap_or_default());
        let BucketKey { region, service, class, .. } = wait.bucket;
        let millis = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
        (waited >= SHORT_DELAY).then_some(RateLimitDelay { service, region, class, millis })
    };
    let mut delays: Vec<RateLimitDelay> = after.into_iter().filter_map(delay).collect();
    delays.sort_by_key(|delay| std::cmp::Reverse(delay.millis));
    delays
}

impl CriticalPath {
    /// The critical path of a run that took `run` microseconds, from the duration of each step; `None` for steps that
    /// did not run.
    /// `None` when no step did.
    pub(crate) fn new(plan: &Plan, took: &[Option<u64>], run: u64) -> Option<Self> {
        let micros = |index: usize| took.get(index).copied().flatten().unwrap_or(0);
        let mut path = longest(plan, micros);
        path.retain(|step| took.get(step.index()).is_some_and(Option::is_some));
        let whole = path.iter().fold(0, |sum: u64, step| sum.saturating_add(micros(step.index())));
        let steps: Vec<TimedStep> = path
            .into_iter()
            .map(|step| {
                let urn = plan.steps[step.index()].urn().clone();
                TimedStep { step, urn, millis: micros(step.index()) / 1000 }
            })
            .collect();
        let ratio = ratio(run, whole)?;
        let (millis, run_millis) = (whole / 1000, run / 1000);
        (!steps.is_empty()).then_some(Self { millis, run_millis, ratio, steps, limits: Vec::new() })
    }
}

/// In thousandths: more digits would suggest too much accuracy.
fn ratio(of: u64, to: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "times of runs are far below 2^52")]
    let ratio = of as f64 / to as f64;
    (to > 0).then(|| (ratio * 1000.0).round() / 1000.0)
}

/// The key of a duration in state.
pub(crate) fn duration_key(type_name: &str, operation: &str) -> String {
    format!("{type_name}/{operation}")
}

/// The expected duration of each step of a plan.
pub(crate) fn of_plan(plan: &Plan, recorded: &BTreeMap<String, u64>, providers: &Providers) -> Vec<Expected> {
    plan.steps.iter().map(|step| expected(step, recorded, providers)).collect()
}

fn expected(step: &Step, recorded: &BTreeMap<String, u64>, providers: &Providers) -> Expected {
    let (millis, basis) = time_and_basis(step, recorded, providers);
    Expected { millis, basis }
}

fn time_and_basis(step: &Step, recorded: &BTreeMap<String, u64>, providers: &Providers) -> (u64, Basis) {
    if let Action::Hook(hook) = &step.action {
        let recorded = recorded.get(&duration_key(&hook.kind, "hook"));
        return recorded.map_or((1_000, Basis::Guessed), |millis| (*millis, Basis::Recorded));
    }
    let operation = match step.action {
        Action::Create | Action::Replace { .. } | Action::Resume { .. } => "create",
        Action::Update { .. } => "update",
        Action::Delete { .. } => "delete",
        // Only state is written.
        Action::UpdateState { .. } | Action::DeletedWith { .. } | Action::Forget { .. } | Action::Hook(_) => {
            return (0, Basis::Typical);
        }
        Action::Read | Action::Import { .. } => return (500, Basis::Guessed),
    };
    let type_name = step.urn().type_name();
    if let Some(millis) = recorded.get(&duration_key(type_name, operation)) {
        return (*millis, Basis::Recorded);
    }
    let Some(schema) = providers.schema(type_name) else { return (1_000, Basis::Guessed) };
    let typical = match operation {
        "update" => schema.meta.typical.update,
        "delete" => schema.meta.typical.delete,
        _ => schema.meta.typical.create,
    };
    (u64::try_from(typical.as_millis()).unwrap_or(u64::MAX / 1_000_000), Basis::Typical)
}

/// The critical path, in order. Of several equal ones, always the same.
fn longest(plan: &Plan, takes: impl Fn(usize) -> u64) -> Vec<StepId> {
    // The time at which each step ends if it starts as soon as it may, and the predecessor that it then waited for
    // last. Predecessors have smaller numbers.
    let mut ends: Vec<(u64, Option<StepId>)> = Vec::with_capacity(plan.steps.len());
    for (index, step) in plan.steps.iter().enumerate() {
        let mut last: (u64, Option<StepId>) = (0, None);
        for &before in &step.after {
            let end = ends.get(before.index()).map_or(0, |(end, _)| *end);
            if last.1.is_none() || end > last.0 {
                last = (end, Some(before));
            }
        }
        ends.push((last.0.saturating_add(takes(index)), last.1));
    }
    let mut path = Vec::new();
    let mut at = ends
        .iter()
        .enumerate()
        // The first of those that end last.
        .max_by_key(|(index, (end, _))| (*end, std::cmp::Reverse(*index)))
        .and_then(|(index, _)| plan.steps.get(index))
        .map(|step| step.id);
    while let Some(step) = at {
        path.push(step);
        at = ends.get(step.index()).and_then(|(_, before)| *before);
    }
    path.reverse();
    path
}
