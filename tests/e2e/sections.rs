//! What a section leaves in place, and finds again.

use crate::world::World;

#[test]
fn the_log_archive_outlives_its_section_and_is_taken_back() {
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
    let left = up.events().into_iter().filter(|event| event["event"] == "left").count();
    assert!(left >= 2, "the run reports the archive and its key, not {left} resources");

    world.up(&on).expect(0);
    assert_eq!((archives(), recorded()), (1, 1), "the archive is taken back");
    let again = world.preview(&on).expect(0);
    assert_eq!(again.plan()["steps"].as_array().map(Vec::len), Some(0), "{:#}", again.plan()["steps"]);
}
