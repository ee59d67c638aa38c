//! Every write of a session arrives late: it is held on its way until another writer has taken the lock by force and
//! has worked. It must change nothing that the other writer has, whether or not its sender knows that it lost the lock.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel_engine::state::{Author, Ending, RunRecord, StateError, StateStore as _};
use archipel_state::contract::{holder, put};
use archipel_state::{Document, Options, Passphrase, S3Store, Sealer};
use archipel_state_s3_tests::{Call, Does, Server};

const EXPORTS: usize = 2;

/// What a session does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Work {
    /// A run that writes checkpoints and an export, and deletes what they supersede.
    Run,
    Restore,
    Rekey,
    Move,
}

fn sealer() -> Arc<dyn Sealer> {
    Arc::new(Passphrase::new("correct horse battery").cost(64, 1))
}

fn store(server: &Server) -> S3Store {
    server.store_with("dev", Options::default().keep_exports(EXPORTS).sealer(sealer())).log(4)
}

async fn run(store: &S3Store, who: &str) -> Result<(), StateError> {
    let started = RunRecord::started(&holder(who), &Author::default(), None);
    let number = store.record_run(started.clone()).await?;
    for commit in 0..6 {
        store.commit(vec![put(&format!("{who}{commit}"))]).await?;
    }
    let ended = RunRecord { number, ended: Some(2), ending: Ending::Done, ..started };
    store.record_run(ended).await.map(|_| ())
}

/// What `me` does.
async fn work(session: Work, store: &S3Store, document: Document) -> Result<(), StateError> {
    if session == Work::Restore {
        return store.restore(document, &holder("me")).await.map(|_| ());
    }
    store.lock(&holder("me")).await?;
    let worked = match session {
        Work::Run => run(store, "me").await,
        Work::Rekey => store.rekey(sealer()).await.map(|_| ()),
        Work::Move | Work::Restore => store.mark_moved("s3://elsewhere/dev").await,
    };
    let released = store.unlock().await;
    worked.and(released)
}

/// A write of this session, except renewals of the lease, which occur at any time. A release is one of them.
fn is_write(call: &Call) -> bool {
    matches!(call.method.as_str(), "PUT" | "POST" | "DELETE") && !call.path.contains("/lease")
}

/// The name of the object of a call, without the state's prefix; `?` for a call that deletes objects.
fn object(call: &Call) -> String {
    let path = call.path.split('?').next().unwrap();
    path.split_once("/dev/").map_or("?", |(_, name)| name).to_owned()
}

fn is_of_one_writer(name: &str) -> bool {
    ["chunks/", "checkpoints/", "probe/", "exports/", "replaced/"].iter().any(|folder| name.starts_with(folder))
}

/// The objects, without the lease, which its holder renews.
fn objects(server: &Server) -> BTreeMap<String, Vec<u8>> {
    let mut objects = server.contents("dev");
    objects.remove("lease");
    objects
}

/// Holds the write with this number. Returns its object, or `None` if the session has fewer writes.
async fn late(session: Work, number: usize) -> Option<String> {
    let server = Server::folder();
    let before = store(&server);
    for who in ["a", "b", "c"] {
        before.lock(&holder(who)).await.unwrap();
        before.prepare_secrets().await.unwrap();
        run(&before, who).await.unwrap();
        before.unlock().await.unwrap();
    }
    let mut document = before.document().await.unwrap();
    document.records.truncate(1);
    document.serial += 1;

    let (writes, held) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(None)));
    server.faults.rule({
        let (writes, held) = (Arc::clone(&writes), Arc::clone(&held));
        move |call| {
            let is_it = is_write(call) && writes.fetch_add(1, Ordering::SeqCst) == number;
            is_it.then(|| {
                *held.lock().unwrap() = Some(object(call));
                Does::Hold
            })
        }
    });
    let first = Arc::new(store(&server));
    let working = tokio::spawn({
        let (first, document) = (Arc::clone(&first), document.clone());
        async move { work(session, &first, document).await }
    });
    let (mut working, context) = (working, format!("{session:?}, write {number}"));
    tokio::select! {
        () = server.faults.somebody_is_held() => {}
        worked = &mut working => {
            worked.unwrap().unwrap();
            return None;
        }
    }
    let name = held.lock().unwrap().clone().unwrap();
    let context = format!("{context} ({name})");
    // Without a checkpoint of the second writer, which would replace the head too.
    let second = store(&server).log(64);
    let taken = async {
        second.break_lock(&holder("you")).await?;
        second.lock(&holder("you")).await
    };
    match taken.await {
        // The first writer has moved the state, and the write after that is the one that is late.
        Err(StateError::MovedAway { .. }) if session == Work::Move => {
            server.faults.let_go();
            working.await.unwrap().unwrap();
            return Some(name);
        }
        taken => taken.unwrap_or_else(|error| panic!("{context}: {error}")),
    }
    run(&second, "you").await.unwrap_or_else(|error| panic!("{context}: {error}"));
    let (written, known) = (objects(&server), second.load().await.unwrap());
    server.faults.let_go();
    let worked = tokio::time::timeout(Duration::from_secs(20), working).await.expect(&context).unwrap();

    let now = objects(&server);
    for (object, bytes) in &now {
        match written.get(object) {
            Some(then) => assert_eq!(then, bytes, "{context}: {object} was replaced"),
            None => assert!(*object == name && is_of_one_writer(object), "{context}: {object} was written"),
        }
    }
    for object in written.keys().filter(|object| !now.contains_key(*object)) {
        assert!(name == "?" || is_of_one_writer(object), "{context}: {object} was deleted");
    }
    // The state is that of the second writer, which continues.
    assert_eq!(store(&server).load().await.unwrap(), known, "{context}");
    if session != Work::Run && worked.is_ok() {
        // Its effect preceded the other session.
        let mine = known.records.keys().filter(|key| !key.urn.path().starts_with("you")).count();
        assert!(session != Work::Restore || mine == 1, "{context}: {mine} records");
    }
    for commit in 0..12 {
        second.commit(vec![put(&format!("more{commit}"))]).await.unwrap_or_else(|error| panic!("{context}: {error}"));
    }
    let known = second.load().await.unwrap();
    second.unlock().await.unwrap();
    let reader = store(&server);
    assert_eq!(reader.load().await.unwrap(), known, "{context}");
    assert_eq!(reader.exports().await.unwrap()[0].serial, known.serial, "{context}");
    for export in reader.exports().await.unwrap() {
        reader.export(&export).await.unwrap_or_else(|error| panic!("{context}: {error}"));
    }
    let history = reader.history().await.unwrap();
    assert_eq!((history[0].who.as_str(), history[0].ending), ("you", Ending::Done), "{context}");
    assert!(history.iter().all(|run| run.ending != Ending::Running), "{context}: {history:?}");
    Some(name)
}

async fn all(session: Work) {
    let mut names = Vec::new();
    for number in 0.. {
        match late(session, number).await {
            Some(name) => names.push(name),
            None => break,
        }
    }
    println!("{session:?}: {} late writes: {}", names.len(), names.join(", "));
    assert!(names.len() >= 3, "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_write_of_a_run_changes_nothing() {
    all(Work::Run).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_write_of_a_restore_changes_nothing() {
    all(Work::Restore).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_write_of_a_key_rotation_changes_nothing() {
    all(Work::Rekey).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_write_of_a_move_changes_nothing() {
    all(Work::Move).await;
}
