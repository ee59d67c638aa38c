//! Backups: whose key, what is copied to where, what is chosen, and what shows that a backup can be restored.

use std::collections::BTreeMap;

use archipel::cli::Configuration as _;
use archipel::engine::plan::Action;
use serde_json::{Value as Json, json};
use stacks::config::{Backup, Config};

use crate::world::{Applied, REGIONS, Resource, config, test};

/// The resource of a type in each region of prod, in the order of the regions.
fn per_region<'a>(applied: &'a Applied, type_name: &str) -> [Resource<'a>; 2] {
    REGIONS.map(|region| {
        let mut found = applied.of_type(type_name);
        found.retain(|one| one.region() == region && one.urn.contains("::backup/"));
        assert_eq!(found.len(), 1, "{type_name} in {region}");
        found.remove(0)
    })
}

#[test]
fn each_region_has_a_locked_vault_with_a_key_of_its_own() {
    let prod = Applied::of("prod");
    let vaults = per_region(&prod, "AWS::Backup::BackupVault");
    let keys = per_region(&prod, "aws:kms/Key");
    for (vault, key) in vaults.iter().zip(&keys) {
        assert_eq!(vault.text("EncryptionKeyArn"), prod.output(key.urn, "arn"));
        assert_eq!(key.json()["multi_region"], false, "a copy of the key in the other region would open both");
        assert_eq!(vault.json()["LockConfiguration"], json!({"MinRetentionDays": 7}), "not in compliance mode");
    }
    assert_ne!(vaults[0].text("EncryptionKeyArn"), vaults[1].text("EncryptionKeyArn"));
}

#[test]
fn daily_and_monthly_backups_have_a_copy_in_the_vault_of_the_other_region() {
    let prod = Applied::of("prod");
    let vaults = per_region(&prod, "AWS::Backup::BackupVault");
    let plans = per_region(&prod, "AWS::Backup::BackupPlan");
    for ((plan, own), other) in plans.iter().zip(&vaults).zip(vaults.iter().rev()) {
        let plan = plan.json();
        let rules = plan["BackupPlan"]["BackupPlanRule"].as_array().expect("rules").clone();
        let kept: Vec<_> =
            rules.iter().map(|rule| (&rule["RuleName"], &rule["Lifecycle"]["DeleteAfterDays"])).collect();
        assert_eq!(kept, [(&json!("daily"), &json!(30.0)), (&json!("monthly"), &json!(372.0))]);
        for rule in &rules {
            assert_eq!(rule["TargetBackupVault"], prod.output(own.urn, "BackupVaultName"));
            let copies = rule["CopyActions"].as_array().expect("copies");
            assert_eq!(copies.len(), 1);
            assert_eq!(copies[0]["DestinationBackupVaultArn"], prod.output(other.urn, "BackupVaultArn"));
            assert_eq!(copies[0]["Lifecycle"], rule["Lifecycle"]);
        }
    }
}

/// The condition keys and values of a list of conditions.
fn conditions(list: &Json, key: &str, value: &str) -> BTreeMap<String, String> {
    let text = |one: &Json, key: &str| one[key].as_str().expect("a text").to_owned();
    list.as_array().expect("a list").iter().map(|one| (text(one, key), text(one, value))).collect()
}

#[test]
fn backups_and_restore_tests_choose_the_database_and_the_buckets_of_this_stack_by_their_tags() {
    let prod = Applied::of("prod");
    let chosen: Vec<_> = REGIONS.iter().map(|region| chosen_in(&prod, region)).collect();
    for (region, chosen) in REGIONS.iter().zip(&chosen) {
        let bucket = format!("{region}::aws:s3/Bucket::artifacts/artifacts");
        let cluster = format!("{region}::aws:rds/Cluster::database/main");
        assert_eq!(chosen, &[cluster, bucket], "the choice in {region}");
    }
    for selection in prod.of_type("AWS::Backup::RestoreTestingSelection") {
        let model = selection.json();
        assert_eq!(model["ProtectedResourceArns"], json!(["*"]), "AWS Backup requires it with conditions");
        let tags = conditions(&model["ProtectedResourceConditions"]["StringEquals"], "Key", "Value");
        assert_eq!(tags, expected(), "{}", selection.urn);
    }
}

fn expected() -> BTreeMap<String, String> {
    [("Backup", "daily"), ("Environment", "prod"), ("Project", "luneo")]
        .map(|(key, value)| (format!("aws:ResourceTag/{key}"), value.to_owned()))
        .into()
}

/// The resources of a region that the selection of its backup plan matches.
fn chosen_in(prod: &Applied, region: &str) -> Vec<String> {
    let selections = per_region(prod, "AWS::Backup::BackupSelection");
    let selection = selections.iter().find(|one| one.region() == region).expect("a selection").json();
    let selection = &selection["BackupSelection"];
    let tags = conditions(&selection["Conditions"]["StringEquals"], "ConditionKey", "ConditionValue");
    assert_eq!(tags, expected());
    let kinds = selection["Resources"].as_array().expect("a list").clone();
    let of = |type_name: &str| match type_name {
        "aws:rds/Cluster" => Some("arn:aws:rds:*:*:cluster:*"),
        "aws:s3/Bucket" => Some("arn:aws:s3:::*"),
        _ => None,
    };
    let matches = |one: &Resource<'_>| {
        let own = one.json()["tags"].clone();
        let has = tags.iter().all(|(key, value)| own[key.trim_start_matches("aws:ResourceTag/")] == *value);
        let is_kind = of(one.type_name).is_some_and(|arn| kinds.iter().any(|kind| kind == arn));
        assert!(!has || is_kind, "{} has the tags, and its type is not chosen", one.urn);
        has && one.region() == region
    };
    let mut chosen: Vec<_> = prod.resources().filter(matches).map(|one| one.urn.to_owned()).collect();
    chosen.sort();
    chosen
}

