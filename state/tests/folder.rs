//! The folder of a sled store: its lock, its errors and its content.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use archipel_engine::state::{Change, Desired, Record, Snapshot, StateError, StateStore};
use archipel_engine::value::Value;
use archipel_state::contract::{begin, holder, put as plain, record};
use archipel_state::{Options, Passphrase, SledStore, export, format};
use common::{CANARY, files, load, load_to_write, put, secret_record, with_key};

#[tokio::test]
async fn a_load_of_nothing_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("dev");
    let store = SledStore::open(&stack, Options::default()).unwrap();
    store.load().await.unwrap();
    assert!(!stack.exists());
    // A commit without the lock is refused.
    match store.commit(vec![plain("a")]).await {
        Err(StateError::Unavailable { action: "written", .. }) => {}
        other => panic!("{other:?}"),
    }
    assert!(!stack.exists());
}

#[tokio::test]
async fn a_newer_format_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("FORMAT"), format::marker(5)).unwrap();
    match SledStore::open(folder.path(), Options::default()) {
        Err(StateError::Newer { found: 5, known: 4, location }) => assert!(location.ends_with("FORMAT")),
        other => panic!("{other:?}"),
    }
    let document = archipel_state::Document::default();
    let restored = archipel_state::sled::restore_document(folder.path(), document, &holder("me"), &Options::default());
    assert!(matches!(restored, Err(StateError::Newer { .. })));
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    for (stack, why) in [(file.clone(), "not a directory"), (file.join("below"), "ot a directory")] {
        match load_to_write(&stack, Options::default()).await {
            Err(StateError::Unavailable { location, cause, .. }) => {
                assert!(location.contains("file") && cause.contains(why), "{location}: {cause}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_that_is_not_writable_says_so_and_can_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    match load_to_write("/proc/nothing/dev".as_ref(), Options::default()).await {
        Err(StateError::Unavailable { action: "written", .. }) => {}
        other => panic!("{other:?}"),
    }
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("dev");
    let store = SledStore::open(&stack, Options::default()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![plain("a")]).await.unwrap();
    store.unlock().await.unwrap();
    let mode = |mode| fs::set_permissions(&stack, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    fs::set_permissions(stack.join("lock"), fs::Permissions::from_mode(0o444)).unwrap();
    let (read, written) = (load(&stack, Options::default()).await, load_to_write(&stack, Options::default()).await);
    // root can write to every folder.
    let root = fs::write(stack.join("probe"), "").is_ok();
    mode(0o755);
    assert_eq!(read.unwrap().records.len(), 1);
    match written {
        Err(StateError::Unavailable { action: "written", cause, .. }) => assert!(cause.contains("denied"), "{cause}"),
        other => assert!(root && other.is_ok(), "{other:?}"),
    }
}

#[tokio::test]
async fn a_preview_during_a_run_sees_the_last_export_and_who_writes() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options::default().patience(Duration::from_millis(100));
    let writer = SledStore::open(folder.path(), options()).unwrap();
    let other = SledStore::open(folder.path(), options()).unwrap();
    writer.lock(&holder("me")).await.unwrap();
    writer.commit(vec![plain("a")]).await.unwrap();
    assert_eq!(other.holder(), Some(holder("me")));
    // There is no export yet, but this is the first run: nothing was recorded before it.
    let peek = other.peek().await.unwrap();
    assert_eq!((peek.snapshot, peek.writer, peek.stale), (Snapshot::default(), Some(holder("me")), true));
    writer.unlock().await.unwrap();
    assert_eq!(other.holder(), None);

    writer.lock(&holder("me")).await.unwrap();
    // There was no commit yet, so the export is the state.
    assert_eq!(other.load().await.unwrap().serial, 1);
    writer.commit(vec![plain("b")]).await.unwrap();
    let began = Instant::now();
    assert!(matches!(other.load().await, Err(StateError::Locked(who)) if *who == holder("me")));
    assert!(began.elapsed() < Duration::from_secs(2));
    let peek = other.peek().await.unwrap();
    assert_eq!((peek.snapshot.serial, peek.writer), (1, Some(holder("me"))));
    writer.unlock().await.unwrap();
    let peek = other.peek().await.unwrap();
    assert_eq!((peek.snapshot.serial, peek.writer), (2, None));
}

#[tokio::test]
async fn a_holder_that_died_holds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path(), Options::default()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![plain("a")]).await.unwrap();
    drop(store);
    fs::write(folder.path().join("holder.json"), serde_json::to_vec(&holder("dead")).unwrap()).unwrap();
    // A reader passes too, and removes the recorded holder.
    assert_eq!(load(folder.path(), Options::default()).await.unwrap().serial, 1);
    assert!(!folder.path().join("holder.json").exists());
    fs::write(folder.path().join("holder.json"), "{").unwrap();
    assert_eq!(load_to_write(folder.path(), Options::default()).await.unwrap().serial, 1);
}

