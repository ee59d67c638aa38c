//! The changes since a plan was written to a file.

use std::collections::BTreeMap;

use super::super::finding::RecordedFinding;
use super::super::reason::Reason;
use super::super::step::{Action, Step};
use super::plan_file::PlanFile;
use crate::model::hook::HookPoint;
use crate::model::urn::Urn;
use crate::program::Divergence;
use crate::state::RecordKey;

/// A change since the plan was written.
#[derive(Clone, Debug, PartialEq)]
pub enum StalePlan {
    /// It is the plan of another stack.
    Stack {
        /// The plan's, as `PROJECT/STACK`.
        planned: String,
        /// The one that is to be changed.
        found: String,
    },
    /// The target is another one.
    Target {
        /// The differing part: `target`, `profile`, a role.
        what: String,
        planned: String,
        found: String,
    },
    /// The state is another one.
    Lineage { planned: String, found: String },
    /// Another run has written to the state.
    Serial { planned: u64, found: u64 },
    /// A key of the configuration.
    Configuration {
        key: String,
        /// Whether it was there, and whether it is.
        was: bool,
        /// Whether it is there now.
        is: bool,
    },
    /// The program declares other resources.
    Program(Divergence),
    /// A function of the program computes a value during the apply, and this is another build of the program.
    Code {
        /// Of which resource.
        urn: Urn,
        /// The property.
        property: String,
    },
    /// A secret value of the program or the configuration.
    Secret,
    /// Recovery or refresh has other findings: the current ones, and those of the file.
    Found {
        /// Found now and not then.
        new: Vec<RecordedFinding>,
        /// Found then and not now.
        gone: Vec<RecordedFinding>,
    },
    /// A step that is not in the file.
    Unplanned(Box<Step>),
    /// A step of the file that would not be done.
    NoLonger(Box<Step>),
    /// A step that would be done otherwise.
    Otherwise {
        /// As it would be done now.
        step: Box<Step>,
        /// The differing part: a property's path or a part of the step.
        what: String,
    },
    /// The stack's exports would be others.
    Outputs {
        /// The first that would.
        name: String,
    },
}

fn verb(action: &Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Replace { .. } => "replace",
        Action::Resume { .. } => "finish creating",
        Action::Update { .. } => "update",
        Action::UpdateState { .. } => "update the record",
        Action::Delete { .. } | Action::DeletedWith { .. } => "delete",
        Action::Forget { .. } => "forget",
        Action::Import { .. } => "import",
        Action::Read => "read",
        Action::Hook(_) => "run a hook of",
    }
}

impl std::fmt::Display for StalePlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stack { planned, found } => write!(f, "the plan is for {planned}, and this is {found}"),
            Self::Target { what, planned, found } => {
                write!(f, "the target has changed: `{what}` was {planned} and is {found}")
            }
            Self::Lineage { planned, found } => {
                write!(f, "the plan was made from another state: its lineage is {planned}, and this is {found}")
            }
            Self::Serial { planned, found } => {
                write!(f, "the state has changed: it was at serial {planned} and is at {found}")
            }
            Self::Configuration { key, was, is } => match (was, is) {
                (true, true) => write!(f, "the configuration has changed: `{key}` has another value"),
                (true, false) => write!(f, "the configuration has changed: `{key}` is gone"),
                _ => write!(f, "the configuration has changed: `{key}` is new"),
            },
            Self::Program(departure) => write!(f, "the program has changed: {departure}"),
            Self::Code { urn, property } => write!(
                f,
                "the program was rebuilt: `{property}` of {urn} is computed by one of its functions during the apply, which may have changed"
            ),
            Self::Secret => f.write_str("a secret value of the program or the configuration has changed"),
            Self::Found { new, gone } => {
                let said = |(word, all): (&str, &Vec<RecordedFinding>)| {
                    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
                    (!all.is_empty()).then(|| format!("{word} {}", all.join("; ")))
                };
                let parts: Vec<String> =
                    [("now it finds", new), ("then it found", gone)].into_iter().filter_map(said).collect();
                write!(f, "what is read of reality has moved: {}", parts.join(", and "))
            }
            Self::Unplanned(step) => {
                write!(f, "a step is not in the plan: {} {}", verb(&step.action), step.urn())?;
                match step.reasons.first() {
                    Some(reason) => write!(f, " ({reason})"),
                    None => Ok(()),
                }
            }
            Self::NoLonger(step) => {
                write!(f, "a step of the plan would not be executed: {} {}", verb(&step.action), step.urn())
            }
            Self::Otherwise { step, what } => {
                write!(f, "a step would be executed differently: {} {}, by {what}", verb(&step.action), step.urn())
            }
            Self::Outputs { name } => write!(f, "the output `{name}` would differ"),
        }
    }
}

