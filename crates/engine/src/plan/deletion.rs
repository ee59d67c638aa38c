//! The deletes of a plan, and which of them must come before the creates that replace them.
//!
//! A delete is *early* when a create must wait for it: the delete of an old revision before its replacement is created,
//! and of a resource whose name or key another resource takes over. A deleted resource that, by its record, depends on
//! an early one is early too. Early deletes wait only for early deletes, in the reverse order of the recorded
//! dependencies; creates and updates wait for early deletes; every other delete comes after the creates and updates
//! that stop using its resource. So the three layers cannot contain a cycle.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::decision::{Decision, Input, Pass, Verdict};
use super::deferred::DeferredSet;
use super::diff::{plain, same};
use super::disjoint::taken_ranges;
use super::error::PlanError;
use super::matching::Matched;
use super::select::Pattern;
use crate::model::path::Segment;
use crate::model::schema::{Schema, TypeRef};
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{Environment, Expr, Node, NodeId, ProgramError};
use crate::state::{Phase, Record, RecordKey};

/// Why a record is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeletionCause {
    /// A new revision replaces it.
    Replaced,
    /// It is left from a replacement that was interrupted.
    Leftover,
    /// The program does not declare it.
    NotInProgram,
    /// The program forgets it.
    Forgotten,
    /// The stack is destroyed.
    Destroyed,
}

/// A record that is deleted.
#[derive(Debug)]
pub(super) struct PlannedDeletion<'a> {
    pub(super) record: &'a Arc<Record>,
    pub(super) node: Option<usize>,
    pub(super) cause: DeletionCause,
    pub(super) early: bool,
    /// The node that takes over its name or key.
    pub(super) taken_by: Option<usize>,
}

/// Everything that a plan deletes.
pub(super) struct Deletions<'a> {
    pub(super) planned: Vec<PlannedDeletion<'a>>,
    /// The index by record key. Used only for lookups, never for iteration.
    pub(super) by_key: HashMap<&'a RecordKey, usize>,
    /// By name: the records that depend on it.
    dependents: HashMap<&'a Urn, Vec<&'a Arc<Record>>>,
    /// By name: the records of a resource that has old generations.
    generations: HashMap<&'a Urn, Vec<&'a Arc<Record>>>,
    matched: &'a Matched<'a>,
    /// Nodes and the deletes that they wait for because they take over a name or key.
    pub(super) claims: Vec<(usize, usize)>,
    /// Nodes with the nodes whose in-place updates free a name or key that they take over.
    pub(super) freed: Vec<(usize, usize)>,
}

