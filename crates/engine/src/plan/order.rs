//! Steps out of decisions, in an order that is always the same.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::decision::{Decision, Input, Verdict};
use super::deferred::DeferredSet;
use super::deletion::{DeletionCause, Deletions, PlannedDeletion};
use super::hooks::{Around, HookStep, Hooks};
use super::reason::Reason;
use super::step::{Action, PropertyChange, Step, StepId};
use super::warning::Warning;
use crate::model::graph::Graph;
use crate::program::NodeId;
use crate::state::{Desired, Phase, Record, RecordKey};

/// The rank of a step among those that could come next: by the program's order, and within one resource by what
/// it does. Late deletes come last, in reverse.
type Rank = (u32, u32);

const LATE: u32 = u32::MAX;

/// How much of the graph may be searched, in multiples of its size. Deletes beyond it wait for less.
const SEARCHES: usize = 16;

/// Steps before they have their numbers.
#[derive(Default)]
pub(super) struct Builder {
    steps: Vec<Step>,
    ranks: Vec<Rank>,
    edges: BTreeSet<(usize, usize)>,
    /// Edges that are left out where they would close a circle.
    soft: BTreeSet<(usize, usize)>,
    warnings: Vec<Warning>,
}

/// Steps in order.
pub(super) struct Ordered {
    pub(super) steps: Vec<Step>,
    /// The step of each deletion, if it has one.
    pub(super) deletes: Vec<Option<StepId>>,
    pub(super) warnings: Vec<Warning>,
}

impl Builder {
    fn push(&mut self, rank: Rank, step: Step) -> usize {
        self.steps.push(step);
        self.ranks.push(rank);
        self.steps.len() - 1
    }

    /// The step of the same resource that waits for this one. A resource's steps are pushed one after another.
    fn after(&self, step: usize) -> usize {
        (step + 1).min(self.steps.len() - 1)
    }

    /// The number of steps and edges.
    fn size(&self) -> usize {
        self.steps.len() + self.edges.len()
    }

    /// Adds an edge: one step waits for another.
    fn wait(&mut self, step: usize, before: usize) {
        if step != before {
            self.edges.insert((before, step));
        }
    }
}

/// By node: its first and its last step.
#[derive(Clone, Copy)]
struct NodeSteps<'s> {
    first: &'s [Option<usize>],
    last: &'s [Option<usize>],
}

/// Whether a step gives a record another name, and another step of the resource follows.
fn is_rename(step: &Step) -> bool {
    step.action.moved_from().is_some()
}

/// The last steps of the dependencies of a node.
fn dependency_steps<'s>(
    input: &'s Input<'_>,
    index: usize,
    last: &'s [Option<usize>],
) -> impl Iterator<Item = usize> + 's {
    input.program.nodes[index].dependencies.iter().flat_map(move |dependency| {
        let dependency = dependency.index();
        let own = last[dependency];
        // The dependencies of a data source that was read.
        let behind: &[NodeId] = if own.is_some() { &[] } else { &input.through_data_sources[dependency] };
        own.into_iter().chain(behind.iter().filter_map(|id| last[id.index()]))
    })
}

fn rank(node: usize, part: u32) -> Rank {
    (u32::try_from(node).unwrap_or(LATE - 2) + 1, part)
}

