//! Decides on the action for each resource of the program, in one pass over its nodes, dependencies first.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::check;
use super::complete::{complete, keep_recorded, preserve_computed};
use super::decision::{Decision, Given, Input, Pass, Verdict, state_name, through_data_sources};
use super::diff::{Mode, compare};
use super::evaluate::{Attributes, Values, after_create, after_import, after_update};
use super::import::{ImportProblem, ImportRefused, compare_with_program};
use super::name_suffix;
use super::reason::Reason;
use super::request::DataRequest;
use super::step::{Difference, PropertyChange};
use super::why::Causes;
use crate::model::environment::Environment;
use crate::model::scrub::scrubbed;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{Expr, FOR_EACH_INPUT, Node, NodeId, ProgramError};
use crate::provider::Id;
use crate::state::{Desired, OptionValues, Record, RecordedOptions};

/// Decides about every node, in this order.
pub(super) fn pass<'a>(input: &Input<'a>, order: &[usize]) -> Pass<'a> {
    let count = input.program.nodes.len();
    let mut pass = Pass {
        decisions: (0..count).map(|_| Decision::nothing()).collect(),
        values: Values::new(input.program),
        mistakes: BTreeSet::new(),
        requests: Vec::new(),
        missing: BTreeSet::new(),
        refused: Vec::new(),
        expansions: Vec::new(),
        deferred: Vec::new(),
        imported: BTreeMap::new(),
        awaiting: vec![false; count],
    };
    let mut environments = BTreeSet::new();
    for &index in order {
        let node = &input.program.nodes[index];
        pass.check_environment(input, node, &mut environments);
        let id = NodeId(u32::try_from(index).unwrap_or(u32::MAX));
        // The value of a group decides which resources are declared at all, independent of targets.
        if !input.selected.node(index) && !input.program.groups.has(id) {
            if let Some(record) = input.matched.current[index] {
                pass.values.set(index, Attributes::Recorded(record));
            }
            continue;
        }
        pass.awaiting[index] = node.dependencies.iter().any(|dependency| pass.awaiting[dependency.index()]);
        let Some(inputs) = pass.evaluate(node) else { continue };
        if node.schema.data_source {
            pass.data(input, index, inputs);
        } else {
            pass.resource(input, index, inputs);
        }
    }
    pass
}

impl<'a> Pass<'a> {
    /// The inputs that the program sets; `None` after an error.
    fn evaluate(&mut self, node: &Node) -> Option<Value> {
        let mut inputs = std::collections::BTreeMap::new();
        let mut whole = true;
        for (name, expr) in &node.inputs {
            match expr.eval(&self.values) {
                Ok(value) => {
                    inputs.insert(name.clone(), value);
                }
                Err(mistake) => {
                    self.mistakes.insert(mistake);
                    whole = false;
                }
            }
        }
        complete(node.schema.inputs, &mut inputs);
        whole.then_some(Value::Map(inputs))
    }

    /// Checks the environment of a node: once for each provider, and for its type.
    fn check_environment(
        &mut self,
        input: &Input<'a>,
        node: &'a Node,
        checked: &mut BTreeSet<(&'a str, &'a Environment)>,
    ) {
        if node.schema.meta.global {
            return;
        }
        let wrong = if checked.insert((node.schema.provider(), &node.environment)) {
            input.schemas.wrong_environment(node.schema.type_name, &node.environment)
        } else {
            None
        };
        let of_type = || {
            let rules = input.schemas.rules(node.schema.type_name)?;
            Some(format!("{}: {}", node.urn, rules.check_environment(&node.environment)?))
        };
        self.mistakes.extend(wrong.or_else(of_type).map(|message| ProgramError { at: node.at, message }));
    }

    /// Checks the inputs and keeps the violations.
    fn check(&mut self, input: &Input<'a>, node: &Node, inputs: &Value) -> bool {
        let mut wrong: Vec<String> =
            check::mismatches(node.schema.inputs, inputs).iter().map(ToString::to_string).collect();
        if wrong.is_empty() {
            let rules = input.schemas.rules(node.schema.type_name);
            let said = rules.map(|rules| rules.check(inputs)).unwrap_or_default();
            wrong = said;
        }
        wrong.extend(inputs.not_storable());
        wrong.extend(check::secret_keys(node.schema, inputs));
        let right = wrong.is_empty();
        self.mistakes.extend(
            wrong.into_iter().map(|what| ProgramError {
                at: node.at,
                message: format!("{}: {}", node.urn, scrubbed(what, &[inputs])),
            }),
        );
        right
    }

