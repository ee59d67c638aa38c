//! Suggests renames that a plan would execute as a delete and a create: found by what the two resources have in common,
//! with the option that declares the rename.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::decision::{Decision, Input, Verdict};
use super::super::deletion::{DeletionCause, Deletions};
use super::super::diff::{Mode, compare};
use super::super::step::Difference;
use crate::model::environment::Environment;
use crate::model::urn::Urn;
use crate::state::{Phase, Record};

/// The number of removed resources that are compared with one new resource if names and keys do not match.
const MOST: usize = 32;

/// The matching properties of a removed and a new resource, besides their type and environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Match {
    /// A name or key that no two resources may share.
    Key,
    /// Every property.
    Properties,
    /// Their own names and every property that is known before the apply: they are in a component that was renamed.
    Component,
}

/// A resource or component that the program may only have renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Suggestion {
    /// The resources: the name that state has, and the one that the program has.
    pub moves: Vec<(Urn, Urn)>,
    /// The evidence that both are the same resource.
    pub matched: Match,
    /// The option to add to the resource, or to the component's scope.
    pub code: String,
    /// For a component: the path that the option's scope has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// The source line to add it to, for a single resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The commands that rename the records instead, without the program's name before them.
    pub commands: Vec<String>,
}

impl std::fmt::Display for Suggestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some((from, to)) = self.moves.first() else { return Ok(()) };
        match &self.component {
            Some(component) => write!(
                f,
                "{} resources would be deleted and recreated, {from} as {to} among them, and look the same: if the component `{component}` was only renamed, declare it on its scope: .with_options({})",
                self.moves.len(),
                self.code
            ),
            None => {
                let common = match self.matched {
                    Match::Key => "has the same name or key",
                    Match::Properties => "has the same properties",
                    Match::Component => "has the same name and properties",
                };
                write!(f, "{from} would be deleted, and {to} {common}: if it was only renamed, give it the option ")?;
                write!(f, "{}", self.code)?;
                self.line.iter().try_for_each(|line| write!(f, " at {line}"))
            }
        }?;
        self.commands.first().map_or(Ok(()), |command| write!(f, " (or run `{command}`)"))
    }
}

/// Finds probable renames. Only unambiguous ones are suggested.
pub(in crate::plan) fn renames(
    input: &Input<'_>,
    decisions: &[Decision],
    deletions: &Deletions<'_>,
) -> Vec<Suggestion> {
    let planned = &deletions.planned;
    let leaves = |index: usize| {
        planned[index].cause == DeletionCause::NotInProgram && planned[index].record.phase == Phase::Live
    };
    let mut leaving: HashMap<(&str, &Environment), Vec<usize>> = HashMap::new();
    for index in (0..planned.len()).filter(|&index| leaves(index)) {
        let record = planned[index].record;
        leaving.entry((record.key.urn.type_name(), &record.environment)).or_default().push(index);
    }
    if leaving.is_empty() {
        return Vec::new();
    }
    let mut by_key: HashMap<usize, usize> = HashMap::new();
    for &(node, index) in deletions.claims.iter().filter(|(_, index)| leaves(*index)) {
        by_key.entry(node).or_insert(index);
    }
    // By removed resource: the candidates.
    let mut picks: BTreeMap<usize, Vec<(usize, Match)>> = BTreeMap::new();
    for (index, decision) in decisions.iter().enumerate() {
        let node = &input.program.nodes[index];
        if decision.verdict != Verdict::Create || input.matched.newest[index] > 0 {
            continue;
        }
        let Some(candidates) = leaving.get(&(node.schema.type_name, &node.environment)) else { continue };
        let found = match by_key.get(&index) {
            Some(&found) => Some((found, Match::Key)),
            None => same(input, index, decision, candidates, |candidate| planned[candidate].record),
        };
        if let Some((found, matched)) = found {
            picks.entry(found).or_default().push((index, matched));
        }
    }
    let clear = picks.into_iter().filter_map(|(found, nodes)| match nodes.as_slice() {
        [(node, matched)] => Some((planned[found].record, *node, *matched)),
        _ => None,
    });
    worded(input, clear)
}