impl PlanFile {
    /// The changes since this plan was written; `now` is the same plan, made again. Causes come first. An empty list
    /// means that the two plans are equal, secrets included.
    #[must_use]
    pub fn differences(&self, now: &PlanFile) -> Vec<StalePlan> {
        let (then, fresh) = (self.comparable(), now.comparable());
        let mut moved = Vec::new();
        let name = |file: &PlanFile| format!("{}/{}", file.plan.project, file.plan.stack);
        if name(&then) != name(&fresh) {
            moved.push(StalePlan::Stack { planned: name(&then), found: name(&fresh) });
        }
        for (what, planned, found) in differences(&then.target, &fresh.target) {
            let said =
                |value: Option<&String>| value.map_or_else(|| "not set".to_owned(), |value| format!("`{value}`"));
            moved.push(StalePlan::Target { what: what.clone(), planned: said(planned), found: said(found) });
        }
        if then.plan.lineage != fresh.plan.lineage && !then.plan.lineage.is_empty() {
            let (planned, found) = (then.plan.lineage.clone(), fresh.plan.lineage.clone());
            moved.push(StalePlan::Lineage { planned, found });
        } else if then.plan.serial != fresh.plan.serial || then.plan.lineage != fresh.plan.lineage {
            moved.push(StalePlan::Serial { planned: then.plan.serial, found: fresh.plan.serial });
        }
        for (key, was, is) in differences(&then.configuration, &fresh.configuration) {
            moved.push(StalePlan::Configuration { key: key.clone(), was: was.is_some(), is: is.is_some() });
        }
        moved.extend(then.program.divergence(&fresh.program).map(StalePlan::Program));
        if !then.same_code(&fresh) {
            let later = then.made_later();
            moved.extend(later.map(|(urn, name)| StalePlan::Code { urn: urn.clone(), property: name.to_owned() }));
        }
        let steps = steps(&then, &fresh);
        if !steps.is_empty() {
            moved.extend(found(&then.found, &fresh.found));
        }
        moved.extend(steps);
        if moved.is_empty() && self.seal != now.seal {
            // Everything that is not secret is the same.
            moved.push(match differences(&then.plan.outputs, &fresh.plan.outputs).next() {
                Some((name, ..)) => StalePlan::Outputs { name: name.clone() },
                None => StalePlan::Secret,
            });
        }
        moved
    }
}

fn found(then: &[RecordedFinding], now: &[RecordedFinding]) -> Option<StalePlan> {
    // An earlier version wrote sentences, which only a sentence is equal to.
    let sentences = then.iter().any(|one| matches!(one, RecordedFinding::Sentence(_)));
    let same = |one: &RecordedFinding, other: &RecordedFinding| {
        if sentences { one.to_string() == other.to_string() } else { one == other }
    };
    let without = |these: &[RecordedFinding], those: &[RecordedFinding]| -> Vec<RecordedFinding> {
        these.iter().filter(|one| !those.iter().any(|other| same(one, other))).cloned().collect()
    };
    let (new, gone) = (without(now, then), without(then, now));
    (!new.is_empty() || !gone.is_empty()).then_some(StalePlan::Found { new, gone })
}

fn differences<'a, V: PartialEq>(
    then: &'a BTreeMap<String, V>,
    now: &'a BTreeMap<String, V>,
) -> impl Iterator<Item = (&'a String, Option<&'a V>, Option<&'a V>)> {
    let gone_or_other = then.iter().map(|(key, value)| (key, Some(value), now.get(key)));
    let new = now.iter().filter(|(key, _)| !then.contains_key(*key)).map(|(key, value)| (key, None, Some(value)));
    gone_or_other.filter(|(_, was, is)| was != is).chain(new)
}

