//! A store while this process has it open.

use std::io;
use std::sync::Arc;

use archipel_engine::digest::Digester;
use archipel_engine::state::{Change, LockInfo, RecordKey, Snapshot, StateError, StateVersion};
use rand::RngCore as _;

use super::checksums;
use super::content::{self, Named, parse, put};
use super::head::{Head, Mark};
use super::keys::{self, Kind};
use super::layout::Layout;
use super::lock::Lock;
use super::restore;
use super::stage::Stage;
use super::stats::Counters;
use super::tree::{Header, Sums, Tree, wait_until_closed};
use super::write_ahead_log::{Chain, WriteAheadLog};
use crate::codec::Secrets;
use crate::document::{Document, PendingDoc, RecordDoc, seal_outputs};
use crate::export;
use crate::files::{self, Access, File, damaged, unreadable, unwritable};
use crate::journal::{Journal, Step, Undo};
use crate::options::Options;
use crate::seal::{Purpose, Sealer, Vault};

/// The open store. Fields are dropped in order, so the lock comes last.
pub(crate) struct Session {
    tree: Tree,
    data: File,
    log: WriteAheadLog,
    log_size: u64,
    head: Head,
    /// Whether a mark of this process is durable.
    head_is_synced: bool,
    header: Header,
    journal: Journal,
    vault: Vault,
    key_kept: bool,
    /// Why writing is no longer allowed: after a failed write the content of the disk is unknown.
    broken: Option<String>,
    changed: bool,
    counters: Arc<Counters>,
    layout: Layout,
    lock: Lock,
}

impl Session {
    /// Opens the store, for writing if there is a holder.
    pub(crate) fn open(
        layout: &Layout,
        holder: Option<&LockInfo>,
        options: &Options,
        counters: Arc<Counters>,
    ) -> Result<Self, StateError> {
        if holder.is_some() {
            layout.create()?;
        }
        let lock = Lock::take(layout, holder, options.patience, holder.is_none())?;
        // The previous lock holder may have written another format.
        layout.create()?;
        if holder.is_some() {
            layout.upgrade()?;
            layout.tighten().map_err(unwritable(&layout.folder))?;
        }
        restore::resume(layout).map_err(unwritable(&layout.folder))?;
        checksums::check(layout)?;
        let mark = Head::read(&layout.head())?;
        let db = layout.db();
        let data = db.join("db");
        if mark.is_some() && !files::exists(&data).map_err(unreadable(&data))? {
            return Err(damaged(&data, "the file is missing"));
        }
        let clean = checksums::remove(layout).map_err(unwritable(&layout.folder))?;
        if !clean && files::exists(&db).map_err(unreadable(&db))? {
            // An interrupted process may have had a failed write, so the content of the disk decides.
            let forget = || files::list(&db).and_then(|entries| files::forget_cached(&entries));
            forget().map_err(unreadable(&db))?;
        }
        files::create_folder(&db).map_err(unwritable(&db))?;
        let tree = Tree::open(&db)?;
        let mut log = WriteAheadLog::open(&layout.ahead()).map_err(unwritable(&layout.ahead()))?;
        replay(layout, &tree, &mut log)?;
        let header = match (tree.header()?, &mark) {
            (Some(header), Some(mark)) => check(layout, header, mark)?,
            (Some(header), None) if header.serial == 0 => header,
            (Some(_), None) => return Err(damaged(&layout.head(), "the file is missing")),
            (None, Some(mark)) => {
                return Err(damaged(&db, format!("all commits up to {} are lost", mark.serial)));
            }
            (None, None) if tree.is_empty()? => begin(&tree)?,
            (None, None) => return Err(damaged(&db, "the header is missing: a restore may have been interrupted")),
        };
        let replayed = tree.is_ahead();
        if replayed {
            tree.fold()?;
        }
        let synced = || -> io::Result<()> {
            files::sync_tree(&db)?;
            files::sync_folder(&layout.folder)
        };
        synced().map_err(unwritable(&db))?;
        if replayed {
            // The next write overwrites the log from its start. A sync of the log proves nothing about a failed write
            // of an earlier process; reading sled's data back does.
            tree.settle(&header)?;
        }
        let opened = || -> io::Result<(File, Head)> {
            let head = match mark {
                Some(_) => Head::open(&layout.head())?,
                None => Head::create(&layout.head(), &header.mark())?,
            };
            Ok((File::open(&data, Access::ReadWrite)?, head))
        };
        let (data, head) = opened().map_err(unwritable(&layout.folder))?;
        let key = tree.entry(&keys::single(Kind::Key))?;
        let key = key.map(|bytes| parse(layout, &keys::single(Kind::Key), &bytes)).transpose()?;
        let mut session = Self {
            journal: Journal::default(),
            key_kept: key.is_some(),
            vault: Vault::new(Arc::clone(&options.sealer), Purpose::State(header.lineage.clone()), key),
            broken: None,
            changed: false,
            tree,
            data,
            log,
            log_size: options.log_size,
            head,
            head_is_synced: false,
            header,
            counters,
            layout: layout.clone(),
            lock,
        };
        if holder.is_some() {
            session.vault.check_protection().map_err(|e| export::refused(&session.location(), e))?;
            session.recall()?;
        }
        Ok(session)
    }

