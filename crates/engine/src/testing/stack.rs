//! A stack under test: its program, run and applied without any server.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::cloud::Cloud;
use super::planned::{Planned, fail};
use super::provider::MemoryProvider;
use crate::apply::{ApplyOptions, Cancel, Providers};
use crate::driver::{Engine, EngineError, PrepareOptions, Prepared};
use crate::estimate::Estimate;
use crate::event::{Event, Summary};
use crate::model::prop::Prop;
use crate::model::schema::Schema;
use crate::model::value::Value;
use crate::plan::{PlanError, PlanOptions};
use crate::program::{Program, ProgramError, Stack};
use crate::provider::{Provider, ResourceSchema};
use crate::reference::{self, Exported, OtherStacks};
use crate::state::{MemoryStore, Snapshot, StateError, StateStore as _};

/// The result of a stack's function: none, or a `Result`.
pub trait Ended {
    /// The error in words, with its causes.
    ///
    /// # Errors
    /// That of the function.
    fn ended(self) -> Result<(), String>;
}

impl Ended for () {
    fn ended(self) -> Result<(), String> {
        Ok(())
    }
}

impl<E: Display> Ended for Result<(), E> {
    fn ended(self) -> Result<(), String> {
        // The alternate form of an error shows its causes too, where it has such a form.
        self.map_err(|error| format!("{error:#}"))
    }
}

/// Why a program was not planned or not applied.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Its function ended with an error.
    #[error("the program failed: {0}")]
    Program(String),
    /// It has program errors.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<ProgramError>),
    /// The engine refused it.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Refusal {
    /// The errors of the program, with their source lines.
    #[must_use]
    pub fn mistakes(&self) -> &[ProgramError] {
        match self {
            Self::Mistakes(mistakes) | Self::Engine(EngineError::Plan(PlanError::Program(mistakes))) => mistakes,
            _ => &[],
        }
    }

    /// Fails unless the message has this in it.
    #[track_caller]
    pub fn assert_says(&self, text: &str) -> &Self {
        assert!(self.to_string().contains(text), "`{text}` is not in the errors:\n{self}");
        self
    }
}

/// The result of an apply in memory.
#[derive(Debug)]
pub struct Applied {
    /// The plan that was applied.
    pub planned: Planned,
    /// The counts.
    pub summary: Summary,
    /// The steps that failed, one sentence each.
    pub failures: Vec<String>,
    /// The stack's exports. Secrets are marked.
    pub outputs: BTreeMap<String, Value>,
}

/// A stack under test: its state, in memory, and the reality that it is applied to.
///
/// It keeps its state from one call to the next, as a stack does from one run to the next. Everything is synchronous;
/// it may be used inside an asynchronous test too.
pub struct Test {
    project: String,
    stack: String,
    cloud: Cloud,
    store: Arc<MemoryStore>,
    own: Vec<Arc<dyn Provider>>,
    checks: Vec<Arc<dyn Provider>>,
    schemas: BTreeMap<&'static str, &'static Schema>,
    options: PrepareOptions,
    others: BTreeMap<String, Exported>,
    /// The program that was run last.
    last: Option<Stack>,
    runs: usize,
}

impl std::fmt::Debug for Test {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Test({}/{})", self.project, self.stack)
    }
}

impl Test {
    /// A stack of this project that has never been applied.
    #[must_use]
    pub fn new(project: impl Into<String>, stack: impl Into<String>) -> Self {
        let cloud = Cloud::new();
        cloud.at_once();
        Self {
            project: project.into(),
            stack: stack.into(),
            cloud,
            store: Arc::new(MemoryStore::new()),
            own: Vec::new(),
            checks: Vec::new(),
            schemas: BTreeMap::new(),
            options: PrepareOptions::default(),
            others: BTreeMap::new(),
            last: None,
            runs: 0,
        }
    }

    /// The types of this provider are served by itself and not in memory.
    #[must_use]
    pub fn provider(mut self, provider: impl Provider + 'static) -> Self {
        self.own.push(Arc::new(provider));
        self
    }

    /// Rejects the inputs that the types of this provider reject. The provider is not used for anything else.
    #[must_use]
    pub fn checked_by(mut self, provider: impl Provider + 'static) -> Self {
        self.checks.push(Arc::new(provider));
        self
    }

    /// Sets the outputs of a data source, for all inputs.
    #[must_use]
    pub fn answer<D: ResourceSchema>(self, answer: D::Attrs) -> Self {
        self.cloud.answer(D::TYPE, answer.into_value());
        self
    }

