//! Policies: rules that are evaluated for a plan before any change.
//!
//! A policy is a function of what a run would leave behind. It is asked by every preview and before the first write of
//! every run; a mandatory violation stops the run, an advisory one is reported.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::{Action, Plan, Step};
use crate::program::Program;
use crate::state::{Phase, Snapshot};

/// The effect of a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Enforcement {
    /// Nothing is applied.
    Mandatory,
    /// It is reported.
    Advisory,
}

/// A rule that is not kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The effect.
    pub enforcement: Enforcement,
    /// By which resource, if it is one.
    pub urn: Option<Urn>,
    /// The violation, as a sentence without a full stop.
    pub message: String,
}

impl Violation {
    /// One that stops the run.
    #[must_use]
    pub fn mandatory(urn: &Urn, message: impl Into<String>) -> Self {
        Self { enforcement: Enforcement::Mandatory, urn: Some(urn.clone()), message: message.into() }
    }

    /// One that is only reported.
    #[must_use]
    pub fn advisory(urn: &Urn, message: impl Into<String>) -> Self {
        Self { enforcement: Enforcement::Advisory, ..Self::mandatory(urn, message) }
    }
}

/// A resource as a run would leave it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub urn: &'a Urn,
    /// Its properties, defaults included. Parts that only an apply can tell are [`Value::Unknown`], secrets are
    /// [`Value::Secret`]: a message shows neither by `Debug`.
    pub inputs: &'a Value,
    /// The step that creates or changes it; `None` if it stays as it is.
    pub step: Option<&'a Step>,
}

/// The input of a policy.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// The plan. Its steps also show what is deleted.
    pub plan: &'a Plan,
    /// The program; none for a destroy.
    pub program: Option<&'a Program>,
    /// The state that the plan was made from.
    pub snapshot: &'a Snapshot,
}

impl<'a> Planned<'a> {
    /// Every resource after the run, by name: those that the plan creates or changes, and those that stay.
    #[must_use]
    pub fn resources(&self) -> Vec<Subject<'a>> {
        let mut subjects: BTreeMap<&Urn, Subject<'a>> = BTreeMap::new();
        let mut gone: BTreeSet<&Urn> = BTreeSet::new();
        for step in &self.plan.steps {
            match step.action {
                Action::Delete { .. } | Action::DeletedWith { .. } | Action::Forget { .. } => {
                    gone.insert(step.urn());
                }
                Action::Read => {}
                _ => {
                    gone.extend(step.action.moved_from());
                    let subject = Subject { urn: step.urn(), inputs: &step.desired.inputs, step: Some(step) };
                    subjects.insert(step.urn(), subject);
                }
            }
        }
        for record in self.snapshot.records.values() {
            let urn = &record.key.urn;
            if record.phase != Phase::Superseded && !gone.contains(urn) {
                subjects.entry(urn).or_insert(Subject { urn, inputs: &record.desired.inputs, step: None });
            }
        }
        subjects.into_values().collect()
    }

    /// Those of one type, such as `aws:ec2/SecurityGroupRule`.
    pub fn of_type(&self, type_name: &'a str) -> impl Iterator<Item = Subject<'a>> + use<'a> {
        self.resources().into_iter().filter(move |subject| subject.urn.type_name() == type_name)
    }
}
