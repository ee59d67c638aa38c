//! Hooks: work around the operations of a resource, as steps of the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::any_input::AnyInput;
use super::expr::{Expr, NodeId, ProgramError, SourceLocation};
use crate::model::hook::{HookPoint, HookPolicy, PlannedHook};
use crate::model::value::Value;

/// The time limit of a hook without one.
const TIMEOUT: Duration = Duration::from_secs(300);

/// Work that runs before or after an operation of a resource, or when one has failed.
///
/// ```
/// # use std::time::Duration;
/// # use archipel_engine::{Scope, program::{Declared, Hook}};
/// # fn declare(scope: &Scope, service: &impl Declared) {
/// // What depends on the service waits until it answers.
/// let answers = Hook::http("https://shop.example.com/health").after_create().after_update();
/// scope.hook("answers", service, answers.timeout(Duration::from_secs(600)));
/// // A page is sent if an operation of the service fails; the run does not depend on it.
/// scope.hook("page", service, Hook::run(["./page.sh", "shop"]).on_failure().continue_on_error());
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Hook {
    pub(super) kind: String,
    pub(super) inputs: BTreeMap<String, Expr>,
    pub(super) points: BTreeSet<HookPoint>,
    pub(super) policy: HookPolicy,
    pub(super) timeout: Duration,
    pub(super) retries: u32,
}

impl Hook {
    /// A hook of this kind, for the handlers of a provider: `Hook::new("pager:notify").input("team", "shop")`.
    pub fn new(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            inputs: BTreeMap::new(),
            points: BTreeSet::new(),
            policy: HookPolicy::Fail,
            timeout: TIMEOUT,
            retries: 0,
        }
    }

    /// Runs a program on this machine: the program and its arguments, without a shell. It succeeds with exit code 0.
    /// It gets the hook as JSON on standard input, with `input("stdin", ..)` as its `input`: pass secrets there, because
    /// other processes see arguments. Its environment has `PATH`, `HOME` and the like, `ARCHIPEL_HOOK_TOKEN`, and the
    /// variables of [`Hook::env`], but none of the other variables of this process, which may be secrets.
    pub fn run<A: AnyInput>(command: impl IntoIterator<Item = A>) -> Self {
        let command = command.into_iter().map(|argument| argument.to_expr()).collect();
        let mut hook = Self::new("local:run");
        hook.inputs.insert("command".to_owned(), Expr::list(command));
        hook
    }

    /// Waits, on this machine, until an address answers a GET request with a status from 200 to 299; redirects are not
    /// followed. `input("status", 401)` wants another one, `input("contains", "ok")` a text in the body, and
    /// `input("headers", ..)` sends headers, which may be secret. It asks again until its time limit.
    pub fn http(url: impl AnyInput) -> Self {
        Self::new("local:http").input("url", url)
    }

    /// Sets a variable in the environment of a program. Secrets are refused.
    pub fn env(mut self, name: impl Into<String>, value: impl AnyInput) -> Self {
        let variable = Expr::map(BTreeMap::from([(name.into(), value.to_expr())]));
        let before = self.inputs.remove("env");
        self.inputs.insert("env".to_owned(), Expr::merge(before.into_iter().chain([variable]).collect()));
        self
    }

    /// Sets an input of the handler.
    pub fn input(mut self, name: impl Into<String>, value: impl AnyInput) -> Self {
        self.inputs.insert(name.into(), value.to_expr());
        self
    }

    /// Runs at this point. A hook may have several.
    pub fn at(mut self, point: HookPoint) -> Self {
        self.points.insert(point);
        self
    }

    /// Runs before the resource is created, or created again in a replacement.
    pub fn before_create(self) -> Self {
        self.at(HookPoint::BeforeCreate)
    }

    /// Runs after the resource was created. What depends on it, and the delete of a replaced one, wait.
    pub fn after_create(self) -> Self {
        self.at(HookPoint::AfterCreate)
    }

    /// Runs before the resource is updated in place.
    pub fn before_update(self) -> Self {
        self.at(HookPoint::BeforeUpdate)
    }

    /// Runs after the resource was updated in place. What depends on it waits.
    pub fn after_update(self) -> Self {
        self.at(HookPoint::AfterUpdate)
    }

    /// Runs before the resource is deleted: because the program no longer declares it, in a replacement, or by `destroy`.
    /// State records the hook with its inputs, and the recorded one runs.
    pub fn before_delete(self) -> Self {
        self.at(HookPoint::BeforeDelete)
    }

    /// Runs after the resource was deleted. What waits for the delete waits for the hook.
    pub fn after_delete(self) -> Self {
        self.at(HookPoint::AfterDelete)
    }

    /// Runs after an operation of the resource, or another hook of it, has failed.
    pub fn on_failure(self) -> Self {
        self.at(HookPoint::OnFailure)
    }

    /// If the hook fails, the run warns and continues. Otherwise the step fails, what depends on it is skipped, and the
    /// next run repeats the hook.
    pub fn continue_on_error(mut self) -> Self {
        self.policy = HookPolicy::Continue;
        self
    }

    /// If the hook fails, the run repeats it so many times, with the same token, before it has failed: after a second,
    /// after two, after four, and so on up to half a minute.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Sets the time limit of each attempt, after which it has failed. The default is five minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