impl<'a> Deletions<'a> {
    /// Indexes the deletes.
    pub(super) fn new(
        planned: Vec<PlannedDeletion<'a>>,
        records: impl Iterator<Item = &'a Arc<Record>> + Clone,
        matched: &'a Matched<'a>,
    ) -> Self {
        let by_key = planned.iter().enumerate().map(|(index, deletion)| (&deletion.record.key, index)).collect();
        let (mut dependents, mut generations) = (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
        if !planned.is_empty() {
            for record in records.clone() {
                if !is_current(record) {
                    generations.entry(matched.name(&record.key.urn)).or_default();
                }
                for dependency in &record.desired.dependencies {
                    dependents.entry(matched.name(dependency)).or_default().push(record);
                }
            }
        }
        if !generations.is_empty() {
            for record in records {
                if let Some(generations) = generations.get_mut(matched.name(&record.key.urn)) {
                    generations.push(record);
                }
            }
        }
        Self { planned, by_key, dependents, generations, matched, claims: Vec::new(), freed: Vec::new() }
    }

    /// The records that depend on one that is deleted.
    ///
    /// State records dependencies by name. Where a name has several generations, a record depends on the newest one
    /// that existed when it was last applied.
    pub(super) fn dependents_of(&self, record: &'a Record) -> impl Iterator<Item = &'a Arc<Record>> + '_ {
        let name = self.matched.name(&record.key.urn);
        let generations = self.generations.get(name);
        self.dependents.get(name).into_iter().flatten().copied().filter(move |dependent| {
            let Some(generations) = generations else { return true };
            let meant = generations.iter().filter(|other| other.created <= dependent.modified);
            meant.max_by_key(|other| other.key.revision).is_none_or(|meant| meant.key == record.key)
        })
    }

    /// For a destroy of a part of the stack: adds the dependents of deleted resources.
    ///
    /// # Errors
    /// When there is a dependent that was not selected.
    pub(super) fn with_dependents(&mut self, add: bool) -> Result<(), PlanError> {
        let mut needed = BTreeSet::new();
        let mut at = 0;
        while at < self.planned.len() {
            let needs = self.planned[at].record;
            let dependents: Vec<&Arc<Record>> = self.dependents_of(needs).collect();
            for record in dependents {
                if self.by_key.contains_key(&record.key) {
                    continue;
                }
                if add {
                    self.by_key.insert(&record.key, self.planned.len());
                    let deletion = PlannedDeletion {
                        record,
                        node: None,
                        cause: DeletionCause::Destroyed,
                        early: false,
                        taken_by: None,
                    };
                    self.planned.push(deletion);
                } else {
                    needed.insert((record.key.urn.clone(), needs.key.urn.clone()));
                }
            }
            at += 1;
        }
        if needed.is_empty() { Ok(()) } else { Err(PlanError::StillNeeded(needed.into_iter().collect())) }
    }

    /// Finds the nodes that take over names and keys, and marks the deletes that must be early. Returns the nodes that
    /// must be replaced after their delete and were not decided so.
    pub(super) fn settle(&mut self, input: &Input<'a>, decisions: &[Decision]) -> BTreeSet<usize> {
        self.claim(input, decisions);
        let mut queue: Vec<usize> = (0..self.planned.len()).filter(|&index| self.planned[index].early).collect();
        while let Some(index) = queue.pop() {
            let dependents = self.dependents_of(self.planned[index].record);
            let next: Vec<usize> =
                dependents.filter_map(|dependent| self.by_key.get(&dependent.key).copied()).collect();
            for next in next {
                if !self.planned[next].early {
                    self.planned[next].early = true;
                    queue.push(next);
                }
            }
        }
        self.planned
            .iter()
            .filter(|deletion| deletion.early && deletion.cause == DeletionCause::Replaced)
            .filter_map(|deletion| deletion.node)
            .filter(|&node| decisions[node].verdict == Verdict::Replace { first: false })
            .collect()
    }

    fn claim(&mut self, input: &Input<'a>, decisions: &[Decision]) {
        let deleted = self.planned.iter().map(|deletion| {
            let replaced = deletion.node.filter(|_| deletion.cause == DeletionCause::Replaced);
            (&**deletion.record, replaced)
        });
        for (node, index) in taken_ranges(input, decisions, deleted) {
            self.take(node, index);
        }
        let mut held: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
        for (index, deletion) in self.planned.iter().enumerate() {
            let record = deletion.record;
            if let Some(schema) = input.schemas.schema(record.key.urn.type_name()) {
                for (set, digest) in keys(schema, &record.desired.inputs) {
                    held.entry((schema.type_name, &record.environment, set, digest)).or_default().push(index);
                }
            }
        }
        let freed = freed(input, decisions);
        if held.is_empty() && freed.is_empty() {
            return;
        }
        for (node, decision) in decisions.iter().enumerate() {
            if !matches!(decision.verdict, Verdict::Create | Verdict::Replace { .. } | Verdict::Update) {
                continue;
            }
            let declared = &input.program.nodes[node];
            for (set, digest) in keys(declared.schema, &decision.desired.inputs) {
                let key = (declared.schema.type_name, &declared.environment, set, digest);
                for &index in held.get(&key).into_iter().flatten() {
                    // The node's own decision already made the delete of its old revision early.
                    let own =
                        self.planned[index].node == Some(node) && self.planned[index].cause == DeletionCause::Replaced;
                    if !own {
                        self.take(node, index);
                    }
                }
                self.freed.extend(freed.get(&key).filter(|other| **other != node).map(|other| (node, *other)));
            }
        }
    }

    /// A node takes over the name, the key or a part of the range of a deleted resource: the delete comes first.
    fn take(&mut self, node: usize, index: usize) {
        self.planned[index].early = true;
        self.planned[index].taken_by.get_or_insert(node);
        self.claims.push((node, index));
    }
}

/// A set of properties that must be unique, with one combination of values: type, environment, set and digest.
type Key<'k> = (&'k str, &'k Environment, usize, String);

/// The names and keys that in-place updates release, with the updated node.
fn freed<'k>(input: &Input<'k>, decisions: &[Decision]) -> HashMap<Key<'k>, usize> {
    let mut freed = HashMap::new();
    for (node, decision) in decisions.iter().enumerate() {
        let updated = matches!(decision.verdict, Verdict::Update | Verdict::Resume { update: true });
        let (true, Some(record)) = (updated, input.matched.current[node]) else { continue };
        let schema = input.program.nodes[node].schema;
        if schema.meta.unique.is_empty() {
            continue;
        }
        let kept: BTreeSet<(usize, String)> = keys(schema, &decision.desired.inputs).collect();
        for (set, digest) in keys(schema, &record.desired.inputs).filter(|key| !kept.contains(key)) {
            freed.insert((schema.type_name, &record.environment, set, digest), node);
        }
    }
    freed
}

/// The deletes that follow from the program's decisions.
pub(super) fn planned_deletions<'a>(
    input: &Input<'a>,
    decisions: &[Decision],
    held: &DeferredSet<'_>,
) -> Vec<PlannedDeletion<'a>> {
    let matched = input.matched;
    let replaced = decisions.iter().enumerate().filter_map(|(node, decision)| match decision.verdict {
        Verdict::Replace { first } => matched.current[node].map(|record| PlannedDeletion {
            record,
            node: Some(node),
            cause: DeletionCause::Replaced,
            early: first,
            taken_by: None,
        }),
        _ => None,
    });
    let leftovers = matched
        .leftovers
        .iter()
        .filter(|(record, node)| {
            let chosen = || input.selected.record(&record.key.urn) && !held.has(&record.key.urn);
            node.map_or_else(chosen, |n| input.selected.node(n))
        })
        .map(|&(record, node)| PlannedDeletion {
            record,
            node,
            cause: DeletionCause::Leftover,
            early: false,
            taken_by: None,
        });
    let orphans = matched
        .orphans
        .iter()
        .filter(|record| input.selected.record(&record.key.urn) && !held.has(&record.key.urn))
        .map(|&record| PlannedDeletion {
            record,
            node: None,
            cause: if forgotten(input, &record.key.urn) {
                DeletionCause::Forgotten
            } else {
                DeletionCause::NotInProgram
            },
            early: false,
            taken_by: None,
        });
    replaced.chain(leftovers).chain(orphans).collect()
}

