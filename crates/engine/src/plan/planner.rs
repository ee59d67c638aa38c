//! The pipeline: from a program and its state to a plan.

use std::collections::{BTreeMap, BTreeSet};

use super::decide::pass;
use super::decision::{Decision, Input, Pass, Verdict};
use super::deferred::DeferredSet;
use super::deletion::{self, DeletionCause, Deletions, PlannedDeletion, planned_deletions};
use super::error::PlanError;
use super::hooks::Hooks;
use super::import::ManagedIds;
use super::plan::Plan;
use super::request::{DataRequest, DataResults, PlanOptions};
use super::select::{self, Pattern, Selected};
use super::step::{Action, Step};
use super::warning::Warning;
use super::{conflicts, import, in_use, matching, order, protect, why};
use crate::model::graph::Graph;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{DeclaredHook, Groups, NodeId, Program, ProgramError, StackValue};
use crate::provider::{ResourceSchema as _, Schemas};
use crate::state::{Operation, Pending, RecordKey, Snapshot};

/// A plan, or the requests that must be answered first.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and mostly it is the plan")]
pub enum Planned {
    Ready(Plan),
    /// Data sources must be read first; with their answers, plan again. There may be more then: arguments of one
    /// may come from another.
    NeedsData(Vec<DataRequest>),
    /// The values of these groups of resources are known: with [`Program::expand`], plan again.
    Expands(Vec<(NodeId, Value)>),
}

/// Compares the program with state, and plans the steps from one to the other.
///
/// `data` contains the responses to the requests of earlier calls with the same program; empty at first.
///
/// # Errors
/// Program errors, cycles, protected resources, targets that match nothing.
pub fn plan(
    program: &Program,
    snapshot: &Snapshot,
    schemas: &dyn Schemas,
    data: &DataResults,
    options: &PlanOptions,
) -> Result<Planned, PlanError> {
    if options.destroy {
        return plan_destroy(&program.project, &program.stack, snapshot, schemas, options).map(Planned::Ready);
    }
    let order = program_order(program)?;
    let through_data_sources = behind_data(program, &order);
    let mut mistakes = BTreeSet::new();
    let matched = matching::matched(program, snapshot, &mut mistakes);
    let selected = Selected::new(program, snapshot, options)?;
    mistakes.extend(names_not_freed(program, &matched, &selected));
    replaceable(program, &matched, &selected, &options.replace)?;
    forgotten(program, &mut mistakes);
    let taken = ManagedIds::new(&program.nodes, snapshot);

    let nothing = BTreeSet::new();
    let mut by_node: BTreeMap<usize, Vec<&DeclaredHook>> = BTreeMap::new();
    for hook in &program.hooks {
        by_node.entry(hook.node.index()).or_default().push(hook);
    }
    let first_input = Input {
        program,
        options,
        schemas,
        matched: &matched,
        data,
        selected: &selected,
        through_data_sources: &through_data_sources,
        delete_first: &nothing,
        hooks: &by_node,
        taken: &taken,
    };

    // What must be deleted first is found as a whole only after a pass over all nodes, and decides about some of
    // them. A pass can only add to it, and mostly the first finds it all.
    let mut delete_first = BTreeSet::new();
    let (mut pass, deletions, outputs, doubtful) = loop {
        let input = Input { delete_first: &delete_first, ..first_input };
        let mut pass = pass(&input, &order);
        pass.mistakes.append(&mut mistakes);
        let outputs = outputs(program, &mut pass);
        pass.mistakes.extend(deletion::duplicate_keys(&input, &pass));
        mistakes.append(&mut pass.mistakes);
        if !mistakes.is_empty() {
            return Err(PlanError::Program(mistakes.into_iter().collect()));
        }
        if !pass.missing.is_empty() {
            return Err(PlanError::NotCreated(pass.missing.into_iter().collect()));
        }
        if !pass.refused.is_empty() {
            return Err(PlanError::Import(pass.refused));
        }
        if !pass.requests.is_empty() {
            return Ok(Planned::NeedsData(pass.requests));
        }
        if !pass.expansions.is_empty() {
            return Ok(Planned::Expands(pass.expansions));
        }
        let deletion = planned_deletions(&input, &pass.decisions, &DeferredSet::new(program, &pass.deferred));
        let mut deletions = Deletions::new(deletion, snapshot.records.values(), &matched);
        let more = deletions.settle(&input, &pass.decisions);
        if more.is_empty() {
            let mut refused = protect::retained_keys(&input, &pass.decisions, &deletions);
            refused.extend(in_use::refused(&input, &pass.decisions));
            let (conflicting, doubtful) = conflicts::conflicts(&input, &pass.decisions);
            refused.extend(conflicting);
            if !refused.is_empty() {
                return Err(PlanError::Program(refused));
            }
            break (pass, deletions, outputs, doubtful);
        }
        delete_first.extend(more);
    };
    known_types(schemas, &deletions)?;
    let references = references(program, data);

    let input = Input { delete_first: &delete_first, ..first_input };
    let resources = program.nodes.iter().zip(&pass.decisions).filter(|(node, _)| !node.schema.data_source);
    let stays = |decision: &Decision| !decision.verdict.changes() && decision.verdict != Verdict::Import;
    let unchanged = resources.filter(|(_, decision)| stays(decision)).count();
    let suggestions = select::renames(&input, &pass.decisions, &deletions);
    let held = DeferredSet::new(program, &pass.deferred);
    let deferred = held.deferred(&pass);
    let hooks = Hooks::new(&input, &mut pass, snapshot);
    if !pass.mistakes.is_empty() {
        return Err(PlanError::Program(pass.mistakes.into_iter().collect()));
    }
    let ordered = order::steps(&input, pass.decisions, &deletions, (&held, &hooks));
    let mut plan = finish(&input, snapshot, &deletions, ordered, outputs, unchanged)?;
    plan.warnings.extend(doubtful);
    plan.suggestions = suggestions;
    plan.references = references;
    plan.deferred = deferred;
    let declared = plan.steps.iter().filter_map(|step| step.node.map(|node| &program.nodes[node.index()]));
    plan.lines = declared.map(|node| (node.urn.clone(), node.at.to_string())).collect();
    Ok(Planned::Ready(plan))
}