/// The differences between the steps of two plans.
fn steps(then: &PlanFile, now: &PlanFile) -> Vec<StalePlan> {
    type StepKey<'p> = (&'p RecordKey, &'static str, Option<(&'p str, HookPoint)>);
    fn key(step: &Step) -> StepKey<'_> {
        let hook = step.action.hook().map(|hook| (hook.name.as_str(), hook.point));
        (&step.key, verb(&step.action), hook)
    }
    fn keyed(file: &PlanFile) -> BTreeMap<StepKey<'_>, &Step> {
        file.plan.steps.iter().map(|step| (key(step), step)).collect()
    }
    let (before, after) = (keyed(then), keyed(now));
    let mut moved = Vec::new();
    for step in &now.plan.steps {
        match before.get(&key(step)) {
            None => moved.push(StalePlan::Unplanned(Box::new(step.clone()))),
            Some(old) if *old != step && !only_words_or_order(old, step) => {
                moved.push(StalePlan::Otherwise { step: Box::new(step.clone()), what: other_part(old, step) });
            }
            Some(_) => {}
        }
    }
    for step in &then.plan.steps {
        if !after.contains_key(&key(step)) {
            moved.push(StalePlan::NoLonger(Box::new(step.clone())));
        }
    }
    // Numbers and waits follow from which steps there are: they are worth a word only where nothing else differs.
    if moved.is_empty()
        && let Some((_, step)) = then.plan.steps.iter().zip(&now.plan.steps).find(|(a, b)| a != b && !only_words(a, b))
    {
        moved
            .push(StalePlan::Otherwise { step: Box::new(step.clone()), what: "its order among the others".to_owned() });
    }
    moved
}

/// A step without the sentences in its reasons: what a type says about a property may be worded otherwise in another
/// version.
fn without_words(step: &Step) -> Step {
    let mut step = step.clone();
    for reason in &mut step.reasons {
        if let Reason::Property { rule, .. } = reason {
            *rule = None;
        }
    }
    step
}

/// Whether two steps differ only in the words of their reasons.
fn only_words(old: &Step, new: &Step) -> bool {
    without_words(old) == without_words(new)
}

/// Whether two steps differ only in words, in their numbers and in their predecessors, which follow from the other steps.
fn only_words_or_order(old: &Step, new: &Step) -> bool {
    let new = without_words(new);
    let mut same = without_words(old);
    same.id = new.id;
    same.after.clone_from(&new.after);
    same.caused_by = new.caused_by;
    same.impact = new.impact;
    same == new
}

/// The part of a step that differs.
fn other_part(old: &Step, new: &Step) -> String {
    if let Some((path, ..)) = old.desired.inputs.first_difference(&new.desired.inputs) {
        return format!("`{path}`");
    }
    if let Some(change) = new.changes.iter().find(|change| !old.changes.contains(change)) {
        return format!("`{}`", change.path);
    }
    if let Some(change) = old.changes.iter().find(|change| !new.changes.contains(change)) {
        return format!("`{}`, which no longer changes", change.path);
    }
    if let Some(effect) = new.effects.iter().find(|effect| !old.effects.contains(effect)) {
        return format!("`{}`, which the service changes", effect.path);
    }
    if let Some(effect) = old.effects.iter().find(|effect| !new.effects.contains(effect)) {
        return format!("`{}`, which the service no longer changes", effect.path);
    }
    let parts: [(&str, bool); 6] = [
        ("its id", old.action.id() != new.action.id()),
        ("its place", old.environment != new.environment),
        ("what is done first", old.action != new.action),
        ("its dependencies", old.desired.dependencies != new.desired.dependencies),
        ("its options", old.desired.options != new.desired.options),
        ("its reasons", old.reasons != new.reasons),
    ];
    parts.iter().find(|(_, differs)| *differs).map_or("the step itself", |(part, _)| part).to_owned()
}
