//! Recovery programs: how a stack moves from one of its regions to another, and back.
//!
//! A recovery program is declared beside the program of a stack with [`App::recovery`](crate::App::recovery). It declares the
//! roles that a failover changes, such as the writer of a database, as resources, from what the state of the stack records. So
//! a failover is a plan like any other: shown first, saved, journalled and applied by the same engine, in a state of its own
//! beside that of the stack. In the stack itself the roles are observed and not desired, and its plan stays empty.

#[cfg(test)]
pub(crate) mod application;
pub(crate) mod drills;
pub(crate) mod flow;
pub(crate) mod paced;
pub mod testing;
pub(crate) mod text;
pub(crate) mod verification;
mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use archipel_engine::program::Program;
use archipel_engine::state::{Phase, Snapshot};
use archipel_engine::{Stack, Urn, Value};
use serde::{Deserialize, Serialize};

use crate::config::{Configuration, Document};
use crate::errors::Result;
use crate::program::{self, BoxError};

pub use archipel_resources::takeover::Check;
pub(crate) use drills::Place;
pub use drills::{DrillAlarm, DrillStore, Drills, Scenario, Signal, Targets};

/// The output of a recovery plan with what its program read of the stack's state.
pub(crate) const RECORDED: &str = "recorded";

/// A resource of the stack, as its state records it. Secrets are not part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// The URN: `eu-west-1::aws:rds/Cluster::database/main`.
    pub urn: String,
    /// The inputs that were applied last.
    pub inputs: serde_json::Value,
    /// The outputs.
    pub outputs: serde_json::Value,
}

impl Recorded {
    /// The region of the resource; `global` for one that has none.
    #[must_use]
    pub fn region(&self) -> &str {
        self.urn.split("::").next().unwrap_or_default()
    }

    /// The path in the program: `database/main`.
    #[must_use]
    pub fn path(&self) -> &str {
        self.urn.rsplit("::").next().unwrap_or_default()
    }

    /// An output that is a text.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&str> {
        self.outputs.get(name)?.as_str()
    }

    /// An input that is a text.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&str> {
        self.inputs.get(name)?.as_str()
    }
}

/// The recorded resources of a stack, by type.
pub(crate) type RecordedTypes = BTreeMap<String, Vec<Recorded>>;

/// What the state of a stack records.
pub(crate) fn recorded(snapshot: &Snapshot) -> RecordedTypes {
    let plain = |value: &Value| serde_json::to_value(value).unwrap_or_default();
    let mut types = RecordedTypes::new();
    for record in snapshot.records.values().filter(|record| record.phase == Phase::Live) {
        let urn = &record.key.urn;
        let recorded =
            Recorded { urn: urn.to_string(), inputs: plain(&record.desired.inputs), outputs: plain(&record.outputs) };
        types.entry(urn.type_name().to_owned()).or_default().push(recorded);
    }
    types
}

/// Whether the region that loses the roles answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Both regions work. Aurora replicates everything before the writer moves, and buckets copy what is left; a global datastore of
    /// ElastiCache loses what it had not replicated, because it has no call that waits for that.
    Planned,
    /// The other region is lost, and with it what it had not replicated.
    Unplanned,
}

impl Mode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Unplanned => "unplanned",
        }
    }
}

/// One step of a recovery plan, for its reader: what an operator needs to know before it runs.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Step {
    pub(crate) what: String,
    pub(crate) reason: String,
    pub(crate) takes: Duration,
    pub(crate) loss: Option<String>,
    pub(crate) back: Option<String>,
    pub(crate) commands: Vec<(String, String)>,
}

impl Step {
    /// What the step does, and why: `the database writes in us-east-1`, `eu-west-1 does not answer`.
    pub fn new(what: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { what: what.into(), reason: reason.into(), ..Self::default() }
    }

    /// How long it takes.
    pub fn takes(mut self, time: Duration) -> Self {
        self.takes = time;
        self
    }

    /// What can be lost.
    pub fn loses(mut self, what: impl Into<String>) -> Self {
        self.loss = Some(what.into());
        self
    }

    /// The way back.
    pub fn back(mut self, how: impl Into<String>) -> Self {
        self.back = Some(how.into());
        self
    }

    /// A command of the AWS command line that does the same, for the runbook: without `--region`, which is added.
    pub fn command(mut self, region: impl Into<String>, command: impl Into<String>) -> Self {
        self.commands.push((region.into(), command.into()));
        self
    }

    /// Another command for the runbook, such as one of `kubectl`.
    pub fn shell(self, command: impl Into<String>) -> Self {
        self.command("", command)
    }
}

