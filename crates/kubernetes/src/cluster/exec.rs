//! Credential plugins of kubeconfigs: programs that print a token.

use std::process::Stdio;
use std::time::{Duration, SystemTime};

use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use serde::Deserialize;

use super::Token;

/// A plugin that waits for somebody to log in is not waited for.
const LONGEST: Duration = Duration::from_secs(60);
/// A token without a time of expiry is renewed after this time.
const RENEW_AFTER: Duration = Duration::from_secs(10 * 60);

/// A plugin, as a kubeconfig describes it.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Plugin {
    command: String,
    #[serde(default)]
    args: Option<Vec<String>>,
    #[serde(default)]
    env: Option<Vec<Variable>>,
    #[serde(default)]
    api_version: String,
}

#[derive(Clone, Deserialize)]
struct Variable {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct Credential {
    #[serde(default)]
    status: Option<CredentialStatus>,
}

#[derive(Deserialize)]
struct CredentialStatus {
    #[serde(default)]
    token: Option<String>,
}

impl Plugin {
    /// Runs the plugin. What it prints is never shown, because it contains the token.
    pub(super) async fn token(&self) -> Result<Token> {
        let failed = |what: String| {
            let message = format!(
                "the credential plugin `{}` of the kubeconfig {what}\nRun it by hand to see why, or log in again",
                self.command
            );
            ProviderError::new(ErrorKind::Credentials, message)
        };
        let info = serde_json::json!({
            "apiVersion": self.api_version, "kind": "ExecCredential", "spec": { "interactive": false },
        });
        let mut command = tokio::process::Command::new(&self.command);
        command.args(self.args.iter().flatten()).env("KUBERNETES_EXEC_INFO", info.to_string());
        for Variable { name, value } in self.env.iter().flatten() {
            command.env(name, value);
        }
        command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let output = tokio::time::timeout(LONGEST, command.output())
            .await
            .map_err(|_| failed(format!("did not end within {} s", LONGEST.as_secs())))?
            .map_err(|error| failed(format!("cannot be run: {error}")))?;
        if !output.status.success() {
            return Err(failed(format!("failed with {}", output.status)));
        }
        let credential: Option<Credential> = serde_json::from_slice(&output.stdout).ok();
        let token = credential.and_then(|credential| credential.status?.token);
        let secret = token.ok_or_else(|| failed("printed no token".to_owned()))?;
        Ok(Token { secret, renew_at: Some(SystemTime::now() + RENEW_AFTER) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plugin(script: &str) -> Plugin {
        let env = Some(vec![Variable { name: "GIVEN".to_owned(), value: "t0ken".to_owned() }]);
        let args = Some(vec!["-c".to_owned(), script.to_owned()]);
        Plugin { command: "sh".to_owned(), args, env, api_version: "client.authentication.k8s.io/v1".to_owned() }
    }

    #[tokio::test]
    async fn a_plugin_prints_a_token_and_its_output_is_never_shown() {
        let token = plugin(r#"echo "{\"status\": {\"token\": \"$GIVEN\"}}""#).token().await.unwrap();
        assert_eq!(token.secret, "t0ken");
        for (script, expected) in [("echo s3cret; exit 3", "failed with"), ("echo s3cret", "printed no token")] {
            let error = plugin(script).token().await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Credentials);
            assert!(error.message.contains(expected) && !error.message.contains("s3cret"), "{error}");
        }
    }
}
