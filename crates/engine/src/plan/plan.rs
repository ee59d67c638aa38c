//! A plan: ordered steps, their results, and notices for the user.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::deferred::Deferred;
use super::select::Suggestion;
use super::step::{Action, Step};
use super::warning::Warning;
use crate::model::digest::Digester;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{Expr, Program};
use crate::provider::Schemas;

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Plan {
    pub project: String,
    pub stack: String,
    /// The lineage of the state that it was made from.
    pub lineage: String,
    /// The serial of the state that it was made from.
    pub serial: u64,
    /// The steps. The number of each step is greater than those of its predecessors.
    pub steps: Vec<Step>,
    /// How many resources stay as they are.
    pub unchanged: usize,
    /// The stack's exports after the run; unknown parts are marked.
    pub outputs: BTreeMap<String, Value>,
    /// Warnings for the user that no step shows.
    pub warnings: Vec<Warning>,
    /// Resources that the program may only have renamed, and how to declare it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<Suggestion>,
    /// The source line (`src/main.rs:12`) that declares each resource of a step, where the program declares it. Not
    /// part of the plan's hash.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lines: BTreeMap<Urn, String>,
    /// The other stacks whose outputs were read, each with the serial of the state that they were read from. Not part
    /// of the plan's hash: what was read of them is in the steps.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub references: BTreeMap<String, u64>,
    /// Resources whose number is not known yet: they are planned in a later wave of the same run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deferred: Vec<Deferred>,
}

impl Plan {
    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The protected resources that the plan deletes or replaces, because its options say so.
    #[must_use]
    pub fn ignored_protection(&self) -> Vec<Urn> {
        let ignored = self.warnings.iter().filter_map(|warning| match warning {
            Warning::ProtectionIgnored { urn, .. } => Some(urn.clone()),
            _ => None,
        });
        ignored.collect()
    }

    /// The first resource or export of which a run will write a secret to state: a resource with a secret in its inputs,
    /// recorded options or outputs; or an export. The program shows it for values that are known only during the apply.
    #[must_use]
    pub fn first_secret(&self, schemas: &dyn Schemas, program: Option<&Program>) -> Option<String> {
        let later = |expr: &Expr| program.is_some_and(|program| program.is_secret(expr));
        // A value that is known shows by itself whether it is secret.
        let hooks = |step: &Step| {
            let hooks = program.map(|program| (&program.nodes, &program.hooks));
            let urn = step.urn().clone();
            let own = hooks.into_iter().flat_map(|(nodes, hooks)| hooks.iter().map(move |hook| (nodes, hook)));
            own.filter(move |(nodes, hook)| nodes.get(hook.node.index()).is_some_and(|node| node.urn == urn))
        };
        let hook_secret = |step: &Step| {
            let unknown = |value: &Value| value.has_unknown();
            let is_later = step.action.hook().is_some() && unknown(&step.desired.inputs)
                || unknown(&step.desired.options.delete_hooks);
            is_later && hooks(step).any(|(_, hook)| hook.inputs.values().any(later))
        };
        let made_secret = |step: &Step| {
            let node = step.node.and_then(|node| program?.nodes.get(node.index()));
            node.is_some_and(|node| {
                let unknown = |name: &String| step.desired.inputs.field(name).has_unknown();
                let trigger = node.options.trigger.as_ref().filter(|_| step.desired.options.trigger.has_unknown());
                node.inputs.iter().any(|(name, expr)| unknown(name) && later(expr)) || trigger.is_some_and(later)
            })
        };
        let writes = |step: &&Step| {
            let makes = matches!(
                step.action,
                Action::Create | Action::Replace { .. } | Action::Resume { .. } | Action::Import { .. }
            );
            let takes = makes || matches!(step.action, Action::Update { .. } | Action::UpdateState { .. });
            let returns_secret = || {
                schemas
                    .schema(step.urn().type_name())
                    .is_some_and(|schema| schema.outputs.iter().any(|o| o.secret && !o.optional))
            };
            let has_secret = step.desired.inputs.has_secret() || step.desired.options.values().any(Value::has_secret);
            let takes = takes || matches!(step.action, Action::Hook(_));
            (takes && (has_secret || made_secret(step) || hook_secret(step)))
                || (makes && (!step.desired.options.secret_outputs.is_empty() || returns_secret()))
        };
        let export = || {
            let made_secret = |name: &String| program.and_then(|program| program.outputs.get(name)).is_some_and(later);
            let mut outputs = self.outputs.iter();
            let secret = outputs.find(|(name, value)| value.has_secret() || (value.has_unknown() && made_secret(name)));
            secret.map(|(name, _)| format!("the export `{name}`"))
        };
        self.steps.iter().find(writes).map(|step| step.urn().to_string()).or_else(export)
    }

    /// The plan's hash: over its canonical JSON and, by the digester of the state that the plan was made from, over the
    /// values that the JSON masks. Another digester gives another hash.
    #[must_use]
    pub fn hash(&self, digester: &Digester) -> String {
        let mut parts = vec![serde_json::to_vec(&Hashed::of(self)).unwrap_or_default()];
        for step in &self.steps {
            // The JSON masks secrets, so plans with different passwords would otherwise look the same.
            parts.push(digester.digest(&step.desired.inputs).into_bytes());
            parts.extend(step.desired.options.values().map(|value| digester.digest(value).into_bytes()));
            for change in step.changes.iter().chain(&step.effects) {
                parts.push(digester.digest(&change.old).into_bytes());
                parts.push(digester.digest(&change.new).into_bytes());
            }
        }
        parts.extend(self.outputs.values().map(|value| digester.digest(value).into_bytes()));
        digester.sum(parts.iter().map(Vec::as_slice))
    }
}

/// The part of a plan that its hash covers: the actions, without source lines.
#[derive(Serialize)]
struct Hashed<'a> {
    project: &'a str,
    stack: &'a str,
    lineage: &'a str,
    serial: u64,
    steps: &'a [Step],
    unchanged: usize,
    outputs: &'a BTreeMap<String, Value>,
    warnings: &'a [Warning],
    #[serde(skip_serializing_if = "<[Deferred]>::is_empty")]
    deferred: &'a [Deferred],
}

impl<'a> Hashed<'a> {
    fn of(plan: &'a Plan) -> Self {
        let Plan { project, stack, lineage, serial, steps, unchanged, outputs, warnings, deferred, .. } = plan;
        Self { project, stack, lineage, serial: *serial, steps, unchanged: *unchanged, outputs, warnings, deferred }
    }
}
