//! The write-ahead log: the commits that sled does not have yet.
//!
//! sled rewrites a page for every few changes to it, and rewrites live pages to free the segments of its log. Most
//! writes of a run are short-lived: the journal entry of a step is written, changed and removed. So a round of
//! commits is appended here, as one entry, and synced. The final content is copied to sled in bulk: when the log is
//! full, when the whole state is read, and when the store is opened or closed.
//!
//! ```text
//! magic "Alog" 4   base 8   serial 8   length 8   crc32 4   body
//! body: for each key  length 4   key   length 4 (all ones: removed)   value
//! ```
//!
//! Numbers are big-endian. The checksum covers the state's lineage, the entry's head and the body. `base` is the
//! commit before the entry, `serial` its last one, so entries form a chain. After sled has all the data, and it was
//! read back from the disk, the log starts again from its beginning and overwrites the old entries. Remaining older
//! entries end the chain, because their bases are older. A crash before the first new entry leaves the whole old
//! chain, which may be applied again.
//!
//! An entry that a crash interrupted was never acknowledged, and none follows it. A damaged acknowledged entry ends the
//! chain too: a later entry behind it shows that (`Chain::next`), and the head does (`head.rs`).

use std::io;
use std::path::Path;

use super::frame::Writes;
use crate::files::{Access, File};

const MAGIC: &[u8; 4] = b"Alog";
const HEAD: usize = 4 + 8 + 8 + 8 + 4;
const CRC: usize = HEAD - 4;
const REMOVED: u32 = u32::MAX;

/// The open log.
#[derive(Debug)]
pub(crate) struct WriteAheadLog {
    file: File,
    end: u64,
}

/// One round of commits.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) base: u64,
    pub(crate) serial: u64,
    pub(crate) writes: Writes,
}

/// The content of the log.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    /// The entries from the start, each based on the one before it.
    pub(crate) entries: Vec<Entry>,
    /// The highest base of the valid entries behind the chain. If it is not older than the chain, entries in between
    /// are lost.
    pub(crate) next: Option<u64>,
}

impl WriteAheadLog {
    /// Opens the log, or creates it. Its content must be read before an entry is appended.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: File::open(path, Access::Create)?, end: 0 })
    }

    /// Reads the chain of entries from the start of the log.
    pub(crate) fn chain(&mut self, lineage: &str) -> io::Result<Chain> {
        let (bytes, mut entries) = (self.file.read_all()?, Vec::<Entry>::new());
        let mut rest = bytes.as_slice();
        while let Some((entry, after)) = decode(lineage, rest) {
            if entries.last().is_some_and(|last| last.serial != entry.base) {
                break;
            }
            entries.push(entry);
            rest = after;
        }
        let mut next = None;
        while let Some(at) = rest.windows(MAGIC.len()).position(|bytes| bytes == MAGIC) {
            rest = &rest[at..];
            rest = match decode(lineage, rest) {
                Some((entry, after)) => {
                    next = next.max(Some(entry.base));
                    after
                }
                None => &rest[MAGIC.len()..],
            };
        }
        Ok(Chain { entries, next })
    }

    /// Appends an entry, durably. After an error the content of the disk is unknown, and a later successful sync
    /// would prove nothing, so this process must not append any more.
    pub(crate) fn append(&mut self, lineage: &str, base: u64, serial: u64, writes: &Writes) -> io::Result<()> {
        let bytes = encode(lineage, base, serial, writes)?;
        self.file.write_at(self.end, &bytes)?;
        self.file.sync_data()?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// The size in bytes of the valid entries.
    pub(crate) fn size(&self) -> u64 {
        self.end
    }

    /// Starts the log again, after its data was read back from sled on the disk.
    pub(crate) fn restart(&mut self) {
        self.end = 0;
    }

    /// Truncates the log, after its data was read back from sled on the disk.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        self.end = 0;
        self.file.set_len(0)?;
        self.file.sync_all()
    }
}

fn encode(lineage: &str, base: u64, serial: u64, writes: &Writes) -> io::Result<Vec<u8>> {
    let size = |bytes: &[u8]| {
        u32::try_from(bytes.len()).ok().filter(|size| *size != REMOVED).ok_or(io::ErrorKind::FileTooLarge)
    };
    let mut bytes = MAGIC.to_vec();
    bytes.extend(base.to_be_bytes());
    bytes.extend(serial.to_be_bytes());
    bytes.resize(HEAD, 0);
    for (key, value) in writes {
        bytes.extend(size(key)?.to_be_bytes());
        bytes.extend(key);
        match value {
            None => bytes.extend(REMOVED.to_be_bytes()),
            Some(value) => {
                bytes.extend(size(value)?.to_be_bytes());
                bytes.extend(value);
            }
        }
    }
    let length = (bytes.len() - HEAD) as u64;
    bytes[CRC - 8..CRC].copy_from_slice(&length.to_be_bytes());
    let crc = checksum(lineage, &bytes[..CRC], &bytes[HEAD..]);
    bytes[CRC..HEAD].copy_from_slice(&crc.to_be_bytes());
    Ok(bytes)
}

