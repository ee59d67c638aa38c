//! Invalid input: each case has a clear error with a hint, and changes nothing.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::{DEV, Project};

#[test]
fn an_unknown_stack_has_a_suggestion() {
    let project = Project::new();
    project.configure("staging", DEV);
    insta::assert_snapshot!("unknown-stack", project.run(&["up", "stagin"]).shown());
    insta::assert_snapshot!("which-stack", project.run(&["up"]).shown());
}

#[test]
fn every_problem_of_a_configuration_is_reported_with_its_line() {
    let project = Project::new();
    project.configure("dev", "foldr = \"a\"\ntarget = \"sandbx\"\npassword = 3\n[files]\none = 1\n");
    insta::assert_snapshot!("configuration", project.run(&["preview"]).shown());
}

#[test]
fn problems_found_by_the_program_are_reported_with_their_keys() {
    let project = Project::new();
    insta::assert_snapshot!("refused", project.run(&["preview", "-C", "files={ \"a/b\" = \"x\" }"]).shown());
}

#[test]
fn an_invalid_option_is_invalid_usage() {
    let project = Project::new();
    for args in [
        &["preview", "-C", "folder"][..],
        &["up", "--parallel", "0"],
        &["up", "--parallel", "-1"],
        &["nosuch"],
        &["up", "--nosuch"],
    ] {
        let ran = project.run(args);
        assert_eq!(ran.code, Some(3), "{args:?}: {ran:?}");
        assert_eq!(ran.out, "", "{args:?}");
    }
    insta::assert_snapshot!("bad-option", project.run(&["preview", "-C", "folder"]).shown());
}

#[test]
fn without_a_terminal_yes_is_required() {
    let project = Project::new();
    let up = project.run(&["up"]);
    assert_eq!(up.code, Some(3), "{up:?}");
    assert!(up.err.contains("not a terminal") && up.err.contains("--yes"), "{}", up.err);
    assert!(up.out.contains("Plan: 3 to create"), "the plan is shown anyway");
    project.run(&["up", "--yes"]);
    let destroy = project.run(&["destroy"]);
    assert_eq!(destroy.code, Some(3), "{destroy:?}");
    assert!(project.path("disk/a/one").exists());
}

#[test]
fn errors_of_a_program_are_reported_together_with_their_lines() {
    let project = Project::new();
    for trouble in ["duplicate", "mistakes", "error", "panic"] {
        let ran = project.run(&["preview", "-C", &format!("trouble={trouble}")]);
        insta::assert_snapshot!(format!("program-{trouble}"), ran.shown());
    }
}

#[test]
fn a_protected_resource_is_not_deleted() {
    let project = Project::new();
    project.run(&["up", "--yes", "-C", "trouble=protect"]);
    insta::assert_snapshot!("protected", project.run(&["destroy", "--yes"]).shown());
    assert!(project.path("disk/a/one").exists());
}

#[test]
fn an_unwritable_state_is_reported_before_anything_is_created() {
    let project = Project::new();
    std::fs::write(project.path("taken"), "a file").unwrap();
    let ran = project.run(&["up", "--yes", "--state", "taken"]);
    insta::assert_snapshot!("state-is-a-file", ran.shown());
    assert!(!project.path("disk/a").exists());
}

#[test]
fn a_state_of_another_target_is_refused() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    let ran = project.run(&["preview", "-C", "target=sandbox"]);
    insta::assert_snapshot!("other-target", ran.shown());
    // With the option the stack has a separate state.
    let forced = project.run(&["preview", "--sandbox"]);
    assert!(forced.out.contains("3 to create"), "{forced:?}");
}

