//! A state is applied with credentials of its own account, and much that is gone is not recorded without a question.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::{DEV, Project, Ran};

const HERE: &str = "111111111111";
const ELSEWHERE: &str = "222222222222";

/// Every command that talks to a provider for a stack that is there, and writes nothing without a plan that differs.
const COMMANDS: &[&[&str]] = &[
    &["up", "--yes"],
    &["up", "--yes", "--refresh"],
    &["preview"],
    &["preview", "--destroy"],
    &["refresh"],
    &["refresh", "--full", "--preview"],
    &["drift"],
    &["destroy", "--yes"],
    &["import", "notes/one=a/one", "--yes"],
    &["rollback", "--to", "1", "--yes"],
    &["explain", "notes/one"],
    &["state", "repair"],
];

impl Project {
    /// Runs a command with credentials of an account.
    fn as_account(&self, account: &str, args: &[&str]) -> Ran {
        self.ran(self.command(args).env("DISK_ACCOUNT", account))
    }

    fn state(&self) -> String {
        self.run(&["state", "list", "--json"]).out
    }
}

impl Ran {
    /// Ended so, and said all of this in the error output.
    #[track_caller]
    fn says(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        let said = self.err.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(said.contains(part), "`{part}` is not in {said}");
        }
    }
}

#[test]
fn no_command_reads_or_writes_with_credentials_of_another_account() {
    let project = Project::new();
    project.as_account(HERE, &["up", "--yes"]).says(0, &[]);
    let before = project.state();
    for command in COMMANDS {
        let ran = project.as_account(ELSEWHERE, command);
        ran.says(3, &[ELSEWHERE, HERE, "nothing was read or changed", "hint:"]);
        assert_eq!(project.state(), before, "{command:?}");
        assert!(project.path("disk/a/one").exists(), "{command:?}");
    }
    insta::assert_snapshot!("other-account", project.as_account(ELSEWHERE, &["destroy", "--yes"]).shown());
    project.as_account(HERE, &["destroy", "--yes"]).says(0, &[]);
    // What was destroyed binds nobody.
    project.as_account(ELSEWHERE, &["up", "--yes"]).says(0, &[]);
    project.as_account(HERE, &["preview"]).says(3, &[HERE, ELSEWHERE]);
}

#[test]
fn a_configured_account_is_held_against_the_credentials_before_the_first_apply() {
    let project = Project::new();
    project.configure("dev", &format!("{DEV}[archipel]\naccount = \"{HERE}\"\n"));
    for command in [&["up", "--yes"][..], &["preview"]] {
        project.as_account(ELSEWHERE, command).says(3, &[ELSEWHERE, "`account = \"111111111111\"`"]);
    }
    assert!(!project.path("disk/a").exists());
    project.as_account(HERE, &["up", "--yes"]).says(0, &[]);
    // The state says the same, whatever becomes of the key.
    project.configure("dev", &format!("{DEV}[archipel]\naccount = \"{ELSEWHERE}\"\n"));
    project.as_account(ELSEWHERE, &["preview"]).says(3, &[HERE, ELSEWHERE]);
    project.as_account(HERE, &["preview"]).says(3, &[HERE, ELSEWHERE]);
}

#[test]
fn an_account_that_is_no_account_is_told_with_its_line() {
    let project = Project::new();
    for account in ["123456789012", "\"12345678901\"", "\"12345678901a\"", "\"1234-5678-9012\"", "true"] {
        project.configure("dev", &format!("{DEV}[archipel]\naccount = {account}\n"));
        project
            .run(&["preview"])
            .says(3, &["`archipel.account`", "twelve digits of an account in quotes", "config/dev.toml:7"]);
    }
}

#[test]
fn an_endpoint_that_is_no_url_and_an_unknown_service_are_told_with_their_line() {
    let project = Project::new();
    for (line, says) in [
        ("endpoint = \"localhost:4566\"", "expected a URL that starts with https://"),
        ("endpoint = \"https://me:hunter2@example.com\"", "expected a URL without credentials"),
        ("endpoint = 4566", "expected a string"),
        ("endpoints = { secretsmanager = \"https://example.com\" }", "did you mean `secrets_manager`?"),
        ("endpoints = { s3 = \"ftp://example.com\" }", "starts with https://"),
    ] {
        project.configure("dev", &format!("{DEV}[archipel]\n{line}\n"));
        let ran = project.run(&["preview"]);
        ran.says(3, &[says, "config/dev.toml:7"]);
        assert!(!ran.err.contains("hunter2"), "{ran:?}");
    }
}

