//! The common parts of a step's operations: inputs, journal entries, and guarded calls.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::context::RunContext;
use super::ending::{is_uncertain, outcome, residual_state};
use super::operation_host::{Host, cancelled};
use super::permits::Permit;
use super::run::panicked;
use super::token::token;
use crate::model::catch_panic::catch_panic_of;
use crate::model::schema::Schema;
use crate::model::scrub::scrubbed;
use crate::model::time::now;
use crate::model::value::Value;
use crate::plan::{Step, mismatches, secret_keys};
use crate::provider::{ErrorKind, OperationHost, OperationRequest, ProviderError, Result, Resume};
use crate::state::{Change, Desired, Operation, Pending, PendingState, RecordKey, RecordedOptions};

/// The time beyond its own timeout after which a call counts as lost. Operations check their timeout whenever they
/// wait; this is for one that never does.
const GRACE: Duration = Duration::from_secs(120);

/// The longest time that a call may take. It keeps options such as `Duration::MAX` within the range of the clock.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The moment after this time.
pub(super) fn deadline(time: Duration) -> Instant {
    Instant::now() + time.min(LONGEST)
}

/// Executes the operations of one step.
pub(super) struct StepRunner {
    pub(super) shared: Arc<RunContext>,
    pub(super) permit: Arc<Permit>,
    pub(super) began: Instant,
}

/// An operation that is in the journal.
pub(super) struct StartedOperation {
    pub(super) op: String,
    pub(super) host: Arc<Host>,
    pub(super) request: OperationRequest,
    pub(super) deadline: Instant,
}

/// An operation that is to be in the journal.
pub(super) struct NewOperation<'a> {
    pub(super) key: &'a RecordKey,
    pub(super) operation: Operation,
    pub(super) desired: Desired,
    pub(super) token: String,
    pub(super) resume: Resume,
    /// The operation of an earlier run that this one continues with the same token.
    pub(super) earlier: Option<EarlierAttempt>,
}

/// What the journal has of an operation whose token is used again.
#[derive(Clone, Debug)]
pub(super) struct EarlierAttempt {
    /// The name of its request in the service.
    pub(super) request: Option<String>,
    /// When the first attempt with the token began.
    pub(super) first_began: u64,
}

impl EarlierAttempt {
    pub(super) fn of(pending: &Pending) -> Self {
        Self { request: pending.request.clone(), first_began: pending.first_began.unwrap_or(pending.began) }
    }
}