    /// Fills the journal with the pending operations.
    fn recall(&mut self) -> Result<(), StateError> {
        let mut found = Vec::new();
        self.tree.scan(&keys::single(Kind::Pending), |name, _, payload| {
            let doc: PendingDoc = parse(&self.layout, name, payload)?;
            let order = keys::order(name).ok_or_else(|| damaged(&self.layout.db(), "a pending has no order"))?;
            found.push((order, doc));
            Ok(())
        })?;
        for (order, doc) in found {
            let pending = doc.open(&self.header.lineage, &mut self.vault, Secrets::Open);
            self.journal.restore(order, pending.map_err(|e| export::refused(&self.location(), e))?);
        }
        Ok(())
    }

    fn location(&self) -> String {
        self.layout.folder.display().to_string()
    }

    /// Reads the whole state as a document, with every check.
    pub(crate) fn document(&mut self) -> Result<Document, StateError> {
        self.fold()?;
        content::read(&self.layout, &self.tree, &self.header)
    }

    /// The current version.
    pub(crate) fn version(&self) -> StateVersion {
        StateVersion { lineage: self.header.lineage.clone(), serial: self.header.serial }
    }

    /// The whole state, as the engine's snapshot.
    pub(crate) fn snapshot(&mut self, secrets: Secrets) -> Result<Snapshot, StateError> {
        let document = self.document()?;
        document.open(&mut self.vault, secrets).map_err(|e| export::refused(&self.location(), e))
    }

    /// The digester of this state.
    pub(crate) fn digester(&mut self) -> Result<Digester, StateError> {
        self.vault.digester(&self.header.lineage).map_err(|e| export::refused(&self.location(), e))
    }

    /// Ensures that the data key exists. A new key is stored with the next commit.
    pub(crate) fn prepare_secrets(&mut self) -> Result<(), StateError> {
        self.vault.prepare().map_err(|e| export::refused(&self.location(), e))
    }

    /// Commits or refuses each group of changes, and makes the accepted ones durable together.
    pub(crate) fn commit(&mut self, commits: Vec<Vec<Change>>) -> Vec<Result<u64, StateError>> {
        if let Some(why) = &self.broken {
            return commits.iter().map(|_| Err(self.gone(why))).collect();
        }
        let tree = self.tree.clone();
        let mut stage = Stage::new(&tree, self.header.sums());
        let mut header = self.header.clone();
        let mut answers = Vec::with_capacity(commits.len());
        for changes in &commits {
            let mut undo = Vec::new();
            match self.stage(&mut stage, changes, header.serial + 1, &mut undo) {
                Ok(()) => {
                    stage.keep();
                    header.serial += 1;
                    answers.push(Ok(header.serial));
                }
                Err(e) => {
                    stage.rollback();
                    self.journal.undo(undo);
                    answers.push(Err(e));
                }
            }
        }
        let accepted = header.serial - self.header.serial;
        if accepted == 0 {
            return answers;
        }
        match self.write(stage, header) {
            Ok(bytes) => self.counters.round(accepted, bytes),
            Err(e) => {
                let why = cause(&e);
                for answer in answers.iter_mut().filter(|answer| answer.is_ok()) {
                    *answer = Err(self.gone(&why));
                }
                self.broken = Some(why);
            }
        }
        answers
    }

    /// Reseals every secret with a new data key, in one commit, so a crash leaves all of it or none. Returns the
    /// serial.
    pub(crate) fn rekey(&mut self, sealer: Arc<dyn Sealer>) -> Result<u64, StateError> {
        if let Some(why) = &self.broken {
            return Err(self.gone(why));
        }
        self.fold()?;
        let location = self.location();
        let refused = |e| export::refused(&location, e);
        let mut orders = Vec::new();
        self.tree.scan(&keys::single(Kind::Pending), |name, _, _| {
            orders.push(keys::order(name).ok_or_else(|| damaged(&self.layout.db(), "a pending has no order"))?);
            Ok(())
        })?;
        let mut vault = self.vault.renewed(sealer).map_err(refused)?;
        let document = self.document()?.renewed(&mut self.vault, &mut vault).map_err(refused)?;
        let mut header = self.header.clone();
        header.serial += 1;
        let tree = self.tree.clone();
        let mut stage = Stage::new(&tree, self.header.sums());
        for doc in &document.records {
            let key = RecordKey { urn: doc.urn.clone(), revision: doc.revision };
            put(&mut stage, Kind::Record, &keys::record(&key), doc, header.serial)?;
        }
        for (order, doc) in orders.into_iter().zip(&document.pending) {
            put(&mut stage, Kind::Pending, &keys::pending(order), doc, header.serial)?;
        }
        put(&mut stage, Kind::Outputs, &keys::single(Kind::Outputs), &document.outputs, header.serial)?;
        (self.vault, self.key_kept) = (vault, false);
        let serial = header.serial;
        match self.write(stage, header) {
            Ok(bytes) => self.counters.round(1, bytes),
            Err(e) => {
                let why = cause(&e);
                let gone = self.gone(&why);
                self.broken = Some(why);
                return Err(gone);
            }
        }
        Ok(serial)
    }

