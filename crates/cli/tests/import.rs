//! Imports of existing resources: named on the command line, listed in a file, or found in a Terraform state.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::{Project, Ran};

/// The declared resources, created outside Archipel.
fn by_hand() -> Project {
    let project = Project::new();
    std::fs::create_dir(project.path("disk/a")).unwrap();
    std::fs::write(project.path("disk/a/one"), "first").unwrap();
    std::fs::write(project.path("disk/a/two"), "second").unwrap();
    project
}

fn records(project: &Project) -> usize {
    project.run(&["state", "list"]).out.lines().filter(|line| line.contains("disk:fs/")).count()
}

fn runs(project: &Project) -> usize {
    let history = project.run(&["history", "--json"]);
    serde_json::from_str::<serde_json::Value>(&history.out).unwrap().as_array().map_or(0, Vec::len)
}

fn says(ran: &Ran, parts: &[&str]) {
    let text = format!("{}{}", ran.out, ran.err).split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in {ran:?}");
    }
}

const ALL: [&str; 3] = ["folder=a", "notes/one=a/one", "here::disk:fs/File::notes/two=a/two"];

#[test]
fn existing_resources_are_imported_together_in_one_run() {
    let project = by_hand();
    let preview = project.run(&[&["import", "--preview"], &ALL[..]].concat());
    assert_eq!(preview.code, Some(0), "{preview:?}");
    says(&preview, &["3 to import"]);
    assert_eq!((records(&project), runs(&project)), (0, 0), "a preview writes nothing");
    let asked = project.run(&[&["import"], &ALL[..]].concat());
    assert_eq!(asked.code, Some(3), "no terminal to ask on: {asked:?}");
    assert_eq!(records(&project), 0);
    let imported = project.run(&[&["import", "--yes"], &ALL[..]].concat());
    assert_eq!(imported.code, Some(0), "{imported:?}");
    assert_eq!((records(&project), runs(&project)), (3, 1));
    assert_eq!(project.run(&["preview", "--expect-no-changes"]).code, Some(0));
    says(&project.run(&["history", "show", "1"]), &["import"]);
    says(&project.run(&["history"]), &["3 imported"]);
    // From now on it is managed.
    assert_eq!(project.run(&["destroy", "--yes"]).code, Some(0));
    assert!(!project.path("disk/a").exists());
}

#[test]
fn only_the_named_resources_are_imported() {
    let project = by_hand();
    let imported = project.run(&["import", "folder=a", "--yes"]);
    assert_eq!(imported.code, Some(0), "{imported:?}");
    assert_eq!(records(&project), 1);
    // The dependencies of a resource must be known before it can be compared.
    let project = by_hand();
    let alone = project.run(&["import", "one=a/one", "--yes"]);
    assert_ne!(alone.code, Some(0), "{alone:?}");
    says(&alone, &["here::disk:fs/Folder::notes/folder"]);
    assert_eq!(records(&project), 0);
}

#[test]
fn a_difference_refuses_the_whole_import_and_is_reported_by_its_path() {
    let project = by_hand();
    std::fs::write(project.path("disk/a/two"), "changed by hand").unwrap();
    let refused = project.run(&[&["import", "--yes"], &ALL[..]].concat());
    assert_eq!(refused.code, Some(1), "{refused:?}");
    says(
        &refused,
        &["cannot import a/two as", "content: the resource has \"changed by hand\", the program \"second\""],
    );
    assert_eq!((records(&project), runs(&project)), (0, 0));
    assert_eq!(std::fs::read_to_string(project.path("disk/a/two")).unwrap(), "changed by hand");
}

