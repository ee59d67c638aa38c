//! Secrets of the configuration, and the keys that encrypt all secrets.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use support::{Project, Ran};

const FILE: &str = "config/dev.secrets.json";
const ONE: &str = "the first passphrase";
const TWO: &str = "the second passphrase";

fn with(project: &Project, env: &[(&str, &str)], input: &str, args: &[&str]) -> Ran {
    project.ran(project.command(args).envs(env.iter().copied()).write_stdin(input))
}

fn keyed(project: &Project, key: &str, args: &[&str]) -> Ran {
    with(project, &[("ARCHIPEL_PASSPHRASE", key)], "", args)
}

fn done(ran: &Ran) {
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

fn set(project: &Project, key: &str, name: &str, value: &str) {
    done(&with(project, &[("ARCHIPEL_PASSPHRASE", key)], &format!("{value}\n"), &["secret", "set", name]));
}

#[test]
fn a_secret_is_set_listed_read_by_the_program_and_printed_only_on_request() {
    let project = Project::new();
    set(&project, ONE, "password", "hunter2hunter2");
    let file = std::fs::read_to_string(project.path(FILE)).unwrap();
    assert!(file.contains("\"password\"") && !file.contains("hunter2"), "{file}");
    // Listing names and dates needs no key.
    let list = project.run(&["secret", "list"]);
    assert!(list.code == Some(0) && list.out.starts_with("password  set 20"), "{list:?}");
    assert!(!list.out.contains("hunter2"), "{list:?}");
    assert_eq!(project.run(&["state", "list"]).code, Some(0));
    let up = keyed(&project, ONE, &["up", "--yes"]);
    done(&up);
    assert!(!up.out.contains("hunter2"), "{up:?}");
    assert_eq!(keyed(&project, ONE, &["secret", "get", "password"]).out, "hunter2hunter2\n");
    let output = keyed(&project, ONE, &["outputs", "dev", "password", "--show-secrets"]);
    assert_eq!(output.out, "hunter2hunter2\n", "{output:?}");
    assert!(project.run(&["state", "export"]).out.contains("$sealed"));
    assert_eq!(keyed(&project, ONE, &["preview", "--detailed-exit-code"]).code, Some(0));
    // The command line takes precedence.
    let other = keyed(&project, ONE, &["preview", "--detailed-exit-code", "-C", "password=another"]);
    assert_eq!(other.code, Some(2), "{other:?}");
}

#[test]
fn without_the_key_the_program_does_not_run_and_the_error_says_why() {
    let project = Project::new();
    set(&project, ONE, "password", "hunter2hunter2");
    for (env, why) in [(&[][..], "ARCHIPEL_PASSPHRASE_FILE"), (&[("ARCHIPEL_PASSPHRASE", TWO)][..], "wrong passphrase")]
    {
        for args in [&["preview"][..], &["secret", "get", "password"]] {
            let refused = with(&project, env, "", args);
            assert_eq!(refused.code, Some(1), "{refused:?}");
            assert!(refused.err.contains(why) && refused.err.contains("dev.secrets.json"), "{refused:?}");
        }
    }
    let file = project.path("phrase");
    std::fs::write(&file, format!("{ONE}\nmore\n")).unwrap();
    let read = with(&project, &[("ARCHIPEL_PASSPHRASE_FILE", file.to_str().unwrap())], "", &["preview"]);
    done(&read);
    // The values of another stack cannot be decrypted here.
    project.configure("prod", "folder = \"b\"\n");
    std::fs::copy(project.path(FILE), project.path("config/prod.secrets.json")).unwrap();
    let moved = keyed(&project, ONE, &["preview", "prod"]);
    assert!(moved.code == Some(1) && moved.err.contains("belongs to something other"), "{moved:?}");
}

#[test]
fn a_secret_is_replaced_and_removed() {
    let project = Project::new();
    set(&project, ONE, "password", "hunter2hunter2");
    done(&keyed(&project, ONE, &["up", "--yes"]));
    let unknown = keyed(&project, ONE, &["secret", "rotate", "pasword", "--generate"]);
    assert!(unknown.code == Some(3) && unknown.err.contains("did you mean `password`?"), "{unknown:?}");
    done(&keyed(&project, ONE, &["secret", "rotate", "password", "--generate=20"]));
    let value = keyed(&project, ONE, &["secret", "get", "password"]).out;
    assert!(value.trim().len() == 20 && !value.contains("hunter2"), "{value}");
    assert!(project.run(&["secret", "list"]).out.contains("replaced 20"));
    // A resource applied with the old value is updated.
    assert_eq!(keyed(&project, ONE, &["preview", "--detailed-exit-code"]).code, Some(2));
    let asked = project.run(&["secret", "rm", "password"]);
    assert_eq!(asked.code, Some(3), "no terminal to ask on: {asked:?}");
    done(&project.run(&["secret", "rm", "password", "--yes"]));
    assert!(!project.path(FILE).exists());
    assert_eq!(project.run(&["secret", "get", "password"]).code, Some(3));
}

#[test]
fn a_plan_file_is_refused_after_a_change_of_its_secrets() {
    let project = Project::new();
    set(&project, ONE, "password", "hunter2hunter2");
    done(&keyed(&project, ONE, &["preview", "--out", "first.plan"]));
    let plan = std::fs::read_to_string(project.path("first.plan")).unwrap();
    assert!(!plan.contains("hunter2"));
    done(&keyed(&project, ONE, &["secret", "rotate", "password", "--generate"]));
    let refused = keyed(&project, ONE, &["up", "--plan", "first.plan"]);
    assert!(refused.code == Some(5) && !refused.err.contains("hunter2"), "{refused:?}");
    done(&keyed(&project, ONE, &["preview", "--out", "second.plan"]));
    done(&keyed(&project, ONE, &["up", "--plan", "second.plan"]));
}

#[test]
fn invalid_uses_of_secrets_are_reported() {
    let project = Project::new();
    let input = |args: &[&str], input: &str| with(&project, &[("ARCHIPEL_PASSPHRASE", ONE)], input, args);
    let empty = input(&["secret", "set", "password"], "\n");
    assert!(empty.code == Some(3) && empty.err.contains("the secret value is empty"), "{empty:?}");
    for (key, error) in [
        ("archipel.state", "invalid key `archipel.state` for a secret: `archipel` is a setting of the command line"),
        ("[0]", "invalid key `[0]` for a secret: expected a key"),
        (
            "a..b",
            "invalid key `a..b` for a secret: invalid property path `a..b`: a key is empty (write it like \
             `ingress[0].cidr_block` or `tags[\"a.b\"]`)",
        ),
    ] {
        let odd = input(&["secret", "set", key], "x");
        let shown = odd.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!((odd.code, shown.as_str()), (Some(3), format!("error: {error}").as_str()));
    }
    // A plain value in the program would reveal a secret.
    done(&input(&["secret", "set", "folder"], "hunter2hunter2"));
    let plain = input(&["preview"], "");
    assert!(plain.code == Some(3) && plain.err.contains("expected a plain value, found a secret"), "{plain:?}");
    assert!(plain.err.contains("`folder`") && !plain.err.contains("hunter2"), "{plain:?}");
    let guard = input(&["preview", "-C", "archipel.secrets=vault"], "");
    assert!(guard.code == Some(3) && guard.err.contains("invalid key protection `vault`"), "{guard:?}");
}

const BOTH: [(&str, &str); 2] = [("ARCHIPEL_PASSPHRASE", ONE), ("ARCHIPEL_NEW_PASSPHRASE", TWO)];

#[test]
fn a_new_key_opens_everything_and_the_old_one_only_earlier_files() {
    let project = Project::new();
    set(&project, ONE, "password", "hunter2hunter2");
    let none = with(&project, &[("ARCHIPEL_PASSPHRASE", ONE)], "", &["state", "rotate-key", "--yes"]);
    assert!(none.code == Some(3) && none.err.contains("ARCHIPEL_NEW_PASSPHRASE"), "{none:?}");
    done(&keyed(&project, ONE, &["up", "--yes"]));
    let asked = with(&project, &BOTH, "", &["state", "rotate-key"]);
    assert!(asked.code == Some(3) && asked.out.contains("4 secrets of dev"), "no terminal to ask on: {asked:?}");
    assert_eq!(keyed(&project, ONE, &["preview", "--detailed-exit-code"]).code, Some(0));
    let rotated = with(&project, &BOTH, "", &["state", "rotate-key", "--yes"]);
    done(&rotated);
    for args in [&["preview", "--detailed-exit-code"][..], &["state", "verify"], &["secret", "get", "password"]] {
        done(&keyed(&project, TWO, args));
    }
    assert_eq!(keyed(&project, ONE, &["preview"]).code, Some(1));
    assert_eq!(keyed(&project, ONE, &["up", "--yes"]).code, Some(1));
    assert!(project.run(&["history"]).out.contains("state rotate-key"));
    // The old key opens the backup.
    let backup = std::fs::read_dir(project.path(".archipel/.backups/dev")).unwrap().next().unwrap().unwrap().path();
    done(&keyed(&project, TWO, &["state", "import", backup.to_str().unwrap(), "--yes"]));
    let verified = keyed(&project, ONE, &["state", "verify"]);
    assert!(verified.out.contains("3 secrets opened"), "{verified:?}");
    // If a crash leaves one file with each key, repeating the rotation completes it.
    done(&with(&project, &BOTH, "", &["state", "rotate-key", "--yes"]));
    assert_eq!(keyed(&project, TWO, &["preview", "--detailed-exit-code"]).code, Some(0));
}

#[test]
fn a_killed_rotation_leaves_files_that_open_with_one_of_the_keys() {
    let project = Project::new();
    set(&project, ONE, "password", "hunter2hunter2");
    done(&keyed(&project, ONE, &["up", "--yes"]));
    let (mut keys, mut killed) = ([ONE, TWO], 0);
    for round in 0..4_u64 {
        let mut command = std::process::Command::new(support::program());
        command.current_dir(project.path("")).args(["state", "rotate-key", "--yes"]).env_clear();
        command.env("ARCHIPEL_PASSPHRASE", keys[0]).env("ARCHIPEL_NEW_PASSPHRASE", keys[1]);
        command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null());
        let mut child = command.stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(80 + round * 160));
        let _ = child.kill();
        killed += u32::from(!child.wait().unwrap().success());
        let opens = |key: &str| {
            let shown = keyed(&project, key, &["outputs", "dev", "password", "--show-secrets"]);
            assert_eq!(shown.code == Some(0), shown.out == "hunter2hunter2\n", "{shown:?}");
            shown.code == Some(0)
        };
        assert!(opens(keys[0]) != opens(keys[1]), "round {round}: the state opens with one of both");
        let got = keys.map(|key| keyed(&project, key, &["secret", "get", "password"]).out);
        assert!(got.contains(&"hunter2hunter2\n".to_owned()), "round {round}: {got:?}");
        // Rotate completely, so that the next round starts with one key.
        let env = [("ARCHIPEL_PASSPHRASE", keys[0]), ("ARCHIPEL_NEW_PASSPHRASE", keys[1])];
        done(&with(&project, &env, "", &["state", "rotate-key", "--yes"]));
        assert!(opens(keys[1]) && !opens(keys[0]), "round {round}");
        keys.swap(0, 1);
    }
    assert!(killed > 0, "no rotation was interrupted");
    assert_eq!(keyed(&project, keys[0], &["preview", "--detailed-exit-code"]).code, Some(0));
}

