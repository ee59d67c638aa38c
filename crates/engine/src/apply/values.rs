//! The values that expressions look up during a run, and the check that a value is the one that the plan showed.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::model::hook::PlannedHook;
use crate::model::path::Path;
use crate::model::path_pattern::PathPattern;
use crate::model::schema::Schema;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::{Action, DataResults, Plan, Step, complete, keep_recorded, preserve_computed, recorded_names};
use crate::program::{Env, Node, NodeId, Program, ProgramError};
use crate::provider::{ErrorKind, ProviderError, Result};
use crate::state::{Desired, RecordedOptions, Snapshot};

/// The outputs of each node, as far as they are known.
pub(super) struct Values {
    program: Option<Arc<Program>>,
    slots: Vec<RwLock<Slot>>,
    data: DataResults,
    /// By node: the name under which state has its record, where it is not the node's.
    names: BTreeMap<usize, Option<Urn>>,
}

#[derive(Clone)]
enum Slot {
    /// No step changes it: the value is in state or was returned by the data source.
    Recorded,
    /// A step will set it.
    Pending,
    /// A step has set it.
    Done(Arc<Value>),
}

impl Values {
    pub(super) fn new(program: Option<Arc<Program>>, plan: &Plan, snapshot: &Snapshot, data: DataResults) -> Self {
        let count = program.as_ref().map_or(0, |program| program.nodes.len());
        let mut slots = vec![Slot::Recorded; count];
        for step in &plan.steps {
            let Some(slot) = step.node.and_then(|node| slots.get_mut(node.index())) else { continue };
            match &step.action {
                Action::Delete { .. }
                | Action::DeletedWith { .. }
                | Action::Forget { .. }
                | Action::UpdateState { moved_from: None, .. } => {}
                // State has it under its old name until the step is done.
                Action::UpdateState { moved_from: Some(from), .. } => {
                    *slot = match snapshot.current(from).filter(|record| !record.outputs.is_null()) {
                        Some(record) => Slot::Done(Arc::new(record.outputs.clone())),
                        None => Slot::Pending,
                    };
                }
                _ => *slot = Slot::Pending,
            }
        }
        let names = program.as_ref().map(|program| recorded_names(program, snapshot)).unwrap_or_default();
        Self { program, slots: slots.into_iter().map(RwLock::new).collect(), data, names }
    }

    /// Sets the outputs that a step returned.
    pub(super) fn set(&self, node: Option<NodeId>, value: Arc<Value>) {
        if let Some(slot) = node.and_then(|node| self.slots.get(node.index())) {
            *slot.write().unwrap_or_else(PoisonError::into_inner) = Slot::Done(value);
        }
    }

    pub(super) fn program(&self) -> Option<&Arc<Program>> {
        self.program.as_ref()
    }

    /// The properties of a step: those of the plan, with what was unknown filled in from the program.
    ///
    /// # Errors
    /// `Invalid` when the program refuses a value or gives another one than the plan showed.
    pub(super) fn inputs(&self, step: &Step, schema: &Schema, snapshot: &Snapshot) -> Result<Value> {
        let node = step.node.and_then(|node| self.program.as_ref()?.nodes.get(node.index()));
        let Some(node) = node else {
            return if step.desired.inputs.has_unknown() {
                let message =
                    format!("the plan has unknown properties of {} and no program to evaluate them", step.urn());
                Err(ProviderError::new(ErrorKind::Internal, message))
            } else {
                Ok(step.desired.inputs.clone())
            };
        };
        let env = RunEnv { values: self, snapshot };
        let mut given = BTreeMap::new();
        for (name, expr) in &node.inputs {
            given.insert(name.clone(), expr.eval(&env).map_err(refused)?);
        }
        if let Some(property) = &node.options.name_suffix {
            // The plan has the name with its suffix.
            given.insert(property.clone(), step.desired.inputs.field(property).clone());
        }
        complete(schema.inputs, &mut given);
        let mut given = Value::Map(given);
        preserve_computed(schema.inputs, &step.desired.inputs, &mut given);
        let ignored: Vec<&PathPattern> = node.options.ignored().collect();
        fill(&step.desired.inputs, &given, &Path::root(), &ignored).map_err(|mismatch| mismatch.error(step))
    }

    /// Sets the values at the paths of `ignore_changes` to the recorded ones.
    pub(super) fn keep_ignored(&self, step: &Step, recorded: &Value, inputs: &mut Value) {
        let node = step.node.and_then(|node| self.program.as_ref()?.nodes.get(node.index()));
        for path in node.iter().flat_map(|node| node.options.ignored()) {
            keep_recorded(path, recorded, inputs);
        }
    }

