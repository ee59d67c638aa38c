//! Plans the stack in memory, without a server, and compares the generated code with the schemas.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use archipel::prelude::*;
use archipel::testing::Test;
use archipel_cfn_schema::codegen::{Differences, LOCK_FILE, TypeNames, generate};
use archipel_cfn_schema::{SchemaSet, schema};
use example_cloud_control::aws::backup::{BackupPlan, BackupVault};
use example_cloud_control::aws::sqs::Queue;
use example_cloud_control::{Config, program};

fn config() -> Config {
    Config { region: "eu-west-1".into(), account: "123456789012".into(), keep_days: 35 }
}

#[test]
fn ten_types_of_nine_services_are_created() {
    let planned = Test::new("reports", "dev").plan(|stack| program(stack, &config()));
    assert_eq!(planned.counts().created, 12);
    assert_eq!(planned.all::<Queue>().len(), 2);
    let plan = planned.of::<BackupPlan>("daily");
    plan.assert_created();
    // The name of the vault is known before the vault exists.
    let rule = plan.input("BackupPlan").field("BackupPlanRule").as_list().and_then(|rules| rules.first().cloned());
    let rule = rule.unwrap_or_default();
    assert_eq!(rule.field("TargetBackupVault"), &Value::from("reports-dev-backups"));
    assert_eq!(rule.field("Lifecycle").field("DeleteAfterDays"), &Value::from(35));
}

#[test]
fn default_tags_are_in_the_form_of_each_type() {
    let planned = Test::new("reports", "dev").plan(|stack| program(stack, &config()));
    let tags = Value::from([("Project", "reports"), ("Stack", "dev")]);
    planned.of::<BackupVault>("main").assert_input("BackupVaultTags", tags);
    let tag = |key: &str, value: &str| Value::from([("Key", key), ("Value", value)]);
    let tags = Value::List(vec![tag("Project", "reports"), tag("Stack", "dev")]);
    planned.of::<Queue>("reports").assert_input("Tags", tags);
}

#[test]
fn another_name_replaces_the_vault_and_other_days_update_the_plan() {
    let mut test = Test::new("reports", "dev");
    test.up(|stack| program(stack, &config()));
    test.plan(|stack| program(stack, &config())).assert_empty();
    let planned = test.plan(|stack| program(stack, &Config { keep_days: 90, ..config() }));
    assert_eq!((planned.counts().updated, planned.counts().replaced), (1, 0), "{planned}");
}

#[test]
fn production_refuses_to_delete_the_backups() {
    for (stack, refused) in [("dev", false), ("prod", true)] {
        let mut test = Test::new("reports", stack);
        test.up(|stack| program(stack, &config()));
        assert_eq!(test.try_plan(|_| ()).is_err(), refused, "{stack}");
    }
}

/// `schema update --check` compares the text too, with the formatter of the package.
#[test]
fn the_generated_code_is_that_of_the_present_schemas() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lock = std::fs::read_to_string(package.join(LOCK_FILE)).unwrap();
    let (_, types) = lock.split_once("[types]\n").unwrap();
    let mut count = 0;
    for line in types.lines() {
        let (name, digest) = line.split_once(" = ").unwrap();
        let (name, digest) = (name.trim_matches('"'), digest.trim_matches('"'));
        assert_eq!(SchemaSet::embedded().digest(name).unwrap(), digest, "{name}: run `schema update`");
        let file = package.join("src/aws").join(TypeNames::of(name).path());
        let written = std::fs::read_to_string(file).unwrap();
        let differences = Differences::between(&written, &generate(schema(name).unwrap(), digest));
        assert_eq!((differences.added, differences.removed), (Vec::new(), Vec::new()), "{name}: run `schema update`");
        count += 1;
    }
    assert_eq!(count, 10);
}
