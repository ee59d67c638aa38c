//! One step, carried out: begun in the journal, done through the provider, ended in the journal.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt as _;
use tokio::time::{Instant, timeout_at};

use super::context::Shared;
use super::ending::{Left, left, outcome};
use super::operation_host::{Host, cancelled};
use super::permits::Permit;
use super::read;
use super::run::panicked;
use super::token::token;
use super::values::sealed;
use crate::event::Event;
use crate::model::schema::Schema;
use crate::model::scrub::scrubbed;
use crate::model::time::now;
use crate::model::value::Value;
use crate::plan::{Action, DataRequest, Difference, PropertyChange, Reason, Step, StepId, diff, drift, keep_chosen};
use crate::provider::{
    ErrorKind, Id, OperationHost, OperationRequest, ProviderError, Result, Resume, RetainedResource,
};
use crate::state::{Change, Kept, Operation, Outcome, Pending, PendingState, Phase, Record, RecordKey};

/// How a step ended well, for the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Created,
    Updated,
    Replaced,
    Deleted,
    Imported,
    /// It turned out that nothing was to be done.
    Unchanged,
    /// Something that is not counted.
    Other,
}

/// A step that is done.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) end: End,
    pub(super) id: Option<Id>,
}

/// How much longer than its own time an operation may take before its call is taken for lost. Operations look at
/// their time whenever they wait; this is for one that never does.
const GRACE: Duration = Duration::from_secs(120);

struct Doing {
    shared: Arc<Shared>,
    permit: Arc<Permit>,
    began: Instant,
}

/// Carries a step out.
pub(super) async fn carry_out(shared: Arc<Shared>, id: StepId, permit: Arc<Permit>) -> Result<Ended> {
    let doing = Doing { shared, permit, began: Instant::now() };
    let plan = Arc::clone(&doing.shared.plan);
    let step = &plan.steps[id.index()];
    match step.action {
        Action::Create => doing.create(step, None, End::Created).await,
        Action::Replace { old, delete_first } => doing.replace(step, old, delete_first).await,
        Action::Resume => doing.resume(step).await,
        Action::Update => doing.update(step, &step.key).await,
        Action::Amend => doing.amend(step).await,
        Action::Delete => doing.delete(step).await,
        Action::Forget => doing.forget(step).await,
        Action::Import => doing.import(step).await,
        Action::Read => doing.read(step).await,
    }
}

/// An operation that is in the journal.
struct Begun {
    op: String,
    host: Arc<Host>,
    request: OperationRequest,
    deadline: Instant,
}

