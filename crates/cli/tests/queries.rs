//! Read-only commands, help, and the schemas in `docs/schema`.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::PathBuf;

use schemars::schema_for;
use support::{DEV, Project};

#[test]
fn help_lists_commands_options_and_exit_codes() {
    let project = Project::new();
    insta::with_settings!({filters => vec![("  (sandbox|kubeconfig|eks-token) .*\n", "")]}, {
        insta::assert_snapshot!("help", project.run(&["--help"]).out);
    });
    insta::assert_snapshot!("help-up", project.run(&["up", "--help"]).out);
    assert_eq!(project.run(&["--help"]).code, Some(0));
    assert_eq!(project.run(&[]).code, Some(3));
}

#[test]
fn outputs_are_printed_for_humans_and_for_scripts() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    insta::assert_snapshot!("outputs", project.run(&["outputs", "dev"]).shown());
    assert_eq!(project.run(&["outputs", "dev", "one-path"]).out, "disk/a/one\n");
    assert_eq!(project.run(&["outputs", "one-path"]).out, "disk/a/one\n", "with one stack its name can be left out");
    let json: serde_json::Value = serde_json::from_str(&project.run(&["outputs", "--json"]).out).unwrap();
    assert_eq!(json["one-path"], "disk/a/one");
    let unknown = project.run(&["outputs", "dev", "one-pat"]);
    assert_eq!(unknown.code, Some(3));
    assert!(unknown.err.contains("did you mean `one-path`?"), "{}", unknown.err);
}

#[test]
fn state_can_be_listed_and_shown() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    insta::assert_snapshot!("state-list", project.run(&["state", "list"]).shown());
    insta::assert_snapshot!("state-show", project.run(&["state", "show", "notes/one", "--stack", "dev"]).shown());
    let json: serde_json::Value = serde_json::from_str(&project.run(&["state", "list", "--json"]).out).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 3);
    assert_eq!(json[0]["phase"], "live");
    let unknown = project.run(&["state", "show", "notes/on"]);
    assert_eq!(unknown.code, Some(3));
    assert!(unknown.err.contains("did you mean"), "{}", unknown.err);
}

#[test]
fn a_program_is_printed_as_a_graph() {
    let project = Project::new();
    insta::assert_snapshot!("graph-dot", project.run(&["graph", "dev"]).out);
    insta::assert_snapshot!("graph-mermaid", project.run(&["graph", "--format", "mermaid"]).out);
}

#[test]
fn a_program_is_written_as_a_graph_page() {
    let project = Project::new();
    let ran = project.run(&["graph", "dev", "--html", "graph.html"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "Graph written to graph.html\n"), "{ran:?}");
    let page = std::fs::read_to_string(project.path("graph.html")).unwrap();
    assert!(page.contains("3 resources are declared, with 2 dependencies"));
    // Edges refer to the arrowheads of the same page.
    let page = page.replace("url(#", "");
    let loaded = ["src=\"", "href=\"http", "@import", "url("].map(|mark| page.contains(mark));
    assert_eq!(loaded, [false; 4], "the page loads no other files");
    let nowhere = project.run(&["graph", "dev", "--html", "no/such/graph.html"]);
    assert_eq!(nowhere.code, Some(3), "{nowhere:?}");
}

#[test]
fn stacks_are_listed() {
    let project = Project::new();
    project.configure("prod", DEV);
    assert_eq!(project.run(&["stacks"]).out, "dev   config/dev.toml\nprod  config/prod.toml\n");
}

#[test]
fn a_stack_is_found_from_a_subfolder() {
    let project = Project::new();
    std::fs::create_dir_all(project.path("src/deep")).unwrap();
    let ran = project.ran(project.command(&["up", "--yes"]).current_dir(project.path("src/deep")));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(project.path(".archipel/dev").is_dir());
}

#[test]
fn resource_types_are_documented() {
    let project = Project::new();
    let json: serde_json::Value = serde_json::from_str(&project.run(&["schema", "--json", "disk:"]).out).unwrap();
    assert_eq!(json["version"], 1);
    let folder = &json["types"][1];
    assert_eq!(folder["type"], "disk:fs/Folder");
    assert_eq!(folder["holds_data"], "the files in the folder");
    assert_eq!(folder["actions"]["create"][0], "disk:CreateFolder");
    assert_eq!(folder["arguments"][0]["replaces_because"], "a folder keeps its name");
    insta::assert_snapshot!("schema-page", project.run(&["schema", "fs/File"]).out);
}

/// Compares a file of `docs/schema` with its generated content; `UPDATE_SCHEMAS=1` writes it.
fn check_schema(name: &str, schema: &schemars::Schema) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema").join(name);
    let wanted = serde_json::to_string_pretty(schema).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/schema/{name} is stale: run the tests of archipel-cli with UPDATE_SCHEMAS=1");
}

#[test]
fn the_published_schema_of_events_is_current() {
    check_schema("events.json", &schema_for!(archipel_cli::Line<'_>));
}

#[test]
fn the_published_schema_of_explanations_is_current() {
    check_schema("explain.json", &schema_for!(archipel_cli::explain::Explanation));
}

#[test]
fn the_published_schema_of_plan_files_is_current() {
    check_schema("plan.json", &archipel_engine::plan::plan_file_schema());
}

#[test]
fn the_published_schema_of_resource_types_is_current() {
    check_schema("schema.json", &schema_for!(archipel_cli::schema_doc::Document));
}

#[test]
fn the_published_schema_of_reports_is_current() {
    check_schema("report.json", &schema_for!(archipel_cli::report::Report));
}

#[test]
fn doctor_reports_problems_with_hints() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    let good = project.run(&["doctor"]);
    assert_eq!(good.code, Some(0), "{good:?}");
    assert!(good.out.contains("No problems found."), "{}", good.out);
    assert!(good.out.contains(&format!("archipel {}", env!("CARGO_PKG_VERSION"))), "{}", good.out);
    project.configure("broken", "folder = 3\n");
    let bad = project.run(&["doctor", "--json"]);
    assert_eq!(bad.code, Some(1), "{bad:?}");
    let checks: serde_json::Value = serde_json::from_str(&bad.out).unwrap();
    let verdicts: Vec<&str> =
        checks.as_array().unwrap().iter().map(|check| check["verdict"].as_str().unwrap()).collect();
    assert!(verdicts.contains(&"bad") && verdicts.contains(&"good"), "{checks}");
    assert!(bad.out.contains("broken: configuration"), "{}", bad.out);
}

#[test]
fn outputs_become_variables_without_secrets() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    let env = project.run(&["outputs", "--env"]);
    assert!(env.out.lines().any(|line| line.starts_with("ONE_PATH=")), "{}", env.out);
    let shell = project.run(&["outputs", "--shell"]);
    assert!(shell.out.lines().all(|line| line.starts_with("export ") && line.ends_with('\'')), "{}", shell.out);
}

#[test]
fn completions_and_manual_pages_contain_every_command() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = project.run(&["completions", shell]);
        assert!(script.code == Some(0) && script.out.contains("preview"), "{shell}");
    }
    assert_eq!(project.run(&["man", "pages"]).code, Some(0));
    let pages = std::fs::read_dir(project.path("pages")).unwrap().count();
    assert!(pages > 15, "{pages}");
}
