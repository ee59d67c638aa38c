//! Where a change comes from, and what it drags along.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::classify::{Pass, part};
use super::eval::Before;
use super::step::{Difference, PropertyChange};
use super::{Plan, Reason, StepId};
use crate::program::{Expr, Node, NodeId, Program};
use crate::state::Record;
use crate::urn::Urn;

/// Finds the resource whose change makes a property change.
pub(super) struct Causes<'p, 'a> {
    pub(super) program: &'p Program,
    pub(super) pass: &'p Pass<'a>,
    pub(super) current: &'p [Option<&'a Arc<Record>>],
}

impl Causes<'_, '_> {
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
            let recorded = part(&change.path.segments()[..depth]).get(&record.inputs).cloned()?.reveal();
            (unchanged == recorded).then_some(first)
        };
        cause.map(|node| self.program.nodes[node.index()].urn.clone())
    }
}

/// The expression of a changed property, as deep as the program's text goes, and how deep that is.
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
    /// The other resource that this reason names as the cause, if it does.
    #[must_use]
    pub fn cause(&self) -> Option<&Urn> {
        match self {
            Self::Property { cause, .. } => cause.as_ref(),
            Self::DependencyReplaced { urn } => Some(urn),
            Self::KeyTaken { by } => Some(by),
            _ => None,
        }
    }
}

impl Plan {
    /// The steps that are in the plan because of this one: the blast radius. In order, without the step itself.
    #[must_use]
    pub fn drags(&self, step: StepId) -> Vec<StepId> {
        let Some(start) = self.steps.get(step.index()) else { return Vec::new() };
        let mut caused: BTreeMap<&Urn, Vec<StepId>> = BTreeMap::new();
        for step in &self.steps {
            for cause in step.reasons.iter().filter_map(Reason::cause) {
                caused.entry(cause).or_default().push(step.id);
            }
            // The delete of an old generation is there because of the new one.
            if step.reasons.iter().any(|reason| matches!(reason, Reason::Superseded | Reason::MakesWay)) {
                caused.entry(step.urn()).or_default().push(step.id);
            }
        }
        let mut seen = BTreeSet::from([start.urn()]);
        let mut dragged = BTreeSet::new();
        let mut queue = vec![start.urn()];
        while let Some(urn) = queue.pop() {
            for &id in caused.get(urn).into_iter().flatten() {
                if id != step {
                    dragged.insert(id);
                }
                let next = self.steps[id.index()].urn();
                if seen.insert(next) {
                    queue.push(next);
                }
            }
        }
        dragged.into_iter().collect()
    }
}
