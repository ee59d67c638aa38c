//! A section is switched off and on again, or left out of a run, without an effect on the rest of the platform. The code
//! of their types is that of the present schemas.

use std::path::Path;

use archipel::Environment;
use archipel::engine::plan::{Action, Pattern, PlanOptions};
use archipel::prelude::*;
use archipel::testing::{Planned, Test};
use archipel_cfn_schema::codegen::{Differences, LOCK_FILE, TypeNames, generate};
use archipel_cfn_schema::rules::planner_schema;
use archipel_cfn_schema::{SchemaSet, schema};
use stacks::config::{Config, Existing};

use crate::world::{REGIONS, STACKS, config, test};

/// A section: its component, whether a stack has it, and its switch.
type Section = (&'static str, fn(&Config) -> bool, fn(&mut Config));

const SECTIONS: &[Section] = &[
    (
        "edge",
        |config| config.edge.as_ref().is_some_and(|section| section.enabled),
        |config| config.edge.iter_mut().for_each(|section| section.enabled = false),
    ),
    (
        "security",
        |config| config.security.as_ref().is_some_and(|section| section.enabled),
        |config| config.security.iter_mut().for_each(|section| section.enabled = false),
    ),
    (
        "observability",
        |config| config.observability.as_ref().is_some_and(|section| section.enabled),
        |config| config.observability.iter_mut().for_each(|section| section.enabled = false),
    ),
    (
        "backup",
        |config| config.backup.as_ref().is_some_and(|section| section.enabled),
        |config| config.backup.iter_mut().for_each(|section| section.enabled = false),
    ),
    (
        "on_call",
        |config| config.on_call.as_ref().is_some_and(|section| section.enabled),
        |config| config.on_call.iter_mut().for_each(|section| section.enabled = false),
    ),
    (
        "lake",
        |config| config.lake.as_ref().is_some_and(|section| section.enabled),
        |config| config.lake.iter_mut().for_each(|section| section.enabled = false),
    ),
    (
        "costs",
        |config| config.costs.as_ref().is_some_and(|section| section.enabled),
        |config| config.costs.iter_mut().for_each(|section| section.enabled = false),
    ),
    (
        "experiments",
        |config| config.experiments.as_ref().is_some_and(|section| section.enabled),
        |config| config.experiments.iter_mut().for_each(|section| section.enabled = false),
    ),
];

/// What a section changes outside of itself: the permissions of previews, which name the types of the stack, and the names of the
/// hosts, which lead to the edge or to what is behind it.
const CHANGED: [(&str, Option<&str>); 5] = [
    ("identity/pipeline-preview", None),
    ("dns/api", Some("edge")),
    ("dns/app", Some("edge")),
    ("edge/api", Some("edge")),
    ("edge/app", Some("edge")),
];

/// The alert manager, which has a route to PagerDuty by the name of a secret, and what has the address of its workspace: that
/// is known again once the workspace is updated.
const ROUTED: [&str; 4] = [
    "metrics/main",
    "cluster/objects/registration",
    "observability/grafana/metrics-primary",
    "observability/grafana/metrics-secondary",
];

fn is_of(urn: &Urn, section: &str) -> bool {
    urn.path().split('/').any(|component| component == section)
}

/// Fails unless each step is about the section, or changes what previews may read.
#[track_caller]
fn assert_only(planned: &Planned, section: &str, expected: fn(&Action) -> bool) {
    let steps = &planned.plan().steps;
    assert!(!steps.is_empty(), "{section} has no resources");
    for step in steps {
        let urn = step.urn();
        let by = |(path, by): &(&str, Option<&str>)| urn.path() == *path && by.is_none_or(|by| by == section);
        let is_update = matches!(step.action, Action::Update { .. } | Action::UpdateState { .. });
        let is_route = section == "on_call" && ROUTED.contains(&urn.path());
        let is_changed = is_update && (is_route || CHANGED.iter().any(by));
        let is_expected = is_changed || is_of(urn, section) && expected(&step.action);
        assert!(is_expected, "{section} changes {urn}: {:?}", step.action);
    }
}

#[test]
fn a_section_is_switched_off_and_on_again_without_an_effect_on_the_others() {
    let mut switched = 0;
    for stack in STACKS {
        let mut on = config(stack);
        // What a stack retains is in the way of its next life here: the test `sections` of the sandbox is about it.
        on.security.iter_mut().for_each(|section| section.retain = false);
        on.backup.iter_mut().for_each(|section| section.retain = false);
        on.edge.iter_mut().for_each(|section| section.retain = false);
        on.observability.iter_mut().filter_map(|section| section.logs.as_mut()).for_each(|logs| logs.retain = false);
        let mut test = test(stack);
        test.up(|stack| stacks::luneo(stack, &on));
        for (section, _, switch) in SECTIONS.iter().filter(|(_, has, _)| has(&on)) {
            let mut off = on.clone();
            switch(&mut off);
            let planned = test.plan(|stack| stacks::luneo(stack, &off));
            assert_only(&planned, section, |action| action.deletes() || matches!(action, Action::Forget { .. }));
            test.up(|stack| stacks::luneo(stack, &off));
            test.plan(|stack| stacks::luneo(stack, &off)).assert_empty();

            let planned = test.plan(|stack| stacks::luneo(stack, &on));
            assert_only(&planned, section, |action| matches!(action, Action::Create));
            test.up(|stack| stacks::luneo(stack, &on));
            test.plan(|stack| stacks::luneo(stack, &on)).assert_empty();
            switched += 1;
        }
    }
    assert!(switched > SECTIONS.len(), "only {switched} switches");
}

#[test]
fn each_section_of_a_stack_has_an_expected_cost() {
    for stack in STACKS {
        let config = config(stack);
        let Some(costs) = &config.costs else { continue };
        for (section, _, _) in SECTIONS.iter().filter(|(section, has, _)| *section != "costs" && has(&config)) {
            assert!(costs.expected.contains_key(*section), "{stack}: `costs.expected` has no `{section}`");
        }
    }
}

#[test]
fn a_run_can_leave_a_section_out() {
    for stack in STACKS {
        let config = config(stack);
        for (section, _, _) in SECTIONS.iter().filter(|(_, has, _)| has(&config)) {
            let excludes = vec![Pattern::new(*section)];
            let mut without: Test = test(stack).options(PlanOptions { excludes, ..PlanOptions::default() });
            let planned = without.plan(|stack| stacks::luneo(stack, &config));
            let steps = &planned.plan().steps;
            assert!(steps.iter().all(|step| !is_of(step.urn(), section)), "{stack}: {section}");
            let whole = test(stack).plan(|stack| stacks::luneo(stack, &config)).counts().created;
            let left = planned.counts().created;
            assert!(left < whole && left > whole / 2, "{stack} without {section}: {left} of {whole}");
        }
    }
}

#[test]
fn what_the_account_has_already_is_used_as_it_is_and_stays() {
    let mut test = test("prod");
    let detector = planner_schema("AWS::GuardDuty::Detector").expect("a schema");
    let props = Value::from([("Enable", true)]);
    let environment = Environment { region: REGIONS[0].to_owned(), account: None };
    let id = test.cloud().add_foreign(detector, &environment, "", &props);
    let existing = Existing { detector: Some(id.to_string()), recorder: true, ..Existing::default() };
    let mut on = config("prod");
    on.security.iter_mut().for_each(|section| {
        section.existing.insert(REGIONS[0].to_owned(), existing.clone());
    });
    let planned = test.plan(|stack| stacks::luneo(stack, &on));
    planned.resource("eu-west-1::AWS::GuardDuty::Detector::security/main").assert_imported();
    planned.resource("us-east-1::AWS::GuardDuty::Detector::security/main").assert_created();
    assert!(!planned.has("eu-west-1::AWS::Config::ConfigurationRecorder::security/recorder/main"));
    test.up(|stack| stacks::luneo(stack, &on));
    test.plan(|stack| stacks::luneo(stack, &on)).assert_empty();

    let mut off = on.clone();
    off.security.iter_mut().for_each(|section| section.enabled = false);
    test.up(|stack| stacks::luneo(stack, &off));
    let stays = test.cloud().resource(&id).expect("the detector of the account");
    assert_eq!(stays.props.field("Features"), &Value::Null, "it has its own settings");
}

/// `schema update --check` compares the text too, with the formatter of the package.
#[test]
fn the_generated_code_is_that_of_the_present_schemas() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lock = std::fs::read_to_string(package.join(LOCK_FILE)).expect("the lock file");
    let (_, types) = lock.split_once("[types]\n").expect("types");
    for line in types.lines() {
        let (name, digest) = line.split_once(" = ").expect("a type and a digest");
        let (name, digest) = (name.trim_matches('"'), digest.trim_matches('"'));
        assert_eq!(SchemaSet::embedded().digest(name).expect("a type"), digest, "{name}: run `schema update`");
        let file = package.join("src/aws").join(TypeNames::of(name).path());
        let written = std::fs::read_to_string(file).expect("the code");
        let differences = Differences::between(&written, &generate(schema(name).expect("a schema"), digest));
        assert_eq!((differences.added, differences.removed), (Vec::new(), Vec::new()), "{name}: run `schema update`");
    }
}