/// The selected nodes whose names still belong to records that nodes take over which are not selected.
fn names_not_freed<'p>(
    program: &'p Program,
    matched: &'p matching::Matched<'_>,
    selected: &'p Selected,
) -> impl Iterator<Item = ProgramError> + 'p {
    let not_freed = |(index, taker): &(&usize, &usize)| selected.node(**index) && !selected.node(**taker);
    matched.given_up.iter().filter(not_freed).map(|(index, taker)| {
        let (node, taker) = (&program.nodes[*index], &program.nodes[*taker]);
        let message = format!("{} takes over the resource that state has as {}: select it too", taker.urn, node.urn);
        ProgramError { at: taker.at, message }
    })
}

/// The other stacks that were read, each with the serial of its state.
fn references(program: &Program, data: &DataResults) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for (id, answer) in data {
        let node = program.nodes.get(id.index()).filter(|node| node.schema.type_name == StackValue::TYPE);
        let stack = node.and_then(|node| node.inputs.get("stack")?.as_known()?.as_str());
        if let (Some(stack), Value::Int(serial)) = (stack, answer.field("serial")) {
            found.insert(stack.to_owned(), u64::try_from(*serial).unwrap_or_default());
        }
    }
    found
}

/// Plans the deletion of everything that state has, in the reverse of recorded dependencies. Needs no program and
/// reads no data.
///
/// # Errors
/// Protected resources, targets that match nothing or that others depend on.
pub fn plan_destroy(
    project: &str,
    stack: &str,
    snapshot: &Snapshot,
    schemas: &dyn Schemas,
    options: &PlanOptions,
) -> Result<Plan, PlanError> {
    let program = Program {
        project: project.to_owned(),
        stack: stack.to_owned(),
        nodes: Vec::new(),
        outputs: BTreeMap::new(),
        groups: Groups::default(),
        forgotten: Vec::new(),
        hooks: Vec::new(),
    };
    let selected = Selected::new(&program, snapshot, options)?;
    let matched = matching::Matched::default();
    let deletion = snapshot
        .records
        .values()
        .filter(|record| selected.record(&record.key.urn))
        .map(|record| PlannedDeletion {
            record,
            node: None,
            cause: DeletionCause::Destroyed,
            early: false,
            taken_by: None,
        })
        .collect();
    let mut deletions = Deletions::new(deletion, snapshot.records.values(), &matched);
    if !selected.all() {
        deletions.with_dependents(options.target_dependents)?;
    }
    known_types(schemas, &deletions)?;
    if !options.replace.is_empty() {
        return Err(PlanError::NothingToReplace(options.replace.clone()));
    }
    let input = Input {
        program: &program,
        options,
        schemas,
        matched: &matched,
        data: &DataResults::new(),
        selected: &selected,
        through_data_sources: &[],
        delete_first: &BTreeSet::new(),
        hooks: &BTreeMap::new(),
        taken: &ManagedIds::default(),
    };
    let hooks = Hooks::recorded(snapshot);
    let ordered = order::steps(&input, Vec::new(), &deletions, (&DeferredSet::default(), &hooks));
    let left = snapshot.records.values().filter(|record| deletion::is_current(record)).count();
    let gone = deletions.planned.iter().filter(|deletion| deletion::is_current(deletion.record)).count();
    let outputs = if selected.all() { BTreeMap::new() } else { snapshot.outputs.clone() };
    finish(&input, snapshot, &deletions, ordered, outputs, left - gone)
}

