//! The execution of one step: begin it in the journal, call the provider, end it in the journal.

use std::sync::Arc;

use tokio::time::Instant;

use super::context::{Rename, RunContext};
use super::ending::{ResidualState, outcome, residual_state};
use super::permits::Permit;
use super::read;
use super::run::panicked;
use super::step_operation::{EarlierAttempt, NewOperation, StartedOperation, StepRunner, deadline, scrub};
use super::values::mark_secret_outputs;
use crate::event::Event;
use crate::model::catch_panic::Panic;
use crate::model::schema::Schema;
use crate::model::time::now;
use crate::model::value::Value;
use crate::plan::{
    Action, DataRequest, Difference, PropertyChange, Reason, Step, StepId, diff, drift, preserve_computed,
};
use crate::provider::{ErrorKind, Id, ProviderError, Result, Resume, RetainedResource, UpdateValues};
use crate::state::{Change, Desired, Operation, Outcome, Phase, Record, RecordKey};

/// The outcome of a successful step, for the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepOutcome {
    Created,
    Updated,
    Replaced,
    Deleted,
    Imported,
    /// The step turned out to be unnecessary.
    Unchanged,
    /// An outcome that is not counted.
    Other,
}

/// A step that is done.
#[derive(Debug)]
pub(super) struct StepResult {
    pub(super) end: StepOutcome,
    pub(super) id: Option<Id>,
}

/// Carries a step out.
pub(super) async fn execute(shared: Arc<RunContext>, id: StepId, permit: Arc<Permit>) -> Result<StepResult> {
    let runner = StepRunner { shared, permit, began: Instant::now() };
    let plan = Arc::clone(&runner.shared.plan);
    let step = &plan.steps[id.index()];
    match step.action {
        Action::Create => runner.create(step, None, StepOutcome::Created).await,
        Action::Replace { old, delete_first } => runner.replace(step, old, delete_first).await,
        Action::Resume { .. } => runner.resume(step).await,
        Action::Update { .. } => runner.update(step, &step.key).await,
        Action::UpdateState { .. } => runner.update_state(step).await,
        Action::Delete { .. } => runner.delete(step).await,
        // The delete of the other resource removes it from state.
        Action::DeletedWith { ref id } => Ok(StepResult { end: StepOutcome::Other, id: Some(id.clone()) }),
        Action::Forget { ref id } => runner.forget(step, id).await,
        Action::Import { ref id } => runner.import(step, id).await,
        Action::Read => runner.read(step).await,
        Action::Hook(ref hook) => runner.hook(step, hook).await,
    }
}

impl StepRunner {
    async fn create(&self, step: &Step, replaced: Option<Arc<Record>>, end: StepOutcome) -> Result<StepResult> {
        let schema = self.schema(step)?;
        let desired = self.desired(step, schema)?;
        let mut before = Vec::new();
        let (token, resume, earlier) = match self.shared.uncertain(&step.key, &desired.inputs) {
            // An earlier run may have sent it. With the same token the lookup or the API finds its resource.
            Some(pending) => {
                before.push(super::recover::not_executed(&pending.op));
                (pending.token.clone(), Resume::Uncertain, Some(EarlierAttempt::of(pending)))
            }
            None => (self.token(&step.key, Operation::Create, &self.digest(&desired.inputs)), Resume::Fresh, None),
        };
        let (key, operation) = (&step.key, Operation::Create);
        let new = NewOperation { key, operation, desired: desired.clone(), token, resume, earlier };
        let begun = self.begin(step, schema, new, before).await?;
        self.make(step, schema, begun, desired, replaced, end).await
    }

    async fn resume(&self, step: &Step) -> Result<StepResult> {
        self.finish_create(step, StepOutcome::Created).await
    }

