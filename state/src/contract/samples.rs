//! Records, journal entries and stores that the checks use.

use std::sync::Arc;
use std::time::{Duration, Instant};

use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Id, ProviderError};
use archipel_engine::state::{
    Change, Desired, LockInfo, Operation, OptionValues, Outcome, Pending, PendingState, Phase, Record, RecordKey,
    Snapshot, StateError, StateStore,
};
use archipel_engine::urn::Urn;
use archipel_engine::value::Value;

use super::fixture::StoreFixture;

#[must_use]
pub fn holder(who: &str) -> LockInfo {
    LockInfo { who: who.to_owned(), pid: std::process::id(), what: "up test".to_owned(), since: 1 }
}

/// A record with unique inputs.
#[must_use]
pub fn record(path: &str, revision: u32) -> Record {
    Record {
        key: RecordKey { urn: Urn::new("eu-west-1", "aws:ec2/Vpc", path), revision },
        environment: Environment { region: "eu-west-1".into(), account: None },
        id: Id::new(format!("vpc-{path}-{revision}")),
        phase: Phase::Live,
        desired: Desired::new(Value::from([("cidr_block", "10.0.0.0/16"), ("name", path)])),
        outputs: Value::from([("arn", format!("arn:aws:ec2:eu-west-1:1:vpc/{path}"))]),
        created: 1,
        modified: 2,
    }
}

/// A change that puts this record.
#[must_use]
pub fn put(path: &str) -> Change {
    Change::Put(Arc::new(record(path, 1)))
}

/// The start of a create.
#[must_use]
pub fn begin(op: &str, path: &str) -> Change {
    let record = record(path, 1);
    Change::Begin(Pending {
        op: op.to_owned(),
        key: record.key.clone(),
        operation: Operation::Create,
        state: PendingState::Begun,
        environment: record.environment,
        token: format!("token-{op}"),
        desired: Desired {
            options: OptionValues { protect: true, deleted_with: Some(record.key.urn), ..OptionValues::default() }
                .into(),
            ..record.desired
        },
        id: None,
        request: None,
        began: 3,
        first_began: Some(2),
    })
}

pub(super) fn request(op: &str) -> Change {
    Change::Request { op: op.to_owned(), request: format!("request-{op}") }
}

pub(super) fn identify(op: &str) -> Change {
    Change::Identify { op: op.to_owned(), id: Id::new(format!("id-{op}")) }
}

pub(super) fn settle(op: &str, outcome: Outcome) -> Change {
    Change::Settle { op: op.to_owned(), outcome }
}

pub(super) fn error() -> ProviderError {
    ProviderError::new(ErrorKind::Ambiguous, "the connection was lost")
}

pub(super) async fn locked<G: StoreFixture>(fixture: &G) -> Arc<G::Store> {
    let (store, end) = (fixture.open(), Instant::now() + fixture.patience());
    loop {
        match store.lock(&holder("me")).await {
            Err(StateError::Locked(_)) if Instant::now() < end => tokio::time::sleep(Duration::from_millis(200)).await,
            answer => {
                answer.unwrap();
                return store;
            }
        }
    }
}

/// The state that a new process loads, without its lineage.
pub(super) async fn reopened<G: StoreFixture>(fixture: &G, store: Arc<G::Store>) -> Snapshot {
    store.unlock().await.unwrap();
    drop(store);
    fixture.open().load().await.unwrap()
}
