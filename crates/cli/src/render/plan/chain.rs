//! The chain of causes of a replacement, from the edited line over all resources in between.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::Urn;
use archipel_engine::plan::{Effect, Plan, Reason, Step};

use crate::render::text::named;

/// The steps of a plan by their causes.
pub(crate) struct Chains<'a> {
    steps: BTreeMap<&'a Urn, &'a Step>,
    followers: BTreeMap<&'a Urn, Vec<&'a Urn>>,
}

/// How one resource causes the replacement of another.
enum Link {
    /// By a value that the other takes from it; the value in words.
    Takes(String),
    /// By the option `replace_with`.
    With,
    /// By a dependency that the other cannot exist without.
    Needs,
}

/// The resource whose replacement causes a step, if there is one.
pub(crate) fn cause(step: &Step) -> Option<&Urn> {
    cause_and_link(step).map(|(urn, _)| urn)
}

/// The same, with the link.
fn cause_and_link(step: &Step) -> Option<(&Urn, Link)> {
    step.reasons.iter().find_map(|reason| match reason {
        Reason::Property { cause: Some(urn), effect: Effect::Replace, path, .. } if urn != step.urn() => {
            Some((urn, Link::Takes(format!("`{path}`"))))
        }
        Reason::ReplaceOnChanges { cause: Some(urn), path } if urn != step.urn() => {
            Some((urn, Link::Takes(format!("`{path}`"))))
        }
        Reason::Trigger { cause: Some(urn), .. } if urn != step.urn() => {
            Some((urn, Link::Takes("the trigger".to_owned())))
        }
        Reason::ReplacedWith { urn } | Reason::DeletedWith { urn } if urn != step.urn() => Some((urn, Link::With)),
        Reason::DependencyReplaced { urn } if urn != step.urn() => Some((urn, Link::Needs)),
        _ => None,
    })
}

impl<'a> Chains<'a> {
    /// Indexes the steps of a plan.
    pub(crate) fn of(plan: &'a Plan) -> Self {
        let mut steps = BTreeMap::new();
        let mut followers: BTreeMap<&Urn, Vec<&Urn>> = BTreeMap::new();
        for step in plan.steps.iter().filter(|step| !step.action.deletes()) {
            steps.insert(step.urn(), step);
            if let Some(urn) = cause(step) {
                followers.entry(urn).or_default().push(step.urn());
            }
        }
        Self { steps, followers }
    }

    /// The replacements that a resource causes, nearest first.
    pub(crate) fn dragged(&self, root: &'a Urn) -> Vec<&'a Urn> {
        let mut seen = BTreeSet::from([root]);
        let mut found = vec![root];
        let mut next = 0;
        while let Some(current) = found.get(next).copied() {
            let followers = self.followers.get(current).into_iter().flatten().copied();
            found.extend(followers.filter(|urn| seen.insert(urn)));
            next += 1;
        }
        found.remove(0);
        found
    }

    /// One sentence from the edited line to the resource; `None` without a resource in between.
    pub(crate) fn sentence(&self, step: &'a Step, source: impl Fn(&Urn) -> Option<String>) -> Option<String> {
        let mut links: Vec<(&Urn, Link)> = Vec::new();
        let mut seen = BTreeSet::from([step.urn()]);
        let mut current = step;
        while let Some((urn, link)) = cause_and_link(current) {
            links.push((current.urn(), link));
            if !seen.insert(urn) {
                break;
            }
            match self.steps.get(urn) {
                Some(step) => current = step,
                None => break,
            }
        }
        if links.is_empty() {
            return None;
        }
        let edited = current.reasons.iter().find_map(|reason| match reason {
            Reason::Property { path, cause: None, .. } | Reason::ReplaceOnChanges { path, cause: None } => {
                Some(format!("`{path}` of "))
            }
            _ => None,
        });
        let at = source(current.urn()).map(|line| format!(" at {line}")).unwrap_or_default();
        let mut text = match edited {
            Some(path) => format!("{path}{}{at} changes, which replaces it", named(current.urn())),
            None => format!("{}{at} is replaced", named(current.urn())),
        };
        for (urn, link) in links.iter().rev() {
            let name = named(urn);
            text += &match link {
                Link::Takes(what) => format!("; this changes {what} of {name}, which is replaced"),
                Link::With => format!("; `replace_with` replaces {name} too"),
                Link::Needs => format!("; {name} cannot exist without it and is replaced too"),
            };
        }
        Some(text)
    }
}