/// A hook that the program declares.
#[derive(Clone, Debug)]
pub struct DeclaredHook {
    /// Its name.
    pub name: String,
    /// Its resource.
    pub node: NodeId,
    /// The handler that runs it.
    pub kind: String,
    /// Its inputs.
    pub inputs: BTreeMap<String, Expr>,
    /// When it runs.
    pub points: BTreeSet<HookPoint>,
    /// What its failure means.
    pub policy: HookPolicy,
    /// The time limit of each attempt.
    pub timeout: Duration,
    /// How often a run repeats it.
    pub retries: u32,
    /// The source line.
    pub at: SourceLocation,
}

impl DeclaredHook {
    /// A hook that state recorded, at one point.
    pub(crate) fn of_record(node: NodeId, hook: PlannedHook, inputs: &Value, at: SourceLocation) -> Self {
        let PlannedHook { name, kind, point, policy, timeout, retries } = hook;
        let inputs = inputs.as_map().into_iter().flatten();
        Self {
            name,
            node,
            kind,
            inputs: inputs.map(|(name, value)| (name.clone(), Expr::known(value.clone()))).collect(),
            points: BTreeSet::from([point]),
            policy,
            timeout: Duration::from_secs(timeout),
            retries,
            at,
        }
    }

    /// The hook at one of its points, as a plan has it.
    pub(crate) fn planned(&self, point: HookPoint) -> PlannedHook {
        PlannedHook {
            name: self.name.clone(),
            kind: self.kind.clone(),
            point,
            policy: self.policy,
            timeout: self.timeout.as_secs(),
            retries: self.retries,
        }
    }

    /// Whether two programs declare the same hooks, in the same order. Source lines may differ.
    pub(super) fn same_all(hooks: &[Self], others: &[Self]) -> bool {
        hooks.len() == others.len() && hooks.iter().zip(others).all(|(hook, other)| hook.same(other))
    }

    fn same(&self, other: &Self) -> bool {
        let Self { name, node, kind, inputs, points, policy, timeout, retries, at: _ } = self;
        *name == other.name
            && *node == other.node
            && *kind == other.kind
            && *points == other.points
            && *policy == other.policy
            && *timeout == other.timeout
            && *retries == other.retries
            && inputs.len() == other.inputs.len()
            && inputs.iter().zip(&other.inputs).all(|(a, b)| a.0 == b.0 && a.1.same(b.1))
    }

    /// The hook as it is written, with its inputs.
    pub(super) fn written<'n>(&self, name_of: &dyn Fn(NodeId) -> &'n str) -> Value {
        let inputs = self.inputs.iter().map(|(name, expr)| (name.clone(), expr.written(name_of)));
        let points = self.points.iter().map(|point| Value::from(point.as_str()));
        Value::from([
            ("kind", Value::from(self.kind.as_str())),
            ("inputs", Value::Map(inputs.collect())),
            ("points", Value::List(points.collect())),
            ("policy", Value::from(self.policy.as_str())),
            ("timeout", Value::Int(i64::try_from(self.timeout.as_secs()).unwrap_or(i64::MAX))),
            ("retries", Value::Int(i64::from(self.retries))),
        ])
    }

    /// Its node and those that its inputs refer to.
    pub(super) fn nodes(&self) -> impl Iterator<Item = NodeId> {
        std::iter::once(self.node).chain(self.refers_to())
    }

    /// The nodes that must exist for as long as its resource, because a hook of the delete needs them.
    pub(super) fn needs_for_delete(&self) -> impl Iterator<Item = NodeId> {
        let recorded = self.points.iter().any(|point| point.is_recorded());
        let needs = if recorded { self.refers_to() } else { BTreeSet::new() };
        needs.into_iter().filter(|id| *id != self.node)
    }

    /// What state records of the hook: one entry for each point, with these inputs.
    pub(crate) fn recorded(&self, inputs: &Value) -> impl Iterator<Item = Value> {
        let points = self.points.iter().filter(|point| point.is_recorded());
        points.map(|point| self.planned(*point).with_inputs(inputs.clone()))
    }

    /// The nodes that its inputs refer to.
    pub(crate) fn refers_to(&self) -> BTreeSet<NodeId> {
        let mut nodes = BTreeSet::new();
        self.inputs.values().for_each(|expr| expr.scan(&mut nodes, &mut BTreeSet::new()));
        nodes
    }
}

/// The mistakes in a hook that need no schema; `others` are the hooks that were declared before.
pub(super) fn mistakes(hook: &DeclaredHook, others: &[DeclaredHook]) -> BTreeSet<ProgramError> {
    let DeclaredHook { name, node, points, timeout, at, .. } = hook;
    let mut mistakes = BTreeSet::new();
    let mut say = |message: String| {
        mistakes.insert(ProgramError { at: *at, message });
    };
    if name.is_empty() {
        say("the name of a hook is empty".to_owned());
    }
    if points.is_empty() {
        say(format!("the hook `{name}` never runs: say when, as in `.after_create()`"));
    }
    if timeout.as_secs() == 0 {
        say(format!("the time limit of the hook `{name}` is less than a second"));
    }
    if let Some(other) = others.iter().find(|other| other.node == *node && other.name == *name) {
        say(format!("two hooks of one resource are named `{name}`: the other is at {}", other.at));
    }
    let early = |point: &&HookPoint| **point == HookPoint::BeforeCreate || point.is_recorded();
    if let Some(point) = points.iter().find(early).filter(|_| hook.refers_to().contains(node)) {
        say(format!(
            "the hook `{name}` runs {point} and refers to outputs of its resource, which may not exist then: it gets the recorded \
             ones as `outputs`"
        ));
    }
    hook.inputs.values().for_each(|expr| expr.scan(&mut BTreeSet::new(), &mut mistakes));
    mistakes
}
