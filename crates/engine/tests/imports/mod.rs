//! The import graph of the files of a crate, read from their `use` trees and paths. Tests of several crates include it.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A module path below the crate: `["plan", "diff"]`.
pub(crate) type Module = Vec<String>;

/// One file: what it imports and, for a facade, what it re-exports from where.
#[derive(Default)]
struct File {
    imports: BTreeSet<Vec<String>>,
    exports: BTreeMap<String, Vec<String>>,
}

/// The text without comments, strings' contents and everything from the first test module on.
fn code(text: &str) -> String {
    let text =
        ["#[cfg(test)]", "#[cfg(all(test"].iter().fold(text, |text, tests| text.split(tests).next().unwrap_or(text));
    let lines = text.lines().map(|line| match line.find("//") {
        Some(start) if !line[..start].contains('"') => &line[..start],
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Splits `a, b::{c, d}` at its outer commas.
fn branches(tree: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (index, letter) in tree.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&tree[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    found.push(&tree[start..]);
    found.into_iter().map(str::trim).filter(|branch| !branch.is_empty()).collect()
}

/// The paths of a `use` tree, each with the name that it brings into scope.
fn leaves(tree: &str, before: &[String], into: &mut Vec<(Vec<String>, String)>) {
    for branch in branches(tree) {
        if let Some((path, inner)) = branch.split_once('{') {
            let outer = path.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned);
            let outer: Vec<String> = before.iter().cloned().chain(outer).collect();
            leaves(inner.trim_end().trim_end_matches('}'), &outer, into);
            continue;
        }
        let (path, name) = match branch.split_once(" as ") {
            Some((path, name)) => (path, Some(name.trim().to_owned())),
            None => (branch, None),
        };
        let parts = path.split("::").map(str::trim).filter(|part| *part != "self" || before.is_empty());
        let path: Vec<String> = before.iter().cloned().chain(parts.map(str::to_owned)).collect();
        let name = name.or_else(|| path.last().cloned()).unwrap_or_default();
        into.push((path, name));
    }
}

/// A path as seen from a module, from the crate's root; `None` for other crates.
fn absolute(path: &[String], module: &Module, modules: &BTreeSet<Module>) -> Option<Vec<String>> {
    let mut base: Module = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" => module.clone(),
        "super" => module[..module.len().checked_sub(1)?].to_vec(),
        child => {
            let inner: Module = module.iter().cloned().chain([child.to_owned()]).collect();
            return modules.contains(&inner).then(|| module.iter().chain(path).cloned().collect());
        }
    };
    for part in &path[1..] {
        match part.as_str() {
            "super" => drop(base.pop()),
            "self" => {}
            part => base.push(part.to_owned()),
        }
    }
    Some(base)
}

/// The module in which what a path names is defined: re-exports are followed.
fn home(path: &[String], files: &BTreeMap<Module, File>) -> Option<Module> {
    let mut path = path.to_vec();
    for _ in 0..8 {
        let depth = (0..=path.len()).rev().find(|depth| files.contains_key(&path[..*depth]))?;
        let (module, rest) = path.split_at(depth);
        match rest.first().and_then(|item| files[module].exports.get(item)) {
            Some(exported) => path = exported.iter().chain(&rest[1..]).cloned().collect(),
            None => return Some(module.to_vec()),
        }
    }
    None
}

fn sources(folder: &Path, module: &Module, into: &mut BTreeMap<Module, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut inner = module.clone();
        if !["mod", "lib"].contains(&name.as_str()) {
            inner.push(name);
        }
        if path.is_dir() {
            sources(&path, &inner, into);
        } else if inner.last().is_none_or(|name| name != "tests") {
            into.insert(inner, code(&std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Every file of the crate with its imports, but the tests' own.
fn files() -> BTreeMap<Module, File> {
    let mut texts = BTreeMap::new();
    // Each crate that includes this file reads its own sources.
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &Vec::new(), &mut texts);
    let modules: BTreeSet<Module> = texts.keys().cloned().collect();
    let mut files = BTreeMap::new();
    for (module, text) in &texts {
        let mut file = File::default();
        let has_code = !module.is_empty()
            && text.lines().any(|line| {
                let line = line.trim_start_matches("pub").trim_start_matches("(crate)").trim_start();
                ["struct ", "enum ", "fn ", "trait ", "impl ", "impl<", "async fn "]
                    .iter()
                    .any(|word| line.starts_with(word))
            });
        let mut rest = String::new();
        for statement in text.split(';') {
            let start = statement.rfind("use ").filter(|start| {
                let before = statement[..*start].lines().next_back().unwrap_or_default().trim();
                before.is_empty() || before.starts_with("pub")
            });
            let Some(start) = start else {
                rest.push_str(statement);
                rest.push('\n');
                continue;
            };
            rest.push_str(&statement[..start]);
            let public = statement[..start].lines().next_back().unwrap_or_default().trim().starts_with("pub");
            let mut found = Vec::new();
            leaves(&statement[start + 4..], &[], &mut found);
            for (path, name) in found {
                let Some(path) = absolute(&path, module, &modules) else { continue };
                // What a facade re-exports it does not use, unless it has code of its own.
                if public {
                    file.exports.insert(name, path.clone());
                }
                if !public || has_code {
                    file.imports.insert(path);
                }
            }
        }
        for (start, _) in rest.match_indices("crate::").chain(rest.match_indices("super::")) {
            // `$crate::` is a path of the caller's, and `pub(in crate::x)` a visibility.
            if rest[..start].ends_with(['$', ':']) || rest[..start].ends_with("(in ") {
                continue;
            }
            let path = rest[start..].split(|letter: char| !letter.is_alphanumeric() && !"_:".contains(letter)).next();
            let path: Vec<String> = path.unwrap_or_default().split("::").map(str::to_owned).collect();
            file.imports.extend(absolute(&path, module, &modules));
        }
        // `child::item`, of a module that this one declares.
        let inner = modules.iter().filter(|other| other.len() == module.len() + 1 && other.starts_with(module));
        for child in inner.filter_map(|inner| inner.last()) {
            for (start, _) in rest.match_indices(&format!("{child}::")) {
                if rest[..start].ends_with(|letter: char| letter.is_alphanumeric() || "_:".contains(letter)) {
                    continue;
                }
                let path =
                    rest[start..].split(|letter: char| !letter.is_alphanumeric() && !"_:".contains(letter)).next();
                let path: Vec<String> = path.unwrap_or_default().split("::").map(str::to_owned).collect();
                file.imports.extend(absolute(&path, module, &modules));
            }
        }
        files.insert(module.clone(), file);
    }
    files
}

/// For each file, the files that it imports from.
pub(crate) fn edges() -> BTreeMap<Module, BTreeSet<Module>> {
    let files = files();
    let of = |module: &Module| {
        let homes = files[module].imports.iter().filter_map(|path| home(path, &files));
        homes.filter(|home| home != module && !home.is_empty()).collect()
    };
    files.keys().map(|module| (module.clone(), of(module))).collect()
}

/// The files that can be reached from one.
fn reached(edges: &BTreeMap<Module, BTreeSet<Module>>, from: &Module) -> BTreeSet<Module> {
    let mut open: Vec<&Module> = edges[from].iter().collect();
    let mut reached = BTreeSet::new();
    while let Some(next) = open.pop() {
        if reached.insert(next.clone()) {
            open.extend(&edges[next]);
        }
    }
    reached
}

/// The files that import one another in a circle, as `plan::diff`.
pub(crate) fn in_circles(edges: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    edges.keys().filter(|file| reached(edges, file).contains(*file)).map(|file| file.join("::")).collect()
}

/// A module of its path: `plan::diff`.
pub(crate) fn module(path: &str) -> Module {
    path.split("::").map(str::to_owned).collect()
}
