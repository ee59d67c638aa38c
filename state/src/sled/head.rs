//! The last acknowledged commit, stored outside sled.
//!
//! sled takes a damaged end of its log for a write that a crash interrupted, and silently drops it. So each commit is
//! also recorded here, after the write-ahead log is synced. A store that is older than its head has lost acknowledged
//! commits. It may be newer, by commits that were not acknowledged before a crash.
//!
//! The file is synced with the first commit after it is opened, so that the last export never passes for current, and
//! whenever the write-ahead log starts again. In between, the marks survive the end of the process, and the log itself
//! shows that one of its entries is missing. After a power failure, only damage of the very last entry of the log can
//! pass for an interrupted write.
//!
//! Two slots are written in turn, a page apart, so that a torn write destroys only one.

use std::io;
use std::path::Path;

use archipel_engine::state::StateError;

use crate::files::{self, Access, File, damaged, unreadable};

const SLOT: u64 = 4096;
const MAGIC: &[u8; 4] = b"Ahd1";
/// Magic, lineage, serial, turn, crc.
const SIZE: usize = 4 + 32 + 8 + 8 + 4;

/// The content of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) lineage: String,
    pub(crate) serial: u64,
}

/// The open file.
#[derive(Debug)]
pub(crate) struct Head {
    file: File,
    turn: u64,
}

impl Head {
    /// Opens the head for writing, after [`Head::read`] found it valid.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path, Access::ReadWrite)?;
        let turn = slots(&mut file)?.into_iter().filter_map(Slot::mark).map(|(turn, _)| turn).max();
        Ok(Self { file, turn: turn.unwrap_or_default() })
    }

    /// Creates the file, durably, with a first mark.
    pub(crate) fn create(path: &Path, mark: &Mark) -> io::Result<Self> {
        let mut bytes = vec![0; SLOT as usize];
        bytes.extend(encode(mark, 1));
        bytes.resize(2 * SLOT as usize, 0);
        files::replace(path, &bytes)?;
        Self::open(path)
    }

    /// Writes a mark.
    pub(crate) fn write(&mut self, mark: &Mark) -> io::Result<()> {
        self.turn += 1;
        self.file.write_at(self.turn % 2 * SLOT, &encode(mark, self.turn))
    }

    /// Makes the last mark durable.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// The newest readable mark; `None` if the file does not exist.
    pub(crate) fn read(path: &Path) -> Result<Option<Mark>, StateError> {
        Ok(Self::look(path)?.map(|(mark, _)| mark))
    }

    /// The newest readable mark, and whether it is certain that no newer one was written.
    pub(crate) fn look(path: &Path) -> Result<Option<(Mark, bool)>, StateError> {
        let mut file = match File::open(path, Access::Read) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(unreadable(path))?,
        };
        let found = slots(&mut file).map_err(unreadable(path))?;
        let sure = found.iter().all(|slot| !matches!(slot, Slot::Bad));
        let marks = found.into_iter().filter_map(Slot::mark);
        match marks.max_by_key(|(turn, _)| *turn) {
            Some((_, mark)) => Ok(Some((mark, sure))),
            None => Err(damaged(path, "neither of its two marks is readable")),
        }
    }
}

fn encode(mark: &Mark, turn: u64) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(mark.lineage.bytes().chain(std::iter::repeat(0)).take(32));
    bytes.extend(mark.serial.to_be_bytes());
    bytes.extend(turn.to_be_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
    bytes
}

enum Slot {
    Blank,
    Bad,
    Good(u64, Mark),
}

impl Slot {
    fn mark(self) -> Option<(u64, Mark)> {
        match self {
            Self::Good(turn, mark) => Some((turn, mark)),
            Self::Blank | Self::Bad => None,
        }
    }
}

fn slots(file: &mut File) -> io::Result<[Slot; 2]> {
    let mut found = [Slot::Bad, Slot::Bad];
    for (slot, at) in found.iter_mut().zip([0, SLOT]) {
        let bytes = file.read_at(at, SIZE as u64)?;
        *slot = match decode(&bytes) {
            Some((turn, mark)) => Slot::Good(turn, mark),
            None if bytes.len() == SIZE && bytes.iter().all(|byte| *byte == 0) => Slot::Blank,
            None => Slot::Bad,
        };
    }
    Ok(found)
}

fn decode(bytes: &[u8]) -> Option<(u64, Mark)> {
    let (said, crc) = bytes.split_last_chunk::<4>()?;
    if bytes.len() != SIZE || said.get(..4)? != MAGIC || crc32fast::hash(said).to_be_bytes() != *crc {
        return None;
    }
    let eight = |at: usize| said.get(at..at + 8)?.try_into().ok().map(u64::from_be_bytes);
    let lineage = std::str::from_utf8(said.get(4..36)?).ok()?.trim_end_matches('\0').to_owned();
    Some((eight(44)?, Mark { lineage, serial: eight(36)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_valid_mark_is_used() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("HEAD");
        assert_eq!(Head::read(&path).unwrap(), None);
        let mark = |serial| Mark { lineage: "0123456789abcdef0123456789abcdef".into(), serial };
        let mut head = Head::create(&path, &mark(0)).unwrap();
        for serial in 1..4 {
            head.write(&mark(serial)).unwrap();
            assert_eq!(Head::read(&path).unwrap(), Some(mark(serial)));
        }
        // Turn 4 is in slot 0.
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[10] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(Head::read(&path).unwrap(), Some(mark(2)));
        bytes[4096] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert!(matches!(Head::read(&path), Err(StateError::Damaged { .. })));
    }
}
