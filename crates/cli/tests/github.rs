//! The GitHub action, step by step as a runner would do it, with a recorded event, up to the calls to GitHub.
//!
//! What a runner does is done here: expressions, conditions, step outputs, the folders. `gh` is a script that keeps what
//! it is told in a folder; artifacts are copied.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::{Project, program};

/// `gh` as far as the scripts use it: comments as files, one a comment, each named by its id.
const GH: &str = r#"#!/usr/bin/env python3
import json, os, pathlib, sys
folder = pathlib.Path(os.environ["GH_FOLDER"])
args = sys.argv[1:]
with open(folder / "calls", "a") as calls:
    calls.write(" ".join(a for a in args if not a.startswith(".")) + "\n")
def option(name):
    return args[args.index(name) + 1] if name in args else None
assert args[0] == "api" and os.environ["GH_TOKEN"] == "token"
method, path = option("--method") or "GET", next(a for a in args if a.startswith("repos/"))
comments = sorted(folder.glob("*.md"))
if method == "GET":
    mark = option("--jq").split('startswith("')[1].split('"))')[0]
    found = [c for c in comments if c.read_text().startswith(mark)]
    wants_id = option("--jq").endswith(".id")
    print("\n".join(c.stem if wants_id else c.read_text() for c in found))
else:
    number = path.rsplit("/", 1)[1] if method == "PATCH" else str(len(comments) + 1)
    body = pathlib.Path(option("--field").removeprefix("body=@")).read_text()
    (folder / f"{number}.md").write_text(body)
    print("https://github.example/comment/" + number)
"#;

struct Runner {
    project: Project,
    event: Value,
    artifacts: PathBuf,
}

/// How a job of one action step went.
struct Job {
    failed: bool,
    log: String,
    result: String,
}

impl Runner {
    fn new() -> Self {
        let project = Project::new();
        for folder in ["bin", "gh", "temp", "artifacts"] {
            std::fs::create_dir(project.path(folder)).unwrap();
        }
        let gh = project.path("bin/gh");
        std::fs::write(&gh, GH).unwrap();
        std::fs::set_permissions(&gh, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let event = serde_json::from_str(include_str!("github/pull_request.json")).unwrap();
        let artifacts = project.path("artifacts");
        Self { project, event, artifacts }
    }

    fn comments(&self) -> Vec<String> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.project.path("gh"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "md"))
            .collect();
        files.sort();
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
    }

    /// Runs the action with these inputs.
    fn run(&self, given: &[(&str, &str)]) -> Job {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
        let action: Value =
            serde_yaml_ng::from_str(&std::fs::read_to_string(root.join("action.yml")).unwrap()).unwrap();
        let temp = self.project.path("temp");
        let mut known: BTreeMap<String, String> = BTreeMap::from([
            ("github.repository".into(), "luneo-platform/infra".into()),
            ("github.server_url".into(), "https://github.example".into()),
            ("github.run_id".into(), "7".into()),
            ("github.token".into(), "token".into()),
            ("github.sha".into(), "0".repeat(40)),
            ("github.action_path".into(), root.display().to_string()),
            ("runner.temp".into(), temp.display().to_string()),
        ]);
        flatten("github.event", &self.event, &mut known);
        for (name, input) in action["inputs"].as_object().unwrap() {
            let default = expand(input["default"].as_str().unwrap_or_default(), &known);
            let value = given.iter().find(|(given, _)| given == name).map_or(default, |(_, value)| (*value).to_owned());
            known.insert(format!("inputs.{name}"), value);
        }
        let mut job = Job { failed: false, log: String::new(), result: String::new() };
        for step in action["runs"]["steps"].as_array().unwrap() {
            let condition = step["if"].as_str().unwrap_or_default();
            if (job.failed && !condition.contains("always()")) || !holds(condition, &known) {
                continue;
            }
            match step["uses"].as_str() {
                Some(uses) => self.artifact(uses, step, &known),
                None => self.script(step, &mut known, &mut job),
            }
        }
        job.result = known.get("steps.run.outputs.result").cloned().unwrap_or_default();
        job
    }

    fn artifact(&self, uses: &str, step: &Value, known: &BTreeMap<String, String>) {
        let with = |name: &str| expand(step["with"][name].as_str().unwrap_or_default(), known);
        let folder = self.artifacts.join(with("name"));
        if uses.starts_with("actions/upload-artifact@") {
            std::fs::create_dir_all(&folder).unwrap();
            for file in with("path").lines().map(Path::new).filter(|file| file.exists()) {
                std::fs::copy(file, folder.join(file.file_name().unwrap())).unwrap();
            }
        } else {
            assert!(uses.starts_with("actions/download-artifact@"), "{uses}");
            let into = PathBuf::from(with("path"));
            let _ = std::fs::remove_dir_all(&into);
            std::fs::create_dir_all(&into).unwrap();
            for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                std::fs::copy(file.path(), into.join(file.file_name())).unwrap();
            }
        }
    }

    fn script(&self, step: &Value, known: &mut BTreeMap<String, String>, job: &mut Job) {
        let (output, summary) = (self.project.path("temp/output"), self.project.path("temp/summary"));
        std::fs::write(&output, "").unwrap();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c"]).arg(step["run"].as_str().unwrap());
        command.current_dir(self.project.path(".")).env_clear();
        let path = std::env::var("PATH").unwrap();
        command.env("PATH", format!("{}:{path}", self.project.path("bin").display()));
        command.env("HOME", self.project.path(".")).env("DISK_ROOT", self.project.path("disk"));
        command.env("GITHUB_OUTPUT", &output).env("GITHUB_STEP_SUMMARY", &summary);
        command.env("GH_FOLDER", self.project.path("gh"));
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            command.env(name, expand(value.as_str().unwrap(), known));
        }
        let ran = command.output().unwrap();
        job.log += &String::from_utf8_lossy(&ran.stdout);
        job.log += &String::from_utf8_lossy(&ran.stderr);
        job.failed |= !ran.status.success();
        for line in std::fs::read_to_string(&output).unwrap().lines() {
            let (name, value) = line.split_once('=').unwrap();
            let id = step["id"].as_str().unwrap();
            known.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
        }
    }

    fn preview(&self) -> Job {
        let program = program().display().to_string();
        self.run(&[("stack", "dev"), ("program", &program)])
    }

    fn apply(&self) -> Job {
        let program = program().display().to_string();
        self.run(&[("stack", "dev"), ("program", &program), ("command", "apply"), ("plan-run", "7")])
    }
}

