//! Saved plans: applied exactly, or refused with the differences.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use support::{DEV, Project, Ran};

impl Project {
    /// Saves a plan of `dev` in `dev.plan`.
    fn planned(&self, more: &[&str]) -> Ran {
        let ran = self.run(&[&["preview", "dev", "--out", "dev.plan"], more].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran
    }

    /// Asserts that the plan is refused with these texts, and that nothing changes.
    fn refused(&self, args: &[&str], says: &[&str]) -> Ran {
        let before = self.run(&["state", "list", "--json"]).out;
        let ran = self.run(&[&["up", "--plan", "dev.plan"], args].concat());
        assert_eq!(ran.code, Some(5), "{ran:?}");
        for part in says {
            assert!(ran.err.replace("\n      ", " ").contains(part), "`{part}` is not in {}", ran.err);
        }
        assert_eq!(self.run(&["state", "list", "--json"]).out, before);
        ran
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path("dev.plan")).unwrap()
    }
}

#[test]
fn a_saved_plan_is_applied_once_without_a_prompt() {
    let project = Project::new();
    insta::assert_snapshot!("out", project.planned(&[]).shown());
    assert_eq!(std::fs::metadata(project.path("dev.plan")).unwrap().permissions().mode() & 0o777, 0o600);
    // The file names its stack.
    let up = project.run(&["up", "--plan", "dev.plan", "--parallel", "1"]);
    insta::assert_snapshot!("up-plan", up.shown());
    assert_eq!(std::fs::read_to_string(project.path("disk/a/one")).unwrap(), "first");
    insta::assert_snapshot!("applied-already", project.refused(&[], &["already applied"]).shown());
}

#[test]
fn an_empty_plan_changes_nothing() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    project.planned(&[]);
    for _ in 0..2 {
        let up = project.run(&["up", "--plan", "dev.plan"]);
        assert_eq!(up.code, Some(0), "{up:?}");
        assert!(up.out.contains("No changes"), "{up:?}");
    }
}

#[test]
fn a_changed_configuration_is_reported_by_its_key() {
    let project = Project::new();
    project.planned(&[]);
    let ran = project.refused(&["-C", "files.one=other", "-C", "files.three=new"], &["`files.one` has another value"]);
    insta::assert_snapshot!("configuration-moved", ran.shown());
    project.configure("dev", &DEV.replace("two = \"second\"\n", ""));
    project.refused(&[], &["`files.two` is gone", "would not be executed: create here::disk:fs/File::notes/two"]);
}

#[test]
fn a_program_that_depends_on_its_environment_is_reported_with_its_first_difference() {
    let project = Project::new();
    project.configure("dev", &format!("trouble = \"environment\"\n{DEV}"));
    let with = |note: &str, args: &[&str]| project.ran(project.command(args).env("DISK_NOTE", note));
    assert_eq!(with("monday", &["preview", "--out", "dev.plan"]).code, Some(0));
    insta::assert_snapshot!("program-moved", with("tuesday", &["up", "--plan", "dev.plan"]).shown());
    assert_eq!(with("monday", &["up", "--plan", "dev.plan"]).code, Some(0));
}

#[test]
fn a_changed_state_is_reported_with_its_serials() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    project.planned(&["-C", "files.one=changed"]);
    project.run(&["up", "--yes", "-C", "files.two=changed"]);
    let ran = project.refused(&["-C", "files.one=changed"], &["the state has changed: it was at serial"]);
    assert!(ran.err.contains("a step is not in the plan: update here::disk:fs/File::notes/two"), "{ran:?}");
    // A new state of the same name is another one.
    std::fs::remove_dir_all(project.path(".archipel")).unwrap();
    project.run(&["up", "--yes"]);
    project.refused(&["-C", "files.one=changed"], &["the plan was made from another state"]);
}

#[test]
fn a_change_made_outside_since_then_is_an_unplanned_step() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    project.planned(&["--refresh"]);
    std::fs::write(project.path("disk/a/one"), "meddled").unwrap();
    project.refused(
        &[],
        &["a step is not in the plan: update here::disk:fs/File::notes/one", "notes/one differs in content"],
    );
}

#[test]
fn a_plan_of_another_stack_target_or_command_is_refused() {
    let project = Project::new();
    project.planned(&[]);
    project.configure("prod", DEV);
    project.refused(&["prod"], &["the plan is for demo/dev, and this is demo/prod"]);
    project.refused(&["--sandbox"], &["`target` was `aws` and is `sandbox`"]);
    let destroy = project.run(&["destroy", "--plan", "dev.plan"]);
    assert_eq!(destroy.code, Some(5), "{destroy:?}");
    assert!(destroy.err.contains("it is a plan of `up`"), "{destroy:?}");
    project.run(&["up", "dev", "--yes"]);
    project.planned(&["--destroy"]);
    project.refused(&[], &["it is a plan of `destroy`"]);
    let destroy = project.run(&["destroy", "--plan", "dev.plan"]);
    assert_eq!(destroy.code, Some(0), "{destroy:?}");
    assert!(!project.path("disk/a").exists());
}

