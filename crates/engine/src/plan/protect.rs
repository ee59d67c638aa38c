//! Protection: by an option that state records or the program sets, or the service's own. It holds for the whole plan.

use super::decision::{Decision, Input};
use super::deletion::{DeletionCause, Deletions, shares_unique_key};
use super::error::Protected;
use super::order::is_retained;
use super::reason::{Effect, Reason};
use super::select::Pattern;
use super::step::{Action, Step, StepId};
use super::warning::Warning;
use crate::model::value::Value;
use crate::program::{Program, ProgramError};
use crate::provider::Schemas;
use crate::state::Record;

/// The property by which a resource's service refuses to delete it, if that is on.
fn guard(record: &Record, schemas: &dyn Schemas) -> Option<&'static str> {
    let guard = schemas.schema(record.key.urn.type_name())?.meta.guard?;
    (record.desired.inputs.field(guard) == &Value::Bool(true)).then_some(guard)
}

/// The warnings for protected resources that a plan deletes or replaces because the options of the plan say so, and for
/// options that say so of nothing. The protection of a service holds regardless: it would refuse the delete.
pub(super) fn ignored(found: &mut Vec<Protected>, patterns: &[Pattern]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut used = vec![false; patterns.len()];
    found.retain(|Protected { urn, replaced, guard, .. }| {
        let mut named = false;
        for (pattern, used) in patterns.iter().zip(&mut used) {
            if pattern.matches(urn) {
                (named, *used) = (true, true);
            }
        }
        let ignores = named && guard.is_none();
        if ignores {
            warnings.push(Warning::ProtectionIgnored { urn: urn.clone(), replaced: *replaced });
        }
        !ignores
    });
    let useless = patterns.iter().zip(used).filter(|(_, used)| !used);
    warnings.extend(useless.map(|(pattern, _)| Warning::NothingProtected { pattern: pattern.clone() }));
    warnings
}

/// The protected resources that a plan would delete or replace. Old revisions that are left over from a replacement are
/// not checked: the replacement was permitted when it was made. Nor are resources that the program forgets: they stay.
pub(super) fn protected(
    program: &Program,
    deletions: &Deletions<'_>,
    schemas: &dyn Schemas,
    steps: &[Step],
    delete: &[Option<StepId>],
) -> Vec<Protected> {
    let mut found: Vec<Protected> = deletions
        .planned
        .iter()
        .zip(delete)
        .filter(|(deletion, _)| !matches!(deletion.cause, DeletionCause::Leftover | DeletionCause::Forgotten))
        .filter_map(|(deletion, delete)| {
            let guard = guard(deletion.record, schemas);
            let declared = || deletion.node.is_some_and(|node| program.nodes[node].options.is_protected());
            if !deletion.record.desired.options.protect && guard.is_none() && !declared() {
                return None;
            }
            let replaced = deletion.cause == DeletionCause::Replaced;
            // The reasons of the replacement explain more than those of its delete.
            let because = match deletion.node.filter(|_| replaced) {
                Some(node) => steps.iter().find(|step| {
                    step.node.is_some_and(|id| id.index() == node) && matches!(step.action, Action::Replace { .. })
                }),
                None => delete.and_then(|id| steps.get(id.index())),
            };
            let mut reasons: Vec<Reason> = because.map(|step| step.reasons.clone()).unwrap_or_default();
            if replaced {
                reasons.retain(|reason| !matches!(reason, Reason::Property { effect: Effect::Update, .. }));
            }
            Some(Protected { urn: deletion.record.key.urn.clone(), replaced, guard, reasons })
        })
        .collect();
    found.sort_by(|a, b| a.urn.cmp(&b.urn));
    found
}

/// The resources that would take over the name or key of one that the plan leaves in place.
pub(super) fn retained_keys(input: &Input<'_>, decisions: &[Decision], deletions: &Deletions<'_>) -> Vec<ProgramError> {
    let mut found = Vec::new();
    for deletion in deletions.planned.iter().filter(|deletion| is_retained(input, deletion)) {
        let (record, replaced) = (deletion.record, deletion.cause == DeletionCause::Replaced);
        let Some(index) = deletion.node.filter(|_| replaced) else { continue };
        let (node, wanted) = (&input.program.nodes[index], &decisions[index].desired.inputs);
        if record.environment == node.environment && shares_unique_key(node.schema, &record.desired.inputs, wanted) {
            let message = format!(
                "{} would be replaced, and `retain_on_delete` keeps {}, which has the same name or key: change the name too, or remove `retain_on_delete`",
                node.urn, record.id
            );
            found.push(ProgramError { at: node.at, message });
        }
    }
    for &(index, deletion) in &deletions.claims {
        let deletion = &deletions.planned[deletion];
        if is_retained(input, deletion) {
            let (node, record) = (&input.program.nodes[index], deletion.record);
            let message = format!(
                "{} would get a name or key that {} ({}) has, which `retain_on_delete` keeps: choose another one, or give {} an alias if it is the same resource",
                node.urn, record.key.urn, record.id, node.urn
            );
            found.push(ProgramError { at: node.at, message });
        }
    }
    found
}
