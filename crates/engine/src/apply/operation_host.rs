//! The services that a running step offers its resource type: the token, the durable id, and waiting without a worker.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{Instant, sleep, sleep_until};

use super::context::RunContext;
use super::permits::Permit;
use crate::event::Event;
use crate::model::environment::Environment;
use crate::model::path::Path;
use crate::model::scrub::scrubbed;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::StepId;
use crate::provider::{ErrorKind, Id, OperationHost, ProviderError, Result, Resume, RetainedResource, Status};
use crate::state::Change;

/// One operation, as its resource type sees it.
pub(super) struct Host {
    pub(super) shared: Arc<RunContext>,
    pub(super) step: StepId,
    pub(super) urn: Urn,
    pub(super) environment: Environment,
    /// The operation's id in the journal.
    pub(super) op: String,
    pub(super) token: String,
    pub(super) resume: Resume,
    /// The id, once it is durable. Locked while it is written, so that the operation's end is written after it.
    pub(super) id: Arc<tokio::sync::Mutex<Option<Id>>>,
    /// When the first attempt with the token began, in seconds since 1970.
    pub(super) first_began: u64,
    /// The name of the request in the service, once it is durable.
    pub(super) request: Mutex<Option<String>>,
    pub(super) deadline: Instant,
    pub(super) permit: Arc<Permit>,
    pub(super) waits_for: Mutex<String>,
    /// The inputs of the operation: messages of the service may repeat their secrets.
    pub(super) inputs: Value,
    /// The resources that the operation retains on purpose.
    pub(super) retained: Mutex<Vec<RetainedResource>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Host {
    /// Takes the reported retained resources.
    pub(super) fn retained(&self) -> Vec<RetainedResource> {
        std::mem::take(&mut *lock(&self.retained))
    }

    fn timed_out(&self) -> ProviderError {
        let what = lock(&self.waits_for).clone();
        let what = if what.is_empty() { String::new() } else { format!(" while waiting for {what}") };
        ProviderError::new(ErrorKind::Timeout, format!("{} took too long{what}", self.urn))
    }

    /// Waits without a permit, until the operation's time is over or the run is abandoned.
    async fn wait<T>(&self, wait: impl Future<Output = T>) -> Result<T> {
        self.permit
            .release_while(async {
                tokio::select! {
                    biased;
                    () = self.shared.cancel.abandoned() => Err(cancelled()),
                    answer = wait => Ok(answer),
                    () = sleep_until(self.deadline) => Err(self.timed_out()),
                }
            })
            .await
    }
}

/// The error of an operation that a second Ctrl-C abandons.
pub(super) fn cancelled() -> ProviderError {
    ProviderError::new(ErrorKind::Cancelled, "the run was abandoned")
}

#[async_trait]
impl OperationHost for Host {
    fn urn(&self) -> &Urn {
        &self.urn
    }

    fn stack(&self) -> &str {
        &self.shared.stack
    }

    fn token(&self) -> &str {
        &self.token
    }

    fn resume(&self) -> Resume {
        self.resume.clone()
    }

    fn is_recorded(&self, id: &Id) -> bool {
        self.shared.is_recorded(id, self.urn.type_name(), &self.environment)
    }

    async fn identified(&self, id: &Id) -> Result<()> {
        let mut known = Arc::clone(&self.id).lock_owned().await;
        match &*known {
            Some(before) if before == id => return Ok(()),
            Some(before) => {
                let message = format!("the id of {} changed from {before} to {id}", self.urn);
                return Err(ProviderError::new(ErrorKind::Internal, message));
            }
            None => {}
        }
        let (shared, op, id) = (Arc::clone(&self.shared), self.op.clone(), id.clone());
        let (step, urn) = (self.step, self.urn.clone());
        // In a task of its own: once begun it ends, whatever becomes of the operation. An id is not lost halfway.
        let written = tokio::spawn(async move {
            let change = Change::Identify { op, id: id.clone() };
            // Set even if it cannot be written, so that the error of the step names it.
            *known = Some(id.clone());
            shared.commit(vec![change]).await?;
            shared.events.emit(Event::StepIdentified { step, urn, id });
            Ok(())
        });
        written.await.unwrap_or_else(|_| Err(ProviderError::new(ErrorKind::Internal, "the journal was not written")))
    }

    fn first_began(&self) -> u64 {
        self.first_began
    }

    fn request(&self) -> Option<String> {
        lock(&self.request).clone()
    }

    async fn requested(&self, request: &str) -> Result<()> {
        if lock(&self.request).as_deref() == Some(request) {
            return Ok(());
        }
        let (shared, op, name) = (Arc::clone(&self.shared), self.op.clone(), request.to_owned());
        // In a task of its own: once begun it ends, whatever becomes of the operation.
        let written = tokio::spawn(async move { shared.commit(vec![Change::Request { op, request: name }]).await });
        written
            .await
            .unwrap_or_else(|_| Err(ProviderError::new(ErrorKind::Internal, "the journal was not written")))?;
        *lock(&self.request) = Some(request.to_owned());
        Ok(())
    }

    async fn poll(&self, type_name: &str, environment: &Environment, id: &Id, attempt: u32) -> Result<Status> {
        self.wait(self.shared.pollers.poll(type_name, environment, id, attempt)).await?
    }

    async fn pause(&self, time: Duration) -> Result<()> {
        self.wait(sleep(time)).await
    }

    fn secret_inputs(&self) -> Vec<Path> {
        Path::of_secrets(&self.inputs)
    }

    fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    fn is_cancelled(&self) -> bool {
        self.shared.cancel.is_requested()
    }

    fn waiting(&self, what: &str) {
        let what = &scrubbed(what.to_owned(), &[&self.inputs]);
        let mut waits_for = lock(&self.waits_for);
        if *waits_for != *what {
            waits_for.clone_from(what);
            drop(waits_for);
            let (step, urn) = (self.step, self.urn.clone());
            self.shared.events.emit(Event::StepWaiting { step, urn, waits_for: what.clone() });
        }
    }

    fn report_retained(&self, retained: RetainedResource) {
        lock(&self.retained).push(retained);
    }
}