/// The steps of a program's decisions.
pub(super) fn steps(
    input: &Input<'_>,
    decisions: Vec<Decision>,
    deletions: &Deletions<'_>,
    (held, hooks): (&DeferredSet<'_>, &Hooks<'_>),
) -> Ordered {
    let mut builder = Builder::default();
    let count = decisions.len();
    // By node: its first and its last step.
    let (mut first, mut last): (Vec<Option<usize>>, Vec<Option<usize>>) = (vec![None; count], vec![None; count]);
    // The nodes that hooks of earlier runs wait for, by node and by part.
    let mut waits: Vec<(usize, usize, Vec<NodeId>)> = Vec::new();
    for (index, decision) in decisions.into_iter().enumerate() {
        let mut own = node_steps(input, index, decision);
        let unfinished = hooks.unfinished(input, index, &own);
        waits.extend(unfinished.iter().enumerate().map(|(at, hook)| (index, own.len() + at, hook.needs.clone())));
        own.extend(unfinished.into_iter().map(|hook| hook.step));
        for (part, step) in own.into_iter().enumerate() {
            let draft = builder.push(rank(index, 2 + u32::try_from(part).unwrap_or_default()), step);
            if let Some(before) = last[index] {
                builder.wait(draft, before);
            }
            first[index].get_or_insert(draft);
            last[index] = Some(draft);
        }
    }
    for index in 0..count {
        let Some(step) = first[index] else { continue };
        if last[index] == Some(step) {
            dependency_steps(input, index, &last).for_each(|before| builder.wait(step, before));
            continue;
        }
        // What comes after the rename waits for the dependencies; the rename itself changes nothing but names.
        let next = if is_rename(&builder.steps[step]) { builder.after(step) } else { step };
        dependency_steps(input, index, &last).for_each(|before| builder.wait(next, before));
    }
    // A name is free once its record has another one.
    for (&index, &taker) in &input.matched.given_up {
        if let (Some(step), Some(rename)) = (first[index], first[taker]) {
            builder.wait(step, rename);
        }
    }
    let nodes = NodeSteps { first: &first, last: &last };
    for (node, part, needs) in waits {
        // The parts of a node are consecutive drafts.
        let hook = first[node].map(|first| first + part);
        for (hook, before) in needs.iter().filter_map(|id| Some((hook?, last[id.index()]?))) {
            builder.wait(hook, before);
        }
    }
    let deletes = delete_steps(input, deletions, held, nodes, &mut builder);
    for &(node, other) in &deletions.freed {
        if let (Some(step), Some(before)) = (last[node], last[other])
            && builder.edges.insert((before, step))
        {
            builder.soft.insert((before, step));
        }
    }
    after_dependencies(input, deletions, &deletes, &last, &mut builder);
    for (index, step) in hooks.unfinished_deletes(input).into_iter().enumerate() {
        builder.push(rank(0, u32::try_from(index).unwrap_or(u32::MAX)), step);
    }
    let mut hooked: Vec<(usize, Around)> = builder
        .steps
        .iter()
        .enumerate()
        .map(|(draft, step)| (draft, hooks.around(step)))
        .filter(|(_, around)| !around.is_empty())
        .collect();
    // Of two steps of a resource, the second waits for the first: its hooks on failure run for both.
    let mut last_of: HashMap<RecordKey, usize> = HashMap::new();
    for (at, (draft, _)) in hooked.iter().enumerate() {
        last_of.insert(builder.steps[*draft].key.clone(), at);
    }
    for (at, (draft, around)) in hooked.iter_mut().enumerate() {
        if last_of[&builder.steps[*draft].key] != at {
            around.on_failure.clear();
        }
    }
    builder.surround(hooked, &last);
    builder.finish(deletes)
}

/// The steps of one node, in order.
fn node_steps(input: &Input<'_>, index: usize, decision: Decision) -> Vec<Step> {
    let Decision { verdict, desired, changes, reasons, import } = decision;
    if verdict == Verdict::Nothing {
        return Vec::new();
    }
    let node = &input.program.nodes[index];
    let record = input.matched.current[index];
    let newest = input.newest_revision(index);
    let revision = record.map_or(newest + 1, |record| record.key.revision);
    let moved_from = input.matched.moved_from.get(&index);
    let step =
        |action: Action, revision: u32, desired: Desired, changes: Vec<PropertyChange>, reasons: Vec<Reason>| Step {
            environment: node.environment.clone(),
            changes,
            reasons,
            node: Some(NodeId(u32::try_from(index).unwrap_or(u32::MAX))),
            ..Step::new(RecordKey { urn: node.urn.clone(), revision }, action, desired)
        };
    let mut steps = Vec::new();
    let is_taken = moved_from.is_some() && input.matched.given_up.values().any(|taker| *taker == index);
    let renames = verdict != Verdict::UpdateState || is_taken;
    if let (Some(from), Some(record), true) = (moved_from, record, renames) {
        // The name changes in a step of its own, with everything else as recorded, because later steps may fail, and
        // because a resource that is new under the old name waits for it.
        let dependencies = record.desired.dependencies.iter().map(|urn| input.matched.name(urn).clone()).collect();
        let desired = Desired { dependencies, ..record.desired.clone() };
        let action = Action::UpdateState { id: record.id.clone(), moved_from: Some(from.clone()) };
        let moved = step(action, revision, desired, vec![], vec![Reason::Moved { from: from.clone() }]);
        steps.push(Step { environment: record.environment.clone(), ..moved });
    }
    let id = record.map(|record| record.id.clone());
    match (verdict, id) {
        (Verdict::Create, _) => steps.push(step(Action::Create, revision, desired, changes, reasons)),
        (Verdict::Read, _) => steps.push(step(Action::Read, 0, desired, changes, reasons)),
        (Verdict::Import, _) => {
            steps.extend(import.map(|id| step(Action::Import { id }, newest + 1, desired, changes, reasons)));
        }
        (Verdict::Replace { first }, _) => {
            let action = Action::Replace { old: revision, delete_first: first };
            steps.push(step(action, newest + 1, desired, changes, reasons));
        }
        (Verdict::UpdateState, Some(id)) => {
            let action = Action::UpdateState { id, moved_from: moved_from.filter(|_| !renames).cloned() };
            steps.push(step(action, revision, desired, changes, reasons));
        }
        (Verdict::Update, Some(id)) => {
            steps.push(step(Action::Update { id }, revision, desired, changes, reasons));
        }
        (Verdict::Resume { update }, Some(id)) => {
            let inputs = record.map(|record| record.desired.inputs.clone()).unwrap_or_default();
            let begun = Desired { inputs, ..desired.clone() };
            let action = Action::Resume { id: id.clone() };
            steps.push(step(action, revision, begun, vec![], vec![Reason::Interrupted]));
            if update {
                steps.push(step(Action::Update { id }, revision, desired, changes, reasons));
            }
        }
        // Only recorded resources are updated or finished.
        (Verdict::Nothing | Verdict::UpdateState | Verdict::Update | Verdict::Resume { .. }, _) => {}
    }
    steps
}