impl Doing {
    fn schema(&self, step: &Step) -> Result<&'static Schema> {
        self.shared.providers.schema_of(step.urn().type_name())
    }

    fn digest(&self, value: &Value) -> String {
        self.shared.digester.digest(value)
    }

    fn token(&self, key: &RecordKey, operation: Operation, digest: &str) -> String {
        let plan = &self.shared.plan;
        let Shared { digester, stack, snapshot, .. } = &*self.shared;
        token(digester, stack, key, operation.as_str(), digest, &snapshot.lineage, plan.serial)
    }

    /// The properties with every value known, checked where the plan could not.
    fn inputs(&self, step: &Step, schema: &Schema) -> Result<Value> {
        let inputs = self.shared.values.inputs(step, schema, &self.shared.snapshot)?;
        if step.inputs.has_unknown() {
            let provider = self.shared.providers.get(schema.type_name)?;
            let wrong = provider.check(schema.type_name, &inputs.clone().reveal());
            if !wrong.is_empty() {
                let message = format!("{}: {}", step.urn(), wrong.join("; "));
                return Err(ProviderError::new(ErrorKind::Invalid, message));
            }
        }
        Ok(inputs)
    }

    /// What state will keep of the options.
    fn kept(&self, step: &Step) -> Result<Kept> {
        self.shared.values.kept(step, &self.shared.snapshot)
    }

    async fn create(&self, step: &Step, replaced: Option<Arc<Record>>, end: End) -> Result<Ended> {
        let schema = self.schema(step)?;
        let inputs = self.inputs(step, schema)?;
        let kept = self.kept(step)?;
        let mut before = Vec::new();
        let (token, resume) = match self.shared.uncertain(&step.key, &inputs) {
            // An earlier run may have sent it. The same token finds it, or makes the API find it.
            Some(pending) => {
                before.push(super::recover::not_carried_out(&pending.op));
                (pending.token.clone(), Resume::Uncertain)
            }
            None => (self.token(&step.key, Operation::Create, &self.digest(&inputs)), Resume::Fresh),
        };
        let begun = self.begin(step, schema, Operation::Create, &inputs, &kept, token, resume, before).await?;
        self.make(step, schema, begun, (inputs, kept), replaced, end).await
    }

    async fn resume(&self, step: &Step) -> Result<Ended> {
        let schema = self.schema(step)?;
        let record = self.shared.record(&step.key)?;
        let inputs = record.inputs.clone();
        let token = self.token(&step.key, Operation::Create, &self.digest(&inputs));
        let resume = Resume::Identified(record.id.clone());
        let kept = self.kept(step)?;
        let begun = self.begin(step, schema, Operation::Create, &inputs, &kept, token, resume, Vec::new()).await?;
        let op = begun.op.clone();
        let ended = self.make(step, schema, begun, (inputs, kept), None, End::Created).await;
        if let Err(error) = &ended
            && error.is_not_found()
            && read::is_gone(&self.shared.providers, &self.shared.stack, &record).await
        {
            // What was half made is no more. Without its record the next run makes it anew.
            self.shared.commit(vec![Change::Remove(step.key.clone())]).await?;
            tracing::debug!(op, urn = %step.urn(), "a partial resource is gone");
        }
        ended
    }

    /// The call of a create and its end.
    async fn make(
        &self,
        step: &Step,
        schema: &'static Schema,
        begun: Begun,
        (inputs, kept): (Value, Kept),
        replaced: Option<Arc<Record>>,
        end: End,
    ) -> Result<Ended> {
        let provider = self.shared.providers.get(schema.type_name)?;
        let plain = inputs.clone().reveal();
        let call = provider.create(&begun.request, &plain);
        let answer = self.guard(schema, begun.deadline, call).await.map_err(|error| scrub(error, &[&inputs]));
        // Whatever is being written about the id is written before the end is.
        let id = begun.host.id.lock().await.clone();
        let record = |id: &Id, phase, outputs| {
            Arc::new(Record {
                key: step.key.clone(),
                place: step.place.clone(),
                id: id.clone(),
                phase,
                inputs: inputs.clone(),
                outputs,
                dependencies: step.dependencies.clone(),
                protect: step.protect,
                retain: step.retain,
                kept: kept.clone(),
                created: now(),
                modified: now(),
            })
        };
        let superseded =
            replaced.map(|old| Change::Put(Arc::new(Record { phase: Phase::Superseded, ..(*old).clone() })));
        let (answer, id) = match (answer, id) {
            (Ok(outputs), Some(id)) => (Ok(outputs), Some(id)),
            (Ok(_), None) => {
                let message = format!("a mistake in the resource type {}: it told no id", schema.type_name);
                (Err(ProviderError::new(ErrorKind::Internal, message)), None)
            }
            (Err(error), id) => (Err(error), id),
        };
        match (answer, id) {
            (Ok(outputs), Some(id)) => {
                let outputs = sealed(schema, &inputs, &kept, outputs);
                let mut changes = vec![
                    Change::Settle { op: begun.op, outcome: Outcome::Done },
                    Change::Put(record(&id, Phase::Live, outputs.clone())),
                ];
                changes.extend(superseded);
                // Finishing what was begun earlier takes less than a create.
                if !matches!(begun.host.resume, Resume::Identified(_)) {
                    changes.push(self.shared.duration(schema.type_name, Operation::Create, self.began));
                }
                self.shared.commit(changes).await?;
                self.shared.values.set(step.node, Arc::new(outputs));
                Ok(Ended { end, id: Some(id) })
            }
            (Err(error), id) => {
                let left = left(Operation::Create, error.kind, id.is_some());
                let mut changes = vec![Change::Settle { op: begun.op, outcome: outcome(left, error.clone()) }];
                if let (Left::Partial, Some(id)) = (left, id) {
                    changes.push(Change::Put(record(&id, Phase::Partial, Value::Null)));
                    changes.extend(superseded);
                }
                self.shared.commit(changes).await?;
                Err(error)
            }
            // Told apart above: an answer without an id is an error.
            (Ok(_), None) => Err(panicked(schema.type_name)),
        }
    }

    async fn replace(&self, step: &Step, old: u32, delete_first: bool) -> Result<Ended> {
        if delete_first {
            return self.create(step, None, End::Replaced).await;
        }
        let old_key = RecordKey { urn: step.key.urn.clone(), generation: old };
        let record = self.shared.record(&old_key)?;
        if self.may_be_needless(step) {
            let schema = self.schema(step)?;
            let inputs = self.inputs(step, schema)?;
            let changed = diff(schema.inputs, &record.inputs, &inputs);
            let triggered = record.kept.trigger.clone().reveal() != self.kept(step)?.trigger.reveal();
            if !triggered && !changed.iter().any(|change| replaces(step, change)) {
                self.shared.keep(old_key.clone());
                return self.update(step, &old_key).await;
            }
        }
        self.create(step, Some(record), End::Replaced).await
    }

    async fn update(&self, step: &Step, key: &RecordKey) -> Result<Ended> {
        let schema = self.schema(step)?;
        let kept = self.kept(step)?;
        let record = self.shared.record(key)?;
        let mut inputs = self.inputs(step, schema)?;
        keep_chosen(schema.inputs, &record.inputs, &mut inputs);
        let mut changed: Vec<String> = diff(schema.inputs, &record.inputs, &inputs)
            .iter()
            .filter_map(|change| change.path.property().map(str::to_owned))
            .collect();
        changed.dedup();
        let mut new = Record {
            inputs,
            dependencies: step.dependencies.clone(),
            protect: step.protect,
            retain: step.retain,
            kept,
            ..(*record).clone()
        };
        if changed.is_empty() {
            new.outputs = sealed(schema, &new.inputs, &new.kept, new.outputs);
            let outputs = Arc::new(new.outputs.clone());
            if new != *record {
                self.shared.commit(vec![Change::Put(Arc::new(Record { modified: now(), ..new }))]).await?;
            }
            self.shared.values.set(step.node, outputs);
            return Ok(Ended { end: End::Unchanged, id: Some(record.id.clone()) });
        }
        let digest = format!("{}/{}", self.digest(&record.inputs), self.digest(&new.inputs));
        let token = self.token(key, Operation::Update, &digest);
        let resume = Resume::Identified(record.id.clone());
        let wanted = (&new.inputs, &new.kept);
        let begun = self.begin_of(step, key, schema, Operation::Update, wanted, token, resume, Vec::new()).await?;
        let provider = self.shared.providers.get(schema.type_name)?;
        let (was, wanted, outputs) =
            (record.inputs.clone().reveal(), new.inputs.clone().reveal(), record.outputs.clone().reveal());
        let call = provider.update(&begun.request, &record.id, &was, &wanted, &outputs, &changed);
        let secrets = [&record.inputs, &new.inputs, &record.outputs];
        match self.guard(schema, begun.deadline, call).await.map_err(|error| scrub(error, &secrets)) {
            Ok(outputs) => {
                new.outputs = sealed(schema, &new.inputs, &new.kept, outputs);
                new.modified = now();
                let (id, outputs) = (new.id.clone(), Arc::new(new.outputs.clone()));
                let duration = self.shared.duration(schema.type_name, Operation::Update, self.began);
                let settle = Change::Settle { op: begun.op, outcome: Outcome::Done };
                self.shared.commit(vec![settle, Change::Put(Arc::new(new)), duration]).await?;
                self.shared.values.set(step.node, outputs);
                Ok(Ended { end: End::Updated, id: Some(id) })
            }
            Err(error) => self.failed(Operation::Update, begun, error).await,
        }
    }

    async fn delete(&self, step: &Step) -> Result<Ended> {
        if self.shared.is_kept(&step.key) {
            return Ok(Ended { end: End::Other, id: None });
        }
        let schema = self.schema(step)?;
        let record = self.shared.record(&step.key)?;
        let token = self.token(&step.key, Operation::Delete, &self.digest(&record.inputs));
        let resume = Resume::Identified(record.id.clone());
        let inputs = &record.inputs;
        let begun = self.begin(step, schema, Operation::Delete, inputs, &step.kept, token, resume, Vec::new()).await?;
        let provider = self.shared.providers.get(schema.type_name)?;
        let (inputs, outputs) = (record.inputs.clone().reveal(), record.outputs.clone().reveal());
        let call = provider.delete(&begun.request, &record.id, &inputs, &outputs);
        let secrets = [&record.inputs, &record.outputs];
        match self.guard(schema, begun.deadline, call).await.map_err(|error| scrub(error, &secrets)) {
            Err(error) if !error.is_not_found() => self.failed(Operation::Delete, begun, error).await,
            // Gone already is gone.
            Ok(()) | Err(_) => {
                let duration = self.shared.duration(schema.type_name, Operation::Delete, self.began);
                let settle = Change::Settle { op: begun.op, outcome: Outcome::Done };
                // What is gone with it leaves state in the same commit: neither is recorded without the other.
                let along = step.takes_along.iter().filter(|key| !self.shared.is_kept(key)).cloned();
                let gone = std::iter::once(step.key.clone()).chain(along).map(Change::Remove);
                self.shared.commit([settle, duration].into_iter().chain(gone).collect()).await?;
                for leftover in begun.host.leftovers() {
                    self.left(step, leftover);
                }
                Ok(Ended { end: End::Deleted, id: Some(record.id.clone()) })
            }
        }
    }

    fn left(&self, step: &Step, RetainedResource { what, id, until }: RetainedResource) {
        self.shared.events.emit(Event::Left { step: step.id, urn: step.urn().clone(), id, what, until });
    }

    async fn failed(&self, operation: Operation, begun: Begun, error: ProviderError) -> Result<Ended> {
        let left = left(operation, error.kind, true);
        self.shared.commit(vec![Change::Settle { op: begun.op, outcome: outcome(left, error.clone()) }]).await?;
        Err(error)
    }

    async fn amend(&self, step: &Step) -> Result<Ended> {
        let old_key = match &step.moved_from {
            Some(urn) => RecordKey { urn: urn.clone(), generation: step.key.generation },
            None => step.key.clone(),
        };
        let record = self.shared.record(&old_key)?;
        let known = matches!(step.inputs, Value::Map(_)) && !step.inputs.has_unknown();
        let mut new = Record {
            key: step.key.clone(),
            inputs: if known { step.inputs.clone() } else { record.inputs.clone() },
            dependencies: step.dependencies.clone(),
            protect: step.protect,
            retain: step.retain,
            kept: self.kept(step)?,
            modified: now(),
            ..(*record).clone()
        };
        new.outputs = sealed(self.schema(step)?, &new.inputs, &new.kept, new.outputs);
        let outputs = Arc::new(new.outputs.clone());
        let mut changes = vec![Change::Put(Arc::new(new))];
        if old_key != step.key {
            changes.push(Change::Remove(old_key));
        }
        self.shared.commit(changes).await?;
        if !outputs.is_null() {
            self.shared.values.set(step.node, outputs);
        }
        Ok(Ended { end: End::Other, id: Some(record.id.clone()) })
    }

    async fn forget(&self, step: &Step) -> Result<Ended> {
        // What is gone with another resource leaves state when that is deleted.
        let with_other = step.reasons.iter().any(|reason| matches!(reason, Reason::DeletedWith { .. }));
        if !with_other && !self.shared.is_kept(&step.key) {
            self.shared.commit(vec![Change::Remove(step.key.clone())]).await?;
            if let Some(id) = step.physical.clone() {
                let what = "it is kept, as the program wants it (`retain_on_delete`)".to_owned();
                self.left(step, RetainedResource { what, id, until: None });
            }
        }
        Ok(Ended { end: End::Other, id: step.physical.clone() })
    }

    /// Records what exists. It is read again: between plan and apply it may have become another thing.
    async fn import(&self, step: &Step) -> Result<Ended> {
        let schema = self.schema(step)?;
        let inputs = self.inputs(step, schema)?;
        let id = step.physical.clone().ok_or_else(|| {
            ProviderError::new(ErrorKind::Internal, format!("{} is to be imported, and has no id", step.urn()))
        })?;
        let call = read::existing(&self.shared.providers, &self.shared.stack, schema.type_name, &step.place, &id);
        let found = self.guard(schema, Instant::now() + schema.meta.timeouts.create, call).await?;
        let moved = |what: String| ProviderError::new(ErrorKind::Invalid, format!("{what}; make a new plan"));
        let found = found.ok_or_else(|| moved(format!("{id} is no longer there")))?;
        let differs = drift(schema.inputs, &inputs, &found.inputs);
        if let Some(change) = differs.first() {
            return Err(moved(format!("`{}` of {id} is no longer as the plan showed", change.path)));
        }
        let outputs = sealed(schema, &inputs, &step.kept, found.outputs);
        let record = Record {
            key: step.key.clone(),
            place: step.place.clone(),
            id: id.clone(),
            phase: Phase::Live,
            inputs,
            outputs: outputs.clone(),
            dependencies: step.dependencies.clone(),
            protect: step.protect,
            retain: step.retain,
            kept: step.kept.clone(),
            created: now(),
            modified: now(),
        };
        self.shared.commit(vec![Change::Put(Arc::new(record))]).await?;
        self.shared.values.set(step.node, Arc::new(outputs));
        Ok(Ended { end: End::Imported, id: Some(id) })
    }

    async fn read(&self, step: &Step) -> Result<Ended> {
        let schema = self.schema(step)?;
        let inputs = self.inputs(step, schema)?;
        let node = step.node.ok_or_else(|| {
            ProviderError::new(ErrorKind::Internal, format!("{} is to be read, and is not in the program", step.urn()))
        })?;
        let (urn, type_name) = (step.urn().clone(), schema.type_name.to_owned());
        let request = DataRequest { node, urn, type_name, place: step.place.clone(), inputs, import: None };
        let call = read::data(&self.shared.providers, &self.shared.stack, &request);
        let answer = self.guard(schema, Instant::now() + schema.meta.timeouts.create, call).await?;
        self.shared.values.set(step.node, Arc::new(answer));
        Ok(Ended { end: End::Other, id: None })
    }

    #[expect(clippy::too_many_arguments, reason = "an operation is what it is")]
    async fn begin(
        &self,
        step: &Step,
        schema: &'static Schema,
        operation: Operation,
        inputs: &Value,
        kept: &Kept,
        token: String,
        resume: Resume,
        before: Vec<Change>,
    ) -> Result<Begun> {
        self.begin_of(step, &step.key, schema, operation, (inputs, kept), token, resume, before).await
    }

    /// Writes that an operation begins. Nothing has been sent when this fails.
    #[expect(clippy::too_many_arguments, reason = "an operation is what it is")]
    async fn begin_of(
        &self,
        step: &Step,
        key: &RecordKey,
        schema: &'static Schema,
        operation: Operation,
        (inputs, kept): (&Value, &Kept),
        token: String,
        resume: Resume,
        before: Vec<Change>,
    ) -> Result<Begun> {
        let shared = &self.shared;
        let op = format!("{}/{}", shared.options.run_id, step.id.0);
        let id = match &resume {
            Resume::Identified(id) => Some(id.clone()),
            Resume::Fresh | Resume::Uncertain => None,
        };
        let mut changes = before;
        changes.push(Change::Begin(Pending {
            op: op.clone(),
            key: key.clone(),
            operation,
            state: PendingState::Begun,
            place: step.place.clone(),
            token: token.clone(),
            inputs: inputs.clone(),
            dependencies: step.dependencies.clone(),
            protect: step.protect,
            retain: step.retain,
            kept: kept.clone(),
            id: None,
            began: now(),
        }));
        if let Some(id) = &id {
            changes.push(Change::Identify { op: op.clone(), id: id.clone() });
        }
        shared.commit(changes).await?;
        let deadline = Instant::now() + self.timeout(step, schema, operation);
        let host = Arc::new(Host {
            shared: Arc::clone(shared),
            step: step.id,
            urn: key.urn.clone(),
            place: step.place.clone(),
            op: op.clone(),
            token,
            resume,
            id: Arc::new(tokio::sync::Mutex::new(id)),
            deadline,
            permit: Arc::clone(&self.permit),
            waits_for: Mutex::default(),
            left: Mutex::default(),
        });
        let request = OperationRequest {
            type_name: schema.type_name.to_owned(),
            place: step.place.clone(),
            host: Arc::clone(&host) as Arc<dyn OperationHost>,
        };
        Ok(Begun { op, host, request, deadline })
    }

    /// Whether a replacement is planned only because of values that were not known, or because of another one that
    /// turned out to be needless.
    fn may_be_needless(&self, step: &Step) -> bool {
        let mut doubtful = step.changes.iter().any(|change| change.replaces);
        let open = step.reasons.iter().all(|reason| match reason {
            Reason::Property { .. } | Reason::ReplaceOnChanges { .. } | Reason::Options => true,
            Reason::Trigger { unknown, .. } => {
                doubtful = true;
                *unknown
            }
            Reason::ReplacedWith { urn } => {
                doubtful = true;
                self.shared.is_any_kept(urn)
            }
            _ => false,
        });
        let mut replacing = step.changes.iter().filter(|change| change.replaces);
        doubtful && open && replacing.all(|change| change.difference == Difference::MayChange)
    }

    fn timeout(&self, step: &Step, schema: &Schema, operation: Operation) -> Duration {
        let program = self.shared.values.program();
        let options = step.node.and_then(|node| program?.nodes.get(node.index())).map(|node| &node.options);
        let timeouts = &schema.meta.timeouts;
        match operation {
            Operation::Create => options.and_then(|o| o.create_timeout).unwrap_or(timeouts.create),
            Operation::Update => options.and_then(|o| o.update_timeout).unwrap_or(timeouts.update),
            // The program may no longer have the resource.
            Operation::Delete => step.kept.delete_timeout.unwrap_or(timeouts.delete),
        }
    }

    /// Awaits a provider's call: not beyond a second Ctrl-C, not for ever, and not letting a panic through.
    async fn guard<T>(
        &self,
        schema: &Schema,
        deadline: Instant,
        call: impl Future<Output = Result<T>> + Send,
    ) -> Result<T> {
        let call = timeout_at(deadline + GRACE, AssertUnwindSafe(call).catch_unwind());
        tokio::select! {
            biased;
            answer = call => match answer {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) => Err(panicked(schema.type_name)),
                Err(_) => {
                    let message = format!("{} gave no answer in time", schema.type_name);
                    Err(ProviderError::new(ErrorKind::Timeout, message))
                }
            },
            () = self.shared.cancel.abandoned() => Err(cancelled()),
        }
    }
}

/// The error without the secrets that its API was told and may repeat: it is printed, written and sent on.
fn scrub(error: ProviderError, secrets: &[&Value]) -> ProviderError {
    ProviderError { message: scrubbed(error.message, secrets), ..error }
}

/// Whether a difference is one for which the step replaces the resource: by its schema or by an option.
fn replaces(step: &Step, change: &PropertyChange) -> bool {
    let named = |planned: &&PropertyChange| planned.path.covers(&change.path) || change.path.covers(&planned.path);
    change.replaces || step.changes.iter().filter(|planned| planned.replaces).any(|planned| named(&planned))
}