/// Replaces the key of the secrets file by a KMS key, as an attacker with write access to the file and a key of their
/// own.
fn substitute(project: &Project) {
    let path = project.path(FILE);
    let mut file: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let arn = "arn:aws:kms:eu-west-1:999922223333:key/1234";
    file["key"] =
        serde_json::json!({ "kind": "awskms", "key": format!("awskms://{arn}?region=eu-west-1"), "wrapped": "AAAA" });
    std::fs::write(&path, file.to_string()).unwrap();
}

#[test]
fn a_secrets_file_whose_key_has_another_protection_is_refused() {
    let project = Project::new();
    set(&project, ONE, "password", "hunter2hunter2");
    // A sandbox has a separate state and the same secrets, which keep the protection of the real stack.
    let kms = "archipel.secrets=awskms://alias/states?region=eu-west-1";
    let sandbox = keyed(&project, ONE, &["secret", "get", "password", "--sandbox", "-C", kms]);
    assert!(sandbox.code == Some(3) && sandbox.err.contains("alias/states"), "{sandbox:?}");
    substitute(&project);
    let before = std::fs::read(project.path(FILE)).unwrap();
    for args in [
        &["secret", "get", "password"][..],
        &["secret", "set", "other"],
        &["secret", "rotate", "password", "--generate"],
        &["preview"],
        &["up", "--yes"],
    ] {
        let refused = with(&project, &[("ARCHIPEL_PASSPHRASE", ONE)], "the new prod password", args);
        assert_eq!(refused.code, Some(3), "{args:?}: {refused:?}");
        for words in
            ["arn:aws:kms:eu-west-1:999922223333:key/1234", "a passphrase", "state rotate-key", "dev.secrets.json"]
        {
            assert!(refused.err.contains(words), "{args:?}: {words}: {}", refused.err);
        }
        assert_eq!(std::fs::read(project.path(FILE)).unwrap(), before, "{args:?}");
    }
    // Nor is it encrypted with the configured key: its values are not those of the stack's owner.
    let rotated = with(&project, &BOTH, "", &["state", "rotate-key", "--yes"]);
    assert_eq!(rotated.code, Some(3), "{rotated:?}");
    // Listing names and dates needs no key.
    done(&project.run(&["secret", "list"]));
}