/// Adds the deletes and their dependencies. Returns the draft of each.
fn delete_steps(
    input: &Input<'_>,
    deletions: &Deletions<'_>,
    held: &DeferredSet<'_>,
    NodeSteps { first, last }: NodeSteps<'_>,
    builder: &mut Builder,
) -> Vec<Option<usize>> {
    let by_node: HashMap<&RecordKey, usize> = input
        .matched
        .current
        .iter()
        .enumerate()
        .filter_map(|(node, record)| record.map(|record| (&record.key, node)))
        .filter(|_| !deletions.planned.is_empty())
        .collect();
    let all = input.selected.all() && held.is_empty();
    let kept = if all { BTreeSet::new() } else { kept(input, deletions, held, &by_node, builder) };
    let with = gone_with(input, deletions, &kept);
    let mut drafts = Vec::with_capacity(deletions.planned.len());
    for (index, deletion) in deletions.planned.iter().enumerate() {
        if kept.contains(&index) {
            drafts.push(None);
            continue;
        }
        let rank = match (deletion.early, deletion.node, deletion.taken_by) {
            (true, _, Some(node)) | (true, Some(node), None) => rank(node, 1),
            (true, None, None) => (0, 0),
            // Deletes run in the reverse of the order in which the resources were listed.
            (false, _, _) => (LATE, LATE - u32::try_from(index).unwrap_or(LATE)),
        };
        let mut step = delete_step(input, deletion);
        if let Some(root) = with[index] {
            step.action = Action::DeletedWith { id: deletion.record.id.clone() };
            step.reasons.push(Reason::DeletedWith { urn: deletions.planned[root].record.key.urn.clone() });
        }
        drafts.push(Some(builder.push(rank, step)));
    }
    for (index, root) in with.iter().enumerate() {
        if let (Some(draft), Some(other)) = (root.and_then(|root| drafts[root]), drafts[index]) {
            let key = builder.steps[other].key.clone();
            if let Action::Delete { removes, .. } = &mut builder.steps[draft].action {
                removes.push(key);
            }
        }
    }
    // The creates and updates that wait for early deletes.
    for (index, deletion) in deletions.planned.iter().enumerate() {
        let Some(draft) = drafts[index] else { continue };
        let replaced = deletion.node.filter(|_| deletion.cause == DeletionCause::Replaced);
        // The delete is of the record's new name.
        if let Some(rename) = replaced.and_then(|node| first[node]).filter(|&step| is_rename(&builder.steps[step])) {
            builder.wait(draft, rename);
        }
        if deletion.early && deletion.cause == DeletionCause::Replaced {
            let up = deletion.node.and_then(|node| last[node]);
            up.into_iter().for_each(|up| builder.wait(up, draft));
        }
    }
    for &(node, index) in &deletions.claims {
        if let (Some(up), Some(draft)) = (last[node], drafts[index]) {
            builder.wait(up, draft);
        }
    }
    let held_up = builder.reach(deletions.planned.iter().zip(&drafts).filter(|(d, _)| d.early).filter_map(|(_, d)| *d));
    for (index, deletion) in deletions.planned.iter().enumerate() {
        let Some(draft) = drafts[index] else { continue };
        if !deletion.early
            && let Some(up) = deletion.node.and_then(|node| last[node])
        {
            builder.wait(draft, up);
        }
        for user in deletions.dependents_of(deletion.record) {
            if let Some(&other) = deletions.by_key.get(&user.key) {
                drafts[other].into_iter().for_each(|other| builder.wait(draft, other));
            } else if let Some(up) = by_node.get(&user.key).and_then(|&node| last[node]) {
                // A dependent that itself waits for what must be deleted first lives through that; any other lets
                // go of it before.
                if !deletion.early || !held_up.contains(&up) {
                    builder.wait(draft, up);
                }
            }
        }
    }
    drafts
}

