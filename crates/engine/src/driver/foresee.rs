//! What services say about a plan before it is applied.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::stream::{self, StreamExt as _};
use tokio::time::timeout;

use super::engine::Engine;
use crate::event::{Event, Level};
use crate::model::catch_panic::catch_panic_of;
use crate::model::scrub::scrubbed;
use crate::plan::{Action, Plan, Step};
use crate::provider::{ErrorKind, PlannedChange, ProviderError, ReadRequest, RecordedValues, Result};
use crate::state::{RecordKey, Snapshot};

/// The number of concurrent questions. The limiter paces the requests below them.
const AT_ONCE: usize = 16;
/// A plan is not held up for longer by services that do not answer.
const LONGEST: Duration = Duration::from_secs(30);

impl Engine {
    /// Reports what services say about the creates and updates of a plan. A plan is also shown if a service cannot be
    /// asked.
    pub(super) async fn foresee(&self, plan: &Plan, snapshot: &Snapshot, stack: &str) {
        let questions = plan.steps.iter().map(|step| self.ask(step, snapshot, stack)).collect::<Vec<_>>();
        let mut failures = BTreeSet::new();
        let answers = async {
            let mut answers = stream::iter(questions).buffered(AT_ONCE);
            while let Some(answer) = answers.next().await {
                match answer {
                    Ok(texts) => texts.into_iter().for_each(|text| self.warn_about(text)),
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
            self.warn_about(format!("not all services answered within {within} s what the plan would change"));
        }
        for failure in failures {
            self.warn_about(format!("the plan is shown without a check of the service: {failure}"));
        }
    }

    async fn ask(&self, step: &Step, snapshot: &Snapshot, stack: &str) -> Result<Vec<String>> {
        let record = match &step.action {
            Action::Create => None,
            Action::Update { .. } => {
                snapshot.records.get(&RecordKey { urn: step.urn().clone(), revision: step.key.revision })
            }
            _ => return Ok(Vec::new()),
        };
        let is_update = matches!(step.action, Action::Update { .. });
        let new = &step.desired.inputs;
        if new.has_unknown() || new.is_null() || is_update != record.is_some() {
            return Ok(Vec::new());
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
            Ok(texts) => Ok(texts.into_iter().map(|text| format!("{}: {}", step.urn(), clean(text))).collect()),
            Err(error) => Err(ProviderError { message: clean(error.message), ..error }),
        }
    }

    fn warn_about(&self, message: String) {
        self.events.emit(Event::Notice { level: Level::Warning, message });
    }
}
