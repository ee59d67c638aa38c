//! Restores a store from an export.

use std::io;
use std::path::{Path, PathBuf};

use archipel_engine::state::{LockInfo, StateError};

use super::checksums;
use super::content::fill;
use super::head::Head;
use super::layout::Layout;
use super::lock::Lock;
use super::tree::{Tree, wait_until_closed};
use crate::document::Document;
use crate::export;
use crate::files::{self, unwritable};
use crate::format;
use crate::options::Options;

/// The result of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The serial of the restored state, which is higher than every serial that was acknowledged here.
    pub serial: u64,
    /// The folder with the previous state; `None` if there was none.
    pub aside: Option<PathBuf>,
}

/// Replaces the store in a folder with the content of an export. The previous state is kept beside it.
///
/// Secrets stay sealed, so no key is needed. Blocks.
///
/// # Errors
/// `Locked` while another process writes; `Newer`; `Damaged` if the export is damaged; `Unavailable`.
pub fn restore(folder: &Path, export: &[u8], holder: &LockInfo, options: &Options) -> Result<Restored, StateError> {
    let document = export::read(export, "the export")?;
    restore_document(folder, document, holder, options)
}

/// As [`restore`], from a document, to move a state here from another store.
///
/// # Errors
/// See [`restore`].
pub fn restore_document(
    folder: &Path,
    document: Document,
    holder: &LockInfo,
    options: &Options,
) -> Result<Restored, StateError> {
    fill_folder(folder, document, holder, options, true)
}

/// As [`restore_document`], but keeps the document's serial: a state that is moved stays at the same commit.
///
/// # Errors
/// See [`restore`].
pub fn place_document(
    folder: &Path,
    document: Document,
    holder: &LockInfo,
    options: &Options,
) -> Result<Restored, StateError> {
    fill_folder(folder, document, holder, options, false)
}

/// The lineage and serial of the state in a folder, without a full read, even if the state was moved away.
///
/// # Errors
/// `Damaged`, `Unavailable`.
pub fn version(folder: &Path) -> Result<Option<(String, u64)>, StateError> {
    Ok(Head::read(&Layout::new(folder).head())?.map(|mark| (mark.lineage, mark.serial)))
}

fn fill_folder(
    folder: &Path,
    mut document: Document,
    holder: &LockInfo,
    options: &Options,
    new_serial: bool,
) -> Result<Restored, StateError> {
    let layout = Layout::new(folder);
    if let Err(newer @ (StateError::Newer { .. } | StateError::Unavailable { .. })) = layout.look() {
        return Err(newer);
    }
    files::create_folder(folder).map_err(unwritable(folder))?;
    let lock = Lock::take(&layout, Some(holder), options.patience, false)?;
    // A serial is never used twice: a plan for a lost commit must not match this state.
    let head = Head::read(&layout.head()).ok().flatten().map_or(0, |mark| mark.serial);
    let exported = export::list(&layout.exports())?.first().map_or(0, |kept| kept.serial);
    if new_serial {
        document.serial = document.serial.max(head).max(exported) + 1;
    }

    // The new store is created beside the old one, so that a full disk leaves the old one unchanged.
    let beside = Layout::new(&layout.restoring());
    if let Err(error) = create_store(&beside, &document) {
        // On a full disk, a partly written store takes space that the next attempt needs.
        let _ = files::remove_folder_if_any(&beside.folder);
        return Err(error);
    }
    let aside = put_in_place(&layout, &beside).map_err(unwritable(folder))?;
    files::remove_folder_if_any(&beside.folder).map_err(unwritable(&beside.folder))?;
    layout.tighten().map_err(unwritable(folder))?;
    export::keep(&layout.exports(), &document, options.keep_exports)?;
    drop(lock);
    Ok(Restored { serial: document.serial, aside })
}

