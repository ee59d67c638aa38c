//! Plans: what will be done, in which order, and why.
//!
//! [`plan`] is synchronous, deterministic and total: the same inputs give the same bytes. A plan leaves the executor
//! no choice to make.
//!
//! The way of a plan: records are matched to nodes (`matching`), nodes are evaluated and decided about, dependencies
//! first (`decide`, with `evaluate`, `complete`, `check` and `diff`), deletes are found and put before or after what
//! takes their place (`deletion`), steps are made and numbered (`order`), protection is looked at last (`protect`).

mod check;
mod complete;
mod decide;
mod deferred;
mod deletion;
mod diff;
mod error;
mod evaluate;
mod file;
mod import;
mod matching;
mod options;
mod order;
mod protect;
mod reason;
mod rollback;
mod select;
mod step;
mod why;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use crate::model::document::same_document;
pub(crate) use complete::{complete, keep_chosen};
pub use deferred::Deferred;
pub use diff::{diff, drift};
pub use error::{PlanError, Protected};
pub use file::Moved;
pub use file::{Circumstances, Commit, FORMAT, FileOptions, PlanFile, PlanFileError, plan_file_schema};
pub use import::{ImportProblem, ImportRefused, Imported};
pub use reason::{Effect, Reason};
pub use rollback::recorded;
pub use select::Pattern;
pub use select::{Match, Suggestion};
pub use step::{Action, Difference, Drags, Plan, PropertyChange, Step, StepId};
pub use why::Link;

use self::decide::{Decision, Input, Pass, Verdict, pass};
use self::deferred::Held;
use self::deletion::{Deletions, Doom, Doomed, doomed};
use self::import::Taken;
use self::select::Selected;
use crate::model::graph::Graph;
use crate::model::schema::Schema;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::StackValue;
use crate::program::{Groups, NodeId, Place, Program};
use crate::provider::{Described as _, Id, Provider, Registry};
use crate::state::Snapshot;

/// What planning asks of providers: nothing that calls anybody.
pub trait Schemas {
    /// The schema of a type.
    fn schema(&self, type_name: &str) -> Option<&'static Schema>;

    /// What is wrong with inputs that are all known, one sentence each.
    fn check(&self, type_name: &str, inputs: &Value) -> Vec<String>;

    /// What is wrong with a change from recorded inputs to others that are all known, one sentence each.
    fn check_change(&self, type_name: &str, old: &Value, new: &Value) -> Vec<String> {
        let _ = (type_name, old, new);
        Vec::new()
    }
}

impl<A: Send + Sync + 'static> Schemas for Registry<A> {
    fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        Provider::schema(self, type_name)
    }
    fn check(&self, type_name: &str, inputs: &Value) -> Vec<String> {
        Provider::check(self, type_name, inputs)
    }
    fn check_change(&self, type_name: &str, old: &Value, new: &Value) -> Vec<String> {
        Provider::check_change(self, type_name, old, new)
    }
}

impl Schemas for Vec<Arc<dyn Provider>> {
    fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        self.iter().find_map(|provider| provider.schema(type_name))
    }
    fn check(&self, type_name: &str, inputs: &Value) -> Vec<String> {
        self.iter()
            .find(|provider| provider.schema(type_name).is_some())
            .map(|provider| provider.check(type_name, inputs))
            .unwrap_or_default()
    }
    fn check_change(&self, type_name: &str, old: &Value, new: &Value) -> Vec<String> {
        self.iter()
            .find(|provider| provider.schema(type_name).is_some())
            .map(|provider| provider.check_change(type_name, old, new))
            .unwrap_or_default()
    }
}

/// How to plan.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Delete everything that state has, whatever the program declares.
    pub destroy: bool,
    /// Only these; everything when empty.
    pub targets: Vec<Pattern>,
    /// All but these.
    pub excludes: Vec<Pattern>,
    /// What depends on targets too.
    pub target_dependents: bool,
    /// What targets depend on too. A destroy deletes nothing for it.
    pub target_dependencies: bool,
    /// Resources that a refresh found to be gone, with the generation that is. The caller has taken their records
    /// out of the snapshot.
    pub vanished: BTreeMap<Urn, u32>,
}

