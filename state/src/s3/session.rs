//! A state while this process has its lock.

use std::sync::Arc;

use archipel_engine::digest::Digester;
use archipel_engine::state::{Change, RunRecord, Snapshot, StateError, StateVersion};

use super::begin::{self, Begin, LeaseRenewer, Opened};
use super::bucket::{Bucket, Put};
use super::checkpoint::Head;
use super::entry::{Delta, Entry};
use super::exports;
use super::frame::{self, Kind};
use super::history::Runs;
use super::image::StateImage;
use super::lease::Lease;
use super::names;
use super::read::{self, Loaded};
use super::stats::Counters;
use super::times::COMMIT_PATIENCE;
use crate::blocking::run_scoped;
use crate::codec::Secrets;
use crate::document::{Document, PendingDoc, RecordDoc, seal_outputs};
use crate::export;
use crate::journal::{Journal, Step, Undo};
use crate::seal::{Sealer, Vault};

/// The approximate size of a record in bytes.
const RECORD: usize = 500;

/// An open state.
pub(super) struct Session {
    bucket: Bucket,
    lease: Lease,
    renewer: LeaseRenewer,
    loaded: Loaded,
    journal: Journal,
    vault: Vault,
    key_kept: bool,
    fence: u64,
    runs: Runs,
    /// Why writing is no longer allowed: an earlier write has an unknown outcome.
    broken: Option<String>,
    /// A checkpoint is written when the log since the last one has this many entries, and is not small compared with
    /// the size of the checkpoint. So many steps share its cost, however many resources there are.
    log: usize,
    /// The length of the log at which the next checkpoint is tried.
    due: usize,
    /// Whether there are commits that no export has.
    changed: bool,
    counters: Counters,
}

impl Session {
    /// Acquires the lock and reads the state.
    pub(super) async fn begin(mut begin: Begin<'_>) -> Result<Self, StateError> {
        let Opened { lease, renewer, loaded, vault, fence, runs } = begin::open(&mut begin).await?;
        let mut session = Self {
            bucket: begin.bucket.patient(COMMIT_PATIENCE),
            lease,
            renewer,
            journal: Journal::default(),
            key_kept: vault.header().is_some(),
            vault,
            fence,
            runs,
            broken: None,
            log: begin.log,
            due: begin.log,
            changed: false,
            counters: begin.counters.clone(),
            loaded,
        };
        if let Err(error) = session.recall() {
            drop(session.lease.free(session.loaded.position.number).await);
            return Err(error);
        }
        session.lease.report_to(begin.ownership);
        Ok(session)
    }

    /// Fills the journal with the pending operations.
    fn recall(&mut self) -> Result<(), StateError> {
        let (vault, image, location) = (&mut self.vault, &self.loaded.image, self.bucket.location());
        let opened = run_scoped(|| {
            let open = |(order, doc): (&u64, &PendingDoc)| {
                Ok((*order, doc.clone().open(&image.lineage, vault, Secrets::Open)?))
            };
            image.pending.iter().map(open).collect::<Result<Vec<_>, _>>()
        });
        for (order, pending) in opened.map_err(|error| export::refused(&location, error))? {
            self.journal.restore(order, pending);
        }
        Ok(())
    }

    /// The whole state, as a document.
    pub(super) fn document(&self) -> Document {
        self.loaded.image.document()
    }

    /// The whole state, as the engine's snapshot.
    pub(super) fn snapshot(&mut self, secrets: Secrets) -> Result<Snapshot, StateError> {
        let (vault, image) = (&mut self.vault, &self.loaded.image);
        let opened = run_scoped(|| image.document().open(vault, secrets));
        opened.map_err(|error| export::refused(&self.bucket.location(), error))
    }

    /// The current version.
    pub(super) fn version(&self) -> StateVersion {
        StateVersion { lineage: self.loaded.image.lineage.clone(), serial: self.loaded.image.serial }
    }

    /// Records a run.
    pub(super) async fn record_run(&mut self, mut run: RunRecord, keep: usize) -> Result<u64, StateError> {
        let number = self.loaded.position.number;
        self.lease.hold(number).await?;
        if run.ended.is_some() {
            run.serial = Some(self.loaded.image.serial);
        }
        self.runs.record(&self.bucket, &self.lease, number, run, keep).await
    }