/// Decodes the entry at the start of these bytes, if it is valid, and returns the rest.
fn decode<'a>(lineage: &str, bytes: &'a [u8]) -> Option<(Entry, &'a [u8])> {
    let (head, rest) = bytes.split_at_checked(HEAD)?;
    let eight = |at: usize| head.get(at..at + 8)?.try_into().ok().map(u64::from_be_bytes);
    let (base, serial, length) = (eight(4)?, eight(12)?, usize::try_from(eight(20)?).ok()?);
    let (mut body, after) = rest.split_at_checked(length)?;
    if &head[..4] != MAGIC || checksum(lineage, &head[..CRC], body).to_be_bytes() != head[CRC..] || base >= serial {
        return None;
    }
    let mut writes = Writes::new();
    while !body.is_empty() {
        let key = part(&mut body)??.to_vec();
        writes.insert(key, part(&mut body)?.map(<[u8]>::to_vec));
    }
    Some((Entry { base, serial, writes }, after))
}

/// Decodes a length and as many bytes; the inner `None` is a removed value.
fn part<'a>(body: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let (size, rest) = body.split_first_chunk()?;
    let size = u32::from_be_bytes(*size);
    let (part, rest) = if size == REMOVED {
        (None, rest)
    } else {
        let (part, rest) = rest.split_at_checked(size as usize)?;
        (Some(part), rest)
    };
    *body = rest;
    Some(part)
}

fn checksum(lineage: &str, head: &[u8], body: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(lineage.as_bytes());
    crc.update(head);
    crc.update(body);
    crc.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writes(of: u8) -> Writes {
        Writes::from([(vec![b'r', of], Some(vec![of; 40])), (vec![b'p', of], None), (vec![b'm'], Some(vec![]))])
    }

    fn serials(path: &Path, lineage: &str) -> Vec<u64> {
        chain(path, lineage).entries.into_iter().map(|entry| entry.serial).collect()
    }

    fn chain(path: &Path, lineage: &str) -> Chain {
        WriteAheadLog::open(path).unwrap().chain(lineage).unwrap()
    }

    #[test]
    fn a_chain_is_read_back_up_to_its_truncation() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ahead");
        let mut log = WriteAheadLog::open(&path).unwrap();
        for (of, (base, serial)) in [(1, 3), (3, 4), (4, 9)].into_iter().enumerate() {
            log.append("a", base, serial, &writes(of as u8)).unwrap();
        }
        assert_eq!(chain(&path, "a").entries[1], Entry { base: 3, serial: 4, writes: writes(1) });
        assert_eq!(serials(&path, "a"), [3, 4, 9]);
        assert_eq!(serials(&path, "b"), [0; 0], "of another state");
        let bytes = std::fs::read(&path).unwrap();
        for length in 0..bytes.len() {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert_eq!(serials(&path, "a"), [3, 4, 9][..length * 3 / bytes.len()], "cut to {length}");
        }
        for bit in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, &bytes).unwrap();
            let valid = bit * 3 / 8 / bytes.len();
            assert_eq!(serials(&path, "a"), [3, 4, 9][..valid], "bit {bit}");
            assert_eq!(
                chain(&path, "a").next,
                [Some(4), Some(4), None][valid],
                "bit {bit}: a later entry shows the gap"
            );
        }
    }

    #[test]
    fn remains_of_an_older_chain_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ahead");
        let mut log = WriteAheadLog::open(&path).unwrap();
        for serial in 1..=5 {
            log.append("a", serial - 1, serial, &writes(1)).unwrap();
        }
        log.restart();
        assert_eq!(serials(&path, "a"), [1, 2, 3, 4, 5]);
        // Of the same length, so that an old entry follows directly.
        log.append("a", 5, 6, &writes(1)).unwrap();
        assert_eq!(serials(&path, "a"), [6]);
        assert_eq!(chain(&path, "a").next, Some(4), "older than the chain: nothing is lost");
        log.clear().unwrap();
        assert_eq!(serials(&path, "a"), [0; 0]);
        log.append("a", 6, 7, &writes(1)).unwrap();
        assert_eq!(serials(&path, "a"), [7]);
    }
}
