//! The explanation of a plan's changes to one resource: the output of `explain`. Its schema is in
//! `docs/schema/explain.json`.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::Urn;
use archipel_engine::plan::{Action, Plan, PropertyChange, Reason, Step, StepId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::render::plan::sentence;
use crate::render::style::{self, BOLD, DIM, paint};
use crate::render::text::{count, named, wrap};
use crate::render::value::short;

/// The steps of a resource in a plan, and their causes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Explanation {
    /// The resource.
    pub urn: Urn,
    /// The source line that declares it, if the program does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The steps in order; empty if the resource is unchanged.
    pub steps: Vec<ExplainedStep>,
    /// Why the resource is unchanged, if it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unchanged_because: Vec<String>,
}

/// One step, explained.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExplainedStep {
    /// Its number in the plan.
    pub step: StepId,
    /// The revision of the resource.
    #[serde(rename = "generation")]
    pub revision: u32,
    /// The action.
    pub action: Action,
    /// The reasons, the decisive one first, each with its property path and rule.
    pub reasons: Vec<Reason>,
    /// The properties that differ; empty for a new resource.
    pub changes: Vec<PropertyChange>,
    /// What the service changes beside them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<PropertyChange>,
    /// The chain of causes, from this step back to its root cause, without the step itself.
    pub comes_from: Vec<Cause>,
    /// The steps that this one causes.
    pub drags_along: Vec<RelatedStep>,
    /// The steps that must finish before this one.
    pub waits_for: Vec<RelatedStep>,
    /// The steps that start only after this one.
    pub waited_for_by: Vec<RelatedStep>,
}

/// A step that causes another.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Cause {
    /// The step.
    #[serde(flatten)]
    pub other: RelatedStep,
    /// Its decisive reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The source line that declares its resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
}

/// Another step.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RelatedStep {
    /// Its number.
    pub step: StepId,
    /// Its resource.
    pub urn: Urn,
    /// The action.
    pub action: Action,
}

impl RelatedStep {
    fn of(step: &Step) -> Self {
        Self { step: step.id, urn: step.urn().clone(), action: step.action.clone() }
    }
}

/// Facts about the program that the plan does not contain.
#[derive(Debug, Default)]
pub(crate) struct PlanContext {
    /// Source lines.
    pub(crate) lines: BTreeMap<Urn, String>,
    /// Why a resource without a step is unchanged.
    pub(crate) unchanged_because: Vec<String>,
}

/// Explains the steps of a resource in a plan.
pub(crate) fn explain(plan: &Plan, urn: &Urn, plan_context: &PlanContext) -> Explanation {
    let steps: Vec<ExplainedStep> =
        plan.steps.iter().filter(|step| step.urn() == urn).map(|step| explained(plan, step, plan_context)).collect();
    Explanation {
        urn: urn.clone(),
        line: plan_context.lines.get(urn).cloned(),
        unchanged_because: if steps.is_empty() { plan_context.unchanged_because.clone() } else { Vec::new() },
        steps,
    }
}

fn explained(plan: &Plan, step: &Step, plan_context: &PlanContext) -> ExplainedStep {
    let others = |ids: &[StepId]| -> Vec<RelatedStep> {
        ids.iter().filter_map(|id| plan.steps.get(id.index())).map(RelatedStep::of).collect()
    };
    let new = matches!(step.action, Action::Create | Action::Resume { .. });
    ExplainedStep {
        step: step.id,
        revision: step.key.revision,
        action: step.action.clone(),
        reasons: step.reasons.clone(),
        changes: if new { Vec::new() } else { step.changes.clone() },
        effects: step.effects.clone(),
        comes_from: chain(plan, step, plan_context),
        // The steps that a delete causes have the reason of the delete.
        drags_along: if step.action.deletes() { Vec::new() } else { others(&plan.impact(step.id)) },
        waits_for: others(&step.after),
        waited_for_by: plan.steps.iter().filter(|other| other.after.contains(&step.id)).map(RelatedStep::of).collect(),
    }
}

