//! Stacks that read the outputs of other stacks.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::{DEV, Project};

fn reading(other: &str) -> Project {
    let project = Project::new();
    project.configure("reader", &format!("folder = \"b\"\nreads = \"{other}\"\n"));
    project
}

#[test]
fn a_stack_reads_the_state_of_another_without_a_lock() {
    let project = reading("dev");
    project.run(&["up", "dev", "--yes"]);
    let up = project.run(&["up", "reader", "--yes"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    assert_eq!(project.run(&["outputs", "reader", "other-folder"]).out, "a\n");
    project.configure("dev", &DEV.replace("folder = \"a\"", "folder = \"c\""));
    project.run(&["up", "dev", "--yes"]);
    let plan = project.run(&["preview", "reader", "--json"]);
    assert!(plan.out.contains("\"references\":{\"dev\":"), "{}", plan.out);
    project.run(&["up", "reader", "--yes"]);
    assert_eq!(project.run(&["outputs", "reader", "other-folder"]).out, "c\n");
}

#[test]
fn a_reference_to_an_unknown_stack_is_refused_with_a_suggestion() {
    let project = reading("dve");
    let preview = project.run(&["preview", "reader"]);
    assert_eq!(preview.code, Some(1), "{preview:?}");
    assert!(preview.err.contains("there is no stack `dve` in demo; did you mean `dev`?"), "{}", preview.err);
    assert!(preview.err.contains("files.rs:"), "{}", preview.err);
    // It exists but was never applied, which is a separate error.
    let preview = project.run(&["preview", "reader", "-C", "reads=dev"]);
    assert!(preview.err.contains("the stack `dev` was never applied"), "{}", preview.err);
    assert!(!project.path(".archipel").exists(), "a preview writes nothing");
}

#[test]
fn stacks_with_weak_references_can_be_created_in_any_order() {
    let project = reading("dev");
    let up = project.run(&["up", "reader", "--yes", "-C", "reads_or=none"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    assert_eq!(project.run(&["outputs", "reader", "other-folder"]).out, "none\n");
    project.run(&["up", "dev", "--yes"]);
    project.run(&["up", "reader", "--yes", "-C", "reads_or=none"]);
    assert_eq!(project.run(&["outputs", "reader", "other-folder"]).out, "a\n");
}

#[test]
fn a_destroy_names_the_stacks_that_read_the_outputs() {
    let project = reading("dev");
    project.run(&["up", "dev", "--yes"]);
    let warning = "the stack reader reads outputs of dev";
    let destroy = project.run(&["destroy", "dev"]);
    assert!(!destroy.err.contains(warning), "it does not exist yet: {}", destroy.err);
    project.run(&["up", "reader", "--yes"]);
    let destroy = project.run(&["destroy", "dev", "--yes"]);
    assert_eq!(destroy.code, Some(0), "{destroy:?}");
    assert!(destroy.err.contains(warning), "{}", destroy.err);
    let preview = project.run(&["preview", "reader"]);
    assert_eq!(preview.code, Some(1), "{preview:?}");
}

#[test]
fn of_two_stacks_that_read_each_other_neither_can_be_first() {
    let project = reading("dev");
    project.configure("dev", &format!("reads = \"reader\"\n{DEV}"));
    let preview = project.run(&["preview", "dev"]);
    assert_eq!(preview.code, Some(1), "{preview:?}");
    assert!(preview.err.contains("neither can be first"), "{}", preview.err);
}
