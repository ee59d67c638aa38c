//! Shared by `up`, `preview`, `destroy` and `refresh`: the engine of an opened stack.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use archipel_engine::Urn;
use archipel_engine::apply::{ApplyOptions, Cancel, Drift};
use archipel_engine::engine::{
    Engine, EngineError, PrepareOptions, Prepared, RefreshReport, RollbackPlan, RunAndRollback,
};
use archipel_engine::event::{Event, EventSink, Level, NoEvents, Summary};
use archipel_engine::hook::PlannedHook;
use archipel_engine::plan::{FileOptions, Pattern, PlanOptions};
use archipel_engine::program::{Node, Program};
use archipel_engine::reference;
use archipel_engine::resource::Schemas as _;
use archipel_engine::state::{Change, LockInfo, Phase, Snapshot, StateError, StateStore};
use archipel_state::AnyStore;
#[cfg(feature = "aws")]
use archipel_state::Location;

use super::gone::{self, GonePolicy, Recorded};
use super::snapshot_reader::SnapshotReader;
use super::uses::Uses;
use crate::accounts;
use crate::args::{PlanArgs, RefreshScope, RunArgs, SelectArgs};
use crate::context::Context;
use crate::errors::{self, Result};
use crate::exit::Exit;
use crate::render::text::timestamp;
use crate::render::{Reporter, StackMetadata};
use crate::run_metadata;
use crate::select;
use crate::session::{META_TARGET, Session};
use crate::stack_references;
use crate::target::{self, ConnectedProviders, META_SANDBOX};

/// The URNs of objects in Kubernetes clusters.
const CLUSTER_CONTENTS: &str = "*::k8s:*::**";

/// The pattern of the cluster contents, if they are to be left out. The planner refuses a pattern without a match.
fn left_out(without_cluster_contents: bool, known: &[Urn]) -> Vec<Pattern> {
    let contents = Pattern::new(CLUSTER_CONTENTS);
    let matches = without_cluster_contents && known.iter().any(|urn| contents.matches(urn));
    matches.then_some(contents).into_iter().collect()
}

/// An engine connected to the providers and the state of a stack.
pub(super) struct Connected {
    pub(super) engine: Engine,
    /// Whether to refresh first, because the contents of the sandbox were lost.
    pub(super) new_world: bool,
    /// The id of the sandbox's contents.
    pub(super) world: Option<String>,
    /// The connection to AWS, if the stack uses it.
    #[cfg(feature = "aws")]
    pub(super) connection: Option<archipel_resources::aws::Connection>,
    /// The URNs and names of the resources in the program and in the state.
    known: Vec<Urn>,
    /// The resources that the sandbox leaves out, in addition to those that the command line excludes.
    left_out: Vec<Pattern>,
    /// The recorded resources.
    recorded: Recorded,
    /// What groups of resources declare once their values are known.
    later: Vec<Node>,
    /// The number of requests sent so far.
    calls: Arc<dyn Fn() -> u64 + Send + Sync>,
    state: Arc<AnyStore>,
    /// The loaded state, for the first plan.
    loaded: Mutex<Option<Snapshot>>,
    marks: Vec<Change>,
}

/// Connects a stack to the providers that its program and its state use. With `read_only`, a locked state is read as
/// it was before the current run.
pub(super) async fn connect(
    context: &Context,
    session: &Session,
    program: Option<&Program>,
    command: &str,
    read_only: bool,
) -> Result<Connected> {
    started(context, session, command);
    let running = connect_to(context, session, Uses::of(program), read_only).await?;
    with_stack_references(context, session, program, running)
}

/// With the other stacks that the program refers to.
fn with_stack_references(
    context: &Context,
    session: &Session,
    program: Option<&Program>,
    mut running: Connected,
) -> Result<Connected> {
    let nodes: Vec<&Node> = program.iter().flat_map(|program| &program.nodes).chain(&running.later).collect();
    if nodes.iter().any(|node| node.schema.provider() == reference::PROVIDER) {
        let references = stack_references::provider(context, session, &nodes)?;
        running.engine.providers = Arc::new((*running.engine.providers).clone().with(references));
    }
    Ok(running)
}

