//! Deserializes a whole tree and collects all problems.

use std::collections::BTreeMap;

use archipel_engine::Path;
use serde::de::DeserializeOwned;

use super::configuration::{Configuration, Problem};
use super::de::{De, Findings, MISSING};
use super::tree::{Kind, Node, Origin};

/// The maximum number of reported problems of a file.
const MOST: usize = 100;

/// A problem and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) problem: Problem,
    pub(crate) origin: Origin,
}

/// Deserializes a tree.
///
/// After a problem, the invalid value is replaced by one that fits every type, and the tree is read again, to find
/// the remaining problems.
pub(crate) fn read<T: DeserializeOwned>(tree: &Node, reserved: &'static [&'static str]) -> Result<T, Vec<Located>> {
    read_noting(tree, reserved, &mut BTreeMap::new())
}

/// Like [`read`], and notes the keys that are secrets, each with whether its value is in plain text.
fn read_noting<T: DeserializeOwned>(
    tree: &Node,
    reserved: &'static [&'static str],
    secrets: &mut BTreeMap<String, bool>,
) -> Result<T, Vec<Located>> {
    let mut tree = tree.clone();
    let mut problems = Vec::new();
    for _ in 0..MOST {
        let findings = Findings { reserved, ..Findings::default() };
        let result = T::deserialize(De { node: &tree, path: Path::root(), findings: &findings });
        secrets.extend(findings.secrets.into_inner());
        for unknown in findings.unknown.into_inner() {
            let origin = tree.origin_of(&unknown.path);
            let key = unknown.path.to_string();
            // Found before, with a hint that does not consider the stand-ins.
            if !problems.iter().any(|located: &Located| located.problem.key == key) {
                let problem = Problem::new(key, unknown.message, unknown.hint);
                problems.push(Located { problem, origin });
            }
        }
        let stop = match result {
            Ok(value) if problems.is_empty() => return Ok(value),
            Ok(_) => break,
            Err(stop) => stop,
        };
        let path = stop.path.unwrap_or_default();
        let in_wild = tree.is_wild(&path);
        if in_wild && stop.missing.is_none() {
            // The type rejects the stand-in: its problem is already reported. Another stand-in may fit.
            if tree.wilder(&path) {
                continue;
            }
            break;
        }
        if !in_wild {
            let origin = tree.origin_of(&path);
            problems.push(Located {
                problem: Problem { key: path.to_string(), message: stop.message, hint: stop.hint },
                origin,
            });
        }
        let origin = tree.origin_of(&path);
        if !tree.set(&path, Node { kind: Kind::Wild(0), origin }) {
            break;
        }
    }
    for Located { problem, .. } in &mut problems {
        if problem.message == MISSING && secrets.contains_key(&problem.key) {
            problem.hint = Some(format!("set it with `secret set {}`", problem.key));
        }
    }
    problems.sort_by(|a, b| (&a.origin, &a.problem.key).cmp(&(&b.origin, &b.problem.key)));
    Err(problems)
}

/// Deserializes the configuration of a program and adds the problems that the program reports.
pub(crate) fn configuration<C: Configuration>(
    tree: &Node,
    reserved: &'static [&'static str],
    secrets: &mut BTreeMap<String, bool>,
) -> Result<C, Vec<Located>> {
    let config: C = read_noting(tree, reserved, secrets)?;
    let problems: Vec<Located> = config
        .problems()
        .into_iter()
        .map(|problem| {
            let origin = Path::parse(&problem.key).map_or(Origin::Nowhere, |path| tree.origin_of(&path));
            Located { problem, origin }
        })
        .collect();
    if problems.is_empty() { Ok(config) } else { Err(problems) }
}
