//! Confirms refreshes that find a large part of a state missing.
//!
//! A service that is called for the wrong account or region, or an empty emulator, reports every resource as not
//! found, in the same way as a deleted one. Recording that would remove all resources from the state, and the next
//! `up` would create them again. So this is confirmed first, even with `--yes`.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::apply::Drift;
use archipel_engine::event::Level;
use archipel_engine::{Environment, Urn};

use super::ask;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::render::text::count;

/// Fewer missing resources than this are never suspicious.
const FEW: usize = 5;
/// More than one missing resource in this many is suspicious.
const ONE_IN: usize = 10;

/// The recorded resources of a state and their environments.
pub(super) type Recorded = BTreeMap<Urn, Environment>;

/// How a command treats a suspicious number of resources that are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GonePolicy {
    /// Only warn: nothing is recorded.
    Report,
    /// Ask before recording.
    Confirm,
    /// Accepted before, by `--accept-gone` or by the review of a saved plan.
    Accept,
}

impl GonePolicy {
    /// The policy of a command that records what it finds.
    pub(super) fn of_run(accepted: bool) -> Self {
        if accepted { Self::Accept } else { Self::Confirm }
    }
}

/// Warns about a suspicious number of missing resources and asks whether to record them as gone. Returns false if the
/// user declines.
pub(super) async fn check(
    context: &Context,
    recorded: &Recorded,
    drifts: &[Drift],
    policy: GonePolicy,
) -> Result<bool> {
    let found: BTreeSet<&Urn> = drifts.iter().filter(|drift| drift.gone).map(|drift| &drift.urn).collect();
    let Some(what) = suspicious(recorded, &found) else { return Ok(true) };
    let advice = "are these the right credentials, region and endpoint?";
    if policy != GonePolicy::Confirm {
        context.reporter.notice(Level::Warning, format!("{what}: {advice}"));
        return Ok(true);
    }
    if !ask::is_possible(context) {
        return Err(Failure::new(format!("refusing to record that {what}"))
            .why(advice)
            .why("the state was not changed")
            .hint(
                "pass `--accept-gone` if they were really deleted (`--yes` does not confirm this); `drift` lists them",
            )
            .exit(Exit::Usage)
            .into());
    }
    context.reporter.notice(Level::Warning, format!("{what}: {advice}"));
    ask::confirm(context, "the refresh", "Record it as gone?").await
}

/// Describes a loss that is probably a mistake: more than a tenth of a state or all of an environment, and at least
/// five resources.
fn suspicious(recorded: &Recorded, gone: &BTreeSet<&Urn>) -> Option<String> {
    if gone.len() < FEW {
        return None;
    }
    let all = recorded.len().max(gone.len());
    if gone.len() * ONE_IN > all {
        return Some(format!("{} of {} are gone", gone.len(), count(all, "recorded resource", "recorded resources")));
    }
    let mut environments: BTreeMap<&Environment, (usize, usize)> = BTreeMap::new();
    for (urn, environment) in recorded {
        let (all, missing) = environments.entry(environment).or_default();
        *all += 1;
        *missing += usize::from(gone.contains(urn));
    }
    let empty = environments.into_iter().find(|(_, (all, missing))| all == missing && *missing >= FEW);
    empty.map(|(environment, (all, _))| format!("all {all} recorded resources in {environment} are gone"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(region: &str, number: usize) -> Recorded {
        let environment = Environment { region: region.to_owned(), account: None };
        (0..number).map(|n| (Urn::new(region, "disk:fs/File", &format!("file-{n}")), environment.clone())).collect()
    }

    fn description(recorded: &Recorded, gone: impl Fn(&Urn) -> bool) -> Option<String> {
        suspicious(recorded, &recorded.keys().filter(|urn| gone(urn)).collect())
    }

    #[test]
    fn more_than_a_tenth_is_suspicious_and_fewer_than_five_never_are() {
        for (all, gone, is_suspicious) in [
            (4, 4, false),
            (5, 4, false),
            (5, 5, true),
            (49, 5, true),
            (50, 5, false),
            (50, 6, true),
            (1000, 100, false),
            (1000, 101, true),
        ] {
            let recorded = recorded("eu-west-1", all);
            let first: BTreeSet<Urn> = recorded.keys().take(gone).cloned().collect();
            assert_eq!(description(&recorded, |urn| first.contains(urn)).is_some(), is_suspicious, "{gone} of {all}");
        }
    }

    #[test]
    fn a_whole_missing_region_is_suspicious_in_a_state_of_any_size() {
        let large = recorded("eu-west-1", 200);
        let both = |small: usize| large.clone().into_iter().chain(recorded("us-east-1", small)).collect::<Recorded>();
        let is_in_the_small_region = |urn: &Urn| urn.as_str().starts_with("us-east-1");
        let what = description(&both(5), is_in_the_small_region).unwrap();
        assert_eq!(what, "all 5 recorded resources in us-east-1 are gone");
        assert_eq!(description(&both(4), is_in_the_small_region), None);
        assert_eq!(description(&both(6), |urn| is_in_the_small_region(urn) && urn.name() != "file-5"), None);
    }
}
