//! Hooks that call AWS, or an address: [`invoke`], [`alarm_is_ok`], and the handler of [`Hook::http`].
//!
//! [`Hook::http`]: archipel_engine::program::Hook::http

#[cfg(feature = "cloudwatch")]
mod alarm;
mod http;
#[cfg(feature = "lambda")]
mod invoke;
#[cfg(all(test, feature = "cloudwatch", feature = "lambda"))]
mod tests;

use std::time::Duration;

use archipel_engine::Value;
use archipel_engine::resource::{ErrorKind, HookRequest, ProviderError, Registry, Result};
use async_trait::async_trait;
use tokio::time::Instant;

use crate::aws::{Aws, Connection};

#[cfg(feature = "cloudwatch")]
pub use alarm::alarm_is_ok;
pub use http::HttpAnswers;
#[cfg(feature = "lambda")]
pub use invoke::invoke;

/// The first and the longest time between two looks.
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(10);
/// How long before the end of its time a hook gives up, so that its error can say what it last saw.
const MARGIN: Duration = Duration::from_millis(500);

/// Registers the handlers of the compiled services.
pub(crate) fn register(registry: Registry<Aws>, connection: &Connection) -> Registry<Aws> {
    #[cfg(feature = "lambda")]
    let registry = registry.hook(invoke::Invoke(connection.clone()));
    #[cfg(feature = "cloudwatch")]
    let registry = registry.hook(alarm::AlarmIsOk(connection.clone()));
    let _ = connection;
    registry
}

/// What a look at the world found.
enum Look {
    /// It is as wanted.
    Done,
    /// It is not yet: the reason.
    NotYet(String),
}

/// Looks at the world.
#[async_trait]
trait Looker: Send {
    /// Looks once. An error ends the hook.
    async fn look(&mut self) -> Result<Look>;
}

/// Looks until it is as wanted, for the time of the hook.
async fn until(request: &HookRequest<'_>, looker: &mut dyn Looker) -> Result<()> {
    let began = Instant::now();
    let limit = request.timeout.saturating_sub(MARGIN);
    let mut pause = FIRST;
    let mut seen = "no answer".to_owned();
    loop {
        let left = limit.saturating_sub(began.elapsed());
        match tokio::time::timeout(left, looker.look()).await {
            Ok(Ok(Look::Done)) => return Ok(()),
            Ok(Ok(Look::NotYet(why))) => seen = why,
            // The next look may succeed.
            Ok(Err(error)) if is_transient(error.kind) => seen = error.message,
            Ok(Err(error)) => return Err(error),
            Err(_) => {}
        }
        if began.elapsed() + pause >= limit {
            let message = format!("{seen}; waited {} s", request.timeout.as_secs());
            return Err(ProviderError::new(ErrorKind::Timeout, message));
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST);
    }
}

fn is_transient(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Ambiguous | ErrorKind::Throttled | ErrorKind::Timeout | ErrorKind::NotYet)
}

/// What is wrong with the names of the inputs, and with a text that must be there.
fn wrong_inputs(inputs: &Value, text: &str, others: &[&str]) -> Vec<String> {
    let names = inputs.as_map().into_iter().flatten().map(|(name, _)| name.as_str());
    let unknown = names.filter(|name| *name != text && !others.contains(name));
    let mut wrong: Vec<String> = unknown.map(|name| format!("unknown input `{name}`")).collect();
    let value = inputs.field(text).clone().reveal();
    if !matches!(&value, Value::Unknown) && value.as_str().is_none_or(str::is_empty) {
        wrong.push(format!("`{text}` is not a text, or is empty"));
    }
    wrong
}
