//! Replacements that delete first and that the service would refuse, because something that stays uses the old resource.

use super::decision::{Decision, Input, Verdict};
use crate::model::value::Value;
use crate::program::{NodeId, ProgramError};
use crate::state::Record;

/// The replacements that cannot succeed: the service refuses to delete the old resource while it is used, and what uses it
/// changes only after the new one exists.
pub(super) fn refused(input: &Input<'_>, decisions: &[Decision]) -> Vec<ProgramError> {
    let nodes = &input.program.nodes;
    let first = |index: usize| decisions[index].verdict == (Verdict::Replace { first: true });
    let mut found = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let Some(old) = input.matched.current[index].filter(|_| first(index) && node.schema.meta.undeletable_in_use)
        else {
            continue;
        };
        let id = NodeId(u32::try_from(index).unwrap_or(u32::MAX));
        let names = names(old);
        let user = nodes.iter().enumerate().find(|(other, user)| {
            let record = input.matched.current[*other];
            user.dependencies.contains(&id)
                && !first(*other)
                && record.is_some_and(|record| mentions(&record.desired.inputs, &names))
        });
        if let Some((_, user)) = user {
            let message = format!(
                "{} would be deleted before it is created again, which {} refuses while {} uses it: give the new one \
                 another name, so that it is created first, or remove the use in an earlier run",
                node.urn, node.schema.meta.service, user.urn
            );
            found.push(ProgramError { at: node.at, message });
        }
    }
    found
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
