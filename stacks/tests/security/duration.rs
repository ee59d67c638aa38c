//! The expected duration of an `up` from nothing, by the figures of the resource types.

use std::time::Duration;

use crate::world::{config, test};

/// The longest that it may take: creating the databases and caches of both regions, and little beside them.
const LONGEST: Duration = Duration::from_secs(20 * 60);

#[test]
fn prod_is_expected_to_be_up_in_twenty_minutes() {
    let config = config("prod");
    let mut test = test("prod");
    let prepared = test.prepare(|stack| stacks::luneo(stack, &config)).expect("a plan");
    let estimate = test.estimate(&prepared);
    let path: Vec<String> =
        estimate.critical_path.iter().map(|step| format!("{} s {}", step.millis / 1000, step.urn)).collect();
    let expected = Duration::from_millis(estimate.millis);
    assert!(expected <= LONGEST, "{expected:?}: {path:#?}");
    // A figure of nothing would be short too.
    assert!(expected > LONGEST / 2, "{expected:?}: {path:#?}");
}