/// A check of the region that takes over.
#[derive(Clone, Debug)]
pub(crate) struct NamedCheck {
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) check: Check,
    /// The greatest lag, in a planned and in an unplanned failover.
    pub(crate) budget: Option<Duration>,
    /// The name of the check of the store that a lag is of: one that has moved already has none.
    pub(crate) store: Option<String>,
}

/// What a recovery program declared for its reader.
#[derive(Clone, Debug, Default)]
pub(crate) struct Declarations {
    pub(crate) steps: Vec<(Urn, Step)>,
    pub(crate) checks: Vec<NamedCheck>,
    pub(crate) problems: Vec<String>,
    pub(crate) shortages: Vec<String>,
    /// The types whose records the program read.
    pub(crate) read: BTreeSet<String>,
    /// The drills of the stack.
    pub(crate) drills: Option<Drills>,
    /// How the plan is verified at its end.
    pub(crate) verified: Option<String>,
}

/// A recovery program while it runs: the failover that it is for, and what the state of the stack records.
///
/// A recovery program is pure, as every program is: it declares, and calls nothing.
#[derive(Debug)]
pub struct Recovery {
    stack: Stack,
    from: String,
    to: String,
    mode: Mode,
    is_sandbox: bool,
    recorded: Arc<RecordedTypes>,
    declared: Mutex<Declarations>,
}

/// The failover that a recovery program is run for.
#[derive(Clone, Debug)]
pub(crate) struct Failover {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) mode: Mode,
    pub(crate) is_sandbox: bool,
    pub(crate) recorded: Arc<RecordedTypes>,
}

impl Recovery {
    pub(crate) fn new(stack: &Stack, failover: &Failover) -> Self {
        let Failover { from, to, mode, is_sandbox, recorded } = failover.clone();
        Self { stack: stack.clone(), from, to, mode, is_sandbox, recorded, declared: Mutex::default() }
    }

    /// The plan, for the resources that are the steps. Steps are the same resources whichever region takes over: a URN must
    /// not contain it.
    #[must_use]
    pub fn stack(&self) -> &Stack {
        &self.stack
    }

    /// The region that loses the roles.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.from
    }

    /// The region that takes over.
    #[must_use]
    pub fn to(&self) -> &str {
        &self.to
    }

    /// Whether both regions work. Otherwise no step may depend on a call in the region that loses the roles.
    #[must_use]
    pub fn is_planned(&self) -> bool {
        self.mode == Mode::Planned
    }

    /// Whether the target is the sandbox, in which no name is resolved and no workload runs.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self.is_sandbox
    }

    /// The resources of a type in the state of the stack. The recovery plan keeps them, for a failover that cannot read that
    /// state.
    #[must_use]
    pub fn recorded(&self, type_name: &str) -> Vec<Recorded> {
        self.declared().read.insert(type_name.to_owned());
        self.recorded.get(type_name).cloned().unwrap_or_default()
    }

    /// As [`recorded`](Self::recorded), for [`drills`](Self::drills): the recovery plan does not keep these resources.
    #[must_use]
    pub fn recorded_for_drills(&self, type_name: &str) -> Vec<Recorded> {
        self.recorded.get(type_name).cloned().unwrap_or_default()
    }

    /// Describes a step: the resource with this URN. The order of the descriptions is that of the runbook.
    pub fn step(&self, urn: &Urn, step: Step) {
        self.declared().steps.push((urn.clone(), step));
    }

    /// Adds a check of the region that takes over. Checks run at once, before anything is changed.
    pub fn check(&self, name: impl Into<String>, check: Check) {
        self.add(NamedCheck { name: name.into(), region: self.to.clone(), check, budget: None, store: None });
    }

    /// Adds a check of the lag of a store, which has a check of this name, with the greatest lag that may be lost.
    pub fn check_lag(&self, store: impl Into<String>, check: Check, budget: Duration) {
        let (region, store) = (self.to.clone(), store.into());
        let name = format!("{store} lag");
        self.add(NamedCheck { name, region, check, budget: Some(budget), store: Some(store) });
    }

    fn add(&self, check: NamedCheck) {
        self.declared().checks.push(check);
    }

    /// Reports why the region cannot take over. Nothing is changed.
    pub fn problem(&self, why: impl Into<String>) {
        self.declared().problems.push(why.into());
    }

    /// Declares the drills of the stack, for `drill`.
    pub fn drills(&self, drills: Drills) {
        self.declared().drills = Some(drills);
    }

    /// Reports why the region does not have the capacity for the whole load, and what to do. A planned failover is refused; an
    /// unplanned one warns, because a region that serves its users slowly is better than none.
    pub fn shortage(&self, why: impl Into<String>) {
        self.declared().shortages.push(why.into());
    }

    fn declared(&self) -> std::sync::MutexGuard<'_, Declarations> {
        self.declared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the program: exports what it read of the stack's state, and returns what it declared.
    pub(crate) fn finish(self) -> Declarations {
        let declared = self.declared.into_inner().unwrap_or_else(PoisonError::into_inner);
        let read = |name: &String| Some((name.clone(), self.recorded.get(name)?.clone()));
        let read: RecordedTypes = declared.read.iter().filter_map(read).collect();
        self.stack.output(RECORDED, serde_json::to_string(&read).unwrap_or_default());
        declared
    }
}