    /// The digester of this state.
    pub(super) fn digester(&mut self) -> Result<Digester, StateError> {
        let (vault, lineage) = (&mut self.vault, self.loaded.image.lineage.as_str());
        run_scoped(|| vault.digester(lineage)).map_err(|error| export::refused(&self.bucket.location(), error))
    }

    /// Ensures that the data key exists. A new key is stored with the next commit.
    pub(super) fn prepare_secrets(&mut self) -> Result<(), StateError> {
        let vault = &mut self.vault;
        run_scoped(|| vault.prepare()).map_err(|error| export::refused(&self.bucket.location(), error))
    }

    /// Commits or refuses each group of changes, and makes the accepted ones durable with one object.
    pub(super) async fn commit(&mut self, commits: Vec<Vec<Change>>) -> Vec<Result<u64, StateError>> {
        if let Err(error) = self.may_write() {
            return again(&commits, &error);
        }
        let mut answers = Vec::with_capacity(commits.len());
        let mut deltas = Vec::new();
        for changes in &commits {
            let mut undo = Vec::new();
            match self.stage(changes, &mut undo) {
                Ok(staged) => {
                    deltas.push(staged);
                    answers.push(Ok(self.loaded.image.serial + deltas.len() as u64));
                }
                Err(error) => {
                    self.journal.undo(undo);
                    answers.push(Err(error));
                }
            }
        }
        if deltas.is_empty() {
            return answers;
        }
        let accepted = deltas.len() as u64;
        match self.append(deltas).await {
            Ok(()) => {
                self.counters.entry(accepted);
                self.changed = true;
            }
            Err(error) => {
                self.broken = Some(error.to_string());
                let refused = again(&commits, &error);
                return answers.into_iter().zip(refused).map(|(own, refused)| own.and(refused)).collect();
            }
        }
        if self.loaded.entries >= self.due && self.is_worth_it() {
            self.checkpoint().await;
        }
        answers
    }

    fn may_write(&self) -> Result<(), StateError> {
        self.lease.check()?;
        match &self.broken {
            Some(why) => {
                Err(StateError::Unavailable { location: self.bucket.location(), action: "written", cause: why.clone() })
            }
            None => Ok(()),
        }
    }

    /// The stored form of changes, with sealed secrets.
    fn stage(&mut self, changes: &[Change], undo: &mut Vec<Undo>) -> Result<Vec<Delta>, StateError> {
        let location = self.bucket.location();
        let (journal, vault, lineage) = (&mut self.journal, &mut self.vault, self.loaded.image.lineage.as_str());
        run_scoped(move || {
            let refused = |error| export::refused(&location, error);
            let mut deltas = Vec::with_capacity(changes.len());
            for change in changes {
                if let Some((step, before)) = journal.apply(change)? {
                    undo.push(before);
                    deltas.push(match step {
                        Step::Gone(order) => Delta::NotPending { order },
                        Step::Pending(order, pending) => {
                            let pending = PendingDoc::seal(&pending, lineage, vault).map_err(refused)?;
                            Delta::Pending { order, pending: Box::new(pending) }
                        }
                    });
                    continue;
                }
                deltas.push(match change {
                    Change::Put(record) => {
                        let record = RecordDoc::seal(record, lineage, vault).map_err(refused)?;
                        Delta::Record { record: Box::new(record) }
                    }
                    Change::Remove(key) => Delta::NoRecord { urn: key.urn.clone(), revision: key.revision },
                    Change::Outputs(outputs) => {
                        Delta::Outputs { outputs: seal_outputs(outputs, lineage, vault).map_err(refused)? }
                    }
                    Change::Duration(name, millis) => Delta::Duration { name: name.clone(), millis: *millis },
                    Change::Meta(name, value) => Delta::Meta { name: name.clone(), value: value.clone() },
                    Change::Begin(_) | Change::Request { .. } | Change::Identify { .. } | Change::Settle { .. } => {
                        continue;
                    }
                });
            }
            Ok(deltas)
        })
    }

