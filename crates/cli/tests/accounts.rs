//! A state is applied only with credentials of its own account, and large losses are not recorded without a
//! confirmation.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::{DEV, Project, Ran};

const HERE: &str = "111111111111";
const ELSEWHERE: &str = "222222222222";

/// Every command that calls a provider for an existing stack, and writes nothing without a plan that differs.
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
    /// Asserts the exit code, and that standard error contains all of these texts.
    #[track_caller]
    fn says(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        let text = self.err.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(text.contains(part), "`{part}` is not in {text}");
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
    // A destroyed stack is not bound to an account.
    project.as_account(ELSEWHERE, &["up", "--yes"]).says(0, &[]);
    project.as_account(HERE, &["preview"]).says(3, &[HERE, ELSEWHERE]);
}

#[test]
fn a_configured_account_is_compared_with_the_credentials_before_the_first_apply() {
    let project = Project::new();
    project.configure("dev", &format!("{DEV}[archipel]\naccount = \"{HERE}\"\n"));
    for command in [&["up", "--yes"][..], &["preview"]] {
        project.as_account(ELSEWHERE, command).says(3, &[ELSEWHERE, "`account = \"111111111111\"`"]);
    }
    assert!(!project.path("disk/a").exists());
    project.as_account(HERE, &["up", "--yes"]).says(0, &[]);
    // The state has the same account, whatever the configuration says.
    project.configure("dev", &format!("{DEV}[archipel]\naccount = \"{ELSEWHERE}\"\n"));
    project.as_account(ELSEWHERE, &["preview"]).says(3, &[HERE, ELSEWHERE]);
    project.as_account(HERE, &["preview"]).says(3, &[HERE, ELSEWHERE]);
}

#[test]
fn an_invalid_account_is_reported_with_its_line() {
    let project = Project::new();
    for account in ["123456789012", "\"12345678901\"", "\"12345678901a\"", "\"1234-5678-9012\"", "true"] {
        project.configure("dev", &format!("{DEV}[archipel]\naccount = {account}\n"));
        project
            .run(&["preview"])
            .says(3, &["`archipel.account`", "twelve digits of an account in quotes", "config/dev.toml:7"]);
    }
}

#[test]
fn invalid_endpoints_and_unknown_services_are_reported_with_their_lines() {
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
fn a_token_instead_of_its_source_is_refused_and_not_repeated() {
    let project = Project::new();
    for (line, says) in [
        ("saas.pagerduty.token = \"u+hunter2\"", "expected `env:NAME` or `secretsmanager:NAME?region=REGION`"),
        ("saas.sentry.token = \"secretsmanager:\"", "not the token itself"),
        ("saas.sentry.url = \"http://me:hunter2@sentry.example\"", "expected a URL"),
    ] {
        project.configure("dev", &format!("{DEV}[archipel]\n{line}\n"));
        let ran = project.run(&["preview"]);
        ran.says(3, &[says, "config/dev.toml:7"]);
        assert!(!ran.err.contains("hunter2"), "{ran:?}");
    }
    project.configure("dev", &format!("{DEV}[archipel]\nsaas.sentry.token = \"env:SENTRY_AUTH_TOKEN\"\n"));
    project.run(&["preview"]).says(0, &[]);
}

#[test]
fn a_state_without_a_recorded_account_is_protected_by_its_resources() {
    let project = Project::new();
    let folder = ["-C", "folder=account-111111111111"];
    let with = |args: &[&'static str]| [args, &folder].concat();
    // Such a state has no account: the provider reports none.
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
fn the_next_apply_adds_the_account_to_a_state_without_one() {
    let project = Project::new();
    project.run(&["up", "--yes"]).says(0, &[]);
    project.as_account(ELSEWHERE, &["preview"]).says(0, &[]);
    project.as_account(HERE, &["up", "--yes", "-C", "files.one=changed"]).says(0, &[]);
    project.as_account(ELSEWHERE, &["preview"]).says(3, &[HERE]);
}

#[test]
fn the_account_of_each_scope_is_recorded_and_compared() {
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
fn an_undetermined_account_is_not_reported_as_another_account() {
    let project = Project::new();
    project.as_account(HERE, &["up", "--yes"]).says(0, &[]);
    let before = project.state();
    for command in [&["refresh"][..], &["up", "--yes"], &["destroy", "--yes"]] {
        let ran = project.as_account("unreachable", command);
        ran.says(
            1,
            &[
                "cannot determine the account of the credentials; nothing was read or changed",
                "the call failed, which does not mean that they belong to another account",
            ],
        );
        let ran = project.as_account("expired", command);
        ran.says(
            1,
            &[
                "cannot determine the account of the credentials; nothing was read or changed",
                "expired",
                "aws sso login",
            ],
        );
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
fn a_large_loss_is_not_recorded_without_a_separate_confirmation() {
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
    // Commands that record nothing warn and do not ask.
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
fn a_saved_plan_with_missing_resources_is_applied() {
    let project = applied(9);
    forget(&project, 5);
    project.run(&["preview", "--refresh", "--out", "dev.plan"]).says(0, &["5 of 10 recorded resources are gone"]);
    project.run(&["up", "--plan", "dev.plan"]).says(0, &[]);
    assert!(project.path("disk/a/file-00").exists());
}

#[test]
fn a_small_loss_is_recorded() {
    let project = applied(9);
    forget(&project, 4);
    project.run(&["refresh"]).says(0, &[]);
    assert_eq!(project.state().matches("disk:fs/File").count(), 5);
}

#[test]
fn credentials_that_expire_during_a_run_lose_nothing() {
    let project = Project::new();
    let files: String = (0..40).map(|number| format!("file-{number:02} = \"text\"\n")).collect();
    project.configure("dev", &format!("folder = \"a\"\n\n[files]\n{files}"));
    let expired =
        project.ran(project.command(&["up", "--yes", "--parallel", "4"]).env("DISK_TROUBLE", "expire after 10"));
    assert_eq!(expired.code, Some(1), "{expired:?}");
    let said = format!("{}{}", expired.out, expired.err);
    assert_eq!(said.matches("aws sso login").count(), 1, "one hint is sufficient: {said}");
    assert!(said.contains("the service rejected the credentials: no further steps will start"), "{said}");
    let made = std::fs::read_dir(project.path("disk/a")).unwrap().count();
    assert_eq!(project.state().matches("disk:fs/File").count(), made, "completed steps are in the state");
    assert_eq!(made, 10);
    // With renewed credentials the next run finishes, and nothing is created twice.
    let again = project.run(&["up", "--yes"]);
    again.says(0, &[]);
    assert!(again.out.contains("30 to create"), "{again:?}");
    assert_eq!(std::fs::read_dir(project.path("disk/a")).unwrap().count(), 40);
    project.run(&["preview", "--refresh", "--expect-no-changes"]).says(0, &[]);
}