/// What the last run of a recovery program kept of the stack's state.
pub(crate) fn kept(outputs: &BTreeMap<String, Value>) -> Option<RecordedTypes> {
    serde_json::from_str(outputs.get(RECORDED)?.as_str()?).ok()
}

/// What a recovery program declares for a failover.
pub(crate) type Declare = dyn Fn(&Recovery) -> std::result::Result<(), BoxError>;

/// Runs a recovery program.
pub(crate) fn declared(
    project: &str,
    stack: &str,
    failover: &Failover,
    declare: Box<Declare>,
) -> Result<(Program, Declarations)> {
    let declared = Arc::new(Mutex::new(Declarations::default()));
    let (kept, this) = (Arc::clone(&declared), failover.clone());
    let ready: program::Ready = Box::new(move |stack: &Stack| {
        let recovery = Recovery::new(stack, &this);
        let ended = declare(&recovery);
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = recovery.finish();
        ended
    });
    let program = program::run(project, stack, &ready)?;
    let declared = std::mem::take(&mut *declared.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((program, declared))
}

/// A recovery program with its configuration, ready to run.
pub(crate) struct ReadyRecovery {
    /// The region that has the roles at first, and the standby region.
    pub(crate) regions: [String; 2],
    pub(crate) declare: Box<Declare>,
}

type Read = dyn Fn(&Document) -> Result<ReadyRecovery> + Send + Sync;

/// A recovery program that reads its configuration from a document.
#[derive(Clone)]
pub(crate) struct RecoverySource(Arc<Read>);

impl std::fmt::Debug for RecoverySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoverySource")
    }
}

impl RecoverySource {
    pub(crate) fn new<C, E, R, F>(regions: R, program: F) -> Self
    where
        C: Configuration + 'static,
        E: Into<BoxError>,
        R: Fn(&C) -> [String; 2] + Send + Sync + 'static,
        F: Fn(&Recovery, &C) -> std::result::Result<(), E> + Send + Sync + 'static,
    {
        let program = Arc::new(program);
        Self(Arc::new(move |document| {
            let config = document.typed::<C>()?;
            let (regions, program) = (regions(&config), Arc::clone(&program));
            let declare = Box::new(move |recovery: &Recovery| program(recovery, &config).map_err(Into::into));
            Ok(ReadyRecovery { regions, declare })
        }))
    }

    /// Reads the configuration.
    pub(crate) fn ready(&self, document: &Document) -> Result<ReadyRecovery> {
        (self.0)(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failover() -> Failover {
        let cluster = Recorded {
            urn: "eu-west-1::aws:rds/Cluster::database/main".to_owned(),
            inputs: serde_json::json!({}),
            outputs: serde_json::json!({"arn": "arn:a"}),
        };
        Failover {
            from: "eu-west-1".to_owned(),
            to: "us-east-1".to_owned(),
            mode: Mode::Planned,
            is_sandbox: true,
            recorded: Arc::new(BTreeMap::from([
                ("aws:rds/Cluster".to_owned(), vec![cluster]),
                ("aws:kms/Key".to_owned(), Vec::new()),
            ])),
        }
    }

    #[test]
    fn a_recovery_plan_keeps_what_its_program_read_of_the_state() {
        let stack = Stack::new("p", "s");
        let recovery = Recovery::new(&stack, &failover());
        let clusters = recovery.recorded("aws:rds/Cluster");
        assert_eq!((clusters[0].region(), clusters[0].path()), ("eu-west-1", "database/main"));
        assert_eq!(clusters[0].output("arn"), Some("arn:a"));
        recovery.finish();
        let program = stack.finish().unwrap();
        let outputs = program.outputs.iter().filter_map(|(name, expr)| Some((name.clone(), expr.as_known()?.clone())));
        let kept = kept(&outputs.collect()).unwrap();
        assert_eq!(kept.keys().collect::<Vec<_>>(), ["aws:rds/Cluster"], "and nothing else");
        assert_eq!(kept["aws:rds/Cluster"], clusters);
    }
}
