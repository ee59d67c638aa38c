//! The hooks of a plan: evaluated and checked, and placed around the steps of their resources.

use std::collections::{BTreeMap, BTreeSet};

use super::decision::{Input, Pass};
use super::reason::Reason;
use super::step::{Action, Step};
use crate::model::environment::Environment;
use crate::model::hook::{HookPoint, PlannedHook};
use crate::model::scrub::scrubbed;
use crate::model::value::Value;
use crate::program::{DeclaredHook, NodeId, Program, ProgramError};
use crate::state::{Desired, Operation, Phase, RecordKey, Snapshot};

/// The hooks of a program, by node.
pub(super) struct Hooks<'p> {
    of: BTreeMap<usize, Vec<Evaluated<'p>>>,
    /// State has the hooks of deletes, and in its journal those that earlier runs did not finish.
    snapshot: &'p Snapshot,
}

struct Evaluated<'p> {
    declared: &'p DeclaredHook,
    inputs: Value,
    /// The nodes that its inputs refer to, besides its own.
    needs: Vec<NodeId>,
    /// The points at which an earlier run did not finish it.
    unfinished: BTreeSet<HookPoint>,
}

/// A hook's step, and the nodes that it waits for besides its own.
pub(super) struct HookStep {
    pub(super) step: Step,
    pub(super) needs: Vec<NodeId>,
}

/// The hooks around the step of a resource.
#[derive(Default)]
pub(super) struct Around {
    pub(super) before: Vec<HookStep>,
    pub(super) after: Vec<HookStep>,
    pub(super) on_failure: Vec<HookStep>,
}

impl Around {
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty() && self.on_failure.is_empty()
    }
}

impl<'p> Hooks<'p> {
    /// Evaluates and checks the hooks of the selected resources. The mistakes are those of the pass.
    pub(super) fn new(input: &Input<'p>, pass: &mut Pass<'_>, snapshot: &'p Snapshot) -> Self {
        let mut hooks = Self::recorded(snapshot);
        if input.program.hooks.is_empty() {
            return hooks;
        }
        for declared in &input.program.hooks {
            let node = &input.program.nodes[declared.node.index()];
            if !input.selected.node(declared.node.index()) {
                continue;
            }
            let mut wrong = Vec::new();
            let needs: Vec<NodeId> = declared.refers_to().into_iter().filter(|id| *id != declared.node).collect();
            for id in needs.iter().filter(|id| depends(input.program, **id, declared.node)) {
                let other = &input.program.nodes[id.index()].urn;
                wrong.push(format!("it refers to {other}, which depends on {}: attach it to {other}", node.urn));
            }
            let mut inputs = BTreeMap::new();
            for (name, expr) in &declared.inputs {
                match expr.eval(&pass.values) {
                    Ok(value) => drop(inputs.insert(name.clone(), value)),
                    Err(mistake) => drop(pass.mistakes.insert(mistake)),
                }
            }
            let inputs = Value::Map(inputs);
            match input.schemas.hook_handler(&declared.kind) {
                Some(handler) => {
                    wrong.extend(handler.check(&inputs).into_iter().map(|what| scrubbed(what, &[&inputs])));
                }
                None => wrong.push(format!("no provider runs hooks of the kind `{}`", declared.kind)),
            }
            pass.mistakes.extend(wrong.into_iter().map(|what| ProgramError {
                at: declared.at,
                message: format!("the hook `{}` of {}: {what}", declared.name, node.urn),
            }));
            let unfinished = unfinished(input, declared, snapshot);
            let evaluated = Evaluated { declared, inputs, needs, unfinished };
            hooks.of.entry(declared.node.index()).or_default().push(evaluated);
        }
        hooks
    }

    /// The hooks that state has, without those of a program.
    pub(super) fn recorded(snapshot: &'p Snapshot) -> Self {
        Self { of: BTreeMap::new(), snapshot }
    }

    /// The hooks around a delete: those that state has of the resource, and of the ones that it removes.
    fn around_delete(&self, step: &Step, removes: &[RecordKey]) -> Around {
        let mut around = Around::default();
        let removed = removes.iter().filter_map(|key| self.snapshot.records.get(key));
        let removed = removed.map(|record| (&record.key, &record.environment, &record.desired, record.phase));
        // The step has the present name of the resource. A resource that was not finished has no hooks.
        let phase = if step.reasons.contains(&Reason::Interrupted) { Phase::Partial } else { Phase::Live };
        let own = [(&step.key, &step.environment, &step.desired, phase)];
        for (key, environment, desired, _) in
            own.into_iter().chain(removed).filter(|(.., phase)| *phase != Phase::Partial)
        {
            for (hook, inputs) in desired.options.hooks() {
                let into = match hook.point {
                    HookPoint::BeforeDelete => &mut around.before,
                    HookPoint::AfterDelete => &mut around.after,
                    HookPoint::OnFailure => &mut around.on_failure,
                    _ => continue,
                };
                let point = hook.point;
                into.push(recorded_step(key, environment, (hook, inputs), Reason::Hook { point }));
            }
        }
        around
    }

