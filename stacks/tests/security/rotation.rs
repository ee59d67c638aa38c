//! The code of the rotation functions, with a real PostgreSQL server.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

use crate::evaluate::texts;
use crate::world::Applied;

/// The packages in `vendor`, as they are published, by their SHA-256.
const PACKAGES: [(&str, &str); 5] = [
    ("asn1crypto-1.5.1-py2.py3-none-any.whl", "db4e40728b728508912cbb3d44f19ce188f218e9eba635821bb4b68564f8fd67"),
    ("pg8000-1.31.6-py3-none-any.whl", "1ffe27af94fa5b37ce6885b98d591dc75562ff076859bf50ca7729af59345a80"),
    ("python_dateutil-4.0.0-py3-none-any.whl", "a5e246f79eb80475e691bf93862cead98decd8a498cf53ba0516fcdc0f50dc1c"),
    ("scramp-1.5.0-py3-none-any.whl", "8280608f568e81da9e9c9d69cac1331b836622d9b48bf5c5e400e16129c6d1fa"),
    ("six-1.17.0-py2.py3-none-any.whl", "4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/components/rotation")
}

/// Whether PostgreSQL's server, and what its certificate needs, are installed.
fn has_server() -> bool {
    let runs = |program: &str, version: &str| {
        Command::new(program).arg(version).output().is_ok_and(|output| output.status.success())
    };
    let debian = std::fs::read_dir("/usr/lib/postgresql").is_ok_and(|mut versions| {
        versions.any(|version| version.is_ok_and(|version| version.path().join("bin/postgres").exists()))
    });
    // OpenSSL 3.0 has the command but not the option.
    runs("python3", "--version") && runs("openssl", "version") && (debian || runs("postgres", "--version"))
}

#[test]
fn credentials_of_the_database_and_the_cache_are_rotated() {
    if !has_server() {
        assert!(std::env::var_os("ARCHIPEL_REQUIRE_POSTGRESQL").is_none(), "no PostgreSQL server");
        eprintln!("no PostgreSQL server: the rotation of the database's credentials is not tested");
        return;
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rotation/test_data.py");
    let output = Command::new("python3")
        .arg(tests)
        .arg(folder())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("Python runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("Ran 11 tests") && text.trim_end().ends_with("OK"), "{text}");
}

#[test]
fn packages_for_the_function_are_as_they_are_published() {
    let found = std::fs::read_dir(folder().join("vendor")).expect("a folder").map(|entry| {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("a name");
        let digest = Sha256::digest(std::fs::read(entry.path()).expect("a file"));
        (name, digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    });
    let expected = PACKAGES.map(|(name, digest)| (name.to_owned(), digest.to_owned()));
    assert_eq!(found.collect::<BTreeSet<_>>(), expected.into());
}

#[test]
fn only_the_rotation_reads_the_secret_of_the_databases_administrator() {
    let prod = Applied::of("prod");
    let mut readers = BTreeSet::new();
    for policy in prod.of_type("aws:iam/RolePolicy") {
        for statement in policy.document("policy")["Statement"].as_array().expect("a list") {
            let resources = texts(&statement["Resource"]);
            if resources.iter().any(|one| one.contains(":secret:luneo/prod/database-admin")) {
                readers.insert(policy.text("role").to_owned());
            }
        }
    }
    // The preview reads passwords that the state has.
    assert_eq!(readers, ["luneo-prod-data-rotation", "luneo-prod-pipeline-preview"].map(str::to_owned).into());
}

#[test]
fn a_database_or_a_cache_requires_the_rotation() {
    for table in ["aurora", "redis"] {
        let mut config = crate::world::config("prod");
        config.secrets.rotation = None;
        match table {
            "aurora" => config.redis = None,
            _ => config.aurora = None,
        }
        let problems = archipel::cli::Configuration::problems(&config);
        assert!(problems.iter().any(|problem| format!("{problem:?}").contains("secrets.rotation")), "{problems:?}");
    }
}
