//! `drill` without a stack that can be drilled.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::Project;

#[test]
fn the_scenarios_are_described() {
    insta::assert_snapshot!("list", Project::new().run(&["drill", "--list"]).shown());
}

#[test]
fn a_drill_is_refused_before_anything_is_broken() {
    let project = Project::new();
    insta::assert_snapshot!("without-recovery", project.run(&["drill", "--scenario", "region-lost"]).shown());
    insta::assert_snapshot!("unknown-scenario", project.run(&["drill", "--scenario", "region"]).shown());
    insta::assert_snapshot!("without-scenario", project.run(&["drill"]).shown());
}
