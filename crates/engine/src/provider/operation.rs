//! The common parts of operations: creating a resource exactly once, retrying, and waiting.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::error::{ErrorKind, ProviderError, Result};
use super::operation_host::{OperationHost, Resume};
use super::{Id, Status};
use crate::model::environment::Environment;
use crate::model::schema::{Idempotency, Meta};

/// The number of lookups of an ambiguous create before it counts as not executed, and the first pause between them. The
/// last one is 7.5 s after the first: an index of the service may lag behind.
const LOOKUPS: u32 = 5;
/// The number of lookups of a create that was refused at once because the resource exists: it is somebody else's, unless
/// the client had sent the call twice.
const LOOKUPS_OF_EXISTING: u32 = 2;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// For how long "not yet", and "not found" of what a create refers to, may become true by waiting. AWS's own tools
/// wait two minutes for fresh roles.
const SETTLES: Duration = Duration::from_secs(120);
/// The number of repeated creates after lookups found no resource.
const TRIES: u32 = 8;

fn backoff(attempt: u32) -> Duration {
    (FIRST_PAUSE * 2_u32.saturating_pow(attempt.min(8))).min(LONGEST_PAUSE)
}

/// The error of a create whose earlier attempt may have been executed: a clear error of this attempt, or of the lookup,
/// has no information about the earlier one, so the outcome stays ambiguous.
fn doubtful(error: ProviderError, uncertain: bool) -> ProviderError {
    use ErrorKind as K;
    match error.kind {
        K::Timeout | K::Cancelled | K::SeveralCandidates => error,
        _ if uncertain => ProviderError { kind: K::Ambiguous, ..error },
        _ => error,
    }
}

/// One operation of a type. [`OperationContext`](super::OperationContext) is this with the types of a resource around it.
pub(crate) struct Operation<'a> {
    pub(crate) host: &'a dyn OperationHost,
    pub(crate) type_name: &'a str,
    pub(crate) environment: &'a Environment,
    pub(crate) meta: &'a Meta,
}

impl Operation<'_> {
    /// Creates the resource exactly once; see [`OperationContext::allocate`](super::OperationContext::allocate).
    pub(crate) async fn allocate<L, Looked, F, Fut>(&self, find: L, call: F) -> Result<Id>
    where
        L: Fn() -> Looked + Send + Sync,
        Looked: Future<Output = Result<Vec<Id>>> + Send,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Id>> + Send,
    {
        match self.host.resume() {
            Resume::Identified(id) => return Ok(id),
            Resume::Uncertain => {
                if let Some(id) = self.adopt(&find, true).await? {
                    return Ok(id);
                }
            }
            Resume::Fresh => {}
        }
        let mut uncertain = self.host.resume() == Resume::Uncertain;
        let started = tokio::time::Instant::now();
        for attempt in 0.. {
            let error = match call().await {
                Ok(id) => {
                    self.host.identified(&id).await?;
                    return Ok(id);
                }
                Err(error) => error,
            };
            match error.kind {
                ErrorKind::Ambiguous => {
                    uncertain = true;
                    if let Some(id) = self.adopt(&find, true).await? {
                        return Ok(id);
                    }
                }
                // Equality is not ownership: the resource may be somebody else's.
                ErrorKind::AlreadyExists if !uncertain && !self.meta.lookup_proves_ownership => return Err(error),
                ErrorKind::AlreadyExists => {
                    return self.adopt(&find, uncertain).await?.ok_or_else(|| doubtful(error, uncertain));
                }
                ErrorKind::Throttled => {
                    self.host.waiting(&obstacle(&error, "the API"));
                    self.pause_before_retry(attempt, error).await?;
                    continue;
                }
                // A create that returns "not found" refers to a resource that was created a moment ago.
                ErrorKind::NotYet | ErrorKind::NotFound if started.elapsed() < SETTLES => {
                    self.host.waiting(&obstacle(&error, "what it refers to"));
                    self.pause_before_retry(attempt, doubtful(error, uncertain)).await?;
                    continue;
                }
                _ => return Err(doubtful(error, uncertain)),
            }
            if attempt >= TRIES {
                return Err(error);
            }
            self.pause_before_retry(attempt, error).await?;
        }
        unreachable!("the loop above ends by returning")
    }

    /// Waits before a create is sent again. In a cancelled run it is not: the error of the last attempt is returned.
    async fn pause_before_retry(&self, attempt: u32, error: ProviderError) -> Result<()> {
        if self.host.is_cancelled() {
            return Err(error);
        }
        self.host.pause(backoff(attempt)).await
    }

    /// Looks up the resource of an interrupted create and makes its id durable. If the create is uncertain, so is every
    /// error of the lookup.
    async fn adopt<L, Looked>(&self, find: &L, uncertain: bool) -> Result<Option<Id>>
    where
        L: Fn() -> Looked + Send + Sync,
        Looked: Future<Output = Result<Vec<Id>>> + Send,
    {
        if self.meta.idempotency == Idempotency::ClientToken {
            // The API recognizes the token: sending the call again returns the first result.
            return Ok(None);
        }
        let lookups = if uncertain { LOOKUPS } else { LOOKUPS_OF_EXISTING };
        for attempt in 1..=lookups {
            let tried = AtomicBool::new(false);
            let look = || async {
                if tried.swap(true, Ordering::Relaxed) && self.host.is_cancelled() {
                    return Err(ProviderError::new(ErrorKind::Cancelled, "the run was cancelled during a lookup"));
                }
                find().await
            };
            let mut found = self.eventually(&[], look).await.map_err(|error| doubtful(error, uncertain))?;
            found.sort();
            found.dedup();
            found.retain(|id| !self.host.is_recorded(id));
            match found.as_slice() {
                [] if attempt == lookups => {}
                [] => self.host.pause(backoff(attempt - 1)).await?,
                [id] => {
                    self.host.identified(id).await?;
                    return Ok(Some(id.clone()));
                }
                several => {
                    let ids = several.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
                    return Err(ProviderError::new(
                        ErrorKind::SeveralCandidates,
                        format!("an interrupted create of {} may have created any of {ids}", self.host.urn()),
                    ));
                }
            }
        }
        Ok(None)
    }

    /// Retries a call; see [`OperationContext::eventually`](super::OperationContext::eventually).
    pub(crate) async fn eventually<T, F, Fut>(&self, codes: &[&str], call: F) -> Result<T>
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<T>> + Send,
        T: Send,
    {
        eventually(self.host, codes, call).await
    }

    /// Waits until the resource can be used.
    pub(crate) async fn until_ready(&self, id: &Id) -> Result<()> {
        let visible_within = self.meta.polling.visible_within;
        let started = tokio::time::Instant::now();
        for attempt in 0.. {
            match self.host.poll(self.type_name, self.environment, id, attempt).await? {
                Status::Ready => return Ok(()),
                Status::Pending(state) => self.host.waiting(&state),
                Status::Failed(reason) => {
                    return Err(ProviderError::new(ErrorKind::Failed, format!("{id} failed: {reason}")));
                }
                Status::Absent if started.elapsed() < visible_within => self.host.waiting("visible"),
                Status::Absent | Status::Deleting(_) => {
                    return Err(ProviderError::new(
                        ErrorKind::NotFound,
                        format!("{id} disappeared before becoming ready"),
                    ));
                }
            }
        }
        unreachable!("the loop above ends by returning")
    }

    /// Waits until the resource no longer exists.
    pub(crate) async fn until_gone(&self, id: &Id) -> Result<()> {
        for attempt in 0.. {
            match self.host.poll(self.type_name, self.environment, id, attempt).await? {
                Status::Absent => return Ok(()),
                Status::Failed(reason) => {
                    return Err(ProviderError::new(ErrorKind::Failed, format!("{id} was not deleted: {reason}")));
                }
                Status::Deleting(state) | Status::Pending(state) => self.host.waiting(&state),
                Status::Ready => self.host.waiting("deletion"),
            }
        }
        unreachable!("the loop above ends by returning")
    }
}

