//! A model of applying: a plan's steps against a state in memory, in any legal order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use archipel_engine::Value;
use archipel_engine::plan::{Action, Plan, Reason, Schemas, Step, StepId};
use archipel_engine::program::{Env, NodeId, Program};
use archipel_engine::resource::Id;
use archipel_engine::state::{Desired, Phase, Record, RecordKey, Snapshot};

use super::world::{Types, planned};

/// Plans and applies in the plan's own order.
pub(crate) fn run(program: &Program, state: &Snapshot) -> Snapshot {
    let plan = planned(program, state);
    apply(program, state, &plan, |_| 0, |_| {})
}

/// The state after a plan of creates from nothing, in the plan's own order: for plans too large to look for free
/// steps in.
pub(crate) fn create_all(program: &Program, plan: &Plan) -> Snapshot {
    let mut state = Snapshot::default();
    plan.steps.iter().for_each(|step| carry_out(program, &mut state, step));
    state
}

struct Outputs<'a> {
    program: &'a Program,
    state: &'a Snapshot,
}

impl Env for Outputs<'_> {
    fn attributes(&self, node: NodeId) -> Value {
        let newest =
            self.state.of(&self.program.nodes[node.index()].urn).filter(|r| r.phase != Phase::Superseded).last();
        newest.map_or(Value::Unknown, |record| record.outputs.clone())
    }
}

/// Applies a plan. Of the steps that could be next, `choose` takes one; `look` sees the state after each step.
pub(crate) fn apply(
    program: &Program,
    before: &Snapshot,
    plan: &Plan,
    mut choose: impl FnMut(usize) -> usize,
    mut look: impl FnMut(&Snapshot),
) -> Snapshot {
    let mut state = before.clone();
    let mut waits: Vec<BTreeSet<StepId>> = plan.steps.iter().map(|step| step.after.iter().copied().collect()).collect();
    let mut left: Vec<usize> = (0..plan.steps.len()).collect();
    let in_the_way = plan.steps.iter().flat_map(|step| &step.reasons).filter(|reason| makes_way(reason)).count();
    while !left.is_empty() {
        let free: Vec<usize> = left.iter().copied().filter(|&step| waits[step].is_empty()).collect();
        let next = free[choose(free.len())];
        left.retain(|&step| step != next);
        let step = &plan.steps[next];
        if in_the_way == 0 && matches!(step.action, Action::Delete { .. }) {
            assert_unused(&state, step);
        }
        carry_out(program, &mut state, step);
        waits.iter_mut().for_each(|waits| {
            waits.remove(&step.id);
        });
        look(&state);
    }
    state
}

fn makes_way(reason: &Reason) -> bool {
    matches!(reason, Reason::MakesWay | Reason::KeyTaken { .. })
}

/// Nothing that exists still refers to this resource: no API deletes what others hold on to.
fn assert_unused(state: &Snapshot, step: &Step) {
    let key = &step.key;
    let id = state.records[key].outputs.field("id").clone();
    for record in state.records.values().filter(|record| !id.is_null() && record.key != *key) {
        if step.action.removes().contains(&record.key) {
            continue;
        }
        let holds = record.desired.inputs.as_map().unwrap().values().any(|input| *input == id);
        assert!(!holds, "{key} is deleted while {} refers to it", record.key);
    }
}

fn carry_out(program: &Program, state: &mut Snapshot, step: &Step) {
    let key = step.key.clone();
    // Counts steps, as the clock of records.
    state.serial += 1;
    match &step.action {
        Action::Delete { .. } => {
            assert!(state.records.contains_key(&key), "{key} is deleted and is not there");
            state.records.remove(&key);
            for key in step.action.removes() {
                assert!(state.records.remove(key).is_some(), "{key} was there until what it is gone with was deleted");
            }
        }
        Action::DeletedWith { .. } => {}
        Action::Forget { .. } => {
            state.records.remove(&key);
        }
        Action::Read => {}
        Action::Import { .. } => panic!("the model has nothing to import"),
        Action::UpdateState { .. } => {
            let from = step.action.moved_from().cloned().unwrap_or_else(|| key.urn.clone());
            let old = state.records.remove(&RecordKey { urn: from, revision: key.revision }).unwrap();
            put(state, step, old.desired.inputs.clone(), Record { modified: state.serial, ..(*old).clone() });
        }
        Action::Create | Action::Replace { .. } => {
            if let &Action::Replace { old, delete_first } = &step.action {
                let old = RecordKey { urn: key.urn.clone(), revision: old };
                let found = state.records.get(&old).cloned();
                assert_eq!(found.is_none(), delete_first, "{old}");
                if let Some(record) = found {
                    state.records.insert(old, Arc::new(Record { phase: Phase::Superseded, ..(*record).clone() }));
                }
            }
            let inputs = known(program, state, step);
            let outputs = outputs(step, &inputs, &Value::Null);
            put(state, step, inputs, Record { outputs, ..blank(step, state.serial) });
        }
        Action::Resume { .. } => {
            let old = state.records[&key].clone();
            let outputs = outputs(step, &old.desired.inputs, &Value::Null);
            put(state, step, old.desired.inputs.clone(), Record { outputs, phase: Phase::Live, ..(*old).clone() });
        }
        Action::Update { .. } => {
            let old = state.records[&key].clone();
            let inputs = known(program, state, step);
            let outputs = outputs(step, &inputs, &old.outputs);
            put(state, step, inputs, Record { outputs, modified: state.serial, ..(*old).clone() });
        }
        // It changes no resource.
        Action::Hook(_) => {}
    }
}

fn put(state: &mut Snapshot, step: &Step, inputs: Value, record: Record) {
    let desired = Desired { inputs, ..step.desired.clone() };
    state.records.insert(step.key.clone(), Arc::new(Record { key: step.key.clone(), desired, ..record }));
}

fn blank(step: &Step, clock: u64) -> Record {
    Record {
        key: step.key.clone(),
        environment: step.environment.clone(),
        id: Id::new(format!("id-{}", step.key)),
        phase: Phase::Live,
        desired: Desired::default(),
        outputs: Value::Null,
        created: clock,
        modified: clock,
    }
}

/// The step's properties with what was unknown looked up; everything the step depends on must be there.
fn known(program: &Program, state: &Snapshot, step: &Step) -> Value {
    let Value::Map(mut inputs) = step.desired.inputs.clone() else { panic!("no properties") };
    let node = &program.nodes[step.node.unwrap().index()];
    for (name, value) in &mut inputs {
        if value.has_unknown() {
            *value = node.inputs[name].eval(&Outputs { program, state }).unwrap();
            assert!(!value.has_unknown(), "{} is made before what `{name}` comes from", step.key);
        }
    }
    Value::Map(inputs)
}

fn outputs(step: &Step, inputs: &Value, old: &Value) -> Value {
    let schema = Types.schema(step.urn().type_name()).unwrap();
    let outputs: BTreeMap<String, Value> = schema
        .outputs
        .iter()
        .map(|output| {
            let value = match output.input {
                Some(input) if !inputs.field(input).is_null() => inputs.field(input).clone(),
                _ if output.changes_on_update || old.is_null() => {
                    Value::from(format!("{} of {} by {}", output.name, step.key, inputs.digest()))
                }
                _ => old.field(output.name).clone(),
            };
            (output.name.to_owned(), value)
        })
        .collect();
    Value::Map(outputs)
}