    /// Writes the next entry of the log, durably.
    async fn append(&mut self, commits: Vec<Vec<Delta>>) -> Result<(), StateError> {
        let (image, position) = (&self.loaded.image, &self.loaded.position);
        self.lease.hold(position.number).await?;
        let upgraded = self.vault.upgrade().map_err(|error| export::refused(&self.bucket.location(), error))?;
        self.key_kept &= !upgraded;
        let key = self.vault.header().filter(|_| !self.key_kept).cloned();
        let key_is_new = key.is_some();
        let entry = Entry {
            lineage: image.lineage.clone(),
            number: position.number + 1,
            fence: self.fence,
            nonce: names::nonce(),
            after: position.nonce.clone(),
            serial: image.serial + commits.len() as u64,
            begins: None,
            key,
            commits,
        };
        let (name, bytes) = (names::entry(entry.number), frame::write(Kind::Entry, &entry)?);
        match self.bucket.create(&name, &bytes).await? {
            Put::Done(_) => {}
            Put::Refused(there) => {
                // Another writer has begun a session after this one.
                let other = there.and_then(|got| read::entry(&self.bucket, &name, &got.bytes).ok());
                self.lease.lose(other.and_then(|entry| entry.begins));
                self.lease.check()?;
            }
        }
        // A process that was paused during the write detects only now that its lease has expired. The entry counts,
        // but the process must not continue with an API call that the next writer may have made already.
        self.lease.hold(entry.number).await?;
        self.loaded.append(&self.bucket, &name, &entry)?;
        self.loaded.bytes += bytes.len();
        self.key_kept |= key_is_new;
        self.renewer.number.send_replace(entry.number);
        Ok(())
    }

    fn is_worth_it(&self) -> bool {
        let image = &self.loaded.image;
        self.loaded.bytes * 4 >= image.to_write() * image.part_len() * RECORD
    }

    /// Writes a checkpoint. If that fails, the run continues with a longer log.
    async fn checkpoint(&mut self) {
        match self.try_checkpoint().await {
            Ok(true) => {
                self.counters.checkpoint();
                (self.loaded.entries, self.loaded.bytes, self.due) = (0, 0, self.log);
                self.loaded.position.begins.clear();
            }
            Ok(false) => self.due = self.loaded.entries + self.log,
            Err(error) => {
                tracing::warn!("cannot write a checkpoint of the state: {error}");
                self.due = self.loaded.entries + self.log;
            }
        }
    }

    async fn try_checkpoint(&mut self) -> Result<bool, StateError> {
        self.lease.hold(self.loaded.position.number).await?;
        let Loaded { image, position, kept, .. } = &mut self.loaded;
        if kept.advance(&self.bucket, image, position, false).await? {
            return Ok(true);
        }
        // An earlier version of the program, which does not claim the head, wrote a checkpoint just before it lost its
        // lock. A head with a higher fencing number belongs to the next writer.
        let Some((head, etag)) = read::head(&self.bucket).await? else { return Ok(false) };
        if head.fence > self.fence {
            self.lease.lose(None);
            self.lease.check()?;
        }
        if head.number >= position.number || head.lineage != image.lineage {
            return Ok(false);
        }
        let newest = match &head.checkpoint {
            Some(name) => Some(super::checkpoint::Manifest::read(&self.bucket, name).await?),
            None => None,
        };
        (kept.head, kept.etag, kept.newest) = (head, etag, newest);
        image.touch();
        kept.advance(&self.bucket, image, position, false).await
    }

