//! A recovery plan for its readers: the steps and checks before a run, and the runbook.

use std::fmt::Write as _;

use archipel_engine::plan::Plan;
use archipel_resources::takeover::Checked;

use super::{Declarations, Failover, Mode, NamedCheck, Step};
use crate::render::human::heading;
use crate::render::recovery_plan::{RecoveryCheck, RecoveryPlan, RecoveryStep};
use crate::render::text::duration;

/// The steps of a plan, with what an operator needs to know before they run. Those that the plan does not have are done.
pub(crate) fn steps(declared: &Declarations, plan: &Plan) -> String {
    let mut text = heading("Recovery plan:");
    for (number, (urn, step)) in declared.steps.iter().enumerate() {
        let is_left = plan.steps.iter().any(|planned| planned.urn() == urn);
        let Step { what, reason, takes, loss, back, .. } = step;
        let time = if is_left { format!("about {}", duration(millis(*takes))) } else { "done".to_owned() };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {}. {what} ({time})\n       why: {reason}", number + 1);
        if is_left {
            let loss = loss.as_deref().unwrap_or("nothing");
            let _ = writeln!(text, "       can be lost: {loss}");
            let _ = writeln!(text, "       way back: {}", back.as_deref().unwrap_or("`failback`"));
        }
    }
    text
}

/// The same for reports.
pub(crate) fn document(
    failover: &Failover,
    declared: &Declarations,
    plan: &Plan,
    checked: &[(NamedCheck, Checked)],
) -> RecoveryPlan {
    let steps = declared.steps.iter().map(|(urn, step)| RecoveryStep {
        urn: urn.to_string(),
        what: step.what.clone(),
        reason: step.reason.clone(),
        done: !plan.steps.iter().any(|planned| planned.urn() == urn),
        millis: millis(step.takes),
        loss: step.loss.clone(),
        back: step.back.clone(),
    });
    let checks = checked.iter().map(|(check, found)| RecoveryCheck {
        name: check.name.clone(),
        region: check.region.clone(),
        found: found.text.clone(),
    });
    RecoveryPlan {
        from: failover.from.clone(),
        to: failover.to.clone(),
        mode: failover.mode.as_str().to_owned(),
        steps: steps.collect(),
        checks: checks.collect(),
    }
}

fn millis(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// What the checks found.
pub(crate) fn checks(checked: &[(NamedCheck, Checked)]) -> String {
    let mut text = heading("Checks:");
    let widest = checked.iter().map(|(check, _)| check.name.len()).max().unwrap_or_default();
    for (check, found) in checked {
        let _ = writeln!(text, "  {:widest$}  {}  {}", check.name, check.region, found.text);
    }
    if checked.is_empty() { String::new() } else { text }
}

/// The runbook: each step as commands, for when this program cannot run.
pub(crate) fn runbook(stack: &str, failover: &Failover, declared: &Declarations) -> String {
    let Failover { from, to, mode, .. } = failover;
    let mut text = format!("# {stack}: {} failover from {from} to {to}\n\n", mode.as_str());
    text.push_str("Note the time before each step. Run the steps in this order; each may be repeated.\n");
    if *mode == Mode::Unplanned {
        let _ = writeln!(text, "Do not run this while {from} takes writes: what it has not replicated is lost.");
    }
    for (number, (_, step)) in declared.steps.iter().enumerate() {
        let _ = writeln!(text, "\n## {}. {}\n\n{}.", number + 1, step.what, step.reason);
        let loss = step.loss.as_deref().unwrap_or("nothing");
        let _ = writeln!(text, "Takes about {}. Can be lost: {loss}.", duration(millis(step.takes)));
        if !step.commands.is_empty() {
            text.push_str("\n```console\n");
            for (region, command) in &step.commands {
                let region = if region.is_empty() { String::new() } else { format!(" --region {region}") };
                let _ = writeln!(text, "$ {command}{region}");
            }
            text.push_str("```\n");
        }
        if let Some(back) = &step.back {
            let _ = writeln!(text, "\nWay back: {back}.");
        }
    }
    text
}
