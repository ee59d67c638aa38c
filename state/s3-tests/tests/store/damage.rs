//! A damaged object is named in an error, or was not needed. A load never panics and never returns a wrong state.

use archipel_engine::state::{Author, RunRecord, StateError, StateStore as _};
use archipel_state::contract::{begin, holder, put};
use archipel_state_s3_tests::Server;

/// A state with a checkpoint, later entries, a run, an export and a released lease.
async fn make(server: &Server) {
    let store = server.store("dev").log(8);
    store.lock(&holder("me")).await.unwrap();
    let run = RunRecord::started(&holder("me"), &Author::default(), None);
    store.record_run(run).await.unwrap();
    for number in 0..20 {
        store.commit(vec![put(&format!("r{}", number % 7))]).await.unwrap();
    }
    store.unlock().await.unwrap();
    let store = server.store("dev").log(64);
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![begin("op", "new")]).await.unwrap();
    store.commit(vec![put("last")]).await.unwrap();
    store.unlock().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_damaged_object_is_named_or_not_needed() {
    const PLACES: usize = 4;
    let server = Server::folder();
    make(&server).await;
    let original = server.store("dev").load().await.unwrap();
    assert_eq!((original.records.len(), original.pending.len()), (8, 1));
    let (mut right, mut named) = (0, 0);
    for name in server.objects("dev") {
        let path = server.file("dev", &name);
        let bytes = std::fs::read(&path).unwrap();
        let mut harmed: Vec<(String, Option<Vec<u8>>)> = vec![("removed".to_owned(), None)];
        for place in 0..PLACES {
            let at = place * bytes.len() / PLACES;
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (place % 8);
            harmed.push((format!("a bit of byte {at} flipped"), Some(flipped)));
            harmed.push((format!("cut to {at}"), Some(bytes[..at].to_vec())));
        }
        for (what, harmed) in harmed {
            match harmed {
                Some(harmed) => std::fs::write(&path, harmed).unwrap(),
                None => std::fs::remove_file(&path).unwrap(),
            }
            match server.store("dev").load().await {
                Ok(loaded) => {
                    assert_eq!(loaded, original, "{name} {what}: read wrongly");
                    right += 1;
                }
                Err(StateError::Damaged { location, .. }) => {
                    assert!(location.contains("/dev/"), "{name} {what}: {location} names no object");
                    named += 1;
                }
                Err(other) => panic!("{name} {what}: {other}"),
            }
        }
        std::fs::write(&path, &bytes).unwrap();
    }
    assert!(right > 0 && named > 50, "{right} {named}");
    assert_eq!(server.store("dev").load().await.unwrap(), original);
}
