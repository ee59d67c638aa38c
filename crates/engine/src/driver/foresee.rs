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
use crate::plan::{Action, Plan, Step};
use crate::provider::{ErrorKind, Foreseen, PlannedChange, ProviderError, ReadRequest, RecordedValues, Result};
use crate::state::{RecordKey, Snapshot};

/// The number of concurrent questions. The limiter paces the requests below them.
const AT_ONCE: usize = 16;
/// A plan is not held up for longer by services that do not answer.
const LONGEST: Duration = Duration::from_secs(30);

/// What services say about a plan.
#[derive(Debug, Default)]
pub(super) struct Foresight {
    /// What the plan does not show, in the order of its steps.
    notices: Vec<(Level, String)>,
    /// The resources that must be replaced instead of updated, and why.
    pub(super) immutable: BTreeMap<Urn, String>,
}

impl Foresight {
    fn warn(&mut self, message: String) {
        self.notices.push((Level::Warning, message));
    }

    fn add(&mut self, urn: &Urn, foreseen: Foreseen) {
        let Foreseen { warnings, effects, immutable } = foreseen;
        warnings.into_iter().for_each(|text| self.warn(format!("{urn}: {text}")));
        let effects = effects.into_iter().map(|text| (Level::Info, format!("{urn} also changes {text}")));
        self.notices.extend(effects);
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

    /// Reports what services say about a plan.
    pub(super) fn report_foresight(&self, foresight: Foresight) {
        for (level, message) in foresight.notices {
            self.events.emit(Event::Notice { level, message });
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
                effects: effects.into_iter().map(clean).collect(),
                immutable: immutable.map(clean),
            }),
            Err(error) => Err(ProviderError { message: clean(error.message), ..error }),
        }
    }
}