#[test]
fn an_invalid_plan_file_is_refused() {
    let project = Project::new();
    project.planned(&[]);
    let whole = project.text();
    let edited = whole.replacen("\"first\"", "\"worst\"", 1);
    assert_ne!(edited, whole);
    let cut = &whole[..whole.len() / 2];
    let newer = whole.replacen("\"archipel_plan\":1", "\"archipel_plan\":2", 1);
    for (text, says) in [
        (cut, "the plan file is truncated"),
        (edited.as_str(), "was changed after it was written"),
        (newer.as_str(), "has format 2, and this version reads format 1"),
        ("", "it is empty"),
        ("name: dev\n", "it is not JSON"),
        ("{\"version\": 3}", "it has no `archipel_plan`"),
        ("{\"archipel_plan\": 1}", "was changed after it was written"),
        ("[1, 2]", "it has no `archipel_plan`"),
    ] {
        std::fs::write(project.path("dev.plan"), text).unwrap();
        project.refused(&[], &[says]);
    }
    // An equivalent form of the file is the same plan.
    let json: serde_json::Value = serde_json::from_str(&whole).unwrap();
    std::fs::write(project.path("dev.plan"), serde_json::to_string_pretty(&json).unwrap()).unwrap();
    assert_eq!(project.run(&["up", "--plan", "dev.plan"]).code, Some(0));
}

#[test]
fn an_unusable_path_is_invalid_usage() {
    let project = Project::new();
    for path in ["nosuch.plan", "disk"] {
        let ran = project.run(&["up", "--plan", path]);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(ran.err.contains("cannot read the plan file"), "{ran:?}");
    }
    for path in ["disk", "nosuch/dev.plan"] {
        let ran = project.run(&["preview", "--out", path]);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(ran.err.contains("cannot write the plan"), "{ran:?}");
    }
    let ran = project.run(&["up", "--plan", "dev.plan", "--refresh"]);
    assert_eq!(ran.code, Some(3), "the plan contains its options: {ran:?}");
}

#[test]
fn a_plan_file_contains_no_secret_and_detects_a_changed_one() {
    let project = Project::new();
    let with = |args: &[&str]| project.ran(project.command(args).env("ARCHIPEL_PASSPHRASE", "correct horse"));
    let preview = with(&["preview", "--out", "dev.plan", "-C", "password=hunter2hunter2"]);
    assert_eq!(preview.code, Some(0), "{preview:?}");
    let text = project.text();
    assert!(text.contains("$secret") && !text.contains("hunter2"), "{text}");
    let digest = archipel_engine::Value::from("hunter2hunter2").digest();
    assert!(!text.contains(&digest), "a digest of a secret can be searched for");
    let other = with(&["up", "--plan", "dev.plan", "-C", "password=hunter3hunter3"]);
    assert_eq!(other.code, Some(5), "{other:?}");
    assert!(other.err.contains("the configuration has changed: `password` has another value"), "{other:?}");
    assert!(!other.err.contains("hunter"), "{other:?}");
    let no_key = project.run(&["up", "--plan", "dev.plan", "-C", "password=hunter2hunter2"]);
    assert_eq!(no_key.code, Some(3), "{no_key:?}");
    assert!(no_key.err.contains("cannot open the key of the plan's digests"), "{no_key:?}");
    assert_eq!(with(&["up", "--plan", "dev.plan", "-C", "password=hunter2hunter2"]).code, Some(0));
}

