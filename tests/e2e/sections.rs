//! What a section leaves in place, and finds again.

use std::collections::BTreeSet;

use crate::world::{REGIONS, World};

#[test]
fn the_trail_and_its_archive_outlive_their_section_and_are_taken_back() {
    let world = World::new();
    let only = ["--target", "security", "--target-dependencies"];
    let retained = ["-C", "security.retain=true", "-C", "security.force_destroy=false"];
    let on = [&only[..], &retained].concat();
    let archives = || {
        let buckets = world.existing().remove("bucket in global").unwrap_or_default();
        buckets.into_iter().filter(|bucket| bucket == "luneo-dev-trail").count()
    };
    let recorded = || {
        let urns = world.recorded().into_iter().filter_map(|record| record["urn"].as_str().map(str::to_owned));
        urns.filter(|urn| urn.ends_with("aws:s3/Bucket::security/trail/archive")).count()
    };
    world.up(&on).expect(0);
    assert_eq!((archives(), recorded()), (1, 1));

    let off = [&on[..], &["-C", "security.enabled=false"]].concat();
    let up = world.up(&off).expect(0);
    assert_eq!((archives(), recorded()), (1, 0), "the archive stays");
    let left = up.events().into_iter().filter(|event| event["event"] == "left");
    let left = left.filter_map(|event| event["urn"].as_str().map(str::to_owned));
    let left: BTreeSet<String> = left.filter(|urn| !urn.contains("::security/account/")).collect();
    let expected = [
        "eu-west-1::AWS::CloudTrail::Trail::security/trail/main",
        "eu-west-1::aws:kms/Key::security/trail/main",
        "eu-west-1::aws:logs/LogGroup::security/trail/records",
        "eu-west-1::aws:s3/Bucket::security/recorder/archive",
        "eu-west-1::aws:s3/Bucket::security/trail/archive",
        "eu-west-1::aws:s3/BucketPolicy::security/recorder/archive",
        "eu-west-1::aws:s3/BucketPolicy::security/trail/archive",
        "global::aws:iam/Role::security/trail/records",
        "global::aws:iam/RolePolicy::security/trail/records",
    ];
    assert_eq!(left, expected.map(str::to_owned).into(), "the run reports what it leaves");

    world.up(&on).expect(0);
    assert_eq!((archives(), recorded()), (1, 1), "the archive is taken back");
    let trails = world.recorded().into_iter().filter(|record| {
        record["urn"].as_str().is_some_and(|urn| urn.contains("::AWS::CloudTrail::Trail::"))
            && record["id"] == "luneo-dev"
    });
    assert_eq!(trails.count(), 1, "and so is the trail");
    let again = world.preview(&on).expect(0);
    assert_eq!(again.plan()["steps"].as_array().map(Vec::len), Some(0), "{:#}", again.plan()["steps"]);
}

#[test]
fn vaults_of_backups_outlive_their_section_and_are_not_in_the_way_of_the_next_ones() {
    let world = World::new();
    let only = ["--target", "backup", "--target-dependencies", "-C", "backup.retain=true"];
    let on = [&only[..], &["-C", "backup.enabled=true"]].concat();
    let off = [&only[..], &["-C", "backup.enabled=false"]].concat();
    let of_type = |type_name: &str| {
        let is_of = |urn: &str| urn.contains(&format!("::{type_name}::"));
        let records = world.recorded().into_iter();
        let ids = records.filter(|record| record["urn"].as_str().is_some_and(is_of));
        ids.filter_map(|record| record["id"].as_str().map(str::to_owned)).collect::<BTreeSet<_>>()
    };
    let vaults = || of_type("AWS::Backup::BackupVault");
    world.up(&on).expect(0);
    let first = vaults();
    assert_eq!(first.len(), 2, "one in each region: {first:?}");
    let again = world.preview(&on).expect(0);
    assert_eq!(again.plan()["steps"].as_array().map(Vec::len), Some(0), "{:#}", again.plan()["steps"]);

    let up = world.up(&off).expect(0);
    assert!(vaults().is_empty() && of_type("AWS::Backup::BackupPlan").is_empty());
    let left = up.events().into_iter().filter(|event| event["event"] == "left").count();
    assert_eq!(left, 2 + 2 + 1 + 4, "the run reports the vaults, their keys, and the role with its policies");

    world.up(&on).expect(0);
    let next = vaults();
    assert!(next.len() == 2 && next.is_disjoint(&first), "{next:?}");
    let again = world.preview(&on).expect(0);
    assert_eq!(again.plan()["steps"].as_array().map(Vec::len), Some(0), "{:#}", again.plan()["steps"]);
    for region in REGIONS {
        let found = world.run(&["discover", region, "--type", "AWS::Backup::BackupVault", "--stack", "dev"]).expect(0);
        let old = first.iter().find(|vault| vault.contains(region)).expect("a vault of the region");
        assert!(found.stdout.contains(old.as_str()), "{old} is not in {}", found.stdout);
    }
}