    /// Checks the change from the recorded inputs and keeps the violations.
    fn check_change(&mut self, input: &Input<'a>, node: &Node, old: &Value, new: &Value) -> bool {
        if new.has_unknown() {
            return true;
        }
        let rules = input.schemas.rules(node.schema.type_name);
        let wrong = rules.map(|rules| rules.check_change(old, new)).unwrap_or_default();
        let right = wrong.is_empty();
        self.mistakes.extend(wrong.into_iter().map(|what| ProgramError {
            at: node.at,
            message: format!("{}: {}", node.urn, scrubbed(what, &[old, new])),
        }));
        right
    }

    fn data(&mut self, input: &Input<'a>, index: usize, inputs: Value) {
        let node = &input.program.nodes[index];
        if !self.check(input, node, &inputs) || self.awaiting[index] {
            self.awaiting[index] = true;
            return;
        }
        let id = NodeId(u32::try_from(index).unwrap_or(u32::MAX));
        if input.program.groups.has(id) {
            return self.group(input, node, id, inputs);
        }
        let waits = node.options.depends_on.iter().any(|on| self.decisions[on.index()].verdict.changes());
        if inputs.has_unknown() || waits {
            let causes = Causes { program: input.program, pass: self, current: &input.matched.current };
            let cause = causes.of_any(node.inputs.values()).or_else(|| causes.of_nodes(&node.options.depends_on));
            self.decisions[index] = Decision {
                verdict: Verdict::Read,
                desired: Desired { inputs, dependencies: self.dependencies(input, node), ..Desired::default() },
                reasons: vec![Reason::Deferred { cause }],
                ..Decision::nothing()
            };
        } else if let Some(data) = input.data.get(&id) {
            self.values.set(index, Attributes::Data(data));
        } else {
            self.awaiting[index] = true;
            self.requests.push(DataRequest {
                node: id,
                urn: node.urn.clone(),
                type_name: node.schema.type_name.to_owned(),
                environment: node.environment.clone(),
                inputs,
                import: None,
            });
        }
    }

    /// A number of resources that depends on a value.
    fn group(&mut self, input: &Input<'a>, node: &Node, id: NodeId, inputs: Value) {
        let over = inputs.field(FOR_EACH_INPUT);
        match input.program.groups.expanded(id) {
            _ if over.has_unknown() => self.deferred.push(id),
            None => self.expansions.push((id, over.clone())),
            Some(before) if before == over => {}
            Some(_) => {
                let message = "the elements of a group of resources changed during the run: run again".to_owned();
                self.mistakes.insert(ProgramError { at: node.at, message });
            }
        }
    }

    fn resource(&mut self, input: &Input<'a>, index: usize, mut inputs: Value) {
        let node = &input.program.nodes[index];
        self.mistakes.extend(super::options::mistakes(node));
        let record = input.matched.current[index];
        let Some(options) = self.options(input, index, record.map(|record| &**record)) else { return };
        // A new resource gets the program's values, also at the paths of `ignore_changes`, and a name of its own.
        let mut program = None;
        if let Some(property) = &node.options.name_suffix {
            let Some(new) = self.add_name_suffix(input, index, property, &mut inputs) else { return };
            program = Some(new);
        }
        if let (Some(record), false) = (record, node.options.ignore_changes.is_empty()) {
            program.get_or_insert_with(|| inputs.clone());
            for path in node.options.ignore_changes.iter().flatten() {
                keep_recorded(path, &record.desired.inputs, &mut inputs);
            }
        }
        let given = program.filter(|program| record.is_some() && *program != inputs);
        // Inputs that were applied unchanged were checked then.
        let as_recorded = record.is_some_and(|record| record.desired.inputs == inputs);
        if !as_recorded && !self.check(input, node, &inputs) {
            return;
        }
        let dependencies = self.dependencies(input, node);
        for dependency in through_data_sources(input, node) {
            // A resource whose create has not finished has no outputs yet.
            let exists = input.matched.current[dependency.index()].is_some_and(|record| !record.outputs.is_null());
            if !input.selected.node(dependency.index()) && !exists {
                self.missing.insert((node.urn.clone(), input.program.nodes[dependency.index()].urn.clone()));
            }
        }
        let desired = Desired { inputs, dependencies, options };
        if let Some(id) = node.options.import.as_ref().filter(|_| record.is_none()) {
            return self.import(input, index, id, desired);
        }
        let decision = match record {
            None => Self::create(input, node, index, desired),
            Some(record) => {
                self.existing(input, index, record, desired, Given { as_recorded, replacement: given.as_ref() })
            }
        };
        if let (Some(given), Verdict::Replace { .. }) = (&given, &decision.verdict)
            && !self.check(input, node, given)
        {
            return;
        }
        if decision.verdict.changes() && input.schemas.schema(node.schema.type_name).is_none() {
            let what = format!("no provider serves the type `{}`", node.schema.type_name);
            let message = format!("{}: {what}: add its provider, or remove the resource", node.urn);
            self.mistakes.insert(ProgramError { at: node.at, message });
            return;
        }
        if let (Some(record), Verdict::Update) = (record, &decision.verdict)
            && !self.check_change(input, node, &record.desired.inputs, &decision.desired.inputs)
        {
            return;
        }
        let attributes = match decision.verdict {
            Verdict::Create | Verdict::Replace { .. } | Verdict::Resume { .. } => {
                Attributes::Planned(after_create(node.schema, &decision.desired.inputs))
            }
            Verdict::Update => match record {
                Some(record) => Attributes::Planned(after_update(node.schema, &decision.desired.inputs, record)),
                None => Attributes::Unknown,
            },
            Verdict::Nothing | Verdict::UpdateState | Verdict::Read | Verdict::Import => {
                record.map_or(Attributes::Unknown, |record| Attributes::Recorded(record))
            }
        };
        self.values.set(index, attributes);
        self.decisions[index] = decision;
    }