#[test]
fn only_targeted_resources_are_applied() {
    let project = Project::new();
    project.planned(&["--target", "notes/one", "--target", "notes/folder"]);
    let up = project.run(&["up", "--plan", "dev.plan"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    assert!(project.path("disk/a/one").exists() && !project.path("disk/a/two").exists());
}

#[test]
fn another_build_is_refused_if_a_function_of_it_creates_a_value() {
    let project = Project::new();
    let other = project.path("files");
    let run = |args: &[&str]| {
        let command = project.command(args);
        let environment: Vec<_> = command.get_envs().filter_map(|(key, value)| Some((key, value?))).collect();
        let mut command = assert_cmd::Command::new(&other);
        command.env_clear().envs(environment).current_dir(project.path("")).args(args);
        project.ran(&mut command)
    };
    std::fs::copy(support::program(), &other).unwrap();
    let function = ["-C", "trouble=function"];
    project.planned(&function);
    let refused = run(&["up", "--plan", "dev.plan", function[0], function[1]]);
    assert_eq!(refused.code, Some(5), "{refused:?}");
    let says = "`content` of here::disk:fs/File::notes/note is computed by one of its functions during the apply";
    assert!(refused.err.replace("\n      ", " ").contains(says), "{refused:?}");
    assert_eq!(project.run(&["up", "--plan", "dev.plan", function[0], function[1]]).code, Some(0));
    assert_eq!(std::fs::read_to_string(project.path("disk/a/note")).unwrap(), "I am in a");
    // If the plan contains every value, another build can apply it.
    project.planned(&["-C", "files.one=changed"]);
    assert_eq!(run(&["up", "--plan", "dev.plan", "-C", "files.one=changed"]).code, Some(0));
}

#[test]
fn a_shown_plan_is_not_applied_after_the_state_has_changed() {
    let project = Project::new();
    let mut first = project.spawn(&["up", "--yes"], "wait policy");
    let mut out = BufReader::new(first.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("Plan: 3 to create") {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "it ended before the plan was shown");
    }
    project.run(&["up", "--yes", "-C", "folder=b"]);
    std::fs::write(project.path("go"), "").unwrap();
    let mut err = String::new();
    first.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(first.wait().unwrap().code(), Some(5), "{err}");
    assert!(err.contains("the state has changed since the plan was made"), "{err}");
    assert!(!project.path("disk/a").exists() && project.path("disk/b/one").exists());
}

/// A location in a JSON document: keys and indices.
type Environment = Vec<String>;

/// The locations of all values without parts.
fn leaves(json: &Value, place: &mut Environment, found: &mut Vec<Environment>) {
    let mut below = |key: String, value: &Value| {
        place.push(key);
        leaves(value, place, found);
        place.pop();
    };
    match json {
        Value::Object(map) if !map.is_empty() => map.iter().for_each(|(key, value)| below(key.clone(), value)),
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(index, value)| below(index.to_string(), value));
        }
        _ => found.push(place.clone()),
    }
}

fn at<'a>(json: &'a mut Value, place: &[String]) -> &'a mut Value {
    json.pointer_mut(
        &place.iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect::<String>(),
    )
    .unwrap()
}

/// Replaces a value: by one of the same kind, by one of another kind, or removes it.
fn edit(json: &mut Value, place: &[String], rng: &mut StdRng) {
    if rng.random_bool(0.2)
        && let (Some((last, rest)), true) = (place.split_last(), place.len() > 1)
    {
        match at(json, rest) {
            Value::Object(map) => drop(map.remove(last)),
            Value::Array(items) => drop(items.remove(last.parse::<usize>().unwrap())),
            _ => unreachable!("what has parts is one of these"),
        }
        return;
    }
    let value = at(json, place);
    *value = match &*value {
        Value::String(text) if rng.random_bool(0.8) => Value::String(format!("{text}x")),
        Value::Number(number) if rng.random_bool(0.8) => json!(number.as_i64().map_or(0, |number| number + 1)),
        Value::Bool(bool) => Value::Bool(!bool),
        Value::Null => json!("x"),
        _ => Value::Null,
    };
}

/// A stack with a pending update, replacement, delete and create, and its plan.
fn with_a_plan() -> (Project, Value) {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    project.configure("dev", "folder = \"a\"\n\n[files]\none = \"changed\"\nthree = \"third\"\n");
    project.planned(&[]);
    let plan = serde_json::from_str(&project.text()).unwrap();
    (project, plan)
}

#[test]
fn no_edit_of_a_plan_file_is_applied() {
    let (project, plan) = with_a_plan();
    let text = project.text();
    let mut places = Vec::new();
    leaves(&plan, &mut Environment::new(), &mut places);
    assert!(places.len() > 100, "{} leaves", places.len());
    let before = project.run(&["state", "list", "--json"]).out;
    let mut rng = StdRng::seed_from_u64(200);
    for number in 0..200 {
        let (edited, what) = match number % 4 {
            // One byte is changed.
            0 => {
                let mut bytes = text.clone().into_bytes();
                let index = rng.random_range(0..bytes.len());
                bytes[index] ^= 1;
                (bytes, format!("byte {index}"))
            }
            // It is truncated.
            1 if number % 20 == 1 => {
                let length = rng.random_range(0..text.len() - 2);
                (text.as_bytes()[..length].to_vec(), format!("the first {length} bytes"))
            }
            _ => {
                let place = &places[rng.random_range(0..places.len())];
                let mut json = plan.clone();
                edit(&mut json, place, &mut rng);
                (json.to_string().into_bytes(), place.join("/"))
            }
        };
        std::fs::write(project.path("dev.plan"), edited).unwrap();
        let ran = project.run(&["up", "--plan", "dev.plan"]);
        assert_eq!(ran.code, Some(5), "{what}: {ran:?}");
        assert!(!ran.err.contains("panicked"), "{what}: {ran:?}");
    }
    assert_eq!(project.run(&["state", "list", "--json"]).out, before);
    assert!(project.path("disk/a/two").exists() && !project.path("disk/a/three").exists());
}

