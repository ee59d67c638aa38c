//! Exports: a whole state in one JSON file, for backups, for moving between stores, and for inspection.
//!
//! ```json
//! {
//! "archipel-export":1,
//! "written":1750000000,
//! "sha256":"…",
//! "body":{…}
//! }
//! ```
//!
//! The body is a [`Document`], one record a line, with sealed secrets. The checksum covers the format, the time and
//! the compact form of the body, so that only white space may change.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use archipel_engine::state::{Snapshot, StateError};
use archipel_engine::value::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::codec::Secrets;
use crate::document::Document;
use crate::export_lines;
use crate::files::{self, Access, File, damaged};
use crate::format::{self, FORMAT};
use crate::seal::{Purpose, SealError, Sealer, Vault};

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "archipel-export")]
    format: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    #[serde(rename = "archipel-export")]
    format: u32,
    written: u64,
    sha256: String,
    body: Document,
}

/// Exports a snapshot.
///
/// # Errors
/// `NoKey` when the snapshot has secrets and the sealer has no key.
pub fn export(snapshot: &Snapshot, sealer: Arc<dyn Sealer>) -> Result<Vec<u8>, StateError> {
    let mut vault = Vault::new(sealer, Purpose::State(snapshot.lineage.clone()), None);
    let document = Document::seal(snapshot, &mut vault).map_err(|e| refused("the export", e))?;
    write(&document, files::now()).map_err(|e| damaged(Path::new("the export"), e.to_string()))
}

/// Reads an export back.
///
/// # Errors
/// `Newer`; `Damaged` when it is not an export or its checksum does not match; `NoKey`.
pub fn import(bytes: &[u8], sealer: Arc<dyn Sealer>, secrets: Secrets) -> Result<Snapshot, StateError> {
    let document = read(bytes, "the export")?;
    let mut vault = document.vault(sealer);
    document.open(&mut vault, secrets).map_err(|e| refused("the export", e))
}

/// Encodes an export.
///
/// # Errors
/// None in practice: every document can be serialized to JSON.
pub fn write(document: &Document, written: u64) -> serde_json::Result<Vec<u8>> {
    let mut out = format!("{{\n\"archipel-export\":{FORMAT},\n\"written\":{written},\n\"sha256\":\"").into_bytes();
    let sum = out.len()..out.len() + 64;
    out.resize(sum.end, b'0');
    out.extend(b"\",\n\"body\":{\n");
    let hash = Sha256::new().chain_update(format!("[{FORMAT},{written},{{"));
    let mut body = Body { out, hash, first: true };
    body.part("lineage", &document.lineage)?;
    body.part("serial", &document.serial)?;
    body.part("key", &document.key)?;
    body.part("meta", &document.meta)?;
    body.part("outputs", &document.outputs)?;
    body.lines("records", &document.records)?;
    body.lines("pending", &document.pending)?;
    body.part("durations", &document.durations)?;
    let Body { mut out, hash, .. } = body;
    out.extend(b"\n}\n}\n");
    out[sum].copy_from_slice(hex(&hash.chain_update("}]").finalize()).as_bytes());
    Ok(out)
}

/// Writes the body of an export and computes the checksum over its compact form. Each value is serialized only once.
struct Body {
    out: Vec<u8>,
    hash: Sha256,
    first: bool,
}

impl Body {
    fn name(&mut self, name: &str) {
        let comma = if std::mem::take(&mut self.first) { "" } else { "," };
        self.hash.update(format!("{comma}\"{name}\":"));
        let line = if comma.is_empty() { "" } else { ",\n" };
        self.out.extend(format!("{line}\"{name}\":").bytes());
    }

    fn value(&mut self, value: &impl Serialize) -> serde_json::Result<()> {
        let start = self.out.len();
        serde_json::to_writer(&mut self.out, value)?;
        self.hash.update(&self.out[start..]);
        Ok(())
    }

    fn part(&mut self, name: &str, value: &impl Serialize) -> serde_json::Result<()> {
        self.name(name);
        self.value(value)
    }

