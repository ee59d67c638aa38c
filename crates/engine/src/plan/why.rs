//! The causes of changes, and their impact.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::decision::Pass;
use super::evaluate::Before;
use super::plan::Plan;
use super::reason::Reason;
use super::step::{Action, Difference, Impact, PropertyChange, Step, StepId};
use crate::model::path::Path;
use crate::model::urn::Urn;
use crate::program::{Expr, Node, NodeId, Program};
use crate::state::Record;

/// Finds the resource whose change changes a property.
pub(super) struct Causes<'p, 'a> {
    pub(super) program: &'p Program,
    pub(super) pass: &'p Pass<'a>,
    pub(super) current: &'p [Option<&'a Arc<Record>>],
}

impl Causes<'_, '_> {
    /// The first resource in these expressions that changes their values, or makes them unknown.
    pub(super) fn of_any<'e>(&self, expressions: impl IntoIterator<Item = &'e Expr>) -> Option<Urn> {
        let mut nodes = BTreeSet::new();
        expressions.into_iter().for_each(|expr| expr.scan(&mut nodes, &mut BTreeSet::new()));
        self.of_nodes(&nodes)
    }

    /// The first of these that the plan changes.
    pub(super) fn of_nodes<'e>(&self, nodes: impl IntoIterator<Item = &'e NodeId>) -> Option<Urn> {
        let mut changing = nodes.into_iter().filter(|node| self.pass.decisions[node.index()].verdict.changes());
        changing.next().map(|node| self.program.nodes[node.index()].urn.clone())
    }

    /// The cause of a property's change, if it is another resource's.
    pub(super) fn of(&self, node: &Node, record: &Record, change: &PropertyChange) -> Option<Urn> {
        let (expr, depth) = expression(node, change)?;
        let mut nodes = BTreeSet::new();
        expr.scan(&mut nodes, &mut BTreeSet::new());
        let cause = if change.difference == Difference::MayChange {
            nodes.into_iter().find(|node| self.pass.values.has_unknown(node.index()))
        } else {
            let changing = |node: &NodeId| self.pass.decisions[node.index()].verdict.changes();
            let first = nodes.into_iter().find(changing)?;
            // It is the cause if, without what this plan changes, the value would still be the recorded one.
            let unchanged = expr.eval(&Before(&self.pass.values, self.current)).ok()?.reveal();
            let recorded =
                Path::from_segments(&change.path.segments()[..depth]).get(&record.desired.inputs).cloned()?.reveal();
            (unchanged == recorded).then_some(first)
        };
        cause.map(|node| self.program.nodes[node.index()].urn.clone())
    }
}

/// The expression of a changed property, as deep as the program's text goes, and its depth.
fn expression<'n>(node: &'n Node, change: &PropertyChange) -> Option<(&'n Expr, usize)> {
    let mut expr = node.inputs.get(change.path.property()?)?;
    let mut depth = 1;
    for segment in &change.path.segments()[1..] {
        match expr.at(segment) {
            Some(inner) => expr = inner,
            None => break,
        }
        depth += 1;
    }
    Some((expr, depth))
}

impl Reason {
    /// Whether this alone puts the step into the plan, rather than being shown beside another reason.
    fn is_decisive(&self) -> bool {
        !matches!(self, Self::Interrupted | Self::Moved { .. } | Self::KeyTaken { .. })
    }

    /// The other resource that this reason names as the cause, if it does.
    #[must_use]
    pub fn cause(&self) -> Option<&Urn> {
        match self {
            Self::Property { cause, .. }
            | Self::ReplaceOnChanges { cause, .. }
            | Self::Trigger { cause, .. }
            | Self::Deferred { cause } => cause.as_ref(),
            Self::DependencyReplaced { urn } | Self::ReplacedWith { urn } | Self::DeletedWith { urn } => Some(urn),
            Self::KeyTaken { by } => Some(by),
            _ => None,
        }
    }
}