#[test]
fn a_sandbox_needs_neither_the_bucket_nor_the_key_of_the_real_state() {
    let project = Project::new();
    let of_team = "[archipel]\nstate = \"s3://states/dev?endpoint=http://127.0.0.1:9\"\nsecrets = \"awskms://alias/none?region=eu-west-1\"\n";
    project.configure("dev", &format!("{DEV}\n{of_team}"));
    let with = |args: &[&str]| project.ran(project.command(args).env("ARCHIPEL_PASSPHRASE", "correct horse"));
    let up = with(&["up", "--sandbox", "--yes", "-C", "password=hunter2hunter2"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    assert!(project.path(".archipel/dev.sandbox").is_dir());
}

#[test]
fn a_secret_without_a_key_refuses_the_run_before_anything_is_created() {
    let project = Project::new();
    let up = project.ran(&mut project.command(&["up", "--yes", "-C", "password=hunter2hunter2"]));
    assert_eq!(up.code, Some(1), "{up:?}");
    let text = up.err.replace("\n       ", " ").replace("\n      ", " ");
    for part in [
        "cannot encrypt a secret of",
        "the state has no key",
        "nothing was created or changed",
        "set ARCHIPEL_PASSPHRASE",
        "_FILE",
    ] {
        assert!(text.contains(part), "`{part}` is not in {text}");
    }
    assert!(!project.path("disk/a").exists(), "the folder, which has no secret, was created");
    let listed = project.ran(&mut project.command(&["state", "list"]));
    assert!(!listed.out.contains("disk:fs"), "{listed:?}");
    // The same command succeeds with a key.
    let with = project.ran(
        project.command(&["up", "--yes", "-C", "password=hunter2hunter2"]).env("ARCHIPEL_PASSPHRASE", "correct horse"),
    );
    assert_eq!(with.code, Some(0), "{with:?}");
    assert!(project.path("disk/a").exists());
}

#[cfg(feature = "s3")]
#[test]
fn an_unreachable_state_is_reported_in_every_format_and_nothing_is_created() {
    let project = Project::new();
    let state = "s3://states/dev?region=eu-west-1&endpoint=http://127.0.0.1:9";
    let with = |args: &[&str]| {
        let mut command = project.command(args);
        command
            .args(["--state", state])
            .env("AWS_ACCESS_KEY_ID", "key")
            .env("AWS_SECRET_ACCESS_KEY", "not-to-be-shown");
        project.ran(&mut command)
    };
    let (up, preview) = std::thread::scope(|scope| {
        let preview = scope.spawn(|| with(&["preview", "--format", "markdown"]));
        (with(&["up", "--yes"]), preview.join().unwrap())
    });
    for ran in [&up, &preview] {
        assert_eq!(ran.code, Some(1), "{ran:?}");
        let text = ran.err.replace("\n       ", " ").replace("\n      ", " ");
        for part in ["the state at s3://states/dev", "cannot be read", "Connection refused", "check the address"] {
            assert!(text.contains(part), "`{part}` is not in {text}");
        }
        assert!(!text.contains("not-to-be-shown"));
    }
    assert!(preview.out.contains("## `preview` of `demo/dev` failed"), "{preview:?}");
    assert!(!project.path("disk/a").exists());
}

#[test]
fn secrets_are_masked_in_every_output() {
    let project = Project::new();
    let password = "password=hunter2hunter2";
    let no_key = project.run(&["up", "--yes", "-C", password]);
    assert_eq!(no_key.code, Some(1), "{no_key:?}");
    let with = |args: &[&str]| project.ran(project.command(args).env("ARCHIPEL_PASSPHRASE", "correct horse"));
    for args in [
        &["preview", "-v", "-C", password][..],
        &["up", "--yes", "--json", "-C", password],
        &["state", "show", "one"],
        &["state", "show", "one", "--json"],
        &["preview", "--json", "-C", "password=hunter2hunter3"],
    ] {
        let ran = with(args);
        assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
        assert!(!ran.out.contains("hunter2") && !ran.err.contains("hunter2"), "{args:?}: {ran:?}");
    }
    assert!(!no_key.out.contains("hunter2") && !no_key.err.contains("hunter2"));
}

#[test]
fn a_nondeterministic_program_is_reported_with_its_first_difference() {
    let project = Project::new();
    let ran = project.run(&["preview", "-C", "trouble=random"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let text = ran.err.replace("\n      ", " ");
    for part in ["is not deterministic", "files.rs:", "`content` of here::disk:fs/File::notes/note was", "HashMap"] {
        assert!(text.contains(part), "`{part}` is not in {text}");
    }
}

#[test]
fn cluster_contents_are_left_out_in_the_sandbox_only() {
    let project = Project::new();
    let ran = project.run(&["preview", "--without-cluster-contents"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("needs the sandbox as the target") && ran.err.contains("`--sandbox`"), "{}", ran.err);
    let ran = project.run(&["preview", "--sandbox", "--without-cluster-contents"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}
