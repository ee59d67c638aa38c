//! The GitHub action and the workflows, step by step as on a runner, with a recorded event, up to the calls to
//! GitHub.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

#[path = "github/drills.rs"]
mod drills;
#[path = "github/failovers.rs"]
mod failovers;
#[path = "github/merges.rs"]
mod merges;
#[path = "github/runner.rs"]
mod runner;
#[path = "github/signals.rs"]
mod signals;
mod support;

use std::path::Path;
use std::process::Command;

use runner::{Runner, root, yaml};
use serde_json::Value;

#[test]
fn a_pull_request_gets_one_comment_that_is_replaced_and_merging_applies_what_it_shows() {
    let runner = Runner::new();
    let first = runner.preview();
    assert!(!first.failed && first.result == "2", "{}", first.log);
    runner.project.configure("dev", &support::DEV.replace("first", "better"));
    let second = runner.preview();
    assert!(!second.failed, "{}", second.log);
    let comments = runner.comments();
    assert_eq!(comments.len(), 1, "{comments:?}");
    assert!(
        comments[0].contains("better") && comments[0].contains("Merging applies exactly this plan"),
        "{comments:?}"
    );

    let applied = runner.apply();
    assert!(!applied.failed && applied.result == "0", "{}", applied.log);
    assert_eq!(std::fs::read_to_string(runner.project.path("disk/a/one")).unwrap(), "better");
    assert!(runner.comments()[1].contains("## Applied to `demo/dev`"), "{:?}", runner.comments());
}

#[test]
fn a_changed_state_refuses_the_plan_and_the_comment_reports_it() {
    let runner = Runner::new();
    runner.preview();
    runner.project.run(&["up", "--yes", "-C", "files.three=other"]);
    let applied = runner.apply();
    assert!(applied.failed && applied.result == "5", "{}", applied.log);
    let comment = &runner.comments()[1];
    assert!(comment.contains("error:") && comment.contains("the state has changed"), "{comment}");
    assert!(runner.project.path("disk/a/three").exists());
}

#[test]
fn a_plan_of_another_commit_or_with_another_hash_is_refused() {
    let mut runner = Runner::new();
    runner.preview();
    let of = runner.head();
    let plan = runner.artifacts.join(format!("archipel-plan-dev-{of}/plan.json"));
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(&plan).unwrap()).unwrap();
    file["content"]["hash"] = "0".repeat(64).into();
    std::fs::write(&plan, file.to_string()).unwrap();
    let applied = runner.apply();
    assert!(applied.failed && applied.result == "5", "{}", applied.log);
    assert!(runner.comments()[1].contains("Nothing was applied to `dev`"), "{:?}", runner.comments());

    // A commit was pushed after the preview, and merged before the next preview ended.
    let newer = "9".repeat(40);
    std::fs::rename(plan.parent().unwrap(), runner.artifacts.join(format!("archipel-plan-dev-{newer}"))).unwrap();
    runner.event["pull_request"]["head"]["sha"] = newer.into();
    let applied = runner.apply();
    assert!(applied.failed && runner.comments()[1].contains("was merged"), "{:?}", runner.comments());
    assert!(!runner.project.path("disk/a").exists());
}

#[test]
fn a_compile_error_is_reported_in_the_comment() {
    let runner = Runner::new();
    let program = runner.script_file("cargo-run", "#!/bin/sh\necho 'error[E0308]: mismatched types' >&2\nexit 101\n");
    let job = runner.run(&[("stack", "dev"), ("program", &program)]);
    assert!(job.failed && job.result == "101", "{}", job.log);
    assert!(runner.comments()[0].contains("E0308"), "{:?}", runner.comments());
    assert!(!runner.comments()[0].contains("Merging applies"));
}

