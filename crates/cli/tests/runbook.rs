//! `runbook`: templates that are filled from a state.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod support;

use support::{DEV, Project};

fn template(project: &Project, name: &str, text: &str) {
    let folder = project.path("docs/runbooks");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

#[test]
fn a_template_is_filled_with_the_ids_of_the_state() {
    let project = Project::new();
    project.configure("dev", &format!("password = \"hunter2\"\n{DEV}"));
    let run = |args: &[&str]| project.ran(project.command(args).env("ARCHIPEL_PASSPHRASE", "correct horse"));
    template(
        &project,
        "files.md",
        "# {{ stack }}\n{% for file in of_type(\"disk:fs/File\") %}\n{{ file.path }}: {{ file.id }} {{ file.inputs }}\n{% endfor %}\n",
    );
    let refused = run(&["runbook"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(refused.err.contains("dev has no resources"), "{}", refused.err);
    assert_eq!(run(&["up", "--yes"]).code, Some(0));
    let page = run(&["runbook"]);
    assert_eq!(page.code, Some(0), "{page:?}");
    assert!(page.out.starts_with("# dev\n") && page.out.contains("notes/one: "), "{}", page.out);
    assert!(!page.out.contains("hunter2"), "{}", page.out);

    let written = run(&["runbook", "--out", "pages"]);
    assert_eq!(written.out, "1 runbooks in pages\n");
    assert_eq!(std::fs::read_to_string(project.path("pages/files.md")).unwrap(), page.out);
}

#[test]
fn a_template_that_names_what_does_not_exist_fails_with_its_line() {
    let project = Project::new();
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
    for (text, says) in [
        ("a\n{{ resource(\"nowhere\").id }}", "`nowhere` means 0 resources"),
        ("a\n{{ outputs.nothing }}", "undefined value"),
        ("a\n{% for %}", "syntax error"),
    ] {
        template(&project, "broken.md", text);
        let failed = project.run(&["runbook"]);
        assert_eq!(failed.code, Some(3), "{failed:?}");
        assert!(failed.err.contains(says) && failed.err.contains("broken.md:2"), "{}", failed.err);
        assert_eq!(failed.out, "");
    }
}

#[test]
fn a_project_without_templates_says_where_they_belong() {
    let project = Project::new();
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
    let failed = project.run(&["runbook"]);
    assert_eq!(failed.code, Some(3), "{failed:?}");
    assert!(failed.err.contains("cannot find the folder docs/runbooks"), "{}", failed.err);
}