#[test]
fn all_invalid_imports_are_reported_at_once() {
    let project = by_hand();
    let gone = project.run(&["import", "folder=b", "--yes"]);
    says(&gone, &["cannot import b as", "no such resource exists"]);
    assert_eq!(gone.code, Some(1), "{gone:?}");
    let unknown = project.run(&["import", "flder=a", "noets/one=a/one", "--yes"]);
    assert_eq!(unknown.code, Some(3), "{unknown:?}");
    says(&unknown, &["has no `flder`", "did you mean `folder`?", "has no `noets/one`"]);
    let shape = project.run(&["import", "folder", "--yes"]);
    assert_eq!(shape.code, Some(3), "{shape:?}");
    says(&shape, &["invalid import `folder`"]);
    let both = project.run(&["import", "folder=a", "notes/folder=b", "--yes"]);
    says(&both, &["conflicting imports of `notes/folder`: a and b"]);
    assert_eq!(project.run(&["import", "folder=a", "--yes"]).code, Some(0));
    let again = project.run(&["import", "folder=a", "--yes"]);
    assert_eq!(again.code, Some(3), "{again:?}");
    says(&again, &["`notes/folder` is already managed by dev, as a"]);
    let twice = project.run(&["import", "one=a/one", "two=a/one", "--yes"]);
    says(&twice, &["imports it too"]);
    assert_eq!(records(&project), 1);
}

#[test]
fn a_list_in_a_file_is_imported() {
    let project = by_hand();
    let list = r#"[{"resource": "folder", "id": "a"}, {"resource": "one", "id": "a/one"}]"#;
    std::fs::write(project.path("list.json"), list).unwrap();
    let imported = project.run(&["import", "two=a/two", "--from", "list.json", "--yes"]);
    assert_eq!(imported.code, Some(0), "{imported:?}");
    assert_eq!((records(&project), runs(&project)), (3, 1));
    for (text, part) in [
        ("[{\"resource\": \"folder\"", "invalid JSON"),
        ("[{\"resource\": \"folder\"}]", "missing field `id`"),
        ("[{\"resource\": \"folder\", \"id\": \"a\", \"ids\": 1}]", "unknown field `ids`"),
        ("{\"version\": 3, \"modules\": []}", "error: unsupported version 3 of the Terraform state: expected 4"),
        ("{}", "neither a list nor a Terraform state"),
    ] {
        std::fs::write(project.path("list.json"), text).unwrap();
        let refused = project.run(&["import", "--from", "list.json", "--yes"]);
        assert_eq!(refused.code, Some(3), "{refused:?}");
        says(&refused, &[part, "list.json"]);
    }
    assert_eq!(project.run(&["import", "--from", "none.json", "--yes"]).code, Some(3));
}

fn terraform() -> String {
    let instance = |attributes: serde_json::Value| serde_json::json!({"attributes": attributes});
    let resource = |module: Option<&str>, mode: &str, kind: &str, name: &str, instances: Vec<serde_json::Value>| {
        let mut resource = serde_json::json!({"mode": mode, "type": kind, "name": name, "instances": instances});
        if let Some(module) = module {
            resource["module"] = module.into();
        }
        resource
    };
    let file = |key: &str, name: &str| {
        let mut file = instance(serde_json::json!({"folder": "a", "name": name, "secret": "a hidden value"}));
        file["index_key"] = key.into();
        file
    };
    serde_json::json!({
        "version": 4,
        "terraform_version": "1.9.0",
        "serial": 7,
        "lineage": "x",
        "outputs": {},
        "resources": [
            resource(None, "managed", "disk_folder", "everything", vec![instance(serde_json::json!({"path": "a"}))]),
            resource(Some("module.notes"), "managed", "disk_file", "of", vec![file("x", "two"), file("three", "three")]),
            resource(Some("module.notes"), "managed", "disk_file", "one", vec![
                instance(serde_json::json!({"folder": "a", "name": "one"})),
            ]),
            resource(None, "managed", "disk_folder_mode", "m", vec![instance(serde_json::json!({"mode": "0700"}))]),
            resource(None, "managed", "tape_reel", "r", vec![instance(serde_json::json!({"id": "r"}))]),
            resource(None, "data", "disk_folder", "d", vec![instance(serde_json::json!({"path": "z"}))]),
        ],
    })
    .to_string()
}