/// The chain of causes, from a step back to its root cause.
fn chain(plan: &Plan, step: &Step, plan_context: &PlanContext) -> Vec<Cause> {
    let mut seen = BTreeSet::from([step.id]);
    let mut chain = Vec::new();
    let mut current = step;
    loop {
        let of_new_one = current.reasons.iter().any(|reason| matches!(reason, Reason::Superseded | Reason::MakesWay));
        let cause = match current.action {
            Action::Delete { .. } | Action::DeletedWith { .. } | Action::Forget { .. } => {
                of_new_one.then(|| current.urn())
            }
            _ => current.reasons.iter().find_map(Reason::cause),
        };
        let is_cause = |step: &&Step| {
            !step.action.deletes() && !matches!(step.action, Action::Forget { .. } | Action::UpdateState { .. })
        };
        let next = cause.and_then(|urn| plan.steps.iter().filter(is_cause).find(|step| step.urn() == urn));
        // A computed plan has no cycle; a plan file could.
        let Some(next) = next.filter(|next| seen.insert(next.id)) else { return chain };
        let line = plan_context.lines.get(next.urn()).cloned();
        chain.push(Cause { other: RelatedStep::of(next), reason: next.reasons.first().cloned(), line });
        current = next;
    }
}

impl Explanation {
    /// The explanation as text, in lines of at most `width` columns where possible.
    pub(crate) fn render(&self, width: usize) -> String {
        let mut text = format!("{}\n", paint(BOLD, named(&self.urn)));
        text += &format!("  {}\n", paint(DIM, &self.urn));
        if let Some(line) = &self.line {
            text += &format!("  {} {line}\n", paint(DIM, "-->"));
        }
        for step in &self.steps {
            step.render(width, &mut text);
        }
        if self.steps.is_empty() {
            text += "\nNo changes:\n";
            self.unchanged_because.iter().for_each(|why| paragraph(&mut text, why, width));
        }
        text
    }
}

impl ExplainedStep {
    fn render(&self, width: usize, text: &mut String) {
        let [order, ..] = style::words(&self.action);
        let style = style::of(&self.action);
        let head = format!("{} {order}", style::symbol(&self.action));
        let step = paint(DIM, format!("revision {}, step {}", self.revision, self.step.0 + 1));
        *text += &format!("\n{}  {step}\n", paint(style, head));
        section(text, "Why");
        self.reasons.iter().for_each(|reason| paragraph(text, &sentence(reason), width));
        let room = width.saturating_sub(12) / 3;
        for (heading, changes) in [("Changes", &self.changes), ("The service also changes", &self.effects)] {
            if !changes.is_empty() {
                section(text, heading);
            }
            for change in changes {
                let mark = if change.replaces { "  (replaces)" } else { "" };
                let (old, new) = (short(&change.old, room), short(&change.new, room));
                *text += &format!("    {}: {old} → {new}{mark}\n", change.path);
            }
        }
        if !self.comes_from.is_empty() {
            section(text, "Root cause");
            for cause in self.comes_from.iter().rev() {
                let [_, _, done] = style::words(&cause.other.action);
                let line = cause.line.as_ref().map(|line| format!(" ({line})")).unwrap_or_default();
                let why = cause.reason.as_ref().map(sentence).unwrap_or_default();
                let why = why.strip_prefix("replaced because ").unwrap_or(&why);
                paragraph(text, &format!("{} is {done}{line}: {why}", named(&cause.other.urn)), width);
            }
        }
        for (heading, others) in
            [("Causes", &self.drags_along), ("Waits for", &self.waits_for), ("Awaited by", &self.waited_for_by)]
        {
            if !others.is_empty() {
                section(text, &format!("{heading}: {}", count(others.len(), "step", "steps")));
            }
            for other in others {
                let [order, ..] = style::words(&other.action);
                *text += &format!("    {order} {}\n", named(&other.urn));
            }
        }
    }
}

fn section(text: &mut String, heading: &str) {
    *text += &format!("  {}\n", paint(BOLD, heading));
}

fn paragraph(text: &mut String, words: &str, width: usize) {
    for (index, line) in wrap(words, width.saturating_sub(6)).into_iter().enumerate() {
        *text += &format!("{}{line}\n", if index == 0 { "    " } else { "      " });
    }
}
