//! What the findings of the checks mean: whether a failover is refused, and what its user should know.

use std::time::Duration;

use archipel_resources::takeover::Checked;

use crate::errors::Failure;
use crate::recovery::{Failover, Mode, NamedCheck};

/// What was found.
pub(super) struct Findings<'a> {
    /// Why the region does not have the capacity for the whole load.
    pub(super) shortages: &'a [String],
    pub(super) checked: &'a [(NamedCheck, Checked)],
    /// Whether the region that loses the roles answers.
    pub(super) answers: bool,
}

/// What the user accepts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Accepted {
    /// An unplanned failover, also if the other region answers.
    pub(super) although_both_answer: bool,
    /// A lag, instead of that of the recovery program.
    pub(super) max_lag: Option<Duration>,
}

/// Whether a failover may begin.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    pub(super) warnings: Vec<String>,
    /// Why it may not.
    pub(super) refusals: Vec<Failure>,
}

/// Judges the findings.
pub(super) fn judge(failover: &Failover, findings: &Findings<'_>, accepted: &Accepted) -> Judgement {
    let Failover { from, to, mode, .. } = failover;
    let mut judgement = Judgement::default();
    for why in findings.shortages {
        let message = format!("{to} does not have the capacity for the whole load: {why}");
        match mode {
            Mode::Unplanned => judgement.warnings.push(message),
            Mode::Planned => judgement.refusals.push(Failure::new(message)),
        }
    }
    match mode {
        Mode::Unplanned if findings.answers && !accepted.although_both_answer => judgement.refusals.push(
            Failure::new(format!("{from} answers: an unplanned failover would lose what it has not replicated"))
                .why("both regions would take writes until the old writer is fenced")
                .hint("use `--planned`, or `--although-both-answer` if the region does not serve its users"),
        ),
        Mode::Planned if !findings.answers => judgement.refusals.push(
            Failure::new(format!("{from} does not answer, and a planned failover needs both regions"))
                .hint("if the region is lost, use `--unplanned`"),
        ),
        _ => {}
    }
    let has_moved = |store: &String| {
        findings.checked.iter().any(|(check, found)| check.name == *store && found.writes == Some(true))
    };
    for (check, found) in findings.checked {
        // An interrupted failover goes on: the store writes here, and the lag is of the other direction.
        if check.store.as_ref().is_some_and(has_moved) {
            continue;
        }
        judgement.add(failover, check, found, accepted.max_lag);
    }
    judgement
}