    /// Adds a suffix to the name of the resource, or the one that it has. Returns the inputs of a new resource, whose name
    /// has another suffix; `None` after an error.
    fn add_name_suffix(
        &mut self,
        input: &Input<'a>,
        index: usize,
        property: &str,
        inputs: &mut Value,
    ) -> Option<Value> {
        let node = &input.program.nodes[index];
        let prefix = match name_suffix::prefix(inputs, property) {
            Ok(prefix) => prefix.to_owned(),
            Err(why) => {
                let message = format!("{}: `{property}`, which gets a suffix, {why}", node.urn);
                self.mistakes.insert(ProgramError { at: node.at, message });
                return None;
            }
        };
        let revision = input.newest_revision(index) + 1;
        let new_name = name_suffix::suffixed(input.program, &node.urn, revision, &prefix);
        let with_name = |name: &str| {
            let mut named = inputs.clone();
            if let Value::Map(properties) = &mut named {
                properties.insert(property.to_owned(), Value::from(name));
            }
            named
        };
        let new = with_name(&new_name);
        let recorded = input.matched.current[index].map(|record| record.desired.inputs.field(property));
        let kept = match recorded {
            // An imported resource keeps its name.
            None if node.options.import.is_some() => prefix.clone(),
            Some(Value::Str(name)) if name_suffix::is_kept(&prefix, name) => name.clone(),
            _ => new_name,
        };
        *inputs = with_name(&kept);
        Some(new)
    }

    /// Decides about a resource that state does not have and that exists already.
    fn import(&mut self, input: &Input<'a>, index: usize, id: &Expr, mut desired: Desired) {
        let node = &input.program.nodes[index];
        let Some(id) = self.import_id(node, id) else { return };
        let id = &id;
        let key = NodeId(u32::try_from(index).unwrap_or(u32::MAX));
        let never = node.schema.meta.not_imported.map(ImportProblem::NotImported);
        let twice =
            self.imported.insert((node.schema.type_name, node.environment.clone(), id.clone()), node.urn.clone());
        let taken = || input.taken.by_other(node, id).or(twice.map(ImportProblem::Twice));
        let answer = match (never.or_else(taken), input.data.get(&key)) {
            (Some(problem), _) => Err(problem),
            (None, Some(_)) if self.awaiting[index] => return,
            (None, Some(answer)) => {
                let stack = format!("{}/{}", input.program.project, input.program.stack);
                let rules = input.schemas.rules(node.schema.type_name);
                let rules = rules.as_deref();
                compare_with_program(node, rules, &stack, answer, &mut desired.inputs)
            }
            (None, None) => {
                self.awaiting[index] = true;
                self.requests.push(DataRequest {
                    node: key,
                    urn: node.urn.clone(),
                    type_name: node.schema.type_name.to_owned(),
                    environment: node.environment.clone(),
                    inputs: Value::Null,
                    import: Some(id.clone()),
                });
                return;
            }
        };
        match answer {
            Ok(imported) => {
                preserve_computed(node.schema.inputs, &imported.inputs, &mut desired.inputs);
                let after = after_import(node.schema, &desired.inputs, &imported.outputs);
                self.values.set(index, Attributes::Planned(after));
                self.decisions[index] = Decision {
                    verdict: Verdict::Import,
                    desired,
                    changes: Vec::new(),
                    reasons: vec![Reason::Imported],
                    import: Some(id.clone()),
                };
            }
            Err(problem) => {
                self.awaiting[index] = true;
                self.refused.push(ImportRefused { urn: node.urn.clone(), id: id.clone(), at: node.at, problem });
            }
        }
    }

