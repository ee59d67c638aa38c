//! One run of the stack: in its own process, which may be killed, or in this one.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use archipel::aws::aws::{Connection, Settings, Target};
use archipel::engine::apply::{ApplyOptions, Cancel, Providers};
use archipel::engine::engine::{Engine, PrepareOptions, Prepared};
use archipel::engine::event::{Event, EventSink};
use archipel::engine::program::Program;
use archipel::engine::state::StateStore;
use archipel::prelude::Stack;
use archipel_state::{Options, SledStore};
use serde::{Deserialize, Serialize};

use super::boundary::{Boundaries, CrashStore, http_client};
use super::stack::{PROJECT, STACK, declare};

const ORDER: &str = "ARCHIPEL_CRASH_RUN";
/// Longer than any run takes: a process that still runs then hangs.
const LONGEST: Duration = Duration::from_secs(240);

/// The goal of a run: a version of the program, or no resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Goal {
    Version(u32),
    Nothing,
}

/// A run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) endpoint: String,
    pub(crate) account: String,
    pub(crate) secret: archipel_sandbox::Secret,
    /// The folder of the state.
    pub(crate) state: PathBuf,
    pub(crate) goal: Goal,
    /// The number of concurrent steps.
    pub(crate) parallel: usize,
    /// The timeout of one attempt of a call.
    pub(crate) attempt: Duration,
    /// The boundary at which to kill, counted from 1.
    pub(crate) kill_at: Option<usize>,
}

/// The end of a process.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) killed: bool,
    /// The boundaries that it passed. If it was killed, the last is where.
    pub(crate) passed: Vec<String>,
    /// Its error output if it failed without being killed.
    pub(crate) complaint: Option<String>,
}

/// The process that is killed.
#[test]
#[ignore = "the other tests run it in a separate process"]
fn child() {
    let Ok(order) = std::env::var(ORDER) else { return };
    let order: Order = serde_json::from_str(&order).expect("an order");
    let boundaries = Arc::new(Boundaries::new(order.kill_at, &log(&order.state)));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
    if let Err(why) = runtime.block_on(run(&order, Some(boundaries))) {
        panic!("{why}");
    }
}

fn log(state: &Path) -> PathBuf {
    state.with_extension("boundaries")
}

impl Order {
    /// Runs it in its own process.
    pub(crate) async fn in_a_process(&self) -> End {
        let this = std::env::current_exe().expect("this test's binary");
        let mut command = tokio::process::Command::new(this);
        command
            .args(["crash::process::child", "--exact", "--ignored", "--nocapture"])
            .env(ORDER, serde_json::to_string(self).expect("JSON"))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let output = tokio::time::timeout(LONGEST, command.output());
        let output = output.await.unwrap_or_else(|_| panic!("a run hangs: {self:?}")).expect("it runs");
        let passed = std::fs::read_to_string(log(&self.state)).unwrap_or_default();
        let killed = std::os::unix::process::ExitStatusExt::signal(&output.status) == Some(9);
        let complaint = (!killed && !output.status.success())
            .then(|| format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)));
        End { killed, passed: passed.lines().map(str::to_owned).collect(), complaint }
    }
}

/// Plans and applies, in this process.
pub(crate) async fn run(order: &Order, boundaries: Option<Arc<Boundaries>>) -> Result<(), String> {
    let (engine, events) = engine(order, boundaries).await?;
    let prepared = prepare(&engine, order, false).await?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let mut options = ApplyOptions::new(format!("{now:x}-{:x}", std::process::id()));
    options.parallel = order.parallel;
    let summary = engine.apply(prepared, options, Cancel::new()).await.map_err(|error| error.to_string())?;
    if summary.failed + summary.skipped > 0 {
        let failures = events.0.lock().expect("no other thread panicked").join("\n");
        return Err(format!("{failures}\n{summary:?}"));
    }
    Ok(())
}

/// Plans the goal of an order, after a full refresh if `refresh` is set.
pub(crate) async fn prepare(engine: &Engine, order: &Order, refresh: bool) -> Result<Prepared, String> {
    let options = PrepareOptions { refresh, ..PrepareOptions::default() };
    let prepared = match order.goal {
        Goal::Nothing => engine.prepare_destroy(PROJECT, STACK, &options).await,
        Goal::Version(version) => engine.prepare(program(&order.account, version), &options).await,
    };
    prepared.map_err(|error| error.to_string())
}

fn program(account: &str, version: u32) -> Program {
    let stack = Stack::new(PROJECT, STACK);
    declare(&stack, account, version);
    stack.finish().unwrap_or_else(|mistakes| panic!("{:?}", mistakes.iter().map(|m| &m.message).collect::<Vec<_>>()))
}

/// The engine for an order's state and account.
pub(crate) async fn engine(
    order: &Order,
    boundaries: Option<Arc<Boundaries>>,
) -> Result<(Engine, Arc<Failures>), String> {
    let mut settings = Settings::new(Target::sandbox(&order.endpoint, &order.account, order.secret.expose()));
    settings.attempt_timeout = order.attempt;
    settings.http_client = boundaries.clone().map(http_client);
    let connection = Connection::open(settings).await.map_err(|error| error.to_string())?;
    let store = SledStore::open(&order.state, Options::default()).map_err(|error| error.to_string())?;
    let mut store: Arc<dyn StateStore> = Arc::new(store);
    if let Some(boundaries) = boundaries {
        store = Arc::new(CrashStore { store, boundaries });
    }
    let failures = Arc::new(Failures::default());
    let providers = Arc::new(Providers::new().with(Arc::new(archipel::aws::provider(connection))));
    Ok((Engine { providers, store, events: Arc::clone(&failures) as Arc<dyn EventSink> }, failures))
}

/// The failures of a run, as text.
#[derive(Default)]
pub(crate) struct Failures(Mutex<Vec<String>>);

impl EventSink for Failures {
    fn emit(&self, event: Event) {
        let said = match event {
            Event::StepFailed { urn, error, .. } => format!("{urn}: {error}"),
            Event::StepSkipped { urn, because, .. } => format!("{urn}: skipped, caused by {because}"),
            _ => return,
        };
        self.0.lock().expect("no other thread panicked").push(said);
    }
}
