//! `new`: a repository with a stack.

#![cfg(feature = "aws")]
// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use support::Project;

/// The text of every file below a folder, by its path there.
fn files(folder: &Path) -> BTreeMap<String, String> {
    fn walk(folder: &Path, root: &Path, into: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, name) = (entry.path(), entry.file_name());
            // What a build and a preview of the example leave there.
            if ["target", "Cargo.lock", ".archipel"].iter().any(|own| name == *own) {
                continue;
            }
            if path.is_dir() {
                walk(&path, root, into);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                into.insert(path.strip_prefix(root).unwrap().display().to_string(), text);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

#[test]
fn a_new_repository_has_the_files_of_the_example() {
    let project = Project::new();
    let checkout = repository().display().to_string();
    let ran = project.run(&["new", "shop", "--archipel", &checkout]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("cargo run -- preview dev"), "{ran:?}");
    let (new, example) = (files(&project.path("shop")), files(&repository().join("examples/own-repository")));
    assert_eq!(new.keys().collect::<Vec<_>>(), example.keys().collect::<Vec<_>>());
    // The rest is what a repository elsewhere cannot have.
    let different: Vec<&String> =
        new.iter().filter(|(path, text)| example[*path] != **text).map(|(path, _)| path).collect();
    assert_eq!(different, [".gitignore", "Cargo.toml", "README.md"]);
    let manifest: toml::Table = new["Cargo.toml"].parse().unwrap();
    assert_eq!(manifest["dependencies"]["archipel"]["path"].as_str(), Some(&*format!("{checkout}/crates/archipel")));
    assert!(manifest.contains_key("workspace"));
    assert!(!new["Cargo.toml"].contains(".."), "{}", new["Cargo.toml"]);
    assert_eq!(new[".gitignore"], "target\n.archipel\n");
    assert!(
        new["README.md"].starts_with("# shop\n\n") && !new["README.md"].contains("1. Copy"),
        "{}",
        new["README.md"]
    );
}

#[test]
fn another_name_is_in_every_file_that_has_it() {
    let project = Project::new();
    let ran = project.run(&["new", "work/folder", "--name", "web-shop"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let new = files(&project.path("work/folder"));
    let manifest: toml::Table = new["Cargo.toml"].parse().unwrap();
    assert_eq!(manifest["package"]["name"].as_str(), Some("web-shop"));
    assert_eq!(manifest["dependencies"]["archipel"]["git"].as_str(), Some(env!("CARGO_PKG_REPOSITORY")));
    assert!(new["src/main.rs"].contains("App::new(\"web-shop\").config_dir(\"config\").program(web_shop::program)"));
    assert!(new["tests/stack.rs"].contains("use web_shop::{Config, program};"), "{}", new["tests/stack.rs"]);
    assert!(new["tests/stack.rs"].contains("\"web-shop-dev-uploads\""));
    let left = new.iter().filter(|(_, text)| text.replace("web-shop", "").replace("web_shop", "").contains("shop"));
    assert_eq!(left.map(|(path, _)| path).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_folder_with_files_and_an_unusable_name_are_refused() {
    let project = Project::new();
    std::fs::create_dir_all(project.path("shop/.git")).unwrap();
    std::fs::write(project.path("shop/notes.txt"), "mine").unwrap();
    let ran = project.run(&["new", "shop"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("the folder contains notes.txt"), "{}", ran.err);
    assert_eq!(std::fs::read_dir(project.path("shop")).unwrap().count(), 2, "nothing is written");
    // A fresh clone has its version control only.
    std::fs::remove_file(project.path("shop/notes.txt")).unwrap();
    assert_eq!(project.run(&["new", "shop"]).code, Some(0));
    for name in ["Shop", "9shop", "shop-", "shop_x", "archipel", ""] {
        let ran = project.run(&["new", "other", "--name", name]);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(ran.err.contains(&format!("invalid project name `{name}`")), "{}", ran.err);
    }
    let ran = project.run(&["new", "other", "--archipel", "nowhere"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("cannot find a checkout of Archipel in nowhere"), "{}", ran.err);
    assert!(!project.path("other").exists());
}
