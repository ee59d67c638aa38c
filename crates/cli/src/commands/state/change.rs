//! A manual change of the state: shown, confirmed, and with a backup.

use std::path::PathBuf;

use archipel_engine::apply::RunRecorder;
use archipel_engine::state::{Change, EditError, RunRecord, Snapshot, StateError, StateStore as _};
use archipel_state::AnyStore;

use crate::args::ConfirmArgs;
use crate::commands::ask;
use crate::config::shown;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::run_metadata;
use crate::session::Session;

/// A state to change.
pub(super) struct Changing<'s> {
    pub(super) session: &'s Session,
    pub(super) snapshot: Snapshot,
    store: AnyStore,
}

impl<'s> Changing<'s> {
    /// Reads the state.
    pub(super) async fn open(session: &'s Session) -> Result<Self> {
        Self::with(session, session.options()?).await
    }

    /// Like [`open`](Self::open), with other keys than the session's.
    pub(super) async fn with(session: &'s Session, options: archipel_state::Options) -> Result<Self> {
        let store = session.open_store(options)?;
        let snapshot = store.load().await.map_err(|error| errors::state(&error))?;
        Ok(Self { session, snapshot, store })
    }

    /// Saves the previous state to a backup file and shows its path.
    pub(super) async fn backup(&self, context: &Context) -> Result<()> {
        if self.is_new() {
            return Ok(());
        }
        let path = self.save().await?;
        context.reporter.say(format!("The previous state of {} was saved to {}\n", self.session.name, shown(&path)));
        Ok(())
    }

    /// The state as a document.
    pub(super) async fn document(&self) -> Result<archipel_state::Document> {
        self.store.document().await.map_err(|error| errors::state(&error).into())
    }

    fn is_new(&self) -> bool {
        self.snapshot.lineage.is_empty()
    }

    async fn save(&self) -> Result<PathBuf> {
        let document = self.document().await?;
        let folder = self.session.backups.join(&self.session.name);
        // Retain every backup.
        archipel_state::export::keep(&folder, &document, usize::MAX).map_err(|error| errors::state(&error).into())
    }

    /// Commits the changes, unless the state has changed since it was read.
    pub(super) async fn commit(&self, what: &str, changes: Vec<Change>) -> Result<()> {
        self.write(what, async |store| store.commit(changes).await).await
    }

    /// Commits the changes although another person may have locked the state.
    pub(super) async fn commit_held(&self, what: &str, changes: Vec<Change>) -> Result<()> {
        self.write_held(what, async |store| store.commit(changes).await).await
    }

    /// Writes with its own run record, unless the state has changed since it was read or another person has locked it.
    pub(super) async fn write(
        &self,
        what: &str,
        work: impl AsyncFnOnce(&AnyStore) -> std::result::Result<u64, StateError>,
    ) -> Result<()> {
        self.snapshot.ensure_not_held(&self.session.holder(what)).map_err(|error| errors::state(&error))?;
        self.write_held(what, work).await
    }

    async fn write_held(
        &self,
        what: &str,
        work: impl AsyncFnOnce(&AnyStore) -> std::result::Result<u64, StateError>,
    ) -> Result<()> {
        let failed = |error: StateError| errors::state(&error);
        let holder = self.session.holder(what);
        self.store.lock(&holder).await.map_err(failed)?;
        let written = async {
            let now = self.store.load().await.map_err(failed)?;
            // A state that was never written gets its lineage when it is first locked.
            let fresh = self.is_new() && now.records.is_empty();
            if !fresh && (now.serial, &now.lineage) != (self.snapshot.serial, &self.snapshot.lineage) {
                return Err(Failure::new("another run wrote the state during the prompt").hint("run the command again"));
            }
            let run = RunRecord::started(&holder, &run_metadata::author(&self.session.root), None);
            let following = RunRecorder::begin(&self.store, run).await.map_err(failed)?;
            let written = work(&self.store).await;
            let error = written.as_ref().err().map(ToString::to_string);
            let noted = following.end(&self.store, None, error).await;
            written.map_err(failed)?;
            noted.map_err(failed)
        }
        .await;
        // Report the first error.
        let released = self.store.unlock().await.map_err(failed);
        written?;
        released?;
        Ok(())
    }
}

/// Asks for confirmation, unless `--yes` is given.
pub(super) async fn confirm(context: &Context, what: &str, question: &str, confirm_args: ConfirmArgs) -> Result<bool> {
    Ok(confirm_args.yes || ask::confirm(context, what, question).await?)
}

/// The error for an invalid change.
pub(super) fn refused(error: &EditError) -> Failure {
    let failure = Failure::new(error.to_string()).exit(Exit::Usage);
    match error {
        EditError::Needed { .. } => failure.hint("select them too, or remove the reference from the program first"),
        EditError::Needs { .. } => {
            failure.hint("move its dependencies too, for example as a component: `state mv network/ ..`")
        }
        EditError::Pending { .. } => failure.hint("run `up` to resolve the operation, then try again"),
        EditError::Unknown(_) => failure.hint("`state list` shows the records"),
        EditError::Taken(_) => failure.hint("choose another name"),
        EditError::Unlike { .. } => failure,
    }
}
