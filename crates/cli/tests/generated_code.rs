//! `schema add`, `schema update` and `schema search`.

#![cfg(feature = "aws")]
// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;

use support::{Project, Ran};

const QUEUE: &str = "AWS::SQS::Queue";
const LOCK: &str = "cfn-schemas.lock";

/// A project that is a Rust package.
fn package() -> Project {
    let project = Project::new();
    std::fs::create_dir(project.path("src")).unwrap();
    std::fs::write(project.path("Cargo.toml"), "[package]\nname = \"shop\"\nedition = \"2024\"\n").unwrap();
    std::fs::write(project.path("src/lib.rs"), "//! The stack.\n").unwrap();
    project
}

fn read(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.path(path)).unwrap()
}

fn edit(project: &Project, path: &str, from: &str, to: &str) {
    let text = read(project, path);
    assert!(text.contains(from), "{text}");
    std::fs::write(project.path(path), text.replace(from, to)).unwrap();
}

/// The digest of a type in the lock file.
fn digest(project: &Project, name: &str) -> String {
    let lock: toml::Table = read(project, LOCK).parse().unwrap();
    lock["types"][name].as_str().unwrap().to_owned()
}

/// Every file below a folder with its text.
fn files(folder: &Path) -> std::collections::BTreeMap<String, String> {
    let mut found = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.insert(entry.path().display().to_string(), std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    found
}

/// Without the digests, which a new set of schemas changes.
fn shown(ran: &Ran) -> String {
    let words = ran.shown();
    let is_digest = |word: &str| word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    words
        .split_inclusive([' ', '\n'])
        .map(|word| if is_digest(word.trim()) { word.replace(word.trim(), "DIGEST") } else { word.to_owned() })
        .collect()
}

#[test]
fn types_become_modules_of_the_package() {
    let project = package();
    let ran = project.run(&["schema", "add", QUEUE, "AWS::MSK::Cluster", "AWS::ECS::Cluster"]);
    insta::assert_snapshot!("schema-add", shown(&ran));
    assert_eq!(ran.code, Some(0));
    let written = ["src/aws/mod.rs", "src/aws/sqs/mod.rs", "src/aws/sqs/queue.rs", "src/aws/ecs/cluster.rs"];
    assert!(written.iter().all(|path| project.path(path).exists()));
    assert!(read(&project, "src/aws/sqs/queue.rs").contains("pub fn delay_seconds(self, value: impl IntoInput<i64>)"));
    assert!(read(&project, "src/aws/mod.rs").ends_with("pub mod ecs;\npub mod msk;\npub mod sqs;\n"));

    // Once the module is declared, nothing is left to do; a type that is added twice is written once.
    std::fs::write(project.path("src/lib.rs"), "pub mod aws;\n").unwrap();
    let before = files(&project.path("src"));
    let again = project.run(&["schema", "add", QUEUE, "--json"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    let json: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(json["written"][0]["file"], "src/aws/sqs/queue.rs");
    assert_eq!(files(&project.path("src")), before);
    assert!(!project.run(&["schema", "add", QUEUE]).out.contains("pub mod aws"));
    assert_eq!(project.run(&["schema", "update", "--check"]).code, Some(0));
}

#[test]
fn types_without_code_are_named_with_the_reason() {
    let project = package();
    let ran = project.run(&[
        "schema",
        "add",
        "AWS::SQS::Queu",
        "AWS::Backup::Plann",
        "AWS::CloudFormation::WaitConditionHandle",
    ]);
    insta::assert_snapshot!("schema-add-refused", shown(&ran));
    assert_eq!(ran.code, Some(3));
    assert!(!project.path("src/aws").exists() && !project.path(LOCK).exists(), "nothing is written");
}

#[test]
fn limits_of_a_type_are_warnings() {
    let ran = package().run(&["schema", "add", "AWS::Backup::BackupSelection", "AWS::KMS::Key"]);
    insta::assert_snapshot!("schema-add-limits", shown(&ran));
}

#[test]
fn files_of_the_user_are_not_replaced() {
    let project = package();
    std::fs::create_dir_all(project.path("src/aws")).unwrap();
    std::fs::write(project.path("src/aws/mod.rs"), "//! Mine.\n").unwrap();
    let ran = project.run(&["schema", "add", QUEUE]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("cannot replace src/aws/mod.rs: `schema add` did not write it"), "{}", ran.err);
    assert!(ran.err.contains("--into src/cfn"), "{}", ran.err);
    assert_eq!(files(&project.path("src/aws")).len(), 1, "nothing is written");

    assert_eq!(project.run(&["schema", "add", QUEUE, "--into", "src/cfn"]).code, Some(0));
    assert!(project.path("src/cfn/sqs/queue.rs").exists());
    let other = project.run(&["schema", "add", QUEUE, "--into", "src/other"]);
    assert_eq!(other.code, Some(3), "{other:?}");
    assert!(other.err.contains("the code of this package is in src/cfn"), "{}", other.err);
    let outside = package().run(&["schema", "add", QUEUE, "--into", "../cfn"]);
    assert_eq!(outside.code, Some(3), "{outside:?}");
}

#[test]
fn an_update_shows_what_a_newer_schema_changes_and_writes_it() {
    let project = package();
    project.run(&["schema", "add", QUEUE, "AWS::ECS::Cluster"]);
    let before = files(&project.path("src"));
    let now = digest(&project, QUEUE);
    // As if an earlier version, with another schema, had written it.
    let queue = "src/aws/sqs/queue.rs";
    edit(
        &project,
        queue,
        "pub fn delay_seconds(self, value: impl IntoInput<i64>)",
        "pub fn delay_seconds(self, value: impl IntoInput<String>)",
    );
    edit(&project, queue, "pub fn fifo_queue(", "pub fn fifo(");
    edit(&project, LOCK, &now, "00000000000000000000000000000000");
    edit(&project, LOCK, "date = \"2", "date = \"1");
    edit(&project, LOCK, "source = \"cfn-lint ", "source = \"cfn-lint 0.");

    let check = project.run(&["schema", "update", "--check"]);
    insta::assert_snapshot!("schema-update", shown(&check));
    assert_eq!(check.code, Some(2));
    assert!(read(&project, queue).contains("pub fn fifo("), "a check writes nothing");
    let unattended = project.run(&["schema", "update"]);
    assert_eq!(unattended.code, Some(3), "{unattended:?}");
    assert!(read(&project, queue).contains("pub fn fifo("));
    let json = project.run(&["schema", "update", "--check", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((json[0]["type"].as_str(), json[0]["to"].as_str()), (Some(QUEUE), Some(now.as_str())));

    assert_eq!(project.run(&["schema", "update", "--yes"]).code, Some(0));
    assert_eq!(files(&project.path("src")), before);
    assert_eq!(digest(&project, QUEUE), now);
    assert_eq!(project.run(&["schema", "update"]).out, "The generated code is up to date.\n");
}

#[test]
fn an_update_names_types_that_the_package_does_not_have() {
    let project = package();
    project.run(&["schema", "add", QUEUE]);
    let near = project.run(&["schema", "update", "AWS::SQS::Queues"]);
    assert_eq!(near.code, Some(3));
    assert!(near.err.contains("did you mean `AWS::SQS::Queue`?"), "{}", near.err);
    let other = project.run(&["schema", "update", "AWS::Glue::Database"]);
    assert!(other.err.contains("write its code with `schema add AWS::Glue::Database`"), "{}", other.err);
    // AWS has removed a type since its code was written.
    edit(&project, LOCK, "[types]\n", "[types]\n\"AWS::Gone::Thing\" = \"0\"\n");
    let gone = project.run(&["schema", "update", "--check"]);
    assert!(gone.err.contains("AWS::Gone::Thing: AWS has removed the type"), "{gone:?}");
}

#[test]
fn older_schemas_replace_newer_code_only_on_request() {
    let project = package();
    project.run(&["schema", "add", QUEUE]);
    edit(&project, LOCK, "source = \"cfn-lint ", "source = \"cfn-lint 9");
    edit(&project, LOCK, "date = \"2", "date = \"9");
    for command in [vec!["schema", "update", "--check"], vec!["schema", "add", "AWS::ECS::Cluster"]] {
        let ran = project.run(&command);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(ran.err.contains("the schemas of this program are older than those of the lock file"), "{}", ran.err);
    }
    assert_eq!(project.run(&["schema", "add", "AWS::ECS::Cluster", "--older"]).code, Some(0));
}

#[test]
fn a_damaged_lock_file_and_a_folder_without_a_package_are_reported() {
    let project = package();
    for (text, why) in [
        ("version = 2\nsource = \"\"\ndate = \"\"\nfolder = \"src/aws\"\n[types]\n", "version 2"),
        ("version = 1\nsource = \"\"\ndate = \"\"\nfolder = \"../aws\"\n[types]\n", "invalid folder `../aws`"),
        ("nonsense", "TOML parse error"),
    ] {
        std::fs::write(project.path(LOCK), text).unwrap();
        let ran = project.run(&["schema", "add", QUEUE]);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(ran.err.contains(why), "{}", ran.err);
        assert_eq!(read(&project, LOCK), text);
    }
    let ran = Project::new().run(&["schema", "add", QUEUE]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("cannot find the Rust package to write code into"), "{}", ran.err);
}

#[test]
fn types_are_found_by_words() {
    let project = Project::new();
    let ran = project.run(&["schema", "search", "backup", "vault"]);
    insta::assert_snapshot!("schema-search", shown(&ran));
    let json: serde_json::Value =
        serde_json::from_str(&project.run(&["schema", "search", QUEUE, "--json"]).out).unwrap();
    assert!(json.as_array().unwrap().iter().any(|found| found["type"] == QUEUE && found["available"] == true));
    let none = project.run(&["schema", "search", "AWS::SQS::Kueue"]);
    assert_eq!(none.code, Some(3), "{none:?}");
    assert!(none.err.contains("did you mean `AWS::SQS::Queue`?"), "{}", none.err);
}

#[test]
fn a_cloudformation_type_is_described() {
    let project = Project::new();
    let ran = project.run(&["schema", "AWS::Backup::BackupVault"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.contains("BackupVaultName: String (required, replaces"), "{}", ran.out);
    let unknown = project.run(&["schema", "AWS::Backup::Vault"]);
    assert_eq!(unknown.code, Some(3));
    assert!(unknown.err.contains("AWS::Backup::"), "{}", unknown.err);
}