#[test]
fn each_quarter_the_newest_backups_of_each_region_are_restored() {
    let prod = Applied::of("prod");
    let vaults = per_region(&prod, "AWS::Backup::BackupVault");
    for (plan, vault) in per_region(&prod, "AWS::Backup::RestoreTestingPlan").iter().zip(&vaults) {
        let model = plan.json();
        assert_eq!(model["ScheduleExpression"], "cron(0 6 1 1,4,7,10 ? *)");
        let points = &model["RecoveryPointSelection"];
        assert_eq!(points["IncludeVaults"], json!([prod.output(vault.urn, "BackupVaultArn")]));
        assert_eq!(points["Algorithm"], "LATEST_WITHIN_WINDOW");
        let mut tested = Vec::new();
        for selection in prod.of_type("AWS::Backup::RestoreTestingSelection") {
            if selection.region() != plan.region() {
                continue;
            }
            let model = selection.json();
            assert_eq!(model["RestoreTestingPlanName"], prod.output(plan.urn, "RestoreTestingPlanName"));
            let kind = model["ProtectedResourceType"].as_str().expect("a type").to_owned();
            if kind == "Aurora" {
                let cluster = format!("{}::aws:rds/Cluster::database/main", plan.region());
                let cluster = prod.resources().find(|one| one.urn == cluster).expect("the cluster").json();
                let subnets = &cluster["subnet_group"];
                assert_eq!(&model["RestoreMetadataOverrides"]["dbSubnetGroupName"], subnets);
                assert!(subnets.is_string(), "not in the default VPC, which the account may have deleted");
            }
            tested.push(kind);
        }
        tested.sort();
        assert_eq!(tested, ["Aurora", "S3"]);
    }
}

#[test]
fn a_failed_or_missing_backup_copy_or_restore_reaches_the_topic_of_its_region() {
    let prod = Applied::of("prod");
    for (region, vault) in REGIONS.iter().zip(per_region(&prod, "AWS::Backup::BackupVault")) {
        let topic = prod.output(&format!("{region}::aws:sns/Topic::alarms/main"), "arn");
        let is_of = |one: &Resource<'_>| one.region() == *region && one.urn.contains("::backup/");
        let mut events = Vec::new();
        for rule in prod.of_type("AWS::Events::Rule").into_iter().filter(is_of) {
            let rule = rule.json();
            assert_eq!(rule["Targets"][0]["Arn"], topic);
            let detail = &rule["EventPattern"]["detail"];
            let states = if detail["status"].is_null() { &detail["state"] } else { &detail["status"] };
            assert_eq!(states[0], "FAILED", "{rule}");
            events.push(rule["EventPattern"]["detail-type"][0].as_str().expect("a text").to_owned());
        }
        events.sort();
        assert_eq!(events, ["Backup", "Copy", "Restore"].map(|kind| format!("{kind} Job State Change")));
        let alarms: Vec<_> = prod.of_type("aws:cloudwatch/MetricAlarm").into_iter().filter(is_of).collect();
        assert_eq!(alarms.len(), 2);
        for alarm in alarms {
            let model = alarm.json();
            assert_eq!(model["alarm_actions"], json!([topic]));
            assert_eq!(model["dimensions"]["BackupVaultName"], prod.output(vault.urn, "BackupVaultName"));
            let missing = if alarm.name == "backup-missing" { "breaching" } else { "notBreaching" };
            assert_eq!(model["treat_missing_data"], missing, "{}", alarm.urn);
        }
    }
}

/// AWS Backup deletes old backups with the role that created them.
#[test]
fn the_vaults_their_keys_and_the_role_outlive_the_section() {
    let mut test = test("prod");
    let on = config("prod");
    test.up(|stack| stacks::luneo(stack, &on));
    let mut off = on.clone();
    off.backup.iter_mut().for_each(|section| section.enabled = false);
    let planned = test.plan(|stack| stacks::luneo(stack, &off));
    let mut retained: BTreeMap<String, usize> = BTreeMap::new();
    for step in &planned.plan().steps {
        if matches!(step.action, Action::Forget { .. }) {
            *retained.entry(step.urn().type_name().to_owned()).or_default() += 1;
        }
    }
    let expected =
        [("AWS::Backup::BackupVault", 2), ("aws:iam/Role", 1), ("aws:iam/RolePolicyAttachment", 4), ("aws:kms/Key", 2)];
    assert_eq!(retained, expected.map(|(kind, count)| (kind.to_owned(), count)).into());
}

#[test]
fn periods_that_aws_backup_refuses_are_reported_with_their_keys() {
    let of = |change: fn(&mut Backup)| {
        let mut config: Config = config("prod");
        config.backup.iter_mut().for_each(change);
        config.problems().into_iter().map(|problem| problem.key).collect::<Vec<_>>()
    };
    assert!(of(|_| ()).is_empty());
    assert_eq!(of(|backup| backup.daily_days = 0), ["backup.daily_days", "backup.locked_days"]);
    assert_eq!(of(|backup| backup.daily_days = 36), ["backup.daily_days"]);
    assert_eq!(of(|backup| backup.monthly_months = 0), ["backup.monthly_months"]);
    assert_eq!(of(|backup| backup.locked_days = Some(31)), ["backup.locked_days"]);
    assert_eq!(of(|backup| backup.locked_days = Some(0)), ["backup.locked_days"]);
    assert!(of(|backup| backup.locked_days = None).is_empty());
}
