//! Explanations of the steps of a plan.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::Project;

const REPLACE: [&str; 4] = ["-C", "folder=b", "-C", "files.one=changed"];

fn explained(project: &Project, resource: &str, more: &[&str]) -> support::Ran {
    let ran = project.run(&[&["explain", resource], more].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran
}

#[test]
fn a_step_is_explained_back_to_its_root_cause() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    insta::assert_snapshot!("dragged", explained(&project, "one", &REPLACE).shown());
    insta::assert_snapshot!("root", explained(&project, "notes/folder", &REPLACE).shown());
    assert!(project.path("disk/a/one").exists() && !project.path("disk/b").exists());
}

#[test]
fn a_saved_plan_is_explained_without_its_stack() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    project.run(&[&["preview", "--out", "dev.plan"][..], &REPLACE].concat());
    let live = explained(&project, "one", &REPLACE).shown();
    std::fs::remove_dir_all(project.path("config")).unwrap();
    std::fs::remove_dir_all(project.path(".archipel")).unwrap();
    assert_eq!(explained(&project, "one", &["--plan", "dev.plan"]).shown(), live);
    let json: serde_json::Value =
        serde_json::from_str(&explained(&project, "one", &["--plan", "dev.plan", "--json"]).out).unwrap();
    let step = &json["steps"][0];
    assert_eq!(step["action"]["action"], "replace");
    assert_eq!(step["reasons"][0]["path"], "folder");
    assert_eq!(step["comes_from"][0]["urn"], "here::disk:fs/Folder::notes/folder");
    assert_eq!(step["comes_from"][0]["reason"]["rule"], "a folder keeps its name");
    assert!(step["comes_from"][0]["line"].as_str().unwrap().contains("files.rs:"));
    let edited = std::fs::read_to_string(project.path("dev.plan")).unwrap().replace("changed", "chanced");
    std::fs::write(project.path("dev.plan"), edited).unwrap();
    assert_eq!(project.run(&["explain", "one", "--plan", "dev.plan"]).code, Some(5));
}

#[test]
fn an_unchanged_resource_is_explained_too() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    insta::assert_snapshot!("unchanged", explained(&project, "two", &["-C", "files.one=changed"]).shown());
    std::fs::write(project.path("disk/a/two"), "meddled").unwrap();
    assert!(explained(&project, "two", &["--refresh"]).out.contains("~ update"));
    let gone = explained(&project, "two", &["-C", "files={ one = \"first\" }"]);
    assert!(gone.out.contains("it is no longer in the program"), "{gone:?}");
}

#[test]
fn an_unknown_resource_has_a_suggestion() {
    let project = Project::new();
    let ran = project.run(&["explain", "notes/fodler"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("the stack has no `notes/fodler`") && ran.err.contains("`notes/folder`"), "{ran:?}");
    let several = project.run(&["explain", "notes/*"]);
    assert_eq!(several.code, Some(3), "{several:?}");
    assert_eq!(
        several.err,
        "error: `notes/*` is ambiguous\nhint: specify `here::disk:fs/File::notes/one`, `here::disk:fs/File::notes/two` or\n      \
         `here::disk:fs/Folder::notes/folder`\n"
    );
}