#[test]
fn a_state_from_before_accounts_were_recorded_is_protected_by_what_it_records() {
    let project = Project::new();
    let folder = ["-C", "folder=account-111111111111"];
    let with = |args: &[&'static str]| [args, &folder].concat();
    // Such a state has no account: the provider says none.
    project.run(&with(&["up", "--yes"])).says(0, &[]);
    for command in [with(&["preview"]), with(&["destroy", "--yes"]), vec!["refresh"]] {
        let ran = project.as_account(ELSEWHERE, &command);
        ran.says(3, &[ELSEWHERE, "records resources of account 111111111111"]);
    }
    // The next apply records it.
    project.as_account(HERE, &[&with(&["up", "--yes"])[..], &["-C", "files.one=changed"]].concat()).says(0, &[]);
    project.as_account(ELSEWHERE, &with(&["preview"])).says(3, &["was applied in account 111111111111"]);
}

#[test]
fn a_state_that_says_nothing_of_its_account_gets_it_with_the_next_apply() {
    let project = Project::new();
    project.run(&["up", "--yes"]).says(0, &[]);
    project.as_account(ELSEWHERE, &["preview"]).says(0, &[]);
    project.as_account(HERE, &["up", "--yes", "-C", "files.one=changed"]).says(0, &[]);
    project.as_account(ELSEWHERE, &["preview"]).says(3, &[HERE]);
}

#[test]
fn the_account_of_each_scope_is_recorded_and_held_against() {
    let project = Project::new();
    project.configure("dev", &format!("in_account = \"vault\"\n{DEV}"));
    let run = |vault: &str, args: &[&str]| {
        project.ran(project.command(args).env("DISK_ACCOUNT", HERE).env("DISK_ACCOUNT_VAULT", vault))
    };
    run(HERE, &["up", "--yes"]).says(0, &[]);
    run(ELSEWHERE, &["refresh"]).says(3, &[ELSEWHERE, HERE, "`archipel.accounts.vault`"]);
    run(HERE, &["refresh"]).says(0, &[]);
}

#[test]
fn an_account_that_nobody_can_say_is_no_other_account() {
    let project = Project::new();
    project.as_account(HERE, &["up", "--yes"]).says(0, &[]);
    let before = project.state();
    for command in [&["refresh"][..], &["up", "--yes"], &["destroy", "--yes"]] {
        let ran = project.as_account("unreachable", command);
        ran.says(1, &["cannot find out which account", "this does not mean that they belong to another account"]);
        let ran = project.as_account("expired", command);
        ran.says(1, &["cannot find out which account", "expired", "aws sso login"]);
    }
    assert_eq!(project.state(), before);
}

#[test]
fn a_plan_of_another_account_is_refused() {
    let project = Project::new();
    project.as_account(HERE, &["preview", "--out", "dev.plan"]).says(0, &[]);
    let ran = project.as_account(ELSEWHERE, &["up", "--plan", "dev.plan"]);
    ran.says(5, &[HERE, ELSEWHERE]);
    assert!(!project.path("disk/a").exists());
    project.as_account(HERE, &["up", "--plan", "dev.plan"]).says(0, &[]);
}

#[test]
fn a_plan_of_another_endpoint_is_refused() {
    let project = Project::new();
    let endpoint = |url: &str| format!("archipel.endpoint={url}");
    let (one, other) = (endpoint("http://127.0.0.1:1"), endpoint("http://127.0.0.1:2"));
    project.run(&["preview", "--out", "dev.plan", "-C", &one]).says(0, &[]);
    project.run(&["up", "--plan", "dev.plan", "-C", &other]).says(5, &["http://127.0.0.1:1", "http://127.0.0.1:2"]);
    project.run(&["up", "--plan", "dev.plan"]).says(5, &["http://127.0.0.1:1"]);
    project.run(&["up", "--plan", "dev.plan", "-C", &one]).says(0, &[]);
}

/// A stack of a folder and so many files, applied.
fn applied(files: usize) -> Project {
    let project = Project::new();
    let files: String = (0..files).map(|number| format!("file-{number:02} = \"text\"\n")).collect();
    project.configure("dev", &format!("folder = \"a\"\n\n[files]\n{files}"));
    project.run(&["up", "--yes"]).says(0, &[]);
    project
}

fn forget(project: &Project, files: usize) {
    (0..files).for_each(|number| std::fs::remove_file(project.path(&format!("disk/a/file-{number:02}"))).unwrap());
}

#[test]
fn much_that_is_gone_is_not_recorded_without_a_yes_of_its_own() {
    let project = applied(9);
    forget(&project, 5);
    let before = project.state();
    for command in [
        &["refresh"][..],
        &["refresh", "--json"],
        &["up", "--refresh", "--yes"],
        &["destroy", "--refresh", "--yes"],
        &["rollback", "--to", "1", "--refresh", "--yes"],
    ] {
        let ran = project.run(command);
        ran.says(3, &[]);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains("5 of 10 recorded resources are gone") && said.contains("--accept-gone"), "{ran:?}");
        assert_eq!(project.state(), before, "{command:?}");
    }
    // What records nothing says it and asks nothing.
    project.run(&["drift"]).says(2, &["5 of 10 recorded resources are gone"]);
    project.run(&["preview", "--refresh"]).says(0, &["5 of 10 recorded resources are gone"]);
    project.run(&["refresh", "--preview"]).says(0, &["5 of 10 recorded resources are gone"]);
    assert_eq!(project.state(), before);
    insta::assert_snapshot!("much-is-gone", project.run(&["refresh"]).shown());
    project.run(&["refresh", "--accept-gone"]).says(0, &[]);
    assert_eq!(project.state().matches("disk:fs/File").count(), 4);
    project.run(&["up", "--yes"]).says(0, &[]);
}

