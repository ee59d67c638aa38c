//! What outlives a stack: `destroy` leaves it in place, and lists it.

use std::collections::BTreeSet;

use archipel::engine::plan::Action;
use archipel::prelude::*;

use crate::world::{REGIONS, config, test};

/// The resources that a destroy of prod leaves, without their regions.
const GLOBAL: [&str; 10] = [
    "aws:iam/AccountPasswordPolicy::security/account/passwords",
    "aws:iam/Role::backup/service",
    "aws:iam/Role::security/trail/records",
    "aws:iam/RolePolicy::security/trail/records",
    "aws:iam/RolePolicyAttachment::backup/AWSBackupServiceRolePolicyForBackup",
    "aws:iam/RolePolicyAttachment::backup/AWSBackupServiceRolePolicyForRestores",
    "aws:iam/RolePolicyAttachment::backup/AWSBackupServiceRolePolicyForS3Backup",
    "aws:iam/RolePolicyAttachment::backup/AWSBackupServiceRolePolicyForS3Restore",
    "aws:route53/Zone::dns/main",
    "aws:s3/AccountPublicAccessBlock::security/account/buckets",
];
/// Those of the primary region alone.
const PRIMARY: [&str; 7] = [
    "AWS::CloudTrail::Trail::security/trail/main",
    "aws:kms/Key::security/trail/main",
    "aws:logs/LogGroup::security/trail/records",
    "aws:s3/Bucket::security/recorder/archive",
    "aws:s3/Bucket::security/trail/archive",
    "aws:s3/BucketPolicy::security/recorder/archive",
    "aws:s3/BucketPolicy::security/trail/archive",
];
/// Those of the secondary region alone: CloudFront logs there.
const SECONDARY: [&str; 1] = ["aws:logs/LogGroup::edge/logs"];
/// Those of both regions.
const BOTH: [&str; 6] = [
    "AWS::Backup::BackupVault::backup/main",
    "aws:ec2/EbsEncryptionByDefault::security/account/volumes",
    "aws:kms/Key::backup/vault",
    "aws:logs/LogGroup::edge/balancer/logs",
    "aws:s3/Bucket::observability/logs/pods",
    "aws:s3/BucketPolicy::observability/logs/pods",
];

#[test]
fn a_destroy_of_prod_leaves_its_audit_its_backups_and_its_zone() {
    let mut on = config("prod");
    // Protection refuses a destroy as a whole.
    on.dns.protect_zone = false;
    on.ingress.deletion_protection = false;
    on.aurora.iter_mut().for_each(|aurora| aurora.deletion_protection = false);
    on.cluster.iter_mut().for_each(|cluster| cluster.deletion_protection = false);
    let mut test = test("prod");
    test.up(|stack| stacks::luneo(stack, &on));
    let planned = test.plan(|_: &Stack| ());
    let (mut left, mut deleted) = (BTreeSet::new(), 0);
    for step in &planned.plan().steps {
        match step.action {
            Action::Forget { .. } => {
                left.insert(step.urn().to_string());
            }
            _ => deleted += 1,
        }
    }
    assert!(deleted > 500, "only {deleted} are deleted");
    let of = |region: &str, names: &[&str]| names.iter().map(|name| format!("{region}::{name}")).collect::<Vec<_>>();
    let [primary, secondary] = REGIONS;
    let expected = [
        of("global", &GLOBAL),
        of(primary, &PRIMARY),
        of(primary, &BOTH),
        of(secondary, &SECONDARY),
        of(secondary, &BOTH),
    ];
    assert_eq!(left, expected.concat().into_iter().collect());

    // A stack without the options keeps nothing but the settings of the account.
    on.dns.retain_zone = false;
    on.security.iter_mut().for_each(|section| section.retain = false);
    on.backup.iter_mut().for_each(|section| section.retain = false);
    on.edge.iter_mut().for_each(|section| section.retain = false);
    on.observability.iter_mut().filter_map(|section| section.logs.as_mut()).for_each(|logs| logs.retain = false);
    test.up(|stack| stacks::luneo(stack, &on));
    let planned = test.plan(|_: &Stack| ());
    let steps = planned.plan().steps.iter().filter(|step| matches!(step.action, Action::Forget { .. }));
    let others: Vec<_> = steps.filter(|step| !step.urn().path().starts_with("security/account/")).collect();
    assert!(others.is_empty(), "{others:?}");
}