/// Reports the start of a command.
pub(super) fn started(context: &Context, session: &Session, command: &str) {
    context.reporter.emit(Event::Started {
        command: command.to_owned(),
        project: context.app.project.clone(),
        stack: session.name.clone(),
    });
}

/// Like [`connect`], for the providers of these resources and of those in the state.
pub(super) async fn connect_to(context: &Context, session: &Session, uses: Uses, read_only: bool) -> Result<Connected> {
    let mut running = connect_silent_to(context, session, uses, read_only).await?;
    let reporter = Arc::clone(&context.reporter);
    running.engine.events = Arc::new(CallCounter { reporter, calls: Arc::clone(&running.calls) });
    Ok(running)
}

/// Like [`connect`], without reporting events, for queries.
pub(super) async fn connect_silent(
    context: &Context,
    session: &Session,
    program: Option<&Program>,
    read_only: bool,
) -> Result<Connected> {
    let running = connect_silent_to(context, session, Uses::of(program), read_only).await?;
    with_stack_references(context, session, program, running)
}

async fn connect_silent_to(context: &Context, session: &Session, uses: Uses, read_only: bool) -> Result<Connected> {
    let Uses { declared, scopes, hooks, later } = uses;
    #[cfg(feature = "aws")]
    if let Location::S3(location) = &session.state
        && let Some(url) = location.endpoint.as_deref().filter(|url| archipel_endpoints::is_unencrypted(url))
    {
        context.reporter.notice(Level::Warning, crate::endpoints::unencrypted_endpoint(url));
    }
    let (state, peek) = session.load().await?;
    let store: Arc<dyn StateStore> = if read_only {
        let reader = SnapshotReader::new(Arc::clone(&state), Arc::clone(&context.reporter));
        reader.report(&peek);
        Arc::new(reader)
    } else {
        if let Some(holder) = peek.writer {
            return Err(errors::state(&StateError::Locked(Box::new(holder))).into());
        }
        Arc::clone(&state) as Arc<dyn StateStore>
    };
    let snapshot = peek.snapshot;
    session.check_target(&snapshot)?;
    let here = session.holder("");
    if !read_only {
        snapshot.ensure_not_held(&here).map_err(|error| errors::state(&error))?;
    }
    if let Some(hold) = snapshot.hold().filter(|hold| hold.who != here.who || hold.is_expired()) {
        let until = timestamp(hold.until);
        let verb = if hold.is_expired() { "had locked" } else { "has locked" };
        context.reporter.notice(Level::Warning, format!("{} {verb} the state until {until}: {}", hold.who, hold.why));
    }
    let recorded = snapshot.records.keys().chain(snapshot.pending.iter().map(|pending| &pending.key));
    let recorded_hooks = recorded_hooks(&snapshot);
    let used: BTreeSet<&str> = declared
        .iter()
        .chain(later.iter().map(|node| &node.urn))
        .chain(recorded.map(|key| &key.urn))
        .map(Urn::type_name)
        .chain(hooks.iter().map(String::as_str))
        .chain(recorded_hooks.iter().map(String::as_str))
        .map(|type_name| type_name.split(':').next().unwrap_or(type_name))
        .collect();
    let connected = target::connect(context, session, &snapshot, |provider| used.contains(provider)).await?;
    let accounts = accounts::verify(session, &connected.providers, &snapshot, scopes, !read_only).await?;
    let new_world = connected.is_new_world(&snapshot);
    if new_world {
        let message = "the sandbox was restarted or reset since the last run and has none of the recorded resources: refreshing first";
        context.reporter.notice(Level::Info, message);
    }
    let marks = marks(session, &connected, &snapshot).into_iter().chain(accounts).collect();
    let world = connected.world.clone();
    let known: Vec<Urn> = declared.iter().chain(snapshot.records.keys().map(|key| &key.urn)).cloned().collect();
    let live = snapshot.records.values().filter(|record| record.phase == Phase::Live);
    let recorded = live.map(|record| (record.key.urn.clone(), record.environment.clone())).collect();
    let engine = Engine { providers: connected.providers, store, events: Arc::new(NoEvents) };
    let left_out = left_out(session.without_cluster_contents, &known);
    Ok(Connected {
        engine,
        new_world,
        world,
        #[cfg(feature = "aws")]
        connection: connected.connection,
        known,
        left_out,
        recorded,
        later,
        calls: connected.calls,
        state,
        loaded: Mutex::new(Some(snapshot)),
        marks,
    })
}

