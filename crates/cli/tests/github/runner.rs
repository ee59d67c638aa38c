//! Simulates a runner for the action and the scripts of a workflow: expressions, conditions, outputs of steps,
//! folders. `gh` is a program that stores comments in a folder and responds from files; artifacts are copied.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Project, program};

/// The subset of `gh` that the scripts use. Each comment is a file named by its id; each page has one comment.
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
comments = sorted(folder.glob("*.comment"))
if method == "GET" and "/comments" in path:
    for comment in comments:
        print(json.dumps([json.loads(comment.read_text())]))
elif method == "GET":
    name = path.split("?")[0].removeprefix("repos/luneo-platform/infra/").replace("/", "_")
    answer = folder / f"{name}.json"
    if not answer.exists():
        sys.exit("gh: Not Found (HTTP 404)")
    print(answer.read_text())
else:
    number = path.rsplit("/", 1)[1] if method == "PATCH" else str(len(comments) + 1)
    body = pathlib.Path(option("--field").removeprefix("body=@")).read_text()
    comment = {"id": int(number), "user": {"login": "github-actions[bot]", "type": "Bot"}, "body": body}
    (folder / f"{number}.comment").write_text(json.dumps(comment))
    print("https://github.example/comment/" + number)
"#;

const DEFAULT_SIGNALS: &str = "import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])";

pub(crate) struct Runner {
    pub(crate) project: Project,
    pub(crate) event: Value,
    pub(crate) artifacts: PathBuf,
    /// Additional variables in the environment of a step.
    pub(crate) environment: Vec<(&'static str, String)>,
}

/// The result of a job.
#[derive(Debug, Default)]
pub(crate) struct Job {
    pub(crate) failed: bool,
    pub(crate) log: String,
    pub(crate) result: String,
    /// The outputs of its steps.
    pub(crate) outputs: BTreeMap<String, String>,
}

type Known = BTreeMap<String, String>;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

pub(crate) fn yaml(path: &str) -> Value {
    serde_yaml_ng::from_str(&std::fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

impl Runner {
    pub(crate) fn new() -> Self {
        let project = Project::new();
        for folder in ["bin", "gh", "temp", "artifacts"] {
            std::fs::create_dir(project.path(folder)).unwrap();
        }
        // The files that the workflows check out.
        std::os::unix::fs::symlink(root().join("ci"), project.path("ci")).unwrap();
        let event = serde_json::from_str(include_str!("pull_request.json")).unwrap();
        let artifacts = project.path("artifacts");
        let runner = Self { project, event, artifacts, environment: Vec::new() };
        runner.script_file("gh", GH);
        runner
    }

    /// A program in the folder of programs.
    pub(crate) fn script_file(&self, name: &str, text: &str) -> String {
        let path = self.project.path("bin").join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        path.display().to_string()
    }

    /// Sets a response of GitHub's API.
    pub(crate) fn respond(&self, path: &str, answer: &Value) {
        let file = self.project.path("gh").join(format!("{}.json", path.replace('/', "_")));
        std::fs::write(file, answer.to_string()).unwrap();
    }

    /// A comment by an account.
    pub(crate) fn comment(&self, number: u32, login: &str, body: &str) {
        let comment = json!({"id": number, "user": {"login": login, "type": "Bot"}, "body": body});
        std::fs::write(self.project.path("gh").join(format!("{number}.comment")), comment.to_string()).unwrap();
    }

    pub(crate) fn head(&self) -> String {
        self.event["pull_request"]["head"]["sha"].as_str().unwrap().to_owned()
    }

    pub(crate) fn comments(&self) -> Vec<String> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.project.path("gh"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "comment"))
            .collect();
        files.sort();
        let body = |file: &PathBuf| {
            let comment: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            comment["body"].as_str().unwrap().to_owned()
        };
        files.iter().map(body).collect()
    }

    fn known(&self) -> Known {
        let mut known = BTreeMap::from([
            ("github.repository".into(), "luneo-platform/infra".into()),
            ("github.server_url".into(), "https://github.example".into()),
            ("github.run_id".into(), "7".into()),
            ("github.token".into(), "token".into()),
            ("github.sha".into(), "0".repeat(40)),
            ("github.action_path".into(), root().display().to_string()),
            ("runner.temp".into(), self.project.path("temp").display().to_string()),
        ]);
        flatten("github.event", &self.event, &mut known);
        known
    }

    fn with_inputs(&self, action: &Value, given: &[(&str, &str)]) -> Known {
        let mut known = self.known();
        for (name, input) in action["inputs"].as_object().unwrap() {
            let default = expand(input["default"].as_str().unwrap_or_default(), &known);
            let value = given.iter().find(|(given, _)| given == name).map_or(default, |(_, value)| (*value).to_owned());
            known.insert(format!("inputs.{name}"), value);
        }
        known
    }

    /// Runs the action with these inputs.
    pub(crate) fn run(&self, given: &[(&str, &str)]) -> Job {
        let action = yaml("action.yml");
        let known = self.with_inputs(&action, given);
        self.steps(&action["runs"]["steps"], known)
    }

    /// Runs the scripts of a workflow's job, if its condition is true.
    pub(crate) fn job(&self, workflow: &str, job: &str, known: &[(&str, &str)]) -> Option<Job> {
        let workflow = yaml(&format!(".github/workflows/{workflow}"));
        let mut all = self.known();
        all.extend(known.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let job = &workflow["jobs"][job];
        holds(job["if"].as_str().unwrap_or_default(), &all).then(|| self.steps(&job["steps"], all))
    }

    fn steps(&self, steps: &Value, mut known: Known) -> Job {
        let mut job = Job::default();
        for step in steps.as_array().unwrap() {
            let condition = step["if"].as_str().unwrap_or_default();
            if (job.failed && !condition.contains("always()")) || !holds(condition, &known) {
                continue;
            }
            match step["uses"].as_str() {
                Some(uses) => self.action(uses, step, &known),
                None => self.script(step, &mut known, &mut job),
            }
        }
        job.result = known.get("steps.run.outputs.result").cloned().unwrap_or_default();
        job.outputs = known;
        job
    }

    fn action(&self, uses: &str, step: &Value, known: &Known) {
        let with = |name: &str| expand(step["with"][name].as_str().unwrap_or_default(), known);
        let folder = self.artifacts.join(with("name"));
        if uses.starts_with("actions/upload-artifact@") {
            std::fs::create_dir_all(&folder).unwrap();
            for file in with("path").lines().map(Path::new).filter(|file| file.exists()) {
                std::fs::copy(file, folder.join(file.file_name().unwrap())).unwrap();
            }
        } else if uses.starts_with("actions/download-artifact@") {
            let into = PathBuf::from(with("path"));
            let _ = std::fs::remove_dir_all(&into);
            std::fs::create_dir_all(&into).unwrap();
            for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                std::fs::copy(file.path(), into.join(file.file_name())).unwrap();
            }
        } else {
            assert!(uses.starts_with("actions/checkout@"), "{uses}");
        }
    }

    /// The shell of a step, as a runner starts it.
    pub(crate) fn shell(&self, step: &Value, known: &Known) -> Command {
        // A runner does not ignore signals, unlike a shell that starts the tests in the background.
        let mut command = Command::new("python3");
        command.args(["-c", DEFAULT_SIGNALS, "bash"]);
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c"]).arg(step["run"].as_str().unwrap());
        command.current_dir(self.project.path(".")).env_clear();
        let path = std::env::var("PATH").unwrap();
        command.env("PATH", format!("{}:{path}", self.project.path("bin").display()));
        command.env("HOME", self.project.path(".")).env("DISK_ROOT", self.project.path("disk"));
        command.env("TMPDIR", self.project.path("."));
        command.env("GITHUB_OUTPUT", self.project.path("temp/output"));
        command.env("GITHUB_STEP_SUMMARY", self.project.path("temp/summary"));
        command.env("GH_FOLDER", self.project.path("gh"));
        command.envs(self.environment.iter().map(|(name, value)| (*name, value)));
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            command.env(name, expand(value.as_str().unwrap(), known));
        }
        command
    }