impl Judgement {
    /// Judges what one check found.
    fn add(&mut self, failover: &Failover, check: &NamedCheck, found: &Checked, max_lag: Option<Duration>) {
        let Failover { to, mode, is_sandbox, .. } = failover;
        if let Some(warning) = &found.warning {
            self.warnings.push(format!("{} is not checked: {warning}", check.name));
        }
        let budget = max_lag.filter(|_| check.budget.is_some()).or(check.budget);
        let over = budget.zip(found.lag).filter(|(budget, lag)| *lag > budget.as_secs_f64());
        let why = match (&found.problem, over) {
            (Some(problem), _) => problem.clone(),
            (None, Some((budget, lag))) => format!("it is {lag:.1} s behind, and at most {budget:?} may be lost"),
            (None, None) => return,
        };
        // A lost region publishes nothing more, and the sandbox publishes no metrics.
        if check.budget.is_some() && found.lag.is_none() && (*mode == Mode::Unplanned || *is_sandbox) {
            self.warnings.push(format!("{}: {why}: how much is lost is not known", check.name));
            return;
        }
        // In an incident a region that serves its users worse is better than none.
        if *mode == Mode::Unplanned && check.check.is_about_quality() {
            self.warnings.push(format!("{}: {why}", check.name));
            return;
        }
        let failure = Failure::new(format!("{to} cannot take over: {}: {why}", check.name));
        self.refusals.push(match over {
            Some(_) => failure.hint("wait until it has caught up, or accept more with `--max-lag DURATION`"),
            None => failure,
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use archipel_resources::takeover::Check;

    use super::*;

    const BUDGET: Duration = Duration::from_secs(300);

    fn failover(mode: Mode, is_sandbox: bool) -> Failover {
        let (from, to) = ("eu".to_owned(), "us".to_owned());
        Failover { from, to, mode, is_sandbox, recorded: Arc::default() }
    }

    fn named(name: &str, check: Check) -> NamedCheck {
        NamedCheck { name: name.to_owned(), region: "us".to_owned(), check, budget: None, store: None }
    }

    fn database(writes: bool, problem: Option<&str>) -> (NamedCheck, Checked) {
        let check = Check::Database { global_cluster: "g".to_owned(), cluster: "c".to_owned() };
        let problem = problem.map(str::to_owned);
        (named("database", check), Checked { writes: Some(writes), problem, ..Checked::default() })
    }

    /// The lag of the database; without a value, what the check says then.
    fn lag(seconds: Option<f64>) -> (NamedCheck, Checked) {
        let check = Check::Lag {
            namespace: "AWS/RDS".to_owned(),
            metric: "AuroraGlobalDBReplicationLag".to_owned(),
            dimensions: BTreeMap::new(),
            per_second: 1000.0,
        };
        let check =
            NamedCheck { budget: Some(BUDGET), store: Some("database".to_owned()), ..named("database lag", check) };
        let problem = seconds.is_none().then(|| "the metric has no value".to_owned());
        (check, Checked { lag: seconds, problem, ..Checked::default() })
    }

    /// The warnings and the refusals. The other region answers in a planned failover, and does not in an unplanned one.
    fn judged(
        failover: &Failover,
        checked: &[(NamedCheck, Checked)],
        shortages: &[&str],
        accepted: Accepted,
    ) -> (Vec<String>, Vec<String>) {
        let shortages: Vec<String> = shortages.iter().map(|&why| why.to_owned()).collect();
        let answers = failover.mode == Mode::Planned;
        let judgement = judge(failover, &Findings { shortages: &shortages, checked, answers }, &accepted);
        (judgement.warnings, judgement.refusals.iter().map(Failure::brief).collect())
    }

    fn lists(warnings: &[&str], refusals: &[&str]) -> (Vec<String>, Vec<String>) {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        (owned(warnings), owned(refusals))
    }

    #[test]
    fn stopped_replication_refuses_a_planned_failover_and_warns_in_an_unplanned_one() {
        let checked = [database(false, None), lag(None)];
        let judged = |mode, is_sandbox| judged(&failover(mode, is_sandbox), &checked, &[], Accepted::default());
        let refused = lists(&[], &["us cannot take over: database lag: the metric has no value"]);
        assert_eq!(judged(Mode::Planned, false), refused);
        let warned = lists(&["database lag: the metric has no value: how much is lost is not known"], &[]);
        assert_eq!(judged(Mode::Unplanned, false), warned);
        assert_eq!(judged(Mode::Planned, true), warned, "the sandbox publishes no metrics");
    }

    #[test]
    fn a_lag_over_the_budget_is_refused_unless_it_is_accepted() {
        let refused =
            lists(&[], &["us cannot take over: database lag: it is 400.0 s behind, and at most 300s may be lost"]);
        let accepted = |seconds| Accepted { max_lag: Some(Duration::from_secs(seconds)), ..Accepted::default() };
        for mode in [Mode::Planned, Mode::Unplanned] {
            let judged = |seconds, accepted| judged(&failover(mode, false), &[lag(Some(seconds))], &[], accepted);
            assert_eq!(judged(300.0, Accepted::default()), lists(&[], &[]));
            assert_eq!(judged(400.0, Accepted::default()), refused, "{mode:?}");
            assert_eq!(judged(400.0, accepted(600)), lists(&[], &[]), "{mode:?}");
            assert!(!judged(200.0, accepted(60)).1.is_empty(), "{mode:?}: a smaller budget counts too");
        }
        let moved = [database(true, None), lag(Some(400.0))];
        let judged = judged(&failover(Mode::Planned, false), &moved, &[], Accepted::default());
        assert_eq!(judged, lists(&[], &[]), "the database has moved already");
    }

    #[test]
    fn a_shortage_refuses_a_planned_failover_and_warns_in_an_unplanned_one() {
        let judged = |mode| judged(&failover(mode, false), &[], &["one node"], Accepted::default());
        let why = "us does not have the capacity for the whole load: one node";
        assert_eq!(judged(Mode::Planned), lists(&[], &[why]));
        assert_eq!(judged(Mode::Unplanned), lists(&[why], &[]));
    }

    #[test]
    fn in_an_incident_only_a_region_that_cannot_serve_at_all_is_refused() {
        let permissions = Checked { problem: Some("denied".to_owned()), ..Checked::default() };
        let permissions = (named("permissions", Check::Permissions(Vec::new())), permissions);
        let checked = [database(false, Some("no instance")), permissions];
        let judged = |mode| judged(&failover(mode, false), &checked, &[], Accepted::default());
        let (database, permissions) = ("us cannot take over: database: no instance", "permissions: denied");
        let denied = format!("us cannot take over: {permissions}");
        assert_eq!(judged(Mode::Planned), lists(&[], &[database, &denied]));
        assert_eq!(judged(Mode::Unplanned), lists(&[permissions], &[database]));
    }

    #[test]
    fn the_mode_must_fit_to_the_region_that_loses_the_roles() {
        let refused = |mode, answers, although_both_answer| {
            let accepted = Accepted { although_both_answer, ..Accepted::default() };
            let findings = Findings { shortages: &[], checked: &[], answers };
            let refusals = judge(&failover(mode, false), &findings, &accepted).refusals;
            refusals.first().map(Failure::brief).unwrap_or_default()
        };
        assert_eq!(refused(Mode::Planned, true, false), "");
        assert!(refused(Mode::Planned, false, false).starts_with("eu does not answer"));
        assert_eq!(refused(Mode::Unplanned, false, false), "");
        assert!(refused(Mode::Unplanned, true, false).starts_with("eu answers: "));
        assert_eq!(refused(Mode::Unplanned, true, true), "");
    }
}
