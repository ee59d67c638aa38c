//! The hooks that run on this machine: programs, and requests to an address.

use std::process::Stdio;
use std::sync::Arc;

use archipel_engine::Value;
use archipel_engine::resource::{ErrorKind, HookHandler, HookRequest, Provider, ProviderError, Result, TypeOperations};
use archipel_engine::schema::Schema;
#[cfg(feature = "aws")]
use archipel_resources::hooks::HttpAnswers;
use async_trait::async_trait;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// The prefix of these hooks.
const LOCAL: &str = "local";
/// The variable that contains a hook's token.
const TOKEN: &str = "ARCHIPEL_HOOK_TOKEN";
/// The variables that programs get. Any other may be a secret: a passphrase, a token of CI, credentials.
const PASSED: [&str; 10] = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"];
/// The maximum number of bytes of a program's output in an error.
const SHOWN: usize = 2000;

/// The provider of the hooks.
pub(crate) struct LocalHooks;

#[async_trait]
impl Provider for LocalHooks {
    fn name(&self) -> &str {
        LOCAL
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        Vec::new()
    }

    fn get(&self, _: &str) -> Option<Arc<dyn TypeOperations>> {
        None
    }

    fn hook(&self, kind: &str) -> Option<Arc<dyn HookHandler>> {
        #[cfg(feature = "aws")]
        if kind == HttpAnswers.kind() {
            return Some(Arc::new(HttpAnswers));
        }
        (kind == Run.kind()).then(|| Arc::new(Run) as Arc<dyn HookHandler>)
    }
}

/// Runs a program.
struct Run;

#[async_trait]
impl HookHandler for Run {
    fn kind(&self) -> &'static str {
        "local:run"
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        for name in inputs.as_map().into_iter().flatten().map(|(name, _)| name) {
            if !["command", "stdin", "env"].contains(&name.as_str()) {
                wrong.push(format!("unknown input `{name}`: expected `command`, `stdin` or `env`"));
            }
        }
        wrong.extend(wrong_variables(inputs.field("env")));
        match inputs.field("command") {
            Value::Unknown => {}
            command if command.has_secret() => wrong.push(
                "`command` contains a secret, which other processes would see: pass it with `.input(\"stdin\", ..)`"
                    .to_owned(),
            ),
            Value::List(words) if !words.is_empty() => {
                let is_text = |word: &Value| matches!(word, Value::Str(_) | Value::Unknown);
                if !words.iter().all(is_text) {
                    wrong.push("`command` contains a value that is not a text".to_owned());
                }
                if words[0] == Value::from("") {
                    wrong.push("`command` names no program".to_owned());
                }
            }
            _ => wrong.push("`command` is empty: expected a program and its arguments".to_owned()),
        }
        wrong
    }

    async fn run(&self, request: HookRequest<'_>) -> Result<()> {
        let words = match request.inputs.field("command") {
            Value::List(words) => words.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let Some((program, arguments)) = words.split_first() else {
            return Err(ProviderError::new(ErrorKind::Invalid, "`command` is empty"));
        };
        let failed = |what: String| ProviderError::new(ErrorKind::Invalid, what);
        let mut command = Command::new(program);
        command.args(arguments).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped());
        command.envs(PASSED.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        let variables = request.inputs.field("env").as_map().into_iter().flatten();
        command.envs(variables.filter_map(|(name, value)| Some((name, value.as_str()?)))).env(TOKEN, request.token);
        // At the time limit the engine drops this future, and with it the program.
        command.stderr(Stdio::piped()).kill_on_drop(true);
        // In a group of its own, it gets no Ctrl-C, and its children end with it.
        command.process_group(0);
        let mut child = command.spawn().map_err(|error| failed(format!("cannot run `{program}`: {error}")))?;
        let mut group = Group(child.id());
        let document = request.document(request.inputs.field("stdin")).to_string();
        let stdin = child.stdin.take();
        let write = async {
            if let Some(mut stdin) = stdin {
                // A program need not read it.
                let _ = stdin.write_all(document.as_bytes()).await;
            }
        };
        let (output, ()) = tokio::join!(child.wait_with_output(), write);
        group.0 = None;
        let output = output.map_err(|error| failed(format!("cannot read the output of `{program}`: {error}")))?;
        if output.status.success() {
            return Ok(());
        }
        let text = if output.stderr.is_empty() { &output.stdout } else { &output.stderr };
        let text = String::from_utf8_lossy(&text[text.len().saturating_sub(SHOWN)..]);
        let text = text.trim();
        let ended = output.status.code().map_or_else(|| output.status.to_string(), |code| format!("exit code {code}"));
        Err(failed(if text.is_empty() {
            format!("`{program}`: {ended}")
        } else {
            format!("`{program}`: {ended}: {text}")
        }))
    }
}

