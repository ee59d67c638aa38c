//! Controls of one run: replacement on request, ignored protection, forgotten resources, refreshes of what changes, and
//! locks that people take.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::{Project, Ran};

impl Project {
    fn ends(&self, code: i32, args: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.code, Some(code), "{args:?}: {ran:?}");
        ran
    }

    fn by(&self, user: &str, code: i32, args: &[&str]) -> Ran {
        let ran = self.ran(self.command(args).env("USER", user));
        assert_eq!(ran.code, Some(code), "{args:?}: {ran:?}");
        ran
    }

    fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.path("disk").join(path)).ok()
    }
}

#[test]
fn a_resource_is_replaced_on_request() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    std::fs::write(project.path("disk/a/one"), "changed by hand").unwrap();
    insta::assert_snapshot!("replace", project.ends(0, &["up", "--yes", "--replace", "one"]).shown());
    assert_eq!(project.read("a/one").unwrap(), "first");
    let none = project.ends(1, &["up", "--yes", "--replace", "three", "-C", "files.three=third"]);
    insta::assert_snapshot!("replace-nothing", none.shown());
    assert!(project.ends(3, &["up", "--yes", "--replace", "oen"]).err.contains("`--replace oen` matches no resource"));
}

#[test]
fn a_protected_resource_is_replaced_only_if_that_is_said_and_the_history_has_it() {
    let project = Project::new();
    project.ends(0, &["up", "--yes", "-C", "trouble=protect"]);
    let refused = project.ends(1, &["up", "--yes", "-C", "trouble=protect", "--replace", "folder"]);
    insta::assert_snapshot!("replace-protected", refused.shown());
    let ran =
        project.ends(0, &["up", "--yes", "-C", "trouble=protect", "--replace", "folder", "--ignore-protect", "folder"]);
    insta::assert_snapshot!("ignore-protect", ran.shown_without_progress());
    let show = project.ends(0, &["history", "show", "2"]);
    assert!(show.out.contains("ignored protection of: here::disk:fs/Folder::notes/folder"), "{show:?}");
    project.ends(1, &["destroy", "--yes"]);
    project.ends(0, &["destroy", "--yes", "--ignore-protect", "notes/**"]);
}

#[test]
fn a_saved_plan_keeps_what_it_replaces() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    project.ends(0, &["preview", "--replace", "one", "--out", "plan.json"]);
    let ran = project.ends(0, &["up", "--plan", "plan.json"]);
    assert!(ran.out.contains("1 replaced"), "{ran:?}");
    project.ends(3, &["up", "--plan", "plan.json", "--replace", "one"]);
}

#[test]
fn what_is_forgotten_stays_on_the_disk() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    let less = ["-C", "files={ one = \"first\" }", "-C", "trouble=forget"];
    insta::assert_snapshot!("forget", project.ends(0, &[&["up", "--yes"][..], &less].concat()).shown());
    assert_eq!(project.read("a/two").unwrap(), "second");
    assert!(!project.ends(0, &["state", "list"]).out.contains("notes/two"));
    project.ends(0, &[&["preview", "--expect-no-changes"][..], &less].concat());
    let declared = project.ends(1, &["preview", "-C", "trouble=forget a declared one"]);
    assert!(declared.err.contains("the program forgets here::disk:fs/Folder::notes/folder"), "{declared:?}");
}

#[test]
fn patterns_ignore_everything_and_replace_on_every_change() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    let changed = |trouble: &str| {
        let trouble = format!("trouble={trouble}");
        project.ends(0, &["preview", "-C", "files.one=changed", "-C", &trouble])
    };
    let ignored = changed("ignore everything");
    assert!(ignored.out.contains("No changes"), "{ignored:?}");
    insta::assert_snapshot!("replace-on-every-change", changed("replace on every change").shown());
}

#[test]
fn a_dependency_on_a_component_is_shown_and_comes_last() {
    let project = Project::new();
    let ran = project.ends(0, &["up", "--yes", "--parallel", "1", "-C", "trouble=depend on a component"]);
    insta::assert_snapshot!("depend-on-a-component", ran.shown());
    let state = project.ends(0, &["state", "show", "last"]);
    assert!(state.out.contains("notes/one") && state.out.contains("notes/folder"), "{state:?}");
}