    /// The inputs of a hook: those of the plan, with what was unknown filled in from the program.
    ///
    /// # Errors
    /// As for [`Values::inputs`].
    pub(super) fn hook_inputs(&self, step: &Step, hook: &PlannedHook, snapshot: &Snapshot) -> Result<Value> {
        let planned = &step.desired.inputs;
        if !planned.has_unknown() {
            return Ok(planned.clone());
        }
        let hooks = self.program.iter().flat_map(|program| program.hooks.iter().map(move |hook| (program, hook)));
        let declared = hooks
            .filter(|(program, declared)| program.nodes[declared.node.index()].urn == *step.urn())
            .find(|(_, declared)| declared.name == hook.name);
        let Some((_, declared)) = declared else {
            let message = format!("the plan has a hook `{}` of {}, which the program lacks", hook.name, step.urn());
            return Err(ProviderError::new(ErrorKind::Internal, message));
        };
        let env = RunEnv { values: self, snapshot };
        let mut given = BTreeMap::new();
        for (name, expr) in &declared.inputs {
            given.insert(name.clone(), expr.eval(&env).map_err(refused)?);
        }
        fill(planned, &Value::Map(given), &Path::root(), &[]).map_err(|mismatch| mismatch.error(step))
    }

    /// The hooks of the delete of a resource: those of the plan, with what was unknown filled in from the program.
    fn delete_hooks(&self, step: &Step, snapshot: &Snapshot) -> Result<Value> {
        let planned = &step.desired.options.delete_hooks;
        if !planned.has_unknown() {
            return Ok(planned.clone());
        }
        let env = RunEnv { values: self, snapshot };
        let hooks = self.program.iter().flat_map(|program| program.hooks.iter().map(move |hook| (program, hook)));
        let mut given = Vec::new();
        for (_, hook) in hooks.filter(|(program, hook)| program.nodes[hook.node.index()].urn == *step.urn()) {
            let mut inputs = BTreeMap::new();
            for (name, expr) in hook.inputs.iter().filter(|_| hook.points.iter().any(|point| point.is_recorded())) {
                inputs.insert(name.clone(), expr.eval(&env).map_err(refused)?);
            }
            given.extend(hook.recorded(&Value::Map(inputs)));
        }
        let filled = fill(planned, &Value::List(given), &Path::root().key("hooks"), &[])
            .map_err(|mismatch| mismatch.error(step))?;
        match filled.not_storable() {
            None => Ok(filled),
            Some(why) => {
                Err(ProviderError::new(ErrorKind::Invalid, format!("{}: invalid input of a hook: {why}", step.urn())))
            }
        }
    }

    /// What state is to keep of a step's options: those of the plan, with a trigger that was unknown filled in.
    ///
    /// # Errors
    /// As for [`Values::inputs`].
    pub(super) fn options(&self, step: &Step, snapshot: &Snapshot) -> Result<RecordedOptions> {
        let mut options = step.desired.options.clone();
        let delete_hooks = self.delete_hooks(step, snapshot)?;
        if options.delete_hooks != delete_hooks {
            options.delete_hooks = delete_hooks;
        }
        if !options.trigger.has_unknown() {
            return Ok(options);
        }
        let node = step.node.and_then(|node| self.program.as_ref()?.nodes.get(node.index()));
        let trigger = match node.and_then(|node| node.options.trigger.as_ref()) {
            Some(trigger) => trigger.eval(&RunEnv { values: self, snapshot }).map_err(refused)?,
            None => Value::Null,
        };
        let trigger = fill(&options.trigger, &trigger, &Path::root().key("trigger"), &[])
            .map_err(|mismatch| mismatch.error(step))?;
        if let Some(why) = trigger.not_storable() {
            return Err(ProviderError::new(ErrorKind::Invalid, format!("{}: invalid trigger: {why}", step.urn())));
        }
        options.trigger = trigger;
        Ok(options)
    }

    /// The stack's exports, as far as they are known; unknown ones are as they were.
    pub(super) fn outputs(&self, snapshot: &Snapshot) -> (BTreeMap<String, Value>, Vec<ProgramError>) {
        let mut outputs = BTreeMap::new();
        let mut mistakes = Vec::new();
        let env = RunEnv { values: self, snapshot };
        for (name, expr) in self.program.iter().flat_map(|program| &program.outputs) {
            let value = expr.eval(&env).and_then(|value| match (value.not_storable(), expr.location()) {
                (Some(why), Some(at)) => Err(ProgramError { at, message: format!("invalid output `{name}`: {why}") }),
                _ => Ok(value),
            });
            let value = value.unwrap_or_else(|mistake| {
                mistakes.push(mistake);
                Value::Unknown
            });
            let value = if value.has_unknown() { snapshot.outputs.get(name).cloned() } else { Some(value) };
            if let Some(value) = value {
                outputs.insert(name.clone(), value);
            }
        }
        (outputs, mistakes)
    }
}

fn refused(mistake: ProgramError) -> ProviderError {
    ProviderError::new(ErrorKind::Invalid, mistake.to_string())
}