/// What data sources answered, by node, and what was read of resources to be imported.
pub type DataResults = BTreeMap<NodeId, Value>;

/// A data source, or something to be imported, that must be read before the plan can be made.
#[derive(Clone, Debug, PartialEq)]
pub struct DataRequest {
    /// Its node: the key of its answer in [`DataResults`].
    pub node: NodeId,
    /// Its name.
    pub urn: Urn,
    /// Its type.
    pub type_name: String,
    /// Where to read it.
    pub place: Place,
    /// Its arguments, all known.
    pub inputs: Value,
    /// For a resource that is to be imported: its id. The answer is then [`Imported::into_value`], or `Null` where
    /// there is no such thing.
    pub import: Option<Id>,
}

/// A plan, or what is missing for one.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and mostly it is the plan")]
pub enum Planned {
    /// The plan.
    Ready(Plan),
    /// Data sources must be read first; with their answers, plan again. There may be more then: arguments of one
    /// may come from another.
    NeedsData(Vec<DataRequest>),
    /// The values of these groups of resources are known: with [`Program::expand`], plan again.
    Expands(Vec<(NodeId, Value)>),
}

/// Compares what a program declares with what state records, and plans the way from one to the other.
///
/// `data` are the answers to the requests of earlier calls with the same program; empty at first.
///
/// # Errors
/// Mistakes of the program, cycles, protected resources in the way, targets that match nothing.
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
    let behind = behind_data(program, &order);
    let mut mistakes = BTreeSet::new();
    let matched = matching::matched(program, snapshot, &mut mistakes);
    let selected = Selected::new(program, snapshot, options)?;
    let taken = Taken::new(&program.nodes, snapshot);

    // What must be deleted first is found as a whole only after a pass over all nodes, and decides about some of
    // them. A pass can only add to it, and mostly the first finds it all.
    let mut forced = BTreeSet::new();
    let (pass, deletions, outputs) = loop {
        let input = Input {
            program,
            options,
            schemas,
            matched: &matched,
            data,
            selected: &selected,
            behind: &behind,
            forced: &forced,
            taken: &taken,
        };
        let mut pass = pass(&input, &order);
        pass.mistakes.append(&mut mistakes);
        let outputs = outputs(program, &mut pass);
        mistakes.append(&mut pass.mistakes);
        if !mistakes.is_empty() {
            return Err(PlanError::Mistakes(mistakes.into_iter().collect()));
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
        let doomed = doomed(&input, &pass.decisions, &Held::new(program, &pass.deferred));
        let mut deletions = Deletions::new(doomed, snapshot.records.values(), &matched);
        let more = deletions.settle(&input, &pass.decisions);
        if more.is_empty() {
            break (pass, deletions, outputs);
        }
        forced.extend(more);
    };
    known_types(schemas, &deletions)?;
    let references = references(program, data);

    let input = Input {
        program,
        options,
        schemas,
        matched: &matched,
        data,
        selected: &selected,
        behind: &behind,
        forced: &forced,
        taken: &taken,
    };
    let resources = program.nodes.iter().zip(&pass.decisions).filter(|(node, _)| !node.schema.data_source);
    let stays = |decision: &Decision| !decision.verdict.changes() && decision.verdict != Verdict::Import;
    let unchanged = resources.filter(|(_, decision)| stays(decision)).count();
    let suggestions = select::renames(&input, &pass.decisions, &deletions);
    let held = Held::new(program, &pass.deferred);
    let deferred = held.deferred(&pass);
    let ordered = order::steps(&input, pass.decisions, &deletions, &held);
    let stack = (program.project.as_str(), program.stack.as_str());
    let mut plan = finish(stack, snapshot, schemas, &deletions, ordered, outputs, unchanged)?;
    plan.suggestions = suggestions;
    plan.references = references;
    plan.deferred = deferred;
    let declared = plan.steps.iter().filter_map(|step| step.node.map(|node| &program.nodes[node.index()]));
    plan.lines = declared.map(|node| (node.urn.clone(), node.at.to_string())).collect();
    Ok(Planned::Ready(plan))
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
    };
    let selected = Selected::new(&program, snapshot, options)?;
    let matched = matching::Matched::default();
    let doomed = snapshot
        .records
        .values()
        .filter(|record| selected.record(&record.key.urn))
        .map(|record| Doomed { record, node: None, doom: Doom::Destroyed, early: false, taken_by: None })
        .collect();
    let mut deletions = Deletions::new(doomed, snapshot.records.values(), &matched);
    if !selected.all() {
        deletions.with_dependents(options.target_dependents)?;
    }
    known_types(schemas, &deletions)?;
    let input = Input {
        program: &program,
        options,
        schemas,
        matched: &matched,
        data: &DataResults::new(),
        selected: &selected,
        behind: &[],
        forced: &BTreeSet::new(),
        taken: &Taken::default(),
    };
    let ordered = order::steps(&input, Vec::new(), &deletions, &Held::default());
    let left = snapshot.records.values().filter(|record| deletion::stands(record)).count();
    let gone = deletions.doomed.iter().filter(|doomed| deletion::stands(doomed.record)).count();
    let outputs = if selected.all() { BTreeMap::new() } else { snapshot.outputs.clone() };
    finish((project, stack), snapshot, schemas, &deletions, ordered, outputs, left - gone)
}

