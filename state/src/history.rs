//! Run records, as files in a folder. The number of the run is the name of the file.

use std::io;
use std::path::{Path, PathBuf};

use archipel_engine::state::{Ending, RunRecord, StateError};

use crate::files::{self, damaged, unreadable, unwritable};

/// Records a run, durably, and removes the oldest runs above `keep`.
pub(crate) fn record(folder: &Path, mut run: RunRecord, keep: usize) -> Result<u64, StateError> {
    let known = numbers(folder)?;
    if run.number == 0 {
        run.number = known.first().map_or(0, |(number, _)| *number) + 1;
        // This process has the lock, so no other run is active. Only the last run can have been interrupted.
        match known.first().map(|(_, path)| read(path)) {
            Some(Ok(mut last)) if last.ending == Ending::Running => {
                last.ending = Ending::Interrupted;
                write(folder, &last)?;
            }
            // A damaged record of an earlier run does not prevent this run, but an I/O error does.
            Some(Err(error @ StateError::Unavailable { .. })) => return Err(error),
            _ => {}
        }
    }
    write(folder, &run)?;
    for (_, path) in known.iter().filter(|(number, _)| *number != run.number).skip(keep.max(1) - 1) {
        files::remove_if_any(path).map_err(unwritable(path))?;
    }
    Ok(run.number)
}

/// The runs in a folder, newest first.
pub(crate) fn list(folder: &Path) -> Result<Vec<RunRecord>, StateError> {
    numbers(folder)?.iter().map(|(_, path)| read(path)).collect()
}

fn write(folder: &Path, run: &RunRecord) -> Result<(), StateError> {
    let path = folder.join(format!("{:08}.json", run.number));
    let store = || -> io::Result<()> {
        files::create_folder(folder)?;
        files::replace(&path, &serde_json::to_vec(run)?)
    };
    store().map_err(unwritable(&path))
}

fn read(path: &Path) -> Result<RunRecord, StateError> {
    let bytes = files::read(path).map_err(unreadable(path))?;
    serde_json::from_slice(&bytes).map_err(|error| damaged(path, format!("invalid run record: {error}")))
}

/// The files, newest first.
fn numbers(folder: &Path) -> Result<Vec<(u64, PathBuf)>, StateError> {
    let mut found = Vec::new();
    for files::Entry { path, .. } in files::list_if_any(folder).map_err(unreadable(folder))? {
        let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".json"));
        if let Some(number) = name.and_then(|name| name.parse().ok()) {
            found.push((number, path));
        }
    }
    found.sort();
    found.reverse();
    Ok(found)
}
