//! The engine as a command sees it: prepare a plan, show it, apply it.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::stream::{self, StreamExt as _};

use crate::apply::{
    self, Answer, AnswerError, ApplyError, ApplyOptions, Cancel, Candidate, Drift, Providers, Question, ReadError,
    Recovered, Refreshed, Run, RunRecorder, Unread, Wave,
};
use crate::estimate::Estimate;
use crate::event::{Event, EventSink, Level, Summary};
use crate::model::digest::Digester;
use crate::model::urn::Urn;
use crate::plan::{DataRequest, DataResults, Plan, PlanError, PlanOptions, Planned, plan as make_plan, plan_destroy};
use crate::program::{Environment, Program, ProgramError, SourceLocation};
use crate::provider::{Id, Observed, ProviderError, ReadMode};
use crate::state::{Change, RunRecord, Snapshot, StateError, StateStore};

/// How many data sources are read at once.
const DATA_AT_ONCE: usize = 16;

/// Prepares and applies plans of one stack.
#[derive(Clone)]
pub struct Engine {
    /// Serves the resource types.
    pub providers: Arc<Providers>,
    /// Where the stack's state is.
    pub store: Arc<dyn StateStore>,
    /// Receives events.
    pub events: Arc<dyn EventSink>,
}

/// How a plan is prepared.
#[derive(Clone, Debug, Default)]
pub struct PrepareOptions {
    /// Whether to refresh the recorded resources first.
    pub refresh: bool,
    /// How to plan. `destroy` and `vanished` are set by the engine.
    pub plan: PlanOptions,
}

/// A plan and everything that an apply of it needs. Nothing has been written yet.
pub struct Prepared {
    /// The program; none for a destroy.
    pub program: Option<Arc<Program>>,
    pub plan: Arc<Plan>,
    /// The state that it was made from: what the store had, with `changes` applied.
    pub snapshot: Snapshot,
    /// The changes of state that recovery and refresh found. An apply commits them first.
    pub changes: Vec<Change>,
    /// What a refresh found to differ.
    pub drifts: Vec<Drift>,
    /// Notices for the user.
    pub notes: Vec<String>,
    /// What makes digests for this state: the plan's hash is `plan.hash(&digester)`.
    pub digester: Digester,
    data: DataResults,
    options: PlanOptions,
}

/// What a refresh found and wrote.
#[derive(Clone, Debug, Default)]
pub struct RefreshReport {
    /// What differs from state.
    pub drifts: Vec<Drift>,
    /// Notices for the user.
    pub notes: Vec<String>,
    /// Whether state was written.
    pub written: bool,
    /// What is there, and of which only those properties were read that lists show: see [`ReadMode::Summary`].
    pub partly: Vec<Urn>,
    /// What could not be read. What is recorded of it stays as it is.
    pub unread: Vec<Unread>,
    /// What [`Engine::record`] writes.
    changes: Vec<Change>,
    /// The state that was read.
    seen: Snapshot,
}

/// What an interrupted run left, looked at. Nothing has been written yet.
#[derive(Debug)]
pub struct RepairPlan {
    /// The state as the store has it.
    pub snapshot: Snapshot,
    /// What a person should know of what resolves itself.
    pub notes: Vec<String>,
    /// What only a person can answer, and what an interrupted create may have made.
    pub questions: Vec<(Question, Vec<Candidate>)>,
    /// What the answers and what resolves itself change in state.
    changes: Vec<Change>,
}

impl RepairPlan {
    /// Whether there is something to write.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }
}