/// Notes in each step which other one it is there because of, and how much each drags along. Linear in the steps:
/// every step has at most one cause, so that they form trees, and counts add up.
pub(super) fn connect(steps: &mut [Step]) {
    let makes = |step: &Step| {
        !matches!(
            step.action,
            Action::Delete { .. }
                | Action::DeletedWith { .. }
                | Action::Forget { .. }
                | Action::UpdateState { .. }
                | Action::Hook(_)
        )
    };
    let by_urn: HashMap<&Urn, StepId> =
        steps.iter().filter(|step| makes(step)).map(|step| (step.urn(), step.id)).collect();
    let because: Vec<Option<StepId>> = steps
        .iter()
        .map(|step| {
            let old = step.reasons.iter().any(|reason| matches!(reason, Reason::Superseded | Reason::MakesWay));
            let cause = match makes(step) {
                // The delete of an old revision is caused by the create of the new one.
                false => old.then_some(step.urn()),
                true => step.reasons.iter().find(|reason| reason.is_decisive()).and_then(Reason::cause),
            };
            let other = cause.and_then(|urn| by_urn.get(urn)).copied();
            // A step's cause has a smaller number.
            other.filter(|other| !makes(step) || *other < step.id)
        })
        .collect();
    let mut drags = vec![Impact::default(); steps.len()];
    for index in (0..steps.len()).rev() {
        let (Some(other), true) = (because[index], makes(&steps[index])) else { continue };
        let (own, of) = (drags[index], &mut drags[other.index()]);
        of.replaced += own.replaced;
        of.updated += own.updated;
        of.other += own.other;
        match steps[index].action {
            Action::Replace { .. } => of.replaced += 1,
            Action::Update { .. } => of.updated += 1,
            _ => of.other += 1,
        }
    }
    for (step, (because, drags)) in steps.iter_mut().zip(because.into_iter().zip(drags)) {
        (step.caused_by, step.impact) = (because, drags);
    }
}

/// A step on the chain from a step back to its root cause.
#[derive(Clone, Copy, Debug)]
pub struct Link<'p> {
    pub step: &'p Step,
    /// Its decisive reason. On every link but the last it names the next one.
    pub reason: Option<&'p Reason>,
    /// The source line that declares the resource, if the program does.
    pub line: Option<&'p str>,
}

impl std::fmt::Display for Link<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let done = match self.step.action {
            Action::Create => "is created",
            Action::Replace { .. } => "is replaced",
            Action::Resume { .. } => "is finished",
            Action::Update { .. } => "is updated",
            Action::UpdateState { .. } => "is recorded again",
            Action::Delete { .. } | Action::DeletedWith { .. } => "is deleted",
            Action::Forget { .. } => "is forgotten",
            Action::Read => "is read",
            Action::Import { .. } => "is imported",
            Action::Hook(_) => "has a hook that runs",
        };
        write!(f, "{} {done}", self.step.urn())?;
        self.line.iter().try_for_each(|line| write!(f, " ({line})"))?;
        let reason = self.reason.map(ToString::to_string).unwrap_or_default();
        match reason.strip_prefix("replaced because ").unwrap_or(&reason) {
            "" => Ok(()),
            reason => write!(f, " because {reason}"),
        }
    }
}

impl Plan {
    /// The steps that are in the plan because of this one, directly or through others: the blast radius. In order,
    /// without the step itself; the deletes of old generations are among them. Costs one walk over the plan; the
    /// numbers alone are in [`Step::drags`].
    #[must_use]
    pub fn impact(&self, step: StepId) -> Vec<StepId> {
        let mut dragged = vec![false; self.steps.len()];
        if let Some(root) = dragged.get_mut(step.index()) {
            *root = true;
        }
        let hangs = |dragged: &[bool], step: &Step| step.caused_by.is_some_and(|other| dragged[other.index()]);
        for (index, step) in self.steps.iter().enumerate() {
            dragged[index] |= hangs(&dragged, step);
        }
        // Early deletes depend on a later step.
        for (index, step) in self.steps.iter().enumerate() {
            dragged[index] |= hangs(&dragged, step);
        }
        self.steps.iter().map(|step| step.id).filter(|id| *id != step && dragged[id.index()]).collect()
    }

    /// The chain from a step back to its root cause: the step itself first, then its cause, and so on. The last one is
    /// a change of the program, of an option or of reality; its source line is the one to look at.
    #[must_use]
    pub fn chain(&self, step: StepId) -> Vec<Link<'_>> {
        let mut chain = Vec::new();
        let mut next = self.steps.get(step.index());
        // No plan has a circle; one that was read from a file could.
        while let Some(step) = next.filter(|_| chain.len() < self.steps.len()) {
            let reason = step.reasons.iter().find(|reason| reason.is_decisive()).or(step.reasons.first());
            chain.push(Link { step, reason, line: self.lines.get(step.urn()).map(String::as_str) });
            next = step.caused_by.and_then(|id| self.steps.get(id.index()));
        }
        chain
    }

    /// The same as a sentence, the root cause first: `A is replaced (src/main.rs:12) because .. -> B is updated ..`.
    #[must_use]
    pub fn explain(&self, step: StepId) -> String {
        let links: Vec<String> = self.chain(step).iter().rev().map(ToString::to_string).collect();
        links.join(" -> ")
    }
}
