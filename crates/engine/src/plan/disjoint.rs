//! Resources that take a part of an IP range which a deleted resource still has.

use ipnet::IpNet;

use super::decision::{Decision, Input, Verdict};
use super::diff::plain;
use crate::model::environment::Environment;
use crate::model::schema::Schema;
use crate::model::value::Value;
use crate::state::Record;

/// A range of a resource, with all that another one must share for the ranges to be in conflict.
struct Held<'a> {
    type_name: &'a str,
    environment: &'a Environment,
    within: Vec<Value>,
    range: IpNet,
}

impl<'a> Held<'a> {
    fn of(schema: &'a Schema, environment: &'a Environment, inputs: &Value) -> Option<Self> {
        let disjoint = schema.meta.disjoint?;
        let within: Vec<Value> = disjoint.within.iter().map(|name| plain(inputs.field(name))).collect();
        let range = inputs.field(disjoint.range).as_str()?.parse().ok()?;
        let is_known = !within.iter().any(Value::has_unknown);
        is_known.then_some(Self { type_name: schema.type_name, environment, within, range })
    }

    fn conflicts_with(&self, other: &Self) -> bool {
        let overlap = self.range.contains(&other.range) || other.range.contains(&self.range);
        overlap
            && self.type_name == other.type_name
            && self.environment == other.environment
            && self.within == other.within
    }
}

/// The nodes whose resource takes a part of the range of a deleted one, with the number of that. `deleted` are the records, each
/// with the node whose new revision replaces it: whether that is deleted first is the node's own decision.
pub(super) fn taken_ranges<'r>(
    input: &Input<'r>,
    decisions: &[Decision],
    deleted: impl Iterator<Item = (&'r Record, Option<usize>)>,
) -> Vec<(usize, usize)> {
    let held: Vec<(usize, Option<usize>, Held<'r>)> = deleted
        .enumerate()
        .filter_map(|(index, (record, replaced))| {
            let schema = input.schemas.schema(record.key.urn.type_name())?;
            Some((index, replaced, Held::of(schema, &record.environment, &record.desired.inputs)?))
        })
        .collect();
    if held.is_empty() {
        return Vec::new();
    }
    let mut taken = Vec::new();
    for (node, decision) in decisions.iter().enumerate() {
        if !matches!(decision.verdict, Verdict::Create | Verdict::Replace { .. }) {
            continue;
        }
        let declared = &input.program.nodes[node];
        let Some(new) = Held::of(declared.schema, &declared.environment, &decision.desired.inputs) else { continue };
        let conflicts = held.iter().filter(|(_, replaced, old)| *replaced != Some(node) && old.conflicts_with(&new));
        taken.extend(conflicts.map(|(index, ..)| (node, *index)));
    }
    taken
}
