//! Checksums of sled's files, while they are closed.
//!
//! sled repairs data that looks like the trace of a crash, and so destroys the evidence of damage. A store that was
//! closed properly needs no repair, so its files are compared with their checksums before sled opens them. After a
//! crash there are no checksums; then the frames, the header's sum over them and the head detect damage.

use std::io;
use std::path::Path;

use archipel_engine::state::StateError;

use super::layout::Layout;
use crate::files::{self, Access, File, damaged, unreadable};

/// Writes the checksums of closed files.
pub(crate) fn write(layout: &Layout) -> io::Result<()> {
    let mut text = lines(&layout.db())?.join("");
    text.push_str(&format!("{:08x} end\n", crc32fast::hash(text.as_bytes())));
    files::replace(&layout.sums(), text.as_bytes())
}

/// Compares the files with their checksums, if there are any, and removes those, because the next write invalidates
/// them.
pub(crate) fn check(layout: &Layout) -> Result<(), StateError> {
    let path = layout.sums();
    let Some(bytes) = files::read_if_any(&path).map_err(unreadable(&path))? else { return Ok(()) };
    let text = String::from_utf8(bytes).map_err(|_| damaged(&path, "invalid UTF-8"))?;
    let body = text.trim_end_matches('\n').rfind('\n').map_or("", |at| &text[..=at]);
    if text[body.len()..] != format!("{:08x} end\n", crc32fast::hash(body.as_bytes())) {
        return Err(damaged(&path, "checksum mismatch"));
    }
    let db = layout.db();
    let found = lines(&db).map_err(unreadable(&db))?;
    let expected: Vec<&str> = body.split_inclusive('\n').collect();
    if let Some(line) = expected.iter().find(|line| !found.iter().any(|f| f == *line)) {
        let name = line.trim_end().splitn(3, ' ').nth(2).unwrap_or_default();
        return Err(damaged(&db.join(name), "it was modified after the store was closed"));
    }
    if let Some(line) = found.iter().find(|line| !expected.contains(&line.as_str())) {
        let name = line.trim_end().splitn(3, ' ').nth(2).unwrap_or_default();
        return Err(damaged(&db.join(name), "it was added after the store was closed"));
    }
    Ok(())
}

/// Removes the checksums, durably, before a write. Returns whether there were any.
pub(crate) fn remove(layout: &Layout) -> io::Result<bool> {
    let any = files::metadata(&layout.sums())?.is_some();
    files::remove_if_any(&layout.sums())?;
    files::sync_folder(&layout.folder)?;
    Ok(any)
}

/// One line a file: checksum, length, name.
fn lines(db: &Path) -> io::Result<Vec<String>> {
    let mut out = Vec::new();
    for entry in files::list(db)?.into_iter().filter(|entry| !entry.is_folder) {
        let (crc, length) = sum(&entry.path)?;
        out.push(format!("{crc:08x} {length} {}\n", entry.path.file_name().unwrap_or_default().to_string_lossy()));
    }
    out.sort();
    Ok(out)
}

fn sum(path: &Path) -> io::Result<(u32, u64)> {
    const AT_ONCE: u64 = 1 << 18;
    let (mut file, mut crc, mut length) = (File::open(path, Access::Read)?, crc32fast::Hasher::new(), 0);
    loop {
        let bytes = file.read_at(length, AT_ONCE)?;
        if bytes.is_empty() {
            return Ok((crc.finalize(), length));
        }
        crc.update(&bytes);
        length += bytes.len() as u64;
    }
}
