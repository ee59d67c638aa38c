//! Confirms refreshes that find a large part of a state missing.
//!
//! A service that answers for the wrong account, the wrong region or an empty emulator says of everything that it does not
//! exist, in the words that it has for what was really deleted. What was recorded would be forgotten, and the next `up`
//! would create all of it again. So that is asked about first, whatever `--yes` says.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::apply::Drift;
use archipel_engine::event::Level;
use archipel_engine::program::Environment;
use archipel_engine::urn::Urn;

use super::ask;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::render::text::count;
use crate::session::Context;

/// As many may be gone of any state.
const FEW: usize = 5;
/// More than one in so many is much.
const ONE_IN: usize = 10;

/// The resources that a state records, with where they are.
pub(super) type Recorded = BTreeMap<Urn, Environment>;

/// How a command treats a suspicious number of resources that are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GonePolicy {
    /// Nothing is recorded: warn.
    Report,
    /// Ask before it is recorded.
    Confirm,
    /// It was accepted before: by `--accept-gone`, or by the review of a plan.
    Accept,
}

/// Says how much of a state is gone, if it is much, and asks whether that is to be recorded. False for a no.
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
        return Err(Failure::new(format!("{what}, and that is not recorded without a yes of its own"))
            .why(advice)
            .why("the state was not changed")
            .hint(
                "if it is really gone, give `--accept-gone`; `--yes` does not answer this. `drift` shows what is gone",
            )
            .exit(Exit::Usage)
            .into());
    }
    context.reporter.notice(Level::Warning, format!("{what}: {advice}"));
    let sure = ask::confirm(context, "the refresh", "Record it as gone?").await?;
    if !sure {
        context.reporter.say("Nothing was changed.\n");
    }
    Ok(sure)
}

/// Describes a loss that is probably none: more than a tenth of a state, or all of a region, and at least five resources.
fn suspicious(recorded: &Recorded, gone: &BTreeSet<&Urn>) -> Option<String> {
    if gone.len() < FEW {
        return None;
    }
    let all = recorded.len().max(gone.len());
    if gone.len() * ONE_IN > all {
        return Some(format!("{} of {} are gone", gone.len(), count(all, "recorded resource", "recorded resources")));
    }
    let mut places: BTreeMap<&Environment, (usize, usize)> = BTreeMap::new();
    for (urn, environment) in recorded {
        let (there, missing) = places.entry(environment).or_default();
        *there += 1;
        *missing += usize::from(gone.contains(urn));
    }
    let empty = places.into_iter().find(|(_, (all, missing))| all == missing && *missing >= FEW);
    empty.map(|(environment, (all, _))| format!("all {all} recorded resources in {environment} are gone"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(region: &str, number: usize) -> Recorded {
        let environment = Environment { region: region.to_owned(), account: None };
        (0..number).map(|n| (Urn::new(region, "disk:fs/File", &format!("file-{n}")), environment.clone())).collect()
    }

    fn said(recorded: &Recorded, gone: impl Fn(&Urn) -> bool) -> Option<String> {
        suspicious(recorded, &recorded.keys().filter(|urn| gone(urn)).collect())
    }

    #[test]
    fn more_than_a_tenth_is_much_and_fewer_than_five_never_are() {
        for (all, gone, is_much) in [
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
            assert_eq!(said(&recorded, |urn| first.contains(urn)).is_some(), is_much, "{gone} of {all}");
        }
    }

    #[test]
    fn a_whole_region_is_much_however_large_the_state_is() {
        let large = recorded("eu-west-1", 200);
        let both = |small: usize| large.clone().into_iter().chain(recorded("us-east-1", small)).collect::<Recorded>();
        let in_the_small = |urn: &Urn| urn.as_str().starts_with("us-east-1");
        let what = said(&both(5), in_the_small).unwrap();
        assert_eq!(what, "all 5 recorded resources in us-east-1 are gone");
        assert_eq!(said(&both(4), in_the_small), None);
        assert_eq!(said(&both(6), |urn| in_the_small(urn) && urn.name() != "file-5"), None);
    }
}
