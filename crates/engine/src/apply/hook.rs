//! The execution of a hook: begun in the journal, run within its time limit, and ended in the journal.
//!
//! A hook that fails the run stays in the journal, as one does that was interrupted: the next plan runs it again, with the
//! same token as long as its inputs are the same.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt as _;
use tokio::time::timeout;

use super::operation_host::cancelled;
use super::step_operation::{StepRunner, scrub};
use super::step_runner::{StepOutcome, StepResult};
use crate::event::{Event, Level};
use crate::model::hook::{HookPoint, HookPolicy, PlannedHook};
use crate::model::time::now;
use crate::model::value::Value;
use crate::plan::{Action, Step, StepId};
use crate::provider::{ErrorKind, HookHandler, HookRequest, Id, ProviderError, Result};
use crate::state::{Change, Desired, Operation, Outcome, Pending, PendingState};

/// The longest time between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

const NOTHING: StepResult = StepResult { end: StepOutcome::Other, id: None };

impl StepRunner {
    pub(super) async fn hook(&self, step: &Step, hook: &PlannedHook) -> Result<StepResult> {
        let shared = &self.shared;
        let needless = match hook.point {
            HookPoint::OnFailure => !shared.has_failed(step.urn()),
            // The operation turned out to be unnecessary.
            HookPoint::BeforeDelete | HookPoint::AfterDelete => shared.is_kept(&step.key),
            point => point.is_after() && shared.is_unchanged(step.urn()),
        };
        if needless {
            return Ok(NOTHING);
        }
        let handler = shared.providers.hook(&hook.kind)?;
        let inputs = shared.values.hook_inputs(step, hook, &shared.snapshot)?;
        let wrong = handler.check(&inputs.clone().reveal());
        if !wrong.is_empty() {
            let error = ProviderError::new(ErrorKind::Invalid, wrong.join("; "));
            return Err(scrub(error, &[&inputs]));
        }
        let record = shared.record_if_any(&step.key);
        let outputs = record.as_ref().map(|record| record.outputs.clone()).unwrap_or_default();
        let recorded =
            record.as_ref().or_else(|| shared.snapshot.records.get(&step.key)).map(|record| record.id.clone());
        let id = recorded.or_else(|| {
            let mut ids = shared.pending_hooks(&step.key, hook).map(|pending| pending.desired.inputs.field("id"));
            ids.find_map(Value::as_str).map(Id::new)
        });
        let (op, token) = self.begin_hook(step, hook, (&inputs, id.as_ref())).await?;
        let (plain, plain_outputs) = (inputs.clone().reveal(), outputs.clone().reveal());
        let request = HookRequest {
            name: &hook.name,
            point: hook.point,
            urn: step.urn(),
            id: id.as_ref().map(Id::as_str),
            environment: &step.environment,
            inputs: &plain,
            outputs: &plain_outputs,
            timeout: Duration::from_secs(hook.timeout),
            token: &token,
        };
        let mut attempts = 0;
        let ran = loop {
            let ran = self.attempt(&*handler, request, hook).await;
            let Err(error) = &ran else { break ran };
            if attempts == hook.retries || error.kind == ErrorKind::Cancelled {
                break ran;
            }
            let wait = Duration::from_secs(1 << attempts.min(5)).min(LONGEST_WAIT);
            attempts += 1;
            let error = scrub(error.clone(), &[&inputs, &outputs]);
            let message = format!(
                "{}: the hook `{}` ({}) failed: {}; it is repeated in {wait:?}",
                step.urn(),
                hook.name,
                hook.point,
                error.message
            );
            shared.events.emit(Event::Notice { level: Level::Warning, message });
            // A cancelled run starts nothing new.
            tokio::select! {
                biased;
                () = shared.cancel.requested() => break ran,
                () = tokio::time::sleep(wait) => {}
            }
        };
        let error = match ran {
            Ok(()) => {
                let duration = shared.duration(&hook.kind, Operation::Hook, self.began);
                shared.commit(vec![Change::Settle { op, outcome: Outcome::Done }, duration]).await?;
                let (urn, name) = (step.urn().clone(), hook.name.clone());
                shared.events.emit(Event::HookDone { step: step.id, urn, hook: name, point: hook.point });
                return Ok(NOTHING);
            }
            Err(error) => scrub(error, &[&inputs, &outputs]),
        };
        let error = ProviderError {
            message: format!("the hook `{}` ({}) failed: {}", hook.name, hook.point, error.message),
            ..error
        };
        let continues = hook.policy == HookPolicy::Continue && error.kind != ErrorKind::Cancelled;
        let outcome = if continues { Outcome::Failed(error.clone()) } else { Outcome::Unknown(error.clone()) };
        shared.commit(vec![Change::Settle { op, outcome }]).await?;
        if !continues {
            return Err(error);
        }
        let message = format!("{}: {}; the run continues", step.urn(), error.message);
        shared.events.emit(Event::Notice { level: Level::Warning, message });
        Ok(NOTHING)
    }