fn finish(
    input: &Input<'_>,
    snapshot: &Snapshot,
    deletions: &Deletions<'_>,
    mut ordered: order::Ordered,
    outputs: BTreeMap<String, Value>,
    unchanged: usize,
) -> Result<Plan, PlanError> {
    let schemas = input.schemas;
    known_hooks(schemas, &ordered.steps)?;
    why::connect(&mut ordered.steps);
    let mut protected = protect::protected(input.program, deletions, schemas, &ordered.steps, &ordered.deletes);
    let ignored = protect::ignored(&mut protected, &input.options.ignore_protect);
    if !protected.is_empty() {
        return Err(PlanError::Protected(protected));
    }
    let mut warnings = ordered.warnings;
    warnings.extend(ignored);
    for step in ordered.steps.iter().filter(|step| step.action.deletes()) {
        if let Some(what) = schemas.schema(step.urn().type_name()).and_then(|schema| schema.meta.holds_data) {
            warnings.push(Warning::DataLoss { urn: step.urn().clone(), what: what.to_owned() });
        }
    }
    for step in &ordered.steps {
        let old = match step.action {
            Action::Create | Action::Replace { .. } => None,
            Action::Update { .. } => snapshot.records.get(&step.key).map(|record| &record.desired.inputs),
            _ => continue,
        };
        let rules = schemas.rules(step.urn().type_name());
        let texts = rules.map(|rules| rules.warnings(old, &step.desired.inputs)).unwrap_or_default();
        warnings.extend(texts.into_iter().map(|text| Warning::Text(format!("{}: {text}", step.urn()))));
    }
    warnings.extend(import::warnings(input.program, input.data));
    // A hook that is to be repeated has a step.
    for pending in snapshot.pending.iter().filter(|pending| pending.operation != Operation::Hook) {
        let (urn, operation) = (pending.key.urn.clone(), pending.operation);
        let never_found = schemas.schema(urn.type_name()).is_some_and(|schema| !schema.meta.looks_up);
        let key = input.matched.repeated_key(&pending.key);
        if operation == Operation::Create && never_found && !is_repeated(&ordered.steps, &key, pending) {
            warnings.push(Warning::NeverFound { urn });
        } else {
            warnings.push(Warning::PendingOperation { urn, operation });
        }
    }
    Ok(Plan {
        project: input.program.project.clone(),
        stack: input.program.stack.clone(),
        lineage: snapshot.lineage.clone(),
        serial: snapshot.serial,
        steps: ordered.steps,
        unchanged,
        outputs,
        warnings,
        suggestions: Vec::new(),
        lines: BTreeMap::new(),
        references: BTreeMap::new(),
        deferred: Vec::new(),
    })
}

/// Whether a step sends an interrupted create again, with its token. `key` is the key that it has in the plan.
fn is_repeated(steps: &[Step], key: &RecordKey, pending: &Pending) -> bool {
    steps.iter().filter(|step| step.key == *key).any(|step| {
        let inputs = &step.desired.inputs;
        matches!(step.action, Action::Create | Action::Replace { .. })
            && (*inputs == pending.desired.inputs || inputs.has_unknown())
    })
}

