//! Handlers of hooks: the code that a hook runs.

use std::time::Duration;

use async_trait::async_trait;

use super::error::Result;
use crate::model::environment::Environment;
use crate::model::hook::HookPoint;
use crate::model::urn::Urn;
use crate::model::value::Value;

/// What a handler gets.
#[derive(Clone, Copy, Debug)]
pub struct HookRequest<'a> {
    /// The hook's name.
    pub name: &'a str,
    /// Why it runs.
    pub point: HookPoint,
    /// The resource.
    pub urn: &'a Urn,
    /// The resource's id in the provider's API; none before it was created.
    pub id: Option<&'a str>,
    /// The resource's region and account.
    pub environment: &'a Environment,
    /// The hook's inputs, all known, with secrets as plain values.
    pub inputs: &'a Value,
    /// The resource's recorded outputs, with secrets as plain values; `Null` before it was created.
    pub outputs: &'a Value,
    /// The time limit of this attempt. A handler that waits may end a moment before, to say what it waited for.
    pub timeout: Duration,
    /// Identifies this execution: the same until it has succeeded, in a later run too. A handler passes it on, so that
    /// the receiver can recognise a repetition.
    pub token: &'a str,
}

impl HookRequest<'_> {
    /// The hook as JSON, for receivers outside the process: name, point, resource, token, outputs, and this input. Secrets
    /// are in it.
    #[must_use]
    pub fn document(&self, input: &Value) -> serde_json::Value {
        let plain = |value: &Value| serde_json::to_value(value).unwrap_or_default();
        serde_json::json!({
            "hook": self.name,
            "point": self.point,
            "urn": self.urn.as_str(),
            "id": self.id,
            "region": self.environment.region,
            "account": self.environment.account,
            "token": self.token,
            "outputs": plain(self.outputs),
            "input": plain(input),
        })
    }
}

/// Runs the hooks of one kind. The engine enforces the time limit by dropping the future, which must then stop its
/// work.
#[async_trait]
pub trait HookHandler: Send + Sync {
    /// The kind: the provider's prefix and a name, such as `local:run`.
    fn kind(&self) -> &'static str;

    /// Checks the inputs of a hook while a plan is made, and returns the violations. Parts may be unknown.
    fn check(&self, inputs: &Value) -> Vec<String> {
        let _ = inputs;
        Vec::new()
    }

    /// Runs the hook. It may have run before with the same token.
    ///
    /// # Errors
    /// When the hook failed.
    async fn run(&self, request: HookRequest<'_>) -> Result<()>;
}
