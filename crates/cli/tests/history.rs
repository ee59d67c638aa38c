//! The history of a stack, and rollbacks.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use support::{DEV, Project, Ran};

fn runs(project: &Project) -> Vec<Value> {
    serde_json::from_str(&project.run(&["history", "--json"]).out).unwrap()
}

fn read(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.path(path)).unwrap()
}

fn done(ran: &Ran) {
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn each_run_that_writes_is_in_the_history() {
    let project = Project::new();
    assert_eq!(project.run(&["history"]).out, "");
    done(&project.run(&["up", "--yes"]));
    project.run(&["up", "--yes"]);
    project.run(&["preview"]);
    let failed = project.ran(project.command(&["up", "--yes", "-C", "files.three=third"]).envs([
        ("DISK_TROUBLE", "fail CreateFile"),
        ("GITHUB_ACTOR", "jean"),
        ("GITHUB_RUN_ID", "7"),
    ]));
    assert_eq!(failed.code, Some(1));
    done(&project.run(&["state", "rm", "two", "--yes"]));
    let runs = runs(&project);
    let shown: Vec<_> = runs
        .iter()
        .map(|run| {
            let text = |name: &str| run[name].as_str().unwrap_or("-").to_owned();
            (run["number"].as_u64().unwrap(), text("command"), text("ending"), text("actor"))
        })
        .collect();
    let run = |number, command: &str, ending: &str, actor: &str| {
        (number, command.to_owned(), ending.to_owned(), actor.to_owned())
    };
    assert_eq!(
        shown,
        [run(3, "state rm dev", "done", "-"), run(2, "up dev", "failed", "jean (7)"), run(1, "up dev", "done", "-")],
        "a command without changes has no run record"
    );
    assert_eq!(runs[2]["summary"]["created"], 3);
    assert_eq!(runs[2]["plan"].as_str().unwrap().len(), 64);
    let show = project.run(&["history", "show", "2"]);
    assert!(show.out.contains("there is no room for another file") && show.out.contains("jean (7)"), "{show:?}");
    let unknown = project.run(&["history", "show", "9"]);
    assert!(unknown.code == Some(3) && unknown.err.contains("the history retains the runs 1 to 3"), "{unknown:?}");
    let table = project.run(&["history", "dev"]).out;
    assert!(table.lines().count() == 3 && table.contains("marie@") && table.contains("3 created"), "{table}");
}

#[test]
fn a_killed_run_is_in_the_history() {
    let project = Project::new();
    let mut child = project.spawn(&["up", "--yes"], "wait CreateFile");
    while !project.path("disk/a").exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    done(&project.run(&["up", "--yes"]));
    let runs = runs(&project);
    assert_eq!((runs[1]["ending"].as_str(), runs[0]["ending"].as_str()), (Some("interrupted"), Some("done")));
    let back = project.run(&["rollback", "--to", "1", "--yes"]);
    assert_eq!(back.code, Some(3), "{back:?}");
    assert!(
        back.err.contains("was interrupted") && back.err.contains("choose a run with a retained export: `2`"),
        "{back:?}"
    );
}

#[test]
fn a_rollback_shows_and_applies_a_plan() {
    let project = Project::new();
    done(&project.run(&["up", "--yes"]));
    // One file changes, one is deleted, one is created, and the folder is replaced.
    project.configure("dev", "folder = \"b\"\n\n[files]\none = \"changed\"\nthree = \"third\"\n");
    done(&project.run(&["up", "--yes"]));
    assert!(!project.path("disk/a").exists());
    let preview = project.run(&["rollback", "--to", "1", "--preview", "--detailed-exit-code"]);
    assert_eq!(preview.code, Some(2), "{preview:?}");
    insta::assert_snapshot!("rollback-preview", preview.shown());
    assert!(project.path("disk/b/one").exists(), "a preview changes nothing");
    let asked = project.run(&["rollback", "--to", "1"]);
    assert_eq!(asked.code, Some(3), "no terminal to ask on: {asked:?}");
    done(&project.run(&["rollback", "--to", "1", "--yes"]));
    assert_eq!((read(&project, "disk/a/one"), read(&project, "disk/a/two")), ("first".into(), "second".into()));
    assert!(!project.path("disk/b").exists());
    // The result is that of the earlier program, with a separate run record.
    project.configure("dev", DEV);
    assert_eq!(project.run(&["preview", "--detailed-exit-code"]).code, Some(0));
    assert_eq!(runs(&project)[0]["command"], "rollback --to 1 dev");
    // And roll forward again.
    done(&project.run(&["rollback", "--to", "2", "--yes"]));
    assert_eq!(read(&project, "disk/b/three"), "third");
    assert_eq!(project.run(&["state", "verify"]).code, Some(0));
}

#[test]
fn a_rollback_reports_missing_exports_and_runs() {
    let project = Project::new();
    let configure = |content: &str| {
        let text = format!("folder = \"a\"\nfiles.one = \"{content}\"\n\n[archipel]\nkeep_exports = 2\n");
        project.configure("dev", &text);
    };
    for content in ["one", "two", "three"] {
        configure(content);
        done(&project.run(&["up", "--yes"]));
    }
    let gone = project.run(&["rollback", "--to", "1", "--yes"]);
    assert_eq!(gone.code, Some(3), "{gone:?}");
    assert!(gone.err.contains("no longer retained") && gone.err.contains("`3` or `2`"), "{gone:?}");
    let none = project.run(&["rollback", "--to", "12", "--yes"]);
    assert!(none.code == Some(3) && none.err.contains("no run 12"), "{none:?}");
    done(&project.run(&["rollback", "--to", "2", "--yes"]));
    assert_eq!(read(&project, "disk/a/one"), "two");
}

#[test]
fn a_rollback_needs_the_key_of_the_earlier_secrets() {
    let project = Project::new();
    let with = |key: &str, args: &[&str]| project.ran(project.command(args).env("ARCHIPEL_PASSPHRASE", key));
    done(&with("the first passphrase", &["up", "--yes", "-C", "password=hunter2hunter2"]));
    done(&with("the first passphrase", &["up", "--yes", "-C", "password=hunter2hunter3", "-C", "files.one=new"]));
    let refused = with("the second passphrase", &["rollback", "--to", "1", "--yes"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused.err.contains("cannot decrypt the state after run 1") && refused.err.contains("wrong passphrase"),
        "{refused:?}"
    );
    done(&with("the first passphrase", &["rollback", "--to", "1", "--yes"]));
    assert_eq!(read(&project, "disk/a/one"), "first");
}