/// Why the engine stopped. Errors of individual steps are reported in the summary and the events instead.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no plan: mistakes of the program, a cycle, protected resources, targets.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// State cannot be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// The state could not be written while the plan was applied.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// Something could not be read.
    #[error("{urn} could not be read: {error}")]
    Provider {
        /// What was to be read.
        urn: Urn,
        /// The line of the program that declares it, if it does.
        at: Option<SourceLocation>,
        /// What the provider answered.
        #[source]
        error: ProviderError,
    },
    /// The plan writes a secret and the state has no key to encrypt it with. Nothing of the plan was done.
    #[error("{what} has a secret, and the state has no key to encrypt it with: {why}")]
    NoKey {
        /// What has a secret: the first resource, or an export.
        what: String,
        /// Where a key could come from, or why it does not.
        why: String,
    },
    /// Another run wrote to the state after the plan was made.
    #[error("the state has moved since the plan was made (it was at {planned} and is now at {found}): make a new plan")]
    StateChanged {
        /// The serial that the plan was made from.
        planned: u64,
        /// The serial that the store has.
        found: u64,
    },
    /// The outcome of an interrupted operation is unknown; a person must decide it: [`Engine::repair`].
    #[error("{}", questions(.0))]
    NeedsRepair(Vec<Question>),
    /// A person's answer about an interrupted operation is not possible.
    #[error(transparent)]
    Answer(#[from] AnswerError),
}

fn questions(questions: &[Question]) -> String {
    let first = "it is not known how interrupted operations ended:".to_owned();
    questions.iter().fold(first, |text, question| format!("{text}\n  {}", question.describe()))
}

/// How deep groups of resources may stand in one another.
const DEEPEST: usize = 32;

fn endless(program: &Program, groups: &[(crate::program::NodeId, crate::Value)]) -> PlanError {
    let message =
        format!("groups of resources stand in one another more than {DEEPEST} deep: does one declare itself?");
    let nodes = groups.iter().filter_map(|(node, _)| program.nodes.get(node.index()));
    PlanError::Program(nodes.map(|node| ProgramError { at: node.at, message: message.clone() }).collect())
}

fn tell(events: &dyn EventSink, message: String) {
    events.emit(Event::Notice { level: Level::Warning, message });
}

/// The events of a wave, without the end of the run: another may come.
struct Unfinished(Arc<dyn EventSink>);

impl EventSink for Unfinished {
    fn emit(&self, event: Event) {
        if !matches!(event, Event::Finished { .. }) {
            self.0.emit(event);
        }
    }
}

/// State as it was loaded, with what recovery and refresh found.
struct LoadedState {
    snapshot: Snapshot,
    changes: Vec<Change>,
    refreshed: Refreshed,
    notes: Vec<String>,
}