fn flatten(name: &str, value: &Value, known: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| flatten(&format!("{name}.{key}"), value, known)),
        Value::String(text) => drop(known.insert(name.to_owned(), text.clone())),
        other => drop(known.insert(name.to_owned(), other.to_string())),
    }
}

/// The text with each `${{ a || b }}` in it as what it stands for.
fn expand(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, after) = after.split_once("}}").unwrap();
        expanded += before;
        let mut values = expression.split("||").map(|name| known.get(name.trim()).map_or("", String::as_str));
        expanded += values.find(|value| !value.is_empty()).unwrap_or_default();
        rest = after;
    }
    expanded + rest
}

/// Whether a condition of the form `a == 'x' && b != ''` holds.
fn holds(condition: &str, known: &BTreeMap<String, String>) -> bool {
    condition.split("&&").map(str::trim).filter(|term| !term.is_empty() && *term != "always()").all(|term| {
        let is_same = term.contains("==");
        let (name, value) = term.split_once(if is_same { "==" } else { "!=" }).unwrap();
        let found = known.get(name.trim()).map_or("", String::as_str);
        (found == value.trim().trim_matches('\'')) == is_same
    })
}

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
fn a_state_that_moved_since_the_preview_is_left_alone_and_the_comment_says_so() {
    let runner = Runner::new();
    runner.preview();
    runner.project.run(&["up", "--yes", "-C", "files.three=other"]);
    let applied = runner.apply();
    assert!(applied.failed && applied.result == "5", "{}", applied.log);
    let comment = &runner.comments()[1];
    assert!(comment.contains("error:") && comment.contains("moved"), "{comment}");
    assert!(runner.project.path("disk/a/three").exists());
}

#[test]
fn a_plan_of_another_commit_or_with_another_hash_is_refused() {
    let mut runner = Runner::new();
    runner.preview();
    let of = runner.event["pull_request"]["head"]["sha"].as_str().unwrap().to_owned();
    let plan = runner.artifacts.join(format!("archipel-plan-dev-{of}/plan.json"));
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(&plan).unwrap()).unwrap();
    file["content"]["hash"] = "0".repeat(64).into();
    std::fs::write(&plan, file.to_string()).unwrap();
    let applied = runner.apply();
    assert!(applied.failed && applied.result == "5", "{}", applied.log);
    assert!(runner.comments()[1].contains("Nothing was applied to `dev`"), "{:?}", runner.comments());

    // Pushed to after the preview, and merged before the next one ended.
    let newer = "9".repeat(40);
    std::fs::rename(plan.parent().unwrap(), runner.artifacts.join(format!("archipel-plan-dev-{newer}"))).unwrap();
    runner.event["pull_request"]["head"]["sha"] = newer.into();
    let applied = runner.apply();
    assert!(applied.failed && runner.comments()[1].contains("was merged"), "{:?}", runner.comments());
    assert!(!runner.project.path("disk/a").exists());
}

#[test]
fn a_program_that_does_not_compile_is_told_in_the_comment() {
    let runner = Runner::new();
    let program = runner.project.path("bin/cargo-run");
    std::fs::write(&program, "#!/bin/sh\necho 'error[E0308]: mismatched types' >&2\nexit 101\n").unwrap();
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let job = runner.run(&[("stack", "dev"), ("program", &program.display().to_string())]);
    assert!(job.failed && job.result == "101", "{}", job.log);
    assert!(runner.comments()[0].contains("E0308"), "{:?}", runner.comments());
    assert!(!runner.comments()[0].contains("Merging applies"));
}

#[test]
fn only_stacks_that_a_change_touches_are_previewed() {
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
    assert_eq!(affected(&["stacks/src/lib.rs", "docs/x.md"]), r#"["dev","staging","prod"]"#);
}
