//! The rollback of a plan: the state that the plan will leave, what no plan can undo, and the check that a plan is part
//! of the one that was shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::plan::Plan;
use super::reason::Reason;
use super::step::{Action, Step};
use crate::model::hook::HookPoint;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::provider::{Id, Schemas};
use crate::state::{Change, Phase, Record, RecordKey, Snapshot};

/// The id of a resource that does not exist yet.
const UNKNOWN_ID: &str = "(known after apply)";

/// Something that the rollback of a plan does not undo.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Irreversible {
    /// The plan deletes a resource with data.
    Data {
        /// The resource.
        urn: Urn,
        /// The data.
        what: String,
    },
    /// The plan deletes a resource, and the rollback creates another one.
    Identity {
        /// The resource.
        urn: Urn,
    },
    /// The plan or the rollback deletes a resource that its service keeps for some days.
    Window {
        /// The resource.
        urn: Urn,
        /// The days.
        days: i64,
    },
    /// The rollback retains a resource that the plan creates.
    Retained {
        /// The resource.
        urn: Urn,
    },
    /// The plan imports a resource, which stays imported.
    Imported {
        /// The resource.
        urn: Urn,
    },
    /// The plan runs a hook.
    Hook {
        /// The resource.
        urn: Urn,
        /// The name of the hook.
        name: String,
        /// When it runs.
        point: HookPoint,
    },
}

impl Irreversible {
    /// The resource.
    #[must_use]
    pub fn urn(&self) -> &Urn {
        match self {
            Self::Data { urn, .. }
            | Self::Identity { urn }
            | Self::Window { urn, .. }
            | Self::Retained { urn }
            | Self::Imported { urn }
            | Self::Hook { urn, .. } => urn,
        }
    }
}

impl std::fmt::Display for Irreversible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data { urn, what } => {
                write!(f, "{urn} is deleted, and with it {what}: a new one is created without its data")
            }
            Self::Identity { urn } => write!(f, "{urn} is deleted: a new one is created, with another id"),
            Self::Window { urn, days: 1 } => write!(f, "{urn}: once deleted, its service keeps it for a day"),
            Self::Window { urn, days } => write!(f, "{urn}: once deleted, its service keeps it for {days} days"),
            Self::Retained { urn } => write!(f, "{urn} is created and then retained, because of `retain_on_delete`"),
            Self::Imported { urn } => write!(f, "{urn} stays imported"),
            Self::Hook { urn, name, point } => write!(f, "the hook `{name}` ({point}) of {urn} runs"),
        }
    }
}