#[test]
fn a_plan_that_was_reviewed_with_what_is_gone_is_applied() {
    let project = applied(9);
    forget(&project, 5);
    project.run(&["preview", "--refresh", "--out", "dev.plan"]).says(0, &["5 of 10 recorded resources are gone"]);
    project.run(&["up", "--plan", "dev.plan"]).says(0, &[]);
    assert!(project.path("disk/a/file-00").exists());
}

#[test]
fn little_that_is_gone_is_recorded() {
    let project = applied(9);
    forget(&project, 4);
    project.run(&["refresh"]).says(0, &[]);
    assert_eq!(project.state().matches("disk:fs/File").count(), 5);
}

#[test]
fn credentials_that_expire_in_the_middle_lose_nothing() {
    let project = Project::new();
    let files: String = (0..40).map(|number| format!("file-{number:02} = \"text\"\n")).collect();
    project.configure("dev", &format!("folder = \"a\"\n\n[files]\n{files}"));
    let expired =
        project.ran(project.command(&["up", "--yes", "--parallel", "4"]).env("DISK_TROUBLE", "expire after 10"));
    assert_eq!(expired.code, Some(1), "{expired:?}");
    let said = format!("{}{}", expired.out, expired.err);
    assert_eq!(said.matches("aws sso login").count(), 1, "one hint is enough: {said}");
    assert!(said.contains("nothing more is started"), "{said}");
    let made = std::fs::read_dir(project.path("disk/a")).unwrap().count();
    assert_eq!(project.state().matches("disk:fs/File").count(), made, "what is done is in the state");
    assert_eq!(made, 10);
    // Renewed, they finish it, and nothing is made twice.
    let again = project.run(&["up", "--yes"]);
    again.says(0, &[]);
    assert!(again.out.contains("30 to create"), "{again:?}");
    assert_eq!(std::fs::read_dir(project.path("disk/a")).unwrap().count(), 40);
    project.run(&["preview", "--refresh", "--expect-no-changes"]).says(0, &[]);
}