/// Checks that every pattern of resources to replace matches one that exists, is declared and is selected.
fn replaceable(
    program: &Program,
    matched: &matching::Matched<'_>,
    selected: &Selected,
    replace: &[Pattern],
) -> Result<(), PlanError> {
    let existing = || {
        let records = program.nodes.iter().zip(&matched.current).enumerate();
        records.filter_map(|(index, (node, record))| Some((&node.urn, (*record)?)).filter(|_| selected.node(index)))
    };
    let matches =
        |pattern: &&Pattern| !existing().any(|(urn, record)| pattern.matches(urn) || pattern.matches(&record.key.urn));
    let useless: Vec<Pattern> = replace.iter().filter(matches).cloned().collect();
    if useless.is_empty() { Ok(()) } else { Err(PlanError::NothingToReplace(useless)) }
}

/// Checks that the program declares nothing that it forgets.
fn forgotten(program: &Program, mistakes: &mut BTreeSet<ProgramError>) {
    for forgotten in &program.forgotten {
        let pattern = Pattern::new(&*forgotten.resource);
        let declared = program.nodes.iter().filter(|node| !node.schema.data_source && pattern.matches(&node.urn));
        mistakes.extend(declared.map(|node| ProgramError {
            at: forgotten.at,
            message: format!(
                "the program forgets {} and declares it at {}: remove the declaration to forget it, or do not forget it",
                node.urn, node.at
            ),
        }));
    }
}

/// The program's nodes, dependencies first, otherwise as they were declared.
fn program_order(program: &Program) -> Result<Vec<usize>, PlanError> {
    let mut graph = Graph::new(program.nodes.len());
    for (index, node) in program.nodes.iter().enumerate() {
        for dependency in &node.dependencies {
            graph.before(dependency.index(), index);
        }
    }
    graph.order(|node| node).map_err(|cycle| {
        let named = cycle.0.into_iter().map(|index| &program.nodes[index]);
        PlanError::Cycle(named.map(|node| (node.urn.clone(), node.at)).collect())
    })
}

/// For each data source, the resources that it depends on, directly or through other data sources: state has no
/// records of data sources, so that what depends on one is recorded as depending on these.
fn behind_data(program: &Program, order: &[usize]) -> Vec<Vec<NodeId>> {
    let mut through_data_sources: Vec<Vec<NodeId>> = vec![Vec::new(); program.nodes.len()];
    for &index in order {
        let node = &program.nodes[index];
        if node.schema.data_source {
            let mut found = BTreeSet::new();
            for id in &node.dependencies {
                if program.nodes[id.index()].schema.data_source {
                    found.extend(through_data_sources[id.index()].iter().copied());
                } else {
                    found.insert(*id);
                }
            }
            through_data_sources[index] = found.into_iter().collect();
        }
    }
    through_data_sources
}

/// The stack's exports, as far as they are known.
fn outputs(program: &Program, pass: &mut Pass<'_>) -> BTreeMap<String, Value> {
    let mut outputs = BTreeMap::new();
    for (name, expr) in &program.outputs {
        match expr.eval(&pass.values) {
            Ok(value) => match (value.not_storable(), expr.location()) {
                (Some(why), Some(at)) => {
                    let message = format!("invalid output `{name}`: {why}");
                    pass.mistakes.insert(ProgramError { at, message });
                }
                _ => {
                    outputs.insert(name.clone(), value);
                }
            },
            Err(mistake) => {
                pass.mistakes.insert(mistake);
            }
        }
    }
    outputs
}

/// Checks that a provider runs every hook: those of the program were checked with it, and others are recorded.
fn known_hooks(schemas: &dyn Schemas, steps: &[Step]) -> Result<(), PlanError> {
    let hooks = steps.iter().filter_map(|step| Some((step.urn(), step.action.hook()?)));
    let unknown: BTreeSet<(Urn, String)> = hooks
        .filter(|(_, hook)| schemas.hook_handler(&hook.kind).is_none())
        .map(|(urn, hook)| (urn.clone(), hook.kind.clone()))
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(PlanError::UnknownHooks(unknown.into_iter().collect())) }
}

/// Checks that a provider serves the type of every resource that is deleted.
fn known_types(schemas: &dyn Schemas, deletions: &Deletions<'_>) -> Result<(), PlanError> {
    let unknown: BTreeSet<Urn> = deletions
        .planned
        .iter()
        .map(|deletion| &deletion.record.key.urn)
        .filter(|urn| schemas.schema(urn.type_name()).is_none())
        .cloned()
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(PlanError::UnknownTypes(unknown.into_iter().collect())) }
}