    /// Creates what a partial record does not have yet.
    async fn finish_create(&self, step: &Step, end: StepOutcome) -> Result<StepResult> {
        let schema = self.schema(step)?;
        let record = self.shared.record(&step.key)?;
        let inputs = record.desired.inputs.clone();
        let token = self.token(&step.key, Operation::Create, &self.digest(&inputs));
        let resume = Resume::Identified(record.id.clone());
        let options = self.options(step)?;
        let desired = Desired { inputs, dependencies: step.desired.dependencies.clone(), options };
        let (key, operation) = (&step.key, Operation::Create);
        let new = NewOperation { key, operation, desired: desired.clone(), token, resume, earlier: None };
        let begun = self.begin(step, schema, new, Vec::new()).await?;
        let op = begun.op.clone();
        let ended = self.make(step, schema, begun, desired, None, end).await;
        if let Err(error) = &ended
            && error.is_not_found()
            && read::is_gone(&self.shared.providers, &self.shared.stack, &record).await
        {
            // The partial resource is gone. Without its record the next run creates it again.
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
        begun: StartedOperation,
        desired: Desired,
        replaced: Option<Arc<Record>>,
        end: StepOutcome,
    ) -> Result<StepResult> {
        let operations = self.shared.providers.get(schema.type_name)?;
        let plain = desired.inputs.clone().reveal();
        let call = operations.create(&begun.request, &plain);
        let answer = self.guard(schema, begun.deadline, call).await.map_err(|error| scrub(error, &[&desired.inputs]));
        // The id is durable before the outcome is written.
        let id = begun.host.id.lock().await.clone();
        let record = |id: &Id, phase, outputs| {
            Arc::new(Record {
                key: step.key.clone(),
                environment: step.environment.clone(),
                id: id.clone(),
                phase,
                desired: desired.clone(),
                outputs,
                created: now(),
                modified: now(),
            })
        };
        let superseded =
            replaced.map(|old| Change::Put(Arc::new(Record { phase: Phase::Superseded, ..(*old).clone() })));
        let (answer, id) = match (answer, id) {
            (Ok(outputs), Some(id)) => (storable(schema, outputs), Some(id)),
            (Ok(_), None) => {
                let message = format!("bug in resource type {}: create returned no id", schema.type_name);
                (Err(ProviderError::new(ErrorKind::Internal, message)), None)
            }
            (Err(error), id) => (Err(error), id),
        };
        match (answer, id) {
            (Ok(outputs), Some(id)) => {
                let outputs = mark_secret_outputs(schema, &desired, outputs);
                let mut changes = vec![
                    Change::Settle { op: begun.op, outcome: Outcome::Done },
                    Change::Put(record(&id, Phase::Live, outputs.clone())),
                ];
                changes.extend(superseded);
                changes.extend(self.announced_hooks(step));
                // Resuming a create takes less time than a create, so its duration is not recorded.
                if !matches!(begun.host.resume, Resume::Identified(_)) {
                    changes.push(self.shared.duration(schema.type_name, Operation::Create, self.began));
                }
                self.shared.values.set(step.node, Arc::new(outputs));
                self.commit_end(step, changes).await?;
                Ok(StepResult { end, id: Some(id) })
            }
            (Err(error), id) => {
                let left = residual_state(Operation::Create, error.kind, id.is_some());
                let mut changes = vec![Change::Settle { op: begun.op, outcome: outcome(left, error.clone()) }];
                if let (ResidualState::Partial, Some(id)) = (left, id) {
                    changes.push(Change::Put(record(&id, Phase::Partial, Value::Null)));
                    changes.extend(superseded);
                }
                self.shared.commit(changes).await?;
                Err(error)
            }
            // Not reached: the match above turns a success without an id into an error.
            (Ok(_), None) => Err(panicked(schema.type_name, &Panic::default())),
        }
    }

    async fn replace(&self, step: &Step, old: u32, delete_first: bool) -> Result<StepResult> {
        if delete_first {
            return self.create(step, None, StepOutcome::Replaced).await;
        }
        let old_key = RecordKey { urn: step.key.urn.clone(), revision: old };
        let record = self.shared.record(&old_key)?;
        if self.may_be_needless(step) {
            let schema = self.schema(step)?;
            let mut inputs = self.inputs(step, schema)?;
            self.shared.values.keep_ignored(step, &record.desired.inputs, &mut inputs);
            let changed = diff(schema.inputs, &record.desired.inputs, &inputs);
            let recorded = record.desired.options.trigger.clone().reveal();
            let triggered = recorded != self.options(step)?.trigger.clone().reveal();
            if !triggered && !changed.iter().any(|change| replaces(step, change)) {
                self.shared.keep(old_key.clone());
                return self.update(step, &old_key).await;
            }
        }
        self.create(step, Some(record), StepOutcome::Replaced).await
    }

    async fn update(&self, step: &Step, key: &RecordKey) -> Result<StepResult> {
        let schema = self.schema(step)?;
        let record = self.shared.record(key)?;
        let mut desired = self.desired(step, schema)?;
        let recorded = &record.desired.inputs;
        self.shared.values.keep_ignored(step, recorded, &mut desired.inputs);
        preserve_computed(schema.inputs, recorded, &mut desired.inputs);
        let mut changed: Vec<String> = diff(schema.inputs, recorded, &desired.inputs)
            .iter()
            .filter_map(|change| change.path.property().map(str::to_owned))
            .collect();
        changed.dedup();
        let mut new = Record { desired, ..(*record).clone() };
        if changed.is_empty() {
            new.outputs = mark_secret_outputs(schema, &new.desired, new.outputs);
            let outputs = Arc::new(new.outputs.clone());
            if new != *record {
                self.shared.commit(vec![Change::Put(Arc::new(Record { modified: now(), ..new }))]).await?;
            }
            self.shared.values.set(step.node, outputs);
            return Ok(StepResult { end: StepOutcome::Unchanged, id: Some(record.id.clone()) });
        }
        let digest = format!("{}/{}", self.digest(recorded), self.digest(&new.desired.inputs));
        let token = self.token(key, Operation::Update, &digest);
        let resume = Resume::Identified(record.id.clone());
        let desired = new.desired.clone();
        let operation = NewOperation { key, operation: Operation::Update, desired, token, resume, earlier: None };
        let begun = self.begin(step, schema, operation, self.announced_hooks(step)).await?;
        let operations = self.shared.providers.get(schema.type_name)?;
        let (old, wanted, outputs) =
            (recorded.clone().reveal(), new.desired.inputs.clone().reveal(), record.outputs.clone().reveal());
        let values = UpdateValues { old: &old, new: &wanted, outputs: &outputs, changed: &changed };
        let call = operations.update(&begun.request, &record.id, values);
        let secrets = [recorded, &new.desired.inputs, &record.outputs];
        let answer = self.guard(schema, begun.deadline, call).await.and_then(|outputs| storable(schema, outputs));
        match answer.map_err(|error| scrub(error, &secrets)) {
            Ok(outputs) => {
                new.outputs = mark_secret_outputs(schema, &new.desired, outputs);
                new.modified = now();
                let (id, outputs) = (new.id.clone(), Arc::new(new.outputs.clone()));
                let duration = self.shared.duration(schema.type_name, Operation::Update, self.began);
                let settle = Change::Settle { op: begun.op, outcome: Outcome::Done };
                self.shared.values.set(step.node, outputs);
                self.commit_end(step, vec![settle, Change::Put(Arc::new(new)), duration]).await?;
                Ok(StepResult { end: StepOutcome::Updated, id: Some(id) })
            }
            Err(error) => self.failed(Operation::Update, begun, error).await,
        }
    }

    async fn delete(&self, step: &Step) -> Result<StepResult> {
        if self.shared.is_kept(&step.key) {
            return Ok(StepResult { end: StepOutcome::Other, id: None });
        }
        let schema = self.schema(step)?;
        let record = self.shared.record(&step.key)?;
        let token = self.token(&step.key, Operation::Delete, &self.digest(&record.desired.inputs));
        let resume = Resume::Identified(record.id.clone());
        let desired = Desired { inputs: record.desired.inputs.clone(), ..step.desired.clone() };
        let (key, operation) = (&step.key, Operation::Delete);
        let new = NewOperation { key, operation, desired, token, resume, earlier: None };
        let begun = self.begin(step, schema, new, self.announced_hooks(step)).await?;
        let operations = self.shared.providers.get(schema.type_name)?;
        let (inputs, outputs) = (record.desired.inputs.clone().reveal(), record.outputs.clone().reveal());
        let call = operations.delete(&begun.request, &record.id, &inputs, &outputs);
        let secrets = [&record.desired.inputs, &record.outputs];
        match self.guard(schema, begun.deadline, call).await.map_err(|error| scrub(error, &secrets)) {
            Err(error) if !error.is_not_found() => self.failed(Operation::Delete, begun, error).await,
            // Already deleted counts as success.
            Ok(()) | Err(_) => {
                let duration = self.shared.duration(schema.type_name, Operation::Delete, self.began);
                let settle = Change::Settle { op: begun.op, outcome: Outcome::Done };
                // Resources that are deleted with this one are removed from state in the same commit: neither is
                // recorded without the other.
                let along = step.action.removes().iter().filter(|key| !self.shared.is_kept(key)).cloned();
                let gone = std::iter::once(step.key.clone()).chain(along).map(Change::Remove);
                self.commit_end(step, [settle, duration].into_iter().chain(gone).collect()).await?;
                for retained in begun.host.retained() {
                    self.report_retained(step, retained);
                }
                Ok(StepResult { end: StepOutcome::Deleted, id: Some(record.id.clone()) })
            }
        }
    }

    fn report_retained(&self, step: &Step, RetainedResource { what, id, until }: RetainedResource) {
        self.shared.events.emit(Event::Retained { step: step.id, urn: step.urn().clone(), id, what, until });
    }

    async fn update_state(&self, step: &Step) -> Result<StepResult> {
        let old_key = match step.action.moved_from() {
            Some(urn) => RecordKey { urn: urn.clone(), revision: step.key.revision },
            None => step.key.clone(),
        };
        let record = self.shared.record(&old_key)?;
        // Where other steps of the resource follow, they record the rest.
        let only_renames = old_key != step.key && self.shared.is_followed(step);
        let desired = if only_renames {
            record.desired.clone()
        } else {
            let Desired { inputs, dependencies, .. } = &step.desired;
            let known = matches!(inputs, Value::Map(_)) && !inputs.has_unknown();
            let inputs = if known { inputs.clone() } else { record.desired.inputs.clone() };
            Desired { inputs, dependencies: dependencies.clone(), options: self.options(step)? }
        };
        let mut new = Record { key: step.key.clone(), desired, modified: now(), ..(*record).clone() };
        new.outputs = mark_secret_outputs(self.schema(step)?, &new.desired, new.outputs);
        let outputs = Arc::new(new.outputs.clone());
        if old_key == step.key {
            self.shared.commit(vec![Change::Put(Arc::new(new))]).await?;
        } else {
            let rename = Rename { from: old_key, record: new, is_as_recorded: only_renames };
            self.shared.commit_rename(rename).await?;
        }
        if !outputs.is_null() && !only_renames {
            self.shared.values.set(step.node, outputs);
        }
        Ok(StepResult { end: StepOutcome::Other, id: Some(record.id.clone()) })
    }

    async fn forget(&self, step: &Step, id: &Id) -> Result<StepResult> {
        if !self.shared.is_kept(&step.key) {
            self.shared.commit(vec![Change::Remove(step.key.clone())]).await?;
            let by_program = step.reasons.contains(&Reason::Forgotten);
            let what =
                if by_program { "forgotten by the program" } else { "retained by the option `retain_on_delete`" };
            let what = what.to_owned();
            self.report_retained(step, RetainedResource { what, id: id.clone(), until: None });
        }
        Ok(StepResult { end: StepOutcome::Other, id: Some(id.clone()) })
    }

    /// Records an existing resource. It is read again, because it may have changed since the plan.
    async fn import(&self, step: &Step, id: &Id) -> Result<StepResult> {
        let schema = self.schema(step)?;
        let inputs = self.inputs(step, schema)?;
        let call = read::existing(&self.shared.providers, &self.shared.stack, schema.type_name, &step.environment, id);
        let found = self.guard(schema, deadline(schema.meta.timeouts.create), call).await;
        let found = found.map_err(|error| scrub(error, &[&inputs]))?;
        let moved = |what: String| ProviderError::new(ErrorKind::Invalid, format!("{what}; make a new plan"));
        let found = found.ok_or_else(|| moved(format!("{id} no longer exists")))?;
        let aligned = self.shared.providers.get(schema.type_name)?.align(&inputs, &found.inputs);
        let differs = drift(schema.inputs, &inputs, aligned.as_ref().unwrap_or(&found.inputs));
        if let Some(change) = differs.first() {
            return Err(moved(format!("`{}` of {id} has changed since the plan", change.path)));
        }
        let desired = Desired { inputs, ..step.desired.clone() };
        let outputs = mark_secret_outputs(schema, &desired, storable(schema, found.outputs)?);
        let is_marked = schema.meta.marks_imports;
        let record = Record {
            key: step.key.clone(),
            environment: step.environment.clone(),
            id: id.clone(),
            // The next run finishes an interrupted import.
            phase: if is_marked { Phase::Partial } else { Phase::Live },
            desired,
            outputs: outputs.clone(),
            created: now(),
            modified: now(),
        };
        self.shared.commit(vec![Change::Put(Arc::new(record))]).await?;
        if is_marked {
            return self.finish_create(step, StepOutcome::Imported).await;
        }
        self.shared.values.set(step.node, Arc::new(outputs));
        Ok(StepResult { end: StepOutcome::Imported, id: Some(id.clone()) })
    }

    async fn read(&self, step: &Step) -> Result<StepResult> {
        let schema = self.schema(step)?;
        let inputs = self.inputs(step, schema)?;
        let node = step.node.ok_or_else(|| {
            ProviderError::new(
                ErrorKind::Internal,
                format!("the plan reads {}, which is not in the program", step.urn()),
            )
        })?;
        let (urn, type_name) = (step.urn().clone(), schema.type_name.to_owned());
        let request = DataRequest { node, urn, type_name, environment: step.environment.clone(), inputs, import: None };
        let call = read::data(&self.shared.providers, &self.shared.stack, &request);
        let answer = self.guard(schema, deadline(schema.meta.timeouts.create), call).await?;
        self.shared.values.set(step.node, Arc::new(answer));
        Ok(StepResult { end: StepOutcome::Other, id: None })
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
            Reason::ReplacedWith { urn } | Reason::DeletedWith { urn } => {
                doubtful = true;
                self.shared.is_any_kept(urn)
            }
            _ => false,
        });
        let mut replacing = step.changes.iter().filter(|change| change.replaces);
        doubtful && open && replacing.all(|change| change.difference == Difference::MayChange)
    }
}

/// The outputs that a resource type returned, if state can store them.
fn storable(schema: &Schema, outputs: Value) -> Result<Value> {
    match outputs.not_storable() {
        None => Ok(outputs),
        Some(why) => {
            let message = format!("bug in resource type {}: invalid outputs: {why}", schema.type_name);
            Err(ProviderError::new(ErrorKind::Internal, message))
        }
    }
}

/// Whether a difference is one for which the step replaces the resource: by its schema or by an option.
fn replaces(step: &Step, change: &PropertyChange) -> bool {
    let named = |planned: &&PropertyChange| planned.path.covers(&change.path) || change.path.covers(&planned.path);
    change.replaces || step.changes.iter().filter(|planned| planned.replaces).any(|planned| named(&planned))
}