/// Makes each early delete wait for the dependencies of the resources that take its place, except for those that wait for
/// the delete themselves.
fn after_dependencies(
    input: &Input<'_>,
    deletions: &Deletions<'_>,
    drafts: &[Option<usize>],
    last: &[Option<usize>],
    builder: &mut Builder,
) {
    let mut takers: HashMap<usize, Vec<usize>> = HashMap::new();
    for &(node, index) in &deletions.claims {
        takers.entry(index).or_default().push(node);
    }
    let mut wanted: Vec<(usize, BTreeSet<usize>)> = Vec::new();
    for (index, deletion) in deletions.planned.iter().enumerate().filter(|(_, deletion)| deletion.early) {
        let Some(draft) = drafts[index] else { continue };
        let own = deletion.node.filter(|_| deletion.cause == DeletionCause::Replaced);
        let nodes = own.iter().chain(takers.get(&index).into_iter().flatten());
        wanted.push((draft, nodes.flat_map(|&node| dependency_steps(input, node, last)).collect()));
    }
    // Nothing that no early delete leads to can be in a circle with one.
    let held = builder.reach(wanted.iter().map(|(draft, _)| *draft));
    for (draft, before) in &mut wanted {
        for &free in before.difference(&held) {
            builder.wait(*draft, free);
        }
        before.retain(|before| held.contains(before));
    }
    let mut left = builder.size() * SEARCHES;
    for (draft, before) in wanted.into_iter().filter(|(_, before)| !before.is_empty()) {
        let after = builder.reach(std::iter::once(draft));
        for free in before.difference(&after) {
            builder.wait(draft, *free);
        }
        left = left.saturating_sub(after.len() + 1);
        if left == 0 {
            break;
        }
    }
}

/// For each deletion, the one that removes it too: the resource that `deleted_with` names, if a call deletes that.
///
/// An early delete frees a name or key, so it can remove only other early ones.
fn gone_with(input: &Input<'_>, deletions: &Deletions<'_>, kept: &BTreeSet<usize>) -> Vec<Option<usize>> {
    let planned = &deletions.planned;
    let mut with: Vec<Option<usize>> = vec![None; planned.len()];
    let called = |index: usize| !kept.contains(&index) && !is_retained(input, &planned[index]);
    for (index, gone) in planned.iter().enumerate().filter(|&(index, _)| called(index)) {
        let name = input.matched.name(&gone.record.key.urn);
        for user in deletions.dependents_of(gone.record) {
            let named = user.desired.options.deleted_with.as_ref().is_some_and(|urn| input.matched.name(urn) == name);
            if let (true, Some(&user)) = (named, deletions.by_key.get(&user.key))
                && called(user)
                && (!planned[user].early || gone.early)
            {
                with[user] = Some(index);
            }
        }
    }
    // A resource that is removed with one that is itself removed with a third belongs to the third. Records could name
    // each other in a circle; then each is deleted by itself.
    (0..planned.len())
        .map(|index| {
            let (mut root, mut steps) = (with[index]?, 0);
            while let Some(next) = with[root] {
                (root, steps) = (next, steps + 1);
                if steps > planned.len() {
                    return None;
                }
            }
            Some(root)
        })
        .collect()
}

