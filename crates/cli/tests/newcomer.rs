//! What newcomers try: other tools' commands, secrets before they exist, reading while another run writes.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::standing::Standing;
use support::{DEV, Project};

#[test]
fn reading_commands_need_no_lock_also_during_the_first_run() {
    let project = Project::new();
    let run = Standing::at(&project, "CreateFolder");
    for args in [&["outputs"][..], &["state", "list"], &["preview"], &["explain", "one"], &["history"], &["doctor"]] {
        let ran = project.run(args);
        assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
    }
    let list = project.run(&["state", "list"]);
    assert!(list.err.contains("is running `up dev`") && list.err.contains("before that run"), "{list:?}");
    assert!(project.run(&["preview"]).out.contains("3 to create"), "nothing is recorded yet");
    run.go();
    assert_eq!(run.ended(), Some(0));
    let run = Standing::with(&project, &["up", "--yes", "-C", "files.three=third"], "CreateFile");
    assert_eq!(project.run(&["outputs", "one-path"]).code, Some(0));
    assert!(project.run(&["state", "list"]).out.contains("one"), "the state before the run");
    assert_eq!(project.run(&["state", "show", "one"]).code, Some(0));
    run.go();
    assert_eq!(run.ended(), Some(0));
}

#[test]
fn the_stack_is_an_option_of_every_command_and_a_position_of_most() {
    let project = Project::new();
    project.configure("prod", DEV);
    assert_eq!(project.run(&["up", "--stack", "dev", "--yes"]).code, Some(0));
    assert_eq!(project.run(&["state", "show", "one", "--stack", "dev"]).code, Some(0));
    assert_eq!(project.run(&["outputs", "-s", "dev"]).code, Some(0));
    let named = project.run(&["outputs", "--stack", "dev", "one-path"]);
    assert_eq!(named.code, Some(0), "after the option, the position is the output: {named:?}");
    let both = project.run(&["preview", "dev", "--stack", "prod"]);
    assert_eq!(both.code, Some(3), "{both:?}");
}

#[test]
fn the_program_is_named_after_its_file_and_its_pages_too() {
    let project = Project::new();
    let version = project.run(&["--version"]).out;
    assert_eq!(version, format!("files (archipel {})\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(project.run(&["man", "pages"]).code, Some(0));
    let mut names = std::fs::read_dir(project.path("pages")).unwrap().map(|page| page.unwrap().file_name());
    assert!(names.all(|name| name.to_string_lossy().starts_with("files")));
}

#[test]
fn a_stack_whose_file_is_gone_still_has_its_state() {
    let project = Project::new();
    project.configure("prod", "folder = \"b\"\n");
    project.run(&["up", "prod", "--yes"]);
    std::fs::remove_file(project.path("config/prod.toml")).unwrap();
    let gone = project.run(&["destroy", "prod"]);
    assert_eq!(gone.code, Some(3), "{gone:?}");
    assert!(gone.err.contains(".archipel/prod still has its state"), "{}", gone.err);
    assert!(gone.err.contains("restore prod.toml"), "{}", gone.err);
}

#[test]
fn with_many_stacks_a_hint_names_few_of_them() {
    let project = Project::new();
    for number in 0..50 {
        project.configure(&format!("stack-{number:02}"), DEV);
    }
    let near = project.run(&["preview", "stack-7"]);
    assert!(near.err.contains("did you mean `stack-") && !near.err.contains("the stacks are"), "{}", near.err);
    let far = project.run(&["preview", "nothing-like-it"]);
    assert!(far.err.replace("\n      ", " ").contains("and 41 more"), "{}", far.err);
}

#[test]
fn a_secret_output_is_refused_and_not_masked_for_scripts() {
    let project = Project::with_environment([("ARCHIPEL_PASSPHRASE", "correct horse".to_owned())]);
    assert_eq!(project.run(&["up", "--yes", "-C", "password=hunter2hunter2"]).code, Some(0));
    for args in [&["outputs", "dev", "password"][..], &["outputs", "dev", "password", "--json"]] {
        let refused = project.run(args);
        assert_eq!(refused.code, Some(3), "{refused:?}");
        assert!(format!("{refused:?}").contains("--show-secrets"), "{refused:?}");
        assert!(args.contains(&"--json") || refused.out.is_empty(), "{refused:?}");
    }
    assert_eq!(project.run(&["outputs", "dev", "password", "--show-secrets"]).out, "hunter2hunter2\n");
}

#[test]
fn a_secret_in_plain_text_is_reported_and_never_ignored() {
    let project = Project::with_environment([("ARCHIPEL_PASSPHRASE", "correct horse".to_owned())]);
    project.configure("dev", &format!("password = \"plain-in-file\"\n{DEV}"));
    let warned = project.run(&["preview"]);
    assert_eq!(warned.code, Some(0), "{warned:?}");
    let said = warned.err.replace("\n      ", " ");
    assert!(said.contains("`password` at config/dev.toml:1 is a secret in plain text"), "{said}");
    assert!(said.contains("secret set password") && !said.contains("plain-in-file"), "{said}");
    // On the command line it is not in a file that others read.
    let given = project.run(&["preview", "-C", "password=given-here"]);
    assert!(!given.err.contains("plain text"), "{}", given.err);
    let set = project.ran(project.command(&["secret", "set", "password"]).write_stdin("encrypted-one\n"));
    assert_eq!(set.code, Some(0), "{set:?}");
    let both = project.run(&["preview"]);
    assert_eq!(both.code, Some(3), "{both:?}");
    assert!(both.err.contains("set twice") && both.err.contains("config/dev.toml:1"), "{}", both.err);
}

#[test]
fn a_secret_can_be_set_while_the_configuration_is_incomplete() {
    let project = Project::with_environment([("ARCHIPEL_PASSPHRASE", "correct horse".to_owned())]);
    project.configure("dev", "[files]\none = \"first\"\n");
    assert_eq!(project.run(&["preview"]).code, Some(3), "the folder is missing");
    let set = project.ran(project.command(&["secret", "set", "password"]).write_stdin("hunter2hunter2\n"));
    assert_eq!(set.code, Some(0), "{set:?}");
    assert_eq!(project.run(&["secret", "list"]).code, Some(0));
    assert_eq!(project.run(&["secret", "get", "password"]).out, "hunter2hunter2\n");
    project.configure("dev", DEV);
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
}

#[test]
fn the_doctor_finds_folders_that_cannot_be_written() {
    let project = Project::new();
    // No user can create a file below a file.
    std::fs::write(project.path("file"), "").unwrap();
    let ran = project.ran(project.command(&["doctor"]).env("ARCHIPEL_CACHE", project.path("file/cache")));
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("cannot create a file in PROJECT/file"), "{ran:?}");
    assert!(ran.out.contains("set ARCHIPEL_CACHE to another one"), "{ran:?}");
    assert!(!ran.out.contains("No problems found."), "{ran:?}");
}