#[tokio::test]
async fn exports_are_kept_up_to_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path(), Options::default().keep_exports(3)).unwrap();
    for run in 1..=5 {
        store.lock(&holder("me")).await.unwrap();
        store.commit(vec![plain(&format!("r{run}"))]).await.unwrap();
        store.unlock().await.unwrap();
        // A run without commits writes no export.
        store.lock(&holder("me")).await.unwrap();
        store.unlock().await.unwrap();
    }
    let kept = export::list(&store.exports()).unwrap();
    assert_eq!(kept.iter().map(|kept| kept.serial).collect::<Vec<_>>(), [5, 4, 3]);
    let text = fs::read_to_string(&kept[0].path).unwrap();
    assert!(text.lines().filter(|line| line.contains("\"urn\"")).count() == 5, "one record a line: {text}");
    assert_eq!(files(folder.path()).iter().filter(|path| path.to_string_lossy().ends_with(".new")).count(), 0);
}

#[tokio::test]
async fn no_secret_is_in_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("dev");
    let store = SledStore::open(&stack, with_key()).unwrap();
    for run in 0..3 {
        store.lock(&holder("me")).await.unwrap();
        let Change::Begin(mut pending) = begin(&format!("op{run}"), "p") else { panic!() };
        pending.desired.inputs = secret_record("p").desired.inputs;
        let output = Value::from([("nested", Value::from(CANARY).into_secret())]);
        let large = Value::from(format!("{CANARY}{}", "x".repeat(50_000))).into_secret();
        store
            .commit(vec![
                put(secret_record("a")),
                Change::Begin(pending),
                Change::Outputs([("out".to_owned(), output)].into()),
                put(Record { desired: Desired::new(Value::from([("large", large)])), ..record("large", 1) }),
            ])
            .await
            .unwrap();
        look_for_canary(&stack);
        let loaded = store.load().await.unwrap();
        assert_eq!(*loaded.records[&record("a", 1).key], secret_record("a"));
        assert!(!format!("{loaded:?}").contains(CANARY));
        store.unlock().await.unwrap();
        look_for_canary(&stack);
    }
    // Without the passphrase, secrets are refused or hidden, and the rest can be read.
    match load(&stack, Options::default()).await {
        Err(StateError::NoKey(why)) => {
            assert!(why.contains("8 secrets") && why.contains("ARCHIPEL_PASSPHRASE"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    let wrong = Options::default().sealer(Arc::new(Passphrase::new("wrong")));
    assert!(matches!(load(&stack, wrong).await, Err(StateError::NoKey(why)) if why.contains("wrong passphrase")));
    let hiding = SledStore::open(&stack, Options::default().hide_secrets()).unwrap();
    let hidden = hiding.load().await.unwrap();
    assert_eq!(hidden.records[&record("a", 1).key].outputs.field("token"), &Value::Unknown.into_secret());
    assert!(matches!(hiding.lock(&holder("me")).await, Err(StateError::Unavailable { .. })));
}

fn look_for_canary(folder: &std::path::Path) {
    for file in files(folder) {
        let bytes = fs::read(&file).unwrap();
        let found = bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
        assert!(!found, "a secret is in {}", file.display());
    }
}

#[tokio::test]
async fn a_secret_without_a_key_commits_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path(), Options::default()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    let refused = store.commit(vec![plain("a"), begin("1", "a"), put(secret_record("s"))]).await;
    assert!(matches!(refused, Err(StateError::NoKey(_))));
    assert_eq!(store.commit(vec![begin("1", "a")]).await.unwrap(), 1);
    assert!(store.load().await.unwrap().records.is_empty());
}

#[tokio::test]
async fn a_key_that_was_made_before_there_is_a_secret_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path(), Options::default()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    assert!(matches!(store.prepare_secrets().await, Err(StateError::NoKey(_))));
    store.unlock().await.unwrap();

    let store = SledStore::open(folder.path(), with_key()).unwrap();
    assert!(store.prepare_secrets().await.is_err(), "without the right to write");
    store.lock(&holder("me")).await.unwrap();
    store.prepare_secrets().await.unwrap();
    store.commit(vec![plain("a")]).await.unwrap();
    assert!(store.document().await.unwrap().key.is_some());
    store.commit(vec![put(secret_record("s"))]).await.unwrap();
    store.unlock().await.unwrap();
    let secrets = load(folder.path(), with_key()).await.unwrap();
    assert_eq!(secrets.records[&secret_record("s").key], Arc::new(secret_record("s")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_under_load_share_their_syncs() {
    const TASKS: u64 = 32;
    const STEPS: u64 = 10;
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SledStore::open(folder.path(), Options::default()).unwrap());
    store.lock(&holder("me")).await.unwrap();
    let before = store.stats();
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            for step in 0..STEPS {
                let name = format!("{task}/{step}");
                store.commit(vec![begin(&name, &name)]).await.unwrap();
                store.commit(vec![Change::Identify { op: name.clone(), id: "x".into() }]).await.unwrap();
                let outcome = archipel_engine::state::Outcome::Done;
                store.commit(vec![Change::Settle { op: name.clone(), outcome }, plain(&name)]).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    let after = store.stats();
    assert_eq!(after.commits - before.commits, 3 * TASKS * STEPS);
    let fsyncs = after.fsyncs - before.fsyncs;
    println!("{fsyncs} syncs for {} steps, {} rounds", TASKS * STEPS, after.rounds);
    assert!(fsyncs <= 3 * TASKS * STEPS, "{fsyncs} syncs for {} steps", TASKS * STEPS);
}

#[tokio::test]
async fn sled_is_never_given_a_page_for_a_blob_file() {
    let folder = tempfile::tempdir().unwrap();
    // Each commit is copied to sled immediately.
    let store = SledStore::open(folder.path(), Options::default().log_size(0)).unwrap();
    for run in 0..4 {
        store.lock(&holder("me")).await.unwrap();
        // Neighbouring records that grow and shrink, so that full leaves split and merge.
        for i in 0..60 {
            let size = if (i + run) % 3 == 0 { 10 } else { 90_000 };
            let inputs = Value::from([("policy", "x".repeat(size))]);
            let name = format!("{}{i}", "long-name/".repeat(20));
            store.commit(vec![put(Record { desired: Desired::new(inputs), ..record(&name, 1) })]).await.unwrap();
            assert_eq!(fs::read_dir(folder.path().join("db/blobs")).unwrap().count(), 0);
        }
        store.unlock().await.unwrap();
    }
}

#[tokio::test]
async fn digests_have_a_key_once_there_is_a_secret_and_stay_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let secret = Value::from(CANARY).into_secret();
    let store = SledStore::open(folder.path(), with_key()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![plain("a")]).await.unwrap();
    assert!(!store.digester().await.unwrap().is_keyed());
    store.commit(vec![put(secret_record("s"))]).await.unwrap();
    let digest = store.digester().await.unwrap().digest(&secret);
    store.unlock().await.unwrap();
    let again = SledStore::open(folder.path(), with_key()).unwrap();
    again.load().await.unwrap();
    assert_eq!(again.digester().await.unwrap().digest(&secret), digest);
    assert_ne!(archipel_engine::digest::Digester::default().digest(&secret), digest);
}

#[tokio::test]
async fn runs_are_kept_up_to_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path(), Options::default().keep_runs(3)).unwrap();
    store.lock(&holder("me")).await.unwrap();
    for _ in 0..5 {
        let author = archipel_engine::state::Author::default();
        let run = archipel_engine::state::RunRecord::started(&holder("me"), &author, None);
        store.record_run(run).await.unwrap();
    }
    let numbers: Vec<u64> = store.history().await.unwrap().iter().map(|run| run.number).collect();
    assert_eq!(numbers, [5, 4, 3]);
    store.unlock().await.unwrap();
    let run = store.history().await.unwrap().remove(0);
    assert!(store.record_run(run).await.is_err(), "without the right to write");
}