    /// The shell of the action's step that runs the program.
    pub(crate) fn program_step(&self, given: &[(&str, &str)]) -> Command {
        let action = yaml("action.yml");
        let known = self.with_inputs(&action, given);
        let steps = action["runs"]["steps"].as_array().unwrap();
        let step = steps.iter().find(|step| step["id"] == "run").unwrap();
        std::fs::write(self.project.path("temp/output"), "").unwrap();
        self.shell(step, &known)
    }

    fn script(&self, step: &Value, known: &mut Known, job: &mut Job) {
        let output = self.project.path("temp/output");
        std::fs::write(&output, "").unwrap();
        let ran = self.shell(step, known).output().unwrap();
        job.log += &String::from_utf8_lossy(&ran.stdout);
        job.log += &String::from_utf8_lossy(&ran.stderr);
        job.failed |= !ran.status.success();
        for line in std::fs::read_to_string(&output).unwrap().lines() {
            let (name, value) = line.split_once('=').unwrap();
            let id = step["id"].as_str().unwrap();
            known.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
        }
    }

    pub(crate) fn preview(&self) -> Job {
        let program = program().display().to_string();
        self.run(&[("stack", "dev"), ("program", &program)])
    }

    pub(crate) fn apply(&self) -> Job {
        let program = program().display().to_string();
        self.run(&[("stack", "dev"), ("program", &program), ("command", "apply"), ("plan-run", "7")])
    }
}

fn flatten(name: &str, value: &Value, known: &mut Known) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| flatten(&format!("{name}.{key}"), value, known)),
        Value::String(text) => drop(known.insert(name.to_owned(), text.clone())),
        other => drop(known.insert(name.to_owned(), other.to_string())),
    }
}

/// The text with each `${{ a
/// b }}` replaced by its value.
fn expand(text: &str, known: &Known) -> String {
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

/// Whether a condition of the form `a == 'x' && b != '' && c` is true.
fn holds(condition: &str, known: &Known) -> bool {
    let value_of = |name: &str| known.get(name.trim()).map_or("", String::as_str).to_owned();
    condition.split("&&").map(str::trim).filter(|term| !term.is_empty() && *term != "always()").all(|term| {
        let is_same = term.contains("==");
        match term.split_once(if is_same { "==" } else { "!=" }) {
            Some((name, value)) => (value_of(name) == value.trim().trim_matches('\'')) == is_same,
            None => value_of(term) == "true",
        }
    })
}
