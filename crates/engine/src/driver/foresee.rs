//! What services say about a plan before it is applied.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::stream::{self, StreamExt as _};
use tokio::time::timeout;

use super::engine::Engine;
use crate::event::{Event, Level};
use crate::model::catch_panic::catch_panic_of;
use crate::model::scrub::scrubbed;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::{Action, Difference, Plan, PropertyChange, Step};
use crate::provider::{
    ErrorKind, Foreseen, ForeseenChange, PlannedChange, ProviderError, ReadRequest, RecordedValues, Result,
};
use crate::state::{RecordKey, Snapshot};

/// The number of concurrent questions. The limiter paces the requests below them.
const AT_ONCE: usize = 16;
/// A plan is not held up for longer by services that do not answer.
const LONGEST: Duration = Duration::from_secs(30);

/// What services say about a plan.
#[derive(Debug, Default)]
pub(super) struct Foresight {
    /// What no step shows, in the order of the steps.
    warnings: Vec<String>,
    /// What services change beside the planned properties.
    effects: BTreeMap<Urn, Vec<ForeseenChange>>,
    /// The resources that must be replaced instead of updated, and why.
    pub(super) immutable: BTreeMap<Urn, String>,
}

impl Foresight {
    fn warn(&mut self, message: String) {
        self.warnings.push(message);
    }

    fn add(&mut self, urn: &Urn, foreseen: Foreseen) {
        let Foreseen { warnings, effects, immutable } = foreseen;
        warnings.into_iter().for_each(|text| self.warn(format!("{urn}: {text}")));
        if !effects.is_empty() {
            self.effects.insert(urn.clone(), effects);
        }
        self.immutable.extend(immutable.map(|why| (urn.clone(), why)));
    }
}

impl Engine {
    /// Asks services about the creates and updates of a plan. A plan is also shown if a service cannot be asked.
    pub(super) async fn foresee(&self, plan: &Plan, snapshot: &Snapshot, stack: &str) -> Foresight {
        let questions = plan.steps.iter().map(|step| self.ask(step, snapshot, stack)).collect::<Vec<_>>();
        let (mut foresight, mut failures) = (Foresight::default(), BTreeSet::new());
        let answers = async {
            let mut answers = stream::iter(questions).buffered(AT_ONCE);
            while let Some((urn, answer)) = answers.next().await {
                match answer {
                    Ok(foreseen) => foresight.add(urn, foreseen),
                    // Without credentials a plan is shown as before; an apply reports them.
                    Err(error) if matches!(error.kind, ErrorKind::Credentials | ErrorKind::Denied) => {}
                    Err(error) => {
                        failures.insert(error.message.lines().next().unwrap_or_default().to_owned());
                    }
                }
            }
        };
        if timeout(LONGEST, answers).await.is_err() {
            let within = LONGEST.as_secs();
            foresight.warn(format!("not all services answered within {within} s what the plan would change"));
        }
        for failure in failures {
            foresight.warn(format!("the plan is shown without a check of the service: {failure}"));
        }
        foresight
    }

    /// Adds to the steps of a plan what services change beside them, and reports what no step shows.
    pub(super) fn add_foresight(&self, plan: &mut Plan, foresight: Foresight) {
        let Foresight { warnings, mut effects, .. } = foresight;
        let changed = |step: &&mut Step| matches!(step.action, Action::Create | Action::Update { .. });
        for step in plan.steps.iter_mut().filter(changed) {
            step.effects = effects.remove(&step.key.urn).into_iter().flatten().map(of_effect).collect();
        }
        for message in warnings {
            self.events.emit(Event::Notice { level: Level::Warning, message });
        }
    }

    async fn ask<'s>(&self, step: &'s Step, snapshot: &Snapshot, stack: &str) -> (&'s Urn, Result<Foreseen>) {
        (step.urn(), self.foreseen(step, snapshot, stack).await)
    }

    async fn foreseen(&self, step: &Step, snapshot: &Snapshot, stack: &str) -> Result<Foreseen> {
        let record = match &step.action {
            Action::Create => None,
            Action::Update { .. } => {
                snapshot.records.get(&RecordKey { urn: step.urn().clone(), revision: step.key.revision })
            }
            _ => return Ok(Foreseen::default()),
        };
        let is_update = matches!(step.action, Action::Update { .. });
        let new = &step.desired.inputs;
        if new.has_unknown() || new.is_null() || is_update != record.is_some() {
            return Ok(Foreseen::default());
        }
        let operations = self.providers.get(step.urn().type_name())?;
        let plain = record.map(|record| (record.desired.inputs.clone().reveal(), record.outputs.clone().reveal()));
        let recorded = record.zip(plain.as_ref()).map(|(record, (inputs, outputs))| RecordedValues {
            id: &record.id,
            inputs,
            outputs,
        });
        let revealed = new.clone().reveal();
        let change = PlannedChange { urn: step.urn(), recorded, new: &revealed };
        let request = ReadRequest::new(&step.environment, stack);
        let answer = catch_panic_of(operations.foresee(request, change)).await;
        let answer = answer.unwrap_or_else(|_| Err(ProviderError::new(ErrorKind::Internal, "its check panicked")));
        let old = record.map(|record| &record.desired.inputs);
        let secrets: Vec<_> = old.into_iter().chain([new]).collect();
        let clean = |text: String| scrubbed(text, &secrets);
        match answer {
            Ok(Foreseen { warnings, effects, immutable }) => Ok(Foreseen {
                warnings: warnings.into_iter().map(clean).collect(),
                effects: effects.into_iter().map(|effect| without_secrets(effect, &secrets)).collect(),
                immutable: immutable.map(clean),
            }),
            Err(error) => Err(ProviderError { message: clean(error.message), ..error }),
        }
    }
}

fn of_effect(ForeseenChange { path, old, new }: ForeseenChange) -> PropertyChange {
    let difference = match (&old, &new) {
        (_, Value::Unknown) => Difference::MayChange,
        (Value::Null, _) => Difference::Added,
        (_, Value::Null) => Difference::Removed,
        _ => Difference::Changed,
    };
    PropertyChange { path, difference, old, new, replaces: false }
}

/// An effect in which values that repeat a secret are secret.
fn without_secrets(ForeseenChange { path, old, new }: ForeseenChange, secrets: &[&Value]) -> ForeseenChange {
    ForeseenChange { path, old: marked(old, secrets), new: marked(new, secrets) }
}

fn marked(value: Value, secrets: &[&Value]) -> Value {
    match value {
        Value::Str(text) => {
            let is_secret = scrubbed(text.clone(), secrets) != text;
            let value = Value::Str(text);
            if is_secret { value.into_secret() } else { value }
        }
        Value::List(items) => Value::List(items.into_iter().map(|item| marked(item, secrets)).collect()),
        Value::Map(fields) => {
            Value::Map(fields.into_iter().map(|(name, value)| (name, marked(value, secrets))).collect())
        }
        value => value,
    }
}