/// The kinds of the hooks that the state has: around deletes, and those that an earlier run did not finish.
fn recorded_hooks(snapshot: &Snapshot) -> BTreeSet<String> {
    let around = snapshot.records.values().flat_map(|record| record.desired.options.hooks());
    let unfinished = snapshot.pending.iter().filter_map(|pending| PlannedHook::read(&pending.desired.inputs));
    around.chain(unfinished).map(|(hook, _)| hook.kind).collect()
}

/// Metadata that the state records for the command line, where it changed.
fn marks(session: &Session, connected: &ConnectedProviders, snapshot: &Snapshot) -> Vec<Change> {
    let target = Some(session.target.as_str().to_owned());
    [(META_TARGET, target), (META_SANDBOX, connected.world.clone())]
        .into_iter()
        .filter(|(key, value)| snapshot.meta.get(*key) != value.as_ref())
        .map(|(key, value)| Change::Meta(key.to_owned(), value))
        .collect()
}

/// The types whose resources no list shows, with the number of their resources. Each is read by itself.
#[cfg_attr(
    not(feature = "aws"),
    allow(unused_variables, unused_mut, reason = "only types of CloudFormation say whether they are listed")
)]
fn unlisted<'n>(types: impl Iterator<Item = &'n str>) -> BTreeMap<&'n str, usize> {
    let mut unlisted = BTreeMap::new();
    #[cfg(feature = "aws")]
    for type_name in types.filter(|name| name.contains("::")) {
        let handlers = archipel_cfn_schema::schema(type_name).map(|schema| &schema.handlers);
        if handlers.is_ok_and(|handlers| !handlers.lists_all()) {
            *unlisted.entry(type_name).or_default() += 1;
        }
    }
    unlisted
}

impl Connected {
    /// The recorded types whose resources no list shows, and how many resources each has.
    pub(super) fn unlisted(&self) -> BTreeMap<&str, usize> {
        unlisted(self.recorded.keys().map(Urn::type_name))
    }

    /// Plans and shows the plan.
    pub(super) async fn prepare(&self, program: Program, options: &FileOptions) -> Result<Prepared> {
        let how = self.how(options);
        self.engine.prepare_from(self.loaded().await?, program, &how).await.map_err(errors::engine)
    }

    /// Plans the return to an earlier state and shows the plan.
    pub(super) async fn prepare_return(
        &self,
        program: Program,
        options: &FileOptions,
        then: Arc<Snapshot>,
    ) -> Result<Prepared> {
        let how = PrepareOptions { rollback_to: Some(then), ..self.how(options) };
        self.engine.prepare_from(self.loaded().await?, program, &how).await.map_err(errors::engine)
    }

    /// Plans the deletion of all resources and shows the plan.
    pub(super) async fn prepare_destroy(
        &self,
        context: &Context,
        session: &Session,
        options: &FileOptions,
    ) -> Result<Prepared> {
        let types: BTreeSet<&str> = self.recorded.keys().map(Urn::type_name).collect();
        let schemas = types.into_iter().filter_map(|name| self.engine.providers.schema(name));
        let schemas = schemas.map(|schema| (schema.type_name, schema)).collect();
        context.reporter.metadata(StackMetadata { schemas, ..StackMetadata::default() });
        let (project, how) = (&context.app.project, self.how(options));
        let snapshot = self.loaded().await?;
        self.engine.prepare_destroy_from(snapshot, project, &session.name, &how).await.map_err(errors::engine)
    }