pub(super) fn is_retained(input: &Input<'_>, deletion: &PlannedDeletion<'_>) -> bool {
    match (deletion.node, deletion.cause) {
        (_, DeletionCause::Forgotten) => true,
        (Some(node), DeletionCause::Replaced) => input.program.nodes[node].options.is_retained(),
        (Some(node), _) => deletion.record.desired.options.retain || input.program.nodes[node].options.is_retained(),
        (None, _) => deletion.record.desired.options.retain,
    }
}

/// With targets or excludes: what is not deleted in this run, because something that is not selected uses it, or
/// something that is not deleted for that reason does.
fn kept(
    input: &Input<'_>,
    deletions: &Deletions<'_>,
    held: &DeferredSet<'_>,
    by_node: &HashMap<&RecordKey, usize>,
    builder: &mut Builder,
) -> BTreeSet<usize> {
    let mut uses: Vec<Vec<usize>> = vec![Vec::new(); deletions.planned.len()];
    let mut queue = Vec::new();
    for (index, deletion) in deletions.planned.iter().enumerate() {
        for user in deletions.dependents_of(deletion.record) {
            if let Some(&other) = deletions.by_key.get(&user.key) {
                uses[other].push(index);
                continue;
            }
            let node = by_node.get(&user.key);
            let chosen = || input.selected.record(&user.key.urn) && !held.has(&user.key.urn);
            if !node.map_or_else(chosen, |&node| input.selected.node(node)) {
                queue.push((index, &user.key.urn));
            }
        }
    }
    queue.reverse();
    let mut kept = BTreeSet::new();
    while let Some((index, user)) = queue.pop() {
        let deletion = &deletions.planned[index];
        let name = &deletion.record.key;
        if deletion.early {
            let planned_later = held.has(user);
            builder.warnings.push(Warning::DeletedInUse { key: name.clone(), user: user.clone(), planned_later });
        } else if kept.insert(index) {
            // A resource that waits for a later wave needs no warning, because the wave follows.
            if !held.has(user) {
                builder.warnings.push(Warning::NotDeleted { key: name.clone(), user: user.clone() });
            }
            queue.extend(uses[index].iter().map(|&next| (next, &name.urn)));
        }
    }
    kept
}

fn delete_step(input: &Input<'_>, deletion: &PlannedDeletion<'_>) -> Step {
    let record: &Arc<Record> = deletion.record;
    let retain = is_retained(input, deletion);
    let timeout = deletion.node.and_then(|node| input.program.nodes[node].options.delete_timeout);
    let mut reasons = vec![match deletion.cause {
        DeletionCause::Replaced if deletion.early => Reason::MakesWay,
        DeletionCause::Replaced => Reason::Superseded,
        DeletionCause::Leftover => Reason::LeftFromReplacement,
        DeletionCause::NotInProgram => Reason::NotInProgram,
        DeletionCause::Forgotten => Reason::Forgotten,
        DeletionCause::Destroyed => Reason::Destroy,
    }];
    if record.phase == Phase::Partial {
        reasons.push(Reason::Interrupted);
    }
    if record.phase == Phase::Superseded && deletion.cause == DeletionCause::Destroyed {
        reasons.push(Reason::LeftFromReplacement);
    }
    if let Some(node) = deletion.taken_by {
        reasons.push(Reason::KeyTaken { by: input.program.nodes[node].urn.clone() });
    }
    let urn = match deletion.cause {
        DeletionCause::Replaced => input.matched.name(&record.key.urn),
        _ => &record.key.urn,
    };
    let id = record.id.clone();
    let action = if retain { Action::Forget { id } } else { Action::Delete { id, removes: Vec::new() } };
    let mut options = record.desired.options.clone();
    if timeout.is_some() {
        options.delete_timeout = timeout;
    }
    let key = RecordKey { urn: urn.clone(), revision: record.key.revision };
    let desired = Desired { options, ..record.desired.clone() };
    Step { environment: record.environment.clone(), reasons, ..Step::new(key, action, desired) }
}

impl Builder {
    /// The drafts that wait for any of these, directly or not.
    fn reach(&self, from: impl Iterator<Item = usize>) -> BTreeSet<usize> {
        let mut queue: Vec<usize> = from.collect();
        let mut reached = BTreeSet::new();
        while let Some(draft) = queue.pop() {
            for &(_, next) in self.edges.range((draft, 0)..=(draft, usize::MAX)) {
                if reached.insert(next) {
                    queue.push(next);
                }
            }
        }
        reached
    }