/// Writes a document into a new store, durably and verified, in a folder without other content.
fn create_store(layout: &Layout, document: &Document) -> Result<(), StateError> {
    files::remove_folder_if_any(&layout.folder).map_err(unwritable(&layout.folder))?;
    let db = layout.db();
    files::create_folder(&db).map_err(unwritable(&db))?;
    let tree = Tree::open(&db)?;
    let header = fill(&tree, document)?;
    files::sync_tree(&db).map_err(unwritable(&db))?;
    tree.settle(&header)?;
    drop(tree);
    wait_until_closed(&db)?;
    let finish = || -> io::Result<()> {
        Head::create(&layout.head(), &header.mark())?;
        files::tighten(&db)?;
        checksums::write(layout)
    };
    finish().map_err(unwritable(&layout.folder))
}

/// Replaces the old store with the new one; the old one is kept beside it. A failure is rolled back. If that fails
/// too, the next opening continues the restore ([`resume`]).
fn put_in_place(layout: &Layout, beside: &Layout) -> io::Result<Option<PathBuf>> {
    let aside = name_aside(layout)?;
    if let Some(aside) = &aside {
        files::create_folder(aside)?;
        files::replace(&Layout::new(aside).format(), format::marker(format::FORMAT).as_bytes())?;
    }
    files::replace(&layout.format(), format::marker(format::FORMAT).as_bytes())?;
    let mut done = Vec::new();
    let Err(error) = swap(layout, beside, aside.as_deref(), &mut done) else { return Ok(aside) };
    let undo = || -> io::Result<()> {
        for (from, to) in done.iter().rev() {
            files::rename(to, from)?;
        }
        files::remove_folder_if_any(&beside.folder)?;
        aside.iter().try_for_each(|aside| files::remove_folder_if_any(aside))
    };
    match undo() {
        Ok(()) => Err(error),
        Err(_) => Err(io::Error::new(error.kind(), format!("{error}; the next command continues the restore"))),
    }
}

/// Continues a restore that was interrupted between the first and the last of its renames. Then the head is missing,
/// and the new store is complete.
pub(crate) fn resume(layout: &Layout) -> io::Result<()> {
    let beside = Layout::new(&layout.restoring());
    if files::exists(&layout.head())? || !files::exists(&beside.head())? {
        return Ok(());
    }
    let of_restore = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("replaced-"));
    let aside = files::list(&layout.folder)?.into_iter().map(|entry| entry.path).rfind(|path| of_restore(path));
    swap(layout, &beside, aside.as_deref(), &mut Vec::new())?;
    files::remove_folder_if_any(&beside.folder)
}

/// Moves the old files away, the head first, and moves the new store to their place, the head last. Files that were
/// already moved are skipped.
fn swap(layout: &Layout, beside: &Layout, aside: Option<&Path>, done: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
    let mut step = |from: PathBuf, to: PathBuf| -> io::Result<()> {
        if files::exists(&from)? {
            files::rename(&from, &to)?;
            done.push((from, to));
        }
        Ok(())
    };
    let old = aside.map(Layout::new);
    if let Some(old) = &old {
        step(layout.head(), old.head())?;
        step(layout.moved(), old.moved())?;
    }
    for part in [Layout::db, Layout::sums] {
        // Once the new file is in place, only it has this name.
        if let Some(old) = old.as_ref().filter(|_| files::exists(&part(beside)).unwrap_or(true)) {
            step(part(layout), part(old))?;
        }
        step(part(beside), part(layout))?;
    }
    step(beside.head(), layout.head())?;
    files::sync_folder(&layout.folder)
}

/// The folder for the previous state, if there is one.
fn name_aside(layout: &Layout) -> io::Result<Option<PathBuf>> {
    let mut any = false;
    for path in [layout.head(), layout.sums(), layout.db(), layout.moved(), layout.format()] {
        any |= files::exists(&path)?;
    }
    let now = files::now();
    for n in (0..).take_while(|_| any) {
        let name = if n == 0 { format!("replaced-{now}") } else { format!("replaced-{now}-{n}") };
        let aside = layout.folder.join(name);
        if !files::exists(&aside)? {
            return Ok(Some(aside));
        }
    }
    Ok(None)
}
