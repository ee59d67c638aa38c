//! What happens to each resource.

use std::collections::BTreeSet;

use archipel_engine::plan::{Action, Step};
use archipel_engine::policy::Planned;
use archipel_engine::resource::Id;
use archipel_engine::state::Record;
use archipel_engine::{Environment, Urn, Value};

/// The change of one resource, or none.
#[derive(Clone)]
pub(super) struct Change<'a> {
    pub(super) urn: &'a Urn,
    pub(super) environment: &'a Environment,
    /// As Terraform names them.
    pub(super) actions: &'static [&'static str],
    pub(super) before: Option<&'a Value>,
    pub(super) after: Option<&'a Value>,
    pub(super) outputs: Option<&'a Value>,
    pub(super) id: Option<&'a Id>,
    pub(super) imported: Option<&'a Id>,
    pub(super) dependencies: &'a [Urn],
}

impl<'a> Change<'a> {
    /// The outputs after an apply, as far as they are known.
    pub(super) fn outputs_after(&self) -> Option<&'a Value> {
        self.outputs.filter(|_| self.actions == ["no-op"] || self.actions == ["update"])
    }

    /// The change of a part of the resource that exists before or after it.
    pub(super) fn of_part(&self, before: bool, after: bool) -> Self {
        let actions: &[&str] = match (before, after) {
            (true, true) => self.actions,
            (false, _) => &["create"],
            (true, false) => &["delete"],
        };
        Self { actions, imported: None, ..self.clone() }
    }
}

/// Every resource of a plan and of the state, by name.
pub(super) fn changes<'a>(planned: &Planned<'a>) -> Vec<Change<'a>> {
    let resources = planned.resources();
    let stays: BTreeSet<&Urn> = resources.iter().map(|subject| subject.urn).collect();
    let mut changes: Vec<Change<'a>> = Vec::new();
    for subject in resources {
        let record = planned.snapshot.current(subject.urn).map(|record| &**record);
        let Some(environment) = subject.step.map(|step| &step.environment).or(record.map(|record| &record.environment))
        else {
            continue;
        };
        let actions = subject.step.map_or(&["no-op"][..], |step| actions(&step.action));
        let dependencies = subject.step.map(|step| &step.desired.dependencies);
        changes.push(Change {
            urn: subject.urn,
            environment,
            actions,
            before: before(record, actions),
            after: Some(subject.inputs),
            outputs: record.map(|record| &record.outputs),
            id: record.map(|record| &record.id).filter(|_| !actions.contains(&"create")),
            imported: subject.step.and_then(imported),
            dependencies: dependencies.or(record.map(|record| &record.desired.dependencies)).map_or(&[], Vec::as_slice),
        });
    }
    for step in &planned.plan.steps {
        let ends = matches!(step.action, Action::Delete { .. } | Action::DeletedWith { .. } | Action::Forget { .. });
        if ends && !stays.contains(step.urn()) {
            let record = planned.snapshot.records.get(&step.key);
            changes.push(Change {
                urn: step.urn(),
                environment: &step.environment,
                actions: actions(&step.action),
                before: Some(&step.desired.inputs),
                after: None,
                outputs: record.map(|record| &record.outputs),
                id: step.action.id(),
                imported: None,
                dependencies: &step.desired.dependencies,
            });
        }
    }
    changes.sort_by(|a, b| a.urn.cmp(b.urn));
    changes
}

fn before<'a>(record: Option<&'a Record>, actions: &[&str]) -> Option<&'a Value> {
    record.map(|record| &record.desired.inputs).filter(|_| actions != ["create"])
}

fn imported(step: &Step) -> Option<&Id> {
    match &step.action {
        Action::Import { id } => Some(id),
        _ => None,
    }
}

fn actions(action: &Action) -> &'static [&'static str] {
    match action {
        Action::Create | Action::Resume { .. } => &["create"],
        Action::Replace { delete_first: true, .. } => &["delete", "create"],
        Action::Replace { .. } => &["create", "delete"],
        Action::Update { .. } => &["update"],
        Action::Delete { .. } | Action::DeletedWith { .. } => &["delete"],
        Action::Forget { .. } => &["forget"],
        Action::UpdateState { .. } | Action::Import { .. } | Action::Read | Action::Hook(_) => &["no-op"],
    }
}