    /// The id of a resource to import; `None` while it awaits data, and after an error.
    fn import_id(&mut self, node: &Node, id: &Expr) -> Option<Id> {
        let message = match id.eval(&self.values).map(Value::reveal) {
            Ok(Value::Str(id)) if !id.is_empty() => return Some(Id::new(id)),
            Ok(Value::Unknown) if node.dependencies.iter().any(|on| self.awaiting[on.index()]) => return None,
            Ok(Value::Unknown) => "is known only after an apply: create what it comes from in an earlier run",
            Ok(_) => "is not a text, or is empty",
            Err(mistake) => {
                self.mistakes.insert(mistake);
                return None;
            }
        };
        let message = format!("{}: the id to import {message}", node.urn);
        self.mistakes.insert(ProgramError { at: node.at, message });
        None
    }

    /// The options that state will record of the node; `None` after an error.
    fn options(&mut self, input: &Input<'a>, index: usize, record: Option<&Record>) -> Option<RecordedOptions> {
        let node = &input.program.nodes[index];
        let options = &node.options;
        let trigger = match options.trigger.as_ref().map(|trigger| trigger.eval(&self.values)) {
            None => Value::Null,
            Some(Ok(value)) => {
                if let Some(why) = value.not_storable() {
                    let message = format!("{}: invalid trigger: {why}", node.urn);
                    self.mistakes.insert(ProgramError { at: node.at, message });
                    return None;
                }
                value
            }
            Some(Err(mistake)) => {
                self.mistakes.insert(mistake);
                return None;
            }
        };
        let delete_hooks = self.delete_hooks(input, node, index)?;
        let values = OptionValues {
            protect: options.is_protected(),
            retain: options.is_retained(),
            trigger,
            deleted_with: options.deleted_with.map(|id| state_name(input, id).clone()),
            replaced_with: options
                .replace_with
                .iter()
                .map(|id| (state_name(input, *id).clone(), self.revision_after(input, *id)))
                .collect(),
            // State stores whole milliseconds.
            delete_timeout: options.delete_timeout.map(whole_millis),
            secret_outputs: options.secret_outputs.iter().flatten().cloned().collect(),
            imported: record.map_or(options.import.is_some(), |record| record.desired.options.imported),
            delete_hooks,
        };
        Some(values.into())
    }

    /// The hooks that state will record of the node, with their inputs; `None` after an error.
    fn delete_hooks(&mut self, input: &Input<'a>, node: &Node, index: usize) -> Option<Value> {
        let mut recorded = Vec::new();
        let hooks = input.hooks.get(&index).into_iter().flatten();
        for hook in hooks.filter(|hook| hook.points.iter().any(|point| point.is_recorded())) {
            let mut inputs = BTreeMap::new();
            for (name, expr) in &hook.inputs {
                match expr.eval(&self.values) {
                    Ok(value) => drop(inputs.insert(name.clone(), value)),
                    Err(mistake) => drop(self.mistakes.insert(mistake)),
                }
            }
            let inputs = Value::Map(inputs);
            if let Some(why) = inputs.not_storable() {
                let message = format!("the hook `{}` of {}: invalid input: {why}", hook.name, node.urn);
                self.mistakes.insert(ProgramError { at: hook.at, message });
                return None;
            }
            recorded.extend(hook.recorded(&inputs));
        }
        Some(if recorded.is_empty() { Value::Null } else { Value::List(recorded) })
    }

    fn create(input: &Input<'a>, node: &Node, index: usize, desired: Desired) -> Decision {
        let changes = compare(node.schema.inputs, &Value::Null, &desired.inputs, Mode::Plan)
            .into_iter()
            // Nothing is there to be replaced, nor for an unknown value to differ from.
            .map(|found| PropertyChange { difference: Difference::Added, replaces: false, ..found.change })
            .collect();
        let vanished = input.options.vanished.contains_key(&node.urn);
        let reason = match () {
            () if vanished => Reason::Vanished,
            () if input.matched.given_up.contains_key(&index) => Reason::New,
            () if input.matched.newest[index] == 0 => Reason::New,
            () if input.matched.is_leaving(index) => Reason::Leaving,
            () => Reason::Interrupted,
        };
        Decision { verdict: Verdict::Create, desired, changes, reasons: vec![reason], import: None }
    }

    /// The revision that a resource has after the apply.
    pub(super) fn revision_after(&self, input: &Input<'a>, id: NodeId) -> u32 {
        let index = id.index();
        match (self.decisions[index].verdict, input.matched.current[index]) {
            (Verdict::Replace { .. } | Verdict::Create, _) | (_, None) => input.newest_revision(index) + 1,
            (_, Some(record)) => record.key.revision,
        }
    }

    /// The dependencies that state will record: resources by name, including those behind data sources.
    fn dependencies(&self, input: &Input<'a>, node: &Node) -> Vec<Urn> {
        let mut urns: Vec<Urn> = through_data_sources(input, node).map(|id| state_name(input, id).clone()).collect();
        urns.sort_unstable();
        urns.dedup();
        urns
    }
}

fn whole_millis(time: Duration) -> Duration {
    Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}
