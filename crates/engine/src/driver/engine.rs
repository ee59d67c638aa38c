//! The engine, and how it prepares a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures::stream::{self, StreamExt as _};

use super::error::EngineError;
use crate::apply::{self, Drift, Providers, ReadError, Recovered, Refreshed};
use crate::estimate::Estimate;
use crate::event::{Event, EventSink, Level};
use crate::model::catch_panic::catch_panic;
use crate::model::digest::Digester;
use crate::model::urn::Urn;
use crate::plan::{
    DataRequest, DataResults, Finding, Plan, PlanError, PlanOptions, Planned, plan as make_plan, plan_destroy,
    reinstated,
};
use crate::program::{Environment, Program, ProgramError};
use crate::provider::{Id, Observed, ReadMode};
use crate::state::{Change, Snapshot, StateError, StateStore};

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
    /// Whether the refresh reads only the resources that the plan changes, and plans again until it has read them all.
    pub refresh_changed: bool,
    /// The earlier state that the plan returns to: what was replaced since and still exists becomes current again.
    pub rollback_to: Option<Arc<Snapshot>>,
    /// How to plan. `destroy` and `vanished` are set by the engine.
    pub plan: PlanOptions,
}

impl PrepareOptions {
    /// The scope and mode of a refresh before the first plan.
    fn reads_all(&self) -> Option<(Option<&'static BTreeSet<Urn>>, ReadMode)> {
        (self.refresh && !self.refresh_changed).then_some((None, ReadMode::Full))
    }
}

/// A plan and everything that an apply of it needs. Nothing has been written yet.
pub struct Prepared {
    /// The program; none for a destroy.
    pub program: Option<Arc<Program>>,
    pub plan: Arc<Plan>,
    /// The state that the plan was made from: the stored one with `changes` applied.
    pub snapshot: Snapshot,
    /// The changes of state that recovery and refresh found. An apply commits them first.
    pub changes: Vec<Change>,
    /// The differences that a refresh found.
    pub drifts: Vec<Drift>,
    /// The findings of recovery and refresh beside the differences, as notices for the user.
    pub notes: Vec<Finding>,
    /// The digester of this state.
    pub digester: Digester,
    /// The hash of the plan, by this digester.
    pub hash: String,
    pub(super) data: DataResults,
    pub(super) options: PlanOptions,
}

/// The maximum nesting of groups of resources.
const DEEPEST: usize = 32;

fn endless(program: &Program, groups: &[(crate::program::NodeId, crate::Value)]) -> PlanError {
    let message =
        format!("groups of resources are nested more than {DEEPEST} levels deep: does a group declare itself?");
    let nodes = groups.iter().filter_map(|(node, _)| program.nodes.get(node.index()));
    PlanError::Program(nodes.map(|node| ProgramError { at: node.at, message: message.clone() }).collect())
}

/// The loaded state, with the changes of recovery and refresh.
pub(super) struct LoadedState {
    pub(super) snapshot: Snapshot,
    pub(super) changes: Vec<Change>,
    pub(super) refreshed: Refreshed,
    pub(super) notes: Vec<Finding>,
    /// The partial resources that are in a failed state.
    failed: BTreeMap<Urn, String>,
}

