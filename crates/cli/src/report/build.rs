//! Converts a plan to a report.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use archipel_engine::Urn;
use archipel_engine::plan::{Action, Difference, Irreversible, Plan, PropertyChange, Reason, Step, Warning};

use super::{Change, Counts, Danger, Drift, FORMAT, Report, Resource, Rollback};
use crate::render::StackMetadata;
use crate::render::plan::chain::{Chains, cause};
use crate::render::plan::{self, Entry, entries, sentence};
use crate::render::style;
use crate::render::text::{cut, named, short_type};
use crate::render::value::{inline, line_diff};

/// The longest value in a report, in columns, and the most lines of a document.
const VALUE: usize = 400;
const LINES: usize = 60;

impl Report {
    /// Adds the resources of a plan.
    pub(super) fn planned(&mut self, hash: &str, plan: &Plan, facts: &StackMetadata) {
        self.format = FORMAT;
        self.project.clone_from(&plan.project);
        self.stack.clone_from(&plan.stack);
        self.hash = Some(hash.to_owned());
        self.unchanged = plan.unchanged;
        self.counts = counts(plan::Counts::of(plan));
        let resources = resources(plan, facts);
        let touched: BTreeSet<&str> = resources.iter().map(|resource| resource.urn.as_str()).collect();
        let needed = resources.iter().flat_map(|resource| &resource.dependencies);
        let neighbours: BTreeSet<String> = needed.filter(|urn| !touched.contains(urn.as_str())).cloned().collect();
        // The loss of data is shown with its resource.
        let losing: BTreeSet<&str> = resources
            .iter()
            .filter(|resource| resource.loses.is_some())
            .map(|resource| resource.urn.as_str())
            .collect();
        let shown = |warning: &&Warning| match warning {
            Warning::DataLoss { urn, .. } => losing.contains(urn.as_str()),
            _ => false,
        };
        let warnings = plan.warnings.iter().filter(|warning| !shown(warning));
        self.warnings.extend(warnings.map(ToString::to_string));
        self.neighbours = neighbours.into_iter().collect();
        self.resources = resources;
    }

    /// Adds the plan that returns the stack if a step fails.
    pub(super) fn rolled_back(&mut self, plan: &Plan, stays: &[Irreversible], facts: &StackMetadata) {
        let not_undone = |item: &Irreversible| item.to_string().replace(item.urn().as_str(), &named(item.urn()));
        self.rollback = Some(Rollback {
            counts: counts(plan::Counts::of(plan)),
            resources: resources(plan, facts),
            not_undone: stays.iter().map(not_undone).collect(),
        });
    }

    /// Adds the drift that a refresh found.
    pub(super) fn drifted(&mut self, urn: &Urn, gone: bool, changes: &[PropertyChange]) {
        let changes = changes.iter().map(change).collect();
        self.drifts.push(Drift { urn: urn.to_string(), gone, changes });
    }
}

/// The resources that a plan changes, the most dangerous first.
fn resources(plan: &Plan, facts: &StackMetadata) -> Vec<Resource> {
    let chains = Chains::of(plan);
    let mut resources: Vec<Resource> = entries(plan).iter().map(|entry| resource(entry, &chains, facts)).collect();
    resources.sort_by(|a, b| place_of(a).cmp(&place_of(b)));
    resources
}

/// The sort key: the most dangerous first, edited resources before those that follow from them, and those that cause
/// most first.
fn place_of(resource: &Resource) -> impl Ord + '_ {
    let Resource { danger, chain, drags, region, path, urn, .. } = resource;
    (danger, chain.is_some(), Reverse(drags.len()), region, path, urn)
}

fn counts(of: plan::Counts) -> Counts {
    let plan::Counts { create, update, replace, delete, read, record, .. } = of;
    Counts { create, update, replace, delete, read, record }
}

fn danger(step: &Step, loses: bool) -> Danger {
    match step.action {
        Action::Replace { .. } | Action::Delete { .. } | Action::DeletedWith { .. } if loses => Danger::DataLoss,
        Action::Replace { .. } => Danger::Replace,
        Action::Delete { .. } | Action::DeletedWith { .. } => Danger::Delete,
        Action::Forget { .. } => Danger::Forget,
        Action::Update { .. } => Danger::Update,
        _ => Danger::None,
    }
}

fn resource(entry: &Entry<'_>, chains: &Chains<'_>, facts: &StackMetadata) -> Resource {
    let Entry { step, old } = entry;
    let urn = step.urn();
    let deletes = step.action.deletes() || old.is_some();
    let loses = facts.schema(urn.type_name()).and_then(|schema| schema.meta.holds_data).filter(|_| deletes);
    let replaces = matches!(step.action, Action::Replace { .. });
    // A new or deleted resource shows only the reason: its properties are in the program.
    let shown = !step.action.deletes() && !matches!(step.action, Action::Forget { .. } | Action::Hook(_));
    Resource {
        urn: urn.to_string(),
        of_type: short_type(urn.type_name()).to_owned(),
        path: urn.path().to_owned(),
        region: step.environment.to_string(),
        action: style::words(&step.action)[0].to_owned(),
        danger: danger(step, loses.is_some()),
        loses: loses.map(str::to_owned),
        physical: old.and_then(|old| old.action.id()).or(step.action.id()).map(ToString::to_string),
        delete_first: match step.action {
            Action::Replace { delete_first, .. } => Some(delete_first),
            _ => None,
        },
        protected: step.desired.options.protect,
        reasons: step.reasons.iter().filter(|reason| !matches!(reason, Reason::New)).map(sentence).collect(),
        chain: chains.sentence(step, |urn| facts.sources.get(urn).cloned()),
        caused_by: cause(step).filter(|_| replaces).map(ToString::to_string),
        drags: if replaces { chains.dragged(urn).into_iter().map(ToString::to_string).collect() } else { Vec::new() },
        source: facts.sources.get(urn).cloned(),
        changes: {
            let changes = step.changes.iter().filter(|change| !is_empty(change)).map(change);
            let effects = step.effects.iter().map(|effect| Change { by_service: true, ..change(effect) });
            changes.chain(effects).filter(|_| shown).collect()
        },
        dependencies: step.desired.dependencies.iter().map(ToString::to_string).collect(),
        steps: [Some(*step), *old].into_iter().flatten().map(|step| step.id.0).collect(),
    }
}

/// Whether a new property is unset.
fn is_empty(change: &PropertyChange) -> bool {
    change.difference == Difference::Added && change.new.is_null()
}

fn change(change: &PropertyChange) -> Change {
    let (has_old, has_new, difference) = match change.difference {
        Difference::Added => (false, true, "added"),
        Difference::Removed => (true, false, "removed"),
        Difference::Changed => (true, true, "changed"),
        Difference::MayChange => (true, true, "may-change"),
    };
    let lines = line_diff(&change.old, &change.new, VALUE, LINES).filter(|_| has_old && has_new).unwrap_or_default();
    let lines: Vec<String> = lines.iter().map(|line| anstream::adapter::strip_str(line).to_string()).collect();
    // Documents are shown as lines.
    let value = |value| if lines.is_empty() { Some(cut(&inline(value), VALUE)) } else { None };
    Change {
        path: change.path.to_string(),
        difference: difference.to_owned(),
        old: Some(&change.old).filter(|_| has_old).and_then(value),
        new: Some(&change.new).filter(|_| has_new).and_then(value),
        replaces: change.replaces,
        by_service: false,
        lines,
    }
}