    /// Records what a refresh found. The next plan loads the state again.
    pub(super) async fn record(&self, report: &mut RefreshReport, options: &ApplyOptions) -> Result<()> {
        self.engine.record(report, options).await.map_err(errors::engine)?;
        *self.loaded.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// The loaded state. Every plan but the first loads it again.
    async fn loaded(&self) -> Result<Snapshot> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner).take();
        match loaded {
            Some(snapshot) => Ok(snapshot),
            None => self.engine.store.load().await.map_err(|error| errors::state(&error).into()),
        }
    }

    fn how(&self, options: &FileOptions) -> PrepareOptions {
        PrepareOptions {
            refresh: options.refresh || self.new_world,
            // A new sandbox has none of the recorded resources.
            refresh_changed: options.refresh_changed && !self.new_world,
            rollback_to: None,
            plan: PlanOptions {
                targets: options.targets.clone(),
                excludes: options.excludes.clone(),
                target_dependents: options.target_dependents,
                target_dependencies: options.target_dependencies,
                replace: options.replace.clone(),
                ignore_protect: options.ignore_protect.clone(),
                ..PlanOptions::default()
            },
        }
    }

    /// The planner options on the command line.
    pub(super) fn options(&self, args: &PlanArgs) -> Result<FileOptions> {
        Ok(FileOptions {
            refresh: args.refresh.is_some(),
            refresh_changed: args.refresh == Some(RefreshScope::Changed),
            targets: select::patterns("--target", &args.select.target, self.known.iter())?,
            excludes: self.excludes(&args.select)?,
            target_dependents: args.target_dependents,
            target_dependencies: args.target_dependencies,
            replace: select::patterns("--replace", &args.replace, self.known.iter())?,
            ignore_protect: select::patterns("--ignore-protect", &args.ignore_protect, self.known.iter())?,
        })
    }

    /// The resources selected for a refresh; none for all.
    pub(super) fn scope(&self, args: &SelectArgs) -> Result<Option<BTreeSet<Urn>>> {
        if args.target.is_empty() && args.exclude.is_empty() && self.left_out.is_empty() {
            return Ok(None);
        }
        let targets = select::patterns("--target", &args.target, self.known.iter())?;
        let excludes = self.excludes(args)?;
        let any = |patterns: &[Pattern], urn: &Urn| patterns.iter().any(|pattern| pattern.matches(urn));
        let meant = |urn: &&Urn| (targets.is_empty() || any(&targets, urn)) && !any(&excludes, urn);
        Ok(Some(self.known.iter().filter(meant).cloned().collect()))
    }

    /// The excluded resources, and those that the sandbox leaves out.
    fn excludes(&self, args: &SelectArgs) -> Result<Vec<Pattern>> {
        let mut excludes = select::patterns("--exclude", &args.exclude, self.known.iter())?;
        excludes.extend(self.left_out.iter().cloned());
        Ok(excludes)
    }

    /// The URNs and names of the resources in the program and in the state.
    pub(super) fn known(&self) -> impl Iterator<Item = &Urn> + Clone {
        self.known.iter()
    }

    /// Whether missing resources found by a refresh may be recorded as gone: see [`gone::check`]. A new sandbox was
    /// reported before and needs no confirmation.
    pub(super) async fn may_record(&self, context: &Context, drifts: &[Drift], policy: GonePolicy) -> Result<bool> {
        if self.new_world { Ok(true) } else { gone::check(context, &self.recorded, drifts, policy).await }
    }

    /// Records metadata in the state when the plan is applied.
    pub(super) fn mark(&mut self, key: &str, value: String) {
        self.marks.push(Change::Meta(key.to_owned(), Some(value)));
    }

    /// Applies a plan; handles Ctrl-C.
    pub(super) async fn apply(&self, context: &Context, prepared: Prepared, options: ApplyOptions) -> Result<Summary> {
        let cancel = Cancel::new();
        let apply = self.engine.apply(self.marked(prepared), options, cancel.clone());
        self.guarded(context, cancel, apply).await
    }

    /// Applies a plan, and the rollback if a step fails; handles Ctrl-C.
    pub(super) async fn apply_or_roll_back(
        &self,
        context: &Context,
        prepared: Prepared,
        rollback: RollbackPlan,
        options: ApplyOptions,
    ) -> Result<RunAndRollback> {
        let cancel = Cancel::new();
        let apply = self.engine.apply_or_roll_back(self.marked(prepared), rollback, options, cancel.clone());
        self.guarded(context, cancel, apply).await
    }

    /// With the metadata that the state records for the command line.
    fn marked(&self, mut prepared: Prepared) -> Prepared {
        if !prepared.plan.is_empty() || !prepared.changes.is_empty() {
            prepared.changes.extend(self.marks.iter().cloned());
        }
        prepared
    }

    async fn guarded<T>(
        &self,
        context: &Context,
        cancel: Cancel,
        apply: impl Future<Output = std::result::Result<T, EngineError>>,
    ) -> Result<T> {
        let _guard = context.during(&cancel);
        tokio::pin!(apply);
        let by = tokio::select! {
            applied = &mut apply => return applied.map_err(errors::engine),
            by = self.state.lost() => by.map(Box::new),
        };
        let lost = StateError::Lost { location: self.state.location(), by };
        context
            .reporter
            .notice(Level::Error, format!("{lost}: no further steps will start; operations in flight will finish"));
        cancel.request();
        // The journal has the unrecorded operations as pending, for the new lock holder.
        match apply.await {
            Ok(_) => Err(errors::state(&lost).into()),
            Err(error) => Err(errors::engine(error)),
        }
    }
}

