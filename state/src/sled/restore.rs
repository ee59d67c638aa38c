//! A store made anew from an export.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use archipel_engine::state::{Holder, StateError};

use super::head::Head;
use super::layout::Layout;
use super::lock::Lock;
use super::session::fill;
use super::sums;
use super::tree::Tree;
use crate::document::Document;
use crate::export;
use crate::files::{self, unwritable};
use crate::format;
use crate::options::Options;

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The commit the state stands at now: after every commit that was ever acknowledged here.
    pub serial: u64,
    /// Where what was found was put; `None` when there was nothing.
    pub aside: Option<PathBuf>,
}

/// Makes the store in a folder hold what an export holds. What was there is put aside, not removed.
///
/// Secrets stay sealed, so no key is needed. Blocks.
///
/// # Errors
/// `Locked` while somebody writes; `Newer`; `Damaged` when the export is; `Unavailable`.
pub fn restore(folder: &Path, export: &[u8], holder: &Holder, options: &Options) -> Result<Restored, StateError> {
    let document = export::read(export, "the export")?;
    restore_document(folder, document, holder, options)
}

/// As [`restore`], from a document: to move a state here from another store.
///
/// # Errors
/// As [`restore`].
pub fn restore_document(
    folder: &Path,
    document: Document,
    holder: &Holder,
    options: &Options,
) -> Result<Restored, StateError> {
    fill_folder(folder, document, holder, options, true)
}

/// As [`restore_document`], at the document's own serial: a state that is moved is still at the same commit.
///
/// # Errors
/// As [`restore`].
pub fn place_document(
    folder: &Path,
    document: Document,
    holder: &Holder,
    options: &Options,
) -> Result<Restored, StateError> {
    fill_folder(folder, document, holder, options, false)
}

/// What a folder holds, without reading it whole or minding that it was moved: lineage and serial.
///
/// # Errors
/// `Damaged`, `Unavailable`.
pub fn stands(folder: &Path) -> Result<Option<(String, u64)>, StateError> {
    Ok(Head::read(&Layout::new(folder).head())?.map(|mark| (mark.lineage, mark.serial)))
}

fn fill_folder(
    folder: &Path,
    mut document: Document,
    holder: &Holder,
    options: &Options,
    anew: bool,
) -> Result<Restored, StateError> {
    let layout = Layout::new(folder);
    if let Err(newer @ (StateError::Newer { .. } | StateError::Unavailable { .. })) = layout.look() {
        return Err(newer);
    }
    fs::create_dir_all(folder).map_err(unwritable(folder))?;
    let lock = Lock::take(&layout, Some(holder), options.patience, false)?;
    // Serials never come twice: a plan that was made for a commit that is lost must not fit this state.
    let head = Head::read(&layout.head()).ok().flatten().map_or(0, |mark| mark.serial);
    let exported = export::list(&layout.exports())?.first().map_or(0, |kept| kept.serial);
    if anew {
        document.serial = document.serial.max(head).max(exported) + 1;
    }

    let aside = put_aside(&layout).map_err(unwritable(folder))?;
    layout.make()?;
    let db = layout.db();
    let tree = Tree::open(&db)?;
    let header = fill(&tree, &document)?;
    let finish = || -> io::Result<()> {
        files::sync_tree(&db)?;
        files::sync_folder(&layout.folder)?;
        Head::create(&layout.head(), &header.mark())?;
        let data = File::options().read(true).write(true).open(db.join("db"))?;
        drop(tree);
        if (0..1000).any(|_| {
            data.try_lock().is_ok() || {
                std::thread::sleep(std::time::Duration::from_millis(5));
                false
            }
        }) {
            sums::write(&layout)?;
        }
        Ok(())
    };
    finish().map_err(unwritable(&db))?;
    export::keep(&layout.exports(), &document, options.keep_exports)?;
    drop(lock);
    Ok(Restored { serial: document.serial, aside })
}

fn put_aside(layout: &Layout) -> io::Result<Option<PathBuf>> {
    // FORMAT stays until the last, so that a crash on the way leaves a store that says it is damaged.
    let found = [layout.head(), layout.sums(), layout.db(), layout.moved(), layout.format()];
    let found: Vec<PathBuf> = found.into_iter().filter(|path| path.exists()).collect();
    if found.is_empty() {
        return Ok(None);
    }
    let now = files::now();
    let names = (0..)
        .map(|n| layout.folder.join(if n == 0 { format!("replaced-{now}") } else { format!("replaced-{now}-{n}") }));
    let Some(aside) = names.into_iter().find(|path| !path.exists()) else { return Ok(None) };
    fs::create_dir(&aside)?;
    for path in found {
        let marker = path == layout.format();
        let to = aside.join(path.file_name().unwrap_or_default());
        if marker { fs::write(&to, format::marker(format::FORMAT))? } else { fs::rename(&path, to)? }
    }
    files::replace(&layout.format(), format::marker(format::FORMAT).as_bytes())?;
    files::sync_folder(&layout.folder)?;
    Ok(Some(aside))
}
