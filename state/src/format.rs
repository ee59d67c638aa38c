//! The version of the format.
//!
//! Every store and every export starts with its version, in a form that does not change, so that an older program
//! reports "newer format" instead of "damaged".

use archipel_engine::state::StateError;

/// The format that this version writes, and the newest that it reads. It reads every older one.
///
/// | format | contains |
/// | --- | --- |
/// | 1 | records, the journal, exports, durations, facts |
/// | 2 | recorded options, in records and in the journal: triggers, `deleted_with`, delete timeouts, secret
/// attributes; data keys of a key service |
/// | 3 | authenticated headers of data keys |
/// | 4 | hooks and the requests of services, in the journal; in recorded options, the hooks of deletes |
pub const FORMAT: u32 = 4;

const WORD: &str = "archipel-state";

/// The text of a format marker: the version and its checksum, one line.
#[must_use]
pub fn marker(version: u32) -> String {
    let head = format!("{WORD} {version}");
    format!("{head} {:08x}\n", crc32fast::hash(head.as_bytes()))
}

/// Reads a format marker.
///
/// # Errors
/// `Damaged` when it is not a format marker; `Newer` when this version cannot read the format.
pub fn read_marker(location: &str, text: &[u8]) -> Result<u32, StateError> {
    let damaged = || StateError::Damaged { location: location.to_owned(), what: "not a format marker".to_owned() };
    let text = std::str::from_utf8(text).map_err(|_| damaged())?;
    let mut words = text.split_ascii_whitespace();
    let (word, version, crc) = (words.next(), words.next(), words.next());
    let version: u32 = version.and_then(|v| v.parse().ok()).ok_or_else(damaged)?;
    if word != Some(WORD) || crc.is_none() || marker(version).split_ascii_whitespace().nth(2) != crc {
        return Err(damaged());
    }
    check(location, version)?;
    Ok(version)
}

/// Refuses unknown versions.
///
/// # Errors
/// `Newer`, and `Damaged` for version 0, which never existed.
pub fn check(location: &str, version: u32) -> Result<(), StateError> {
    match version {
        0 => Err(StateError::Damaged { location: location.to_owned(), what: "invalid format 0".to_owned() }),
        v if v > FORMAT => Err(StateError::Newer { location: location.to_owned(), found: v, known: FORMAT }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_read_back_and_a_newer_one_is_refused() {
        assert_eq!(read_marker("x", marker(FORMAT).as_bytes()).unwrap(), FORMAT);
        assert!(matches!(read_marker("x", marker(7).as_bytes()), Err(StateError::Newer { found: 7, .. })));
        assert!(matches!(read_marker("x", b"archipel-state 7 00000000\n"), Err(StateError::Damaged { .. })));
        assert!(matches!(read_marker("x", b""), Err(StateError::Damaged { .. })));
    }
}
