//! The thread that writes.
//!
//! Commits that arrive during the sync of a round wait for the next round and share it. sled and fsync block, so they
//! have their own thread; tasks wait on channels.

use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use archipel_engine::catch_panic::catch_panic;
use archipel_engine::digest::Digester;
use archipel_engine::state::{Change, LockInfo, Snapshot, StateError, StateVersion};
use tokio::sync::oneshot;

use super::layout::Layout;
use super::session::Session;
use super::stats::Counters;
use crate::document::Document;
use crate::options::Options;
use crate::seal::Sealer;

/// The maximum number of commits in one round, so that the first does not wait for too many others.
const TOGETHER: usize = 256;

type Answer<T> = oneshot::Sender<Result<T, StateError>>;

enum Request {
    Commit(Vec<Change>, Answer<u64>),
    Load(Answer<Snapshot>),
    Digester(Answer<Digester>),
    Secrets(Answer<()>),
    Version(Answer<StateVersion>),
    Document(Answer<Document>),
    Rekey(Arc<dyn Sealer>, Answer<u64>),
    Close(Answer<()>),
}

/// The handle of the thread.
#[derive(Debug)]
pub(crate) struct Writer {
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread, which opens the store.
    pub(crate) async fn start(
        layout: Layout,
        holder: LockInfo,
        options: Options,
        counters: Arc<Counters>,
    ) -> Result<Self, StateError> {
        let (requests, received) = mpsc::channel();
        let (opened, opening) = oneshot::channel();
        let thread = thread::Builder::new().name("archipel-state".to_owned()).spawn(move || {
            // sled can panic when it is dropped, too, for example on a full disk.
            let run = || match Session::open(&layout, Some(&holder), &options, counters) {
                Ok(session) => {
                    if opened.send(Ok(())).is_ok() {
                        serve(session, &received, &options);
                    }
                }
                Err(e) => drop(opened.send(Err(e))),
            };
            if let Err(panic) = catch_panic(run) {
                tracing::error!("the state's thread panicked{}: {}", panic.place(), panic.message);
            }
        });
        let thread = thread.map_err(|e| ended(&e.to_string()))?;
        opening.await.map_err(|_| ended("the writing thread has ended"))??;
        Ok(Self { requests: Some(requests), thread: Some(thread) })
    }

    /// Queues changes. The response is sent when they are durable.
    pub(crate) fn commit(&self, changes: Vec<Change>) -> oneshot::Receiver<Result<u64, StateError>> {
        self.ask(|answer| Request::Commit(changes, answer))
    }

    /// Queues a load.
    pub(crate) fn load(&self) -> oneshot::Receiver<Result<Snapshot, StateError>> {
        self.ask(Request::Load)
    }

    /// Queues a request for the digester.
    pub(crate) fn digester(&self) -> oneshot::Receiver<Result<Digester, StateError>> {
        self.ask(Request::Digester)
    }

    /// Queues a request to ensure that the data key exists.
    pub(crate) fn prepare_secrets(&self) -> oneshot::Receiver<Result<(), StateError>> {
        self.ask(Request::Secrets)
    }

    /// Queues a request for the current version.
    pub(crate) fn version(&self) -> oneshot::Receiver<Result<StateVersion, StateError>> {
        self.ask(Request::Version)
    }

    /// Queues a load of the document.
    pub(crate) fn document(&self) -> oneshot::Receiver<Result<Document, StateError>> {
        self.ask(Request::Document)
    }

    /// Queues a change of the data key.
    pub(crate) fn rekey(&self, sealer: Arc<dyn Sealer>) -> oneshot::Receiver<Result<u64, StateError>> {
        self.ask(|answer| Request::Rekey(sealer, answer))
    }

    /// Queues the closing of the store.
    pub(crate) fn close(&self) -> oneshot::Receiver<Result<(), StateError>> {
        self.ask(Request::Close)
    }

    fn ask<T>(&self, request: impl FnOnce(Answer<T>) -> Request) -> oneshot::Receiver<Result<T, StateError>> {
        let (answer, answered) = oneshot::channel();
        // If the thread has ended, the sender of the response is dropped, and the receiver returns an error.
        if let Some(requests) = &self.requests {
            drop(requests.send(request(answer)));
        }
        answered
    }
}

impl Drop for Writer {
    /// Waits until the thread has closed the store, so that it can be opened again immediately.
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// The error for a missing response.
pub(crate) fn ended(why: &str) -> StateError {
    StateError::Unavailable { location: "the state".to_owned(), action: "written", cause: why.to_owned() }
}

fn serve(mut session: Session, requests: &mpsc::Receiver<Request>, options: &Options) {
    let mut next = requests.recv().ok();
    while let Some(request) = next.take() {
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
                let results = session.commit(commits);
                for (answer, result) in answers.into_iter().zip(results) {
                    // The receiver may be gone; ignore send errors.
                    drop(answer.send(result));
                }
            }
            Request::Load(answer) => drop(answer.send(session.snapshot(options.secrets))),
            Request::Digester(answer) => drop(answer.send(session.digester())),
            Request::Secrets(answer) => drop(answer.send(session.prepare_secrets())),
            Request::Version(answer) => drop(answer.send(Ok(session.version()))),
            Request::Document(answer) => drop(answer.send(session.document())),
            Request::Rekey(sealer, answer) => drop(answer.send(session.rekey(sealer))),
            Request::Close(answer) => {
                let closed = catch_panic(|| session.close(Some(options.keep_exports)));
                drop(answer.send(closed.unwrap_or_else(|panic| Err(ended(&panic.message)))));
                return;
            }
        }
        if next.is_none() {
            next = requests.recv().ok();
        }
    }
}