#[test]
fn a_terraform_state_is_imported_and_unmatched_resources_are_reported() {
    let project = by_hand();
    std::fs::write(project.path("disk/a/three"), "third").unwrap();
    std::fs::write(project.path("terraform.tfstate"), terraform()).unwrap();
    // A folder matches as the only one of its type, a file by its name; the third is selected by its address.
    let args = ["import", "--from", "terraform.tfstate", "two=module.notes.disk_file.of[\"x\"]", "--yes"];
    let imported = project.run(&args);
    assert_eq!(imported.code, Some(0), "{imported:?}");
    says(
        &imported,
        &[
            "tape_reel.r is not imported: no resource type for tape_reel",
            "disk_folder_mode.m is not imported: its attributes are properties of disk:fs/Folder in Archipel",
            "module.notes.disk_file.of[\"three\"] (a/three) is not imported",
        ],
    );
    assert!(!format!("{imported:?}").contains("a hidden value"));
    assert_eq!((records(&project), runs(&project)), (3, 1));
    assert_eq!(project.run(&["preview", "--expect-no-changes"]).code, Some(0));
    // Repeating it has nothing to do, and is not an error.
    let again = project.run(&["import", "--from", "terraform.tfstate", "--yes"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    says(&again, &["Nothing to import."]);
}

#[test]
fn what_the_stack_does_not_manage_is_discovered_and_declared() {
    let project = by_hand();
    assert_eq!(project.run(&["import", "folder=a", "notes/one=a/one", "--yes"]).code, Some(0));
    let found = project.run(&["discover", "here", "--type", "fs/File"]);
    assert_eq!(found.code, Some(0), "{found:?}");
    for part in
        ["    \"two\",\n", "FileArgs::new(\"a\", \"two\").content(\"second\")", "Options::new().import(\"a/two\")"]
    {
        assert!(found.out.contains(part) && !found.out.contains("a/one"), "{found:?}");
    }
    // What has the same name in another folder, or in the state, gets a name of its own.
    std::fs::create_dir(project.path("disk/b")).unwrap();
    std::fs::write(project.path("disk/b/two"), "").unwrap();
    let json = project.run(&["discover", "here", "--type", "fs/file", "--type", "fs/Folder", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let urns: Vec<&str> =
        json["resources"].as_array().unwrap().iter().map(|one| one["urn"].as_str().unwrap()).collect();
    assert_eq!(urns, ["here::disk:fs/File::two", "here::disk:fs/File::two-2", "here::disk:fs/Folder::b"]);
    assert_eq!((records(&project), runs(&project)), (2, 1));
    let none = project.run(&["discover", "here", "--type", "fs/Folder", "--tag", "team"]);
    says(&none, &["found no resource that the stack does not manage"]);
    let unknown = project.run(&["discover", "here", "--type", "fs/Fil"]);
    assert_eq!(unknown.code, Some(3), "{unknown:?}");
    says(&unknown, &["unknown resource type `fs/Fil`", "did you mean `fs/File`?"]);
    let nothing = project.run(&["discover", "here"]);
    assert_eq!(nothing.code, Some(3), "{nothing:?}");
}

#[test]
fn a_cloudformation_stack_has_a_valid_name() {
    let project = by_hand();
    let invalid = project.run(&["import", "--from-cloudformation", "a b"]);
    assert_eq!(invalid.code, Some(3), "{invalid:?}");
    says(&invalid, &["invalid CloudFormation stack `a b`", "eu-west-1:network"]);
}

#[test]
fn the_declarations_of_missing_resources_are_printed() {
    let project = by_hand();
    std::fs::write(project.path("disk/a/three"), "third").unwrap();
    std::fs::create_dir(project.path("disk/b")).unwrap();
    std::fs::write(project.path("terraform.tfstate"), terraform()).unwrap();
    let args = ["import", "--generate", "--from", "terraform.tfstate", "here::disk:fs/Folder::old/b=b"];
    let lines = project.run(&args);
    assert_eq!(lines.code, Some(0), "{lines:?}");
    for part in [
        "let here = stack.region(\"here\");",
        "let here_old = here.component(\"old\");",
        "Folder::with_options(&here_old, \"b\", FolderArgs::new(\"b\"), Options::new().import(\"b\"));",
        "FileArgs::new(\"a\", \"three\").content(\"third\")",
    ] {
        assert!(lines.out.contains(part), "`{part}` is not in {}", lines.out);
    }
    assert_eq!((records(&project), runs(&project)), (0, 0));
    let short = project.run(&["import", "--generate", "elsewhere=b"]);
    assert_eq!(short.code, Some(3), "{short:?}");
    says(&short, &["invalid resource `elsewhere`: expected a resource of the program or a complete URN"]);
    let gone = project.run(&["import", "--generate", "here::disk:fs/Folder::c=c"]);
    says(&gone, &["cannot find disk:fs/Folder c in here"]);
}
