//! The folders of `src` are the layers of the engine: imports point one way, and no files import one another in a circle.

mod imports;

use std::collections::BTreeSet;

use imports::{Module, edges, in_circles, module};

/// The layers, lowest first. A file imports from its own layer and from those below it.
const LAYERS: [&[&str]; 8] = [
    &["model"],
    &["provider"],
    &["program"],
    &["state", "reference"],
    &["plan"],
    &["event", "estimate", "policy"],
    &["apply"],
    &["driver"],
];
/// Files that may import one another: a stack, its scopes, and what is declared in them.
const ALLOWED_IN_CIRCLES: usize = 4;

fn layer(module: &Module) -> Option<usize> {
    let folder = module.first()?;
    LAYERS.iter().position(|layer| layer.contains(&folder.as_str()))
}

#[test]
fn imports_point_down_the_layers() {
    let edges = edges();
    assert!(edges.len() > 60, "found only {} files", edges.len());
    assert!(edges.values().map(BTreeSet::len).sum::<usize>() > 200, "imports are not recognised");
    let mut upward = Vec::new();
    for (from, imports) in &edges {
        // Tests of stacks are built on everything; nothing is built on them.
        if from.first().is_none_or(|folder| folder == "testing") {
            continue;
        }
        let Some(own) = layer(from) else { panic!("`{}` is in no layer: add it to LAYERS", from.join("::")) };
        for to in imports {
            if layer(to).is_none_or(|other| other > own) {
                upward.push(format!("{} imports {}", from.join("::"), to.join("::")));
            }
        }
    }
    assert!(upward.is_empty(), "imports that point up:\n{}", upward.join("\n"));
}

#[test]
fn only_the_declaring_files_of_the_program_import_one_another() {
    let edges = edges();
    let in_circles = in_circles(&edges);
    let elsewhere: Vec<&String> = in_circles.iter().filter(|file| !file.starts_with("program::")).collect();
    assert!(elsewhere.is_empty(), "files in import circles: {elsewhere:?}");
    let declaring: Vec<&String> = in_circles.iter().filter(|file| file.starts_with("program::")).collect();
    assert!(declaring.len() <= ALLOWED_IN_CIRCLES, "files in import circles: {declaring:?}");
}

/// What the test would find is found: `use` trees are read, re-exports followed, and paths within code seen.
#[test]
fn imports_are_resolved_to_the_file_that_defines_the_item() {
    let edges = edges();
    // `plan` re-exports `Step` from `plan::step`; `driver` names it through the facade.
    assert!(edges[&module("policy")].contains(&module("plan::step")));
    assert!(edges[&module("driver::apply")].contains(&module("apply::cancel")));
}
