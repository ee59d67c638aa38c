//! Canaries: secrets are planted wherever a program, a provider or a user can put one, a stack goes through its whole
//! life cycle, and everything written or printed is searched for them.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::{Path, PathBuf};

use support::{Project, Ran};

/// It contains characters that JSON, URLs and shells escape.
const INPUT: &str = "canary&input \"one\"/ü";
const CHANGED: &str = "canary&input \"two\"/ü";
const KEY: &str = "canarykey.three";
const VALUE: &str = "canary+value?four";
const TICKET: &str = "canary=ticket/five";
const PASSPHRASE: &str = "canary passphrase six";
const SEALED: &str = "canary*sealed#seven\"ü";

/// The encoded forms of a secret.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let percent: String = secret
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![secret.as_bytes().to_vec(), percent.to_lowercase().into_bytes(), percent.into_bytes()];
    forms.push(hex.to_uppercase().into_bytes());
    forms.push(hex.into_bytes());
    let json = serde_json::Value::from(secret).to_string();
    forms.push(json.as_bytes()[1..json.len() - 1].to_vec());
    let twice = serde_json::Value::from(json.as_str()).to_string();
    forms.push(twice.as_bytes()[1..twice.len() - 1].to_vec());
    forms.push(format!("{secret:?}").trim_matches('"').as_bytes().to_vec());
    // Base64 of the secret within a longer text: the middle, at each of three offsets.
    for offset in 0..3 {
        let bytes = [&vec![0; offset], secret.as_bytes()].concat();
        let text = base64(&bytes);
        let (from, to) = (if offset == 0 { 0 } else { 4 }, text.len() / 4 * 4 - 4);
        forms.push(text.as_bytes()[from..to].to_vec());
        forms.push(text[from..to].replace('+', "-").replace('/', "_").into_bytes());
    }
    // Part of a secret is a leak too.
    forms.push(secret.as_bytes()[..12].to_vec());
    forms
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| {
        let word = (0..3).fold(0_u32, |word, index| word << 8 | u32::from(*chunk.get(index).unwrap_or(&0)));
        (0..4).map(move |index| char::from(LETTERS[(word >> (18 - 6 * index) & 63) as usize]))
    };
    bytes.chunks(3).flat_map(group).collect()
}

/// The canary in some bytes, if there is one.
fn found(bytes: &[u8]) -> Option<String> {
    // Searching text is many times faster than searching windows of bytes, and the canaries are text.
    let text = String::from_utf8_lossy(bytes);
    for secret in [INPUT, CHANGED, KEY, VALUE, TICKET, PASSPHRASE, SEALED] {
        for form in forms(secret) {
            let form = String::from_utf8_lossy(&form);
            if text.contains(&*form) {
                return Some(format!("{secret:?} as {form:?}"));
            }
        }
    }
    None
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all
}

struct Life {
    project: Project,
    all: Vec<String>,
}

impl Life {
    /// Runs a command, and searches what it printed and everything that is on the disk then.
    fn run(&mut self, trouble: &str, secret: &str, args: &[&str]) -> Ran {
        let password = format!("password={}", serde_json::Value::from(secret));
        let keys = format!("keys={{ \"{KEY}\" = \"{VALUE}\" }}");
        let run = !matches!(args[0], "state" | "history" | "outputs" | "secret") && secret != SEALED;
        let configured = ["-C", &password, "-C", &keys];
        let with: &[&str] = if run { &configured } else { &[] };
        let all = [args, with].concat();
        let mut command = self.project.command(&all);
        command.envs([
            ("ARCHIPEL_PASSPHRASE", PASSPHRASE),
            ("ARCHIPEL_NEW_PASSPHRASE", PASSPHRASE),
            ("DISK_TICKET", TICKET),
            ("DISK_TROUBLE", trouble),
            ("ARCHIPEL_LOG", "trace"),
        ]);
        if args[0] == "secret" {
            command.write_stdin(SEALED);
        }
        let ran = self.project.ran(&mut command);
        self.all.push(format!("{args:?} {trouble}"));
        for (what, text) in [("standard output", &ran.out), ("standard error", &ran.err)] {
            if let Some(found) = found(text.as_bytes()) {
                panic!("{args:?} {trouble} leaked {found} on {what}:\n{text}");
            }
        }
        for file in files(&self.project.path("")) {
            if let Some(found) = found(&std::fs::read(&file).unwrap()) {
                panic!("after {args:?} {trouble}, {} has {found}", file.display());
            }
        }
        ran
    }

