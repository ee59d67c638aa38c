//! The thread that executes all requests of a store, with its own runtime.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use archipel_engine::digest::Digester;
use archipel_engine::state::{Change, LockInfo, RunRecord, Snapshot, StateError, StateVersion};
use aws_credential_types::provider::SharedCredentialsProvider;
use tokio::sync::{mpsc, oneshot};

use super::S3Store;
use super::begin::Begin;
use super::bucket::Bucket;
use super::lease::{self, LeaseStatus, Times, Watch, Watched};
use super::read;
use super::session::Session;
use super::stats::Counters;
use super::times::PATIENCE;
use super::{exports, history};
use crate::blocking::run_scoped;
use crate::codec::Secrets;
use crate::document::Document;
use crate::export::{self, ExportFile};
use crate::location::S3Location;
use crate::options::Options;
use crate::seal::Sealer;

/// The maximum number of commits in one object.
const TOGETHER: usize = 256;

type Answer<T> = oneshot::Sender<Result<T, StateError>>;

/// A request to the thread.
pub(super) enum Request {
    Load(Answer<Snapshot>),
    Document(Answer<Document>),
    Digester(Answer<Digester>),
    Secrets(Answer<()>),
    Version(Answer<StateVersion>),
    Note(Box<RunRecord>, Answer<u64>),
    History(Answer<Vec<RunRecord>>),
    StoredVersion(Answer<Option<(String, u64)>>),
    Exports(Answer<Vec<ExportFile>>),
    Export(ExportFile, Answer<Document>),
    LeaseStatus(Answer<Option<LeaseStatus>>),
    Acquire { holder: LockInfo, by_force: bool, lineage: Option<String>, answer: Answer<()> },
    Commit(Vec<Change>, Answer<u64>),
    Restore { document: Box<Document>, is_next: bool, answer: Answer<(u64, Option<String>)> },
    Rekey(Arc<dyn Sealer>, Answer<u64>),
    Moved(String, Answer<()>),
    Release(Answer<()>),
}