impl Engine {
    /// Makes a plan: loads state, resolves the pending operations of an interrupted run, refreshes if requested, and
    /// reads the data sources that the program needs. Takes no lock and writes nothing.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn prepare(&self, program: Program, options: &PrepareOptions) -> Result<Prepared, EngineError> {
        let snapshot = self.store.load().await?;
        self.prepare_from(snapshot, program, options).await
    }

    /// Like [`Engine::prepare`], from a state that has just been loaded, for example while the program ran.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn prepare_from(
        &self,
        snapshot: Snapshot,
        program: Program,
        options: &PrepareOptions,
    ) -> Result<Prepared, EngineError> {
        let stack = format!("{}/{}", program.project, program.stack);
        let program = Arc::new(program);
        let known = self.recovered(snapshot, &stack, options.reads_all()).await;
        let known = known.and_then(|known| self.with_every_resource(known));
        let mut known = known.map_err(|error| error.located(&program))?;
        if let Some(then) = &options.rollback_to {
            known.change(reinstated(then, &known.snapshot))?;
        }
        let mut plan_options = options.plan.clone();
        plan_options.failed.extend(known.failed.clone());
        let mut read = BTreeSet::new();
        let (program, plan, data) = loop {
            plan_options.vanished.extend(known.refreshed.vanished.clone());
            let made = self.plan_until_ready(Arc::clone(&program), &known.snapshot, &plan_options).await?;
            let more = options.refresh && options.refresh_changed;
            let refreshed =
                if more { self.refresh_changed(&stack, &mut known, &made.1, &mut read).await } else { Ok(false) };
            if refreshed.map_err(|error| error.located(&program))? {
                continue;
            }
            let foresight = self.foresee(&made.1, &known.snapshot, &stack).await;
            // What is replaced is not asked about again, so this ends.
            let planned = plan_options.immutable.len();
            plan_options.immutable.extend(foresight.immutable.clone());
            if plan_options.immutable.len() == planned {
                let (program, mut plan, data) = made;
                self.add_foresight(&mut plan, foresight);
                break (program, plan, data);
            }
        };
        self.finish_prepare(Some(program), plan, known, data, plan_options).await
    }

    /// Plans, reads the data sources that the plan needs, and expands groups with known values, until the plan is
    /// complete.
    pub(super) async fn plan_until_ready(
        &self,
        mut program: Arc<Program>,
        snapshot: &Snapshot,
        options: &PlanOptions,
    ) -> Result<(Arc<Program>, Plan, DataResults), EngineError> {
        let stack = format!("{}/{}", program.project, program.stack);
        let mut data = DataResults::new();
        let mut depth = 0;
        loop {
            let planned = catch_panic(|| make_plan(&program, snapshot, &*self.providers, &data, options));
            match planned.map_err(|panic| EngineError::Panicked { place: panic.place() })?? {
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

    /// Makes a plan that deletes every recorded resource.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn prepare_destroy(
        &self,
        project: &str,
        stack: &str,
        options: &PrepareOptions,
    ) -> Result<Prepared, EngineError> {
        let snapshot = self.store.load().await?;
        self.prepare_destroy_from(snapshot, project, stack, options).await
    }

    /// Like [`Engine::prepare_destroy`], from a state that has just been loaded.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn prepare_destroy_from(
        &self,
        snapshot: Snapshot,
        project: &str,
        stack: &str,
        options: &PrepareOptions,
    ) -> Result<Prepared, EngineError> {
        let name = format!("{project}/{stack}");
        let mut known = self.with_every_resource(self.recovered(snapshot, &name, options.reads_all()).await?)?;
        let plan_options = PlanOptions { destroy: true, ..options.plan.clone() };
        let mut read = BTreeSet::new();
        let plan = loop {
            let plan = plan_destroy(project, stack, &known.snapshot, &*self.providers, &plan_options)?;
            let more = options.refresh && options.refresh_changed;
            if !more || !self.refresh_changed(&name, &mut known, &plan, &mut read).await? {
                break plan;
            }
        };
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
        let LoadedState { snapshot, changes, refreshed, notes, .. } = known;
        let plan = Arc::new(plan);
        let digester = self.store.digester().await?;
        let hash = plan.hash(&digester);
        self.events.emit(Event::Planned { hash: hash.clone(), plan: Arc::clone(&plan) });
        let drifts = refreshed.drifts;
        Ok(Prepared { program, plan, snapshot, changes, drifts, notes, digester, hash, data, options })
    }

    /// Reads the resources that a plan changes and that were not read yet. Returns whether there were any.
    async fn refresh_changed(
        &self,
        stack: &str,
        known: &mut LoadedState,
        plan: &Plan,
        read: &mut BTreeSet<Urn>,
    ) -> Result<bool, EngineError> {
        let names = plan.steps.iter().flat_map(|step| [Some(step.urn()), step.action.moved_from()]).flatten();
        let recorded = names.filter(|urn| known.snapshot.of(urn).next().is_some());
        let scope: BTreeSet<Urn> = recorded.filter(|urn| !read.contains(urn)).cloned().collect();
        if scope.is_empty() {
            return Ok(false);
        }
        self.refresh_into(known, stack, Some(&scope), ReadMode::Full).await?;
        self.require_every_resource(known)?;
        read.extend(scope);
        Ok(true)
    }

    /// Refreshes a loaded state.
    async fn refresh_into(
        &self,
        known: &mut LoadedState,
        stack: &str,
        scope: Option<&BTreeSet<Urn>>,
        mode: ReadMode,
    ) -> Result<(), EngineError> {
        let mut found = apply::refresh(&known.snapshot, stack, &self.providers, &*self.events, scope, mode).await?;
        let serial = known.snapshot.serial;
        if !found.changes.is_empty() {
            known.snapshot.apply(&found.changes).map_err(StateError::from)?;
        }
        // No change was committed: plans are made from, and compared with, the stored state.
        known.snapshot.serial = serial;
        for message in &found.notes {
            self.events.emit(Event::Notice { level: Level::Info, message: message.to_string() });
        }
        known.changes.append(&mut found.changes);
        known.notes.append(&mut found.notes);
        known.refreshed.drifts.append(&mut found.drifts);
        known.refreshed.vanished.append(&mut found.vanished);
        known.refreshed.partly.append(&mut found.partly);
        known.refreshed.unread.append(&mut found.unread);
        Ok(())
    }

    /// See [`Self::require_every_resource`].
    fn with_every_resource(&self, mut known: LoadedState) -> Result<LoadedState, EngineError> {
        self.require_every_resource(&mut known)?;
        Ok(known)
    }

    /// For a plan, which needs every resource: fails if one could not be read. One with a value that its type does not have is
    /// planned as it is recorded.
    fn require_every_resource(&self, known: &mut LoadedState) -> Result<(), EngineError> {
        for finding in known.refreshed.keep_unknown_values() {
            self.events.emit(Event::Notice { level: Level::Warning, message: finding.to_string() });
            known.notes.push(finding);
        }
        match known.refreshed.unread.pop() {
            Some(unread) => Err(ReadError::from(unread).into()),
            None => Ok(()),
        }
    }

    /// The expected duration of a plan.
    #[must_use]
    pub fn estimate(&self, prepared: &Prepared) -> Estimate {
        Estimate::new(&prepared.plan, &prepared.snapshot.durations, &self.providers)
    }

    /// The stored state with the changes of recovery and, if requested, of a refresh with this scope and mode.
    pub(super) async fn recovered(
        &self,
        mut snapshot: Snapshot,
        stack: &str,
        refresh: Option<(Option<&BTreeSet<Urn>>, ReadMode)>,
    ) -> Result<LoadedState, EngineError> {
        let serial = snapshot.serial;
        let Recovered { changes, notes, questions, failed } = apply::recover(&snapshot, stack, &self.providers).await?;
        if !questions.is_empty() {
            return Err(EngineError::NeedsRepair(questions));
        }
        if !changes.is_empty() {
            snapshot.apply(&changes).map_err(StateError::from)?;
        }
        // No change was committed: plans are made from, and compared with, the stored state.
        snapshot.serial = serial;
        for finding in &notes {
            self.events.emit(Event::Notice { level: Level::Info, message: finding.to_string() });
        }
        let mut known = LoadedState { snapshot, changes, refreshed: Refreshed::default(), notes, failed };
        if let Some((scope, mode)) = refresh {
            self.refresh_into(&mut known, stack, scope, mode).await?;
        }
        Ok(known)
    }

    /// Reads resources that no program declares, by the names that they will get. In the order of `things`; `None` for
    /// a resource that does not exist.
    ///
    /// # Errors
    /// When a resource could not be read.
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
    /// Adds changes, which an apply of the plan commits first.
    fn change(&mut self, changes: Vec<Change>) -> Result<(), EngineError> {
        let serial = self.snapshot.serial;
        self.snapshot.apply(&changes).map_err(StateError::from)?;
        self.snapshot.serial = serial;
        self.changes.extend(changes);
        Ok(())
    }
}