impl StepRunner {
    pub(super) fn schema(&self, step: &Step) -> Result<&'static Schema> {
        self.shared.providers.schema_of(step.urn().type_name())
    }

    pub(super) fn digest(&self, value: &Value) -> String {
        self.shared.digester.digest(value)
    }

    pub(super) fn token(&self, key: &RecordKey, operation: Operation, digest: &str) -> String {
        self.token_of(key, operation.as_str(), digest)
    }

    pub(super) fn token_of(&self, key: &RecordKey, what: &str, digest: &str) -> String {
        let plan = &self.shared.plan;
        let RunContext { digester, stack, snapshot, .. } = &*self.shared;
        token(digester, stack, key, what, digest, &snapshot.lineage, plan.serial)
    }

    /// The properties with every value known, checked where the plan could not.
    pub(super) fn inputs(&self, step: &Step, schema: &Schema) -> Result<Value> {
        let inputs = self.shared.values.inputs(step, schema, &self.shared.snapshot)?;
        if step.desired.inputs.has_unknown() {
            let mut wrong: Vec<String> = mismatches(schema.inputs, &inputs).iter().map(ToString::to_string).collect();
            if wrong.is_empty() {
                let operations = self.shared.providers.get(schema.type_name)?;
                wrong = operations.check(&inputs.clone().reveal());
            }
            wrong.extend(inputs.not_storable());
            wrong.extend(secret_keys(schema, &inputs));
            if !wrong.is_empty() {
                let message = scrubbed(wrong.join("; "), &[&inputs]);
                return Err(ProviderError::new(ErrorKind::Invalid, message));
            }
        }
        Ok(inputs)
    }

    /// The desired state that is recorded: the plan's, with every value known.
    pub(super) fn desired(&self, step: &Step, schema: &Schema) -> Result<Desired> {
        let inputs = self.inputs(step, schema)?;
        let options = self.options(step)?;
        Ok(Desired { inputs, dependencies: step.desired.dependencies.clone(), options })
    }

    pub(super) fn options(&self, step: &Step) -> Result<RecordedOptions> {
        let mut options = self.shared.values.options(step, &self.shared.snapshot)?;
        for (urn, revision) in &mut options.replaced_with {
            // The replacement that the plan showed was unnecessary.
            let earlier = RecordKey { urn: urn.clone(), revision: revision.saturating_sub(1) };
            if self.shared.is_kept(&earlier) {
                *revision = earlier.revision;
            }
        }
        Ok(options)
    }

    /// Writes to the journal that an operation begins, in one commit with `before`. If this fails, no call has been
    /// sent.
    pub(super) async fn begin(
        &self,
        step: &Step,
        schema: &'static Schema,
        new: NewOperation<'_>,
        before: Vec<Change>,
    ) -> Result<StartedOperation> {
        let NewOperation { key, operation, desired, token, resume, earlier } = new;
        let began = now();
        let shared = &self.shared;
        let op = format!("{}/{}", shared.options.run_id, step.id.0);
        let id = match &resume {
            Resume::Identified(id) => Some(id.clone()),
            Resume::Fresh | Resume::Uncertain => None,
        };
        let inputs = desired.inputs.clone();
        let mut changes = before;
        changes.push(Change::Begin(Pending {
            op: op.clone(),
            key: key.clone(),
            operation,
            state: PendingState::Begun,
            environment: step.environment.clone(),
            token: token.clone(),
            desired,
            id: None,
            request: earlier.as_ref().and_then(|earlier| earlier.request.clone()),
            began,
            first_began: earlier.as_ref().map(|earlier| earlier.first_began),
        }));
        if let Some(id) = &id {
            changes.push(Change::Identify { op: op.clone(), id: id.clone() });
        }
        shared.commit(changes).await?;
        let deadline = deadline(self.timeout(step, schema, operation));
        let host = Arc::new(Host {
            shared: Arc::clone(shared),
            step: step.id,
            urn: key.urn.clone(),
            environment: step.environment.clone(),
            op: op.clone(),
            token,
            resume,
            id: Arc::new(tokio::sync::Mutex::new(id)),
            first_began: earlier.as_ref().map_or(began, |earlier| earlier.first_began),
            request: Mutex::new(earlier.and_then(|earlier| earlier.request)),
            deadline,
            permit: Arc::clone(&self.permit),
            waits_for: Mutex::default(),
            inputs,
            retained: Mutex::default(),
        });
        let request = OperationRequest {
            environment: step.environment.clone(),
            host: Arc::clone(&host) as Arc<dyn OperationHost>,
        };
        Ok(StartedOperation { op, host, request, deadline })
    }

    /// Writes the end of an operation that failed, and returns its error.
    pub(super) async fn failed<T>(
        &self,
        operation: Operation,
        begun: StartedOperation,
        error: ProviderError,
    ) -> Result<T> {
        let left = residual_state(operation, error.kind, true);
        let mut changes = vec![Change::Settle { op: begun.op, outcome: outcome(left, error.clone()) }];
        if !is_uncertain(error.kind) {
            changes.extend(self.withdrawn_hooks(begun.host.step));
        }
        self.shared.commit(changes).await?;
        Err(error)
    }

    /// Commits the end of an operation that succeeded.
    pub(super) async fn commit_end(&self, step: &Step, changes: Vec<Change>) -> Result<()> {
        let took = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.shared.commit_end(step, &self.permit, took, changes).await
    }

    fn timeout(&self, step: &Step, schema: &Schema, operation: Operation) -> Duration {
        let program = self.shared.values.program();
        let options = step.node.and_then(|node| program?.nodes.get(node.index())).map(|node| &node.options);
        let timeouts = &schema.meta.timeouts;
        match operation {
            Operation::Create => options.and_then(|o| o.create_timeout).unwrap_or(timeouts.create),
            Operation::Update => options.and_then(|o| o.update_timeout).unwrap_or(timeouts.update),
            // The program may no longer have the resource.
            Operation::Delete | Operation::Hook => step.desired.options.delete_timeout.unwrap_or(timeouts.delete),
        }
    }

    /// Awaits a provider's call with a deadline, cancellation and panic isolation.
    pub(super) async fn guard<T>(
        &self,
        schema: &Schema,
        deadline: Instant,
        call: impl Future<Output = Result<T>> + Send,
    ) -> Result<T> {
        let call = timeout_at(deadline + GRACE, catch_panic_of(call));
        tokio::select! {
            biased;
            answer = call => match answer {
                Ok(Ok(answer)) => answer,
                Ok(Err(panic)) => Err(panicked(schema.type_name, &panic)),
                Err(_) => {
                    let message = format!("{} returned no response in time", schema.type_name);
                    Err(ProviderError::new(ErrorKind::Timeout, message))
                }
            },
            () = self.shared.cancel.abandoned() => Err(cancelled()),
        }
    }
}

/// The error without the secrets that the API received and may repeat: errors are printed, written and sent on.
pub(super) fn scrub(error: ProviderError, secrets: &[&Value]) -> ProviderError {
    ProviderError { message: scrubbed(error.message, secrets), ..error }
}