struct RunEnv<'a> {
    values: &'a Values,
    snapshot: &'a Snapshot,
}

impl RunEnv<'_> {
    fn with<T>(&self, node: NodeId, look: impl Fn(&Value) -> T) -> T {
        let slot = self.values.slots.get(node.index()).map(|slot| slot.read().unwrap_or_else(PoisonError::into_inner));
        match slot.as_deref() {
            Some(Slot::Done(value)) => return look(value),
            Some(Slot::Pending) | None => return look(&Value::Unknown),
            Some(Slot::Recorded) => {}
        }
        if let Some(value) = self.values.data.get(&node) {
            return look(value);
        }
        let name = match self.values.names.get(&node.index()) {
            Some(name) => name.as_ref(),
            None => self.node(node).map(|node| &node.urn),
        };
        match name.and_then(|name| self.snapshot.current(name)) {
            Some(record) if !record.outputs.is_null() => look(&record.outputs),
            _ => look(&Value::Unknown),
        }
    }
}

impl RunEnv<'_> {
    fn node(&self, node: NodeId) -> Option<&Node> {
        self.values.program.as_ref().and_then(|program| program.nodes.get(node.index()))
    }
}

impl Env for RunEnv<'_> {
    fn attributes(&self, node: NodeId) -> Value {
        let attributes = self.with(node, Value::clone);
        self.node(node).map_or(Value::Unknown, |node| node.marked_outputs(attributes))
    }

    fn attribute(&self, node: NodeId, name: &str) -> Value {
        let attribute = self.with(node, |attributes| attributes.field(name).clone());
        self.node(node).map_or(Value::Unknown, |node| node.marked_output(name, attribute))
    }
}

/// A value that differs from the plan.
struct Deviation(Path, &'static str);

impl Deviation {
    fn error(self, step: &Step) -> ProviderError {
        let Self(path, what) = self;
        let message = format!("{}: {what} at `{path}`; make a new plan", step.urn());
        ProviderError::new(ErrorKind::Invalid, message)
    }
}

const OTHER: &str = "the program returned another value than the plan showed";
const NOTHING: &str = "the program returned an unknown value";

/// The planned value with its unknown parts taken from the program's. What was known must be the same.
fn fill(planned: &Value, given: &Value, path: &Path, ignored: &[&PathPattern]) -> Result<Value, Deviation> {
    match (planned, given) {
        (Value::Unknown, given) if given.has_unknown() => Err(Deviation(path.clone(), NOTHING)),
        (Value::Unknown, given) => Ok(given.clone()),
        (Value::Secret(planned), Value::Secret(given)) => fill(planned, given, path, ignored).map(Value::into_secret),
        (Value::Secret(planned), given) => fill(planned, given, path, ignored).map(Value::into_secret),
        (planned, Value::Secret(given)) => fill(planned, given, path, ignored).map(Value::into_secret),
        (Value::Map(planned), Value::Map(given)) => {
            let mut filled = BTreeMap::new();
            for (key, planned) in planned {
                let path = path.key(key.clone());
                let value = fill(planned, given.get(key).unwrap_or(&Value::Null), &path, ignored)?;
                // A property that turns out to be null is one that is not set.
                if *planned != Value::Unknown || !value.is_null() {
                    filled.insert(key.clone(), value);
                }
            }
            for (key, given) in given {
                let path = path.key(key.clone());
                if !planned.contains_key(key) && !given.is_null() && !is_ignored(&path, ignored) {
                    return Err(Deviation(path, OTHER));
                }
            }
            Ok(Value::Map(filled))
        }
        (Value::List(planned), Value::List(given)) if planned.len() == given.len() => planned
            .iter()
            .zip(given)
            .enumerate()
            .map(|(index, (planned, given))| fill(planned, given, &path.index(index), ignored))
            .collect::<Result<_, _>>()
            .map(Value::List),
        (planned, given) if planned == given || is_ignored(path, ignored) => Ok(planned.clone()),
        _ => Err(Deviation(path.clone(), OTHER)),
    }
}

fn is_ignored(path: &Path, ignored: &[&PathPattern]) -> bool {
    ignored.iter().any(|ignored| ignored.meets(path))
}

/// The attributes as state keeps them: those that are secret, by their type or by an option, or repeat a secret
/// property, are marked.
pub(super) fn mark_secret_outputs(schema: &Schema, of: &Desired, mut outputs: Value) -> Value {
    if let Some(map) = outputs.as_map_mut() {
        for output in &schema.outputs {
            let secret = output.secret || output.input.is_some_and(|input| of.inputs.field(input).has_secret());
            if secret && let Some(value) = map.remove(output.name) {
                map.insert(output.name.to_owned(), value.into_secret());
            }
        }
    }
    of.options.mark_secret_outputs(&mut outputs);
    outputs
}
