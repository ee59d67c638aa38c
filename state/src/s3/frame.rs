//! The frame of every object: one line with the kind, the format, the length and the checksums.
//!
//! ```text
//! archipel-s3 1 entry 1234 1a2b3c4d 5e6f7a8b
//! {"lineage":…}
//! ```
//!
//! The line has the version of the format, the kind, the length of the JSON after the line, its CRC-32, and the
//! CRC-32 of the line so far. An older program can read the version of a newer object, and does not mistake a damaged
//! line for one.

use archipel_engine::state::StateError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::format::{self, FORMAT};

const WORD: &str = "archipel-s3";

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Head,
    Lease,
    Entry,
    Checkpoint,
    Chunk,
    Run,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Lease => "lease",
            Self::Entry => "entry",
            Self::Checkpoint => "checkpoint",
            Self::Chunk => "chunk",
            Self::Run => "run",
        }
    }
}

/// Encodes a document.
pub(super) fn write(kind: Kind, document: &impl Serialize) -> Result<Vec<u8>, StateError> {
    let body = serde_json::to_vec(document).map_err(|error| StateError::Unavailable {
        location: kind.word().to_owned(),
        action: "written",
        cause: error.to_string(),
    })?;
    Ok(wrap(FORMAT, kind, &body))
}

pub(super) fn wrap(version: u32, kind: Kind, body: &[u8]) -> Vec<u8> {
    let line = format!("{WORD} {version} {} {} {:08x}", kind.word(), body.len(), crc32fast::hash(body));
    let mut out = format!("{line} {:08x}\n", crc32fast::hash(line.as_bytes())).into_bytes();
    out.extend_from_slice(body);
    out
}

/// Decodes a document of a kind. `place` is the address of the object.
pub(super) fn read<T: DeserializeOwned>(kind: Kind, location: &str, bytes: &[u8]) -> Result<T, StateError> {
    let damaged = |what: &str| StateError::Damaged { location: location.to_owned(), what: what.to_owned() };
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(|| damaged("the first line is missing"))?;
    let (line, body) = (&bytes[..end], &bytes[end + 1..]);
    let line = std::str::from_utf8(line).map_err(|_| damaged("the first line is not UTF-8"))?;
    let (said, crc) = line.rsplit_once(' ').ok_or_else(|| damaged("invalid first line"))?;
    if !said.starts_with(WORD) {
        return Err(damaged("not an object of Archipel"));
    }
    if format!("{:08x}", crc32fast::hash(said.as_bytes())) != crc {
        return Err(damaged("checksum mismatch in the first line"));
    }
    let words: Vec<&str> = said.split(' ').collect();
    let version = words.get(1).and_then(|version| version.parse().ok());
    format::check(location, version.ok_or_else(|| damaged("the format is missing"))?)?;
    let [_, _, word, length, crc] = words.as_slice() else { return Err(damaged("invalid first line")) };
    if *word != kind.word() {
        return Err(damaged(&format!("unexpected kind `{word}`: expected `{}`", kind.word())));
    }
    if *length != body.len().to_string() {
        return Err(damaged("wrong length: it was truncated or extended"));
    }
    if format!("{:08x}", crc32fast::hash(body)) != *crc {
        return Err(damaged("checksum mismatch"));
    }
    serde_json::from_slice(body).map_err(|error| damaged(&format!("it cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_back_and_whatever_is_altered_is_not() {
        let bytes = write(Kind::Entry, &vec!["a", "b"]).unwrap();
        assert_eq!(read::<Vec<String>>(Kind::Entry, "x", &bytes).unwrap(), ["a", "b"]);
        assert!(read::<Vec<String>>(Kind::Head, "x", &bytes).is_err());
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            let error = read::<Vec<String>>(Kind::Entry, "x", &altered).unwrap_err();
            assert!(matches!(error, StateError::Damaged { .. }), "{at}: {error}");
        }
        for length in 0..bytes.len() {
            assert!(read::<Vec<String>>(Kind::Entry, "x", &bytes[..length]).is_err());
        }
    }

    #[test]
    fn a_newer_format_is_not_reported_as_damage() {
        let bytes = wrap(FORMAT + 1, Kind::Entry, b"\"whatever it may be\"");
        let error = read::<Vec<String>>(Kind::Entry, "x", &bytes).unwrap_err();
        assert!(matches!(error, StateError::Newer { found, known: FORMAT, .. } if found == FORMAT + 1), "{error}");
    }
}