#[test]
fn only_affected_stacks_are_previewed() {
    let folder = tempfile::tempdir().unwrap();
    let git = |args: &[&str]| {
        let ran = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@t"])
            .args(args)
            .current_dir(&folder)
            .output();
        let ran = ran.unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8_lossy(&ran.stdout).trim().to_owned()
    };
    let write = |path: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "x").unwrap();
    };
    git(&["init", "-q"]);
    write("a");
    git(&["add", "."]);
    git(&["commit", "-qm", "base"]);
    let base = git(&["rev-parse", "HEAD"]);
    let affected = |paths: &[&str]| {
        git(&["checkout", "-q", "--detach", &base]);
        paths.iter().for_each(|path| write(path));
        git(&["add", "."]);
        git(&["commit", "-qm", "change"]);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ci/github/affected.sh");
        let ran = Command::new(script)
            .current_dir(&folder)
            .env("BASE", &base)
            .env("HEAD", git(&["rev-parse", "HEAD"]))
            .env("STACKS", "dev staging prod")
            .output()
            .unwrap();
        String::from_utf8_lossy(&ran.stdout).trim().to_owned()
    };
    assert_eq!(affected(&["stacks/config/prod.toml"]), r#"["prod"]"#);
    assert_eq!(affected(&["stacks/config/staging.secrets.json"]), r#"["staging"]"#);
    assert_eq!(affected(&["docs/x.md", "README.md"]), "[]");
    // Argo CD applies the folder; a stack applies its bootstrap.
    assert_eq!(affected(&["gitops/environments/prod/kustomization.yaml", "gitops/base/backend/rollout.yaml"]), "[]");
    assert_eq!(affected(&["gitops/bootstrap/applicationset.yaml"]), r#"["dev","staging","prod"]"#);
    assert_eq!(affected(&["stacks/src/lib.rs", "docs/x.md"]), r#"["dev","staging","prod"]"#);
    assert_eq!(affected(&["stacks/config/shared/x.toml"]), r#"["dev","staging","prod"]"#);
    assert_eq!(affected(&["stacks/config/.toml"]), r#"["dev","staging","prod"]"#);
    assert_eq!(affected(&["stacks/config/é.toml"]), r#"["dev","staging","prod"]"#);
    // A moved file counts as a change at its old location.
    git(&["checkout", "-q", "--detach", &base]);
    write("stacks/config/prod.toml");
    git(&["add", "."]);
    git(&["commit", "-qm", "prod"]);
    let before = git(&["rev-parse", "HEAD"]);
    std::fs::create_dir_all(folder.path().join("docs")).unwrap();
    git(&["mv", "stacks/config/prod.toml", "docs/prod.toml"]);
    git(&["commit", "-qm", "move"]);
    let script = root().join("ci/github/affected.sh");
    let head = git(&["rev-parse", "HEAD"]);
    let ran = Command::new(script)
        .current_dir(&folder)
        .envs([("BASE", before.as_str()), ("HEAD", &head), ("STACKS", "dev prod")])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout).trim(), r#"["prod"]"#);
}

#[test]
fn comments_of_other_accounts_are_ignored() {
    let runner = Runner::new();
    runner.preview();
    let shown = runner.comments()[0].clone();
    // Another app wrote the same text before, and a user after.
    runner.comment(0, "other-app[bot]", &shown.replace(&runner.head(), &"9".repeat(40)));
    runner.comment(3, "marie", "<!-- archipel-preview dev -->\nmine");
    let again = runner.preview();
    assert!(!again.failed, "{}", again.log);
    let comments = runner.comments();
    assert!(
        comments.len() == 3 && comments[0].contains(&"9".repeat(40)) && comments[2].ends_with("mine"),
        "{comments:?}"
    );
    let applied = runner.apply();
    assert!(!applied.failed && applied.result == "0", "{}", applied.log);

    let runner = Runner::new();
    runner.preview();
    runner.comment(1, "other-app[bot]", &shown);
    let applied = runner.apply();
    assert!(applied.failed && applied.result == "5", "{}", applied.log);
    assert!(runner.comments()[1].contains("no comment of a successful preview by `github-actions[bot]`"));
    // A separate app can be configured.
    let program = support::program().display().to_string();
    let inputs = [("stack", "dev"), ("program", &program), ("command", "apply"), ("comment-author", "other-app[bot]")];
    runner.preview();
    let own = runner.comments()[2].clone();
    runner.comment(1, "other-app[bot]", &own);
    let applied = runner.run(&inputs);
    assert!(!applied.failed && applied.result == "0", "{}", applied.log);
}

#[test]
fn a_value_in_a_comment_cannot_name_a_plan() {
    let runner = Runner::new();
    runner.preview();
    let plan = runner.artifacts.join(format!("archipel-plan-dev-{}/plan.json", runner.head()));
    let file: Value = serde_json::from_str(&std::fs::read_to_string(plan).unwrap()).unwrap();
    let mark = format!("<!-- archipel-plan {} {} -->", file["content"]["hash"].as_str().unwrap(), runner.head());
    let body = format!("<!-- archipel-preview dev -->\n<!-- archipel-no-plan -->\n```\n{mark}\n```\n{mark}\n");
    runner.comment(1, "github-actions[bot]", &body);
    let applied = runner.apply();
    assert!(applied.failed && applied.result == "5", "{}", applied.log);
    assert!(!runner.project.path("disk/a").exists());
}

#[test]
fn a_log_cannot_end_its_fence_or_send_commands_to_the_runner() {
    use comrak::nodes::NodeValue;

    let log = "````````````\n</details><img src=x>\r# x\r\n@marie \u{202e}abc\u{1b}[31m <!-- archipel-plan x -->\n::error::forged\n~~~\n";
    let runner = Runner::new();
    std::fs::write(runner.project.path("log"), log).unwrap();
    let program = runner.script_file("broken", "#!/bin/sh\ncat log >&2\nexit 1\n");
    let job = runner.run(&[("stack", "dev"), ("program", &program)]);
    assert!(job.failed && job.result == "1", "{}", job.log);
    let comment = &runner.comments()[0];
    let arena = comrak::Arena::new();
    let mut blocks = Vec::new();
    for node in comrak::parse_document(&arena, comment, &comrak::Options::default()).descendants() {
        match &node.data.borrow().value {
            NodeValue::CodeBlock(block) => blocks.push(block.literal.clone()),
            NodeValue::HtmlBlock(html) => assert!(html.literal.starts_with("<!-- archipel-"), "{comment}"),
            NodeValue::Text(text) => assert!(!text.contains('@'), "{comment}"),
            NodeValue::HtmlInline(_) | NodeValue::Link(_) | NodeValue::Image(_) => panic!("{comment}"),
            _ => {}
        }
    }
    assert_eq!(blocks.len(), 1, "{comment}");
    assert!(
        blocks[0].contains("</details><img src=x>\\u{d}# x") && blocks[0].contains("\\u{202e}abc"),
        "{}",
        blocks[0]
    );
    assert_eq!(comment.matches("<!--").count(), 2, "{comment}");
    let stopped = job.log.find("::stop-commands::").unwrap();
    assert!(stopped < job.log.find("::error::forged").unwrap(), "{}", job.log);
}

#[test]
fn every_third_party_action_is_pinned_by_commit() {
    let mut found = 0;
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let is_built = matches!(name.as_str(), "target" | ".git" | "node_modules" | ".archipel");
            if path.is_dir() && !path.is_symlink() && !is_built {
                folders.push(path);
            } else if ["yml", "yaml", "md"].iter().any(|end| path.extension().is_some_and(|found| found == *end)) {
                for line in std::fs::read_to_string(&path).unwrap().lines() {
                    let Some(uses) = line.trim().trim_start_matches("- ").strip_prefix("uses:") else { continue };
                    let uses = uses.trim();
                    if uses.starts_with("./") {
                        continue;
                    }
                    found += 1;
                    let (reference, version) = uses.split_once(" # ").unwrap_or((uses, ""));
                    let commit = reference.split_once('@').map_or("", |(_, commit)| commit);
                    let is_commit =
                        commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
                    assert!(
                        is_commit && !version.is_empty(),
                        "{}: {line}: expected NAME@COMMIT # VERSION",
                        path.display()
                    );
                }
            }
        }
    }
    assert!(found > 10, "{found}");
}

#[test]
fn jobs_have_the_subjects_that_the_roles_trust_and_scripts_have_no_expressions() {
    let mut identities = Vec::new();
    for name in ["ci.yml", "infra-apply.yml", "infra-preview.yml"] {
        let workflow = yaml(&format!(".github/workflows/{name}"));
        assert_eq!(workflow["permissions"], serde_json::json!({"contents": "read"}), "{name}");
        assert!(workflow["on"].get("pull_request_target").is_none(), "{name}");
        for (job, body) in workflow["jobs"].as_object().unwrap() {
            assert!(body["timeout-minutes"].is_u64(), "{name} {job}");
            if body["permissions"]["id-token"] == "write" {
                // With an environment the subject is `repo:R:environment:E`, without one `repo:R:pull_request`.
                identities.push((name, body["environment"].as_str().map(str::to_owned)));
            }
            for step in body["steps"].as_array().unwrap() {
                let script = step["run"].as_str().unwrap_or_default();
                assert!(!script.contains("${{"), "{name} {job}: {script}");
                let is_checkout = step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@"));
                assert!(!is_checkout || step["with"]["persist-credentials"] == false, "{name} {job}");
            }
        }
    }
    let stack = Some("${{ matrix.stack }}".to_owned());
    assert_eq!(identities, [("infra-apply.yml", stack), ("infra-preview.yml", None)]);
    for step in yaml("action.yml")["runs"]["steps"].as_array().unwrap() {
        assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step}");
    }
    // A merge that waits for another is not cancelled.
    assert_eq!(yaml(".github/workflows/infra-apply.yml")["jobs"]["apply"]["concurrency"]["queue"], "max");
}

#[test]
fn a_new_repository_applies_what_its_preview_planned_after_an_approval() {
    let [apply, preview] =
        ["apply", "preview"].map(|name| yaml(&format!("examples/own-repository/.github/workflows/{name}.yml")));
    for workflow in [&apply, &preview] {
        assert_eq!(workflow["permissions"], serde_json::json!({"contents": "read"}));
        for job in workflow["jobs"].as_object().unwrap().values() {
            assert!(job["timeout-minutes"].is_u64());
            for step in job["steps"].as_array().unwrap() {
                assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step}");
                let is_checkout = step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@"));
                assert!(!is_checkout || step["with"]["persist-credentials"] == false, "{step}");
            }
        }
    }
    let job = &apply["jobs"]["apply"];
    assert_eq!((&job["environment"], &job["concurrency"]["queue"]), (&"prod".into(), &"max".into()));
    assert_eq!(apply["on"]["pull_request"], serde_json::json!({"types": ["closed"], "branches": ["main"]}));
    let runs: Vec<&str> = job["steps"].as_array().unwrap().iter().filter_map(|step| step["run"].as_str()).collect();
    assert!(runs.len() == 1 && runs[0].contains("actions/workflows/preview.yml/runs"), "{runs:?}");
    // Both give the action inputs that it has, and the apply is of a stack that the preview plans.
    let inputs = |job: &Value| -> Value {
        let steps = job["steps"].as_array().unwrap();
        steps.iter().find(|step| step["uses"].as_str().unwrap_or_default().contains("/archipel@")).unwrap()["with"]
            .clone()
    };
    let (applied, planned) = (inputs(job), inputs(&preview["jobs"]["prod"]));
    let known = yaml("action.yml")["inputs"].clone();
    for (name, _) in [&applied, &planned].into_iter().flat_map(|inputs| inputs.as_object().unwrap()) {
        assert!(known.get(name).is_some(), "the action has no input `{name}`");
    }
    assert_eq!(
        (&applied["command"], &applied["plan-run"]),
        (&"apply".into(), &"${{ steps.preview.outputs.run }}".into())
    );
    assert_eq!(
        (&planned["command"], &planned["stack"], &planned["program"]),
        (&"preview".into(), &applied["stack"], &applied["program"])
    );
    // Both are made under the same conditions: without a role there is neither.
    let condition = preview["jobs"]["prod"]["if"].as_str().unwrap();
    assert!(job["if"].as_str().unwrap().ends_with(condition), "{condition}");
}
