//! Replacements that delete first and that the service would refuse, because something that stays uses the old resource.

use std::collections::BTreeMap;

use super::decision::{Decision, Input, Verdict};
use crate::model::value::Value;
use crate::program::{Node, ProgramError};
use crate::state::Record;

/// The replacements that cannot succeed: the service refuses to delete the old resource while it is used, and what uses it
/// changes only after the new one exists.
pub(super) fn refused(input: &Input<'_>, decisions: &[Decision]) -> Vec<ProgramError> {
    let nodes = &input.program.nodes;
    let first = |index: usize| decisions[index].verdict == (Verdict::Replace { first: true });
    // The first user of each, so that a resource with many users is one error.
    let mut users: BTreeMap<usize, &Node> = BTreeMap::new();
    for (index, user) in nodes.iter().enumerate().filter(|(index, _)| !first(*index)) {
        let Some(record) = input.matched.current[index] else { continue };
        for used in user.dependencies.iter().map(|id| id.index()) {
            let refused = first(used) && nodes[used].schema.meta.undeletable_in_use && !users.contains_key(&used);
            let old = input.matched.current[used].filter(|_| refused);
            if old.is_some_and(|old| mentions(&record.desired.inputs, &names(old))) {
                users.insert(used, user);
            }
        }
    }
    let error = |(used, user): (usize, &Node)| {
        let node = &nodes[used];
        let message = format!(
            "{} would be deleted before it is created again, which {} refuses while {} uses it: give the new one \
             another name, so that it is created first, or remove the use in an earlier run",
            node.urn, node.schema.meta.service, user.urn
        );
        ProgramError { at: node.at, message }
    };
    users.into_iter().map(error).collect()
}

/// The texts by which others refer to a resource: its id and its outputs.
fn names(record: &Record) -> Vec<&str> {
    let mut names = vec![record.id.as_str()];
    if let Value::Map(outputs) = &record.outputs {
        names.extend(outputs.values().filter_map(Value::as_str).filter(|text| !text.is_empty()));
    }
    names
}

fn mentions(value: &Value, names: &[&str]) -> bool {
    match value {
        Value::Str(text) => names.contains(&text.as_str()),
        Value::List(items) => items.iter().any(|item| mentions(item, names)),
        Value::Map(entries) => entries.values().any(|item| mentions(item, names)),
        Value::Secret(inner) => mentions(inner, names),
        _ => false,
    }
}
