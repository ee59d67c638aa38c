//! Decides whether a resource that state has stays, is updated, or is replaced, and why.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::complete::{marked_as, preserve_computed};
use super::decision::{Decision, Given, Input, Pass, Verdict, state_name, through_data_sources};
use super::deletion::{replacing_references, shares_unique_key};
use super::diff::{Found, Mode, compare};
use super::reason::{Effect, Reason};
use super::select::Pattern;
use super::step::PropertyChange;
use super::why::Causes;
use crate::model::path::Path;
use crate::model::schema::{Idempotency, Schema};
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{Node, NodeId};
use crate::state::{Desired, Phase, Record};

impl<'a> Pass<'a> {
    /// Decides about a resource that state has.
    pub(super) fn existing(
        &self,
        input: &Input<'a>,
        index: usize,
        record: &'a Arc<Record>,
        desired: Desired,
        Given { as_recorded, replacement }: Given<'_>,
    ) -> Decision {
        let Desired { inputs, dependencies, mut options } = desired;
        let new_inputs = replacement.unwrap_or(&inputs);
        let recorded = &record.desired;
        let node = &input.program.nodes[index];
        let schema = node.schema;
        // Inputs that are equal to the recorded ones have all that the API chose, and nothing differs.
        let (chosen, found) = if as_recorded {
            (Cow::Borrowed(&inputs), Vec::new())
        } else {
            let mut chosen = inputs.clone();
            preserve_computed(schema.inputs, &recorded.inputs, &mut chosen);
            let found = compare(schema.inputs, &recorded.inputs, &chosen, Mode::Plan);
            (Cow::Owned(chosen), found)
        };
        let lost = self.dependents_lost(input, node, record);
        let partial = record.phase == Phase::Partial;
        let elsewhere = record.environment != node.environment;

        let mut reasons = Vec::new();
        let causes = Causes { program: input.program, pass: self, current: &input.matched.current };
        for Found { change, rule } in &found {
            let cause = causes.of(node, record, change);
            if change.replaces {
                let rule = rule.map(str::to_owned);
                reasons.push(Reason::Property { path: change.path.clone(), effect: Effect::Replace, rule, cause });
            } else if replaces_on(node, change) {
                reasons.push(Reason::ReplaceOnChanges { path: change.path.clone(), cause });
            } else {
                let path = change.path.clone();
                reasons.push(Reason::Property { path, effect: Effect::Update, rule: None, cause });
            }
        }
        if elsewhere {
            reasons.push(Reason::OtherEnvironment { from: record.environment.clone(), to: node.environment.clone() });
        }
        let named = |pattern: &Pattern| pattern.matches(&node.urn) || pattern.matches(&record.key.urn);
        if input.options.replace.iter().any(named) {
            reasons.push(Reason::Requested);
        }
        let failed = input.options.failed.get(&record.key.urn).filter(|_| partial && schema.meta.holds_data.is_none());
        reasons.extend(failed.map(|why| Reason::Failed { why: why.clone() }));
        let immutable = input.options.immutable.get(&record.key.urn).filter(|_| !found.is_empty());
        reasons.extend(immutable.map(|why| Reason::Immutable { why: why.clone() }));
        reasons.extend(lost.into_iter().map(|urn| Reason::DependencyReplaced { urn }));
        reasons.extend(self.replaced_with(input, node, record).map(|urn| Reason::ReplacedWith { urn }));
        reasons.extend(self.deleted_with(input, node).map(|urn| Reason::DeletedWith { urn }));
        if let Some(unknown) = triggered(&recorded.options.trigger, &options.trigger) {
            reasons.push(Reason::Trigger { unknown, cause: causes.of_any(&node.options.trigger) });
        }
        let replaces = reasons.iter().any(|reason| !matches!(reason, Reason::Property { effect: Effect::Update, .. }));
        // The decisive reasons come first; the sort is stable.
        reasons.sort_by_key(|reason| matches!(reason, Reason::Property { effect: Effect::Update, .. }));
        // For an in-place change, finishing the create is a step of its own, with this reason.
        if partial && replaces {
            reasons.insert(0, Reason::Interrupted);
        }
        let changed = !found.is_empty();
        let mut changes: Vec<_> = found.into_iter().map(|found| found.change).collect();
        if let (true, Some(replacement)) = (replaces, replacement) {
            // Ignored differences are no reason for the replacement, which they are part of all the same.
            let all = compare(schema.inputs, &recorded.inputs, replacement, Mode::Plan).into_iter();
            let ignored = all.map(|found| PropertyChange { replaces: false, ..found.change });
            let known: BTreeSet<Path> = changes.iter().map(|change| change.path.clone()).collect();
            changes.extend(ignored.filter(|change| !known.contains(&change.path)));
        }

        // Equal values may have become secret, or may no longer be.
        let remarked = if as_recorded || changed { None } else { Some(marked_as(&recorded.inputs, &chosen)) };
        let remarked = remarked.filter(|remarked| *remarked != recorded.inputs);
        let verdict = match (replaces, partial, changed) {
            (true, _, _) => Verdict::Replace { first: partial || self.deletes_first(input, index, record, new_inputs) },
            (false, true, update) => Verdict::Resume { update },
            (false, false, true) => Verdict::Update,
            (false, false, false) => {
                let amended =
                    recorded.options != options || remarked.is_some() || recorded.dependencies != dependencies;
                match input.matched.moved_from.get(&index) {
                    Some(from) => reasons.push(Reason::Moved { from: from.clone() }),
                    None if amended => reasons.push(Reason::Options),
                    None => return Decision::nothing(),
                }
                Verdict::UpdateState
            }
        };
        // The stack creates the replacement itself.
        if options.imported && matches!(verdict, Verdict::Replace { .. }) {
            options.imported = false;
        }
        let inputs = match verdict {
            // A new resource gets the program's values; values that the API chose for the old one do not apply to it.
            Verdict::Replace { .. } => new_inputs.clone(),
            Verdict::UpdateState => remarked.unwrap_or_else(|| recorded.inputs.clone()),
            _ => chosen.into_owned(),
        };
        Decision { verdict, desired: Desired { inputs, dependencies, options }, changes, reasons, import: None }
    }

