//! Manifest files of a file or a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::{ManifestError, Position, Result};
use super::yaml::MAX_BYTES;

/// The largest number of files in a folder.
const MAX_FILES: usize = 2_000;
/// The largest number of bytes of all files in a folder.
const MAX_FOLDER_BYTES: u64 = 64 << 20;

/// The names that a kustomization file may have.
pub(crate) const KUSTOMIZATIONS: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// A file's name in errors: with slashes on every system.
pub(crate) fn name_of(path: &Path) -> Arc<str> {
    Arc::from(path.to_string_lossy().replace('\\', "/"))
}

/// An error about a whole file or folder.
pub(crate) fn error(path: &Path, message: impl Into<String>) -> ManifestError {
    Position::start_of(&name_of(path)).error(message)
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String> {
    let cannot = |cause: std::io::Error| error(path, format!("cannot read the file: {cause}"));
    let size = std::fs::metadata(path).map_err(cannot)?.len();
    if size > MAX_BYTES as u64 {
        return Err(error(path, format!("the file has {} MB, more than {} MB: split it", size >> 20, MAX_BYTES >> 20)));
    }
    let bytes = std::fs::read(path).map_err(cannot)?;
    String::from_utf8(bytes).map_err(|invalid| {
        let valid = invalid.utf8_error().valid_up_to();
        let line = invalid.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
        Position { file: name_of(path), line }.error("the file is not UTF-8: save it as UTF-8")
    })
}

/// The bytes of a file that is not a manifest.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let cannot = |cause: std::io::Error| error(path, format!("cannot read the file: {cause}"));
    if std::fs::metadata(path).map_err(cannot)?.len() > MAX_BYTES as u64 {
        return Err(error(path, format!("the file has more than {} MB: use a smaller one", MAX_BYTES >> 20)));
    }
    std::fs::read(path).map_err(cannot)
}

/// The kustomization file of a folder.
pub(crate) fn kustomization(folder: &Path) -> Result<Option<PathBuf>> {
    let found: Vec<PathBuf> =
        KUSTOMIZATIONS.iter().map(|name| folder.join(name)).filter(|path| path.is_file()).collect();
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        [one, other, ..] => Err(error(one, format!("the folder has `{}` too: remove one of the two", other.display()))),
    }
}

/// The manifest files in a folder and the folders in it, sorted by path. Hidden files are left out.
pub(crate) fn manifests_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut bytes) = (Vec::new(), 0);
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(&folder).map_err(|cause| error(&folder, format!("cannot read the folder: {cause}")))?;
        for entry in entries {
            let path = entry.map_err(|cause| error(&folder, format!("cannot read the folder: {cause}")))?.path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
                continue;
            }
            if path.is_dir() {
                if path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink()) {
                    return Err(error(
                        &path,
                        "the path is a link to a folder, which may lead back: add the folder itself",
                    ));
                }
                if kustomization(&path)?.is_some() {
                    return Err(error(
                        &path,
                        "the folder has a kustomization file, and the folder around it has none: add it as a path of its own",
                    ));
                }
                folders.push(path);
            } else if path.extension().is_some_and(|of| of == "yaml" || of == "yml" || of == "json") {
                bytes += path.metadata().map_or(0, |metadata| metadata.len());
                files.push(path);
            }
        }
        if files.len() > MAX_FILES || bytes > MAX_FOLDER_BYTES {
            return Err(error(
                &folder,
                format!(
                    "the folder has more than {MAX_FILES} manifests or {} MB: add its parts as paths of their own",
                    MAX_FOLDER_BYTES >> 20
                ),
            ));
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(error(folder, "the folder has no `.yaml`, `.yml` or `.json` files: name another folder"));
    }
    Ok(files)
}