#[test]
fn an_id_to_import_that_is_not_known_is_refused() {
    let project = Project::new();
    let ran = project.ends(1, &["up", "--yes", "-C", "trouble=import what another file names"]);
    insta::assert_snapshot!("import-unknown", ran.shown());
}

#[test]
fn a_transform_changes_resources_but_no_names() {
    let project = Project::new();
    project.ends(0, &["up", "--yes", "-C", "trouble=transform"]);
    assert_eq!(project.read("a/one").unwrap(), "one was transformed");
    insta::assert_snapshot!(
        "renaming-transform",
        project.ends(1, &["preview", "-C", "trouble=renaming transform"]).shown()
    );
}

#[test]
fn a_refresh_reads_only_what_the_plan_changes() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    std::fs::write(project.path("disk/a/one"), "by hand").unwrap();
    std::fs::write(project.path("disk/a/two"), "by hand").unwrap();
    let change = ["-C", "files.one=changed"];
    let ran = project.ends(0, &[&["preview", "--refresh=changed"][..], &change].concat());
    insta::assert_snapshot!("refresh-changed", ran.shown());
    let all = project.ends(0, &[&["preview", "--refresh"][..], &change].concat());
    assert!(all.out.contains("2 to update"), "{all:?}");
    project.ends(3, &["preview", "--refresh=some"]);
}

#[test]
fn a_person_locks_the_state_for_a_time() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    let lock = ["state", "lock", "dev", "--for", "2h", "--why", "the disk is being repaired"];
    let locked = project.ends(0, &lock);
    assert!(locked.out.contains("The state of dev is locked until") && locked.out.contains("state unlock dev"));
    for command in [
        &["up", "--yes", "-C", "files.one=changed"][..],
        &["destroy", "--yes"],
        &["rollback", "--to", "1", "--yes"],
        &["state", "rm", "two", "--yes"],
        &["state", "lock", "dev", "--for", "1h", "--why", "me too"],
        &["state", "migrate", "--to", "elsewhere", "--yes"],
    ] {
        let refused = project.by("jean", 4, command);
        assert!(refused.err.contains("marie@") && refused.err.contains("the disk is being repaired"), "{refused:?}");
    }
    let preview = project.by("jean", 0, &["preview", "-C", "files.one=changed"]);
    assert!(preview.err.contains("has locked the state until"), "{preview:?}");
    // The person works.
    project.ends(0, &["up", "--yes", "-C", "files.one=changed"]);
    // Another one may end the lock.
    let asked = project.by("jean", 3, &["state", "unlock"]);
    assert!(asked.err.contains("marie@"), "{asked:?}");
    let ended = project.by("jean", 0, &["state", "unlock", "--yes"]);
    assert!(ended.out.contains("The lock was ended."), "{ended:?}");
    project.by("jean", 0, &["up", "--yes"]);
    for wrong in [
        &["state", "lock", "dev", "--for", "soon", "--why", "x"][..],
        &["state", "lock", "dev", "--for", "2h", "--why", " "],
        &["state", "lock", "dev", "--for", "2h"],
    ] {
        project.ends(3, wrong);
    }
}

#[test]
fn a_lock_that_expires_is_reported_with_the_runs_since() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    project.ends(0, &["state", "lock", "dev", "--for", "1s", "--why", "a moment"]);
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let other = project.by("jean", 0, &["up", "--yes", "-C", "files.one=changed"]);
    assert!(other.err.contains("had locked the state until"), "{other:?}");
    let ended = project.ends(0, &["state", "unlock"]);
    assert!(ended.out.contains("had expired") && ended.out.contains("1 other run wrote since"), "{ended:?}");
    assert!(project.ends(0, &["state", "unlock"]).out.contains("is not locked"));
}

#[test]
fn a_waiting_run_begins_when_the_lock_of_a_person_expires() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    project.ends(0, &["state", "lock", "dev", "--for", "3s", "--why", "a moment"]);
    let waited = project.by("jean", 0, &["up", "--yes", "--wait=1m", "-C", "files.one=changed"]);
    assert!(waited.err.contains("waiting for that to end"), "{waited:?}");
}