    /// Replaces the state with a document, at the document's serial or, with `is_next`, at the serial after those of
    /// both. Returns the serial and the name of the export of the previous state.
    pub(super) async fn restore(
        &mut self,
        mut document: Document,
        is_next: bool,
    ) -> Result<(u64, Option<String>), StateError> {
        self.may_write()?;
        self.lease.renew(self.loaded.position.number).await?;
        let old = self.document();
        if is_next {
            document.serial = document.serial.max(old.serial) + 1;
        }
        let serial = document.serial;
        let aside = match old.serial {
            0 => None,
            _ => Some(self.bucket.name(&exports::keep_replaced(&self.bucket, &old).await?)),
        };
        self.lease.hold(self.loaded.position.number).await?;
        let mut image = StateImage::new(document);
        let position = self.loaded.position.clone();
        if !self.loaded.kept.advance(&self.bucket, &mut image, &position, true).await? {
            self.lease.lose(None);
            self.lease.check()?;
        }
        self.loaded.image = image;
        self.changed = true;
        (self.loaded.entries, self.loaded.bytes) = (0, 0);
        self.loaded.position.begins.clear();
        Ok((serial, aside))
    }

    /// Reseals every secret with a new data key, by a checkpoint that replaces all earlier ones. Until the head
    /// points to it, the state is unchanged. Returns the serial.
    pub(super) async fn rekey(&mut self, sealer: Arc<dyn Sealer>) -> Result<u64, StateError> {
        self.may_write()?;
        let (location, document) = (self.bucket.location(), self.document());
        let vault = &mut self.vault;
        let renewed = run_scoped(|| {
            let mut renewed = vault.renewed(sealer)?;
            Ok((document.renewed(vault, &mut renewed)?, renewed))
        });
        let (mut document, vault) = renewed.map_err(|error| export::refused(&location, error))?;
        document.serial += 1;
        let (serial, _) = self.restore(document, false).await?;
        (self.vault, self.key_kept) = (vault, true);
        // Pending operations are renumbered.
        self.journal = Journal::default();
        self.recall()?;
        Ok(serial)
    }

    /// Records that the state was moved to another location.
    pub(super) async fn moved(&mut self, to: &str) -> Result<(), StateError> {
        self.may_write()?;
        self.lease.hold(self.loaded.position.number).await?;
        let kept = &mut self.loaded.kept;
        let head = Head { nonce: names::nonce(), moved: Some(to.to_owned()), ..kept.head.clone() };
        match self.bucket.replace(names::HEAD, &frame::write(Kind::Head, &head)?, &kept.etag).await? {
            Put::Done(etag) => {
                (kept.head, kept.etag) = (head, etag);
                self.broken = Some(format!("it was moved to {to}"));
                Ok(())
            }
            Put::Refused(_) => {
                self.lease.lose(None);
                self.lease.check()
            }
        }
    }

    /// Exports the state. The export's name is free whether or not this process has the lock, so the service must
    /// confirm the lock first.
    async fn export(&self, keep: usize) -> Result<(), StateError> {
        self.lease.renew(self.loaded.position.number).await?;
        exports::keep(&self.bucket, &self.document(), keep).await
    }

    /// Closes the session, with an export if there are new commits.
    pub(super) async fn end(mut self, keep: usize) -> Result<(), StateError> {
        // Acknowledged commits are durable without an export.
        if self.changed
            && self.loaded.image.serial > 0
            && self.may_write().is_ok()
            && let Err(error) = self.export(keep).await
        {
            tracing::warn!("cannot export the state of this run, so `rollback` to it will not be possible: {error}");
        }
        if self.may_write().is_ok() && self.loaded.entries >= self.log / 4 {
            self.checkpoint().await;
        }
        self.renewer.task.abort();
        match self.lease.free(self.loaded.position.number).await {
            // Acknowledged commits are durable, and the next writer has read all of them.
            Ok(()) | Err(StateError::Lost { .. }) => Ok(()),
            Err(error) => {
                tracing::warn!("cannot release the lock, which expires by itself: {error}");
                Ok(())
            }
        }
    }
}

/// Copies an error for each commit of the group.
fn again(commits: &[Vec<Change>], error: &StateError) -> Vec<Result<u64, StateError>> {
    let same = || match error {
        StateError::Lost { location, by } => StateError::Lost { location: location.clone(), by: by.clone() },
        StateError::Remote { location, action, error } => {
            StateError::Remote { location: location.clone(), action, error: error.clone() }
        }
        other => {
            StateError::Unavailable { location: "the state".to_owned(), action: "written", cause: other.to_string() }
        }
    };
    commits.iter().map(|_| Err(same())).collect()
}
