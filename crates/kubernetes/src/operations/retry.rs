//! Repeated calls.

use std::time::Duration;

use archipel_engine::resource::{ErrorKind, OperationHost, ProviderError, Result};
use tokio::time::{Instant, timeout};

use super::access::NOT_GRANTED;
use crate::client::UNREACHABLE;

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// For how long a kind, a namespace or the access may not exist yet, and a server may not answer: what an object depends on was
/// created before it, so only its propagation is awaited.
const SETTLES: Duration = Duration::from_secs(120);
/// What becomes true only when pods run or objects are gone: awaited until the operation times out.
const PATIENT: &[&str] = &["WebhookUnreachable", "Terminating", "Conflict", "ServiceUnavailable"];
/// The request may have been received: its outcome is unknown.
const UNANSWERED: &str = "the API server did not answer before the operation timed out";
/// The longest part of a message that is shown while an operation waits.
const SHOWN: usize = 200;

/// Retries a call that may be repeated: after throttling, ambiguous responses and "not yet". The last error is returned. A
/// call without a response ends with the operation's time, whatever the server does.
pub(super) async fn retried<T, F, Fut>(host: &dyn OperationHost, call: F) -> Result<T>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<T>> + Send,
{
    let mut since = None;
    for attempt in 0_u32.. {
        let error = match timeout(host.time_left(), call()).await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => error,
            Err(_) => return Err(ProviderError::new(ErrorKind::Timeout, UNANSWERED)),
        };
        let since = since.get_or_insert_with(Instant::now);
        if !is_worth_it(&error, since.elapsed()) || host.is_cancelled() {
            return Err(settled(error));
        }
        host.waiting(&shown(&error));
        let pause = (FIRST_PAUSE * 2_u32.saturating_pow(attempt.min(8))).min(LONGEST_PAUSE);
        if let Err(over) = host.pause(pause).await {
            // The service's error says more than "timed out".
            return Err(if over.kind == ErrorKind::Timeout { settled(error) } else { over });
        }
    }
    unreachable!("the loop above ends by returning")
}

fn is_worth_it(error: &ProviderError, waited: Duration) -> bool {
    match error.kind {
        ErrorKind::Throttled => true,
        ErrorKind::Ambiguous => !error.has_code(&[UNREACHABLE]) || waited < SETTLES,
        ErrorKind::NotYet => error.has_code(PATIENT) || waited < SETTLES,
        _ => false,
    }
}

/// An error that is no longer waited for.
fn settled(mut error: ProviderError) -> ProviderError {
    if error.has_code(&[NOT_GRANTED]) {
        error.kind = ErrorKind::Denied;
    }
    error
}

fn shown(error: &ProviderError) -> String {
    error.message.lines().next().unwrap_or_default().chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_become_true_is_waited_for_and_the_rest_is_not() {
        let error = |kind: ErrorKind, code: &str| {
            let mut error = ProviderError::new(kind, "");
            error.code = Some(code.to_owned());
            error
        };
        let (soon, late) = (Duration::from_secs(1), SETTLES * 2);
        for (kind, code, at_first, later) in [
            (ErrorKind::Throttled, "TooManyRequests", true, true),
            (ErrorKind::Ambiguous, "Timeout", true, true),
            (ErrorKind::Ambiguous, UNREACHABLE, true, false),
            (ErrorKind::NotYet, "WebhookUnreachable", true, true),
            (ErrorKind::NotYet, "NoSuchKind", true, false),
            (ErrorKind::NotYet, "NoSuchNamespace", true, false),
            (ErrorKind::Invalid, "Invalid", false, false),
            (ErrorKind::Denied, "Forbidden", false, false),
            (ErrorKind::NotFound, "NotFound", false, false),
        ] {
            let error = error(kind, code);
            assert_eq!((is_worth_it(&error, soon), is_worth_it(&error, late)), (at_first, later), "{code}");
        }
    }
}
