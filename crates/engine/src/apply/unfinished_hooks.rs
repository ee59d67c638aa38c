//! The hooks that earlier runs did not finish: found for the steps that repeat them, renamed with their resources, and
//! ended where nothing repeats them.

use super::context::RunContext;
use super::recover::settle;
use crate::model::hook::{HookPoint, PlannedHook};
use crate::model::urn::Urn;
use crate::state::{Change, Operation, Pending, RecordKey};

/// Whether the hook belongs to a revision: several revisions of a resource may be deleted.
fn is_of_revision(point: HookPoint) -> bool {
    matches!(point, HookPoint::BeforeDelete | HookPoint::AfterDelete)
}

impl RunContext {
    /// The journal entries of a hook that earlier runs did not finish, for a step of the hook.
    pub(super) fn pending_hooks<'s>(
        &'s self,
        key: &'s RecordKey,
        hook: &'s PlannedHook,
    ) -> impl Iterator<Item = &'s Pending> {
        self.unfinished_hooks().filter_map(move |(pending, found)| {
            let is_revision = pending.key.revision == key.revision || !is_of_revision(hook.point);
            let is_own = is_revision && self.name_in_run(pending, &found) == &key.urn;
            (is_own && found.name == hook.name && found.point == hook.point).then_some(pending)
        })
    }

    /// The hooks that earlier runs did not finish, with their journal entries.
    fn unfinished_hooks(&self) -> impl Iterator<Item = (&Pending, PlannedHook)> {
        let hooks = self.snapshot.pending.iter().filter(|pending| pending.operation == Operation::Hook);
        hooks.filter_map(|pending| Some((pending, PlannedHook::read(&pending.desired.inputs)?.0)))
    }

    /// The name that the resource of a hook has in the plan.
    fn name_in_run<'s>(&'s self, pending: &'s Pending, hook: &PlannedHook) -> &'s Urn {
        let renamed = self.renames.get(&pending.key.urn);
        let renamed = renamed.filter(|to| !is_of_revision(hook.point) || to.revision == pending.key.revision);
        renamed.map_or(&pending.key.urn, |to| &to.urn)
    }

    /// Gives the journal entries of hooks the new name of their resource, for the commit that renames it: if the hooks do
    /// not run after that, the next run finds them.
    pub(super) fn renamed_hooks(&self, from: &RecordKey, to: &Urn) -> Vec<Change> {
        let hooks = self.unfinished_hooks().filter(|(pending, hook)| {
            pending.key.urn == from.urn && self.name_in_run(pending, hook) == to && self.is_repeated(pending, hook)
        });
        let renamed = hooks.flat_map(|(pending, _)| {
            let key = RecordKey { urn: to.clone(), revision: pending.key.revision };
            [settle(&pending.op, "its resource is renamed"), Change::Begin(Pending { key, ..pending.clone() })]
        });
        renamed.collect()
    }

    /// Ends the journal entries of hooks that no run will repeat: the program no longer declares them, or their resource
    /// no longer exists.
    pub(super) fn abandoned_hooks(&self) -> Vec<Change> {
        let left = self.unfinished_hooks().filter(|(pending, hook)| !self.is_repeated(pending, hook));
        left.map(|(pending, _)| settle(&pending.op, "interrupted; no step repeats the hook")).collect()
    }

    /// Whether this run or a later one repeats a hook.
    fn is_repeated(&self, pending: &Pending, hook: &PlannedHook) -> bool {
        let urn = self.name_in_run(pending, hook);
        let mut steps = self.plan.steps.iter().filter(|step| step.urn() == urn);
        let is_same = |planned: &PlannedHook| planned.name == hook.name && planned.point == hook.point;
        if steps.clone().any(|step| step.action.hook().is_some_and(is_same)) {
            return true;
        }
        if hook.point == HookPoint::AfterDelete {
            // The journal has all that a run needs for it, unless its resource is still there.
            return !self.snapshot.records.contains_key(&pending.key);
        }
        let is_deleted = self.snapshot.current(&pending.key.urn).is_none() || steps.any(|step| step.action.deletes());
        // A resource that is neither declared by this name nor deleted is not selected, and may have another name.
        let is_declared = self.values.program().is_none_or(|program| {
            let mut hooks = program.hooks.iter().filter(|declared| program.nodes[declared.node.index()].urn == *urn);
            hooks.any(|declared| declared.name == hook.name && declared.points.contains(&hook.point))
                || !program.nodes.iter().any(|node| node.urn == *urn)
        });
        hook.point.is_after() && !is_deleted && is_declared
    }
}
