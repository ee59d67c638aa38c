//! No source files import each other in a cycle.

#[path = "../../engine/tests/imports/mod.rs"]
mod imports;

use std::collections::BTreeSet;

use imports::{edges, in_circles, module};

#[test]
fn no_files_import_one_another() {
    let edges = edges();
    assert!(edges.len() > 80, "found only {} files", edges.len());
    assert!(edges.values().map(BTreeSet::len).sum::<usize>() > 200, "imports are not recognised");
    let in_circles = in_circles(&edges);
    assert!(in_circles.is_empty(), "files in import circles: {in_circles:?}");
}

/// The commands are the top layer: only the entry point imports them.
#[test]
fn only_the_entry_point_imports_the_commands() {
    let of_commands = |name: &String| name == "commands";
    for (from, imports) in edges() {
        if from.is_empty() || from.first().is_some_and(of_commands) || from == module("run") {
            continue;
        }
        let commands: Vec<String> =
            imports.iter().filter(|to| to.first().is_some_and(of_commands)).map(|to| to.join("::")).collect();
        assert!(commands.is_empty(), "{} imports {commands:?}", from.join("::"));
    }
}
