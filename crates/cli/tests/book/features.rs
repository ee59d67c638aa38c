//! `cargo run -p stacks`, `cargo test --workspace` and `cargo test -p ..` compile a dependency once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

type Features = BTreeMap<String, BTreeSet<String>>;

/// The features of each dependency from a registry, per version.
fn features(root: &Path, arguments: &[&str]) -> Features {
    let out = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--prefix", "none", "--format", "{p}|{f}"])
        .args(arguments)
        .current_dir(root)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut found = Features::new();
    for line in String::from_utf8(out.stdout).unwrap().lines() {
        let Some((package, features)) = line.trim_end_matches(" (*)").split_once('|') else { continue };
        // The crates of the workspace are listed with their path, and have few features.
        if package.contains('/') {
            continue;
        }
        // A package that the compiler runs too is there once for each set of features.
        found.entry(package.to_owned()).or_default().insert(features.to_owned());
    }
    found
}

#[test]
fn each_build_uses_the_same_features_of_dependencies() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let all = features(&root, &["--workspace", "--edges", "normal,build,dev"]);
    let builds: [(&str, &[&str]); 7] = [
        ("cargo run -p stacks", &["-p", "stacks", "--edges", "normal,build"]),
        ("cargo test -p stacks", &["-p", "stacks", "--edges", "normal,build,dev"]),
        ("cargo test -p archipel-engine", &["-p", "archipel-engine", "--edges", "normal,build,dev"]),
        ("cargo test -p archipel-resources", &["-p", "archipel-resources", "--edges", "normal,build,dev"]),
        ("cargo test -p archipel-sandbox", &["-p", "archipel-sandbox", "--edges", "normal,build,dev"]),
        ("cargo test -p archipel-state", &["-p", "archipel-state", "--edges", "normal,build,dev"]),
        ("cargo test -p archipel-cli", &["-p", "archipel-cli", "--edges", "normal,build,dev"]),
    ];
    let mut different = Vec::new();
    for (command, arguments) in builds {
        let one = features(&root, arguments);
        assert!(one.len() > 50, "{command}: {} dependencies", one.len());
        for (package, sets) in one {
            for set in sets.iter().filter(|set| !all.get(&package).is_some_and(|all| all.contains(*set))) {
                different.push(format!("{command}: {package} with `{set}`, in the workspace {:?}", all.get(&package)));
            }
        }
    }
    assert!(different.is_empty(), "run `cargo hakari generate`:\n{}", different.join("\n"));
}