    /// Runs a hook once, within its time limit.
    async fn attempt(&self, handler: &dyn HookHandler, request: HookRequest<'_>, hook: &PlannedHook) -> Result<()> {
        let limit = Duration::from_secs(hook.timeout);
        let run = timeout(limit, AssertUnwindSafe(handler.run(request)).catch_unwind());
        tokio::select! {
            biased;
            ran = run => match ran {
                Ok(Ok(ran)) => ran,
                Ok(Err(_)) => {
                    let message = format!("bug in the handler of {}: it panicked", hook.kind);
                    Err(ProviderError::new(ErrorKind::Internal, message))
                }
                Err(_) => Err(ProviderError::new(ErrorKind::Timeout, format!("it did not end within {limit:?}"))),
            },
            () = self.shared.cancel.abandoned() => Err(cancelled()),
        }
    }

    /// Writes to the journal that a hook begins, unless an earlier run did for the same inputs. Returns the operation and
    /// its token.
    async fn begin_hook(
        &self,
        step: &Step,
        hook: &PlannedHook,
        (inputs, id): (&Value, Option<&Id>),
    ) -> Result<(String, String)> {
        let shared = &self.shared;
        let id = id.filter(|_| hook.point == HookPoint::AfterDelete).map(Id::as_str);
        let document = hook.with_id(inputs.clone(), id);
        let mut changes = Vec::new();
        if shared.is_announced(step.id) {
            changes.push(super::recover::settle(&self.announced_op(step), "the hook begins"));
        }
        let mut begun = None;
        for pending in shared.pending_hooks(&step.key, hook) {
            let is_same = PlannedHook::read(&pending.desired.inputs)
                .is_some_and(|(other, given)| other.kind == hook.kind && given == *inputs);
            if begun.is_none() && is_same {
                begun = Some((pending.op.clone(), pending.token.clone()));
            } else {
                changes.push(super::recover::settle(&pending.op, "interrupted; the hook has changed"));
            }
        }
        if let Some(begun) = begun {
            shared.commit(changes).await?;
            return Ok(begun);
        }
        let token = self.hook_token(step, hook, inputs);
        let op = format!("{}/{}", shared.options.run_id, step.id.0);
        changes.push(Change::Begin(pending(step, op.clone(), token.clone(), document)));
        shared.commit(changes).await?;
        Ok((op, token))
    }

    fn hook_token(&self, step: &Step, hook: &PlannedHook, inputs: &Value) -> String {
        let what = format!("hook/{}/{}", hook.name, hook.point);
        self.token_of(&step.key, &what, &self.digest(inputs))
    }

    /// The hooks after the operation of a step.
    fn hooks_after<'s>(&'s self, step: &'s Step) -> impl Iterator<Item = (&'s Step, &'s PlannedHook)> {
        let keys = std::iter::once(&step.key).chain(step.action.removes());
        let ids: BTreeSet<StepId> = keys.flat_map(|key| self.shared.hooks_of(key)).copied().collect();
        let steps = ids.into_iter().map(|id| &self.shared.plan.steps[id.index()]);
        let hooks = steps.filter_map(|other| Some((other, other.action.hook()?)));
        hooks.filter(|(_, hook)| point_after(step) == Some(hook.point))
    }

    /// The end of the journal entries of the hooks after a step whose operation was not executed.
    pub(super) fn withdrawn_hooks(&self, step: StepId) -> Vec<Change> {
        let hooks = self.hooks_after(&self.shared.plan.steps[step.index()]);
        let announced = hooks.filter(|(hook, _)| self.shared.is_announced(hook.id));
        announced.map(|(hook, _)| super::recover::settle(&self.announced_op(hook), "its operation failed")).collect()
    }

    /// The journal entries of the hooks after a step, for the commit that begins or ends its operation: a run that stops
    /// before they begin leaves them for the next one, which may find that the operation was executed and has nothing
    /// left to do but these. Their inputs may not be known yet.
    pub(super) fn announced_hooks(&self, step: &Step) -> Vec<Change> {
        let hooks = self.hooks_after(step);
        let begin = |(other, hook): (&Step, &PlannedHook)| {
            self.shared.announce(other.id);
            if hook.point != HookPoint::AfterDelete {
                let document = hook.with_inputs(Value::Null);
                return Change::Begin(pending(other, self.announced_op(other), String::new(), document));
            }
            // The next run has only the journal: no program, and no record.
            let inputs = &other.desired.inputs;
            let record = self.shared.record_if_any(&other.key);
            let document = hook.with_id(inputs.clone(), record.as_ref().map(|record| record.id.as_str()));
            Change::Begin(pending(other, self.announced_op(other), self.hook_token(other, hook, inputs), document))
        };
        hooks.map(begin).collect()
    }

    fn announced_op(&self, step: &Step) -> String {
        format!("{}/{}/planned", self.shared.options.run_id, step.id.0)
    }
}

/// The point of the hooks after a step.
fn point_after(step: &Step) -> Option<HookPoint> {
    match step.action {
        Action::Create | Action::Replace { .. } | Action::Resume { .. } => Some(HookPoint::AfterCreate),
        Action::Update { .. } => Some(HookPoint::AfterUpdate),
        Action::Delete { .. } => Some(HookPoint::AfterDelete),
        _ => None,
    }
}

fn pending(step: &Step, op: String, token: String, document: Value) -> Pending {
    Pending {
        op,
        key: step.key.clone(),
        operation: Operation::Hook,
        state: PendingState::Begun,
        environment: step.environment.clone(),
        token,
        desired: Desired::new(document),
        id: None,
        request: None,
        first_began: None,
        began: now(),
    }
}