/// Whether the program forgets a resource that it does not declare.
fn forgotten(input: &Input<'_>, urn: &Urn) -> bool {
    input.program.forgotten.iter().any(|forgotten| Pattern::new(&*forgotten.resource).matches(urn))
}

/// Whether old and new resource share a name or key, so that they cannot exist at the same time.
pub(super) fn shares_unique_key(schema: &Schema, old: &Value, new: &Value) -> bool {
    schema.meta.unique.iter().any(|set| {
        set.iter().any(|name| !old.field(name).is_null())
            && set.iter().all(|name| {
                let (old, new) = (old.field(name), new.field(name));
                !old.has_unknown()
                    && !new.has_unknown()
                    && schema.inputs.field(name).is_some_and(|field| same(field, old, new))
            })
    })
}

/// Whether a unique set is a name or key. One with a flag is only a conflict of settings, which the service may permit: two
/// endpoints of one service.
fn is_name(schema: &Schema, set: usize) -> bool {
    let flag = |name: &&str| schema.inputs.field(name).is_some_and(|field| matches!(field.ty, TypeRef::Bool));
    !schema.meta.unique[set].iter().any(flag)
}

/// Resources of the program that claim the same name or key, so that the second one could not be created. Only types of
/// which this plan changes a resource are looked at: the others were applied as they are.
pub(super) fn duplicate_keys(input: &Input<'_>, pass: &Pass<'_>) -> Vec<ProgramError> {
    let decided = input.program.nodes.iter().zip(&pass.decisions).enumerate();
    let decided = decided.filter(|(_, (node, _))| !node.schema.data_source && !node.schema.meta.unique.is_empty());
    let claims = |verdict: Verdict| {
        matches!(verdict, Verdict::Create | Verdict::Replace { .. } | Verdict::Update | Verdict::Import)
    };
    let changing: BTreeSet<&str> = decided
        .clone()
        .filter(|(_, (_, decision))| claims(decision.verdict))
        .map(|(_, (node, _))| node.schema.type_name)
        .collect();
    let mut holders: HashMap<(&str, &Environment, usize, String), &Node> = HashMap::new();
    let mut found = Vec::new();
    for (index, (node, decision)) in decided.filter(|(_, (node, _))| changing.contains(node.schema.type_name)) {
        let recorded = input.matched.current[index].map(|record| &record.desired.inputs);
        let planned = Some(&decision.desired.inputs).filter(|inputs| inputs.as_map().is_some());
        let Some(inputs) = planned.or(recorded).filter(|_| input.selected.node(index)) else { continue };
        for (set, digest) in keys(node.schema, inputs).filter(|(set, _)| is_name(node.schema, *set)) {
            let key = (node.schema.type_name, &node.environment, set, digest);
            if let Some(other) = holders.insert(key, node) {
                let names: Vec<String> = node.schema.meta.unique[set].iter().map(|name| format!("`{name}`")).collect();
                let message = format!(
                    "{} has the same {} as {}, which is declared at {}: only one resource can have it",
                    node.urn,
                    names.join(" and "),
                    other.urn,
                    other.at
                );
                found.push(ProgramError { at: node.at, message });
                break;
            }
        }
    }
    found
}

/// The unique sets with known values, each with a digest of them.
fn keys<'s>(schema: &'s Schema, inputs: &'s Value) -> impl Iterator<Item = (usize, String)> + 's {
    schema.meta.unique.iter().enumerate().filter_map(|(index, set)| {
        let values: Vec<&Value> = set.iter().map(|name| inputs.field(name)).collect();
        let usable = values.iter().any(|value| !value.is_null()) && !values.iter().any(|value| value.has_unknown());
        usable.then(|| (index, Value::List(values.into_iter().map(plain).collect()).digest()))
    })
}

/// The nodes that an expression refers to in properties that cannot be changed in place.
pub(super) fn replacing_references(expr: &Expr, ty: &TypeRef, replaces: bool, found: &mut BTreeSet<NodeId>) {
    if replaces {
        expr.scan(found, &mut BTreeSet::new());
    } else if let TypeRef::Record(schema) = ty {
        for field in &schema.fields {
            if let Some(inner) = expr.at(&Segment::Key(field.name.to_owned())) {
                replacing_references(inner, &field.ty, field.replaces.is_some(), found);
            }
        }
    }
}

/// Whether a record is the current one of its resource.
pub(super) fn is_current(record: &Record) -> bool {
    record.phase != Phase::Superseded
}
