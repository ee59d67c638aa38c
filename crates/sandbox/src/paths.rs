//! The folders of the sandbox.

use std::env;
use std::path::PathBuf;

use crate::error::{Error, Result};

/// The folder for data that can be created again: `ARCHIPEL_CACHE`, else the user's cache folder.
pub fn cache_dir() -> Result<PathBuf> {
    if let Some(dir) = non_empty("ARCHIPEL_CACHE") {
        return Ok(dir);
    }
    let base = non_empty("XDG_CACHE_HOME")
        // The XDG specification requires that relative paths are ignored.
        .filter(|dir| dir.is_absolute())
        .or_else(|| non_empty("HOME").map(|home| home.join(".cache")))
        .ok_or(Error::NoCacheDir)?;
    Ok(base.join("archipel"))
}

/// The folder of the background sandbox: `ARCHIPEL_SANDBOX_DIR`, else `run` in the cache folder.
pub fn run_dir() -> Result<PathBuf> {
    match non_empty("ARCHIPEL_SANDBOX_DIR") {
        Some(dir) => Ok(dir),
        None => Ok(cache_dir()?.join("run")),
    }
}

fn non_empty(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from)
}