#[test]
fn an_edited_plan_with_a_valid_checksum_changes_nothing_unplanned() {
    let (mut project, mut plan) = with_a_plan();
    let mut rng = StdRng::seed_from_u64(60);
    let mut refused = 0;
    for _ in 0..60 {
        let mut places = Vec::new();
        leaves(&plan["content"], &mut Environment::new(), &mut places);
        let place = &places[rng.random_range(0..places.len())];
        let mut content = plan["content"].clone();
        edit(&mut content, place, &mut rng);
        let checksum = archipel_engine::plan::plan_file_checksum(&content);
        let forged = json!({"archipel_plan": 1, "checksum": checksum, "content": content});
        std::fs::write(project.path("dev.plan"), forged.to_string()).unwrap();
        let before = project.run(&["state", "list", "--json"]).out;
        let ran = project.run(&["up", "--plan", "dev.plan"]);
        let place = place.join("/");
        assert!(!ran.err.contains("panicked"), "{place}: {ran:?}");
        match ran.code {
            Some(3 | 5) => {
                assert_eq!(project.run(&["state", "list", "--json"]).out, before, "{place}");
                refused += 1;
            }
            // The edited values are not used: the plan is computed again from the program.
            Some(0) => {
                assert_eq!(std::fs::read_to_string(project.path("disk/a/one")).unwrap(), "changed", "{place}");
                assert_eq!(std::fs::read_to_string(project.path("disk/a/three")).unwrap(), "third", "{place}");
                assert_eq!(std::fs::read_dir(project.path("disk/a")).unwrap().count(), 2, "{place}");
                (project, plan) = with_a_plan();
            }
            _ => panic!("{place}: {ran:?}"),
        }
    }
    assert!(refused > 30, "{refused} of 60 are refused");
}

/// `old/` has an export and a plan of its state, both written by a version whose code called revisions generations and
/// environments places. The formats keep those words.
#[test]
fn an_export_and_a_plan_of_an_older_version_are_read_and_applied() {
    let project = Project::with_environment([("ARCHIPEL_PASSPHRASE", "an-old-passphrase-42".to_owned())]);
    let files = "folder = \"a\"\npassword = \"old-secret-7\"\n\n[files]\none = \"changed\"\nthree = \"third\"\n";
    project.configure("dev", files);
    std::fs::create_dir(project.path("disk/a")).unwrap();
    for (name, content) in [("one", "first"), ("two", "second")] {
        std::fs::write(project.path("disk/a").join(name), content).unwrap();
    }
    for name in ["export.json", "dev.plan"] {
        let old = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/old").join(name);
        std::fs::copy(old, project.path(name)).unwrap();
    }
    let restored = project.run(&["state", "import", "export.json", "--yes"]);
    assert!(restored.code == Some(0) && restored.out.contains("commit 11 with 3 resources"), "{restored:?}");
    let up = project.run(&["up", "--plan", "dev.plan"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    let content = |name: &str| std::fs::read_to_string(project.path("disk/a").join(name)).ok();
    assert_eq!(["one", "two", "three"].map(content), [Some("changed".to_owned()), None, Some("third".to_owned())]);
}

#[test]
fn a_saved_plan_asks_about_later_waves_and_applies_them_with_yes() {
    let project = Project::new();
    project.configure("dev", &format!("later = [\"x\", \"y\"]\n{DEV}"));
    let preview = project.run(&["preview", "--out", "dev.plan"]);
    let says = "`up --plan` asks about each of them, and applies them without asking with `--yes`";
    assert!(preview.err.contains(says), "{preview:?}");
    // Without a terminal nothing is applied that the plan does not have, and the result says so everywhere.
    let up = project.run(&["up", "--plan", "dev.plan"]);
    assert!(up.err.contains("pass `--yes` with `--plan` to apply the later waves too"), "{up:?}");
    assert_ne!(up.code, Some(0), "{up:?}");
    assert!(!up.out.contains("Done in"), "{up:?}");
    assert!(!project.path("disk/a/x").exists());
    let history = project.run(&["history"]).out;
    assert!(!history.contains("failed"), "{history}");
    assert_eq!(project.run(&["preview", "--out", "next.plan"]).code, Some(0));
    assert_eq!(project.run(&["up", "--plan", "next.plan"]).code, Some(0), "the rest is a plan of its own");
    let project = Project::new();
    project.configure("dev", &format!("later = [\"x\", \"y\"]\n{DEV}"));
    project.run(&["preview", "--out", "dev.plan"]);
    let up = project.run(&["up", "--plan", "dev.plan", "--yes"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    assert!(project.path("disk/a/x").exists());
}