impl Serialize for Irreversible {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl schemars::JsonSchema for Irreversible {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Irreversible".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

/// The state that a plan leaves when every step succeeds. Values that are known only during the apply are unknown in it.
#[must_use]
pub fn state_after(plan: &Plan, snapshot: &Snapshot) -> Snapshot {
    let mut after = snapshot.clone();
    after.pending.clear();
    after.outputs.clone_from(&plan.outputs);
    let time = snapshot.records.values().map(|record| record.modified).max().unwrap_or_default() + 1;
    for step in &plan.steps {
        follow(&mut after, step, time);
    }
    after
}

/// Applies a step to a state.
fn follow(after: &mut Snapshot, step: &Step, time: u64) {
    let new = |id: Id| {
        Arc::new(Record {
            key: step.key.clone(),
            environment: step.environment.clone(),
            id,
            phase: Phase::Live,
            desired: step.desired.clone(),
            outputs: Value::Null,
            created: time,
            modified: time,
        })
    };
    match &step.action {
        Action::Create => drop(after.records.insert(step.key.clone(), new(Id::new(UNKNOWN_ID)))),
        Action::Import { id } => drop(after.records.insert(step.key.clone(), new(id.clone()))),
        Action::Replace { old, .. } => {
            let old = RecordKey { urn: step.key.urn.clone(), revision: *old };
            change(after, &old, |record| record.phase = Phase::Superseded);
            after.records.insert(step.key.clone(), new(Id::new(UNKNOWN_ID)));
        }
        Action::Resume { .. } | Action::Update { .. } => change(after, &step.key, |record| {
            record.phase = Phase::Live;
            record.desired = step.desired.clone();
            record.modified = time;
        }),
        Action::UpdateState { moved_from, .. } => {
            if let Some(from) = moved_from {
                rename(after, from, step);
            }
            change(after, &step.key, |record| {
                if matches!(step.desired.inputs, Value::Map(_)) {
                    record.desired.inputs = step.desired.inputs.clone();
                }
                record.desired.dependencies.clone_from(&step.desired.dependencies);
                record.desired.options = step.desired.options.clone();
            });
        }
        Action::Delete { removes, .. } => {
            for key in std::iter::once(&step.key).chain(removes) {
                after.records.remove(key);
            }
        }
        Action::DeletedWith { .. } | Action::Forget { .. } => drop(after.records.remove(&step.key)),
        Action::Read | Action::Hook(_) => {}
    }
}

fn change(after: &mut Snapshot, key: &RecordKey, with: impl FnOnce(&mut Record)) {
    if let Some(record) = after.records.get_mut(key) {
        with(Arc::make_mut(record));
    }
}

/// Gives a record its new name, in the records that name it too.
fn rename(after: &mut Snapshot, from: &Urn, step: &Step) {
    let to = &step.key.urn;
    let old = RecordKey { urn: from.clone(), revision: step.key.revision };
    if let Some(mut record) = after.records.remove(&old) {
        Arc::make_mut(&mut record).key = step.key.clone();
        after.records.insert(step.key.clone(), record);
    }
    let names = |record: &Record| {
        let options = &record.desired.options;
        let named = options.deleted_with.iter().chain(options.replaced_with.keys());
        record.desired.dependencies.iter().chain(named).any(|urn| urn == from)
    };
    for record in after.records.values_mut().filter(|record| names(record)) {
        let desired = &mut Arc::make_mut(record).desired;
        let owner = desired.options.deleted_with.iter_mut();
        desired.dependencies.iter_mut().chain(owner).filter(|urn| *urn == from).for_each(|urn| urn.clone_from(to));
        desired.dependencies.sort_unstable();
        if let Some(revision) = desired.options.replaced_with.remove(from) {
            desired.options.replaced_with.insert(to.clone(), revision);
        }
    }
}

/// Makes the resources current again that a run has replaced and not deleted yet: the rollback keeps them, and deletes
/// the ones that replaced them.
#[must_use]
pub fn reinstated(then: &Snapshot, now: &Snapshot) -> Vec<Change> {
    let mut changes = Vec::new();
    for record in now.records.values().filter(|record| record.phase == Phase::Superseded) {
        let was = then.records.get(&record.key).filter(|was| was.phase != Phase::Superseded && was.id == record.id);
        let (Some(was), Some(newer)) = (was, now.current(&record.key.urn)) else { continue };
        changes.push(Change::Put(Arc::new(Record { phase: was.phase, ..(**record).clone() })));
        changes.push(Change::Put(Arc::new(Record { phase: Phase::Superseded, ..(**newer).clone() })));
    }
    changes
}

/// What the rollback of a plan does not undo, sorted.
#[must_use]
pub fn irreversible(plan: &Plan, back: &Plan, schemas: &dyn Schemas) -> Vec<Irreversible> {
    let recreated: BTreeSet<&Urn> = back
        .steps
        .iter()
        .filter(|step| matches!(step.action, Action::Create | Action::Replace { .. }))
        .map(Step::urn)
        .collect();
    let mut found = BTreeSet::new();
    for step in &plan.steps {
        let urn = step.urn().clone();
        match &step.action {
            _ if step.action.deletes() && recreated.contains(&urn) => {
                found.insert(match schemas.schema(urn.type_name()).and_then(|schema| schema.meta.holds_data) {
                    Some(what) => Irreversible::Data { urn, what: what.to_owned() },
                    None => Irreversible::Identity { urn },
                });
            }
            Action::Import { .. } => drop(found.insert(Irreversible::Imported { urn })),
            Action::Hook(hook) if hook.point != HookPoint::OnFailure => {
                found.insert(Irreversible::Hook { urn, name: hook.name.clone(), point: hook.point });
            }
            _ => {}
        }
    }
    for step in back.steps.iter().filter(|step| matches!(step.action, Action::Forget { .. })) {
        found.insert(Irreversible::Retained { urn: step.urn().clone() });
    }
    for step in plan.steps.iter().chain(&back.steps).filter(|step| step.action.deletes()) {
        let window = schemas.schema(step.urn().type_name()).and_then(|schema| schema.meta.deletion_window);
        if let Some(Value::Int(days)) =
            window.map(|window| step.desired.inputs.field(window)).filter(|days| **days != Value::Int(0))
        {
            found.insert(Irreversible::Window { urn: step.urn().clone(), days: *days });
        }
    }
    found.into_iter().collect()
}

/// The steps of the rollback that belong neither to the one that was shown, nor to what the run left unfinished.
#[must_use]
pub fn beyond<'p>(back: &'p Plan, shown: &Plan, run: &Plan) -> Vec<&'p Step> {
    let verbs = |plan: &Plan| -> BTreeSet<(Urn, String)> {
        plan.steps
            .iter()
            .flat_map(|step| covered(&step.action).into_iter().map(|verb| (step.urn().clone(), verb)))
            .collect()
    };
    let (shown, run) = (verbs(shown), verbs(run));
    let is_known = |step: &&Step| {
        let Some(verb) = covered(&step.action).into_iter().next() else { return true };
        let key = (step.urn().clone(), verb);
        // A leftover that the run was to delete, an interrupted create, a hook after a delete: they were in its own plan.
        let unfinished = matches!(step.action, Action::Resume { .. } | Action::Hook(_))
            || step.reasons.contains(&Reason::LeftFromReplacement);
        shown.contains(&key) || (unfinished && run.contains(&key))
    };
    back.steps.iter().filter(|step| !is_known(step)).collect()
}

/// The names of an action and of lesser ones that it covers; none for an action that changes no resource.
fn covered(action: &Action) -> Vec<String> {
    let names: &[&str] = match action {
        Action::Create => &["create"],
        Action::Replace { .. } => &["replace", "create", "update", "delete"],
        Action::Resume { .. } => &["resume"],
        Action::Update { .. } => &["update"],
        Action::Delete { .. } | Action::DeletedWith { .. } => &["delete"],
        Action::Forget { .. } => &["forget"],
        Action::Import { .. } => &["import"],
        Action::Hook(hook) => return vec![format!("hook {} {}", hook.name, hook.point)],
        Action::UpdateState { .. } | Action::Read => &[],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}
