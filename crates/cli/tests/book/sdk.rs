//! The crates of `sdk` hold the operations that the project calls, and no others.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;

use crate::file;

/// What the published crate itself calls: the credentials of directory buckets.
const CALLED_BY_THE_SDK: &[&str] = &["create_session"];

/// The code that may call AWS.
fn sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() && !entry.ends_with("target") {
            sources(&entry, into);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            into.push_str(&std::fs::read_to_string(&entry).unwrap());
        }
    }
}

#[test]
fn the_sdk_crates_have_the_operations_of_their_list_and_each_is_called() {
    let mut code = String::new();
    for folder in ["crates", "state", "stacks", "examples", "tests"] {
        sources(&file(folder), &mut code);
    }
    let list: Json = toml::from_str(&std::fs::read_to_string(file("sdk/operations.toml")).unwrap()).unwrap();
    for (service, wanted) in list.as_object().unwrap() {
        let operations: BTreeSet<&str> =
            wanted["operations"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let folder = file(&format!("sdk/{service}"));
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let version = format!("version = {}", wanted["version"]);
        let update = format!("run `python3 sdk/trim.py {service}`");
        assert!(manifest.contains(&version), "sdk/{service} is not of {version}: {update}");
        let clients = std::fs::read_dir(folder.join("src/client")).unwrap().map(|entry| entry.unwrap().path());
        let kept: BTreeSet<String> =
            clients.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        let kept: BTreeSet<&str> = kept.iter().map(String::as_str).filter(|name| *name != "customize").collect();
        assert_eq!(kept, operations, "sdk/{service}: {update}");
        // Macros take names of operations, too.
        let unused = operations.iter().filter(|name| !CALLED_BY_THE_SDK.contains(name) && !code.contains(**name));
        let unused: Vec<_> = unused.collect();
        assert!(unused.is_empty(), "sdk/operations.toml: {service} has operations that no code calls: {unused:?}");
    }
}