    fn lines(&mut self, name: &str, items: &[impl Serialize]) -> serde_json::Result<()> {
        self.name(name);
        self.out.push(b'[');
        self.hash.update("[");
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.out.push(b',');
                self.hash.update(",");
            }
            self.out.push(b'\n');
            self.value(item)?;
        }
        self.out.extend(b"\n]");
        self.hash.update("]");
        Ok(())
    }
}

/// Decodes an export without opening its secrets.
///
/// # Errors
/// `Newer`, `Damaged`.
pub fn read(bytes: &[u8], location: &str) -> Result<Document, StateError> {
    let wrong = |what: String| StateError::Damaged { location: location.to_owned(), what };
    let envelope = match serde_json::from_slice::<Envelope>(bytes) {
        Ok(envelope) => envelope,
        Err(error) => {
            // A newer format may have other fields, which is not damage.
            let head: Head = serde_json::from_slice(bytes).map_err(|e| wrong(format!("not an export: {e}")))?;
            format::check(location, head.format)?;
            return Err(wrong(format!("invalid content: {error}")));
        }
    };
    format::check(location, envelope.format)?;
    let Envelope { format, written, sha256, body } = envelope;
    if checksum_as_written(bytes, format, written).as_ref() != Some(&sha256) {
        // White space may have changed: serialize it again without any.
        let sum = checksum(format, written, &body).map_err(|e| wrong(e.to_string()))?;
        if sum != sha256 {
            return Err(wrong("checksum mismatch: it was modified after it was written".to_owned()));
        }
    }
    Ok(body)
}

/// The checksum of an export that has the line breaks that [`write`] makes, and no other white space: JSON has no
/// line breaks in its texts, so the compact form of the body is the body without them. `None` for any other layout.
fn checksum_as_written(bytes: &[u8], format: u32, written: u64) -> Option<String> {
    const BODY: &[u8] = b"\n\"body\":";
    let start = bytes.windows(BODY.len()).take(512).position(|at| at == BODY)? + BODY.len();
    let body = bytes[start..].strip_suffix(b"\n}\n")?;
    let mut hash = Sha256::new().chain_update(format!("[{format},{written},"));
    for line in body.split(|byte| *byte == b'\n') {
        hash.update(line);
    }
    Some(hex(&hash.chain_update("]").finalize()))
}

fn checksum(format: u32, written: u64, document: &Document) -> serde_json::Result<String> {
    struct Hash(Sha256);
    impl io::Write for Hash {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut hash = io::BufWriter::with_capacity(1 << 16, Hash(Sha256::new()));
    serde_json::to_writer(&mut hash, &(format, written, document))?;
    let hash = hash.into_inner().map_err(|e| serde_json::Error::io(e.into_error()))?;
    Ok(hex(&hash.0.finalize()))
}

/// An export in a folder of exports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExportFile {
    pub serial: u64,
    /// In seconds since 1970.
    pub written: u64,
    pub path: PathBuf,
}

impl ExportFile {
    /// Parses the name of an export's file.
    pub(crate) fn named(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_suffix(".json")?;
        let (serial, written) = name.split_once('-')?;
        Some(Self { serial: serial.parse().ok()?, written: written.parse().ok()?, path })
    }
}

/// The name of an export's file.
pub(crate) fn name(serial: u64, written: u64) -> String {
    format!("{serial:012}-{written}.json")
}

/// The exports in a folder, newest first.
///
/// # Errors
/// When the folder cannot be read. A missing folder contains no exports.
pub fn list(folder: &Path) -> Result<Vec<ExportFile>, StateError> {
    let entries = files::list_if_any(folder).map_err(files::unreadable(folder))?;
    let mut kept: Vec<ExportFile> = entries.into_iter().filter_map(|entry| ExportFile::named(entry.path)).collect();
    kept.sort();
    kept.reverse();
    Ok(kept)
}

