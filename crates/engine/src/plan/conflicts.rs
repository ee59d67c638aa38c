//! Resources that their services refuse because of other resources of the stack.

use std::collections::HashMap;

use super::decision::{Decision, Input, Verdict};
use super::warning::Warning;
use crate::model::path::Segment;
use crate::model::value::Value;
use crate::program::{Expr, ProgramError};
use crate::provider::{PlannedResource, PlannedResources, Reference};

/// The conflicts that providers find: errors, and warnings where the service may accept the resource.
pub(super) fn conflicts(input: &Input<'_>, decisions: &[Decision]) -> (Vec<ProgramError>, Vec<Warning>) {
    let (mut refused, mut warnings) = (Vec::new(), Vec::new());
    if !decisions.iter().any(|decision| decision.verdict.changes()) {
        return (refused, warnings);
    }
    let checks = input.schemas.stack_checks();
    if checks.is_empty() {
        return (refused, warnings);
    }
    let (nodes, all): (Vec<usize>, Vec<PlannedResource<'_>>) =
        (0..decisions.len()).filter_map(|index| Some((index, planned(input, &decisions[index], index)?))).unzip();
    let planned = PlannedResources::new(all.clone(), references(input, &nodes, &all));
    for conflict in checks.iter().flat_map(|check| check(&planned)) {
        let node = &input.program.nodes[nodes[conflict.resource]];
        let message = format!("{}: {}", node.urn, conflict.message);
        if conflict.is_certain {
            refused.push(ProgramError { at: node.at, message });
        } else {
            warnings.push(Warning::Text(message));
        }
    }
    (refused, warnings)
}

/// The resource of a node after the plan; `None` for one that does not exist then, and for a data source.
fn planned<'a>(input: &Input<'a>, decision: &'a Decision, index: usize) -> Option<PlannedResource<'a>> {
    let node = &input.program.nodes[index];
    let record = input.matched.current[index];
    let as_planned = matches!(decision.desired.inputs, Value::Map(_)) && decision.verdict != Verdict::Nothing;
    let inputs = if as_planned { &decision.desired.inputs } else { &record?.desired.inputs };
    let replaces = match decision.verdict {
        Verdict::Replace { first: false } => record.map(|record| &record.desired.inputs),
        _ => None,
    };
    (!node.schema.data_source).then_some(PlannedResource {
        urn: &node.urn,
        schema: node.schema,
        environment: &node.environment,
        inputs,
        is_new: matches!(decision.verdict, Verdict::Create | Verdict::Replace { .. }),
        is_changed: decision.verdict.changes(),
        replaces,
    })
}

/// Finds what the properties of these nodes refer to: by the program where it decides the value, otherwise by the id.
fn references<'a>(
    input: &Input<'a>,
    nodes: &[usize],
    all: &[PlannedResource<'a>],
) -> impl Fn(usize, &str) -> Vec<Reference> + use<'a> {
    let by_node: HashMap<usize, usize> = nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
    let with_id = nodes.iter().enumerate().filter(|(at, _)| !all[*at].is_new);
    let by_id: HashMap<&'a str, usize> =
        with_id.filter_map(|(at, node)| Some((input.matched.current[*node]?.id.as_str(), at))).collect();
    let exprs: Vec<_> =
        nodes.iter().map(|&node| input.selected.node(node).then_some(&input.program.nodes[node].inputs)).collect();
    let inputs: Vec<&'a Value> = all.iter().map(|planned| planned.inputs).collect();
    move |at, path| {
        let (property, within) = path.split_once('.').unwrap_or((path, ""));
        let (value, expr) = (inputs[at].field(property), exprs[at].and_then(|exprs| exprs.get(property)));
        let mut parts = Vec::new();
        values_at(value, expr, within, &mut parts);
        let reference = |(value, expr): (&Value, Option<&Expr>)| {
            let node = expr.and_then(Expr::attribute_of).and_then(|node| by_node.get(&node.index()));
            let id = || {
                let text = value.as_str().filter(|text| !text.is_empty())?;
                let known = by_id.get(text).map(|at| Reference::Planned(*at));
                Some(known.unwrap_or_else(|| Reference::Other(text.to_owned())))
            };
            node.map(|at| Reference::Planned(*at)).or_else(id)
        };
        parts.into_iter().filter_map(reference).collect()
    }
}

/// The values within a property at a path of names, each with its expression where the program writes it out. A list has
/// those of its elements.
fn values_at<'v>(value: &'v Value, expr: Option<&'v Expr>, path: &str, found: &mut Vec<(&'v Value, Option<&'v Expr>)>) {
    match (value.as_list(), expr.and_then(Expr::items)) {
        (values, Some(items)) => {
            for (index, expr) in items.iter().enumerate() {
                let value = values.and_then(|values| values.get(index)).unwrap_or(&Value::Null);
                values_at(value, Some(expr), path, found);
            }
        }
        (Some(values), None) => values.iter().for_each(|value| values_at(value, None, path, found)),
        (None, None) if path.is_empty() => found.push((value, expr)),
        (None, None) => {
            let (name, within) = path.split_once('.').unwrap_or((path, ""));
            let inner = expr.and_then(|expr| expr.at(&Segment::Key(name.to_owned())));
            values_at(value.field(name), inner, within, found);
        }
    }
}
