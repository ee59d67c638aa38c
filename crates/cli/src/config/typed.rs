//! A whole tree into a type, with everything that is wrong.

use archipel_engine::path::Path;
use serde::de::DeserializeOwned;

use super::configuration::{Configuration, Problem};
use super::de::{De, Findings};
use super::tree::{Kind, Node, Origin};

/// No file has more mistakes than this that are worth telling.
const MOST: usize = 100;

/// A problem and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) problem: Problem,
    pub(crate) origin: Origin,
}

/// Reads a tree into a type.
///
/// After a mistake, what is wrong is replaced by a value that takes every type, and the tree is read again: what else
/// is wrong is found too.
pub(crate) fn read<T: DeserializeOwned>(tree: &Node, reserved: &'static [&'static str]) -> Result<T, Vec<Located>> {
    let mut tree = tree.clone();
    let mut problems = Vec::new();
    for _ in 0..MOST {
        let findings = Findings { reserved, ..Findings::default() };
        let result = T::deserialize(De { node: &tree, path: Path::root(), findings: &findings });
        for unknown in findings.unknown.into_inner() {
            let origin = tree.origin_of(&unknown.path);
            let key = unknown.path.to_string();
            // It was found before, with a hint that did not know what was put in since.
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
            // The stand-in is refused: what was wrong here is reported already. Perhaps another one is taken.
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
    problems.sort_by(|a, b| (&a.origin, &a.problem.key).cmp(&(&b.origin, &b.problem.key)));
    Err(problems)
}

/// Reads a tree into a program's configuration, and lets it say what else is wrong.
pub(crate) fn configuration<C: Configuration>(
    tree: &Node,
    reserved: &'static [&'static str],
) -> Result<C, Vec<Located>> {
    let config: C = read(tree, reserved)?;
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