/// The only one of these records that has the same properties as the new resource, if it is a single one.
fn same<'r>(
    input: &Input<'_>,
    index: usize,
    decision: &Decision,
    candidates: &[usize],
    record: impl Fn(usize) -> &'r Arc<Record>,
) -> Option<(usize, Match)> {
    let node = &input.program.nodes[index];
    let named = |candidate: &usize| record(*candidate).key.urn.name() == node.urn.name();
    let all_known = !decision.desired.inputs.has_unknown();
    let like = |candidate: &usize| {
        let found =
            compare(node.schema.inputs, &record(*candidate).desired.inputs, &decision.desired.inputs, Mode::Plan);
        found.iter().all(|found| !all_known && found.change.difference == Difference::MayChange)
    };
    let mut namesakes = candidates.iter().copied().filter(named).filter(|c| like(c));
    match (namesakes.next(), namesakes.next()) {
        (Some(one), None) if all_known => return Some((one, Match::Properties)),
        (Some(one), None) => return Some((one, Match::Component)),
        (Some(_), Some(_)) => return None,
        (None, _) => {}
    }
    // Where values are unknown, two resources with other names may only look alike.
    if !all_known || candidates.len() > MOST {
        return None;
    }
    let mut others = candidates.iter().copied().filter(|c| like(c));
    match (others.next(), others.next()) {
        (Some(one), None) => Some((one, Match::Properties)),
        _ => None,
    }
}

/// The recorded name, the node, and the evidence that both are the same.
type Moved = (Urn, usize, Match);

/// Suggestions in words: one for each component of which several resources moved, one for each other resource.
fn worded<'a>(input: &Input<'_>, found: impl Iterator<Item = (&'a Arc<Record>, usize, Match)>) -> Vec<Suggestion> {
    let mut components: BTreeMap<(String, String), Vec<Moved>> = BTreeMap::new();
    let mut single: Vec<Moved> = Vec::new();
    for (record, node, matched) in found {
        let (from, to) = (record.key.urn.clone(), &input.program.nodes[node].urn);
        match components_of(&from, to) {
            Some(renamed) => components.entry(renamed).or_default().push((from, node, matched)),
            None => single.push((from, node, matched)),
        }
    }
    let stack = &input.program.stack;
    let command = |from: &Urn, to: &Urn| format!("state mv {stack} '{from}' '{to}'");
    let mut suggestions = Vec::new();
    for ((old, new), moved) in components {
        if moved.len() == 1 {
            single.extend(moved);
            continue;
        }
        let moves: Vec<(Urn, Urn)> =
            moved.iter().map(|(from, node, _)| (from.clone(), input.program.nodes[*node].urn.clone())).collect();
        suggestions.push(Suggestion {
            matched: moved.iter().map(|(.., matched)| *matched).max().unwrap_or(Match::Component),
            code: format!("Options::new().alias({})", alias(&old, &new)),
            component: Some(new),
            line: None,
            commands: moves.iter().map(|(from, to)| command(from, to)).collect(),
            moves,
        });
    }
    suggestions.extend(single.into_iter().map(|(from, node, matched)| {
        let node = &input.program.nodes[node];
        Suggestion {
            code: format!(".alias({})", alias(from.path(), node.urn.path())),
            component: None,
            line: Some(node.at.to_string()),
            commands: vec![command(&from, &node.urn)],
            moves: vec![(from, node.urn.clone())],
            matched,
        }
    }));
    suggestions
}

/// The paths of the components of which two resources differ, if their own names are the same: what is left when the
/// end that they share is taken off.
fn components_of(from: &Urn, to: &Urn) -> Option<(String, String)> {
    let (mut old, mut new) = (from.path(), to.path());
    if old.rsplit('/').next() != new.rsplit('/').next() {
        return None;
    }
    while let (Some((left, a)), Some((right, b))) = (old.rsplit_once('/'), new.rsplit_once('/'))
        && a == b
    {
        (old, new) = (left, right);
    }
    // At least one of them is at the top.
    if old.rsplit('/').next() == new.rsplit('/').next() { None } else { Some((old.to_owned(), new.to_owned())) }
}

/// The alias that finds an old path from a new one.
fn alias(old: &str, new: &str) -> String {
    let split =
        |path: &str| path.rsplit_once('/').map_or((String::new(), path.to_owned()), |(a, b)| (a.into(), b.into()));
    let ((old_in, old_name), (new_in, _)) = (split(old), split(new));
    if old_in == new_in { format!("Alias::Name({old_name:?}.into())") } else { format!("Alias::Path({old:?}.into())") }
}