/// The options for applying a plan.
pub(super) fn options(session: &Session, command: &str, args: Option<&RunArgs>) -> ApplyOptions {
    let holder: LockInfo = session.holder(command);
    let mut options = ApplyOptions::new(format!("{:x}-{:x}", holder.since, holder.pid)).held_by(holder);
    options.author = run_metadata::author(&session.root);
    if let Some(parallel) = args.and_then(|args| args.parallel).or(session.settings.parallel) {
        options.parallel = parallel.get();
    }
    let policy = args.and_then(|args| args.on_region_failure).map(Into::into);
    if let Some(policy) = policy.or(session.settings.on_region_failure) {
        options.on_region_failure = policy;
    }
    options.stop_on_error = args.is_some_and(|args| args.stop_on_error);
    options
}

/// The exit code of a run.
pub(super) fn exit(summary: &Summary, detailed: bool) -> Exit {
    if summary.cancelled {
        Exit::Interrupted
    } else if summary.failed > 0 || summary.skipped > 0 {
        Exit::Failed
    } else if detailed && summary.created + summary.updated + summary.replaced + summary.deleted > 0 {
        Exit::Changes
    } else {
        Exit::Done
    }
}

/// Adds the number of API calls to the summary, which the engine does not count.
struct CallCounter {
    reporter: Arc<Reporter>,
    calls: Arc<dyn Fn() -> u64 + Send + Sync>,
}

impl EventSink for CallCounter {
    fn emit(&self, event: Event) {
        self.reporter.emit(match event {
            Event::Finished { summary } => {
                Event::Finished { summary: Summary { api_calls: (self.calls)().max(summary.api_calls), ..summary } }
            }
            other => other,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "aws")]
    #[test]
    fn types_that_no_list_shows_are_counted() {
        let recorded = [
            "AWS::OpenSearchService::Domain",
            "AWS::OpenSearchService::Domain",
            "AWS::Cognito::UserPoolClient",
            "AWS::SQS::Queue",
            "aws:s3/BucketPolicy",
        ];
        // The clients of a user pool are listed only within it.
        let expected = BTreeMap::from([("AWS::Cognito::UserPoolClient", 1), ("AWS::OpenSearchService::Domain", 2)]);
        assert_eq!(unlisted(recorded.into_iter()), expected);
    }

    #[test]
    fn cluster_contents_are_left_out_if_there_are_any() {
        let (object, cluster) = (Urn::new("eu", "k8s:Object", "x"), Urn::new("eu", "aws:eks/Cluster", "x"));
        assert!(left_out(true, std::slice::from_ref(&cluster)).is_empty());
        assert_eq!(left_out(true, &[cluster, object.clone()]).len(), 1);
        assert!(left_out(false, &[object]).is_empty());
    }

    #[test]
    fn cluster_contents_are_the_objects_in_clusters_and_nothing_else() {
        let contents = Pattern::new(CLUSTER_CONTENTS);
        assert!(contents.matches(&Urn::new("eu-west-1", "k8s:Object", "platform/argo/project")));
        assert!(contents.matches(&Urn::new("global", "k8s:Object", "x")));
        for kind in ["aws:eks/Cluster", "AWS::EKS::Cluster", "files:File"] {
            assert!(!contents.matches(&Urn::new("eu-west-1", kind, "k8s/x")), "{kind}");
        }
    }
}