    fn gone(&self, why: &str) -> StateError {
        StateError::Unavailable { location: self.location(), action: "written", cause: why.to_owned() }
    }

    fn stage(
        &mut self,
        stage: &mut Stage<'_>,
        changes: &[Change],
        serial: u64,
        undo: &mut Vec<Undo>,
    ) -> Result<(), StateError> {
        let location = self.location();
        let refused = |e| export::refused(&location, e);
        for change in changes {
            if let Some((step, before)) = self.journal.apply(change)? {
                undo.push(before);
                match step {
                    Step::Gone(order) => stage.remove(&keys::pending(order))?,
                    Step::Pending(order, pending) => {
                        let doc = PendingDoc::seal(&pending, &self.header.lineage, &mut self.vault).map_err(refused)?;
                        put(stage, Kind::Pending, &keys::pending(order), &doc, serial)?;
                    }
                }
                continue;
            }
            match change {
                Change::Put(record) => {
                    let doc = RecordDoc::seal(record, &self.header.lineage, &mut self.vault).map_err(refused)?;
                    put(stage, Kind::Record, &keys::record(&record.key), &doc, serial)?;
                }
                Change::Remove(key) => stage.remove(&keys::record(key))?,
                Change::Outputs(outputs) => {
                    let sealed = seal_outputs(outputs, &self.header.lineage, &mut self.vault).map_err(refused)?;
                    put(stage, Kind::Outputs, &keys::single(Kind::Outputs), &sealed, serial)?;
                }
                Change::Duration(name, millis) => {
                    let named = Named { name: name.clone(), value: *millis };
                    put(stage, Kind::Duration, &keys::named(Kind::Duration, name), &named, serial)?;
                }
                Change::Meta(name, Some(value)) => {
                    let named = Named { name: name.clone(), value: value.clone() };
                    put(stage, Kind::Meta, &keys::named(Kind::Meta, name), &named, serial)?;
                }
                Change::Meta(name, None) => stage.remove(&keys::named(Kind::Meta, name))?,
                Change::Begin(_) | Change::Request { .. } | Change::Identify { .. } | Change::Settle { .. } => {}
            }
        }
        Ok(())
    }

    /// Writes the staged frames, durably. Returns the number of bytes.
    fn write(&mut self, mut stage: Stage<'_>, mut header: Header) -> Result<u64, StateError> {
        self.key_kept &= !self.vault.upgrade().map_err(|e| export::refused(&self.location(), e))?;
        let key = self.vault.header().filter(|_| !self.key_kept);
        let key_is_new = key.is_some();
        if let Some(key) = key {
            put(&mut stage, Kind::Key, &keys::single(Kind::Key), key, header.serial)?;
        }
        (header.frames, header.sum) = (stage.sums.frames, stage.sums.sum);
        put(&mut stage, Kind::Header, &keys::single(Kind::Header), &header, header.serial)?;
        let writes = stage.into_writes();
        let bytes = writes.iter().map(|(key, value)| key.len() + value.as_ref().map_or(0, Vec::len)).sum::<usize>();
        self.changed = true;
        let Header { lineage, serial, .. } = &header;
        let appended = self.log.append(lineage, self.header.serial, *serial, &writes);
        appended.map_err(unwritable(&self.layout.ahead()))?;
        self.counters.synced();
        self.head.write(&header.mark()).map_err(unwritable(&self.layout.head()))?;
        if !self.head_is_synced {
            self.sync_head()?;
        }
        self.header = header;
        self.key_kept |= key_is_new;
        self.tree.layer(writes);
        if self.log.size() >= self.log_size {
            self.fold()?;
        }
        Ok(bytes as u64)
    }

    fn sync_head(&mut self) -> Result<(), StateError> {
        self.head.sync().map_err(unwritable(&self.layout.head()))?;
        self.counters.synced();
        self.head_is_synced = true;
        Ok(())
    }