    /// A type, of a provider that the program may use only in what it defers: of other providers types are learned from
    /// the program.
    #[must_use]
    pub fn knows<T: ResourceSchema>(mut self) -> Self {
        self.schemas.insert(T::TYPE, T::schema());
        self
    }

    /// Adds another stack of the project with its exports: of a value under test, [`Applied::outputs`].
    #[must_use]
    pub fn other<N: Into<String>>(
        mut self,
        stack: impl Into<String>,
        outputs: impl IntoIterator<Item = (N, Value)>,
    ) -> Self {
        let outputs = outputs.into_iter().map(|(name, value)| (name.into(), value)).collect();
        self.others.insert(stack.into(), Exported { outputs, serial: 1 });
        self
    }

    /// Plans in another way: only targets, without some.
    #[must_use]
    pub fn options(mut self, options: PlanOptions) -> Self {
        self.options.plan = options;
        self
    }

    /// Refreshes before every plan.
    #[must_use]
    pub fn refresh(mut self) -> Self {
        self.options.refresh = true;
        self
    }

    /// The cloud: to inspect, to change without the stack, and to inject faults into.
    #[must_use]
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// The recorded state.
    ///
    /// # Panics
    /// Never: memory is always read.
    #[must_use]
    pub fn state(&self) -> Snapshot {
        wait(|| self.store.load()).unwrap_or_default()
    }

    /// Runs a program and plans it.
    ///
    /// # Panics
    /// When there is no plan, with the reasons.
    #[track_caller]
    pub fn plan<R: Ended>(&mut self, program: impl FnOnce(&Stack) -> R) -> Planned {
        match self.try_plan(program) {
            Ok(planned) => planned,
            Err(refusal) => fail(&format!("there is no plan:\n{refusal}")),
        }
    }

    /// Runs a program that must be refused, and returns the errors.
    ///
    /// # Panics
    /// When there is a plan.
    #[track_caller]
    pub fn refused<R: Ended>(&mut self, program: impl FnOnce(&Stack) -> R) -> Refusal {
        match self.try_plan(program) {
            Ok(planned) => fail(&format!("expected an error, got a plan:\n{planned}")),
            Err(refusal) => refusal,
        }
    }

    /// Runs a program and plans it.
    ///
    /// # Errors
    /// The program's errors, and those of the planner.
    pub fn try_plan<R: Ended>(&mut self, program: impl FnOnce(&Stack) -> R) -> Result<Planned, Refusal> {
        let program = self.run(program)?;
        let engine = self.engine(&Arc::default());
        let prepared = self.planned(&engine, program)?;
        Ok(Planned::new(&prepared))
    }

    /// Runs a program, plans it and applies it.
    ///
    /// # Panics
    /// When there is no plan, or a step fails.
    #[track_caller]
    pub fn up<R: Ended>(&mut self, program: impl FnOnce(&Stack) -> R) -> Applied {
        match self.try_up(program) {
            Ok(applied) if applied.failures.is_empty() => applied,
            Ok(applied) => fail(&format!("steps failed:\n  {}", applied.failures.join("\n  "))),
            Err(refusal) => fail(&format!("it was not applied:\n{refusal}")),
        }
    }

    /// Runs a program, plans it and applies it. Failed steps are in the result.
    ///
    /// # Errors
    /// The program's errors, and those of planner and engine.
    pub fn try_up<R: Ended>(&mut self, program: impl FnOnce(&Stack) -> R) -> Result<Applied, Refusal> {
        let program = self.run(program)?;
        let failures = Arc::default();
        let engine = self.engine(&failures);
        let prepared = self.planned(&engine, program)?;
        self.applied(&engine, prepared, &failures)
    }

    /// Runs a program and plans it, to be applied later. The test may change the cloud in between.
    ///
    /// # Errors
    /// The program's errors, and those of the planner.
    pub fn prepare<R: Ended>(&mut self, program: impl FnOnce(&Stack) -> R) -> Result<Prepared, Refusal> {
        let program = self.run(program)?;
        self.planned(&self.engine(&Arc::default()), program)
    }

    /// The expected duration of a plan, by the figures of its types.
    #[must_use]
    pub fn estimate(&self, prepared: &Prepared) -> Estimate {
        self.engine(&Arc::default()).estimate(prepared)
    }