/// What a call that must be repeated waits for: the service's message names who is in the way, its code does not.
fn obstacle(error: &ProviderError, otherwise: &str) -> String {
    const MOST: usize = 160;
    let message: String = error.message.lines().next().unwrap_or_default().chars().take(MOST).collect();
    match &error.code {
        Some(code) if message.is_empty() => code.clone(),
        Some(code) if error.kind == ErrorKind::Throttled => code.clone(),
        Some(code) => format!("{code}: {message}"),
        None => otherwise.to_owned(),
    }
}

/// Retries a call; see [`OperationRequest::eventually`](super::OperationRequest::eventually).
pub(crate) async fn eventually<T, F, Fut>(host: &dyn OperationHost, codes: &[&str], call: F) -> Result<T>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<T>> + Send,
    T: Send,
{
    let started = tokio::time::Instant::now();
    for attempt in 0.. {
        match call().await {
            Ok(value) => return Ok(value),
            Err(error) => {
                let again = error.has_code(codes)
                    || matches!(error.kind, ErrorKind::Throttled | ErrorKind::Ambiguous)
                    || error.kind == ErrorKind::NotYet && started.elapsed() < SETTLES;
                if !again {
                    return Err(error);
                }
                host.waiting(&obstacle(&error, "the API"));
                if let Err(over) = host.pause(backoff(attempt)).await {
                    // Prefer the service's error over a bare timeout.
                    return Err(if over.kind == ErrorKind::Timeout { error } else { over });
                }
            }
        }
    }
    unreachable!("the loop above ends by returning")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_names_the_obstacle_and_not_only_its_code() {
        let error = |code: Option<&str>, kind, message: &str| ProviderError {
            code: code.map(str::to_owned),
            ..ProviderError::new(kind, message)
        };
        let in_use = "the target group is used by the listener web\nand more";
        for (error, says) in [
            (
                error(Some("ResourceInUse"), ErrorKind::NotYet, in_use),
                "ResourceInUse: the target group is used by the listener web",
            ),
            (error(Some("ResourceInUse"), ErrorKind::NotYet, ""), "ResourceInUse"),
            (error(Some("Throttling"), ErrorKind::Throttled, "Rate exceeded"), "Throttling"),
            (error(None, ErrorKind::NotYet, "soon"), "the API"),
        ] {
            assert_eq!(obstacle(&error, "the API"), says);
        }
    }
}
