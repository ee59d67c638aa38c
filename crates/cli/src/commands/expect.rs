//! Expectations of a plan: `--expect-no-changes` and `preview --refactor`.

use std::collections::BTreeSet;

use archipel_engine::Urn;
use archipel_engine::plan::{Action, Plan, Step};

use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::render::style;
use crate::render::text::{count, named};

/// How many steps an error lists.
const MOST: usize = 20;

/// Fails if the plan has changes.
pub(super) fn no_changes(plan: &Plan) -> Result<Exit> {
    let all: Vec<&Step> = plan.steps.iter().collect();
    if all.is_empty() {
        return Ok(Exit::Done);
    }
    let what = count(all.len(), "step", "steps");
    Err(listed(format!("expected no changes: the plan has {what}"), &all).into())
}

/// Fails if the plan creates, replaces or deletes a resource.
pub(super) fn refactoring(plan: &Plan) -> Result<()> {
    let harmful = |step: &&Step| match step.action {
        Action::Create
        | Action::Resume { .. }
        | Action::Replace { .. }
        | Action::Delete { .. }
        | Action::DeletedWith { .. }
        | Action::Forget { .. } => true,
        Action::Update { .. } | Action::UpdateState { .. } | Action::Import { .. } | Action::Read | Action::Hook(_) => {
            false
        }
    };
    // The delete of an old revision belongs to its replacement.
    let replaced: BTreeSet<&Urn> =
        plan.steps.iter().filter(|step| matches!(step.action, Action::Replace { .. })).map(Step::urn).collect();
    let found: Vec<&Step> = plan
        .steps
        .iter()
        .filter(harmful)
        .filter(|step| !step.action.deletes() || !replaced.contains(step.urn()))
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    let failure = listed("not a refactoring: the plan would", &found);
    Err(failure.hint("declare the old name of a renamed or moved resource with `Options::new().alias(..)`").into())
}

fn listed(what: impl Into<String>, steps: &[&Step]) -> Failure {
    let mut failure = Failure::new(what).exit(Exit::Changes);
    for step in steps.iter().take(MOST) {
        failure = failure.why(format!("{} {}", style::words(&step.action)[0], named(step.urn())));
    }
    if steps.len() > MOST {
        failure = failure.why(format!("and {} more", steps.len() - MOST));
    }
    failure
}
