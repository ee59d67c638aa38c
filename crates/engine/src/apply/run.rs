//! The inputs and options of a run.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use futures::future::BoxFuture;

use super::cancel::Cancel;
use super::regions::OnRegionFailure;
use crate::event::EventSink;
use crate::model::catch_panic::Panic;
use crate::model::digest::Digester;
use crate::model::time::now;
use crate::plan::{DataResults, Plan};
use crate::program::Program;
use crate::provider::{ErrorKind, ProviderError, Providers};
use crate::state::{Author, LockInfo, Snapshot, StateError, StateStore, Summary};

/// How a plan is applied.
#[derive(Clone, Debug)]
pub struct ApplyOptions {
    /// How many steps may work at the same time. Those that only wait do not count.
    pub parallel: usize,
    /// The run's id: unique among the runs of the stack.
    pub run_id: String,
    /// Whether the first failure keeps every step that has not started from starting. Otherwise steps that do not
    /// depend on the failed one continue.
    pub stop_on_error: bool,
    /// What the run does after a whole region has failed.
    pub on_region_failure: OnRegionFailure,
    /// The lock holder, which is shown to runs that find the state locked.
    pub holder: LockInfo,
    /// The author of the run, for the history.
    pub author: Author,
    /// Confirms a later wave before it is applied; `None` applies it without asking.
    pub confirm: Option<Confirm>,
    /// The number of requests that were sent, for the summary; the sender increments it.
    pub api_calls: Option<Arc<AtomicU64>>,
}

impl ApplyOptions {
    /// The default options, for a run with this id.
    #[must_use]
    pub fn new(run_id: impl Into<String>) -> Self {
        let who = "archipel".to_owned();
        let holder = LockInfo { who, pid: std::process::id(), what: "apply".to_owned(), since: now() };
        Self {
            parallel: 64,
            run_id: run_id.into(),
            stop_on_error: false,
            on_region_failure: OnRegionFailure::default(),
            holder,
            author: Author::default(),
            confirm: None,
            api_calls: None,
        }
    }

    /// The same options for this lock holder.
    #[must_use]
    pub fn held_by(mut self, holder: LockInfo) -> Self {
        self.holder = holder;
        self
    }
}

/// A later wave of a run, before it is applied.
pub struct Wave {
    /// Its plan.
    pub plan: Arc<Plan>,
    /// The program, with the groups that earlier waves made known.
    pub program: Arc<Program>,
    /// The state that the plan was made from.
    pub snapshot: Snapshot,
}

/// Decides whether a later wave is applied: evaluates policies, asks the user.
#[derive(Clone)]
pub struct Confirm(Arc<Ask>);

type Ask = dyn Fn(Wave) -> BoxFuture<'static, bool> + Send + Sync;

impl Confirm {
    /// Asks through this function.
    pub fn new(ask: impl Fn(Wave) -> BoxFuture<'static, bool> + Send + Sync + 'static) -> Self {
        Self(Arc::new(ask))
    }

    pub(crate) async fn ask(&self, wave: Wave) -> bool {
        (self.0)(wave).await
    }
}

impl std::fmt::Debug for Confirm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Confirm")
    }
}

/// Everything that one application of a plan needs.
pub struct Run {
    /// The program that the plan was made from; none for a plan that only deletes.
    pub program: Option<Arc<Program>>,
    pub plan: Arc<Plan>,
    /// The state that the plan was made from.
    pub snapshot: Snapshot,
    /// The state's digester, for tokens.
    pub digester: Digester,
    /// The outputs of the data sources that were read for the plan.
    pub data: DataResults,
    /// Serves the resource types.
    pub providers: Arc<Providers>,
    /// The state store. The caller holds the lock.
    pub store: Arc<dyn StateStore>,
    /// Receives events.
    pub events: Arc<dyn EventSink>,
    pub options: ApplyOptions,
    /// Ctrl-C.
    pub cancel: Cancel,
}

/// Why a run stopped.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The state could not be written, so no further steps were started.
    #[error("{error}")]
    State {
        #[source]
        error: StateError,
        /// The steps that finished before.
        summary: Box<Summary>,
    },
}

/// The error of a resource type that panicked. It leaves the panic's message out, which may contain a secret.
pub(super) fn panicked(type_name: &str, panic: &Panic) -> ProviderError {
    let place = panic.place();
    ProviderError::new(ErrorKind::Internal, format!("bug in resource type {type_name}: it panicked{place}"))
}