    /// The resources with which `replace_with` replaces this one: those that will be other ones after the apply, and those
    /// that an earlier run replaced without this one.
    fn replaced_with<'i>(
        &'i self,
        input: &'i Input<'a>,
        node: &'i Node,
        record: &'i Record,
    ) -> impl Iterator<Item = Urn> + 'i {
        let recreated = |id: &&NodeId| match self.decisions[id.index()].verdict {
            Verdict::Replace { .. } => true,
            Verdict::Create if input.options.vanished.contains_key(&input.program.nodes[id.index()].urn) => true,
            _ => {
                let recorded = &record.desired.options.replaced_with;
                let earlier = input.matched.moved_from.get(&id.index());
                let with = recorded.get(state_name(input, **id)).or_else(|| recorded.get(earlier?));
                with.is_some_and(|revision| *revision < self.revision_after(input, **id))
            }
        };
        node.options.replace_with.iter().filter(recreated).map(|id| input.program.nodes[id.index()].urn.clone())
    }

    /// The resource of `deleted_with`, if its old one is deleted, and this one with it.
    fn deleted_with(&self, input: &Input<'a>, node: &Node) -> Option<Urn> {
        let owner = node.options.deleted_with?.index();
        let replaced = matches!(self.decisions[owner].verdict, Verdict::Replace { .. });
        let owner = &input.program.nodes[owner];
        (replaced && !owner.options.is_retained()).then(|| owner.urn.clone())
    }

    /// The dependencies that are deleted before they are recreated and that this resource cannot exist without: it
    /// refers to them in a property that cannot be changed in place. The service deletes such a resource with them,
    /// even when the property's value stays the same.
    fn dependents_lost(&self, input: &Input<'a>, node: &Node, record: &Record) -> Vec<Urn> {
        let first = |id: &NodeId| self.decisions[id.index()].verdict == (Verdict::Replace { first: true });
        let gone: BTreeSet<NodeId> = node
            .dependencies
            .iter()
            .copied()
            .filter(first)
            .filter(|id| recorded_on(input, record, &input.program.nodes[id.index()].urn))
            .collect();
        if gone.is_empty() {
            return Vec::new();
        }
        let mut found = BTreeSet::new();
        for field in &node.schema.inputs.fields {
            let ignored = node.options.ignore_changes.iter().flatten().any(|path| path.is_about(field.name));
            if let (Some(expr), false) = (node.inputs.get(field.name), ignored) {
                replacing_references(expr, &field.ty, field.replaces.is_some(), &mut found);
            }
        }
        found.intersection(&gone).map(|id| input.program.nodes[id.index()].urn.clone()).collect()
    }

    /// Whether the old resource must be deleted before the new one is created.
    fn deletes_first(&self, input: &Input<'a>, index: usize, record: &Record, inputs: &Value) -> bool {
        let node = &input.program.nodes[index];
        node.options.delete_before_replace == Some(true)
            || (node.schema.meta.delete_first && record.environment == node.environment)
            || input.delete_first.contains(&index)
            || (record.environment == node.environment
                && (shares_unique_key(node.schema, &record.desired.inputs, inputs)
                    || is_found_by_same_key(node.schema, &record.desired.inputs, inputs)))
            || through_data_sources(input, node).any(|id| {
                self.decisions[id.index()].verdict == (Verdict::Replace { first: true })
                    && recorded_on(input, record, &input.program.nodes[id.index()].urn)
            })
    }
}

/// Whether a lookup by the new resource's natural key would find the old one, where the type does not say which
/// properties the key has: with the same inputs, the keys are the same.
fn is_found_by_same_key(schema: &Schema, old: &Value, new: &Value) -> bool {
    schema.meta.idempotency == Idempotency::NaturalKey
        && schema.meta.unique.is_empty()
        && compare(schema.inputs, old, new, Mode::Plan).is_empty()
}

/// Whether state records that the resource depends on this one.
fn recorded_on(input: &Input<'_>, record: &Record, urn: &Urn) -> bool {
    record.desired.dependencies.iter().any(|dependency| input.matched.name(dependency) == urn)
}

/// Whether a trigger replaces the resource, and if so whether that is only known during the apply.
fn triggered(recorded: &Value, wanted: &Value) -> Option<bool> {
    let (recorded, wanted) = (recorded.clone().reveal(), wanted.clone().reveal());
    if recorded.is_null() || wanted.is_null() || recorded == wanted { None } else { Some(wanted.has_unknown()) }
}

/// Whether `replace_on_changes` names a changed property, or one that contains it or is part of it.
fn replaces_on(node: &Node, change: &PropertyChange) -> bool {
    node.options.replace_on_changes.iter().flatten().any(|path| {
        path.covers(&change.path)
            || (path.meets(&change.path) && {
                let inner = path.below(&change.path).paths(&[&change.old, &change.new]);
                inner.iter().any(|path| path.get(&change.old) != path.get(&change.new))
            })
    })
}