/// Reads an export file.
///
/// # Errors
/// See [`read`]; `Unavailable`.
pub fn read_file(path: &Path) -> Result<Document, StateError> {
    let by_lines = || export_lines::read(File::open(path, Access::Read)?.into_reader()?);
    match by_lines().map_err(files::unreadable(path))? {
        Some(document) => Ok(document),
        // Another layout or format, or damage.
        None => read(&files::read(path).map_err(files::unreadable(path))?, &path.display().to_string()),
    }
}

/// Writes an export into a folder, durably, and removes the oldest ones above `keep`.
///
/// # Errors
/// `Unavailable`.
pub fn keep(folder: &Path, document: &Document, keep: usize) -> Result<PathBuf, StateError> {
    let written = files::now();
    let path = folder.join(name(document.serial, written));
    let store = || -> io::Result<()> {
        files::create_folder(folder)?;
        files::replace(&path, &write(document, written)?)
    };
    store().map_err(files::unwritable(&path))?;
    for old in list(folder)?.into_iter().skip(keep.max(1)) {
        files::remove_if_any(&old.path).map_err(files::unwritable(&old.path))?;
    }
    Ok(path)
}

/// Converts a sealing error to a store error.
pub(crate) fn refused(location: &str, error: SealError) -> StateError {
    match error {
        SealError::NoKey(why) => StateError::NoKey(why),
        SealError::WrongProtection(why) => StateError::WrongProtection(why),
        SealError::WeakPassphrase(why) => StateError::WeakPassphrase(why),
        SealError::Damaged(what) => StateError::Damaged { location: location.to_owned(), what },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::record;
    use crate::document::RecordDoc;

    /// Format 1 omits the fields for the options that a record does not record.
    #[test]
    fn an_export_of_the_first_format_is_read() {
        let document = Document { lineage: "l".into(), ..Document::default() };
        let mut vault = document.vault(Arc::new(crate::seal::NoKey));
        let plain = RecordDoc::seal(&record("a", 1), "l", &mut vault);
        let document = Document { records: vec![plain.unwrap()], ..document };
        let text = String::from_utf8(write(&document, 5).unwrap()).unwrap();
        assert!(!text.contains("kept") && !text.contains("trigger"));
        let (new, old) = (checksum(FORMAT, 5, &document).unwrap(), checksum(1, 5, &document).unwrap());
        assert_eq!(export_lines::read(text.as_bytes()).unwrap().as_ref(), Some(&document));
        let first = text.replace(&format!("\"archipel-export\":{FORMAT}"), "\"archipel-export\":1").replace(&new, &old);
        assert_eq!(read(first.as_bytes(), "x").unwrap(), document);
        assert!(read(first.replace(&old, &new).as_bytes(), "x").is_err());
    }

    #[test]
    fn the_checksum_of_an_export_as_written_is_that_of_its_compact_form() {
        let mut vault = Document::default().vault(Arc::new(crate::seal::NoKey));
        let records =
            ["a\n\"body\":", "b", "c"].map(|name| RecordDoc::seal(&record(name, 1), "l", &mut vault).unwrap());
        let document = Document { lineage: "l\n".into(), records: records.into(), ..Document::default() };
        let bytes = write(&document, 5).unwrap();
        assert_eq!(export_lines::read(bytes.as_slice()).unwrap().as_ref(), Some(&document));
        assert_eq!(checksum_as_written(&bytes, FORMAT, 5), Some(checksum(FORMAT, 5, &document).unwrap()));
        // Indented by hand, it has another layout and is still sound.
        let indented = String::from_utf8(bytes).unwrap().replace("\n\"body\":{", "\n  \"body\": {");
        assert_eq!(checksum_as_written(indented.as_bytes(), FORMAT, 5), None);
        assert_eq!(export_lines::read(indented.as_bytes()).unwrap(), None);
        assert_eq!(read(indented.as_bytes(), "x").unwrap(), document);
        // White space in a text is content.
        let changed = indented.replacen("\"name\":\"b\"", "\"name\":\"b \"", 1);
        assert_ne!(changed, indented);
        assert!(read(changed.as_bytes(), "x").is_err());
    }
}