#[test]
fn a_state_or_an_export_whose_key_has_another_protection_is_refused() {
    let project = Project::new();
    done(&keyed(&project, ONE, &["up", "--yes", "-C", "password=hunter2hunter2"]));
    done(&project.run(&["state", "export", "--out", "state.json"]));
    let kms = |args: &[&str]| {
        let secrets = "archipel.secrets=awskms://alias/states?region=eu-west-1";
        keyed(&project, ONE, &[args, &["-C", "password=hunter2hunter2", "-C", secrets]].concat())
    };
    for args in [
        &["preview"][..],
        &["up", "--yes"],
        &["refresh"],
        &["rollback", "--to", "1", "--preview"],
        &["outputs", "dev", "password", "--show-secrets"],
        &["state", "import", "state.json", "--yes"],
        &["state", "migrate", "--to", "elsewhere", "--yes"],
        &["state", "rotate-key", "--yes"],
    ] {
        let refused = kms(args);
        assert_eq!(refused.code, Some(3), "{args:?}: {refused:?}");
        for words in ["a passphrase", "alias/states", "state rotate-key"] {
            assert!(refused.err.contains(words), "{args:?}: {words}: {}", refused.err);
        }
    }
    done(&kms(&["state", "list"]));
    done(&keyed(&project, ONE, &["preview", "--detailed-exit-code", "-C", "password=hunter2hunter2"]));
}