/// What is wrong with the variables of a hook.
fn wrong_variables(env: &Value) -> Vec<String> {
    let variables = match env {
        Value::Map(variables) => variables,
        Value::Null | Value::Unknown => return Vec::new(),
        Value::Secret(_) => return vec![secret_variable("env")],
        _ => return vec!["`env` is not a map of variables".to_owned()],
    };
    let wrong = variables.iter().filter_map(|(name, value)| match value {
        _ if name.is_empty() || name.contains(['=', '\0']) => Some(format!("invalid name of a variable `{name}`")),
        Value::Str(_) | Value::Unknown => None,
        value if value.has_secret() => Some(secret_variable(name)),
        _ => Some(format!("the variable `{name}` is not a text")),
    });
    wrong.collect()
}

fn secret_variable(name: &str) -> String {
    format!(
        "`{name}` contains a secret, which every process that the program starts would get: pass it with `.input(\"stdin\", ..)`"
    )
}

/// The process group of a running program, which is killed when this is dropped.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        let pid = self.0.and_then(|pid| i32::try_from(pid).ok()).and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            // It may have ended in the meantime.
            let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use archipel_engine::hook::HookPoint;
    use archipel_engine::{Environment, Urn};

    use super::*;

    async fn run(command: &[&str], stdin: Value) -> Result<()> {
        let inputs = Value::from([("command", Value::from(command.to_vec())), ("stdin", stdin)]);
        let urn = Urn::parse("here::disk:fs/File::one").unwrap();
        let environment = Environment { region: "here".to_owned(), account: None };
        let request = HookRequest {
            name: "h",
            point: HookPoint::AfterCreate,
            urn: &urn,
            id: Some("id-1"),
            environment: &environment,
            inputs: &inputs,
            outputs: &Value::Null,
            timeout: std::time::Duration::from_secs(5),
            token: "token-1",
        };
        Run.run(request).await
    }

    #[tokio::test]
    async fn a_program_gets_the_hook_on_standard_input_and_its_token() {
        let script = r#"grep -q '"input":"pass"' && test "$ARCHIPEL_HOOK_TOKEN" = token-1"#;
        run(&["sh", "-c", script], Value::from("pass")).await.unwrap();
        let error = run(&["sh", "-c", "echo bad >&2; exit 3"], Value::Null).await.unwrap_err();
        assert_eq!(error.message, "`sh`: exit code 3: bad");
        let error = run(&["/no/such/program"], Value::Null).await.unwrap_err();
        assert!(error.message.starts_with("cannot run `/no/such/program`:"), "{error}");
    }

    #[tokio::test]
    async fn a_program_that_reads_nothing_of_a_long_input_does_not_hang() {
        run(&["true"], Value::from("x".repeat(1 << 20))).await.unwrap();
    }

    #[tokio::test]
    async fn a_program_and_its_children_end_with_its_time_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("late");
        let script = format!("(sleep 2; echo late > {}) & wait", file.display());
        let limit = std::time::Duration::from_millis(300);
        let ran = tokio::time::timeout(limit, run(&["sh", "-c", &script], Value::Null)).await;
        assert!(ran.is_err());
        tokio::time::sleep(std::time::Duration::from_millis(2500)).await;
        assert!(!file.exists(), "no child outlives the hook");
    }

    #[test]
    fn a_program_gets_no_variable_but_the_named_ones() {
        let secret = Value::from([("PASSWORD", Value::from("hunter2").into_secret())]);
        let wrong = Run.check(&Value::from([("command", Value::from(["env"])), ("env", secret)]));
        assert!(wrong[0].starts_with("`PASSWORD` contains a secret"), "{wrong:?}");
        let env = Value::from([("A=B", Value::from("x")), ("N", Value::Int(1))]);
        assert_eq!(wrong_variables(&env), ["invalid name of a variable `A=B`", "the variable `N` is not a text"]);
    }

    #[test]
    fn a_secret_argument_is_refused() {
        let wrong = |command: Value| Run.check(&Value::from([("command", command)]));
        let secret = Value::List(vec![Value::from("sh"), Value::from("hunter2").into_secret()]);
        assert!(wrong(secret)[0].contains("other processes would see"));
        assert_eq!(wrong(Value::List(Vec::new())).len(), 1);
        assert_eq!(wrong(Value::from(["sh", "-c"])), Vec::<String>::new());
    }
}