    /// Copies the whole log to sled, durably, and starts the log again once the data was read back from the disk.
    fn fold(&mut self) -> Result<(), StateError> {
        if let Some(why) = &self.broken {
            return Err(self.gone(why));
        }
        if !self.tree.is_ahead() {
            return Ok(());
        }
        // A failure is not retried: a repeated sync succeeds without having written. The log has all the data, and
        // the next opening continues from it.
        self.hand_over().inspect_err(|e| self.broken = Some(cause(e)))
    }

    fn hand_over(&mut self) -> Result<(), StateError> {
        self.tree.fold()?;
        self.data.sync_data().map_err(unwritable(&self.layout.db()))?;
        self.counters.synced();
        self.tree.settle(&self.header)?;
        self.sync_head()?;
        self.log.restart();
        Ok(())
    }

    /// Closes the store: copies the log to sled, writes an export of sled's content, clears the log, and writes the
    /// checksums of sled's files. It stops at the first failure, because each step depends on the previous one. The
    /// next opening completes the rest.
    pub(crate) fn close(mut self, keep: Option<usize>) -> Result<(), StateError> {
        if self.broken.is_some() {
            // The failed commit has reported the failure. The next opening reads the content of the disk.
            return Ok(());
        }
        self.fold()?;
        if let Some(keep) = keep {
            self.export(keep)?;
        }
        self.log.clear().map_err(unwritable(&self.layout.ahead()))?;
        let Self { tree, data, layout, lock, .. } = self;
        let db = layout.db();
        drop((tree, data));
        wait_until_closed(&db)?;
        // sled creates some of its files when it is closed.
        files::tighten(&db).map_err(unwritable(&db))?;
        checksums::write(&layout).map_err(unwritable(&layout.sums()))?;
        drop(lock);
        Ok(())
    }

    fn export(&mut self, keep: usize) -> Result<(), StateError> {
        let folder = self.layout.exports();
        let newest = export::list(&folder)?.into_iter().next();
        if !self.changed && newest.is_some_and(|newest| newest.serial == self.header.serial) {
            return Ok(());
        }
        export::keep(&folder, &self.document()?, keep).map(|_| ())
    }
}

impl Header {
    pub(crate) fn mark(&self) -> Mark {
        Mark { lineage: self.lineage.clone(), serial: self.serial }
    }

    pub(super) fn sums(&self) -> Sums {
        Sums { frames: self.frames, sum: self.sum }
    }
}

/// Applies the log over sled's content.
fn replay(layout: &Layout, tree: &Tree, log: &mut WriteAheadLog) -> Result<(), StateError> {
    let path = layout.ahead();
    let Some(Header { lineage, serial, .. }) = tree.header()? else { return Ok(()) };
    let Chain { entries, next } = log.chain(&lineage).map_err(unreadable(&path))?;
    let reached = entries.last().map_or(serial, |last| last.serial);
    // An older entry, which a restart of the log left behind, has an older base.
    if let Some(next) = next.filter(|next| *next >= reached) {
        return Err(damaged(&path, format!("its entries from commit {} are lost, up to commit {next}", reached + 1)));
    }
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
    // sled receives data only after the log has all of it, durably.
    if first.base > serial || last.serial < serial {
        let what = format!("it has commits {} to {}, but the store is at {serial}", first.base + 1, last.serial);
        return Err(damaged(&path, what));
    }
    for entry in entries {
        tree.layer(entry.writes);
    }
    Ok(())
}

/// The description of a failure, for all later requests that are refused because of it.
fn cause(error: &StateError) -> String {
    match error {
        StateError::Unavailable { cause, .. } => cause.clone(),
        other => other.to_string(),
    }
}

fn check(layout: &Layout, header: Header, mark: &Mark) -> Result<Header, StateError> {
    if header.lineage != mark.lineage {
        return Err(damaged(&layout.head(), "it belongs to another state than the store beside it"));
    }
    if header.serial < mark.serial {
        let (from, to) = (header.serial + 1, mark.serial);
        return Err(damaged(&layout.db(), format!("the end of its log is lost, commits {from} to {to}")));
    }
    Ok(header)
}

/// A new state: a new lineage, commit 0.
fn begin(tree: &Tree) -> Result<Header, StateError> {
    let mut lineage = [0; 16];
    rand::rng().fill_bytes(&mut lineage);
    let lineage = archipel_engine::value::hex(&lineage);
    let header = Header { lineage, serial: 0, frames: 0, sum: 0 };
    let mut stage = Stage::new(tree, Sums::default());
    put(&mut stage, Kind::Header, &keys::single(Kind::Header), &header, 0)?;
    tree.write(stage.into_writes())?;
    Ok(header)
}