fn finish(
    (project, stack): (&str, &str),
    snapshot: &Snapshot,
    schemas: &dyn Schemas,
    deletions: &Deletions<'_>,
    mut ordered: order::Ordered,
    outputs: BTreeMap<String, Value>,
    unchanged: usize,
) -> Result<Plan, PlanError> {
    why::connect(&mut ordered.steps);
    let protected = protect::protected(deletions, schemas, &ordered.steps, &ordered.deletes);
    if !protected.is_empty() {
        return Err(PlanError::Protected(protected));
    }
    let mut warnings = ordered.warnings;
    for step in ordered.steps.iter().filter(|step| step.action == Action::Delete) {
        if let Some(what) = schemas.schema(step.urn().type_name()).and_then(|schema| schema.meta.holds_data) {
            warnings.push(format!("{} is deleted, and with it {what}", step.urn()));
        }
    }
    for pending in &snapshot.pending {
        warnings.push(format!(
            "it is not known how a {} of {} ended; this plan takes it as not done",
            pending.operation.as_str(),
            pending.key.urn
        ));
    }
    Ok(Plan {
        project: project.to_owned(),
        stack: stack.to_owned(),
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
    let mut behind: Vec<Vec<NodeId>> = vec![Vec::new(); program.nodes.len()];
    for &index in order {
        let node = &program.nodes[index];
        if node.schema.data_source {
            let mut found = BTreeSet::new();
            for id in &node.dependencies {
                if program.nodes[id.index()].schema.data_source {
                    found.extend(behind[id.index()].iter().copied());
                } else {
                    found.insert(*id);
                }
            }
            behind[index] = found.into_iter().collect();
        }
    }
    behind
}

/// The stack's exports, as far as they are known.
fn outputs(program: &Program, pass: &mut Pass<'_>) -> BTreeMap<String, Value> {
    let mut outputs = BTreeMap::new();
    for (name, expr) in &program.outputs {
        match expr.eval(&pass.values) {
            Ok(value) => {
                outputs.insert(name.clone(), value);
            }
            Err(mistake) => {
                pass.mistakes.insert(mistake);
            }
        }
    }
    outputs
}

/// Whether every type that is to be deleted is served by somebody.
fn known_types(schemas: &dyn Schemas, deletions: &Deletions<'_>) -> Result<(), PlanError> {
    let unknown: BTreeSet<Urn> = deletions
        .doomed
        .iter()
        .map(|doomed| &doomed.record.key.urn)
        .filter(|urn| schemas.schema(urn.type_name()).is_none())
        .cloned()
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(PlanError::UnknownTypes(unknown.into_iter().collect())) }
}