/// The handle of the thread.
#[derive(Debug)]
pub(super) struct Worker {
    requests: Option<mpsc::UnboundedSender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    pub(super) fn start(store: &S3Store) -> Result<Self, StateError> {
        let (requests, received) = mpsc::unbounded_channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| store.ended(&error.to_string()))?;
        let work = Work {
            location: store.location.clone(),
            options: store.options.clone(),
            credentials: store.credentials.clone(),
            log: store.log,
            counters: store.counters.clone(),
            ownership: Arc::clone(&store.ownership),
            times: Times::new(store.location.lease),
            watch: Watch::default(),
            bucket: None,
            session: None,
            digester: Digester::default(),
        };
        let run = move || {
            runtime.block_on(work.serve(received));
            // A store that is dropped does not wait for active requests.
            runtime.shutdown_background();
        };
        let thread = thread::Builder::new().name("archipel-state".to_owned()).spawn(run);
        let thread = thread.map_err(|error| store.ended(&error.to_string()))?;
        Ok(Self { requests: Some(requests), thread: Some(thread) })
    }

    pub(super) fn ask(&self, request: Request) {
        // If the thread has ended, the sender of the response is dropped, and the receiver returns an error.
        if let Some(requests) = &self.requests {
            drop(requests.send(request));
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

struct Work {
    location: S3Location,
    options: Options,
    credentials: Option<SharedCredentialsProvider>,
    log: usize,
    counters: Counters,
    ownership: Watched,
    times: Times,
    watch: Watch,
    bucket: Option<Bucket>,
    session: Option<Session>,
    /// The digester of the last loaded state.
    digester: Digester,
}

impl Work {
    async fn serve(mut self, mut requests: mpsc::UnboundedReceiver<Request>) {
        let mut next = requests.recv().await;
        while let Some(request) = next.take() {
            // The receiver may be gone; ignore send errors.
            match request {
                Request::Commit(changes, answer) => {
                    let (mut commits, mut answers) = (vec![changes], vec![answer]);
                    while commits.len() < TOGETHER {
                        match requests.try_recv() {
                            Ok(Request::Commit(changes, answer)) => {
                                commits.push(changes);
                                answers.push(answer);
                            }
                            Ok(other) => {
                                next = Some(other);
                                break;
                            }
                            Err(_) => break,
                        }
                    }
                    let results = self.commit(commits).await;
                    for (answer, result) in answers.into_iter().zip(results) {
                        drop(answer.send(result));
                    }
                }
                Request::Load(answer) => drop(answer.send(self.load().await)),
                Request::Document(answer) => drop(answer.send(self.document().await)),
                Request::StoredVersion(answer) => {
                    let version = |loaded: read::Loaded| (loaded.image.lineage, loaded.image.serial);
                    let loaded = async { read::load(&self.bucket().await?).await }.await;
                    drop(answer.send(loaded.map(|loaded| loaded.map(version))));
                }
                Request::Digester(answer) => {
                    let digester = match &mut self.session {
                        Some(session) => session.digester(),
                        None => Ok(self.digester.clone()),
                    };
                    drop(answer.send(digester));
                }
                Request::Secrets(answer) => {
                    let ready = match &mut self.session {
                        Some(session) => session.prepare_secrets(),
                        None => Err(self.not_acquired()),
                    };
                    drop(answer.send(ready));
                }
                Request::Version(answer) => drop(answer.send(self.version().await)),
                Request::Note(run, answer) => {
                    let noted = match &mut self.session {
                        Some(session) => session.record_run(*run, self.options.keep_runs).await,
                        None => Err(self.not_acquired()),
                    };
                    drop(answer.send(noted));
                }
                Request::History(answer) => {
                    drop(answer.send(async { history::list(&self.bucket().await?).await }.await));
                }
                Request::Exports(answer) => {
                    drop(answer.send(async { exports::list(&self.bucket().await?).await }.await));
                }
                Request::Export(kept, answer) => {
                    drop(answer.send(async { exports::read(&self.bucket().await?, &kept).await }.await));
                }
                Request::LeaseStatus(answer) => drop(answer.send(self.held().await)),
                Request::Acquire { holder, by_force, lineage, answer } => {
                    drop(answer.send(self.lock(&holder, by_force, lineage).await));
                }
                Request::Restore { document, is_next, answer } => {
                    let restored = match &mut self.session {
                        Some(session) => session.restore(*document, is_next).await,
                        None => Err(self.not_acquired()),
                    };
                    drop(answer.send(restored));
                }
                Request::Rekey(sealer, answer) => {
                    let changed = match &mut self.session {
                        Some(session) => session.rekey(sealer).await,
                        None => Err(self.not_acquired()),
                    };
                    drop(answer.send(changed));
                }
                Request::Moved(to, answer) => {
                    let marked = match &mut self.session {
                        Some(session) => session.moved(&to).await,
                        None => Err(self.not_acquired()),
                    };
                    drop(answer.send(marked));
                }
                Request::Release(answer) => {
                    let ended = match self.session.take() {
                        Some(session) => session.end(self.options.keep_exports).await,
                        None => Ok(()),
                    };
                    drop(answer.send(ended));
                }
            }
            if next.is_none() {
                next = requests.recv().await;
            }
        }
    }

    async fn bucket(&mut self) -> Result<Bucket, StateError> {
        if let Some(bucket) = &self.bucket {
            return Ok(bucket.clone());
        }
        let bucket = Bucket::connect(&self.location, self.credentials.clone(), self.counters.clone(), PATIENCE).await?;
        Ok(self.bucket.insert(bucket).clone())
    }

    async fn load(&mut self) -> Result<Snapshot, StateError> {
        if let Some(session) = &mut self.session {
            return session.snapshot(self.options.secrets);
        }
        let document = self.document().await?;
        let mut vault = document.vault(Arc::clone(&self.options.sealer));
        let (secrets, lineage) = (self.options.secrets, document.lineage.clone());
        let opened = run_scoped(move || {
            let snapshot = document.open(&mut vault, secrets)?;
            Ok((snapshot, vault.digester(&lineage)?))
        });
        let (snapshot, digester) = opened.map_err(|error| export::refused(&self.location.to_string(), error))?;
        self.digester = digester;
        Ok(snapshot)
    }

    async fn document(&mut self) -> Result<Document, StateError> {
        if let Some(session) = &self.session {
            return Ok(session.document());
        }
        let bucket = self.bucket().await?;
        let Some(loaded) = read::load(&bucket).await? else { return Ok(Document::default()) };
        match loaded.kept.head.moved {
            Some(to) => Err(StateError::MovedAway { location: bucket.location(), to }),
            None => Ok(loaded.image.document()),
        }
    }

    async fn version(&mut self) -> Result<StateVersion, StateError> {
        if let Some(session) = &self.session {
            return Ok(session.version());
        }
        let Document { lineage, serial, .. } = self.document().await?;
        Ok(StateVersion { lineage, serial })
    }

    async fn held(&mut self) -> Result<Option<LeaseStatus>, StateError> {
        let bucket = self.bucket().await?;
        lease::held(&bucket, &mut self.watch).await
    }

    async fn lock(&mut self, holder: &LockInfo, by_force: bool, lineage: Option<String>) -> Result<(), StateError> {
        if self.options.secrets == Secrets::Hide {
            return Err(self.refuse("it was opened without its secrets"));
        }
        if self.session.is_some() {
            let held = self.held().await?.map_or_else(|| holder.clone(), |held| held.holder);
            return Err(StateError::Locked(Box::new(held)));
        }
        let bucket = self.bucket().await?;
        let begin = Begin {
            bucket: &bucket,
            holder,
            options: &self.options,
            times: self.times,
            watch: &mut self.watch,
            ownership: &self.ownership,
            counters: &self.counters,
            log: self.log,
            by_force,
            lineage,
        };
        self.session = Some(Session::begin(begin).await?);
        Ok(())
    }

    async fn commit(&mut self, commits: Vec<Vec<Change>>) -> Vec<Result<u64, StateError>> {
        match &mut self.session {
            Some(session) => session.commit(commits).await,
            None => commits.iter().map(|_| Err(self.not_acquired())).collect(),
        }
    }

    fn not_acquired(&self) -> StateError {
        self.refuse("the lock is not held")
    }

    fn refuse(&self, cause: &str) -> StateError {
        StateError::Unavailable { location: self.location.to_string(), action: "written", cause: cause.to_owned() }
    }
}