    /// Places hooks around the steps of their resources: what comes before a step comes before its hooks, and what
    /// waits for it waits for them. `last` is the last step of each node.
    fn surround(&mut self, hooked: Vec<(usize, Around)>, last: &[Option<usize>]) {
        let mut placed = Vec::with_capacity(hooked.len());
        for (draft, Around { before, after, on_failure }) in hooked {
            let (node, part) = self.ranks[draft];
            let mut add = |hooks: Vec<HookStep>, part: u32| -> Vec<usize> {
                let drafts = hooks.into_iter().map(|HookStep { step, needs }| {
                    let hook = self.push((node, part), step);
                    needs.iter().filter_map(|id| last[id.index()]).for_each(|before| self.wait(hook, before));
                    hook
                });
                drafts.collect()
            };
            placed.push((draft, add(before, part), add(after, part), add(on_failure, part)));
        }
        let mut incoming: HashMap<usize, Vec<usize>> = HashMap::new();
        if !placed.is_empty() {
            for &(before, step) in &self.edges {
                incoming.entry(step).or_default().push(before);
            }
        }
        for (draft, before, after, on_failure) in placed {
            let chain: Vec<usize> = before.iter().copied().chain([draft]).chain(after).collect();
            let (first, last) = (chain[0], chain[chain.len() - 1]);
            let into: Vec<(usize, usize)> =
                incoming.get(&draft).into_iter().flatten().map(|&other| (other, first)).collect();
            let from = self.edges.range((draft, 0)..=(draft, usize::MAX)).map(|&(_, other)| (last, other));
            let mut edges: Vec<(usize, usize)> = into.into_iter().chain(from).collect();
            edges.extend(chain.windows(2).map(|pair| (pair[0], pair[1])));
            edges.extend(on_failure.iter().flat_map(|&hook| chain.iter().map(move |&step| (step, hook))));
            for (other, step) in edges.into_iter().filter(|(other, step)| other != step) {
                if self.edges.insert((other, step)) {
                    incoming.entry(step).or_default().push(other);
                }
            }
        }
    }

    /// Numbers the steps.
    fn finish(mut self, deletes: Vec<Option<usize>>) -> Ordered {
        let order = loop {
            let mut graph = Graph::new(self.steps.len());
            for &(before, step) in &self.edges {
                graph.before(before, step);
            }
            match graph.order(|draft| self.ranks[draft]) {
                Ok(order) => break order,
                Err(cycle) => {
                    let next = cycle.0.iter().cycle().skip(1);
                    let edges = cycle.0.iter().zip(next).map(|(step, before)| (*before, *step));
                    if let Some((before, step)) = edges.into_iter().find(|edge| self.soft.contains(edge)) {
                        self.edges.remove(&(before, step));
                        self.soft.remove(&(before, step));
                        let (key, holder) = (self.steps[step].key.clone(), self.steps[before].key.clone());
                        self.warnings.push(Warning::KeyStillTaken { key, holder });
                        continue;
                    }
                    // Only records can be in a cycle: programs have none, and deletes are layered. They are then
                    // deleted in any order, and said to be.
                    let (step, before) = (cycle.0[0], cycle.0.get(1).copied().unwrap_or(cycle.0[0]));
                    self.edges.remove(&(before, step));
                    let (key, other) = (self.steps[step].key.clone(), self.steps[before].key.clone());
                    self.warnings.push(Warning::DependencyCycle { key, other });
                }
            }
        };
        let mut number = vec![StepId(0); self.steps.len()];
        for (id, &draft) in order.iter().enumerate() {
            number[draft] = StepId(u32::try_from(id).unwrap_or(u32::MAX));
        }
        for &(before, step) in &self.edges {
            self.steps[step].after.push(number[before]);
        }
        for (draft, step) in self.steps.iter_mut().enumerate() {
            step.id = number[draft];
            step.after.sort_unstable();
        }
        self.steps.sort_unstable_by_key(|step| step.id);
        let deletes = deletes.into_iter().map(|draft| draft.map(|draft| number[draft])).collect();
        Ordered { steps: self.steps, deletes, warnings: self.warnings }
    }
}