impl Engine {
    /// Makes a plan: loads state, resolves what an interrupted run left, reads reality if asked, and reads the data
    /// sources that the program needs. Takes no lock and writes nothing.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn prepare(&self, program: Program, options: &PrepareOptions) -> Result<Prepared, EngineError> {
        let stack = format!("{}/{}", program.project, program.stack);
        let program = Arc::new(program);
        let known = self.load_state(&stack, options.refresh.then_some((None, ReadMode::Full))).await;
        let known = known.and_then(LoadedState::whole).map_err(|error| error.located(&program))?;
        let mut plan_options = options.plan.clone();
        plan_options.vanished.extend(known.refreshed.vanished.clone());
        let (program, plan, data) = self.plan_until_ready(program, &known.snapshot, &plan_options).await?;
        self.finish_prepare(Some(program), plan, known, data, plan_options).await
    }

    /// Plans, reads what the plan needs, and expands what is known to be wanted, until there is a plan.
    async fn plan_until_ready(
        &self,
        mut program: Arc<Program>,
        snapshot: &Snapshot,
        options: &PlanOptions,
    ) -> Result<(Arc<Program>, Plan, DataResults), EngineError> {
        let stack = format!("{}/{}", program.project, program.stack);
        let mut data = DataResults::new();
        let mut depth = 0;
        loop {
            match make_plan(&program, snapshot, &*self.providers, &data, options)? {
                Planned::Ready(plan) => return Ok((program, plan, data)),
                Planned::NeedsData(requests) => data.extend(self.read_data(&program, &stack, requests).await?),
                Planned::Expands(groups) => {
                    depth += 1;
                    if depth > DEEPEST {
                        return Err(endless(&program, &groups).into());
                    }
                    program = Arc::new(program.expand(&groups).map_err(PlanError::Program)?);
                }
            }
        }
    }

    /// Makes a plan that deletes everything that state has.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn prepare_destroy(
        &self,
        project: &str,
        stack: &str,
        options: &PrepareOptions,
    ) -> Result<Prepared, EngineError> {
        let known = self
            .load_state(&format!("{project}/{stack}"), options.refresh.then_some((None, ReadMode::Full)))
            .await?
            .whole()?;
        let plan_options = PlanOptions { destroy: true, ..options.plan.clone() };
        let plan = plan_destroy(project, stack, &known.snapshot, &*self.providers, &plan_options)?;
        self.finish_prepare(None, plan, known, DataResults::new(), plan_options).await
    }

    async fn finish_prepare(
        &self,
        program: Option<Arc<Program>>,
        plan: Plan,
        known: LoadedState,
        data: DataResults,
        options: PlanOptions,
    ) -> Result<Prepared, EngineError> {
        let LoadedState { snapshot, changes, refreshed, notes } = known;
        let plan = Arc::new(plan);
        let digester = self.store.digester().await?;
        self.events.emit(Event::Planned { hash: plan.hash(&digester), plan: Arc::clone(&plan) });
        Ok(Prepared { program, plan, snapshot, changes, drifts: refreshed.drifts, notes, digester, data, options })
    }

    /// What a plan is expected to take.
    #[must_use]
    pub fn estimate(&self, prepared: &Prepared) -> Estimate {
        Estimate::new(&prepared.plan, &prepared.snapshot.durations, &self.providers)
    }

    /// Applies a plan, under the right to write, if the state is still the one that it was made from.
    ///
    /// Where the plan defers resources, it is followed by further waves: another plan is made from what the wave before
    /// left, asked for ([`ApplyOptions::confirm`]) and applied, until nothing is deferred. A wave that fails is the
    /// last.
    ///
    /// # Errors
    /// `Moved`, and what the store answers. Steps that fail are in the summary.
    pub async fn apply(
        &self,
        prepared: Prepared,
        options: ApplyOptions,
        cancel: Cancel,
    ) -> Result<Summary, EngineError> {
        let Prepared { program, plan, mut snapshot, changes, digester, data, options: mut plan_options, .. } = prepared;
        // What a refresh found gone is for the first plan.
        plan_options.vanished.clear();
        if plan.is_empty() && changes.is_empty() && snapshot.pending.is_empty() && plan.outputs == snapshot.outputs {
            let summary = Summary { unchanged: plan.unchanged, ..Summary::default() };
            self.events.emit(Event::Finished { summary: summary.clone() });
            return Ok(summary);
        }
        self.store.lock(&options.holder).await?;
        let applied = async {
            snapshot.lineage = self.ensure_unchanged(&plan.lineage, plan.serial).await?;
            self.unlock(&plan).await?;
            let run = RunRecord::started(&options.holder, &options.author, Some(plan.hash(&digester)));
            let recorder = RunRecorder::begin(&*self.store, run).await?;
            let events = recorder.events(Arc::clone(&self.events));
            let applied = async {
                if !changes.is_empty() {
                    self.store.commit(changes).await?;
                }
                let run = Run {
                    program,
                    plan,
                    snapshot,
                    digester: self.store.digester().await?,
                    data,
                    providers: Arc::clone(&self.providers),
                    store: Arc::clone(&self.store),
                    events,
                    options,
                    cancel,
                };
                self.waves(run, &plan_options).await
            }
            .await;
            self.finish_recording(recorder, applied, |summary| Some(summary)).await
        }
        .await;
        // Report the first error.
        let released = self.store.unlock().await;
        let summary = applied?;
        released?;
        Ok(summary)
    }

    /// Has the state's key at hand before a plan that needs it begins: otherwise it would stop at its first secret, with
    /// half of it made.
    async fn unlock(&self, plan: &Plan) -> Result<(), EngineError> {
        let Some(what) = plan.first_secret(&*self.providers) else { return Ok(()) };
        self.store.prepare_secrets().await.map_err(|error| match error {
            StateError::NoKey(why) => EngineError::NoKey { what: what.clone(), why },
            other => other.into(),
        })
    }

    /// Applies a plan and, as long as something is deferred, the next one.
    async fn waves(&self, mut run: Run, plan_options: &PlanOptions) -> Result<Summary, EngineError> {
        let (run_id, events) = (run.options.run_id.clone(), Arc::clone(&run.events));
        let mut total = Summary::default();
        for wave in 2.. {
            let program = run.program.clone().filter(|_| !run.plan.deferred.is_empty() && !run.plan.is_empty());
            let Some(program) = program else {
                if wave == 2 {
                    return Ok(apply::apply(run).await?);
                }
                run.events = Arc::new(Unfinished(Arc::clone(&events)));
                total.add(apply::apply(run).await?);
                break;
            };
            let (options, cancel) = (run.options.clone(), run.cancel.clone());
            let deferred = run.plan.deferred.len();
            run.events = Arc::new(Unfinished(Arc::clone(&events)));
            total.add(apply::apply(run).await?);
            if total.failed > 0 || total.skipped > 0 || total.cancelled {
                tell(
                    &*events,
                    format!("{deferred} deferred parts of the program were not planned: run it again for them"),
                );
                break;
            }
            let snapshot = self.store.load().await?;
            let (program, plan, data) = self.plan_until_ready(program, &snapshot, plan_options).await?;
            self.unlock(&plan).await?;
            let plan = Arc::new(plan);
            let digester = self.store.digester().await?;
            events.emit(Event::Planned { hash: plan.hash(&digester), plan: Arc::clone(&plan) });
            if let Some(confirm) = options.confirm.as_ref().filter(|_| !plan.is_empty()) {
                let (plan, program) = (Arc::clone(&plan), Arc::clone(&program));
                if !confirm.ask(Wave { plan, program, snapshot: snapshot.clone() }).await {
                    tell(&*events, "what was deferred is not applied: run it again for that".to_owned());
                    total.skipped += 1;
                    break;
                }
            }
            run = Run {
                program: Some(program),
                plan,
                snapshot,
                data,
                providers: Arc::clone(&self.providers),
                store: Arc::clone(&self.store),
                digester,
                events: Arc::clone(&events),
                // Operations are named after the run and their step: each plan numbers its steps from 0.
                options: ApplyOptions { run_id: format!("{run_id}.{wave}"), ..options },
                cancel,
            };
        }
        events.emit(Event::Finished { summary: total.clone() });
        Ok(total)
    }

    /// Reads every recorded resource, or those in `scope`, as deep as `depth`, and writes what differs to state, if `write`
    /// says so. Without it, [`Engine::record`] can write what was found, once somebody has looked at it.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn refresh(
        &self,
        project: &str,
        stack: &str,
        scope: Option<&BTreeSet<Urn>>,
        depth: ReadMode,
        write: Option<&ApplyOptions>,
    ) -> Result<RefreshReport, EngineError> {
        let known = self.load_state(&format!("{project}/{stack}"), Some((scope, depth))).await?;
        let LoadedState { snapshot: seen, changes, notes, refreshed } = known;
        let Refreshed { drifts, unread, partly, .. } = refreshed;
        let mut report = RefreshReport { drifts, notes, written: false, partly, unread, changes, seen };
        if let Some(options) = write {
            self.record(&mut report, options).await?;
        }
        Ok(report)
    }

    /// Writes what a refresh found to state, if it is still the one that was read.
    ///
    /// # Errors
    /// `StateChanged` when another run has written since; errors of the store.
    pub async fn record(&self, report: &mut RefreshReport, options: &ApplyOptions) -> Result<(), EngineError> {
        let changes = std::mem::take(&mut report.changes);
        if !changes.is_empty() {
            self.write(&report.seen, changes, options).await?;
            report.written = true;
        }
        Ok(())
    }

    /// Records the outcome of a run. Reports the first error.
    async fn finish_recording<T>(
        &self,
        recorder: RunRecorder,
        ended: Result<T, EngineError>,
        summary: impl Fn(&T) -> Option<&Summary>,
    ) -> Result<T, EngineError> {
        let outcome = match &ended {
            Ok(done) => Ok(summary(done)),
            Err(error) => Err(error.to_string()),
        };
        let noted = recorder.end(&*self.store, outcome).await;
        let ended = ended?;
        noted?;
        Ok(ended)
    }

    /// Looks at what an interrupted run left, in the light of what a person says of it. Writes nothing.
    ///
    /// # Errors
    /// `Answer` for an answer that cannot be; when something cannot be read; see [`EngineError`].
    pub async fn plan_repair(
        &self,
        project: &str,
        stack: &str,
        answers: &[(Urn, Answer)],
    ) -> Result<RepairPlan, EngineError> {
        let stack = format!("{project}/{stack}");
        let snapshot = self.store.load().await?;
        let mut answered = snapshot.clone();
        let mut changes = Vec::new();
        for (urn, answer) in answers {
            let said = apply::answered(&answered, urn, answer, &stack, &self.providers).await?;
            answered.apply(&said).map_err(StateError::from)?;
            changes.extend(said);
        }
        let recovered = apply::recover(&answered, &stack, &self.providers).await?;
        changes.extend(recovered.changes);
        let mut questions = Vec::new();
        for question in recovered.questions {
            let candidates = apply::candidates(&answered, &question, &stack, &self.providers).await;
            questions.push((question, candidates));
        }
        Ok(RepairPlan { snapshot, notes: recovered.notes, questions, changes })
    }

    /// Writes what [`Engine::plan_repair`] found. What is still a question stays one.
    ///
    /// # Errors
    /// `StateChanged` when another run has written since; errors of the store.
    pub async fn repair(&self, examined: RepairPlan, options: &ApplyOptions) -> Result<(), EngineError> {
        self.write(&examined.snapshot, examined.changes, options).await
    }

    /// Commits changes that were found by looking at a state, if it is still that one.
    async fn write(&self, seen: &Snapshot, changes: Vec<Change>, options: &ApplyOptions) -> Result<(), EngineError> {
        self.store.lock(&options.holder).await?;
        let written = async {
            self.ensure_unchanged(&seen.lineage, seen.serial).await?;
            let run = RunRecord::started(&options.holder, &options.author, None);
            let recorder = RunRecorder::begin(&*self.store, run).await?;
            let written = self.store.commit(changes).await.map_err(EngineError::from);
            self.finish_recording(recorder, written, |_| None).await
        }
        .await;
        let released = self.store.unlock().await;
        written?;
        released?;
        Ok(())
    }

    /// The store's lineage, if no other run has written since.
    async fn ensure_unchanged(&self, lineage: &str, serial: u64) -> Result<String, EngineError> {
        let found = self.store.version().await?;
        // A state that was never written gets its lineage with the first right to write.
        let fresh = lineage.is_empty() && serial == 0 && found.serial == 0;
        if fresh || (found.lineage == lineage && found.serial == serial) {
            Ok(found.lineage)
        } else {
            Err(EngineError::StateChanged { planned: serial, found: found.serial })
        }
    }

    /// State as the store has it, with what recovery finds and, if asked for, a refresh of this scope and depth.
    async fn load_state(
        &self,
        stack: &str,
        refresh: Option<(Option<&BTreeSet<Urn>>, ReadMode)>,
    ) -> Result<LoadedState, EngineError> {
        let mut snapshot = self.store.load().await?;
        let serial = snapshot.serial;
        let Recovered { mut changes, mut notes, questions } = apply::recover(&snapshot, stack, &self.providers).await?;
        if !questions.is_empty() {
            return Err(EngineError::NeedsRepair(questions));
        }
        if !changes.is_empty() {
            snapshot.apply(&changes).map_err(StateError::from)?;
        }
        let mut refreshed = Refreshed::default();
        if let Some((scope, depth)) = refresh {
            refreshed = apply::refresh(&snapshot, stack, &self.providers, &*self.events, scope, depth).await?;
            if !refreshed.changes.is_empty() {
                snapshot.apply(&refreshed.changes).map_err(StateError::from)?;
            }
            changes.append(&mut refreshed.changes);
            notes.append(&mut refreshed.notes);
        }
        // Nothing was committed: plans are made from, and held against, what the store has.
        snapshot.serial = serial;
        for message in &notes {
            self.events.emit(Event::Notice { level: Level::Info, message: message.clone() });
        }
        Ok(LoadedState { snapshot, changes, refreshed, notes })
    }

    /// Reads things that no program declares, by the name that each is to have. In the order of `things`; `None` where
    /// there is no such thing.
    ///
    /// # Errors
    /// What could not be read.
    pub async fn existing(
        &self,
        stack: &str,
        things: &[(Urn, Environment, Id)],
    ) -> Result<Vec<Option<Observed>>, EngineError> {
        let mut found = Vec::with_capacity(things.len());
        let mut reads = stream::iter(things)
            .map(|(urn, environment, id)| async move {
                let read = apply::existing(&self.providers, stack, urn.type_name(), environment, id).await;
                read.map_err(|error| EngineError::Provider { urn: urn.clone(), at: None, error })
            })
            .buffered(DATA_AT_ONCE);
        while let Some(read) = reads.next().await {
            found.push(read?);
        }
        Ok(found)
    }

    async fn read_data(
        &self,
        program: &Program,
        stack: &str,
        requests: Vec<DataRequest>,
    ) -> Result<DataResults, EngineError> {
        let imports = requests.iter().any(|request| request.import.is_some());
        let places = program.nodes.iter().filter(|node| imports && !node.schema.meta.global);
        let places: BTreeSet<Environment> = places.map(|node| node.environment.clone()).collect();
        let places = &places;
        let mut answers = stream::iter(requests)
            .map(|request| async move {
                let answer = match &request.import {
                    Some(id) => apply::import(&self.providers, stack, &request, id, places).await,
                    None => apply::data(&self.providers, stack, &request).await,
                };
                (request, answer)
            })
            .buffer_unordered(DATA_AT_ONCE);
        let mut data = DataResults::new();
        while let Some((request, answer)) = answers.next().await {
            let at = program.nodes.get(request.node.index()).map(|node| node.at);
            let answer = answer.map_err(|error| EngineError::Provider { urn: request.urn, at, error })?;
            data.insert(request.node, answer);
        }
        Ok(data)
    }
}

impl LoadedState {
    /// For a plan: it is not made from what is only partly known.
    fn whole(mut self) -> Result<Self, EngineError> {
        match self.refreshed.unread.pop() {
            Some(unread) => Err(ReadError::from(unread).into()),
            None => Ok(self),
        }
    }
}

impl From<ReadError> for EngineError {
    fn from(ReadError { urn, error }: ReadError) -> Self {
        Self::Provider { urn, at: None, error }
    }
}

impl EngineError {
    /// The same error, with the line of the program that it is about.
    fn located(self, program: &Program) -> Self {
        match self {
            Self::Provider { urn, at: None, error } => {
                let at = program.nodes.iter().find(|node| node.urn == urn).map(|node| node.at);
                Self::Provider { urn, at, error }
            }
            other => other,
        }
    }
}