    /// The hooks after deletes that an earlier run did not finish: their resources are no longer in state.
    pub(super) fn unfinished_deletes(&self, input: &Input<'_>) -> Vec<Step> {
        let pending = self.snapshot.pending.iter().filter(|pending| pending.operation == Operation::Hook);
        let selected = pending.filter(|pending| input.selected.record(&pending.key.urn));
        let hooks = selected.filter_map(|pending| {
            let hook = PlannedHook::read(&pending.desired.inputs)?;
            (hook.0.point == HookPoint::AfterDelete && !self.snapshot.records.contains_key(&pending.key))
                .then(|| recorded_step(&pending.key, &pending.environment, hook, Reason::HookUnfinished).step)
        });
        hooks.collect()
    }

    /// The hooks around a step of a resource.
    pub(super) fn around(&self, step: &Step) -> Around {
        if let Action::Delete { removes, .. } = &step.action {
            return self.around_delete(step, removes);
        }
        let mut around = Around::default();
        let Some(hooks) = step.node.and_then(|node| self.of.get(&node.index())) else { return around };
        let Some((before, after)) = points(&step.action) else { return around };
        for hook in hooks {
            for (point, into) in [
                (before, &mut around.before),
                (after, &mut around.after),
                (HookPoint::OnFailure, &mut around.on_failure),
            ] {
                if hook.declared.points.contains(&point) {
                    into.push(hook.step(&step.key, step, point, Reason::Hook { point }));
                }
            }
        }
        around
    }

    /// The hooks that an earlier run did not finish and that no step of the node's own runs again.
    pub(super) fn unfinished(&self, input: &Input<'_>, index: usize, own: &[Step]) -> Vec<HookStep> {
        let (Some(hooks), Some(record)) = (self.of.get(&index), input.matched.current[index]) else {
            return Vec::new();
        };
        let again: BTreeSet<HookPoint> =
            own.iter().filter_map(|step| points(&step.action)).map(|(_, after)| after).collect();
        let key = RecordKey { urn: input.program.nodes[index].urn.clone(), revision: record.key.revision };
        let mut steps = Vec::new();
        for hook in hooks {
            for point in hook.unfinished.difference(&again) {
                let like = Step {
                    environment: record.environment.clone(),
                    ..Step::new(key.clone(), Action::Read, Desired::default())
                };
                steps.push(hook.step(&key, &like, *point, Reason::HookUnfinished));
            }
        }
        steps
    }
}

impl Evaluated<'_> {
    fn step(&self, key: &RecordKey, of: &Step, point: HookPoint, reason: Reason) -> HookStep {
        let action = Action::Hook(self.declared.planned(point));
        let step = Step {
            environment: of.environment.clone(),
            reasons: vec![reason],
            ..Step::new(key.clone(), action, Desired::new(self.inputs.clone()))
        };
        HookStep { step, needs: self.needs.clone() }
    }
}

/// The step of a hook with inputs that are recorded.
fn recorded_step(
    key: &RecordKey,
    environment: &Environment,
    (hook, inputs): (PlannedHook, Value),
    reason: Reason,
) -> HookStep {
    let step = Step {
        environment: environment.clone(),
        reasons: vec![reason],
        ..Step::new(key.clone(), Action::Hook(hook), Desired::new(inputs))
    };
    HookStep { step, needs: Vec::new() }
}

/// The points before and after a step.
fn points(action: &Action) -> Option<(HookPoint, HookPoint)> {
    match action {
        Action::Create | Action::Replace { .. } | Action::Resume { .. } => {
            Some((HookPoint::BeforeCreate, HookPoint::AfterCreate))
        }
        Action::Update { .. } => Some((HookPoint::BeforeUpdate, HookPoint::AfterUpdate)),
        _ => None,
    }
}

/// The points after an operation at which an earlier run began a hook and did not finish it.
fn unfinished(input: &Input<'_>, declared: &DeclaredHook, snapshot: &Snapshot) -> BTreeSet<HookPoint> {
    let urn = &input.program.nodes[declared.node.index()].urn;
    let pending = snapshot.pending.iter().filter(|pending| pending.operation == Operation::Hook);
    let own = pending.filter(|pending| input.matched.name(&pending.key.urn) == urn);
    let hooks = own.filter_map(|pending| PlannedHook::read(&pending.desired.inputs));
    hooks
        .filter(|(hook, _)| {
            hook.name == declared.name
                && hook.point.is_after()
                && hook.point != HookPoint::AfterDelete
                && declared.points.contains(&hook.point)
        })
        .map(|(hook, _)| hook.point)
        .collect()
}

/// Whether a node depends on another one, directly or not.
fn depends(program: &Program, node: NodeId, on: NodeId) -> bool {
    let (mut open, mut seen) = (vec![node], BTreeSet::from([node]));
    while let Some(next) = open.pop() {
        for dependency in &program.nodes[next.index()].dependencies {
            if *dependency == on {
                return true;
            }
            if seen.insert(*dependency) {
                open.push(*dependency);
            }
        }
    }
    false
}