    fn done(&mut self, secret: &str, args: &[&str]) -> Ran {
        let ran = self.run("", secret, args);
        assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
        ran
    }
}

#[test]
fn no_command_leaks_a_secret() {
    let mut life = Life { project: Project::new(), all: Vec::new() };
    life.done(INPUT, &["preview", "--verbose"]);
    life.done(INPUT, &["preview", "--json", "--out", "first.plan"]);
    // A failure whose error repeats the secret.
    let failed = life.run("repeat CreateFile", INPUT, &["up", "--yes", "--verbose"]);
    assert!(failed.code == Some(1) && failed.err.contains("is not a good password"), "{failed:?}");
    life.done(INPUT, &["up", "--yes", "--json"]);
    life.done(CHANGED, &["preview", "--verbose"]);
    life.done(CHANGED, &["preview", "--out", "second.plan"]);
    life.done(CHANGED, &["up", "--yes", "--verbose", "--refresh"]);
    // A replacement, and a change made outside Archipel.
    life.done(CHANGED, &["up", "--yes", "-C", "folder=b"]);
    std::fs::write(life.project.path("disk/b/one"), "meddled").unwrap();
    life.done(CHANGED, &["refresh", "--preview", "--json"]);
    life.done(CHANGED, &["refresh"]);
    for args in [
        &["state", "show", "one"][..],
        &["state", "show", "one", "--json"],
        &["state", "list", "--json"],
        &["state", "export"],
        &["state", "verify"],
        &["state", "mv", "one", "notes/uno", "--yes"],
        &["state", "mv", "uno", "notes/one", "--yes"],
        &["history", "--json"],
        &["history", "show", "1"],
        &["history", "show", "1", "--json"],
        &["outputs"],
        &["outputs", "--json"],
    ] {
        life.done("", args);
    }
    // A program that panics with the secret.
    let panicked = life.run("", INPUT, &["up", "--yes", "-C", "trouble=panic with a secret"]);
    assert!(panicked.code == Some(1) && panicked.err.contains("(secret)"), "{panicked:?}");
    life.done(INPUT, &["rollback", "--to", "2", "--yes"]);
    life.done(INPUT, &["destroy", "--yes", "--json"]);
    life.done("", &["state", "export"]);
    // Secrets of the configuration, and another key for all secrets.
    life.done("", &["secret", "set", "password"]);
    life.done(SEALED, &["preview", "--verbose"]);
    life.done(SEALED, &["up", "--yes", "--json"]);
    life.done("", &["secret", "list", "--json"]);
    life.done("", &["state", "rotate-key", "--yes", "--verbose"]);
    let failed = life.run("repeat CreateFile", SEALED, &["up", "--yes", "-C", "folder=c"]);
    assert!(failed.code == Some(1) && failed.err.contains("is not a good password"), "{failed:?}");
    life.done(SEALED, &["destroy", "--yes"]);
    life.done("", &["secret", "rm", "password", "--yes"]);
    // The owner of the secret may print it.
    life.run("", INPUT, &["up", "--yes"]);
    let mut command = life.project.command(&["outputs", "dev", "password", "--show-secrets"]);
    let shown = life.project.ran(command.env("ARCHIPEL_PASSPHRASE", PASSPHRASE));
    assert!(shown.out.contains(INPUT), "the canary is alive: {shown:?}");
    assert!(life.all.len() > 25);
}

#[test]
fn a_canary_is_found_in_every_form() {
    let hex: String = TICKET.bytes().map(|byte| format!("{byte:02x}")).collect();
    for text in [
        format!("x{INPUT}x"),
        format!("{}", serde_json::json!({ "a": CHANGED })),
        format!("{INPUT:?}"),
        hex,
        base64(format!("user:{VALUE}").as_bytes()),
        base64(format!("a{KEY}b").as_bytes()),
        format!("?q={}", "canary%2Bvalue%3Ffour"),
    ] {
        assert!(found(text.as_bytes()).is_some(), "{text}");
    }
    assert_eq!(found(b"nothing to be seen"), None);
}