    /// Applies the plan. Failed steps are in the result.
    ///
    /// # Errors
    /// The engine's errors.
    pub fn apply(&mut self, prepared: Prepared) -> Result<Applied, Refusal> {
        let failures = Arc::default();
        let engine = self.engine(&failures);
        self.applied(&engine, prepared, &failures)
    }

    /// Deletes everything that the stack has.
    ///
    /// # Panics
    /// When that is refused, or a step fails.
    #[track_caller]
    pub fn destroy(&mut self) -> Applied {
        let failures = Arc::default();
        let engine = self.engine(&failures);
        let prepared = wait(|| engine.prepare_destroy(&self.project, &self.stack, &self.options));
        let applied = prepared.map_err(Refusal::from).and_then(|prepared| self.applied(&engine, prepared, &failures));
        match applied {
            Ok(applied) if applied.failures.is_empty() => applied,
            Ok(applied) => fail(&format!("steps failed:\n  {}", applied.failures.join("\n  "))),
            Err(refusal) => fail(&format!("it was not destroyed:\n{refusal}")),
        }
    }

    fn run<R: Ended>(&mut self, program: impl FnOnce(&Stack) -> R) -> Result<Program, Refusal> {
        let stack = Stack::new(&self.project, &self.stack);
        let kept = stack.clone();
        if let Some(before) = self.last.replace(stack.clone()) {
            self.schemas.extend(before.types());
        }
        let ended = program(&stack).ended();
        let finished = kept.finish();
        let stack = self.last.clone().unwrap_or(stack);
        ended.map_err(Refusal::Program)?;
        let program = finished.map_err(Refusal::Mistakes)?;
        self.schemas.extend(stack.types());
        Ok(program)
    }

    fn engine(&self, failures: &Arc<Mutex<Vec<String>>>) -> Engine {
        let mut by_name: BTreeMap<&str, MemoryProvider> = BTreeMap::new();
        for schema in self.schemas.values().filter(|schema| schema.provider() != reference::PROVIDER) {
            let name = schema.provider();
            let provider = by_name.remove(name).unwrap_or_else(|| {
                let provider = MemoryProvider::new(name, &self.cloud);
                let provider = match &self.last {
                    Some(stack) => provider.learning_from(stack),
                    None => provider,
                };
                match self.checks.iter().find(|checks| checks.name() == name) {
                    Some(checks) => provider.checked_by(Arc::clone(checks)),
                    None => provider,
                }
            });
            by_name.insert(name, provider.with(schema));
        }
        let others = Arc::new(Remembered(self.others.clone()));
        let mut providers = Providers::new().with(Arc::new(reference::provider(others)));
        for provider in by_name.into_values() {
            providers = providers.with(Arc::new(provider));
        }
        for provider in &self.own {
            providers = providers.with(Arc::clone(provider));
        }
        let failures = Arc::clone(failures);
        let events = move |event: Event| {
            if let Event::StepFailed { urn, error, .. } = event {
                failures.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{urn}: {error}"));
            }
        };
        let store = Arc::clone(&self.store);
        Engine { providers: Arc::new(providers), store, events: Arc::new(events) }
    }

    fn planned(&self, engine: &Engine, program: Program) -> Result<Prepared, Refusal> {
        Ok(wait(|| engine.prepare(program, &self.options))?)
    }

    fn applied(
        &mut self,
        engine: &Engine,
        prepared: Prepared,
        failures: &Mutex<Vec<String>>,
    ) -> Result<Applied, Refusal> {
        self.runs += 1;
        let planned = Planned::new(&prepared);
        let options = ApplyOptions::new(format!("test-{}", self.runs));
        let summary = wait(|| engine.apply(prepared, options, Cancel::new()))?;
        let failures = std::mem::take(&mut *failures.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(Applied { planned, summary, failures, outputs: self.state().outputs })
    }
}

/// Other stacks, as the test sets them.
struct Remembered(BTreeMap<String, Exported>);

#[async_trait]
impl OtherStacks for Remembered {
    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    async fn exported(&self, stack: &str) -> Result<Option<Exported>, StateError> {
        Ok(self.0.get(stack).cloned())
    }
}

/// Waits for a future on its own thread, because the caller may be inside a runtime.
fn wait<T: Send, F: Future<Output = T>>(work: impl FnOnce() -> F + Send) -> T {
    let waited = std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
            runtime.map(|runtime| runtime.block_on(work()))
        });
        thread.join()
    });
    match waited {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => fail(&format!("no runtime could be started: {error}")),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
