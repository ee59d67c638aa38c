//! Keys: one tree; a key is one byte for the kind, the name, and the number of the chunk. Numbers are big-endian, so
//! that keys sort by number.
//!
//! No information is ever read from a key, because the payload contains all of it. So a long name may be truncated
//! and hashed.

use archipel_engine::state::RecordKey;
use sha2::{Digest, Sha256};

/// The kind of an entry. Its byte is the first of the key and is repeated in the frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// The lineage, the serial and the sums over everything.
    Header = b'h',
    /// The wrapped data key.
    Key = b'k',
    /// A small fact.
    Meta = b'm',
    /// Measured durations of an operation.
    Duration = b'd',
    /// The exports of the stack.
    Outputs = b'o',
    Pending = b'p',
    Record = b'r',
}

impl Kind {
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        [Self::Header, Self::Key, Self::Meta, Self::Duration, Self::Outputs, Self::Pending, Self::Record]
            .into_iter()
            .find(|kind| *kind as u8 == byte)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Key => "key",
            Self::Meta => "meta",
            Self::Duration => "duration",
            Self::Outputs => "outputs",
            Self::Pending => "pending",
            Self::Record => "record",
        }
    }
}

/// The key of an entry, without the number of the chunk.
pub(crate) type Name = Vec<u8>;

/// sled keeps up to 256 keys in one page of its index, and that page must stay below the limit too.
const LONGEST: usize = 256;

pub(crate) fn single(kind: Kind) -> Name {
    vec![kind as u8]
}

pub(crate) fn named(kind: Kind, name: &str) -> Name {
    let mut key = single(kind);
    text(&mut key, name);
    key
}

pub(crate) fn pending(order: u64) -> Name {
    let mut key = single(Kind::Pending);
    key.extend(order.to_be_bytes());
    key
}

pub(crate) fn record(of: &RecordKey) -> Name {
    let mut key = named(Kind::Record, of.urn.as_str());
    key.extend(of.revision.to_be_bytes());
    key
}

/// The position of a pending operation in the order in which operations started, which is its key.
pub(crate) fn order(name: &[u8]) -> Option<u64> {
    name.get(1..)?.try_into().ok().map(u64::from_be_bytes)
}

/// Appends a text in an encoding that is prefix-free and sorts like the text.
fn text(key: &mut Vec<u8>, text: &str) {
    let cut = if text.len() > LONGEST { text.floor_char_boundary(LONGEST - 64) } else { text.len() };
    for byte in text[..cut].bytes() {
        key.push(byte);
        if byte == 0 {
            key.push(0xff);
        }
    }
    if cut == text.len() {
        key.extend([0, 0]);
    } else {
        key.extend([0, 1]);
        key.extend(Sha256::digest(text.as_bytes()));
    }
}

/// The key of one chunk.
pub(crate) fn chunk(name: &[u8], index: u16) -> Vec<u8> {
    [name, &index.to_be_bytes()].concat()
}

/// Splits a key into its entry and the number of the chunk.
pub(crate) fn split(key: &[u8]) -> Option<(&[u8], u16)> {
    key.split_last_chunk().map(|(name, index)| (name, u16::from_be_bytes(*index)))
}

/// Describes a key, for messages.
pub(crate) fn show(name: &[u8]) -> String {
    let Some((kind, rest)) = name.split_first() else { return "an empty key".to_owned() };
    let kind = Kind::from_byte(*kind);
    let word = kind.map_or("unknown entry", Kind::word);
    match kind {
        Some(Kind::Pending) => format!("{word} {}", order(name).unwrap_or_default()),
        Some(Kind::Record) if rest.len() > 6 => {
            let (urn, revision) = rest.split_at(rest.len() - 4);
            let revision = revision.iter().fold(0u32, |n, byte| n << 8 | u32::from(*byte));
            format!("{word} {}#{revision}", String::from_utf8_lossy(&urn[..urn.len() - 2]))
        }
        _ if rest.len() > 2 => format!("{word} {}", String::from_utf8_lossy(&rest[..rest.len() - 2])),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use archipel_engine::urn::Urn;

    use super::*;

    #[test]
    fn keys_sort_like_the_values_that_they_encode() {
        let of = |path: &str, revision| record(&RecordKey { urn: Urn::new("r", "t", path), revision });
        let keys = [of("a", 1), of("a", 2), of("a", 256), of("a\0", 1), of("a/b", 1), of("b", 1), of("é", 1)];
        assert!(keys.is_sorted());
        assert!(pending(1) < pending(256));
        assert_eq!(order(&pending(300)), Some(300));
        assert_eq!(show(&of("é", 3)), "record r::t::é#3");
    }

    #[test]
    fn long_names_are_short_and_distinct() {
        let long = "é".repeat(2000);
        let (a, b) = (named(Kind::Meta, &format!("{long}a")), named(Kind::Meta, &format!("{long}b")));
        assert_ne!(a, b);
        assert!(a.len() < 300);
    }
}