#[test]
fn a_short_passphrase_creates_no_key() {
    let project = Project::new();
    let short = with(&project, &[("ARCHIPEL_PASSPHRASE", "short")], "hunter2hunter2", &["secret", "set", "password"]);
    assert!(short.code == Some(3) && short.err.contains("at least 12 characters"), "{short:?}");
    assert!(!project.path(FILE).exists());
    let up = keyed(&project, "short", &["up", "--yes", "-C", "password=hunter2hunter2"]);
    assert!(up.code == Some(3) && up.err.contains("at least 12 characters"), "{up:?}");
    assert!(!project.path("disk/a").exists(), "nothing was created");
    set(&project, ONE, "password", "hunter2hunter2");
    let env = [("ARCHIPEL_PASSPHRASE", ONE), ("ARCHIPEL_NEW_PASSPHRASE", "short")];
    let rotated = with(&project, &env, "", &["state", "rotate-key", "--yes"]);
    assert!(rotated.code == Some(3) && rotated.err.contains("at least 12 characters"), "{rotated:?}");
    done(&keyed(&project, ONE, &["secret", "get", "password"]));
}

/// Runs a command on a terminal and answers its prompts once they do not echo: `^C` presses Ctrl-C. Prints the whole
/// output of the terminal, and whether it echoes at the end.
const ON_A_TERMINAL: &str = r#"
import os, pty, sys, termios, time
answers = sys.argv[1].split("|")
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
echoes = lambda: bool(termios.tcgetattr(fd)[3] & termios.ECHO)
shown = b""
while True:
    try:
        read = os.read(fd, 1024)
    except OSError:
        break
    if not read:
        break
    shown += read
    if shown.endswith(b": ") and answers:
        end = time.time() + 20
        while echoes() and time.time() < end:
            time.sleep(0.01)
        answer = answers.pop(0)
        os.write(fd, b"\x03" if answer == "^C" else answer.encode() + b"\n")
_, status = os.waitpid(pid, 0)
print(shown.decode().replace("\r", ""), end="")
print("echoes" if echoes() else "does not echo")
sys.exit(os.waitstatus_to_exitcode(status))
"#;

fn on_a_terminal(project: &Project, answers: &str, args: &[&str]) -> (i32, String) {
    let mut command = std::process::Command::new("python3");
    command.args(["-c", ON_A_TERMINAL, answers]).arg(support::program()).args(args).current_dir(project.path(""));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("TERM", "dumb");
    command.env("HOME", project.path("")).env("DISK_ROOT", project.path("disk")).stdin(std::process::Stdio::null());
    let ran = command.output().unwrap();
    let err = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(err, "", "{ran:?}");
    (ran.status.code().unwrap(), String::from_utf8_lossy(&ran.stdout).into_owned())
}

#[test]
fn prompts_for_values_and_passphrases_do_not_echo() {
    let project = Project::new();
    let answers = "hunter2hunter2|hunter2|hunter2hunter2|hunter2hunter2|one long phrase|one long phrase";
    let (code, shown) = on_a_terminal(&project, answers, &["secret", "set", "password"]);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("The inputs differ.") && shown.contains("A new passphrase"), "{shown}");
    assert!(!shown.contains("hunter2") && !shown.contains("one long phrase") && shown.ends_with("echoes\n"), "{shown}");
    // One prompt for all secrets.
    let (code, shown) = on_a_terminal(&project, "one long phrase", &["up", "--yes"]);
    assert!(code == 0 && shown.matches("The passphrase of the secrets of dev: ").count() == 1, "{shown}");
    assert_eq!(keyed(&project, "one long phrase", &["secret", "get", "password"]).out, "hunter2hunter2\n");
    let (code, shown) = on_a_terminal(&project, "^C", &["preview"]);
    assert!(code != 0 && shown.ends_with("\nechoes\n"), "{code}: {shown}");
}
